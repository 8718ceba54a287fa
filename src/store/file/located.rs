//! O3: where the last line that the guard remembers ends in the journal's files.
//!
//! The guard names a file and a place in it, which is where the line ends as long as nobody copied the
//! journal into other files. Other segments are as good (FORMAT 2.1): then the place is found by
//! counting entries, and the last of them must be the one that was signed.

use super::guard::Slot;
use super::layout::{LedgerFolders, Segment, segment_name};
use super::lines::newlines;
use crate::log::{Batch, Hash};
use crate::store::disk::{self, Disk, DiskFile, Open};
use crate::store::{AtOpening, Cause, Why, batch_mark};
use std::io;

/// How far behind a place cache and medium are made to agree at once.
pub(super) const WINDOW: u64 = 64 << 20;
const PIECE: usize = 1 << 20;

/// A segment opened to be read from the medium.
#[derive(Debug)]
pub(super) struct Opened {
    pub segment: Segment,
    pub file: Box<dyn DiskFile>,
    /// Up to where cache and medium agree.
    pub fresh: u64,
}

impl Opened {
    /// Opens a segment of which everything from `from` on is of interest.
    pub fn new(disk: &dyn Disk, place: &LedgerFolders, first: u64, from: u64) -> io::Result<Opened> {
        let file = disk.open(&place.segment(first), Open::Write)?;
        let len = file.len()?;
        let mut opened = Opened { segment: Segment { first, len }, file, fresh: from };
        opened.refresh(from)?;
        opened.segment.len = opened.file.len()?;
        Ok(opened)
    }

    fn refresh(&mut self, from: u64) -> io::Result<()> {
        let upto = self.segment.len.min(from.saturating_add(WINDOW)).max(from);
        self.file.refresh(from..upto)?;
        self.fresh = upto;
        Ok(())
    }

    /// At most so many bytes from `at` on, as the medium has them.
    pub fn read(&mut self, at: u64, most: usize) -> io::Result<Vec<u8>> {
        if at >= self.fresh && at < self.segment.len {
            self.refresh(at)?;
        }
        let mut bytes = disk::piece(self.segment.len.saturating_sub(at), most);
        let got = self.file.read_at(at, &mut bytes)?;
        bytes.truncate(got);
        Ok(bytes)
    }
}

/// Where the last line that was signed ends.
pub(super) struct Located {
    pub segment: u64,
    pub end: u64,
    /// That segment, where there is one.
    pub open: Option<Opened>,
}

/// The place, or what opening has to say where it is not there.
pub(super) fn located(
    disk: &dyn Disk,
    place: &LedgerFolders,
    found: &[Segment],
    slot: &Slot,
) -> io::Result<Result<Located, AtOpening>> {
    if slot.sealed.head.size == 0 {
        return Ok(Ok(Located { segment: slot.segment, end: slot.end, open: None }));
    }
    match as_remembered(disk, place, found, slot)? {
        Ok(open) => Ok(Ok(Located { segment: slot.segment, end: slot.end, open: Some(open) })),
        Err(wrong) => Ok(by_entries(disk, place, found, slot)?.ok_or(wrong)),
    }
}

fn loss(what: String) -> AtOpening {
    AtOpening::Loss(Cause::new(Why::Loss, what))
}

/// Files before this one that are not there, or empty.
fn hole(found: &[Segment], segment: u64) -> Option<AtOpening> {
    let gone = found.first().is_none_or(|s| s.first != 0) || found.iter().any(|s| s.first < segment && s.len == 0);
    let name = segment_name(segment);
    gone.then(|| loss(format!("an earlier file of the journal before {name} is missing or empty")))
}

/// The very file and place that the guard names.
fn as_remembered(
    disk: &dyn Disk,
    place: &LedgerFolders,
    found: &[Segment],
    slot: &Slot,
) -> io::Result<Result<Opened, AtOpening>> {
    let (name, size) = (segment_name(slot.segment), slot.sealed.head.size);
    if !found.iter().any(|s| s.first == slot.segment) {
        return Ok(Err(loss(format!("{name} is missing; {size} entries were signed"))));
    }
    let mut open = Opened::new(disk, place, slot.segment, slot.end)?;
    if open.segment.len < slot.end {
        return Ok(Err(loss(format!("{name} has {} bytes, {} were signed", open.segment.len, slot.end))));
    }
    if let Some(hole) = hole(found, slot.segment) {
        return Ok(Err(hole));
    }
    const LAST: usize = Batch::MAX_LINE + 1;
    let last = usize::try_from(slot.end).map_or(LAST, |end| end.min(LAST));
    let bytes = open.read(slot.end - last as u64, last)?;
    let body = bytes.strip_suffix(b"\n");
    let start = body.and_then(|b| b.iter().rposition(|c| *c == b'\n')).map_or(0, |at| at + 1);
    let line = bytes.get(start..).unwrap_or_default();
    if body.is_none() || Hash::leaf(line) != slot.last_leaf {
        let what = format!("entry {} in {name} is not the one that was signed", size - 1);
        return Ok(Err(AtOpening::Damage(Cause::new(Why::Damage, what))));
    }
    Ok(Ok(open))
}

/// The end of the last signed entry in whatever files the journal lies now. What stands before it is
/// compared with the signed root by whoever reads it.
fn by_entries(disk: &dyn Disk, place: &LedgerFolders, found: &[Segment], slot: &Slot) -> io::Result<Option<Located>> {
    let size = slot.sealed.head.size;
    let holds = found.iter().rev().find(|s| s.first < size && s.len > 0);
    let Some(first) = holds.map(|s| s.first).filter(|first| hole(found, *first).is_none()) else { return Ok(None) };
    let mut open = Opened::new(disk, place, first, 0)?;
    let (mut at, mut index, mut held) = (0, first, Vec::new());
    loop {
        let mut piece = open.read(at + held.len() as u64, PIECE)?;
        if piece.is_empty() {
            return Ok(None);
        }
        held.append(&mut piece);
        let mut start = 0;
        for end in newlines(&held) {
            let line = held.get(start..=end).unwrap_or_default();
            // a segment begins with a batch
            if index == first && batch_mark(line).is_none_or(|mark| mark.k != 0) {
                return Ok(None);
            }
            start = end + 1;
            index += 1;
            if index == size {
                let end = at + start as u64;
                let found = Hash::leaf(line) == slot.last_leaf;
                return Ok(found.then_some(Located { segment: first, end, open: Some(open) }));
            }
        }
        if held.len() - start > Batch::MAX_LINE {
            return Ok(None);
        }
        held.drain(..start);
        at += start as u64;
    }
}
