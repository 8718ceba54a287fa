//! Papers behind what is bought.

use super::super::spot::{About, Spot, after, yuan};
use coop_ledger::{screen::ScreenCode, unit::Day};
use serde_json::{Value, json};

fn invoice(number: &str, seller: &str, fen: i64, on: Day) -> Value {
    json!({"number": number, "seller": seller, "gross": yuan(fen), "day": on.to_string()})
}

/// An old invoice, or an old paper without a number.
pub fn old_invoice(spot: &mut Spot) {
    let (party, begins, fen) = (spot.company(), spot.begins(), spot.fen(60, 4_000));
    let old = after(begins, -spot.between((181, 700), (0, 180)));
    let entry = if spot.dice.is(2) {
        spot.pays_with(begins, &party, fen, &invoice("1", &party, fen, old))
    } else {
        let part =
            json!([{"part": "expense", "account": "513", "amount": yuan(fen), "holder": party, "purpose": "goods"}]);
        spot.on(
            begins,
            json!({"kind": "payment.recorded", "from": "A-BANK-1", "document_day": old.to_string(), "parts": part}),
        )
    };
    spot.asks(ScreenCode::OldInvoice, About::Entry(entry));
}

pub fn invoice_ahead(spot: &mut Spot) {
    let (party, begins, fen) = (spot.company(), spot.begins(), spot.fen(60, 4_000));
    let ahead = after(begins, spot.between((1, 90), (-90, 0)));
    let entry = spot.pays_with(begins, &party, fen, &invoice("1", &party, fen, ahead));
    spot.asks(ScreenCode::InvoiceAhead, About::Entry(entry));
}

pub fn vat_rate_differs(spot: &mut Spot) {
    let (party, begins, fen) = (spot.company(), spot.begins(), spot.fen(60, 4_000));
    let mut first = invoice("1", &party, fen, begins);
    first["rate"] = json!("0.03");
    spot.pays_with(begins, &party, fen, &first);
    let later = after(begins, spot.dice.within(4, 90));
    let mut second = invoice("2", &party, fen + 500, later);
    let other = spot.dice.of(&["0.01", "0.06", "0.09", "0.13"]);
    second["rate"] = json!(spot.either(other, "0.03"));
    let entry = spot.pays_with(later, &party, fen + 500, &second);
    spot.asks(ScreenCode::VatRateDiffers, About::Entry(entry));
}

pub fn invoice_of_officer(spot: &mut Spot) {
    let (party, begins, fen) = (spot.company(), spot.begins(), spot.fen(60, 4_000));
    let officer = if spot.dice.is(2) { spot.officer() } else { spot.kin() };
    let seller = spot.either(officer, party.clone());
    let entry = spot.pays_with(begins, &party, fen, &invoice("1", &seller, fen, begins));
    spot.asks(ScreenCode::InvoiceOfOfficer, About::Entry(entry));
}

/// A seller who is nowhere; a household that sells its eggs is one.
pub fn seller_unknown(spot: &mut Spot) {
    let (party, household) = (spot.company(), spot.household());
    let (begins, fen) = (spot.begins(), spot.fen(60, 4_000));
    let seller = spot.either(spot.code_of_nobody(), household);
    let entry = spot.pays_with(begins, &party, fen, &invoice("1", &seller, fen, begins));
    spot.asks(ScreenCode::SellerUnknown, About::Entry(entry));
}

impl Spot {
    fn code_of_nobody(&self) -> String {
        format!("NOBODY{}", self.nth)
    }
}
