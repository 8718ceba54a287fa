//! Shares, capital and houses pass on: who gives has them, who takes may have them, and nothing of it is held fast.

use super::{
    Refusal, behind, classes, earlier, free, known,
    refusal::{DayRule, HoldingRule, LandRule, MemberRule, MoneyRule, PersonRule, ShareRule, ensure, too_large, total},
    registers::{above_zero, in_order},
};
use crate::{
    books::{Books, Capital, Dated, Payout, Side, postings},
    event::{
        Ends, Entitled, Fast, HeldBy, HeldThing, Holder, HoldingHeld, HoldingPassed, HowMuch, Outsiders, Pass,
        PassReason, Passed,
    },
    unit::{ClassId, ContractId, Day, Fen, HouseId, HouseholdId, Money, Period, PersonId, Rounding, Shares},
};
use std::collections::BTreeMap;

type Checked = Result<(), Refusal>;

pub(super) fn pass(books: &Books, on: Day, p: &HoldingPassed) -> Checked {
    let at = p.thing().to_string();
    if p.why == PassReason::Redemption {
        ensure(p.resolution.is_some(), || MemberRule::Missing { at: at.clone(), member: "resolution" })?;
    }
    let given = p.why == PassReason::Gift && p.ends().iter().any(|(from, _)| *from == Some(&Entitled::Collective));
    ensure(!given || p.resolution.is_some(), || MemberRule::Missing { at: at.clone(), member: "resolution" })?;
    if let Some(into) = &p.into {
        known::own_account(books, into)?;
    }
    match &p.passed {
        Passed::Shares(class, lines) => {
            ensure(!lines.is_empty(), || MemberRule::Without { at, member: "lines" })?;
            shares(books, on, p, class, lines)
        }
        Passed::Capital(contract, lines) => {
            ensure(!lines.is_empty(), || MemberRule::Without { at, member: "lines" })?;
            capital(books, on, p, contract, lines)
        }
        Passed::House { house: id, from, to, .. } => {
            no_money(p, &at)?;
            house(books, on, p.why, id, (from, to))
        }
    }
}

/// No account is named where nothing comes in.
fn no_money(p: &HoldingPassed, at: &str) -> Checked {
    ensure(p.into.is_none(), || HoldingRule::NothingCameIn { at: at.to_owned() })
}

/// What goes from each, or comes to each.
fn summed<'a, Q: Copy>(
    lines: &'a [Pass<Q>],
    side: impl Fn(&'a Ends) -> Option<&'a Entitled>,
    add: impl Fn(Q, Q) -> Option<Q>,
) -> Result<BTreeMap<&'a Entitled, Q>, Refusal> {
    let mut sums: BTreeMap<&Entitled, Q> = BTreeMap::new();
    for line in lines {
        let Some(holder) = side(&line.ends) else { continue };
        let sum = match sums.get(holder) {
            Some(before) => add(*before, line.quantity).ok_or_else(|| too_large(holder))?,
            None => line.quantity,
        };
        sums.insert(holder, sum);
    }
    Ok(sums)
}

/// Nobody gives and takes in one entry.
fn one_way<Q>(at: &str, gives: &BTreeMap<&Entitled, Q>, takes: &BTreeMap<&Entitled, Q>) -> Checked {
    match gives.keys().find(|holder| takes.contains_key(*holder)) {
        Some(both) => Err(MemberRule::ListedTwice { at: at.to_owned(), what: both.to_string() }.into()),
        None => Ok(()),
    }
}

