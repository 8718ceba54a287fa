//! Opening a ledger, which is the same function as recovering one.
//!
//! O1 lock · O2 make cache and medium agree, then read · O3 what the guard remembers must be
//! there, and nobody may have signed more · O4 what lies behind it is finished or set aside · O5 the
//! checkpoint copy is repaired.

use super::aside::{set_aside, take_out_empty};
use super::behind::Behind;
use super::checkpoint::{claimed, shown, write_checkpoint};
use super::guard::{self, Settled, Slot};
use super::layout::{LedgerFolders, Segment, segments};
use super::lines::JournalFiles;
use super::located::{Located, located};
use super::writer::Writer;
use crate::log::{Head, Sealed};
use crate::store::disk::{Disk, Open};
use crate::store::{AppendError, AtOpening, Cause, Origin, Resumed, TailCheck, TailError, Why};
use std::sync::Arc;

/// What opening hands to the journal.
pub(super) enum Opened {
    Writes(Box<Writer>, AtOpening, Resumed),
    Reads(Option<Sealed>, AtOpening),
}

/// The one function. An error means that not even reading was possible, or that another holds it.
pub(super) fn open(
    disk: &Arc<dyn Disk>,
    place: &LedgerFolders,
    lines: &JournalFiles,
    origin: &Origin,
    check: &mut dyn TailCheck,
) -> Result<Opened, AppendError> {
    let fail = failing(place);
    let journal = place.journal();
    let any_line = |all: &[Segment]| all.iter().any(|s| s.len > 0);
    let found = segments(disk.as_ref(), &journal).map_err(&fail)?;
    let guarded = disk.len(&place.guard()).map_err(&fail)?.is_some();
    if !guarded && any_line(&found) {
        return Ok(Opened::Reads(None, AtOpening::NotAnchored));
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
    let made_before =
        [place.ledger.parent(), place.state.parent(), Some(&place.ledger), Some(&place.state), Some(&journal)];
    for folder in made_before.into_iter().flatten() {
        disk.sync_dir(folder).map_err(&fail)?;
    }
    // then the guard: it says from where on the journal is of interest
    let found = segments(disk.as_ref(), &journal).map_err(&fail)?;
    let mut settled = None;
    let mut file = None;
    if disk.len(&place.guard()).map_err(&fail)?.is_some() {
        let guard = disk.open(&place.guard(), Open::Write).map_err(&fail)?;
        settled = guard::settled(guard.as_ref()).map_err(&fail)?;
        file = Some(guard);
    }
    let (Some(Settled { slot, forgetful }), Some(guard)) = (settled, file) else {
        if any_line(&found) {
            return Ok(Opened::Reads(None, AtOpening::NotAnchored));
        }
        let (guard, slot) = guard::create(disk.as_ref(), &place.guard(), origin).map_err(&fail)?;
        let writer = Writer::new(disk, place, guard, slot, locks).map_err(&fail)?;
        return Ok(Opened::Writes(Box::new(writer), AtOpening::Fresh, Resumed::default()));
    };
    if slot.origin != *origin {
        let what = format!("the guard is of {}, not of {origin}", slot.origin);
        return Ok(Opened::Reads(None, AtOpening::Damage(Cause::new(Why::Damage, what))));
    }
    let size = slot.sealed.head.size;
    let known = (size > 0).then(|| slot.sealed.clone());

    // O3
    let at = match located(disk.as_ref(), place, &found, &slot).map_err(&fail)? {
        Ok(at) => at,
        Err(opening) => return Ok(Opened::Reads(known, opening)),
    };
    let copy = shown(disk.as_ref(), place).ok().flatten();
    let more = check.signed_above(size, copy.as_deref());
    let elsewhere = |head: Head| Ok(Opened::Reads(known.clone(), AtOpening::Elsewhere { size: head.size }));
    // a guard of which one half rotted may have forgotten the last thing that it signed itself
    if let Some(head) = more.filter(|_| !forgetful) {
        return elsewhere(head);
    }

    // O4
    let mut behind: Vec<Segment> = found.into_iter().filter(|s| s.first >= at.segment).collect();
    let Located { segment, end, .. } = at;
    let (frontier, last_leaf) = (slot.frontier.clone(), slot.last_leaf);
    let known_head = more.map(|head| (head, false));
    let mut tail = Behind { place, lines, check, frontier, cut: (segment, end), last_leaf, known: known_head };
    let stop = match tail.walk(disk.as_ref(), at, &mut behind).map_err(&fail)? {
        Ok(stop) => stop,
        Err(cause) => return Ok(Opened::Reads(known, AtOpening::Waiting(cause))),
    };
    if let Some((head, false)) = tail.known {
        return elsewhere(head);
    }
    let entries = tail.frontier.size() - size;
    let (frontier, cut, last_leaf) = (tail.frontier.clone(), tail.cut, tail.last_leaf);
    let mut slot = Slot { segment: cut.0, end: cut.1, ..slot };
    if entries > 0 {
        let head = frontier.head();
        let note = match check.seal(&head) {
            Ok(note) => note,
            Err(TailError::Invalid(cause) | TailError::Later(cause)) => {
                return Ok(Opened::Reads(known, AtOpening::Waiting(cause)));
            }
        };
        let sealed = Sealed { head, note };
        slot = Slot { sequence: slot.sequence + 1, sealed, last_leaf, frontier, ..slot };
        slot.write(guard.as_ref()).map_err(&fail)?;
        guard.sync().map_err(&fail)?;
    }
    let mut opening = if entries > 0 { AtOpening::Finished { entries } } else { AtOpening::Fine };
    let now = slot.sealed.head.size;
    if let Some(cause) = stop
        && let Some(aside) = set_aside(disk.as_ref(), place, cut, now, &behind).map_err(&fail)?
    {
        opening = AtOpening::Quarantined { bytes: aside.bytes, file: aside.file, entries, cause, gone: aside.gone };
    }
    let emptied = take_out_empty(disk.as_ref(), place, cut.0, &behind).map_err(&fail)?;

    // O5
    let copied = copy.as_deref().and_then(claimed).map(|head| head.size);
    let resumed = Resumed { since: copied.map_or(size, |copied| copied.min(size)), emptied };
    if now > 0 && copy.as_deref() != Some(slot.sealed.note.0.as_slice()) {
        write_checkpoint(disk.as_ref(), place, &slot.sealed.note).map_err(&fail)?;
    }
    let writer = Writer::new(disk, place, guard, slot, locks).map_err(&fail)?;
    Ok(Opened::Writes(Box::new(writer), opening, resumed))
}

/// An operating system's error at opening: refused where the folder cannot be written, failed
/// otherwise.
fn failing(place: &LedgerFolders) -> impl Fn(std::io::Error) -> AppendError + use<> {
    let ledger = place.ledger.clone();
    move |error| {
        let cause = Cause::io("opening", &ledger, &error);
        let refused = matches!(cause.why, Why::ReadOnly | Why::DiskFull | Why::NotItsOwn);
        if refused { AppendError::Refused(cause) } else { AppendError::Failed(cause) }
    }
}
