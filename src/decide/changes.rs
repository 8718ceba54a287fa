//! What changes in the registers over time, and what the members decide.

use super::{
    Refusal, asking, behind, classes, codes, earlier, free, known, land, persons,
    refusal::{
        AssemblyRule, HouseholdRule, LandRule, MemberRule, MoneyRule, PayoutRule, PersonRule, ShareRule, ensure,
    },
    registers::{above_zero, held, in_order, member, part_of_one},
};
use crate::{
    books::{Books, RaisedObjection, ShareClass, postings},
    event::{
        BuildingReceived, CountChange, DebtSetOff, HeldBy, HouseReturned, HouseholdMerged, HouseholdSplit,
        MemberChange, MembersChanged, Moved, ObjectionAnswered, ObjectionRaised, ParcelRemeasured, PlanPublished,
        ResolutionPassed, Retained, SharesTransferred,
    },
    unit::{Day, Fen, HouseholdId, Shares, Text},
};

type Checked = Result<(), Refusal>;

/// Days a plan is shown before the assembly that decides on it.
// SOURCE: 农村集体经济组织法 (2024-06-28), article 46: ten days
const SHOWN_DAYS_LEAST: i64 = 10;

pub(super) fn split(books: &Books, on: Day, s: &HouseholdSplit) -> Checked {
    known::household(books, &s.household)?;
    earlier::enrolled(books, &s.household, on)?;
    member(books, &s.new_household)?;
    match &s.moved {
        Moved::Count(count) => counted_off(books, on, &s.household, *count)?,
        Moved::Persons { head, persons } => {
            persons::split(books, on, (&s.household, &s.new_household), (head, persons))?;
        }
    }
    known::each_once(&s.household, &s.parcels_moved)?;
    s.parcels_moved.iter().try_for_each(|p| {
        held(books, p, &s.household, on)?;
        earlier::held_since(books, p, &s.household, on)
    })?;
    s.shares_moved.iter().try_for_each(|(class, shares)| {
        classes::of(books, class, *shares, (s.new_household.as_str(), HeldBy::Household))?;
        classes::alone(books, class, &s.household)?;
        free::parts_with(books, &s.household, class, *shares, on)?;
        let go = match &s.moved {
            Moved::Count(count) => *count,
            Moved::Persons { persons, .. } => u32::try_from(persons.len()).unwrap_or(u32::MAX),
        };
        behind::taken_along(books, &s.new_household, class, *shares, go)
    })
}

/// So many members become a household of their own, and at least one stays.
fn counted_off(books: &Books, on: Day, household: &HouseholdId, moved: u32) -> Checked {
    persons::are_counted(books, household)?;
    let members = books.registers().households().get(household).map_or(0, |h| h.members_from(on));
    let fits = (1..members.max(1)).contains(&moved);
    ensure(fits, || HouseholdRule::MembersMoved {
        household: household.clone(),
        most: members.saturating_sub(1),
        moved,
    })
}

pub(super) fn merge(books: &Books, on: Day, m: &HouseholdMerged) -> Checked {
    known::household(books, &m.household)?;
    known::household(books, &m.into)?;
    ensure(m.household != m.into, || HouseholdRule::Itself { household: m.household.clone() })?;
    for (one, other) in [(&m.household, &m.into), (&m.into, &m.household)] {
        if persons::are_known(books, one) {
            let known = persons::are_known(books, other);
            ensure(known, || PersonRule::CountedOnly { household: other.clone() })?;
        }
    }
    let members = |id| books.registers().households().get(id).and_then(|h| h.members.since(on).max().copied());
    let (there, more) = (members(&m.into).unwrap_or_default(), members(&m.household).unwrap_or_default());
    ensure(there.checked_add(more).is_some(), || HouseholdRule::TooManyMembers {
        household: m.into.clone(),
        there,
        more,
    })?;
    earlier::merge(books, on, m)?;
    let line = |p: &crate::books::Payout| p.open_to(&m.household);
    let open = books.payouts().iter().find(|(_, p)| line(p) != Fen::ZERO);
    match open {
        Some((code, p)) => {
            Err(HouseholdRule::LineOpen { household: m.household.clone(), payout: code.clone(), open: line(p) }.into())
        }
        None => Ok(()),
    }
}

/// Checks who came and went, and fills in which shares go with who is lost.
pub(super) fn members(books: &Books, on: Day, m: &MembersChanged) -> Result<MembersChanged, Refusal> {
    known::household(books, &m.household)?;
    match &m.change {
        MemberChange::Count(change) => counted(books, on, &m.household, change).map(|()| m.clone()),
        MemberChange::Persons(change) => {
            let followed = persons::followed(books, on, &m.household, change);
            persons::changed(books, on, m, &followed)?;
            Ok(MembersChanged { change: MemberChange::Persons(followed), ..m.clone() })
        }
    }
}

