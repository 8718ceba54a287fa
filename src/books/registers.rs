//! The registers: households and shares, land, houses, assets, pooled capital, parties.

use super::{Asset, CardsBefore, Dated, HeapCard, Parcel, Passing, Resident, ThingCard};
use crate::{
    event::{BankKind, ClassSet, Entitled, Fast, HeldBy, HeldThing, Holder, Ownership, PartyIs, Regime},
    unit::{
        AreaM2, AreaMu, AssetId, BankId, ClassId, ContractId, Day, Exact, HouseId, HouseholdId, Money, ParcelId,
        PartyId, PayoutId, Period, PersonId, Quantity, Ratio, Shares, Text, WorkerId,
    },
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// All registers.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Registers {
    /// Households, or in a union its villages.
    pub(super) households: BTreeMap<HouseholdId, Household>,
    /// The same in order of enrolment.
    pub(super) order: Vec<HouseholdId>,
    /// What they are.
    pub(super) members: Members,
    /// Persons of households.
    pub(super) persons: BTreeMap<PersonId, Resident>,
    /// Share classes.
    pub(super) classes: BTreeMap<ClassId, ShareClass>,
    /// The collective's own shares.
    pub(super) collective_shares: BTreeMap<ClassId, Dated<Shares>>,
    /// Parcels.
    pub(super) parcels: BTreeMap<ParcelId, Parcel>,
    /// Houses.
    pub(super) houses: BTreeMap<HouseId, House>,
    /// Things that are worn off.
    pub(super) assets: BTreeMap<AssetId, Asset>,
    /// Things that are counted: stores, animals, trees.
    pub(super) heaps: BTreeMap<AssetId, HeapCard>,
    /// Pooled capital.
    pub(super) capital: Vec<Capital>,
    /// Shares of parties outside, who inherited them.
    pub(super) outsiders: BTreeMap<PartyId, BTreeMap<ClassId, Dated<Shares>>>,
    /// What is frozen or pledged, of whom, by day.
    pub(super) fast: BTreeMap<(HeldThing, Entitled), Dated<Option<Fast>>>,
    /// What passed, in order of recording.
    pub(super) passings: Vec<Passing>,
    /// Parties.
    pub(super) parties: BTreeMap<PartyId, RegisteredParty>,
    /// Bank accounts.
    pub(super) banks: BTreeMap<BankId, Bank>,
    /// Work sheets.
    pub(super) sheets: BTreeMap<PayoutId, WorkSheet>,
}

/// What the members of the organization are. The first village that joins says that it is a union.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Members {
    /// Households: it is a village's organization.
    #[default]
    Households,
    /// Villages: it is a union of them.
    Villages,
}

/// Shares kept for a time: first day, class, shares, last day.
pub type Retained = (Day, ClassId, Shares, Day);

/// A household, or a village of a union.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Household {
    /// Residents' group.
    pub group: Dated<Option<Text>>,
    /// Day of enrolment.
    pub enrolled: Day,
    /// The last day before it was taken into another household.
    pub retired_from: Option<Day>,
    /// Of a village that left the union and came again: the days on which it was no member, the last not among them.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub away: Vec<(Day, Day)>,
    /// The household it was taken into.
    pub merged_into: Option<HouseholdId>,
    /// Its head, where its persons are known.
    pub head: Dated<PersonId>,
    /// Members of the organization in it.
    pub members: Dated<u32>,
    /// Shares kept for a time after a member died or left.
    pub retained: Vec<Retained>,
    /// Shares it holds, by class: each change with its day.
    pub shares: BTreeMap<ClassId, Dated<Shares>>,
    /// Of classes by head: shares that the members now in it were given, wherever they are today.
    pub given: BTreeMap<ClassId, Shares>,
    /// In a union: land put in.
    pub land_mu: Dated<AreaMu>,
    /// In a union: money put in.
    pub money: Dated<Money>,
}

impl Household {
    /// True where it was enrolled with its persons, and not with their number.
    pub fn is_of_persons(&self) -> bool {
        self.head.latest().is_some()
    }

    /// True for a village of a union.
    pub fn is_village(&self) -> bool {
        self.land_mu.latest().is_some()
    }

    /// True for a village that left the union.
    pub fn has_left(&self) -> bool {
        self.is_village() && self.retired_from.is_some() && self.merged_into.is_none()
    }

