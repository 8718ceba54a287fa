//! Which expected movement of money a line is: the only one that fits, one of several, or none that is known.

use super::line::BankLine;
use crate::unit::{ContractId, Day, Fen, HouseholdId, PayoutId, Period, Words, both};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

/// Days before it is due that money may come.
const EARLY: i64 = 62;

/// A movement of money that the ledger expects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Awaited {
    /// Its number: of several with one number one alone comes, with its fee or without.
    pub once: usize,
    /// Which.
    pub waits: Waits,
    /// Above zero what should come in, below what should go out.
    pub amount: Fen,
    /// By what the other side goes: its name, its code.
    pub names: Vec<String>,
    /// Its account, digits alone, where that is known.
    pub account: Option<String>,
    /// What may be written beside it: codes of contract, instalment, payout, household.
    pub references: Vec<String>,
    /// From which day on it may come.
    pub from: Day,
}

/// What is waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Waits {
    /// Rent of an instalment, or of days.
    Rent {
        contract: ContractId,
        instalment: Option<PayoutId>,
        days: Period,
        /// Its parts by their names in the chart document, with their amounts.
        parts: Vec<(String, Fen)>,
    },
    /// What a household is owed of a payout.
    Line { payout: PayoutId, household: HouseholdId },
    /// All that is open of a payout, in one sum.
    Payout { payout: PayoutId },
    /// What a household was paid of a payout, back from the bank.
    Back { payout: PayoutId, household: HouseholdId },
    /// What a household owes by a payout that asks, or for something else; by its part in the chart document.
    Debt { household: HouseholdId, purpose: String, part: String },
}

impl Waits {
    /// What it is, in a few words.
    pub fn said(&self) -> Words {
        match self {
            Waits::Rent { contract, instalment: Some(instalment), .. } => {
                both!("rent of {contract}, instalment {instalment}", "{contract} 第 {instalment} 期租金")
            }
            Waits::Rent { contract, instalment: None, days, .. } => {
                let (first, last) = (days.first_day(), days.last_day());
                both!("rent of {contract}, {first} to {last}", "{contract} {first} 至 {last} 租金")
            }
            Waits::Line { payout, household } => both!("payout {payout} to {household}", "{payout} 付给 {household}"),
            Waits::Payout { payout } => both!("payout {payout}, all that is open", "{payout} 全部未付款"),
            Waits::Back { payout, household } => {
                both!("payout {payout} of {household} back", "{payout} {household} 退票")
            }
            Waits::Debt { household, purpose, .. } => {
                both!("debt of {household}, {purpose}", "{household} 还款 {purpose}")
            }
        }
    }
}

/// Why a line may be what is expected, or may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// The same amount.
    Amount,
    /// The other side's name.
    Payer,
    /// Its account.
    Account,
    /// A code in what was written.
    Reference,
    /// The bank says that it comes back.
    Returned,
    /// Another amount: by how much less or more.
    OtherAmount(Fen),
    /// Another name.
    OtherPayer,
    /// Another account.
    OtherAccount,
    /// Before it can have come.
    TooEarly,
}

impl Evidence {
    /// In a few words.
    pub fn said(self) -> Words {
        match self {
            Evidence::Amount => both!("amount", "金额相同"),
            Evidence::Payer => both!("name", "户名相符"),
            Evidence::Account => both!("account", "账号相符"),
            Evidence::Reference => both!("reference", "附言相符"),
            Evidence::Returned => both!("returned", "注明退回"),
            Evidence::OtherAmount(by) => both!("amount differs by {by}", "金额相差 {by}"),
            Evidence::OtherPayer => both!("another name", "户名不同"),
            Evidence::OtherAccount => both!("another account", "账号不同"),
            Evidence::TooEarly => both!("before it was expected", "早于应收应付日"),
        }
    }

    /// True where it speaks against.
    fn against(self) -> bool {
        matches!(self, Evidence::OtherAmount(_) | Evidence::OtherPayer | Evidence::OtherAccount | Evidence::TooEarly)
    }
}

/// What a line may be, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Which of what is expected, from 0.
    pub awaited: usize,
    /// Why, and why not.
    pub evidence: Vec<Evidence>,
}

impl Candidate {
    /// True where nothing speaks against.
    pub fn fits(&self) -> bool {
        self.evidence.contains(&Evidence::Amount) && !self.evidence.iter().any(|evidence| evidence.against())
    }

    /// True where more than the amount speaks for it.
    pub fn is_sure(&self) -> bool {
        self.fits() && self.evidence.len() > 1
    }

    /// By how much the amount differs.
    fn differs(&self) -> Fen {
        let by = self.evidence.iter().find_map(|evidence| match evidence {
            Evidence::OtherAmount(by) => Some(by.absolute()),
            Evidence::Amount
            | Evidence::Payer
            | Evidence::Account
            | Evidence::Reference
            | Evidence::Returned
            | Evidence::OtherPayer
            | Evidence::OtherAccount
            | Evidence::TooEarly => None,
        });
        by.unwrap_or(Fen::ZERO)
    }

