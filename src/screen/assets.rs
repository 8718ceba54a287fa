//! Things that are sold, counted, worn off, and works that grow.

use super::{
    AssetSighting, ContractSighting, Question, Regarding,
    gathered::{Gathered, Looked},
    officers::officer_behind,
    sighting::named,
};
use crate::{
    books::{Asset, Books, HeapClass, Whereabouts},
    event::{AssetCame, AssetDisposed, ClaimRecorded, CountOf, Fact, GotIn, Leaves, PaidBy, WorksOrdered},
    unit::{AssetId, Day, Exact, Fen, PartyId, ProjectId},
};
use std::collections::{BTreeMap, BTreeSet};

/// Net value below which a bad sale is not asked about.
const LEAST: Fen = Fen(100_000);
/// Days within which things are counted.
const COUNTED_DAYS: i64 = 366;
/// Cost of a large thing.
const LARGE: Fen = Fen(5_000_000);
/// Cost of what stands somewhere.
const PLACED: Fen = Fen(2_000_000);
/// Days that a large thing may stand worn off.
const WORN_DAYS: i64 = 366;

pub(super) fn look(gathered: &mut Gathered, looked: &Looked<'_>) {
    if let Fact::AssetDisposed(disposed) = looked.fact() {
        sold(gathered, looked, disposed);
        let_go(gathered, looked, disposed);
    }
    if let Fact::AssetAcquired(acquired) = looked.fact()
        && let AssetCame::Bought(PaidBy::OwedTo(party)) = &acquired.came
    {
        from_kin(gathered, looked, Regarding::Thing(acquired.asset.clone()), party);
    }
    if let Fact::WorksOrdered(WorksOrdered { project, amount, party, .. }) = looked.fact() {
        from_kin(gathered, looked, Regarding::Works(project.clone()), party);
        let orders = gathered.things.ordered.entry(project.clone()).or_default();
        orders.push((party.clone(), amount.fen()));
    }
    if let Fact::ClaimRecorded(claimed) = looked.fact()
        && claimed.resolution.is_none()
    {
        taken_over(gathered, looked, claimed);
    }
    if let Fact::AssetCounted(counted) = looked.fact() {
        let mut short = Vec::new();
        for line in &counted.lines {
            let CountOf::Asset(asset) = &line.of else { continue };
            gathered.things.last.entry(asset.clone()).or_default().push((looked.index, looked.on));
            if line.counted < line.book {
                short.push(asset.clone());
            }
        }
        if !short.is_empty() {
            gathered.things.short.push((looked.index, looked.on, counted.keeper.to_string(), short));
        }
    }
}

/// What a count found becomes income, or what it missed a loss.
fn taken_over(gathered: &mut Gathered, looked: &Looked<'_>, claimed: &ClaimRecorded) {
    let chart = looked.books.chart();
    let Some(pending) = chart.things.as_ref().map(|things| &things.pending) else { return };
    for part in claimed.parts.iter().filter(|part| part.amount.fen() >= LEAST) {
        let Some(rule) = chart.claim.get(part.claim.as_str()) else { continue };
        let found = rule.debit == pending.account && rule.debit_purpose == pending.purpose;
        let missed = rule.credit == pending.account && rule.credit_purpose == pending.purpose;
        let result = chart.year.is_income(&rule.credit) || chart.year.is_expense(&rule.debit);
        if result && (found || missed) {
            let thing = part.asset.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string);
            let seen = AssetSighting::CountWithoutResolution { thing, amount: part.amount.fen() };
            gathered.note(looked, Regarding::Entry(looked.index), seen);
        }
    }
}

/// A thing or works of an officer, or of kin of one.
fn from_kin(gathered: &mut Gathered, looked: &Looked<'_>, about: Regarding, party: &PartyId) {
    if let Some(officer) = officer_behind(looked.books, party.as_str()) {
        gathered.note(looked, about, ContractSighting::PartyIsKin { party: party.to_string(), officer });
    }
}

