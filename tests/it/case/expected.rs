//! What the books say, in the shape of the expected tables.

use super::{
    desk::Desk,
    folder::Row,
    replay::{LAST_DAY, Replay},
};
use coop_ledger::{
    books::{AsOf, NormalSide, Payout, Posting, Side, Turnover, Voucher},
    event::{Attached, Fact as Said, PayoutLine},
    log::Json,
    unit::{Day, Exact, Fen},
};
use std::collections::{BTreeMap, BTreeSet};

/// An amount as the tables write it; nothing is zero.
pub fn fen(cell: &str) -> Fen {
    if cell.is_empty() { Fen::ZERO } else { cell.parse().unwrap_or_else(|e| panic!("{e}")) }
}

pub fn day(cell: &str) -> Day {
    cell.parse().unwrap_or_else(|e| panic!("{e}"))
}

/// True for a row about a day that was replayed.
pub fn replayed(row: &Row) -> bool {
    row.get("on").is_none_or(|on| on.as_str() <= LAST_DAY)
}

/// Differences, one a line, as a person reads them.
pub fn differences<K: Ord + std::fmt::Debug, V: PartialEq + std::fmt::Debug>(
    expected: &BTreeMap<K, V>,
    found: &BTreeMap<K, V>,
) -> Vec<String> {
    let keys: BTreeSet<&K> = expected.keys().chain(found.keys()).collect();
    keys.into_iter()
        .filter(|k| expected.get(k) != found.get(k))
        .map(|k| format!("{k:?}: expected {:?}, found {:?}", expected.get(k), found.get(k)))
        .collect()
}

/// Sums by account, holder and side. Where the case sums its households, so do we.
pub type Lines = BTreeMap<(String, String, Side), Vec<Fen>>;

const HOUSEHOLDS: &str = "(households)";

/// Posted lines of every fact: expected and found.
pub fn postings(case: &Replay) -> (BTreeMap<String, Lines>, BTreeMap<String, Lines>) {
    let mut expected: BTreeMap<String, Lines> = BTreeMap::new();
    for row in case.folder.table("postings.csv").iter().filter(|row| replayed(row)) {
        let lines = expected.entry(row["fact"].clone()).or_default();
        for (side, column) in [(Side::Debit, "debit"), (Side::Credit, "credit")] {
            if !row[column].is_empty() {
                let key = (row["account"].clone(), row["holder"].clone(), side);
                lines.entry(key).or_default().push(fen(&row[column]));
            }
        }
    }
    let mut found: BTreeMap<String, Lines> = BTreeMap::new();
    for (fact, orders) in &case.recorded {
        let desk = &case.desks[&fact.book];
        let summed: BTreeSet<(String, Side)> = expected
            .get(&fact.id)
            .into_iter()
            .flatten()
            .filter(|((_, holder, _), _)| holder == HOUSEHOLDS)
            .map(|((account, _, side), _)| (account.clone(), *side))
            .collect();
        let mut lines = Lines::new();
        for posting in vouchers(desk, orders).iter().flat_map(Voucher::lines) {
            put(&mut lines, desk, &summed, posting);
        }
        if !lines.is_empty() {
            found.insert(fact.id.clone(), lines);
        }
    }
    for lines in expected.values_mut().chain(found.values_mut()) {
        lines.values_mut().for_each(|amounts| amounts.sort());
    }
    (expected, found)
}

fn put(lines: &mut Lines, desk: &Desk, summed: &BTreeSet<(String, Side)>, posting: &Posting) {
    let key = &posting.key;
    let household = desk.books.registers.households.contains_key(key.holder.as_str());
    if household && summed.contains(&(key.account.clone(), posting.side)) {
        let all = lines.entry((key.account.clone(), HOUSEHOLDS.to_owned(), posting.side)).or_default();
        match all.first_mut() {
            Some(sum) => *sum += posting.amount,
            None => all.push(posting.amount),
        }
        return;
    }
    lines.entry((key.account.clone(), key.holder.clone(), posting.side)).or_default().push(posting.amount);
}

