//! What a run gives (sentence 23).

use super::{run::Given, value::Value};
use crate::{
    scheme::Tag,
    unit::{Exact, Fen},
};
use std::{collections::BTreeMap, sync::Arc};

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
    pub cells: Cells,
}

/// The values of the steps by name. Kept as computed; a figure is written out when asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cells {
    run: BTreeMap<String, Value>,
    rows: BTreeMap<String, Vec<Column>>,
}

/// The values of one step over the rows of one register.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Column {
    register: String,
    /// By rising key bytes.
    keys: Arc<Vec<String>>,
    values: Vec<Value>,
}

impl Cells {
    /// The value of a step without 每个.
    pub fn run(&self, step: &str) -> Option<Given> {
        self.run.get(step).map(Value::given)
    }

    /// The value of a step with 每个 in the row of this register and key.
    pub fn row(&self, step: &str, register: &str, key: &str) -> Option<Given> {
        let column = self.rows.get(step)?.iter().find(|c| c.register == register)?;
        let at = column.keys.binary_search_by(|k| k.as_str().cmp(key)).ok()?;
        column.values.get(at).map(Value::given)
    }

    /// Register, key and value of a step with 每个, by rising key bytes; for a statement over two
    /// registers, one after the other.
    pub fn rows(&self, step: &str) -> impl Iterator<Item = (&str, &str, Given)> {
        self.rows.get(step).into_iter().flatten().flat_map(|column| {
            let keys = column.keys.iter().map(String::as_str);
            keys.zip(&column.values).map(|(key, value)| (column.register.as_str(), key, value.given()))
        })
    }

    /// The names of the steps that gave a value: without 每个, then with.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.run.keys().chain(self.rows.keys()).map(String::as_str)
    }

    pub(super) fn set_run(&mut self, step: &str, value: Value) {
        self.run.insert(step.to_owned(), value);
    }

    pub(super) fn set_rows(&mut self, step: &str, register: &str, keys: Arc<Vec<String>>, values: Vec<Value>) {
        let columns = self.rows.entry(step.to_owned()).or_default();
        columns.push(Column { register: register.to_owned(), keys, values });
    }
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
