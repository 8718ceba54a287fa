//! A sheet's own examples.

use super::{AccountAt, CarriedAt, Expr, InputAt, Literal, RegisterAt, Span, ValueAt};
use crate::unit::{Day, Exact, Period};
use serde::Serialize;

/// 示例: figures in, figures expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Example {
    /// Its title.
    pub title: String,
    /// 接: the example before whose run this one is the next, by its place in the list (semantics 2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<usize>,
    /// 期.
    pub period: Period,
    /// 记录日; if the example has none, the period's last day.
    pub record_day: Day,
    /// Rows, in the order written.
    pub rows: Vec<ExampleRow>,
    /// 取 of an input.
    pub inputs: Vec<(InputAt, Literal)>,
    /// 取 `series[day]` of a daily input.
    pub daily: Vec<(InputAt, Day, Literal)>,
    /// 取 of a value: replaces it for all days.
    pub overrides: Vec<(ValueAt, Literal)>,
    /// `账户 = …`: opening balances, row key where kept per row; others open at 0, behind 接 at what was left.
    pub openings: Vec<(AccountAt, Option<String>, Exact)>,
    /// `跨期 = …`: what the last run left; others have 首期, behind 接 what that run left.
    pub carried: Vec<(CarriedAt, Option<String>, Literal)>,
    /// 期望.
    pub expectations: Vec<Expectation>,
    /// Where it begins.
    pub span: Span,
}

/// One line of a table of rows; a range `H1..H9` is several rows alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExampleRow {
    /// The register.
    pub register: RegisterAt,
    /// First to last key; equal for one row.
    pub keys: RowKeys,
    /// Key of the row it belongs to, per parent register.
    pub parents: Vec<(RegisterAt, String)>,
    /// One per column of the register, in its order; `None` is missing (可缺).
    pub cells: Vec<Option<Literal>>,
    /// The line.
    pub span: Span,
}

/// A run of keys that differ only in their last digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowKeys {
    /// What stands before the digits; for a single key the whole key.
    pub(in crate::scheme) head: String,
    /// First and last number and the width they are written with; `None`: a single key.
    pub(in crate::scheme) numbers: Option<(u32, u32, usize)>,
}

impl RowKeys {
    /// Every key, in order.
    pub fn iter(&self) -> impl Iterator<Item = String> + '_ {
        let (first, last, width) = self.numbers.unwrap_or((0, 0, 0));
        (first..=last).map(move |n| match self.numbers {
            Some(_) => format!("{}{n:0width$}", self.head),
            None => self.head.clone(),
        })
    }

    /// How many.
    pub fn count(&self) -> usize {
        self.numbers.map_or(1, |(first, last, _)| (last.saturating_sub(first) + 1) as usize)
    }
}

/// One thing an example expects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Expectation {
    /// 期望 condition: read after the run, outside every row.
    Holds(Expr),
    /// 期望 拒绝 "…": the run is refused and its text holds this.
    Refused(String, Span),
}
