//! One household: its statement, with what the books know and proofs on demand.

use super::super::{
    Reply,
    shell::{DeskPart, page},
    visit::Visit,
};
use crate::{
    cooperative::{Sought, Trouble},
    statement::{Format, render_for, value::Called},
    unit::HouseholdId,
};
use maud::html;

/// A household's statement; `?format=html` gives the page that it can keep.
///
/// # Errors
/// [`Trouble::Absent`] for one that is not enrolled, or what keeps the ledger from being read.
pub fn household(visit: &Visit<'_>, household: &HouseholdId) -> Result<Reply, Trouble> {
    let labels = visit.labels();
    let lang = visit.session.lang;
    let coop = &visit.coop;
    if !coop.books().registers().households().contains_key(household) {
        return Err(Trouble::Absent(Sought::Enrolled(household.clone())));
    }
    let on = visit.on();
    if visit.asked("format") == Some("html") {
        let told = coop.telling_from(coop.lookup()?)?.statement(household, on)?;
        let vkey = &coop.books().opened().vkey;
        let html = render_for(&told, &coop.calling(false)?.of(&told), Some(vkey), Format::Html, lang);
        return Ok(Reply::file(&format!("{household}-{on}.html"), "text/html; charset=utf-8", html.into_bytes()));
    }
    let told = coop.unproven_statement(household, on)?;
    // how far this machine audited stands at the head of every page of the desk
    let called = Called { doubt: None, ..coop.calling(false)?.of(&told) };
    let text = render_for(&told, &called, None, Format::Text, lang);
    let body = html! {
        section.wide {
            (super::as_of(visit))
            p { a.button href={ "?on=" (on) "&format=html" } { (labels.text("desk.keep_statement")) }
                " " a href={ "/record/objection.raised?household=" (household) } { (labels.text("desk.object")) } }
            pre tabindex="0" { (text) }
        }
    };
    let same = format!("coop statement {household} --on {on}");
    Ok(Reply::page(200, page(visit, DeskPart::Registers, household.as_str(), &same, &body)))
}
