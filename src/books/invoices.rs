//! Invoices by seller and number, and what entries drew on each.

use super::Books;
use crate::{
    event::Invoice,
    unit::{Day, Fen, Text},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which way the money of an invoice goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceSide {
    /// The collective sold.
    Issued,
    /// The collective bought.
    Received,
}

/// What a part of an entry drew on an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceUse {
    /// The entry.
    pub entry: u64,
    /// Its day.
    pub on: Day,
    /// How much, with tax.
    pub amount: Fen,
}

/// An invoice that entries drew on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawnInvoice {
    /// As it was recorded first.
    pub invoice: Invoice,
    /// Which way its money goes.
    pub side: InvoiceSide,
    /// What was drawn on it, in order of entry; what was reversed is not there.
    pub uses: Vec<InvoiceUse>,
}

impl DrawnInvoice {
    /// All that was drawn on it.
    pub fn used(&self) -> Fen {
        Fen::capped_total(self.uses.iter().map(|used| used.amount))
    }

    /// What was drawn on it by the end of a day.
    pub fn used_on(&self, day: Day) -> Fen {
        Fen::capped_total(self.uses.iter().filter(|used| used.on <= day).map(|used| used.amount))
    }
}

/// Invoices by seller and number.
pub type Invoices = BTreeMap<(Text, Text), DrawnInvoice>;

impl Books {
    /// Invoices by seller and number.
    pub fn invoices(&self) -> &Invoices {
        &self.invoices
    }

    /// What was drawn on an invoice.
    pub fn drawn_on(&self, invoice: &Invoice) -> Fen {
        self.invoices.get(&invoice.key()).map_or(Fen::ZERO, DrawnInvoice::used)
    }

    pub(super) fn draw_on(&mut self, invoice: &Invoice, side: InvoiceSide, used: InvoiceUse) {
        let new = || DrawnInvoice { invoice: invoice.clone(), side, uses: Vec::new() };
        self.invoices.entry(invoice.key()).or_insert_with(new).uses.push(used);
    }

    /// What an entry drew is not drawn any more.
    pub(super) fn undraw(&mut self, entry: u64) {
        for drawn in self.invoices.values_mut() {
            drawn.uses.retain(|used| used.entry != entry);
        }
        self.invoices.retain(|_, drawn| !drawn.uses.is_empty());
    }
}
