//! Parcels that grew, or that nobody is left to hold.

use super::{LandSighting, Question, Regarding};
use crate::{
    books::{Books, Payout, RowRevision},
    event::{LandKind, RegisterName, RevisionMode},
    unit::{AreaMu, Day, Exact, Fen, ParcelId},
};

pub(super) fn ask(books: &Books, on: Day, all: &mut Vec<Question>) {
    for (id, parcel) in books.registers().parcels() {
        let areas: Vec<(Day, AreaMu)> = parcel.area.until(on).map(|(day, (_, mu))| (*day, *mu)).collect();
        let jumps = jumps(&areas).into_iter();
        all.extend(jumps.map(|seen| Question::new(Regarding::Parcel(id.clone()), seen)));
        let revised = revised(books, id, on).into_iter().chain(put_right(books, id, on));
        all.extend(revised.map(|seen| Question::new(Regarding::Parcel(id.clone()), seen)));
        let holder = parcel.household_on(on).and_then(|id| Some((id, books.registers().households().get(id)?)));
        if let Some((household, _)) = holder.filter(|(_, held)| held.members_at(on) == 0 && held.merged_into.is_none())
        {
            let asked = LandSighting::ParcelWithoutMember { household: household.clone() };
            all.push(Question::new(Regarding::Parcel(id.clone()), asked));
        }
    }
    flexible(books, on, all);
}

/// Where an area grew: in one step, or in several of which none is large.
fn jumps(areas: &[(Day, AreaMu)]) -> Vec<LandSighting> {
    let pairs = areas.windows(2).filter_map(|pair| match pair {
        [(_, was), (day, is)] => grew(*was, *is).then_some(LandSighting::AreaJump { was: *was, is: *is, on: *day }),
        _ => None,
    });
    let mut seen: Vec<LandSighting> = pairs.collect();
    if let (true, Some((_, was))) = (seen.is_empty(), areas.first()) {
        let first = areas.iter().find(|(_, is)| grew(*was, *is));
        seen.extend(first.map(|(day, is)| LandSighting::AreaJump { was: *was, is: *is, on: *day }));
    }
    seen
}

/// An area that grew by being put right: at once, or in several steps of which none is large.
fn revised(books: &Books, id: &ParcelId, on: Day) -> Vec<LandSighting> {
    let row = books.rows().get(RegisterName::Parcel, id.as_str());
    let revised = row.into_iter().flat_map(|row| &row.revised).filter(|revision| revision.on <= on);
    let areas = revised.filter_map(|revision| {
        let member = revision.members.iter().find(|member| member.member == "area_mu")?;
        let area = |text: Option<&str>| text?.parse::<AreaMu>().ok();
        let (was, is) = area(member.was.told()).zip(area(member.is.told()))?;
        Some((was, is, revision.on))
    });
    let areas: Vec<(AreaMu, AreaMu, Day)> = areas.collect();
    let jumped = |(was, is, on): &(AreaMu, AreaMu, Day)| {
        grew(*was, *is).then_some(LandSighting::AreaJump { was: *was, is: *is, on: *on })
    };
    let mut seen: Vec<LandSighting> = areas.iter().filter_map(jumped).collect();
    if let (true, Some((was, ..))) = (seen.is_empty(), areas.first()) {
        seen.extend(areas.iter().find_map(|(_, is, on)| jumped(&(*was, *is, *on))));
    }
    seen
}

/// Who holds a parcel, put right as if it had always been so, though the other has had money of payouts since.
fn put_right(books: &Books, id: &ParcelId, on: Day) -> Vec<LandSighting> {
    let row = books.rows().get(RegisterName::Parcel, id.as_str());
    let wrong = |revision: &&RowRevision| revision.mode == RevisionMode::Wrong && revision.on <= on;
    let revised = row.into_iter().flat_map(|row| &row.revised).filter(wrong);
    let seen = revised.filter_map(|revision| {
        let member = revision.members.iter().find(|member| member.member == "household")?;
        let (was, is) = member.was.told().zip(member.is.told())?;
        let since = |payout: &&Payout| payout.on <= revision.on && revision.from <= payout.declared.record_day;
        let paid = |payout: &&Payout| payout.lines.get(was).is_some_and(|line| line.amount > Fen::ZERO);
        let payouts = books.payouts().values().filter(since).filter(paid);
        let payouts = payouts.filter(|payout| books.corrected_by(payout.index).is_none()).count();
        let (was, is) = (was.to_owned(), is.to_owned());
        (payouts > 0).then_some(LandSighting::HolderPutRight { was, is, on: revision.on, payouts })
    });
    seen.collect()
}

/// What the collective keeps back, beside what is contracted.
fn flexible(books: &Books, on: Day, all: &mut Vec<Question>) {
    let (mut kept, mut sum) = (Exact::zero(), Exact::zero());
    for parcel in books.registers().parcels().values().filter(|parcel| parcel.is_there(on)) {
        let Some((_, mu)) = parcel.area.as_at(on) else { continue };
        let kind = parcel.kind.as_at(on).copied().unwrap_or(LandKind::Contracted);
        if kind == LandKind::Flexible {
            kept = &kept + &mu.exact();
        }
        if matches!(kind, LandKind::Flexible | LandKind::Contracted) {
            sum = &sum + &mu.exact();
        }
    }
    if kept > &sum * &Exact::new(1, 20) {
        let told = |mu: &Exact| mu.decimal(2).unwrap_or_else(|| mu.to_string());
        let seen = LandSighting::FlexibleLand { flexible: told(&kept), all: told(&sum) };
        all.push(Question::new(Regarding::Land, seen));
    }
}

/// By more than a tenth and more than half a mu.
fn grew(was: AreaMu, is: AreaMu) -> bool {
    let more = &is.exact() - &was.exact();
    more > &was.exact() * &Exact::new(1, 10) && more > Exact::new(1, 2)
}
