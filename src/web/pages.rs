//! The pages that are read.

mod books;
mod entries;
mod figures;
mod household;
mod keys;
mod own_key;
mod payouts;
mod registers;
mod sheets;
mod today;

pub use books::{audit, books, year};
pub use entries::{entries, entry, proof};
pub use household::household;
pub use keys::keys;
pub use own_key::own_key;
pub use payouts::{payout, payouts};
pub use registers::register;
pub use sheets::{sheet, sheets};
pub use today::today;

use super::visit::Visit;
use crate::page::{Cell, Table, table_markup};
use maud::{Markup, html};

/// A table that scrolls by itself where a page is narrow; what is said with it stands around it.
fn told(table: &Table) -> Markup {
    html! {
        @if !table.title.is_empty() { h2 { (table.title) } }
        @for line in &table.under { p.soft { (line) } }
        div.scroll tabindex="0" role="region" aria-label=(table.title) { (table_markup(table)) }
        @for note in &table.notes { p.soft { (note) } }
    }
}

/// Which day a page is as of, with a field to choose another.
fn as_of(visit: &Visit<'_>) -> Markup {
    html! {
        form.asof method="get" {
            (day_field(visit))
            button.plain type="submit" { (visit.labels().text("desk.show")) }
        }
    }
}

fn day_field(visit: &Visit<'_>) -> Markup {
    html! {
        div.field {
            label for="on" { (visit.labels().text("desk.as_of")) }
            input type="text" name="on" id="on" value=(visit.on()) inputmode="numeric";
        }
    }
}

/// The words of a cell, for those who make a link of it.
fn words(cell: &Cell) -> String {
    cell.shown().concat()
}

/// A table whose first column leads somewhere.
fn linked(table: &Table, to: impl Fn(&str) -> Option<String>) -> Markup {
    html! {
        @for line in &table.under { p.soft { (line) } }
        div.scroll tabindex="0" role="region" aria-label=(table.title) {
            table {
                thead { tr { @for heading in &table.headings {
                    th scope="col" class=[right(heading).then_some("n")] { (heading.title) }
                } } }
                tbody { @for row in &table.rows { tr {
                    @for (n, (cell, heading)) in row.cells.iter().zip(&table.headings).enumerate() {
                        @let said = words(cell);
                        td class=[right(heading).then_some("n")] {
                            @match (n, to(&said)) {
                                (0, Some(path)) => { a href=(path) { (said) } }
                                _ => { (said) }
                            }
                        }
                    }
                } } }
            }
        }
        @for note in &table.notes { p.soft { (note) } }
    }
}

fn right(heading: &crate::page::Heading) -> bool {
    heading.align == crate::page::Align::Right
}
