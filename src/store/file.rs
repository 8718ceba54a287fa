//! One ledger in a folder: segments of lines, a checkpoint copy, blobs, and a guard elsewhere.

mod aside;
mod behind;
mod blobs;
mod guard;
mod layout;
mod lines;
mod located;
mod opening;
mod shelf;
mod tail;
mod writer;

pub use blobs::FileBlobs;
pub(super) use blobs::FileRead;
pub use guard::Moment;
pub use layout::{Place, SEGMENT_BYTES, segment_first, segment_name, tag};
pub use lines::{CHUNK, CHUNK_LINES, Places, Start};
pub use opening::{Opening, Resumed};
pub use shelf::Shelf;
pub use tail::{Before, Group, LeaveTail, TailCheck, TailError};

use super::disk::{Disk, Open, read_small};
use super::{AppendError, Appended, Cause, Chunks, Journal, Origin, ReadError, Why};
use crate::log::{Batch, Frontier, Hash, Head, Note, Sealed};
use lines::Lines;
use opening::Opened;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use writer::Writer;

pub(crate) use writer::INCOMING;

/// The journal of one ledger's folder. One handle may write, in one process; any number read.
#[derive(Debug)]
pub struct FileJournal {
    disk: Arc<dyn Disk>,
    place: Place,
    origin: Origin,
    lines: Lines,
    /// The newest durable head this handle knows.
    known: RwLock<Option<Sealed>>,
    role: Role,
    resumed: Resumed,
}

/// What this machine remembers of a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remembered {
    /// It never wrote to it: there is no guard.
    Nothing,
    /// There is a guard, but what stands in it is no memory of this ledger.
    Unreadable(Cause),
    /// The newest head that it signed; `None` before the first line.
    Known(Option<Sealed>),
}

#[derive(Debug)]
enum Role {
    Writer(Mutex<Box<Writer>>),
    /// Opened to write, but what was found does not allow it.
    Barred(Opening),
    /// Opened to read: looks at the guard with every question.
    Reader,
}

impl FileJournal {
    /// Opens a ledger to write, which includes recovering it. Where that is not possible the
    /// handle reads only, and [`Opening`] says why. [`AppendError::Busy`] names who holds it.
    pub fn open(
        disk: Arc<dyn Disk>,
        place: Place,
        origin: &Origin,
        check: &mut dyn TailCheck,
    ) -> Result<(FileJournal, Opening), AppendError> {
        let lines = Lines::new(disk.clone(), place.journal());
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
        if opening == Opening::NotAnchored {
            journal.learn(journal.unanchored().ok().flatten());
        }
        Ok((journal, opening))
    }

    /// Opens a ledger to read: takes no lock, writes nothing, hinders nobody.
    pub fn read_only(disk: Arc<dyn Disk>, place: Place, origin: &Origin) -> FileJournal {
        let lines = Lines::new(disk.clone(), place.journal());
        let (known, role, resumed) = (RwLock::new(None), Role::Reader, Resumed::default());
        FileJournal { disk, place, origin: origin.clone(), lines, known, role, resumed }
    }

