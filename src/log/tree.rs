//! The RFC 6962 tree over the leaves.

use super::leaves::subtrees;
use super::{Hash, HashReader, Head};

/// The right edge of the tree: the roots of its complete subtrees, largest first. At most 64
/// hashes stand for any number of leaves, and they fold to the root.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    roots: Vec<Hash>,
}

impl Frontier {
    /// From stored parts; `None` unless there is one hash for each bit of `size`.
    pub fn from_parts(size: u64, roots: Vec<Hash>) -> Option<Frontier> {
        (size.count_ones() as usize == roots.len()).then_some(Frontier { size, roots })
    }

    /// The right edge as it was at this size; `None` if a hash is not stored.
    pub fn at(size: u64, reader: &impl HashReader) -> Option<Frontier> {
        let roots = subtrees(0..size).map(|(level, index)| reader.hash(level, index)).collect::<Option<_>>()?;
        Frontier::from_parts(size, roots)
    }

    /// How many leaves it stands for.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The complete subtrees' roots, largest subtree first.
    pub fn roots(&self) -> &[Hash] {
        &self.roots
    }

    /// Adds one leaf hash.
    pub fn push(&mut self, leaf: Hash) {
        let mut right = leaf;
        let mut size = self.size;
        while size & 1 == 1 {
            // INVARIANT: one root for each set bit of size
            if let Some(left) = self.roots.pop() {
                right = Hash::node(&left, &right);
            }
            size >>= 1;
        }
        self.roots.push(right);
        self.size += 1;
    }

    /// Size and root of the tree so far; the root of nothing is SHA-256 of nothing.
    pub fn head(&self) -> Head {
        let mut from_right = self.roots.iter().rev();
        let root = match from_right.next() {
            None => Hash::of(&[]),
            Some(last) => from_right.fold(*last, |right, left| Hash::node(left, &right)),
        };
        Head { size: self.size, root }
    }
}

impl FromIterator<Hash> for Frontier {
    fn from_iter<I: IntoIterator<Item = Hash>>(leaves: I) -> Self {
        let mut frontier = Frontier::default();
        leaves.into_iter().for_each(|leaf| frontier.push(leaf));
        frontier
    }
}