fn vouchers(desk: &Desk, orders: &[Json]) -> Vec<Voucher> {
    let ids = orders.iter().filter_map(|o| o.member("id")?.text());
    let places = ids.filter_map(|id| desk.places.get(id));
    places.filter_map(|(index, _)| desk.posted(*index).cloned()).collect()
}

/// A payout as it stands, whichever book it is in, with its declared lines.
pub fn payout<'a>(case: &'a Replay, code: &str) -> Option<(&'a Payout, Vec<&'a PayoutLine>)> {
    case.desks.values().find_map(|desk| {
        let payout = desk.books.payouts.get(code)?;
        let entry = desk.entries.get(usize::try_from(payout.index).ok()?)?;
        let Attached::Lines(lines) = &entry.event.attached else { return None };
        Some((payout, lines.iter().map(|(_, line)| line).collect()))
    })
}

/// A line of a payout before its extra fen: whole fen, the remainder of one, and what was added.
#[derive(Debug, PartialEq, Eq)]
pub struct Cut {
    pub floor: Fen,
    pub remainder: Exact,
    pub extra: i64,
    pub amount: Fen,
}

impl Cut {
    /// Of an expected row.
    pub fn of_row(row: &Row) -> Cut {
        let part = |t: &str| t.parse::<i128>().unwrap();
        let remainder = match row["remainder_of_a_fen"].split_once('/') {
            Some((over, under)) => Exact::new(part(over), under.parse().unwrap()),
            None => Exact::whole(part(&row["remainder_of_a_fen"])),
        };
        Cut { floor: fen(&row["floor"]), remainder, extra: row["extra_fen"].parse().unwrap(), amount: fen(&row["amount"]) }
    }

    /// Of a declared line, from the exact amounts in its reasons.
    pub fn of_line(line: &PayoutLine) -> Cut {
        let amount = line.amount.fen();
        let exact = line.because.iter().fold(Exact::zero(), |sum, r| &sum + &r.exact);
        let in_fen = &exact * &Exact::whole(100);
        let floor = exact.to_fen(coop_ledger::unit::Rounding::Down).unwrap();
        Cut { floor, remainder: &in_fen - &Exact::whole(floor.0.into()), extra: (amount - floor).0, amount }
    }
}

/// Turnover since 1 January and balance, both sides.
#[derive(Debug, PartialEq, Eq, Clone, Copy, Default)]
pub struct Balance {
    pub year_debit: Fen,
    pub year_credit: Fen,
    pub debit: Fen,
    pub credit: Fen,
}

/// One trial balance: account by account, an account of both sides shown on both.
pub fn trial_balance(desk: &Desk, on: Day, closed: bool) -> BTreeMap<String, Balance> {
    let new_year = Day::new(on.year(), 1, 1).unwrap();
    let opening = desk.books.opening_on.filter(|opened| on < *opened);
    let since = opening.unwrap_or(new_year);
    let mut table: BTreeMap<String, Balance> = BTreeMap::new();
    for (key, Turnover { debit, credit }, balance) in desk.books.accounts.as_of(since, AsOf { day: on, closed }) {
        let row = table.entry(key.account.clone()).or_default();
        row.year_debit += debit;
        row.year_credit += credit;
        match balance.0 >= 0 {
            true => row.debit += balance,
            false => row.credit += balance.negated(),
        }
    }
    for (account, row) in &mut table {
        let side = desk.books.chart.accounts.get(account).map(|a| a.side);
        if side != Some(NormalSide::Both) {
            let net = row.debit - row.credit;
            (row.debit, row.credit) = if net.0 >= 0 { (net, Fen::ZERO) } else { (Fen::ZERO, net.negated()) };
        }
    }
    table.retain(|_, row| *row != Balance::default());
    table
}

/// The event of an instruction.
pub fn said<'a>(desk: &'a Desk, id: &str) -> Option<(&'a Said, Day)> {
    let (index, _) = desk.places.get(id)?;
    let entry = desk.entries.get(usize::try_from(*index).ok()?)?;
    Some((&entry.event.fact, entry.sealed.effective_on()))
}
