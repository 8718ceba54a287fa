//! The one page that pins all others: whose, up to where, and the hashes of the directories.

use super::buckets::{BUCKETS, Bucket, Postings};
use super::lost::{Lost, lost};
use super::pages::{PageKey, Pages};
use super::seal::SealKey;
use crate::log::{Frontier, Hash, Head};
use crate::store::Origin;
use std::collections::BTreeMap;

/// Changes when any page's form changes; an index of another number is thrown away.
const FORMAT: &[u8; 8] = b"coopidx5";
/// What a code is for: no page can stand in another's place.
pub(super) const STAMP: &[u8] = b"coop index stamp\n";
pub(super) const BOOKS: &[u8] = b"coop index books\n";
/// Code, size and root stand before the books.
const BEFORE_BOOKS: usize = 32 + 8 + 32;
/// Buckets of one directory, and directories in the stamp.
const FAN: u16 = 64;
const _: () = assert!(FAN * FAN == BUCKETS, "two levels of directories");

/// What the index stands for.
#[derive(Debug, Clone)]
pub(super) struct Stamp {
    pub origin: Origin,
    pub frontier: Frontier,
    /// Hashes of the directory pages; zeros where no bucket below holds anything.
    directories: Vec<Hash>,
}

impl Stamp {
    pub fn empty(origin: &Origin) -> Stamp {
        Stamp { origin: origin.clone(), frontier: Frontier::default(), directories: vec![Hash::ZERO; FAN.into()] }
    }

    #[expect(clippy::cast_possible_truncation, reason = "an origin has at most 120 bytes")]
    pub fn encode(&self, seal: &SealKey) -> Vec<u8> {
        let mut out = FORMAT.to_vec();
        let origin = self.origin.as_str();
        out.push(origin.len() as u8);
        out.extend_from_slice(origin.as_bytes());
        out.extend_from_slice(&self.frontier.size().to_be_bytes());
        for hash in self.frontier.roots().iter().chain(&self.directories) {
            out.extend_from_slice(&hash.0);
        }
        let code = seal.code(STAMP, &out);
        out.extend_from_slice(&code.0);
        out
    }

    /// `None` for a page that this machine did not write, or not in this form.
    pub fn decode(page: &[u8], seal: &SealKey) -> Option<Stamp> {
        let (body, code) = page.split_at_checked(page.len().checked_sub(32)?)?;
        if !seal.holds(STAMP, body, code) {
            return None;
        }
        let (length, rest) = body.strip_prefix(FORMAT)?.split_first()?;
        let (origin, rest) = rest.split_at_checked(usize::from(*length))?;
        let origin = std::str::from_utf8(origin).ok()?.parse().ok()?;
        let (size, rest) = rest.split_first_chunk::<8>()?;
        let size = u64::from_be_bytes(*size);
        let mut hashes = hashes(rest)?;
        if hashes.len() != size.count_ones() as usize + usize::from(FAN) {
            return None;
        }
        let directories = hashes.split_off(size.count_ones() as usize);
        Some(Stamp { origin, frontier: Frontier::from_parts(size, hashes)?, directories })
    }

    /// A bucket, exactly as it was last written.
    pub fn bucket(&self, pages: &Pages, number: u16) -> Result<Bucket, Lost> {
        let (above, below) = place(number);
        let directory = self.directory(pages, above)?;
        let pinned = directory.get(below).copied().unwrap_or(Hash::ZERO);
        match page(pages, PageKey::Bucket(number), &pinned)? {
            None => Ok(Bucket::default()),
            Some(bytes) => Bucket::decode(&bytes).ok_or_else(|| lost(format!("bucket {number} has another form"))),
        }
    }

    /// Adds postings; the pages that change go into `dirty`.
    pub fn put(
        &mut self,
        pages: &Pages,
        postings: Postings,
        dirty: &mut BTreeMap<PageKey, Vec<u8>>,
    ) -> Result<(), Lost> {
        let mut directories: BTreeMap<u16, Vec<Hash>> = BTreeMap::new();
        for (number, more) in postings.by_bucket() {
            let mut bucket = self.bucket(pages, number)?;
            bucket.extend(more);
            let bytes = bucket.encode();
            let (above, below) = place(number);
            let directory = match directories.entry(above) {
                std::collections::btree_map::Entry::Occupied(entry) => entry.into_mut(),
                std::collections::btree_map::Entry::Vacant(entry) => entry.insert(self.directory(pages, above)?),
            };
            if let Some(slot) = directory.get_mut(below) {
                *slot = Hash::of(&[&bytes]);
            }
            dirty.insert(PageKey::Bucket(number), bytes);
        }
        for (above, directory) in directories {
            let bytes: Vec<u8> = directory.iter().flat_map(|h| h.0).collect();
            if let Some(slot) = self.directories.get_mut(usize::from(above)) {
                *slot = Hash::of(&[&bytes]);
            }
            dirty.insert(PageKey::Directory(above), bytes);
        }
        Ok(())
    }

    fn directory(&self, pages: &Pages, above: u16) -> Result<Vec<Hash>, Lost> {
        let pinned = self.directories.get(usize::from(above)).copied().unwrap_or(Hash::ZERO);
        match page(pages, PageKey::Directory(above), &pinned)? {
            None => Ok(vec![Hash::ZERO; FAN.into()]),
            Some(bytes) => hashes(&bytes).ok_or_else(|| lost(format!("directory {above} has another form"))),
        }
    }
}

/// The directory of a bucket, and the bucket's place in it.
fn place(number: u16) -> (u16, usize) {
    (number / FAN, usize::from(number % FAN))
}

/// A page with exactly this hash; `None` where zeros say that there is none.
fn page(pages: &Pages, key: PageKey, pinned: &Hash) -> Result<Option<Vec<u8>>, Lost> {
    if *pinned == Hash::ZERO {
        return Ok(None);
    }
    match pages.get(&key)? {
        Some(bytes) if Hash::of(&[&bytes]) == *pinned => Ok(Some(bytes)),
        Some(_) => Err(lost(format!("{key:?} is not the one that was written"))),
        None => Err(lost(format!("{key:?} is missing"))),
    }
}

/// Hashes one after the other.
pub(super) fn hashes(bytes: &[u8]) -> Option<Vec<Hash>> {
    let (whole, rest) = bytes.as_chunks::<32>();
    rest.is_empty().then(|| whole.iter().map(|h| Hash(*h)).collect())
}

/// Books with their head, under their own code.
/// Moves the bytes of large books within their own room: there is no second copy of them.
pub(super) fn encode_books(head: &Head, mut bytes: Vec<u8>, seal: &SealKey) -> Vec<u8> {
    let before = [&[0; 32], head.size.to_be_bytes().as_slice(), &head.root.0].concat();
    bytes.splice(..0, before);
    let code = seal.code(BOOKS, bytes.get(32..).unwrap_or_default());
    bytes.splice(..32, code.0);
    bytes
}

/// As [`encode_books`].
pub(super) fn decode_books(mut page: Vec<u8>, seal: &SealKey) -> Option<(Head, Vec<u8>)> {
    let (code, body) = page.split_first_chunk::<32>()?;
    if !seal.holds(BOOKS, body, code) {
        return None;
    }
    let (size, rest) = body.split_first_chunk::<8>()?;
    let (root, _) = rest.split_first_chunk::<32>()?;
    let head = Head { size: u64::from_be_bytes(*size), root: Hash(*root) };
    page.drain(..BEFORE_BOOKS);
    Some((head, page))
}
