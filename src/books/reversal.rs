//! What a reversal takes back: everything that the entry folded into the books, or nothing.
//!
//! Every kind of fact says what becomes of it when it is reversed (`kinds`). What a kind changes beside its lines is kept in [`Undo`] when it is
//! folded in, and taken back from there.

use super::{AccountKey, Books, CardsBefore, Contract, PostedLines, WorkSheet, Works};
use crate::event::{HeldThing, RegisterName};
use crate::unit::{AssetId, ContractId, Day, DueNo, Exact, Fen, HouseholdId, PayoutId, Period, ProjectId, SchemeId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What becomes of a fact when its entry is to be reversed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nature {
    /// It posts nothing; registers have facts of their own that change them.
    Silent,
    /// It posts nothing, and is taken back whole while nothing stands on it.
    Withdrawn,
    /// Its lines and all that it folded are taken back.
    Whole,
    /// It is put right in another way.
    Other(Instead),
}

/// Kinds that post and are not reversed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Instead {
    /// The opening balances.
    Opening,
    /// A reversal.
    Correction,
    /// Subscriptions: their order numbers the rows of pooled capital.
    Subscription,
    /// A declared payout.
    Declared,
    /// Paid or returned lines.
    Moved,
    /// A step of the year's end.
    Year,
    /// A household taken into another.
    Merge,
    /// The end of a contract.
    End,
    /// A deposit that passed with a contract.
    Assigned,
    /// Shares, capital or a house that passed.
    Passing,
    /// A row of a register revised.
    Revision,
    /// What a village put into a union or took out of it.
    Village,
    /// What one organization gave another.
    Organization,
}

/// What an entry folded beside its lines, its parts and its advances, which are found by its index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Undo {
    /// Rows of a contract's pooled capital that began to work with this payment.
    Invested(ContractId, Vec<String>),
    /// Taken as income, by the receipt's entry and the part's number in it.
    Released(ContractId, Vec<(u64, u32, Option<DueNo>, Fen)>),
    /// A line that counts as paid, and what of it was paid then.
    SetOff {
        /// Of which payout.
        payout: PayoutId,
        /// Whose.
        household: HouseholdId,
        /// How much.
        amount: Fen,
        /// When.
        on: Day,
        /// The first day on which anything of the line had been paid.
        before: Option<Day>,
        /// Paid or set off in all, behind this entry.
        paid: Fen,
    },
    /// A grant used for works.
    Granted(ProjectId, Fen),
    /// An asset card.
    Card(AssetId),
    /// Works accepted: the project, whether it was known and accepted before, the assets' cost and cards.
    Accepted(ProjectId, Option<bool>, Fen, Vec<AssetId>),
    /// Cards of things as they were before.
    Cards(CardsBefore),
    /// A work sheet.
    Work(PayoutId),
    /// A payout that asks: its scheme, and the numbers that this one carried before.
    Asked(SchemeId, Option<BTreeMap<String, BTreeMap<String, Exact>>>),
}

