//! Orders that need others: proposed, approved on the machines of those who approve, in effect.

pub(super) mod effect;
pub(super) mod embed;
pub(super) mod pending;
pub(super) mod propose;
pub(super) mod withdraw;
mod words;

pub(super) use words::{acknowledge, approve, object, retract};

use super::{entry, error::Problem};
use crate::{
    books::Books,
    cooperative::Trouble,
    decide::{OrderRule, Refusal},
};
use clap::ArgMatches;

/// The entry that was named, which proposes something.
fn proposal(matches: &ArgMatches, books: &Books) -> Result<u64, Problem> {
    let index = entry::named(matches, books)?;
    match books.governance().proposals().contains_key(&index) {
        true => Ok(index),
        false => Err(refused(OrderRule::NoProposal { entry: index }.into())),
    }
}

fn refused(refusal: Refusal) -> Problem {
    Trouble::Refused(vec![(1, refusal)]).into()
}
