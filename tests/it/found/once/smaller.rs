//! Smaller things: facts with nothing behind them, and codes that stood for two things.

use crate::found::whose::village::Village;
use coop_ledger::decide::Code;

#[test]
fn a11_a_grant_is_used_as_far_as_was_spent_on_its_works() {
    let mut village = Village::rich();
    village.record(r#"{"id":"g","on":"2024-05-02","kind":"receipt.recorded","into":"A-BANK-1","parts":[{"part":"grant","project":"塘","amount":"1000.00"}]}"#);
    let used = |id: &str, amount: &str| {
        format!(r#"{{"id":"{id}","on":"2024-06-01","kind":"grant.used","project":"塘","amount":"{amount}"}}"#)
    };
    assert_eq!(village.refused(&used("u", "1000.00")), Code::EarmarkedOverspent);
    village.record(r#"{"id":"k","on":"2024-05-03","kind":"payment.recorded","from":"A-BANK-1","parts":[{"part":"works","project":"塘","amount":"400.00"}]}"#);
    assert_eq!(village.refused(&used("u", "400.01")), Code::EarmarkedOverspent);
    village.record(r#"{"id":"a","on":"2024-05-04","kind":"works.accepted","project":"塘","assets":[{"asset":"塘","cost":"400.00","life_months":120,"salvage":"0.00","use":"public"}]}"#);
    village.record(&used("u", "400.00"));
}

#[test]
fn a11_shares_by_head_are_no_more_than_heads() {
    let mut village = Village::of_little(1);
    let grant = |shares: &str| {
        format!(
            r#"{{"id":"s","on":"2024-01-02","kind":"shares.granted","class":"population","holder":"H0001","shares":"{shares}"}}"#
        )
    };
    assert_eq!(village.refused(&grant("100000")), Code::MoreSharesThanHeld);
    assert_eq!(village.refused(&grant("1")), Code::MoreSharesThanHeld);
    let enrolled = |id: &str, shares: &str| {
        format!(
            r#"{{"id":"{id}","on":"2024-01-02","kind":"household.enrolled","household":"{id}","members":2,"shares":{{"population":"{shares}"}}}}"#
        )
    };
    assert_eq!(village.refused(&enrolled("H0003", "3")), Code::MoreSharesThanHeld);
    village.record(&enrolled("H0003", "1"));
    village.record(&grant("1").replace("H0001", "H0003"));
    // a child's share comes with the child, and other classes count otherwise
    village.record(r#"{"id":"b","on":"2024-02-02","kind":"members.changed","household":"H0001","more":1,"reason":"born","shares":{"population":"1"}}
{"id":"c","on":"2024-01-02","kind":"class.set","class":"labour","unit":"year","regime":"open"}
{"id":"l","on":"2024-01-02","kind":"shares.granted","class":"labour","holder":"H0001","shares":"55.000000"}"#);
}

#[test]
fn a11_lines_that_are_none_are_not_all_lines() {
    let mut village = Village::of_little(6);
    let pay = |lines: &str| {
        format!(r#"{{"id":"p","on":"2024-05-01","kind":"payout.pay","payout":"P01","from":"A-BANK-1"{lines}}}"#)
    };
    assert_eq!(village.refused(&pay(r#","lines":[]"#)), Code::BadValue);
    village.record(&pay(""));
}

#[test]
fn a11_a_household_is_not_split_before_it_was_enrolled() {
    let mut village = Village::of_little(1);
    let split = |on: &str| {
        format!(
            r#"{{"id":"s","on":"{on}","kind":"household.split","household":"H0001","new_household":"H0009","members_moved":1,"document":"D"}}"#
        )
    };
    assert_eq!(village.refused(&split("2024-01-01")), Code::DatesOutOfOrder);
    village.record(&split("2024-01-02"));
}

#[test]
fn a11_a_code_stands_for_one_thing() {
    let mut village = Village::rich();
    let party =
        |code: &str| format!(r#"{{"id":"p","on":"2024-06-01","kind":"party.registered","party":"{code}","role":"x"}}"#);
    let contract = |code: &str, instalment: &str| {
        let one = format!(
            r#"{{"due":"2024-07-10","first_day":"2024-07-01","last_day":"2024-12-31","lease_year":1,"part_of_year":"1/2","payout":"{instalment}"}}"#
        );
        format!(
            r#"{{"id":"k","on":"2024-06-01","kind":"contract.signed","contract":"{code}","party":"OP1","scheme":"LEASE","signed":"2024-06-01","first_day":"2024-07-01","last_day":"2026-06-30","belongs_to":"collective","terms":{{"instalments":[{one}]}}}}"#
        )
    };
    let enrolled = |code: &str| {
        format!(
            r#"{{"id":"h","on":"2024-06-01","kind":"household.enrolled","household":"{code}","members":1,"shares":{{}}}}"#
        )
    };
    let bank = |code: &str| {
        format!(
            r#"{{"id":"b","on":"2024-06-01","kind":"bank.registered","account":"{code}","owner":"A","ownership":"collective"}}"#
        )
    };
    for text in ["H0001", "ROT-1", "A-BANK-1", "CASH", "OP1"].map(party) {
        assert_eq!(village.refused(&text), Code::AlreadyRegistered, "{text}");
    }
    for text in ["H0001", "OP1", "A-BANK-1", "ROT-1"].map(|code| contract(code, "Q01")) {
        assert_eq!(village.refused(&text), Code::AlreadyRegistered, "{text}");
    }
    village.record(&party("H0009").replace(r#""id":"p""#, r#""id":"p9""#));
    for text in ["H0001", "H0009"].map(enrolled).into_iter().chain(["H0001", "ROT-1", "OP1", "CASH"].map(bank)) {
        assert_eq!(village.refused(&text), Code::AlreadyRegistered, "{text}");
    }
    // a payout passes on one instalment of one contract
    assert_eq!(village.refused(&contract("LAND-2", "P01")), Code::AlreadyRegistered);
    assert!(village.said.contains("found ROT-1"), "{}", village.said);
    village.record(&contract("LAND-2", "Q01"));
    let amended = |code: &str| {
        format!(
            r#"{{"id":"am","on":"2024-06-02","kind":"contract.amended","contract":"LAND-2","document":"A","instalments":[{{"due":"2025-01-10","first_day":"2025-01-01","last_day":"2025-06-30","lease_year":1,"part_of_year":"1/2","payout":"{code}"}}]}}"#
        )
    };
    assert_eq!(village.refused(&amended("P01")), Code::AlreadyRegistered);
    village.record(&amended("Q02"));
    village.record(&party("NEW1"));
}

#[test]
fn a11_a_report_is_put_right_until_money_came_by_it() {
    let mut village = Village::of_little(3);
    village.record(
        r#"{"id":"v","on":"2024-02-01","kind":"scheme.adopt","scheme":"rot-bonus","version":1,"resolution":"R-1"}"#,
    );
    village.little(3..4);
    let report = |id: &str, net: &str| {
        format!(
            r#"{{"id":"{id}","on":"2024-12-20","kind":"report.recorded","contract":"ROT-1","year":2024,"net_per_mu":"{net}"}}"#
        )
    };
    village.record(&report("r1", "1001.00"));
    village.record(&report("r2", "1000.00"));
    village.record(r#"{"id":"b","on":"2024-12-24","kind":"receipt.recorded","contract":"ROT-1","into":"A-BANK-1","year":2024,"parts":[{"part":"bonus_households","amount":"180.00"},{"part":"bonus_collective","amount":"135.00"}]}"#);
    assert_eq!(village.refused(&report("r3", "1001.00")), Code::StatedFigureDiffers);
    village.record(&report("r4", "1000.00"));
}
