//! Households and villages: they come, split, merge and change in number.

use super::{At, InBooks, none};
use crate::{
    books::{
        ApplyError, Books, Instead, Nature,
        postings::{Posted, merged_accounts},
        registers::Retained,
    },
    event::{
        Came, CountChange, Enrolled, Event, Gone, Holder, HouseholdEnrolled, HouseholdMerged, HouseholdSplit,
        MemberChange, MembersChanged, Moved, Person, PersonChange, RegisterName,
    },
    unit::{Day, HouseholdId},
};

impl InBooks for HouseholdEnrolled {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        let members = if let Enrolled::Count(members) = self.who { members } else { 0 };
        books.enrol(&self.household, self.group.clone(), members, at.on);
        if let Enrolled::Persons(named) = &self.who {
            named.persons.iter().for_each(|person| bring(books, &self.household, person, at));
            books.registers.lead(&self.household, &named.head, at.on);
        }
        let sealed = [("account", &self.account), ("name", &self.name), ("phone", &self.phone)];
        let sealed = sealed.map(|(member, text)| (member, text.is_some()));
        books.rows.bring_sealed(RegisterName::Household, self.household.as_str(), at.brings(), &sealed);
        for (class, shares) in &self.shares {
            books.registers.grant(&Holder::Household(self.household.clone()), class, *shares, at.on);
            books.registers.give(&self.household, class, *shares);
        }
        Ok(())
    }
}

/// House, capital and what is open stay with the old household.
impl InBooks for HouseholdSplit {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        let group = books.registers.households.get(&self.household).and_then(|h| h.group_at(at.on).cloned());
        let count = if let Moved::Count(count) = self.moved { count } else { 0 };
        books.enrol(&self.new_household, group, count, at.on);
        books.rows.bring(RegisterName::Household, self.new_household.as_str(), at.brings());
        if let Some(old) = books.registers.households.get_mut(&self.household).filter(|_| count > 0) {
            old.members.change_from(at.on, 0, |there| there.saturating_sub(count));
        }
        if let Moved::Persons { head, persons } = &self.moved {
            persons.iter().for_each(|person| books.registers.move_person(person, &self.new_household, at.on));
            books.registers.lead(&self.new_household, head, at.on);
        }
        for (class, shares) in &self.shares_moved {
            books.registers.withdraw(&self.household, class, *shares, at.on);
            books.registers.grant(&Holder::Household(self.new_household.clone()), class, *shares, at.on);
        }
        books.registers.part(&self.household, &self.new_household, &self.shares_moved);
        for parcel in &self.parcels_moved {
            if let Some(parcel) = books.registers.parcels.get_mut(parcel) {
                parcel.holder.change(at.on, Holder::Household(self.new_household.clone()));
            }
        }
        Ok(())
    }
}

/// Everything goes to the other household; the old one retires.
impl InBooks for HouseholdMerged {
    fn nature(&self) -> Nature {
        Nature::Other(Instead::Merge)
    }
    fn lines(&self, books: &Books, _: Day, _: &Event) -> Posted {
        merged_accounts(books, self)
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        let Some(old) = books.registers.households.get_mut(&self.household) else { return Ok(()) };
        old.retired_from = Some(at.on);
        old.merged_into = Some(self.into.clone());
        let members = old.members_now();
        old.members.change_from(at.on, 0, |_| 0);
        let retained = pass_on(&mut old.retained, at.on);
        let shares: Vec<_> = old.shares.iter().filter_map(|(c, s)| Some((c.clone(), *s.latest()?))).collect();
        for (class, shares) in shares {
            books.registers.withdraw(&self.household, &class, shares, at.on);
            books.registers.grant(&Holder::Household(self.into.clone()), &class, shares, at.on);
        }
        books.registers.keep_fast(&self.household, &self.into, at.on);
        books.registers.take_over(&self.household, &self.into, at.on);
        books.registers.join(&self.household, &self.into);
        if let Some(new) = books.registers.households.get_mut(&self.into) {
            new.members.change_from(at.on, 0, |there| there.saturating_add(members));
            new.retained.extend(retained);
        }
        let is_old = |h: &HouseholdId| *h == self.household;
        for parcel in books.registers.parcels.values_mut() {
            // land that ended stays with whom it ended
            if parcel.ended.is_none() && parcel.household_now().is_some_and(is_old) {
                parcel.holder.change(at.on, Holder::Household(self.into.clone()));
            }
        }
        for house in books.registers.houses.values_mut() {
            if house.owner.latest().and_then(Holder::household).is_some_and(is_old) {
                house.owner.change(at.on, Holder::Household(self.into.clone()));
            }
        }
        for capital in &mut books.registers.capital {
            if capital.owner.latest().and_then(Holder::household).is_some_and(is_old) {
                capital.owner.change(at.on, Holder::Household(self.into.clone()));
            }
        }
        Ok(())
    }
}

