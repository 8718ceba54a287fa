//! Contracts, their amendments, and what operators report under them.

use super::{
    Refusal, behind, codes, due, dues, known, land,
    refusal::{AssetRule, ContractRule, DayRule, HouseholdRule, LandRule, MemberRule, ensure},
    registers::{in_order, part_of_one},
    version,
};
use crate::{
    books::{Books, Contract, Parcel, ThingCard, is_price, lets_collective, same_unit},
    event::{ContractAmended, ContractSigned, Instalment, PriceTerm, ReportRecorded, Terms},
    scheme::{Literal, RunDay, ValueKind},
    unit::{ContractId, Day, Exact, ParcelId, Period, Ratio, Text},
};
use std::collections::BTreeSet;

type Checked = Result<(), Refusal>;

pub(super) fn sign(books: &Books, on: Day, c: &ContractSigned) -> Checked {
    codes::free(books, c.contract.as_str())?;
    let there = books.registers().parties().contains_key(&c.party) || employs_itself(books, c);
    ensure(there, || HouseholdRule::UnknownParty { at: c.contract.to_string(), party: c.party.clone() })?;
    if let Some(holder) = &c.belongs_to {
        known::holder(books, holder)?;
    }
    // without a first day it begins when it is signed
    if let Some(last) = c.last_day {
        in_order(&c.contract, c.first_day.unwrap_or(c.signed), last)?;
    }
    known::each_once(&c.contract, &c.parcels)?;
    known::each_once(&c.contract, &c.houses)?;
    known::each_once(&c.contract, &c.assets)?;
    known::each_once("work_rates", c.terms.work_rates.iter().map(|work| work.class.as_str()))?;
    known::each_once("prices_by_year", c.terms.prices_by_year.iter().map(|price| price.year))?;
    let days = c.first_day.zip(c.last_day).and_then(|(first, last)| Period::new(first, last));
    if !(c.parcels.is_empty() && c.houses.is_empty() && c.assets.is_empty()) {
        let days = days.ok_or_else(|| ContractRule::NoDays { contract: c.contract.clone() })?;
        lets(books, c, days)?;
    }
    renewed(books, c)?;
    priced(c)?;
    due::by_some_sheet(books, on, c)?;
    dues::signed(books, c)?;
    instalments(&c.contract, days, &c.terms.instalments)?;
    in_lease_years(&c.terms, &c.terms.instalments)?;
    codes::instalments(books, &c.contract, &c.terms.instalments)?;
    let t = &c.terms;
    for (name, rate) in
        [("fee_rate", t.fee_rate), ("revenue_share", t.revenue_share), ("household_part", t.household_part)]
    {
        if let Some(rate) = rate {
            part_of_one(name, rate)?;
        }
    }
    as_voted(books, on, c)
}

/// True for what the collective itself pays for members' work, and nothing else: it owes nobody, and nobody owes it.
fn employs_itself(books: &Books, c: &ContractSigned) -> bool {
    let t = &c.terms;
    let lets = !(c.parcels.is_empty() && c.houses.is_empty() && c.assets.is_empty()) || c.area_mu.is_some();
    let agrees = c.deposit.is_some() || c.principal.is_some() || !c.dues.is_empty() || c.late.is_some();
    let terms = t.price.is_some() || t.deposit.is_some() || t.fee_rate.is_some() || t.capital.is_some();
    let own = !t.work_rates.is_empty() && t.revenue_share.is_none() && t.instalments.is_empty();
    own && !(lets || agrees || terms) && books.registers().is_itself(&c.party)
}

/// What it lets is there, and nobody else's on its days.
fn lets(books: &Books, c: &ContractSigned, days: Period) -> Checked {
    for parcel in &c.parcels {
        lease(books, parcel, &c.contract, days)?;
    }
    for house in &c.houses {
        let found = books.registers().houses().get(house);
        let found = found.ok_or_else(|| LandRule::UnknownHouse { at: c.contract.to_string(), house: house.clone() })?;
        if let Some((other, _)) = found.let_under.iter().find(|(_, d)| d.overlaps(days)) {
            return Err(LandRule::LeasedTwice { what: house.to_string(), other: other.clone() }.into());
        }
    }
    for asset in &c.assets {
        let card = books.card(asset).ok_or_else(|| AssetRule::Unknown { asset: asset.clone() })?;
        let gone = if let ThingCard::Worn(worn) = card { worn.gone } else { None };
        if let Some((on, _)) = gone.filter(|(on, _)| *on <= days.last_day()) {
            return Err(AssetRule::Ended { asset: asset.clone(), on }.into());
        }
        let same =
            |other: &&Contract| other.signed.assets.contains(asset) && other.period().is_some_and(|d| d.overlaps(days));
        if let Some(other) = books.contracts().values().find(same) {
            let other = other.signed.contract.clone();
            return Err(LandRule::LeasedTwice { what: asset.to_string(), other }.into());
        }
    }
    Ok(())
}

