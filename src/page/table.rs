//! A table that knows nothing of what it shows: headings, rows, notes.

use super::shown::{grouped, plain, yuan};
use crate::unit::Fen;
use std::borrow::Cow;

/// Columns, rows and what stands around them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// What it is.
    pub title: String,
    /// Whose, when: one line each.
    pub under: Vec<String>,
    /// Left to right.
    pub headings: Vec<Heading>,
    /// Top to bottom.
    pub rows: Vec<TableRow>,
    /// Remarks below.
    pub notes: Vec<String>,
    /// Takes the whole width of a page that has several tables.
    pub wide: bool,
}

/// The heading of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// What it says.
    pub title: String,
    /// Where the cells below it stand.
    pub align: Align,
}

/// Where cells stand in their column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Figures.
    Right,
}

/// One row; it has a cell for each column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableRow {
    /// Left to right.
    pub cells: Vec<Cell>,
    /// How it stands out.
    pub kind: RowKind,
    /// How far its first cell is set in.
    pub indent: u8,
}

/// What stands in one place of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Words, codes, dates.
    Words(String),
    /// Words in several lines of our own.
    Lines(Vec<String>),
    /// Yuan; thousands apart for people, plain for a spreadsheet.
    Yuan(Fen),
    /// How many.
    Count(u64),
    /// Nothing.
    Empty,
}

/// How a row stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// One of many.
    Plain,
    /// A sum of rows.
    Total,
}

impl Heading {
    /// A column of words.
    pub fn left(title: impl Into<String>) -> Heading {
        Heading { title: title.into(), align: Align::Left }
    }

    /// A column of figures.
    pub fn right(title: impl Into<String>) -> Heading {
        Heading { title: title.into(), align: Align::Right }
    }
}

impl Heading {
    /// A column of figures where `right` is true, else of words.
    pub fn of(title: impl Into<String>, right: bool) -> Heading {
        if right { Heading::right(title) } else { Heading::left(title) }
    }
}

impl TableRow {
    /// One of many.
    pub fn plain(cells: Vec<Cell>) -> TableRow {
        TableRow { cells, kind: RowKind::Plain, indent: 0 }
    }

    /// A sum of rows.
    pub fn total(cells: Vec<Cell>) -> TableRow {
        TableRow { cells, kind: RowKind::Total, indent: 0 }
    }
}

impl Cell {
    /// Words.
    pub fn words(text: impl Into<String>) -> Cell {
        Cell::Words(text.into())
    }

    /// Words whose lines are our own.
    pub fn lines(text: &str) -> Cell {
        Cell::Lines(text.split('\n').map(str::to_owned).collect())
    }

    /// As people read it, line by line, without characters that a terminal or a browser would obey.
    pub fn shown(&self) -> Vec<Cow<'_, str>> {
        match self {
            Cell::Words(text) => vec![plain(text, false)],
            Cell::Lines(lines) => lines.iter().map(|line| plain(line, false)).collect(),
            Cell::Yuan(amount) => vec![yuan(*amount).into()],
            Cell::Count(n) => vec![grouped(&n.to_string()).into()],
            Cell::Empty => vec![Cow::Borrowed("")],
        }
    }
}

impl Table {
    /// A table of words; a cell may hold several lines.
    pub fn of_lines(
        title: impl Into<String>,
        headings: Vec<Heading>,
        rows: impl IntoIterator<Item = Vec<String>>,
    ) -> Table {
        let cells = |row: Vec<String>| row.iter().map(|text| Cell::lines(text)).collect();
        let rows = rows.into_iter().map(|row| TableRow::plain(cells(row))).collect();
        Table { title: title.into(), headings, rows, ..Table::default() }
    }
}
