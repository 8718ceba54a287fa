//! What is recorded, as the rows of a template: each record under the id that it has, as the register holds it now, so that
//! what is brought back untouched is known again. Private texts come from the private store; where one is not here its
//! commitment stands.

use crate::{
    cooperative::{Cooperative, Trouble},
    event::{private_fields, private_listed, private_member},
    form::{self, Description, Fields},
    log::{Json, UnverifiedEntry},
    unit::{HouseholdId, Lang},
    workbook::{self, Template, TemplateSheet},
};
use std::collections::{BTreeMap, BTreeSet};

/// A workbook to be filled in, a sheet a kind: empty but for an example, or with what is held now.
///
/// # Errors
/// What keeps the journal from being read; [`Trouble::Bug`] where no workbook holds so many rows.
pub(crate) fn template_of(
    coop: &Cooperative,
    kinds: &[&'static Description],
    filled: bool,
    lang: Lang,
) -> Result<Vec<u8>, Trouble> {
    let mut sheets = Vec::new();
    for of in kinds {
        let rows = if filled { rows(coop, of)? } else { Vec::new() };
        sheets.push(TemplateSheet { of, rows });
    }
    let origin = coop.origin().to_string();
    let filled = filled.then(|| coop.books().size());
    let template = Template { sheets, origin: &origin, books: Some(coop.books()), filled, lang };
    workbook::template(&template).map_err(|e| Trouble::Bug(e.to_string()))
}

/// The heads and the example of one kind as separated values.
pub(crate) fn separated_template_of(coop: &Cooperative, of: &'static Description, lang: Lang) -> String {
    let origin = coop.origin().to_string();
    let sheets = vec![TemplateSheet { of, rows: Vec::new() }];
    let template = Template { sheets, origin: &origin, books: Some(coop.books()), filled: None, lang };
    workbook::separated(&template)
}

/// How many rows of such a workbook have a private text that is not on this machine, beside those of households whose texts
/// were erased: they would say commitments in the place of names and numbers.
///
/// # Errors
/// What keeps the journal from being read.
pub(crate) fn sealed_elsewhere(coop: &Cooperative, kinds: &[&'static Description]) -> Result<usize, Trouble> {
    let mut rows = 0;
    for of in kinds {
        for index in kept(coop, of)? {
            let Some(held) = held(coop, of, index)?.filter(|held| !held.sealed.is_empty()) else { continue };
            let of_it = |name: &str| held.fields.get(name).and_then(|code| code.parse::<HouseholdId>().ok());
            let erased = ["household", "owner"].into_iter().filter_map(of_it);
            rows += usize::from(!erased.into_iter().any(|household| coop.books().erased().contains_key(&household)));
        }
    }
    Ok(rows)
}

/// A record as the register holds it.
pub(super) struct Held {
    /// Its fields.
    pub fields: Fields,
    /// Those of them whose private text is not on this machine.
    pub sealed: BTreeSet<String>,
}

/// The rows of every record of a kind that no other has reversed and whose household is still one.
fn rows(coop: &Cooperative, of: &Description) -> Result<Vec<Vec<String>>, Trouble> {
    let mut rows = Vec::new();
    for index in kept(coop, of)? {
        rows.extend(held(coop, of, index)?.into_iter().flat_map(|held| of.rows(&held.fields)));
    }
    Ok(rows)
}

/// The entries of a kind that no other has reversed.
pub(super) fn kept(coop: &Cooperative, of: &Description) -> Result<Vec<u64>, Trouble> {
    const AT_ONCE: u64 = 1_000;
    let mut kept = Vec::new();
    let size = coop.books().size();
    let mut from = 0;
    while from < size {
        let upto = size.min(from + AT_ONCE);
        for (index, line) in (from..).zip(coop.lines(from, upto)?) {
            let Ok(entry) = UnverifiedEntry::parse(&line) else { continue };
            if entry.kind().name() == of.kind && coop.books().corrected_by(index).is_none() {
                kept.push(index);
            }
        }
        from = upto;
    }
    Ok(kept)
}

/// The record that an entry made, as the register holds it now; none where the entry is of another kind or reversed, its
/// household is one no longer, or no row can say it.
pub(super) fn held(coop: &Cooperative, of: &Description, index: u64) -> Result<Option<Held>, Trouble> {
    let entry = coop.entry(index)?;
    if entry.sealed.kind().name() != of.kind || coop.books().corrected_by(index).is_some() {
        return Ok(None);
    }
    let body = entry.event.fact.body().map_err(|e| Trouble::Bug(e.to_string()))?;
    let Json::Object(mut members) = body else { return Ok(None) };
    for beside in ["note", "evidence"] {
        members.extend(entry.sealed.body().member(beside).cloned().map(|said| (beside.to_owned(), said)));
    }
    newest(coop, of, index, &mut members)?;
    let sealed = open(coop, of, &mut members);
    members.insert("id".to_owned(), Json::Text(entry.sealed.id().to_string()));
    members.insert("on".to_owned(), Json::Text(entry.sealed.effective_on().to_string()));
    let held = of.as_held(coop.books(), members).map_err(|e| Trouble::Bug(e.to_string()))?;
    let held = held.map(|members| Held { fields: of.fields(&Json::Object(members)), sealed });
    // what a payout or its return lists stands beside the entry: no row has all of it
    Ok(held.filter(|held| of.request(&held.fields).is_ok()))
}

/// Puts the private texts that a row has since in the place of those with which it was registered.
fn newest(
    coop: &Cooperative,
    of: &Description,
    index: u64,
    members: &mut BTreeMap<String, Json>,
) -> Result<(), Trouble> {
    let Some((register, code)) = form::row_of(of.kind) else { return Ok(()) };
    let Some(code) = members.get(code).and_then(Json::text).map(str::to_owned) else { return Ok(()) };
    for field in private_fields(of.kind).filter(|field| *field != "note") {
        let Some(by) = coop.books().rows().said_last(register, &code, field).filter(|by| *by != index) else {
            continue;
        };
        let entry = coop.entry(by)?;
        match private_member(entry.sealed.kind().name(), entry.sealed.body(), field) {
            Some(said) => _ = members.insert(field.to_owned(), said.clone()),
            None => _ = members.remove(field),
        }
    }
    Ok(())
}

/// Puts private texts in the place of their commitments; gives those that are not here.
fn open(coop: &Cooperative, of: &Description, members: &mut BTreeMap<String, Json>) -> BTreeSet<String> {
    let mut sealed = BTreeSet::new();
    for field in private_fields(of.kind) {
        if !open_one(coop, field, members) {
            sealed.insert(field.to_owned());
        }
    }
    if let Some((list, fields)) = private_listed(of.kind)
        && let Some(Json::Array(items)) = members.get_mut(list)
    {
        for item in items {
            let Json::Object(item) = item else { continue };
            for field in fields {
                if !open_one(coop, field, item) {
                    sealed.insert(format!("{list}.{field}"));
                }
            }
        }
    }
    sealed
}

/// Puts the text of one member in its place; false where it stays sealed.
fn open_one(coop: &Cooperative, field: &str, members: &mut BTreeMap<String, Json>) -> bool {
    let Some(commitment) = members.get(field).and_then(Json::text).and_then(|hex| hex.parse().ok()) else {
        return true;
    };
    let text = coop.opened(field, &commitment);
    let here = text.is_some();
    members.extend(text.map(|text| (field.to_owned(), Json::Text(text))));
    here
}
