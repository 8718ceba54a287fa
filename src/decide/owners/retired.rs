//! A household that was merged holds nothing: all under its code went to the household that took it in.

use super::{Checked, Moves, OwnerRule, wide};
use crate::{
    books::{Books, Owner},
    event::Fact,
};

/// Nothing is put under the code of a household that was merged, by no kind of entry: the other one would
/// not be told of it. What stands there all the same may be taken away, no further. A reversal may leave an
/// income or expense there, which nobody is owed.
pub(super) fn holds_nothing(books: &Books, fact: &Fact, moves: &Moves) -> Checked {
    let reversal = matches!(fact, Fact::EntryCorrected(_));
    for (key, &moved) in moves.iter().filter(|(_, moved)| **moved != 0) {
        let known = books.registers().households().get_key_value(key.holder.as_str());
        let Some((household, _)) = known.filter(|(_, known)| known.merged_into.is_some()) else { continue };
        // what the bank sends back of its line stands there, until it is paid again
        let came_back = matches!(fact, Fact::PayoutReturned(_)) && moved < 0;
        let owner = books.owner(key);
        // works stand under a place
        let free = matches!(owner, Owner::Cash | Owner::Bank | Owner::Works) || (owner == Owner::Nominal && reversal);
        let stands = wide(books.accounts().balance(key));
        let taken_away = stands.signum() == -moved.signum() && moved.abs() <= stands.abs();
        if free || taken_away || came_back {
            continue;
        }
        let (household, into) = (household.clone(), books.registers().succeeded_by(household).clone());
        return Err(match reversal {
            true => OwnerRule::ReversedToRetired { household, into },
            false => OwnerRule::HeldByRetired { household, into },
        }
        .into());
    }
    Ok(())
}
