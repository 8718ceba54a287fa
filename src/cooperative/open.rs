//! Opening a ledger, which is also recovering one.

use super::{
    Clock, Cooperative, Followed, Standing, Trouble,
    follow::follow_to,
    memory,
    recheck::{Recheck, Unbegun, Unsound},
    standing::{Read, signed_elsewhere},
};
use crate::{
    audit::{Finding, FindingCode},
    log::{Batch, Head, Note, Origin, Sealed, SigningKey, UnverifiedEntry},
    store::{
        Anchor, Cause, Journal, Opening, Openings, ReadError, Signed,
        disk::{Disk, Open, RealDisk, is_no_file, read_small},
        file::{FileBlobs, FileJournal, FileOpenings, Place, segment_name},
    },
    unit::{EntryId, HouseholdId},
};
use std::{
    collections::BTreeSet,
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

/// A ledger and what opening it found.
#[derive(Debug)]
pub struct Opened {
    /// The ledger.
    pub cooperative: Cooperative,
    /// What opening found and did.
    pub opening: Opening,
    /// Whole signed lines that keep the ledger from being written, because no audit would pass
    /// them. `opening` is then [`Opening::Waiting`], or [`Opening::Quarantined`] where they were
    /// set aside.
    pub unsound: Option<Unsound>,
    /// Erasures behind the last signed entry that this machine has not begun; they keep it from being
    /// written until a person has said what becomes of them.
    pub unbegun: Option<Unbegun>,
    /// What opening to write put in order besides.
    pub tidied: Tidied,
    /// Entries that are durable although the program that wrote them did not come to its end, the first
    /// [`Completed::MOST`] of them: whoever recorded them may have been told that it failed.
    pub completed: Vec<Completed>,
}

/// An entry that is durable although its program did not come to its end.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Completed {
    /// Its place.
    pub entry: u64,
    /// The client's id.
    pub id: EntryId,
}

impl Completed {
    /// So many are named.
    pub const MOST: u64 = 20;
}

impl Opened {
    /// The error of a command that wants to write where it cannot.
    pub fn writable(&self) -> Result<(), Trouble> {
        if self.opening.writable() {
            return Ok(());
        }
        if let Some(unsound) = &self.unsound {
            return Err(Trouble::Unsound(Box::new(unsound.clone())));
        }
        if let Some(unbegun) = &self.unbegun {
            return Err(Trouble::Unbegun(Box::new(unbegun.clone())));
        }
        let (kind, cause) = match &self.opening {
            Opening::Waiting(cause) => ("waiting", cause.to_string()),
            Opening::Loss(cause) => ("loss", cause.to_string()),
            Opening::Damage(cause) => ("damage", cause.to_string()),
            Opening::Elsewhere { size } => ("signed_elsewhere", format!("{size} entries")),
            _ => ("not_anchored", "no guard of this ledger on this machine".to_owned()),
        };
        Err(Trouble::ReadOnly { kind, cause, exit: self.opening.exit_code() })
    }
}

/// What a person has said about whole signed lines behind the last signed entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Word {
    /// What an audit would not pass, or nobody here has begun, goes out of the journal, into the
    /// quarantine beside the guard.
    pub set_aside: bool,
    /// Erasures of these households are to be carried out, although this machine has not begun them.
    pub erase: BTreeSet<HouseholdId>,
    /// So many private texts that they would make unreadable for ever are gone for good.
    pub missing: u64,
}

/// What opening to write put in order besides the journal. What fails here hinders nobody from
/// recording; it is tried again at the next opening.
#[derive(Debug, Default)]
pub struct Tidied {
    /// Openings of households whose erasure was recorded and that were still there.
    pub destroyed: u64,
    /// Files and folders that others could read.
    pub closed: Vec<PathBuf>,
    /// Empty files that were taken out of the journal.
    pub emptied: u64,
    /// What could not be done.
    pub failed: Option<String>,
    /// Why an erasure was not carried out: it would make texts unreadable for ever that are not here.
    pub missing: Option<Trouble>,
}

/// Where guards and ledger keys live: `COOP_STATE`, else the user's state folder.
pub fn state_root() -> PathBuf {
    let set = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    set("COOP_STATE")
        .or_else(|| set("XDG_STATE_HOME").map(|p| p.join("coop")))
        .or_else(|| set("HOME").map(|p| p.join(".local/state/coop")))
        .unwrap_or_else(|| PathBuf::from(".coop-state"))
}

/// Where this machine keeps what it remembers of a ledger, and the ledger's own key.
pub fn state_of(ledger: &Path, state: &Path, origin: &Origin) -> PathBuf {
    Place::new(ledger, state, origin).state
}

/// The origin that the first line of a ledger's journal names, before anything is believed.
pub fn origin_of(ledger: &Path) -> Result<Origin, Trouble> {
    origin_on(&RealDisk, ledger)
}

