//! Whose money: vouchers by hand, parts of an instalment, what stands on an entry.

use super::*;
use coop_ledger::unit::Fen;

const ON: &str = "2024-06-01";

#[test]
fn what_opening_balances_owe_a_household_is_paid_by_hand_and_grows_by_no_hand() {
    let mut village = Village::of_little(2);
    village.record(r#"{"id":"o","on":"2024-01-01","kind":"opening.recorded","lines":[{"account":"102","holder":"A-BANK-1","debit":"500.00"},{"account":"113","holder":"H0001","purpose":"土地流转款","credit":"50.00"},{"account":"301","credit":"450.00"}]}"#);
    let more = voucher("more", ON, &["513|||5.00", "113|H0001|土地流转款|-5.00"]);
    assert_eq!(village.refused(&more), Code::NotTheCollectives);
    let pay = |amount: &str| {
        voucher("pay", ON, &[&format!("113|H0001|土地流转款|{amount}"), &format!("102|A-BANK-1||-{amount}")])
    };
    assert_eq!(village.refused(&pay("50.01")), Code::NotTheCollectives);
    village.record(&pay("50.00"));
}

#[test]
fn a_households_dues_are_not_set_off_by_hand_and_a_partys_are() {
    let mut village = Village::of_little(5);
    for (n, lines) in [
        ["112|H0001|应收租金|20.00", "501|||-20.00"],
        ["514||慰问|20.00", "113|H0001|慰问金|-20.00"],
        ["112|OP1|应收租金|20.00", "501|||-20.00"],
        ["513||办公费|20.00", "211|OP1|应付费用|-20.00"],
    ]
    .iter()
    .enumerate()
    {
        village.record(&voucher(&format!("n{n}"), ON, lines));
    }
    let off = voucher("off", ON, &["113|H0001|慰问金|20.00", "112|H0001|应收租金|-20.00"]);
    assert_eq!(village.refused(&off), Code::NotTheCollectives);
    village.record(&voucher("off", ON, &["211|OP1|应付费用|20.00", "112|OP1|应收租金|-20.00"]));
}

#[test]
fn stores_that_lie_with_somebody_are_not_anothers() {
    let mut village = Village::of_little(5);
    village.record(r#"{"id":"t","on":"2024-05-01","kind":"party.registered","party":"TEN1","role":"tenant"}"#);
    for (n, holder) in ["H0002", "TEN1", "仓库"].iter().enumerate() {
        let stored = format!("121|{holder}|化肥|50.00");
        village.record(&voucher(&format!("n{n}"), ON, &[&stored, "102|A-BANK-1||-50.00"]));
    }
    let taken = |holder: &str| voucher("v", ON, &["113|H0001|化肥款|15.00", &format!("121|{holder}|化肥|-15.00")]);
    for holder in ["H0002", "TEN1"] {
        assert_eq!(village.refused(&taken(holder)), Code::NotTheCollectives, "{holder}");
    }
    village.record(&taken("仓库"));
}

#[test]
fn an_instalment_comes_in_whole_months_or_whole() {
    let mut village = Village::of_little(4);
    let part = |first: &str, last: &str, rent: &str, fee: &str| {
        format!(
            r#"{{"id":"r-{first}","on":"2024-04-10","kind":"receipt.recorded","contract":"ROT-1","instalment":"P01","into":"A-BANK-1","period":{{"first_day":"{first}","last_day":"{last}"}},"parts":[{{"part":"land_rent","amount":"{rent}"}},{{"part":"service_fee","amount":"{fee}"}}]}}"#
        )
    };
    // of six months: ten days, days outside, then two months and the other four
    for (first, last) in [("2024-04-01", "2024-04-10"), ("2024-03-01", "2024-05-31")] {
        assert_eq!(village.refused(&part(first, last, "10.00", "0.30")), Code::DatesOutOfOrder, "{first} {last}");
    }
    village.record(&part("2024-04-01", "2024-05-31", "675.00", "20.25"));
    village.record(&part("2024-06-01", "2024-09-30", "1350.00", "40.50"));
    let before =
        r#"{"id":"d","on":"2024-04-09","kind":"payout.declare","payout":"P01","contract":"ROT-1","scheme":"rot-rent"}"#;
    assert_eq!(village.refused(before), Code::DatesOutOfOrder);
    assert!(village.said.contains("land_rent of entry"), "{}", village.said);
    village.record(&before.replace("04-09", "04-12"));
}

#[test]
fn a_reversal_that_has_to_wait_names_the_entry_it_waits_for() {
    let mut village = Village::rich();
    village.record(&voucher("debt", ON, &["113|H0002|水费|50.00", "504|||-50.00"]));
    village.record(r#"{"id":"off","on":"2024-06-01","kind":"debt.set.off","household":"H0002","payout":"P01","amount":"50.00","consent":"C-1"}
{"id":"pay","on":"2024-06-02","kind":"payout.pay","payout":"P01","from":"A-BANK-1"}"#);
    let undo = crate::found::whose::village::correct("off");
    assert_eq!(village.refused(&undo), Code::RestsOnLater);
    assert!(village.said.contains("found pay"), "{}", village.said);
    // and where it is rent of later months, the entry that took some of it as income
    village.record(r#"{"id":"lump","on":"2024-07-01","kind":"receipt.recorded","contract":"LAND-1","into":"A-BANK-1","parts":[{"part":"lease_rent","amount":"3600.00"}],"period":{"first_day":"2024-07-01","last_day":"2027-06-30"}}
{"id":"rel","on":"2025-06-30","kind":"income.released","contract":"LAND-1","year":2025}"#);
    assert_eq!(village.refused(&crate::found::whose::village::correct("lump")), Code::RestsOnLater);
    assert!(village.said.contains("found rel"), "{}", village.said);
}

/// What an accountant states of a household's line is compared, whatever of it: an area was, an amount was not.
#[test]
fn a_stated_amount_of_a_line_is_that_line() {
    let computed = {
        let village = Village::of_little(6);
        let payout = village.books().payout(&"P01".parse().unwrap()).unwrap();
        payout.lines["H0001"].amount
    };
    let mut village = Village::of_little(5);
    let stated = |fen: i64| {
        let amount = Fen(computed.0 + fen);
        format!(
            r#"{{"id":"d","on":"2024-04-12","kind":"payout.declare","payout":"P01","contract":"ROT-1","scheme":"rot-rent","stated":{{"lines":[{{"household":"H0001","amount":"{amount}"}}]}}}}"#
        )
    };
    for fen in [-1, 1] {
        assert_eq!(village.refused(&stated(fen)), Code::StatedFigureDiffers);
        assert!(village.said.contains("H0001"), "{}", village.said);
    }
    village.record(&stated(0));
}

#[test]
fn an_account_is_overdrawn_as_far_as_the_bank_agreed_and_no_day_before() {
    let mut village = Village::of_little(5);
    village.record(r#"{"id":"b","on":"2024-05-10","kind":"bank.registered","account":"B-BANK","owner":"A","ownership":"collective","account_kind":"special","overdraft":"100.00"}"#);
    let spent = |id: &str, on: &str, amount: &str| {
        format!(
            r#"{{"id":"{id}","on":"{on}","kind":"payment.recorded","from":"B-BANK","parts":[{{"part":"expense","account":"513","amount":"{amount}"}}]}}"#
        )
    };
    assert_eq!(village.refused(&spent("x", "2024-05-10", "100.01")), Code::BankNegative);
    assert_eq!(village.refused(&spent("x", "2024-05-09", "0.01")), Code::BankNegative);
    village.record(&spent("x", "2024-05-20", "60.00"));
    // the day before counts what the later one needs
    assert_eq!(village.refused(&spent("y", "2024-05-15", "40.01")), Code::BankNegative);
    village.record(&spent("y", "2024-05-15", "40.00"));
    village.record(r#"{"id":"in","on":"2024-05-21","kind":"receipt.recorded","into":"B-BANK","parts":[{"part":"other_income","amount":"5.00"}]}"#);
    assert_eq!(village.refused(&spent("z", "2024-05-21", "5.01")), Code::BankNegative);
    village.record(&spent("z", "2024-05-21", "5.00"));
}
