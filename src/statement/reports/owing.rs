//! What was handed out in advance and is not accounted for, what is owed and not paid, and invoices, as at a day.

use crate::{
    books::{AccountKey, AsOf, Books, Class, DueEffect, InvoiceSide, NormalSide, Side},
    page::{Cell, Heading, Table, TableRow},
    statement::{glance::purpose_word, labels::Labels, tables::Tabular},
    unit::{Day, Fen, Money, Text},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What is open with somebody under one purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenWith {
    /// Account of the chart.
    pub account: String,
    /// With whom; empty where nobody is named.
    pub holder: String,
    /// What for.
    pub purpose: String,
    /// How much; below 0 where more was paid than is owed.
    pub open: Fen,
    /// Since when something of it is open without a break.
    pub since: Day,
    /// Days from then to the day of the report.
    pub days: i64,
}

/// Petty cash and prepayments that are out.
pub fn advances(books: &Books, on: Day) -> Vec<OpenWith> {
    let chart = books.chart();
    let receipts = chart.receipt.values().filter(|rule| rule.advance).map(|rule| (&rule.credit, &rule.purpose));
    let claims = chart.claim.values().filter(|rule| rule.advance).map(|rule| (&rule.credit, &rule.credit_purpose));
    let places: BTreeSet<(String, &str)> = receipts
        .chain(claims)
        .filter_map(|(account, purpose)| Some((books.account(account).ok()?, purpose.as_str())))
        .collect();
    open(books, on, Side::Debit, |key, balance| {
        balance > Fen::ZERO && places.contains(&(key.account.clone(), key.purpose.as_str()))
    })
}

/// All that is owed to others, by whom: suppliers, deposits, wages, taxes, loans, what waits to be shared or to be earned, grants,
/// capital of households in an investment, and what members are owed. The sum is what stands in the accounts of liabilities and on
/// the credit side of the accounts with members: the liabilities of the balance sheet.
pub fn payables(books: &Books, on: Day) -> Vec<OpenWith> {
    open(books, on, Side::Credit, |key, balance| match of_class(books, key) {
        Some(Class::Liability) => true,
        Some(Class::Asset) => balance < Fen::ZERO && is_with_members(books, key),
        _ => false,
    })
}

/// All that is owed to the collective: by members, by payouts that ask and by whatever else, and by others. The sum is what stands
/// in the accounts of claims and on the debit side of the accounts with members.
pub fn owed(books: &Books, on: Day) -> Vec<OpenWith> {
    open(books, on, Side::Debit, |key, balance| {
        let with_members = is_with_members(books, key);
        (with_members && balance > Fen::ZERO) || (!with_members && is_receivable(books, key))
    })
}

/// True for an account in which a due stands as a claim, or what an operator owes of wages: no investment, which comes back, too.
fn is_receivable(books: &Books, key: &AccountKey) -> bool {
    let chart = books.chart();
    let claims = chart.claim.values().filter(|rule| rule.due == Some(DueEffect::Claimed)).map(|rule| &rule.debit);
    let mut named = claims.chain([&chart.payout.operator.account]).filter_map(|account| books.account(account).ok());
    of_class(books, key) == Some(Class::Asset) && named.any(|account| account == key.account)
}

fn of_class(books: &Books, key: &AccountKey) -> Option<Class> {
    books.chart().accounts.get(&key.account).map(|account| account.class)
}

/// True for the account of dealings with members, which stands on both sides of a balance sheet.
fn is_with_members(books: &Books, key: &AccountKey) -> bool {
    let account = books.chart().accounts.get(&key.account);
    let both = account.is_some_and(|account| account.class == Class::Asset && account.side == NormalSide::Both);
    both && books.history().is_household_account(&key.account)
}

fn open(books: &Books, on: Day, side: Side, is: impl Fn(&AccountKey, Fen) -> bool) -> Vec<OpenWith> {
    let all = books.accounts().as_of(on, AsOf { day: on, closed: true });
    let found = all.filter(|(key, _, balance)| *balance != Fen::ZERO && is(key, *balance));
    let mut rows: Vec<OpenWith> = found
        .map(|(key, _, balance)| {
            let since = open_since(books, key, on, balance);
            OpenWith {
                account: key.account.clone(),
                holder: key.holder.clone(),
                purpose: key.purpose.clone(),
                open: if side == Side::Debit { balance } else { balance.negated() },
                since,
                days: on.days_since(since),
            }
        })
        .collect();
    rows.sort_by(|a, b| (&a.account, &a.holder, &a.purpose).cmp(&(&b.account, &b.holder, &b.purpose)));
    rows
}

/// The first day of the last stretch of days up to this one at whose ends something was open.
fn open_since(books: &Books, key: &AccountKey, on: Day, balance: Fen) -> Day {
    let first = books.accounts().first_day().unwrap_or(on);
    // what moved on the first day counts, too
    let moved = books.accounts().moved_since(key, first.plus_days(-1).unwrap_or(first));
    let mut stands = balance;
    let mut since = on;
    for (day, amount) in moved.range(..=on).rev() {
        since = *day;
        stands = stands.capped_minus(*amount);
        if stands.0.signum() != balance.0.signum() {
            return since;
        }
    }
    since
}

/// One invoice, and what was drawn on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InvoiceRow {
    /// Who sold.
    pub seller: Text,
    /// Its number.
    pub number: Text,
    /// Which way its money goes.
    pub side: InvoiceSide,
    /// Its day, where somebody said it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<Day>,
    /// Price and tax.
    pub gross: Money,
    /// Without tax.
    pub net: Fen,
    /// The tax.
    pub vat: Fen,
    /// What was drawn on it.
    pub used: Fen,
    /// What is left of it.
    pub left: Fen,
}