/// What goes on from another contract begins behind it, and what is the collective's own is let on by a resolution.
fn renewed(books: &Books, c: &ContractSigned) -> Checked {
    let Some(before) = c.renews.as_ref().map(|id| known::contract(books, id)).transpose()? else { return Ok(()) };
    let day = c.first_day.unwrap_or(c.signed);
    if let Some(least) = before.last_day.and_then(|last| last.plus_days(1)) {
        ensure(least <= day, || DayRule::TooEarly { at: c.contract.to_string(), least, day })?;
    }
    let voted = c.resolution.is_some() || !lets_collective(books.registers(), c);
    ensure(voted, || MemberRule::Without { at: c.contract.to_string(), member: "resolution" })
}

/// One parcel may be leased over these days: registered, entrusted all the time, not leased
/// already, and not beyond the household's own contract.
fn lease(books: &Books, id: &ParcelId, contract: &ContractId, days: Period) -> Checked {
    let parcel = books.registers().parcels().get(id);
    let parcel = parcel.ok_or_else(|| LandRule::UnknownParcel { at: contract.to_string(), parcel: id.clone() })?;
    land::still_there(id, parcel, days.first_day())?;
    within_land_contract(id, parcel, days.last_day())?;
    if let Some((other, _)) = parcel.leased.iter().find(|(_, d)| d.overlaps(days)) {
        return Err(match other == contract {
            true => LandRule::LeasedAlready { parcel: id.clone(), contract: other.clone() },
            false => LandRule::LeasedTwice { what: id.to_string(), other: other.clone() },
        }
        .into());
    }
    entrusted(id, parcel, days)
}

fn within_land_contract(id: &ParcelId, parcel: &Parcel, last: Day) -> Checked {
    match parcel.contract_end_now().filter(|end| *end < last) {
        Some(end) => Err(LandRule::BeyondLandContract { parcel: id.clone(), end, last }.into()),
        None => Ok(()),
    }
}

/// Its holder entrusted it all the time; what is the collective's own it lets without.
fn entrusted(id: &ParcelId, parcel: &Parcel, days: Period) -> Checked {
    if parcel.is_of_collective() {
        return Ok(());
    }
    let first = parcel.entrusted.iter().find(|e| e.holds(days.first_day()));
    let Some(mut last) = first.map(|e| e.last_day()) else {
        return Err(LandRule::NotEntrusted { parcel: id.clone(), on: days.first_day() }.into());
    };
    // papers that follow each other without a gap count as one
    while let Some(next) =
        parcel.entrusted.iter().find(|e| e.last_day() > last && last.plus_days(1).is_some_and(|d| e.first_day() <= d))
    {
        last = next.last_day();
    }
    ensure(days.last_day() <= last, || LandRule::BeyondEntrustment {
        parcel: id.clone(),
        end: last,
        last: days.last_day(),
    })
}

fn instalments(contract: &ContractId, days: Option<Period>, all: &[Instalment]) -> Checked {
    let mut before: Option<&Instalment> = None;
    for i in all {
        in_order(&i.payout, i.first_day, i.last_day)?;
        if let Some(days) = days {
            let inside = days.holds(i.first_day) && days.holds(i.last_day);
            ensure(inside, || ContractRule::InstalmentOutside {
                payout: i.payout.clone(),
                days,
                first: i.first_day,
                last: i.last_day,
            })?;
        }
        if let Some(before) = before {
            let follows = before.last_day < i.first_day;
            ensure(follows, || ContractRule::InstalmentsCross {
                payout: i.payout.clone(),
                before: before.last_day,
                first: i.first_day,
            })?;
        }
        part_of_one(format!("{contract} {}", i.payout), i.part_of_year)?;
        lasts_its_part(i)?;
        before = Some(i);
    }
    let mut codes: Vec<_> = all.iter().map(|i| &i.payout).collect();
    codes.sort();
    codes.dedup();
    ensure(codes.len() == all.len(), || ContractRule::InstalmentTwice { contract: contract.clone() })
}

/// The price is in the unit that sheets read it in: land by mu and year, houses by square metre and month.
fn priced(c: &ContractSigned) -> Checked {
    let all = [(!c.parcels.is_empty(), PriceTerm::OF_LAND), (!c.houses.is_empty(), PriceTerm::OF_HOUSES)];
    let wanted: Vec<&'static str> = all.into_iter().filter(|(let_out, _)| *let_out).map(|(_, unit)| unit).collect();
    let refused = |unit, found: &Text| {
        Err(ContractRule::PriceUnit { contract: c.contract.clone(), unit, found: found.clone() }.into())
    };
    // dues may have a price in any unit
    let of_instalments = !c.terms.instalments.is_empty() || !c.houses.is_empty();
    for term in c.dated.iter().filter(|term| of_instalments && c.dues.is_empty() && is_price(&term.name)) {
        let Some(unit) = wanted.first() else { continue };
        if !wanted.iter().any(|unit| same_unit(unit, term.unit.as_str())) {
            return refused(*unit, &term.unit);
        }
    }
    let Some(price) = &c.terms.price else { return Ok(()) };
    wanted.into_iter().find(|unit| price.unit.as_str() != *unit).map_or(Ok(()), |unit| refused(unit, &price.unit))
}

