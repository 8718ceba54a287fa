//! Land as it changes: who may have it, how large it stays, how long it may be contracted.

use super::{
    Refusal, earlier, known,
    refusal::{DayRule, HouseholdRule, LandChangeRule, LandRule, MemberRule, ensure},
};
use crate::{
    books::{Books, Parcel},
    event::{Holder, LandChange, LandChanged, LandKind, ParcelNow, ParcelRemeasured},
    unit::{AreaM2, AreaMu, ContractId, Day, Exact, HouseholdId, ParcelId, Period},
};

type Checked = Result<(), Refusal>;

/// Months of a land contract, and by which it may be extended.
// SOURCE: 农村土地承包法 (2018), article 21: thirty years for arable land, and thirty more when they are over
const TERM_MOST: i32 = 30 * 12;

/// No parcel has had this code: that of one that ended is never another's.
pub(super) fn new_code(books: &Books, id: &ParcelId) -> Checked {
    match books.registers().parcels().get(id).map(|known| known.ended) {
        None => Ok(()),
        Some(None) => Err(HouseholdRule::CodeTaken { code: id.to_string() }.into()),
        Some(Some(ended)) => Err(LandChangeRule::Ended { parcel: id.clone(), ended }.into()),
    }
}

/// What is contracted is a household's and for a term; what is kept back is the collective's.
pub(super) fn of_kind(id: &ParcelId, holder: &Holder, kind: LandKind, end: Option<Day>) -> Checked {
    let own = holder.household().is_some();
    let fits = match kind {
        LandKind::Contracted | LandKind::Own => own,
        LandKind::Flexible => !own,
        LandKind::Other => true,
    };
    let wanted = if own { "contracted, own, other" } else { "flexible, other" };
    ensure(fits, || row(id, "land_kind", wanted, kind))?;
    ensure(kind != LandKind::Contracted || end.is_some(), || MemberRule::Without {
        at: id.to_string(),
        member: "contract_end",
    })
}

/// The registered mu are those of the square metres.
pub(super) fn right_area(parcel: &ParcelId, area_m2: AreaM2, area_mu: AreaMu) -> Checked {
    ensure(area_m2.to_mu() == area_mu, || LandRule::OtherArea { parcel: parcel.clone(), area_m2, found: area_mu })
}

fn row(parcel: &ParcelId, member: &'static str, wanted: impl ToString, said: impl ToString) -> LandChangeRule {
    LandChangeRule::Row { parcel: parcel.clone(), member, wanted: wanted.to_string(), said: said.to_string() }
}

/// The parcel is there behind the day.
pub(super) fn still_there(id: &ParcelId, parcel: &Parcel, on: Day) -> Checked {
    match parcel.ended.filter(|ended| *ended <= on) {
        Some(ended) => Err(LandChangeRule::Ended { parcel: id.clone(), ended }.into()),
        None => Ok(()),
    }
}

/// The parcel is in the register, and this holder has it on the day.
pub(super) fn held_by(books: &Books, id: &ParcelId, by: &Holder, on: Day) -> Checked {
    let known = books.registers().parcels().get(id);
    let known = known.ok_or_else(|| LandRule::UnknownParcel { at: id.to_string(), parcel: id.clone() })?;
    still_there(id, known, on)?;
    is_holder(id, by, known.holder.as_at(on).or(known.holder.latest()))
}

fn is_holder(id: &ParcelId, by: &Holder, holder: Option<&Holder>) -> Checked {
    ensure(holder == Some(by), || LandRule::HeldByAnother {
        parcel: id.clone(),
        by: by.clone(),
        holder: holder.cloned(),
    })
}

/// A survey that finds a fifth more or less is a matter for the members; none is older than a change of land.
pub(super) fn jump(books: &Books, on: Day, p: &ParcelRemeasured) -> Checked {
    let Some(parcel) = books.registers().parcels().get(&p.parcel) else { return Ok(()) };
    if let Some(least) = parcel.turns.last().map(|turn| turn.on).filter(|turned| on < *turned) {
        return Err(DayRule::TooEarly { at: p.parcel.to_string(), least, day: on }.into());
    }
    let before = parcel.area.as_at(on).or(parcel.area.latest()).map(|(m2, _)| *m2);
    let Some(before) = before.filter(|_| p.resolution.is_none()) else { return Ok(()) };
    within_a_fifth(&p.parcel, before, p.area_m2)
}

