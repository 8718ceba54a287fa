//! What is recorded, as the rows of a template: each record under the id that it has, so that what is brought back
//! untouched is known again. Private texts come from the private store; where one is not here its commitment stands.

use crate::{
    cooperative::{Cooperative, Trouble},
    event::private_fields,
    form::Description,
    log::{Json, UnverifiedEntry},
    unit::Lang,
    workbook::{self, Template, TemplateSheet},
};

/// A workbook to be filled in, a sheet a kind: empty but for an example, or with what is recorded.
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
    let template = Template { sheets, origin: &origin, books: Some(coop.books()), lang };
    workbook::template(&template).map_err(|e| Trouble::Bug(e.to_string()))
}

/// The rows of every record of a kind that no other has reversed.
fn rows(coop: &Cooperative, of: &Description) -> Result<Vec<Vec<String>>, Trouble> {
    const AT_ONCE: u64 = 1_000;
    let mut rows = Vec::new();
    let size = coop.books().size();
    let mut from = 0;
    while from < size {
        let upto = size.min(from + AT_ONCE);
        for (index, line) in (from..).zip(coop.lines(from, upto)?) {
            let Ok(entry) = UnverifiedEntry::parse(&line) else { continue };
            if entry.kind().name() == of.kind && coop.books().corrected_by(index).is_none() {
                rows.extend(of.rows(&of.fields(&members(coop, index)?)));
            }
        }
        from = upto;
    }
    Ok(rows)
}

/// The members of the request that an entry came from, private texts in the clear.
fn members(coop: &Cooperative, index: u64) -> Result<Json, Trouble> {
    let entry = coop.entry(index)?;
    let body = entry.event.fact.body().map_err(|e| Trouble::Bug(e.to_string()))?;
    let Json::Object(mut members) = body else { return Ok(body) };
    let kind = entry.sealed.kind().name().to_owned();
    for beside in ["note", "evidence"] {
        members.extend(entry.sealed.body().member(beside).cloned().map(|said| (beside.to_owned(), said)));
    }
    for field in private_fields(&kind) {
        let Some(commitment) = members.get(field).and_then(Json::text).and_then(|hex| hex.parse().ok()) else {
            continue;
        };
        if let Some(text) = coop.opened(field, &commitment) {
            members.insert(field.to_owned(), Json::Text(text));
        }
    }
    members.insert("id".to_owned(), Json::Text(entry.sealed.id().to_string()));
    members.insert("on".to_owned(), Json::Text(entry.sealed.effective_on().to_string()));
    Ok(Json::Object(members))
}
