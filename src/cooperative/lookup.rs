//! Questions to the disposable index: hashes for proofs in O(log n), entries by household. The
//! index is brought to the head first, by the function that also fills it anew; what it answers is
//! checked against the signed root.

use super::{BlobReader, Cooperative, Trouble};
use crate::{
    event::{Attached, Event},
    log::{Frontier, Hash, HashReader, Origin, UnverifiedEntry},
    store::{
        Blobs, Chunks, Journal, ReadError,
        index::{Index, Source, Tree},
    },
    unit::HouseholdId,
};
use std::path::Path;

/// The index at the ledger's head.
#[derive(Debug)]
pub struct Lookup<'a> {
    cooperative: &'a Cooperative,
    index: Index,
}

impl Cooperative {
    /// Opens the index and brings it to the head. It lies in `folder`, and in memory where that
    /// cannot be used.
    pub fn lookup(&self, folder: &Path) -> Result<Lookup<'_>, Trouble> {
        let mut index = Index::open(folder, &self.origin);
        index.follow(&self.head(), &self.reading())?;
        Ok(Lookup { cooperative: self, index })
    }

    fn reading(&self) -> Reading<'_> {
        Reading { journal: self.journal.as_ref(), blobs: self.blobs.as_ref(), origin: &self.origin }
    }
}

impl Lookup<'_> {
    /// All entries about a household, ascending, its payout lines among them.
    pub fn entries_of(&mut self, household: &HouseholdId) -> Result<Vec<u64>, Trouble> {
        let head = self.cooperative.head();
        Ok(self.index.ask(&head, &self.cooperative.reading(), |index| index.entries_of(household))?)
    }
}

impl HashReader for Lookup<'_> {
    fn hash(&self, level: u8, index: u64) -> Option<Hash> {
        self.index.node(level, index).ok()
    }
}

/// The tree's right edge at an earlier size, out of the index's hashes.
pub(super) fn frontier_at(index: &Index, size: u64) -> Option<Frontier> {
    let mut roots = Vec::new();
    let mut before = 0;
    for level in (0..64).rev().filter(|level| size >> level & 1 == 1) {
        roots.push(index.node(level, before >> level).ok()?);
        before += 1 << level;
    }
    Frontier::from_parts(size, roots)
}

/// What an index is filled from.
pub(super) struct Reading<'a> {
    pub journal: &'a dyn Journal,
    pub blobs: &'a dyn Blobs,
    pub origin: &'a Origin,
}

impl Source for Reading<'_> {
    fn read(&self, from: u64, upto: u64) -> Result<Chunks<'_>, ReadError> {
        self.journal.read(self.origin, from, upto)
    }

    fn keys(&self, _: u64, line: &[u8]) -> Vec<(Tree, String)> {
        let Ok(entry) = UnverifiedEntry::parse(line) else { return Vec::new() };
        let mut keys = vec![(Tree::Id, entry.id().to_string())];
        keys.extend(entry.about().iter().map(|household| (Tree::Household, household.clone())));
        if entry.kind().name().starts_with("payout.") {
            let blobs = BlobReader { blobs: self.blobs, origin: self.origin };
            let event = Event::read(entry.kind().as_str(), entry.body(), &blobs);
            if let Ok(Event { attached: Attached::Lines(lines), .. }) = event {
                let households = lines.iter().filter_map(|(_, line)| line.to.household());
                keys.extend(households.map(|household| (Tree::Household, household.to_string())));
            }
        }
        keys
    }
}
