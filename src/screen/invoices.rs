//! Invoices behind what the collective bought.

use super::{
    MoneySighting, Regarding,
    gathered::{Gathered, Looked},
    officers::officer_behind,
    parts::buys,
};
use crate::{
    books::Books,
    event::{Fact, Invoice},
    unit::{Day, Ratio},
};

/// Days within which an invoice is drawn on.
const OLD_DAYS: i64 = 180;

pub(super) fn look(gathered: &mut Gathered, looked: &Looked<'_>) {
    match bought(looked.books, looked.fact()) {
        Some((all, document)) => {
            if let Some(day) = document.filter(|day| looked.on.days_since(*day) > OLD_DAYS) {
                let seen = MoneySighting::OldInvoice { number: "-".to_owned(), day, on: looked.on };
                gathered.note(looked, Regarding::Entry(looked.index), seen);
            }
            for invoice in all {
                one(gathered, looked, invoice);
            }
        }
        None => issued(gathered, looked),
    }
}

/// Invoices of what was bought, and the day of a paper without a number.
fn bought<'a>(books: &Books, fact: &'a Fact) -> Option<(Vec<&'a Invoice>, Option<Day>)> {
    if let Fact::PaymentRecorded(paid) = fact {
        let all = paid.parts.iter().filter_map(|part| part.invoice.as_ref()).collect();
        return Some((all, paid.document_day));
    }
    if let Fact::ClaimRecorded(claimed) = fact {
        let of_others = |claim: &str| books.chart().claim.get(claim).is_some_and(|rule| buys(books, rule));
        let own = claimed.parts.iter().filter(|part| of_others(part.claim.as_str()));
        return Some((own.filter_map(|part| part.invoice.as_ref()).collect(), None));
    }
    None
}

fn issued(gathered: &mut Gathered, looked: &Looked<'_>) {
    let Fact::ReceiptRecorded(received) = looked.fact() else { return };
    let Some(contract) = &received.contract else { return };
    for invoice in received.parts.iter().filter_map(|part| part.invoice.as_ref()) {
        let day = invoice.day.unwrap_or(looked.on);
        let row = (looked.index, contract.clone(), day, invoice.number.clone(), invoice.gross.fen());
        gathered.invoices.issued.push(row);
    }
}

fn one(gathered: &mut Gathered, looked: &Looked<'_>, invoice: &Invoice) {
    let (books, about) = (looked.books, || Regarding::Entry(looked.index));
    let number = invoice.number.to_string();
    if let Some(day) = invoice.day {
        if looked.on.days_since(day) > OLD_DAYS {
            gathered.note(looked, about(), MoneySighting::OldInvoice { number: number.clone(), day, on: looked.on });
        }
        if looked.recorded < day {
            let seen = MoneySighting::InvoiceAhead { number: number.clone(), day, recorded: looked.recorded };
            gathered.note(looked, about(), seen);
        }
    }
    let seller = invoice.seller.as_str();
    let known = books.registers().parties().contains_key(seller)
        || books.registers().households().contains_key(seller)
        || books.registers().persons().contains_key(seller);
    if officer_behind(books, seller).is_some() {
        let seen = MoneySighting::InvoiceOfOfficer { number: number.clone(), seller: seller.to_owned() };
        gathered.note(looked, about(), seen);
    } else if !known {
        gathered.note(
            looked,
            about(),
            MoneySighting::SellerUnknown { number: number.clone(), seller: seller.to_owned() },
        );
    }
    let last = gathered.invoices.rates.insert(invoice.seller.clone(), (invoice.number.clone(), invoice.rate));
    if let Some((_, was)) = last.filter(|(other, was)| *other != invoice.number && *was != invoice.rate) {
        let told = |rate: Option<Ratio>| rate.map_or_else(|| "-".to_owned(), |rate| rate.to_string());
        let seen = MoneySighting::VatRateDiffers { number, was: told(was), is: told(invoice.rate) };
        gathered.note(looked, about(), seen);
    }
}
