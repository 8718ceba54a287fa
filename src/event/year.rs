//! The steps that end a year, in their order.

use crate::unit::{Money, SchemeId};
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
