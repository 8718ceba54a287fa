//! A sheet beside another one on this ledger's books: what changes in the text, and who would gain or lose how much.

use super::{super::visit::Visit, told};
use crate::{
    cooperative::{TriedSheet, Trouble},
    decide::{Births, DeclarePayout},
    page::Paper,
    told::{ComparedSheet, SheetsBeside, as_declared, beside_paper, text_alone, told_trouble},
    unit::{PayoutId, SchemeId},
};
use maud::{Markup, html};

/// A version of an adopted sheet.
pub type Version<'a> = (&'a SchemeId, u32);

/// A field to choose another version, and behind it the comparison with the one that was chosen: for a payout as it was
/// declared, or for the newest payout of either sheet.
///
/// # Errors
/// What keeps blobs or entries from being read.
pub fn beside(visit: &Visit<'_>, own: Version<'_>, payout: Option<&PayoutId>) -> Result<Markup, Trouble> {
    let labels = visit.labels();
    let typed = visit.asked("with").unwrap_or("");
    let schemes = visit.coop.books().schemes();
    let name = |(id, version): Version<'_>| format!("{id}@{version}");
    let others: Vec<Version<'_>> =
        schemes.keys().map(|(id, version)| (id, *version)).filter(|other| *other != own).collect();
    let chosen = others.iter().find(|other| name(**other) == typed).copied();
    let wrong = !typed.is_empty() && chosen.is_none();
    Ok(html! {
        section.wide {
            h2 { (labels.text("desk.beside_another")) }
            @if others.is_empty() { p.soft { (labels.text("desk.no_other_sheet")) } } @else {
                form.asof method="get" {
                    @for (field, value) in visit.query.iter().filter(|(field, _)| field != "with") { input type="hidden" name=(field) value=(value); }
                    div.field.wrong[wrong] {
                        label for="with" { (labels.text("desk.by_sheet")) }
                        select name="with" id="with" aria-invalid=[wrong.then_some("true")] {
                            @for other in &others { option value=(name(*other)) selected[chosen == Some(*other)] { (name(*other)) } }
                        }
                        @if wrong { span.fault { (labels.text("desk.no_such_sheet")) } }
                    }
                    button.plain type="submit" { (labels.text("desk.compare")) }
                }
            }
            @if let Some(other) = chosen { (paper(&compared(visit, own, other, payout)?)) }
        }
    })
}

/// Tables for a meeting, as part of a page.
pub fn paper(paper: &Paper) -> Markup {
    html! {
        @for line in &paper.under { p { (line) } }
        @for table in paper.tables.iter().filter(|table| !table.rows.is_empty()) { (told(table)) }
    }
}

fn compared(
    visit: &Visit<'_>,
    own: Version<'_>,
    other: Version<'_>,
    payout: Option<&PayoutId>,
) -> Result<Paper, Trouble> {
    let labels = visit.labels();
    let coop = &visit.coop;
    let side = |(id, version): Version<'_>| -> Result<ComparedSheet, Trouble> {
        let sheet = TriedSheet::Adopted(id.clone(), Some(version));
        let (_, checked) = coop.sheet_to_try(&sheet, visit.on())?;
        Ok(ComparedSheet { name: format!("{id}@{version}"), sheet, checked })
    };
    let sides = [side(own)?, side(other)?];
    let newest = || [own, other].iter().find_map(|(id, _)| coop.newest_payout_of(id));
    let found = match payout.or_else(newest) {
        None => text_alone(&sides, "", labels.text("diff.no_payout")),
        Some(payout) => {
            let request = DeclarePayout {
                contract: None,
                payout: payout.clone(),
                period: None,
                record_day: None,
                given: Vec::new(),
                opened: Births::default(),
                shown: None,
                scheme: other.0.clone(),
                sources: Vec::new(),
                stated: None,
                recorded: false,
                version: None,
                year: None,
            };
            let (request, known_at) = as_declared(coop, request, false, visit.when.known);
            match coop.compare_sheets((&sides[0].sheet, &sides[1].sheet), &request, visit.on(), known_at) {
                Ok(compared) => SheetsBeside::Both(Box::new(compared)),
                Err(trouble @ Trouble::Refused(_)) => text_alone(&sides, "", &told_trouble(labels, &trouble).message),
                Err(trouble) => return Err(trouble),
            }
        }
    };
    let [before, after] = &sides;
    Ok(beside_paper(labels, before, after, &found))
}