/// An area is no more than a fifth more or less than another.
pub(super) fn within_a_fifth(parcel: &ParcelId, before: AreaM2, now: AreaM2) -> Checked {
    let (was, is) = (before.exact(), now.exact());
    let by = if was < is { &is - &was } else { &was - &is };
    ensure(&by * &Exact::whole(5) <= was, || LandChangeRule::Jump { parcel: parcel.clone(), was: before, is: now })
}

/// Land changes.
pub(super) fn change(books: &Books, on: Day, l: &LandChanged) -> Checked {
    ensure(!l.parcels.is_empty(), || MemberRule::Without { at: l.change.act().word().to_owned(), member: "parcels" })?;
    known::each_once("parcels", &l.parcels)?;
    known::each_once("into", l.change.rows().iter().map(|now| &now.parcel))?;
    let before = l.parcels.iter().map(|id| lies(books, id, on)).collect::<Result<Vec<_>, _>>()?;
    for now in l.change.rows() {
        right_area(&now.parcel, now.area_m2, now.area_mu)?;
        of_kind(&now.parcel, &now.household, now.land_kind, now.contract_end)?;
    }
    match &l.change {
        LandChange::Split(into) => split(books, &before, into, l),
        LandChange::Join(into) => join(books, on, &before, into, l),
        LandChange::Exchange(into) => exchange(books, on, &before, into, l),
        LandChange::Transfer(into) => {
            voted(l)?;
            each_row(&before, into, l, |lies, now| {
                let from = a_household(books, on, lies.id, lies.holder())?;
                let to = a_household(books, on, lies.id, Some(&now.household))?;
                ensure(from != to, || HouseholdRule::Itself { household: from.clone() })?;
                same_land(lies, now)?;
                same_contract(lies, now)
            })
        }
        LandChange::HandBack(into) => each_row(&before, into, l, |lies, now| {
            a_household(books, on, lies.id, lies.holder())?;
            ensure(now.household == Holder::Collective, || {
                row(lies.id, "household", Holder::Collective, &now.household)
            })?;
            let flexible = now.land_kind == LandKind::Flexible;
            ensure(flexible, || row(lies.id, "land_kind", LandKind::Flexible, now.land_kind))?;
            ensure(now.contract_end.is_none(), || row(lies.id, "contract_end", "", written(now.contract_end)))?;
            same_land(lies, now)
        }),
        LandChange::Allot(into) => {
            voted(l)?;
            each_row(&before, into, l, |lies, now| {
                is_holder(lies.id, &Holder::Collective, lies.holder())?;
                let kind = lies.kind();
                ensure(kind == LandKind::Flexible, || row(lies.id, "land_kind", LandKind::Flexible, kind))?;
                a_household(books, on, lies.id, Some(&now.household))?;
                let contracted = now.land_kind == LandKind::Contracted;
                ensure(contracted, || row(lies.id, "land_kind", LandKind::Contracted, now.land_kind))?;
                if let Some(end) = now.contract_end {
                    let ends = DayRule::TooEarly { at: lies.id.to_string(), least: on, day: end };
                    ensure(on <= end, || ends)?;
                    no_longer_than_the_others(books, lies.id, on, end)?;
                }
                let let_on = lies.goes_on(on).into_iter().next();
                match let_on {
                    Some((contract, _)) => Err(LandChangeRule::StillLet { parcel: lies.id.clone(), contract }.into()),
                    None => same_land(lies, now),
                }
            })
        }
        LandChange::Expropriate(rest) => expropriate(&before, rest, l),
        LandChange::Extend(end) => before.iter().try_for_each(|lies| extend(lies, on, *end)),
    }
}

/// A parcel before it changes.
#[derive(Clone, Copy)]
struct Lies<'a> {
    id: &'a ParcelId,
    parcel: &'a Parcel,
    area: AreaM2,
}

impl<'a> Lies<'a> {
    fn holder(&self) -> Option<&'a Holder> {
        self.parcel.holder.latest()
    }

    fn kind(&self) -> LandKind {
        self.parcel.kind.latest().copied().unwrap_or(LandKind::Contracted)
    }

    /// Leases that run on the day or later, from the day on.
    fn goes_on(&self, on: Day) -> Vec<(ContractId, Period)> {
        let later = |days: &Period| Period::new(days.first_day().max(on), days.last_day());
        let mut all: Vec<_> =
            self.parcel.leased.iter().filter_map(|(contract, days)| Some((contract.clone(), later(days)?))).collect();
        all.sort_by(|a, b| (&a.0, a.1.first_day()).cmp(&(&b.0, b.1.first_day())));
        all
    }
}

