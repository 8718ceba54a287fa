//! One household: its statement, with what the books know and proofs on demand.

use super::{
    super::{
        Reply,
        shell::{DeskPart, page},
        visit::Visit,
    },
    asof, codes, figures,
    life::{Living, life},
    revised::revisions,
};
use crate::{
    books::Payout,
    cooperative::{Cooperative, Sought, Trouble},
    form::CodeOf,
    statement::{Format, HouseholdStatement, render_for, value::Called},
    unit::{Fen, HouseholdId},
};
use maud::html;

/// Payouts whose spread is drawn, from the newest.
const NEWEST: usize = 3;

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
    if visit.asked("format") == Some("html") && visit.when.known.is_none() {
        let told = coop.telling_from(coop.lookup()?)?.statement(household, on)?;
        let vkey = &coop.books().opened().vkey;
        let html = render_for(&told, &called(visit, coop, &told)?, Some(vkey), Format::Html, lang);
        return Ok(Reply::file(&format!("{household}-{on}.html"), "text/html; charset=utf-8", html.into_bytes()));
    }
    let told = coop.unproven_statement(household, on)?;
    // how far this machine audited stands at the head of every page of the desk
    let called = Called { doubt: None, ..called(visit, coop, &told)? };
    let text = render_for(&told, &called, None, Format::Text, lang);
    let mut mine: Vec<&Payout> = coop.books().payouts().values().collect();
    mine.retain(|payout| payout.on <= on && payout.amount_of(household).is_some());
    mine.sort_by_key(|payout| std::cmp::Reverse(payout.index));
    mine.truncate(NEWEST);
    let body = html! {
        section.wide {
            (asof::as_of(visit, &html! {}))
            @if visit.when.known.is_none() { p { a.button href=(visit.at(visit.path(), &[("format", "html")])) { (labels.text("desk.keep_statement")) }
                " " a href={ "/record/objection.raised?household=" (household) } { (labels.text("desk.object")) } } }
            pre tabindex="0" { (text) }
        }
        @for payout in &mine {
            section.wide {
                h2 { (codes::code(visit, CodeOf::Payouts, payout.declared.payout.as_str())) }
                (figures::dots(&amounts(payout), Some(household.as_str()), labels))
                p { a href=(visit.at(&format!("/payouts/{}/{household}", payout.declared.payout), &[])) { (labels.text("desk.reasons")) } }
            }
        }
        (revisions(visit, CodeOf::Households, household.as_str()))
        section.wide { h2 { (labels.text("desk.life")) } (life(visit, Living { of: CodeOf::Households, code: household.as_str(), with: None })?) }
    };
    let same = visit.same(&format!("coop statement {household}"));
    Ok(Reply::page(
        200,
        page(visit, DeskPart::Registers, &codes::titled(visit, CodeOf::Households, household.as_str()), &same, &body),
    ))
}

/// What its codes are called, where this session may see that.
fn called(visit: &Visit<'_>, coop: &Cooperative, told: &HouseholdStatement) -> Result<Called, Trouble> {
    let called = coop.calling(false)?.of(told);
    if visit.names.is_some() {
        return Ok(called);
    }
    Ok(Called { name: None, parcels: Default::default(), persons: Default::default(), ..called })
}

/// What each household has of a payout.
fn amounts(payout: &Payout) -> Vec<(String, Fen)> {
    let owed = payout.lines.iter().map(|(household, owed)| (household, owed.amount));
    let asked = payout.asked.iter().map(|(household, asked)| (household, asked.amount));
    owed.chain(asked).map(|(household, amount)| (household.to_string(), amount)).collect()
}
