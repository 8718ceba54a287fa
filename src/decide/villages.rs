//! What villages of a union put in and take out: members only, and no more than is in.

use super::{
    Refusal, known,
    refusal::{DayRule, HouseholdRule, MemberRule, MoneyRule, VillageRule, ensure},
    registers::{self, above_zero, member},
};
use crate::{
    books::{Books, Household, Members, Side, postings::village_capital},
    event::{PartyIs, PartyRegistered, RegisterName, VillageChanged, VillageJoined, VillageWhy, VoucherLine},
    unit::{AreaMu, Day, Fen, Money, Words, both},
};

type Checked = Result<(), Refusal>;

pub(super) fn join(books: &Books, on: Day, v: &VillageJoined) -> Checked {
    let registers = books.registers();
    if let (Members::Households, Some(first)) = (registers.members(), registers.order().first()) {
        return Err(VillageRule::NoUnion { village: v.village.clone(), first: first.clone() }.into());
    }
    not_in_itself(books, v)?;
    match registers.households().get(&v.village).filter(|before| before.has_left()) {
        // it comes again, under the code that it had
        Some(before) => {
            let least = before.retired_from.filter(|left| on < *left);
            least.map_or(Ok(()), |least| Err(DayRule::TooEarly { at: v.village.to_string(), least, day: on }))?;
        }
        None => member(books, &v.village)?,
    }
    match &v.into {
        Some(into) => {
            known::own_account(books, into)?;
            above_zero(&v.village, v.money)
        }
        None => stands_as_its_own(books, v),
    }
}

/// Money that came before the books begin stands in their opening balances, which may come behind the village.
fn stands_as_its_own(books: &Books, v: &VillageJoined) -> Checked {
    let own = village_capital(books, &v.village).map(|key| books.accounts().balance(&key).negated());
    let there = books.opening_on().is_none() || own.is_ok_and(|own| v.money.fen() <= own);
    ensure(v.money == Money::ZERO || there, || MemberRule::Missing { at: v.village.to_string(), member: "into" })
}

/// What villages had in before the books begin is what the opening balances have as theirs.
pub(super) fn opened(books: &Books, lines: &[VoucherLine]) -> Checked {
    for (id, village) in books.registers().households().iter().filter(|(_, village)| village.is_village()) {
        let Ok(key) = village_capital(books, id) else { continue };
        let put_in = village.money.latest().map_or(Fen::ZERO, |money| money.fen());
        let own = lines.iter().filter(|line| {
            line.account.as_str() == key.account
                && line.holder.as_ref().is_some_and(|holder| holder.as_str() == id.as_str())
        });
        let own = Fen::capped_total(own.filter_map(|line| line.credit).map(|credit| credit.fen()));
        let there = books.accounts().balance(&key).negated().capped_plus(own);
        ensure(put_in <= there, || MoneyRule::StatedDiffers { at: id.to_string(), computed: put_in, stated: there })?;
    }
    Ok(())
}

/// A union is no member of its own member, as far as one ledger knows: neither itself nor a union that it is in.
fn not_in_itself(books: &Books, v: &VillageJoined) -> Checked {
    let code = v.village.as_str();
    let own = books.origin().map(ToString::to_string);
    let named =
        own.as_deref().and_then(|origin| origin.split('/').nth(1)).filter(|name| name.eq_ignore_ascii_case(code));
    let in_itself = |by: Words| VillageRule::InItself { village: code.to_owned(), by };
    ensure(named.is_none(), || in_itself(both!("this ledger itself", "本账本自己")))?;
    let party = books.registers().parties().get(code).filter(|party| party.is == Some(PartyIs::Union));
    let entry = books.rows().get(RegisterName::Party, code).map_or(0, |row| row.brought.entry);
    ensure(party.is_none(), || {
        in_itself(both!("a union it is in, by entry {entry}", "第 {entry} 条登记的、它所加入的联合社"))
    })
}

/// A party, which is no union that is a member of this one.
pub(super) fn party(books: &Books, p: &PartyRegistered) -> Checked {
    union_in_itself(books, p)?;
    registers::party(books, p)
}

/// The same of a union that is registered as one that this one is in.
fn union_in_itself(books: &Books, p: &PartyRegistered) -> Checked {
    let village = books.registers().households().get(p.party.as_str()).filter(|there| there.is_village());
    let entry = books.rows().get(RegisterName::Household, p.party.as_str()).map_or(0, |row| row.brought.entry);
    let by = both!("a member of this one, by entry {entry}", "第 {entry} 条加入的成员社");
    let own = p.is == Some(PartyIs::Union) && village.is_some();
    ensure(!own, || VillageRule::InItself { village: p.party.to_string(), by })
}

/// Checks a change, and fills in what a village that leaves takes with it.
pub(super) fn change(books: &Books, on: Day, v: &VillageChanged) -> Result<VillageChanged, Refusal> {
    if let Some(into) = &v.into {
        known::own_account(books, into)?;
    }
    let village = books.registers().households().get(&v.village);
    let there = village.filter(|there| there.joined_last() <= on && there.retired_from.is_none());
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
