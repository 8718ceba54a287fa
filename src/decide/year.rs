//! The year's end, step by step: depreciation, close, carry, reserve, (members), distribution.

use super::{
    Births, Refusal,
    ask::Ask,
    assets, dictionary, facts, payout,
    refusal::{DayRule, MemberRule, MoneyRule, YearRule, ensure, total},
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
    let number = number.ok_or_else(|| MemberRule::NoSuchYear { year: y.year.into() })?;
    let state = books.year(y.year).cloned().unwrap_or_default();
    let before = |done: bool, first: YearStep| ensure(done, || YearRule::NotDone { year: y.year, first });
    let once = |done: bool| ensure(!done, || YearRule::DoneBefore { year: y.year, step: y.step });
    by_months(books, y)?;
    match y.month {
        Some(month) => at_month_end(books, on, y, month)?,
        None => at_its_end(books, on, number, y.step)?,
    }
    let mut taken = y.clone();
    let amount = match y.step {
        YearStep::Depreciation => {
            if let Some((month, last)) = y.month.zip(state.charged_month).filter(|(month, last)| month <= last) {
                return Err(YearRule::ChargedBefore { year: y.year, month, last }.into());
            }
            once(state.depreciated)?;
            ensure(state.net_income.is_none(), || YearRule::ClosedBeforeDepreciation { year: y.year })?;
            let end = y.through().ok_or_else(|| MemberRule::NoSuchYear { year: y.year.into() })?;
            total(y.year, books.charges_through(end).map(|(_, charge)| charge))?
        }
        YearStep::Close => {
            once(state.net_income.is_some())?;
            assets::nothing_pending(books, y.year)?;
            let charge = total(y.year, books.charges(number).map(|(_, charge)| charge))?;
            before(state.depreciated || charge == Fen::ZERO, YearStep::Depreciation)?;
            books.result_of(number)
        }
        YearStep::Carry => {
            before(state.net_income.is_some(), YearStep::Close)?;
            once(state.carried)?;
            state.net_income.unwrap_or_default()
        }
        YearStep::Reserve => {
            before(state.carried, YearStep::Carry)?;
            once(state.reserve.is_some())?;
            reserve(books, number, &mut taken)?
        }
        YearStep::Distribution => {
            before(state.reserve.is_some(), YearStep::Reserve)?;
            once(state.finished)?;
            let rule = &books.chart().year.undistributed;
            let under = books.accounts().under(&rule.account);
            Fen::capped_total(under.filter(|(key, _)| key.purpose != rule.purpose).map(|(_, t)| t.net()))
        }
    };
    let found = Money::from_fen(amount.absolute());
    let found = found.ok_or(YearRule::TooLarge { year: y.year, amount })?;
    if let Some(stated) = y.amount {
        ensure(stated == found, || MoneyRule::StatedDiffers {
            at: y.year.to_string(),
            computed: found.fen(),
            stated: stated.fen(),
        })?;
    }
    taken.amount = Some(found);
    Ok(taken)
}

/// A month is charged by itself where the village chose that, and by no other step.
fn by_months(books: &Books, y: &YearStepped) -> Result<(), Refusal> {
    let Some(month) = y.month else { return Ok(()) };
    let chosen = books.setting("depreciation") == "monthly" && y.step == YearStep::Depreciation;
    ensure(chosen, || YearRule::NotByMonths { year: y.year })?;
    let known = || (1..=12).map(|month| month.to_string()).collect::<Vec<_>>().join(", ");
    ensure((1..=12).contains(&month), || MemberRule::NoneOf {
        at: "month".to_owned(),
        known: known(),
        found: month.to_string(),
    })
}

/// A month is charged on its last day, once the year before is charged to its end.
fn at_month_end(books: &Books, on: Day, y: &YearStepped, month: u32) -> Result<(), Refusal> {
    let at = || format!("{}-{month:02}", y.year);
    let end = y.through().ok_or_else(|| MemberRule::NoSuchYear { year: y.year.into() })?;
    ensure(on == end, || DayRule::OtherDay { at: at(), due: end, day: on })?;
    let left = match books.first_year().filter(|first| *first < end.year()) {
        Some(_) => total(y.year, books.charges(end.year() - 1).map(|(_, charge)| charge))?,
        None => Fen::ZERO,
    };
    let year = y.year.saturating_sub(1);
    ensure(left == Fen::ZERO, || YearRule::NotDone { year, first: YearStep::Depreciation })
}

/// A year ends on its last day: depreciation and close stand under it, or the next year would count
/// their lines again; what follows may come later. The years before it, from the first one with money
/// in it, are closed and carried first: a loss of theirs is covered before anything is distributed.
fn at_its_end(books: &Books, on: Day, number: i32, step: YearStep) -> Result<(), Refusal> {
    let Some(end) = Day::new(number, 12, 31) else { return Ok(()) };
    if !matches!(step, YearStep::Depreciation | YearStep::Close) {
        return ensure(on >= end, || DayRule::TooEarly { at: number.to_string(), least: end, day: on });
    }
    ensure(on == end, || DayRule::OtherDay { at: number.to_string(), due: end, day: on })?;
    let carried = |year: &i32| u32::try_from(*year).ok().and_then(|y| books.year(y)).is_some_and(|y| y.carried);
    let first = books.first_year().unwrap_or(number);
    match (first..number).find(|year| !carried(year)) {
        Some(first) => Err(YearRule::EarlierYear { year: number, first }.into()),
        None => Ok(()),
    }
}

/// The reserve as the scheme in force says.
fn reserve(books: &Books, number: i32, taken: &mut YearStepped) -> Result<Fen, Refusal> {
    let scheme = taken.scheme.clone();
    let scheme = scheme.ok_or_else(|| MemberRule::Missing { at: taken.year.to_string(), member: "scheme" })?;
    let days = Period::year(number).zip(Day::new(number, 12, 31));
    let (period, end) = days.ok_or_else(|| MemberRule::NoSuchYear { year: number.into() })?;
    let (version, adopted) = version::for_days(books, &scheme, taken.version, period, end)?;
    taken.version = Some(version);
    if !dictionary::fills_fund(&adopted.sheet) {
        return Ok(Fen::ZERO);
    }
    let ask = Ask {
        sheet: &adopted.sheet,
        bound: &adopted.bound,
        contract: None,
        instalment: None,
        period,
        record_day: end,
        sources: Vec::new(),
        work: None,
        year: Some(taken.year),
        given: &[],
        opened: Births::default(),
        tried: BTreeMap::new(),
    };
    // figures that are given or opened with the declaration are not here: what the resolution states is taken, and the
    // declaration is refused where its sheet says otherwise
    let elsewhere = !dictionary::sealed(books, &ask).is_empty() || !dictionary::given_names(&adopted.bound).is_empty();
    if elsewhere {
        let stated =
            taken.amount.ok_or_else(|| MemberRule::Missing { at: taken.year.to_string(), member: "amount" })?;
        return Ok(stated.fen());
    }
    let outcome = facts::compute(books, &ask)?;
    payout::fund_stays(&adopted.sheet, &outcome)?;
    payout::reserve_of(&outcome)
}
