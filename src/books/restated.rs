//! The books of a day gone by with what is known of the registers since.

use super::Books;
use crate::unit::Day;

impl Books {
    /// These books with the registers and series of later ones: who was there, what everybody held and what was published,
    /// as it is known there, and what accounts showed at the ends of days before one, with what was put right or came late
    /// since, but for steps of a year's end. Money from that day on, contracts, sheets and payouts stay as they were; so do
    /// the households that were taken into others since, whose rows are told under their own codes.
    pub fn knowing(&self, later: &Books, before: Day) -> Books {
        let mut books = self.clone();
        books.accounts = self.accounts.with_days_of(&later.accounts, before);
        books.registers = later.registers.clone();
        books.series = later.series.clone();
        for (code, sheet) in &mut books.registers.sheets {
            sheet.paid_by = self.registers.sheets.get(code).and_then(|then| then.paid_by.clone());
        }
        for (code, household) in &mut books.registers.households {
            let then = self.registers.households.get(code);
            household.merged_into = then.and_then(|then| then.merged_into.clone());
        }
        books
    }
}
