//! Tables for a meeting: as text in a terminal, as one page that prints on A3 landscape.

use super::super::words::Lang;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use std::fmt::Write as _;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A title, what stands under it, and tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Language of its words.
    pub lang: Lang,
    /// What it is.
    pub title: String,
    /// One line each.
    pub under: Vec<String>,
    /// Top to bottom.
    pub grids: Vec<Grid>,
}

/// One table. A cell may hold several lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    /// Its heading.
    pub title: String,
    /// Left to right.
    pub columns: Vec<Column>,
    /// Top to bottom; each has a cell for every column.
    pub rows: Vec<Vec<String>>,
    /// Takes the whole width of the page.
    pub wide: bool,
}

/// A column's heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// What it says.
    pub title: String,
    /// Figures stand to the right.
    pub right: bool,
}

/// Widest line of the text form, in columns of a terminal.
const WIDEST: usize = 150;
/// A column no wider than this is not broken on paper.
const NARROW: usize = 18;
const STYLE: &str = include_str!("style.css");

impl Paper {
    /// For a terminal: columns aligned by display width, long cells broken over several lines.
    pub fn text(&self) -> String {
        let mut out = String::new();
        let _ = writeln!(out, "{}", self.title);
        for line in &self.under {
            let _ = writeln!(out, "{line}");
        }
        for grid in &self.grids {
            let _ = writeln!(out, "\n{}", grid.title);
            out.push_str(&grid.text());
        }
        out
    }

    /// One page on its own: no script, nothing fetched, prints on A3 landscape.
    pub fn html(&self) -> String {
        let tag = if self.lang == Lang::Zh { "zh-CN" } else { "en" };
        html! {
            (DOCTYPE)
            html lang=(tag) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                    title { (self.title) }
                    style { (PreEscaped(STYLE)) }
                }
                body { main {
                    header { h1 { (self.title) } div.under { @for line in &self.under { p { (line) } } } }
                    @for side in self.grids.chunk_by(|a, b| a.wide == b.wide) {
                        div class=[side.iter().all(|g| !g.wide).then_some("side")] { @for grid in side { (grid.markup()) } }
                    }
                } }
            }
        }
        .into_string()
    }
}

impl Grid {
    fn markup(&self) -> Markup {
        let class = |at: usize| match self.columns.get(at) {
            Some(column) if column.right => Some("n"),
            Some(_) if self.longest(at) <= NARROW => Some("t"),
            _ => None,
        };
        // a row that goes on with the one above
        let more = |row: &[String]| row.first().is_some_and(String::is_empty).then_some("more");
        html! {
            section {
                h2 { (self.title) }
                table {
                    thead { tr { @for (at, column) in self.columns.iter().enumerate() {
                        th class=[class(at)] scope="col" { (column.title) }
                    } } }
                    tbody { @for row in &self.rows { tr class=[more(row)] { @for (at, cell) in row.iter().enumerate() {
                        td class=[class(at)] { @for line in cell.split('\n') { div { (line) } } }
                    } } } }
                }
            }
        }
    }

    fn text(&self) -> String {
        let widths = self.widths();
        let mut out = String::new();
        let titles: Vec<String> = self.columns.iter().map(|c| c.title.clone()).collect();
        self.row(&titles, &widths, &mut out);
        let rule: Vec<String> = widths.iter().map(|w| "─".repeat(*w)).collect();
        let _ = writeln!(out, "{}", rule.join("  "));
        for row in &self.rows {
            self.row(row, &widths, &mut out);
        }
        out
    }

    fn row(&self, cells: &[String], widths: &[usize], out: &mut String) {
        let broken: Vec<Vec<String>> = cells.iter().zip(widths).map(|(cell, width)| wrapped(cell, *width)).collect();
        let height = broken.iter().map(Vec::len).max().unwrap_or(0);
        for at in 0..height {
            let mut line = String::new();
            for (n, ((cell, width), column)) in broken.iter().zip(widths).zip(&self.columns).enumerate() {
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
        let title = self.columns.get(at).map(|c| c.title.as_str());
        let cells = self.rows.iter().filter_map(|row| row.get(at)).map(String::as_str);
        title.into_iter().chain(cells).flat_map(|text| text.split('\n')).map(UnicodeWidthStr::width).max().unwrap_or(0)
    }

    /// As wide as the longest cell, the widest columns narrowed until the table fits.
    fn widths(&self) -> Vec<usize> {
        let mut widths: Vec<usize> = (0..self.columns.len()).map(|at| self.longest(at).max(1)).collect();
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