    /// How much speaks for it.
    fn weight(&self) -> usize {
        let weight = |evidence: &Evidence| match evidence {
            Evidence::Amount => 8,
            Evidence::Account => 4,
            Evidence::Payer => 3,
            Evidence::Returned => 2,
            Evidence::Reference => 2,
            Evidence::OtherAmount(_) | Evidence::OtherPayer | Evidence::OtherAccount | Evidence::TooEarly => 0,
        };
        self.evidence.iter().map(weight).sum()
    }
}

/// Where a line stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineStanding {
    /// It is recorded already.
    Recorded,
    /// One thing that is expected fits, and no other line.
    Matched(Candidate),
    /// Several fit, or one that differs in something; best first.
    Suggested(Vec<Candidate>),
    /// Nothing expected is like it.
    Unknown(Unmatched),
}

/// Why nothing is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unmatched {
    /// Nothing like it is expected.
    Unexpected,
    /// A fee of the bank's.
    Fee,
    /// It was taken back by another line, in this row.
    Reversed(u32),
    /// What it would be came already, in this row.
    Again(u32),
}

impl Unmatched {
    /// In a few words.
    pub fn said(self) -> Words {
        match self {
            Unmatched::Unexpected => both!("nothing like it is expected", "没有与之相符的应收应付"),
            Unmatched::Fee => both!("looks like a bank fee", "像是银行手续费"),
            Unmatched::Reversed(row) => both!("reversed by row {row}", "与第 {row} 行互相冲正"),
            Unmatched::Again(row) => both!("expected once, and row {row} has it", "只应有一笔，第 {row} 行已是"),
        }
    }
}

/// A line and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgedLine {
    /// The line.
    pub line: BankLine,
    /// Where it stands.
    pub standing: LineStanding,
}

/// Judges all lines of a statement together: what one of them is, no other is. `recorded` are the rows of lines that are
/// recorded already.
pub fn judge(lines: &[BankLine], awaited: &[Awaited], recorded: &BTreeSet<u32>) -> Vec<JudgedLine> {
    let reversed = reversed(lines);
    let mut standings: Vec<LineStanding> =
        lines.iter().map(|line| first(line, awaited, recorded, reversed.get(&line.row))).collect();
    for rows in claimed(&standings, awaited) {
        settle(lines, &mut standings, &rows);
    }
    lines.iter().cloned().zip(standings).map(|(line, standing)| JudgedLine { line, standing }).collect()
}

/// Where a line stands by itself.
fn first(line: &BankLine, awaited: &[Awaited], recorded: &BTreeSet<u32>, reversed: Option<&u32>) -> LineStanding {
    if recorded.contains(&line.row) {
        return LineStanding::Recorded;
    }
    if let Some(row) = reversed {
        return LineStanding::Unknown(Unmatched::Reversed(*row));
    }
    let mut candidates: Vec<Candidate> =
        awaited.iter().enumerate().filter_map(|(at, awaited)| candidate(line, at, awaited)).collect();
    candidates.sort_by_key(|c| (!c.fits(), Reverse(c.weight()), c.differs(), c.awaited));
    let most = candidates.first().filter(|best| best.fits()).map(Candidate::weight);
    let best: Vec<&Candidate> = candidates.iter().filter(|c| c.fits() && Some(c.weight()) == most).collect();
    match best.as_slice() {
        [one] => LineStanding::Matched((*one).clone()),
        _ if candidates.is_empty() => {
            LineStanding::Unknown(if is_fee(line) { Unmatched::Fee } else { Unmatched::Unexpected })
        }
        _ => LineStanding::Suggested(candidates),
    }
}

/// What speaks for and against; none where nothing is alike.
fn candidate(line: &BankLine, at: usize, awaited: &Awaited) -> Option<Candidate> {
    if (line.amount > Fen::ZERO) != (awaited.amount > Fen::ZERO) {
        return None;
    }
    let back = matches!(awaited.waits, Waits::Back { .. });
    // what comes in is a return only where the bank says so, or it comes from the household's own account
    let mut evidence = vec![match line.amount == awaited.amount {
        true => Evidence::Amount,
        false => Evidence::OtherAmount(line.amount.capped_minus(awaited.amount)),
    }];
    let account = awaited.account.as_ref().filter(|_| !line.payer_account.is_empty());
    evidence.extend(account.map(|account| match *account == line.payer_account {
        true => Evidence::Account,
        false => Evidence::OtherAccount,
    }));
    let payer = bare(&line.payer);
    if !payer.is_empty() && !awaited.names.is_empty() {
        let named = awaited.names.iter().any(|name| !bare(name).is_empty() && bare(name) == payer);
        evidence.push(if named { Evidence::Payer } else { Evidence::OtherPayer });
    }
    let written = format!("{} {}", line.text, line.reference);
    if awaited.references.iter().any(|code| has_word(&written, code)) {
        evidence.push(Evidence::Reference);
    }
    if back && says_returned(line) {
        evidence.push(Evidence::Returned);
    }
    if line.day < awaited.from.plus_days(if back { 0 } else { -EARLY }).unwrap_or(awaited.from) {
        evidence.push(Evidence::TooEarly);
    }
    // a batch leaves for the bank's own account, and comes back from it
    if back || matches!(awaited.waits, Waits::Payout { .. }) {
        evidence.retain(|evidence| !matches!(evidence, Evidence::OtherPayer | Evidence::OtherAccount));
    }
    let candidate = Candidate { awaited: at, evidence };
    let alike = |evidence: Evidence| candidate.evidence.contains(&evidence);
    let named = alike(Evidence::Payer) || alike(Evidence::Account) || alike(Evidence::Reference);
    let likely = match back {
        true => alike(Evidence::Amount) && (alike(Evidence::Returned) || alike(Evidence::Account)),
        false => alike(Evidence::Amount) || named,
    };
    likely.then_some(candidate)
}

