//! Who and what there is.

use super::{Code, Refusal, behind, checks, codes, refusal::require};
use crate::{
    books::Books,
    event::{
        AssetRegistered, BankRegistered, ClassSet, EntrustmentEnded, EntrustmentGiven, Holder, HouseRegistered,
        HouseholdEnrolled, ParcelRegistered, PartyRegistered, Regime, SharesGranted, VillageJoined, WorkRecorded,
    },
    unit::{ClassId, Day, HouseholdId, Money, ParcelId, Shares},
};

type Checked = Result<(), Refusal>;

fn new(taken: bool, what: impl std::fmt::Display) -> Checked {
    require(!taken, Code::AlreadyRegistered, &what, "a code not used before", &what)
}

pub(super) fn party(books: &Books, p: &PartyRegistered) -> Checked {
    codes::free(books, p.party.as_str())
}

pub(super) fn bank(books: &Books, b: &BankRegistered) -> Checked {
    codes::free(books, b.account.as_str())
}

pub(super) fn class(books: &Books, c: &ClassSet) -> Checked {
    new(books.registers.classes.contains_key(&c.class), &c.class)?;
    let fits = (c.regime == Regime::Closed) == c.total.is_some();
    require(fits, Code::BadValue, &c.class, "a total for a closed class, none for an open one", "the other")
}

pub(super) fn room(books: &Books, class: &ClassId, more: Shares, on: Day) -> Checked {
    let known = books.registers.classes.get(class);
    let known = known.ok_or_else(|| Refusal::new(Code::UnknownReference, class, "a class of shares", class))?;
    let Some(total) = known.total else { return Ok(()) };
    // what is kept for a time for who left is still out
    let all = books.registers.kept_from(class, on);
    let sum = known.granted.plus(all).and_then(|all| all.plus(more)).unwrap_or(more);
    require(sum <= total, Code::ShareClassOverTotal, class, total.short(), sum.short())
}

pub(super) fn grant(books: &Books, on: Day, g: &SharesGranted) -> Checked {
    checks::holder(books, &g.holder)?;
    room(books, &g.class, g.shares, on)?;
    // sheets weigh heads by a number of their own, and the collective has none
    let heads = g.holder == Holder::Collective && g.class.as_str() == "population";
    let expected = "a household; the collective's shares are of a class of their own";
    require(!heads, Code::BadValue, format!("{} holder", g.class), expected, &g.holder)?;
    g.holder.household().map_or(Ok(()), |id| behind::given(books, id, &g.class, g.shares, (on, 0)))
}

pub(super) fn member(books: &Books, household: &HouseholdId) -> Checked {
    codes::free(books, household.as_str())?;
    match books.registers.order.first() {
        Some(first) if first.as_str().len() != household.as_str().len() => {
            let expected = format!("{} characters like {first}", first.as_str().len());
            Err(Refusal::new(Code::BadValue, household, expected, household))
        }
        _ => Ok(()),
    }
}

pub(super) fn household(books: &Books, on: Day, h: &HouseholdEnrolled) -> Checked {
    member(books, &h.household)?;
    h.shares.iter().try_for_each(|(class, shares)| {
        room(books, class, *shares, on)?;
        behind::given(books, &h.household, class, *shares, (on, h.members))
    })
}

pub(super) fn village(books: &Books, v: &VillageJoined) -> Checked {
    member(books, &v.village)
}

pub(super) fn parcel(books: &Books, p: &ParcelRegistered) -> Checked {
    new(books.registers.parcels.contains_key(&p.parcel), &p.parcel)?;
    checks::household(books, &p.household)?;
    let mu = p.area_m2.to_mu();
    let expected = format!("{} mu for {} m²", mu.short(), p.area_m2);
    require(mu == p.area_mu, Code::MuDoesNotMatchM2, &p.parcel, expected, p.area_mu.short())
}

pub(super) fn house(books: &Books, h: &HouseRegistered) -> Checked {
    new(books.registers.houses.contains_key(&h.house), &h.house)?;
    checks::holder(books, &h.owner)
}