impl Books {
    /// Takes back all that an entry folded, but for its lines.
    pub(super) fn unfold(&mut self, index: u64) {
        self.parts.retain(|reference, _| reference.index != index);
        self.under.values_mut().for_each(|parts| parts.retain(|reference| reference.index != index));
        self.parts.values_mut().for_each(|part| part.take_back(index));
        for contract in self.contracts.values_mut() {
            contract.advances.retain(|advance| advance.entry != index);
            contract.dues.take_back(index);
            contract.principal.take_back(index);
        }
        match self.undo.remove(&index) {
            None => {}
            Some(Undo::Invested(contract, begun)) => {
                let capital = self.registers.capital.iter_mut().filter(|c| c.contract == contract);
                capital.filter(|c| begun.contains(&c.key)).for_each(|c| c.since = None);
            }
            Some(Undo::Released(contract, taken)) => {
                let advances = self.contracts.get_mut(&contract).map(|c| &mut c.advances);
                for advance in advances.into_iter().flatten() {
                    let own = (advance.entry, advance.part, &advance.due);
                    for (_, _, _, amount) in taken.iter().filter(|(entry, part, due, _)| (*entry, *part, due) == own) {
                        advance.earned = advance.earned.capped_minus(*amount);
                    }
                }
            }
            Some(Undo::SetOff { payout, household, amount, on, before, .. }) => {
                let Some(payout) = self.payouts.get_mut(&payout) else { return };
                payout.settle(&household, amount.negated(), on);
                payout.settled.retain(|_, sum| *sum != Fen::ZERO);
                if let Some(owed) = payout.lines.get_mut(&household) {
                    owed.set_off = owed.set_off.capped_minus(amount);
                    owed.paid_on = before;
                }
            }
            Some(Undo::Granted(project, amount)) => {
                if let Some(works) = self.works.get_mut(&project) {
                    works.used = works.used.capped_minus(amount);
                    works.forget(index);
                    if *works == Works::default() {
                        self.works.remove(&project);
                    }
                }
            }
            Some(Undo::Card(asset)) => drop(self.registers.assets.remove(&asset)),
            Some(Undo::Cards(before)) => self.registers.put_cards_back(before),
            Some(Undo::Work(sheet)) => self.registers.take_work_back(&sheet),
            Some(Undo::Asked(scheme, before)) => self.carries_again(&scheme, before),
            Some(Undo::Accepted(project, before, cost, cards)) => {
                for asset in cards {
                    self.registers.assets.remove(&asset);
                }
                if let Some(works) = self.works.get_mut(&project) {
                    works.accepted = before.unwrap_or_default();
                    works.taken = works.taken.capped_minus(cost);
                    works.forget(index);
                    if before.is_none() && works.ordered == Fen::ZERO && works.used == Fen::ZERO {
                        self.works.remove(&project);
                    }
                }
            }
        }
    }

    /// The year in which what an entry posted is taken back: its own, or the first open one where that is closed. `None`
    /// for an entry that posted nothing.
    pub fn reversed_within(&self, index: u64) -> Option<Period> {
        self.vouchers.get(index)?;
        let own = self.day_of(index)?;
        Period::year(self.open_from().map_or(own, |open| own.max(open)).year())
    }

    /// The day on which an entry is taken back where nobody says one: its own, else that of what is right instead, in the
    /// year in which it is taken back.
    pub fn reversal_day(&self, index: u64, right: Option<Day>, today: Day) -> Day {
        let Some(year) = self.reversed_within(index) else { return today };
        let days = [self.day_of(index), right, Some(today)];
        days.into_iter().flatten().find(|day| year.holds(*day)).unwrap_or(year.last_day().min(today))
    }

    /// The numbers that a scheme carried before a run of it.
    fn carries_again(&mut self, scheme: &SchemeId, before: Option<BTreeMap<String, BTreeMap<String, Exact>>>) {
        self.carried.remove(scheme);
        self.carried.extend(before.map(|carried| (scheme.clone(), carried)));
    }

    /// True for an entry that posts nothing and can be taken back.
    pub fn can_be_withdrawn(&self, index: u64) -> bool {
        self.vouchers.leaf(index).is_some() && self.vouchers.get(index).is_none()
    }

    /// The work sheet that an entry recorded, while it stands.
    pub fn work_of(&self, index: u64) -> Option<&WorkSheet> {
        let Undo::Work(sheet) = self.undo.get(&index)? else { return None };
        self.registers.sheets.get(sheet)
    }

