//! RFC 6962 proofs: that a leaf is in a tree, and that a tree is the start of a later one.
//!
//! Provers read stored hashes ([`HashReader`]); verifiers need nothing but the proof.
// SOURCE: RFC 6962 §2.1.1–2.1.2 for the proofs, RFC 9162 §2.1.3.2 and §2.1.4.2 for checking them

use super::leaves::range_root;
use super::{Hash, HashReader, Head};
use std::ops::Range;

/// Siblings from the leaf upward.
pub type InclusionProof = Vec<Hash>;
/// Subtree roots from which both heads follow.
pub type ConsistencyProof = Vec<Hash>;

/// The proof that leaf `index` is in the tree of the first `size` leaves; `None` if it is not, or
/// if a hash is not stored.
pub fn prove_inclusion(index: u64, size: u64, reader: &impl HashReader) -> Option<InclusionProof> {
    beside(index, size)?.into_iter().map(|range| range_root(range, reader)).collect()
}

/// The leaves under each sibling on the way from leaf `index` up to the root of `size` leaves; `None`
/// if there is no such leaf. Whoever has nodes of another kind than hashes proves by it too.
pub(super) fn beside(index: u64, size: u64) -> Option<Vec<Range<u64>>> {
    if index >= size {
        return None;
    }
    let (mut first, mut end) = (0, size);
    let mut from_root = Vec::new();
    while end - first > 1 {
        let middle = first + split(end - first);
        if index < middle {
            from_root.push(middle..end);
            end = middle;
        } else {
            from_root.push(first..middle);
            first = middle;
        }
    }
    from_root.reverse();
    Some(from_root)
}

/// True if the proof leads from the leaf at `index` to the root of the tree of `size` leaves.
pub fn verify_inclusion(leaf: Hash, index: u64, size: u64, root: Hash, proof: &[Hash]) -> bool {
    root_above(leaf, index, size, proof) == Some(root)
}

/// The root of the tree of `size` leaves to which the siblings of the leaf at `index` lead; `None` where there is
/// no such leaf, or they are not as many as its place has.
pub fn root_above(leaf: Hash, index: u64, size: u64, siblings: &[Hash]) -> Option<Hash> {
    if index >= size {
        return None;
    }
    let (mut at, mut last) = (index, size - 1);
    let mut hash = leaf;
    for sibling in siblings {
        if last == 0 {
            return None;
        }
        if at & 1 == 1 || at == last {
            hash = Hash::node(sibling, &hash);
            // a right edge without sibling moves up unchanged
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            hash = Hash::node(&hash, sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    (last == 0).then_some(hash)
}

/// The proof that the tree of the first `older` leaves is the start of that of `newer`; `None` if
/// it is longer, or if a hash is not stored. Empty where nothing has to be shown.
pub fn prove_consistency(older: u64, newer: u64, reader: &impl HashReader) -> Option<ConsistencyProof> {
    if older > newer {
        return None;
    }
    if older == 0 || older == newer {
        return Some(Vec::new());
    }
    let (mut first, mut end) = (0, newer);
    let mut from_root = Vec::new();
    // down to the subtree that ends where the older tree ends
    while end != older {
        let middle = first + split(end - first);
        if older <= middle {
            from_root.push(range_root(middle..end, reader)?);
            end = middle;
        } else {
            from_root.push(range_root(first..middle, reader)?);
            first = middle;
        }
    }
    if first > 0 {
        // only when it starts at 0 is it the older tree, whose root the verifier has
        from_root.push(range_root(first..end, reader)?);
    }
    from_root.reverse();
    Some(from_root)
}

/// True if the proof shows the older head to be the start of the newer.
pub fn verify_consistency(older: Head, newer: Head, proof: &[Hash]) -> bool {
    if older.size > newer.size {
        return false;
    }
    if older.size == newer.size {
        return proof.is_empty() && older.root == newer.root;
    }
    if older.size == 0 {
        return proof.is_empty() && older == Head::empty();
    }
    let mut steps = proof.iter();
    let (mut at, mut last) = (older.size - 1, newer.size - 1);
    while at & 1 == 1 {
        at >>= 1;
        last >>= 1;
    }
    // a complete older tree is itself the first step
    let start = if at == 0 { Some(&older.root) } else { steps.next() };
    let Some(&start) = start else { return false };
    let (mut old_root, mut new_root) = (start, start);
    for step in steps {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            old_root = Hash::node(step, &old_root);
            new_root = Hash::node(step, &new_root);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            new_root = Hash::node(&new_root, step);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && old_root == older.root && new_root == newer.root
}

/// The largest power of two below `count`, for `count` above 1: where RFC 6962 divides a tree.
pub(super) fn split(count: u64) -> u64 {
    1 << (count - 1).ilog2()
}
