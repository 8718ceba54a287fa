//! Tables for a meeting: as text in a terminal, as one page that prints on A3 landscape.

use super::{Lang, html};
use crate::scheme::{Grid, Paper, words};
use maud::Markup;
use std::fmt::Write as _;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Widest line of the text form, in columns of a terminal.
const WIDEST: usize = 150;
/// A column no wider than this is not broken on paper.
const NARROW: usize = 18;
const STYLE: &str = include_str!("paper/style.css");

/// For a terminal: columns aligned by display width, long cells broken over several lines.
pub fn text(paper: &Paper) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}", paper.title);
    for line in &paper.under {
        let _ = writeln!(out, "{line}");
    }
    for grid in &paper.grids {
        let _ = writeln!(out, "\n{}", grid.title);
        Written(grid).text(&mut out);
    }
    out
}

/// One page on its own: no script, nothing fetched, prints on A3 landscape.
pub fn html(paper: &Paper) -> String {
    let body = maud::html! {
        header { h1 { (paper.title) } div.under { @for line in &paper.under { p { (line) } } } }
        @for side in paper.grids.chunk_by(|a, b| a.wide == b.wide) {
            div class=[side.iter().all(|g| !g.wide).then_some("side")] { @for grid in side { (Written(grid).markup()) } }
        }
    };
    let lang = if paper.lang == words::Lang::Zh { Lang::Zh } else { Lang::En };
    html::document(&paper.title, lang, "", STYLE, body)
}

/// A table being written.
struct Written<'a>(&'a Grid);

impl Written<'_> {
    fn markup(&self) -> Markup {
        let class = |at: usize| match self.0.columns.get(at) {
            Some(column) if column.right => Some("n"),
            Some(_) if self.longest(at) <= NARROW => Some("t"),
            _ => None,
        };
        // a row that goes on with the one above
        let more = |row: &[String]| row.first().is_some_and(String::is_empty).then_some("more");
        maud::html! {
            section {
                h2 { (self.0.title) }
                table {
                    thead { tr { @for (at, column) in self.0.columns.iter().enumerate() {
                        th class=[class(at)] scope="col" { (column.title) }
                    } } }
                    tbody { @for row in &self.0.rows { tr class=[more(row)] { @for (at, cell) in row.iter().enumerate() {
                        td class=[class(at)] { @for line in cell.split('\n') { div { (line) } } }
                    } } } }
                }
            }
        }
    }

    fn text(&self, out: &mut String) {
        let widths = self.widths();
        let titles: Vec<String> = self.0.columns.iter().map(|c| c.title.clone()).collect();
        self.row(&titles, &widths, out);
        let rule: Vec<String> = widths.iter().map(|w| "─".repeat(*w)).collect();
        let _ = writeln!(out, "{}", rule.join("  "));
        for row in &self.0.rows {
            self.row(row, &widths, out);
        }
    }

    fn row(&self, cells: &[String], widths: &[usize], out: &mut String) {
        let broken: Vec<Vec<String>> = cells.iter().zip(widths).map(|(cell, width)| wrapped(cell, *width)).collect();
        let height = broken.iter().map(Vec::len).max().unwrap_or(0);
        for at in 0..height {
            let mut line = String::new();
            for (n, ((cell, width), column)) in broken.iter().zip(widths).zip(&self.0.columns).enumerate() {
                let text = cell.get(at).map_or("", String::as_str);
                let pad = " ".repeat(width.saturating_sub(text.width()));
                if n > 0 {
                    line.push_str("  ");
                }
                if column.right {
                    line.push_str(&pad);
                    line.push_str(text);
                } else {
                    line.push_str(text);
                    line.push_str(&pad);
                }
            }
            let _ = writeln!(out, "{}", line.trim_end());
        }
    }

    /// The longest line of a column, its title counted.
    fn longest(&self, at: usize) -> usize {
        let title = self.0.columns.get(at).map(|c| c.title.as_str());
        let cells = self.0.rows.iter().filter_map(|row| row.get(at)).map(String::as_str);
        title.into_iter().chain(cells).flat_map(|text| text.split('\n')).map(UnicodeWidthStr::width).max().unwrap_or(0)
    }

    /// As wide as the longest cell, the widest columns narrowed until the table fits.
    fn widths(&self) -> Vec<usize> {
        let mut widths: Vec<usize> = (0..self.0.columns.len()).map(|at| self.longest(at).max(1)).collect();
        loop {
            let total = widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1);
            let Some(widest) = widths.iter().copied().enumerate().max_by_key(|(_, w)| *w) else { return widths };
            if total <= WIDEST || widest.1 <= 8 {
                return widths;
            }
            if let Some(width) = widths.get_mut(widest.0) {
                *width -= 1;
            }
        }
    }
}

/// A cell in lines of at most `width` columns; broken at blanks and after marks where there are
/// some, else anywhere.
fn wrapped(cell: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for part in cell.split('\n') {
        let (mut line, mut columns, mut seam) = (String::new(), 0, None::<usize>);
        for c in part.chars() {
            let wide = c.width().unwrap_or(0);
            if columns + wide > width && !line.is_empty() {
                let rest = match seam {
                    Some(at) if at < line.len() => line.split_off(at),
                    _ => String::new(),
                };
                lines.push(std::mem::take(&mut line).trim_end().to_owned());
                line = rest.trim_start().to_owned();
                columns = line.width();
                seam = None;
            }
            if c == ' ' && line.is_empty() {
                continue;
            }
            line.push(c);
            columns += wide;
            if matches!(c, ' ' | '，' | '；' | ',' | ';') {
                seam = Some(line.len());
            }
        }
        lines.push(line.trim_end().to_owned());
    }
    lines
}
