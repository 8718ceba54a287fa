//! What changes in the registers over time, and what the members decide.

use super::{
    Code, Refusal, behind, checks, contracts, earlier,
    refusal::require,
    registers::{above_zero, held, in_order, member, part_of_one, room},
};
use crate::{
    books::{Books, ShareClass, postings},
    event::{
        BuildingReceived, DebtSetOff, HouseReturned, HouseholdMerged, HouseholdSplit, MembersChanged,
        ObjectionAnswered, ObjectionRaised, ParcelRemeasured, PlanPublished, ResolutionPassed, Retained,
        SharesTransferred,
    },
    unit::{ClassId, Day, Fen, HouseholdId, Shares},
};

type Checked = Result<(), Refusal>;

/// Days a plan is shown before the assembly that decides on it.
// SOURCE: 农村集体经济组织法 (2024-06-28), article 46: ten days
const SHOWN_DAYS_LEAST: i64 = 10;

/// The household can part with the shares on its day and still has none too few on any later one.
fn holds(books: &Books, household: &HouseholdId, class: &ClassId, shares: Shares, on: Day) -> Checked {
    let held = books.registers.shares_from(household, class.as_str(), on);
    let expected = format!("at most {}", held.short());
    require(shares <= held, Code::MoreSharesThanHeld, format!("{household} {class}"), expected, shares.short())
}

pub(super) fn split(books: &Books, on: Day, s: &HouseholdSplit) -> Checked {
    checks::household(books, &s.household)?;
    earlier::enrolled(books, &s.household, on)?;
    member(books, &s.new_household)?;
    let members = books.registers.households.get(&s.household).map_or(0, |h| h.members_from(on));
    let fits = (1..members.max(1)).contains(&s.members_moved);
    let expected = format!("1 to {}", members.saturating_sub(1));
    require(fits, Code::BadValue, &s.household, expected, s.members_moved)?;
    s.parcels_moved.iter().try_for_each(|p| {
        held(books, p, &s.household, on)?;
        earlier::held_since(books, p, &s.household, on)
    })?;
    s.shares_moved.iter().try_for_each(|(class, shares)| {
        holds(books, &s.household, class, *shares, on)?;
        behind::taken_along(books, &s.new_household, class, *shares, s.members_moved)
    })
}

pub(super) fn merge(books: &Books, on: Day, m: &HouseholdMerged) -> Checked {
    checks::household(books, &m.household)?;
    checks::household(books, &m.into)?;
    require(m.household != m.into, Code::BadValue, &m.household, "another household", &m.into)?;
    earlier::merge(books, on, m)?;
    let line = |p: &crate::books::Payout| p.lines.get(&m.household).map(|o| o.open()).unwrap_or_default();
    let open = books.payouts.iter().find(|(_, p)| line(p) != Fen::ZERO);
    match open {
        Some((code, p)) => {
            Err(Refusal::new(Code::OpenAmounts, &m.household, "nothing open", format!("{code} {}", line(p))))
        }
        None => Ok(()),
    }
}

pub(super) fn members(books: &Books, on: Day, m: &MembersChanged) -> Checked {
    checks::household(books, &m.household)?;
    let one = m.more.is_some() != m.fewer.is_some();
    require(one, Code::MemberMissing, &m.household, "either more or fewer", "both or none")?;
    let some = m.more.or(m.fewer) != Some(0);
    require(some, Code::BadValue, &m.household, "at least one member", 0)?;
    let reasons = if m.more.is_some() { ["born", "admitted"] } else { ["died", "left"] };
    require(reasons.contains(&m.reason.as_str()), Code::BadValue, "reason", reasons.join(", "), &m.reason)?;
    let there = books.registers.households.get(&m.household).map_or(0, |h| h.members_from(on));
    let fewer = m.fewer.unwrap_or_default();
    require(fewer <= there, Code::BadValue, &m.household, format!("at most {there}"), fewer)?;
    if let Some(retained) = &m.retained {
        in_order("retained", on, retained.until)?;
        let known = books.registers.classes.contains_key(&retained.class);
        require(known, Code::UnknownReference, "retained", "a class of shares", &retained.class)?;
        kept(books, m, retained)?;
    }
    m.shares.iter().try_for_each(|(class, shares)| match m.fewer {
        Some(_) => holds(books, &m.household, class, *shares, on),
        None => {
            room(books, class, *shares, on)?;
            behind::given(books, &m.household, class, *shares, (on, m.more.unwrap_or_default()))
        }
    })
}

