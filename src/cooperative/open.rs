//! Opening a ledger, which is also recovering one.

use super::{
    Clock, Cooperative, Followed, Trouble,
    follow::follow_to,
    recheck::{Recheck, Unsound},
};
use crate::{
    audit::{Finding, FindingCode},
    log::{Batch, Head, Origin, SigningKey, UnverifiedEntry},
    store::{
        Cause, ReadError,
        disk::{Disk, Open, RealDisk, is_no_file},
        file::{FileBlobs, FileJournal, Opening, Place, segment_name},
        openings::FileOpenings,
    },
};
use std::{
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
    /// What opening to write put in order besides.
    pub tidied: Tidied,
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
        let (kind, cause) = match &self.opening {
            Opening::Waiting(cause) => ("waiting", cause.to_string()),
            Opening::Loss(cause) => ("loss", cause.to_string()),
            Opening::Damage(cause) => ("damage", cause.to_string()),
            _ => ("not_anchored", "no guard of this ledger on this machine".to_owned()),
        };
        Err(Trouble::ReadOnly { kind, cause, exit: self.opening.exit_code() })
    }
}

/// What opening to write put in order besides the journal. What fails here hinders nobody from
/// recording; it is tried again at the next opening.
#[derive(Debug, Default)]
pub struct Tidied {
    /// Openings of households whose erasure was recorded and that were still there.
    pub destroyed: u64,
    /// Files and folders that others could read.
    pub closed: Vec<PathBuf>,
    /// What could not be done.
    pub failed: Option<String>,
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
        _ if is_no_file(&e) => Finding::file(FindingCode::StrayFile, format!("journal/{name}"), "files of a ledger only", e).into(),
        _ => Trouble::Read(ReadError::Failed(Cause::io("reading", &path, &e))),
    };
    let file = disk.open(&path, Open::Read).map_err(failed)?;
    let mut line = vec![0; Batch::MAX_LINE];
    let got = file.read_at(0, &mut line).map_err(failed)?;
    line.truncate(got);
    let end = line.iter().position(|b| *b == b'\n').map_or(got, |at| at + 1);
    match UnverifiedEntry::parse(line.get(..end).unwrap_or_default()) {
        Ok(entry) => Ok(entry.origin().clone()),
        Err(error) => Err(Finding::new(FindingCode::LineMalformed, 0, "one canonical entry that opens a ledger", error).into()),
    }
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

    /// [`Cooperative::recover`] on any disk.
    pub fn recover_on(
        disk: Arc<dyn Disk>,
        ledger: &Path,
        state: &Path,
        clock: Arc<dyn Clock>,
        set_aside: bool,
    ) -> Result<Opened, Trouble> {
        let origin = origin_on(disk.as_ref(), ledger)?;
        let place = Place::new(ledger, state, &origin);
        let blobs = Arc::new(FileBlobs::new(disk.clone(), place.clone(), &origin));
        let openings = Arc::new(FileOpenings::new(disk.clone(), place.clone(), &origin));
        let ledger_key = super::keys::read_key_on(disk.as_ref(), &place.ledger_key(), None).ok();
        let mut check = Recheck::new(&origin, &blobs, ledger_key.as_ref(), clock.now(), set_aside);
        let (journal, opening) = FileJournal::open(disk.clone(), place, &origin, &mut check)?;
        let unsound = check.unsound.take();
        let journal = Arc::new(journal);
        let mut opened = Cooperative::read_back(origin, journal, blobs, openings.clone(), ledger_key, clock, opening)?;
        if opened.opening.writable() {
            opened.tidied = opened.cooperative.tidy(disk.as_ref(), &openings);
        }
        Ok(Opened { unsound, ..opened })
    }

    fn tidy(&self, disk: &dyn Disk, openings: &FileOpenings) -> Tidied {
        let mut tidied = Tidied::default();
        let place = self.folder.as_ref().map(|folder| folder.place());
        match place.map_or(Ok(Vec::new()), |place| place.make_own(disk)) {
            Ok(closed) => tidied.closed = closed,
            Err(error) => tidied.failed = Some(error.to_string()),
        }
        let settled = openings.settle().map_err(Trouble::from);
        match settled.and_then(|()| self.finish_forgetting(true)) {
            Ok(destroyed) => tidied.destroyed = destroyed,
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
        let journal = Arc::new(FileJournal::read_only(disk, place, &origin));
        Cooperative::read_back(origin, journal, blobs, openings, None, clock, Opening::Fine).map(|o| o.cooperative)
    }

    fn read_back(
        origin: Origin,
        journal: Arc<FileJournal>,
        blobs: Arc<FileBlobs>,
        openings: Arc<FileOpenings>,
        ledger_key: Option<SigningKey>,
        clock: Arc<dyn Clock>,
        opening: Opening,
    ) -> Result<Opened, Trouble> {
        use crate::store::Journal;
        if let Opening::Loss(cause) | Opening::Damage(cause) = &opening {
            let kind = if matches!(opening, Opening::Loss(_)) { "loss" } else { "damage" };
            return Err(Trouble::ReadOnly { kind, cause: cause.to_string(), exit: 7 });
        }
        let head = journal.head(&origin)?.map_or_else(Head::empty, |sealed| sealed.head);
        let followed = follow_to(head, journal.place(), journal.as_ref(), blobs.as_ref(), &origin)?;
        let Followed { books, chain } = followed.ok_or_else(|| Trouble::NotALedger(origin.to_string()))?;
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
        };
        Ok(Opened { cooperative, opening, unsound: None, tidied: Tidied::default() })
    }
}
