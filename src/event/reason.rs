//! Why a line of a payout is what it is: figures first, then the clause.

use crate::unit::{Exact, Money};
use serde::{Deserialize, Serialize};

/// One step of a payout sheet that gave money to one receiver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// What the step gave, whole fen.
    pub amount: Money,
    /// The same before rounding, exact yuan.
    pub exact: Exact,
    /// Computed amount or share of a pool.
    pub how: How,
    /// Line of the sheet on which the step stands, from 1.
    pub line: u32,
    /// The rows it came from, in order of their keys.
    pub rows: Vec<ReasonRow>,
    /// The step's name in the sheet.
    pub step: String,
}

/// How a step arrives at an amount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "lowercase")]
pub enum How {
    /// Quantity × rate (付), or what was left (余).
    Rate,
    /// A share of a pool by weight (分).
    Share {
        /// All weights together.
        of: Exact,
        /// What was shared, whole fen.
        pool: Money,
        /// Unit of the weights, empty for a plain number.
        unit: String,
        /// This receiver's weight.
        weight: Exact,
    },
}

/// One register row behind an amount, with the figures that made it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReasonRow {
    /// Key of the row: a parcel, a house, a work sheet line.
    pub key: String,
    /// Register of the row as the sheet names it.
    pub register: String,
    /// Figures read in the formula, in the order they are read.
    pub terms: Vec<Term>,
    /// Unit of the value as the sheet writes it.
    pub unit: String,
    /// The row's own result, exact.
    pub value: Exact,
}

/// One named figure: a column, a value of the sheet, an input, a function's result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// Name as the sheet writes it.
    pub name: String,
    /// Unit, empty for a plain number, a day or a yes/no.
    pub unit: String,
    /// A decimal where it ends, else a fraction; a day; yes or no.
    pub value: String,
}
