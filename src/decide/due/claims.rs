//! What claims say of the money of households: a deposit that pays an instalment, what came above one, a return that is
//! claimed of a part of a year.

use super::{Amounts, Came, Checked, Paid, Said, before, brought};
use crate::{
    books::{Books, Contract},
    decide::{
        ask::Ask,
        facts,
        refusal::{DayRule, Refusal, SheetRule, ensure},
    },
    event::{ClaimPart, Instalment},
    rules,
    unit::{Day, Exact, Fen, Period},
};
use std::collections::BTreeMap;

/// No more of a deposit pays an instalment than is due of it.
pub(in crate::decide) fn deposit(
    books: &Books,
    on: Day,
    contract: &Contract,
    instalment: &Instalment,
    (part, amount): (&str, Fen),
) -> Checked {
    let Some(input) = books.chart().receipt.get(part).and_then(|rule| rule.input.as_deref()) else { return Ok(()) };
    let paid = Paid::Instalment(&instalment.payout);
    let receipts = brought(before(books, contract, paid));
    let mut came = Came { books, on, contract, paid, revenue: None, all: came_before(books, contract, paid), receipts };
    let sum = came.all.entry(input.to_owned()).or_default();
    *sum = sum.capped_plus(amount);
    came.no_more_than_is_due(part, input)
}

/// What came for an instalment by a part above what is due of it; `None` where no one sheet says what is.
pub(in crate::decide) fn above(
    books: &Books,
    on: Day,
    contract: &Contract,
    (instalment, part): (&Instalment, &str),
) -> Option<Fen> {
    let input = books.chart().receipt.get(part)?.input.as_deref()?;
    let scheduled = contract.instalment_ever(instalment.payout.as_str()).is_some();
    let whole = if scheduled { Paid::Instalment(&instalment.payout) } else { Paid::Days(instalment.period()?) };
    let came = came_before(books, contract, whole).get(input).copied().unwrap_or(Fen::ZERO);
    // days behind an early end are not paid
    let ended = contract.ended.as_ref().map(|ended| ended.last_day);
    let paid = match (whole, ended) {
        (Paid::Days(days), Some(last)) => match days.ended_by(last) {
            Some(days) => Paid::Days(days),
            None => return Some(came),
        },
        (paid, _) => paid,
    };
    let asked = Came { books, on, contract, paid, revenue: None, all: Amounts::new(), receipts: 0 };
    // as the lists of dues say it; where that is nothing, all that came is above it
    let nothing = || {
        let mut said = asked.sharing(input).into_iter().filter_map(|adopted| match asked.said(adopted) {
            Said::Due(due) => due.get(input).copied(),
            Said::Open | Said::Unread => None,
        });
        said.next().filter(|first| *first == Fen::ZERO && said.all(|other| other == Fen::ZERO))
    };
    let due = asked.one_due(input).or_else(nothing)?;
    Some(came.capped_minus(due).max(Fen::ZERO))
}

/// What came for these days, by the sheets' inputs.
fn came_before(books: &Books, contract: &Contract, paid: Paid<'_>) -> Amounts {
    let mut all = Amounts::new();
    for part in before(books, contract, paid) {
        if let Some(input) = &part.input {
            let sum = all.entry(input.clone()).or_default();
            *sum = sum.capped_plus(part.amount.fen());
        }
    }
    all
}

/// How a sheet stops that makes another return of the days than is claimed: with both figures. None where it stops for
/// something else.
pub(in crate::decide) fn stopped(books: &Books, ask: &Ask<'_>, (c, input): (&ClaimPart, &str)) -> Option<Refusal> {
    let due = *rules::demanded(ask.sheet, &facts::run(books, ask).ok()?)?.get(input)?;
    let scheme = ask.sheet.id().clone();
    let other = || SheetRule::OtherReturn { scheme, due, claimed: c.amount.fen() };
    (due != c.amount.fen()).then(|| other().into())
}

/// What is claimed of a part of a year is claimed by a sheet that counts days: one that says the same of the part as of
/// the whole year says it of the year, when that is over.
pub(in crate::decide) fn counts_days(
    books: &Books,
    ask: &Ask<'_>,
    year: Period,
    (c, input): (&ClaimPart, &str),
) -> Checked {
    let nothing = BTreeMap::from([(input.to_owned(), Exact::zero())]);
    let wanted = |period: Period| {
        let ask = Ask { period, sources: Vec::new(), opened: ask.opened.clone(), tried: nothing.clone(), ..*ask };
        rules::demanded(ask.sheet, &facts::run(books, &ask).ok()?)?.get(input).copied()
    };
    let same = wanted(year).zip(wanted(ask.period)).is_some_and(|(all, some)| all == some && all > Fen::ZERO);
    let least = year.last_day();
    ensure(!same, || DayRule::TooEarly { at: c.claim.to_string(), least, day: ask.record_day })
}
