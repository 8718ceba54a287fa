//! Years are closed in order, and capital works from the day it was there.

use super::Village;
use crate::found::whose::village;
use coop_ledger::{decide::Code, unit::Fen};

fn step(id: &str, on: &str, step: &str, year: u32) -> String {
    format!(r#"{{"id":"{id}","on":"{on}","kind":"year.stepped","step":"{step}","year":{year}}}"#)
}

#[test]
fn a7_years_are_closed_in_order_and_when_they_are_over() {
    let mut village = Village::rich();
    for on in ["2024-06-02", "2024-12-30", "2025-01-15"] {
        for what in ["depreciation", "close"] {
            assert_eq!(village.refused(&step("y", on, what, 2024)), Code::DatesOutOfOrder, "{what} {on}");
        }
    }
    // 2024 has money in it, and comes first
    for what in ["depreciation", "close"] {
        assert_eq!(village.refused(&step("y", "2025-12-31", what, 2025)), Code::YearStepOutOfOrder, "{what}");
    }
    village.record(&step("c24", "2024-12-31", "close", 2024));
    assert_eq!(village.refused(&step("y", "2025-12-31", "close", 2025)), Code::YearStepOutOfOrder);
    assert_eq!(village.refused(&step("y", "2024-12-30", "carry", 2024)), Code::DatesOutOfOrder);
    // carried when the accountant comes to it
    village.record(&step("r24", "2025-01-15", "carry", 2024));
    village.record(&step("d25", "2025-12-31", "depreciation", 2025));
    village.record(&step("c25", "2025-12-31", "close", 2025));
    // nothing of 2024 is counted again
    assert_eq!(village.books().net_income(2025), Some(Fen::ZERO));
}

#[test]
fn a7_opening_balances_make_no_year_of_their_own() {
    let mut village = Village::of_little(1);
    village.record(r#"{"id":"o","on":"2024-01-01","kind":"opening.recorded","lines":[{"account":"102","holder":"A-BANK-1","debit":"500.00"},{"account":"301","purpose":"集体资本","credit":"500.00"}]}"#);
    village.record(&step("c24", "2024-12-31", "close", 2024));
}

fn invest(on: &str, contract: &str, amount: &str) -> String {
    format!(
        r#"{{"id":"i-{contract}","on":"{on}","kind":"payment.recorded","contract":"{contract}","from":"A-BANK-1","parts":[{{"part":"investment","amount":"{amount}"}}]}}"#
    )
}

#[test]
fn a8_capital_works_from_no_day_before_it_was_subscribed_and_is_no_more_than_that() {
    // 10,000.00 are the contract's capital, and subscribed on 2 May
    let mut village = Village::rich();
    assert_eq!(village.refused(&invest("2024-05-01", "COT-1", "10000.00")), Code::DatesOutOfOrder);
    for amount in ["9999.99", "10000.01", "20000.00"] {
        assert_eq!(village.refused(&invest("2024-05-02", "COT-1", amount)), Code::StatedFigureDiffers, "{amount}");
    }
    // a contract that is no investment
    assert_eq!(village.refused(&invest("2024-05-02", "ROT-1", "10000.00")), Code::BadValue);
    village.record(&invest("2024-05-02", "COT-1", "10000.00"));
    // all that was subscribed is invested
    let again = invest("2024-05-03", "COT-1", "5000.00").replace("i-COT-1", "i-2");
    assert_eq!(village.refused(&again), Code::StatedFigureDiffers);
    assert_eq!(village.refused(&again.replace("5000.00", "10000.00")), Code::StatedFigureDiffers);
}

#[test]
fn a8_the_collectives_own_investment_stays_within_the_contract() {
    let mut village = Village::rich();
    village.record(r#"{"id":"c2","on":"2024-06-01","kind":"contract.signed","contract":"COT-2","last_day":"2029-06-30","party":"PT1","scheme":"COT","signed":"2024-06-01","terms":{"capital":"8000.00","day_count":"actual/365","return_rate":"0.06"}}"#);
    assert_eq!(village.refused(&invest("2024-06-02", "COT-2", "8000.01")), Code::StatedFigureDiffers);
    village.record(&invest("2024-06-02", "COT-2", "6000.00"));
    let more = invest("2024-06-03", "COT-2", "2000.01").replace("i-COT-2", "i-2");
    assert_eq!(village.refused(&more), Code::StatedFigureDiffers);
    village.record(&more.replace("2000.01", "2000.00"));
    // what was reversed does not count
    village.record(&village::correct("i-2"));
    village.record(&more.replace("2000.01", "1500.00").replace("i-2", "i-3"));
}
