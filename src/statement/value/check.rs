//! Does a statement agree with itself? A household can work all of this out with a pencil.

use super::{HouseholdStatement, LineKind, OpenByPurpose, StatementLine, Towards, YearTotals};
use crate::statement::capitals;
use crate::unit::{Day, Fen, Lang, Money, Say};
use std::collections::{BTreeMap, BTreeSet};

/// Where a statement contradicts itself. Lines are counted from 1, as they are printed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// The sign does not fit the kind.
    #[error("line {line}: {found} yuan has the wrong sign for its kind")]
    Sign {
        /// The line.
        line: usize,
        /// Its amount.
        found: Fen,
    },
    /// The running open amount is wrong.
    #[error("line {line}: open after it is {expected} yuan by the lines, the statement says {found}")]
    OpenAfter {
        /// The line.
        line: usize,
        /// What the lines add up to.
        expected: Fen,
        /// What is printed.
        found: Fen,
    },
    /// The reasons do not add up to the amount.
    #[error("line {line}: its reasons add up to {expected} yuan, the statement says {found}")]
    Reasons {
        /// The line.
        line: usize,
        /// Sum of the reasons.
        expected: Fen,
        /// What is printed.
        found: Fen,
    },
    /// Figures and capitals differ.
    #[error("line {line}: the capitals do not say {expected} yuan")]
    InWords {
        /// The line.
        line: usize,
        /// The amount in figures.
        expected: Fen,
    },
    /// The line's entry is not among the entries about the household.
    #[error("line {line}: entry {entry} is not among the entries about the household")]
    NotListed {
        /// The line.
        line: usize,
        /// Its entry.
        entry: u64,
    },
    /// The totals by year are not those of the lines.
    #[error("the totals by year are not those of the lines")]
    Years,
    /// What is open by purpose is not what the lines leave open.
    #[error("open by purpose adds up to {found} yuan, the lines leave {expected}")]
    Open {
        /// What the lines leave open.
        expected: Fen,
        /// What the purposes add up to.
        found: Fen,
    },
    /// What is open for one purpose is not what its lines leave open.
    #[error("{purpose} has {found} yuan open, its lines leave {expected}")]
    Purpose {
        /// The purpose.
        purpose: String,
        /// What its lines leave open on one side.
        expected: Fen,
        /// What is printed.
        found: Fen,
    },
    /// What is open names a purpose twice, or one of which nothing is open.
    #[error("the purposes with something open do not stand once each")]
    Purposes,
    /// A line of a later day than the statement's.
    #[error("line {line} is of {found}, the statement is as of {as_of}")]
    Later {
        /// The line.
        line: usize,
        /// The statement's day.
        as_of: Day,
        /// The line's.
        found: Day,
    },
    /// The list of entries is not the stated number, or not in order.
    #[error("the statement lists {found} entries up to entry {upto}, the ledger states {expected}")]
    Items {
        /// Stated by the ledger.
        expected: u64,
        /// Listed and covered.
        found: u64,
        /// How many entries of the ledger are covered.
        upto: u64,
    },
    /// A sum left the range of amounts.
    #[error("a sum is too large to be an amount")]
    TooLarge,
}

impl Say for Flaw {
    fn say(&self, lang: Lang) -> String {
        let zh = match self {
            Flaw::Sign { line, found } => format!("第 {line} 行：{found} 元的正负与类别不符"),
            Flaw::OpenAfter { line, expected, found } => {
                format!("第 {line} 行：此后未结按各行是 {expected} 元，单上写 {found}")
            }
            Flaw::Reasons { line, expected, found } => format!("第 {line} 行：依据合计 {expected} 元，单上写 {found}"),
            Flaw::InWords { line, expected } => format!("第 {line} 行：大写不是 {expected} 元"),
            Flaw::NotListed { line, entry } => format!("第 {line} 行：第 {entry} 条不在与本户有关的记录里"),
            Flaw::Years => "按年合计与各行不符".to_owned(),
            Flaw::Open { expected, found } => format!("按用途未结合计 {found} 元，各行剩 {expected}"),
            Flaw::Purpose { purpose, expected, found } => format!("{purpose} 未结写作 {found} 元，各行剩 {expected}"),
            Flaw::Purposes => "未结的用途没有各列一次".to_owned(),
            Flaw::Later { line, as_of, found } => format!("第 {line} 行是 {found} 的，对账单截至 {as_of}"),
            Flaw::Items { expected, found, upto } => {
                format!("单上到第 {upto} 条列出 {found} 条，账本声明 {expected} 条")
            }
            Flaw::TooLarge => "合计超出金额范围".to_owned(),
        };
        lang.pick(zh, self.to_string())
    }
}

