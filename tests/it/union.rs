//! A union of villages over three years: they join, add, take out and leave, and the surplus is shared by the days of what
//! each had in. The figures are those of the union of `cases/life`, computed there by a program of its own.

mod example;
mod organizations;

use crate::founded::{founded, key};
use coop_ledger::{
    audit::{Pin, Verdict},
    books::{AccountKey, Books},
    cooperative::{Cooperative, audit},
    decide::Request,
    log::Json,
    statement::{Format, render_table, reports},
    unit::{Fen, Lang, Period},
};
use serde_json::{Value, json};
use std::path::Path;

/// An empty ledger of a union, with the books begun.
fn union() -> (tempfile::TempDir, Cooperative) {
    founded("union", "2024-01-01", None, "2027-01-31T08:00:00Z")
}

fn request(fact: &Value) -> Request {
    Request::read(&Json::parse(serde_json::to_string(fact).unwrap().as_bytes()).unwrap()).unwrap()
}

/// Records facts one by one, each under a number of its own.
fn record(coop: &mut Cooperative, facts: &[Value]) {
    for fact in facts {
        try_record(coop, fact).unwrap_or_else(|why| panic!("{fact}: {why}"));
    }
}

fn try_record(coop: &mut Cooperative, fact: &Value) -> Result<(), String> {
    let mut fact = fact.clone();
    fact["id"] = json!(format!("f{}", coop.books().size()));
    coop.record(&[request(&fact)], &key()).map(|_| ()).map_err(|trouble| trouble.to_string())
}

fn sheet() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/union/sheets/union-days-1.sheet");
    std::fs::read_to_string(path).unwrap().lines().map(str::to_owned).collect()
}

fn joined(village: &str, land: &str, money: &str) -> Value {
    json!({"on": "2024-01-01", "kind": "village.joined", "village": village, "land_mu": land, "money": money})
}

fn adopted() -> Value {
    json!({"on": "2024-01-01", "kind": "scheme.adopt", "version": 1, "resolution": "U-2024-01", "sheet": sheet(),
        "rows": [{"register": "段", "rows": "village_lot"}],
        "reads": [{"at": "段.土地", "from": "village_lot.land"}, {"at": "段.资金", "from": "village_lot.money"},
            {"at": "段.起", "from": "village_lot.from"}, {"at": "段.止", "from": "village_lot.to"}]})
}

fn begun() -> Vec<Value> {
    vec![
        json!({"on": "2024-01-01", "kind": "bank.registered", "account": "U-BANK-1", "owner": "U", "ownership": "collective"}),
        json!({"on": "2024-01-01", "kind": "party.registered", "party": "PARK", "role": "park"}),
        joined("V", "120.00", "150000.00"),
        joined("N", "90.00", "120000.00"),
        joined("S", "60.00", "90000.00"),
        json!({"on": "2024-01-01", "kind": "opening.recorded", "lines": [
            {"account": "102", "holder": "U-BANK-1", "debit": "600000.00"},
            {"account": "301", "holder": "V", "credit": "150000.00"},
            {"account": "301", "holder": "N", "credit": "120000.00"},
            {"account": "301", "holder": "S", "credit": "90000.00"},
            {"account": "311", "purpose": "历年提取", "credit": "240000.00"}]}),
        adopted(),
    ]
}

/// Rent comes, the office costs something, the year ends and is shared.
fn shared(year: u32, rent: &str) -> Vec<Value> {
    let end = format!("{year}-12-31");
    let step = |step: &str| json!({"on": end, "kind": "year.stepped", "year": year, "step": step});
    let reserve = json!({"on": end, "kind": "year.stepped", "year": year, "step": "reserve", "scheme": "union-days"});
    vec![
        json!({"on": format!("{year}-09-09"), "kind": "payment.recorded", "from": "U-BANK-1",
            "parts": [{"part": "expense", "account": "513", "amount": "20000.00", "purpose": "办公费"}]}),
        json!({"on": format!("{year}-11-10"), "kind": "receipt.recorded", "into": "U-BANK-1",
            "parts": [{"part": "collective_land_rent", "holder": "PARK", "amount": rent}]}),
        step("depreciation"),
        step("close"),
        step("carry"),
        reserve,
        json!({"on": end, "kind": "payout.declare", "payout": format!("U{year}"), "scheme": "union-days", "year": year}),
        step("distribution"),
    ]
}

