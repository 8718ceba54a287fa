//! Claims: income that nothing founds, penalties of ours, and what others owe for long.

use super::{
    ContractSighting, MoneySighting, Question, Regarding,
    gathered::{Gathered, Looked},
    money::open_since,
    parts::is_late,
};
use crate::{
    books::{AccountKey, Books, ClaimRule, Side},
    event::{ClaimPart, ClaimRecorded, Fact, PartyIs},
    unit::{Day, Fen},
};
use std::collections::BTreeSet;

/// Fen of a claim below which nobody asks.
const LEAST: Fen = Fen(100_000);
/// Fen of a penalty from which on somebody votes.
const PENALTY_LEAST: Fen = Fen(1_000_000);
/// Days within which what others owe is paid.
const CLAIM_DAYS: i64 = 365;

pub(super) fn look(gathered: &mut Gathered, looked: &Looked<'_>) {
    let Fact::ClaimRecorded(claimed) = looked.fact() else { return };
    for part in &claimed.parts {
        let Some(rule) = looked.books.chart().claim.get(part.claim.as_str()) else { continue };
        let seen = unfounded(looked.books, part, rule).or_else(|| penalty(looked.books, claimed, part, rule));
        if let Some(seen) = seen {
            gathered.note(looked, Regarding::Entry(looked.index), seen);
        }
    }
}

/// Income that somebody is said to owe, with whom there is no contract and in whom nothing is invested.
fn unfounded(books: &Books, part: &ClaimPart, rule: &ClaimRule) -> Option<super::Sighting> {
    let income = books.account(&rule.credit).is_ok_and(|account| books.chart().year.is_income(&account));
    let open = books.account(&rule.debit).is_ok_and(|account| receivables(books).contains(&account));
    let own = income && open && rule.due.is_none() && !rule.shared && !rule.resolution;
    let holder = part.holder.as_ref().filter(|_| own && part.contract.is_none() && part.amount.fen() >= LEAST)?;
    let is = books.registers().parties().get(holder.as_str()).and_then(|party| party.is);
    let official = matches!(is, Some(PartyIs::Union | PartyIs::Government | PartyIs::Bank | PartyIs::Tax));
    let investment = books.chart().holding.as_ref().map(|holding| &holding.investment);
    let invested = investment.is_some_and(|account| {
        books.accounts().under_with_details(account).any(|(key, _)| key.holder == holder.as_str())
    });
    let (from, amount) = (holder.to_string(), part.amount.fen());
    (!official && !invested).then(|| MoneySighting::IncomeUnfounded { from, amount }.into())
}

/// A large penalty of ours that nobody voted.
fn penalty(books: &Books, claimed: &ClaimRecorded, part: &ClaimPart, rule: &ClaimRule) -> Option<super::Sighting> {
    let expense = books.account(&rule.debit).is_ok_and(|account| books.chart().year.is_expense(&account));
    let ours = expense && is_late(&rule.debit_purpose) && claimed.resolution.is_none();
    let amount = part.amount.fen();
    (ours && amount >= PENALTY_LEAST).then(|| ContractSighting::PenaltyWithoutResolution { amount }.into())
}

/// Accounts in which others owe to us, of which receipts settle something.
pub(super) fn receivables(books: &Books) -> BTreeSet<String> {
    let chart = books.chart();
    let settled = chart.receipt.values().filter(|rule| rule.settles && !rule.principal);
    let accounts = settled.filter_map(|rule| books.account(&rule.credit).ok());
    accounts.filter(|account| !chart.is_members_account(account)).collect()
}

/// What somebody has owed for more than a year. Dues of contracts, advances and money that is lent are asked about where
/// they are; what a member owes waits for him.
pub(super) fn ask(books: &Books, on: Day, all: &mut Vec<Question>) {
    ahead(books, on, all);
    let chart = books.chart();
    let advances = chart.receipt.values().filter(|rule| rule.advance).map(|rule| rule.purpose.as_str());
    let lent = chart.payment.values().filter(|rule| rule.draws).map(|rule| rule.purpose.as_str());
    let dues = chart.claim.values().filter(|rule| rule.due.is_some()).map(|rule| rule.debit_purpose.as_str());
    let elsewhere: BTreeSet<&str> = advances.chain(lent).chain(dues).collect();
    for account in receivables(books) {
        let of_others = |key: &AccountKey| !key.holder.is_empty() && !elsewhere.contains(key.purpose.as_str());
        for (key, _) in books.accounts().under(&account).filter(|(key, _)| of_others(key)) {
            let Some((since, amount)) = open_since(books, key, Side::Debit, on) else { continue };
            if amount >= LEAST && on.days_since(since) > CLAIM_DAYS {
                let asked = MoneySighting::ClaimOpenLong { purpose: key.purpose.clone(), amount, since };
                all.push(Question::new(Regarding::Holder(key.holder.clone()), asked));
            }
        }
    }
}

/// What a payout paid out of what somebody was said to owe, and did not owe less of by the end of that day.
fn ahead(books: &Books, on: Day, all: &mut Vec<Question>) {
    let accounts = receivables(books);
    for payout in books.payouts().values().filter(|payout| books.corrected_by(payout.index).is_none()) {
        let paid = payout.lines.values().filter_map(|line| line.paid_on).min().filter(|paid| *paid <= on);
        let Some(paid) = paid else { continue };
        let claims: BTreeSet<u64> = payout.declared.sources.iter().map(|source| source.index).collect();
        let lines = claims.into_iter().flat_map(|entry| books.vouchers().lines(entry));
        for line in lines.filter(|line| line.debit() >= LEAST && accounts.contains(&line.key.account)) {
            let open = open_since(books, line.key, Side::Debit, paid).map_or(Fen::ZERO, |(_, amount)| amount);
            let open = open.min(line.amount);
            if open >= LEAST {
                let seen = MoneySighting::PaidBeforeReceived { from: line.key.holder.clone(), open, paid };
                all.push(Question::new(Regarding::Entry(payout.index), seen));
            }
        }
    }
}
