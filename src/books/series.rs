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
    /// The entry that put its values right last.
    pub right: Option<u64>,
    /// Its effective day.
    pub on: Day,
}

impl SeriesLine {
    /// True if an entry said it, or put it right last.
    pub fn says(&self, entry: u64) -> bool {
        self.entry == entry || self.right == Some(entry)
    }
}

impl Series {
    pub(super) fn new(set: SeriesSet) -> Series {
        Series { set, rows: BTreeMap::new() }
    }

    /// Enters what was decided to fit; a text that fits no column is nothing.
    pub(super) fn enter(&mut self, period: Option<SeriesPeriod>, row: &SeriesRow, entry: u64, on: Day) {
        let values = self.read(&row.values);
        let line = SeriesLine { parents: row.parents.clone(), values, entry, right: None, on };
        self.rows.entry(period).or_default().insert(series_key(row).to_owned(), line);
    }

    /// What texts say in the columns; nothing where one says nothing, or fits none.
    pub fn read(&self, texts: &[Text]) -> Vec<Option<SeriesValue>> {
        self.set.columns.iter().zip(texts).map(|(column, text)| column.read(text).ok().flatten()).collect()
    }

    /// The row that an entry said under a key says other values; what it said before.
    pub(super) fn put_right(
        &mut self,
        entry: u64,
        key: &str,
        values: &[Text],
        by: u64,
    ) -> Option<Vec<Option<SeriesValue>>> {
        let values = self.read(values);
        let rows = self.rows.values_mut().filter_map(|rows| rows.get_mut(key));
        let line = rows.into_iter().find(|line| line.says(entry))?;
        line.right = Some(by);
        Some(std::mem::replace(&mut line.values, values))
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

    /// The first row of a key in any period.
    pub fn first(&self, key: &str) -> Option<&SeriesLine> {
        self.rows.values().find_map(|rows| rows.get(key))
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
