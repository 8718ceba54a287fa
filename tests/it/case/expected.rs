//! What the books say, in the shape of the expected tables.

use super::{
    desk::Desk,
    folder::Row,
    replay::{LAST_DAY, Replay},
};
use coop_ledger::{
    books::{AsOf, Books, NormalSide, Payout, Posting, Side, Turnover, Voucher},
    event::{Attached, Fact, PayoutLine},
    log::Json,
    unit::{AreaMu, Day, Exact, Fen, Rounding},
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

/// Sums by account, holder and side.
pub type Lines = BTreeMap<(String, String, Side), Fen>;

/// How a case writes the sum of holders that it does not list one by one.
const HOUSEHOLDS: &str = "(households)";

/// Posted lines of every fact: expected and found.
pub fn postings(case: &Replay) -> (BTreeMap<String, Lines>, BTreeMap<String, Lines>) {
    let mut expected: BTreeMap<String, Lines> = BTreeMap::new();
    for row in case.folder.table("postings.csv").iter().filter(|row| replayed(row)) {
        let lines = expected.entry(row["fact"].clone()).or_default();
        for (side, column) in [(Side::Debit, "debit"), (Side::Credit, "credit")] {
            if !row[column].is_empty() {
                let key = (row["account"].clone(), row["holder"].clone(), side);
                let sum: &mut Fen = lines.entry(key).or_default();
                *sum = sum.plus(fen(&row[column])).unwrap();
            }
        }
    }
    let nothing = Lines::new();
    let mut found: BTreeMap<String, Lines> = BTreeMap::new();
    for (fact, orders) in &case.recorded {
        let expected = expected.get(&fact.id).unwrap_or(&nothing);
        let mut lines = Lines::new();
        for Posting { key, side, amount } in vouchers(&case.desks[&fact.book], orders).iter().flat_map(Voucher::lines) {
            let summed = expected.contains_key(&(key.account.clone(), HOUSEHOLDS.to_owned(), *side));
            let listed = expected.contains_key(&(key.account.clone(), key.holder.clone(), *side));
            let holder = if summed && !listed { HOUSEHOLDS } else { &key.holder };
            let sum: &mut Fen = lines.entry((key.account.clone(), holder.to_owned(), *side)).or_default();
            *sum = sum.plus(*amount).unwrap();
        }
        if !lines.is_empty() {
            found.insert(fact.id.clone(), lines);
        }
    }
    (expected, found)
}

fn vouchers(desk: &Desk, orders: &[Json]) -> Vec<Voucher> {
    let ids = orders.iter().filter_map(|o| o.member("id")?.text());
    let places = ids.filter_map(|id| desk.places.get(id));
    places.filter_map(|(index, _)| desk.posted(*index)).collect()
}

/// A payout as it stands, whichever book it is in, with its declared lines.
pub fn payout<'a>(case: &'a Replay, code: &str) -> Option<(&'a Payout, Vec<&'a PayoutLine>)> {
    case.desks.values().find_map(|desk| {
        let payout = desk.books.payouts().get(code)?;
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
        Cut {
            floor: fen(&row["floor"]),
            remainder,
            extra: row["extra_fen"].parse().unwrap(),
            amount: fen(&row["amount"]),
        }
    }

    /// Of a declared line, from the exact amounts in its reasons.
    pub fn of_line(line: &PayoutLine) -> Cut {
        let amount = line.amount.fen();
        let exact = line.because.steps().iter().fold(Exact::zero(), |sum, r| &sum + &r.exact);
        let in_fen = &exact * &Exact::whole(100);
        let floor = exact.to_fen(Rounding::Down).unwrap();
        Cut { floor, remainder: &in_fen - &Exact::whole(floor.0.into()), extra: amount.minus(floor).unwrap().0, amount }
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
pub fn trial_balance(books: &Books, on: Day, closed: bool) -> BTreeMap<String, Balance> {
    let new_year = Day::new(on.year(), 1, 1).unwrap();
    let opening = books.opening_on().filter(|opened| on < *opened);
    let since = opening.unwrap_or(new_year);
    let mut table: BTreeMap<String, Balance> = BTreeMap::new();
    for (key, Turnover { debit, credit }, balance) in books.accounts().as_of(since, AsOf { day: on, closed }) {
        let row = table.entry(key.account.clone()).or_default();
        row.year_debit = row.year_debit.plus(debit).unwrap();
        row.year_credit = row.year_credit.plus(credit).unwrap();
        match balance.0 >= 0 {
            true => row.debit = row.debit.plus(balance).unwrap(),
            false => row.credit = row.credit.minus(balance).unwrap(),
        }
    }
    for (account, row) in &mut table {
        let side = books.chart().accounts.get(account).map(|a| a.side);
        if side != Some(NormalSide::Both) {
            let net = row.debit.minus(row.credit).unwrap();
            (row.debit, row.credit) = if net.0 >= 0 { (net, Fen::ZERO) } else { (Fen::ZERO, net.negated()) };
        }
    }
    table.retain(|_, row| *row != Balance::default());
    table
}

/// Worker and class of each wage line, with quantity, rate and amount as the payout's reasons say.
pub fn wages(case: &Replay) -> BTreeMap<(String, String, String), (String, String, Fen)> {
    let mut found = BTreeMap::new();
    for (code, sheet) in case.desks.values().flat_map(|desk| desk.books.registers().sheets()) {
        let (_, lines) = payout(case, code.as_str()).unwrap_or_else(|| panic!("{code} was not declared"));
        for row in lines.iter().flat_map(|l| l.because.steps()).flat_map(|reason| &reason.rows) {
            // a row of the register is named by its place on the sheet
            let at: usize = row.key.parse().unwrap_or_else(|e| panic!("{code} {}: {e}", row.key));
            let (worker, class, quantity) = &sheet.lines[at - 1];
            let term = |n: usize| two_decimals(&row.terms[n].value);
            assert_eq!(term(0), quantity.short(), "{code} {worker}");
            let amount = row.value.to_fen(Rounding::HalfUp).unwrap_or_default();
            found.insert((code.to_string(), worker.to_string(), class.to_string()), (term(0), term(1), amount));
        }
    }
    found
}

/// A figure of a reason as the tables write it.
fn two_decimals(number: &str) -> String {
    let exact: Exact = number.parse().unwrap_or_else(|e| panic!("{e}"));
    let hundredths = exact.to_fen(Rounding::HalfUp).unwrap_or_default();
    assert_eq!(hundredths.yuan(), exact, "{number} has more than two decimals");
    hundredths.to_string()
}

/// By day and household.
pub type Table<T> = BTreeMap<(String, String), T>;

/// The register at the ends of years: expected and found.
pub fn register(case: &Replay) -> (Table<Vec<String>>, Table<Vec<String>>) {
    let columns =
        ["group", "status", "members", "population_shares", "labour_shares", "parcels", "registered_mu", "leased_mu"];
    let rows = case.folder.table("register.csv");
    let mut expected = Table::new();
    for row in rows.iter().filter(|row| replayed(row)) {
        let cells = columns.iter().map(|c| row[*c].clone()).collect();
        expected.insert((row["on"].clone(), row["household"].clone()), cells);
    }
    let days: BTreeSet<String> = expected.keys().map(|(on, _)| on.clone()).collect();
    let mut found = Table::new();
    for on in days {
        let day = day(&on);
        for registers in case.year_ends.get(&on).into_iter().flatten().map(|(_, books)| books.registers()) {
            let land = registers.households().values().all(|h| h.land_mu.values().all(|mu| mu.is_zero()));
            for (id, household) in registers.households().iter().filter(|_| land) {
                let held = registers.parcels().values().filter(|p| p.household_on(day) == Some(id));
                let (mut parcels, mut registered, mut leased) = (0, AreaMu::ZERO, AreaMu::ZERO);
                for parcel in held {
                    let area = parcel.area.as_at(day).map_or(AreaMu::ZERO, |(_, mu)| *mu);
                    let under = parcel.leased.iter().flat_map(|(contract, _)| parcel.in_force(contract));
                    parcels += 1;
                    registered = registered.plus(area).unwrap();
                    if under.into_iter().any(|days| days.holds(day)) {
                        leased = leased.plus(area).unwrap();
                    }
                }
                let group = household.group_at(day).map_or("", |g| g.as_str());
                let cells = vec![
                    group.trim_start_matches('G').trim_start_matches('0').to_owned(),
                    if household.merged_into.is_some() { "retired" } else { "active" }.to_owned(),
                    household.members_now().to_string(),
                    // a benefit kept after a death counts as long as it lasts
                    household
                        .retained
                        .iter()
                        .filter(|(from, class, _, until)| {
                            *from <= day && class.as_str() == "population" && *until >= day
                        })
                        .try_fold(registers.shares_of(id, "population", day), |sum, (_, _, kept, _)| sum.plus(*kept))
                        .unwrap()
                        .short(),
                    registers.shares_of(id, "labour", day).short(),
                    parcels.to_string(),
                    registered.short(),
                    leased.short(),
                ];
                found.insert((on.clone(), id.to_string()), cells);
            }
        }
    }
    (expected, found)
}

/// By day, household and account.
pub type Open = BTreeMap<(String, String, String), Vec<Fen>>;

/// Open amounts of households by day, household and account, one per purpose, debts below zero.
pub fn open_amounts(case: &Replay) -> (Open, Open) {
    let rows = case.folder.table("household-balances.csv");
    let mut expected = Open::new();
    for row in rows.iter().filter(|row| replayed(row)) {
        let key = (row["on"].clone(), row["household"].clone(), row["account"].clone());
        expected.entry(key).or_default().push(fen(&row["debit"]).minus(fen(&row["credit"])).unwrap());
    }
    let days: BTreeSet<String> = expected.keys().map(|(on, _, _)| on.clone()).collect();
    let mut found = Open::new();
    for on in days {
        for books in case.desks.values().map(|desk| &desk.books) {
            let villages = books.registers().households().values().any(|h| h.land_mu.values().any(|mu| !mu.is_zero()));
            let upto = AsOf { day: day(&on), closed: true };
            for (key, _, balance) in books.accounts().as_of(upto.day, upto) {
                let member = books.registers().households().contains_key(key.holder.as_str());
                if member && !villages && balance != Fen::ZERO {
                    let key = (on.clone(), key.holder.clone(), key.account.clone());
                    found.entry(key).or_default().push(balance);
                }
            }
        }
    }
    expected.values_mut().chain(found.values_mut()).for_each(|amounts| amounts.sort());
    (expected, found)
}

/// An instalment as it came: columns of the rent schedule.
pub fn instalment(case: &Replay, contract: &str, code: &str) -> Vec<(&'static str, String)> {
    let desk = case.desks.values().find(|desk| desk.books.contracts().contains_key(contract));
    let desk = desk.unwrap_or_else(|| panic!("{contract} was not signed"));
    let schedule = &desk.books.contracts()[contract].instalments;
    let due = schedule.iter().find(|i| i.payout.as_str() == code).unwrap_or_else(|| panic!("{code} is not scheduled"));
    let mut receipts = desk.entries.iter().filter_map(|entry| match &entry.event.fact {
        Fact::ReceiptRecorded(r) if r.instalment.as_ref() == Some(&due.payout) => {
            Some((r, entry.sealed.effective_on()))
        }
        _ => None,
    });
    let (receipt, received) = receipts.next_back().unwrap_or_else(|| panic!("{code} was not received"));
    let part = |name: &str| {
        let parts = receipt.parts.iter().filter(|p| p.part.as_str() == name);
        Fen::total(parts.map(|p| p.amount.fen())).unwrap().to_string()
    };
    let (_, lines) = payout(case, code).unwrap_or_else(|| panic!("{code} was not declared"));
    let reasons = || lines.iter().filter(|l| l.to.household().is_some()).flat_map(|l| l.because.steps());
    let exact = reasons().fold(Exact::zero(), |sum, r| &sum + &r.exact);
    let terms = || reasons().flat_map(|r| &r.rows).flat_map(|row| &row.terms);
    let price =
        terms().find(|t| t.unit == "元/亩/年").unwrap_or_else(|| panic!("{code}: no price in {:?}", terms().next()));
    vec![
        ("from", due.first_day.to_string()),
        ("to", due.last_day.to_string()),
        ("lease_year", due.lease_year.to_string()),
        ("price_per_mu", two_decimals(&price.value)),
        ("due", due.due.to_string()),
        ("rent_due", exact.to_fen(Rounding::HalfUp).unwrap_or_default().to_string()),
        ("rent_due", part("land_rent")),
        ("fee_due", part("service_fee")),
        ("received", received.to_string()),
        ("days_late", received.days_since(due.due).max(0).to_string()),
        ("late_interest", part("late_interest")),
    ]
}
