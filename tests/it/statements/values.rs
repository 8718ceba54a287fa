use super::{golden::HOUSEHOLDS, statement};
use coop_ledger::statement::value::{Flaw, OpenByPurpose, Towards, years_of};
use coop_ledger::statement::{Format, HouseholdStatement, Lang, LineKind, PayoutSummary, render};
use coop_ledger::unit::{Fen, Money};
use serde_json::{Value, json};

fn written(name: &str) -> Value {
    serde_json::from_str(&render(&statement(name), Format::Json, Lang::Zh)).unwrap()
}

/// What must be refused, shared with `tests/python/test_schemas.py`, which asks the published
/// schema the same.
const WRONG: &str = include_str!("wrong.json");

#[test]
fn whatever_the_schema_refuses_our_reader_refuses_too() {
    let wrong: Vec<(String, Value)> = serde_json::from_str(WRONG).unwrap();
    assert!(wrong.len() > 10);
    for (pointer, wrong) in wrong {
        let mut value = written("H0007");
        match value.pointer_mut(&pointer) {
            Some(member) => *member = wrong.clone(),
            None => value[pointer.trim_start_matches('/')] = wrong.clone(),
        }
        assert!(serde_json::from_value::<HouseholdStatement>(value).is_err(), "reader takes {wrong} at {pointer}");
    }
}

#[test]
fn the_statements_agree_with_themselves() {
    for name in HOUSEHOLDS {
        assert_eq!(statement(name).check(), vec![], "{name}");
    }
}

#[test]
fn the_figures_of_the_case_are_those_of_the_statement() {
    let s = statement("H0007");
    let years = years_of(&s.lines).unwrap();
    let credited = Fen::total(years.iter().map(|y| y.credited)).unwrap();
    assert_eq!(credited.to_string(), "58960.73");
    assert_eq!(years.last().unwrap().open.to_string(), "12654.28");
}

#[test]
fn every_way_of_bending_a_statement_is_found() {
    type Bend = fn(&mut HouseholdStatement);
    let bends: [(Bend, fn(&Flaw) -> bool); 11] = [
        (|s| s.lines[0].amount = Fen(327_780), |f| matches!(f, Flaw::Reasons { line: 1, .. })),
        (|s| s.lines[1].amount = Fen(327_779), |f| matches!(f, Flaw::Sign { line: 2, .. })),
        (|s| s.lines[3].open_after = Fen(1), |f| matches!(f, Flaw::OpenAfter { line: 4, .. })),
        (|s| s.lines[0].in_words = "叁仟元整".to_owned(), |f| matches!(f, Flaw::InWords { line: 1, .. })),
        (|s| s.lines[0].entry = 7, |f| matches!(f, Flaw::NotListed { line: 1, entry: 7 })),
        (|s| s.years[0].paid = Fen(0), |f| matches!(f, Flaw::Years)),
        (|s| s.open.push(s.open[0].clone()), |f| matches!(f, Flaw::Purposes)),
        (
            |s| {
                let none =
                    OpenByPurpose { to_household: Money::ZERO, from_household: Money::ZERO, ..s.open[0].clone() };
                s.open.insert(0, OpenByPurpose { purpose: "a".parse().unwrap(), ..none });
            },
            |f| matches!(f, Flaw::Purposes),
        ),
        (|s| drop(s.open.pop()), |f| matches!(f, Flaw::Open { .. })),
        (|s| drop(s.concerns.remove(2)), |f| matches!(f, Flaw::Items { expected: 45, found: 44, .. })),
        (|s| s.concerns.swap(0, 1), |f| matches!(f, Flaw::Items { .. })),
    ];
    for (i, (bend, is_it)) in bends.iter().enumerate() {
        let mut s = statement("H0007");
        bend(&mut s);
        assert!(s.check().iter().any(is_it), "bend {i}: {:?}", s.check());
    }
}

#[test]
fn a_debt_is_never_netted_with_what_is_owed() {
    let s = statement("H0019");
    let last = |side| s.lines.iter().rfind(|l| l.what.side() == side).unwrap().open_after.to_string();
    assert_eq!(last(Towards::ToHousehold), "249.95");
    assert_eq!(last(Towards::FromHousehold), "180.00");
    assert_eq!(s.years[0].open.to_string(), "249.95", "the debt stays out of the year");
}

#[test]
fn amounts_at_the_edge_are_a_flaw_and_no_panic() {
    let mut s = statement("H0007");
    for line in &mut s.lines {
        line.amount = Fen(i64::MIN);
    }
    assert!(s.check().contains(&Flaw::TooLarge));
    assert_eq!(years_of(&s.lines), None);
    for format in [Format::Text, Format::Html, Format::Csv, Format::Json] {
        assert!(!render(&s, format, Lang::Zh).is_empty());
    }
}

#[test]
fn kinds_are_written_in_json_as_their_key() {
    for kind in LineKind::ALL {
        assert_eq!(serde_json::to_value(kind).unwrap(), json!(kind.key()));
    }
}

#[test]
fn a_payout_summary_adds_up_or_says_so() {
    let mut p: PayoutSummary = serde_json::from_value(json!({
        "payout": "D2024", "entry": 248, "date": "2024-12-31",
        "scheme": {"id": "distribution", "title_zh": "成员分配", "title_en": "Distribution to members"},
        "pool": "185267.00", "lines": 31, "sum": "185267.00", "collective": "11830.59", "residue": "0.00", "open": "0.00",
    }))
    .unwrap();
    assert!(p.adds_up());
    assert_eq!(p.households().unwrap().to_string(), "173436.41");
    p.residue = "0.01".parse().unwrap();
    assert!(!p.adds_up());
}

#[test]
fn a_list_shorter_than_the_ledger_states_is_called_incomplete_on_every_page() {
    let mut s = statement("H0007");
    assert!(render(&s, Format::Text, Lang::Zh).contains("全部 45 条记录都在这里，没有隐瞒"));
    s.concerns.remove(3);
    for format in [Format::Text, Format::Html] {
        assert!(!render(&s, format, Lang::Zh).contains("没有隐瞒"), "{format:?}");
        let page = render(&s, format, Lang::En).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(page.contains("states 45 entries") && page.contains("here are 44"), "{format:?}");
    }
    s.completeness.upto = 0;
    assert!(render(&s, Format::Text, Lang::Zh).contains("还不能证明没有遗漏"));
}
