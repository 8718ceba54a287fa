//! Stored hashes: what a prover needs to give any proof in a logarithmic number of steps.

use super::{Hash, Head};
use std::ops::Range;

/// Where stored hashes come from: a vector, an index, tiles on a disk.
pub trait HashReader {
    /// The root of the complete subtree over leaves `index · 2^level` to `(index + 1) · 2^level`,
    /// the last not counted; level 0 is the leaves. `None` if it is not stored.
    fn hash(&self, level: u8, index: u64) -> Option<Hash>;
}

/// All complete subtrees of a tree of leaves, in memory: 64 bytes a leaf.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LeafHashes {
    levels: Vec<Vec<Hash>>,
}

impl LeafHashes {
    /// Adds a leaf hash and the subtrees it completes.
    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        for level in 0.. {
            if self.levels.len() == level {
                self.levels.push(Vec::new());
            }
            let Some(row) = self.levels.get_mut(level) else { return };
            row.push(hash);
            match row.as_slice() {
                [.., left, right] if row.len() % 2 == 0 => hash = Hash::node(left, right),
                _ => return,
            }
        }
    }

    /// How many leaves.
    pub fn size(&self) -> u64 {
        self.levels.first().map_or(0, |leaves| leaves.len() as u64)
    }

    /// Size and root of them all.
    pub fn head(&self) -> Head {
        let size = self.size();
        let root = self.root_at(size).unwrap_or_else(|| Hash::of(&[]));
        Head { size, root }
    }

    /// The root as it was at an earlier size; `None` beyond the leaves.
    pub fn root_at(&self, size: u64) -> Option<Hash> {
        root_at(size, self)
    }
}

impl HashReader for LeafHashes {
    fn hash(&self, level: u8, index: u64) -> Option<Hash> {
        self.levels.get(usize::from(level))?.get(usize::try_from(index).ok()?).copied()
    }
}

impl FromIterator<Hash> for LeafHashes {
    fn from_iter<I: IntoIterator<Item = Hash>>(leaves: I) -> Self {
        let mut hashes = LeafHashes::default();
        leaves.into_iter().for_each(|leaf| hashes.push(leaf));
        hashes
    }
}

/// RFC 6962 root over the first `size` leaves; of none, SHA-256 of nothing.
pub fn root_at(size: u64, reader: &impl HashReader) -> Option<Hash> {
    if size == 0 { Some(Hash::of(&[])) } else { range_root(0..size, reader) }
}

/// Root over a range of leaves that an RFC 6962 proof asks for; `None` for no leaves.
pub(super) fn range_root(range: Range<u64>, reader: &impl HashReader) -> Option<Hash> {
    let parts = subtrees(range).map(|(level, index)| reader.hash(level, index)).collect::<Option<Vec<_>>>()?;
    let mut from_right = parts.into_iter().rev();
    let last = from_right.next()?;
    Some(from_right.fold(last, |right, left| Hash::node(&left, &right)))
}

/// The complete subtrees, level and index, that make up a range of leaves, the largest first. The range
/// begins at a multiple of a power of two not below its length: proofs ask for no others.
pub(super) fn subtrees(range: Range<u64>) -> impl Iterator<Item = (u8, u64)> {
    let (mut at, end) = (range.start, range.end);
    std::iter::from_fn(move || {
        let level = end.checked_sub(at).filter(|rest| *rest > 0)?.ilog2();
        let index = at >> level;
        at += 1 << level;
        Some((u8::try_from(level).ok()?, index))
    })
}
