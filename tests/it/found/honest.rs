//! What an honest accountant was wrongly refused, or got wrong, in 130 made-up villages, November 2026. Each
//! test has the dishonest neighbour beside it, which stays refused.

use super::{
    once::rents::{self, P01, P02},
    whose::{village::Village, voucher},
};
use coop_ledger::{decide::Code, unit::Fen};

fn step(on: &str, step: &str, year: u32) -> String {
    let scheme = if step == "reserve" { r#","scheme":"distribution""# } else { "" };
    format!(r#"{{"id":"y-{step}-{year}","on":"{on}","kind":"year.stepped","step":"{step}","year":{year}{scheme}}}"#)
}

fn distribute(on: &str, year: u32) -> String {
    format!(
        r#"{{"id":"d-{year}","on":"{on}","kind":"payout.declare","payout":"D{year}","scheme":"distribution","year":{year}}}"#
    )
}

/// A village with 10,000.00 of income in 2024 and 50,000.00 in 2025, and the sheet that shares 80 %.
fn with_income(more: &str) -> Village {
    let mut village = Village::of_little(1);
    village.record(
        r#"{"id":"cl","on":"2024-01-02","kind":"class.set","class":"labour","unit":"year","regime":"open"}
{"id":"s","on":"2024-02-01","kind":"scheme.adopt","scheme":"distribution","version":1,"resolution":"R-1"}"#,
    );
    if !more.is_empty() {
        village.record(more);
    }
    village.record(&voucher("in-2024", "2024-06-01", &["102|A-BANK-1||10000.00", "504|||-10000.00"]));
    village.record(&voucher("in-2025", "2025-06-01", &["102|A-BANK-1||50000.00", "504|||-50000.00"]));
    village
}

fn steps(village: &mut Village, year: u32, all: &[&str]) {
    for what in all {
        village.record(&step(&format!("{year}-12-31"), what, year));
    }
}

fn shared(village: &Village, payout: &str) -> Fen {
    let found = village.books().payouts.values().find(|p| p.declared.payout.as_str() == payout);
    found.unwrap().declared.households.fen()
}

const CLOSE: [&str; 4] = ["depreciation", "close", "carry", "reserve"];

#[test]
fn w1_a_dividend_that_members_decide_after_the_last_step_is_not_counted_again() {
    // 10,000.00 - 3,000.00, of which 5,600.00; 1,400.00 + 50,000.00 - 15,000.00, of which 80 %
    let right = Fen(2_912_000);
    // decided after the year's last step, before it, when the next year was closed already, and the reserve then, too
    for decided in ["after", "before", "later", "reserve"] {
        let mut village = with_income("");
        if decided == "reserve" {
            steps(&mut village, 2024, &CLOSE[..3]);
            steps(&mut village, 2025, &CLOSE[1..3]);
            steps(&mut village, 2024, &CLOSE[3..]);
            village.record(&distribute("2025-12-31", 2024));
            steps(&mut village, 2025, &CLOSE[3..]);
            village.record(&distribute("2025-12-31", 2025));
            assert_eq!(shared(&village, "D2025"), right, "{decided}");
            continue;
        }
        steps(&mut village, 2024, &CLOSE);
        if decided == "before" {
            village.record(&distribute("2024-12-31", 2024));
        }
        steps(&mut village, 2024, &["distribution"]);
        if decided == "after" {
            village.record(&distribute("2025-01-20", 2024));
        }
        steps(&mut village, 2025, &CLOSE[1..]);
        if decided == "later" {
            village.record(&distribute("2025-12-31", 2024));
        }
        assert_eq!(shared(&village, "D2024"), Fen(560_000));
        village.record(&distribute("2025-12-31", 2025));
        assert_eq!(shared(&village, "D2025"), right, "{decided}");
        steps(&mut village, 2025, &["distribution"]);
        assert_eq!(village.balance("322", "", "未分配收益"), Fen(-728_000), "{decided}");
    }
}

#[test]
fn w1_what_a_later_distribution_began_with_is_not_distributed_once_more() {
    let mut village = with_income("");
    steps(&mut village, 2024, &[&CLOSE[..], &["distribution"]].concat());
    steps(&mut village, 2025, &CLOSE[1..]);
    // all of 2024 goes out with 2025: 7,000.00 + 35,000.00, of which 80 %
    village.record(&distribute("2025-12-31", 2025));
    assert_eq!(shared(&village, "D2025"), Fen(3_360_000));
    assert_eq!(village.refused(&distribute("2025-12-31", 2024)), Code::IncomeDistributedTwice);
    assert!(village.said.contains("D2025"), "{}", village.said);
}

#[test]
fn w3_the_collectives_shares_count_whatever_their_class_is_called() {
    let class = |code: &str| {
        format!(
            r#"{{"id":"c-{code}","on":"2024-01-02","kind":"class.set","class":"{code}","unit":"point","regime":"open"}}"#
        )
    };
    let granted = |class: &str, holder: &str, shares: &str| {
        format!(
            r#"{{"id":"g-{class}-{holder}","on":"2024-01-02","kind":"shares.granted","class":"{class}","holder":"{holder}","shares":"{shares}"}}"#
        )
    };
    let paid = |more: &str| {
        let mut village = with_income(more);
        steps(&mut village, 2024, &CLOSE);
        village.record(&distribute("2024-12-31", 2024));
        shared(&village, "D2024")
    };
    // 70 points of seven heads, 30 of the collective
    for code in ["collective", "jiti"] {
        let of_one = [class(code), granted(code, "collective", "30")].join("\n");
        assert_eq!(paid(&of_one), Fen(392_000), "{code}");
    }
    let labour = r#"{"id":"g-l","on":"2024-01-03","kind":"shares.granted","class":"labour","holder":"collective","shares":"30"}"#;
    assert_eq!(paid(labour), Fen(392_000));
    let of_two = [
        class("jiti"),
        granted("jiti", "collective", "20"),
        class("collective"),
        granted("collective", "collective", "10"),
    ];
    assert_eq!(paid(&of_two.join("\n")), Fen(392_000));
    // a class that households hold, too, is read by no sheet: neither theirs nor the collective's
    let mixed = [class("capital"), granted("capital", "collective", "30"), granted("capital", "H0001", "30")];
    assert_eq!(paid(&mixed.join("\n")), Fen(560_000));
    // heads are weighed ten times in the sheet, and the collective has none
    let mut village = with_income("");
    assert_eq!(village.refused(&granted("population", "collective", "3")), Code::BadValue);
    assert!(village.said.contains("class of their own"), "{}", village.said);
}

fn receipt(id: &str, days: &str, parts: &[&str]) -> String {
    rents::receipt(id, "ROT-1", days, parts)
}

fn share(payout: &str) -> String {
    format!(
        r#"{{"id":"d-{payout}","on":"2025-06-02","kind":"payout.declare","payout":"{payout}","contract":"ROT-1","scheme":"rot-rent"}}"#
    )
}

#[test]
fn a6_a_fee_on_the_rent_that_came_is_not_taken_out_of_what_is_still_open() {
    // 2,025.00 are due, and 60.75 on top
    for parts in [&["land_rent=1985.00", "service_fee=59.55"][..], &["land_rent=1985.00"]] {
        let mut village = rents::village();
        village.record(&receipt("r1", P01, parts));
        if parts.len() == 1 {
            assert_eq!(village.refused(&receipt("r2", P01, &["service_fee=59.56"])), Code::FeeTakenFromHouseholdRent);
            village.record(&receipt("r2", P01, &["service_fee=59.55"]));
        }
        assert_eq!(village.refused(&receipt("r", P01, &["service_fee=0.01"])), Code::FeeTakenFromHouseholdRent);
        village.record(&receipt("r3", P01, &["land_rent=40.00", "service_fee=1.20"]));
        village.record(&share("P01"));
        assert_eq!(village.balance("211", "ROT-1", "待分流转款"), Fen::ZERO);
    }
    // the fee on the whole, netted from the rent
    let mut village = rents::village();
    let netted = receipt("r", P01, &["land_rent=1964.25", "service_fee=60.75"]);
    assert_eq!(village.refused(&netted), Code::FeeTakenFromHouseholdRent);
    let by_a_fen = receipt("r", P01, &["land_rent=1985.00", "service_fee=59.56"]);
    assert_eq!(village.refused(&by_a_fen), Code::FeeTakenFromHouseholdRent);
}

#[test]
fn a6_each_receipt_may_have_its_fee_rounded_by_itself() {
    let mut village = rents::village();
    // 30.015 and 15.375
    village.record(&receipt("r1", P02, &["land_rent=1000.50", "service_fee=30.02"]));
    let second = |fee: &str| receipt("r2", P02, &["land_rent=512.50", &format!("service_fee={fee}")]);
    assert_eq!(village.refused(&second("15.39")), Code::HouseholdsPartFirst);
    village.record(&second("15.38"));
    // never more than is due in all
    let third = |fee: &str| receipt("r3", P02, &["land_rent=512.00", &format!("service_fee={fee}")]);
    assert_eq!(village.refused(&third("15.36")), Code::MoreThanDue);
    village.record(&third("15.35"));
    village.record(&share("P02"));
}

#[test]
fn a10_a_report_is_compared_with_the_hurdle_of_its_year() {
    let mut village = rents::village();
    let report = |year: u32, hurdle: &str| {
        format!(
            r#"{{"id":"rep-{year}","on":"2025-12-31","kind":"report.recorded","contract":"ROT-1","net_per_mu":"1000.00","hurdle_per_mu":"{hurdle}","year":{year}}}"#
        )
    };
    // 900, from 2025 on 930
    assert_eq!(village.refused(&report(2024, "930.00")), Code::RateDiffersFromVoted);
    village.record(&report(2024, "900.00"));
    assert_eq!(village.refused(&report(2025, "900.00")), Code::RateDiffersFromVoted);
    village.record(&report(2025, "930.00"));
}
