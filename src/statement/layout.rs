//! Row layouts of the statutory statements, kept as data: a corrected form is a changed TOML
//! file, not changed code. A row sums accounts on one side, or rows above it.
//!
//! SOURCE: DOMAIN §3.4 (c), from general knowledge of the forms of 财会〔2023〕14号; the official
//! text was not found, so rows carry `verified = false` and every rendering shows it.

use super::value::{BalanceSheet, IncomeAndDistribution, LedgerName, ReportRow};
use crate::unit::{Day, Fen, Text};
use serde::Deserialize;
use std::{collections::HashMap, str::FromStr, sync::OnceLock};

/// The rows of one form, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    rows: Vec<LayoutRow>,
}

/// One row of a form.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct LayoutRow {
    key: String,
    zh: Text,
    en: Text,
    from: Vec<String>,
    side: Option<BookSide>,
    #[serde(default)]
    total: bool,
    #[serde(default)]
    indent: u8,
    #[serde(default)]
    verified: bool,
}

/// Debit or credit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BookSide {
    /// 借.
    Debit,
    /// 贷.
    Credit,
}

/// A figure a layout asks the books for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WantedFigure<'a> {
    /// Code in the chart: `113`.
    pub account: &'a str,
    /// Which part of it: `debit`, `credit`, `opening`, `reserve` …; nothing for all of it.
    pub part: Option<&'a str>,
    /// The answer is positive on this side.
    pub side: BookSide,
}

/// Why a layout is none, or cannot be filled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LayoutError {
    /// Not the TOML expected.
    #[error("layout: {0}")]
    Toml(String),
    /// A term names no row above.
    #[error("layout row {row}: `{term}` names no row above it")]
    NoSuchRow {
        /// The row.
        row: String,
        /// The term.
        term: String,
    },
    /// Two rows have one key.
    #[error("layout row {0} stands twice")]
    Twice(String),
    /// Accounts without a side.
    #[error("layout row {row}: `{term}` is an account, so the row needs a side")]
    NoSide {
        /// The row.
        row: String,
        /// The term.
        term: String,
    },
    /// A sum leaves the range of amounts.
    #[error("row {0}: the sum is too large to be an amount")]
    TooLarge(String),
}

