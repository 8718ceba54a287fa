//! What attestations look back on: every leaf, every size at which a batch ended, every act.
//!
//! An attestation names an entry by its leaf and the newest state its signer's device had seen.
//! Both are compared with the history they are embedded in; a state that this ledger never had
//! is evidence of another one.

use crate::{
    event::Fact,
    log::{About, Act, Attestation, Hash, HashReader, Head, KeyId, LeafHashes},
    unit::Lang,
};
use std::collections::BTreeSet;

/// A journal's leaves, its batch ends and what was attested, up to some entry.
#[derive(Debug, Default)]
pub struct SignedHistory {
    leaves: LeafHashes,
    ends: Vec<u64>,
    deeds: BTreeSet<Hash>,
}

/// What an attestation says that is not so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mismatch {
    /// This key did the same before.
    Again(KeyId),
    /// Possession is attested with the key that is admitted, and only there.
    Possession(Act),
    /// The entry named has another leaf.
    Leaf {
        /// The entry named.
        entry: u64,
        /// Its leaf, where it is an earlier entry.
        there: Option<Hash>,
        /// The leaf named.
        named: Hash,
    },
    /// No batch ended in the state that its signer had seen.
    Seen {
        /// The root at that size, where a batch in front of the entry's own ended there.
        root: Option<Hash>,
        /// What the signer had seen.
        seen: Head,
    },
}

impl Mismatch {
    /// What stands there.
    pub fn expected(&self, lang: Lang) -> String {
        match self {
            Mismatch::Again(_) => lang.pick("以前没有做过的事", "an act not done before").to_owned(),
            Mismatch::Possession(_) => lang
                .pick("只在启用密钥时声明持有", "possession with the key that is admitted, and only there")
                .to_owned(),
            Mismatch::Leaf { entry, there, .. } => {
                let there =
                    there.map_or(lang.pick("更早的一条", "an earlier entry").to_owned(), |leaf| leaf.to_string());
                lang.pick(format!("第 {entry} 条的指纹：{there}"), format!("leaf of entry {entry}: {there}"))
            }
            Mismatch::Seen { root: Some(root), seen } => {
                let size = seen.size;
                lang.pick(format!("见过的：{size} 条时树根 {root}"), format!("seen: root {root} at size {size}"))
            }
            Mismatch::Seen { root: None, .. } => {
                lang.pick("见过的：更早一批的末尾", "seen: the end of an earlier batch").to_owned()
            }
        }
    }

    /// What it says.
    pub fn found(&self, lang: Lang) -> String {
        match self {
            Mismatch::Again(key) => lang.pick(format!("{key} 又做一次"), format!("{key} again")),
            Mismatch::Possession(act) => format!("{act:?}"),
            Mismatch::Leaf { named, .. } => named.to_string(),
            Mismatch::Seen { seen: Head { size, root }, .. } => {
                lang.pick(format!("{size} 条时 {root}"), format!("{root} at size {size}"))
            }
        }
    }
}

impl SignedHistory {
    /// Adds the next entry; `ends` where its batch ends with it.
    pub fn push(&mut self, leaf: Hash, ends: bool) {
        self.leaves.push(leaf);
        if ends {
            self.ends.push(self.leaves.size());
        }
    }

    /// The root over the first entries; none where there are fewer.
    pub fn root_at(&self, size: u64) -> Option<Hash> {
        self.leaves.root_at(size)
    }

    /// Number of entries.
    pub fn size(&self) -> u64 {
        self.leaves.size()
    }

    /// Remembers what the attestations in an entry did.
    pub fn remember(&mut self, fact: &Fact) {
        self.deeds.extend(fact.attestations().into_iter().map(|(a, _)| a.deed()));
    }

    /// The first attestation in the fact that does not fit an entry at `index` whose batch begins
    /// at `first`.
    pub fn contradicts(&self, fact: &Fact, index: u64, first: u64) -> Option<Mismatch> {
        let mut here = BTreeSet::new();
        fact.attestations().into_iter().find_map(|(attestation, own_key)| {
            let once = here.insert(attestation.deed()) && !self.deeds.contains(&attestation.deed());
            self.look(attestation, own_key, index, first)
                .or_else(|| (!once).then(|| Mismatch::Again(attestation.key())))
        })
    }

    fn look(&self, attestation: &Attestation, own_key: bool, index: u64, first: u64) -> Option<Mismatch> {
        let said = attestation.testimony();
        if (said.act == Act::Possess) != own_key {
            return Some(Mismatch::Possession(said.act));
        }
        if let About::Entry { index: named, leaf } = &said.about {
            let there = self.leaves.hash(0, *named).filter(|_| *named < index);
            if there != Some(*leaf) {
                return Some(Mismatch::Leaf { entry: *named, there, named: *leaf });
            }
        }
        let size = said.seen.size;
        let was = size == 0 || (size <= first && self.ends.binary_search(&size).is_ok());
        let root = self.leaves.root_at(size).unwrap_or_else(|| Hash::of(&[]));
        if !was || root != said.seen.root {
            return Some(Mismatch::Seen { root: was.then_some(root), seen: said.seen });
        }
        None
    }
}
