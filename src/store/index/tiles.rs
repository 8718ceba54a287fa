//! The tree's hashes in tiles of 256: level 0 holds leaves, level 1 the roots of full tiles of
//! level 0, and so on. Three tiles answer for a million leaves.

use super::Lost;
use super::pages::{PageKey, Pages};
use super::stamp::{hashes, lost};
use crate::log::Hash;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

const WIDTH: u64 = 256;
const HEIGHT: u8 = 8;

/// The tree's hashes as one question sees them: each tile is read once.
#[derive(Debug)]
pub(super) struct Tiles<'a> {
    pages: &'a Pages,
    size: u64,
    read: RefCell<Read>,
}

/// Tiles by level and number.
type Read = BTreeMap<(u8, u64), Rc<Vec<Hash>>>;

impl<'a> Tiles<'a> {
    pub fn new(pages: &'a Pages, size: u64) -> Tiles<'a> {
        Tiles { pages, size, read: RefCell::default() }
    }

    /// The pages that change when these leaves are added.
    pub fn grow(&self, leaves: &[Hash]) -> Result<BTreeMap<PageKey, Vec<u8>>, Lost> {
        let mut dirty = BTreeMap::new();
        let mut level = 0;
        let mut start = self.size;
        let mut new = leaves.to_vec();
        while !new.is_empty() {
            let mut above = Vec::new();
            let mut number = start / WIDTH;
            let mut tile =
                if start.is_multiple_of(WIDTH) { Vec::new() } else { self.tile(level, number)?.as_ref().clone() };
            tile.truncate((start % WIDTH) as usize);
            if tile.len() as u64 != start % WIDTH {
                return Err(lost(format!("tile {number} of level {level} is short")));
            }
            for hash in new {
                tile.push(hash);
                if tile.len() as u64 == WIDTH {
                    above.push(fold(&tile));
                    dirty.insert(PageKey::Tile(level, number), bytes(&tile));
                    tile.clear();
                    number += 1;
                }
            }
            if !tile.is_empty() {
                dirty.insert(PageKey::Tile(level, number), bytes(&tile));
            }
            (level, start, new) = (level + 1, start / WIDTH, above);
        }
        Ok(dirty)
    }

    /// Hash of a perfect subtree of 2^level leaves.
    pub fn node(&self, level: u8, index: u64) -> Result<Hash, Lost> {
        let end = index.checked_add(1).and_then(|i| i.checked_mul(1_u64.checked_shl(level.into())?));
        if end.is_none_or(|e| e > self.size) {
            return Err(lost(format!("there is no node {index} at level {level}")));
        }
        let (tile_level, inner) = (level / HEIGHT, level % HEIGHT);
        let first = index << inner;
        let tile = self.tile(tile_level, first / WIDTH)?;
        let at = (first % WIDTH) as usize;
        let under = tile.get(at..at + (1 << inner));
        under.map(fold).ok_or_else(|| lost(format!("tile {} of level {tile_level} is short", first / WIDTH)))
    }

    /// RFC 6962 hash over `count` leaves from `start`, which is a multiple of the largest power
    /// of two in `count`.
    pub fn range(&self, start: u64, count: u64) -> Result<Hash, Lost> {
        if count == 0 {
            return Ok(Hash::of(&[]));
        }
        if count.is_power_of_two() {
            let level = count.trailing_zeros() as u8;
            return self.node(level, start >> level);
        }
        let left = split(count);
        Ok(Hash::node(&self.range(start, left)?, &self.range(start + left, count - left)?))
    }

    /// Path of one leaf, from the leaf up.
    pub fn inclusion(&self, index: u64, size: u64) -> Result<Vec<Hash>, Lost> {
        let (mut start, mut count) = (0, size);
        let mut path = Vec::new();
        while count > 1 {
            let left = split(count);
            if index < start + left {
                path.push(self.range(start + left, count - left)?);
                count = left;
            } else {
                path.push(self.range(start, left)?);
                (start, count) = (start + left, count - left);
            }
        }
        path.reverse();
        Ok(path)
    }

    /// Proof that the first `old` leaves are a beginning of the first `new`.
    pub fn consistency(&self, old: u64, new: u64) -> Result<Vec<Hash>, Lost> {
        if old == 0 || old == new {
            return Ok(Vec::new());
        }
        let (mut start, mut count, mut old) = (0, new, old);
        let mut path = Vec::new();
        // the old tree's own root is known to whoever asks, as long as it is on the left edge
        let mut whole = true;
        while old < count {
            let left = split(count);
            if old <= left {
                path.push(self.range(start + left, count - left)?);
                count = left;
            } else {
                path.push(self.range(start, left)?);
                (start, count, old, whole) = (start + left, count - left, old - left, false);
            }
        }
        if !whole {
            path.push(self.range(start, count)?);
        }
        path.reverse();
        Ok(path)
    }

    fn tile(&self, level: u8, number: u64) -> Result<Rc<Vec<Hash>>, Lost> {
        if let Some(tile) = self.read.borrow().get(&(level, number)) {
            return Ok(tile.clone());
        }
        let page = self.pages.get(&PageKey::Tile(level, number))?;
        let tile =
            page.and_then(|p| hashes(&p)).ok_or_else(|| lost(format!("tile {number} of level {level} is missing")))?;
        let tile = Rc::new(tile);
        self.read.borrow_mut().insert((level, number), tile.clone());
        Ok(tile)
    }
}

/// The largest power of two below `count`, which is at least 2.
fn split(count: u64) -> u64 {
    1 << (63 - (count - 1).leading_zeros())
}

/// Root over a power of two of hashes.
fn fold(hashes: &[Hash]) -> Hash {
    let mut level = hashes.to_vec();
    while level.len() > 1 {
        level = level.chunks(2).map(|pair| if let [l, r] = pair { Hash::node(l, r) } else { Hash::ZERO }).collect();
    }
    level.first().copied().unwrap_or(Hash::ZERO)
}

fn bytes(tile: &[Hash]) -> Vec<u8> {
    tile.iter().flat_map(|h| h.0).collect()
}

/// The root to which a leaf and its path lead; `None` if the path has another length.
pub(super) fn root_of(leaf: Hash, index: u64, size: u64, path: &[Hash]) -> Option<Hash> {
    let (mut at, mut last) = (index, size.checked_sub(1)?);
    let mut hash = leaf;
    for beside in path {
        if last == 0 {
            return None;
        }
        if at & 1 == 1 || at == last {
            hash = Hash::node(beside, &hash);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            hash = Hash::node(&hash, beside);
        }
        at >>= 1;
        last >>= 1;
    }
    (last == 0).then_some(hash)
}