pub(super) fn asset(books: &Books, a: &AssetRegistered) -> Checked {
    new(books.registers.assets.contains_key(&a.asset), &a.asset)?;
    require(a.life_months > 0, Code::BadValue, &a.asset, "a life of at least one month", a.life_months)?;
    require(a.first_month.day_of_month() == 1, Code::BadValue, &a.asset, "the first day of a month", a.first_month)?;
    part_of_one(&a.asset, a.salvage)?;
    // cards may come before the opening balances, which are compared with them
    if books.opening_on.is_none() && books.vouchers.is_empty() {
        return Ok(());
    }
    behind::card(books, &a.asset, a.cost.fen())
}

/// A ratio between 0 and 1.
pub(super) fn part_of_one(what: impl std::fmt::Display, ratio: crate::unit::Ratio) -> Checked {
    let one = crate::unit::Exact::whole(1);
    require(ratio.exact() <= one, Code::BadValue, what, "a part between 0 and 1", ratio)
}

/// The parcel is in the register and this household holds it on the day.
pub(super) fn held(books: &Books, parcel: &ParcelId, by: &HouseholdId, on: Day) -> Checked {
    let known = books.registers.parcels.get(parcel);
    let known = known.ok_or_else(|| Refusal::new(Code::UnknownReference, parcel, "a registered parcel", parcel))?;
    let holder = known.household.as_at(on).or(known.household.latest());
    let found = holder.map(ToString::to_string).unwrap_or_default();
    require(holder == Some(by), Code::NotTheHolder, parcel, by, found)
}

pub(super) fn in_order(what: impl std::fmt::Display, first: Day, last: Day) -> Checked {
    require(first <= last, Code::DatesOutOfOrder, what, format!("{first} or later"), last)
}

pub(super) fn entrust(books: &Books, on: Day, e: &EntrustmentGiven) -> Checked {
    checks::household(books, &e.household)?;
    in_order(&e.household, e.first_day, e.last_day)?;
    require(!e.parcels.is_empty(), Code::MemberMissing, &e.household, "parcels", "none")?;
    for id in &e.parcels {
        held(books, id, &e.household, on)?;
        let end = books.registers.parcels.get(id).map(|p| p.contract_end);
        if let Some(end) = end.filter(|end| e.last_day > *end) {
            return Err(Refusal::new(Code::LeaseBeyondLandContract, id, end, e.last_day));
        }
    }
    Ok(())
}

pub(super) fn end_entrustment(books: &Books, e: &EntrustmentEnded) -> Checked {
    checks::household(books, &e.household)?;
    for id in &e.parcels {
        held(books, id, &e.household, e.last_day)?;
        let entrusted =
            books.registers.parcels.get(id).is_some_and(|p| p.entrusted.iter().any(|d| d.holds(e.last_day)));
        require(entrusted, Code::NoEntrustment, id, format!("an entrustment on {}", e.last_day), "none")?;
    }
    Ok(())
}

pub(super) fn work(books: &Books, w: &WorkRecorded) -> Checked {
    new(books.registers.sheets.contains_key(&w.sheet) || books.payouts.contains_key(&w.sheet), &w.sheet)?;
    in_order(&w.sheet, w.first_day, w.last_day)?;
    let contract = books.contracts.get(&w.contract);
    let contract =
        contract.ok_or_else(|| Refusal::new(Code::UnknownContract, &w.sheet, "a signed contract", &w.contract))?;
    require(!w.lines.is_empty(), Code::MemberMissing, &w.sheet, "lines", "none")?;
    for line in &w.lines {
        checks::household(books, &line.worker.household())?;
        let rates = &contract.signed.terms.work_rates;
        let known = rates.iter().map(|r| r.class.to_string()).collect::<Vec<_>>().join(", ");
        require(rates.iter().any(|r| r.class == line.class), Code::UnknownReference, &line.worker, known, &line.class)?;
        require(!line.quantity.is_zero(), Code::BadValue, &line.worker, "a quantity above 0", line.quantity)?;
    }
    super::once::work(books, w)
}

/// An amount above zero.
pub(super) fn above_zero(what: impl std::fmt::Display, amount: Money) -> Checked {
    require(amount > Money::ZERO, Code::BadValue, what, "an amount above 0.00", amount)
}
