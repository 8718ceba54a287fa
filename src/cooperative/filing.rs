//! Whose a private text is: with which households an entry has to do, and so under which key what it
//! seals is filed (decision 20).

use crate::{
    books::{Books, leads},
    event::{Attached, BlobSource, Event, portions_head},
    log::UnverifiedEntry,
    unit::{HouseholdId, UnitError},
};
use std::collections::BTreeSet;

/// Openings that belong to the organization, or to several households: the key they are filed under.
pub(super) fn organization() -> Result<HouseholdId, UnitError> {
    "Z0".parse()
}

/// Under which household the openings of an entry are filed; none where it has to do with several.
pub(super) fn owner(books: &Books, entry: &UnverifiedEntry, attached: &Attached) -> Option<HouseholdId> {
    let mut whose = books.led_to(&leads(entry.about(), entry.body(), attached));
    // with several it is filed under the organization, and goes with the first that is forgotten
    if whose.len() == 1 { whose.pop_first() } else { None }
}

/// Every household an entry has to do with: those it is about, those its body names, those that ever
/// held a parcel or owned a house it names, whose objection it answers, and who stands in its payout
/// lines or has a portion of it. More than too few: what is filed here is text about people.
pub(super) fn concerned(books: &Books, entry: &UnverifiedEntry, blobs: &dyn BlobSource) -> BTreeSet<HouseholdId> {
    let attached = apart(entry, blobs).map_or(Attached::Nothing, |event| event.attached);
    books.led_to(&leads(entry.about(), entry.body(), &attached))
}

/// The event of an entry that has lines or portions of households in a blob; `None` for any other, whose
/// blobs need not be read.
pub(super) fn apart(entry: &UnverifiedEntry, blobs: &dyn BlobSource) -> Option<Event> {
    let kind = entry.kind();
    let has = kind.name().starts_with("payout.") || portions_head(entry.body()).is_some();
    has.then(|| Event::read(kind.as_str(), entry.body(), blobs).ok()).flatten()
}
