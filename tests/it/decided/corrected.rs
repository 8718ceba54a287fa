//! What is wrong and what is right instead never stand beside each other in an open year, and what a payout rests on is
//! not taken back from under it.

use super::*;
use coop_ledger::unit::{Day, Fen};

const WRONG: &str = r#"{"id":"c1","on":"2024-03-10","kind":"receipt.recorded","into":"A-BANK-1","parts":[{"part":"other_income","amount":"468.00"}]}"#;

fn undo(on: &str) -> String {
    correct("c1").replace("2025-07-05", on)
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

#[test]
fn an_entry_is_reversed_in_its_year_while_that_is_open() {
    let mut village = Village::of_little(2);
    village.record(WRONG);
    let index = village.places()["c1"].0;
    // where nobody says a day it is the entry's own
    assert_eq!(village.books().reversal_day(index, Some(day("2024-03-11")), day("2025-11-30")), day("2024-03-10"));
    assert_eq!(village.refused(&undo("2025-11-30")), Code::DatesOutOfOrder);
    assert!(village.said.contains("2024-01-01 to 2024-12-31"), "{}", village.said);
    assert_eq!(village.refused(&undo("2024-03-09")), Code::DatesOutOfOrder);
    village.record(&undo("2024-12-31"));
    assert_eq!(village.balance("504", "", "").0, 0);
}

#[test]
fn an_entry_of_a_closed_year_is_reversed_in_the_first_open_one() {
    let mut village = Village::of_little(2);
    village.record(WRONG);
    for step in ["depreciation", "close"] {
        village.record(&format!(
            r#"{{"id":"{step}","on":"2024-12-31","kind":"year.stepped","year":2024,"step":"{step}"}}"#
        ));
    }
    let index = village.places()["c1"].0;
    let usual = |right: Option<&str>| village.books().reversal_day(index, right.map(day), day("2026-11-30"));
    // on the day of what is right instead, so that both are in one year
    assert_eq!(usual(Some("2025-02-03")), day("2025-02-03"));
    assert_eq!(usual(Some("2026-02-03")), day("2025-12-31"));
    assert_eq!(usual(None), day("2025-12-31"));
    assert_eq!(village.refused(&undo("2024-12-31")), Code::DatesOutOfOrder);
    village.record(&undo("2025-02-03"));
}

#[test]
fn a_claim_names_the_holder_it_is_posted_under_or_none() {
    let mut village = Village::of_little(4);
    let claim =
        |rest: &str| format!(r#"{{"id":"p","on":"2024-05-01","kind":"claim.recorded","amount":"100.00",{rest}}}"#);
    // a penalty under a contract is its party's
    let ours = r#""claim":"penalty_ours","contract":"ROT-1""#;
    assert_eq!(village.refused(&claim(&format!(r#"{ours},"holder":"H0002""#))), Code::BadValue);
    assert!(village.said.contains("penalty_ours holder: expected OP1, or nothing, found H0002"), "{}", village.said);
    // and one that has no holder takes none, nor a contract
    let surcharge = r#""claim":"surcharge""#;
    assert_eq!(village.refused(&claim(&format!(r#"{surcharge},"holder":"OP1""#))), Code::BadValue);
    assert_eq!(village.refused(&claim(&format!(r#"{surcharge},"contract":"ROT-1""#))), Code::BadValue);
    village.record(&claim(surcharge));
    village.record(&claim(&format!(r#"{ours},"holder":"OP1""#)).replace(r#""p""#, r#""p1""#));
    village.record(&claim(r#""claim":"penalty_ours","holder":"OP1""#).replace(r#""p""#, r#""p2""#));
    assert_eq!(village.balance("211", "OP1", "违约金"), Fen(-20_000));
}
