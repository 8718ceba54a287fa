//! Interest on late rent is the households', by what the rent of that instalment brought each of them.

use super::*;
use coop_ledger::unit::{Fen, HouseholdId};

/// A lease with a rate for late rent, 0.05 % a day, whose first instalment came ten days late: 2,025.00, the
/// fee on top, and interest of 10.13.
fn late() -> Village {
    let mut village = Village::of_little(3);
    village.record(r#"{"id":"late","on":"2024-02-01","kind":"scheme.adopt","scheme":"late-interest","version":1,"resolution":"R-1"}
{"id":"c","on":"2024-03-01","kind":"contract.signed","contract":"ROT-1","party":"OP1","scheme":"rot-rent","signed":"2024-03-01","first_day":"2024-04-01","last_day":"2034-03-31","parcels":["P01","P02"],"terms":{"price":{"amount":"900.0000","unit":"yuan/mu/year"},"fee_rate":"3/100","fee_payer":"OP1","late_rate_per_day":"1/2000","area_basis":"registered_mu","instalments":[{"due":"2024-04-10","first_day":"2024-04-01","last_day":"2024-09-30","lease_year":1,"part_of_year":"1/2","payout":"P01"}]}}
{"id":"r","on":"2024-04-20","kind":"receipt.recorded","contract":"ROT-1","instalment":"P01","into":"A-BANK-1","parts":[{"part":"land_rent","amount":"2025.00"},{"part":"service_fee","amount":"60.75"},{"part":"late_interest","amount":"10.13"}]}"#);
    village
}

const RENT: &str =
    r#"{"id":"d1","on":"2024-04-21","kind":"payout.declare","payout":"P01","contract":"ROT-1","scheme":"rot-rent"}"#;
const LATE: &str = r#"{"id":"d2","on":"2024-04-22","kind":"payout.declare","payout":"P01L","contract":"ROT-1","scheme":"late-interest"}"#;

#[test]
fn interest_on_late_rent_goes_by_what_the_rent_brought() {
    let mut village = late();
    village.record(RENT);
    village.record(LATE);
    let lines = &village.books().payouts()["P01L"].lines;
    let gets = |household: &str| lines[&household.parse::<HouseholdId>().unwrap()].amount;
    // 10.13 by 1,350.00 and 675.00: 6.7533 and 3.3767
    assert_eq!((gets("H0001"), gets("H0002")), (Fen(675), Fen(338)));
}

#[test]
fn interest_on_late_rent_is_not_shared_before_the_rent_and_given_back_to_who_paid_late() {
    let mut village = late();
    assert_eq!(village.refused(LATE), Code::MemberMissing);
    assert!(village.said.contains("本期租金"), "{}", village.said);
    village.record(RENT);
    village.record(LATE);
}
