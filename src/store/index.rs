//! Lookups into the journal that can be thrown away at any moment.
//!
//! sled keeps pages; it is not believed, and neither is whoever can write where it keeps them.
//! Every page is pinned by a hash that leads up to one stamp, which stands under a code of this
//! machine's key ([`SealKey`]), or is checked against the ledger's root when it is used; the books
//! stand under such a code themselves. So a page that sled lost or took from yesterday, and one
//! that somebody made with all its hashes right, is noticed and not answered from. Every call into sled runs on a thread
//! of its own with a deadline. Whatever goes wrong there (a panic, a hang, a full disk, another
//! process) ends the same way: the index is filled anew from the journal, by the function that
//! also fills it in normal running, and if sled will not have it, in memory.

mod buckets;
mod door;
mod lost;
mod pages;
mod seal;
mod snapshots;
mod stamp;
mod tiles;
mod worker;

#[doc(hidden)]
pub use door::{page_again, sample_pages};

use super::{Cause, Chunks, Origin, ReadError, Why};
use crate::log::{
    ConsistencyProof, Frontier, Hash, HashReader, Head, InclusionProof, prove_consistency, prove_inclusion, root_at,
    verify_inclusion,
};
use crate::unit::{EntryId, HouseholdId};
pub use buckets::Tree;
pub use lost::Lost;
pub use seal::SealKey;

use buckets::Postings;
use pages::{PageKey, Pages};
use stamp::Stamp;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tiles::Tiles;

/// Lines that are read before their pages are written.
const AT_ONCE: u64 = 100_000;
/// Into so many parts the next power of two above the newest books is cut: of each part one books are kept,
/// so that those of any earlier entry are near.
const PARTS: u64 = 8;
/// No more books are looked for.
const LOOKED_FOR: usize = 16;
/// No part has fewer entries.
const PART_LEAST: u64 = 1_024;

/// What the index is filled from: the journal, and what its lines say.
pub trait Source {
    /// The lines `[from, upto)`.
    ///
    /// # Errors
    /// The journal has not all of them, or cannot read them.
    fn read(&self, from: u64, upto: u64) -> Result<Chunks<'_>, ReadError>;

    /// Under which keys a line is to be found.
    ///
    /// # Errors
    /// A blob that the line names is there and cannot be read.
    fn keys(&self, index: u64, line: &[u8]) -> Result<Vec<(Tree, String)>, ReadError>;
}

/// Where the answers come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IndexKept {
    /// In the folder.
    OnDisk,
    /// In memory for this run, since the folder cannot be used.
    InMemory(Cause),
}

/// The index of one ledger.
#[derive(Debug)]
pub struct Index {
    folder: PathBuf,
    origin: Origin,
    deadline: Duration,
    seal: SealKey,
    pages: Pages,
    stamp: Stamp,
    kept: IndexKept,
    rebuilds: u64,
    distrusted: bool,
}

impl Index {
    /// Longest time that one call into sled may take: a slow disk that others write to must not
    /// look like a sled that hangs.
    pub const DEADLINE: Duration = Duration::from_secs(30);

    /// Opens what is in the folder, or begins an empty one. Never fails: without a usable folder
    /// the index is in memory. Call [`Index::follow`] before asking.
    pub fn open(folder: &Path, origin: &Origin, seal: SealKey) -> Index {
        Index::open_within(folder, origin, seal, Index::DEADLINE)
    }

    /// [`Index::open`] with another deadline.
    pub fn open_within(folder: &Path, origin: &Origin, seal: SealKey, deadline: Duration) -> Index {
        let mut index = Index::in_memory(origin);
        (index.folder, index.deadline, index.seal) = (folder.to_owned(), deadline, seal);
        match Pages::open(folder, deadline) {
            Ok(pages) => {
                index.pages = pages;
                index.kept = IndexKept::OnDisk;
                match index.pages.get(&PageKey::Stamp) {
                    Ok(None) => {}
                    Ok(Some(bytes)) => match Stamp::decode(&bytes, &index.seal).filter(|s| s.origin == *origin) {
                        Some(stamp) => index.stamp = stamp,
                        None => index.distrusted = true,
                    },
                    Err(_) => index.distrusted = true,
                }
            }
            Err(cause) if cause.why == Why::Held => index.kept = IndexKept::InMemory(cause),
            Err(_) => index.distrusted = true,
        }
        index
    }

