//! The sum tree: a payout's lines under one root that also fixes their number and total.
//!
//! Every node commits to the count and the sum of *both* children. A tree that hashes only the
//! added sums lets a prover show each member a good path while declaring no more than the largest
//! line (eprint 2018/1139). A proof shows that a line is in a total of so many lines that is at
//! least the line's amount and in which none is negative. It does not show that the others are
//! right or that no receiver occurs twice: an audit does. A path tells one other line's amount and
//! the sums of 2, 4, 8 … others, but no name.
//!
//! The purposes below differ from each other and from RFC 6962's prefixes, so no leaf poses as a
//! node and neither as a hash of the journal.

mod line;
mod proof;

pub use line::{SumKind, SumLine, reasons_hash};
pub use proof::{SumProof, verify_sum_proof};

use super::leaves::subtrees;
use super::proof::beside;
use super::{Hash, JsonError, NoteError};
use crate::unit::{Fen, Lang, Money, Say};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Count, sum and hash of a subtree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SumNode {
    /// Lines under it, at least 1.
    pub count: u64,
    /// Their amounts together, 0 to 2⁶³ − 1 fen.
    pub fen: u64,
    /// Over the line, or over both children.
    pub hash: Hash,
}

/// What an entry's body says of its lines, under the member `lines`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SumHead {
    /// SHA-256 of the lines in tree order, each with its newline: the name of their blob.
    pub blob: Hash,
    /// Length of the blob in bytes.
    pub bytes: u64,
    /// How many lines.
    pub count: u64,
    /// Hash of the root.
    pub root: Hash,
    /// All amounts together.
    pub total: Money,
}

/// A whole tree with every node kept, so that proofs cost a logarithm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SumTree {
    lines: Vec<Vec<u8>>,
    /// Complete subtrees by level, leaves first.
    levels: Vec<Vec<SumNode>>,
    root: SumNode,
    /// What the root adds up to.
    total: Money,
}

