//! Shares, capital and houses pass on: who holds how much since when, and what of it is held fast.

use super::{Books, Capital, Dated, Passing, Payout, registers::Registers};
use crate::{
    event::{Benefits, Entitled, Fast, HeldThing, Holder},
    unit::{ClassId, ContractId, Day, Fen, HouseholdId, Money, Period, PersonId, Shares},
};

use std::collections::{BTreeMap, BTreeSet};

/// Days over which capital of one owner worked unbroken at one amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CapitalRun {
    /// Row key in payout sheets.
    pub key: String,
    /// How much.
    pub amount: Money,
    /// First day on which it counts.
    pub first: Day,
    /// Last day on which it counts; none where it still does.
    pub last: Option<Day>,
}

impl Capital {
    /// How much there is after everything that was recorded.
    pub fn amount_now(&self) -> Fen {
        self.amount.latest().map_or(Fen::ZERO, |amount| amount.fen())
    }

    /// How much at the end of a day; nothing before it came.
    pub fn amount_at(&self, day: Day) -> Money {
        self.amount.as_at(day).copied().unwrap_or(Money::ZERO)
    }

    /// How much of it an owner has at the end of a day; what came to him later with another household is not his yet.
    pub fn amount_of(&self, owner: &Holder, day: Day) -> Fen {
        let own = self.owner.as_at(day) == Some(owner);
        if own { self.amount_at(day).fen() } else { Fen::ZERO }
    }

    /// The first day on which it counts for its owner: that of the investment, and not before it was his.
    pub fn counts_from(&self) -> Option<Day> {
        Some(self.since?.max(self.amount.first_day()?))
    }

    /// The days over which it works, as known by the end of a day.
    pub fn runs(&self, known: Day) -> Vec<CapitalRun> {
        let Some(from) = self.since else { return Vec::new() };
        let changes: Vec<(Day, Money)> = self.amount.until(known).copied().collect();
        let mut runs: Vec<CapitalRun> = Vec::new();
        for (at, (day, amount)) in changes.iter().enumerate() {
            let next = changes.get(at + 1).and_then(|(next, _)| next.plus_days(-1));
            let first = from.max(*day);
            if *amount == Money::ZERO || next.is_some_and(|last| last < first) {
                continue;
            }
            match runs.last_mut() {
                Some(run) if run.amount == *amount && run.last.and_then(|last| last.plus_days(1)) == Some(first) => {
                    run.last = next;
                }
                _ => {
                    let key =
                        if runs.is_empty() { self.key.clone() } else { format!("{}/{}", self.key, runs.len() + 1) };
                    runs.push(CapitalRun { key, amount: *amount, first, last: next });
                }
            }
        }
        runs
    }
}

impl Registers {
    /// What passed, in order of recording.
    pub fn passings(&self) -> &[Passing] {
        &self.passings
    }

    /// The last entry by which the thing of this code passed, or something passed from or to whoever goes by it.
    pub fn passing_of(&self, code: &str) -> Option<u64> {
        let is = |named: &dyn ToString| named.to_string() == code;
        let ends = |from: &Option<Entitled>, to: &Option<Entitled>| from.iter().chain(to).any(|end| is(end));
        let names = |passing: &&Passing| is(&passing.thing) || passing.lines.iter().any(|(from, to, _)| ends(from, to));
        self.passings.iter().rev().find(names).map(|passing| passing.entry)
    }

    /// What is frozen or pledged, of whom, by day.
    pub fn fast(&self) -> &BTreeMap<(HeldThing, Entitled), Dated<Option<Fast>>> {
        &self.fast
    }

    /// Shares of parties outside, by class.
    pub fn outsiders(&self) -> &BTreeMap<crate::unit::PartyId, BTreeMap<ClassId, Dated<Shares>>> {
        &self.outsiders
    }

