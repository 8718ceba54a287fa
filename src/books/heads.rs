//! Classes that give each member one share: who was given his.

use super::registers::{Registers, ShareClass};
use crate::unit::{ClassId, Day, HouseholdId, Shares};
use std::collections::BTreeMap;

/// Units of a class that gives each member one share.
const BY_HEAD: [&str; 4] = ["member", "1 per member", "成员", "人"];

impl ShareClass {
    /// True for a class that gives each member one share.
    pub fn by_head(&self) -> bool {
        BY_HEAD.contains(&self.unit.as_str())
    }
}

impl Registers {
    /// Shares by head that the members now in a household were given: passing one on does not undo that, and
    /// one that came from another household was given there.
    pub fn given(&self, household: &HouseholdId, class: &ClassId) -> Shares {
        self.households.get(household).and_then(|h| h.given.get(class)).copied().unwrap_or(Shares::ZERO)
    }

    /// The most shares of a class that are kept for members who left, at the end of a day or of any later one.
    pub fn kept_from(&self, class: &ClassId, day: Day) -> Shares {
        let rows = || self.households.values().flat_map(|h| &h.retained).filter(|(_, of, ..)| of == class);
        let days = rows().map(|(from, ..)| (*from).max(day)).chain([day]);
        let on = |day: Day| {
            let kept = rows().filter(|(from, _, _, until)| *from <= day && day <= *until);
            kept.fold(Shares::ZERO, |sum, (_, _, shares, _)| sum.plus(*shares).unwrap_or(sum))
        };
        days.map(on).max().unwrap_or(Shares::ZERO)
    }

    /// Members of a household are given shares of a class.
    pub(super) fn give(&mut self, household: &HouseholdId, class: &ClassId, shares: Shares) {
        if !self.classes.get(class).is_some_and(ShareClass::by_head) {
            return;
        }
        if let Some(household) = self.households.get_mut(household) {
            let given = household.given.entry(class.clone()).or_insert(Shares::ZERO);
            *given = given.plus(shares).unwrap_or(*given);
        }
    }

    /// Members left, with these shares or without: whoever is still there was given one share at most.
    pub(super) fn leave(&mut self, household: &HouseholdId, lost: &BTreeMap<ClassId, Shares>) {
        let Some(household) = self.households.get_mut(household) else { return };
        let members = Shares::whole(household.members_now());
        for (class, given) in &mut household.given {
            let lost = lost.get(class).copied().unwrap_or(Shares::ZERO);
            *given = given.minus(lost).unwrap_or(Shares::ZERO).min(members);
        }
    }

    /// Members go over into a new household with these shares, behind the change of both: at least those who
    /// would else be too many for who stays, at most one each.
    pub(super) fn part(&mut self, old: &HouseholdId, new: &HouseholdId, taken: &BTreeMap<ClassId, Shares>) {
        let count = |h: &HouseholdId| Shares::whole(self.households.get(h).map_or(0, |h| h.members_now()));
        let (stay, go) = (count(old), count(new));
        let Some(given) = self.households.get(old).map(|h| h.given.clone()) else { return };
        for (class, all) in given {
            let least = all.minus(stay).unwrap_or(Shares::ZERO);
            let gone = taken.get(&class).copied().unwrap_or(Shares::ZERO).max(least).min(go.min(all));
            if let Some(old) = self.households.get_mut(old) {
                old.given.insert(class.clone(), all.minus(gone).unwrap_or(Shares::ZERO));
            }
            self.give(new, &class, gone);
        }
    }

    /// All members of a household go over into another.
    pub(super) fn join(&mut self, old: &HouseholdId, into: &HouseholdId) {
        let given = self.households.get_mut(old).map(|h| std::mem::take(&mut h.given)).unwrap_or_default();
        given.iter().for_each(|(class, shares)| self.give(into, class, *shares));
    }
}
