//! Tables for a spreadsheet: RFC 4180, CRLF, UTF-8 with a byte order mark (without it Excel and
//! WPS show Han characters as garbage).
//!
//! A spreadsheet runs what begins like a formula, quoted or not. Words that begin so get an
//! apostrophe in front ([`guarded`]); words that begin with an apostrophe get one too, so that
//! reading back ([`unguarded`]) is exact. Figures made here are numbers and stay so.

use super::figures::plain;
use super::labels::Labels;
use super::sentence::sentences;
use super::table::{Cell, Table};
use super::value::{HouseholdStatement, StatementLine};
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

pub(super) fn household(statement: &HouseholdStatement, labels: &Labels) -> String {
    const COLUMNS: [&str; 14] = [
        "csv.date",
        "csv.entry",
        "csv.what",
        "csv.purpose",
        "csv.tag",
        "csv.payout",
        "csv.sheet",
        "csv.in",
        "csv.out",
        "csv.open_after",
        "csv.in_words",
        "csv.payout_total",
        "csv.payout_lines",
        "csv.how",
    ];
    let heads: Vec<Cell> = COLUMNS.iter().map(|key| Cell::words(labels.text(key))).collect();
    let rows: Vec<Vec<Cell>> = statement.lines.iter().map(|line| row(line, labels)).collect();
    write(std::iter::once(&heads).chain(&rows))
}

fn row(line: &StatementLine, labels: &Labels) -> Vec<Cell> {
    // two columns instead of a sign, so that sums in a spreadsheet say what they are
    let (more, less) =
        if line.amount.0 < 0 { (Cell::Empty, Cell::Yuan(line.size())) } else { (Cell::Yuan(line.amount), Cell::Empty) };
    let sheet = line.scheme.as_ref().map(|s| labels.pick(s.title_zh.as_str(), s.title_en.as_str()));
    vec![
        Cell::words(line.date.to_string()),
        Cell::Count(line.entry),
        Cell::words(labels.word("kind", line.what.key())),
        Cell::words(labels.word("purposes", line.purpose.as_str())),
        line.tag.as_ref().map_or(Cell::Empty, |t| Cell::words(labels.word("tags", t.as_str()))),
        line.payout.as_ref().map_or(Cell::Empty, |p| Cell::words(p.as_str())),
        sheet.map_or(Cell::Empty, Cell::words),
        more,
        less,
        Cell::Yuan(line.open_after),
        Cell::words(&line.in_words),
        line.payout_total.map_or(Cell::Empty, |t| Cell::Yuan(t.fen())),
        line.payout_lines.map_or(Cell::Empty, Cell::Count),
        Cell::words(how(line, labels)),
    ]
}

fn how(line: &StatementLine, labels: &Labels) -> String {
    let mut parts = Vec::new();
    for reason in &line.reasons {
        let told = sentences(reason, line, labels);
        parts.extend(told.rows.into_iter().map(|(key, sum)| format!("{key}: {sum}")));
        parts.extend([told.whole, told.fen].into_iter().filter(|t| !t.is_empty()));
    }
    parts.join("; ")
}

impl Table {
    /// For a spreadsheet: headings and rows only, guarded as every CSV of this program.
    pub fn csv(&self) -> String {
        let heads = self.columns.iter().map(|c| Cell::words(&c.title)).collect::<Vec<_>>();
        write(std::iter::once(&heads).chain(self.rows.iter().map(|r| &r.cells)))
    }
}

/// Rows of cells as one file.
fn write<'a>(rows: impl Iterator<Item = &'a Vec<Cell>>) -> String {
    let mut out = String::from("\u{FEFF}");
    for row in rows {
        for (i, cell) in row.iter().enumerate() {
            if i > 0 {
                out.push(',');
            }
            match cell {
                Cell::Words(words) => push_quoted(&guarded(&plain(words, true)), &mut out),
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