fn shares(books: &Books, on: Day, p: &HoldingPassed, class: &ClassId, lines: &[Pass<Shares>]) -> Checked {
    let known = books.registers().classes().get(class);
    let known = known.ok_or_else(|| ShareRule::UnknownClass { at: class.to_string(), class: class.clone() })?;
    let add = |one: Shares, other: Shares| one.plus(other);
    let (gives, takes) = (summed(lines, Ends::from, add)?, summed(lines, Ends::to, add)?);
    one_way(class.as_str(), &gives, &takes)?;
    gives.keys().try_for_each(|holder| gives_shares(books, holder, class))?;
    takes.keys().try_for_each(|holder| takes_shares(books, on, p.why, holder, class))?;
    for line in lines {
        for holder in [line.ends.from(), line.ends.to()].into_iter().flatten() {
            let kind = match holder {
                Entitled::Household(_) => HeldBy::Household,
                Entitled::Person(_) => HeldBy::Person,
                Entitled::Collective | Entitled::Party(_) => known.held_by(),
            };
            classes::of(books, class, line.quantity, (&holder.to_string(), kind))?;
        }
        ensure(!line.quantity.is_zero(), || HoldingRule::Nothing { at: class.to_string() })?;
        if let Some(price) = line.price {
            above_zero(class, price)?;
            at_par(books, p.why, (class, line.quantity), price)?;
        }
    }
    gives.keys().chain(takes.keys()).try_for_each(|holder| since(books, on, holder))?;
    for (holder, sum) in &gives {
        let held = books.registers().held_shares_from(holder, class, on);
        ensure(*sum <= held, || HoldingRule::MoreShares {
            holder: (*holder).clone(),
            class: class.clone(),
            held,
            asked: *sum,
        })?;
        free_shares(books, on, p.why, holder, (class, *sum))?;
        was_paid_in(books, on, holder, (class, *sum))?;
    }
    let issued = p.why == PassReason::Issued;
    if issued {
        let all = takes.values().try_fold(Shares::ZERO, |sum, more| sum.plus(*more));
        classes::room(books, class, all.ok_or_else(|| too_large(class))?, on)?;
    }
    for (holder, sum) in &takes {
        comes_to(books, on, p.why, holder, (class, *sum))?;
    }
    let paid_in = known.said.latest().is_some_and(|said| said.paid_in.is_some());
    match p.into.is_some() {
        true => ensure(issued && paid_in, || HoldingRule::NothingCameIn { at: class.to_string() }),
        false => ensure(!(issued && paid_in), || MemberRule::Missing { at: class.to_string(), member: "into" }),
    }?;
    let unsaid = p.why == PassReason::Redemption && paid_in && lines.iter().any(|line| line.price.is_none());
    ensure(!unsaid, || MemberRule::Missing { at: class.to_string(), member: "price" })
}

/// Shares that are issued are paid in with what the class says of each: another price would be posted as that one.
fn at_par(books: &Books, why: PassReason, (class, quantity): (&ClassId, Shares), price: Money) -> Checked {
    let Some(par) = postings::par_value(books, class, quantity).filter(|_| why == PassReason::Issued) else {
        return Ok(());
    };
    let came = (&price.fen().yuan() * &quantity.exact()).to_fen(Rounding::HalfUp);
    let came = came.ok_or_else(|| too_large(class))?;
    ensure(came == par, || MoneyRule::StatedDiffers { at: format!("{class} price"), computed: par, stated: came })
}

/// What shares of a class that is paid in take along with them, or are taken back for, stands there as the holder's.
fn was_paid_in(books: &Books, on: Day, holder: &Entitled, (class, sum): (&ClassId, Shares)) -> Checked {
    let at = holder.to_string();
    let par = postings::par_value(books, class, sum).zip(postings::paid_in_key(books, class, &at));
    let Some((par, key)) = par else { return Ok(()) };
    let paid = books.left_from(&key, on, Side::Credit, par).max(Fen::ZERO);
    ensure(par <= paid, || MoneyRule::NotPaidIn { at, class: class.clone(), paid, par })
}

/// Who gives shares is in the register.
fn gives_shares(books: &Books, holder: &Entitled, class: &ClassId) -> Checked {
    match holder {
        Entitled::Collective => Ok(()),
        Entitled::Household(household) => known::household(books, household),
        Entitled::Person(person) => known_person(books, person),
        Entitled::Party(party) => {
            let holds = books.registers().outsiders().get(party).is_some_and(|held| held.contains_key(class));
            ensure(holds, || HoldingRule::MoreShares {
                holder: holder.clone(),
                class: class.clone(),
                held: Shares::ZERO,
                asked: Shares::ZERO,
            })
        }
    }
}

