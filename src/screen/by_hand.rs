//! What was done beside a register that keeps it: cards and claims that are not what stands in the books, and limits of
//! overdrafts that were raised far.

use super::{MoneySighting, Question, Regarding};
use crate::{
    books::{Books, DueEffect, PostedLine, ThingCard},
    event::{AssetClass, RegisterName},
    unit::{BankId, Day, Fen, Money},
};
use std::collections::{BTreeMap, BTreeSet};

/// Fen of a voucher below which nobody asks.
const BY_HAND_LEAST: Fen = Fen(100_000);
/// Fen from which on the limit with which an account begins is asked about.
const FIRST_LIMIT: Fen = Fen(10_000_000);

pub(super) fn ask(books: &Books, on: Day, all: &mut Vec<Question>) {
    cards(books, all);
    limits(books, on, all);
    results(books, on, all);
}

/// Vouchers that make income of nothing that was recorded, take what is owed to us for lost, or borrow.
fn results(books: &Books, on: Day, all: &mut Vec<Question>) {
    let chart = books.chart();
    let settled = chart.receipt.values().filter(|rule| rule.settles);
    let settled: BTreeSet<String> = settled.filter_map(|rule| books.account(&rule.credit).ok()).collect();
    let is_owed = |account: &str| settled.contains(account) || chart.is_members_account(account);
    let is_money = |account: &str| account == chart.fixed.cash || account == chart.fixed.bank;
    let is_loan = |account: &str| chart.loan.as_ref().is_some_and(|of| account == of.short || account == of.long);
    let stands =
        |entry: &u64| books.corrected_by(*entry).is_none() && books.day_of(*entry).is_some_and(|day| day <= on);
    for entry in books.by_hand().iter().filter(|entry| stands(entry)) {
        let debits = |of: &dyn Fn(&str) -> bool| {
            let lines = books.vouchers().lines(*entry).filter(|line| of(&line.key.account));
            Fen::capped_total(lines.map(|line| line.debit()))
        };
        let income = debits(&|account| chart.year.is_income(account)).negated().max(Fen::ZERO);
        let expense = debits(&|account| chart.year.is_expense(account)).max(Fen::ZERO);
        let given_up = debits(&is_owed).negated().max(Fen::ZERO).min(expense);
        let came = debits(&is_money).max(Fen::ZERO);
        let borrowed = debits(&is_loan).negated().max(Fen::ZERO).min(came);
        if income.max(given_up).max(borrowed) >= BY_HAND_LEAST {
            let seen = MoneySighting::ResultByVoucher { income, given_up, borrowed };
            all.push(Question::new(Regarding::Entry(*entry), seen));
        }
    }
}

/// The lines of vouchers by hand that stand.
fn by_hand(books: &Books) -> impl Iterator<Item = (u64, PostedLine<'_>)> {
    let stands = books.by_hand().iter().filter(|entry| books.corrected_by(**entry).is_none());
    stands.flat_map(|entry| books.vouchers().lines(*entry).map(|line| (*entry, line)))
}

/// What the cards of a class cost is what stands in its account, and what is written off of them what stands there:
/// of the opening balances, too. What went over to another organization whole has no cards here that say anything.
fn cards(books: &Books, all: &mut Vec<Question>) {
    claims(books, all);
    if books.over().is_some() {
        return;
    }
    let registers = books.registers();
    let every: Vec<ThingCard> =
        registers.assets().keys().chain(registers.heaps().keys()).filter_map(|asset| books.card(asset)).collect();
    for class in AssetClass::ALL {
        let Some(of) = books.accounts_of(*class) else { continue };
        let own = || every.iter().filter(|card| card.class() == *class);
        let stands = |account: &str| {
            Fen::capped_total(books.accounts().under_with_details(account).map(|(_, turnover)| turnover.net()))
        };
        let mut differ = |account: &str, register: Fen, there: Fen| {
            if register != there {
                let asked = MoneySighting::CardAndBooksDiffer { register, books: there };
                all.push(Question::new(Regarding::Account(account.to_owned()), asked));
            }
        };
        let there = || own().filter(|card| !matches!(card, ThingCard::Worn(worn) if worn.gone.is_some()));
        let cost = Fen::capped_total(there().map(ThingCard::cost));
        let charged = Fen::capped_total(there().filter_map(|card| match card {
            ThingCard::Worn(worn) => Some(books.charged_of(worn)),
            ThingCard::Heap(_) => None,
        }));
        match of.worn {
            // what is written off directly stands in the account of the cost
            Some(worn) if worn == of.cost => differ(worn, cost.capped_minus(charged), stands(worn)),
            Some(worn) => {
                differ(of.cost, cost, stands(of.cost));
                differ(worn, charged, stands(worn).negated());
            }
            // a payment may buy stores that nobody counts
            None if own().next().is_some() => differ(of.cost, cost, stands(of.cost)),
            None => {}
        }
    }
}

