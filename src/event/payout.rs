//! Payouts: declared, paid, returned.

use super::BlobRef;
use crate::{
    log::{Hash, sum::SumHead},
    unit::{BankId, ContractId, Day, Exact, Money, PayoutId, Period, SchemeId, Text},
};
use serde::{Deserialize, Deserializer, Serialize, de::Error};

/// One part of a receipt or claim, by the entry that recorded it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartRef {
    /// Index of the entry.
    pub index: u64,
    /// Name of the part in the chart document.
    pub part: Text,
}

/// A payout is declared: computed by a recorded sheet from recorded facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PayoutDeclared {
    /// Members owe by it: each line is what its household owes. Left out where it is not so.
    #[serde(skip_serializing_if = "is_false", default, deserialize_with = "only_true")]
    pub asks: bool,
    /// Under which contract.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub contract: Option<ContractId>,
    /// What parties of the sheet gave that no line shows: where the place that it names first did not hold enough, and,
    /// beside what came in, into what it shares.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub drawn: Vec<DrawnOn>,
    /// Figures that the resolution states and no record has.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub given: Vec<GivenFigure>,
    /// What households receive of the total, or owe of it.
    pub households: Money,
    /// What the sheet keeps for its next run, where it keeps anything.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub kept: Option<BlobRef>,
    /// All lines.
    pub lines: SumHead,
    /// Commitments that were opened for it: what is behind them was read and stands in no line.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub opened: Vec<Hash>,
    /// Its code.
    pub payout: PayoutId,
    /// The days it is for.
    pub period: Period,
    /// The rows that were read where an adoption says which: by register, so that a row that changed can be told.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub read: Vec<RowsRead>,
    /// Why each line is what it is, in the order of the lines.
    pub reasons: BlobRef,
    /// Registers are read as at the end of this day.
    pub record_day: Day,
    /// Which scheme.
    pub scheme: SchemeId,
    /// SHA-256 of the sheet.
    pub sheet: Hash,
    /// Which parts of which receipts it shares; empty for a year's result.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub sources: Vec<PartRef>,
    /// Which version of the scheme.
    pub version: u32,
    /// The closed year whose result it distributes, or the year of a report.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub year: Option<u32>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_false(said: &bool) -> bool {
    !said
}

/// One spelling: what is not so is left out.
fn only_true<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    match bool::deserialize(from)? {
        true => Ok(true),
        false => Err(D::Error::custom("asks: true, or left out · asks 写 true，或不写")),
    }
}

/// A figure that a resolution states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GivenFigure {
    /// Its name: `given.dividend` reads `dividend`.
    pub name: Text,
    /// A number, a day, `yes` or `no`, or a word, as the sheet's input wants it.
    pub value: Text,
}

/// What a party of a sheet gives beside what its lines show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrawnOn {
    /// How much.
    pub amount: Money,
    /// The party, in the sheet's word.
    pub party: Text,
}

/// The rows of one register as a run read them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowsRead {
    /// SHA-256 over the rows: keys, belongings and figures, of a sealed figure its commitment.
    pub hash: Hash,
    /// The register, in the sheet's word.
    pub register: Text,
    /// How many rows.
    pub rows: u64,
}

/// Lines of a payout are paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PayoutPaid {
    /// From which account.
    pub from: BankId,
    /// The lines paid.
    pub lines: SumHead,
    /// Which payout.
    pub payout: PayoutId,
    /// An empty array for each line.
    pub reasons: BlobRef,
}

/// Paid lines come back from the bank (退票) and are open again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PayoutReturned {
    /// Into which account.
    pub into: BankId,
    /// The lines that came back.
    pub lines: SumHead,
    /// Which payout.
    pub payout: PayoutId,
    /// Why, line by line: the bank's reasons.
    pub reasons: BlobRef,
}

/// What a sheet keeps between runs, after a run: money in its accounts and carried numbers. One
/// canonical JSON object with a newline, in a blob.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    /// Accounts of the sheet, by name and row key, ascending.
    pub accounts: Vec<KeptMoney>,
    /// Carried numbers, by name and row key, ascending.
    pub carried: Vec<KeptNumber>,
}

/// Money in one account of a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptMoney {
    /// Balance after the run.
    pub amount: Money,
    /// Under whose name it stands in the books, where it stands under one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub holder: Option<Text>,
    /// The row's key; absent where there is one account.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub key: Option<Text>,
    /// The account's name in the sheet.
    pub name: Text,
}

/// One carried number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptNumber {
    /// The row's key; absent where there is one number.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub key: Option<Text>,
    /// Its name in the sheet.
    pub name: Text,
    /// What the next run reads.
    pub value: Exact,
}
