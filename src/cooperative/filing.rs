//! Whose a private text is: with which households an entry has to do, and so under which key what it
//! seals is filed (decision 20).

use crate::{
    books::Books,
    event::BlobSource,
    log::{Json, UnverifiedEntry},
    unit::{HouseId, HouseholdId, ParcelId, WorkerId},
};
use std::collections::BTreeSet;

/// Openings that belong to the organization, or to several households: the key they are filed under.
pub(super) const ORGANIZATION: &str = "Z0";

/// Under which household the openings of an entry are filed; none where it has to do with several.
pub(super) fn owner(books: &Books, entry: &UnverifiedEntry, blobs: &dyn BlobSource) -> Option<HouseholdId> {
    let mut whose = concerned(books, entry, blobs);
    // with several it is filed under the organization, and goes with the first that is forgotten
    if whose.len() == 1 { whose.pop_first() } else { None }
}

/// Every household an entry has to do with: those it is about, those its body names, those that ever
/// held a parcel or owned a house it names, whose objection it answers, and who stands in its payout
/// lines. More than too few: what is filed here is text about people.
pub(super) fn concerned(books: &Books, entry: &UnverifiedEntry, blobs: &dyn BlobSource) -> BTreeSet<HouseholdId> {
    let mut found: BTreeSet<HouseholdId> = entry.about().iter().filter_map(|h| h.parse().ok()).collect();
    let registers = &books.registers;
    let mut name = |member: &str, text: &str| {
        let worker = text.parse::<WorkerId>().ok().map(|w| w.household());
        found.extend(text.parse().ok().or(worker).filter(|h| registers.households.contains_key(h)));
        if member.starts_with("parcel") {
            let parcel = text.parse::<ParcelId>().ok().and_then(|p| registers.parcels.get(&p));
            found.extend(parcel.into_iter().flat_map(|p| p.household.values().cloned()));
        }
        if member.starts_with("house") {
            let house = text.parse::<HouseId>().ok().and_then(|h| registers.houses.get(&h));
            found.extend(house.into_iter().flat_map(|h| h.owner.values().filter_map(|o| o.household().cloned())));
        }
        if member == "objection" || member == "answers" {
            found.extend(books.objections.get(text).map(|(household, _)| household.clone()));
        }
    };
    walk(entry.body(), "", &mut name);
    if entry.kind().name().starts_with("payout.")
        && let Some(blob) = entry.body().member("lines").and_then(|l| l.member("blob")).and_then(Json::text)
        && let Some(bytes) = blob.parse().ok().and_then(|hash| blobs.blob(&hash))
    {
        for line in bytes.split(|&b| b == b'\n').filter_map(|line| Json::parse(line).ok()) {
            walk(&line, "", &mut name);
        }
    }
    found
}

/// Every text of a value with the member it stands under; in a list, that of the list. What is named
/// by a table's members, such as classes of shares, is no text.
pub(super) fn walk(value: &Json, member: &str, found: &mut dyn FnMut(&str, &str)) {
    match value {
        Json::Text(text) => found(member, text),
        Json::Array(items) => items.iter().for_each(|item| walk(item, member, found)),
        Json::Object(members) => members.iter().for_each(|(name, value)| walk(value, name, found)),
        _ => {}
    }
}
