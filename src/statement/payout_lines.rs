//! A household's line in a blob: of a payout, with the reasons of it, or its portion of an entry. A blob is read once and its lines
//! are found by their receiver, so that ten thousand statements do not read it ten thousand times.

use crate::{
    event::{BlobSource, PayoutLine},
    log::{
        Hash,
        portions::Portion,
        sum::{SumLine, SumNode},
    },
    unit::HouseholdId,
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

/// The lines of payouts and the portions of entries, read when first asked for.
pub struct PayoutLines<'a> {
    blobs: &'a (dyn BlobSource + Sync),
    read: Mutex<HashMap<Hash, Arc<Blob>>>,
}

/// A household's line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundLine {
    /// Its place in the blob, which is its place in the sum tree, from 0.
    pub place: u64,
    /// The stored bytes with their newline.
    pub bytes: Vec<u8>,
}

struct Blob {
    bytes: Vec<u8>,
    /// First byte of each line, and the end.
    starts: Vec<usize>,
    /// Place of each receiver's line; nobody in a blob of reasons.
    by_receiver: HashMap<String, u64>,
}

impl std::fmt::Debug for PayoutLines<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PayoutLines").finish_non_exhaustive()
    }
}

impl<'a> PayoutLines<'a> {
    /// Lines out of these blobs.
    pub fn new(blobs: &'a (dyn BlobSource + Sync)) -> PayoutLines<'a> {
        PayoutLines { blobs, read: Mutex::default() }
    }

    /// The line of a household in a blob. The outer `None` says that the blob is not there, the
    /// inner one that it has no such line. That the line is the recorded one, its leaf says.
    pub fn of(&self, blob: &Hash, household: &HouseholdId) -> Option<Option<FoundLine>> {
        let blob = self.blob(blob)?;
        let found = blob.by_receiver.get(household.as_str());
        Some(found.and_then(|&place| Some(FoundLine { place, bytes: blob.line(place)?.to_vec() })))
    }

    /// The reasons at a place of a blob of reasons; `None` where they are not there. That they are
    /// the recorded ones, the line says that has their hash.
    pub fn reasons(&self, blob: &Hash, place: u64) -> Option<Vec<u8>> {
        self.blob(blob)?.line(place).map(<[u8]>::to_vec)
    }

    fn blob(&self, name: &Hash) -> Option<Arc<Blob>> {
        // a poisoned lock only says that another statement failed; what was read is still right
        let mut read = self.read.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(blob) = read.get(name) {
            return Some(blob.clone());
        }
        let blob = Arc::new(Blob::of(self.blobs.blob(name)?));
        read.insert(*name, blob.clone());
        Some(blob)
    }
}

impl Blob {
    fn of(bytes: Vec<u8>) -> Blob {
        let mut by_receiver = HashMap::new();
        let mut starts = vec![0];
        let mut upto = 0;
        for (place, line) in bytes.split_inclusive(|&b| b == b'\n').enumerate() {
            upto += line.len();
            starts.push(upto);
            if let Some(receiver) = receiver(line) {
                by_receiver.insert(receiver.to_owned(), place as u64);
            }
        }
        Blob { bytes, starts, by_receiver }
    }

    fn line(&self, place: u64) -> Option<&[u8]> {
        let place = usize::try_from(place).ok()?;
        self.bytes.get(*self.starts.get(place)?..*self.starts.get(place + 1)?)
    }
}

/// `to` sorts behind every other member of a line and of a portion, so it stands at its end.
fn receiver(line: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(line).ok()?.strip_suffix("\"}\n")?;
    text.rsplit_once(",\"to\":\"").map(|(_, receiver)| receiver)
}

impl FoundLine {
    /// The line as a value, with its reasons; `None` where they do not belong together.
    pub fn read(&self, reasons: &[u8]) -> Option<PayoutLine> {
        PayoutLine::read(&self.bytes, reasons).ok()
    }

    /// The hash of its leaf among an entry's portions; `None` where it is no portion.
    pub fn portion_leaf(&self) -> Option<Hash> {
        Some(Portion::parse(&self.bytes).ok()?.0)
    }

    /// The hash of its leaf in the sum tree; `None` where it is no line.
    pub fn leaf(&self) -> Option<Hash> {
        let line = SumLine::parse(&self.bytes).ok()?;
        Some(SumNode::leaf(line.amount, &self.bytes).hash)
    }
}
