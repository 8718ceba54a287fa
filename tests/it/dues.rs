//! What is due under contracts of every kind, on 30 June and 31 December of three years, against figures that were
//! computed apart from this program; and what their end posts.

use crate::{case::desk::Desk, little::objects};
use coop_ledger::{
    books::{AccountKey, Books, DueStands},
    log::Json,
    statement::reports,
    unit::{Day, Fen},
};
use std::{collections::BTreeMap, fs, path::Path};

fn file(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/life-contracts").join(name);
    fs::read_to_string(path).unwrap()
}

fn yuan(fen: Fen) -> String {
    fen.to_string().replace(',', "")
}

/// A row as the file has it, from the day on.
fn row(on: Day, contract: &str, stands: &DueStands<'_>) -> String {
    let open = stands.open().unwrap();
    let status = match () {
        () if stands.gone => "dropped",
        () if open == Fen::ZERO => "settled",
        () if stands.due.due < on => "late",
        () => "coming",
    };
    let due = stands.due;
    let mut cells = vec![
        on.to_string(),
        contract.to_owned(),
        due.no.to_string(),
        stands.party.to_string(),
        due.part.to_string(),
        due.due.to_string(),
        due.days.first_day().to_string(),
        due.days.last_day().to_string(),
    ];
    let amounts =
        [stands.asked.unwrap(), stands.paid, stands.from_deposit, stands.written_off, open, stands.to_give_back()];
    cells.extend(amounts.map(yuan));
    cells.extend([status.to_owned(), stands.days_late.to_string(), yuan(stands.late_interest)]);
    cells.join(",")
}

/// Records everything; how every due stood on each of the days.
fn replay(days: &[Day]) -> (Desk, BTreeMap<String, String>) {
    let mut desk = Desk::open("W", "open", "2024-01-01", ("小村", "Little village"));
    let mut stood = BTreeMap::new();
    let mut days = days.iter().copied().peekable();
    let look = |books: &Books, on: Day, stood: &mut BTreeMap<String, String>| {
        for (id, contract) in books.contracts() {
            for stands in contract.dues_on(books, on).iter().filter(|stands| stands.asked.is_some()) {
                stood.insert(format!("{on},{id},{}", stands.due.no), row(on, id.as_str(), stands));
            }
        }
    };
    for instruction in objects(&file("instructions.jsonl")) {
        let on: Day = instruction.member("on").and_then(Json::text).unwrap().parse().unwrap();
        while let Some(day) = days.next_if(|day| *day < on) {
            look(&desk.books, day, &mut stood);
        }
        let id = instruction.member("id").and_then(Json::text).unwrap().to_owned();
        desk.record(&on.to_string(), &[instruction]).unwrap_or_else(|refusal| panic!("{id}: {refusal}"));
    }
    days.for_each(|day| look(&desk.books, day, &mut stood));
    (desk, stood)
}

#[test]
fn every_due_stands_to_the_fen_as_somebody_else_computed_it() {
    let expected = file("dues.csv");
    let rows: Vec<&str> = expected.lines().skip(1).collect();
    let mut days: Vec<Day> = rows.iter().map(|row| row.split(',').next().unwrap().parse().unwrap()).collect();
    days.sort();
    days.dedup();
    let (_, stood) = replay(&days);
    let mut wrong = Vec::new();
    for row in &rows {
        let key = row.split(',').take(3).collect::<Vec<_>>().join(",");
        match stood.get(&key) {
            Some(found) if found == row => {}
            found => wrong.push(format!("expected {row}\nfound    {}", found.map_or("nothing", String::as_str))),
        }
    }
    println!("dues: days={} rows={} wrong={}", days.len(), rows.len(), wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_ends_a_contract_posts_what_its_papers_say() {
    let (desk, _) = replay(&[]);
    let balance = |account: &str, holder: &str, purpose: &str| {
        desk.books.accounts().balance(&AccountKey::new(account, holder, purpose))
    };
    // the deposit: 3000.00 passed from one tenant to the other, 1000.00 kept, 1216.30 of rent, 783.70 paid back
    assert_eq!([balance("211", "SHOPA", "保证金"), balance("211", "SHOPB", "保证金")], [Fen::ZERO; 2]);
    assert_eq!(balance("504", "SHOPB", "没收保证金"), Fen(-100_000));
    // the claim: 300.00, of which 100.00 came and 200.00 was given up
    assert_eq!([balance("112", "SHOPB", "应收租金"), balance("515", "SHOPB", "坏账损失")], [Fen::ZERO, Fen(20_000)]);
    // the pond: 7264.74 is owed back, and nothing waits any more
    assert_eq!([balance("211", "TEN1", "退租金"), balance("211", "TEN1", "预收租金")], [Fen(-726_474), Fen::ZERO]);
    // both loans are paid back, the short one where short ones stand
    assert_eq!([balance("221", "BANK", "借款"), balance("201", "BANK", "借款")], [Fen::ZERO; 2]);
}

#[test]
fn arrears_and_what_ends_soon_are_told_as_of_a_day() {
    let (desk, _) = replay(&[]);
    let arrears = |on: &str| -> Vec<String> {
        let rows = reports::arrears(&desk.books, on.parse().unwrap(), &|_| (None, Fen::ZERO));
        rows.iter().map(|row| format!("{} {} {}", row.contract, row.no, yuan(row.open.unwrap()))).collect()
    };
    assert_eq!(arrears("2024-07-11"), Vec::<String>::new());
    assert_eq!(arrears("2024-07-12"), ["SHOP-1 1 4500.00"]);
    assert_eq!(arrears("2024-08-10"), ["SHOP-1 1 2500.00"]);
    assert_eq!(arrears("2026-12-31"), ["HILL-1 2026 1000.00"]);
    let expiring = |on: &str| -> Vec<String> {
        reports::expiring(&desk.books, on.parse().unwrap()).iter().map(|row| row.contract.to_string()).collect()
    };
    // the shop and the pond ended before their last day; the loans ran out and nobody said so
    assert_eq!(expiring("2026-02-08"), ["LOAN-2"]);
    assert_eq!(expiring("2026-02-09"), ["LOAN-2", "LOAN-1"]);
}
