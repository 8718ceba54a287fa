//! What of somebody's holdings is free to go: there on that day and later, and not held fast.

use super::{
    Refusal,
    refusal::{HoldingRule, ShareRule, ensure},
};
use crate::{
    books::Books,
    event::{Entitled, Fast, HeldThing, HowMuch},
    unit::{ClassId, Day, HouseholdId, Shares},
};

type Checked = Result<(), Refusal>;

/// The household can part with the shares on its day and still has none too few on any later one.
pub(super) fn parts_with(books: &Books, household: &HouseholdId, class: &ClassId, shares: Shares, on: Day) -> Checked {
    let held = books.registers().shares_from(household, class.as_str(), on);
    ensure(shares <= held, || ShareRule::MoreThanHeld {
        household: household.clone(),
        class: class.clone(),
        held,
        asked: shares,
    })?;
    not_held_fast(books, on, &Entitled::Household(household.clone()), (class, shares))
}

/// So many shares of a holder are free to go.
pub(super) fn not_held_fast(books: &Books, on: Day, holder: &Entitled, (class, sum): (&ClassId, Shares)) -> Checked {
    let thing = HeldThing::Class(class.clone());
    let held = books.registers().held_shares_from(holder, class, on);
    for fast in books.registers().fast_from(&thing, holder, on) {
        let bound = match fast.how_much {
            HowMuch::Shares(bound) => bound,
            HowMuch::All | HowMuch::Amount(_) => held,
        };
        let free = held.minus(bound).unwrap_or(Shares::ZERO);
        ensure(sum <= free, || fast_rule(holder, &thing, fast, free.short()))?;
    }
    Ok(())
}

/// What is said where more would go than is free.
pub(super) fn fast_rule(
    holder: &Entitled,
    thing: &HeldThing,
    fast: &Fast,
    free: impl std::fmt::Display,
) -> HoldingRule {
    HoldingRule::HeldFast { holder: holder.clone(), thing: thing.clone(), state: fast.state, free: free.to_string() }
}