/// Who takes them is one of the organization; who inherits them, also somebody outside where the class lets him
/// have what they bring.
fn takes_shares(books: &Books, on: Day, why: PassReason, holder: &Entitled, class: &ClassId) -> Checked {
    match holder {
        Entitled::Collective => Ok(()),
        Entitled::Household(household) => inside(books, household, class),
        Entitled::Person(person) => {
            let there = books.registers().persons().get(person).is_some_and(|known| known.is_member(on));
            ensure(there, || PersonRule::NobodyThere { person: person.clone() })
        }
        Entitled::Party(party) => {
            let said = books.registers().classes().get(class).and_then(|class| class.said.latest());
            let may = said.is_some_and(|said| said.outsiders == Some(Outsiders::Income));
            let known = books.registers().parties().contains_key(party);
            ensure(why == PassReason::Inheritance && may && known, || HoldingRule::ToOutsider {
                at: class.to_string(),
                to: holder.clone(),
            })
        }
    }
}

/// A household of the organization; a registered party that goes by such a code is somebody outside.
fn inside(books: &Books, household: &HouseholdId, at: impl std::fmt::Display) -> Checked {
    let known = books.registers().households().contains_key(household);
    let party = books.registers().parties().contains_key(household.as_str());
    ensure(known || !party, || HoldingRule::ToOutsider {
        at: at.to_string(),
        to: Entitled::Household(household.clone()),
    })?;
    known::household(books, household)
}

fn known_person(books: &Books, person: &PersonId) -> Checked {
    let known = books.registers().persons().contains_key(person);
    ensure(known, || PersonRule::NobodyThere { person: person.clone() })
}

/// The household is in the register on the day; the person stays from that day where he is.
fn since(books: &Books, on: Day, holder: &Entitled) -> Checked {
    match holder {
        Entitled::Collective | Entitled::Party(_) => Ok(()),
        Entitled::Household(household) => earlier::enrolled(books, household, on),
        Entitled::Person(id) => {
            let moved = books.registers().persons().get(id).and_then(|person| person.household.last_touched(|_| true));
            match moved.filter(|last| on < *last) {
                Some(least) => Err(DayRule::TooEarly { at: id.to_string(), least, day: on }.into()),
                None => Ok(()),
            }
        }
    }
}

/// What the class bounds: heads, and what one holder may have. Heirs may have more.
fn comes_to(books: &Books, on: Day, why: PassReason, holder: &Entitled, (class, more): (&ClassId, Shares)) -> Checked {
    let Some(household) = holder.household() else { return Ok(()) };
    if why == PassReason::Issued {
        behind::given(books, household, class, more, (on, 0))?;
        return classes::given_below_cap(books, household, class, more, on);
    }
    behind::passed(books, household, class, more, on)?;
    if why == PassReason::Inheritance { Ok(()) } else { classes::below_cap(books, household, class, more, on) }
}

/// Nothing that is frozen or pledged passes, but by order of a court.
fn free_shares(
    books: &Books,
    on: Day,
    why: PassReason,
    holder: &Entitled,
    (class, sum): (&ClassId, Shares),
) -> Checked {
    if why == PassReason::Court {
        return Ok(());
    }
    free::not_held_fast(books, on, holder, (class, sum))
}

fn capital(books: &Books, on: Day, p: &HoldingPassed, contract: &ContractId, lines: &[Pass<Money>]) -> Checked {
    let known = known::contract(books, contract)?;
    let add = |one: Money, other: Money| Money::from_fen(one.fen().plus(other.fen())?);
    let (gives, takes) = (summed(lines, Ends::from, add)?, summed(lines, Ends::to, add)?);
    one_way(contract.as_str(), &gives, &takes)?;
    gives.keys().chain(takes.keys()).try_for_each(|holder| owns(books, holder, contract))?;
    for line in lines {
        above_zero(contract, line.quantity)?;
        if let Some(price) = line.price {
            above_zero(contract, price)?;
        }
    }
    gives.keys().chain(takes.keys()).try_for_each(|holder| since(books, on, holder))?;
    for (holder, sum) in &gives {
        has_capital(books, on, p.why, holder, (contract, *sum))?;
    }
    match p.why {
        PassReason::Returned => {
            let sum = total(contract, gives.values().map(|sum| sum.fen()))?;
            let came = known.principal.waiting();
            ensure(sum <= came, || HoldingRule::ReturnedMore { contract: contract.clone(), came, sum })?;
        }
        PassReason::Redemption => {
            let only = takes.keys().all(|to| **to == Entitled::Collective) && takes.len() == 1;
            let all = lines.iter().all(|line| line.ends.to().is_some());
            ensure(only && all, || MemberRule::NoneOf {
                at: format!("{contract} to"),
                known: "collective".to_owned(),
                found: takes.keys().next().map_or_else(String::new, ToString::to_string),
            })?;
        }
        PassReason::Issued
        | PassReason::Transfer
        | PassReason::Gift
        | PassReason::Inheritance
        | PassReason::Lost
        | PassReason::Court => {}
    }
    into_for_capital(p, contract, &gives, &takes)
}

