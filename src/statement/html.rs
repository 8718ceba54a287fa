//! Pages that stand alone: no script, nothing fetched (the page forbids it itself), one style
//! for screen and A4 paper. Every text passes maud's escaping; nothing is put in unescaped but
//! our own style sheet.

mod household;

use super::Lang;
use super::figures::plain;
use super::table::{Align, RowKind, Table};
use maud::{DOCTYPE, Markup, PreEscaped, html};

pub(super) use household::household;

const STYLE: &str = include_str!("html/style.css");

/// One table as a page.
pub(super) fn page(table: &Table, lang: Lang) -> String {
    // whose it is above the title, when and in what to its right
    let (above, right) = table.under.split_at(table.under.len().saturating_sub(2).min(1));
    let body = html! {
        header.head {
            div {
                @for line in above { p.org { (plain(line, false)) } }
                h1 { (plain(&table.title, false)) }
            }
            div.when { @for line in right { p { (plain(line, false)) } } }
        }
        (grid(table))
        @for note in &table.notes { p.note { (plain(note, false)) } }
    };
    let (class, page_rules) =
        if table.columns.len() > 6 { ("sheet wide", "@page{size:A4 landscape}") } else { ("sheet", "") };
    shell(&table.title, lang, class, page_rules, body)
}

/// The columns and rows of a table.
fn grid(table: &Table) -> Markup {
    let side = |i: usize| match table.columns.get(i).map(|c| c.align) {
        Some(Align::Right) => "n",
        _ => "",
    };
    html! {
        table {
            thead { tr { @for (i, column) in table.columns.iter().enumerate() {
                th class=[Some(side(i)).filter(|s| !s.is_empty())] scope="col" { (plain(&column.title, false)) }
            } } }
            tbody { @for row in &table.rows {
                tr class=[(row.kind == RowKind::Total).then_some("total")] {
                    @for (i, cell) in row.cells.iter().enumerate() {
                        @let indent = if i == 0 { row.indent.min(4) } else { 0 };
                        td class=[classes(side(i), indent)] { (cell.shown()) }
                    }
                }
            } }
        }
    }
}

fn classes(side: &str, indent: u8) -> Option<String> {
    match (side, indent) {
        ("", 0) => None,
        (side, 0) => Some(side.to_owned()),
        (_, n) => Some(format!("in{n}")),
    }
}

/// A page in the style of statements. `page_rules` are CSS of our own making: codes and dates only.
fn shell(title: &str, lang: Lang, class: &str, page_rules: &str, body: Markup) -> String {
    document(&plain(title, false), lang, class, &format!("{STYLE}{page_rules}"), body)
}

/// A page in a style of our own making.
pub(super) fn document(title: &str, lang: Lang, class: &str, style: &str, body: Markup) -> String {
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
