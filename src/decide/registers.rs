//! Who and what there is.

use super::{
    Refusal, behind, classes, codes, known, land, persons,
    refusal::{ContractRule, DayRule, HouseholdRule, LandRule, MemberRule, ShareRule, ensure},
    worked,
};
use crate::{
    books::{Books, Parcel},
    event::{
        AssetRegistered, BankRegistered, Enrolled, EntrustmentEnded, EntrustmentGiven, HeldBy, Holder, HouseRegistered,
        HouseholdEnrolled, ParcelRegistered, PartyRegistered, RegisterName, SharesGranted, WorkRecorded,
    },
    unit::{Day, HouseholdId, Money, ParcelId},
};

type Checked = Result<(), Refusal>;

fn new(taken: bool, what: impl std::fmt::Display) -> Checked {
    ensure(!taken, || HouseholdRule::CodeTaken { code: what.to_string() })
}

pub(super) fn party(books: &Books, p: &PartyRegistered) -> Checked {
    codes::free(books, p.party.as_str())
}

pub(super) fn bank(books: &Books, b: &BankRegistered) -> Checked {
    codes::free(books, b.account.as_str())
}

pub(super) fn grant(books: &Books, on: Day, g: &SharesGranted) -> Checked {
    known::holder(books, &g.holder)?;
    classes::of_holder(books, &g.class, g.shares, &g.holder)?;
    classes::room(books, &g.class, g.shares, on)?;
    classes::paid(books, &g.class, g.shares, &g.holder)?;
    // sheets weigh heads by a number of their own, and the collective has none
    let heads = g.holder == Holder::Collective && g.class.as_str() == "population";
    ensure(!heads, || ShareRule::HeadsOfCollective { class: g.class.clone(), holder: g.holder.clone() })?;
    let Some(id) = g.holder.household() else { return Ok(()) };
    behind::given(books, id, &g.class, g.shares, (on, 0))?;
    classes::given_below_cap(books, id, &g.class, g.shares, on)
}

pub(super) fn member(books: &Books, household: &HouseholdId) -> Checked {
    codes::free(books, household.as_str())?;
    // also one that was taken out: its place in the order of enrolment stays
    new(books.rows().get(RegisterName::Household, household.as_str()).is_some(), household)?;
    match books.registers().order().first() {
        Some(first) if first.as_str().len() != household.as_str().len() => {
            Err(HouseholdRule::OtherLength { household: household.clone(), first: first.clone() }.into())
        }
        _ => Ok(()),
    }
}

pub(super) fn household(books: &Books, on: Day, h: &HouseholdEnrolled) -> Checked {
    member(books, &h.household)?;
    let come = match &h.who {
        Enrolled::Count(members) => *members,
        Enrolled::Persons(named) => {
            persons::enrolled(books, on, h, named)?;
            h.who.members()
        }
    };
    h.shares.iter().try_for_each(|(class, shares)| {
        classes::of(books, class, *shares, (h.household.as_str(), HeldBy::Household))?;
        classes::room(books, class, *shares, on)?;
        classes::paid(books, class, *shares, &h.household)?;
        behind::given(books, &h.household, class, *shares, (on, come))?;
        classes::given_below_cap(books, &h.household, class, *shares, on)
    })
}

pub(super) fn parcel(books: &Books, p: &ParcelRegistered) -> Checked {
    land::new_code(books, &p.parcel)?;
    known::holder(books, &p.household)?;
    land::right_area(&p.parcel, p.area_m2, p.area_mu)?;
    land::of_kind(&p.parcel, &p.household, p.land_kind, p.contract_end)
}

pub(super) fn house(books: &Books, h: &HouseRegistered) -> Checked {
    new(books.registers().houses().contains_key(&h.house), &h.house)?;
    known::holder(books, &h.owner)
}

pub(super) fn asset(books: &Books, a: &AssetRegistered) -> Checked {
    codes::free(books, a.asset.as_str())?;
    ensure(a.life_months > 0, || MemberRule::NoLife { asset: a.asset.clone(), months: a.life_months })?;
    ensure(a.first_month.day_of_month() == 1, || MemberRule::NotFirstOfMonth {
        asset: a.asset.clone(),
        day: a.first_month,
    })?;
    part_of_one(&a.asset, a.salvage)?;
    // cards may come before the opening balances, which are compared with them
    if books.opening_on().is_none() && books.vouchers().is_empty() {
        return Ok(());
    }
    behind::card(books, &a.asset, a.cost.fen())
}