/// Money comes in for capital only where the collective parts with its own.
fn into_for_capital(
    p: &HoldingPassed,
    contract: &ContractId,
    gives: &BTreeMap<&Entitled, Money>,
    takes: &BTreeMap<&Entitled, Money>,
) -> Checked {
    let sold = gives.contains_key(&Entitled::Collective) && !takes.is_empty();
    match p.into.is_some() {
        true => ensure(sold, || HoldingRule::NothingCameIn { at: contract.to_string() }),
        false => ensure(!sold, || MemberRule::Missing { at: contract.to_string(), member: "into" }),
    }
}

/// Capital and houses are households' and the collective's.
fn owns(books: &Books, holder: &Entitled, at: impl std::fmt::Display) -> Checked {
    match holder {
        Entitled::Collective => Ok(()),
        Entitled::Household(household) => inside(books, household, at),
        Entitled::Person(person) => {
            Err(HoldingRule::OfHouseholds { at: at.to_string(), person: person.clone() }.into())
        }
        Entitled::Party(_) => Err(HoldingRule::ToOutsider { at: at.to_string(), to: holder.clone() }.into()),
    }
}

/// The owner has so much of it, and it is free.
fn has_capital(
    books: &Books,
    on: Day,
    why: PassReason,
    holder: &Entitled,
    (contract, sum): (&ContractId, Money),
) -> Checked {
    let Some(owner) = holder.owner() else { return Ok(()) };
    // what came back or was lost was at work
    let at_work = matches!(why, PassReason::Returned | PassReason::Lost | PassReason::Redemption);
    let such = |row: &Capital| !at_work || row.since.is_some_and(|since| since <= on);
    let held = books.registers().capital_from(&owner, contract, on, such);
    ensure(sum.fen() <= held, || HoldingRule::MoreCapital {
        holder: holder.clone(),
        contract: contract.clone(),
        held,
        asked: sum.fen(),
    })?;
    if matches!(why, PassReason::Court | PassReason::Returned | PassReason::Lost) {
        return Ok(());
    }
    let thing = HeldThing::Capital(contract.clone());
    for fast in books.registers().fast_from(&thing, holder, on) {
        let bound = match fast.how_much {
            HowMuch::Amount(bound) => bound.fen(),
            HowMuch::All | HowMuch::Shares(_) => held,
        };
        let free = held.capped_minus(bound).max(Fen::ZERO);
        ensure(sum.fen() <= free, || free::fast_rule(holder, &thing, fast, free))?;
    }
    Ok(())
}

fn house(books: &Books, on: Day, why: PassReason, id: &HouseId, (from, to): (&Entitled, &Entitled)) -> Checked {
    let known = books.registers().houses().get(id);
    let known = known.ok_or_else(|| LandRule::UnknownHouse { at: id.to_string(), house: id.clone() })?;
    owns(books, from, id)?;
    owns(books, to, id)?;
    [from, to].into_iter().try_for_each(|holder| since(books, on, holder))?;
    ensure(from != to, || MemberRule::ListedTwice { at: id.to_string(), what: from.to_string() })?;
    let owner = from.owner();
    let other = |owners: &Dated<Holder>| {
        let none = owners.as_at(on).is_none().then_some(None);
        none.or_else(|| owners.since(on).find(|holder| Some(*holder) != owner.as_ref()).cloned().map(Some))
    };
    if let Some(other) = other(&known.owner) {
        return Err(HoldingRule::OwnedByAnother { house: id.clone(), from: from.clone(), owner: other }.into());
    }
    if why == PassReason::Court {
        return Ok(());
    }
    let thing = HeldThing::House(id.clone());
    match books.registers().fast_from(&thing, from, on).next() {
        Some(fast) => Err(free::fast_rule(from, &thing, fast, "0").into()),
        None => Ok(()),
    }
}

