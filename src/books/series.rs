//! Series: what was published, by period and key, with the entry that said it.

use crate::{
    event::{SeriesRow, SeriesSet, SeriesValue},
    unit::{Day, SeriesPeriod, Text},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A series with its rows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Series {
    /// As it was set.
    pub set: SeriesSet,
    /// By period, then key; the empty key where a period has one row, no period where the series has none.
    rows: BTreeMap<Option<SeriesPeriod>, BTreeMap<String, SeriesLine>>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesLine {
    /// What it belongs to, in the order of the series' parents.
    pub parents: Vec<Text>,
    /// In the order of the columns; `None` where nothing is.
    pub values: Vec<Option<SeriesValue>>,
    /// The entry that says it.
    pub entry: u64,
    /// Its effective day.
    pub on: Day,
}

impl Series {
    pub(super) fn new(set: SeriesSet) -> Series {
        Series { set, rows: BTreeMap::new() }
    }

    /// Enters what was decided to fit; a text that fits no column is nothing.
    pub(super) fn enter(&mut self, period: Option<SeriesPeriod>, row: &SeriesRow, entry: u64, on: Day) {
        let read = self.set.columns.iter().zip(&row.values).map(|(column, text)| column.read(text).ok().flatten());
        let line = SeriesLine { parents: row.parents.clone(), values: read.collect(), entry, on };
        self.rows.entry(period).or_default().insert(series_key(row).to_owned(), line);
    }

    /// A row.
    pub fn row(&self, period: Option<SeriesPeriod>, key: &str) -> Option<&SeriesLine> {
        self.rows.get(&period)?.get(key)
    }

    /// The rows of a period, by key.
    pub fn of(&self, period: Option<SeriesPeriod>) -> impl Iterator<Item = (&str, &SeriesLine)> {
        self.rows.get(&period).into_iter().flatten().map(|(key, line)| (key.as_str(), line))
    }

    /// All rows, by period and key.
    pub fn all(&self) -> impl Iterator<Item = (Option<SeriesPeriod>, &str, &SeriesLine)> {
        self.rows.iter().flat_map(|(period, rows)| rows.iter().map(|(key, line)| (*period, key.as_str(), line)))
    }

    /// The place of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.set.columns.iter().position(|column| column.name.as_str() == name)
    }
}

/// A row's key; empty where a period has one row.
pub fn series_key(row: &SeriesRow) -> &str {
    row.key.as_ref().map_or("", Text::as_str)
}
