//! Questions to the disposable index: hashes for proofs in O(log n), entries by household. The
//! index is brought to the head first, by the function that also fills it anew; what it answers is
//! checked against the signed root.

use super::{BlobReader, Cooperative, Trouble};
use crate::{
    event::{Attached, Event},
    log::{Hash, HashReader, UnverifiedEntry},
    store::{
        Chunks, ReadError,
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
        index.follow(&self.head(), self)?;
        Ok(Lookup { cooperative: self, index })
    }
}

impl Lookup<'_> {
    /// All entries about a household, ascending, its payout lines among them.
    pub fn entries_of(&mut self, household: &HouseholdId) -> Result<Vec<u64>, Trouble> {
        let head = self.cooperative.head();
        Ok(self.index.ask(&head, self.cooperative, |index| index.entries_of(household))?)
    }
}

impl HashReader for Lookup<'_> {
    fn hash(&self, level: u8, index: u64) -> Option<Hash> {
        self.index.node(level, index).ok()
    }
}

impl Source for Cooperative {
    fn read(&self, from: u64, upto: u64) -> Result<Chunks<'_>, ReadError> {
        self.journal.read(&self.origin, from, upto)
    }

    fn keys(&self, _: u64, line: &[u8]) -> Vec<(Tree, String)> {
        let Ok(entry) = UnverifiedEntry::parse(line) else { return Vec::new() };
        let mut keys = vec![(Tree::Id, entry.id().to_string())];
        keys.extend(entry.about().iter().map(|household| (Tree::Household, household.clone())));
        if entry.kind().name().starts_with("payout.") {
            let blobs = BlobReader { blobs: self.blobs.as_ref(), origin: &self.origin };
            let event = Event::read(entry.kind().as_str(), entry.body(), &blobs);
            if let Ok(Event { attached: Attached::Lines(lines), .. }) = event {
                let households = lines.iter().filter_map(|(_, line)| line.to.household());
                keys.extend(households.map(|household| (Tree::Household, household.to_string())));
            }
        }
        keys
    }
}
