//! Persons in the books: who is in which household since when and until when, and which shares lie on whom.
//!
//! What lies on a person counts with the household he is in: its shares are those of its own and of its persons.

use super::Dated;
use crate::{
    event::{Basis, Loss},
    log::Hash,
    unit::{ClassId, Day, HouseholdId, Shares, Text},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A person as the register has him, under one code for life.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Resident {
    /// Commitment to the day of birth.
    pub birth: Hash,
    /// Commitment to the identity number.
    pub identity: Option<Hash>,
    /// Commitment to what the number is compared by.
    pub matching: Option<Hash>,
    /// Commitment to the name.
    pub name: Option<Hash>,
    /// First day, as it was said.
    pub since: Day,
    /// On what ground.
    pub basis: Basis,
    /// What the person is to the head.
    pub relation: Dated<Option<Text>>,
    /// The entry in which the person came.
    pub entry: u64,
    /// Where the person lives, or last lived: each change with its day.
    pub household: Dated<HouseholdId>,
    /// The day from which the person is gone, and why.
    pub left: Option<(Day, Loss)>,
    /// Shares that lie on the person, by class: each change with its day.
    pub shares: BTreeMap<ClassId, Dated<Shares>>,
}

impl Resident {
    /// The household at the end of a day, for who is gone the last one; none before the person came.
    pub fn household_on(&self, day: Day) -> Option<&HouseholdId> {
        self.household.as_at(day)
    }

    /// Since when and why the person is gone, at the end of a day.
    pub fn left_by(&self, day: Day) -> Option<(Day, Loss)> {
        self.left.filter(|(left, _)| *left <= day)
    }

    /// True for who has come and is not gone, at the end of a day; guests too.
    pub fn is_there(&self, day: Day) -> bool {
        self.since <= day && self.household_on(day).is_some() && self.left_by(day).is_none()
    }

    /// True for a member of the organization at the end of a day.
    pub fn is_member(&self, day: Day) -> bool {
        self.basis.is_member() && self.is_there(day)
    }

    /// Shares of a class that lie on the person at the end of a day.
    pub fn shares_of(&self, class: &str, day: Day) -> Shares {
        self.shares.get(class).and_then(|held| held.as_at(day)).copied().unwrap_or(Shares::ZERO)
    }

    /// All that lies on the person at the end of a day, by class.
    pub fn holds(&self, day: Day) -> BTreeMap<ClassId, Shares> {
        let held = self.shares.iter().filter_map(|(class, held)| Some((class.clone(), *held.as_at(day)?)));
        held.filter(|(_, shares)| !shares.is_zero()).collect()
    }

    /// The first day after he came on which something more of the person began or ended: he moved, went, or other shares
    /// lay on him.
    pub fn next_change(&self) -> Option<Day> {
        let from = self.household.first_day()?;
        let later = |held: &Dated<Shares>| held.days_from(from).filter(|day| *day > from).min();
        let shares = self.shares.values().filter_map(later);
        let moved = self.household.after(from).map(|(day, _)| *day);
        let again =
            (self.household.count() > 1).then(|| self.household.after(from).next().map_or(from, |(day, _)| *day));
        shares.chain(moved).chain(again).chain(self.left.map(|(day, _)| day)).min()
    }

    /// The days in each household, with the first day after it. Who is gone lives in none, though what is left of the
    /// shares may go over into another one.
    pub(super) fn homes(&self) -> Vec<(HouseholdId, Day, Option<Day>)> {
        let gone = self.left.map(|(day, _)| day);
        let changes: Vec<&(Day, HouseholdId)> = self.household.changes().collect();
        let next = changes.iter().skip(1).map(|(day, _)| Some(*day)).chain([None]);
        let lived = changes.iter().zip(next).filter(|((day, _), _)| gone.is_none_or(|gone| *day < gone));
        lived.map(|((day, home), next)| (home.clone(), *day, next.into_iter().chain(gone).min())).collect()
    }

    /// The last day on which something recorded of the person began or ended.
    pub fn last_change(&self) -> Option<Day> {
        let shares = self.shares.values().filter_map(|held| held.last_touched(|_| true));
        let left = self.left.map(|(day, _)| day);
        shares.chain(self.household.last_touched(|_| true)).chain(left).max()
    }
}
