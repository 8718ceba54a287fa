//! What a medium holds, what the cache shows, and what a power cut may leave of the difference.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Bytes of one sector.
const SECTOR: usize = 512;

/// Which shapes of an unsynced write are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Survival {
    /// Nothing and all.
    Plain,
    /// Also prefixes of every write, and halves of garbage.
    Torn,
    /// Also what a device that writes whole sectors of 512 bytes may leave of every write: the
    /// first sectors, the last, all but one, and one full of garbage.
    Sectors,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Change {
    Write(u64, Vec<u8>),
    Len(u64),
}

#[derive(Debug, Clone, Default)]
pub(super) struct Content {
    pub medium: Vec<u8>,
    pub cache: Vec<u8>,
    /// Written and not synced, in order.
    pub waiting: Vec<Change>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Naming {
    Put(PathBuf, u64),
    Move(PathBuf, PathBuf, u64),
    Gone(PathBuf),
}

impl Change {
    pub fn apply(&self, bytes: &mut Vec<u8>) {
        match self {
            Change::Len(len) => bytes.resize(*len as usize, 0),
            Change::Write(at, new) => {
                let at = *at as usize;
                if bytes.len() < at + new.len() {
                    bytes.resize(at + new.len(), 0);
                }
                if let Some(place) = bytes.get_mut(at..at + new.len()) {
                    place.copy_from_slice(new);
                }
            }
        }
    }

    /// The write as a power cut in its middle might leave it: each time the parts that arrived.
    fn torn(&self, survival: Survival) -> Vec<Vec<Change>> {
        match survival {
            Survival::Plain => Vec::new(),
            Survival::Torn => self.halves().into_iter().map(|change| vec![change]).collect(),
            Survival::Sectors => self.sectors(),
        }
    }

    fn sectors(&self) -> Vec<Vec<Change>> {
        let Change::Write(at, bytes) = self else { return Vec::new() };
        let mut pieces: Vec<(u64, &[u8])> = Vec::new();
        let (mut from, mut rest) = (*at, bytes.as_slice());
        while !rest.is_empty() {
            let length = rest.len().min(SECTOR - from as usize % SECTOR);
            let (piece, more) = rest.split_at(length);
            pieces.push((from, piece));
            (from, rest) = (from + length as u64, more);
        }
        let kept = |keep: &dyn Fn(usize) -> bool| {
            let some = pieces.iter().enumerate().filter(|(i, _)| keep(*i));
            some.map(|(_, (at, piece))| Change::Write(*at, piece.to_vec())).collect::<Vec<_>>()
        };
        let mut shapes = Vec::new();
        for n in 0..pieces.len() {
            shapes.extend([kept(&|i| i < n), kept(&|i| i > n), kept(&|i| i != n)]);
            let mut garbage = kept(&|_| true);
            if let Some(Change::Write(_, piece)) = garbage.get_mut(n) {
                piece.fill(0xAA);
            }
            shapes.push(garbage);
        }
        shapes
    }

    /// The first bytes of the write, and halves of garbage.
    fn halves(&self) -> Vec<Change> {
        let Change::Write(at, bytes) = self else { return Vec::new() };
        let part = |n: usize| Change::Write(*at, bytes.iter().take(n).copied().collect());
        let half = bytes.len() / 2;
        let garbage = |keep_first: bool| {
            let bad = bytes.iter().enumerate().map(|(i, b)| if (i < half) == keep_first { *b } else { 0xAA });
            Change::Write(*at, bad.collect())
        };
        vec![part(1), part(half), part(bytes.len().saturating_sub(1)), garbage(true), garbage(false)]
    }
}

impl Content {
    pub fn change(&mut self, change: Change) {
        change.apply(&mut self.cache);
        self.waiting.push(change);
    }

    pub fn flush(&mut self) {
        for change in self.waiting.drain(..) {
            change.apply(&mut self.medium);
        }
    }

    /// What the medium might hold after a power cut.
    pub fn survivors(&self, survival: Survival) -> Vec<Vec<u8>> {
        let mut media = vec![self.medium.clone()];
        let mut so_far = self.medium.clone();
        for change in &self.waiting {
            for torn in change.torn(survival) {
                let mut medium = so_far.clone();
                torn.iter().for_each(|part| part.apply(&mut medium));
                media.push(medium);
            }
            change.apply(&mut so_far);
            if survival != Survival::Plain {
                media.push(so_far.clone());
            }
        }
        media.push(so_far);
        let mut seen = BTreeSet::new();
        media.retain(|m| seen.insert(m.clone()));
        media
    }
}

impl Naming {
    pub fn apply(&self, names: &mut BTreeMap<PathBuf, u64>) {
        match self {
            Naming::Put(path, id) => _ = names.insert(path.clone(), *id),
            Naming::Gone(path) => _ = names.remove(path),
            Naming::Move(from, to, id) => {
                names.remove(from);
                names.insert(to.clone(), *id);
            }
        }
    }

    pub fn folder(&self) -> Option<&Path> {
        match self {
            Naming::Put(path, _) | Naming::Gone(path) | Naming::Move(_, path, _) => path.parent(),
        }
    }
}
