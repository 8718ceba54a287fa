//! What a run gives (sentence 23).

use super::run::Given;
use crate::{
    scheme::Tag,
    unit::{Exact, Fen},
};
use std::collections::BTreeMap;

/// A payout as computed: nothing in it is posted yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Every moved amount above 0, in the order of steps, then of receivers and keys (B3).
    pub moves: Vec<Move>,
    /// Balances at the end: account, then key (`""` where there is one).
    pub closing: BTreeMap<String, BTreeMap<String, Fen>>,
    /// Carried numbers as the next run will read them, written as in [`super::Run::carried`].
    pub carried: BTreeMap<String, BTreeMap<String, Exact>>,
    /// The value of each named step, for reading: a cell, or the moved amount in yuan.
    pub cells: BTreeMap<String, Cell>,
}

/// The value of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// A step without 每个.
    Run(Given),
    /// A step with 每个: by the row's key.
    Rows(BTreeMap<String, Given>),
}

/// One amount that went from one place to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// The step's name.
    pub step: String,
    /// Its line in the sheet, from 1.
    pub line: u32,
    /// Register and key of the step's row; for a step without 每个, of the row of a `每个`
    /// receiver or source.
    pub row: Option<(String, String)>,
    /// Where it came from.
    pub from: Place,
    /// Where it went; may equal `from` (a line that posts nothing).
    pub to: Place,
    /// Whole fen, above 0.
    pub fen: Fen,
    /// The same before rounding, exact yuan.
    pub exact: Exact,
    /// 记作.
    pub tag: Option<Tag>,
}

/// Where money is (sentence 13).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A place outside.
    Party(String),
    /// A row that may be paid.
    Payee {
        /// Its register.
        register: String,
        /// Its key.
        key: String,
    },
    /// An account, of a row where it is kept per row.
    Account {
        /// Its name.
        name: String,
        /// The row's key, else empty.
        key: String,
    },
    /// A pot of this run, of a row where there is one per row.
    Pot {
        /// Its name.
        name: String,
        /// The row's key, else empty.
        key: String,
    },
}
