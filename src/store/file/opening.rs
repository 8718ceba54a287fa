//! Opening a ledger, which is the same function as recovering one.
//!
//! O1 lock · O2 make cache and medium agree, then read · O3 what the guard remembers must be
//! there · O4 what lies behind it is finished or set aside · O5 the checkpoint copy is repaired.

use super::guard::{self, Slot};
use super::layout::{Place, Segment, segment_name, segments};
use super::lines::{Lines, newlines};
use super::tail::{Before, Group, TailCheck, TailError};
use super::writer::{Writer, write_checkpoint};
use crate::log::{Batch, Frontier, Hash, Sealed};
use crate::store::disk::{Disk, DiskFile, Open, read_small};
use crate::store::{AppendError, Cause, Origin, Why, batch_mark};
use std::path::PathBuf;
use std::sync::Arc;

/// What opening found and did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opening {
    /// No line and no guard yet: the first append makes the ledger.
    Fresh,
    /// All as it was left.
    Fine,
    /// Whole lines that a crash had left unsigned are signed now.
    Finished {
        /// How many.
        entries: u64,
    },
    /// Torn or invalid bytes behind the last head were set aside. They were never acknowledged.
    Quarantined {
        /// How many bytes.
        bytes: u64,
        /// Where they are now.
        file: PathBuf,
        /// Whole lines before them that were finished.
        entries: u64,
        /// Why they did not stay.
        cause: Cause,
    },
    /// Whole lines behind the last head cannot be judged or signed now. Read only.
    Waiting(Cause),
    /// No guard on this machine: a copied folder. Read only.
    NotAnchored,
    /// The journal ends before what was signed. Read only, nothing repaired.
    Loss(Cause),
    /// The journal differs from what was signed, or the guard contradicts itself. Read only.
    Damage(Cause),
}

impl Opening {
    /// May entries be recorded?
    pub fn writable(&self) -> bool {
        matches!(self, Opening::Fresh | Opening::Fine | Opening::Finished { .. } | Opening::Quarantined { .. })
    }

    /// Exit code of a command that wanted to write: 7 for loss and damage, 6 without the right
    /// (not anchored here, key locked), else 0.
    pub fn exit_code(&self) -> u8 {
        match self {
            Opening::Loss(_) | Opening::Damage(_) => 7,
            Opening::NotAnchored | Opening::Waiting(_) => 6,
            _ => 0,
        }
    }
}

/// What opening hands to the journal.
pub(super) enum Opened {
    Writes(Box<Writer>, Opening),
    Reads(Option<Sealed>, Opening),
}

