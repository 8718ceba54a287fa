//! Reports from the books: payouts, trial balance, statutory statements, rent that is due, and
//! the registers as at a day.

mod assembly;
mod dues;
mod expected;
mod holdings;
mod labour;
mod leased;
mod offices;
mod owing;
mod parties;
mod parts;
mod persons;
mod registers;
mod restated;
mod series;
mod things;
mod union;
mod works;

pub use assembly::{ObjectionRow, PlanRow, ResolutionRow, SettingRow, objections, plans, resolutions, settings};
pub use dues::{DueRow, DueState, ExpiringRow, arrears, dues, dues_of, expiring, instalments_of};
pub use expected::{ExpectedReceipt, RentFor, RentOf, expected_receipts, expected_rent};
pub use holdings::{PassingRow, ShareRow, passings, shares};
pub use labour::{LabourRow, labour};
pub use leased::{LeasedRow, LeasedTurn, leased};
pub use offices::{OfficeRow, offices};
pub use owing::{InvoiceRow, OpenWith, advances, invoices, owed, payables};
pub use parties::{PartyRow, parties};
pub use parts::{PartOf, PartRow, PostedTo, parts};
pub use persons::{PersonRow, persons};
pub use registers::{HouseholdRow, registers};
pub use restated::{PayoutRestated, RestatedLine, RestatedRow, restated};
pub use series::{PublishedFigure, PublishedRow, series};
pub use things::{
    AccountRow, AssetRow, CapitalRow, ContractRow, HouseRow, ParcelRow, accounts, assets, capital, contracts, houses,
    parcels,
};
pub use union::{UnionRow, union};
pub use works::{WorksRow, works};

use super::{
    layout::{BookSide, Layout, LayoutError, WantedFigure},
    teller,
    value::{BalanceSheet, IncomeAndDistribution, PayoutSummary, TrialBalance, TrialRow, UnverifiedSetting},
};
use crate::{
    books::{AccountKey, AsOf, Books, NormalSide, Turnover, is_detail},
    unit::{Day, Fen, Money, Period, Text},
};
use std::collections::BTreeMap;

/// Every payout in order of declaration. What could not be divided is a line of the payout, so
/// the residue of a payout is always 0.00.
pub fn payout_summaries(books: &Books) -> Vec<PayoutSummary> {
    summaries(books, None)
}

/// Every payout declared by the end of a day, with what was open then: what was paid later is not
/// yet paid.
pub fn payout_summaries_on(books: &Books, day: Day) -> Vec<PayoutSummary> {
    summaries(books, Some(day))
}

fn summaries(books: &Books, upto: Option<Day>) -> Vec<PayoutSummary> {
    let mut payouts: Vec<_> = books.payouts().values().filter(|p| upto.is_none_or(|day| p.on <= day)).collect();
    payouts.sort_by_key(|p| p.index);
    let summary = |p: &&crate::books::Payout| {
        Some(PayoutSummary {
            payout: p.declared.payout.clone(),
            entry: p.index,
            date: p.on,
            scheme: teller::scheme(books, p)?,
            pool: p.declared.lines.total,
            lines: p.declared.lines.count,
            sum: p.declared.lines.total,
            collective: Money::from_fen(p.collective)?,
            outside: outside(p)?,
            asked: p.declared.asks.then_some(p.declared.households),
            residue: Money::ZERO,
            reversed: books.corrected_by(p.index),
            owed: if p.declared.asks { Some(Money::from_fen(books.owed_in_all(p, upto))?) } else { None },
            open: Money::from_fen(upto.map_or_else(|| p.open(), |day| p.open_on(day)))?,
        })
    };
    payouts.iter().filter_map(summary).collect()
}

/// What neither households nor the collective received.
fn outside(p: &crate::books::Payout) -> Option<Option<Money>> {
    let members = p.declared.households.fen().plus(p.collective)?;
    let rest = Money::from_fen(p.declared.lines.total.fen().minus(members)?)?;
    Some((rest != Money::ZERO).then_some(rest))
}

