//! Folding in what changes in the registers over time.

use super::{Asset, Books, Undo, registers::Retained};
use crate::{
    event::{BuildingReceived, DebtSetOff, Fact, Holder, HouseholdMerged, HouseholdSplit, MembersChanged},
    unit::{AreaMu, Day, HouseholdId, Money, Period},
};

impl Books {
    pub(super) fn alter(&mut self, index: u64, fact: &Fact, on: Day) {
        match fact {
            Fact::HouseholdSplit(s) => self.split(s, on),
            Fact::HouseholdMerged(m) => self.merge(m, on),
            Fact::MembersChanged(m) => self.members(m, on),
            Fact::SharesTransferred(t) => {
                self.registers.withdraw(&t.from, &t.class, t.shares, on);
                if let Ok(to) = t.to.as_str().parse() {
                    self.registers.grant(&Holder::Household(to), &t.class, t.shares, on);
                }
            }
            Fact::ParcelRemeasured(p) => {
                if let Some(parcel) = self.registers.parcels.get_mut(&p.parcel) {
                    parcel.area.change(on, (p.area_m2, p.area_mu));
                }
            }
            Fact::HouseReturned(r) => {
                let house = self.registers.houses.get_mut(&r.house);
                for (under, days) in house.into_iter().flat_map(|h| &mut h.let_under) {
                    if *under == r.contract {
                        *days = Period::new(days.first_day(), r.last_day).unwrap_or(*days);
                    }
                }
            }
            Fact::BuildingReceived(b) => self.receive_building(index, b, on),
            Fact::DebtSetOff(d) => self.set_off(index, d, on),
            Fact::ObjectionRaised(o) => {
                self.objections.insert(o.objection.to_string(), (o.household.clone(), false));
            }
            Fact::ObjectionAnswered(a) => {
                if let Some((_, answered)) = self.objections.get_mut(a.objection.as_str()) {
                    *answered = true;
                }
            }
            Fact::PlanPublished(p) => {
                if let Some(days) = Period::new(p.first_day, p.last_day) {
                    self.plans.insert(p.plan.to_string(), days);
                }
            }
            Fact::ResolutionPassed(r) => {
                self.resolutions.insert(r.resolution.to_string());
            }
            _ => {}
        }
    }

    /// House, capital and what is open stay with the old household.
    fn split(&mut self, s: &HouseholdSplit, on: Day) {
        let group = self.registers.households.get(&s.household).and_then(|h| h.group.clone());
        self.enrol(&s.new_household, group, s.members_moved, AreaMu::ZERO, Money::ZERO, on);
        if let Some(old) = self.registers.households.get_mut(&s.household) {
            old.members.change_from(on, 0, |there| there.saturating_sub(s.members_moved));
        }
        for (class, shares) in &s.shares_moved {
            self.registers.withdraw(&s.household, class, *shares, on);
            self.registers.grant(&Holder::Household(s.new_household.clone()), class, *shares, on);
        }
        self.registers.part(&s.household, &s.new_household, &s.shares_moved);
        for parcel in &s.parcels_moved {
            if let Some(parcel) = self.registers.parcels.get_mut(parcel) {
                parcel.household.change(on, s.new_household.clone());
            }
        }
    }

    /// Everything goes to the other household; the old one retires.
    fn merge(&mut self, m: &HouseholdMerged, on: Day) {
        let Some(old) = self.registers.households.get_mut(&m.household) else { return };
        old.retired_from = Some(on);
        old.merged_into = Some(m.into.clone());
        let members = old.members_now();
        old.members.change_from(on, 0, |_| 0);
        let retained = pass_on(&mut old.retained, on);
        let shares: Vec<_> = old.shares.iter().filter_map(|(c, s)| Some((c.clone(), *s.latest()?))).collect();
        for (class, shares) in shares {
            self.registers.withdraw(&m.household, &class, shares, on);
            self.registers.grant(&Holder::Household(m.into.clone()), &class, shares, on);
        }
        self.registers.join(&m.household, &m.into);
        if let Some(new) = self.registers.households.get_mut(&m.into) {
            new.members.change_from(on, 0, |there| there.saturating_add(members));
            new.retained.extend(retained);
        }
        let is_old = |h: &HouseholdId| *h == m.household;
        for parcel in self.registers.parcels.values_mut() {
            if parcel.household.latest().is_some_and(is_old) {
                parcel.household.change(on, m.into.clone());
            }
        }
        for house in self.registers.houses.values_mut() {
            if house.owner.latest().and_then(Holder::household).is_some_and(is_old) {
                house.owner.change(on, Holder::Household(m.into.clone()));
            }
        }
        for capital in &mut self.registers.capital {
            if capital.owner.latest().and_then(Holder::household).is_some_and(is_old) {
                capital.owner.change(on, Holder::Household(m.into.clone()));
            }
        }
    }

    fn members(&mut self, m: &MembersChanged, on: Day) {
        for (class, shares) in &m.shares {
            match m.fewer {
                Some(_) => self.registers.withdraw(&m.household, class, *shares, on),
                None => {
                    self.registers.grant(&Holder::Household(m.household.clone()), class, *shares, on);
                    self.registers.give(&m.household, class, *shares);
                }
            }
        }
        let Some(household) = self.registers.households.get_mut(&m.household) else { return };
        let (more, fewer) = (m.more.unwrap_or_default(), m.fewer.unwrap_or_default());
        household.members.change_from(on, 0, |there| there.saturating_add(more).saturating_sub(fewer));
        let kept = m.retained.iter().map(|r| (on, r.class.clone(), r.shares, r.until));
        household.retained.extend(kept);
        if m.fewer.is_some() {
            self.registers.leave(&m.household, &m.shares);
        }
    }

    fn receive_building(&mut self, index: u64, b: &BuildingReceived, on: Day) {
        let next_month = Day::new(on.year(), on.month(), 1).and_then(|d| d.plus_months(1));
        let card = Asset {
            cost: b.value,
            salvage: b.salvage,
            life_months: b.life_months,
            used_months: 0,
            first_month: next_month.unwrap_or(on),
            used_for: b.used_for,
        };
        self.registers.assets.insert(b.asset.clone(), card);
        self.undo.insert(index, Undo::Card(b.asset.clone()));
    }

    fn set_off(&mut self, index: u64, d: &DebtSetOff, on: Day) {
        let Some(payout) = self.payouts.get_mut(&d.payout) else { return };
        let before = payout.lines.get(&d.household).and_then(|owed| owed.paid_on);
        payout.settle(&d.household, d.amount.fen(), on);
        if let Some(owed) = payout.lines.get_mut(&d.household) {
            owed.set_off = owed.set_off.capped_plus(d.amount.fen());
            let undo = Undo::SetOff {
                payout: d.payout.clone(),
                household: d.household.clone(),
                amount: d.amount.fen(),
                on,
                before,
                paid: owed.paid,
            };
            self.undo.insert(index, undo);
        }
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
