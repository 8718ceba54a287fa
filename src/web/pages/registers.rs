//! Registers as at a day.

use super::{
    super::{
        Reply,
        route::Registered,
        shell::{DeskPart, page},
        visit::Visit,
    },
    day_field, linked,
};
use crate::{
    page::Table,
    statement::{Tabular, reports},
};
use maud::html;

/// One register, with a field to search it.
pub fn register(visit: &Visit<'_>, register: Registered) -> Reply {
    let labels = visit.labels();
    let (books, on) = (visit.coop.books(), visit.on());
    let mut table: Table = match register {
        Registered::Households => reports::registers(books, on).table(labels),
        Registered::Parcels => reports::parcels(books, on).table(labels),
        Registered::Houses => reports::houses(books, on).table(labels),
        Registered::Contracts => reports::contracts(books, on).table(labels),
        Registered::Accounts => reports::accounts(books, on).table(labels),
        Registered::Capital => reports::capital(books, on).table(labels),
        Registered::Assets => reports::assets(books, on).table(labels),
    };
    let sought = visit.asked("q").unwrap_or("").trim().to_lowercase();
    if !sought.is_empty() {
        table.rows.retain(|row| row.cells.iter().any(|cell| super::words(cell).to_lowercase().contains(&sought)));
    }
    let households = register == Registered::Households;
    let to = |code: &str| {
        let known = households && books.registers().households().contains_key(code);
        known.then(|| format!("/households/{code}"))
    };
    let title = labels.text(label(register));
    let body = html! {
        section.wide {
            div.tabs { @for each in Registered::ALL {
                a href={ "/registers/" (each.name()) "?on=" (on) } aria-current=[(each == register).then_some("true")] { (labels.text(label(each))) }
            } }
            form.asof method="get" {
                div.field {
                    label for="q" { (labels.text("desk.search")) }
                    input type="search" name="q" id="q" value=(sought);
                }
                (day_field(visit))
                button.plain type="submit" { (labels.text("desk.show")) }
            }
            @if table.rows.is_empty() { p.soft { (labels.text("desk.empty")) } } @else { (linked(&table, to)) }
        }
    };
    let same = format!("coop report registers {} --on {on}", register.name());
    Reply::page(200, page(visit, DeskPart::Registers, title, &same, &body))
}

fn label(register: Registered) -> &'static str {
    match register {
        Registered::Households => "desk.households",
        Registered::Parcels => "desk.parcels",
        Registered::Houses => "desk.houses",
        Registered::Contracts => "desk.contracts",
        Registered::Accounts => "desk.accounts",
        Registered::Capital => "desk.capital",
        Registered::Assets => "desk.assets",
    }
}
