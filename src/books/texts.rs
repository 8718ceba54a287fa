//! Private texts: which entries carry some, with which households each entry has to do (decision 20),
//! and which erasure accounts for it. What is to be destroyed follows from this and from nothing else.

use super::Books;
use crate::{
    event::{Attached, PayoutLine, private_texts},
    log::{Json, VerifiedEntry, to_json},
    unit::{HouseId, HouseholdId, ParcelId, WorkerId},
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Something in an entry that leads to households: to itself, to everybody who ever held it, to who
/// raised it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Lead {
    /// A household, or one of its workers.
    Household(HouseholdId),
    /// A parcel.
    Parcel(ParcelId),
    /// A house.
    House(HouseId),
    /// An objection, by its number.
    Objection(String),
}

/// The entries that carry private texts.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Texts {
    entries: BTreeMap<u64, Carried>,
    leads: BTreeMap<Lead, Vec<u64>>,
}

/// What one entry carries.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Carried {
    count: u32,
    erased_by: Option<u64>,
}

impl Texts {
    /// How many texts no erasure accounts for.
    pub fn open(&self) -> u64 {
        self.entries.values().filter(|c| c.erased_by.is_none()).map(|c| u64::from(c.count)).sum()
    }

    /// Does an entry carry any?
    pub fn carries(&self, entry: u64) -> bool {
        self.entries.contains_key(&entry)
    }

    /// The erasure that accounts for the texts of an entry.
    pub fn erased_by(&self, entry: u64) -> Option<u64> {
        self.entries.get(&entry)?.erased_by
    }
}

/// Everything in an entry that may lead to a household. More than too few: it is about text on people.
pub fn leads(about: &[String], body: &Json, attached: &Attached) -> BTreeSet<Lead> {
    let mut found: BTreeSet<Lead> = about.iter().filter_map(|h| h.parse().ok()).map(Lead::Household).collect();
    let mut name = |member: &str, text: &str| {
        let worker = || text.parse::<WorkerId>().ok().map(|worker| worker.household());
        found.extend(text.parse().ok().or_else(worker).map(Lead::Household));
        if member.starts_with("parcel") {
            found.extend(text.parse().ok().map(Lead::Parcel));
        }
        if member.starts_with("house") {
            found.extend(text.parse().ok().map(Lead::House));
        }
        // a revised row, of whatever register
        if member == "code" {
            found.extend(text.parse().ok().map(Lead::Parcel));
            found.extend(text.parse().ok().map(Lead::House));
        }
        if member == "objection" || member == "answers" {
            found.insert(Lead::Objection(text.to_owned()));
        }
    };
    walk(body, "", &mut name);
    match attached {
        Attached::Lines(lines) => lines.iter().for_each(|(_, line)| in_line(line, &mut name)),
        Attached::Portions(portions) => {
            for (_, own) in portions.own() {
                name("to", own.to.as_str());
            }
            let lists = portions.own().iter().flat_map(|(_, own)| &own.lists).chain(portions.nobodys());
            for (list, items) in lists {
                items.iter().for_each(|item| walk(&item.is, list, &mut name));
            }
        }
        Attached::Nothing | Attached::Document(_) => {}
    }
    found
}

/// Who receives a line, and whom its reasons name.
fn in_line(line: &PayoutLine, found: &mut dyn FnMut(&str, &str)) {
    if let Some(household) = line.to.household() {
        found("to", household.as_str());
    }
    for reason in line.because.steps().iter().filter_map(|step| to_json(step).ok()) {
        walk(&reason, "", found);
    }
}

/// Every text of a value with the member it stands under; in a list, that of the list. What is named
/// by a table's members, such as classes of shares, is no text.
fn walk(value: &Json, member: &str, found: &mut dyn FnMut(&str, &str)) {
    match value {
        Json::Text(text) => found(member, text),
        Json::Array(items) => items.iter().for_each(|item| walk(item, member, found)),
        Json::Object(members) => members.iter().for_each(|(name, value)| walk(value, name, found)),
        Json::Bool(_) | Json::Integer(_) => {}
    }
}

impl Books {
    /// The households that leads go to, as the registers stand now.
    pub fn led_to(&self, leads: &BTreeSet<Lead>) -> BTreeSet<HouseholdId> {
        let registers = &self.registers;
        let mut found = BTreeSet::new();
        for lead in leads {
            match lead {
                Lead::Household(household) => {
                    found.extend(registers.households.get_key_value(household).map(|(h, _)| h.clone()))
                }
                Lead::Parcel(parcel) => {
                    let parcel = registers.parcels.get(parcel);
                    found.extend(parcel.into_iter().flat_map(|p| p.households().cloned()));
                }
                Lead::House(house) => {
                    let owners = registers.houses.get(house).into_iter().flat_map(|h| h.owner.values());
                    found.extend(owners.filter_map(|owner| owner.household().cloned()));
                }
                Lead::Objection(number) => {
                    found.extend(self.objections.get(number).map(|one| one.raised.household.clone()))
                }
            }
        }
        found
    }

    /// How many private texts an erasure of this household would account for now: those of every
    /// entry that has to do with it, but for what an earlier erasure accounts for.
    pub fn texts_of(&self, household: &HouseholdId) -> u64 {
        let entries = self.entries_with_texts(household);
        entries.iter().filter_map(|entry| self.texts.entries.get(entry)).map(|c| u64::from(c.count)).sum()
    }

    /// Entries with texts that have to do with a household and that no erasure accounts for.
    fn entries_with_texts(&self, household: &HouseholdId) -> BTreeSet<u64> {
        let registers = &self.registers;
        let held = registers.parcels.iter().filter(|(_, p)| p.households().any(|h| h == household));
        let owned = registers.houses.iter().filter(|(_, h)| h.owner.values().any(|o| o.household() == Some(household)));
        let raised = self.objections.iter().filter(|(_, one)| one.raised.household == *household);
        let leads = std::iter::once(Lead::Household(household.clone()))
            .chain(held.map(|(parcel, _)| Lead::Parcel(parcel.clone())))
            .chain(owned.map(|(house, _)| Lead::House(house.clone())))
            .chain(raised.map(|(number, _)| Lead::Objection(number.clone())));
        let entries = leads.filter_map(|lead| self.texts.leads.get(&lead)).flatten();
        let open = |entry: &&u64| self.texts.entries.get(entry).is_some_and(|c| c.erased_by.is_none());
        entries.filter(open).copied().collect()
    }

    /// Remembers which texts an entry carries, and what leads from it.
    pub(super) fn carry_texts(&mut self, sealed: &VerifiedEntry, attached: &Attached) {
        let count: u32 = private_texts(sealed.kind().name(), sealed.body()).map(|_| 1).sum();
        if count == 0 {
            return;
        }
        let index = sealed.index();
        self.texts.entries.insert(index, Carried { count, erased_by: None });
        for lead in leads(sealed.about(), sealed.body(), attached) {
            self.texts.leads.entry(lead).or_default().push(index);
        }
    }

    /// An erasure accounts for every text of the household that there is.
    pub(super) fn erase_texts(&mut self, household: &HouseholdId, erasure: u64) {
        for entry in self.entries_with_texts(household) {
            if let Some(carried) = self.texts.entries.get_mut(&entry) {
                carried.erased_by = Some(erasure);
            }
        }
    }
}
