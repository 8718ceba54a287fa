//! What stood in a row of a register before it was changed or put right: struck through, with the day from which the other
//! value holds and the day on which that was recorded.

use super::super::visit::Visit;
use crate::{
    books::{MemberValue, RowRevision},
    event::{RegisterName, RevisionMode},
    form::{self, CodeOf},
    unit::Say,
};
use maud::{Markup, html};

/// The register of which a code may be revised.
fn of_register(of: CodeOf) -> Option<RegisterName> {
    Some(match of {
        CodeOf::Households => RegisterName::Household,
        CodeOf::Parties => RegisterName::Party,
        CodeOf::Banks => RegisterName::Bank,
        CodeOf::Classes => RegisterName::Class,
        CodeOf::Parcels => RegisterName::Parcel,
        CodeOf::Houses => RegisterName::House,
        CodeOf::Assets => RegisterName::Asset,
        CodeOf::Persons => RegisterName::Person,
        CodeOf::Series => RegisterName::Series,
        CodeOf::Workers
        | CodeOf::Contracts
        | CodeOf::Projects
        | CodeOf::Payouts
        | CodeOf::Schemes
        | CodeOf::Holders
        | CodeOf::Rows
        | CodeOf::Objections
        | CodeOf::Plans
        | CodeOf::Officers
        | CodeOf::Keys => return None,
    })
}

/// Every revision of a row, the oldest first; nothing where there is none.
pub fn revisions(visit: &Visit<'_>, of: CodeOf, code: &str) -> Markup {
    let row = of_register(of).and_then(|register| visit.coop.books().rows().get(register, code));
    let all: &[RowRevision] = row.map_or(&[], |row| &row.revised);
    html! {
        @if !all.is_empty() {
            section.wide {
                h2 { (visit.labels().text("desk.revised")) }
                ul { @for revision in all { (told(visit, revision)) } }
            }
        }
    }
}

fn told(visit: &Visit<'_>, revision: &RowRevision) -> Markup {
    let labels = visit.labels();
    let by = match revision.mode {
        RevisionMode::Changed => "desk.revised_changed",
        RevisionMode::Wrong => "desk.revised_wrong",
        RevisionMode::Void => "desk.revised_void",
    };
    let (from, on) = (revision.from.to_string(), revision.on.to_string());
    let said = labels.fill(by, &[("from", &from), ("on", &on)]);
    html! {
        li {
            (said) " " a href={ "/entries/" (revision.entry) } { (revision.entry) }
            @for member in &revision.members {
                " · " span.soft { (title(visit, &member.member)) } " "
                @match &member.was { MemberValue::Nothing => {}, was => { s { (value(visit, was)) } " → " } }
                (value(visit, &member.is))
            }
        }
    }
}

fn title(visit: &Visit<'_>, member: &str) -> String {
    let column = form::of("register.revised").and_then(|of| of.column_of(&format!("set.{member}")));
    column.map_or_else(|| member.to_owned(), |column| column.member.label.say(visit.session.lang))
}

fn value(visit: &Visit<'_>, value: &MemberValue) -> String {
    match value {
        MemberValue::Nothing => "–".to_owned(),
        MemberValue::Told(text) => text.clone(),
        MemberValue::Sealed => visit.labels().text("desk.sealed_text").to_owned(),
    }
}