/// Turnover since 1 January and balance of each account at the end of a day; `closed` with the
/// steps that close that day's year. An account that stands on both sides shows both, summed by
/// holder and purpose; any other shows what is left.
pub fn trial_balance(books: &Books, on: Day, closed: bool) -> TrialBalance {
    let mut rows: BTreeMap<&str, TrialRow> = BTreeMap::new();
    // opening balances are no turnover
    let first = Day::new(on.year(), 1, 1).max(books.opening_on()).unwrap_or(on);
    for (key, turnover, balance) in books.accounts().as_of(first, AsOf { day: on, closed }) {
        let Some(account) = books.chart().accounts.get(&key.account) else { continue };
        let names = named(&account.zh, &key.account).zip(named(&account.en, &key.account));
        let Some((name_zh, name_en)) = names else { continue };
        let row = rows.entry(key.account.as_str()).or_insert_with(|| TrialRow {
            account: key.account.clone(),
            name_zh,
            name_en,
            year_debit: Fen::ZERO,
            year_credit: Fen::ZERO,
            balance_debit: Fen::ZERO,
            balance_credit: Fen::ZERO,
        });
        row.year_debit = row.year_debit.capped_plus(turnover.debit);
        row.year_credit = row.year_credit.capped_plus(turnover.credit);
        match balance.0 >= 0 {
            true => row.balance_debit = row.balance_debit.capped_plus(balance),
            false => row.balance_credit = row.balance_credit.capped_minus(balance),
        }
    }
    for (code, row) in &mut rows {
        if !stands_on_both_sides(books, code) {
            let left = row.balance_debit.capped_minus(row.balance_credit);
            row.balance_debit = Fen(left.0.max(0));
            row.balance_credit = Fen(left.negated().0.max(0));
        }
    }
    let unverified = unverified(books, on, |_| true);
    TrialBalance { ledger: teller::ledger_name(books), on, rows: rows.into_values().collect(), unverified }
}