    /// How something is held fast at the end of a day.
    pub fn fast_on(&self, thing: &HeldThing, holder: &Entitled, day: Day) -> Option<&Fast> {
        let said = self.fast.get(&(thing.clone(), holder.clone()))?;
        said.as_at(day)?.as_ref().filter(|fast| fast.holds_on(day))
    }

    /// How it is held fast at the end of a day or of any later one.
    pub fn fast_from<'a>(
        &'a self,
        thing: &HeldThing,
        holder: &Entitled,
        day: Day,
    ) -> impl Iterator<Item = &'a Fast> + use<'a> {
        let said = self.fast.get(&(thing.clone(), holder.clone()));
        said.into_iter().flat_map(move |said| said.since(day)).flatten().filter(move |fast| fast.holds_on(day))
    }

    /// True if what a household's holdings of such things bring is kept back on a day.
    pub fn is_withheld(&self, household: &HouseholdId, day: Day, such: impl Fn(&HeldThing) -> bool) -> bool {
        let own = |holder: &Entitled| match holder {
            Entitled::Household(own) => own == household,
            Entitled::Person(person) => {
                self.persons.get(person).and_then(|p| p.household_on(day)).is_some_and(|own| own == household)
            }
            Entitled::Collective | Entitled::Party(_) => false,
        };
        let kept = |said: &Dated<Option<Fast>>| {
            let fast = said.as_at(day).and_then(Option::as_ref).filter(|fast| fast.holds_on(day));
            fast.is_some_and(|fast| fast.benefits == Benefits::Withheld)
        };
        self.fast.iter().any(|((thing, holder), said)| such(thing) && own(holder) && kept(said))
    }

    /// The shares that a holder has, by day.
    pub fn held_shares(&self, holder: &Entitled, class: &ClassId) -> Option<&Dated<Shares>> {
        match holder {
            Entitled::Collective => self.collective_shares.get(class),
            Entitled::Household(household) => self.households.get(household)?.shares.get(class),
            Entitled::Person(person) => self.persons.get(person)?.shares.get(class),
            Entitled::Party(party) => self.outsiders.get(party)?.get(class),
        }
    }

    /// The fewest of them at the end of a day and of every later one.
    pub fn held_shares_from(&self, holder: &Entitled, class: &ClassId, day: Day) -> Shares {
        let held = self.held_shares(holder, class).filter(|held| held.as_at(day).is_some());
        held.and_then(|held| held.since(day).min()).copied().unwrap_or(Shares::ZERO)
    }

    /// Rows of capital of one owner under a contract.
    pub fn capital_of<'a>(&'a self, owner: &'a Holder, contract: &'a ContractId) -> impl Iterator<Item = &'a Capital> {
        self.capital.iter().filter(move |row| row.contract == *contract && row.owner.latest() == Some(owner))
    }

    /// A day, and every later one on which what an owner has under a contract changes.
    fn capital_days(&self, owner: &Holder, contract: &ContractId, day: Day) -> BTreeSet<Day> {
        let rows = self.capital_of(owner, contract);
        rows.flat_map(|row| row.amount.days_from(day).chain(row.owner.days_from(day))).chain([day]).collect()
    }

    /// The least that an owner has under a contract on a day and every later one, in rows such as these: what can pass
    /// on that day.
    pub fn capital_from(
        &self,
        owner: &Holder,
        contract: &ContractId,
        day: Day,
        such: impl Fn(&Capital) -> bool,
    ) -> Fen {
        let rows: Vec<&Capital> = self.capital_of(owner, contract).filter(|row| such(row)).collect();
        let there = |day: Day| Fen::capped_total(rows.iter().map(|row| row.amount_of(owner, day)));
        self.capital_days(owner, contract, day).into_iter().map(there).min().unwrap_or(Fen::ZERO)
    }

    /// What of all the capital under a contract works at the end of a day.
    pub fn capital_at_work(&self, contract: &ContractId, day: Day) -> Fen {
        let rows = self.capital.iter().filter(|row| row.contract == *contract);
        let at_work = rows.filter(|row| row.since.is_some_and(|since| since <= day));
        Fen::capped_total(at_work.map(|row| row.amount_at(day).fen()))
    }

    /// True if any capital under a contract works on some of these days.
    pub fn worked_in(&self, contract: &ContractId, days: Period) -> bool {
        let runs =
            self.capital.iter().filter(|row| row.contract == *contract).flat_map(|row| row.runs(days.last_day()));
        let mut inside =
            runs.filter(|run| run.first <= days.last_day() && run.last.is_none_or(|last| days.first_day() <= last));
        inside.next().is_some()
    }

    /// Shares come to a holder from a day on.
    pub(super) fn put(&mut self, holder: &Entitled, class: &ClassId, shares: Shares, on: Day) {
        let more =
            |held: &mut Dated<Shares>| held.change_from(on, Shares::ZERO, |now| now.plus(shares).unwrap_or(*now));
        match holder {
            Entitled::Collective => self.grant(&Holder::Collective, class, shares, on),
            Entitled::Household(household) => self.grant(&Holder::Household(household.clone()), class, shares, on),
            Entitled::Person(person) => {
                let Some(household) = self.lies_with(person, on, |person| {
                    more(person.entry(class.clone()).or_default());
                }) else {
                    return;
                };
                self.grant(&Holder::Household(household), class, shares, on);
            }
            Entitled::Party(party) => {
                more(self.outsiders.entry(party.clone()).or_default().entry(class.clone()).or_default());
                self.granted(class, shares, true);
            }
        }
    }

    /// Shares go from a holder from a day on.
    pub(super) fn take(&mut self, holder: &Entitled, class: &ClassId, shares: Shares, on: Day) {
        let less = |held: &mut Dated<Shares>| {
            held.change_from(on, Shares::ZERO, |now| now.minus(shares).unwrap_or(Shares::ZERO));
        };
        match holder {
            Entitled::Collective => {
                less(self.collective_shares.entry(class.clone()).or_default());
                self.granted(class, shares, false);
            }
            Entitled::Household(household) => self.withdraw(household, class, shares, on),
            Entitled::Person(person) => {
                let household = self.lies_with(person, on, |lies| {
                    if let Some(held) = lies.get_mut(class) {
                        less(held);
                    }
                });
                if let Some(household) = household {
                    self.withdraw(&household, class, shares, on);
                }
            }
            Entitled::Party(party) => {
                if let Some(held) = self.outsiders.get_mut(party).and_then(|held| held.get_mut(class)) {
                    less(held);
                }
                self.granted(class, shares, false);
            }
        }
    }

    /// Changes what lies on a person; the household with which it counts.
    fn lies_with(
        &mut self,
        person: &PersonId,
        on: Day,
        change: impl FnOnce(&mut BTreeMap<ClassId, Dated<Shares>>),
    ) -> Option<HouseholdId> {
        let person = self.persons.get_mut(person)?;
        change(&mut person.shares);
        person.household.as_at(on).or(person.household.latest()).cloned()
    }

    fn granted(&mut self, class: &ClassId, shares: Shares, more: bool) {
        if let Some(class) = self.classes.get_mut(class) {
            let all = if more { class.granted.plus(shares) } else { class.granted.minus(shares) };
            class.granted = all.unwrap_or(class.granted);
        }
    }

    /// Capital goes from one owner, the oldest rows first, and to another, where there is one.
    pub(super) fn pass_capital(
        &mut self,
        contract: &ContractId,
        (from, to): (&Holder, Option<&Holder>),
        amount: Money,
        on: Day,
    ) {
        let (mut left, mut taken) = (amount.fen(), BTreeMap::<bool, (Option<Day>, Fen)>::new());
        let rows: Vec<Capital> = self.capital_of(from, contract).cloned().collect();
        for day in self.capital_days(from, contract, on) {
            let mut goes = amount.fen();
            for stood in &rows {
                let there = stood.amount_of(from, day);
                let part = goes.min(there);
                goes = goes.capped_minus(part);
                if day == on && part > Fen::ZERO {
                    left = left.capped_minus(part);
                    let of = taken.entry(stood.since.is_some()).or_insert((None, Fen::ZERO));
                    *of = (of.0.max(stood.since), of.1.capped_plus(part));
                }
                let is = Money::from_fen(there.capped_minus(part)).unwrap_or(Money::ZERO);
                let row = self.capital.iter_mut().find(|row| row.contract == *contract && row.key == stood.key);
                if let Some(row) = row.filter(|row| there > Fen::ZERO && row.amount_at(day) != is) {
                    row.amount.change(day, is);
                }
            }
        }
        let Some(to) = to else { return };
        // a reader of one household's entries may not have the rows from which it comes
        if left > Fen::ZERO {
            let of = taken.entry(false).or_insert((None, Fen::ZERO));
            of.1 = of.1.capped_plus(left);
        }
        for (since, part) in taken.into_values() {
            let Some(amount) = Money::from_fen(part) else { continue };
            let key = free_key(&self.capital, to, on);
            let (owner, amount) = (Dated::from(on, to.clone()), Dated::from(on, amount));
            self.capital.push(Capital { key, owner, contract: contract.clone(), amount, since });
        }
    }

    /// What is held fast of a household stays so where it goes.
    pub(super) fn keep_fast(&mut self, old: &HouseholdId, into: &HouseholdId, on: Day) {
        let of_old = Entitled::Household(old.clone());
        let all: Vec<(HeldThing, Fast)> = self
            .fast
            .iter()
            .filter(|((_, holder), _)| *holder == of_old)
            .filter_map(|((thing, _), said)| Some((thing.clone(), said.latest()?.clone()?)))
            .collect();
        for (thing, fast) in all {
            let said = self.fast.entry((thing, Entitled::Household(into.clone()))).or_default();
            if said.latest().is_none_or(Option::is_none) {
                said.change(on, Some(fast));
            }
        }
    }
}

