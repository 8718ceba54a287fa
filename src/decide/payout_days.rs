//! The days of a payout: it is for the days that what it shares is for, it is declared when that is there,
//! and its registers are those of a day within that time.

use super::{
    DeclarePayout, Refusal,
    ask::Ask,
    days, facts,
    refusal::{DayRule, ensure},
};
use crate::{
    books::Books,
    rules::{Outcome, Place},
    unit::{Day, Fen, Period},
};
use std::collections::BTreeMap;

type Checked = Result<(), Refusal>;

/// Checks the days of a payout that is declared on a day; `of_result`: out of a closed year's result.
pub(super) fn declared(on: Day, d: &DeclarePayout, ask: &Ask<'_>, of_result: bool) -> Checked {
    not_before_its_sources(on, d, ask, of_result)?;
    one_time(d, ask)?;
    record_day(on, ask)
}

/// Nothing is shared before it came in, before the work was done, before the year was over.
fn not_before_its_sources(on: Day, d: &DeclarePayout, ask: &Ask<'_>, of_result: bool) -> Checked {
    if let Some(part) = ask.sources.iter().find(|part| on < part.on) {
        let (payout, least) = (d.payout.clone(), part.on);
        return Err(DayRule::PartCameLater { payout, part: part.reference.clone(), least, day: on }.into());
    }
    let after = |least: Day| ensure(least <= on, || DayRule::TooEarly { at: d.payout.to_string(), least, day: on });
    if let Some(work) = ask.work {
        after(work.period.last_day())?;
    }
    match d.year.and_then(calendar).filter(|_| of_result) {
        Some(year) => after(year.last_day()),
        None => Ok(()),
    }
}

fn calendar(year: u32) -> Option<Period> {
    Period::year(i32::try_from(year).ok()?)
}

/// What a payout shares says which days it is for: those of the instalment, of the receipts, of the work
/// sheet, or the calendar year of the receipts, of the report or of the result. Sources of other days
/// are for another payout.
fn one_time(d: &DeclarePayout, ask: &Ask<'_>) -> Checked {
    for part in &ask.sources {
        if let (Some(own), Some(other)) = (ask.instalment, &part.instalment) {
            ensure(own.payout == *other, || DayRule::PartOfOtherInstalment {
                part: part.reference.clone(),
                due: own.payout.clone(),
                found: other.clone(),
            })?;
        }
        if let (Some(year), Some(other)) = (d.year, part.year) {
            ensure(year == other, || DayRule::PartOfOtherYear {
                part: part.reference.clone(),
                due: year,
                year: other,
            })?;
        }
    }
    let instalment = ask.instalment.and_then(|i| i.period());
    let of_sources = ask.sources.iter().find_map(|p| p.period);
    let year = || d.year.or(ask.sources.iter().find_map(|p| p.year)).and_then(calendar);
    let due = instalment.or(of_sources).or(ask.work.map(|w| w.period)).or_else(year);
    let Some(due) = due else { return Ok(()) };
    ensure(ask.period == due, || DayRule::OtherDays { at: "period".to_owned(), due, days: ask.period })?;
    // an instalment may come in several receipts, each for some of its months
    let others = ask.sources.iter().filter(|_| instalment.is_none()).filter_map(|p| Some((p, p.period?)));
    others.into_iter().try_for_each(|(part, days)| {
        ensure(days == due, || DayRule::PartForOtherDays { part: part.reference.clone(), due, days })
    })
}

/// Registers are read as at the day of the declaration, or a day from which on the money was on its way:
/// not before the days it is for and not before it came, whichever is earlier.
fn record_day(on: Day, ask: &Ask<'_>) -> Checked {
    if ask.record_day == on {
        return Ok(());
    }
    let came = ask.sources.iter().map(|p| p.on).min();
    let first = came.map_or(ask.period.first_day(), |came| came.min(ask.period.first_day()));
    days::between("record_day", Some(first), ask.record_day, Some(on))
}

/// A record day on which nobody could receive is none, where somebody can on the day of the declaration.
pub(super) fn somebody_receives(books: &Books, on: Day, ask: &Ask<'_>, households: Fen) -> Checked {
    if households != Fen::ZERO || ask.record_day == on {
        return Ok(());
    }
    let ask = Ask {
        record_day: on,
        sources: ask.sources.clone(),
        opened: ask.opened.clone(),
        tried: BTreeMap::new(),
        ..*ask
    };
    let now = facts::attempt(books, &ask)?;
    let pays =
        |outcome: &Outcome| outcome.moves.iter().any(|m| matches!(m.to, Place::Payee { .. }) && m.fen > Fen::ZERO);
    let nobody = !now.is_ok_and(|outcome| pays(&outcome));
    ensure(nobody, || DayRule::NobodyReceives { on })
}
