//! What each entry posted: the lines of every voucher, one behind the other.

use super::accounts::{AccountKey, Posting, Side, Voucher};
use crate::{log::Hash, unit::Fen};
use serde::{Deserialize, Serialize};
use std::{collections::HashMap, sync::Arc};

/// The entries that a correction can name, in order: each with its leaf and the lines it posted, none
/// where what it brought into a register can be withdrawn.
///
/// A ledger of a million vouchers has all of them in memory, so nothing here is allocated for each.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(try_from = "Kept")]
pub struct Vouchers {
    entries: Vec<u64>,
    #[serde(with = "super::kept::hashes")]
    leaves: Vec<Hash>,
    /// Where the lines of each entry end.
    ends: Vec<usize>,
    lines: Vec<KeptLine>,
    keys: Vec<Arc<AccountKey>>,
    #[serde(skip)]
    numbers: HashMap<Arc<AccountKey>, u32>,
}

/// Number of the key, true for a credit, fen.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct KeptLine(u32, bool, i64);

/// As a snapshot holds them.
#[derive(Deserialize)]
struct Kept {
    entries: Vec<u64>,
    #[serde(with = "super::kept::hashes")]
    leaves: Vec<Hash>,
    ends: Vec<usize>,
    lines: Vec<KeptLine>,
    keys: Vec<Arc<AccountKey>>,
}

impl TryFrom<Kept> for Vouchers {
    type Error = &'static str;

    fn try_from(Kept { entries, leaves, ends, lines, keys }: Kept) -> Result<Vouchers, &'static str> {
        let whole = ends.is_sorted() && ends.last().copied().unwrap_or_default() == lines.len();
        let each = entries.len() == leaves.len() && entries.len() == ends.len();
        if !whole || !each || !entries.is_sorted_by(|a, b| a < b) {
            return Err("entries in order, each with its leaf and the end of its lines");
        }
        if lines.iter().any(|KeptLine(key, ..)| keys.len() <= *key as usize) {
            return Err("no account key of this number");
        }
        let numbers = keys.iter().cloned().zip(0..).collect();
        Ok(Vouchers { entries, leaves, ends, lines, keys, numbers })
    }
}

/// The lines that one entry posted, at least one.
#[derive(Debug, Clone, Copy)]
pub struct PostedLines<'a> {
    lines: &'a [KeptLine],
    keys: &'a [Arc<AccountKey>],
}

/// One line that was posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PostedLine<'a> {
    /// Where.
    pub key: &'a Arc<AccountKey>,
    /// Which side.
    pub side: Side,
    /// How much; negative only in a red reversal (红字).
    pub amount: Fen,
}

impl PostedLine<'_> {
    /// The amount on the debit side: negative for a credit.
    pub fn debit(&self) -> Fen {
        match self.side {
            Side::Debit => self.amount,
            Side::Credit => self.amount.negated(),
        }
    }
}

impl<'a> PostedLines<'a> {
    /// The lines in order.
    pub fn lines(self) -> impl Iterator<Item = PostedLine<'a>> {
        self.lines.iter().filter_map(move |KeptLine(key, credit, amount)| {
            let side = if *credit { Side::Credit } else { Side::Debit };
            self.keys.get(*key as usize).map(|key| PostedLine { key, side, amount: Fen(*amount) })
        })
    }

    /// All of them as a voucher.
    pub fn voucher(self) -> Voucher {
        let line = |line: PostedLine<'_>| Posting { key: line.key.clone(), side: line.side, amount: line.amount };
        Voucher::of(self.lines().map(line).collect())
    }
}

impl Vouchers {
    /// What an entry posted.
    pub fn get(&self, entry: u64) -> Option<PostedLines<'_>> {
        self.at(self.entries.binary_search(&entry).ok()?)
    }

    /// The lines that an entry posted; none where it posted nothing.
    pub fn lines(&self, entry: u64) -> impl Iterator<Item = PostedLine<'_>> {
        self.get(entry).into_iter().flat_map(PostedLines::lines)
    }

    /// What every entry posted, in order.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = (u64, PostedLines<'_>)> {
        self.from(0)
    }

    /// What the entries behind one posted, in order.
    pub fn behind(&self, entry: u64) -> impl DoubleEndedIterator<Item = (u64, PostedLines<'_>)> {
        self.from(self.entries.partition_point(|at| *at <= entry))
    }

    /// The leaf of an entry that can be reversed or withdrawn.
    pub fn leaf(&self, entry: u64) -> Option<Hash> {
        self.leaves.get(self.entries.binary_search(&entry).ok()?).copied()
    }

    /// True if nothing was posted yet.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Takes in the newest entry: its leaf and what it posted, nothing where it can only be withdrawn.
    pub(super) fn push(&mut self, entry: u64, leaf: Hash, voucher: &Voucher) {
        for line in voucher.lines() {
            let number = match self.numbers.get(&line.key) {
                Some(number) => *number,
                None => self.number(&line.key),
            };
            self.lines.push(KeptLine(number, line.side == Side::Credit, line.amount.0));
        }
        self.entries.push(entry);
        self.leaves.push(leaf);
        self.ends.push(self.lines.len());
    }

    fn number(&mut self, key: &Arc<AccountKey>) -> u32 {
        let number = u32::try_from(self.keys.len()).unwrap_or(u32::MAX);
        self.keys.push(key.clone());
        self.numbers.insert(key.clone(), number);
        number
    }

    fn from(&self, first: usize) -> impl DoubleEndedIterator<Item = (u64, PostedLines<'_>)> {
        let entries = self.entries.iter().enumerate().skip(first);
        entries.filter_map(|(at, entry)| self.at(at).map(|posted| (*entry, posted)))
    }

    fn at(&self, at: usize) -> Option<PostedLines<'_>> {
        let begin = match at.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        let lines = self.lines.get(begin..*self.ends.get(at)?)?;
        (!lines.is_empty()).then_some(PostedLines { lines, keys: &self.keys })
    }
}
