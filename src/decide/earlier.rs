//! What is recorded for an earlier day must leave right what is recorded for later ones: shares and land
//! are there to be passed on, and a household is taken in behind everything it did.

use super::{Code, Refusal};
use crate::{
    books::Books,
    event::HouseholdMerged,
    unit::{Day, HouseholdId, ParcelId},
};

type Checked = Result<(), Refusal>;

/// The household stands in the register on the day.
pub(super) fn enrolled(books: &Books, household: &HouseholdId, on: Day) -> Checked {
    let since = books.registers.households.get(household).map(|h| h.enrolled);
    not_before(household, since, on)
}

fn not_before(subject: impl std::fmt::Display, day: Option<Day>, on: Day) -> Checked {
    match day.filter(|day| on < *day) {
        Some(day) => Err(Refusal::new(Code::DatesOutOfOrder, subject, format!("{day} or later"), on)),
        None => Ok(()),
    }
}

/// The parcel stays the household's behind the day, by what is recorded.
pub(super) fn held_since(books: &Books, parcel: &ParcelId, by: &HouseholdId, on: Day) -> Checked {
    let holders = books.registers.parcels.get(parcel).map(|p| &p.household);
    match holders.and_then(|all| all.since(on).find(|holder| *holder != by)) {
        Some(other) => Err(Refusal::new(Code::NotTheHolder, parcel, by, other)),
        None => Ok(()),
    }
}

/// All that a household has goes to the other on that day: nothing of it came or went later.
pub(super) fn merge(books: &Books, on: Day, m: &HouseholdMerged) -> Checked {
    not_before(&m.household, books.registers.last_change(&m.household), on)?;
    enrolled(books, &m.into, on)
}
