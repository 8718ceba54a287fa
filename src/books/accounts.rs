//! Accounts: balanced postings, balances by holder and purpose, turnover by day.

use super::is_detail;
use crate::unit::{Day, Fen, Period};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, ops::Bound, sync::Arc};

/// An account of the chart, a holder under it and a purpose: nothing is ever netted across them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AccountKey {
    /// Code in the chart.
    pub account: String,
    /// Household, party, contract, bank account, asset; empty where there is none.
    pub holder: String,
    /// What for; empty where there is only one.
    pub purpose: String,
}

impl AccountKey {
    /// Puts the three together.
    pub fn new(account: impl Into<String>, holder: impl Into<String>, purpose: impl Into<String>) -> Self {
        AccountKey { account: account.into(), holder: holder.into(), purpose: purpose.into() }
    }
}

/// Debit or credit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Side {
    /// 借
    Debit,
    /// 贷
    Credit,
}

/// One line of a voucher. Negative only in a red reversal (红字).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posting {
    /// Where. Shared with the accounts it was posted to.
    pub key: Arc<AccountKey>,
    /// Which side.
    pub side: Side,
    /// How much.
    pub amount: Fen,
}

/// All lines of one entry.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Voucher {
    lines: Vec<Posting>,
}

impl Voucher {
    /// As it was kept.
    pub(super) fn of(lines: Vec<Posting>) -> Voucher {
        Voucher { lines }
    }

    /// Adds a debit; nothing for 0.
    pub fn debit(&mut self, key: impl Into<Arc<AccountKey>>, amount: Fen) {
        self.add(key, Side::Debit, amount);
    }

    /// Adds a credit; nothing for 0.
    pub fn credit(&mut self, key: impl Into<Arc<AccountKey>>, amount: Fen) {
        self.add(key, Side::Credit, amount);
    }

    fn add(&mut self, key: impl Into<Arc<AccountKey>>, side: Side, amount: Fen) {
        if amount != Fen::ZERO {
            self.lines.push(Posting { key: key.into(), side, amount });
        }
    }

    /// True where some line is under the holder.
    pub fn holds(&self, holder: &str) -> bool {
        self.lines.iter().any(|line| line.key.holder == holder)
    }

    /// The lines in order.
    pub fn lines(&self) -> &[Posting] {
        &self.lines
    }

    /// Sum of one side; `None` when it leaves 2⁶³ fen.
    pub fn total(&self, side: Side) -> Option<Fen> {
        let mut lines = self.lines.iter().filter(|p| p.side == side);
        lines.try_fold(Fen::ZERO, |sum, p| sum.plus(p.amount))
    }

    /// Debits equal credits.
    pub fn is_balanced(&self) -> bool {
        let debit = self.total(Side::Debit);
        debit.is_some() && debit == self.total(Side::Credit)
    }

    /// The same lines undone: negative on the same sides (red), or on the other sides.
    pub fn reversed(&self, red: bool) -> Voucher {
        let flip = |side| match side {
            Side::Debit => Side::Credit,
            Side::Credit => Side::Debit,
        };
        let undo = |p: &Posting| match red {
            true => Posting { key: p.key.clone(), side: p.side, amount: p.amount.negated() },
            false => Posting { key: p.key.clone(), side: flip(p.side), amount: p.amount },
        };
        Voucher { lines: self.lines.iter().map(undo).collect() }
    }
}

/// Debit and credit turnover of one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Turnover {
    /// Debits.
    pub debit: Fen,
    /// Credits.
    pub credit: Fen,
}

impl Turnover {
    /// Debit less credit.
    pub fn net(self) -> Fen {
        self.debit.capped_minus(self.credit)
    }

    fn add(&mut self, other: Turnover) {
        self.debit = self.debit.capped_plus(other.debit);
        self.credit = self.credit.capped_plus(other.credit);
    }
}

/// Up to when balances are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AsOf {
    /// Facts effective up to this day.
    pub day: Day,
    /// With the steps that close that day's year, or before them. Those of an earlier year that were taken later count
    /// on their own day either way.
    pub closed: bool,
}