/// Where the price rises by lease years, an instalment is of the one in which its days are.
fn in_lease_years(terms: &Terms, all: &[Instalment]) -> Checked {
    let Some(rise) = &terms.escalation else { return Ok(()) };
    let from = rise.lease_year_1_from;
    let year =
        |day: Day| (1..).take_while(|n| from.plus_months(12 * (n - 1)).is_some_and(|first| first <= day)).count();
    for i in all {
        // days in two lease years are of that in which their middle lies: nobody chooses
        let middle = i.period().and_then(|days| days.first_day().plus_days((days.days() - 1) / 2));
        let due = year(middle.unwrap_or(i.first_day)).max(1);
        let fits = usize::try_from(i.lease_year).is_ok_and(|said| said == due);
        ensure(fits, || ContractRule::OtherLeaseYear { payout: i.payout.clone(), due, said: i.lease_year })?;
    }
    Ok(())
}

/// Half a year's rent is not for one day, nor for ten years: the days make the part of a year that
/// is paid, give or take half of it (first and last instalments are seldom even).
fn lasts_its_part(i: &Instalment) -> Checked {
    let Some(period) = i.period() else { return Ok(()) };
    let whole = &i.part_of_year.exact() * &Exact::whole(365);
    let days = Exact::whole(period.days().into());
    let fits = &days * &Exact::whole(2) >= whole && (whole.is_zero() || days <= &whole * &Exact::whole(2));
    ensure(fits, || ContractRule::OtherPartOfYear {
        payout: i.payout.clone(),
        part: i.part_of_year,
        days: period.days(),
    })
}

/// Where a term stands both in a contract and in the voted sheet, they must agree: the value that
/// tells which sheets are concerned, the value compared, and the contract's term.
type VotedTerm = (&'static str, &'static str, fn(&Terms) -> Option<Ratio>);
const VOTED: &[VotedTerm] = &[
    ("收入分成率", "收入分成率", |t| t.revenue_share),
    ("收入分成率", "户占", |t| t.household_part),
    ("固定收益率", "固定收益率", |t| t.return_rate),
    ("服务费率", "服务费率", |t| t.fee_rate.filter(|_| !t.work_rates.is_empty())),
];

fn as_voted(books: &Books, on: Day, c: &ContractSigned) -> Checked {
    let ids: BTreeSet<_> = books.schemes().keys().map(|(id, _)| id).collect();
    for (_, adopted) in ids.into_iter().filter_map(|id| books.in_force(id, on)) {
        for (marks, name, term) in VOTED {
            let marked = adopted.sheet.values().iter().any(|v| v.name == *marks);
            let pair = term(&c.terms).filter(|_| marked).zip(voted(adopted, name, on));
            let Some((term, voted)) = pair else { continue };
            let percent = &term.exact() * &Exact::whole(100);
            ensure(voted == percent, || ContractRule::RateNotVoted {
                contract: c.contract.clone(),
                term: name,
                voted,
                found: percent,
            })?;
        }
    }
    Ok(())
}

/// The number a dated value has on a day.
fn voted(adopted: &crate::books::Adopted, name: &str, on: Day) -> Option<Exact> {
    let value = adopted.sheet.values().iter().find(|v| v.name == name)?;
    let ValueKind::Dated(all) = &value.kind else { return None };
    let held = all.iter().rfind(|d| d.from.is_none_or(|from| from <= on))?;
    let Literal::Number(number, _) = &held.value else { return None };
    Some(number.clone())
}

