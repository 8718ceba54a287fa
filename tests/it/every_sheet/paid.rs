//! Every sheet of the library on a ledger of its own: its example declared, paid where households get something, and audited.

use super::{
    Prepared, Village,
    beside::{self, Played},
    library, plain, prepared, sheet, village,
};
use coop_ledger::{
    audit::{FindingCode, Pin, Verdict},
    books::Payout,
    cooperative::audit_here,
    decide::Request,
    log::{Json, SigningKey},
    rules::Move,
    scheme::Tag,
    unit::{Day, Fen},
};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// What a ledger shows of a payout.
pub(super) struct Paid {
    pub lines: usize,
    pub declared: Fen,
    pub beside: Fen,
    pub paid: Fen,
}

pub(super) fn request(fact: &Value) -> Result<Request, String> {
    let read = Json::parse(serde_json::to_string(fact).unwrap().as_bytes()).unwrap();
    Request::read(&read).map_err(|refusal| format!("{fact}: {refusal}"))
}

/// Sheets whose outcome no money of the village's can be paid by, and examples that a rule of the books refuses: the code,
/// and why.
const REFUSED: [(&str, &str, &str, &str); 5] = [
    ("chenshan-whole-yuan", "不满一元", "hurdle_not_reached", "nobody gets anything, so there is nothing to declare"),
    (
        "heyang-rate-first",
        "净收益 75 584.10",
        "not_the_collectives",
        "the welfare fund tops up a dividend: it covers losses only",
    ),
    ("nanhai-frozen-roll", "亏损的一年不分", "hurdle_not_reached", "a loss pays nobody"),
    ("permanent-fund", "five bad years", "hurdle_not_reached", "five bad years pay nobody"),
    ("reserve-first", "亏损不提", "hurdle_not_reached", "a loss takes no reserve and pays nobody"),
];

/// What an example puts into the reserve and the welfare fund.
fn reserve(prepared: &Prepared<'_>) -> Fen {
    let of_fund = |m: &&Move| matches!(m.tag, Some(Tag::Reserve | Tag::WelfareFund));
    Fen::total(prepared.wanted.moves.iter().filter(of_fund).map(|m| m.fen)).unwrap()
}

/// What follows the adoption: the reserve of the year where a result is distributed, the declaration, the payment.
pub(super) fn steps(prepared: &Prepared<'_>) -> Vec<Value> {
    let (run, ask) = (&prepared.told.run, &prepared.ask);
    let mut on: Day = run.record_day.max(run.period.last_day());
    let mut all = Vec::new();
    if prepared.told.distributes() {
        let year = ask.year.unwrap();
        let mut step = json!({"id": "reserve", "on": format!("{year}-12-31"), "kind": "year.stepped", "year": year,
            "step": "reserve", "scheme": ask.scheme});
        // what is opened or given only with the declaration is stated before, and has to agree then
        if prepared.told.bound.reads("person.birth") || prepared.told.bound.reads("given.") {
            step["amount"] = json!(reserve(prepared).to_string());
        }
        all.push(step);
    }
    if let Some(year) = ask.year {
        // the books of that year are closed
        on = on.max(Day::new(i32::try_from(year).unwrap() + 1, 1, 15).unwrap());
    }
    let mut declare = serde_json::to_value(ask).unwrap();
    declare["id"] = json!("declare");
    declare["on"] = json!(on);
    declare["kind"] = json!("payout.declare");
    let receives = |to: &String| to.starts_with(['H', 'V']) || to.starts_with("to ");
    let sums = prepared.told.sums(&prepared.wanted);
    // who moves nothing but the reserve is done with the step of the year
    if sums.keys().any(receives) || reserve(prepared) == Fen::ZERO {
        all.push(declare);
    }
    if sums.keys().any(|to| to.starts_with(['H', 'V'])) {
        all.push(json!({"id": "pay", "on": on, "kind": "payout.pay", "payout": "X1", "from": "A-BANK-1"}));
    }
    all
}

/// The days of birth that facts tell, by person.
fn births(facts: &[Value]) -> BTreeMap<String, Value> {
    let persons = |fact: &Value| {
        let lists = ["persons", "came"].map(|list| fact[list].as_array().cloned().unwrap_or_default());
        lists.into_iter().flatten()
    };
    let born = |one: Value| Some((one["person"].as_str()?.to_owned(), one.get("birth")?.clone()));
    facts.iter().flat_map(persons).filter_map(born).collect()
}

/// Puts a copy of the record where `tests/python/test_sheets_on_ledgers.py` looks for it.
pub(super) fn keep(ledger: &Path, to: &Path, facts: &[Value]) {
    for part in ["journal", "blobs"] {
        fs::create_dir_all(to.join("ledger").join(part)).unwrap();
        for file in fs::read_dir(ledger.join(part)).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), to.join("ledger").join(part).join(file.file_name())).unwrap();
        }
    }
    fs::write(to.join("births.json"), serde_json::to_string(&births(facts)).unwrap()).unwrap();
}

