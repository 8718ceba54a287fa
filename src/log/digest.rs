//! Completeness: that a household was shown all its entries, and none is hidden.
//!
//! Each household has a running digest over what concerns it. The ledger states all digests at
//! once under one root (`households.stated/1`), one fixed place per household; who holds all its
//! items recomputes its digest and finds it there.

use super::{Hash, LeafHashes};
use std::fmt::Display;

/// How many items a household has, and the running hash over them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Digest {
    /// Items so far.
    pub items: u64,
    /// d₀ = 32 zero bytes, dₙ = SHA-256(`coop-ledger/household-item/v1\n` ‖ dₙ₋₁ ‖ u64(index) ‖ item).
    pub hash: Hash,
}

impl Default for Digest {
    fn default() -> Self {
        Digest { items: 0, hash: Hash::ZERO }
    }
}

impl Digest {
    /// Adds the item of entry `index`: the entry's leaf if `about` names the household, or the
    /// sum-leaf hash of the household's line in it.
    pub fn absorb(&mut self, index: u64, item: Hash) {
        self.hash = Hash::of(&[b"coop-ledger/household-item/v1\n", &self.hash.0, &index.to_be_bytes(), &item.0]);
        self.items += 1;
    }
}

/// The line of one household in the stated tree, with its newline.
pub fn stated_line(household: impl Display, digest: &Digest) -> Vec<u8> {
    // codes and hex digits need no escape
    format!("{{\"digest\":\"{}\",\"household\":\"{household}\",\"items\":{}}}\n", digest.hash, digest.items)
        .into_bytes()
}

/// The RFC 6962 tree over the households' lines, in order of enrolment; proofs by
/// [`prove_inclusion`](super::prove_inclusion).
pub fn stated_tree<H: Display>(households: impl IntoIterator<Item = (H, Digest)>) -> LeafHashes {
    let mut leaves = LeafHashes::default();
    for (household, digest) in households {
        leaves.push(Hash::leaf(&stated_line(household, &digest)));
    }
    leaves
}

/// How many households, and the root over their lines.
pub fn stated_root<H: Display>(households: impl IntoIterator<Item = (H, Digest)>) -> (u64, Hash) {
    let head = stated_tree(households).head();
    (head.size, head.root)
}
