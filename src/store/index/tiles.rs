//! The tree's hashes in tiles of 256: level 0 holds leaves, level 1 the roots of full tiles of
//! level 0, and so on. Three tiles answer for a million leaves. What is proven from them, `log` says.

use super::lost::{Lost, lost};
use super::pages::{PageKey, Pages};
use super::stamp::hashes;
use crate::log::{Frontier, Hash, HashReader};
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
    /// Why a hash was not given, the first time that one was not.
    lost: RefCell<Option<Lost>>,
}

/// Tiles by level and number.
type Read = BTreeMap<(u8, u64), Rc<Vec<Hash>>>;

impl<'a> Tiles<'a> {
    pub fn new(pages: &'a Pages, size: u64) -> Tiles<'a> {
        Tiles { pages, size, read: RefCell::default(), lost: RefCell::default() }
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

    /// What a walk over these hashes came to, or why it stopped.
    pub fn whole<T>(&self, walked: Option<T>) -> Result<T, Lost> {
        walked.ok_or_else(|| self.lost.take().unwrap_or_else(|| lost("a hash that is not asked for".to_owned())))
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

impl HashReader for Tiles<'_> {
    fn hash(&self, level: u8, index: u64) -> Option<Hash> {
        self.node(level, index).inspect_err(|why| _ = self.lost.borrow_mut().get_or_insert_with(|| why.clone())).ok()
    }
}

/// Root over a power of two of hashes.
fn fold(hashes: &[Hash]) -> Hash {
    hashes.iter().copied().collect::<Frontier>().head().root
}

fn bytes(tile: &[Hash]) -> Vec<u8> {
    tile.iter().flat_map(|h| h.0).collect()
}
