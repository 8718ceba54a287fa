//! Between owners: what one is owed or owes never becomes another's by hand.
//!
//! What stands with somebody (a household, a party, a grant, a lender) moves by a free voucher against the
//! collective's own: its money, income, expense, things. So one voucher burdens or relieves, never one for
//! the other; what is passed on is income of the collective first, or has an instruction of its own.

use super::{Checked, Moves, OwnerRule, ensure, fen, name, wide};
use crate::{
    books::{AccountKey, Bearer, Books, Owner},
    decide::known,
    unit::HouseholdId,
};
use std::{collections::BTreeMap, sync::Arc};

/// Who stands behind a key: holder, or account and purpose where no holder is named. `None` for what is
/// the collective's own.
fn person<'a>(books: &Books, key: &'a AccountKey) -> Option<(&'a str, &'a str)> {
    let holder = key.holder.as_str();
    let named = |unnamed: (&'a str, &'a str)| Some(if holder.is_empty() { unnamed } else { (holder, "") });
    match books.owner(key) {
        // one tax office, one village that raised it: whatever for
        Owner::Liability | Owner::Levy => named((&key.account, "")),
        Owner::Line
        | Owner::Member
        | Owner::Waiting
        | Owner::Unearned
        | Owner::Kept
        | Owner::Pooled
        | Owner::Party
        | Owner::Grant
        | Owner::Claim => named((&key.account, &key.purpose)),
        // an investment is a claim on whoever holds it; stores and the like stand under a place
        Owner::Own => {
            let somebody = || books.bearer(holder).is_some_and(Bearer::is_somebody);
            (invested(books, key) || somebody()).then_some((holder, ""))
        }
        Owner::Cash | Owner::Bank | Owner::Works | Owner::Property | Owner::Nominal => None,
        Owner::Capital | Owner::Fund | Owner::Result | Owner::Undistributed => None,
    }
}

fn invested(books: &Books, key: &AccountKey) -> bool {
    !key.holder.is_empty() && books.chart().payment.values().any(|rule| rule.invests && rule.debit == key.account)
}

/// A voucher that leaves one owing more, or owed less, does not leave another better off.
pub(super) fn no_one_pays_for_another(books: &Books, moves: &Moves) -> Checked {
    let mut net: BTreeMap<(&str, &str), (i128, &Arc<AccountKey>)> = BTreeMap::new();
    for (key, &moved) in moves {
        if let Some(person) = person(books, key) {
            net.entry(person).or_insert((0, key)).0 += moved;
        }
    }
    let burdened = net.values().find(|(moved, _)| *moved > 0);
    let relieved = net.values().find(|(moved, _)| *moved < 0);
    match burdened.zip(relieved) {
        Some(((_, one), (_, other))) => Err(OwnerRule::FromAnother { one: name(one), other: name(other) }.into()),
        None => Ok(()),
    }
}

/// Who stands in the members' account is a member. What opening balances put under a code that nobody
/// enrolled may be taken away, no further.
pub(super) fn members_only(books: &Books, moves: &Moves) -> Checked {
    for (key, &moved) in moves.iter().filter(|(key, _)| books.chart().is_members_account(&key.account)) {
        let stands = wide(books.accounts().balance(key));
        if stands.signum() == -moved.signum() && moved.abs() <= stands.abs() {
            continue;
        }
        match key.holder.parse::<HouseholdId>() {
            Ok(household) => known::household(books, &household)?,
            Err(_) => ensure(false, || OwnerRule::NoMember { key: name(key), moved: fen(moved.abs()) })?,
        }
    }
    Ok(())
}
