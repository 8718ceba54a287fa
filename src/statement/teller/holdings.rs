//! What a household holds at the end of a day.

use super::Teller;
use crate::{
    books::{Books, Household, Parcel, RowRevision},
    event::{Holder, RegisterName},
    statement::value::{CapitalHeld, HeldRevision, Holdings, HouseHeld, KeptHeld, ParcelHeld, PersonHeld, SharesHeld},
    unit::{ClassId, Day, HouseholdId, Money, ParcelId, Shares, Text},
};
use std::collections::BTreeMap;

/// What a household holds at the end of a day; `None` where the books do not know it.
pub fn held(books: &Books, household: &HouseholdId, day: Day) -> Option<Holdings> {
    let entered = books.registers().households().get(household)?;
    Some(holdings(books, entered, &books.registers().parcels().iter().collect::<Vec<_>>(), household, day))
}

impl Teller<'_> {
    pub(super) fn holdings(&self, household: &HouseholdId, entered: &Household, day: Day) -> Holdings {
        let parcels = self.parcels.get(household).map(Vec::as_slice).unwrap_or_default();
        holdings(self.books, entered, parcels, household, day)
    }
}

/// `parcels` are those that the household may hold, by code.
fn holdings(
    books: &Books,
    entered: &Household,
    parcels: &[(&ParcelId, &Parcel)],
    household: &HouseholdId,
    day: Day,
) -> Holdings {
    Holdings {
        members: entered.members_at(day),
        persons: persons_of(books, household, day),
        kept: if entered.is_of_persons() { kept_of(entered, day) } else { Vec::new() },
        shares: shares(entered, day),
        parcels: parcels_of(parcels, household, day),
        houses: houses_of(books, household, day),
        capital: capital_of(books, household, day),
    }
}

fn persons_of(books: &Books, household: &HouseholdId, day: Day) -> Vec<PersonHeld> {
    let there = books.registers().persons_of(household, day);
    there
        .map(|(id, person)| PersonHeld {
            person: id.clone(),
            basis: person.basis,
            since: person.since,
            shares: held_of(person.holds(day)),
        })
        .collect()
}

/// In the order in which they end.
fn kept_of(entered: &Household, day: Day) -> Vec<KeptHeld> {
    let rows = entered.retained.iter().filter(|(from, _, _, until)| *from <= day && day <= *until);
    let mut kept: Vec<KeptHeld> = rows
        .map(|(_, class, shares, until)| KeptHeld { class: class.clone(), shares: *shares, until: *until })
        .collect();
    kept.sort_by(|a, b| (a.until, &a.class, a.shares).cmp(&(b.until, &b.class, b.shares)));
    kept
}

fn held_of(shares: BTreeMap<ClassId, Shares>) -> Vec<SharesHeld> {
    shares.into_iter().map(|(class, shares)| SharesHeld { class, name: None, shares }).collect()
}

fn parcels_of(parcels: &[(&ParcelId, &Parcel)], household: &HouseholdId, day: Day) -> Vec<ParcelHeld> {
    let held = parcels.iter().filter(|(_, p)| p.household_on(day) == Some(household));
    held.filter_map(|(id, parcel)| {
        let (area_m2, area_mu) = *parcel.area.as_at(day)?;
        Some(ParcelHeld {
            parcel: (*id).clone(),
            area_mu,
            area_m2,
            contract: parcel.leased_under(day).cloned(),
            entrusted_until: parcel.entrusted_until(day),
            land_contract_end: parcel.contract_end_on(day),
        })
    })
    .collect()
}

fn houses_of(books: &Books, household: &HouseholdId, day: Day) -> Vec<HouseHeld> {
    let houses = books.registers().houses().iter();
    houses
        .filter(|(_, house)| house.owner.as_at(day).and_then(Holder::household) == Some(household))
        .filter_map(|(id, house)| {
            let lease = house.let_on(day);
            Some(HouseHeld {
                house: id.clone(),
                floor_m2: *house.floor_m2.as_at(day)?,
                contract: lease.map(|(contract, _)| contract.clone()),
                until: lease.map(|(_, days)| days.last_day()),
            })
        })
        .collect()
}

fn capital_of(books: &Books, household: &HouseholdId, day: Day) -> Vec<CapitalHeld> {
    let owned = |owner: Option<&Holder>| owner.and_then(Holder::household) == Some(household);
    let own = books.registers().capital().iter().filter(|c| owned(c.owner.as_at(day)));
    let mut held: Vec<CapitalHeld> = own
        .map(|c| CapitalHeld {
            contract: c.contract.clone(),
            amount: c.amount_at(day),
            since: c.counts_from().filter(|since| *since <= day),
        })
        .filter(|held| held.amount > Money::ZERO)
        .collect();
    held.sort_by(|a, b| (&a.contract, a.since).cmp(&(&b.contract, b.since)));
    held
}

fn shares(entered: &Household, day: Day) -> Vec<SharesHeld> {
    held_of(entered.holds(day))
}

/// What these entries revised by the end of a day, in their order.
pub fn revised(books: &Books, entries: impl IntoIterator<Item = u64>, day: Day) -> Vec<HeldRevision> {
    let text = |text: &str| text.parse::<Text>().ok();
    let mut found = Vec::new();
    for (register, code, revision) in entries.into_iter().filter_map(|entry| books.rows().revision(entry)) {
        // what was published of a household is no row of its own
        if register == RegisterName::Series {
            continue;
        }
        let Some(code) = text(code).filter(|_| revision.on <= day) else { continue };
        let RowRevision { entry, mode, on: date, from, ref members } = *revision;
        let bare = HeldRevision { entry, date, from, mode, register, code, member: None, was: None, is: None };
        if members.is_empty() {
            found.push(bare.clone());
        }
        found.extend(members.iter().map(|member| HeldRevision {
            member: text(&member.member),
            was: member.was.told().and_then(text),
            is: member.is.told().and_then(text),
            ..bare.clone()
        }));
    }
    found
}
