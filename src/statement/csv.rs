//! A household's money lines as a table for a spreadsheet, and behind them how what it holds came to be.

use super::labels::Labels;
use super::parts::{self, Came};
use super::sentence::sentences;
use super::value::{HouseholdStatement, StatementLine};
use crate::page::{Cell, csv_rows};

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
    let lines = statement.lines.iter().map(|line| row(line, labels));
    let steps = parts::came(statement, labels).into_iter().map(|came| of_step(came, labels));
    let rows: Vec<Vec<Cell>> = lines.chain(steps).collect();
    csv_rows(std::iter::once(&heads).chain(&rows))
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

/// What came to pass moves no money, and stands in the last column.
fn of_step(came: Came, labels: &Labels) -> Vec<Cell> {
    let mut cells = vec![
        Cell::words(came.date.to_string()),
        Cell::Count(came.entry),
        Cell::words(came.act),
        Cell::words(labels.text("past.title")),
    ];
    cells.resize(13, Cell::Empty);
    cells.push(Cell::words(format!("{} {}", came.code, came.said).trim_end()));
    cells
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
