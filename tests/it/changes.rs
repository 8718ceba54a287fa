//! What an instruction would change is told before it is recorded: which shares, areas, holders, instalments, from which
//! day, before and after.

use crate::{
    founded::{founded, key},
    little::objects,
};
use coop_ledger::{
    cooperative::{Cooperative, Stood, WouldChange},
    decide::Request,
    log::Json,
};
use std::collections::BTreeMap;

const EXAMPLE: &str = include_str!("../../src/form/example.jsonl");

fn line(change: &WouldChange) -> String {
    let stood = |stood: &Stood| match stood {
        Stood::Nothing => "–".to_owned(),
        Stood::Text(text) => text.clone(),
        Stood::There => "there".to_owned(),
        Stood::Word(_, word) => (*word).to_owned(),
        Stood::Things(many, area) => format!("{many}×{area}"),
        Stood::ToCome => "to come".to_owned(),
        Stood::Sealed => "sealed".to_owned(),
        Stood::Other => "?".to_owned(),
    };
    let from = change.from.map_or(String::new(), |day| format!(" {day}"));
    let of_it = format!("{:?} {}", change.field, change.item);
    format!("{} {}{from}: {} > {}", change.code, of_it.trim(), stood(&change.before), stood(&change.after))
}

/// What each instruction of the example would change, by its id, where it is recorded afterwards.
fn told() -> BTreeMap<String, (String, Vec<String>)> {
    let (_folder, mut coop): (_, Cooperative) = founded("changes", "2024-01-01", None, "2026-01-31T08:00:00Z");
    let signer = key().public().id();
    let mut all = BTreeMap::new();
    for object in objects(EXAMPLE) {
        let text = |member: &str| object.member(member).and_then(Json::text).unwrap_or_default().to_owned();
        let request = Request::read(&object).unwrap();
        let before = coop.books().size();
        let changes = coop.changes(std::slice::from_ref(&request), &signer).unwrap();
        assert_eq!(coop.books().size(), before, "nothing is recorded by a look");
        // those of a union are refused in a village
        if coop.record(std::slice::from_ref(&request), &key()).is_err() {
            assert!(changes.is_empty(), "{} is refused and changes {changes:?}", text("id"));
            continue;
        }
        // it is there now, and would change nothing any more
        assert_eq!(coop.changes(&[request], &signer).unwrap(), []);
        all.insert(text("id"), (text("kind"), changes.iter().map(line).collect()));
    }
    all
}

#[test]
fn what_registers_and_contracts_would_say_otherwise_is_told_of_every_kind_that_changes_it() {
    let told = told();
    let of = |id: &str| told.get(id).unwrap_or_else(|| panic!("{id} of {:?}", told.keys())).1.clone();
    // a split: members and shares of both, from its day
    let split = of("71");
    for wanted in
        ["H0001 Members 2024-09-01: ", "H0005 Members 2024-09-01: – > 1", "H0005 Shares labour 2024-09-01: – > 6"]
    {
        assert!(split.iter().any(|line| line.starts_with(wanted)), "{wanted} in {split:?}");
    }
    let merged = of("73");
    assert!(merged.iter().any(|line| line == "H0004 Stands 2024-09-15: there > → H0003"), "{merged:?}");
    // what was never true differs from the day on which it was registered
    let area = of("r2");
    assert!(
        area.iter().any(|line| line.starts_with("P00004 AreaMu 2024-01-01: ") && line.ends_with(" > 1.06")),
        "{area:?}"
    );
    // that a sealed text is another is told, and what it says is not
    assert_eq!(of("r1"), ["H0003 Account: ? > sealed", "H0003 Phone: ? > sealed"]);
    let ended = of("84");
    assert!(ended.iter().any(|line| line == "ROT-1 Ended: – > agreed"), "{ended:?}");
    assert!(ended.iter().any(|line| line.starts_with("ROT-1 LastDay: 2030-03-31 > 2025-12-31")), "{ended:?}");
    let amended = of("67");
    assert!(amended.iter().any(|line| line.starts_with("ROT-1 Land 2024-1")), "{amended:?}");
    // what brings money or registers something new changes nothing that is there
    let silent = ["receipt.recorded", "payment.recorded", "household.enrolled", "parcel.registered", "setting.chosen"];
    for (id, (kind, changes)) in &told {
        assert!(!silent.contains(&kind.as_str()) || changes.is_empty(), "{id} {kind}: {changes:?}");
        let changing =
            ["members.changed", "parcel.remeasured", "shares.transferred", "contract.ended", "household.split"];
        assert!(!changing.contains(&kind.as_str()) || !changes.is_empty(), "{id} {kind} changes nothing");
    }
}