/// [`origin_of`] on any disk.
fn origin_on(disk: &dyn Disk, ledger: &Path) -> Result<Origin, Trouble> {
    let name = segment_name(0);
    let path = ledger.join("journal").join(&name);
    let failed = |e: std::io::Error| match e.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Trouble::NotALedger(ledger.display().to_string()),
        _ if is_no_file(&e) => {
            Finding::file(FindingCode::StrayFile, format!("journal/{name}"), "files of a ledger only", e).into()
        }
        _ => Trouble::Read(ReadError::Failed(Cause::io("reading", &path, &e))),
    };
    let file = disk.open(&path, Open::Read).map_err(failed)?;
    let mut line = vec![0; Batch::MAX_LINE];
    let got = file.read_at(0, &mut line).map_err(failed)?;
    line.truncate(got);
    let end = line.iter().position(|b| *b == b'\n').map_or(got, |at| at + 1);
    match UnverifiedEntry::parse(line.get(..end).unwrap_or_default()) {
        Ok(entry) => Ok(entry.origin().clone()),
        Err(error) => {
            Err(Finding::new(FindingCode::LineMalformed, 0, "one canonical entry that opens a ledger", error).into())
        }
    }
}

/// What a ledger is made of beside its books.
struct Parts {
    journal: Arc<FileJournal>,
    blobs: Arc<FileBlobs>,
    openings: Arc<FileOpenings>,
    ledger_key: Option<SigningKey>,
    clock: Arc<dyn Clock>,
}

impl Cooperative {
    /// Opens to write. Where that is not possible the ledger can still be read, and `opening`
    /// says why; a second writer gets [`Trouble::Append`] with `Busy`.
    pub fn open(ledger: &Path, state: &Path, clock: Arc<dyn Clock>) -> Result<Opened, Trouble> {
        Cooperative::recover(ledger, state, clock, false)
    }

    /// Opens to write; with `set_aside` a person has said that whole signed lines behind the last
    /// signed entry which an audit would not pass go out of the journal, into the quarantine
    /// beside the guard. Without that word they stay, and nothing can be recorded.
    pub fn recover(ledger: &Path, state: &Path, clock: Arc<dyn Clock>, set_aside: bool) -> Result<Opened, Trouble> {
        Cooperative::recover_on(Arc::new(RealDisk), ledger, state, clock, set_aside)
    }

    /// [`Cooperative::recover`] with all that a person may have said.
    pub fn recover_as(ledger: &Path, state: &Path, clock: Arc<dyn Clock>, word: &Word) -> Result<Opened, Trouble> {
        Cooperative::recover_as_on(Arc::new(RealDisk), ledger, state, clock, word)
    }

    /// [`Cooperative::recover`] on any disk.
    pub fn recover_on(
        disk: Arc<dyn Disk>,
        ledger: &Path,
        state: &Path,
        clock: Arc<dyn Clock>,
        set_aside: bool,
    ) -> Result<Opened, Trouble> {
        Cooperative::recover_as_on(disk, ledger, state, clock, &Word { set_aside, ..Word::default() })
    }

    fn recover_as_on(
        disk: Arc<dyn Disk>,
        ledger: &Path,
        state: &Path,
        clock: Arc<dyn Clock>,
        word: &Word,
    ) -> Result<Opened, Trouble> {
        let origin = origin_on(disk.as_ref(), ledger)?;
        let place = Place::new(ledger, state, &origin);
        let blobs = Arc::new(FileBlobs::new(disk.clone(), place.clone(), &origin));
        let openings = Arc::new(FileOpenings::new(disk.clone(), place.clone(), &origin));
        let ledger_key = super::keys::read_key_on(disk.as_ref(), &place.ledger_key(), None).ok();
        let begun = openings.begun(&origin)?;
        let seen = memory::past(disk.as_ref(), &place, &origin).map(|(audits, _)| audits).unwrap_or_default();
        let seen = seen.into_iter().map(|audit| audit.note).collect();
        let mut check =
            Recheck::new(&origin, blobs.as_ref(), ledger_key.as_ref(), clock.now(), (word, &begun)).remembering(seen);
        // nothing was to be written yet that could be in doubt
        let opened = FileJournal::open(disk.clone(), place, &origin, &mut check).map_err(Trouble::before_lines);
        let (journal, opening) = opened?;
        let (unsound, unbegun) = (check.unsound.take(), check.unbegun.take());
        let journal = Arc::new(journal);
        let parts = Parts { journal: journal.clone(), blobs, openings: openings.clone(), ledger_key, clock };
        let mut opened = Cooperative::read_back(disk.as_ref(), origin, parts, opening)?;
        if opened.opening.writable() {
            opened.tidied = opened.cooperative.tidy(disk.as_ref(), &openings, word.missing);
            opened.tidied.emptied = journal.resumed().emptied;
            opened.completed = opened.cooperative.completed(journal.resumed().since)?;
        }
        Ok(Opened { unsound, unbegun, ..opened })
    }

