//! Days that a fact may speak of, beside the day on which it is recorded. An entry's own day of
//! recording decides, so that an audit years later asks the same question.
//!
//! Money is of the past: from the opening of the books to the day of recording. So are households that
//! split or merge: who stands for whom is asked of every entry at once. Other registers and
//! contracts may begin within a year. No day in a body lies before the People's Republic or more
//! than a century ahead: such a day is a slip of the pen, and reports would show it for ever.

use super::{
    DeclarePayout, Instruction, Order, Refusal, ReturnPayout,
    kinds::{self, Follows, Until, When},
    refusal::{DayRule, ensure},
};
use crate::{
    books::Books,
    unit::{Day, PayoutId, Period},
};

type Checked = Result<(), Refusal>;

/// Days by which a register or contract may begin after it is recorded.
const AHEAD: i64 = 366;
/// Years from the day of recording to the last day that a body may name.
const CENTURY: i32 = 100;
/// Longest contract, in months.
// SOURCE: 民法典 (2020-05-28), article 332: contracts of forest land run 30 to 70 years, the longest there are
const LONGEST_CONTRACT: i32 = 70 * 12;

/// The first day anything may speak of.
// SOURCE: the founding of the People's Republic; no title to land here is older
fn earliest() -> Option<Day> {
    Day::new(1949, 10, 1)
}

/// Checks every day of an instruction that is recorded on a day.
pub(super) fn sane(books: &Books, order: &Instruction, recorded: Day) -> Checked {
    let ahead = recorded.plus_days(AHEAD).unwrap_or(recorded);
    let when = match &order.order {
        Order::Record(fact, _) => kinds::of(fact).when,
        Order::Revise(_) => When::Ahead,
        Order::DeclarePayout(_) | Order::PayPayout(_) | Order::ReturnPayout(_) | Order::Correct(_) => When::Past,
    };
    let (first, last) = match when {
        When::Ahead => (earliest(), ahead),
        When::Recorded | When::Opening => (earliest(), recorded),
        When::Past => (opening(books), to_come(books, recorded)),
    };
    between("on", first, order.on, Some(last))?;
    let century = Day::new(recorded.year() + CENTURY, recorded.month(), recorded.day_of_month());
    let within = |name: &'static str, day: Day| between(name, earliest(), day, century);
    match &order.order {
        Order::Record(fact, _) => {
            let said = kinds::of(fact);
            said.days.into_iter().try_for_each(|(name, day)| within(name, day))?;
            said.years.into_iter().try_for_each(|(name, year, until)| in_years(name, year, until, recorded))?;
            in_their_order(books, order.on, said.follows)
        }
        Order::Revise(r) => kinds::restated_days(&r.row).into_iter().try_for_each(|(name, day)| within(name, day)),
        Order::DeclarePayout(d) => {
            let days = d.period.map(|p| [p.first_day(), p.last_day()]);
            days.into_iter().flatten().try_for_each(|day| within("period", day))?;
            between("record_day", earliest(), d.record_day.unwrap_or(order.on), Some(recorded))?;
            declared_year(d, recorded)
        }
        Order::PayPayout(p) => after_declared(books, &p.payout, order.on),
        Order::ReturnPayout(r) => after_paid(books, r, order.on),
        Order::Correct(c) => match books.ids().entry_of(c.corrects.as_str()) {
            Some(index) => after_corrected(books, index, order.on),
            None => Ok(()),
        },
    }
}

/// The last day on which money may be recorded: that of recording, or as many days later as the village chose.
fn to_come(books: &Books, recorded: Day) -> Day {
    let days = books.setting("future_days").parse::<i64>();
    days.ok().and_then(|days| recorded.plus_days(days)).unwrap_or(recorded)
}

/// Lines that post are of the past, whatever their kind.
pub(super) fn posted(books: &Books, on: Day, recorded: Day) -> Checked {
    between("on", None, on, Some(to_come(books, recorded)))
}