/// A parcel that is there, and of which nothing is recorded for a later day.
fn lies<'a>(books: &'a Books, id: &'a ParcelId, on: Day) -> Result<Lies<'a>, Refusal> {
    let parcel = books.registers().parcels().get(id);
    let parcel = parcel.ok_or_else(|| LandRule::UnknownParcel { at: id.to_string(), parcel: id.clone() })?;
    if let Some(ended) = parcel.ended {
        return Err(LandChangeRule::Ended { parcel: id.clone(), ended }.into());
    }
    let (held, measured) = (parcel.holder.last_touched(|_| true), parcel.area.last_touched(|_| true));
    let last = held.into_iter().chain(measured).chain(parcel.turns.last().map(|turn| turn.on)).max();
    if let Some(least) = last.filter(|last| on < *last) {
        return Err(DayRule::TooEarly { at: id.to_string(), least, day: on }.into());
    }
    let area = parcel.area.latest().map_or(AreaM2::ZERO, |(m2, _)| *m2);
    Ok(Lies { id, parcel, area })
}

fn written(end: Option<Day>) -> String {
    end.map_or_else(String::new, |end| end.to_string())
}

fn voted(l: &LandChanged) -> Checked {
    let at = || l.change.act().word().to_owned();
    ensure(l.resolution.is_some(), || MemberRule::Without { at: at(), member: "resolution" })
}

/// A household of this collective that stands in the register on the day.
fn a_household<'a>(
    books: &Books,
    on: Day,
    parcel: &ParcelId,
    holder: Option<&'a Holder>,
) -> Result<&'a HouseholdId, Refusal> {
    let not_here = || LandChangeRule::NotSameCollective { parcel: parcel.clone(), holder: holder.cloned() };
    let household = holder.and_then(Holder::household).ok_or_else(not_here)?;
    ensure(known::household(books, household).is_ok(), not_here)?;
    earlier::enrolled(books, household, on)?;
    Ok(household)
}

fn count(l: &LandChanged, fits: bool) -> Checked {
    let act = l.change.act();
    ensure(fits, || LandChangeRule::Count { act, parcels: l.parcels.len(), into: l.change.rows().len() })
}

fn same_area(at: &ParcelId, was: Option<AreaM2>, is: Option<AreaM2>) -> Checked {
    let (was, is) = (was.unwrap_or(AreaM2::ZERO), is.unwrap_or(AreaM2::ZERO));
    ensure(was == is, || LandChangeRule::NotConserved { parcel: at.clone(), was, is })
}

fn same_land(lies: &Lies<'_>, now: &ParcelNow) -> Checked {
    same_area(lies.id, Some(lies.area), Some(now.area_m2))
}

/// Kind and end of the land contract are those it had.
fn same_contract(lies: &Lies<'_>, now: &ParcelNow) -> Checked {
    ensure(lies.kind() == now.land_kind, || row(&now.parcel, "land_kind", lies.kind(), now.land_kind))?;
    let (was, is) = (lies.parcel.contract_end_now(), now.contract_end);
    ensure(was == is, || row(&now.parcel, "contract_end", written(was), written(is)))
}

