//! Seats and whether people fill them.

use crate::unit::{Form, OfficeId as Office, UnitError};
use std::{collections::BTreeSet, fmt, str::FromStr};

/// Chairs for so many different persons, each of whom holds one of the offices: `2 chair|director`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seat {
    /// How many, 1–99.
    pub count: u8,
    /// Any of these.
    pub offices: BTreeSet<Office>,
}

impl FromStr for Seat {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Seat, UnitError> {
        let bad = || UnitError::new(Form::Seat, text);
        let (count, offices) = text.split_once(' ').ok_or_else(bad)?;
        let count: u8 = count.parse().ok().filter(|n| (1..=99).contains(n)).ok_or_else(bad)?;
        let offices: BTreeSet<Office> = offices.split('|').map(str::parse).collect::<Result<_, _>>()?;
        let seat = Seat { count, offices };
        // one spelling each
        if seat.to_string().len() == text.len() { Ok(seat) } else { Err(bad()) }
    }
}

impl fmt::Display for Seat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let offices: Vec<&str> = self.offices.iter().map(Office::as_str).collect();
        write!(f, "{} {}", self.count, offices.join("|"))
    }
}

crate::unit::text_form!(Seat, Form::Seat);

/// A person whose word counts, with the offices it counts for.
pub type Sitting<'a> = (&'a str, &'a BTreeSet<Office>);

/// True if all seats of a row can be given to different persons at once, whatever the order in which they spoke:
/// a matching of bipartite graphs (Kuhn's augmenting paths).
pub fn fill(seats: &[Seat], people: &[Sitting<'_>]) -> bool {
    missing(seats, people).is_empty()
}

/// The seats that nobody is left for, of a largest matching, each with how many of it stay empty; those that stand first
/// are given first.
pub fn missing(seats: &[Seat], people: &[Sitting<'_>]) -> Vec<Seat> {
    let places: Vec<&Seat> = seats.iter().flat_map(|seat| (0..seat.count).map(move |_| seat)).collect();
    // who sits in which place
    let mut sits: Vec<Option<usize>> = vec![None; people.len()];
    let mut left: Vec<Seat> = Vec::new();
    for (place, seat) in places.iter().enumerate() {
        let mut tried = BTreeSet::new();
        if !seated(place, &places, people, &mut sits, &mut tried) {
            match left.last_mut().filter(|last| last.offices == seat.offices) {
                Some(last) => last.count = last.count.saturating_add(1),
                None => left.push(Seat { count: 1, offices: seat.offices.clone() }),
            }
        }
    }
    left
}

/// Finds somebody for a place; whoever sits elsewhere may move.
fn seated(
    place: usize,
    places: &[&Seat],
    people: &[Sitting<'_>],
    sits: &mut Vec<Option<usize>>,
    tried: &mut BTreeSet<usize>,
) -> bool {
    let Some(seat) = places.get(place) else { return false };
    for (who, (_, offices)) in people.iter().enumerate() {
        if seat.offices.is_disjoint(offices) || !tried.insert(who) {
            continue;
        }
        let elsewhere = sits.get(who).copied().flatten();
        if elsewhere.is_none_or(|other| seated(other, places, people, sits, tried)) {
            if let Some(sits) = sits.get_mut(who) {
                *sits = Some(place);
            }
            return true;
        }
    }
    false
}