    /// The entries from this one on, as far as they are named.
    fn completed(&self, since: u64) -> Result<Vec<Completed>, Trouble> {
        let upto = self.books.size.min(since + Completed::MOST);
        if since >= upto {
            return Ok(Vec::new());
        }
        let named = |(entry, line): (u64, Vec<u8>)| {
            let parsed = UnverifiedEntry::parse(&line).map_err(|e| Trouble::line(entry, &e))?;
            Ok(Completed { entry, id: parsed.id().clone() })
        };
        (since..).zip(self.lines(since, upto)?).map(named).collect()
    }

    fn tidy(&self, disk: &dyn Disk, openings: &FileOpenings, missing: u64) -> Tidied {
        let mut tidied = Tidied::default();
        let place = self.folder.as_ref().map(|folder| folder.place());
        match place.map_or(Ok(Vec::new()), |place| place.make_own(disk)) {
            Ok(closed) => tidied.closed = closed,
            Err(error) => tidied.failed = Some(error.to_string()),
        }
        let settled = openings.settle(&self.origin).map_err(Trouble::from);
        match settled.and_then(|()| self.finish_forgetting(true, missing)) {
            Ok(destroyed) => tidied.destroyed = destroyed.openings,
            Err(trouble @ Trouble::TextsMissing { .. }) => tidied.missing = Some(trouble),
            Err(trouble) => tidied.failed = Some(trouble.to_string()),
        }
        tidied
    }

    /// Opens to read: takes no lock and hinders nobody.
    pub fn open_to_read(ledger: &Path, state: &Path, clock: Arc<dyn Clock>) -> Result<Cooperative, Trouble> {
        let origin = origin_of(ledger)?;
        let disk: Arc<dyn Disk> = Arc::new(RealDisk);
        let place = Place::new(ledger, state, &origin);
        let blobs = Arc::new(FileBlobs::new(disk.clone(), place.clone(), &origin));
        let openings = Arc::new(FileOpenings::new(disk.clone(), place.clone(), &origin));
        // before the guard, which never knows less than the copy
        let checkpoint = read_small(disk.as_ref(), &place.checkpoint(), 1 << 16).ok().flatten();
        let journal = Arc::new(FileJournal::read_only(disk.clone(), place, &origin));
        let parts = Parts { journal, blobs, openings, ledger_key: None, clock };
        let mut cooperative = Cooperative::read_back(disk.as_ref(), origin, parts, Opening::Fine)?.cooperative;
        cooperative.elsewhere =
            checkpoint.and_then(|note| signed_elsewhere(&note, cooperative.head(), &cooperative.books));
        Ok(cooperative)
    }

    fn read_back(disk: &dyn Disk, origin: Origin, parts: Parts, opening: Opening) -> Result<Opened, Trouble> {
        let Parts { journal, blobs, openings, ledger_key, clock } = parts;
        if let Opening::Loss(cause) | Opening::Damage(cause) = &opening {
            let kind = if matches!(opening, Opening::Loss(_)) { "loss" } else { "damage" };
            return Err(Trouble::ReadOnly { kind, cause: cause.to_string(), exit: 7 });
        }
        let (sealed, guarded) = match journal.signed(&origin)? {
            Signed::Known(sealed) => (sealed, true),
            // what the copy beside the journal claims, if the lines lead there
            Signed::Nothing | Signed::Unreadable(_) => (journal.head(&origin)?, false),
        };
        let sealed = sealed.unwrap_or_else(|| Sealed { head: Head::empty(), note: Note(Vec::new()) });
        let followed = follow_to(sealed.head, journal.place(), journal.as_ref(), blobs.as_ref(), &origin)?;
        let Followed { books, chain } = followed.ok_or_else(|| Trouble::NotALedger(origin.to_string()))?;
        let read = Read { origin: &origin, books: &books, journal: &journal, sealed: &sealed, guarded };
        let standing = match opening {
            // its own message says more
            Opening::Elsewhere { .. } => Standing::Signed,
            _ => read.standing(disk)?,
        };
        let cooperative = Cooperative {
            origin,
            folder: Some(journal.clone()),
            journal,
            blobs,
            openings,
            ledger_key,
            books,
            chain,
            clock,
            clock_confirmed: false,
            standing,
            elsewhere: None,
        };
        Ok(Opened {
            cooperative,
            opening,
            unsound: None,
            unbegun: None,
            tidied: Tidied::default(),
            completed: Vec::new(),
        })
    }
}