fn lines(books: &Books, payout: &str) -> Vec<(String, String)> {
    let payout = books.payout(&payout.parse().unwrap()).unwrap();
    payout.lines.iter().map(|(village, owed)| (village.to_string(), owed.amount.to_string())).collect()
}

fn are(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(village, amount)| ((*village).to_owned(), (*amount).to_owned())).collect()
}

fn balance(books: &Books, account: &str, holder: &str, purpose: &str) -> Fen {
    books.accounts().balance(&AccountKey::new(account, holder, purpose))
}

fn fen(yuan: &str) -> Fen {
    yuan.parse().unwrap()
}

/// The three years; what is refused on the way.
pub fn played() -> (tempfile::TempDir, Cooperative) {
    let (folder, mut coop) = union();
    record(&mut coop, &begun());
    record(&mut coop, &shared(2024, "180000.00"));
    record(
        &mut coop,
        &[
            json!({"on": "2025-02-05", "kind": "payout.pay", "payout": "U2024", "from": "U-BANK-1"}),
            json!({"on": "2025-04-01", "kind": "village.changed", "village": "N", "why": "added", "land_mu": "10.00",
                "money": "30000.00", "into": "U-BANK-1", "document": "ZZ-1"}),
            json!({"on": "2025-07-01", "kind": "village.joined", "village": "W", "land_mu": "40.00", "money": "60000.00",
                "into": "U-BANK-1", "document": "RS-1"}),
        ],
    );
    record(&mut coop, &shared(2025, "186000.00"));
    record(&mut coop, &[json!({"on": "2026-02-05", "kind": "payout.pay", "payout": "U2025", "from": "U-BANK-1"})]);
    let change = |village: &str, why: &str, more: Value| {
        let mut fact =
            json!({"on": "2026-04-01", "kind": "village.changed", "village": village, "why": why, "document": "x"});
        fact.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        fact
    };
    for (fact, code) in [
        (change("T", "left", json!({"land_mu": "1.00", "money": "1.00"})), "not_a_member"),
        (change("S", "taken_out", json!({"money": "90000.01"})), "more_than_put_in"),
        (change("S", "taken_out", json!({"land_mu": "60.01"})), "more_than_put_in"),
        (change("S", "left", json!({"money": "89999.99"})), "stated_figure_differs"),
        (change("S", "left", json!({"land_mu": "59.00"})), "stated_figure_differs"),
        (change("S", "taken_out", json!({})), "member_missing"),
        (change("S", "added", json!({"money": "1.00"})), "member_missing"),
        (change("S", "taken_out", json!({"money": "1.00", "into": "U-BANK-1"})), "bad_value"),
        (change("S", "added", json!({"money": "1.00", "into": "X-BANK-9"})), "unknown_bank_account"),
    ] {
        let said = try_record(&mut coop, &fact).unwrap_err();
        assert!(said.contains(code), "{fact}: {said}");
    }
    record(
        &mut coop,
        &[
            json!({"on": "2026-04-01", "kind": "village.changed", "village": "S", "why": "left", "land_mu": "60.00",
                "money": "90000.00", "document": "TS-1", "resolution": "U-2026-02"}),
            json!({"on": "2026-04-20", "kind": "payment.recorded", "from": "U-BANK-1",
                "parts": [{"part": "village_payable", "holder": "S", "purpose": "退出资金", "amount": "90000.00"}]}),
            json!({"on": "2026-09-01", "kind": "village.changed", "village": "W", "why": "taken_out", "money": "5000.00",
                "document": "CH-1", "resolution": "U-2026-05"}),
        ],
    );
    let again = try_record(&mut coop, &change("S", "added", json!({"land_mu": "1.00"}))).unwrap_err();
    assert!(again.contains("not_a_member"), "{again}");
    let twice = json!({"on": "2026-09-02", "kind": "payment.recorded", "from": "U-BANK-1",
        "parts": [{"part": "village_payable", "holder": "W", "purpose": "退出资金", "amount": "5000.01"}]});
    let twice = try_record(&mut coop, &twice).unwrap_err();
    assert!(twice.contains("payment_above_what_is_owed"), "{twice}");
    record(&mut coop, &shared(2026, "191500.00"));
    (folder, coop)
}

