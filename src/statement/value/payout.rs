//! What one payout brought to all of its receivers.

use super::SchemeName;
use crate::unit::{Day, Money, PayoutId};
use serde::{Deserialize, Serialize};

/// One payout in a list of payouts. `pool = sum + residue`, `collective ≤ sum`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PayoutSummary {
    /// The payout.
    pub payout: PayoutId,
    /// Index of the entry that declared it.
    pub entry: u64,
    /// The day on which it was declared.
    pub date: Day,
    /// The sheet that computed it.
    pub scheme: SchemeName,
    /// What there was to share out.
    pub pool: Money,
    /// How many lines.
    pub lines: u64,
    /// All lines together.
    pub sum: Money,
    /// Of that, the collective's own lines.
    pub collective: Money,
    /// Of that, what went to parties outside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outside: Option<Money>,
    /// Of that, what households owe by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<Money>,
    /// What no line received; 0.00 unless the sheet says otherwise.
    pub residue: Money,
    /// Not yet paid to households.
    pub open: Money,
    /// The entry that reversed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reversed: Option<u64>,
    /// Not yet paid by households, of what they owe.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owed: Option<Money>,
}

impl PayoutSummary {
    /// What the households received: the sum less the collective's and others' lines and what they owe; `None` if
    /// that is negative.
    pub fn households(&self) -> Option<Money> {
        let outside = self.outside.unwrap_or(Money::ZERO).fen();
        let asked = self.asked.unwrap_or(Money::ZERO).fen();
        let members = self.sum.fen().minus(self.collective.fen())?.minus(outside)?.minus(asked)?;
        Money::from_fen(members)
    }

    /// True when lines and residue make up the pool to the fen.
    pub fn adds_up(&self) -> bool {
        self.sum.fen().plus(self.residue.fen()) == Some(self.pool.fen()) && self.collective <= self.sum
    }
}
