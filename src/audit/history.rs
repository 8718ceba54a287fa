//! What attestations look back on: every leaf, every size at which a batch ended, every act.
//!
//! An attestation names an entry by its leaf and the newest state its signer's device had seen.
//! Both are compared with the history they are embedded in; a state that this ledger never had
//! is evidence of another one.

use crate::{
    event::Fact,
    log::{About, Act, Attestation, Hash, HashReader, LeafHashes},
};
use std::collections::BTreeSet;

/// A journal's leaves, its batch ends and what was attested, up to some entry.
#[derive(Debug, Default)]
pub struct History {
    leaves: LeafHashes,
    ends: Vec<u64>,
    deeds: BTreeSet<Hash>,
}

/// What an attestation says that is not so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// What stands there.
    pub expected: String,
    /// What it says.
    pub found: String,
}

impl History {
    /// Adds the next entry; `ends` where its batch ends with it.
    pub fn push(&mut self, leaf: Hash, ends: bool) {
        self.leaves.push(leaf);
        if ends {
            self.ends.push(self.leaves.size());
        }
    }

    /// Number of entries.
    pub fn size(&self) -> u64 {
        self.leaves.size()
    }

    /// Remembers what the attestations in an entry did.
    pub fn remember(&mut self, fact: &Fact) {
        self.deeds.extend(attestations(fact).into_iter().map(|(a, _)| a.deed()));
    }

    /// The first attestation in the fact that does not fit an entry at `index` whose batch begins
    /// at `first`.
    pub fn contradicts(&self, fact: &Fact, index: u64, first: u64) -> Option<Mismatch> {
        let mut here = BTreeSet::new();
        attestations(fact).into_iter().find_map(|(attestation, own_key)| {
            let once = here.insert(attestation.deed()) && !self.deeds.contains(&attestation.deed());
            self.look(attestation, own_key, index, first).or_else(|| {
                let said = || Mismatch {
                    expected: "an act not done before".into(),
                    found: format!("{} again", attestation.key()),
                };
                (!once).then(said)
            })
        })
    }

    fn look(&self, attestation: &Attestation, own_key: bool, index: u64, first: u64) -> Option<Mismatch> {
        let said = attestation.testimony();
        let differs = |expected: String, found: String| Some(Mismatch { expected, found });
        if (said.act == Act::Possess) != own_key {
            return differs(
                "possession with the key that is admitted, and only there".into(),
                format!("{:?}", said.act),
            );
        }
        if let About::Entry { index: named, leaf } = &said.about {
            let there = self.leaves.hash(0, *named).filter(|_| *named < index);
            if there != Some(*leaf) {
                let there = there.map_or("an earlier entry".to_owned(), |hash| hash.to_string());
                return differs(format!("leaf of entry {named}: {there}"), leaf.to_string());
            }
        }
        let size = said.seen.size;
        let was = size == 0 || (size <= first && self.ends.binary_search(&size).is_ok());
        let root = self.leaves.root_at(size).unwrap_or_else(|| Hash::of(&[]));
        if !was || root != said.seen.root {
            let expected =
                if was { format!("root {root} at size {size}") } else { "the end of an earlier batch".to_owned() };
            return differs(format!("seen: {expected}"), format!("{} at size {size}", said.seen.root));
        }
        None
    }
}

/// The attestations a fact embeds; true for the possession of a key it admits.
fn attestations(fact: &Fact) -> Vec<(&Attestation, bool)> {
    match fact {
        Fact::LedgerOpened(opened) => opened.keys.iter().map(|k| (&k.possession, true)).collect(),
        Fact::KeyAdmitted(key) => vec![(&key.possession, true)],
        Fact::AttestationRecorded(recorded) => recorded.attestations.iter().map(|a| (a, false)).collect(),
        _ => Vec::new(),
    }
}
