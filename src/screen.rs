//! Screens: questions that a record raises and only people can answer.
//!
//! A screen is never a finding. It looks at books that are right, and names what is seldom so in an honest village: each
//! is a predicate that anybody can compute again, with a code, what would be usual and what was seen. What a screen
//! looks for that no village without fault has, it does not look for here: a list that is long is not read.
//!
//! Not computable from a record at all: commissions, secrets, business beside the books.
#![warn(clippy::wildcard_enum_match_arm)]

mod contracts;
mod households;
mod land;
mod money;
mod organizations;
mod question;
mod series;

pub use question::{Question, Regarding, ScreenCode, Sighting};

use crate::{books::Books, unit::Day};

/// Every question that the books raise at the end of a day, by code.
pub fn questions(books: &Books, on: Day) -> Vec<Question> {
    let mut all = Vec::new();
    money::ask(books, on, &mut all);
    contracts::ask(books, on, &mut all);
    land::ask(books, on, &mut all);
    households::ask(books, on, &mut all);
    series::ask(books, on, &mut all);
    organizations::ask(books, on, &mut all);
    all.sort_by_key(Question::code);
    all
}
