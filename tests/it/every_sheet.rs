//! Every sheet of the library on a ledger: what each word of it means there, its example's figures as facts, and what the
//! ledger computes from them for each household, each party and each account: to the fen what the example says.

mod beside;
mod bound;
mod contract;
mod facts;
mod money;
mod paid;
mod series;
mod told;

use crate::founded::{founded, key};
use bound::{Bound, adopted, library, sheet};
use coop_ledger::{
    audit::{FindingCode, Pin, Verdict},
    cooperative::{Cooperative, TriedSheet, audit, audit_here},
    decide::{DeclarePayout, Request},
    log::Json,
    rules::{self, Outcome},
    scheme::{CheckedSheet, Example},
    unit::Fen,
};
use facts::Facts;
use serde_json::{Value, json};
use std::{collections::BTreeMap, path::Path};
use told::{Told, told};

/// Parts of receipts that a village adds to its chart.
const PARTS: &str = r#"
dividend_fund = { zh = "应付分红款", en = "money made ready for dividends", credit = "211", holder = "none", purpose = "待分分红款", shared = true }
fruit = { zh = "卖果款", en = "fruit sold", credit = "211", holder = "none", purpose = "待分卖果款", shared = true }
carbon = { zh = "售碳款", en = "carbon sold", credit = "211", holder = "none", purpose = "待分售碳款", shared = true }
held_deposit = { zh = "押金", en = "deposit to be kept by a sheet", credit = "211", holder = "none", purpose = "待转押金", shared = true }
fixed_income = { zh = "合股收益", en = "return on pooled capital", credit = "211", holder = "none", purpose = "待分合股收益", shared = true }
park_rent = { zh = "园区租金", en = "rent of the park", credit = "211", holder = "none", purpose = "待分园区租金", shared = true }
on_top_fee = { zh = "另付服务费", en = "fee on top", credit = "211", holder = "none", purpose = "待转服务费", shared = true }
"#;

const START: &str = "1990-01-02";

struct Village {
    folder: tempfile::TempDir,
    coop: Cooperative,
}

fn village(facts: &[Value]) -> Result<Village, String> {
    let chart = coop_ledger::books::CN_2023.replace("[payment]\n", &format!("{PARTS}\n[payment]\n"));
    let (folder, mut coop) = founded("library", "2024-01-01", Some(chart), "2035-01-01T08:00:00Z");
    let numbered: Vec<Request> = facts
        .iter()
        .zip(0..)
        .map(|(fact, n)| {
            let mut fact = fact.clone();
            fact["id"] = json!(format!("f{n}"));
            let read = Json::parse(serde_json::to_string(&fact).unwrap().as_bytes()).unwrap();
            Request::read(&read).map_err(|refusal| format!("{fact}: {refusal}"))
        })
        .collect::<Result<_, String>>()?;
    for chunk in numbered.chunks(400) {
        coop.record(chunk, &key()).map_err(|trouble| trouble.to_string())?;
    }
    Ok(Village { folder, coop })
}

/// An example of a sheet as facts, and what it is to give.
struct Prepared<'a> {
    told: Told<'a>,
    wanted: Outcome,
    facts: Vec<Value>,
    ask: DeclarePayout,
}

/// An example with its adoption; nothing for one that its sheet is to refuse.
fn prepared<'a>(bound: &'a Bound, sheet: &'a CheckedSheet, example: &Example) -> Option<Prepared<'a>> {
    let told = told(bound, sheet, example);
    let wanted = rules::compute(sheet, &told.run).ok()?;
    let Facts { mut facts, mut ask } = told.facts();
    facts.push(adopted(bound, &example.period.last_day().to_string()));
    ask["payout"] = json!("X1");
    ask["scheme"] = json!(bound.id);
    ask["period"] = json!(example.period);
    ask["record_day"] = json!(example.record_day);
    let ask = serde_json::from_value(ask).unwrap_or_else(|e| panic!("{}: {e}", bound.id));
    Some(Prepared { told, wanted, facts, ask })
}

/// What is wrong with an example on a ledger; nothing where it agrees.
fn tried(sheet: &CheckedSheet, example: &Example, prepared: &Prepared<'_>) -> Result<(), String> {
    let Prepared { told, wanted, facts, ask } = prepared;
    let village = village(facts)?;
    let sheet_tried = TriedSheet::Adopted(sheet.id().clone(), Some(1));
    let found =
        village.coop.try_sheet(&sheet_tried, ask, example.record_day, None).map_err(|trouble| trouble.to_string())?;
    let outcome = found.trial.outcome.map_err(|stop| format!("{stop:?}"))?;
    let mut wanted = told.sums(wanted);
    let mut got: BTreeMap<String, Fen> = told.sums_of_ledger(&outcome, &found.trial.lines);
    wanted.retain(|_, f| *f != Fen::ZERO);
    got.retain(|_, f| *f != Fen::ZERO);
    if wanted == got { Ok(()) } else { Err(format!("wanted {wanted:?}\n  found {got:?}")) }
}

