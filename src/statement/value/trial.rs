//! The trial balance (科目余额表).

use super::{LedgerName, UnverifiedSetting};
use crate::unit::{Day, Fen, Text};
use serde::{Deserialize, Serialize};

/// Turnover since 1 January and balance of every account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrialBalance {
    /// Whose books.
    pub ledger: LedgerName,
    /// At the end of this day.
    pub on: Day,
    /// By account code.
    pub rows: Vec<TrialRow>,
    /// Choices of the village's by which something of it was posted, whose ground nobody has looked at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unverified: Vec<UnverifiedSetting>,
}

/// One account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrialRow {
    /// Code in the chart.
    pub account: String,
    /// Name in Chinese, as the chart has it.
    pub name_zh: Text,
    /// Name in English.
    pub name_en: Text,
    /// Debits since 1 January; a red reversal makes them smaller.
    pub year_debit: Fen,
    /// Credits since 1 January.
    pub year_credit: Fen,
    /// Balances on the debit side, summed by holder and purpose.
    pub balance_debit: Fen,
    /// Balances on the credit side, summed by holder and purpose.
    pub balance_credit: Fen,
}

impl TrialBalance {
    /// Sums of the four columns in their order; `None` on overflow.
    pub fn totals(&self) -> Option<[Fen; 4]> {
        self.rows.iter().try_fold([Fen::ZERO; 4], |[a, b, c, d], row| {
            Some([
                a.plus(row.year_debit)?,
                b.plus(row.year_credit)?,
                c.plus(row.balance_debit)?,
                d.plus(row.balance_credit)?,
            ])
        })
    }

    /// True when debits equal credits, in turnover and in balance.
    pub fn balances(&self) -> bool {
        self.totals().is_some_and(|[a, b, c, d]| a == b && c == d)
    }
}