/// 资产负债表 at the end of a day, with whatever of its year's closing is recorded by then, beside
/// the start of the year. Incomes and expenses not yet closed count as the year's result, so the sheet
/// balances on any day.
///
/// # Errors
/// A sum leaves the range of amounts.
pub fn balance_sheet(books: &Books, on: Day) -> Result<BalanceSheet, LayoutError> {
    let now = balances(books, on);
    let start = Day::new(on.year() - 1, 12, 31).map(|day| balances(books, day)).filter(|b| !b.is_empty());
    let before = start.as_ref().map(|b| move |wanted: WantedFigure<'_>| b.of(wanted));
    let before = before.as_ref().map(|b| b as &dyn Fn(WantedFigure<'_>) -> Fen);
    let sheet = BalanceSheet::from_figures(teller::ledger_name(books), on, |wanted| now.of(wanted), before)?;
    let stands = |account: &str| !is_of_result(books, account);
    Ok(BalanceSheet { unverified: unverified(books, on, stands), ..sheet })
}

fn is_of_result(books: &Books, account: &str) -> bool {
    let rule = &books.chart().year;
    rule.is_income(account) || rule.is_expense(account)
}

/// Choices that nobody verified, by which something went to such an account.
fn unverified(books: &Books, on: Day, wanted: impl Fn(&str) -> bool) -> Vec<UnverifiedSetting> {
    let used = books.unverified_settings(on).into_iter().filter(|(_, account)| wanted(account));
    let one = |(known, account): (&'static crate::books::KnownSetting, String)| UnverifiedSetting {
        setting: known.name.to_owned(),
        name_zh: known.zh.to_owned(),
        name_en: known.en.to_owned(),
        account,
    };
    used.map(one).collect()
}

/// 收益及收益分配表 from 1 January to the end of a day, beside the same days of the year before where
/// the books have it.
///
/// # Errors
/// A sum leaves the range of amounts.
pub fn income_and_distribution(books: &Books, on: Day) -> Result<IncomeAndDistribution, LayoutError> {
    let now = YearFigures::of(books, on);
    let with_last_year = first_year(books).is_some_and(|first| first < on.year());
    let earlier = on.plus_months(-12).filter(|_| with_last_year).map(|day| YearFigures::of(books, day));
    let before = earlier.as_ref().map(|b| move |wanted: WantedFigure<'_>| b.get(wanted));
    let before = before.as_ref().map(|b| b as &dyn Fn(WantedFigure<'_>) -> Fen);
    let income = IncomeAndDistribution::from_figures(teller::ledger_name(books), on, |wanted| now.get(wanted), before)?;
    let of_result = |account: &str| is_of_result(books, account);
    Ok(IncomeAndDistribution { unverified: unverified(books, on, of_result), ..income })
}

/// A figure of the books that a row of a statement is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowSource {
    /// Code in the chart.
    pub account: String,
    /// Which part of it, as the layout names it; nothing for all of it.
    pub part: Option<String>,
    /// What it adds to the row, below 0 where it is taken away.
    pub amount: Fen,
}

/// What a row of the balance sheet at the end of a day is made of, by the row's key; nothing for a key that is none.
pub fn balance_sheet_row(books: &Books, on: Day, key: &str) -> Vec<RowSource> {
    let now = balances(books, on);
    sources(Layout::balance_sheet(), key, |wanted| now.of(wanted))
}

/// The same of the income statement from 1 January to the end of a day.
pub fn income_row(books: &Books, on: Day, key: &str) -> Vec<RowSource> {
    let now = YearFigures::of(books, on);
    sources(Layout::income(), key, |wanted| now.get(wanted))
}

fn sources(layout: &Layout, key: &str, figure: impl Fn(WantedFigure<'_>) -> Fen) -> Vec<RowSource> {
    let source = |(added, wanted): (bool, WantedFigure<'_>)| {
        let amount = figure(wanted);
        RowSource {
            account: wanted.account.to_owned(),
            part: wanted.part.map(str::to_owned),
            amount: if added { amount } else { amount.negated() },
        }
    };
    layout.sources(key).into_iter().map(source).filter(|source| source.amount != Fen::ZERO).collect()
}

fn since_new_year(books: &Books, on: Day, closed: bool) -> impl Iterator<Item = (&AccountKey, Turnover, Fen)> {
    let first = Day::new(on.year(), 1, 1).unwrap_or(on);
    books.accounts().as_of(first, AsOf { day: on, closed })
}

fn stands_on_both_sides(books: &Books, account: &str) -> bool {
    books.chart().accounts.get(account).is_some_and(|a| a.side == NormalSide::Both)
}

/// A chart's name may be no line of text; its code is one, or the account is passed over.
fn named(name: &str, code: &str) -> Option<Text> {
    name.parse().or_else(|_| code.parse()).ok()
}

/// Debit and credit balances of each account, holder by holder and purpose by purpose.
struct Balances<'a>(BTreeMap<&'a str, (Fen, Fen)>);

fn balances(books: &Books, on: Day) -> Balances<'_> {
    let mut all: BTreeMap<&str, (Fen, Fen)> = BTreeMap::new();
    let rule = &books.chart().year;
    for (key, _, balance) in since_new_year(books, on, true) {
        let account = if is_of_result(books, &key.account) { &rule.result } else { &key.account };
        let (debit, credit) = all.entry(account.as_str()).or_default();
        match balance.0 >= 0 {
            true => *debit = debit.capped_plus(balance),
            false => *credit = credit.capped_minus(balance),
        }
    }
    Balances(all)
}

impl Balances<'_> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn of(&self, wanted: WantedFigure<'_>) -> Fen {
        let details = self.0.iter().filter(|(account, _)| is_detail(account, wanted.account));
        let (debit, credit) =
            details.fold((Fen::ZERO, Fen::ZERO), |sum, (_, of)| (sum.0.capped_plus(of.0), sum.1.capped_plus(of.1)));
        match wanted.part {
            Some("debit") => debit,
            Some("credit") => credit,
            _ => on_side(debit.capped_minus(credit), wanted.side),
        }
    }
}

/// Debit less credit as a figure on a side.
fn on_side(net: Fen, side: BookSide) -> Fen {
    match side {
        BookSide::Debit => net,
        BookSide::Credit => net.negated(),
    }
}

/// The first year with entries of its own: opening balances belong to the day before.
fn first_year(books: &Books) -> Option<i32> {
    let opened = books.opening_on().map(Day::year);
    opened.or_else(|| books.accounts().first_day().map(Day::year))
}

/// A year's incomes and expenses before they are closed, and what became of its result.
struct YearFigures {
    turnover: BTreeMap<String, Fen>,
    opening: Fen,
    transfers: Fen,
    reserve: Fen,
    members: Fen,
    other: Fen,
}

impl YearFigures {
    /// From 1 January to the end of a day.
    fn of(books: &Books, end: Day) -> YearFigures {
        let rule = &books.chart().year;
        let year = end.year();
        let key = |place: &crate::books::SubAccount| (place.account.clone(), place.purpose.clone());
        let undistributed = key(&rule.undistributed);
        let to_reserve = key(&rule.reserve_from);
        let to_members = key(&books.chart().payout.result);
        let mut found = YearFigures {
            turnover: BTreeMap::new(),
            opening: Fen::ZERO,
            transfers: Fen::ZERO,
            reserve: Fen::ZERO,
            members: Fen::ZERO,
            other: Fen::ZERO,
        };
        // the balance the year began with: of the day before, or the opening's where it is later
        let opened = books.opening_on().and_then(|on| on.plus_days(-1)).filter(|day| day.year() == year);
        let start = opened.or_else(|| Day::new(year - 1, 12, 31));
        let begins = start.and_then(|day| day.plus_days(1)).unwrap_or(end);
        let equity = |account: &str| account == rule.result || account == undistributed.0;
        if let Some(start) = start {
            let all = books.accounts().as_of(start, AsOf { day: start, closed: true });
            found.opening =
                Fen::capped_total(all.filter(|(k, ..)| equity(&k.account)).map(|(.., balance)| balance.negated()));
        }
        for (k, turnover, _) in since_new_year(books, end, false) {
            let sum: &mut Fen = found.turnover.entry(k.account.clone()).or_default();
            *sum = sum.capped_plus(turnover.net());
        }
        let days = Period::new(begins, end);
        for (k, turnover) in days.into_iter().flat_map(|days| books.accounts().beside_steps(days)) {
            if (&k.account, &k.purpose) == (&undistributed.0, &undistributed.1) {
                found.transfers = found.transfers.capped_minus(turnover.net());
            }
        }
        for (k, turnover, _) in since_new_year(books, end, true) {
            let at = (k.account.clone(), k.purpose.clone());
            if at.0 != undistributed.0 || at == undistributed {
                continue;
            }
            let given = if at == to_reserve {
                &mut found.reserve
            } else if at == to_members {
                &mut found.members
            } else {
                &mut found.other
            };
            *given = given.capped_plus(turnover.debit);
        }
        found
    }

    fn get(&self, wanted: WantedFigure<'_>) -> Fen {
        match wanted.part {
            Some("opening") => on_side(self.opening.negated(), wanted.side),
            Some("transfers") => on_side(self.transfers.negated(), wanted.side),
            Some("reserve") => on_side(self.reserve, wanted.side),
            Some("members") => on_side(self.members, wanted.side),
            Some("other") => on_side(self.other, wanted.side),
            _ => {
                let details = self.turnover.iter().filter(|(account, _)| is_detail(account, wanted.account));
                on_side(Fen::capped_total(details.map(|(_, net)| *net)), wanted.side)
            }
        }
    }
}