    /// An index without a folder.
    pub fn in_memory(origin: &Origin) -> Index {
        Index {
            folder: PathBuf::new(),
            origin: origin.clone(),
            deadline: Index::DEADLINE,
            // its pages are this process's own
            seal: SealKey::new([0; 32]),
            pages: Pages::memory(),
            stamp: Stamp::empty(origin),
            kept: IndexKept::InMemory(Cause::new(Why::ReadOnly, "no folder was given")),
            rebuilds: 0,
            distrusted: false,
        }
    }

    /// How many entries it knows.
    pub fn size(&self) -> u64 {
        self.stamp.frontier.size()
    }

    /// The tree's right edge behind the entries it knows.
    pub fn frontier(&self) -> &Frontier {
        &self.stamp.frontier
    }

    /// Where it is kept.
    pub fn kept(&self) -> &IndexKept {
        &self.kept
    }

    /// How often it was thrown away since it was opened.
    pub fn rebuilds(&self) -> u64 {
        self.rebuilds
    }

    /// Brings the index to `head`, or leaves it where it knows more of the same ledger: from where it stands
    /// if that is a beginning of the same ledger, otherwise from the first entry. Errors are the journal's
    /// alone.
    ///
    /// # Errors
    /// What `source` says; [`ReadError::Failed`] where its lines do not lead to `head`.
    pub fn follow(&mut self, head: &Head, source: &dyn Source) -> Result<(), ReadError> {
        if self.distrusted || (self.size() > head.size && !self.holds(head)) {
            self.start_over();
        }
        for attempt in 0..3 {
            if self.holds(head) {
                return Ok(());
            }
            let began_at = self.size();
            match self.fill(head, source)? {
                Ok(()) if self.stamp.frontier.head() == *head => return Ok(()),
                // the journal and its head disagree, which is not the index's fault
                Ok(()) if began_at == 0 => break,
                Ok(()) | Err(Lost(_)) if attempt == 0 => self.start_over(),
                Ok(()) | Err(Lost(_)) => self.go_without("sled failed twice"),
            }
        }
        let what = format!("the {} entries do not lead to the root that was signed", head.size);
        Err(ReadError::Failed(Cause::new(Why::Damage, what)))
    }

    /// Asks; if the index turns out to be lost, fills it anew and asks again.
    ///
    /// # Errors
    /// As [`Index::follow`]; [`ReadError::Failed`] where the index is lost though it was just filled.
    pub fn ask<T>(
        &mut self,
        head: &Head,
        source: &dyn Source,
        question: impl Fn(&Index) -> Result<T, Lost>,
    ) -> Result<T, ReadError> {
        for attempt in 0..3 {
            self.follow(head, source)?;
            match question(self) {
                Ok(answer) => return Ok(answer),
                Err(Lost(_)) if attempt == 0 => self.start_over(),
                Err(Lost(_)) => self.go_without("sled failed twice"),
            }
        }
        Err(ReadError::Failed(Cause::new(Why::Damage, "the index does not hold what was just put into it")))
    }

    /// The entry with this id.
    ///
    /// # Errors
    /// As [`Index::entries_under`].
    pub fn entry_of(&self, id: &EntryId) -> Result<Option<u64>, Lost> {
        Ok(self.entries_under(Tree::Id, id.as_str())?.first().copied())
    }

    /// All entries about a household, ascending.
    ///
    /// # Errors
    /// As [`Index::entries_under`].
    pub fn entries_of(&self, household: &HouseholdId) -> Result<Vec<u64>, Lost> {
        self.entries_under(Tree::Household, household.as_str())
    }