    /// The day on which it was enrolled, or a village came for the last time.
    pub fn joined_last(&self) -> Day {
        self.away.last().map_or(self.enrolled, |(_, again)| *again)
    }

    /// True on days on which it is in the register: from its enrolment until it is taken in elsewhere or leaves.
    pub fn is_in(&self, day: Day) -> bool {
        let away = self.away.iter().any(|(left, again)| *left <= day && day < *again);
        self.enrolled <= day && self.retired_from.is_none_or(|from| day < from) && !away
    }

    /// Land that a village has in the union at the end of a day.
    pub fn land_at(&self, day: Day) -> AreaMu {
        self.land_mu.as_at(day).copied().unwrap_or(AreaMu::ZERO)
    }

    /// Money that a village has in the union at the end of a day.
    pub fn money_at(&self, day: Day) -> Money {
        self.money.as_at(day).copied().unwrap_or(Money::ZERO)
    }

    /// What a village has in the union on the days of a period, in stretches over which nothing of it changes; days on
    /// which it is no member are in none.
    pub fn lots(&self, period: Period) -> Vec<VillageLot> {
        let until = self
            .retired_from
            .and_then(|day| day.plus_days(-1))
            .map_or(period.last_day(), |day| day.min(period.last_day()));
        let Some(there) = Period::new(self.enrolled.max(period.first_day()), until) else { return Vec::new() };
        let (first, last) = (there.first_day(), there.last_day());
        let changed =
            self.land_mu.after(first).map(|(day, _)| *day).chain(self.money.after(first).map(|(day, _)| *day));
        let came = self.away.iter().flat_map(|(left, again)| [*left, *again]);
        let begins = changed.chain(came.filter(|day| first < *day)).filter(|day| *day <= last);
        let begins: BTreeSet<Day> = begins.chain([first]).collect();
        let ends = begins.iter().skip(1).filter_map(|day| day.plus_days(-1)).chain([last]);
        let lot = |(first, last): (&Day, Day)| {
            Some(VillageLot {
                days: Period::new(*first, last)?,
                land_mu: self.land_at(*first),
                money: self.money_at(*first),
            })
        };
        begins.iter().zip(ends).filter(|(first, _)| self.is_in(**first)).filter_map(lot).collect()
    }

    /// Its group at the end of a day.
    pub fn group_at(&self, day: Day) -> Option<&Text> {
        self.group.as_at(day).and_then(Option::as_ref)
    }

    /// Members at the end of a day; 0 before it was enrolled.
    pub fn members_at(&self, day: Day) -> u32 {
        self.members.as_at(day).copied().unwrap_or_default()
    }

    /// As many as were ever in it, those who are gone among them.
    pub fn members_ever(&self) -> u32 {
        let came = self
            .members
            .values()
            .fold((0_u32, 0_u32), |(ever, before), now| (ever.saturating_add(now.saturating_sub(before)), *now));
        came.0
    }

    /// Members after everything that was recorded.
    pub fn members_now(&self) -> u32 {
        self.members.latest().copied().unwrap_or_default()
    }

    /// The fewest members at the end of a day and of every later one; 0 before it was enrolled.
    pub fn members_from(&self, day: Day) -> u32 {
        self.members.as_at(day).and_then(|_| self.members.since(day).min()).copied().unwrap_or_default()
    }

    /// Shares at the end of a day by class, with those kept for a time after a member died or
    /// left; without classes it holds none of.
    pub fn holds(&self, day: Day) -> BTreeMap<ClassId, Shares> {
        let own = self.shares.iter().filter_map(|(class, held)| Some((class, *held.as_at(day)?)));
        let kept = self.retained.iter().filter(|(from, _, _, until)| *from <= day && day <= *until);
        let mut all: BTreeMap<ClassId, Shares> = BTreeMap::new();
        for (class, shares) in own.chain(kept.map(|(_, class, shares, _)| (class, *shares))) {
            let held = all.entry(class.clone()).or_insert(Shares::ZERO);
            *held = held.plus(shares).unwrap_or(*held);
        }
        all.retain(|_, shares| !shares.is_zero());
        all
    }
}

/// What a village has in a union over some days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VillageLot {
    /// The days.
    pub days: Period,
    /// Land.
    pub land_mu: AreaMu,
    /// Money.
    pub money: Money,
}