/// The balances of a ledger.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Accounts {
    // the second member of the inner key is the year that the postings close, where they are steps of its end
    days: BTreeMap<Arc<AccountKey>, BTreeMap<(Day, Option<u32>), Turnover>>,
    now: BTreeMap<Arc<AccountKey>, Turnover>,
    // the absolute amounts of all lines together, never above `Fen::MOST_POSTED`
    posted: Fen,
}

impl Accounts {
    /// The absolute amounts of all lines ever posted, with those of the voucher; `None` above
    /// [`Fen::MOST_POSTED`]: the books do not take such a voucher, whoever signed it.
    pub fn room_for(&self, voucher: &Voucher) -> Option<Fen> {
        let lines = voucher.lines().iter().map(|line| line.amount.absolute());
        Fen::total(std::iter::once(self.posted).chain(lines)).filter(|all| *all <= Fen::MOST_POSTED)
    }

    /// Adds a voucher for which there is room, and gives it back as it is to be kept.
    pub fn post(&mut self, on: Day, closing: Option<u32>, voucher: Voucher) -> Voucher {
        let voucher = self.shared(voucher);
        self.posted = self.room_for(&voucher).unwrap_or(Fen::MOST_POSTED);
        for line in voucher.lines() {
            let mut turnover = Turnover::default();
            match line.side {
                Side::Debit => turnover.debit = line.amount,
                Side::Credit => turnover.credit = line.amount,
            }
            self.now.entry(line.key.clone()).or_default().add(turnover);
            let days = self.days.entry(line.key.clone()).or_default();
            days.entry((on, closing)).or_default().add(turnover);
        }
        voucher
    }

    /// These accounts with what others show on the days before one; steps of a year's end, and all from that day on, stay.
    pub(super) fn with_days_of(&self, other: &Accounts, before: Day) -> Accounts {
        let mut mixed = Accounts { posted: self.posted, ..Accounts::default() };
        let moved = |(on, closing): &(Day, Option<u32>)| *on < before && closing.is_none();
        let own = self.days.iter().map(|(key, days)| (key, days, false));
        for (key, days, others) in own.chain(other.days.iter().map(|(key, days)| (key, days, true))) {
            for (at, turnover) in days.iter().filter(|(at, _)| moved(at) == others) {
                mixed.days.entry(key.clone()).or_default().insert(*at, *turnover);
                mixed.now.entry(key.clone()).or_default().add(*turnover);
            }
        }
        mixed
    }

    /// The voucher with the keys that the accounts have already: a million vouchers name a few
    /// thousand accounts.
    fn shared(&self, mut voucher: Voucher) -> Voucher {
        voucher.lines.shrink_to_fit();
        for line in &mut voucher.lines {
            if let Some((known, _)) = self.now.get_key_value(&*line.key) {
                line.key = known.clone();
            }
        }
        voucher
    }

    /// Debit less credit of one key, everything recorded.
    pub fn balance(&self, key: &AccountKey) -> Fen {
        self.now.get(key).map(|t| t.net()).unwrap_or_default()
    }

    /// Debit less credit of a whole account.
    pub fn balance_of(&self, account: &str) -> Fen {
        Fen::capped_total(self.under(account).map(|(_, t)| t.net()))
    }

    /// Debit less credit that was moved under a key on each day behind a day.
    pub fn moved_since(&self, key: &AccountKey, day: Day) -> BTreeMap<Day, Fen> {
        moved_since(self.days.get(key).into_iter(), day)
    }

    /// The same under a whole account.
    pub fn moved_under_since(&self, account: &str, day: Day) -> BTreeMap<Day, Fen> {
        let first = Arc::new(AccountKey::new(account, "", ""));
        let under = self.days.range(first..).take_while(|(key, _)| key.account == account);
        moved_since(under.map(|(_, days)| days), day)
    }