/// Why lines make no sum tree, or a proof does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SumError {
    /// A total needs at least one line; a pool of nothing has one line of 0.00.
    #[error("a sum tree needs at least one line")]
    Empty,
    /// A line does not read as one.
    #[error("sum line: {0}")]
    Line(#[from] JsonError),
    /// A line without its newline, with another inside, or above 65,535 bytes.
    #[error("a sum line is one line of at most 65535 bytes with its newline, found {0} bytes")]
    Length(usize),
    /// A receiver that is no code or name.
    #[error("sum line: member `to`: expected a household code, `collective`, `residue` or a name, found `{0}`")]
    Receiver(String),
    /// Two lines are the same.
    #[error("two lines have the same hash {0}")]
    Twice(Hash),
    /// The lines of a blob are not in tree order.
    #[error("line {0} of the blob is not in the order of the tree")]
    Order(u64),
    /// The amounts together reach 2⁶³ fen, or more than an amount in yuan can say.
    #[error("the amounts together are more than a total can say")]
    Overflow,
    /// A proof text that does not read as one.
    #[error("sum proof: {0}")]
    Text(#[from] NoteError),
    /// The line does not lead to the total.
    #[error("the sum proof does not lead from line {index} to the total")]
    Proof {
        /// Place claimed.
        index: u64,
    },
    /// The line says something else than the entry under it.
    #[error("the sum line says {member} `{found}`, its entry {expected}")]
    Differs {
        /// Which member of the line.
        member: &'static str,
        /// What the entry says.
        expected: String,
        /// What the line says.
        found: String,
    },
    /// The entry under the proof states no lines, or cannot be read.
    #[error("the entry under the sum proof states no lines: {0}")]
    Entry(String),
}

impl Say for SumError {
    fn say(&self, lang: Lang) -> String {
        let zh = match self {
            SumError::Empty => "合计至少要有一笔".to_owned(),
            SumError::Line(error) => format!("这一笔读不出来：{error}"),
            SumError::Length(found) => format!("一笔是一行，连换行最多 65535 字节，实有 {found} 字节"),
            SumError::Receiver(found) => format!("收款方 `{found}` 不是农户代码、collective、residue 或名称"),
            SumError::Twice(hash) => format!("有两笔的指纹都是 {hash}"),
            SumError::Order(line) => format!("文件第 {line} 行不在应有的次序上"),
            SumError::Overflow => "金额加起来超出合计能写的范围".to_owned(),
            SumError::Text(error) => error.say(lang),
            SumError::Proof { index } => format!("证明不能从第 {index} 笔推到合计"),
            SumError::Differs { member, expected, found } => {
                format!("这一笔的 {member} 写作 {found}，所在的条目写的是 {expected}")
            }
            SumError::Entry(error) => format!("证明里的记录没有合计：{error}"),
        };
        lang.pick(zh, self.to_string())
    }
}

impl SumNode {
    /// Leaf: (1, amount, SHA-256(`coop-ledger/sum-leaf/v1\n` ‖ line with its newline)).
    pub fn leaf(amount: Money, line: &[u8]) -> SumNode {
        let hash = Hash::of(&[b"coop-ledger/sum-leaf/v1\n", line]);
        // never negative by its type
        SumNode { count: 1, fen: amount.fen().0.unsigned_abs(), hash }
    }

    /// `None` when the sum reaches 2⁶³ or the count overflows.
    pub fn join(left: &SumNode, right: &SumNode) -> Option<SumNode> {
        let count = left.count.checked_add(right.count)?;
        let fen = left.fen.checked_add(right.fen).filter(|fen| *fen <= i64::MAX as u64)?;
        let hash = Hash::of(&[
            b"coop-ledger/sum-node/v1\n",
            &left.count.to_be_bytes(),
            &left.fen.to_be_bytes(),
            &left.hash.0,
            &right.count.to_be_bytes(),
            &right.fen.to_be_bytes(),
            &right.hash.0,
        ]);
        Some(SumNode { count, fen, hash })
    }
}

impl SumTree {
    /// From canonical lines in any order. Refuses equal lines and totals beyond 2⁶³ − 1 fen.
    ///
    /// # Errors
    /// A line that [`SumLine::parse`] refuses, two equal ones, none at all, or amounts that are together more
    /// than a total can say.
    pub fn new(lines: Vec<Vec<u8>>) -> Result<SumTree, SumError> {
        let mut leaves = Vec::with_capacity(lines.len());
        for line in lines {
            leaves.push((SumNode::leaf(SumLine::parse(&line)?.amount, &line), line));
        }
        leaves.sort_unstable_by_key(|(leaf, _)| leaf.hash);
        for pair in leaves.windows(2) {
            if let [(left, _), (right, _)] = pair
                && left.hash == right.hash
            {
                return Err(SumError::Twice(left.hash));
            }
        }
        if leaves.is_empty() {
            return Err(SumError::Empty);
        }
        let count = leaves.len() as u64;
        let (leaves, lines) = leaves.into_iter().unzip();
        let levels = complete_levels(leaves)?;
        let root = node(&levels, 0..count).ok_or(SumError::Overflow)?;
        let total = i64::try_from(root.fen).ok().and_then(|fen| Money::from_fen(Fen(fen)));
        let total = total.ok_or(SumError::Overflow)?;
        Ok(SumTree { lines, levels, root, total })
    }

    /// From a blob, whose lines must stand in tree order.
    ///
    /// # Errors
    /// As [`SumTree::new`]; [`SumError::Order`] with the first line that is not in its place.
    pub fn from_blob(blob: &[u8]) -> Result<SumTree, SumError> {
        let lines: Vec<Vec<u8>> = blob.split_inclusive(|b| *b == b'\n').map(<[u8]>::to_vec).collect();
        let tree = SumTree::new(lines)?;
        let mut at = 0;
        for (n, line) in tree.lines.iter().enumerate() {
            if blob.get(at..at + line.len()) != Some(line.as_slice()) {
                return Err(SumError::Order(n as u64));
            }
            at += line.len();
        }
        Ok(tree)
    }

    /// Hash of the root.
    pub fn root(&self) -> Hash {
        self.root.hash
    }

    /// How many lines.
    pub fn count(&self) -> u64 {
        self.root.count
    }

    /// All amounts together.
    pub fn total(&self) -> Fen {
        self.total.fen()
    }

    /// The lines in tree order, each with its newline.
    pub fn lines(&self) -> &[Vec<u8>] {
        &self.lines
    }

    /// The hash of the line at `index`: a household's item.
    pub fn leaf(&self, index: u64) -> Option<Hash> {
        self.levels.first()?.get(usize::try_from(index).ok()?).map(|leaf| leaf.hash)
    }

    /// The lines one after the other, as they are stored.
    pub fn blob(&self) -> Vec<u8> {
        self.lines.concat()
    }

    /// What the entry's body says.
    pub fn head(&self) -> SumHead {
        let blob = self.blob();
        SumHead {
            blob: Hash::of(&[&blob]),
            bytes: blob.len() as u64,
            count: self.count(),
            root: self.root(),
            total: self.total,
        }
    }

    /// Siblings from the line upward; `None` if there is no such line.
    pub fn prove(&self, index: u64) -> Option<Vec<SumNode>> {
        beside(index, self.count())?.into_iter().map(|range| node(&self.levels, range)).collect()
    }
}

fn complete_levels(leaves: Vec<SumNode>) -> Result<Vec<Vec<SumNode>>, SumError> {
    let mut levels = vec![leaves];
    while let Some(below) = levels.last().filter(|below| below.len() > 1) {
        let mut row = Vec::with_capacity(below.len() / 2);
        for pair in below.chunks_exact(2) {
            if let [left, right] = pair {
                row.push(SumNode::join(left, right).ok_or(SumError::Overflow)?);
            }
        }
        levels.push(row);
    }
    Ok(levels)
}

/// The node over a range of leaves that RFC 6962's division produces; `None` for no leaves, or where
/// the sum overflows.
fn node(levels: &[Vec<SumNode>], range: Range<u64>) -> Option<SumNode> {
    let stored = |(level, index): (u8, u64)| levels.get(usize::from(level))?.get(usize::try_from(index).ok()?).copied();
    let parts = subtrees(range).map(stored).collect::<Option<Vec<_>>>()?;
    let mut from_right = parts.into_iter().rev();
    let last = from_right.next()?;
    from_right.try_fold(last, |right, left| SumNode::join(&left, &right))
}
