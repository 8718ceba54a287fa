//! The year's end, step by step: depreciation, close, carry, reserve, (members), distribution.

use super::{
    Code, Refusal,
    facts::{self, Ask},
    payout,
    refusal::{require, total},
    version,
};
use crate::{
    books::Books,
    event::{YearStep, YearStepped},
    unit::{Day, Fen, Money, Period},
};
use std::collections::BTreeMap;

pub(super) fn step(books: &Books, on: Day, y: &YearStepped) -> Result<YearStepped, Refusal> {
    let number = i32::try_from(y.year).ok().filter(|n| (1900..=2199).contains(n));
    let number = number.ok_or_else(|| Refusal::new(Code::BadValue, "year", "1900 to 2199", y.year))?;
    let state = books.years.get(&y.year).cloned().unwrap_or_default();
    let before = |done: bool, what: &'static str| require(done, Code::YearStepOutOfOrder, y.year, what, "not done");
    let once = |done: bool, what: &'static str| {
        require(!done, Code::YearStepOutOfOrder, y.year, format!("{what} once"), "done before")
    };
    at_its_end(books, on, number, y.step)?;
    let mut taken = y.clone();
    let amount = match y.step {
        YearStep::Depreciation => {
            once(state.depreciated, "depreciation")?;
            once(state.net_income.is_some(), "depreciation before the close")?;
            total(y.year, books.charges(number).map(|(_, charge)| charge))?
        }
        YearStep::Close => {
            once(state.net_income.is_some(), "close")?;
            let charge = total(y.year, books.charges(number).map(|(_, charge)| charge))?;
            before(state.depreciated || charge == Fen::ZERO, "depreciation")?;
            books.result_of(number)
        }
        YearStep::Carry => {
            before(state.net_income.is_some(), "close")?;
            once(state.carried, "carry")?;
            state.net_income.unwrap_or_default()
        }
        YearStep::Reserve => {
            before(state.carried, "carry")?;
            once(state.reserve.is_some(), "reserve")?;
            reserve(books, number, &mut taken)?
        }
        YearStep::Distribution => {
            before(state.reserve.is_some(), "reserve")?;
            once(state.finished, "distribution")?;
            let rule = &books.chart.year.undistributed;
            let under = books.accounts.under(&rule.account);
            Fen::capped_total(under.filter(|(key, _)| key.purpose != rule.purpose).map(|(_, t)| t.net()))
        }
    };
    let found = Money::from_fen(amount.absolute());
    let found = found.ok_or_else(|| Refusal::new(Code::BadValue, y.year, "an amount the ledger can hold", amount))?;
    if let Some(stated) = y.amount {
        require(stated == found, Code::StatedFigureDiffers, y.year, found, stated)?;
    }
    taken.amount = Some(found);
    Ok(taken)
}

/// A year ends on its last day: depreciation and close stand under it, or the next year would count
/// their lines again; what follows may come later. The years before it, from the first one with money
/// in it, are closed and carried first: a loss of theirs is covered before anything is distributed.
fn at_its_end(books: &Books, on: Day, number: i32, step: YearStep) -> Result<(), Refusal> {
    let Some(end) = Day::new(number, 12, 31) else { return Ok(()) };
    if !matches!(step, YearStep::Depreciation | YearStep::Close) {
        return require(on >= end, Code::DatesOutOfOrder, number, format!("{end} or later"), on);
    }
    require(on == end, Code::DatesOutOfOrder, number, end, on)?;
    let carried = |year: &i32| u32::try_from(*year).ok().and_then(|y| books.years.get(&y)).is_some_and(|y| y.carried);
    let first = books.first_year().unwrap_or(number);
    match (first..number).find(|year| !carried(year)) {
        Some(year) => {
            let expected = format!("close and carry of {year} first");
            Err(Refusal::new(Code::YearStepOutOfOrder, number, expected, "not done"))
        }
        None => Ok(()),
    }
}

/// The reserve as the scheme in force says.
fn reserve(books: &Books, number: i32, taken: &mut YearStepped) -> Result<Fen, Refusal> {
    let scheme = taken.scheme.clone();
    let scheme = scheme.ok_or_else(|| Refusal::new(Code::MemberMissing, taken.year, "scheme", "nothing"))?;
    let days = Period::year(number).zip(Day::new(number, 12, 31));
    let (period, end) = days.ok_or_else(|| Refusal::new(Code::BadValue, "year", "1900 to 2199", number))?;
    let (version, adopted) = version::for_days(books, &scheme, taken.version, period, end)?;
    taken.version = Some(version);
    let ask = Ask {
        sheet: &adopted.sheet,
        contract: None,
        instalment: None,
        period,
        record_day: end,
        sources: Vec::new(),
        work: None,
        year: Some(taken.year),
        tried: BTreeMap::new(),
    };
    let (_, outcome) = facts::compute(books, &ask)?;
    payout::fund_stays(&adopted.sheet, &outcome)?;
    payout::reserve_of(&outcome)
}
