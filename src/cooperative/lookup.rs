//! Questions to the disposable index: hashes for proofs in O(log n), entries by household. The
//! index is brought to the head first, by the function that also fills it anew; what it answers is
//! checked against the signed root.

use super::{BlobReader, Cooperative, Trouble, filing};
use crate::{
    event::Attached,
    log::{Hash, HashReader, Origin, UnverifiedEntry},
    store::{
        Blobs, Chunks, Journal, ReadError,
        index::{Index, Source, Tree},
    },
    unit::HouseholdId,
};

/// The index at the ledger's head.
#[derive(Debug)]
pub struct Lookup<'a> {
    cooperative: &'a Cooperative,
    index: Index,
}

impl Cooperative {
    /// Opens this machine's index and brings it to the head; in memory where it has none.
    ///
    /// # Errors
    /// [`Trouble::Read`] where the journal or a blob cannot be read, or the lines do not lead to the signed
    /// root.
    pub fn lookup(&self) -> Result<Lookup<'_>, Trouble> {
        let mut index = self.anchor.index(&self.origin).unwrap_or_else(|| Index::in_memory(&self.origin));
        index.follow(&self.head(), &self.reading())?;
        Ok(Lookup { cooperative: self, index })
    }

    pub(super) fn reading(&self) -> Reading<'_> {
        Reading { journal: self.journal.as_ref(), blobs: self.blobs.as_ref(), origin: &self.origin }
    }
}

impl Lookup<'_> {
    /// All entries about a household, ascending, its payout lines among them.
    ///
    /// # Errors
    /// [`Trouble::Read`] where the index is lost and cannot be filled anew.
    pub fn entries_of(&mut self, household: &HouseholdId) -> Result<Vec<u64>, Trouble> {
        let head = self.cooperative.head();
        let found = self.index.ask(&head, &self.cooperative.reading(), |index| index.entries_of(household))?;
        // it may have gone on with the writer
        Ok(found.into_iter().filter(|entry| *entry < head.size).collect())
    }
}

impl HashReader for Lookup<'_> {
    fn hash(&self, level: u8, index: u64) -> Option<Hash> {
        self.index.hash(level, index)
    }
}

/// What an index is filled from.
#[derive(Clone, Copy)]
pub(super) struct Reading<'a> {
    pub journal: &'a dyn Journal,
    pub blobs: &'a dyn Blobs,
    pub origin: &'a Origin,
}

impl Source for Reading<'_> {
    fn read(&self, from: u64, upto: u64) -> Result<Chunks<'_>, ReadError> {
        self.journal.read(self.origin, from, upto)
    }

    fn keys(&self, _: u64, line: &[u8]) -> Result<Vec<(Tree, String)>, ReadError> {
        let Ok(entry) = UnverifiedEntry::parse(line) else { return Ok(Vec::new()) };
        let mut keys = vec![(Tree::Id, entry.id().to_string())];
        keys.extend(entry.about().iter().map(|household| (Tree::Household, household.clone())));
        let blobs = BlobReader::new(self.blobs, self.origin);
        let mut add = |household: &HouseholdId| keys.push((Tree::Household, household.to_string()));
        match filing::apart(&entry, &blobs).map(|event| event.attached) {
            Some(Attached::Lines(lines)) => lines.iter().filter_map(|(_, line)| line.to.household()).for_each(add),
            Some(Attached::Portions(portions)) => portions.own().iter().for_each(|(_, own)| add(&own.to)),
            _ => {}
        }
        blobs.all_read().map(|()| keys)
    }
}
