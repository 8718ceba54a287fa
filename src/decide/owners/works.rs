//! Works cost something: what a voucher puts into them left the collective, or is owed for them.

use super::{Checked, Moves, OwnerRule, fen, name, side_of, wide};
use crate::books::{Books, NormalSide, Owner};
use std::collections::BTreeMap;

/// What a voucher puts into works comes from money, from what somebody is owed, from things that were there, or
/// from an expense that stands: never from an income, a claim or the fund, which cost nothing.
pub(super) fn cost_something(books: &Books, moves: &Moves) -> Checked {
    let works = moves.iter().filter(|(key, _)| books.owner(key) == Owner::Works);
    let put: i128 = works.clone().map(|(_, moved)| moved).sum();
    let Some((first, _)) = works.clone().find(|(_, moved)| **moved > 0).filter(|_| put > 0) else { return Ok(()) };
    let mut expenses: BTreeMap<&str, i128> = BTreeMap::new();
    let mut given = 0;
    for (key, &moved) in moves.iter().filter(|(_, moved)| **moved < 0) {
        match books.owner(key) {
            Owner::Cash
            | Owner::Bank
            | Owner::Party
            | Owner::Levy
            | Owner::Member
            | Owner::Liability
            | Owner::Grant
            | Owner::Property => given -= moved,
            Owner::Own if side_of(books.chart(), &key.account) == Some(NormalSide::Debit) => given -= moved,
            Owner::Nominal if side_of(books.chart(), &key.account) == Some(NormalSide::Debit) => {
                *expenses.entry(key.account.as_str()).or_default() -= moved;
            }
            Owner::Line
            | Owner::Waiting
            | Owner::Unearned
            | Owner::Kept
            | Owner::Pooled
            | Owner::Capital
            | Owner::Fund
            | Owner::Result
            | Owner::Undistributed
            | Owner::Works
            | Owner::Claim
            | Owner::Own
            | Owner::Nominal => {}
        }
    }
    let stand = |(account, moved): (&str, i128)| moved.min(wide(books.accounts().balance_of(account)).max(0));
    given += expenses.into_iter().map(stand).sum::<i128>();
    if put <= given {
        return Ok(());
    }
    Err(OwnerRule::WorksCostNothing { key: name(first), lacking: fen(put - given) }.into())
}