    /// All entries under a key, ascending. An empty answer is as well founded as any other.
    ///
    /// # Errors
    /// [`Lost`] where its page is missing or altered, or sled gives no answer.
    pub fn entries_under(&self, tree: Tree, key: &str) -> Result<Vec<u64>, Lost> {
        let bucket = self.stamp.bucket(&self.pages, buckets::number(tree, key))?;
        Ok(bucket.get(tree, key))
    }

    /// Hash of the perfect subtree over the leaves `[index · 2^level, (index + 1) · 2^level)`.
    ///
    /// # Errors
    /// [`Lost`] where there is no such node, its page is missing or altered, or sled gives no answer.
    pub fn node(&self, level: u8, index: u64) -> Result<Hash, Lost> {
        self.tiles().node(level, index)
    }

    fn tiles(&self) -> Tiles<'_> {
        Tiles::new(&self.pages, self.size())
    }

    /// RFC 6962 root over the first `size` leaves.
    ///
    /// # Errors
    /// [`Lost`] where there are fewer leaves, or as [`Index::node`].
    pub fn root(&self, size: u64) -> Result<Hash, Lost> {
        let tiles = self.tiles();
        tiles.whole(root_at(size, &tiles))
    }

    /// RFC 6962 inclusion path of one leaf in the tree of `size` leaves, from the leaf up; `None`
    /// if there is no such leaf. Checked against the root at that size before it is given.
    ///
    /// # Errors
    /// As [`Index::node`]; [`Lost`] where the hashes do not lead to the root.
    pub fn inclusion(&self, index: u64, head: &Head) -> Result<Option<InclusionProof>, Lost> {
        if index >= head.size || head.size > self.size() {
            return Ok(None);
        }
        let tiles = self.tiles();
        let path = tiles.whole(prove_inclusion(index, head.size, &tiles))?;
        let leaf = tiles.node(0, index)?;
        if verify_inclusion(leaf, index, head.size, head.root, &path) {
            return Ok(Some(path));
        }
        Err(Lost(Cause::new(Why::Damage, format!("the hashes kept for entry {index} do not lead to the root"))))
    }

    /// RFC 6962 consistency proof from the first `old` leaves to the first `new`; `None` if the
    /// index does not know so many or `old` is not among them.
    ///
    /// # Errors
    /// As [`Index::node`].
    pub fn consistency(&self, old: u64, new: u64) -> Result<Option<ConsistencyProof>, Lost> {
        if old > new || new > self.size() {
            return Ok(None);
        }
        let tiles = self.tiles();
        tiles.whole(prove_consistency(old, new, &tiles)).map(Some)
    }

    /// True if the head is one of those that the index has come by.
    pub fn holds(&self, head: &Head) -> bool {
        match self.size() == head.size {
            true => self.stamp.frontier.head() == *head,
            false => head.size < self.size() && self.root(head.size).is_ok_and(|root| root == head.root),
        }
    }

    /// The newest books behind at most so many entries, opaque bytes, and the head they stand for; `None`
    /// if there are none that belong to this ledger.
    ///
    /// # Errors
    /// [`Lost`] where sled gives no answer.
    pub fn books(&self, upto: u64) -> Result<Option<(Head, Vec<u8>)>, Lost> {
        // the list is not believed: of what it names too many are not looked for
        for size in self.kept_behind()?.range(..=upto).rev().take(LOOKED_FOR) {
            let page = self.pages.get(&PageKey::Books(*size))?;
            let found = page.and_then(|page| stamp::decode_books(page, &self.seal));
            // those that did not come through are no reason to begin at the first entry
            if let Some(found) = found.filter(|(head, _)| head.size == *size && self.holds(head)) {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// Keeps books beside older ones, as far as those are wanted. That they cannot be kept is no failure:
    /// they are added up again.
    pub fn keep_books(&mut self, head: &Head, bytes: Vec<u8>) {
        let page = stamp::encode_books(head, bytes, &self.seal);
        let put = self.kept_behind().and_then(|mut kept| {
            kept.insert(head.size);
            let gone = spare(&kept, head.size);
            kept.retain(|size| !gone.contains(size));
            let list = kept.iter().flat_map(|size| size.to_be_bytes()).collect();
            let pages = BTreeMap::from([(PageKey::Kept, list), (PageKey::Books(head.size), page)]);
            self.pages.put(pages, gone.into_iter().map(PageKey::Books).collect())
        });
        if put.is_err() {
            self.distrusted = true;
        }
    }

    /// Behind how many entries there are books. Whoever lengthens the list only leads to books that are not
    /// there.
    fn kept_behind(&self) -> Result<BTreeSet<u64>, Lost> {
        let list = self.pages.get(&PageKey::Kept)?.unwrap_or_default();
        Ok(list.as_chunks::<8>().0.iter().map(|size| u64::from_be_bytes(*size)).collect())
    }

    /// The next size behind `size` whose books are worth keeping on the way to `upto` entries.
    pub fn next_part(size: u64, upto: u64) -> u64 {
        let part = part(upto);
        (size / part).saturating_add(1).saturating_mul(part).min(upto)
    }

    /// Reads on from where the stamp stands. The inner error is sled's.
    fn fill(&mut self, head: &Head, source: &dyn Source) -> Result<Result<(), Lost>, ReadError> {
        while self.size() < head.size {
            let from = self.size();
            let upto = head.size.min(from + AT_ONCE);
            let mut leaves = Vec::new();
            let mut postings = Postings::default();
            let mut stamp = self.stamp.clone();
            for chunk in source.read(from, upto)? {
                for line in chunk?.lines.split_inclusive(|&b| b == b'\n') {
                    let index = stamp.frontier.size();
                    for (tree, key) in source.keys(index, line)? {
                        postings.add(tree, &key, index);
                    }
                    let leaf = Hash::leaf(line);
                    stamp.frontier.push(leaf);
                    leaves.push(leaf);
                }
            }
            if let Err(lost) = self.write(stamp, from, &leaves, postings) {
                return Ok(Err(lost));
            }
        }
        Ok(Ok(()))
    }

    fn write(&mut self, mut stamp: Stamp, from: u64, leaves: &[Hash], postings: Postings) -> Result<(), Lost> {
        let mut dirty = Tiles::new(&self.pages, from).grow(leaves)?;
        stamp.put(&self.pages, postings, &mut dirty)?;
        dirty.insert(PageKey::Stamp, stamp.encode(&self.seal));
        self.pages.put(dirty, Vec::new())?;
        self.stamp = stamp;
        Ok(())
    }

    /// Throws everything away; the next [`Index::follow`] fills it.
    fn start_over(&mut self) {
        self.rebuilds += 1;
        self.distrusted = false;
        self.stamp = Stamp::empty(&self.origin);
        if let IndexKept::InMemory(cause) = &self.kept
            && (cause.why == Why::Held || self.folder.as_os_str().is_empty())
        {
            self.pages = Pages::memory();
            return;
        }
        // the old one goes first, since it holds the folder
        self.pages = Pages::memory();
        match Pages::anew(&self.folder, self.deadline) {
            Ok(pages) => (self.pages, self.kept) = (pages, IndexKept::OnDisk),
            Err(cause) => self.kept = IndexKept::InMemory(cause),
        }
    }

    fn go_without(&mut self, why: &str) {
        self.stamp = Stamp::empty(&self.origin);
        self.pages = Pages::memory();
        self.kept = IndexKept::InMemory(Cause::new(Why::Device, why));
    }
}

/// Entries of one part of a ledger with books behind so many.
fn part(newest: u64) -> u64 {
    (newest.checked_next_power_of_two().unwrap_or(u64::MAX) / PARTS).max(PART_LEAST)
}

/// Which of the books kept go now that those behind `new` entries came: of each part the first stay, and
/// the newest of all.
fn spare(kept: &BTreeSet<u64>, new: u64) -> BTreeSet<u64> {
    let newest = kept.last().copied().unwrap_or(new);
    let part = part(newest);
    let mut taken = BTreeSet::new();
    kept.iter().copied().filter(|size| !taken.insert(size / part) && *size != newest && *size != new).collect()
}

impl HashReader for Index {
    fn hash(&self, level: u8, index: u64) -> Option<Hash> {
        self.node(level, index).ok()
    }
}