pub(super) fn between(name: &'static str, first: Option<Day>, day: Day, last: Option<Day>) -> Checked {
    let fits = first.is_none_or(|first| first <= day) && last.is_none_or(|last| day <= last);
    ensure(fits, || DayRule::OutOfWindow { member: name, first, last, day })
}

/// The first day of the books: that of the opening balances, else of the entry that opens the ledger.
fn opening(books: &Books) -> Option<Day> {
    books.opening_on().or_else(|| books.day_of(0))
}

fn in_years(name: &'static str, year: u32, until: Until, recorded: Day) -> Checked {
    let last = match until {
        Until::Now => recorded.year(),
        Until::Century => recorded.year() + CENTURY,
    };
    let fits = i32::try_from(year).is_ok_and(|year| (1949..=last).contains(&year));
    ensure(fits, || DayRule::YearOutOfWindow { member: name, last, year })
}

fn declared_year(d: &DeclarePayout, recorded: Day) -> Checked {
    let fits = |year: u32| i32::try_from(year).is_ok_and(|year| (1949..=recorded.year()).contains(&year));
    match d.year.filter(|year| !fits(*year)) {
        Some(year) => Err(DayRule::YearOutOfWindow { member: "year", last: recorded.year(), year }.into()),
        None => Ok(()),
    }
}

/// What follows from something else is not before it; a contract runs no longer than any may.
fn in_their_order(books: &Books, on: Day, follows: Follows<'_>) -> Checked {
    match follows {
        Follows::Nothing => Ok(()),
        Follows::Term(first, last) => as_long(first, last),
        Follows::Amended(contract, last) => as_long(books.contract(contract).and_then(|c| c.signed.first_day), last),
        Follows::Declared(payout) => after_declared(books, payout, on),
        Follows::Corrected(index) => after_corrected(books, index, on),
    }
}

fn as_long(first: Option<Day>, last: Option<Day>) -> Checked {
    let Some(days) = first.zip(last).and_then(|(first, last)| Period::new(first, last)) else { return Ok(()) };
    let end = days.first_day().plus_months(LONGEST_CONTRACT).and_then(|day| day.plus_days(-1));
    match end.filter(|end| *end < days.last_day()) {
        Some(end) => between("last_day", Some(days.first_day()), days.last_day(), Some(end)),
        None => Ok(()),
    }
}

/// What comes back was paid by then.
fn after_paid(books: &Books, r: &ReturnPayout, on: Day) -> Checked {
    let lines = books.payout(&r.payout).map(|payout| &payout.lines);
    let paid = r.lines.iter().filter_map(|line| Some((line, lines?.get(&line.household)?.paid_on?)));
    paid.into_iter().try_for_each(|(line, day)| {
        ensure(day <= on, || DayRule::TooEarly { at: format!("{} {}", r.payout, line.household), least: day, day: on })
    })
}

fn after_declared(books: &Books, payout: &PayoutId, on: Day) -> Checked {
    match books.payout(payout).map(|p| p.on).filter(|declared| on < *declared) {
        Some(declared) => Err(DayRule::TooEarly { at: payout.to_string(), least: declared, day: on }.into()),
        None => Ok(()),
    }
}

/// Not before what it takes back, and in its year: the wrong and the right would stand beside each other in a year that
/// is open, and the next one would lack what the first has twice. What is of a closed year is taken back in the first
/// one that is open.
fn after_corrected(books: &Books, index: u64, on: Day) -> Checked {
    if let Some(day) = books.day_of(index).filter(|day| on < *day) {
        return Err(DayRule::BeforeCorrected { entry: index, least: day, day: on }.into());
    }
    match books.reversed_within(index).filter(|year| !year.holds(on)) {
        Some(year) => Err(DayRule::ReversedInOtherYear { entry: index, year, day: on }.into()),
        None => Ok(()),
    }
}
