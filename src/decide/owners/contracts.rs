//! What a voucher books as income under the code of a contract of households' land, houses or capital.

use super::{Checked, Moves, OwnerRule, fen, name};
use crate::{
    books::{AccountKey, Bearer, Books, Class},
    decide::earnings,
};
use std::{collections::BTreeMap, sync::Arc};

/// No voucher makes income under the code of a contract that households share; what was income already
/// may be booked there.
pub(super) fn nothing_beside(books: &Books, moves: &Moves) -> Checked {
    let income = |key: &AccountKey| books.chart().accounts.get(&key.account).is_some_and(|a| a.class == Class::Income);
    let mut all = 0;
    let mut under: BTreeMap<&str, (i128, &Arc<AccountKey>)> = BTreeMap::new();
    for (key, &moved) in moves.iter().filter(|(key, _)| income(key)) {
        all -= moved;
        under.entry(key.holder.as_str()).or_insert((0, key)).0 -= moved;
    }
    for (holder, (made, key)) in under.into_iter().filter(|(_, (made, _))| all.min(*made) > 0) {
        let Some(contract) = books.bearer(holder).and_then(Bearer::contract) else { continue };
        if let Some(theirs) = earnings::others(books, contract) {
            return Err(OwnerRule::IncomeOfOthers { at: name(key), theirs, amount: fen(all.min(made)) }.into());
        }
    }
    Ok(())
}
