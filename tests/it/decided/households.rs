//! Who is gone: the shares that follow members, a household in which nobody is left, and money that comes back for one that
//! was merged.

use super::*;
use crate::little::INSTRUCTIONS;
use coop_ledger::{
    books::Books,
    unit::{Day, Fen, HouseholdId, Shares},
};

/// A household of named persons, each with a share of the open class.
fn household(persons: u32) -> String {
    let person = |n: u32| {
        format!(r#"{{"person":"H0009-{n}","birth":"1950-01-0{n}","since":"2024-01-02","basis":"first_roll"}}"#)
    };
    let persons_text = (1..=persons).map(person).collect::<Vec<_>>().join(",");
    format!(
        r#"{{"id":"h-9","on":"2024-01-02","kind":"household.enrolled","household":"H0009","head":"H0009-1","persons":[{persons_text}],"shares":{{"population":"{persons}"}}}}"#
    )
}

fn went(id: &str, on: &str, rest: &str) -> String {
    format!(
        r#"{{"id":"{id}","on":"{on}","kind":"members.changed","household":"H0009","document":"D-1","went":[{{{rest}}}]}}"#
    )
}

fn held(books: &Books, on: &str) -> Shares {
    let (id, on): (HouseholdId, Day) = ("H0009".parse().unwrap(), on.parse().unwrap());
    books.registers().shares_of(&id, "population", on)
}

#[test]
fn shares_of_an_open_class_go_with_who_dies() {
    let mut village = Village::of_little(2);
    village.record(&household(3));
    village.record(&went("d2", "2024-05-01", r#""person":"H0009-2","why":"died""#));
    assert_eq!(held(village.books(), "2024-04-30"), Shares::whole(3));
    assert_eq!(held(village.books(), "2024-05-01"), Shares::whole(2));
    // said, it is what is said, and no more than there is
    let said = |shares: &str| format!(r#""person":"H0009-3","why":"died","shares":{{"population":"{shares}"}}"#);
    assert_eq!(village.refused(&went("d3", "2024-06-01", &said("3"))), Code::MoreSharesThanHeld);
    village.record(&went("d3", "2024-06-01", &said("1")));
    assert_eq!(held(village.books(), "2024-06-01"), Shares::whole(1));
}

#[test]
fn shares_of_a_closed_class_stay_when_somebody_dies() {
    let mut village = Village::of_little(2);
    village.record(&household(2));
    village.record(r#"{"id":"closed","on":"2024-02-01","kind":"class.set","class":"population","unit":"member","regime":"closed","total":"9"}"#);
    village.record(&went("d2", "2024-05-01", r#""person":"H0009-2","why":"died""#));
    assert_eq!(held(village.books(), "2024-05-01"), Shares::whole(2));
}

/// The little ledger with a third household, of one person, whose land is let beside that of the others.
fn alone() -> Village {
    let mut village = Village::of_little(1);
    village.record(&household(1));
    village.record(r#"{"id":"p-9","on":"2024-01-02","kind":"parcel.registered","parcel":"P09","household":"H0009","area_m2":"1000.00","area_mu":"1.5000","contract_end":"2040-12-31"}
{"id":"e-9","on":"2024-01-10","kind":"entrustment.given","household":"H0009","document":"W-9","parcels":["P09"],"first_day":"2024-01-10","last_day":"2036-12-31"}"#);
    village.little(1..3);
    let line = |id: &str| INSTRUCTIONS.lines().find(|line| line.contains(&format!(r#""id":"{id}""#))).unwrap();
    village.record(&line("c-1").replace(r#"["P01","P02"]"#, r#"["P01","P02","P09"]"#));
    village.record(&line("r-1").replace("2025.00", "2700.00").replace("60.75", "81.00"));
    village.record(line("d-1"));
    village
}

#[test]
fn who_dies_alone_leaves_a_household_whose_money_waits_for_the_heirs() {
    let mut village = alone();
    // whoever leaves by himself is still to merge
    let left = went("gone", "2024-04-13", r#""person":"H0009-1","why":"nationality""#);
    assert_eq!(village.refused(&left), Code::HeadNotInHousehold);
    village.record(&went("dead", "2024-04-13", r#""person":"H0009-1","why":"died""#));
    let (id, on): (HouseholdId, Day) = ("H0009".parse().unwrap(), "2024-04-13".parse().unwrap());
    assert!(village.books().registers().has_died_out(&id, on));
    assert_eq!(village.books().registers().households()[&id].members_at(on), 0);
    let pay = |id: &str, rest: &str| {
        format!(r#"{{"id":"{id}","on":"2024-04-15","kind":"payout.pay","payout":"P01","from":"A-BANK-1"{rest}}}"#)
    };
    village.record(&pay("pay", ""));
    assert_eq!(village.books().payout(&"P01".parse().unwrap()).unwrap().open(), Fen(67_500));
    assert_eq!(village.refused(&pay("again", "")), Code::PaymentAboveWhatIsOwed);
    assert!(village.said.contains("nobody is left there"), "{}", village.said);
    village.record(&pay("heirs", r#","lines":[{"household":"H0009"}]"#));
}

#[test]
fn what_comes_back_for_a_household_that_was_merged_is_recorded_and_paid_again() {
    let mut village = Village::of_little(7);
    village.record(
        r#"{"id":"m","on":"2024-04-16","kind":"household.merged","household":"H0002","into":"H0001","document":"M-1"}"#,
    );
    let back = |id: &str| {
        format!(
            r#"{{"id":"{id}","on":"2024-04-18","kind":"payout.returned","payout":"P01","into":"A-BANK-1","lines":[{{"household":"H0002","amount":"675.00","reason":"account_closed"}}]}}"#
        )
    };
    village.record(&back("back"));
    let open = |village: &Village| village.books().payout(&"P01".parse().unwrap()).unwrap().open();
    assert_eq!(open(&village), Fen(67_500));
    assert_eq!(village.refused(&back("back2")), Code::PaymentAboveWhatIsOwed);
    // nothing else is put under its code
    let voucher = r#"{"id":"v","on":"2024-04-19","kind":"voucher.recorded","lines":[{"account":"113","holder":"H0002","purpose":"水费","debit":"1.00"},{"account":"504","purpose":"水费","credit":"1.00"}]}"#;
    assert_eq!(village.refused(voucher), Code::RetiredHousehold);
    village.record(r#"{"id":"again","on":"2024-04-20","kind":"payout.pay","payout":"P01","from":"A-BANK-1","lines":[{"household":"H0002"}]}"#);
    assert_eq!(open(&village), Fen::ZERO);
    assert_eq!(village.balance("113", "H0002", "土地流转款"), Fen::ZERO);
}

const SPLIT: &str = r#"{"id":"s","on":"2024-07-01","kind":"household.split","household":"H0002","new_household":"H0003","members_moved":1,"parcels_moved":["P02"],"document":"FH-1"}"#;

#[test]
fn rent_of_land_that_went_with_a_split_is_the_old_households_up_to_the_day_before() {
    let shared = |record_day: &str| {
        let mut village = Village::of_little(5);
        village.record(SPLIT);
        village.record(&format!(
            r#"{{"id":"d","on":"2024-07-05","kind":"payout.declare","payout":"P01","contract":"ROT-1","scheme":"rot-rent","record_day":"{record_day}"}}"#
        ));
        let lines = &village.books().payouts()["P01"].lines;
        lines.iter().map(|(household, owed)| (household.to_string(), owed.amount)).collect::<Vec<_>>()
    };
    let is = |lines: &[(&str, i64)]| lines.iter().map(|(h, fen)| ((*h).to_owned(), Fen(*fen))).collect::<Vec<_>>();
    // 91 and 92 of the 183 days of 675.00
    assert_eq!(shared("2024-07-05"), is(&[("H0001", 135_000), ("H0002", 33_566), ("H0003", 33_934)]));
    // what is shared as of a day before stands as it stood
    assert_eq!(shared("2024-06-30"), is(&[("H0001", 135_000), ("H0002", 67_500)]));
}