/// A holding is held fast, or is free again.
pub(super) fn hold(books: &Books, on: Day, h: &HoldingHeld) -> Checked {
    let holder = &h.holder;
    match (&h.thing, holder) {
        (HeldThing::Class(class), _) => {
            let known = books.registers().classes().contains_key(class);
            ensure(known, || ShareRule::UnknownClass { at: class.to_string(), class: class.clone() })?;
            gives_shares(books, holder, class)?;
        }
        (HeldThing::Capital(contract), _) => {
            known::contract(books, contract)?;
            owns(books, holder, contract)?;
        }
        (HeldThing::House(house), _) => {
            let known = books.registers().houses().contains_key(house);
            ensure(known, || LandRule::UnknownHouse { at: house.to_string(), house: house.clone() })?;
            owns(books, holder, house)?;
        }
    }
    since(books, on, holder)?;
    let stands = books.registers().fast().get(&(h.thing.clone(), holder.clone()));
    let stands = stands.and_then(|said| said.as_at(on)).and_then(Option::as_ref);
    ensure(stands != h.fast.as_ref(), || HoldingRule::HeldSo { holder: holder.clone(), thing: h.thing.clone() })?;
    let Some(fast) = &h.fast else { return Ok(()) };
    if let Some(until) = fast.until {
        in_order(holder, on, until)?;
    }
    holds_so_much(books, on, h, fast)
}

fn holds_so_much(books: &Books, on: Day, h: &HoldingHeld, fast: &Fast) -> Checked {
    let holder = &h.holder;
    match &h.thing {
        HeldThing::Class(class) => {
            let held = books.registers().held_shares_from(holder, class, on);
            let asked = match fast.how_much {
                HowMuch::Shares(shares) => shares,
                HowMuch::All | HowMuch::Amount(_) => held,
            };
            let fits = asked <= held && !asked.is_zero();
            ensure(fits, || HoldingRule::MoreShares { holder: holder.clone(), class: class.clone(), held, asked })
        }
        HeldThing::Capital(contract) => {
            let owner = holder.owner();
            let held = owner.map(|owner| books.registers().capital_from(&owner, contract, on, |_| true));
            let held = held.unwrap_or(Fen::ZERO);
            let asked = match fast.how_much {
                HowMuch::Amount(amount) => amount.fen(),
                HowMuch::All | HowMuch::Shares(_) => held,
            };
            let fits = asked <= held && asked > Fen::ZERO;
            ensure(fits, || HoldingRule::MoreCapital {
                holder: holder.clone(),
                contract: contract.clone(),
                held,
                asked,
            })
        }
        HeldThing::House(id) => {
            let owner = books.registers().houses().get(id).and_then(|house| house.owner.as_at(on).cloned());
            ensure(owner.is_some() && owner == holder.owner(), || HoldingRule::OwnedByAnother {
                house: id.clone(),
                from: holder.clone(),
                owner,
            })
        }
    }
}

/// A return is claimed of capital that is at work, or was in the days for which it is claimed: once all of it came
/// back or was lost, no more than once for those days, and when they are over.
pub(super) fn at_work(books: &Books, contract: &ContractId, days: Option<Period>) -> Checked {
    let registers = books.registers();
    let rows = || registers.capital().iter().filter(|row| row.contract == *contract);
    // money that came back in those days works no more, and by days only once it is said whose it was
    let known = known::contract(books, contract)?;
    let back = days.and_then(|days| known.principal.waiting_by(days.last_day(), |entry| books.day_of(entry)));
    if let Some((entry, came)) = back.filter(|_| rows().next().is_some()) {
        return Err(MoneyRule::CameBack { contract: contract.clone(), came, entry }.into());
    }
    let over = rows().any(|row| row.since.is_some()) && rows().all(|row| row.amount_now() == Fen::ZERO);
    if !over {
        return Ok(());
    }
    let worked = days.is_some_and(|days| registers.worked_in(contract, days));
    ensure(worked, || HoldingRule::NoCapital { contract: contract.clone() })
}

/// What a payout credited to a household is not kept back.
pub(super) fn not_withheld(books: &Books, on: Day, payout: &Payout, household: &HouseholdId) -> Checked {
    ensure(!books.is_withheld(payout, household, on), || HoldingRule::Withheld {
        payout: payout.declared.payout.clone(),
        household: household.clone(),
    })
}