/// What stays for a time of shares that go with who leaves: no more than goes, and of a class by head one for
/// each.
fn kept(books: &Books, m: &MembersChanged, retained: &Retained) -> Checked {
    let goes = m.shares.get(&retained.class).copied().filter(|_| m.fewer.is_some()).unwrap_or(Shares::ZERO);
    let by_head = books.registers.classes.get(&retained.class).is_some_and(ShareClass::by_head);
    let most = if by_head { goes.min(Shares::whole(m.fewer.unwrap_or_default())) } else { goes };
    let expected = format!("at most {} of those that go with who leaves", most.short());
    let subject = format!("{} {}", m.household, retained.class);
    require(retained.shares <= most, Code::MoreSharesThanHeld, subject, expected, retained.shares.short())
}

pub(super) fn transfer(books: &Books, on: Day, t: &SharesTransferred) -> Checked {
    checks::household(books, &t.from)?;
    let to = t.to.as_str().parse::<HouseholdId>().ok().filter(|h| books.registers.households.contains_key(h));
    let expected = "a household of the organization";
    let to = to.ok_or_else(|| Refusal::new(Code::TransferToOutsider, &t.from, expected, &t.to))?;
    checks::household(books, &to)?;
    require(to != t.from, Code::BadValue, &t.from, "another household", &to)?;
    earlier::enrolled(books, &to, on)?;
    holds(books, &t.from, &t.class, t.shares, on)?;
    behind::passed(books, &to, &t.class, t.shares, on)
}

pub(super) fn remeasure(books: &Books, on: Day, p: &ParcelRemeasured) -> Checked {
    checks::household(books, &p.household)?;
    held(books, &p.parcel, &p.household, on)?;
    let mu = p.area_m2.to_mu();
    let expected = format!("{} mu for {} m²", mu.short(), p.area_m2);
    require(mu == p.area_mu, Code::MuDoesNotMatchM2, &p.parcel, expected, p.area_mu.short())?;
    match &p.answers {
        Some(number) => objection(books, number.as_str()).map(|_| ()),
        None => Ok(()),
    }
}

pub(super) fn house_back(books: &Books, r: &HouseReturned) -> Checked {
    contracts::known(books, &r.contract)?;
    let house = books.registers.houses.get(&r.house);
    let house = house.ok_or_else(|| Refusal::new(Code::UnknownReference, &r.house, "a registered house", &r.house))?;
    let days = house.let_under.iter().find(|(c, _)| *c == r.contract).map(|(_, d)| *d);
    let days =
        days.ok_or_else(|| Refusal::new(Code::UnknownReference, &r.house, "a house of the contract", &r.contract))?;
    let expected = format!("a day from {} to {}", days.first_day(), days.last_day());
    require(days.holds(r.last_day), Code::DatesOutOfOrder, &r.house, expected, r.last_day)
}

pub(super) fn building(books: &Books, b: &BuildingReceived) -> Checked {
    contracts::known(books, &b.contract)?;
    let there = books.registers.assets.contains_key(&b.asset);
    require(!there, Code::HandedOverTwice, &b.asset, "a building not yet in the books", &b.asset)?;
    above_zero(&b.asset, b.value)?;
    require(b.life_months > 0, Code::BadValue, &b.asset, "a life of at least one month", b.life_months)?;
    part_of_one(&b.asset, b.salvage)
}

