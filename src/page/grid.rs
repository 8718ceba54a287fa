//! A table for a terminal: columns aligned by display width, no box.

use super::{
    shown::plain,
    table::{Align, RowKind, Table, TableRow},
    wrap::wrapped_cell,
};
use std::borrow::Cow;
use unicode_width::UnicodeWidthStr;

/// How a table is drawn.
pub(super) struct Look {
    /// Under the headings: one line across, or one under each.
    pub(super) rule: Rule,
    /// Widest line; longer cells are broken.
    pub(super) widest: Option<usize>,
}

/// The line under the headings.
pub(super) enum Rule {
    /// `-----`
    Across,
    /// `──  ──`
    Under,
}

/// A column is not made narrower than this.
const NARROWEST: usize = 8;

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
    pub(crate) fn grid(&self) -> String {
        self.drawn(&Look { rule: Rule::Across, widest: None })
    }

    /// Columns and rows, drawn so.
    pub(super) fn drawn(&self, look: &Look) -> String {
        let headings: Vec<Vec<Cow<'_, str>>> = self.headings.iter().map(|h| vec![plain(&h.title, false)]).collect();
        let rows: Vec<Vec<Vec<Cow<'_, str>>>> = self.rows.iter().map(|row| self.cells(row)).collect();
        let longest = |at: usize| {
            let cells = std::iter::once(&headings).chain(&rows).filter_map(|row| row.get(at));
            cells.flatten().map(|line| line.width()).max().unwrap_or(0)
        };
        let widths = narrowed((0..self.headings.len()).map(longest).collect(), look.widest);
        let rule = match look.rule {
            Rule::Across => "-".repeat(widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1)),
            Rule::Under => widths.iter().map(|width| "─".repeat(*width)).collect::<Vec<_>>().join("  "),
        } + "\n";
        let mut out = self.row(&headings, &widths) + &rule;
        let last = self.rows.len().saturating_sub(1);
        for (at, (row, cells)) in self.rows.iter().zip(&rows).enumerate() {
            if row.kind == RowKind::Total && at == last {
                out.push_str(&rule);
            }
            out.push_str(&self.row(cells, &widths));
        }
        out
    }

    /// The cells of a row, one for each column, each in its lines.
    fn cells<'a>(&self, row: &'a TableRow) -> Vec<Vec<Cow<'a, str>>> {
        let mut cells: Vec<Vec<Cow<'_, str>>> = row.cells.iter().map(|cell| cell.shown()).collect();
        if let Some(first) = cells.first_mut().and_then(|lines| lines.first_mut()) {
            first.to_mut().insert_str(0, &"  ".repeat(row.indent.min(8).into()));
        }
        cells.resize(self.headings.len(), vec![Cow::Borrowed("")]);
        cells
    }

    /// A row as high as its highest cell.
    fn row(&self, cells: &[Vec<Cow<'_, str>>], widths: &[usize]) -> String {
        let broken = |(lines, width): (&Vec<Cow<'_, str>>, &usize)| -> Vec<String> {
            lines
                .iter()
                .flat_map(
                    |line| if line.width() > *width { wrapped_cell(line, *width) } else { vec![line.to_string()] },
                )
                .collect()
        };
        let cells: Vec<Vec<String>> = cells.iter().zip(widths).map(broken).collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(0);
        let mut out = String::new();
        for at in 0..height {
            let shown = cells.iter().zip(widths).zip(&self.headings).map(|((lines, width), heading)| {
                let text = lines.get(at).map_or("", String::as_str);
                let gap = " ".repeat(width.saturating_sub(text.width()));
                match heading.align {
                    Align::Left => format!("{text}{gap}"),
                    Align::Right => format!("{gap}{text}"),
                }
            });
            out.push_str(shown.collect::<Vec<_>>().join("  ").trim_end());
            out.push('\n');
        }
        out
    }
}

/// The widest columns are narrowed until the table fits.
fn narrowed(mut widths: Vec<usize>, widest: Option<usize>) -> Vec<usize> {
    let Some(most) = widest else { return widths };
    loop {
        let total = widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1);
        let Some(widest) = widths.iter_mut().max_by_key(|width| **width) else { return widths };
        if total <= most || *widest <= NARROWEST {
            return widths;
        }
        *widest -= 1;
    }
}
