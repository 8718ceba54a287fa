//! Pages that stand alone: no script, nothing fetched (the page forbids it itself). Every text passes maud's escaping;
//! nothing is put in unescaped but a style sheet of our own.

use super::{
    shown::plain,
    table::{Align, Cell, RowKind, Table, TableRow},
};
use crate::unit::Lang;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use unicode_width::UnicodeWidthStr;

/// A column of lines no wider than this is not broken on paper.
const NARROW: usize = 18;

/// A page in a style of our own making.
pub(crate) fn document(title: &str, lang: Lang, class: &str, style: &str, body: Markup) -> String {
    html! {
        (DOCTYPE)
        html lang=(lang.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                title { (title) }
                style { (PreEscaped(style)) }
            }
            body class=[Some(class).filter(|c| !c.is_empty())] { main { (body) } }
        }
    }
    .into_string()
}

/// The columns and rows of a table.
pub(crate) fn table(table: &Table) -> Markup {
    let sides: Vec<&str> = (0..table.headings.len()).map(|at| side(table, at)).collect();
    html! {
        table {
            thead { tr { @for (heading, side) in table.headings.iter().zip(&sides) {
                th class=[Some(side).filter(|s| !s.is_empty())] scope="col" { (plain(&heading.title, false)) }
            } } }
            tbody { @for row in &table.rows {
                tr class=[standing_out(row)] {
                    @for (i, cell) in row.cells.iter().enumerate() {
                        @let indent = if i == 0 { row.indent.min(4) } else { 0 };
                        td class=[classes(sides.get(i).copied().unwrap_or_default(), indent)] {
                            @if let Cell::Lines(_) = cell { @for line in cell.shown() { div { (line) } } }
                            @else { (cell.shown().concat()) }
                        }
                    }
                }
            } }
        }
    }
}

/// Figures stand to the right; a narrow column of lines is kept in one piece.
fn side(table: &Table, at: usize) -> &'static str {
    let Some(heading) = table.headings.get(at) else { return "" };
    if heading.align == Align::Right {
        return "n";
    }
    let cells = || table.rows.iter().filter_map(|row| row.cells.get(at));
    let lines = || cells().filter(|cell| matches!(cell, Cell::Lines(_))).flat_map(Cell::shown);
    let narrow = heading.title.width() <= NARROW && lines().all(|line| line.width() <= NARROW);
    if narrow && lines().next().is_some() { "t" } else { "" }
}

/// A sum, or a row that goes on with the one above.
fn standing_out(row: &TableRow) -> Option<&'static str> {
    let goes_on = matches!(row.cells.first(), Some(Cell::Lines(lines)) if lines.iter().all(String::is_empty));
    match row.kind {
        RowKind::Total => Some("total"),
        RowKind::Plain => goes_on.then_some("more"),
    }
}

fn classes(side: &str, indent: u8) -> Option<String> {
    match (side, indent) {
        ("", 0) => None,
        (side, 0) => Some(side.to_owned()),
        (_, n) => Some(format!("in{n}")),
    }
}
