//! Classes of shares: what may be said of one, and what may be given of it to whom.

use super::{
    Refusal,
    refusal::{ClassRule, MemberRule, MoneyRule, ShareRule, ensure, too_large},
};
use crate::{
    books::{Books, ShareClass, postings},
    event::{ClassSet, HeldBy, Holder, Regime},
    unit::{ClassId, Day, Exact, Fen, HouseholdId, Shares},
};

type Checked = Result<(), Refusal>;

/// A class is set, or changes from a day on: it closes, its total or its cap are others.
pub(super) fn set(books: &Books, c: &ClassSet) -> Checked {
    let fits = (c.regime == Regime::Closed) == c.total.is_some();
    ensure(fits, || ShareRule::TotalOfClass { class: c.class.clone() })?;
    if let Some(scale) = c.scale {
        ensure(scale <= Shares::SCALE, || ClassRule::ScaleTooFine { class: c.class.clone(), scale })?;
    }
    if let Some(cap) = c.cap {
        ensure(cap.exact() <= Exact::whole(1), || MemberRule::NotAPart { at: c.class.to_string(), ratio: cap })?;
    }
    if let Some(paid_in) = &c.paid_in {
        let known = books.chart().accounts.contains_key(paid_in.account.as_str());
        ensure(known, || MoneyRule::UnknownAccount { at: c.class.to_string(), account: paid_in.account.to_string() })?;
    }
    match books.registers().classes().get(&c.class) {
        Some(stands) => changed(books, stands, c),
        None => Ok(()),
    }
}

fn changed(books: &Books, stands: &ShareClass, c: &ClassSet) -> Checked {
    let said = stands.said.latest();
    ensure(said != Some(c), || ClassRule::Same { class: c.class.clone() })?;
    let stays = [
        ("unit", stands.unit == c.unit),
        ("held_by", stands.held_by() == c.held_by.unwrap_or(HeldBy::Household)),
        ("scale", stands.scale() == c.scale.unwrap_or(Shares::SCALE)),
        ("paid_in", said.is_none_or(|said| said.paid_in == c.paid_in)),
    ];
    if let Some((member, _)) = stays.into_iter().find(|(_, same)| !same) {
        return Err(ClassRule::Stays { class: c.class.clone(), member }.into());
    }
    let opens = stands.regime == Regime::Closed && c.regime == Regime::Open;
    ensure(!opens, || ClassRule::ClosedStays { class: c.class.clone() })?;
    let Some(total) = c.total else { return Ok(()) };
    let kept = books.registers().kept_from(&c.class, Day::FIRST);
    let sum = stands.granted.plus(kept).ok_or_else(|| too_large(&c.class))?;
    ensure(sum <= total, || ShareRule::OverTotal { class: c.class.clone(), total, sum })
}

/// A closed class has room for so many more, with what is kept for a time of who left.
pub(super) fn room(books: &Books, class: &ClassId, more: Shares, on: Day) -> Checked {
    let known = books.registers().classes().get(class);
    let known = known.ok_or_else(|| ShareRule::UnknownClass { at: class.to_string(), class: class.clone() })?;
    let granted = known.granted.plus(more).ok_or_else(|| too_large(class))?;
    let Some(total) = known.total else { return Ok(()) };
    // what is kept for a time for who left is still out
    let sum = granted.plus(books.registers().kept_from(class, on)).ok_or_else(|| too_large(class))?;
    ensure(sum <= total, || ShareRule::OverTotal { class: class.clone(), total, sum })
}

/// The class is there, lies on holders of this sort, and has so many decimals.
pub(super) fn of(books: &Books, class: &ClassId, shares: Shares, (to, kind): (&str, HeldBy)) -> Checked {
    let known = books.registers().classes().get(class);
    let known = known.ok_or_else(|| ShareRule::UnknownClass { at: to.to_owned(), class: class.clone() })?;
    let scale = known.scale();
    ensure(shares.decimals() <= scale, || ClassRule::Decimals { class: class.clone(), scale, shares })?;
    ensure(known.held_by() == kind, || ClassRule::LiesOnOthers {
        at: to.to_owned(),
        class: class.clone(),
        held_by: known.held_by(),
    })
}

/// Shares of a class that is paid in are given with the money: without it only as far as the books have it already, in
/// the opening balances, which may come behind the shares.
pub(super) fn paid(books: &Books, class: &ClassId, more: Shares, at: impl std::fmt::Display) -> Checked {
    let Some(known) = books.registers().classes().get(class).filter(|_| books.opening_on().is_some()) else {
        return Ok(());
    };
    let all = known.granted.plus(more).ok_or_else(|| too_large(class))?;
    let Some((par, key)) = postings::par_value(books, class, all).zip(postings::paid_in_key(books, class, "")) else {
        return Ok(());
    };
    let paid = books.accounts().balance_of(&key.account).negated().max(Fen::ZERO);
    ensure(par <= paid, || MoneyRule::NotPaidIn { at: at.to_string(), class: class.clone(), paid, par })
}

/// Shares of a class that is paid in do not pass alone.
pub(super) fn alone(books: &Books, class: &ClassId, household: &HouseholdId) -> Checked {
    let (household, class) = (household.clone(), class.clone());
    ensure(postings::paid_in(books, &class).is_none(), || MoneyRule::PassWithMoney { household, class })
}

/// What is the collective's, or a household's as such.
pub(super) fn of_holder(books: &Books, class: &ClassId, shares: Shares, holder: &Holder) -> Checked {
    let known = books.registers().classes().get(class).filter(|_| *holder == Holder::Collective);
    let kind = known.map_or(HeldBy::Household, ShareClass::held_by);
    of(books, class, shares, (&holder.to_string(), kind))
}

/// With these shares more, a household has no more of the class than one holder may. While a class is open its
/// shares are given out one by one, and only what passes from hand to hand is held to it.
pub(super) fn below_cap(books: &Books, household: &HouseholdId, class: &ClassId, more: Shares, on: Day) -> Checked {
    let Some(known) = books.registers().classes().get(class) else { return Ok(()) };
    let Some(cap) = known.cap() else { return Ok(()) };
    let kept = books.registers().kept_from(class, on);
    let out = known.granted.plus(kept).ok_or_else(|| too_large(class))?;
    let whole = known.total.unwrap_or(out);
    let held = books.registers().shares_of(household, class.as_str(), on);
    let all = held.plus(more).ok_or_else(|| too_large(class))?;
    let most = &whole.exact() * &cap.exact();
    ensure(all.exact() <= most, || ClassRule::AboveCap {
        household: household.clone(),
        class: class.clone(),
        cap,
        most: Shares::up_to(&most),
        all,
    })
}

/// The same for shares that are given out of a closed class.
pub(super) fn given_below_cap(books: &Books, to: &HouseholdId, class: &ClassId, more: Shares, on: Day) -> Checked {
    let closed = books.registers().classes().get(class).is_some_and(|class| class.regime == Regime::Closed);
    if closed { below_cap(books, to, class, more, on) } else { Ok(()) }
}