    /// Keys of one account with everything recorded under them.
    pub fn under<'a>(&'a self, account: &'a str) -> impl Iterator<Item = (&'a AccountKey, Turnover)> {
        let first = AccountKey::new(account, "", "");
        self.now.range(Arc::new(first)..).take_while(move |(k, _)| k.account == account).map(|(k, t)| (&**k, *t))
    }

    /// The same with the detail accounts (明细科目) of the account.
    pub fn under_with_details<'a>(&'a self, account: &'a str) -> impl Iterator<Item = (&'a AccountKey, Turnover)> {
        let first = AccountKey::new(account, "", "");
        let keys = self.now.range(Arc::new(first)..);
        keys.take_while(move |(k, _)| is_detail(&k.account, account)).map(|(k, t)| (&**k, *t))
    }

    /// The first day under which anything stands.
    pub fn first_day(&self) -> Option<Day> {
        self.days.values().filter_map(|days| days.keys().next()).map(|(day, _)| *day).min()
    }

    /// Keys of one holder with a balance.
    pub fn of_holder<'a>(&'a self, holder: &'a str) -> impl Iterator<Item = (&'a AccountKey, Fen)> {
        let open = self.now.iter().map(|(key, t)| (&**key, t.net()));
        open.filter(move |(key, net)| key.holder == holder && *net != Fen::ZERO)
    }

    /// An account in which something was ever posted under a holder's code.
    pub fn held_under(&self, holder: &str) -> Option<&str> {
        self.now.keys().find(|key| key.holder == holder).map(|key| key.account.as_str())
    }

    /// What was moved under each key on some days by anything but the steps of a year's end.
    pub fn beside_steps(&self, days: Period) -> impl Iterator<Item = (&AccountKey, Turnover)> {
        self.days.iter().map(move |(key, moved)| {
            let mut turnover = Turnover::default();
            let own = moved.range((days.first_day(), None)..=(days.last_day(), None));
            own.filter(|((_, closing), _)| closing.is_none()).for_each(|(_, t)| turnover.add(*t));
            (&**key, turnover)
        })
    }

    /// Each key with its turnover since `from` and its balance, as of a day.
    pub fn as_of(&self, from: Day, upto: AsOf) -> impl Iterator<Item = (&AccountKey, Turnover, Fen)> {
        self.days.iter().filter_map(move |(key, days)| as_known(key, days, from, upto))
    }

    /// The same of one holder under one account.
    pub fn held_as_of<'a>(
        &'a self,
        (account, holder): (&'a str, &'a str),
        from: Day,
        upto: AsOf,
    ) -> impl Iterator<Item = (&'a AccountKey, Turnover, Fen)> {
        let first = AccountKey::new(account, holder, "");
        let keys = self.days.range(Arc::new(first)..);
        let own = keys.take_while(move |(key, _)| key.account == account && key.holder == holder);
        own.filter_map(move |(key, days)| as_known(key, days, from, upto))
    }
}

/// Turnover since a day and balance of a key; `None` where nothing stands there.
fn as_known<'a>(
    key: &'a AccountKey,
    days: &BTreeMap<(Day, Option<u32>), Turnover>,
    from: Day,
    upto: AsOf,
) -> Option<(&'a AccountKey, Turnover, Fen)> {
    let (mut turnover, mut balance) = (Turnover::default(), Fen::ZERO);
    for (&(day, closing), &t) in days {
        let own = closing.is_some_and(|year| i32::try_from(year) == Ok(upto.day.year()));
        if day > upto.day || (own && !upto.closed) {
            continue;
        }
        balance = balance.capped_plus(t.net());
        if day >= from {
            turnover.add(t);
        }
    }
    let silent = turnover == Turnover::default() && balance == Fen::ZERO;
    (!silent).then_some((key, turnover, balance))
}

fn moved_since<'a>(
    all: impl Iterator<Item = &'a BTreeMap<(Day, Option<u32>), Turnover>>,
    day: Day,
) -> BTreeMap<Day, Fen> {
    let mut later: BTreeMap<Day, Fen> = BTreeMap::new();
    for days in all {
        for ((on, _), turnover) in days.range((Bound::Excluded((day, Some(u32::MAX))), Bound::Unbounded)) {
            let sum = later.entry(*on).or_default();
            *sum = sum.capped_plus(turnover.net());
        }
    }
    later
}