/// Rows that are matched with one thing.
fn claimed(standings: &[LineStanding], awaited: &[Awaited]) -> Vec<Vec<usize>> {
    let mut claimed: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (row, standing) in standings.iter().enumerate() {
        if let LineStanding::Matched(candidate) = standing
            && let Some(awaited) = awaited.get(candidate.awaited)
        {
            claimed.entry(awaited.once).or_default().push(row);
        }
    }
    claimed.into_values().filter(|rows| rows.len() > 1).collect()
}

/// Several lines are all of one thing that is expected once: that with the most evidence has it; of lines that are alike
/// the first; else a person says which.
fn settle(lines: &[BankLine], standings: &mut [LineStanding], rows: &[usize]) {
    let candidate = |standings: &[LineStanding], row: usize| match standings.get(row) {
        Some(LineStanding::Matched(candidate)) => Some(candidate.clone()),
        _ => None,
    };
    let weights: Vec<(usize, usize)> =
        rows.iter().filter_map(|row| Some((*row, candidate(standings, *row)?.weight()))).collect();
    let most = weights.iter().map(|(_, weight)| *weight).max();
    let best: Vec<usize> = weights.iter().filter(|(_, weight)| Some(*weight) == most).map(|(row, _)| *row).collect();
    let same = |one: &BankLine, other: &BankLine| {
        one.day == other.day
            && one.payer == other.payer
            && one.payer_account == other.payer_account
            && one.text == other.text
    };
    let winner = match best.as_slice() {
        [one] => Some(*one),
        [one, rest @ ..] => lines
            .get(*one)
            .filter(|line| rest.iter().all(|row| lines.get(*row).is_some_and(|other| same(line, other))))
            .map(|_| *one),
        [] => None,
    };
    for row in rows.iter().filter(|row| Some(**row) != winner) {
        let Some(found) = candidate(standings, *row) else { continue };
        let taken = winner.and_then(|winner| lines.get(winner)).map(|line| line.row);
        let standing = match taken {
            Some(taken) => LineStanding::Unknown(Unmatched::Again(taken)),
            None => LineStanding::Suggested(vec![found]),
        };
        if let Some(at) = standings.get_mut(*row) {
            *at = standing;
        }
    }
}

/// Lines that take each other back: the row of the other by the row of each.
fn reversed(lines: &[BankLine]) -> BTreeMap<u32, u32> {
    const WORDS: [&str; 6] = ["冲正", "撤销", "抹账", "红冲", "冲账", "reversal"];
    let mut pairs = BTreeMap::new();
    for (at, line) in lines.iter().enumerate() {
        let says = |line: &BankLine| WORDS.iter().any(|word| line.text.to_lowercase().contains(word));
        if !says(line) {
            continue;
        }
        let before = lines.get(..at).unwrap_or(&[]).iter().rev();
        let behind = lines.get(at + 1..).unwrap_or(&[]).iter();
        let other = before.chain(behind).find(|other| {
            other.amount == line.amount.negated()
                && (other.payer == line.payer || line.payer.is_empty())
                && !pairs.contains_key(&other.row)
                && !says(other)
        });
        if let Some(other) = other {
            pairs.insert(line.row, other.row);
            pairs.insert(other.row, line.row);
        }
    }
    pairs
}

fn says_returned(line: &BankLine) -> bool {
    const WORDS: [&str; 6] = ["退票", "退汇", "退回", "退款", "转账失败", "returned"];
    WORDS.iter().any(|word| line.text.to_lowercase().contains(word))
}

fn is_fee(line: &BankLine) -> bool {
    const WORDS: [&str; 6] = ["手续费", "工本费", "管理费", "年费", "短信费", "fee"];
    line.amount < Fen::ZERO && WORDS.iter().any(|word| line.text.to_lowercase().contains(word))
}

/// A name without blanks and brackets.
fn bare(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// True if a code stands in a text as a word of its own.
fn has_word(text: &str, code: &str) -> bool {
    let joins = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    !code.is_empty()
        && text.match_indices(code).any(|(at, _)| {
            let before = text.get(..at).and_then(|head| head.chars().next_back());
            let after = text.get(at + code.len()..).and_then(|rest| rest.chars().next());
            !joins(before) && !joins(after)
        })
}