fn sold(gathered: &mut Gathered, looked: &Looked<'_>, disposed: &AssetDisposed) {
    let Leaves::Sold(proceeds) = &disposed.leaves else { return };
    let about = || Regarding::Thing(disposed.asset.clone());
    let got = proceeds.amount.fen().capped_minus(proceeds.vat.map_or(Fen::ZERO, |vat| vat.fen()));
    let net = net_value(looked.books, disposed, looked.on);
    if let Some(net) = net.filter(|net| *net >= LEAST && got.capped_plus(got) < *net) {
        gathered.note(looked, about(), AssetSighting::SoldBelowNet { net, got });
    }
    let owes = if let GotIn::OwedBy(party) = &proceeds.got { Some(party.to_string()) } else { None };
    let buyer = proceeds.party.as_ref().map(ToString::to_string).or(owes);
    let kin = buyer.and_then(|buyer| Some((officer_behind(looked.books, &buyer)?, buyer)));
    if let Some((officer, buyer)) = kin {
        gathered.note(looked, about(), AssetSighting::SoldToKin { buyer, officer });
    }
}

/// Scrapped or given away though it stood for something, and nobody voted.
fn let_go(gathered: &mut Gathered, looked: &Looked<'_>, disposed: &AssetDisposed) {
    let got = match &disposed.leaves {
        Leaves::Scrapped(proceeds) => proceeds.as_ref().map_or(Fen::ZERO, |proceeds| proceeds.amount.fen()),
        Leaves::Given => Fen::ZERO,
        Leaves::Sold(_) | Leaves::Lost | Leaves::Used(..) | Leaves::Died => return,
    };
    let net = net_value(looked.books, disposed, looked.on).filter(|_| disposed.resolution.is_none());
    if let Some(net) = net.filter(|net| net.capped_minus(got) >= LEAST) {
        let seen = AssetSighting::LetGoWithoutResolution { net, got };
        gathered.note(looked, Regarding::Thing(disposed.asset.clone()), seen);
    }
}

/// What leaves stands for in the books on a day, behind the charge that goes with it: as it was posted.
fn net_value(books: &Books, disposed: &AssetDisposed, on: Day) -> Option<Fen> {
    let parting = books.parting(&disposed.asset, disposed.quantity, disposed.leaves.why(), on)?;
    Some(parting.net())
}

pub(super) fn ask(gathered: &Gathered, books: &Books, on: Day, all: &mut Vec<Question>) {
    for (id, asset) in books.registers().assets().iter().filter(|(_, asset)| asset.gone.is_none()) {
        let about = || Regarding::Thing(id.clone());
        let counted = not_counted(gathered, books, id, &asset.whereabouts, (false, on));
        let seen = [counted, worn_off(asset, on), no_place(books, id, asset)];
        all.extend(seen.into_iter().flatten().map(|seen| Question::new(about(), seen)));
    }
    let there = books.registers().heaps().iter().filter(|(_, heap)| !heap.there().is_zero());
    for (id, heap) in there {
        let stored = heap.class != HeapClass::PublicTrees;
        let seen = not_counted(gathered, books, id, &heap.whereabouts, (stored, on));
        all.extend(seen.map(|seen| Question::new(Regarding::Thing(id.clone()), seen)));
    }
    short_twice(gathered, books, on, all);
    for (project, orders) in &gathered.things.ordered {
        let sum = Fen::capped_total(orders.iter().map(|(_, amount)| *amount));
        let Some((_, first)) = orders.first() else { continue };
        if &first.yuan() * &Exact::new(6, 5) < sum.yuan() {
            let seen = AssetSighting::WorksAboveOrder { ordered: *first, all: sum };
            all.push(Question::new(Regarding::Works(project.clone()), seen));
        }
    }
    paid_to_others(gathered, books, on, all);
}