/// The one function. An error means that not even reading was possible, or that another holds it.
pub(super) fn open(
    disk: &Arc<dyn Disk>,
    place: &Place,
    lines: &Lines,
    origin: &Origin,
    check: &mut dyn TailCheck,
) -> Result<Opened, AppendError> {
    let fail = failing(place);
    let journal = place.journal();
    let any_line = |all: &[Segment]| all.iter().any(|s| s.len > 0);
    let found = segments(disk.as_ref(), &journal).map_err(&fail)?;
    let guarded = disk.len(&place.guard()).map_err(&fail)?.is_some();
    if !guarded && any_line(&found) {
        return Ok(Opened::Reads(None, Opening::NotAnchored));
    }

    // O1
    place.refuse_links(disk.as_ref()).map_err(AppendError::Refused)?;
    for folder in [&place.ledger, &journal] {
        disk.create_dirs(folder).map_err(&fail)?;
    }
    for folder in [&place.state, &place.private()] {
        disk.create_own_dirs(folder).map_err(&fail)?;
    }
    let mut locks = Vec::new();
    for path in [place.state_lock(), place.lock()] {
        match disk.lock(&path).map_err(&fail)? {
            Ok(lock) => locks.push(lock),
            Err(who) => {
                let what = format!("{} is held by another process ({who})", path.display());
                return Err(AppendError::Busy(Cause::new(Why::Held, what)));
            }
        }
    }

    // O2, names first: a process that was killed may have left some that only the cache knows
    let made_before = [place.ledger.parent(), place.state.parent(), Some(&place.ledger), Some(&place.state), Some(&journal)];
    for folder in made_before.into_iter().flatten() {
        disk.sync_dir(folder).map_err(&fail)?;
    }
    // then the guard: it says from where on the journal is of interest
    let found = segments(disk.as_ref(), &journal).map_err(&fail)?;
    let mut slot = None;
    let mut file = None;
    if disk.len(&place.guard()).map_err(&fail)?.is_some() {
        let guard = disk.open(&place.guard(), Open::Write).map_err(&fail)?;
        slot = guard::settled(guard.as_ref()).map_err(&fail)?;
        file = Some(guard);
    }
    let (Some(slot), Some(guard)) = (slot, file) else {
        if any_line(&found) {
            return Ok(Opened::Reads(None, Opening::NotAnchored));
        }
        let (guard, slot) = guard::create(disk.as_ref(), &place.guard(), origin).map_err(&fail)?;
        let writer = Writer::new(disk, place, guard, slot, locks).map_err(&fail)?;
        return Ok(Opened::Writes(Box::new(writer), Opening::Fresh));
    };
    if slot.origin != *origin {
        let what = format!("the guard is of {}, not of {origin}", slot.origin);
        return Ok(Opened::Reads(None, Opening::Damage(Cause::new(Why::Damage, what))));
    }
    let size = slot.sealed.head.size;
    let known = (size > 0).then(|| slot.sealed.clone());
    let mut behind = Vec::new();
    for segment in found.iter().filter(|s| s.first >= slot.segment) {
        let path = place.segment(segment.first);
        let file = disk.open(&path, Open::Write).map_err(&fail)?;
        let from = if segment.first == slot.segment { slot.end } else { 0 };
        file.refresh(from..segment.len).map_err(&fail)?;
        let len = file.len().map_err(&fail)?;
        behind.push((Segment { first: segment.first, len }, file));
    }

    // O3
    if size > 0 && let Err(finding) = remembered(&slot, &found, &behind) {
        return Ok(Opened::Reads(known, finding.map_err(&fail)?));
    }

    // O4
    let mut tail = Tail { place, lines, check, frontier: slot.frontier.clone(), cut: (slot.segment, slot.end), last_leaf: slot.last_leaf };
    let stop = match tail.walk(&behind).map_err(&fail)? {
        Ok(stop) => stop,
        Err(cause) => return Ok(Opened::Reads(known, Opening::Waiting(cause))),
    };
    let entries = tail.frontier.size() - size;
    let (frontier, cut, last_leaf) = (tail.frontier.clone(), tail.cut, tail.last_leaf);
    let mut slot = slot;
    if entries > 0 {
        let head = frontier.head();
        let note = match check.seal(&head) {
            Ok(note) => note,
            Err(TailError::Invalid(cause) | TailError::Later(cause)) => {
                return Ok(Opened::Reads(known, Opening::Waiting(cause)));
            }
        };
        let sealed = Sealed { head, note };
        slot = Slot { sequence: slot.sequence + 1, sealed, last_leaf, segment: cut.0, end: cut.1, frontier, ..slot };
        slot.write(guard.as_ref()).map_err(&fail)?;
        guard.sync().map_err(&fail)?;
    }
    let mut opening = if entries > 0 { Opening::Finished { entries } } else { Opening::Fine };
    if let Some(cause) = stop
        && let Some((bytes, file)) = set_aside(disk, place, cut, slot.sealed.head.size, &behind).map_err(&fail)?
    {
        opening = Opening::Quarantined { bytes, file, entries, cause };
    }

    // O5
    let copy = read_small(disk.as_ref(), &place.checkpoint(), 1 << 16);
    if slot.sealed.head.size > 0 && !copy.is_ok_and(|c| c.as_deref() == Some(slot.sealed.note.0.as_slice())) {
        write_checkpoint(disk.as_ref(), place, &slot.sealed.note).map_err(&fail)?;
    }
    let writer = Writer::new(disk, place, guard, slot, locks).map_err(&fail)?;
    Ok(Opened::Writes(Box::new(writer), opening))
}

