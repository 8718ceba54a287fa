//! What is recorded for an earlier day must leave right what is recorded for later ones: shares and land
//! are there to be passed on, a household is taken in behind everything it did, a payout's line is paid
//! when it is open and comes back when it is paid.

use super::{
    Refusal, kinds,
    refusal::{DayRule, LandRule, MoneyRule, ensure},
};
use crate::{
    books::{Books, Owed, Side, Voucher},
    event::{Fact, Holder, HouseholdMerged},
    unit::{Day, Fen, HouseholdId, ParcelId, PayoutId},
};
use std::collections::BTreeMap;

type Checked = Result<(), Refusal>;

/// The household stands in the register on the day.
pub(super) fn enrolled(books: &Books, household: &HouseholdId, on: Day) -> Checked {
    let since = books.registers().households().get(household).map(|h| h.enrolled);
    not_before(household, since, on)
}

fn not_before(subject: impl std::fmt::Display, day: Option<Day>, on: Day) -> Checked {
    match day.filter(|day| on < *day) {
        Some(day) => Err(DayRule::TooEarly { at: subject.to_string(), least: day, day: on }.into()),
        None => Ok(()),
    }
}

/// The parcel stays the household's behind the day, by what is recorded.
pub(super) fn held_since(books: &Books, parcel: &ParcelId, by: &HouseholdId, on: Day) -> Checked {
    let holders = books.registers().parcels().get(parcel).map(|p| &p.holder);
    match holders.and_then(|all| all.since(on).find(|holder| holder.household() != Some(by))) {
        Some(other) => {
            let (parcel, by) = (parcel.clone(), Holder::Household(by.clone()));
            Err(LandRule::HeldByAnother { parcel, by, holder: Some(other.clone()) }.into())
        }
        None => Ok(()),
    }
}

/// All that a household has goes to the other on that day: nothing of it came or went later.
pub(super) fn merge(books: &Books, on: Day, m: &HouseholdMerged) -> Checked {
    not_before(&m.household, books.registers().last_change(&m.household), on)?;
    enrolled(books, &m.into, on)
}

/// Lines of a payout are paid or set off when they are open, and come back when they are paid: at the
/// end of the entry's day and of every later one. Asked only where something of that payout moved later.
pub(super) fn lines(books: &Books, on: Day, fact: &Fact, voucher: &Voucher) -> Checked {
    let Some((id, side)) = kinds::of(fact).settles else { return Ok(()) };
    let Some(payout) = books.payout(id) else { return Ok(()) };
    if payout.settled.keys().next_back().is_none_or(|last| *last <= on) {
        return Ok(());
    }
    let mut moved: BTreeMap<&HouseholdId, Fen> = BTreeMap::new();
    for line in voucher.lines().iter().filter(|line| line.side == side) {
        let Some((household, owed)) = payout.lines.get_key_value(line.key.holder.as_str()) else { continue };
        if owed.stands.iter().any(|(key, _)| *key == *line.key) {
            let sum = moved.entry(household).or_default();
            *sum = sum.capped_plus(line.amount);
        }
    }
    for (household, amount) in moved {
        let Some(owed) = payout.lines.get(household) else { continue };
        let open = open_from(books, id, household, owed, on);
        let most = match side {
            Side::Debit => open.iter().min().copied().unwrap_or_default(),
            Side::Credit => owed.amount.capped_minus(open.iter().max().copied().unwrap_or_default()),
        };
        let (payout, household, there) = (id.clone(), household.clone(), most.max(Fen::ZERO));
        ensure(amount <= most, || match side {
            Side::Debit => MoneyRule::NotOpenThen { payout, household, most: there, on, amount },
            Side::Credit => MoneyRule::NotPaidThen { payout, household, most: there, on, amount },
        })?;
    }
    Ok(())
}

/// What is open of a household's line at the end of a day, and of every later one on which it moved.
fn open_from(books: &Books, payout: &PayoutId, household: &HouseholdId, owed: &Owed, on: Day) -> Vec<Fen> {
    let mut days: BTreeMap<Day, Fen> = BTreeMap::new();
    for moved in books.history().moves(household) {
        let here = books.history().entry(moved.entry).filter(|h| h.payout.as_ref() == Some(payout));
        let Some(happened) = here.filter(|_| books.corrected_by(moved.entry).is_none()) else { continue };
        let (account, purpose) = books.history().place(moved);
        if owed.stands.iter().any(|(key, _)| key.account == account && key.purpose == purpose) {
            let sum = days.entry(happened.on).or_default();
            *sum = sum.capped_plus(moved.credit);
        }
    }
    let before = Fen::capped_total(days.range(..=on).map(|(_, moved)| *moved));
    let mut open = vec![before];
    for (_, moved) in days.range(on..).filter(|(day, _)| **day > on) {
        let last = open.last().copied().unwrap_or_default();
        open.push(last.capped_plus(*moved));
    }
    open
}