/// Works that were ordered, and paid or owed to others than those from whom they were.
fn paid_to_others(gathered: &Gathered, books: &Books, on: Day, all: &mut Vec<Question>) {
    let mut others: BTreeMap<(&ProjectId, &str), Fen> = BTreeMap::new();
    let things = &gathered.things;
    let stands = things.paid.iter().filter(|paid| paid.on <= on && books.corrected_by(paid.entry).is_none());
    let ordered = stands.filter(|paid| things.ordered.contains_key(&paid.project));
    for paid in ordered.filter(|paid| !things.ordered_from(&paid.project, &paid.to)) {
        let sum = others.entry((&paid.project, paid.to.as_str())).or_default();
        *sum = sum.capped_plus(paid.amount);
    }
    for ((project, to), amount) in others.into_iter().filter(|(_, amount)| *amount >= LEAST) {
        let of = things.ordered.get(project).into_iter().flatten().map(|(party, _)| party.to_string());
        let of = of.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(", ");
        let seen = AssetSighting::WorksPaidToOther { to: to.to_owned(), ordered_of: of, amount };
        all.push(Question::new(Regarding::Works(project.clone()), seen));
    }
}

/// Counted once and not for more than a year; or, of what lies in the store of a village that counts, never.
fn not_counted(
    gathered: &Gathered,
    books: &Books,
    id: &AssetId,
    whereabouts: &Whereabouts,
    (stored, on): (bool, Day),
) -> Option<AssetSighting> {
    let counts = gathered.things.last.get(id).into_iter().flatten();
    let last = counts.filter(|(entry, _)| books.corrected_by(*entry).is_none()).map(|(_, day)| *day).max();
    let counts_at_all = !gathered.things.last.is_empty();
    let since = last.or(Some(whereabouts.came).filter(|_| stored && counts_at_all))?;
    let counted = last.is_some();
    (on.days_since(since) > COUNTED_DAYS).then_some(AssetSighting::NotCounted { since, counted })
}

/// Worn off for more than a year.
fn worn_off(asset: &Asset, on: Day) -> Option<AssetSighting> {
    let cost = asset.cost.fen();
    let months = i32::try_from(asset.life_months.saturating_sub(asset.used_months)).ok()?;
    let since = asset.first_month.plus_months(months)?.plus_days(-1)?;
    (cost >= LARGE && on.days_since(since) > WORN_DAYS).then_some(AssetSighting::WornOff { cost, since })
}

/// Of a large thing that came by an entry that could have said it.
fn no_place(books: &Books, id: &AssetId, asset: &Asset) -> Option<AssetSighting> {
    let row = books.rows().get(crate::event::RegisterName::Asset, id.as_str())?;
    let said = row.kind == crate::event::FactKind::AssetAcquired && books.day_of(0) != Some(asset.whereabouts.came);
    let place = asset.whereabouts.place.latest().and_then(Option::as_ref);
    let keeper = asset.whereabouts.keeper.latest().and_then(Option::as_ref);
    let cost = asset.cost.fen();
    (said && cost >= PLACED && place.is_none() && keeper.is_none()).then_some(AssetSighting::NoPlace { cost })
}

fn short_twice(gathered: &Gathered, books: &Books, on: Day, all: &mut Vec<Question>) {
    let mut last: BTreeMap<&str, (Day, &[AssetId])> = BTreeMap::new();
    let stands =
        gathered.things.short.iter().filter(|(entry, day, ..)| *day <= on && books.corrected_by(*entry).is_none());
    for (entry, day, keeper, things) in stands {
        let before = last.insert(keeper, (*day, things));
        if let Some((first, earlier)) = before.filter(|(first, _)| day.days_since(*first) <= COUNTED_DAYS) {
            let seen = AssetSighting::ShortageTwice { keeper: keeper.clone(), things: named(earlier), first };
            all.push(Question::new(Regarding::Entry(*entry), seen));
        }
    }
}
