//! What an honest accountant was wrongly refused, or got wrong, in 130 made-up villages, November 2026. Each
//! test has the dishonest neighbour beside it, which stays refused.

use super::{
    once::rents::{self, P01, P02},
    whose::{
        village::{Village, correct},
        voucher,
    },
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
    let found = village.books().payouts().values().find(|p| p.declared.payout.as_str() == payout);
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

/// A lease of 1000.01 m², 1.5000 mu as registered: 675.00 for its first half year.
fn lease(village: &mut Village, terms: &str) {
    village.record(&format!(
        r#"{{"id":"p3","on":"2024-02-02","kind":"parcel.registered","parcel":"P03","household":"H0001","area_m2":"1000.01","area_mu":"1.5000","contract_end":"2040-12-31","official":"5101000000000000003"}}
{{"id":"e3","on":"2024-02-02","kind":"entrustment.given","household":"H0001","document":"W-3","parcels":["P03"],"first_day":"2024-02-02","last_day":"2036-12-31"}}
{{"id":"rot2","on":"2024-03-01","kind":"contract.signed","contract":"ROT-2","party":"OP1","scheme":"ROT","signed":"2024-03-01","first_day":"2024-04-01","last_day":"2034-03-31","parcels":["P03"],"terms":{{{terms},"instalments":[{{"due":"2024-04-10","first_day":"2024-04-01","last_day":"2024-09-30","lease_year":1,"part_of_year":"1/2","payout":"Q01"}}]}}}}"#
    ));
}

const PRICE: &str = r#""price":{"amount":"900.0000","unit":"yuan/mu/year"}"#;
const Q01: &str = r#","instalment":"Q01""#;

fn came(id: &str, on: &str, parts: &[&str]) -> String {
    rents::receipt(id, "ROT-2", Q01, parts).replace("2025-06-01", on)
}

fn declare(payout: &str, scheme: &str, more: &str) -> String {
    format!(
        r#"{{"id":"d-{payout}","on":"2025-06-02","kind":"payout.declare","payout":"{payout}","contract":"ROT-2","scheme":"{scheme}"{more}}}"#
    )
}

#[test]
fn w2_a_sheet_that_computes_by_other_terms_does_not_share_the_rent() {
    let terms = [
        (format!(r#"{PRICE},"area_basis":"exact_m2""#), "area_basis"),
        (format!(r#"{PRICE},"prices_by_year":[{{"price":"900.0000","year":2024}}]"#), "prices_by_year"),
        (r#""prices_by_year":[{"price":"900.0000","year":2024}]"#.to_owned(), "prices_by_year"),
    ];
    for (terms, name) in terms {
        let mut village = rents::village();
        lease(&mut village, &terms);
        village.record(&came("r1", "2024-04-10", &["land_rent=675.00"]));
        assert_eq!(village.refused(&declare("Q01", "rot-rent", "")), Code::TermNotRead, "{name}");
        assert!(village.said.contains(name), "{}", village.said);
    }
    // what the sheet computes; and a sheet of the village's own that reads the term
    let mut village = rents::village();
    lease(&mut village, &format!(r#"{PRICE},"area_basis":"registered_mu""#));
    village.record(&came("r1", "2024-04-10", &["land_rent=675.00"]));
    village.record(&declare("Q01", "rot-rent", ""));
    let mut village = rents::village();
    village.record(r#"{"id":"exact","on":"2024-02-01","kind":"scheme.adopt","scheme":"rot-rent","version":1,"resolution":"R-2","edit":["编号 = rot-rent","编号 = rot-exact","地块.登记亩数 ","换算(地块.测量面积，亩) ","登记亩数 亩","测量面积 平方米","登记亩数","测量面积"]}"#);
    lease(&mut village, &format!(r#"{PRICE},"area_basis":"exact_m2""#));
    // 1000.01 × 15 ÷ 10000 × 450
    village.record(&came("r1", "2024-04-10", &["land_rent=675.01"]));
    village.record(&declare("Q01", "rot-exact", ""));
    assert_eq!(shared(&village, "Q01"), Fen(67_501));
}

#[test]
fn w2_a_return_by_actual_days_is_confirmed_by_a_sheet_that_counts_them() {
    let mut village = Village::of_little(1);
    let adopt = |id: &str, edit: &str| {
        format!(
            r#"{{"id":"a-{id}","on":"2024-02-01","kind":"scheme.adopt","scheme":"cot-return","version":1,"resolution":"R-1","edit":["编号 = cot-return","编号 = {id}"{edit}]}}"#
        )
    };
    village.record(&adopt("even", ""));
    village.record(&adopt("actual", r#","日365","历年""#));
    village.record(r#"{"id":"cot","on":"2024-02-02","kind":"contract.signed","contract":"COT-1","party":"OP1","scheme":"COT","signed":"2024-02-02","last_day":"2029-06-30","terms":{"capital":"10000.00","day_count":"actual/actual","return_rate":"0.06"}}
{"id":"sub","on":"2024-03-01","kind":"subscription.recorded","contract":"COT-1","collective":"0.00","into":"A-BANK-1","lines":[{"owner":"H0001","amount":"10000.00"}]}
{"id":"inv","on":"2024-07-01","kind":"payment.recorded","contract":"COT-1","from":"A-BANK-1","parts":[{"part":"investment","amount":"10000.00"}]}"#);
    let claim = |scheme: &str, amount: &str| {
        format!(
            r#"{{"id":"c","on":"2024-12-31","kind":"claim.recorded","claim":"fixed_return","contract":"COT-1","scheme":"{scheme}","amount":"{amount}","year":2024}}"#
        )
    };
    // 184 days of 366, and of 365
    assert_eq!(village.refused(&claim("even", "302.47")), Code::TermNotRead);
    assert_eq!(village.refused(&claim("actual", "302.47")), Code::SheetStops);
    village.record(&claim("actual", "301.64"));
}

#[test]
fn a5_late_interest_that_comes_by_itself_is_for_the_rent_of_its_instalment() {
    let late = format!(r#"{PRICE},"late_rate_per_day":"1/2000""#);
    let share = |code: &str, source: &str| declare(code, "late-interest", &format!(r#","sources":["{source}"]"#));
    // ten days, 3.375, whether the rent was shared before or not, and whether some of it came in time
    for (in_time, behind, interest, others) in
        [("", "675.00", "3.38", ["3.39", "8.44"]), ("475.00", "200.00", "1.00", ["1.01", "2.50"])]
    {
        let mut village = rents::village();
        lease(&mut village, &late);
        if !in_time.is_empty() {
            village.record(&came("r0", "2024-04-10", &[&format!("land_rent={in_time}")]));
        }
        village.record(&came("r1", "2024-04-20", &[&format!("land_rent={behind}")]));
        village.record(&declare("Q01", "rot-rent", ""));
        let sum = |id: &str, amount: &str| came(id, "2024-05-05", &[&format!("late_interest={amount}")]);
        // neither a fen too much, nor the days until the interest itself came
        for (id, wrong) in ["w1", "w2"].into_iter().zip(others) {
            village.record(&sum(id, wrong));
            assert_eq!(village.refused(&share("L0", id)), Code::SheetStops, "{wrong}");
            village.record(&correct(id));
        }
        village.record(&sum("r2", interest));
        village.record(&share("L1", "r2"));
        assert_eq!(shared(&village, "L1").to_string(), interest);
        // the same days are not paid for a second time
        village.record(&sum("r3", interest));
        assert_eq!(village.refused(&share("L2", "r3")), Code::SheetStops);
    }
    // rent in two late parts has two sums of days: the sheet is not asked for either
    let mut village = rents::village();
    lease(&mut village, &late);
    village.record(&came("r1", "2024-04-20", &["land_rent=475.00"]));
    village.record(&came("r2", "2024-04-30", &["land_rent=200.00"]));
    village.record(&declare("Q01", "rot-rent", ""));
    village.record(&came("r3", "2024-05-05", &["late_interest=6.75"]));
    assert_eq!(village.refused(&share("L1", "r3")), Code::SheetStops);
}