    /// Where the ledger lies.
    pub fn place(&self) -> &Place {
        &self.place
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

    /// Brings the `checkpoint` file up to the head. Call it before anything leaves the machine
    /// (a statement, a proof, an export); dropping the handle does it too. While a handle is busy
    /// the file may lag by a second.
    pub fn settle(&self) {
        if let Role::Writer(writer) = &self.role {
            writer.lock().unwrap_or_else(PoisonError::into_inner).settle();
        }
    }

    /// When what is appended from now on is written: the guard remembers it.
    pub fn at_moment(&self, moment: Option<Moment>) {
        if let Role::Writer(writer) = &self.role {
            writer.lock().unwrap_or_else(PoisonError::into_inner).at_moment(moment);
        }
    }

    /// When the last line was written; `None` where nobody could say, and for a handle that
    /// reads only.
    pub fn moment(&self) -> Option<Moment> {
        let Role::Writer(writer) = &self.role else { return None };
        writer.lock().unwrap_or_else(PoisonError::into_inner).slot().moment
    }

    /// What opening to write came across besides.
    pub fn resumed(&self) -> Resumed {
        self.resumed
    }

    /// The newest durable head, and whether this machine's guard says that it is: without a guard it is
    /// what the `checkpoint` copy claims, if the lines lead there.
    ///
    /// # Errors
    /// What the device says, or a line that is missing.
    pub fn found(&self) -> Result<(Option<Sealed>, bool), ReadError> {
        let (sealed, guarded) = match &self.role {
            Role::Writer(_) => return Ok((self.known(), true)),
            Role::Barred(opening) => return Ok((self.known(), *opening != Opening::NotAnchored)),
            Role::Reader => match self.remembered()? {
                Remembered::Known(sealed) => (sealed, true),
                Remembered::Nothing | Remembered::Unreadable(_) => (self.unanchored()?, false),
            },
        };
        self.learn(sealed.clone());
        Ok((sealed, guarded))
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
        match self.remembered()? {
            Remembered::Known(sealed) => Ok(sealed),
            Remembered::Nothing | Remembered::Unreadable(_) => self.unanchored(),
        }
    }

    /// What this machine's guard says, made durable before it is told.
    ///
    /// # Errors
    /// What the device says.
    pub fn remembered(&self) -> Result<Remembered, ReadError> {
        let path = self.place.guard();
        let failed = |e: std::io::Error| ReadError::Failed(Cause::io("reading", &path, &e));
        if self.disk.len(&path).map_err(failed)?.is_none() {
            return Ok(Remembered::Nothing);
        }
        // a writer may be in the middle of a slot
        for _ in 0..3 {
            let guard = self.disk.open(&path, Open::Read).map_err(failed)?;
            match guard::observed(guard.as_ref()).map_err(failed)? {
                Some(slot) if slot.origin == self.origin => {
                    return Ok(Remembered::Known((slot.sealed.head.size > 0).then_some(slot.sealed)));
                }
                Some(slot) => {
                    let what = format!("{} is of {}, not of {}", path.display(), slot.origin, self.origin);
                    return Ok(Remembered::Unreadable(Cause::new(Why::Damage, what)));
                }
                None => {}
            }
        }
        let what = format!("nothing in {} can be read", path.display());
        Ok(Remembered::Unreadable(Cause::new(Why::Damage, what)))
    }

    /// Without a guard: the head that the `checkpoint` copy claims, if the lines lead there.
    fn unanchored(&self) -> Result<Option<Sealed>, ReadError> {
        let path = self.place.checkpoint();
        let note = read_small(self.disk.as_ref(), &path, 1 << 16);
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

/// The head a checkpoint names: size on its second line, base64 root on its third.
fn claimed(note: &[u8]) -> Option<Head> {
    let mut lines = std::str::from_utf8(note).ok()?.lines().skip(1);
    let size = lines.next()?.parse().ok()?;
    Some(Head { size, root: Hash::from_base64(lines.next()?)? })
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
            Role::Reader => self.observed(),
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
}

fn barred(opening: &Opening) -> AppendError {
    match opening {
        Opening::Loss(cause) | Opening::Damage(cause) => AppendError::Broken(cause.clone()),
        Opening::Elsewhere { size } => {
            let what = format!("the ledger's key has signed {size} entries elsewhere");
            AppendError::Broken(Cause::new(Why::Elsewhere, what))
        }
        Opening::Waiting(cause) => {
            AppendError::Busy(Cause::new(Why::Waiting, format!("entries wait to be signed: {cause}")))
        }
        _ => AppendError::Refused(Cause::new(Why::NotAnchored, "no guard on this machine says what was signed last")),
    }
}
