//! The roll of persons: they come, move between households and go, and what lies on them goes along.

use super::{Dated, Resident, registers::Registers};
use crate::{
    event::{Basis, Holder, Loss, Person},
    unit::{ClassId, Day, HouseholdId, PersonId, Shares},
};
use std::collections::BTreeMap;

impl Registers {
    /// Every person there ever was, by code.
    pub fn persons(&self) -> &BTreeMap<PersonId, Resident> {
        &self.persons
    }

    /// Who lives in a household at the end of a day, guests too, by code.
    pub fn persons_of<'a>(
        &'a self,
        household: &'a HouseholdId,
        day: Day,
    ) -> impl Iterator<Item = (&'a PersonId, &'a Resident)> {
        self.persons.iter().filter(move |(_, p)| p.is_there(day) && p.household_on(day) == Some(household))
    }

    /// A person enters a household that is in the register.
    pub(super) fn come(&mut self, household: &HouseholdId, said: &Person, entry: u64) {
        let Some(enrolled) = self.households.get(household).map(|h| h.enrolled) else { return };
        let from = said.since.max(enrolled);
        let person = Resident {
            birth: said.birth,
            identity: said.identity,
            matching: said.matching,
            name: said.name,
            since: said.since,
            basis: said.basis,
            relation: Dated::from(from, said.relation.clone()),
            entry,
            household: Dated::from(from, household.clone()),
            left: None,
            shares: said.shares.iter().map(|(class, shares)| (class.clone(), Dated::from(from, *shares))).collect(),
        };
        self.persons.insert(said.person.clone(), person);
        self.count(household, from, i8::from(said.basis.is_member()));
        for (class, shares) in &said.shares {
            self.grant(&Holder::Household(household.clone()), class, *shares, from);
            self.give(household, class, *shares);
        }
    }

    /// A person goes over into another household from a day on, with all that lies on him.
    pub(super) fn move_person(&mut self, id: &PersonId, to: &HouseholdId, on: Day) {
        let Some(person) = self.persons.get_mut(id) else { return };
        let Some(from) = person.household.latest().cloned() else { return };
        let (member, taken) = (person.is_member(on), person.holds(on));
        person.household.change(on, to.clone());
        self.count(&from, on, -i8::from(member));
        self.count(to, on, i8::from(member));
        for (class, shares) in &taken {
            self.withdraw(&from, class, *shares, on);
            self.grant(&Holder::Household(to.clone()), class, *shares, on);
        }
        self.part(&from, to, &taken);
    }

    /// A person is gone from a day on and loses shares.
    pub(super) fn lose_person(&mut self, id: &PersonId, (on, why): (Day, Loss), lost: &BTreeMap<ClassId, Shares>) {
        let Some(person) = self.persons.get_mut(id) else { return };
        let Some(household) = person.household.latest().cloned() else { return };
        let member = person.is_member(on);
        person.left = Some((on, why));
        for (class, shares) in lost {
            let held = person.shares.entry(class.clone()).or_default();
            held.change_from(on, Shares::ZERO, |now| now.minus(*shares).unwrap_or(Shares::ZERO));
        }
        self.count(&household, on, -i8::from(member));
        for (class, shares) in lost {
            self.withdraw(&household, class, *shares, on);
        }
        self.leave(&household, lost);
    }

    /// Everybody who lives in a household, or last lived there, is in another one from a day on; what lies on them
    /// counted with the household, and went over with it.
    pub(super) fn take_over(&mut self, old: &HouseholdId, into: &HouseholdId, on: Day) {
        for person in self.persons.values_mut().filter(|p| p.household.latest() == Some(old)) {
            if person.left.is_none() || person.holds(on).values().any(|shares| !shares.is_zero()) {
                person.household.change(on, into.clone());
            }
        }
    }

    /// Somebody is the head of a household from a day on.
    pub(super) fn lead(&mut self, household: &HouseholdId, head: &PersonId, on: Day) {
        if let Some(household) = self.households.get_mut(household) {
            household.head.change(on, head.clone());
        }
    }

    /// A person came on another day, or on another ground, than was said; what lay on him from the first day goes along.
    pub(super) fn come_otherwise(&mut self, id: &PersonId, since: Option<Day>, basis: Option<Basis>) {
        let Some(before) = self.persons.get(id).cloned() else { return };
        let Some((home, first)) = before.household.first_day().and_then(|day| Some((before.household.at(0)?, day)))
        else {
            return;
        };
        let enrolled = self.households.get(home).map_or(first, |household| household.enrolled);
        let from = since.map_or(first, |since| since.max(enrolled));
        let mut after = before.clone();
        after.since = since.unwrap_or(before.since);
        after.basis = basis.unwrap_or(before.basis);
        after.household.begin(from);
        after.relation.begin(from);
        let mut lay = Vec::new();
        for (class, held) in &mut after.shares {
            if held.first_day() == Some(first) {
                lay.extend(held.at(0).map(|shares| (class.clone(), *shares)));
                held.begin(from);
            }
        }
        // more before fewer: a count does not fall below nothing in between
        self.count_homes(&after, true);
        self.count_homes(&before, false);
        let home = home.clone();
        self.persons.insert(id.clone(), after);
        for (class, shares) in lay.iter().filter(|_| from != first) {
            self.grant(&Holder::Household(home.clone()), class, *shares, from);
            self.withdraw(&home, class, *shares, first);
        }
    }

    /// As if a person had never come.
    pub(super) fn never_came(&mut self, id: &PersonId) {
        let Some(person) = self.persons.remove(id) else { return };
        self.count_homes(&person, false);
        let Some((home, first)) = person.household.at(0).zip(person.household.first_day()) else { return };
        let lay: BTreeMap<ClassId, Shares> =
            person.shares.iter().filter_map(|(class, held)| Some((class.clone(), *held.at(0)?))).collect();
        for (class, shares) in &lay {
            self.withdraw(home, class, *shares, first);
        }
        self.leave(home, &lay);
    }

    /// A person counts, or counts no more, as a member of every household that he was in.
    fn count_homes(&mut self, person: &Resident, more: bool) {
        let member = i8::from(person.basis.is_member());
        let by = if more { member } else { -member };
        let homes = person.homes();
        for (home, from, _) in homes.iter().filter(|_| more) {
            self.count(home, *from, by);
        }
        for (home, _, next) in &homes {
            if let Some(next) = next {
                self.count(home, *next, -by);
            }
        }
        for (home, from, _) in homes.iter().filter(|_| !more) {
            self.count(home, *from, by);
        }
    }

    /// One member more or fewer from a day on.
    fn count(&mut self, household: &HouseholdId, from: Day, by: i8) {
        let Some(household) = self.households.get_mut(household).filter(|_| by != 0) else { return };
        let more = by > 0;
        household.members.change_from(from, 0, |n| if more { n.saturating_add(1) } else { n.saturating_sub(1) });
    }
}
