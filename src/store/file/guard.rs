//! The memory of what was signed last: one file outside the ledger, two slots written in turn.
//!
//! A slot that is torn by a power cut leaves the other one; a ledger folder that was put back to
//! an older state contradicts it. Layout, not part of the record's format: magic, sequence,
//! origin, size, root, last leaf, segment, end offset, frontier, note, moment, SHA-256; numbers are
//! little-endian u64, texts and lists carry their length before them. Layout 1 has no moment.

use crate::log::{Frontier, Hash, Note, Sealed};
use crate::store::disk::{Disk, DiskFile, Open};
use crate::store::{Moment, Origin};
use std::io;
use std::path::Path;

const MAGIC: &[u8; 8] = b"coopgrd2";
/// Layout 1: read, never written.
const MAGIC_1: &[u8; 8] = b"coopgrd1";
/// Bytes of one slot.
pub const SLOT: usize = 4096;
/// Distance of the slots: further apart than what a device is likely to damage at once.
const APART: usize = 64 << 10;
/// Both slots and what lies between them.
const FILE: usize = APART + SLOT;
/// The sequence of a guard's second slot, which is written when it is made.
const CREATED: u64 = 1;

/// What one slot remembers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Grows by one with each slot written.
    pub sequence: u64,
    /// Of which ledger.
    pub origin: Origin,
    /// Head and note.
    pub sealed: Sealed,
    /// Leaf hash of the last line, zeros if there is none.
    pub last_leaf: Hash,
    /// The segment in which the last line ends.
    pub segment: u64,
    /// Where in it the last line ends.
    pub end: u64,
    /// The tree's right edge; it folds to the root.
    pub frontier: Frontier,
    /// When the last line was written, if the writer could say.
    pub moment: Option<Moment>,
}

impl Slot {
    /// A ledger before its first line.
    pub fn first(origin: &Origin) -> Slot {
        let frontier = Frontier::default();
        Slot {
            sequence: 0,
            origin: origin.clone(),
            sealed: Sealed { head: frontier.head(), note: Note(Vec::new()) },
            last_leaf: Hash::ZERO,
            segment: 0,
            end: 0,
            frontier,
            moment: None,
        }
    }

    /// The slot's bytes; `None` if the note is too long for it (some 1,900 bytes always fit).
    pub fn encode(&self) -> Option<Vec<u8>> {
        let mut out = Vec::with_capacity(SLOT);
        out.extend_from_slice(MAGIC);
        let number = |n: u64, out: &mut Vec<u8>| out.extend_from_slice(&n.to_le_bytes());
        number(self.sequence, &mut out);
        number(self.origin.as_str().len() as u64, &mut out);
        out.extend_from_slice(self.origin.as_str().as_bytes());
        number(self.sealed.head.size, &mut out);
        out.extend_from_slice(&self.sealed.head.root.0);
        out.extend_from_slice(&self.last_leaf.0);
        number(self.segment, &mut out);
        number(self.end, &mut out);
        number(self.frontier.roots().len() as u64, &mut out);
        for root in self.frontier.roots() {
            out.extend_from_slice(&root.0);
        }
        number(self.sealed.note.0.len() as u64, &mut out);
        out.extend_from_slice(&self.sealed.note.0);
        number(self.moment.is_some().into(), &mut out);
        if let Some(moment) = self.moment {
            out.extend_from_slice(&moment.boot);
            number(moment.seconds, &mut out);
        }
        if out.len() > SLOT - 32 {
            return None;
        }
        out.resize(SLOT - 32, 0);
        let sum = Hash::of(&[&out]);
        out.extend_from_slice(&sum.0);
        Some(out)
    }

    /// Reads a slot; `None` for anything torn, altered, or whose frontier does not fold to its root.
    pub fn decode(bytes: &[u8]) -> Option<Slot> {
        let (body, sum) = bytes.split_at_checked(SLOT - 32)?;
        if Hash::of(&[body]).0 != sum {
            return None;
        }
        let (mut rest, timed) = match body.strip_prefix(MAGIC) {
            Some(rest) => (rest, true),
            None => (body.strip_prefix(MAGIC_1)?, false),
        };
        let sequence = number(&mut rest)?;
        let length = number(&mut rest)?;
        let origin = std::str::from_utf8(take(&mut rest, length)?).ok()?.parse().ok()?;
        let size = number(&mut rest)?;
        let root = hash(&mut rest)?;
        let last_leaf = hash(&mut rest)?;
        let segment = number(&mut rest)?;
        let end = number(&mut rest)?;
        let count = number(&mut rest).filter(|n| *n <= 64)?;
        let roots = (0..count).map(|_| hash(&mut rest)).collect::<Option<Vec<_>>>()?;
        let length = number(&mut rest)?;
        let note = Note(take(&mut rest, length)?.to_vec());
        let moment = match timed && number(&mut rest)? == 1 {
            true => Some(Moment { boot: take(&mut rest, 16)?.try_into().ok()?, seconds: number(&mut rest)? }),
            false => None,
        };
        let frontier = Frontier::from_parts(size, roots)?;
        let head = frontier.head();
        let sealed = Sealed { head, note };
        (head.root == root).then_some(Slot { sequence, origin, sealed, last_leaf, segment, end, frontier, moment })
    }

    /// The older slot's place gets the newer content.
    pub fn write(&self, guard: &dyn DiskFile) -> io::Result<()> {
        let bytes = self
            .encode()
            .ok_or_else(|| io::Error::new(io::ErrorKind::FileTooLarge, "the note does not fit into the guard"))?;
        guard.write_at((self.sequence % 2) * APART as u64, &bytes)
    }
}