/// An operating system's error at opening: refused where the folder cannot be written, failed
/// otherwise.
fn failing(place: &Place) -> impl Fn(std::io::Error) -> AppendError + use<> {
    let ledger = place.ledger.clone();
    move |error| {
        let cause = Cause::io("opening", &ledger, &error);
        match cause.why {
            Why::ReadOnly | Why::DiskFull | Why::NotItsOwn => AppendError::Refused(cause),
            _ => AppendError::Failed(cause),
        }
    }
}

/// O3: what the guard remembers must be there. The inner error is a finding, or what the device said.
fn remembered(
    slot: &Slot,
    found: &[Segment],
    behind: &[(Segment, Box<dyn DiskFile>)],
) -> Result<(), Result<Opening, std::io::Error>> {
    let name = segment_name(slot.segment);
    let loss = |what: String| Err(Ok(Opening::Loss(Cause::new(Why::Loss, what))));
    let Some((segment, file)) = behind.iter().find(|(s, _)| s.first == slot.segment) else {
        return loss(format!("{name} is missing; {} entries were signed", slot.sealed.head.size));
    };
    if segment.len < slot.end {
        return loss(format!("{name} has {} bytes, {} were signed", segment.len, slot.end));
    }
    if found.first().is_none_or(|s| s.first != 0) || found.iter().any(|s| s.first < slot.segment && s.len == 0) {
        return loss(format!("an earlier file of the journal before {name} is missing or empty"));
    }
    let from = slot.end.saturating_sub(Batch::MAX_LINE as u64 + 1);
    let mut bytes = vec![0; (slot.end - from) as usize];
    let got = file.read_at(from, &mut bytes).map_err(Err)?;
    bytes.truncate(got);
    let body = bytes.strip_suffix(b"\n");
    let start = body.and_then(|b| b.iter().rposition(|c| *c == b'\n')).map_or(0, |at| at + 1);
    let line = bytes.get(start..).unwrap_or_default();
    if body.is_none() || Hash::leaf(line) != slot.last_leaf {
        let what = format!("entry {} in {name} is not the one that was signed", slot.sealed.head.size - 1);
        return Err(Ok(Opening::Damage(Cause::new(Why::Damage, what))));
    }
    Ok(())
}

/// O4: the walk over what lies behind the guard.
struct Tail<'a> {
    place: &'a Place,
    lines: &'a Lines,
    check: &'a mut dyn TailCheck,
    frontier: Frontier,
    /// Segment and offset behind the last accepted batch.
    cut: (u64, u64),
    last_leaf: Hash,
}

impl Tail<'_> {
    /// Accepts batch after batch. `Ok(Some(cause))`: the rest behind `cut` does not stay.
    /// `Err(cause)`: cannot be judged now.
    fn walk(&mut self, behind: &[(Segment, Box<dyn DiskFile>)]) -> std::io::Result<Result<Option<Cause>, Cause>> {
        let malformed = |what: String| Ok(Ok(Some(Cause::new(Why::Malformed, what))));
        for (segment, file) in behind {
            let mut at = if segment.first == self.cut.0 { self.cut.1 } else { 0 };
            if segment.first != self.cut.0 {
                if segment.first != self.frontier.size() {
                    return malformed(format!("{} does not continue entry {}", segment_name(segment.first), self.frontier.size()));
                }
                if segment.len > 0 {
                    self.cut = (segment.first, 0);
                }
            }
            let mut held = Vec::new();
            while at < segment.len || !held.is_empty() {
                match whole_group(&held) {
                    Found::Group(len) => {
                        let rest = held.split_off(len);
                        let group = std::mem::replace(&mut held, rest);
                        match self.judge(&group) {
                            Ok(()) => self.cut = (segment.first, self.cut.1 + len as u64),
                            Err(TailError::Invalid(cause)) => return Ok(Ok(Some(cause))),
                            Err(TailError::Later(cause)) => return Ok(Err(cause)),
                        }
                    }
                    Found::Torn(what) => return malformed(format!("behind entry {}: {what}", self.frontier.size())),
                    Found::More if at >= segment.len => {
                        return malformed(format!("behind entry {}: part of a batch", self.frontier.size()));
                    }
                    Found::More if held.len() > Batch::MAX_BYTES => {
                        return malformed(format!("behind entry {}: more than a batch may hold", self.frontier.size()));
                    }
                    Found::More => {
                        let mut piece = vec![0; (4 << 20).min(segment.len - at) as usize];
                        let got = file.read_at(at, &mut piece)?;
                        if got == 0 {
                            return malformed(format!("{} became shorter", self.place.segment(segment.first).display()));
                        }
                        piece.truncate(got);
                        held.append(&mut piece);
                        at += got as u64;
                    }
                }
            }
        }
        Ok(Ok(None))
    }

    fn judge(&mut self, group: &[u8]) -> Result<(), TailError> {
        let base = self.frontier.head();
        let mut after = self.frontier.clone();
        let mut last_leaf = self.last_leaf;
        for line in group.split_inclusive(|&b| b == b'\n') {
            last_leaf = Hash::leaf(line);
            after.push(last_leaf);
        }
        let before = Before { lines: self.lines, size: base.size };
        self.check.accept(&before, &Group { base, lines: group, head: after.head() })?;
        self.frontier = after;
        self.last_leaf = last_leaf;
        Ok(())
    }
}

