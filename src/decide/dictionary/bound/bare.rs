//! What a row of a set is, before it is asked for figures.

use crate::{
    books::{Household, SeriesLine},
    event::SeriesKey,
    unit::{AreaM2, AreaMu, ClassId, Day, Exact, Money, Period, Shares},
};
use std::borrow::Cow;

/// Sets of rows and a key in each.
pub(super) type Belongs<'a> = Vec<(Cow<'a, str>, Cow<'a, str>)>;

/// A row of a set, before the sheet's words.
pub(super) struct Bare<'a> {
    pub key: Cow<'a, str>,
    /// To which rows of other sets it belongs.
    pub of: Belongs<'a>,
    pub what: What<'a>,
}

/// What a row is, where its key alone does not say it.
#[derive(Debug, Clone, Copy)]
pub(super) enum What<'a> {
    /// Its key says it.
    Named,
    /// A row of a series.
    Line(&'a SeriesLine),
    /// Unbroken days of a lease in one hand, on one area.
    Run(Period, (AreaM2, AreaMu)),
    /// Unbroken days of a house's letting in one hand.
    Let(Period, AreaM2),
    /// Days on which capital works for one owner at one amount, as far as they are known: first, last, how much.
    Works(Option<Day>, Option<Day>, Money),
    /// What a village had in its union over some days: land and money.
    Lot(Period, AreaMu, Money),
    /// Shares kept for a time, to the end of a day.
    Kept(Shares, Day),
    /// A year: its number from 1, and whether it is the payout's.
    Year(u32, bool),
}

impl Bare<'_> {
    /// The key of the row of a set that it is, or to which it belongs.
    pub fn key_in(&self, own: &str, wanted: &str) -> Option<&str> {
        if own == wanted {
            return Some(&self.key);
        }
        self.of.iter().find(|(set, _)| set == wanted).map(|(_, key)| key.as_ref())
    }
}

/// The set of rows by which a series is keyed.
pub(super) fn set_of_key(key: SeriesKey) -> Option<&'static str> {
    Some(match key {
        SeriesKey::Household => "household",
        SeriesKey::Person => "person",
        SeriesKey::Parcel => "parcel",
        SeriesKey::House => "house",
        SeriesKey::Asset => "asset",
        SeriesKey::Contract => "contract",
        SeriesKey::Village => "village",
        SeriesKey::Row => return None,
    })
}

/// True for a reader of what the record only commits to.
pub(super) fn is_sealed(from: &str) -> bool {
    matches!(from, "person.birth" | "person.age")
}

/// Shares of a class that a household keeps for a time, on a day.
pub(super) fn kept_of(household: &Household, class: &str, day: Day) -> Exact {
    let of =
        |(from, of, _, until): &&(Day, ClassId, Shares, Day)| of.as_str() == class && *from <= day && day <= *until;
    household.retained.iter().filter(of).map(|(_, _, shares, _)| shares.exact()).sum()
}
