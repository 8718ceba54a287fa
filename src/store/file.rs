//! One ledger in a folder: segments of lines, a checkpoint copy, blobs, and a guard elsewhere.

mod anchor;
mod aside;
mod behind;
mod blobs;
mod checkpoint;
mod engine;
mod guard;
mod layout;
mod lines;
mod located;
mod opening;
mod openings;
mod shelf;
mod writer;

pub use blobs::FileBlobs;
pub(super) use blobs::FileRead;
pub use engine::Folders;
pub use layout::{LedgerFolders, SEGMENT_BYTES, segment_first, segment_name, tag};
pub use lines::{CHUNK, CHUNK_LINES, Places, Start};
pub use openings::FileOpenings;
pub use shelf::Shelf;

use super::disk::Disk;
use super::{
    AppendError, Appended, AtOpening, Cause, Chunks, Journal, Origin, ReadError, Resumed, Signed, TailCheck, Why,
};
use crate::log::{Batch, Frontier, Hash, Note, Sealed};
use checkpoint::{claimed, shown};
use lines::JournalFiles;
use opening::Opened;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use writer::Writer;

/// The journal of one ledger's folder. One handle may write, in one process; any number read.
#[derive(Debug)]
pub struct FileJournal {
    disk: Arc<dyn Disk>,
    place: LedgerFolders,
    origin: Origin,
    lines: JournalFiles,
    /// The newest durable head this handle knows.
    known: RwLock<Option<Sealed>>,
    role: Role,
    resumed: Resumed,
}

#[derive(Debug)]
enum Role {
    Writer(Mutex<Box<Writer>>),
    /// Opened to write, but what was found does not allow it.
    Barred(AtOpening),
    /// Opened to read: looks at the guard with every question.
    Reader,
}

impl FileJournal {
    /// Opens a ledger to write, which includes recovering it. Where that is not possible the
    /// handle reads only, and [`AtOpening`] says why. [`AppendError::Busy`] names who holds it.
    ///
    /// # Errors
    /// Besides that [`AppendError::Refused`] where the folder is full, may not be written to or leads
    /// elsewhere, and [`AppendError::Failed`] where the device fails.
    pub fn open(
        disk: Arc<dyn Disk>,
        place: LedgerFolders,
        origin: &Origin,
        check: &mut dyn TailCheck,
    ) -> Result<(FileJournal, AtOpening), AppendError> {
        let lines = JournalFiles::new(disk.clone(), place.journal());
        let (known, role, opening, resumed) = match opening::open(&disk, &place, &lines, origin, check)? {
            Opened::Writes(writer, opening, resumed) => {
                let slot = writer.slot();
                let known = (slot.sealed.head.size > 0).then(|| slot.sealed.clone());
                (known, Role::Writer(Mutex::new(writer)), opening, resumed)
            }
            Opened::Reads(known, opening) => (known, Role::Barred(opening.clone()), opening, Resumed::default()),
        };
        let known = RwLock::new(known);
        let journal = FileJournal { disk, place, origin: origin.clone(), lines, known, role, resumed };
        if opening == AtOpening::NotAnchored {
            journal.learn(journal.unanchored().ok().flatten());
        }
        Ok((journal, opening))
    }

    /// Opens a ledger to read: takes no lock, writes nothing, hinders nobody.
    pub fn read_only(disk: Arc<dyn Disk>, place: LedgerFolders, origin: &Origin) -> FileJournal {
        let lines = JournalFiles::new(disk.clone(), place.journal());
        let (known, role, resumed) = (RwLock::new(None), Role::Reader, Resumed::default());
        FileJournal { disk, place, origin: origin.clone(), lines, known, role, resumed }
    }

    /// The tree's right edge at the head, for the next batch; `None` for a handle that reads only.
    pub fn frontier(&self) -> Option<Frontier> {
        let Role::Writer(writer) = &self.role else { return None };
        Some(writer.lock().unwrap_or_else(PoisonError::into_inner).slot().frontier.clone())
    }

    /// Leaf hash of the last line, [`Hash::ZERO`] before the first; `None` for a handle that
    /// reads only. It is the next line's `prev`.
    pub fn last_leaf(&self) -> Option<Hash> {
        let Role::Writer(writer) = &self.role else { return None };
        Some(writer.lock().unwrap_or_else(PoisonError::into_inner).slot().last_leaf)
    }

    /// What opening to write came across besides.
    pub fn resumed(&self) -> Resumed {
        self.resumed
    }

    /// Rolls to a new segment above so many bytes instead of [`SEGMENT_BYTES`].
    pub fn roll_above(&self, bytes: u64) {
        if let Role::Writer(writer) = &self.role {
            writer.lock().unwrap_or_else(PoisonError::into_inner).roll_above(bytes);
        }
    }

    /// Where lines start, as far as this handle has learnt; an index may teach it more.
    pub fn places(&self) -> &Places {
        self.lines.places()
    }