impl Registers {
    /// True for a household of named persons in which nobody is left on a day, and which no other took in.
    pub fn has_died_out(&self, household: &HouseholdId, day: Day) -> bool {
        let stands = self.households.get(household);
        stands.is_some_and(|h| h.is_of_persons() && h.merged_into.is_none() && h.members_at(day) == 0)
    }
}

impl Books {
    /// True if a payout's line of a household is kept back on a day, because what it comes of is held fast: of the
    /// result of a year, shares of any class; of what came under a contract, its capital or a house let under it.
    pub fn is_withheld(&self, payout: &Payout, household: &HouseholdId, day: Day) -> bool {
        let declared = &payout.declared;
        let of_result = declared.contract.is_none() && declared.sources.is_empty() && declared.year.is_some();
        let let_under = |house: &str, contract: &ContractId| {
            let house = self.registers.houses.get(house);
            house.is_some_and(|house| house.let_under.iter().any(|(under, _)| under == contract))
        };
        self.registers.is_withheld(household, day, |thing| match (thing, &declared.contract) {
            (HeldThing::Class(_), _) => of_result,
            (HeldThing::Capital(capital), contract) => Some(capital) == contract.as_ref(),
            (HeldThing::House(house), Some(contract)) => let_under(house.as_str(), contract),
            (HeldThing::House(_), None) => false,
        })
    }
}

/// The key of one more row of an owner's: what the owner has by that day, and one; further where a row that was
/// recorded before, and holds from later, has it.
pub(super) fn free_key(rows: &[Capital], owner: &Holder, on: Day) -> String {
    let there = rows.iter().filter(|row| row.owner.as_at(on) == Some(owner)).count();
    let mut number = there + 1;
    let key = |number: usize| format!("{owner}/{number}");
    while rows.iter().any(|row| row.key == key(number)) {
        number += 1;
    }
    key(number)
}
