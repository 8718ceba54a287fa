//! Statements and reports as pages that stand alone, in one style for screen and A4 paper.

mod carried;
mod household;
mod letter;

use super::{Lang, web::STYLE};
use crate::page::{Table, document, plain, table_markup};
use maud::{Markup, html};

pub use carried::{HouseholdPage, PrintJob};
pub(super) use carried::{household, verifier};
pub(super) use household::said;
pub use letter::Letter;

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
        (table_markup(table))
        @for note in &table.notes { p.note { (plain(note, false)) } }
    };
    let (class, page_rules) =
        if table.headings.len() > 6 { ("sheet wide", "@page{size:A4 landscape}") } else { ("sheet", "") };
    shell(&table.title, lang, class, page_rules, body)
}

/// A page in the style of statements. `page_rules` are CSS of our own making: codes and dates only.
fn shell(title: &str, lang: Lang, class: &str, page_rules: &str, body: Markup) -> String {
    document(&plain(title, false), lang, class, &format!("{STYLE}{page_rules}"), body)
}
