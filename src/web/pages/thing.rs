//! One thing of a register: what it is as at a day, and its whole life.

use super::{
    super::{
        Reply,
        route::{Registered, Thing},
        shell::{self, DeskPart, page},
        visit::Visit,
    },
    asof::as_of,
    codes,
    life::{Living, life},
    registers,
    revised::revisions,
    schedule,
};
use crate::{
    books::Books,
    cooperative::Trouble,
    form::CodeOf,
    page::{Cell, Table},
    statement::{Tabular, reports},
};
use maud::{Markup, html};

/// A parcel, a house, a contract, a party, a bank account, an asset, or an account of pooled capital.
///
/// # Errors
/// What keeps the journal from being read.
pub fn thing(visit: &Visit<'_>, thing: &Thing) -> Result<Reply, Trouble> {
    let labels = visit.labels();
    let (code, owner) = (thing.code.as_str(), thing.owner.as_deref());
    if !is_known(visit.newest.books(), thing) {
        return Ok(Reply::page(404, shell::nothing(visit.session.lang)));
    }
    let of = register(thing.register);
    let mut table = registers::table(visit, thing.register);
    let own = |cells: &[Cell]| match (cells, owner) {
        ([contract, holder, ..], Some(owner)) => codes::said(contract) == code && codes::said(holder) == owner,
        ([first, ..], None) => codes::said(first) == code,
        ([] | [_], _) => false,
    };
    table.rows.retain(|row| own(&row.cells));
    let living = Living { of, code, with: owner };
    let title = match owner {
        None => codes::titled(visit, of, code),
        Some(owner) => format!("{code} · {}", codes::titled(visit, CodeOf::Households, owner)),
    };
    let body = html! {
        section.wide {
            p.soft { a href=(visit.at(&format!("/registers/{}", thing.register.name()), &[])) { (labels.text(registers::label(thing.register))) } }
            (as_of(visit, &html! {}))
            @if table.rows.is_empty() { p.soft { (labels.text("desk.not_there")) } }
            (stands(visit, &table, registers::columns(thing.register)))
        }
        @if thing.register == Registered::Contracts { (lets(visit, code)) (schedule::schedule(visit, code)) (schedule::dues(visit, code)) }
        @if owner.is_none() { (revisions(visit, of, code)) }
        section.wide { h2 { (labels.text("desk.life")) } (life(visit, living)?) }
    };
    let same = visit.same(&format!("coop report registers {}", thing.register.name()));
    Ok(Reply::page(200, page(visit, DeskPart::Registers, &title, &same, &body)))
}

/// What lies under a contract as at the day of the page, and what went, when, and by what.
fn lets(visit: &Visit<'_>, code: &str) -> Markup {
    let labels = visit.labels();
    let mut all = reports::leased(visit.coop.books(), visit.on());
    all.retain(|row| row.contract.as_str() == code);
    if all.is_empty() {
        return html! {};
    }
    let (now, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|row| row.now);
    let columns = registers::columns(Registered::Leases);
    html! {
        section.wide {
            h2 { (labels.text("leased.title")) }
            @if now.is_empty() { p.soft { (labels.text("leased.nothing")) } } @else { (codes::listed(visit, &now.table(labels), columns)) }
            @if !others.is_empty() { h3 { (labels.text("leased.others")) } (codes::listed(visit, &others.table(labels), columns)) }
        }
    }
}

/// Each row of a register as titles with what stands under them.
fn stands(visit: &Visit<'_>, table: &Table, columns: &[(usize, CodeOf)]) -> Markup {
    html! {
        @for row in &table.rows {
            dl { @for (n, (heading, cell)) in table.headings.iter().zip(&row.cells).enumerate() {
                @let said = codes::said(cell);
                @if !said.is_empty() {
                    dt { (heading.title) }
                    dd {
                        @match columns.iter().find(|(column, _)| *column == n) {
                            Some((_, of)) => { (codes::code(visit, *of, &said)) }
                            None => { (said) }
                        }
                    }
                }
            } }
        }
    }
}

fn register(register: Registered) -> CodeOf {
    match register {
        Registered::Households => CodeOf::Households,
        Registered::Persons => CodeOf::Persons,
        Registered::Parcels => CodeOf::Parcels,
        Registered::Houses => CodeOf::Houses,
        Registered::Contracts | Registered::Capital => CodeOf::Contracts,
        Registered::Parties => CodeOf::Parties,
        Registered::Accounts => CodeOf::Banks,
        Registered::Shares | Registered::Passings => CodeOf::Classes,
        Registered::Assets => CodeOf::Assets,
        Registered::Series => CodeOf::Series,
        Registered::Leases => CodeOf::Contracts,
        Registered::Works => CodeOf::Projects,
        Registered::Objections => CodeOf::Objections,
        Registered::Plans
        | Registered::Resolutions
        | Registered::Settings
        | Registered::Parts
        | Registered::Offices => CodeOf::Plans,
    }
}

fn is_known(books: &Books, thing: &Thing) -> bool {
    let (registers, code) = (books.registers(), thing.code.as_str());
    match (thing.register, &thing.owner) {
        (Registered::Capital, Some(owner)) => {
            books.contracts().contains_key(code) && registers.households().contains_key(owner.as_str())
        }
        (Registered::Capital, None) | (_, Some(_)) => false,
        (Registered::Households, None) => registers.households().contains_key(code),
        (Registered::Persons, None) => registers.persons().contains_key(code),
        (Registered::Parcels, None) => registers.parcels().contains_key(code),
        (Registered::Houses, None) => registers.houses().contains_key(code),
        (Registered::Contracts, None) => books.contracts().contains_key(code),
        (Registered::Parties, None) => registers.parties().contains_key(code),
        (Registered::Accounts, None) => registers.banks().contains_key(code),
        (Registered::Shares, None) => registers.classes().contains_key(code),
        // these are lists; what they list has its entries
        (
            Registered::Passings
            | Registered::Leases
            | Registered::Works
            | Registered::Objections
            | Registered::Plans
            | Registered::Resolutions
            | Registered::Settings
            | Registered::Parts
            | Registered::Offices,
            None,
        ) => false,
        (Registered::Assets, None) => registers.has_card(code),
        (Registered::Series, None) => books.series().contains_key(code),
    }
}