#[test]
fn what_is_shared_goes_by_the_days_of_what_each_village_had_in() {
    let (folder, coop) = played();
    let books = coop.books();
    assert_eq!(lines(books, "U2024"), are(&[("N", "25600.00"), ("S", "17920.00"), ("V", "33280.00")]));
    let second = [("N", "36955.40"), ("S", "22977.17"), ("V", "42745.42"), ("W", "7722.01")];
    assert_eq!(lines(books, "U2025"), are(&second));
    // S left on 1 April, and is owed for 90 days
    let third = [("N", "47559.48"), ("S", "7036.20"), ("V", "53082.73"), ("W", "18801.59")];
    assert_eq!(lines(books, "U2026"), are(&third));
    for (village, capital, back) in [
        ("N", "-150000.00", "0.00"),
        ("S", "0.00", "0.00"),
        ("V", "-150000.00", "0.00"),
        ("W", "-55000.00", "-5000.00"),
    ] {
        assert_eq!(balance(books, "301", village, ""), fen(capital), "{village}");
        assert_eq!(balance(books, "113", village, "退出资金"), fen(back), "{village}");
    }
    assert_eq!(balance(books, "113", "S", "成员分红"), fen("-7036.20"));
    drop(coop);
    let report = audit(&folder.path().join("ledger"), &Pin::default(), &mut |_, _| {}).unwrap().report;
    assert_ne!(report.verdict, Verdict::Fail, "{:?}", report.findings);
    assert_eq!(report.proven.payouts, 3);
}

#[test]
fn a_village_that_left_keeps_its_rows_and_its_days() {
    let (_folder, coop) = played();
    let villages = coop.books().registers().households();
    let days = |village: &str, year: i32| {
        let lots = villages[village].lots(Period::year(year).unwrap());
        let mu: coop_ledger::unit::Exact = lots.iter().map(|lot| lot.mu_days()).sum();
        let yuan: coop_ledger::unit::Exact = lots.iter().map(|lot| lot.yuan_days()).sum();
        (mu.decimal(2).unwrap(), yuan.decimal(2).unwrap())
    };
    for (year, village, mu, yuan) in [
        (2024, "N", "32940.00", "43920000.00"),
        (2024, "S", "21960.00", "32940000.00"),
        (2024, "V", "43920.00", "54900000.00"),
        (2025, "N", "35600.00", "52050000.00"),
        (2025, "S", "21900.00", "32850000.00"),
        (2025, "V", "43800.00", "54750000.00"),
        (2025, "W", "7360.00", "11040000.00"),
        (2026, "N", "36500.00", "54750000.00"),
        (2026, "S", "5400.00", "8100000.00"),
        (2026, "V", "43800.00", "54750000.00"),
        (2026, "W", "14600.00", "21290000.00"),
    ] {
        let whole = |text: &str| text.trim_end_matches(".00").to_owned();
        assert_eq!(days(village, year), (whole(mu), whole(yuan)), "{year} {village}");
    }
}

#[test]
fn a_village_that_left_joins_again_under_its_code_and_counts_for_the_days_on_which_it_is_in() {
    let (folder, mut coop) = union();
    record(&mut coop, &begun());
    let join = |on: &str| {
        json!({"on": on, "kind": "village.joined", "village": "S", "land_mu": "30.00", "money": "45000.00",
            "into": "U-BANK-1", "document": "RS-2"})
    };
    assert!(try_record(&mut coop, &join("2024-05-01")).unwrap_err().contains("already_registered"));
    let left = json!({"on": "2024-05-01", "kind": "village.changed", "village": "S", "why": "left", "document": "TS-1",
        "resolution": "U-2024-02"});
    record(&mut coop, &[left]);
    assert!(try_record(&mut coop, &join("2024-04-30")).unwrap_err().contains("dates_out_of_order"));
    record(&mut coop, &[join("2024-08-01")]);
    assert!(try_record(&mut coop, &join("2024-09-01")).unwrap_err().contains("already_registered"));
    let registers = coop.books().registers();
    let lots = registers.households()["S"].lots(Period::year(2024).unwrap());
    let days: Vec<(String, String)> =
        lots.iter().map(|lot| (lot.days.first_day().to_string(), lot.days.last_day().to_string())).collect();
    let pair = |first: &str, last: &str| (first.to_owned(), last.to_owned());
    assert_eq!(days, [pair("2024-01-01", "2024-04-30"), pair("2024-08-01", "2024-12-31")]);
    let mu: coop_ledger::unit::Exact = lots.iter().map(|lot| lot.mu_days()).sum();
    let yuan: coop_ledger::unit::Exact = lots.iter().map(|lot| lot.yuan_days()).sum();
    assert_eq!((mu.decimal(2).unwrap(), yuan.decimal(2).unwrap()), ("11850".to_owned(), "17775000".to_owned()));
    let there = |day: &str| registers.active(day.parse().unwrap()).any(|(id, _)| id.as_str() == "S");
    assert_eq!(["2024-04-30", "2024-05-01", "2024-07-31", "2024-08-01"].map(there), [true, false, false, true]);
    assert_eq!(balance(coop.books(), "301", "S", ""), fen("-45000.00"));
    // it may put more in, and leave again
    record(
        &mut coop,
        &[json!({"on": "2024-10-01", "kind": "village.changed", "village": "S", "why": "added", "land_mu": "5.00",
            "document": "ZZ-2"})],
    );
    let again = json!({"on": "2024-11-01", "kind": "village.changed", "village": "S", "why": "left", "land_mu": "35.00",
        "money": "45000.00", "document": "TS-2", "resolution": "U-2024-03"});
    record(&mut coop, &[again]);
    assert_eq!(balance(coop.books(), "301", "S", ""), fen("0.00"));
    drop(coop);
    let report = audit(&folder.path().join("ledger"), &Pin::default(), &mut |_, _| {}).unwrap().report;
    assert_ne!(report.verdict, Verdict::Fail, "{:?}", report.findings);
}