fn counted(books: &Books, on: Day, household: &HouseholdId, m: &CountChange) -> Checked {
    let one = m.more.is_some() != m.fewer.is_some();
    ensure(one, || HouseholdRule::MoreOrFewer { household: household.clone() })?;
    persons::are_counted(books, household)?;
    let some = m.more.or(m.fewer) != Some(0);
    ensure(some, || HouseholdRule::NobodyChanges { household: household.clone() })?;
    let reasons = if m.more.is_some() { ["born", "admitted"] } else { ["died", "left"] };
    ensure(reasons.contains(&m.reason.as_str()), || MemberRule::NoneOf {
        at: "reason".to_owned(),
        known: reasons.join(", "),
        found: m.reason.to_string(),
    })?;
    let there = books.registers().households().get(household).map_or(0, |h| h.members_from(on));
    let most = books.registers().households().get(household).and_then(|h| h.members.since(on).max().copied());
    let (more, most) = (m.more.unwrap_or_default(), most.unwrap_or_default());
    ensure(most.checked_add(more).is_some(), || HouseholdRule::TooManyMembers {
        household: household.clone(),
        there: most,
        more,
    })?;
    let fewer = m.fewer.unwrap_or_default();
    ensure(fewer <= there, || HouseholdRule::MoreGoThanThere { household: household.clone(), there, fewer })?;
    if let Some(retained) = &m.retained {
        in_order("retained", on, retained.until)?;
        let known = books.registers().classes().contains_key(&retained.class);
        ensure(known, || ShareRule::UnknownClass { at: "retained".to_owned(), class: retained.class.clone() })?;
        kept(books, household, m, retained)?;
    }
    m.shares.iter().try_for_each(|(class, shares)| match m.fewer {
        Some(_) => free::parts_with(books, household, class, *shares, on),
        None => {
            classes::of(books, class, *shares, (household.as_str(), HeldBy::Household))?;
            classes::room(books, class, *shares, on)?;
            classes::paid(books, class, *shares, household)?;
            behind::given(books, household, class, *shares, (on, m.more.unwrap_or_default()))?;
            classes::given_below_cap(books, household, class, *shares, on)
        }
    })
}

/// What stays for a time of shares that go with who leaves: no more than goes, and of a class by head one for
/// each.
fn kept(books: &Books, household: &HouseholdId, m: &CountChange, retained: &Retained) -> Checked {
    let goes = m.shares.get(&retained.class).copied().filter(|_| m.fewer.is_some()).unwrap_or(Shares::ZERO);
    let by_head = books.registers().classes().get(&retained.class).is_some_and(ShareClass::by_head);
    let most = if by_head { goes.min(Shares::whole(m.fewer.unwrap_or_default())) } else { goes };
    ensure(retained.shares <= most, || ShareRule::MoreKeptThanGoes {
        household: household.clone(),
        class: retained.class.clone(),
        most,
        kept: retained.shares,
    })
}

pub(super) fn transfer(books: &Books, on: Day, t: &SharesTransferred) -> Checked {
    known::household(books, &t.from)?;
    let to = t.to.as_str().parse::<HouseholdId>().ok().filter(|h| books.registers().households().contains_key(h));
    let to = to.ok_or_else(|| ShareRule::ToOutsider { from: t.from.clone(), to: t.to.clone() })?;
    known::household(books, &to)?;
    ensure(to != t.from, || HouseholdRule::Itself { household: t.from.clone() })?;
    earlier::enrolled(books, &to, on)?;
    classes::alone(books, &t.class, &t.from)?;
    free::parts_with(books, &t.from, &t.class, t.shares, on)?;
    classes::of(books, &t.class, t.shares, (to.as_str(), HeldBy::Household))?;
    behind::passed(books, &to, &t.class, t.shares, on)?;
    classes::below_cap(books, &to, &t.class, t.shares, on)
}

pub(super) fn remeasure(books: &Books, on: Day, p: &ParcelRemeasured) -> Checked {
    known::holder(books, &p.household)?;
    land::held_by(books, &p.parcel, &p.household, on)?;
    land::right_area(&p.parcel, p.area_m2, p.area_mu)?;
    land::jump(books, on, p)?;
    match &p.answers {
        Some(number) => objection(books, number).map(|_| ()),
        None => Ok(()),
    }
}

pub(super) fn house_back(books: &Books, r: &HouseReturned) -> Checked {
    known::contract(books, &r.contract)?;
    let house = books.registers().houses().get(&r.house);
    let house = house.ok_or_else(|| LandRule::UnknownHouse { at: r.house.to_string(), house: r.house.clone() })?;
    let days = house.let_under.iter().find(|(c, _)| *c == r.contract).map(|(_, d)| *d);
    let days = days.ok_or_else(|| LandRule::OtherContract { house: r.house.clone(), contract: r.contract.clone() })?;
    ensure(days.holds(r.last_day), || LandRule::BackOutside { house: r.house.clone(), days, day: r.last_day })
}