impl InBooks for MembersChanged {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        match &self.change {
            MemberChange::Count(change) => count(books, &self.household, change, at.on),
            MemberChange::Persons(change) => persons(books, &self.household, change, at),
        }
        Ok(())
    }
}

fn count(books: &mut Books, id: &HouseholdId, change: &CountChange, on: Day) {
    for (class, shares) in &change.shares {
        match change.fewer {
            Some(_) => books.registers.withdraw(id, class, *shares, on),
            None => {
                books.registers.grant(&Holder::Household(id.clone()), class, *shares, on);
                books.registers.give(id, class, *shares);
            }
        }
    }
    let Some(household) = books.registers.households.get_mut(id) else { return };
    let (more, fewer) = (change.more.unwrap_or_default(), change.fewer.unwrap_or_default());
    household.members.change_from(on, 0, |there| there.saturating_add(more).saturating_sub(fewer));
    let kept = change.retained.iter().map(|r| (on, r.class.clone(), r.shares, r.until));
    household.retained.extend(kept);
    if change.fewer.is_some() {
        books.registers.leave(id, &change.shares);
    }
}

/// A person comes, and his row stands in the register.
fn bring(books: &mut Books, household: &HouseholdId, person: &Person, at: &At<'_>) {
    books.registers.come(household, person, at.index);
    let sealed = [("birth", true), ("identity", person.identity.is_some()), ("name", person.name.is_some())];
    books.rows.bring_sealed(RegisterName::Person, person.person.as_str(), at.brings(), &sealed);
}

fn persons(books: &mut Books, id: &HouseholdId, change: &PersonChange, at: &At<'_>) {
    for came in &change.came {
        match came {
            Came::New(person) => bring(books, id, person, at),
            Came::From { person, .. } => books.registers.move_person(person, id, at.on),
        }
    }
    for went in &change.went {
        match &went.how {
            Gone::Moved(to) => books.registers.move_person(&went.person, to, at.on),
            Gone::Lost { why, retained, shares } => {
                books.registers.lose_person(&went.person, (at.on, *why), shares);
                let kept = retained.iter().map(|r| (at.on, r.class.clone(), r.shares, r.until));
                if let Some(household) = books.registers.households.get_mut(id) {
                    household.retained.extend(kept);
                }
            }
        }
    }
    if let Some(head) = &change.head {
        books.registers.lead(id, head, at.on);
        books.rows.say(RegisterName::Household, id.as_str(), "head", at.says());
    }
}

/// Shares kept for a time, from a day on for another household: what is left of each period, taken
/// from the old rows.
fn pass_on(rows: &mut Vec<Retained>, on: Day) -> Vec<Retained> {
    let passed = rows
        .iter()
        .filter(|(.., until)| *until >= on)
        .map(|(from, class, shares, until)| ((*from).max(on), class.clone(), *shares, *until));
    let passed: Vec<Retained> = passed.collect();
    let before = on.plus_days(-1);
    rows.retain_mut(|(from, .., until)| {
        let Some(last) = before.filter(|last| *from <= *last) else { return false };
        *until = (*until).min(last);
        true
    });
    passed
}