impl VillageLot {
    /// Mu times days.
    pub fn mu_days(&self) -> Exact {
        &self.land_mu.exact() * &Exact::whole(self.days.days().into())
    }

    /// Yuan times days.
    pub fn yuan_days(&self) -> Exact {
        &self.money.fen().yuan() * &Exact::whole(self.days.days().into())
    }
}

/// A class of shares.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ShareClass {
    /// Open or closed.
    pub regime: Regime,
    /// Total of a closed class.
    pub total: Option<Shares>,
    /// What one share stands for.
    pub unit: Text,
    /// Given out so far.
    pub granted: Shares,
    /// What was said of it, each time with its day.
    pub said: Dated<ClassSet>,
}

impl ShareClass {
    /// On whom its shares lie.
    pub fn held_by(&self) -> HeldBy {
        self.said.latest().and_then(|said| said.held_by).unwrap_or(HeldBy::Household)
    }

    /// Decimals that a number of its shares may have.
    pub fn scale(&self) -> u32 {
        self.said.latest().and_then(|said| said.scale).unwrap_or(Shares::SCALE)
    }

    /// The part of all its shares that one holder may have.
    pub fn cap(&self) -> Option<Ratio> {
        self.said.latest()?.cap
    }
}

/// A house.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct House {
    /// Household or collective.
    pub owner: Dated<Holder>,
    /// Floor area.
    pub floor_m2: Dated<AreaM2>,
    /// Its condition, where somebody said.
    pub condition: Dated<Option<Text>>,
    /// Contracts it is let under.
    pub let_under: Vec<(ContractId, Period)>,
}

impl House {
    /// The contract it is let under on a day, with the days of that letting.
    pub fn let_on(&self, day: Day) -> Option<&(ContractId, Period)> {
        self.let_under.iter().find(|(_, days)| days.holds(day))
    }
}

/// Capital in a pooled investment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Capital {
    /// Row key in payout sheets.
    pub key: String,
    /// Whose it is.
    pub owner: Dated<Holder>,
    /// In which contract.
    pub contract: ContractId,
    /// How much of it, since when: less where some of it passed on, came back or was lost.
    pub amount: Dated<Money>,
    /// From which day it works: the day of the investment.
    pub since: Option<Day>,
}

/// A party that is not a household.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RegisteredParty {
    /// The name of a company or body.
    pub name: Dated<Option<Text>>,
    /// What it does.
    pub role: Dated<Text>,
    /// What it is, where somebody said.
    pub is: Option<PartyIs>,
    /// The officer whose kin it is.
    pub kin_of: Option<Text>,
}

/// A bank account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Bank {
    /// Whose it is in law.
    pub ownership: Ownership,
    /// What kind of account, where somebody said.
    pub kind: Dated<Option<BankKind>>,
    /// Code of the owner.
    pub owner: Text,
    /// How far it may be overdrawn.
    pub overdraft: Dated<Money>,
}

/// A work sheet.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WorkSheet {
    /// Labour contract.
    pub contract: ContractId,
    /// Days worked.
    pub period: Period,
    /// Worker, class of work, days or hours.
    pub lines: Vec<(WorkerId, Text, Quantity)>,
    /// The payout that paid it out.
    pub paid_by: Option<PayoutId>,
}

impl WorkSheet {
    /// True for one that was paid and is taken back since: what was truly worked may be said under its code.
    pub fn is_to_be_said_anew(&self) -> bool {
        self.paid_by.is_some() && self.lines.is_empty()
    }
}

impl Registers {
    /// Households, or in a union its villages.
    pub fn households(&self) -> &BTreeMap<HouseholdId, Household> {
        &self.households
    }

    /// The same in order of enrolment.
    pub fn order(&self) -> &[HouseholdId] {
        &self.order
    }

    /// Share classes.
    pub fn classes(&self) -> &BTreeMap<ClassId, ShareClass> {
        &self.classes
    }

    /// The collective's own shares.
    pub fn of_collective(&self) -> &BTreeMap<ClassId, Dated<Shares>> {
        &self.collective_shares
    }

    /// Parcels.
    pub fn parcels(&self) -> &BTreeMap<ParcelId, Parcel> {
        &self.parcels
    }

