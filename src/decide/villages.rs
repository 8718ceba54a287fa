//! What villages of a union put in and take out: members only, and no more than is in.

use super::{
    Refusal, known,
    refusal::{DayRule, HouseholdRule, MemberRule, MoneyRule, VillageRule, ensure},
    registers::{above_zero, member},
};
use crate::{
    books::{Books, Household, Side, postings::village_capital},
    event::{VillageChanged, VillageJoined, VillageWhy},
    unit::{AreaMu, Day, Fen, Money},
};

type Checked = Result<(), Refusal>;

pub(super) fn join(books: &Books, v: &VillageJoined) -> Checked {
    member(books, &v.village)?;
    let Some(into) = &v.into else { return Ok(()) };
    known::own_account(books, into)?;
    above_zero(&v.village, v.money)
}

/// Checks a change, and fills in what a village that leaves takes with it.
pub(super) fn change(books: &Books, on: Day, v: &VillageChanged) -> Result<VillageChanged, Refusal> {
    if let Some(into) = &v.into {
        known::own_account(books, into)?;
    }
    let village = books.registers().households().get(&v.village);
    let there = village.filter(|there| there.enrolled <= on && there.retired_from.is_none());
    let there = there.ok_or_else(|| HouseholdRule::NotAMember { village: v.village.clone() })?;
    match v.why {
        VillageWhy::Added => added(v)?,
        VillageWhy::TakenOut => {
            no_account(v)?;
            something(v)?;
            put_in(books, on, v, there)?;
        }
        VillageWhy::Left => {
            no_account(v)?;
            return left(books, on, v, there);
        }
    }
    Ok(v.clone())
}

fn added(v: &VillageChanged) -> Checked {
    something(v)?;
    match (&v.into, v.money.is_some_and(|money| money > Money::ZERO)) {
        (None, true) => Err(MemberRule::Missing { at: v.village.to_string(), member: "into" }.into()),
        (Some(_), false) => Err(MemberRule::Missing { at: v.village.to_string(), member: "money" }.into()),
        (None, false) | (Some(_), true) => Ok(()),
    }
}

/// What is taken out is owed first, and paid by a payment.
fn no_account(v: &VillageChanged) -> Checked {
    match &v.into {
        Some(into) => Err(VillageRule::PaidLater { village: v.village.clone(), into: into.clone() }.into()),
        None => Ok(()),
    }
}

fn something(v: &VillageChanged) -> Checked {
    let land = v.land_mu.is_some_and(|land| !land.is_zero());
    let money = v.money.is_some_and(|money| money > Money::ZERO);
    ensure(land || money, || VillageRule::Nothing { village: v.village.clone() })
}

/// No more is taken out than the village has in on that day and on every later one.
fn put_in(books: &Books, on: Day, v: &VillageChanged, there: &Household) -> Checked {
    let land = there.land_mu.since(on).min().copied().unwrap_or(AreaMu::ZERO);
    let wanted = v.land_mu.unwrap_or(AreaMu::ZERO);
    let over = |in_it: String, wanted: String| VillageRule::MoreThanPutIn { village: v.village.clone(), in_it, wanted };
    ensure(wanted <= land, || over(land.short(), wanted.short()))?;
    let wanted = v.money.unwrap_or(Money::ZERO).fen();
    let money = there.money.since(on).min().map_or(Fen::ZERO, |money| money.fen());
    let most = if wanted == Fen::ZERO { money } else { money.min(booked(books, on, v, wanted)) };
    ensure(wanted <= most, || over(most.to_string(), wanted.to_string()))
}

/// What of it stands in the books as the village's: what was put in before they began may be missing there.
fn booked(books: &Books, on: Day, v: &VillageChanged, wanted: Fen) -> Fen {
    let key = village_capital(books, &v.village);
    key.map_or(Fen::ZERO, |key| books.left_from(&key, on, Side::Credit, wanted).max(Fen::ZERO))
}

fn left(books: &Books, on: Day, v: &VillageChanged, there: &Household) -> Result<VillageChanged, Refusal> {
    let changed = there.land_mu.after(on).map(|(day, _)| *day).chain(there.money.after(on).map(|(day, _)| *day));
    if let Some(least) = changed.max() {
        return Err(DayRule::TooEarly { at: v.village.to_string(), least, day: on }.into());
    }
    let all = VillageChanged { land_mu: Some(there.land_at(on)), money: Some(there.money_at(on)), ..v.clone() };
    put_in(books, on, v, there)?;
    if let Some((stated, land)) = v.land_mu.zip(all.land_mu).filter(|(stated, land)| stated != land) {
        return Err(VillageRule::OtherLand { village: v.village.clone(), land, stated }.into());
    }
    if let Some((stated, money)) = v.money.zip(all.money).filter(|(stated, money)| stated != money) {
        let (computed, stated) = (money.fen(), stated.fen());
        return Err(MoneyRule::StatedDiffers { at: v.village.to_string(), computed, stated }.into());
    }
    put_in(books, on, &all, there)?;
    Ok(all)
}
