//! What members still owe by a payout that asks. The books keep no second count of it: it is what stands under the
//! payout's code in the account of each household, whatever lowered it since.

use super::{AccountKey, AsOf, Books, Payout, postings::debt_of};
use crate::unit::{Day, Fen, HouseholdId};
use std::collections::BTreeMap;

/// What a household owes by one payout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owes {
    /// As declared.
    pub asked: Fen,
    /// Still open.
    pub open: Fen,
}

impl Books {
    /// What each household owes by a payout at the end of a day, or after everything that was recorded; those that were
    /// taken into another with that one.
    pub fn owed_by(&self, payout: &Payout, day: Option<Day>) -> BTreeMap<HouseholdId, Owes> {
        let mut all: BTreeMap<HouseholdId, Owes> = BTreeMap::new();
        for (household, asked) in &payout.asked {
            let now = self.registers.succeeded_by(household);
            let owes = all.entry(now.clone()).or_insert(Owes { asked: Fen::ZERO, open: Fen::ZERO });
            owes.asked = owes.asked.capped_plus(asked.amount);
        }
        for (household, owes) in &mut all {
            let key = debt_of(self, household, &payout.declared.payout).ok();
            let stands = key.map_or(Fen::ZERO, |key| self.stands_on(&key, day));
            owes.open = stands.max(Fen::ZERO).min(owes.asked);
        }
        all
    }

    /// What is still open of a payout that asks, of all households.
    pub fn owed_in_all(&self, payout: &Payout, day: Option<Day>) -> Fen {
        Fen::capped_total(self.owed_by(payout, day).values().map(|owes| owes.open))
    }

    fn stands_on(&self, key: &AccountKey, day: Option<Day>) -> Fen {
        let Some(day) = day else { return self.accounts.balance(key) };
        let upto = AsOf { day, closed: true };
        let mut held = self.accounts.held_as_of((&key.account, &key.holder), day, upto);
        held.find(|(at, ..)| *at == key).map_or(Fen::ZERO, |(_, _, balance)| balance)
    }
}