/// What contracts say of dues that became claims is what stands as claims, where a hand moved some.
fn claims(books: &Books, all: &mut Vec<Question>) {
    let chart = books.chart();
    let rules = chart.claim.values().filter(|rule| rule.due == Some(DueEffect::Claimed));
    let places: BTreeSet<(&str, &str)> = rules.map(|rule| (rule.debit.as_str(), rule.debit_purpose.as_str())).collect();
    for (account, purpose) in places {
        let here = |line: &PostedLine<'_>| line.key.account == account && line.key.purpose == purpose;
        let hand = Fen::capped_total(by_hand(books).filter(|(_, line)| here(line)).map(|(_, line)| line.debit()));
        if hand == Fen::ZERO {
            continue;
        }
        let under = books.accounts().under(account).filter(|(key, _)| key.purpose == purpose);
        let stands = Fen::capped_total(under.map(|(_, turnover)| turnover.net()));
        let asked = MoneySighting::CardAndBooksDiffer { register: stands.capped_minus(hand), books: stands };
        all.push(Question::new(Regarding::Account(account.to_owned()), asked));
    }
}

/// Limits of overdrafts that are large from the first day, or that a revision raised, above all that ever stood in the
/// account.
fn limits(books: &Books, on: Day, all: &mut Vec<Question>) {
    let moved = moved(books);
    for bank in books.registers().banks().keys() {
        let Some(row) = books.rows().get(RegisterName::Bank, bank.as_str()) else { continue };
        let first = registered(books, bank, row.brought.on);
        if let Some(is) = first.filter(|is| is.fen() >= FIRST_LIMIT && row.brought.on <= on) {
            let most = most_in(&moved, bank, on);
            if most < is.fen() {
                let asked = MoneySighting::OverdraftRaised { was: Money::ZERO, is, from: row.brought.on, most };
                all.push(Question::new(Regarding::Bank(bank.clone()), asked));
            }
        }
        let money = |told: Option<&str>| told.and_then(|text| text.parse::<Money>().ok()).unwrap_or(Money::ZERO);
        for revision in row.revised.iter().filter(|revision| revision.from <= on) {
            let limit = revision.members.iter().find(|revised| revised.member == "overdraft");
            let limits = limit.map(|revised| (money(revised.was.told()), money(revised.is.told())));
            let Some((was, is)) = limits.filter(|(was, is)| was < is) else { continue };
            let most = most_in(&moved, bank, revision.from);
            if most < is.fen() {
                let asked = MoneySighting::OverdraftRaised { was, is, from: revision.from, most };
                all.push(Question::new(Regarding::Bank(bank.clone()), asked));
            }
        }
    }
}

/// The limit with which an account came into the register.
fn registered(books: &Books, bank: &BankId, on: Day) -> Option<Money> {
    books.registers().banks().get(bank)?.overdraft.as_at(on).copied()
}

/// What moved in each bank account, by day.
fn moved(books: &Books) -> BTreeMap<&str, BTreeMap<Day, Fen>> {
    let mut moved: BTreeMap<&str, BTreeMap<Day, Fen>> = BTreeMap::new();
    for (entry, posted) in books.vouchers().all() {
        let Some(day) = books.day_of(entry) else { continue };
        for line in posted.lines().filter(|line| line.key.account == books.chart().fixed.bank) {
            let sum = moved.entry(line.key.holder.as_str()).or_default().entry(day).or_default();
            *sum = sum.capped_plus(line.debit());
        }
    }
    moved
}

/// The most that stood in a bank account at the end of a day before this one.
fn most_in(moved: &BTreeMap<&str, BTreeMap<Day, Fen>>, bank: &BankId, before: Day) -> Fen {
    let (mut stands, mut most) = (Fen::ZERO, Fen::ZERO);
    for (_, of_day) in moved.get(bank.as_str()).into_iter().flat_map(|days| days.range(..before)) {
        stands = stands.capped_plus(*of_day);
        most = most.max(stands);
    }
    most
}