/// What a payout came to, if it is what its example says, and nothing of it is open.
pub(super) fn agrees(prepared: &Prepared<'_>, payout: &Payout) -> Result<Paid, String> {
    let mut got: BTreeMap<String, Fen> =
        payout.lines.iter().map(|(household, owed)| (household.to_string(), owed.amount)).collect();
    let beside = payout.collective;
    let mut wanted: BTreeMap<String, Fen> = BTreeMap::new();
    let mut outside = Fen::ZERO;
    for (to, fen) in prepared.told.sums(&prepared.wanted) {
        if to.starts_with(['H', 'V']) {
            wanted.insert(to, fen);
        } else if to.starts_with("to ") {
            outside = outside.plus(fen).unwrap();
        }
    }
    got.retain(|_, fen| *fen != Fen::ZERO);
    if got != wanted || beside != outside {
        return Err(format!("wanted {wanted:?} {outside:?}\n  found {got:?} {beside:?}"));
    }
    let open = payout.lines.values().map(|owed| owed.open());
    if Fen::total(open).unwrap() != Fen::ZERO {
        return Err("lines stay open".to_owned());
    }
    Ok(Paid {
        lines: payout.lines.len(),
        declared: Fen::total(payout.lines.values().map(|owed| owed.amount)).unwrap(),
        beside,
        paid: Fen::total(payout.lines.values().map(|owed| owed.paid)).unwrap(),
    })
}

/// Declares, pays and audits.
fn paid(prepared: &Prepared<'_>, keep_as: Option<&Path>) -> Result<Paid, String> {
    let Village { folder, mut coop } = village(&prepared.facts)?;
    let key = SigningKey::from_seed([1; 32]);
    for fact in steps(prepared) {
        let recorded = coop.record(&[request(&fact)?], &key);
        recorded.map_err(|trouble| format!("{}: {trouble}", fact["id"]))?;
    }
    let shown = match coop.books().payout(&"X1".parse().unwrap()) {
        Some(payout) => agrees(prepared, payout)?,
        None => {
            let taken = coop.books().years().values().find_map(|year| year.reserve).unwrap_or_default();
            if taken != reserve(prepared) {
                return Err(format!("reserve {taken}"));
            }
            Paid { lines: 0, declared: Fen::ZERO, beside: taken, paid: Fen::ZERO }
        }
    };
    drop(coop);
    let (ledger, state) = (folder.path().join("ledger"), folder.path().join("state"));
    if let Some(to) = keep_as {
        keep(&ledger, to, &prepared.facts);
    }
    let report = audit_here(&ledger, &state, Pin::default(), &mut |_, _| {}).unwrap().report;
    let taken = report.notes.iter().any(|note| note.code() == FindingCode::TakenAsShown);
    if report.verdict == Verdict::Fail || taken {
        return Err(format!("audit: {:?} {:?}", report.findings, report.notes));
    }
    Ok(shown)
}

#[test]
fn every_sheet_of_the_library_is_declared_and_paid_on_a_ledger_and_audited() {
    let only = std::env::var("COOP_SHEET").ok();
    let kept = std::env::var_os("COOP_SHEET_LEDGERS").map(PathBuf::from);
    let (mut wrong, mut sheets, mut examples) = (Vec::new(), 0, 0);
    println!("{:<20} {:>8} {:>5} {:>16} {:>16} {:>16}", "sheet", "examples", "lines", "declared", "beside", "paid");
    let here = |id: &str| only.as_deref().is_none_or(|only| only == id);
    let mut met = BTreeSet::new();
    for bound in library().iter().filter(|b| here(b.id) && b.id != beside::PAYS_NOBODY) {
        let sheet = sheet(bound.id);
        let mut first: Option<Paid> = None;
        let mut agreed = 0;
        for (number, example) in (1..).zip(sheet.examples()).filter(|(_, e)| plain(bound, &sheet, e)) {
            let Some(prepared) = prepared(bound, &sheet, example) else { continue };
            let keep_as = kept.as_ref().map(|folder| folder.join(format!("{}-{number}", bound.id)));
            match paid(&prepared, keep_as.as_deref()) {
                Ok(shown) => {
                    agreed += 1;
                    if first.as_ref().is_none_or(|best| best.lines < shown.lines) {
                        first = Some(shown);
                    }
                }
                Err(why) => {
                    let known = REFUSED.iter().find(|(id, title, code, _)| {
                        *id == bound.id && example.title.starts_with(title) && why.contains(code)
                    });
                    match known {
                        Some((.., reason)) => {
                            met.insert(*reason);
                            println!("{:<20} refused: {reason} ({})", bound.id, example.title);
                        }
                        None => wrong.push(format!("{} {}: {why}", bound.id, example.title)),
                    }
                }
            }
        }
        examples += agreed;
        if let Some(Paid { lines, declared, beside, paid }) = first {
            sheets += 1;
            println!("{:<20} {agreed:>8} {lines:>5} {declared:>16} {beside:>16} {paid:>16}", bound.id);
        }
    }
    for (id, play) in beside::ALL.iter().filter(|(id, _)| here(id)) {
        let Played { examples: agreed, shown: Paid { lines, declared, beside, paid }, why } = play(kept.as_deref());
        examples += agreed;
        sheets += 1;
        println!("{id:<20} {agreed:>8} {lines:>5} {declared:>16} {beside:>16} {paid:>16}  {why}");
    }
    println!(
        "paid: sheets={sheets} of {} examples={examples} wrong={}",
        library().len() + beside::SHIPPED,
        wrong.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // what is said to be refused is, and nothing is left out
    assert!(only.is_some() || met.len() == REFUSED.len(), "{met:?}");
    assert!(only.is_some() || sheets == library().len() + beside::SHIPPED, "{sheets}");
}
