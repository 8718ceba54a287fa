//! What rows look at of an order, and whether one meets it.

use super::{
    document::{Policy, PolicyRow, Selector},
    selected::Selected,
};
use crate::unit::Fen;
use std::collections::{BTreeMap, BTreeSet};

/// An order, reduced to what a row reads. A fact with several parts is as many orders.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facet {
    /// `payment.recorded`, without the version.
    pub kind: String,
    /// What it says of itself.
    pub traits: BTreeMap<Selected, BTreeSet<String>>,
    /// It is about something of the collective's.
    pub collective: bool,
    /// It is about farm land.
    pub farmland: bool,
    /// The other side is nobody of this collective.
    pub outsider: bool,
    /// For how many whole years, rounded up.
    pub years: Option<u32>,
    /// In fen; the amount that bands look at.
    pub amount: Option<Fen>,
}

impl Facet {
    /// Of a kind.
    pub fn of(kind: impl Into<String>) -> Facet {
        Facet { kind: kind.into(), ..Facet::default() }
    }

    /// Says one thing more of itself.
    #[must_use]
    pub fn with(mut self, what: Selected, word: impl Into<String>) -> Facet {
        self.traits.entry(what).or_default().insert(word.into());
        self
    }

    fn says(&self, what: Selected, words: &BTreeSet<String>) -> bool {
        self.traits.get(&what).is_some_and(|said| !said.is_disjoint(words))
    }
}

impl PolicyRow {
    /// True if the order is of those that this row is about, of `amount` where that is not the order's own: what the
    /// same payee got a short while ago counts for the band.
    pub fn meets(&self, order: &Facet, amount: Option<Fen>) -> bool {
        let selected = self.select.iter().all(|selector| match selector {
            Selector::Is(what, words) => order.says(*what, words),
            Selector::IsNot(what, words) => !order.says(*what, words),
        });
        let amount = amount.or(order.amount);
        let above = self.from.is_none_or(|from| amount.is_some_and(|amount| amount >= from.fen()));
        let below = self.below.is_none_or(|below| amount.is_some_and(|amount| amount < below.fen()));
        self.order.contains(&order.kind)
            && selected
            && self.collective.is_none_or(|is| is == order.collective)
            && self.farmland.is_none_or(|is| is == order.farmland)
            && self.outsider.is_none_or(|is| is == order.outsider)
            && self.years_from.is_none_or(|least| order.years.is_some_and(|years| years >= least))
            && above
            && below
    }
}

impl Policy {
    /// The rows that meet an order; all of them apply. `amount` where that counts for the bands instead of the
    /// order's own.
    pub fn rows_for(&self, order: &Facet, amount: Option<Fen>) -> impl Iterator<Item = &PolicyRow> {
        let rows: Vec<&PolicyRow> = self.needs.iter().filter(|row| row.meets(order, amount)).collect();
        rows.into_iter()
    }
}
