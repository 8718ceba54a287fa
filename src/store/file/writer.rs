//! The writing half of a journal folder: two syncs in a row, journal then guard, and nothing
//! after the first of them that failed.

use super::checkpoint::write_checkpoint;
use super::guard::Slot;
use super::layout::{INCOMING, LedgerFolders, SEGMENT_BYTES};
use crate::log::{Batch, Hash};
use crate::store::disk::{Disk, DiskFile, Lock, Open};
use crate::store::{AppendError, Cause, Moment, Why, whole_batch};
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long the checkpoint copy may lag behind the guard.
const LAG: Duration = Duration::from_secs(1);

/// Holds the locks, the open files and what the newest slot says.
#[derive(Debug)]
pub(super) struct Writer {
    disk: Arc<dyn Disk>,
    place: LedgerFolders,
    guard: Box<dyn DiskFile>,
    slot: Slot,
    /// The segment that is being written, opened with the first append.
    segment: Option<(u64, Box<dyn DiskFile>)>,
    roll_above: u64,
    /// What the next slot says of its time.
    moment: Option<Moment>,
    poisoned: Option<Cause>,
    copied: Option<Instant>,
    stale: bool,
    _locks: Vec<Box<dyn Lock>>,
}

impl Writer {
    pub(super) fn new(
        disk: &Arc<dyn Disk>,
        place: &LedgerFolders,
        guard: Box<dyn DiskFile>,
        slot: Slot,
        locks: Vec<Box<dyn Lock>>,
    ) -> io::Result<Writer> {
        // what a crash between a temporary file and its renaming left behind
        for item in disk.list(&place.private())? {
            if !item.folder && item.name.starts_with(INCOMING) {
                disk.remove(&place.private().join(item.name))?;
            }
        }
        Ok(Writer {
            disk: disk.clone(),
            place: place.clone(),
            guard,
            slot,
            segment: None,
            roll_above: SEGMENT_BYTES,
            moment: None,
            poisoned: None,
            copied: None,
            stale: false,
            _locks: locks,
        })
    }

    pub(super) fn slot(&self) -> &Slot {
        &self.slot
    }

    pub(super) fn roll_above(&mut self, bytes: u64) {
        self.roll_above = bytes;
    }

    /// When what is appended from now on is written.
    pub(super) fn at_moment(&mut self, moment: Option<Moment>) {
        self.moment = moment;
    }

    /// Steps 3 to 5 of the commit; the caller has compared the base.
    pub(super) fn append(&mut self, batch: &Batch) -> Result<(), AppendError> {
        if let Some(cause) = &self.poisoned {
            return Err(AppendError::Failed(cause.clone()));
        }
        if !whole_batch(batch.lines(), batch.count()) {
            let what = format!("the {} lines are not marked as one whole batch", batch.count());
            return Err(AppendError::Refused(Cause::new(Why::NotABatch, what)));
        }
        let last_line = batch.lines().split_inclusive(|&b| b == b'\n').next_back().unwrap_or_default();
        let (segment, start) = self.position();
        let next = Slot {
            sequence: self.slot.sequence + 1,
            origin: self.slot.origin.clone(),
            sealed: batch.seal().clone(),
            last_leaf: Hash::leaf(last_line),
            segment,
            end: start + batch.lines().len() as u64,
            frontier: batch.after().clone(),
            moment: self.moment,
        };
        if next.encode().is_none() {
            let what = format!("a note of {} bytes does not fit into the guard", next.sealed.note.0.len());
            return Err(AppendError::Refused(Cause::new(Why::TooLarge, what)));
        }
        self.journal(segment, start, batch.lines())?;
        let guard = &self.guard;
        if let Err(error) = next.write(guard.as_ref()).and_then(|()| guard.sync()) {
            return Err(self.poison("writing", &self.place.guard(), &error));
        }
        self.slot = next;
        self.stale = true;
        if self.copied.is_none_or(|at| at.elapsed() > LAG) {
            self.settle();
        }
        Ok(())
    }

    /// Brings the checkpoint copy up to the guard. It is a copy: what fails here was still saved,
    /// but a device that fails is not written to again.
    pub(super) fn settle(&mut self) {
        if !std::mem::take(&mut self.stale) || self.poisoned.is_some() {
            return;
        }
        match write_checkpoint(self.disk.as_ref(), &self.place, &self.slot.sealed.note) {
            Ok(()) => self.copied = Some(Instant::now()),
            Err(error) => _ = self.poison("writing", &self.place.checkpoint(), &error),
        }
    }

    /// Where the next line goes: a new segment once the last one is long enough.
    fn position(&self) -> (u64, u64) {
        if self.slot.end > self.roll_above {
            (self.slot.sealed.head.size, 0)
        } else {
            (self.slot.segment, self.slot.end)
        }
    }

    /// Step 3: one write at the end of the last segment, one sync.
    fn journal(&mut self, segment: u64, start: u64, lines: &[u8]) -> Result<(), AppendError> {
        let path = self.place.segment(segment);
        if self.segment.as_ref().is_none_or(|(first, _)| *first != segment) {
            match self.open_segment(segment) {
                Ok(file) => self.segment = Some((segment, file)),
                Err(error) => {
                    // nothing of the batch was written
                    let failed = self.poison("opening", &path, &error);
                    return Err(refused_if_full(failed));
                }
            }
        }
        let Some((_, file)) = &self.segment else {
            return Err(AppendError::Failed(Cause::new(Why::Device, "no segment is open")));
        };
        if let Err(error) = file.write_at(start, lines) {
            // where the fragment goes durably, the batch is refused and not in doubt
            let gone = file.set_len(start).and_then(|()| file.sync()).is_ok();
            let failed = self.poison("writing", &path, &error);
            return Err(if gone { refused_if_full(failed) } else { failed });
        }
        if let Err(error) = file.sync() {
            return Err(self.poison("syncing", &path, &error));
        }
        Ok(())
    }

    /// Opens a segment; a new one is durable, name and all, before it is used.
    fn open_segment(&self, first: u64) -> io::Result<Box<dyn DiskFile>> {
        let path = self.place.segment(first);
        if self.disk.len(&path)?.is_some() {
            return self.disk.open(&path, Open::Write);
        }
        let file = self.disk.open(&path, Open::Create)?;
        file.sync()?;
        self.disk.sync_dir(&self.place.journal())?;
        Ok(file)
    }

    /// First failure: no more writes by this handle.
    fn poison(&mut self, doing: &str, path: &std::path::Path, error: &io::Error) -> AppendError {
        let cause = Cause::io(doing, path, error);
        self.poisoned = Some(Cause::new(Why::Poisoned, format!("an earlier write failed: {cause}")));
        AppendError::Failed(cause)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.settle();
    }
}

fn refused_if_full(failed: AppendError) -> AppendError {
    let AppendError::Failed(cause) = failed else { return failed };
    let refused = matches!(cause.why, Why::DiskFull | Why::ReadOnly | Why::TooLarge | Why::NotItsOwn);
    if refused { AppendError::Refused(cause) } else { AppendError::Failed(cause) }
}