    /// Houses.
    pub fn houses(&self) -> &BTreeMap<HouseId, House> {
        &self.houses
    }

    /// Things that are worn off.
    pub fn assets(&self) -> &BTreeMap<AssetId, Asset> {
        &self.assets
    }

    /// Things that are counted: stores, animals, trees.
    pub fn heaps(&self) -> &BTreeMap<AssetId, HeapCard> {
        &self.heaps
    }

    /// True for a thing that has a card, or had one.
    pub fn has_card(&self, code: &str) -> bool {
        self.assets.contains_key(code) || self.heaps.contains_key(code)
    }

    /// Pooled capital.
    pub fn capital(&self) -> &[Capital] {
        &self.capital
    }

    /// Parties.
    pub fn parties(&self) -> &BTreeMap<PartyId, RegisteredParty> {
        &self.parties
    }

    /// Bank accounts.
    pub fn banks(&self) -> &BTreeMap<BankId, Bank> {
        &self.banks
    }

    /// The accounts of the organization itself, by code.
    pub fn own_banks(&self) -> impl Iterator<Item = &BankId> {
        let own = |(_, bank): &(&BankId, &Bank)| bank.ownership == Ownership::Collective;
        self.banks.iter().filter(own).map(|(code, _)| code)
    }

    /// True for the code of the collective itself, which owns accounts in its name and is no party.
    pub fn is_itself(&self, party: &PartyId) -> bool {
        let owns = |bank: &Bank| bank.ownership == Ownership::Collective && bank.owner.as_str() == party.as_str();
        !self.parties.contains_key(party) && self.banks.values().any(owns)
    }

    /// A work sheet is taken back. The code of one that was paid stays its payout's: the work is said anew under it, or
    /// nobody worked.
    pub(super) fn take_work_back(&mut self, code: &PayoutId) {
        match self.sheets.get_mut(code).filter(|sheet| sheet.paid_by.is_some()) {
            Some(sheet) => sheet.lines.clear(),
            None => drop(self.sheets.remove(code)),
        }
    }

    /// Work sheets.
    pub fn sheets(&self) -> &BTreeMap<PayoutId, WorkSheet> {
        &self.sheets
    }

    /// What the members are: households, or the villages of a union.
    pub fn members(&self) -> Members {
        self.members
    }

    /// Enters a household or village; one that is there already is replaced.
    pub(super) fn enrol(&mut self, household: &HouseholdId, entered: Household) {
        if self.households.insert(household.clone(), entered).is_none() {
            self.order.push(household.clone());
        }
    }

    /// The household that stands for this one since: itself, or the one that took it in, or took
    /// that one in.
    pub fn succeeded_by<'a>(&'a self, household: &'a HouseholdId) -> &'a HouseholdId {
        let mut now = household;
        // each step leads to a household not seen before, so there are no more of them
        for _ in 0..self.households.len() {
            match self.households.get(now).and_then(|h| h.merged_into.as_ref()) {
                Some(into) => now = into,
                None => return now,
            }
        }
        now
    }

    /// The same as known at the end of a day: who was taken in later still stands for itself.
    pub fn stands_for<'a>(&'a self, household: &'a HouseholdId, day: Day) -> &'a HouseholdId {
        let mut now = household;
        for _ in 0..self.households.len() {
            let taken = self.households.get(now).filter(|h| h.retired_from.is_some_and(|from| from <= day));
            match taken.and_then(|h| h.merged_into.as_ref()) {
                Some(into) => now = into,
                None => return now,
            }
        }
        now
    }

    /// Shares of a class that a household holds at the end of a day.
    pub fn shares_of(&self, household: &HouseholdId, class: &str, day: Day) -> Shares {
        self.households
            .get(household)
            .and_then(|h| h.shares.get(class))
            .and_then(|s| s.as_at(day))
            .copied()
            .unwrap_or(Shares::ZERO)
    }

    /// The fewest shares of a class that a household holds at the end of a day and of every later one:
    /// what it can part with on that day.
    pub fn shares_from(&self, household: &HouseholdId, class: &str, day: Day) -> Shares {
        let held = self.households.get(household).and_then(|h| h.shares.get(class));
        held.filter(|held| held.as_at(day).is_some())
            .and_then(|held| held.since(day).min())
            .copied()
            .unwrap_or(Shares::ZERO)
    }

