//! What lists of rent ask: what the sheets in force say is due, and what of it came.

use crate::{
    books::Books,
    decide::{BesideRent, beside_rent, rent_due},
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
            RentFor::Collective => beside_rent(books, BesideRent::Own, of.contract, (of.instalment, of.days), days),
            RentFor::Fee => beside_rent(books, BesideRent::Fee, of.contract, (of.instalment, of.days), days),
        }
    }
}
