//! T18: a payout is by the version in force on the last day it is for, or on the day its money came where
//! that is earlier.

use super::*;
use coop_ledger::event::Fact;

/// A second version of a sheet, from a day on; `edit` are pairs of words.
fn second(id: &str, on: &str, edit: &str) -> String {
    format!(
        r#"{{"id":"v2-{id}","on":"{on}","kind":"scheme.adopt","scheme":"{id}","version":2,"resolution":"R-2","edit":{edit}}}"#
    )
}

const HALF_RESERVE: &str = r#"["公积金率 = 30 %","公积金率 = 50 %"]"#;

/// A result of 2024, carried; `distribution` was adopted, and again from a day on.
fn with_a_result(again: &str) -> Village {
    let mut village = Village::of_little(3);
    village.record(r#"{"id":"v1","on":"2024-02-01","kind":"scheme.adopt","scheme":"distribution","version":1,"resolution":"R-1"}
{"id":"in","on":"2024-06-01","kind":"receipt.recorded","into":"A-BANK-1","parts":[{"part":"other_income","amount":"1000.00"}]}"#);
    village.record(&second("distribution", again, HALF_RESERVE));
    village.record(&step("y1", "2024-12-31", r#""step":"close","year":2024"#));
    village.record(&step("y2", "2024-12-31", r#""step":"carry","year":2024"#));
    village
}

fn reserve(version: &str) -> String {
    step("y3", "2025-03-01", &format!(r#""step":"reserve","year":2024,"scheme":"distribution"{version}"#))
}

#[test]
fn t18_a_superseded_version_distributes_nothing_of_a_later_year() {
    let mut village = with_a_result("2024-12-20");
    let year = r#""scheme":"distribution","year":2024"#;
    assert_eq!(village.refused(&reserve(r#","version":1"#)), Code::RuleNotAdopted);
    assert!(village.said.contains("version 2, in force on 2024-12-31"), "{}", village.said);
    village.record(&reserve(r#","version":2"#));
    assert_eq!(village.balance("311", "", "历年提取"), Fen(-50_000));
    let first = declare("D2024", "2025-03-02", &format!(r#"{year},"version":1"#));
    assert_eq!(village.refused(&first), Code::RuleNotAdopted);
    village.record(&declare("D2024", "2025-03-02", year));
}

#[test]
fn t18_a_result_of_days_before_a_new_version_is_distributed_by_the_old_one() {
    let mut village = with_a_result("2025-01-01");
    let year = r#""scheme":"distribution","year":2024"#;
    assert_eq!(village.refused(&reserve(r#","version":2"#)), Code::RuleNotAdopted);
    village.record(&reserve(""));
    assert_eq!(village.balance("311", "", "历年提取"), Fen(-30_000));
    let second = declare("D2024", "2025-03-02", &format!(r#"{year},"version":2"#));
    assert_eq!(village.refused(&second), Code::RuleNotAdopted);
    // named or not, long after the new one came
    village.record(&declare("D2024", "2025-03-02", &format!(r#"{year},"version":1"#)));
}

#[test]
fn t18_rent_is_shared_by_the_version_of_the_day_it_came() {
    let mut village = Village::of_little(5);
    let rent = r#""contract":"ROT-1","scheme":"rot-rent""#;
    // the same rule in other words, the day after the rent of P01 came
    village.record(&second("rot-rent", "2024-04-11", r#"["农地流转：租金入户","农地流转：租金"]"#));
    let by = |version: u32| format!(r#"{rent},"version":{version}"#);
    for on in ["2024-04-11", "2024-12-01", "2025-12-01"] {
        assert_eq!(village.refused(&declare("P01", on, &by(2))), Code::RuleNotAdopted, "{on}");
    }
    village.record(&declare("P01", "2025-12-01", rent));
    assert_eq!(village.books().payouts()["P01"].declared.version, 1);
    // what comes later is by the new one, whenever it is declared
    village.record(r#"{"id":"p2","on":"2024-03-02","kind":"contract.amended","contract":"ROT-1","document":"A-1","instalments":[{"due":"2024-10-10","first_day":"2024-10-01","last_day":"2025-03-31","lease_year":1,"part_of_year":"1/2","payout":"P02"}]}"#);
    village.record(&receipt(
        "r2",
        "2024-09-28",
        "ROT-1",
        r#","instalment":"P02""#,
        &["land_rent=2025.00", "service_fee=60.75"],
    ));
    assert_eq!(village.refused(&declare("P02", "2024-09-28", &by(1))), Code::RuleNotAdopted);
    village.record(&declare("P02", "2024-09-28", rent));
    assert_eq!(village.books().payouts()["P02"].declared.version, 2);
}

#[test]
fn t18_rent_that_comes_late_is_shared_by_the_version_of_its_days() {
    let mut village = Village::of_little(4);
    village.record(&second("rot-rent", "2024-10-01", r#"["农地流转：租金入户","农地流转：租金"]"#));
    let parts = ["land_rent=2025.00", "service_fee=60.75"];
    village.record(&receipt("r1", "2025-06-01", "ROT-1", r#","instalment":"P01""#, &parts));
    let rent = r#""contract":"ROT-1","scheme":"rot-rent""#;
    assert_eq!(village.refused(&declare("P01", "2025-06-02", &format!(r#"{rent},"version":2"#))), Code::RuleNotAdopted);
    village.record(&declare("P01", "2025-06-02", rent));
    assert_eq!(village.books().payouts()["P01"].declared.version, 1);
}

#[test]
fn t18_money_from_before_any_version_is_shared_by_the_first() {
    let mut village = Village::of_little(2);
    village.little(3..5);
    village.record(
        r#"{"id":"v1","on":"2024-05-01","kind":"scheme.adopt","scheme":"rot-rent","version":1,"resolution":"R-1"}"#,
    );
    village.record(&second("rot-rent", "2024-05-20", r#"["农地流转：租金入户","农地流转：租金"]"#));
    let rent = r#""contract":"ROT-1","scheme":"rot-rent""#;
    assert_eq!(village.refused(&declare("P01", "2024-04-30", rent)), Code::RuleNotAdopted);
    assert_eq!(village.refused(&declare("P01", "2024-06-01", &format!(r#"{rent},"version":2"#))), Code::RuleNotAdopted);
    village.record(&declare("P01", "2024-06-01", rent));
    assert_eq!(village.books().payouts()["P01"].declared.version, 1);
}

#[test]
fn t18_a_signed_payout_by_a_superseded_version_is_a_finding_of_the_audit() {
    let mut little = Little::upto(5, 0x18);
    let again = second("rot-rent", "2024-04-10", r#"["农地流转：租金入户","农地流转：租金"]"#);
    little.cooperative.record(&read(&again), &accountant()).unwrap();
    let rent = declare("P01", "2024-04-12", r#""contract":"ROT-1","scheme":"rot-rent""#);
    little.cooperative.record(&read(&rent), &accountant()).unwrap();
    let first = little.cooperative.books().adopted(&"rot-rent".parse().unwrap(), 1).unwrap().hash;
    is_found(&little, Code::RuleNotAdopted, |event| {
        if let Fact::PayoutDeclared(p) = &mut event.fact {
            (p.version, p.sheet) = (1, first);
        }
    });
}
