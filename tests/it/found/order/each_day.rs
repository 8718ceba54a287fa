//! What is used was there: at the end of each day.

use super::{Village, declare};
use crate::found::whose::village;
use coop_ledger::decide::Code;

fn payment(id: &str, on: &str, from: &str, contract: &str, part: &str) -> String {
    let contract = if contract.is_empty() { String::new() } else { format!(r#","contract":"{contract}""#) };
    format!(r#"{{"id":"{id}","on":"{on}","kind":"payment.recorded"{contract},"from":"{from}","parts":[{part}]}}"#)
}

#[test]
fn a9_cash_and_bank_are_there_at_the_end_of_each_day() {
    let mut village = Village::rich();
    let spent = |on: &str, amount: &str| {
        payment("x", on, "CASH", "", &format!(r#"{{"part":"expense","account":"513","amount":"{amount}"}}"#))
    };
    village.record(&payment("cash", "2025-03-01", "A-BANK-1", "", r#"{"part":"cash","amount":"1000.00"}"#));
    village.record(&payment(
        "use",
        "2025-06-01",
        "CASH",
        "",
        r#"{"part":"expense","account":"513","amount":"700.00"}"#,
    ));
    // before it was withdrawn, and what the first of June needs
    assert_eq!(village.refused(&spent("2025-02-28", "0.01")), Code::CashNegative);
    assert_eq!(village.refused(&spent("2025-03-01", "300.01")), Code::CashNegative);
    village.record(&spent("2025-03-01", "300.00"));
    // the right entry for the day of a wrong one that was reversed since
    village.record(&village::correct("x"));
    village.record(&spent("2025-03-01", "299.00").replace("\"x\"", "\"right\""));
    assert_eq!(village.refused(&spent("2025-03-01", "1.01").replace("\"x\"", "\"more\"")), Code::CashNegative);
    // the bank: a large sum that came in July was not there in May
    village.record(r#"{"id":"big","on":"2025-07-01","kind":"receipt.recorded","into":"A-BANK-1","parts":[{"part":"other_income","amount":"900000.00"}]}"#);
    let paid =
        |on: &str| payment("y", on, "A-BANK-1", "", r#"{"part":"expense","account":"513","amount":"500000.00"}"#);
    assert_eq!(village.refused(&paid("2025-05-01")), Code::BankNegative);
    village.record(&paid("2025-07-01"));
}

#[test]
fn a9_a_payout_is_not_declared_before_what_it_shares() {
    let mut village = Village::of_little(5);
    let rent = |on: &str| declare("P01", on, r#""contract":"ROT-1","scheme":"rot-rent""#);
    assert_eq!(village.refused(&rent("2024-04-09")), Code::DatesOutOfOrder);
    village.record(&rent("2024-04-10"));
}

#[test]
fn a9_lines_are_paid_again_after_they_came_back_and_come_back_after_they_were_paid() {
    let mut village = Village::of_little(6);
    let pay = |id: &str, on: &str| {
        format!(r#"{{"id":"{id}","on":"{on}","kind":"payout.pay","payout":"P01","from":"A-BANK-1"}}"#)
    };
    let part = |id: &str, on: &str, amount: &str| {
        format!(
            r#"{{"id":"{id}","on":"{on}","kind":"payout.pay","payout":"P01","from":"A-BANK-1","lines":[{{"household":"H0001","amount":"{amount}"}}]}}"#
        )
    };
    let back = |id: &str, on: &str| {
        format!(
            r#"{{"id":"{id}","on":"{on}","kind":"payout.returned","payout":"P01","into":"A-BANK-1","lines":[{{"household":"H0001","amount":"1000.00","reason":"other"}}]}}"#
        )
    };
    // 350.00 of 1,350.00 stay open until late
    village.record(&part("p1", "2024-05-01", "1000.00"));
    village.record(&back("b1", "2024-06-01"));
    assert_eq!(village.refused(&pay("p2", "2024-05-15")), Code::PaymentAboveWhatIsOwed);
    assert_eq!(village.refused(&part("p2", "2024-05-15", "350.01")), Code::PaymentAboveWhatIsOwed);
    // what was never paid may be recorded late
    village.record(&part("p2", "2024-05-15", "350.00"));
    village.record(&part("p3", "2024-06-05", "1000.00"));
    // between its return and the second payment nothing was there to come back
    assert_eq!(village.refused(&back("b2", "2024-05-20")), Code::PaymentAboveWhatIsOwed);
    village.record(&back("b2", "2024-06-06"));
    // nor is a debt set off against a line that was paid then
    village.record(r#"{"id":"debt","on":"2024-04-20","kind":"voucher.recorded","lines":[{"account":"113","holder":"H0001","purpose":"水费","debit":"600.00"},{"account":"504","credit":"600.00"}]}"#);
    let off = |on: &str, amount: &str| {
        format!(
            r#"{{"id":"off","on":"{on}","kind":"debt.set.off","household":"H0001","payout":"P01","amount":"{amount}","consent":"C-1"}}"#
        )
    };
    assert_eq!(village.refused(&off("2024-05-20", "600.00")), Code::PaymentAboveWhatIsOwed);
    village.record(&off("2024-06-06", "600.00"));
}

#[test]
fn a9_nothing_is_returned_or_used_before_it_was_there() {
    let mut village = Village::rich();
    village.record(r#"{"id":"dep","on":"2024-06-02","kind":"receipt.recorded","contract":"ROT-1","into":"A-BANK-1","parts":[{"part":"deposit","amount":"600.00"}]}
{"id":"w","on":"2024-06-02","kind":"claim.recorded","claim":"wages","amount":"500.00"}
{"id":"g","on":"2024-06-02","kind":"receipt.recorded","into":"A-BANK-1","parts":[{"part":"grant","project":"灌渠","amount":"300.00"}]}
{"id":"k","on":"2024-05-05","kind":"payment.recorded","from":"A-BANK-1","parts":[{"part":"works","project":"灌渠","amount":"300.00"}]}"#);
    let grant =
        |on: &str| format!(r#"{{"id":"gu","on":"{on}","kind":"grant.used","project":"灌渠","amount":"300.00"}}"#);
    let deposit = |on: &str| payment("dr", on, "A-BANK-1", "ROT-1", r#"{"part":"deposit_returned","amount":"600.00"}"#);
    let wages = |on: &str| payment("wp", on, "A-BANK-1", "", r#"{"part":"wages","amount":"500.00"}"#);
    assert_eq!(village.refused(&grant("2024-06-01")), Code::EarmarkedOverspent);
    assert_eq!(village.refused(&deposit("2024-06-01")), Code::PaymentAboveWhatIsOwed);
    assert_eq!(village.refused(&wages("2024-06-01")), Code::PaymentAboveWhatIsOwed);
    for order in [grant("2024-06-02"), deposit("2024-06-02"), wages("2024-06-02")] {
        village.record(&order);
    }
}