/// Every invoice on which something was drawn by the end of a day.
pub fn invoices(books: &Books, on: Day) -> Vec<InvoiceRow> {
    let drawn = books.invoices().values().filter(|drawn| drawn.uses.iter().any(|used| used.on <= on));
    drawn
        .map(|drawn| {
            let (invoice, used) = (&drawn.invoice, drawn.used_on(on));
            let gross = invoice.gross.fen();
            let vat = invoice.tax_in(gross);
            InvoiceRow {
                seller: invoice.seller.clone(),
                number: invoice.number.clone(),
                side: drawn.side,
                day: invoice.day,
                gross: invoice.gross,
                net: gross.capped_minus(vat),
                vat,
                used,
                left: gross.capped_minus(used),
            }
        })
        .collect()
}

/// A purpose as an instruction names it, with what it says in the language of the labels where that is another word.
fn as_written(purpose: &str, labels: &Labels) -> String {
    let said = purpose_word(purpose, labels);
    if said == purpose { said } else { format!("{purpose} · {said}") }
}

impl Tabular for Vec<OpenWith> {
    fn table(&self, labels: &Labels) -> Table {
        let left = |key| Heading::left(labels.text(key));
        let right = |key| Heading::right(labels.text(key));
        let row = |r: &OpenWith| {
            TableRow::plain(vec![
                Cell::words(&r.account),
                Cell::words(&r.holder),
                Cell::words(as_written(&r.purpose, labels)),
                Cell::Yuan(r.open),
                Cell::words(r.since.to_string()),
                Cell::Count(r.days.unsigned_abs()),
            ])
        };
        let sum = Fen::capped_total(self.iter().map(|r| r.open));
        let mut sums = vec![Cell::words(labels.text("owing.sum")), Cell::Empty, Cell::Empty];
        sums.extend([Cell::Yuan(sum), Cell::Empty, Cell::Empty]);
        let total = (!self.is_empty()).then(|| TableRow::total(sums));
        Table {
            title: labels.text("owing.title").to_owned(),
            under: vec![labels.text("page.in_yuan").to_owned()],
            headings: vec![
                left("voucher.account"),
                left("owing.holder"),
                left("owing.purpose"),
                right("owing.open"),
                left("owing.since"),
                right("owing.days"),
            ],
            rows: self.iter().map(row).chain(total).collect(),
            ..Table::default()
        }
    }
}

impl Tabular for Vec<InvoiceRow> {
    fn table(&self, labels: &Labels) -> Table {
        let left = |key| Heading::left(labels.text(key));
        let right = |key| Heading::right(labels.text(key));
        let row = |r: &InvoiceRow| {
            let side = match r.side {
                InvoiceSide::Issued => "owing.issued",
                InvoiceSide::Received => "owing.received",
            };
            TableRow::plain(vec![
                Cell::words(r.seller.as_str()),
                Cell::words(r.number.as_str()),
                Cell::words(labels.text(side)),
                r.day.map_or(Cell::Empty, |day| Cell::words(day.to_string())),
                Cell::Yuan(r.gross.fen()),
                Cell::Yuan(r.net),
                Cell::Yuan(r.vat),
                Cell::Yuan(r.used),
                Cell::Yuan(r.left),
            ])
        };
        Table {
            title: labels.text("owing.invoices_title").to_owned(),
            under: vec![labels.text("page.in_yuan").to_owned()],
            headings: vec![
                left("owing.seller"),
                left("owing.number"),
                left("owing.side"),
                left("owing.day"),
                right("owing.gross"),
                right("owing.net"),
                right("owing.vat"),
                right("owing.used"),
                right("owing.left"),
            ],
            rows: self.iter().map(row).collect(),
            ..Table::default()
        }
    }
}
