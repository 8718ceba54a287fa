//! Calendar years and how far each is closed.

use super::Books;
use crate::unit::Fen;
use serde::{Deserialize, Serialize};

/// The state of one year.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Year {
    /// Depreciation of the whole year has been charged.
    pub depreciated: bool,
    /// The last month that was charged by itself.
    pub charged_month: Option<u32>,
    /// Net income, once incomes and expenses are closed.
    pub net_income: Option<Fen>,
    /// Undistributed surplus at the start of the year, before this result (a loss is negative): what closed
    /// years left after all that was appropriated and distributed of them, also since.
    pub opening_undistributed: Fen,
    /// The result was carried.
    pub carried: bool,
    /// What was appropriated to reserve and welfare fund.
    pub reserve: Option<Fen>,
    /// The payout that distributed it.
    pub distributed_by: Option<crate::unit::PayoutId>,
    /// Appropriations were carried; the year is over.
    pub finished: bool,
}

impl Books {
    /// The first year with money in it. The opening balances are those of the day before the books
    /// begin, and make no year of their own.
    pub fn first_year(&self) -> Option<i32> {
        let first = self.accounts.first_day()?;
        let opening = self.opening_on.filter(|on| on.plus_days(-1) == Some(first));
        Some(opening.unwrap_or(first).year())
    }
}