pub(super) fn set_off(books: &Books, d: &DebtSetOff) -> Checked {
    checks::household(books, &d.household)?;
    let consent = d.consent.is_some();
    require(consent, Code::SetOffWithoutConsent, &d.household, "the household's written consent", "none")?;
    above_zero(&d.household, d.amount)?;
    let payout = books.payouts.get(&d.payout);
    let payout =
        payout.ok_or_else(|| Refusal::new(Code::UnknownReference, &d.payout, "a declared payout", &d.payout))?;
    let open = payout.lines.get(&d.household).map(|o| o.open()).unwrap_or_default();
    let subject = format!("{} {}", d.payout, d.household);
    require(d.amount.fen() <= open, Code::PaymentAboveWhatIsOwed, subject, format!("at most {open}"), d.amount)?;
    let all: Vec<_> = postings::debts(books, d.household.as_str())
        .filter(|(key, _)| d.purpose.as_ref().is_none_or(|p| key.purpose == p.as_str()))
        .collect();
    match all.as_slice() {
        [(key, owed)] => {
            let expected = format!("at most {owed}");
            require(d.amount.fen() <= *owed, Code::PaymentAboveWhatIsOwed, &key.purpose, expected, d.amount)
        }
        [] => Err(Refusal::new(Code::UnknownReference, &d.household, "a debt to set off", "none")),
        many => {
            let names: Vec<_> = many.iter().map(|(key, _)| key.purpose.as_str()).collect();
            Err(Refusal::new(Code::MemberMissing, "purpose", names.join(", "), "nothing"))
        }
    }
}

fn objection<'a>(books: &'a Books, number: &str) -> Result<&'a (HouseholdId, bool), Refusal> {
    let found = books.objections.get(number);
    found.ok_or_else(|| Refusal::new(Code::UnknownReference, number, "an objection that was raised", number))
}

pub(super) fn object(books: &Books, o: &ObjectionRaised) -> Checked {
    checks::household(books, &o.household)?;
    let taken = books.objections.contains_key(o.objection.as_str());
    require(!taken, Code::AlreadyRegistered, &o.objection, "a number not used before", &o.objection)?;
    if let Some(parcel) = &o.parcel {
        let known = books.registers.parcels.contains_key(parcel);
        require(known, Code::UnknownReference, &o.objection, "a registered parcel", parcel)?;
    }
    if let Some(payout) = &o.payout {
        let known = books.payouts.contains_key(payout);
        require(known, Code::UnknownReference, &o.objection, "a declared payout", payout)?;
    }
    Ok(())
}

pub(super) fn answer(books: &Books, a: &ObjectionAnswered) -> Checked {
    let (_, answered) = objection(books, a.objection.as_str())?;
    require(!answered, Code::AlreadyRegistered, &a.objection, "an open objection", "an answered one")
}

pub(super) fn publish(books: &Books, p: &PlanPublished) -> Checked {
    let taken = books.plans.contains_key(p.plan.as_str());
    require(!taken, Code::AlreadyRegistered, &p.plan, "a plan not yet shown", &p.plan)?;
    in_order(&p.plan, p.first_day, p.last_day)
}

pub(super) fn resolve(books: &Books, on: Day, r: &ResolutionPassed) -> Checked {
    let taken = books.resolutions.contains(r.resolution.as_str());
    require(!taken, Code::AlreadyRegistered, &r.resolution, "a resolution not yet recorded", &r.resolution)?;
    let counts = r.yes <= r.present && r.present <= r.entitled;
    let expected = "yes ≤ present ≤ entitled";
    require(counts, Code::BadValue, &r.resolution, expected, format!("{} {} {}", r.yes, r.present, r.entitled))?;
    if let Some(plan) = &r.plan {
        let shown = books.plans.get(plan.as_str());
        let shown = shown.ok_or_else(|| Refusal::new(Code::UnknownReference, plan, "a published plan", plan))?;
        let days = on.days_since(shown.first_day());
        let expected = format!("{SHOWN_DAYS_LEAST} days before the assembly");
        require(days >= SHOWN_DAYS_LEAST, Code::PlanShownTooShort, plan, expected, days)?;
    }
    // SOURCE: article 27: two thirds of all members entitled, not of those present
    let needed = (u64::from(r.entitled) * 2).div_ceil(3);
    require(u64::from(r.yes) >= needed, Code::NotTwoThirdsOfAll, &r.resolution, needed, r.yes)
}
