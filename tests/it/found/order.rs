//! Attacker's second look, November 2026: days, and the order of what happened. Each test has the honest
//! order beside the other one.

mod each_day;
mod payouts;
mod years;

use super::whose::village::Village;
use crate::{
    little::{Little, accountant, read},
    tampered::forge::Forge,
};
use coop_ledger::{
    audit::FindingCode,
    decide::Code,
    event::Fact,
    unit::{Day, Fen, HouseholdId, Shares},
};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn declare(payout: &str, on: &str, rest: &str) -> String {
    format!(r#"{{"id":"d-{payout}","on":"{on}","kind":"payout.declare","payout":"{payout}",{rest}}}"#)
}

/// A village with a closed class of a hundred shares: H0001 55, H0002 45; H0003 has none.
fn closed_class() -> Village {
    let mut village = Village::rich();
    village.record(r#"{"id":"lab","on":"2024-01-02","kind":"class.set","class":"labour","unit":"year","regime":"closed","total":"100"}
{"id":"g1","on":"2024-01-02","kind":"shares.granted","class":"labour","holder":"H0001","shares":"55"}
{"id":"g2","on":"2024-01-02","kind":"shares.granted","class":"labour","holder":"H0002","shares":"45"}"#);
    village
}

fn shares(village: &Village, class: &str, on: &str) -> Shares {
    let registers = village.books().registers();
    let all = registers.active(day(on)).map(|(id, _)| registers.shares_of(id, class, day(on)));
    all.fold(Shares::ZERO, |sum, held| sum.plus(held).unwrap())
}

fn transfer(id: &str, on: &str, from: &str, to: &str, shares: &str) -> String {
    format!(
        r#"{{"id":"{id}","on":"{on}","kind":"shares.transferred","class":"labour","from":"{from}","to":"{to}","shares":"{shares}"}}"#
    )
}

fn merged(id: &str, on: &str, household: &str, into: &str) -> String {
    format!(
        r#"{{"id":"{id}","on":"{on}","kind":"household.merged","household":"{household}","into":"{into}","document":"M-1"}}"#
    )
}

#[test]
fn a1_shares_passed_on_are_there_on_every_later_day() {
    let mut village = closed_class();
    village.record(&transfer("t1", "2025-03-01", "H0001", "H0002", "55"));
    // they were there on that day, and are not on the first of March
    assert_eq!(village.refused(&transfer("t2", "2025-02-01", "H0001", "H0003", "55")), Code::MoreSharesThanHeld);
    assert_eq!(village.refused(&transfer("t2", "2025-02-01", "H0001", "H0003", "0.01")), Code::MoreSharesThanHeld);
    let split = r#"{"id":"s","on":"2025-02-01","kind":"household.split","household":"H0001","new_household":"H0009","members_moved":1,"shares_moved":{"labour":"1"},"document":"S-1"}"#;
    assert_eq!(village.refused(split), Code::MoreSharesThanHeld);
    let died = r#"{"id":"m","on":"2025-02-01","kind":"members.changed","household":"H0001","fewer":1,"reason":"died","shares":{"labour":"1"}}"#;
    assert_eq!(village.refused(died), Code::MoreSharesThanHeld);
    // an earlier day with shares that stay: in order
    village.record(&transfer("t2", "2025-02-01", "H0002", "H0003", "45"));
    for on in ["2025-01-31", "2025-02-01", "2025-02-28", "2025-03-01", "2025-12-31"] {
        assert_eq!(shares(&village, "labour", on), "100".parse().unwrap(), "{on}");
    }
    // to a household that is not there yet
    village.record(
        r#"{"id":"h7","on":"2025-06-01","kind":"household.enrolled","household":"H0007","members":1,"shares":{}}"#,
    );
    assert_eq!(village.refused(&transfer("t3", "2025-05-31", "H0003", "H0007", "1")), Code::DatesOutOfOrder);
    village.record(&transfer("t3", "2025-06-01", "H0003", "H0007", "1"));
}

#[test]
fn a1_a_household_is_taken_in_behind_everything_it_did() {
    let mut village = closed_class();
    village.record(&transfer("t1", "2025-03-01", "H0002", "H0003", "45"));
    village.record(r#"{"id":"pay","on":"2025-03-02","kind":"payout.pay","payout":"P01","from":"A-BANK-1"}"#);
    assert_eq!(village.refused(&merged("m", "2025-02-01", "H0002", "H0001")), Code::DatesOutOfOrder);
    assert_eq!(village.refused(&merged("m", "2025-02-28", "H0003", "H0001")), Code::DatesOutOfOrder);
    village.record(&merged("m", "2025-03-01", "H0002", "H0001"));
    for on in ["2025-02-28", "2025-03-01", "2025-12-31"] {
        assert_eq!(shares(&village, "labour", on), "100".parse().unwrap(), "{on}");
    }
}

#[test]
fn a1_random_transfers_splits_and_merges_leave_a_closed_class_as_it_is_on_every_day() {
    let mut village = closed_class();
    village.record(r#"{"id":"pay","on":"2024-05-01","kind":"payout.pay","payout":"P01","from":"A-BANK-1"}"#);
    let mut state = 7_u64;
    let mut roll = |most: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % most
    };
    let mut taken = 0;
    let mut code = 3;
    for n in 0..400 {
        let on = day("2025-01-01").plus_days(roll(300).cast_signed()).unwrap().to_string();
        let (from, to) = (format!("H{:04}", 1 + roll(code)), format!("H{:04}", 1 + roll(code)));
        let order = match roll(60) {
            0..=3 if code < 12 => {
                code += 1;
                format!(
                    r#"{{"id":"n{n}","on":"{on}","kind":"household.split","household":"{from}","new_household":"H{code:04}","members_moved":1,"shares_moved":{{"labour":"{}"}},"document":"S"}}"#,
                    1 + roll(9)
                )
            }
            4 => merged(&format!("n{n}"), &on, &from, &to),
            _ => transfer(&format!("n{n}"), &on, &from, &to, &(1 + roll(9)).to_string()),
        };
        taken += u64::from(village.try_one(&order));
    }
    assert!((40..360).contains(&taken), "{taken} of 400 were recorded");
    for n in 0..310 {
        let on = day("2025-01-01").plus_days(n).unwrap();
        assert_eq!(shares(&village, "labour", &on.to_string()), "100".parse().unwrap(), "{on}");
    }
}

#[test]
fn a1_an_old_signed_transfer_of_shares_that_are_gone_is_named_by_the_audit() {
    let mut little = Little::upto(5, 0xa1);
    let moved = |id: &str, on: &str, from: &str, to: &str, shares: &str| read(&transfer(id, on, from, to, shares));
    let class = read(
        r#"{"id":"lab","on":"2024-04-20","kind":"class.set","class":"labour","unit":"year","regime":"open"}
{"id":"g1","on":"2024-04-20","kind":"shares.granted","class":"labour","holder":"H0001","shares":"4"}
{"id":"g2","on":"2024-04-20","kind":"shares.granted","class":"labour","holder":"H0002","shares":"3"}"#,
    );
    little.cooperative.record(&class, &accountant()).unwrap();
    little.cooperative.record(&moved("t1", "2024-04-30", "H0001", "H0002", "4"), &accountant()).unwrap();
    little.cooperative.record(&moved("t2", "2024-04-20", "H0002", "H0001", "3"), &accountant()).unwrap();
    let mut forge = Forge::of(&little);
    forge.rewrite(|_, event, _| {
        if let Fact::SharesTransferred(t) = &mut event.fact
            && t.from.as_str() == "H0002"
        {
            (t.from, t.to) = ("H0001".parse().unwrap(), "H0002".parse().unwrap());
        }
        None
    });
    let report = forge.audit();
    assert_eq!(report.exit_code(), 1);
    let first = &report.findings[0];
    assert_eq!(first.code(), FindingCode::DecidedOtherwise, "{first:?}");
    assert!(first.to_string().contains("more_shares_than_held"), "{first:?}");
}

#[test]
fn a2_no_household_is_merged_or_split_in_a_time_to_come() {
    let mut village = Village::of_little(5);
    // everything here is recorded on the last day of 2025
    for on in ["2026-01-01", "2026-11-01"] {
        assert_eq!(village.refused(&merged("m", on, "H0002", "H0001")), Code::DateOutOfWindow);
        let split = format!(
            r#"{{"id":"s","on":"{on}","kind":"household.split","household":"H0001","new_household":"H0009","members_moved":1,"document":"S-1"}}"#
        );
        assert_eq!(village.refused(&split), Code::DateOutOfWindow);
    }
    village.record(r#"{"id":"d-1","on":"2024-04-12","kind":"payout.declare","payout":"P01","contract":"ROT-1","scheme":"rot-rent"}"#);
    let second: HouseholdId = "H0002".parse().unwrap();
    assert_eq!(village.books().payouts()["P01"].lines[&second].amount, Fen(67_500));
    village.record(r#"{"id":"pay","on":"2024-04-13","kind":"payout.pay","payout":"P01","from":"A-BANK-1"}"#);
    village.record(&merged("m", "2025-12-31", "H0002", "H0001"));
}
