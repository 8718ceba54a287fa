//! Registers as at a day, and what is called there.

use super::{
    super::{
        Reply,
        route::Registered,
        shell::{DeskPart, page},
        visit::Visit,
    },
    asof::as_of,
    codes,
    export::{exported, exports},
};
use crate::{
    cooperative::Trouble,
    form::CodeOf,
    page::{Cell, Table},
    statement::{Tabular, reports},
};
use maud::html;

/// One register, with a field to search it.
///
/// # Errors
/// Where it has more rows than a sheet of a workbook.
pub fn register(visit: &Visit<'_>, register: Registered) -> Result<Reply, Trouble> {
    let labels = visit.labels();
    let (mut table, columns) = (table(visit, register), columns(register));
    let sought = visit.asked("q").unwrap_or("").trim().to_lowercase();
    if !sought.is_empty() {
        table.rows.retain(|row| codes::says(visit, &row.cells, columns, &sought));
    }
    if let Some(reply) = exported(visit, register.name(), &|| table.clone())? {
        return Ok(reply);
    }
    // an account of pooled capital goes by its contract and its owner; what has no page of its own leads to its entry
    let own = |_: usize, cells: &[Cell]| match (register, cells) {
        (
            Registered::Objections | Registered::Plans | Registered::Resolutions | Registered::Settings,
            [.., Cell::Count(entry)],
        ) => Some(format!("/entries/{entry}")),

        (Registered::Capital, [contract, owner, ..]) => {
            let (contract, owner) = (codes::said(contract), codes::said(owner));
            let path = format!("/registers/capital/{contract}/{owner}");
            let known = visit.coop.books().registers().households().contains_key(owner.as_str());
            known.then(|| visit.at(&path, &[]))
        }
        _ => None,
    };
    let title = labels.text(label(register));
    let search = html! {
        div.field {
            label for="q" { (labels.text("desk.search")) }
            input type="search" name="q" id="q" value=(sought);
        }
    };
    let body = html! {
        section.wide {
            div.tabs { @for each in Registered::ALL {
                a href=(visit.at(&format!("/registers/{}", each.name()), &[])) aria-current=[(each == register).then_some("true")] { (labels.text(label(each))) }
            } }
            (as_of(visit, &search))
            @if table.rows.is_empty() { p.soft { (labels.text("desk.empty")) } } @else { (codes::listed_to(visit, &table, columns, &own)) }
            (exports(visit))
        }
    };
    let same = visit.same(&format!("coop report registers {}", register.name()));
    Ok(Reply::page(200, page(visit, DeskPart::Registers, title, &same, &body)))
}

/// A register as at the day of the page.
pub fn table(visit: &Visit<'_>, register: Registered) -> Table {
    let labels = visit.labels();
    let (books, on) = (visit.coop.books(), visit.on());
    match register {
        Registered::Households => reports::registers(books, on).table(labels),
        Registered::Persons => reports::persons(books, on).table(labels),
        Registered::Parcels => reports::parcels(books, on).table(labels),
        Registered::Houses => reports::houses(books, on).table(labels),
        Registered::Contracts => reports::contracts(books, on).table(labels),
        Registered::Parties => reports::parties(books, on).table(labels),
        Registered::Accounts => reports::accounts(books, on).table(labels),
        Registered::Capital => reports::capital(books, on).table(labels),
        Registered::Shares => reports::shares(books, on).table(labels),
        Registered::Passings => reports::passings(books, on).table(labels),
        Registered::Assets => reports::assets(books, on).table(labels),
        Registered::Series => reports::series(books, on).table(labels),
        Registered::Leases => reports::leased(books, on).table(labels),
        Registered::Works => reports::works(books, on).table(labels),
        Registered::Objections => reports::objections(books, on).table(labels),
        Registered::Plans => reports::plans(books, on).table(labels),
        Registered::Resolutions => reports::resolutions(books, on).table(labels),
        Registered::Settings => reports::settings(books, on).table(labels),
        Registered::Parts => reports::parts(books, on).table(labels),
        Registered::Offices => reports::offices(books, on).table(labels),
    }
}

/// Which of its columns have codes.
pub fn columns(register: Registered) -> &'static [(usize, CodeOf)] {
    match register {
        Registered::Households => &[(0, CodeOf::Households)],
        Registered::Persons => &[(0, CodeOf::Persons), (1, CodeOf::Households)],
        Registered::Parcels => &[(0, CodeOf::Parcels), (1, CodeOf::Holders), (5, CodeOf::Contracts)],
        Registered::Houses => &[(0, CodeOf::Houses), (1, CodeOf::Holders), (3, CodeOf::Contracts)],
        Registered::Contracts => &[(0, CodeOf::Contracts), (2, CodeOf::Parties)],
        Registered::Parties => &[(0, CodeOf::Parties)],
        Registered::Accounts => &[(0, CodeOf::Banks)],
        Registered::Capital => &[(0, CodeOf::Contracts), (1, CodeOf::Holders)],
        Registered::Shares => &[(2, CodeOf::Holders)],
        Registered::Passings => &[(3, CodeOf::Holders), (4, CodeOf::Holders)],
        Registered::Assets => &[(0, CodeOf::Assets)],
        Registered::Series => &[(0, CodeOf::Series)],
        Registered::Leases => &[(0, CodeOf::Contracts), (1, CodeOf::Rows), (2, CodeOf::Holders)],
        Registered::Works => &[(0, CodeOf::Projects)],
        Registered::Objections => {
            &[(0, CodeOf::Objections), (2, CodeOf::Households), (3, CodeOf::Parcels), (4, CodeOf::Payouts)]
        }
        Registered::Plans => &[(0, CodeOf::Plans)],
        Registered::Resolutions => &[(2, CodeOf::Plans)],
        Registered::Settings | Registered::Parts | Registered::Offices => &[],
    }
}

/// What it is called.
pub fn label(register: Registered) -> &'static str {
    match register {
        Registered::Households => "desk.households",
        Registered::Persons => "desk.persons",
        Registered::Parcels => "desk.parcels",
        Registered::Houses => "desk.houses",
        Registered::Contracts => "desk.contracts",
        Registered::Parties => "desk.parties",
        Registered::Accounts => "desk.accounts",
        Registered::Capital => "desk.capital",
        Registered::Shares => "desk.shares",
        Registered::Passings => "desk.passings",
        Registered::Assets => "desk.assets",
        Registered::Series => "desk.series",
        Registered::Leases => "desk.leases",
        Registered::Works => "desk.works",
        Registered::Objections => "desk.objections",
        Registered::Plans => "desk.plans",
        Registered::Resolutions => "desk.resolutions",
        Registered::Settings => "desk.settings",
        Registered::Parts => "parts.title",
        Registered::Offices => "office.title",
    }
}
