//! Entries that come late: recorded or reversed long after their day.

use super::{
    MoneySighting, Regarding,
    gathered::{Gathered, Looked},
};
use crate::event::Fact;

/// Days within which money is recorded.
const MONEY_DAYS: i64 = 31;
/// Days within which land, shares and contracts are.
const REGISTER_DAYS: i64 = 92;
/// Days within which money is put right.
const REVERSED_DAYS: i64 = 244;

pub(super) fn look(gathered: &mut Gathered, looked: &Looked<'_>) {
    let (books, on, recorded) = (looked.books, looked.on, looked.recorded);
    if let Some(usual) = usual_days(looked.fact()) {
        // what was before the ledger was opened comes into it when it is opened
        let begun = gathered.begun(on);
        if recorded.days_since(begun) > usual {
            let kind = looked.fact().name().to_owned();
            let seen = MoneySighting::RecordedLate { kind, on, recorded, usual };
            gathered.note(looked, Regarding::Entry(looked.index), seen);
        }
    }
    if let Fact::EntryCorrected(corrected) = looked.fact() {
        let corrects = corrected.corrects.index;
        let chart = books.chart();
        let is_money = |account: &str| account == chart.fixed.cash || account == chart.fixed.bank;
        let moved = books.vouchers().lines(corrects).any(|line| is_money(&line.key.account));
        if let Some(on) = books.day_of(corrects).filter(|on| moved && looked.on.days_since(*on) > REVERSED_DAYS) {
            let seen = MoneySighting::ReversedLate { corrects, on, reversed: looked.on };
            gathered.note(looked, Regarding::Entry(looked.index), seen);
        }
    }
}

fn usual_days(fact: &Fact) -> Option<i64> {
    let money = matches!(
        fact,
        Fact::ReceiptRecorded(_) | Fact::PaymentRecorded(_) | Fact::ClaimRecorded(_) | Fact::VoucherRecorded(_)
    );
    let register = matches!(
        fact,
        Fact::ContractAmended(_)
            | Fact::ContractEnded(_)
            | Fact::LandChanged(_)
            | Fact::ParcelRemeasured(_)
            | Fact::HoldingPassed(_)
            | Fact::SharesTransferred(_)
    );
    match (money, register) {
        (true, _) => Some(MONEY_DAYS),
        (_, true) => Some(REGISTER_DAYS),
        (false, false) => None,
    }
}
