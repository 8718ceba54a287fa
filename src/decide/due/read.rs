//! What a contract agrees of its price is read by some sheet that shares what comes by it.

use super::{Checked, held};
use crate::{
    books::{Adopted, Books},
    decide::terms,
    event::ContractSigned,
    unit::Day,
};
use std::collections::BTreeSet;

/// How the price rises is read by a sheet that shares the rent, where such sheets are in force.
pub(in crate::decide) fn by_some_sheet(books: &Books, on: Day, c: &ContractSigned) -> Checked {
    if c.terms.escalation.is_none() || c.parcels.is_empty() {
        return Ok(());
    }
    let Some(input) = books.chart().receipt.get("land_rent").and_then(|rule| rule.input.as_deref()) else {
        return Ok(());
    };
    let ids: BTreeSet<_> = books.schemes().keys().map(|(id, _)| id).collect();
    let adopted = ids.into_iter().filter_map(|id| books.in_force(id, on).map(|(_, adopted)| adopted));
    let shares = |adopted: &&Adopted| held(books, adopted).any(|(zh, _)| zh == input);
    let priced = adopted.filter(shares).filter(|adopted| terms::reads_price(&adopted.sheet, &adopted.bound));
    let mut judged = priced.map(|adopted| terms::by_terms(c, &adopted.sheet, &adopted.bound));
    let Some(first) = judged.next() else { return Ok(()) };
    if first.is_ok() || judged.any(|one| one.is_ok()) { Ok(()) } else { first }
}