    /// The last day on which something recorded of a household began or ended: members, shares, land,
    /// houses, capital.
    pub fn last_change(&self, household: &HouseholdId) -> Option<Day> {
        let own = self.households.get(household);
        let here = |h: &HouseholdId| h == household;
        let owned = |owner: &Holder| owner.household().is_some_and(here);
        let days = own.into_iter().flat_map(|h| {
            let shares = h.shares.values().filter_map(|held| held.last_touched(|_| true));
            let kept = h.retained.iter().map(|(from, ..)| *from);
            shares.chain(kept).chain(h.members.last_touched(|_| true)).chain([h.enrolled])
        });
        let land = self.parcels.values().filter_map(|p| p.holder.last_touched(owned));
        let houses = self.houses.values().filter_map(|h| h.owner.last_touched(owned));
        let rows = self.capital.iter().filter(|c| c.owner.values().any(owned));
        let capital = rows.flat_map(|c| [c.owner.last_touched(owned), c.amount.last_touched(|_| true)]).flatten();
        let held = self.fast.iter().filter(|((_, holder), _)| holder.household().is_some_and(here));
        let held = held.filter_map(|(_, said)| said.last_touched(|_| true));
        let persons = self.persons.values().filter_map(|p| p.household.last_touched(here));
        days.chain(land).chain(houses).chain(capital).chain(held).chain(persons).max()
    }

    /// The collective's shares (集体股) at the end of a day: of the class of that code, of every other one that no
    /// household holds any of, and those of years of work where a sheet counts households' too. What households
    /// hold of any other class no sheet reads.
    pub fn collective_shares(&self, day: Day, with_labour: bool) -> Shares {
        let held = self.collective_shares.iter().filter_map(|(class, held)| Some((class, *held.as_at(day)?)));
        let households = |class: &str| self.households.keys().any(|h| !self.shares_of(h, class, day).is_zero());
        let own = held.filter(|(class, _)| match class.as_str() {
            "collective" => true,
            "labour" => with_labour,
            "population" => false,
            class => !households(class),
        });
        own.fold(Shares::ZERO, |sum, (_, shares)| sum.plus(shares).unwrap_or(sum))
    }

    /// A thing has this card, or none any more.
    pub(super) fn put_card(&mut self, asset: &AssetId, card: Option<ThingCard>) {
        self.assets.remove(asset);
        self.heaps.remove(asset);
        match card {
            Some(ThingCard::Worn(worn)) => drop(self.assets.insert(asset.clone(), worn)),
            Some(ThingCard::Heap(heap)) => drop(self.heaps.insert(asset.clone(), heap)),
            None => {}
        }
    }

    /// Things have the cards that they had.
    pub(super) fn put_cards_back(&mut self, before: CardsBefore) {
        for (asset, card) in before {
            self.put_card(&asset, card);
        }
    }

    /// Adds shares from a day on.
    pub fn grant(&mut self, holder: &Holder, class: &ClassId, shares: Shares, on: Day) {
        let held = match holder {
            Holder::Collective => self.collective_shares.entry(class.clone()).or_default(),
            Holder::Outside(_) => return,
            Holder::Household(h) => match self.households.get_mut(h) {
                Some(h) => h.shares.entry(class.clone()).or_default(),
                None => return,
            },
        };
        held.change_from(on, Shares::ZERO, |now| now.plus(shares).unwrap_or(*now));
        if let Some(class) = self.classes.get_mut(class) {
            class.granted = class.granted.plus(shares).unwrap_or(class.granted);
        }
    }

    /// Takes shares from a household from a day on.
    pub fn withdraw(&mut self, household: &HouseholdId, class: &ClassId, shares: Shares, on: Day) {
        if let Some(held) = self.households.get_mut(household).and_then(|h| h.shares.get_mut(class)) {
            held.change_from(on, Shares::ZERO, |now| now.minus(shares).unwrap_or(Shares::ZERO));
        }
        if let Some(class) = self.classes.get_mut(class) {
            class.granted = class.granted.minus(shares).unwrap_or(class.granted);
        }
    }

    /// Households in the register at the end of a day.
    pub fn active(&self, day: Day) -> impl Iterator<Item = (&HouseholdId, &Household)> {
        self.households.iter().filter(move |(_, h)| h.is_in(day))
    }
}
