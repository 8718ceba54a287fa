//! Which bodies list things of several households, and how such lists leave the body: as portions
//! ([`crate::log::portions`]) in a blob, so that a household is shown its own alone.
//!
//! Where at most one household stands in an entry, `about` names it and the lists stay in the body: most
//! vouchers cost no blob. Where two or more stand, `about` names nobody, and each has its portion.

use super::{EventError, Fact};
use crate::log::{
    Json,
    portions::{Portion, Portions, PortionsHead},
    to_json,
};

/// The member that stands for the lists.
const MEMBER: &str = "portions";

/// Kinds that may concern any number of households, with their lists of things of households.
const PARTED: [(&str, &[&str]); 15] = [
    ("claim.recorded/1", &["parts"]),
    ("contract.amended/1", &["areas", "parcels"]),
    ("contract.ended/1", &[]),
    ("contract.signed/1", &["houses", "parcels"]),
    ("entry.corrected/1", &[]),
    ("holding.passed/1", &["lines"]),
    ("land.changed/1", &["into", "parcels"]),
    ("opening.recorded/1", &["lines"]),
    ("organization.changed/1", &["codes", "lines"]),
    ("payment.recorded/1", &["parts"]),
    ("receipt.recorded/1", &["parts"]),
    ("series.recorded/1", &["rows"]),
    ("subscription.recorded/1", &["lines"]),
    ("voucher.recorded/1", &["lines"]),
    ("work.recorded/1", &["lines"]),
];

/// The lists of a kind that stand in portions where several households do; `None` for kinds whose
/// entries never have portions.
pub fn parted(kind: &str) -> Option<&'static [&'static str]> {
    PARTED.iter().find(|(parted, _)| *parted == kind).map(|(_, lists)| *lists)
}

/// What an entry's body says of its portions, if it has some.
pub fn portions_head(body: &Json) -> Option<PortionsHead> {
    crate::log::from_json(body.member(MEMBER)?).ok()
}

/// The body as one household is shown it: its own things in place of all.
pub fn own_body(kind: &str, body: &Json, portion: &Portion) -> Json {
    let mut own = body.clone();
    if let Json::Object(members) = &mut own {
        members.remove(MEMBER);
        for name in parted(kind).unwrap_or_default() {
            let Some(items) = portion.lists.get(*name) else { continue };
            members.insert((*name).to_owned(), Json::Array(items.iter().map(|item| item.is.clone()).collect()));
        }
    }
    own
}

/// Takes the lists out of a body and says where they are.
pub(super) fn take_apart(fact: &Fact, body: &mut Json, portions: &Portions) -> Result<(), EventError> {
    let wrong = |e: String| EventError::Body(fact.kind().to_owned(), e);
    let head = portions.head().map_err(|e| wrong(e.to_string()))?;
    if let Json::Object(members) = body {
        for name in parted(fact.kind()).unwrap_or_default() {
            members.remove(*name);
        }
        members.insert(MEMBER.to_owned(), to_json(&head).map_err(|e| wrong(e.to_string()))?);
    }
    Ok(())
}

/// Puts the lists back into a body that has portions; `load` gives the bytes of their blob.
pub(super) fn put_together(
    kind: &str,
    body: &mut Json,
    load: impl FnOnce(&PortionsHead) -> Result<Vec<u8>, EventError>,
) -> Result<Option<Portions>, EventError> {
    let Some(lists) = parted(kind) else { return Ok(None) };
    let Some(head) = body.member(MEMBER) else { return Ok(None) };
    let wrong = |e: String| EventError::Body(kind.to_owned(), e);
    let head: PortionsHead = crate::log::from_json(head).map_err(|e| wrong(e.to_string()))?;
    let blob = load(&head)?;
    let bad = |e: String| EventError::Blob(head.blob, e);
    let (portions, mut found) = Portions::read(&head, &blob).map_err(|e| bad(e.to_string()))?;
    if let Json::Object(members) = body {
        members.remove(MEMBER);
        for name in lists {
            members.insert((*name).to_owned(), Json::Array(found.remove(*name).unwrap_or_default()));
        }
    }
    match found.first_key_value() {
        None => Ok(Some(portions)),
        Some((name, _)) => Err(bad(format!("a list `{name}`, which {kind} does not take apart"))),
    }
}

/// An entry of these kinds names at most one household in `about`, and none if it has portions.
///
/// # Errors
/// [`EventError::Body`] where it names more.
pub fn about_fits(kind: &str, about: usize, portions: bool) -> Result<(), EventError> {
    let most = if portions { 0 } else { 1 };
    match parted(kind).is_none() || about <= most {
        true => Ok(()),
        false => Err(EventError::Body(
            kind.to_owned(),
            format!("`about` names {about} households, at most {most} where portions are {portions}"),
        )),
    }
}