/// True for an example that changes no value of its sheet and begins with what books can hold.
fn plain(bound: &Bound, sheet: &CheckedSheet, example: &Example) -> bool {
    let books = |name: &str| {
        let mut all = bound.said["accounts"].as_array().into_iter().flatten();
        all.any(|a| a["account"] == json!(name) && a["opens"] == json!("book"))
    };
    example.overrides.is_empty()
        && example.carried.is_empty()
        && example.openings.iter().all(|(at, ..)| books(&sheet.accounts()[at.index()].name))
}

#[test]
fn every_sheet_of_the_library_is_adopted_and_computes_what_its_examples_say() {
    let (mut sheets, mut examples, mut wrong) = (0, 0, Vec::new());
    let only = std::env::var("COOP_SHEET").ok();
    for bound in library().iter().filter(|b| only.as_deref().is_none_or(|only| only == b.id)) {
        let sheet = sheet(bound.id);
        let mut agreed = 0;
        for example in sheet.examples().iter().filter(|e| plain(bound, &sheet, e)) {
            let Some(prepared) = prepared(bound, &sheet, example) else { continue };
            match tried(&sheet, example, &prepared) {
                Ok(()) => agreed += 1,
                Err(why) => wrong.push(format!("{} {}: {why}", bound.id, example.title)),
            }
        }
        examples += agreed;
        sheets += usize::from(agreed > 0);
    }
    println!("every sheet: sheets={sheets} of {} examples={examples} wrong={}", library().len(), wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(only.is_some() || examples >= 90, "{examples}");
}

/// Welfare from an age on, declared on a ledger whose household has two persons.
fn seniors() -> Village {
    let sheets = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/life/sheets");
    let text = std::fs::read_to_string(sheets.join("welfare-2024.sheet")).unwrap();
    let bound: Value =
        serde_json::from_str(&std::fs::read_to_string(sheets.join("welfare-2024.json")).unwrap()).unwrap();
    let person =
        |code: &str, birth: &str| json!({"person": code, "birth": birth, "since": "2024-01-01", "basis": "first_roll"});
    let facts = [
        json!({"on": "2024-01-01", "kind": "household.enrolled", "household": "H0001", "head": "H0001-1",
            "persons": [person("H0001-1", "1950-05-05"), person("H0001-2", "1964-10-12")]}),
        json!({"on": "2024-01-02", "kind": "scheme.adopt", "version": 1, "resolution": "R-1", "rows": bound["rows"],
            "reads": bound["reads"], "sheet": text.lines().collect::<Vec<_>>()}),
        json!({"on": "2024-10-11", "kind": "payout.declare", "payout": "WF2024", "scheme": "welfare-2024",
            "period": {"first_day": "2024-01-01", "last_day": "2024-12-31"}}),
    ];
    village(&facts).unwrap()
}

#[test]
fn a_day_of_birth_is_read_and_stands_in_no_line_and_an_audit_says_what_it_took_as_shown() {
    let Village { folder, coop } = seniors();
    let payout = coop.books().payout(&"WF2024".parse().unwrap()).unwrap();
    // one is sixty, the other a day too young
    assert_eq!(payout.lines.values().map(|owed| owed.amount).collect::<Vec<_>>(), [Fen(20_000)]);
    assert_eq!((payout.declared.opened.len(), payout.declared.read.len()), (2, 1));
    let entry = coop.entry(payout.index).unwrap();
    let told = format!("{:?}", entry.event);
    assert!(!told.contains("1950-05-05") && !told.contains("1964-10-12"), "{told}");
    drop(coop);
    let (ledger, state) = (folder.path().join("ledger"), folder.path().join("state"));
    let with = audit_here(&ledger, &state, Pin::default(), &mut |_, _| {}).unwrap().report;
    let without = audit(&ledger, &Pin::default(), &mut |_, _| {}).unwrap().report;
    let shown =
        |notes: &[coop_ledger::audit::Finding]| notes.iter().any(|note| note.code() == FindingCode::TakenAsShown);
    assert!(
        with.verdict != Verdict::Fail && without.verdict != Verdict::Fail,
        "{:?} {:?}",
        with.findings,
        without.findings
    );
    assert!(!shown(&with.notes) && shown(&without.notes), "{:?} {:?}", with.notes, without.notes);
}
