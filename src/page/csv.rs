//! Tables for a spreadsheet: RFC 4180, CRLF, UTF-8 with a byte order mark (without it Excel and
//! WPS show Han characters as garbage).
//!
//! A spreadsheet runs what begins like a formula, quoted or not. Words that begin so get an
//! apostrophe in front ([`guarded`]); words that begin with an apostrophe get one too, so that
//! reading back ([`unguarded`]) is exact. Figures made here are numbers and stay so.

use super::{
    shown::plain,
    table::{Cell, Table},
};
use crate::unit::Fen;
use std::borrow::Cow;

/// The words as a cell that no spreadsheet takes for a formula.
pub fn guarded(words: &str) -> Cow<'_, str> {
    if words.starts_with('\'') || formula(words) { Cow::Owned(format!("'{words}")) } else { Cow::Borrowed(words) }
}

/// The words behind a cell written by [`guarded`].
pub fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(words) if words.starts_with('\'') || formula(words) => words,
        _ => cell,
    }
}

/// Full-width signs count: some spreadsheets fold them before they look.
fn formula(words: &str) -> bool {
    words.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

impl Table {
    /// For a spreadsheet: headings and rows only, guarded as every CSV of this program.
    pub fn csv(&self) -> String {
        let heads = self.headings.iter().map(|c| Cell::words(&c.title)).collect::<Vec<_>>();
        rows(std::iter::once(&heads).chain(self.rows.iter().map(|r| &r.cells)))
    }
}

/// Rows of cells as one file.
pub(crate) fn rows<'a>(rows: impl Iterator<Item = &'a Vec<Cell>>) -> String {
    let mut out = String::from("\u{FEFF}");
    for row in rows {
        for (i, cell) in row.iter().enumerate() {
            if i > 0 {
                out.push(',');
            }
            match cell {
                Cell::Words(words) => push_quoted(&guarded(&plain(words, true)), &mut out),
                Cell::Lines(lines) => push_quoted(&guarded(&plain(&lines.join("\n"), true)), &mut out),
                Cell::Yuan(Fen(fen)) => out.push_str(&Fen(*fen).to_string()),
                Cell::Count(n) => out.push_str(&n.to_string()),
                Cell::Empty => {}
            }
        }
        out.push_str("\r\n");
    }
    out
}

fn push_quoted(words: &str, out: &mut String) {
    if words.contains(['"', ',', '\n', '\r', ';']) || words.starts_with(' ') || words.ends_with(' ') {
        out.push('"');
        out.push_str(&words.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(words);
    }
}