/// A ratio between 0 and 1.
pub(super) fn part_of_one(what: impl std::fmt::Display, ratio: crate::unit::Ratio) -> Checked {
    let one = crate::unit::Exact::whole(1);
    ensure(ratio.exact() <= one, || MemberRule::NotAPart { at: what.to_string(), ratio })
}

/// The parcel is in the register and this household holds it on the day.
pub(super) fn held(books: &Books, parcel: &ParcelId, by: &HouseholdId, on: Day) -> Checked {
    land::held_by(books, parcel, &Holder::Household(by.clone()), on)
}

pub(super) fn in_order(what: impl std::fmt::Display, first: Day, last: Day) -> Checked {
    ensure(first <= last, || DayRule::TooEarly { at: what.to_string(), least: first, day: last })
}

pub(super) fn entrust(books: &Books, on: Day, e: &EntrustmentGiven) -> Checked {
    known::household(books, &e.household)?;
    in_order(&e.household, e.first_day, e.last_day)?;
    ensure(!e.parcels.is_empty(), || MemberRule::Without { at: e.household.to_string(), member: "parcels" })?;
    known::each_once(&e.household, &e.parcels)?;
    for id in &e.parcels {
        held(books, id, &e.household, on)?;
        let end = books.registers().parcels().get(id).and_then(Parcel::contract_end_now);
        if let Some(end) = end.filter(|end| e.last_day > *end) {
            return Err(LandRule::BeyondLandContract { parcel: id.clone(), end, last: e.last_day }.into());
        }
    }
    Ok(())
}

pub(super) fn end_entrustment(books: &Books, e: &EntrustmentEnded) -> Checked {
    known::household(books, &e.household)?;
    known::each_once(&e.household, &e.parcels)?;
    for id in &e.parcels {
        held(books, id, &e.household, e.last_day)?;
        let entrusted =
            books.registers().parcels().get(id).is_some_and(|p| p.entrusted.iter().any(|d| d.holds(e.last_day)));
        ensure(entrusted, || LandRule::NotEntrusted { parcel: id.clone(), on: e.last_day })?;
    }
    Ok(())
}

pub(super) fn work(books: &Books, w: &WorkRecorded) -> Checked {
    match books.registers().sheets().get(&w.sheet).filter(|before| before.is_to_be_said_anew()) {
        Some(before) => ensure(before.contract == w.contract, || ContractRule::OtherWork {
            sheet: w.sheet.clone(),
            contract: before.contract.clone(),
            found: w.contract.clone(),
        })?,
        None => {
            new(books.registers().sheets().contains_key(&w.sheet) || books.payouts().contains_key(&w.sheet), &w.sheet)?;
        }
    }
    in_order(&w.sheet, w.first_day, w.last_day)?;
    let contract = books.contract(&w.contract);
    let contract = contract
        .ok_or_else(|| HouseholdRule::UnknownContract { at: w.sheet.to_string(), contract: w.contract.clone() })?;
    known::not_over_on(contract, w.last_day)?;
    ensure(!w.lines.is_empty(), || MemberRule::Without { at: w.sheet.to_string(), member: "lines" })?;
    for line in &w.lines {
        known::household(books, &line.worker.household())?;
        worked::is_somebody(books, w, &line.worker)?;
        let rates = &contract.signed.terms.work_rates;
        ensure(rates.iter().any(|r| r.class == line.class), || ContractRule::NoRate {
            worker: line.worker.clone(),
            known: rates.iter().map(|r| r.class.to_string()).collect::<Vec<_>>().join(", "),
            class: line.class.clone(),
        })?;
        ensure(!line.quantity.is_zero(), || MemberRule::QuantityZero {
            worker: line.worker.clone(),
            quantity: line.quantity,
        })?;
    }
    worked::work(books, w)
}

/// An amount above zero.
pub(super) fn above_zero(what: impl std::fmt::Display, amount: Money) -> Checked {
    ensure(amount > Money::ZERO, || MemberRule::AmountZero { at: what.to_string(), amount })
}
