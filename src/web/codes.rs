//! Codes as people read them: each leads to its page, and what it is called stands beside it.

use super::{
    reply::{quoted, step},
    visit::Visit,
};
use crate::{
    books::Bearer,
    cooperative::NameOf,
    form::CodeOf,
    page::{Align, Cell, RowKind, Table},
};
use maud::{Markup, html};

/// The page of a code, where it has one.
pub fn path(visit: &Visit<'_>, of: CodeOf, code: &str) -> Option<String> {
    let books = visit.coop.books();
    let registers = books.registers();
    let to = step(code);
    let (known, path) = match of {
        CodeOf::Households => (registers.households().contains_key(code), format!("/households/{to}")),
        CodeOf::Persons => (registers.persons().contains_key(code), format!("/registers/persons/{to}")),
        CodeOf::Parcels => (registers.parcels().contains_key(code), format!("/registers/parcels/{to}")),
        CodeOf::Houses => (registers.houses().contains_key(code), format!("/registers/houses/{to}")),
        CodeOf::Parties => (registers.parties().contains_key(code), format!("/registers/parties/{to}")),
        CodeOf::Contracts => (books.contracts().contains_key(code), format!("/registers/contracts/{to}")),
        CodeOf::Assets => (registers.has_card(code), format!("/registers/assets/{to}")),
        CodeOf::Banks => (registers.banks().contains_key(code), format!("/registers/accounts/{to}")),
        CodeOf::Series => (books.series().contains_key(code), format!("/registers/series/{to}")),
        CodeOf::Payouts => (books.payouts().contains_key(code), format!("/payouts/{to}")),
        CodeOf::Schemes => (books.schemes().keys().any(|(id, _)| id.as_str() == code), format!("/sheets/{to}")),
        CodeOf::Holders | CodeOf::Rows => return path(visit, bearer(visit, code)?, code),
        CodeOf::Workers
        | CodeOf::Classes
        | CodeOf::Projects
        | CodeOf::Objections
        | CodeOf::Plans
        | CodeOf::Officers
        | CodeOf::Keys => return None,
    };
    known.then(|| visit.at(&path, &[]))
}

/// What a code is called, where this session may see it.
pub fn called<'a>(visit: &'a Visit<'_>, of: CodeOf, code: &str) -> Option<&'a str> {
    let of = match of {
        CodeOf::Households => NameOf::Household,
        CodeOf::Persons => NameOf::Person,
        CodeOf::Parcels => NameOf::Parcel,
        CodeOf::Banks => NameOf::Bank,
        CodeOf::Parties => NameOf::Party,
        CodeOf::Holders | CodeOf::Rows => return called(visit, bearer(visit, code)?, code),
        CodeOf::Contracts => {
            // a contract goes by who signed it
            let party = visit.coop.books().contracts().get(code)?.party();
            return visit.called(NameOf::Party, party.as_str());
        }
        CodeOf::Workers
        | CodeOf::Classes
        | CodeOf::Houses
        | CodeOf::Assets
        | CodeOf::Projects
        | CodeOf::Series
        | CodeOf::Payouts
        | CodeOf::Schemes
        | CodeOf::Objections
        | CodeOf::Plans
        | CodeOf::Officers
        | CodeOf::Keys => return None,
    };
    visit.called(of, code)
}

/// Of which register a code is that several may have.
fn bearer(visit: &Visit<'_>, code: &str) -> Option<CodeOf> {
    let registers = visit.coop.books().registers();
    if registers.parcels().contains_key(code) {
        return Some(CodeOf::Parcels);
    }
    if registers.houses().contains_key(code) {
        return Some(CodeOf::Houses);
    }
    Some(match visit.coop.books().bearer(code)? {
        Bearer::Household(_) => CodeOf::Households,
        Bearer::Party(_) => CodeOf::Parties,
        Bearer::Contract(_) => CodeOf::Contracts,
        Bearer::Asset(_) => CodeOf::Assets,
        Bearer::Bank(..) => CodeOf::Banks,
        Bearer::CashBox => return None,
    })
}

/// A code with its name, leading to its page.
pub fn code(visit: &Visit<'_>, of: CodeOf, code: &str) -> Markup {
    html! {
        @match path(visit, of, code) {
            Some(path) => { a href=(path) { (code) } }
            None => { (code) }
        }
        @if let Some(name) = called(visit, of, code) { " " span.name { (name) } }
    }
}

/// The same in words alone, for a title.
pub fn titled(visit: &Visit<'_>, of: CodeOf, code: &str) -> String {
    called(visit, of, code).map_or_else(|| code.to_owned(), |name| format!("{code} {name}"))
}

/// A table whose columns of codes lead to their pages. A household's holder may also be `collective` in words: what no
/// register has stays as it is.
pub fn listed(visit: &Visit<'_>, table: &Table, columns: &[(usize, CodeOf)]) -> Markup {
    listed_to(visit, table, columns, &|_, _| None)
}

/// The same, where the first column of a row may lead to a page of its own.
pub fn listed_to(
    visit: &Visit<'_>,
    table: &Table,
    columns: &[(usize, CodeOf)],
    own: &dyn Fn(usize, &[Cell]) -> Option<String>,
) -> Markup {
    html! {
        @for line in &table.under { p.soft { (line) } }
        div.scroll tabindex="0" role="region" aria-label=(table.title) {
            table {
                thead { tr { @for heading in &table.headings {
                    th scope="col" class=[(heading.align == Align::Right).then_some("n")] { (heading.title) }
                } } }
                tbody { @for (at, row) in table.rows.iter().enumerate() {
                    @let leads = own(at, &row.cells);
                    tr class=[(row.kind == RowKind::Total).then_some("total")] {
                        @for (n, (cell, heading)) in row.cells.iter().zip(&table.headings).enumerate() {
                            @let of = columns.iter().find(|(column, _)| *column == n).map(|(_, of)| *of);
                            td class=[class(n, row.indent, heading.align)] {
                                @match (of, cell) {
                                    (_, Cell::Words(_)) if n == 0 && leads.is_some() => { a href=[&leads] { (said(cell)) } }
                                    (Some(of), Cell::Words(_)) => { (code(visit, of, &said(cell))) }
                                    (_, Cell::Lines(_)) => { @for line in cell.shown() { div { (line) } } }
                                    _ => { (said(cell)) }
                                }
                            }
                        }
                    }
                } }
            }
        }
        @for note in &table.notes { p.soft { (note) } }
    }
}

fn class(column: usize, indent: u8, align: Align) -> Option<String> {
    match (column, indent, align) {
        (_, _, Align::Right) => Some("n".to_owned()),
        (0, 1.., Align::Left) => Some(format!("in{}", indent.min(2))),
        (_, _, Align::Left) => None,
    }
}

/// The words of a cell.
pub fn said(cell: &Cell) -> String {
    cell.shown().concat()
}

/// True where a row says what is sought, in its codes or in what they are called. `sought` is in small letters.
pub fn says(visit: &Visit<'_>, cells: &[Cell], columns: &[(usize, CodeOf)], sought: &str) -> bool {
    let has = |text: &str| text.to_lowercase().contains(sought);
    cells.iter().enumerate().any(|(n, cell)| {
        let words = said(cell);
        let of = columns.iter().find(|(column, _)| *column == n);
        has(&words) || of.and_then(|(_, of)| called(visit, *of, &words)).is_some_and(has)
    })
}

/// The address of a form with a field filled.
pub fn form(kind: &str, fields: &[(&str, &str)]) -> String {
    let fields: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", quoted(value))).collect();
    format!("/record/{kind}?{}", fields.join("&"))
}