pub(super) fn amend(books: &Books, on: Day, a: &ContractAmended) -> Checked {
    let contract = known::contract(books, &a.contract)?;
    known::not_over(contract)?;
    known::each_once(&a.contract, &a.parcels)?;
    known::each_once(&a.contract, a.areas.iter().map(|area| &area.parcel))?;
    for area in &a.areas {
        let parcel = books.registers().parcels().get(&area.parcel);
        let parcel = parcel
            .ok_or_else(|| LandRule::UnknownParcel { at: a.contract.to_string(), parcel: area.parcel.clone() })?;
        registered_area(parcel, &area.parcel, area.area_mu, on)?;
    }
    if let Some(last) = a.last_day {
        let first = contract.signed.first_day.unwrap_or(last);
        in_order(&a.contract, first, last)?;
        let dues = contract.instalments.iter().filter(|_| contract.signed.first_day.is_some());
        if let Some(due) = dues.map(|i| i.last_day).max() {
            ensure(due <= last, || ContractRule::EndsBeforeInstalment { contract: a.contract.clone(), due, last })?;
        }
        for (id, parcel) in books.registers().parcels() {
            let under = parcel.leased.iter().find(|(c, d)| *c == a.contract && Some(d.last_day()) == contract.last_day);
            let Some((_, days)) = under else { continue };
            within_land_contract(id, parcel, last)?;
            let shorter = Period::new(days.first_day(), last);
            let shorter =
                shorter.ok_or_else(|| DayRule::TooEarly { at: id.to_string(), least: days.first_day(), day: last })?;
            entrusted(id, parcel, shorter)?;
            let let_to = parcel.leased.iter().map(|(c, d)| (c, *d));
            to_nobody_else(id, &a.contract, shorter, let_to)?;
        }
        for (id, house) in books.registers().houses() {
            let under =
                house.let_under.iter().find(|(c, d)| *c == a.contract && Some(d.last_day()) == contract.last_day);
            if let Some(days) = under.and_then(|(_, days)| Period::new(days.first_day(), last)) {
                to_nobody_else(id, &a.contract, days, house.let_under.iter().map(|(c, d)| (c, *d)))?;
            }
        }
    }
    let last = a.last_day.or(contract.last_day);
    if !a.parcels.is_empty() {
        let days = last.and_then(|last| Period::new(on, last));
        let days = days.ok_or_else(|| MemberRule::Without { at: a.contract.to_string(), member: "last_day" })?;
        for parcel in &a.parcels {
            lease(books, parcel, &a.contract, days)?;
        }
    }
    let all: Vec<Instalment> = contract.instalments.iter().chain(&a.instalments).cloned().collect();
    let days = contract.signed.first_day.zip(last).and_then(|(first, last)| Period::new(first, last));
    instalments(&a.contract, days, &all)?;
    in_lease_years(&contract.signed.terms, &a.instalments)?;
    codes::instalments(books, &a.contract, &a.instalments)?;
    dues::amended(books, on, contract, a)
}

/// No other contract has the parcel or house over days that this one is now to run.
fn to_nobody_else<'a>(
    what: impl std::fmt::Display,
    own: &ContractId,
    days: Period,
    mut let_to: impl Iterator<Item = (&'a ContractId, Period)>,
) -> Checked {
    match let_to.find(|(contract, other)| *contract != own && other.overlaps(days)) {
        Some((other, _)) => Err(LandRule::LeasedTwice { what: what.to_string(), other: other.clone() }.into()),
        None => Ok(()),
    }
}

/// A payment and an amendment use the registered area version, nothing else.
pub(super) fn registered_area(parcel: &Parcel, id: &ParcelId, mu: crate::unit::AreaMu, on: Day) -> Checked {
    let registered = parcel.area.as_at(on).or(parcel.area.latest()).map(|(_, mu)| *mu);
    let registered = registered.unwrap_or(crate::unit::AreaMu::ZERO);
    ensure(mu <= registered, || LandRule::AreaAbove { parcel: id.clone(), registered, said: mu })?;
    ensure(mu >= registered, || LandRule::AreaBelow { parcel: id.clone(), registered, said: mu })
}

pub(super) fn report(books: &Books, on: Day, r: &ReportRecorded) -> Checked {
    let contract = known::contract(books, &r.contract)?;
    if let Some(year) = i32::try_from(r.year).ok().and_then(Period::year) {
        known::not_over_on(contract, year.first_day())?;
    }
    behind::report(books, r)?;
    let Some(hurdle) = r.hurdle_per_mu else { return Ok(()) };
    let year = i32::try_from(r.year).ok().and_then(Period::year);
    let year = year.ok_or_else(|| MemberRule::NoSuchYear { year: r.year.into() })?;
    // the hurdle stands in the voted sheet; a report that names another one is not about it. It is the one of
    // the year that is reported, whenever that comes
    let ids: BTreeSet<_> = books.schemes().keys().map(|(id, _)| id).collect();
    let due = |id| version::of_days(books, id, year, on).or_else(|| books.versions(id).next());
    for (_, adopted) in ids.into_iter().filter_map(due) {
        let day = match adopted.sheet.reading_day() {
            Some(RunDay::PeriodEnd) => year.last_day(),
            Some(RunDay::RecordDay) => on,
            Some(RunDay::PeriodStart) | None => year.first_day(),
        };
        if let Some(voted) = voted(adopted, "每亩门槛", day) {
            let found = hurdle.fen().yuan();
            ensure(voted == found, || ContractRule::HurdleNotVoted { contract: r.contract.clone(), voted, found })?;
        }
    }
    Ok(())
}