impl HouseholdStatement {
    /// Everything in which the statement contradicts itself; empty when it agrees. It does not
    /// verify proofs, and a statement that agrees with itself may still not be the ledger's.
    pub fn check(&self) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        let (mut to, mut from) = (Fen::ZERO, Fen::ZERO);
        for (i, line) in self.lines.iter().enumerate() {
            self.check_line(i + 1, line, &mut flaws);
            let open = match line.what.side() {
                Towards::ToHousehold => &mut to,
                Towards::FromHousehold => &mut from,
            };
            match open.plus(line.amount) {
                Some(sum) => *open = sum,
                None => flaws.push(Flaw::TooLarge),
            }
            if *open != line.open_after {
                flaws.push(Flaw::OpenAfter { line: i + 1, expected: *open, found: line.open_after });
            }
        }
        if years_of(&self.lines).is_none_or(|years| years != self.years) {
            flaws.push(Flaw::Years);
        }
        for (expected, found) in [
            (to, total(self.open.iter().map(|o| o.to_household.fen()))),
            (from, total(self.open.iter().map(|o| o.from_household.fen()))),
        ] {
            match found {
                Some(found) if found != expected => flaws.push(Flaw::Open { expected, found }),
                Some(_) => {}
                None => flaws.push(Flaw::TooLarge),
            }
        }
        self.check_purposes(&mut flaws);
        self.check_items(&mut flaws);
        flaws
    }

    /// Each purpose once, with what its lines leave open on either side, and none that they do not name.
    fn check_purposes(&self, flaws: &mut Vec<Flaw>) {
        let mut left: BTreeMap<(&str, Towards), [Fen; 2]> = BTreeMap::new();
        let mut add = |purpose, side, which: usize, amount| {
            if let Some(sum) = left.entry((purpose, side)).or_default().get_mut(which) {
                *sum = sum.capped_plus(amount);
            }
        };
        for line in &self.lines {
            add(line.purpose.as_str(), line.what.side(), 0, line.amount);
        }
        for open in &self.open {
            add(open.purpose.as_str(), Towards::ToHousehold, 1, open.to_household.fen());
            add(open.purpose.as_str(), Towards::FromHousehold, 1, open.from_household.fen());
        }
        let nothing = |o: &OpenByPurpose| (o.to_household, o.from_household) == (Money::ZERO, Money::ZERO);
        let named: BTreeSet<&str> = self.open.iter().map(|o| o.purpose.as_str()).collect();
        if named.len() != self.open.len() || self.open.iter().any(nothing) {
            flaws.push(Flaw::Purposes);
        }
        for ((purpose, _), [expected, found]) in left {
            if expected != found {
                flaws.push(Flaw::Purpose { purpose: purpose.to_owned(), expected, found });
            }
        }
    }

    fn check_line(&self, number: usize, line: &StatementLine, flaws: &mut Vec<Flaw>) {
        let wrong_sign = match line.what.raises() {
            Some(true) => line.amount.0 < 0,
            Some(false) => line.amount.0 > 0,
            None => false,
        };
        if wrong_sign || line.amount.0 == i64::MIN {
            flaws.push(Flaw::Sign { line: number, found: line.amount });
        }
        if capitals::parse(&line.in_words) != Ok(line.size()) {
            flaws.push(Flaw::InWords { line: number, expected: line.size() });
        }
        if line.is_computed() && !line.reasons.is_empty() {
            match total(line.reasons.iter().map(|r| r.amount.fen())) {
                Some(expected) if expected != line.amount => {
                    flaws.push(Flaw::Reasons { line: number, expected, found: line.amount });
                }
                Some(_) => {}
                None => flaws.push(Flaw::TooLarge),
            }
        }
        if line.date > self.as_of {
            flaws.push(Flaw::Later { line: number, as_of: self.as_of, found: line.date });
        }
        if !self.concerns.iter().any(|c| c.index == line.entry) {
            flaws.push(Flaw::NotListed { line: number, entry: line.entry });
        }
    }

    fn check_items(&self, flaws: &mut Vec<Flaw>) {
        let stated = &self.completeness;
        let covered = self.concerns.iter().filter(|c| c.index < stated.upto).count() as u64;
        let in_order = self.concerns.is_sorted_by(|a, b| a.index < b.index);
        let later: Vec<u64> = self.concerns.iter().map(|c| c.index).filter(|&i| i >= stated.upto).collect();
        if covered != stated.items || !in_order || later != stated.not_yet_covered {
            flaws.push(Flaw::Items { expected: stated.items, found: covered, upto: stated.upto });
        }
    }
}

/// The lines by calendar year, oldest first; years without a line are left out. Debts of the
/// household do not enter. `None` when a sum leaves the range of amounts.
pub fn years_of(lines: &[StatementLine]) -> Option<Vec<YearTotals>> {
    let mut years: BTreeMap<i32, YearTotals> = BTreeMap::new();
    for line in lines.iter().filter(|l| l.what.side() == Towards::ToHousehold) {
        let year = line.date.year();
        let totals = years.entry(year).or_insert(YearTotals {
            year,
            credited: Fen::ZERO,
            paid: Fen::ZERO,
            set_off: Fen::ZERO,
            open: Fen::ZERO,
        });
        match line.what {
            LineKind::Credited | LineKind::Corrected | LineKind::MovedIn | LineKind::MovedOut => {
                totals.credited = totals.credited.plus(line.amount)?;
            }
            LineKind::Paid | LineKind::PaidAgain | LineKind::Returned => {
                totals.paid = totals.paid.minus(line.amount)?;
            }
            LineKind::SetOff => totals.set_off = totals.set_off.minus(line.amount)?,
            LineKind::Charged | LineKind::Settled | LineKind::DebtSetOff | LineKind::DebtCorrected => {}
        }
    }
    let mut open = Fen::ZERO;
    let mut result: Vec<YearTotals> = years.into_values().collect();
    for year in &mut result {
        open = open.plus(year.credited)?.minus(year.paid)?.minus(year.set_off)?;
        year.open = open;
    }
    Some(result)
}

fn total(mut amounts: impl Iterator<Item = Fen>) -> Option<Fen> {
    amounts.try_fold(Fen::ZERO, Fen::plus)
}
