//! The screens, one after the other, over a ledger that is followed entry by entry.

use super::{
    Question, assets, by_hand, claims, contracts, entries,
    gathered::{Gathered, Looked},
    holdings, households, invoices, land, leases, money, organizations, outflows, series,
};
use crate::{books::Books, event::Entry, unit::Day};

/// Looks at each entry as it stands before the books take it in, and asks at the end.
#[derive(Debug, Default)]
pub struct Watch {
    gathered: Gathered,
}

impl Watch {
    /// Looks at the next entry; the books do not have it yet.
    pub fn take(&mut self, books: &Books, entry: &Entry) {
        let looked = Looked {
            books,
            entry,
            index: entry.sealed.index(),
            on: entry.sealed.effective_on(),
            recorded: books.civil_day(entry.sealed.recorded_at()),
        };
        let gathered = &mut self.gathered;
        gathered.open(books);
        entries::look(gathered, &looked);
        money::look(gathered, &looked);
        invoices::look(gathered, &looked);
        outflows::look(gathered, &looked);
        claims::look(gathered, &looked);
        contracts::look(gathered, &looked);
        holdings::look(gathered, &looked);
        households::look(gathered, &looked);
        assets::look(gathered, &looked);
        series::look(gathered, &looked);
    }

    /// Every question that the books behind the last entry raise at the end of a day, by code.
    pub fn questions(&self, books: &Books, on: Day) -> Vec<Question> {
        let gathered = &self.gathered;
        let mut all: Vec<Question> = gathered.noted(books).collect();
        money::ask(gathered, books, on, &mut all);
        claims::ask(books, on, &mut all);
        by_hand::ask(books, on, &mut all);
        outflows::ask(gathered, books, on, &mut all);
        contracts::ask(books, on, &mut all);
        leases::ask(gathered, books, on, &mut all);
        land::ask(books, on, &mut all);
        holdings::ask(gathered, books, on, &mut all);
        assets::ask(gathered, books, on, &mut all);
        households::ask(gathered, books, on, &mut all);
        series::ask(gathered, books, on, &mut all);
        organizations::ask(books, on, &mut all);
        all.sort_by_key(Question::code);
        all
    }
}