/// Each parcel with its row, which has the same code.
fn each_row(
    before: &[Lies<'_>],
    into: &[ParcelNow],
    l: &LandChanged,
    each: impl Fn(&Lies<'_>, &ParcelNow) -> Checked,
) -> Checked {
    count(l, before.len() == into.len())?;
    for now in into {
        let lies = before.iter().find(|lies| *lies.id == now.parcel);
        let lies = lies.ok_or_else(|| LandChangeRule::OtherCode { act: l.change.act(), parcel: now.parcel.clone() })?;
        each(lies, now)?;
    }
    Ok(())
}

fn split(books: &Books, before: &[Lies<'_>], into: &[ParcelNow], l: &LandChanged) -> Checked {
    count(l, before.len() == 1 && into.len() > 1)?;
    let Some(lies) = before.first() else { return Ok(()) };
    for now in into {
        new_code(books, &now.parcel)?;
        is_holder(&now.parcel, &now.household, lies.holder())?;
        same_contract(lies, now)?;
    }
    same_area(lies.id, Some(lies.area), sum(into.iter().map(|now| now.area_m2)))
}

fn join(books: &Books, on: Day, before: &[Lies<'_>], now: &ParcelNow, l: &LandChanged) -> Checked {
    count(l, before.len() > 1)?;
    new_code(books, &now.parcel)?;
    let leases = before.first().map(|lies| lies.goes_on(on)).into_iter().flatten().collect::<Vec<_>>();
    for lies in before {
        is_holder(lies.id, &now.household, lies.holder())?;
        same_contract(lies, now)?;
        let own = lies.goes_on(on);
        if own != leases {
            let other = own.into_iter().chain(leases).map(|(contract, _)| contract).next_back();
            let other =
                other.ok_or_else(|| LandRule::UnknownParcel { at: lies.id.to_string(), parcel: lies.id.clone() })?;
            return Err(LandChangeRule::StillLet { parcel: lies.id.clone(), contract: other }.into());
        }
    }
    same_area(&now.parcel, sum(before.iter().map(|lies| lies.area)), Some(now.area_m2))
}

fn sum(mut all: impl Iterator<Item = AreaM2>) -> Option<AreaM2> {
    all.try_fold(AreaM2::ZERO, AreaM2::plus)
}

fn exchange(books: &Books, on: Day, before: &[Lies<'_>], into: &[ParcelNow], l: &LandChanged) -> Checked {
    count(l, before.len() == 2)?;
    each_row(before, into, l, |lies, now| {
        a_household(books, on, lies.id, lies.holder())?;
        let to = a_household(books, on, lies.id, Some(&now.household))?;
        let other = before.iter().find(|other| other.id != lies.id).and_then(Lies::holder);
        ensure(lies.holder() != other, || HouseholdRule::Itself { household: to.clone() })?;
        is_holder(lies.id, &now.household, other)?;
        same_land(lies, now)?;
        same_contract(lies, now)
    })
}

fn expropriate(before: &[Lies<'_>], rest: &[ParcelNow], l: &LandChanged) -> Checked {
    for now in rest {
        let lies = before.iter().find(|lies| *lies.id == now.parcel);
        let lies = lies.ok_or_else(|| LandChangeRule::OtherCode { act: l.change.act(), parcel: now.parcel.clone() })?;
        is_holder(lies.id, &now.household, lies.holder())?;
        same_contract(lies, now)?;
        let (was, is) = (lies.area, now.area_m2);
        ensure(is < was, || LandChangeRule::NotConserved { parcel: lies.id.clone(), was, is })?;
    }
    Ok(())
}

/// One term behind the one that runs on the day: an extension that has not begun is not extended again.
fn extend(lies: &Lies<'_>, on: Day, end: Day) -> Checked {
    ensure(lies.kind() == LandKind::Contracted, || row(lies.id, "land_kind", LandKind::Contracted, lies.kind()))?;
    let Some(was) = lies.parcel.contract_end_now() else { return Ok(()) };
    ensure(was < end, || LandChangeRule::ExtensionNotLater { parcel: lies.id.clone(), was, end })?;
    let ends = lies.parcel.contract_end.values().copied().flatten();
    let runs = ends.filter(|ends| on <= *ends).min().unwrap_or(was);
    no_longer_than_a_term(lies.id, runs, end)
}

/// Land that is contracted now is so for a term, or for as long as the land of other households is.
fn no_longer_than_the_others(books: &Books, parcel: &ParcelId, on: Day, end: Day) -> Checked {
    let others = books.registers().parcels().iter().filter(|(id, _)| *id != parcel);
    let longest = others.filter_map(|(_, other)| other.contract_end_now()).max();
    if longest.is_some_and(|longest| end <= longest) {
        return Ok(());
    }
    no_longer_than_a_term(parcel, on, end)
}

fn no_longer_than_a_term(parcel: &ParcelId, from: Day, end: Day) -> Checked {
    let most = from.plus_months(TERM_MOST).unwrap_or(Day::LAST);
    ensure(end <= most, || LandChangeRule::ExtensionTooLong { parcel: parcel.clone(), most, end })
}