fn take<'a>(rest: &mut &'a [u8], n: u64) -> Option<&'a [u8]> {
    let (head, tail) = rest.split_at_checked(usize::try_from(n).ok()?)?;
    *rest = tail;
    Some(head)
}

fn number(rest: &mut &[u8]) -> Option<u64> {
    take(rest, 8)?.try_into().ok().map(u64::from_le_bytes)
}

fn hash(rest: &mut &[u8]) -> Option<Hash> {
    take(rest, 32)?.try_into().ok().map(Hash)
}

/// The newest valid slot of an open guard.
pub fn newest(guard: &dyn DiskFile) -> io::Result<Option<Slot>> {
    Ok(valid(guard)?.pop())
}

/// The valid slots, the newest last.
fn valid(guard: &dyn DiskFile) -> io::Result<Vec<Slot>> {
    let mut found = Vec::new();
    for place in [0, APART as u64] {
        let mut bytes = vec![0; SLOT];
        let got = guard.read_at(place, &mut bytes)?;
        bytes.truncate(got);
        found.extend(Slot::decode(&bytes));
    }
    found.sort_by_key(|slot: &Slot| slot.sequence);
    Ok(found)
}

/// The newest slot as a power cut would leave it.
#[derive(Debug)]
pub struct Settled {
    /// The slot.
    pub slot: Slot,
    /// The other one could not be read, now or at an earlier opening since which nothing was signed:
    /// it may have been the newer.
    pub forgetful: bool,
}

/// What a power cut would leave of the guard. Where a refresh means writing the same bytes again, only
/// one slot is touched, and a torn one is replaced first: one valid slot always stays.
pub fn settled(guard: &dyn DiskFile) -> io::Result<Option<Settled>> {
    let found = valid(guard)?;
    if let [only] = found.as_slice() {
        Slot { sequence: only.sequence + 1, ..only.clone() }.write(guard)?;
        guard.sync()?;
    }
    let place = newest(guard)?.map_or(0, |slot| (slot.sequence % 2) * APART as u64);
    guard.refresh(place..place + SLOT as u64)?;
    let mut now = valid(guard)?;
    let Some(slot) = now.pop() else { return Ok(None) };
    // two slots say the same only where one was replaced, and in a guard that has just been made
    let replaced = now.first().is_none_or(|other| other.sealed.head == slot.sealed.head);
    let forgetful = replaced && slot.sequence > CREATED;
    Ok(Some(Settled { slot, forgetful }))
}

/// The same for a reader, who changes nothing: on systems that cannot drop their cache it may be
/// a moment early.
pub fn observed(guard: &dyn DiskFile) -> io::Result<Option<Slot>> {
    match guard.refresh(0..FILE as u64) {
        // nothing can change there
        Err(e) if e.kind() == io::ErrorKind::ReadOnlyFilesystem => {}
        other => other?,
    }
    newest(guard)
}

/// Makes the guard of a ledger that has no line yet: both slots are valid and durable, name and
/// all, before any line is written.
pub fn create(disk: &dyn Disk, path: &Path, origin: &Origin) -> io::Result<(Box<dyn DiskFile>, Slot)> {
    let guard = disk.open(path, Open::Own)?;
    guard.write_at(0, &[0; FILE])?;
    // both, so that from the first day one may be torn
    let first = Slot::first(origin);
    first.write(guard.as_ref())?;
    let second = Slot { sequence: CREATED, ..first };
    second.write(guard.as_ref())?;
    guard.sync()?;
    if let Some(folder) = path.parent() {
        disk.sync_dir(folder)?;
    }
    Ok((guard, second))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_with_any_byte_changed_is_no_slot() {
        let Ok(origin) = "coop.example/a/3f9c2d7a5b1e8406".parse::<Origin>() else { panic!("origin") };
        let mut slot = Slot::first(&origin);
        for line in 0..11_u8 {
            slot.frontier.push(Hash::leaf(&[line]));
        }
        slot.sealed = Sealed { head: slot.frontier.head(), note: Note(b"note\n".to_vec()) };
        slot.sequence = 7;
        slot.moment = Some(Moment { boot: [9; 16], seconds: 77 });
        let bytes = slot.encode().unwrap_or_default();
        assert_eq!(Slot::decode(&bytes), Some(slot));
        for at in 0..bytes.len() {
            let mut altered = bytes.clone();
            altered[at] ^= 1;
            assert_eq!(Slot::decode(&altered), None, "byte {at}");
            assert_eq!(Slot::decode(&bytes[..at]), None, "cut at {at}");
        }
    }

    #[test]
    fn a_slot_of_layout_1_is_still_read() {
        let Ok(origin) = "coop.example/a/3f9c2d7a5b1e8406".parse::<Origin>() else { panic!("origin") };
        let mut slot = Slot::first(&origin);
        slot.sealed.note = Note(b"note\n".to_vec());
        let mut bytes = slot.encode().unwrap_or_default();
        bytes[..8].copy_from_slice(MAGIC_1);
        let sum = Hash::of(&[&bytes[..SLOT - 32]]);
        bytes[SLOT - 32..].copy_from_slice(&sum.0);
        assert_eq!(Slot::decode(&bytes), Some(slot));
    }

    #[test]
    fn a_note_that_does_not_fit_is_refused() {
        let Ok(origin) = "coop.example/a/3f9c2d7a5b1e8406".parse::<Origin>() else { panic!("origin") };
        let mut slot = Slot::first(&origin);
        slot.sealed.note = Note(vec![b'x'; 1900]);
        assert!(slot.encode().is_some());
        slot.sealed.note = Note(vec![b'x'; 4000]);
        assert!(slot.encode().is_none());
    }
}
