//! Whose a private text is: with which households an entry has to do, and so under which key what it
//! seals is filed (decision 20).

use crate::{
    books::{Books, leads},
    event::{Attached, BlobSource, Event},
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
/// lines. More than too few: what is filed here is text about people.
pub(super) fn concerned(books: &Books, entry: &UnverifiedEntry, blobs: &dyn BlobSource) -> BTreeSet<HouseholdId> {
    let event =
        entry.kind().name().starts_with("payout.").then(|| Event::read(entry.kind().as_str(), entry.body(), blobs));
    let attached = event.and_then(Result::ok).map_or(Attached::Nothing, |event| event.attached);
    books.led_to(&leads(entry.about(), entry.body(), &attached))
}
