//! The statutory statements: 资产负债表 and 收益及收益分配表.

use super::LedgerName;
use crate::unit::{Day, Fen, Text};
use serde::{Deserialize, Serialize};

/// Assets, liabilities and equity at the end of a day, beside those at an earlier one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BalanceSheet {
    /// Whose books.
    pub ledger: LedgerName,
    /// At the end of this day.
    pub on: Day,
    /// Rows in the order of the layout; the second figure is the one at the start of the year.
    pub rows: Vec<ReportRow>,
    /// Choices of the village's by which something of it was posted, whose ground nobody has looked at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unverified: Vec<UnverifiedSetting>,
}

/// Income of a year and what became of it, beside the year before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IncomeAndDistribution {
    /// Whose books.
    pub ledger: LedgerName,
    /// The year.
    pub year: i32,
    /// The last day counted, where that is not the end of the year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upto: Option<Day>,
    /// Rows in the order of the layout; the second figure is last year's, up to the same day.
    pub rows: Vec<ReportRow>,
    /// Choices of the village's by which something of it was posted, whose ground nobody has looked at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unverified: Vec<UnverifiedSetting>,
}

/// A choice where rules leave one, of which no public text was found: who goes by it looks first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnverifiedSetting {
    /// As the chart writes it.
    pub setting: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
    /// The account to which it led.
    pub account: String,
}

/// One row of a statutory statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportRow {
    /// Key in the layout file.
    pub row: String,
    /// Name in Chinese.
    pub name_zh: Text,
    /// Name in English.
    pub name_en: Text,
    /// How far the name is set in, from 0.
    pub indent: u8,
    /// True for a row that sums others.
    pub total: bool,
    /// True when the row's place and formula were read in the official form; shown when false.
    pub verified: bool,
    /// This year.
    pub amount: Fen,
    /// The figure to compare with; `None` in the first year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Fen>,
}