enum Found {
    /// So many bytes are one whole batch.
    Group(usize),
    /// Not decided by these bytes.
    More,
    /// Can never become a batch.
    Torn(&'static str),
}

/// Is there a whole batch at the beginning of these bytes?
fn whole_group(bytes: &[u8]) -> Found {
    let mut start = 0;
    for (end, k) in newlines(bytes).zip(0_u64..) {
        let line = bytes.get(start..=end).unwrap_or_default();
        if line.len() > Batch::MAX_LINE {
            return Found::Torn("a line that is too long");
        }
        match batch_mark(line) {
            Some(mark) if mark.k == k && k + 1 == mark.n => return Found::Group(end + 1),
            Some(mark) if mark.k == k => start = end + 1,
            Some(_) => return Found::Torn("a line from another place of its batch"),
            None => return Found::Torn("a line without a batch mark"),
        }
    }
    if bytes.len() - start > Batch::MAX_LINE { Found::Torn("a line that is too long") } else { Found::More }
}

/// Copies everything behind `cut` beside the guard, durably, and only then takes it out of the
/// journal. `None` if there is nothing behind it.
fn set_aside(
    disk: &Arc<dyn Disk>,
    place: &Place,
    cut: (u64, u64),
    size: u64,
    behind: &[(Segment, Box<dyn DiskFile>)],
) -> std::io::Result<Option<(u64, PathBuf)>> {
    let rests = || behind.iter().map(|(s, f)| (s, f, if s.first == cut.0 { cut.1 } else { 0 })).filter(|(s, _, _)| s.first >= cut.0);
    let total: u64 = rests().map(|(s, _, from)| s.len.saturating_sub(from)).sum();
    let folder = place.quarantine();
    disk.create_own_dirs(&folder)?;
    let number = disk.list(&folder)?.len();
    let path = folder.join(format!("after-{size:012}-{number:04}"));
    if total > 0 {
        let aside = disk.open(&path, Open::Private)?;
        let mut to = 0;
        for (segment, file, from) in rests() {
            let mut at = from;
            while at < segment.len {
                let mut piece = vec![0; (4 << 20).min(segment.len - at) as usize];
                let got = file.read_at(at, &mut piece)?;
                if got == 0 {
                    break;
                }
                piece.truncate(got);
                aside.write_at(to, &piece)?;
                at += got as u64;
                to += got as u64;
            }
        }
        aside.sync()?;
        disk.sync_dir(&folder)?;
    }
    // from the back, so that a crash in between leaves a journal without a hole
    for (segment, file, from) in rests().collect::<Vec<_>>().into_iter().rev() {
        if segment.first != cut.0 {
            disk.remove(&place.segment(segment.first))?;
            disk.sync_dir(&place.journal())?;
        } else if segment.len > from {
            file.set_len(from)?;
            file.sync()?;
        }
    }
    Ok((total > 0).then_some((total, path)))
}