impl Layout {
    /// 资产负债表.
    pub fn balance_sheet() -> &'static Layout {
        static LAYOUT: OnceLock<Layout> = OnceLock::new();
        LAYOUT.get_or_init(|| shipped(include_str!("layouts/balance_sheet.toml")))
    }

    /// 收益及收益分配表.
    pub fn income() -> &'static Layout {
        static LAYOUT: OnceLock<Layout> = OnceLock::new();
        LAYOUT.get_or_init(|| shipped(include_str!("layouts/income.toml")))
    }

    /// Keys of the rows, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().map(|r| r.key.as_str())
    }

    /// Names of a row in Chinese and English.
    pub fn named(&self, key: &str) -> Option<(&str, &str)> {
        let row = self.rows.iter().find(|row| row.key == key)?;
        Some((row.zh.as_str(), row.en.as_str()))
    }

    /// What a row adds up, the rows above it taken apart: each figure of the books, and whether it is added or taken away.
    pub fn sources(&self, key: &str) -> Vec<(bool, WantedFigure<'_>)> {
        let Some(row) = self.rows.iter().find(|row| row.key == key) else { return Vec::new() };
        let mut found = Vec::new();
        for term in &row.from {
            let (added, rest) = signed(term);
            match rest.strip_prefix('=') {
                // it stands above, so this ends
                Some(above) => {
                    found.extend(self.sources(above).into_iter().map(|(own, figure)| (own == added, figure)))
                }
                None => found.push((added, wanted(rest, row.side.unwrap_or(BookSide::Debit)))),
            }
        }
        found
    }

    /// Rows filled from the books; `now` and `before` answer for the two points of time.
    ///
    /// # Errors
    /// A sum leaves the range of amounts.
    pub fn fill(
        &self,
        now: impl Fn(WantedFigure<'_>) -> Fen,
        before: Option<&dyn Fn(WantedFigure<'_>) -> Fen>,
    ) -> Result<Vec<ReportRow>, LayoutError> {
        let amounts = self.amounts(&now)?;
        let earlier = before.map(|figures| self.amounts(figures)).transpose()?;
        let rows = self.rows.iter().enumerate().map(|(i, row)| ReportRow {
            row: row.key.clone(),
            name_zh: row.zh.clone(),
            name_en: row.en.clone(),
            indent: row.indent,
            total: row.total,
            verified: row.verified,
            amount: amounts.get(i).copied().unwrap_or(Fen::ZERO),
            before: earlier.as_ref().and_then(|e| e.get(i).copied()),
        });
        Ok(rows.collect())
    }

    fn amounts(&self, figures: &dyn Fn(WantedFigure<'_>) -> Fen) -> Result<Vec<Fen>, LayoutError> {
        let mut known: HashMap<&str, Fen> = HashMap::new();
        let mut amounts = Vec::with_capacity(self.rows.len());
        for row in &self.rows {
            let mut sum = Fen::ZERO;
            for term in &row.from {
                let (sign, rest) = signed(term);
                let amount = match rest.strip_prefix('=') {
                    Some(key) => known.get(key).copied().unwrap_or(Fen::ZERO),
                    None => figures(wanted(rest, row.side.unwrap_or(BookSide::Debit))),
                };
                let next = if sign { sum.plus(amount) } else { sum.minus(amount) };
                sum = next.ok_or_else(|| LayoutError::TooLarge(row.key.clone()))?;
            }
            known.insert(&row.key, sum);
            amounts.push(sum);
        }
        Ok(amounts)
    }
}

impl FromStr for Layout {
    type Err = LayoutError;
    fn from_str(text: &str) -> Result<Self, LayoutError> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct File {
            row: Vec<LayoutRow>,
        }
        let file: File = toml::from_str(text).map_err(|e| LayoutError::Toml(e.message().to_owned()))?;
        let mut above: Vec<&str> = Vec::new();
        for row in &file.row {
            for term in &row.from {
                let rest = signed(term).1;
                let named = || (row.key.clone(), term.clone());
                match rest.strip_prefix('=') {
                    Some(key) if !above.contains(&key) => {
                        let (row, term) = named();
                        return Err(LayoutError::NoSuchRow { row, term });
                    }
                    None if row.side.is_none() => {
                        let (row, term) = named();
                        return Err(LayoutError::NoSide { row, term });
                    }
                    Some(_) | None => {}
                }
            }
            if above.contains(&row.key.as_str()) {
                return Err(LayoutError::Twice(row.key.clone()));
            }
            above.push(&row.key);
        }
        Ok(Layout { rows: file.row })
    }
}

impl BalanceSheet {
    /// The balance sheet at the end of `on`, beside the start of the year.
    ///
    /// # Errors
    /// A sum leaves the range of amounts.
    pub fn from_figures(
        ledger: LedgerName,
        on: Day,
        now: impl Fn(WantedFigure<'_>) -> Fen,
        before: Option<&dyn Fn(WantedFigure<'_>) -> Fen>,
    ) -> Result<BalanceSheet, LayoutError> {
        Ok(BalanceSheet { ledger, on, rows: Layout::balance_sheet().fill(now, before)?, unverified: Vec::new() })
    }
}

impl IncomeAndDistribution {
    /// The income statement from 1 January to the end of `on`, beside the same days of the year before.
    ///
    /// # Errors
    /// A sum leaves the range of amounts.
    pub fn from_figures(
        ledger: LedgerName,
        on: Day,
        now: impl Fn(WantedFigure<'_>) -> Fen,
        before: Option<&dyn Fn(WantedFigure<'_>) -> Fen>,
    ) -> Result<IncomeAndDistribution, LayoutError> {
        let upto = (on != on.year_end()).then_some(on);
        let rows = Layout::income().fill(now, before)?;
        Ok(IncomeAndDistribution { ledger, year: on.year(), upto, rows, unverified: Vec::new() })
    }
}

/// A shipped file that does not parse is our own mistake; a test reads both, and an empty form
/// is what a release would show.
fn shipped(text: &str) -> Layout {
    text.parse().unwrap_or(Layout { rows: Vec::new() })
}

fn signed(term: &str) -> (bool, &str) {
    match term.strip_prefix('-') {
        Some(rest) => (false, rest),
        None => (true, term),
    }
}

fn wanted(term: &str, side: BookSide) -> WantedFigure<'_> {
    match term.split_once(':') {
        Some((account, part)) => WantedFigure { account, part: Some(part), side },
        None => WantedFigure { account: term, part: None, side },
    }
}
