//! Invoices: their tax is what their rate makes of them, each is one, and no more is drawn on it than it is.

use super::{
    Refusal,
    refusal::{InvoiceRule, ensure},
    registers::above_zero,
};
use crate::{
    books::Books,
    event::Invoice,
    unit::{Exact, Fen, Money, Text},
};
use std::collections::BTreeMap;

/// A part that an invoice stands behind.
pub(super) struct Behind<'a> {
    pub part: &'a Text,
    pub invoice: Option<&'a Invoice>,
    pub amount: Money,
    /// It settles what an entry with an invoice brought.
    pub settles: bool,
    /// It is households' money, of which the collective owes no tax.
    pub shared: bool,
}

/// Checks the invoices of an entry's parts and fills in their tax, in the order of the parts.
pub(super) fn of(books: &Books, parts: &[Behind<'_>]) -> Result<Vec<Option<Invoice>>, Refusal> {
    let mut drawn: BTreeMap<(Text, Text), (Invoice, Fen)> = BTreeMap::new();
    parts.iter().map(|part| part.invoice.map(|invoice| one(books, &mut drawn, part, invoice)).transpose()).collect()
}

fn one(
    books: &Books,
    drawn: &mut BTreeMap<(Text, Text), (Invoice, Fen)>,
    part: &Behind<'_>,
    invoice: &Invoice,
) -> Result<Invoice, Refusal> {
    let at = || format!("{} {}", invoice.seller, invoice.number);
    above_zero(at(), invoice.gross)?;
    if let Some(rate) = invoice.rate.filter(|rate| rate.exact() >= Exact::whole(1)) {
        return Err(InvoiceRule::NoRate { at: at(), rate }.into());
    }
    let gross = invoice.gross.fen();
    let vat = invoice.tax_in(gross);
    let net = gross.capped_minus(vat);
    let right = |said: Option<Money>, is: Fen| said.is_none_or(|said| said.fen() == is);
    ensure(right(invoice.net, net) && right(invoice.vat, vat), || InvoiceRule::TaxDiffers {
        at: at(),
        net,
        vat,
        said: (invoice.net, invoice.vat),
    })?;
    ensure(!part.shared || vat == Fen::ZERO, || InvoiceRule::TaxOfHouseholds { part: part.part.clone(), vat })?;
    ensure(!part.settles, || InvoiceRule::OfSettled { at: at(), part: part.part.clone() })?;
    let known = books.invoices().get(&invoice.key()).map(|known| (&known.invoice, known.used()));
    let before = drawn.get(&invoice.key()).map(|(first, sum)| (first, *sum)).or(known);
    if let Some((first, _)) = before {
        ensure(first.agrees(invoice), || InvoiceRule::OtherTerms {
            at: at(),
            gross: first.gross,
            said: invoice.gross,
        })?;
    }
    let used = before.map_or(Fen::ZERO, |(_, used)| used);
    let sum = used.capped_plus(part.amount.fen());
    ensure(sum <= gross, || InvoiceRule::DrawnAbove { at: at(), left: gross.capped_minus(used), amount: part.amount })?;
    let filled = Invoice { net: Money::from_fen(net), vat: Money::from_fen(vat), ..invoice.clone() };
    drawn.insert(invoice.key(), (filled.clone(), sum));
    Ok(filled)
}