#[test]
fn contribution_and_benefit_are_told_for_each_village_and_year_and_their_differences_are_nothing() {
    let (_folder, mut coop) = played();
    let on = "2026-12-31".parse().unwrap();
    let rows = reports::union(coop.books(), on, &coop.restated(None, on).unwrap());
    let told = |row: &reports::UnionRow| {
        let weight = row.weight.as_ref().map(ToString::to_string).unwrap_or_default();
        (row.year, row.village.to_string(), weight, row.declared.to_string())
    };
    let expected = [
        (2024, "N", "1/3", "25600.00"),
        (2024, "S", "7/30", "17920.00"),
        (2024, "V", "13/30", "33280.00"),
        (2025, "N", "3045022/9096653", "36955.40"),
        (2025, "S", "1893255/9096653", "22977.17"),
        (2025, "V", "3522104/9096653", "42745.42"),
        (2025, "W", "636272/9096653", "7722.01"),
        (2026, "N", "308133/819451", "47559.48"),
        (2026, "S", "227934/4097255", "7036.20"),
        (2026, "V", "1719588/4097255", "53082.73"),
        (2026, "W", "609068/4097255", "18801.59"),
    ];
    let expected = expected
        .map(|(year, village, weight, declared)| (year, village.to_owned(), weight.to_owned(), declared.to_owned()));
    assert_eq!(rows.iter().map(told).collect::<Vec<_>>(), expected);
    assert!(rows.iter().all(|row| row.difference == Fen::ZERO));
    // what is open to S at the end is the payout, its money was paid
    assert_eq!(rows.iter().rfind(|row| row.village.as_str() == "S").unwrap().open, fen("7036.20"));
    assert_eq!(reports::union(coop.books(), "2024-12-31".parse().unwrap(), &[]).len(), 3);
    // land of N that was in since October and became known behind the payout
    let late = json!({"on": "2026-10-01", "kind": "village.changed", "village": "N", "why": "added", "land_mu": "20.00", "document": "ZZ-2"});
    record(&mut coop, &[late]);
    let restated = coop.restated(None, on).unwrap();
    let rows = reports::union(coop.books(), on, &restated);
    let of_2026 = rows.iter().filter(|row| row.year == 2026);
    assert_eq!(Fen::capped_total(of_2026.clone().map(|row| row.difference)), Fen::ZERO);
    assert!(of_2026.clone().any(|row| row.village.as_str() == "N" && row.difference < Fen::ZERO));
    let changed = reports::restated(&restated, false);
    assert!(changed.iter().all(|row| row.payout.as_str() == "U2026"), "{changed:?}");
    assert_eq!(changed.len(), 4);
    assert_eq!(Fen::capped_total(changed.iter().filter_map(|row| row.difference)), Fen::ZERO);
    // as it was known before, nothing differs
    let before = coop.known_at(coop.books().size() - 1).unwrap();
    assert_eq!(reports::restated(&before.restated(None, on).unwrap(), false), []);
    for format in [Format::Text, Format::Html, Format::Csv, Format::Json] {
        for lang in [Lang::En, Lang::Zh] {
            assert!(render_table(&rows, format, lang).contains("47"), "{format:?}");
        }
    }
}