    /// The latest entry that stands on this one, so that this one cannot be reversed before it:
    /// money it put somewhere is spent, rent it brought is partly income, capital it set to work
    /// has earned, an asset it made is depreciated, a line it counted as paid was moved again.
    pub fn standing_on(&self, index: u64) -> Option<u64> {
        let voucher = self.vouchers.get(index);
        for line in self.vouchers.lines(index) {
            let moved = |v: PostedLines<'_>| -> i128 {
                v.lines().filter(|l| l.key == line.key).map(|l| i128::from(l.debit().0)).sum()
            };
            let own = voucher.map(moved).unwrap_or_default();
            if own == 0 || !self.owner(line.key).can_be_spent() {
                continue;
            }
            let later: i128 = self.vouchers.behind(index).map(|(_, v)| moved(v)).sum();
            let now = i128::from(self.accounts.balance(line.key).0);
            let before = now - later - own;
            // what this entry put there, beyond what it took away of the other side
            let put =
                if before.signum() == -own.signum() { own.abs() - before.abs().min(own.abs()) } else { own.abs() };
            if put > 0 && now * own.signum() < put {
                return Some(self.last_after(index, |v| moved(v).signum() == -own.signum()).unwrap_or(index));
            }
        }
        self.rests(index)
    }

    /// The last entry behind this one of those that stand, whose lines are such.
    fn last_after(&self, index: u64, such: impl Fn(PostedLines<'_>) -> bool) -> Option<u64> {
        let reversals: BTreeSet<u64> = self.corrected.values().copied().collect();
        let stands = |entry: &u64| !self.corrected.contains_key(entry) && !reversals.contains(entry);
        let mut behind = self.vouchers.behind(index).rev();
        behind.find(|(entry, posted)| stands(entry) && such(*posted)).map(|(entry, _)| entry)
    }

    fn touching(&self, index: u64, key: impl Fn(&AccountKey) -> bool) -> u64 {
        self.last_after(index, |v| v.lines().any(|l| key(l.key))).unwrap_or(index)
    }

    /// What stands on an entry beside the balances of its accounts.
    fn rests(&self, index: u64) -> Option<u64> {
        let advances = self.contracts.values().flat_map(|c| &c.advances).filter(|a| a.entry == index);
        for advance in advances {
            if advance.earned != advance.first {
                return Some(self.touching(index, |key| *key == advance.waits));
            }
        }
        if let Some(granted) = self.granted_on(index) {
            return Some(granted);
        }
        if let Some(passed) = self.contracts.values().filter_map(|contract| contract.principal.rests_on(index)).max() {
            return Some(passed);
        }
        // what was owed back at the end of a contract was counted by what came before
        let moved = |contract: &&Contract| contract.dues.moves().iter().any(|moved| moved.entry == index);
        let ended = self.contracts.values().filter(moved).filter_map(|contract| Some(contract.ended.as_ref()?.entry));
        if let Some(ended) = ended.filter(|ended| *ended > index).max() {
            return Some(ended);
        }
        match self.undo.get(&index)? {
            Undo::Invested(contract, _) => {
                let payouts =
                    self.payouts.values().filter(|p| p.declared.contract.as_ref() == Some(contract)).map(|p| p.index);
                let parts =
                    self.parts.values().filter(|p| p.contract.as_ref() == Some(contract)).map(|p| p.reference.index);
                let of = HeldThing::Capital(contract.clone());
                let passed = self.registers.passings.iter().filter(|passing| passing.thing == of);
                payouts.chain(parts).chain(passed.map(|passing| passing.entry)).filter(|entry| *entry > index).max()
            }
            // work that a payout paid is not taken back at all
            Undo::Released(..) | Undo::Granted(..) | Undo::Work(_) => None,
            Undo::SetOff { payout, household, paid, .. } => {
                let owed = self.payouts.get(payout)?.lines.get(household)?;
                let keys: Vec<&AccountKey> = owed.stands.iter().map(|(key, _)| key).collect();
                (owed.paid != *paid).then(|| self.touching(index, |key| keys.contains(&key)))
            }
            // the next one began with what this one carried
            Undo::Asked(scheme, _) => {
                let own = self.payouts.values().filter(|p| p.declared.scheme == *scheme && p.index > index);
                own.map(|p| p.index).filter(|later| !self.corrected.contains_key(later)).max()
            }
            Undo::Card(asset) => self.depreciated(index, asset).or_else(|| self.revalued(asset)),
            Undo::Cards(cards) => self.done_to(index, cards),
            Undo::Accepted(_, _, _, cards) => cards.iter().find_map(|asset| self.depreciated(index, asset)),
        }
    }

    /// The last use of a grant for works that would not have been spent without an entry.
    fn granted_on(&self, index: u64) -> Option<u64> {
        let works = &self.chart.assets.works;
        let lines = self.vouchers.get(index)?.lines().filter(|line| line.key.account == *works);
        let mut spent: BTreeMap<&str, Fen> = BTreeMap::new();
        for line in lines {
            let sum = spent.entry(line.key.purpose.as_str()).or_default();
            *sum = sum.capped_plus(line.debit());
        }
        // works that became assets are spent all the same
        let taken = |project: &str| match self.undo.get(&index) {
            Some(Undo::Accepted(accepted, _, cost, _)) if accepted.as_str() == project => *cost,
            _ => Fen::ZERO,
        };
        let (project, _) = spent.into_iter().find(|(project, amount)| {
            let spent = amount.capped_plus(taken(project));
            spent > Fen::ZERO && self.spent_on(project).capped_minus(spent) < self.granted_for(project)
        })?;
        let used = |undo: &Undo| matches!(undo, Undo::Granted(of, _) if of.as_str() == project);
        Some(self.undo.iter().rfind(|(_, undo)| used(undo)).map_or(index, |(entry, _)| *entry))
    }

    /// What was spent on the works of a project, of which some may be assets by now.
    pub fn spent_on(&self, project: &str) -> Fen {
        let stands = self.accounts.under(&self.chart.assets.works).filter(|(key, _)| key.purpose == project);
        let taken = self.works.get(project).map(|works| works.taken).unwrap_or_default();
        Fen::capped_total(stands.map(|(_, turnover)| turnover.net())).capped_plus(taken)
    }

    /// Grants used for the works of a project.
    pub fn granted_for(&self, project: &str) -> Fen {
        self.works.get(project).map(|works| works.used).unwrap_or_default()
    }

    /// The last entry behind this one that did something to one of these things, or posted under its name.
    fn done_to(&self, index: u64, cards: &CardsBefore) -> Option<u64> {
        let is_one = |code: &str| cards.iter().any(|(asset, _)| asset.as_str() == code);
        let changes =
            |undo: &Undo| matches!(undo, Undo::Cards(all) if all.iter().any(|(asset, _)| is_one(asset.as_str())));
        let changed = self.undo.range(index + 1..).filter(|(_, undo)| changes(undo)).map(|(entry, _)| *entry);
        let rows = cards.iter().filter_map(|(asset, _)| self.rows.get(RegisterName::Asset, asset.as_str()));
        let revised =
            rows.flat_map(|row| row.revised.iter().map(|revised| revised.entry)).filter(|entry| *entry > index);
        let posted = self.last_after(index, |v| v.lines().any(|line| is_one(&line.key.holder)));
        changed.chain(revised).chain(posted).max()
    }

    /// The last revision of a card that posted a difference.
    fn revalued(&self, asset: &AssetId) -> Option<u64> {
        let row = self.rows.get(RegisterName::Asset, asset.as_str())?;
        row.revised.iter().map(|revised| revised.entry).rfind(|entry| self.vouchers.get(*entry).is_some())
    }

    fn depreciated(&self, index: u64, asset: &AssetId) -> Option<u64> {
        let key = AccountKey::new(&self.chart.assets.accumulated, asset.as_str(), "");
        (self.accounts.balance(&key) != Fen::ZERO).then(|| self.touching(index, |k| *k == key))
    }
}
