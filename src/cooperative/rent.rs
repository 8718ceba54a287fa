//! What lists of rent ask: what the sheets in force say is due, and what of it came.

use crate::{
    books::Books,
    decide::{fee_due, own_due, rent_due},
    statement::reports::{RentFor, RentOf},
    unit::Fen,
};

/// The one door by which reports, pages and the bank learn what is due of rent: for its households, for the collective, and
/// of the fee on it.
pub fn rent_asked(books: &Books) -> impl Fn(RentOf<'_>) -> (Option<Fen>, Fen) + '_ {
    |of| {
        let days = (of.record_day, of.upto);
        match of.of {
            RentFor::Households => rent_due(books, of.contract, of.instalment, of.days, of.record_day, of.upto),
            RentFor::Collective => own_due(books, of.contract, of.instalment, of.days, days),
            RentFor::Fee => fee_due(books, of.contract, of.instalment, of.days, days),
        }
    }
}
