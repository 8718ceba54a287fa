//! A table that knows nothing of what it shows: columns, rows, notes; written as text or CSV
//! here and as HTML in the room of pages.

use super::figures::{grouped, plain, yuan};
use crate::unit::Fen;
use unicode_width::UnicodeWidthStr;

/// Columns, rows and what stands around them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// What it is.
    pub title: String,
    /// Whose, when: one line each.
    pub under: Vec<String>,
    /// Left to right.
    pub columns: Vec<Column>,
    /// Top to bottom.
    pub rows: Vec<Row>,
    /// Remarks below.
    pub notes: Vec<String>,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub title: String,
    /// Where its cells stand.
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
pub struct Row {
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

impl Column {
    /// A column of words.
    pub fn left(title: impl Into<String>) -> Column {
        Column { title: title.into(), align: Align::Left }
    }

    /// A column of figures.
    pub fn right(title: impl Into<String>) -> Column {
        Column { title: title.into(), align: Align::Right }
    }
}

impl Row {
    /// One of many.
    pub fn plain(cells: Vec<Cell>) -> Row {
        Row { cells, kind: RowKind::Plain, indent: 0 }
    }

    /// A sum of rows.
    pub fn total(cells: Vec<Cell>) -> Row {
        Row { cells, kind: RowKind::Total, indent: 0 }
    }
}

impl Cell {
    /// Words.
    pub fn words(text: impl Into<String>) -> Cell {
        Cell::Words(text.into())
    }

    /// As people read it, without characters that a terminal or a browser would obey.
    pub fn shown(&self) -> String {
        match self {
            Cell::Words(text) => plain(text, false).into_owned(),
            Cell::Yuan(amount) => yuan(*amount),
            Cell::Count(n) => grouped(&n.to_string()),
            Cell::Empty => String::new(),
        }
    }
}

impl Table {
    /// For a terminal: title, columns aligned by display width (a Han character is two), notes.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for line in std::iter::once(&self.title).filter(|t| !t.is_empty()).chain(&self.under) {
            out.push_str(&plain(line, false));
            out.push('\n');
        }
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&self.grid());
        for (i, note) in self.notes.iter().enumerate() {
            out.push_str(if i == 0 { "\n" } else { "" });
            out.push_str(&plain(note, false));
            out.push('\n');
        }
        out
    }

    /// Only columns and rows.
    pub(super) fn grid(&self) -> String {
        let clean: Vec<Vec<String>> = self.rows.iter().map(|r| self.cells(r)).collect();
        let heads: Vec<String> = self.columns.iter().map(|c| plain(&c.title, false).into_owned()).collect();
        let widths: Vec<usize> = heads
            .iter()
            .enumerate()
            .map(|(i, head)| clean.iter().filter_map(|r| r.get(i)).map(|c| c.width()).fold(head.width(), usize::max))
            .collect();
        let mut out = String::new();
        self.line(&heads, &widths, &mut out);
        let rule: usize = widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1);
        out.extend(std::iter::repeat_n('-', rule));
        out.push('\n');
        for (row, cells) in self.rows.iter().zip(&clean) {
            if row.kind == RowKind::Total && self.rows.last().is_some_and(|last| std::ptr::eq(last, row)) {
                out.extend(std::iter::repeat_n('-', rule));
                out.push('\n');
            }
            self.line(cells, &widths, &mut out);
        }
        out
    }

    fn cells(&self, row: &Row) -> Vec<String> {
        let mut cells: Vec<String> = row.cells.iter().map(Cell::shown).collect();
        if let Some(first) = cells.first_mut() {
            first.insert_str(0, &"  ".repeat(row.indent.min(8).into()));
        }
        cells.resize(self.columns.len(), String::new());
        cells
    }

    fn line(&self, cells: &[String], widths: &[usize], out: &mut String) {
        let start = out.len();
        for ((cell, column), width) in cells.iter().zip(&self.columns).zip(widths) {
            if out.len() > start {
                out.push_str("  ");
            }
            let gap = " ".repeat(width.saturating_sub(cell.width()));
            match column.align {
                Align::Left => out.extend([cell.as_str(), &gap]),
                Align::Right => out.extend([gap.as_str(), cell]),
            }
        }
        out.truncate(start + out.get(start..).map_or(0, |line| line.trim_end().len()));
        out.push('\n');
    }
}
