//! Numbers from outside as they were published by a day: each series with what it is made of, and every value with the entry
//! that says it.

use crate::{
    books::Books,
    event::{SeriesColumn, SeriesValue},
    page::{Cell, Heading, Table, TableRow},
    statement::{labels::Labels, tables::Tabular},
    unit::{Day, SeriesId, SeriesPeriod, Text},
};
use serde::{Deserialize, Serialize};

/// One row of a series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishedRow {
    /// The series.
    pub series: SeriesId,
    /// What the row is for; absent in a series without periods.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<SeriesPeriod>,
    /// Its key; empty where a period has one row.
    pub key: String,
    /// What it belongs to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parents: Vec<Text>,
    /// In the order of the columns.
    pub figures: Vec<PublishedFigure>,
    /// The entry that says it.
    pub entry: u64,
    /// Its effective day.
    pub on: Day,
}

/// A figure, day or word of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishedFigure {
    /// The column.
    pub column: Text,
    /// Its unit.
    pub unit: Text,
    /// What stands there; absent where nothing does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<SeriesValue>,
}

/// Every value that was published by a day, by series, period and key.
pub fn series(books: &Books, on: Day) -> Vec<PublishedRow> {
    let mut rows = Vec::new();
    for (code, series) in books.series() {
        for (period, key, line) in series.all().filter(|(.., line)| line.on <= on) {
            let figure = |(column, value): (&SeriesColumn, &Option<SeriesValue>)| PublishedFigure {
                column: column.name.clone(),
                unit: column.unit.clone(),
                value: value.clone(),
            };
            rows.push(PublishedRow {
                series: code.clone(),
                period,
                key: key.to_owned(),
                parents: line.parents.clone(),
                figures: series.set.columns.iter().zip(&line.values).map(figure).collect(),
                entry: line.right.unwrap_or(line.entry),
                on: line.on,
            });
        }
    }
    rows
}

impl PublishedFigure {
    /// `price 2.6 元/公斤`.
    fn told(&self, labels: &Labels) -> String {
        let value = match &self.value {
            None => return format!("{} –", self.column),
            Some(SeriesValue::Truth(said)) => {
                labels.text(if *said { "register.yes" } else { "register.no" }).to_owned()
            }
            Some(SeriesValue::Day(day)) => day.to_string(),
            Some(SeriesValue::Word(word)) => word.to_string(),
            Some(SeriesValue::Number(number)) => {
                let number = number.decimal(6).map_or_else(|| number.to_string(), |text| trimmed(&text));
                format!("{number} {}", self.unit)
            }
        };
        format!("{} {value}", self.column)
    }
}

/// Without zeros behind the last digit.
fn trimmed(decimal: &str) -> String {
    match decimal.contains('.') {
        true => decimal.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => decimal.to_owned(),
    }
}

impl Tabular for Vec<PublishedRow> {
    fn table(&self, labels: &Labels) -> Table {
        let row = |r: &PublishedRow| {
            let parents: Vec<&str> = r.parents.iter().map(Text::as_str).collect();
            let figures: Vec<String> = r.figures.iter().map(|figure| figure.told(labels)).collect();
            TableRow::plain(vec![
                Cell::words(r.series.as_str()),
                r.period.map_or(Cell::Empty, |period| Cell::words(period.to_string())),
                Cell::words(&r.key),
                Cell::words(parents.join(" ")),
                Cell::words(figures.join(labels.pick("；", "; "))),
                Cell::Count(r.entry),
            ])
        };
        let headings =
            ["published.series", "published.period", "published.key", "published.parents", "published.figures"];
        let mut headings: Vec<Heading> = headings.map(|key| Heading::left(labels.text(key))).into();
        headings.push(Heading::right(labels.text("published.entry")));
        Table {
            title: labels.text("published.title").to_owned(),
            headings,
            rows: self.iter().map(row).collect(),
            ..Table::default()
        }
    }
}
