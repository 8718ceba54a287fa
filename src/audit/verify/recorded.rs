//! What an entry's body says of one household's money, read without the books.

use super::{bare, carried::Carried};
use crate::{
    event::{
        DebtSetOff, EntryCorrected, HouseholdMerged, OpeningRecorded, PaymentRecorded, ReceiptRecorded, VoucherLine,
        VoucherRecorded,
    },
    log::from_json,
    unit::HouseholdId,
};
use std::collections::BTreeMap;

/// Credit less debit by purpose, in fen.
pub(super) type ByPurpose = BTreeMap<String, i128>;

/// What an entry says of a household's money.
pub(super) enum Recorded {
    /// This much in all, whatever the purpose.
    Total(i128),
    /// This much for each purpose that the entry names.
    ByPurpose(ByPurpose),
    /// The opposite of another entry.
    Reverses(u64),
    /// So much of what is owed to the household covers so much of what it owes.
    SetOff(i128),
    /// All that is open goes to another household, or comes from it.
    Merged {
        /// The other household.
        other: String,
        /// It came.
        came: bool,
    },
    /// Nothing that moves money.
    Nothing,
}

/// Reads an entry that is about the household, or has its portion.
pub(super) fn recorded(carried: &Carried, household: &HouseholdId) -> Recorded {
    let body = &bare(&carried.body);
    let ours = |holder: Option<&crate::unit::Text>| holder.is_some_and(|h| h.as_str() == household.as_str());
    let free = |lines: &[VoucherLine]| {
        let mut sums = ByPurpose::new();
        for line in lines.iter().filter(|l| ours(l.holder.as_ref())) {
            let fen = |m: Option<crate::unit::Money>| m.map_or(0, |m| i128::from(m.fen().0));
            let purpose = line.purpose.as_ref().map(ToString::to_string).unwrap_or_default();
            *sums.entry(purpose).or_default() += fen(line.credit) - fen(line.debit);
        }
        Recorded::ByPurpose(sums)
    };
    let said = match carried.kind().as_str() {
        "opening.recorded/1" => from_json::<OpeningRecorded>(body).ok().map(|o| free(&o.lines)),
        "voucher.recorded/1" => from_json::<VoucherRecorded>(body).ok().map(|v| free(&v.lines)),
        "receipt.recorded/1" => from_json::<ReceiptRecorded>(body).ok().map(|r| {
            let parts = r.parts.iter().filter(|p| ours(p.holder.as_ref()));
            summed(parts.map(|p| (p.purpose.as_ref(), i128::from(p.amount.fen().0))))
        }),
        "payment.recorded/1" => from_json::<PaymentRecorded>(body).ok().map(|p| {
            let parts = p.parts.iter().filter(|p| ours(p.holder.as_ref()));
            summed(parts.map(|p| (p.purpose.as_ref(), -i128::from(p.amount.fen().0))))
        }),
        "debt.set.off/1" => from_json::<DebtSetOff>(body).ok().map(|d| Recorded::SetOff(d.amount.fen().0.into())),
        "household.merged/1" => from_json::<HouseholdMerged>(body).ok().map(|m| {
            let came = m.household != *household;
            Recorded::Merged { other: if came { m.household } else { m.into }.to_string(), came }
        }),
        "entry.corrected/1" => from_json::<EntryCorrected>(body).ok().map(|c| Recorded::Reverses(c.corrects.index)),
        _ => None,
    };
    said.unwrap_or(Recorded::Nothing)
}

fn summed<'a>(parts: impl Iterator<Item = (Option<&'a crate::unit::Text>, i128)>) -> Recorded {
    let mut sums = ByPurpose::new();
    for (purpose, fen) in parts {
        *sums.entry(purpose.map(ToString::to_string).unwrap_or_default()).or_default() += fen;
    }
    Recorded::ByPurpose(sums)
}

impl Recorded {
    /// Expected and found, where what is told of the entry is not what it says. Of a body's lines
    /// only those whose purpose is told can be compared: which accounts are a household's, the
    /// chart says and not the entry.
    pub(super) fn differs(&self, told: &ByPurpose, all: &BTreeMap<u64, ByPurpose>) -> Option<(String, String)> {
        let sum = |sums: &ByPurpose| sums.values().sum::<i128>();
        let unlike = |what: &str, expected: i128, found: i128| {
            (expected != found).then(|| (format!("{what}{}", yuan(expected)), format!("{what}{}", yuan(found))))
        };
        match self {
            Recorded::Total(total) => unlike("", *total, sum(told)),
            Recorded::ByPurpose(said) => told.iter().find_map(|(purpose, found)| {
                // an entry that leaves the purpose to the chart names none
                let expected = said.get(purpose).or_else(|| said.get("")).copied().unwrap_or_default();
                unlike(&format!("{purpose} "), expected, *found)
            }),
            Recorded::Reverses(index) => {
                let before = all.get(index);
                told.iter().find_map(|(purpose, found)| {
                    let stood = before.and_then(|b| b.get(purpose)).copied().unwrap_or_default();
                    unlike(&format!("{purpose} "), -stood, *found)
                })
            }
            Recorded::SetOff(amount) => {
                let signed = |sign: i128| told.values().filter(|v| v.signum() == sign).sum::<i128>();
                let (covered, used) = (signed(1), signed(-1));
                unlike("", *amount, covered).or_else(|| unlike("", -amount, used))
            }
            // looked at apart, by the kinds of the lines
            Recorded::Merged { .. } => None,
            Recorded::Nothing => unlike("", 0, sum(told)),
        }
    }
}

/// Fen as yuan with two decimals; differences may exceed what an amount can be.
pub(super) fn yuan(fen: i128) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let size = fen.unsigned_abs();
    format!("{sign}{}.{:02}", size / 100, size % 100)
}
