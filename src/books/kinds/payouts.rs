//! Payout sheets, payouts and the steps of a year.

use super::{At, InBooks, none};
use crate::{
    books::{
        Adopted, ApplyError, Books, Instead, Nature, Undo,
        postings::{Posted, asked, declared, paid, returned, year},
    },
    event::{Attached, Event, PayoutDeclared, PayoutPaid, PayoutReturned, SchemeAdopted, YearStep, YearStepped},
    scheme,
    unit::{Day, Fen, PayoutId},
};
use std::sync::Arc;

impl InBooks for SchemeAdopted {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        let Attached::Document(text) = &at.event.attached else { return Ok(()) };
        let name = format!("{}@{}", self.scheme, self.version);
        let sheet = scheme::read(text).map_err(|found| {
            let first = found.first().map(|d| d.message_en.clone()).unwrap_or_default();
            ApplyError::Sheet(name, first)
        })?;
        let adopted = Adopted {
            sheet: Arc::new(sheet),
            hash: self.sheet.blob,
            on: at.on,
            index: at.index,
            bound: self.bindings(),
            resolution: self.resolution.clone(),
        };
        books.schemes.insert((self.scheme.clone(), self.version), adopted);
        Ok(())
    }
}

impl InBooks for PayoutDeclared {
    fn nature(&self) -> Nature {
        // a debt is reversed like any other while nothing came of it; what households are owed is not taken from them
        if self.asks { Nature::Whole } else { Nature::Other(Instead::Declared) }
    }
    fn lines(&self, books: &Books, _: Day, event: &Event) -> Posted {
        let Attached::Lines(lines) = &event.attached else { return none() };
        if self.asks { asked(books, self, lines) } else { declared(books, self, lines, event.kept.as_ref()) }
    }
    fn posted_on(&self, on: Day) -> (Day, Option<u32>) {
        (on, self.year.filter(|_| self.sources.is_empty() && !self.asks))
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        let Attached::Lines(lines) = &at.event.attached else { return Ok(()) };
        if self.asks {
            let before = books.carried.get(&self.scheme).cloned();
            books.undo.insert(at.index, Undo::Asked(self.scheme.clone(), before));
        }
        books.declare(at.index, at.on, self, lines)?;
        books.keep(self, at.event.kept.as_ref());
        books.distribute(self, at.voucher);
        Ok(())
    }
}

impl InBooks for PayoutPaid {
    fn nature(&self) -> Nature {
        Nature::Other(Instead::Moved)
    }
    fn lines(&self, books: &Books, _: Day, event: &Event) -> Posted {
        let Attached::Lines(lines) = &event.attached else { return none() };
        paid(books, self, lines)
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        settle(books, &self.payout, at, |amount| amount);
        Ok(())
    }
}

impl InBooks for PayoutReturned {
    fn nature(&self) -> Nature {
        Nature::Other(Instead::Moved)
    }
    fn lines(&self, books: &Books, _: Day, event: &Event) -> Posted {
        let Attached::Lines(lines) = &event.attached else { return none() };
        returned(books, self, lines)
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        settle(books, &self.payout, at, Fen::negated);
        Ok(())
    }
}

impl InBooks for YearStepped {
    fn nature(&self) -> Nature {
        Nature::Other(Instead::Year)
    }
    fn lines(&self, books: &Books, _: Day, _: &Event) -> Posted {
        year(books, self)
    }
    fn posted_on(&self, on: Day) -> (Day, Option<u32>) {
        (on, (self.step != YearStep::Depreciation).then_some(self.year))
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        books.step(self, at.on)
    }
}

/// Counts each line as paid, or as open again, with the sign given.
fn settle(books: &mut Books, payout: &PayoutId, at: &At<'_>, signed: impl Fn(Fen) -> Fen) {
    let Attached::Lines(lines) = &at.event.attached else { return };
    let Some(payout) = books.payouts.get_mut(payout) else { return };
    for (_, line) in lines {
        if let Some(household) = line.to.household() {
            payout.settle(household, signed(line.amount.fen()), at.on);
        }
    }
}
