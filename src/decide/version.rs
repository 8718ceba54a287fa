//! Which version of a sheet a payout is by.
//!
//! The one in force on the last day it is for, or on the day on which all that it shares was there, where
//! that is earlier; for days before the first version, the first. So neither the day on which a payout is
//! declared nor who declares it chooses the rule: days before a new version stay those of the old one.

use super::{
    DeclarePayout, Refusal,
    ask::Ask,
    declared::{ask, sources},
    known,
    refusal::SheetRule,
};
use crate::{
    books::{Adopted, Books, Part},
    unit::{Day, Period, SchemeId},
};

/// The version for these days where all money is there on a day; the first one only if it holds by `by`.
fn due<'a>(books: &'a Books, scheme: &SchemeId, days: Period, (there, by): (Day, Day)) -> Option<(u32, &'a Adopted)> {
    let first = || books.versions(scheme).next().filter(|(_, adopted)| adopted.on <= by);
    books.in_force(scheme, days.last_day().min(there)).or_else(first)
}

/// The version for these days, for money of a day.
pub(super) fn of_days<'a>(books: &'a Books, scheme: &SchemeId, days: Period, on: Day) -> Option<(u32, &'a Adopted)> {
    due(books, scheme, days, (on, on))
}

/// The version asked for, or the newest in force on a day.
fn named<'a>(
    books: &'a Books,
    scheme: &SchemeId,
    version: Option<u32>,
    on: Day,
) -> Result<(u32, &'a Adopted), Refusal> {
    let found = match version {
        Some(v) => books.adopted(scheme, v).filter(|a| a.on <= on).map(|a| (v, a)),
        None => books.in_force(scheme, on),
    };
    found.ok_or_else(|| SheetRule::NotAdopted { scheme: scheme.clone(), version, on }.into())
}

/// The version for days that are known before any sheet is looked at: a year's result, a claim.
pub(super) fn for_days<'a>(
    books: &'a Books,
    scheme: &SchemeId,
    version: Option<u32>,
    days: Period,
    there: Day,
) -> Result<(u32, &'a Adopted), Refusal> {
    let asked = named(books, scheme, version, there)?;
    let due = of_days(books, scheme, days, there).unwrap_or(asked);
    match version.filter(|v| *v != due.0) {
        Some(v) => Err(superseded(scheme, v, due, days.last_day().min(there))),
        None => Ok(due),
    }
}

fn superseded(scheme: &SchemeId, version: u32, due: (u32, &Adopted), day: Day) -> Refusal {
    SheetRule::Superseded { scheme: scheme.clone(), version, due: due.0, since: day.max(due.1.on) }.into()
}

/// The version that a payout is by, and what it is asked.
pub(super) fn of_payout<'a>(
    books: &'a Books,
    on: Day,
    d: &'a DeclarePayout,
) -> Result<(u32, &'a Adopted, Ask<'a>), Refusal> {
    let contract = d.contract.as_ref().map(|c| known::contract(books, c)).transpose()?;
    let (mut version, mut adopted) = named(books, &d.scheme, d.version, on)?;
    let mut looked = false;
    loop {
        let sheet = (&*adopted.sheet, &adopted.bound);
        let shared = sources(books, d, sheet)?;
        let parts: Vec<&Part> = shared.iter().filter_map(|s| books.parts().get(s)).collect();
        let asked = ask(books, on, d, sheet, contract, parts)?;
        let there = asked.sources.iter().map(|part| part.on).max().unwrap_or(on);
        let there = there.min(on);
        let due = due(books, &d.scheme, asked.period, (there, on)).unwrap_or((version, adopted));
        match due.0 == version {
            true => return Ok((version, adopted, asked)),
            // the sheet that is due may read other parts: once more, by what it reads
            false if d.version.is_none() && !looked => (version, adopted, looked) = (due.0, due.1, true),
            false => return Err(superseded(&d.scheme, version, due, asked.period.last_day().min(there))),
        }
    }
}

/// The version by which a payout would be declared that names none; `None` where the books refuse to say.
pub fn in_force_for(books: &Books, on: Day, request: &DeclarePayout) -> Option<u32> {
    let request = DeclarePayout { version: None, ..request.clone() };
    of_payout(books, on, &request).ok().map(|(version, ..)| version)
}
