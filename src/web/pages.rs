//! The pages that are read.

mod account;
mod asof;
mod books;
mod compare;
mod entries;
mod export;
mod figures;
mod household;
mod keys;
mod life;
mod own_key;
mod payouts;
mod registers;
mod revised;
mod row;
mod schedule;
mod sheets;
mod thing;
mod today;
mod years;

pub use account::account;
pub use asof::no_such_time;
pub use books::{audit, books, year};
pub use entries::{entries, entry, proof};
pub use household::household;
pub use keys::keys;
pub use own_key::own_key;
pub use payouts::{line, payout, payouts};
pub use registers::register;
pub use row::row;
pub use sheets::{sheet, sheets};
pub use thing::thing;
pub use today::today;

use super::codes;
use crate::page::{Table, table_markup};
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