    /// [`Journal::read`], holding on to nothing of this handle.
    fn read_owned<'a>(&self, of: &Origin, from: u64, upto: u64) -> Result<Chunks<'a>, ReadError> {
        if *of != self.origin {
            return Err(ReadError::NoLedger);
        }
        let mut have = self.known().map_or(0, |s| s.head.size);
        if upto > have && matches!(self.role, Role::Reader) {
            let seen = self.observed()?;
            have = seen.as_ref().map_or(0, |s| s.head.size);
            self.learn(seen);
        }
        if upto > have {
            return Err(ReadError::Behind { have });
        }
        Ok(Box::new(self.lines.read(from, upto)))
    }

    fn learn(&self, sealed: Option<Sealed>) {
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = sealed;
    }

    fn known(&self) -> Option<Sealed> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The head as a reader finds it: the guard's newest slot, made durable before it is told,
    /// so that nobody is shown what a power cut could still take back.
    fn observed(&self) -> Result<Option<Sealed>, ReadError> {
        match self.guarded()? {
            Signed::Known(sealed) => Ok(sealed),
            Signed::Nothing | Signed::Unreadable(_) => self.unanchored(),
        }
    }

    /// Without a guard: the head that the `checkpoint` copy claims, if the lines lead there.
    fn unanchored(&self) -> Result<Option<Sealed>, ReadError> {
        let path = self.place.checkpoint();
        let note = shown(self.disk.as_ref(), &self.place);
        let note = note.map_err(|e| ReadError::Failed(Cause::io("reading", &path, &e)))?;
        let Some((note, head)) = note.and_then(|n| claimed(&n).map(|head| (n, head))) else { return Ok(None) };
        let mut frontier = Frontier::default();
        for chunk in self.lines.read(0, head.size) {
            for line in chunk?.lines.split_inclusive(|&b| b == b'\n') {
                frontier.push(Hash::leaf(line));
            }
        }
        Ok((frontier.head() == head).then_some(Sealed { head, note: Note(note) }))
    }
}

impl Journal for FileJournal {
    fn ledgers(&self, after: Option<&Origin>, limit: usize) -> Result<Vec<Origin>, ReadError> {
        let there = self.head(&self.origin)?.is_some() && after.is_none_or(|a| self.origin > *a) && limit > 0;
        Ok(if there { vec![self.origin.clone()] } else { Vec::new() })
    }

    fn head(&self, of: &Origin) -> Result<Option<Sealed>, ReadError> {
        if *of != self.origin {
            return Ok(None);
        }
        match &self.role {
            Role::Writer(_) | Role::Barred(_) => Ok(self.known()),
            Role::Reader => {
                let seen = self.observed()?;
                self.learn(seen.clone());
                Ok(seen)
            }
        }
    }

    fn append(&self, to: &Origin, batch: &Batch) -> Result<Appended, AppendError> {
        if *to != self.origin {
            let what = format!("{} holds {}, not {to}", self.place.ledger.display(), self.origin);
            return Err(AppendError::Refused(Cause::new(Why::OtherLedger, what)));
        }
        let writer = match &self.role {
            Role::Writer(writer) => writer,
            Role::Reader => return Err(AppendError::Refused(Cause::new(Why::ReadOnly, "opened to read only"))),
            Role::Barred(opening) => return Err(barred(opening)),
        };
        let mut writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
        let sealed = self.known();
        if writer.slot().sealed.head != batch.base() {
            drop(writer);
            return self.at_another_head(to, batch, sealed);
        }
        writer.append(batch)?;
        self.learn(Some(batch.seal().clone()));
        Ok(Appended::Now)
    }

    fn read(&self, of: &Origin, from: u64, upto: u64) -> Result<Chunks<'_>, ReadError> {
        self.read_owned(of, from, upto)
    }

    /// The `checkpoint` file; dropping the handle does it too. While a handle is busy the file may lag
    /// by a second.
    fn settle(&self) {
        if let Role::Writer(writer) = &self.role {
            writer.lock().unwrap_or_else(PoisonError::into_inner).settle();
        }
    }
}

fn barred(opening: &AtOpening) -> AppendError {
    match opening {
        AtOpening::Loss(cause) | AtOpening::Damage(cause) => AppendError::Broken(cause.clone()),
        AtOpening::Elsewhere { size } => {
            let what = format!("the ledger's key has signed {size} entries elsewhere");
            AppendError::Broken(Cause::new(Why::Elsewhere, what))
        }
        AtOpening::Waiting(cause) => {
            AppendError::Busy(Cause::new(Why::Waiting, format!("entries wait to be signed: {cause}")))
        }
        AtOpening::NotAnchored
        | AtOpening::Fresh
        | AtOpening::Fine
        | AtOpening::Finished { .. }
        | AtOpening::Quarantined { .. } => {
            AppendError::Refused(Cause::new(Why::NotAnchored, "no guard on this machine says what was signed last"))
        }
    }
}