pub(super) fn building(books: &Books, b: &BuildingReceived) -> Checked {
    known::contract(books, &b.contract)?;
    let there = books.registers().assets().contains_key(&b.asset);
    ensure(!there, || LandRule::HandedOverTwice { asset: b.asset.clone() })?;
    codes::free(books, b.asset.as_str())?;
    above_zero(&b.asset, b.value)?;
    ensure(b.life_months > 0, || MemberRule::NoLife { asset: b.asset.clone(), months: b.life_months })?;
    part_of_one(&b.asset, b.salvage)
}

pub(super) fn set_off(books: &Books, d: &DebtSetOff) -> Checked {
    known::household(books, &d.household)?;
    let consent = d.consent.is_some();
    ensure(consent, || MoneyRule::NoConsent { household: d.household.clone() })?;
    above_zero(&d.household, d.amount)?;
    let payout = books.payout(&d.payout);
    let payout = payout.ok_or_else(|| PayoutRule::Unknown { payout: d.payout.clone() })?;
    asking::is_owed_by_no_member(payout)?;
    let open = payout.open_to(&d.household);
    ensure(d.amount.fen() <= open, || MoneyRule::MoreThanOwed {
        at: format!("{} {}", d.payout, d.household),
        most: open,
        amount: d.amount.fen(),
    })?;
    let all: Vec<_> = postings::debts(books, d.household.as_str())
        .filter(|(key, _)| d.purpose.as_ref().is_none_or(|p| key.purpose == p.as_str()))
        .collect();
    match all.as_slice() {
        [(key, owed)] => ensure(d.amount.fen() <= *owed, || MoneyRule::MoreThanOwed {
            at: key.purpose.to_string(),
            most: *owed,
            amount: d.amount.fen(),
        }),
        [] => Err(MoneyRule::NoDebt { household: d.household.clone() }.into()),
        many => {
            let names: Vec<_> = many.iter().map(|(key, _)| key.purpose.as_str()).collect();
            Err(MoneyRule::WhichDebt { purposes: names.join(", ") }.into())
        }
    }
}

fn objection<'a>(books: &'a Books, number: &Text) -> Result<&'a RaisedObjection, Refusal> {
    let found = books.objections().get(number.as_str());
    found.ok_or_else(|| AssemblyRule::NoObjection { objection: number.clone() }.into())
}

pub(super) fn object(books: &Books, o: &ObjectionRaised) -> Checked {
    known::household(books, &o.household)?;
    let taken = books.objections().get(o.objection.as_str()).is_some();
    ensure(!taken, || AssemblyRule::ObjectionRaised { objection: o.objection.clone() })?;
    if let Some(parcel) = &o.parcel {
        let known = books.registers().parcels().contains_key(parcel);
        ensure(known, || AssemblyRule::ObjectionToNoParcel { objection: o.objection.clone(), parcel: parcel.clone() })?;
    }
    if let Some(payout) = &o.payout {
        let known = books.payouts().contains_key(payout);
        ensure(known, || AssemblyRule::ObjectionToNoPayout { objection: o.objection.clone(), payout: payout.clone() })?;
    }
    Ok(())
}

pub(super) fn answer(books: &Books, a: &ObjectionAnswered) -> Checked {
    let open = objection(books, &a.objection)?.answered.is_none();
    ensure(open, || AssemblyRule::ObjectionAnswered { objection: a.objection.clone() })
}

pub(super) fn publish(books: &Books, p: &PlanPublished) -> Checked {
    let taken = books.plans().get(p.plan.as_str()).is_some();
    ensure(!taken, || AssemblyRule::PlanShown { plan: p.plan.clone() })?;
    in_order(&p.plan, p.first_day, p.last_day)
}

pub(super) fn resolve(books: &Books, on: Day, r: &ResolutionPassed) -> Checked {
    let taken = books.resolutions().contains_key(r.resolution.as_str());
    ensure(!taken, || AssemblyRule::ResolutionPassed { resolution: r.resolution.clone() })?;
    let counts = r.yes <= r.present && r.present <= r.entitled;
    ensure(counts, || AssemblyRule::VotesDoNotFit {
        resolution: r.resolution.clone(),
        yes: r.yes,
        present: r.present,
        entitled: r.entitled,
    })?;
    if let Some(plan) = &r.plan {
        let shown = books.plans().get(plan.as_str());
        let shown = shown.ok_or_else(|| AssemblyRule::NoPlan { plan: plan.clone() })?;
        let days = on.days_since(shown.days.first_day());
        ensure(days >= SHOWN_DAYS_LEAST, || AssemblyRule::ShownTooShort {
            plan: plan.clone(),
            least: SHOWN_DAYS_LEAST,
            days,
        })?;
    }
    // SOURCE: article 27: two thirds of all members entitled, not of those present
    let needed = (u64::from(r.entitled) * 2).div_ceil(3);
    ensure(u64::from(r.yes) >= needed, || AssemblyRule::NotTwoThirds {
        resolution: r.resolution.clone(),
        needed,
        yes: r.yes,
    })
}
