//! The steps that end a year, in their order.

use crate::unit::{Day, Money, SchemeId};
use serde::{Deserialize, Serialize};

/// One step of the year's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum YearStep {
    /// Depreciation of the year is charged.
    Depreciation,
    /// Incomes and expenses are closed to the year's result.
    Close,
    /// The result is carried to the undistributed surplus.
    Carry,
    /// The reserve is appropriated as the scheme in force says.
    Reserve,
    /// The appropriations are carried to the undistributed surplus.
    Distribution,
}

/// A step of the year's end is taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearStepped {
    /// What the step moved; computed; where an instruction states it, it must be right.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub amount: Option<Money>,
    /// The month through which depreciation is charged, where that is done by months.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub month: Option<u32>,
    /// The scheme that says the reserve.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub scheme: Option<SchemeId>,
    /// Which step.
    pub step: YearStep,
    /// Its version.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub version: Option<u32>,
    /// Calendar year.
    pub year: u32,
}

impl YearStepped {
    /// The last day that the step is about: that of its month, else of its year; `None` where there is none.
    pub fn through(&self) -> Option<Day> {
        let year = i32::try_from(self.year).ok()?;
        Day::new(year, self.month.unwrap_or(12), 1)?.plus_months(1)?.plus_days(-1)
    }
}
