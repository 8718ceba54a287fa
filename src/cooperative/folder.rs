//! The one joining place of the handle and folders: what is asked for by a ledger's folder and the user's
//! state folder becomes stores, and nothing else in this room knows of either.

use super::{
    Assent, Clock, Cooperative, Founding, Opened, Recalled, Trouble,
    memory::{self, Shown},
    texts,
};
use crate::{
    audit::{self, Cleared, FileFault, Finding, LineFault, Looked, Remembered, Report, Unreadable},
    books::Books,
    log::{Batch, Head, Origin, UnverifiedEntry, VerifierKey},
    store::{
        Cause, Engine, ReadError, Stores,
        disk::{Disk, Open, is_no_file},
        file::{Folders, LedgerFolders, segment_name},
    },
    unit::RecordedAt,
};
use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

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
    LedgerFolders::new(ledger, state, origin).state
}

/// The origin that the first line of a ledger's journal names, before anything is believed.
///
/// # Errors
/// [`Trouble::NotALedger`] where there is no first segment, [`Trouble::Damaged`] where it is no file or its
/// first line no entry, [`Trouble::Read`] where the device cannot read it.
pub fn origin_of(ledger: &Path) -> Result<Origin, Trouble> {
    origin_in(&Folders::new(ledger, Path::new("")))
}

/// [`origin_of`] on any disk.
fn origin_in(folders: &Folders) -> Result<Origin, Trouble> {
    let name = segment_name(0);
    let path = folders.ledger().join("journal").join(&name);
    let failed = |e: io::Error| {
        if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) {
            return Trouble::NotALedger(folders.name());
        }
        if is_no_file(&e) {
            return Finding::new(audit::LedgerPlace::Segment(name.clone()), FileFault::NoFile).into();
        }
        Trouble::Read(ReadError::Failed(Cause::io("reading", &path, &e)))
    };
    let file = folders.disk().open(&path, Open::Read).map_err(failed)?;
    let mut line = vec![0; Batch::MAX_LINE];
    let got = file.read_at(0, &mut line).map_err(failed)?;
    line.truncate(got);
    let end = line.iter().position(|b| *b == b'\n').map_or(got, |at| at + 1);
    match UnverifiedEntry::parse(line.get(..end).unwrap_or_default()) {
        Ok(entry) => Ok(entry.origin().clone()),
        Err(error) => Err(Finding::entry(0, LineFault::MalformedFirst(error)).into()),
    }
}

impl Cooperative {
    /// Opens to write. Where that is not possible the ledger can still be read, and `opening`
    /// says why; a second writer gets [`Trouble::Append`] with `Busy`.
    ///
    /// # Errors
    /// As [`origin_of`] and [`Cooperative::open_in`].
    pub fn open(ledger: &Path, state: &Path, clock: Arc<dyn Clock>) -> Result<Opened, Trouble> {
        Cooperative::recover(ledger, state, clock, false)
    }

    /// Opens to write; with `set_aside` a person has said that whole signed lines behind the last
    /// signed entry which an audit would not pass go out of the journal, into the quarantine
    /// beside the guard. Without that word they stay, and nothing can be recorded.
    ///
    /// # Errors
    /// As [`Cooperative::open`].
    pub fn recover(ledger: &Path, state: &Path, clock: Arc<dyn Clock>, set_aside: bool) -> Result<Opened, Trouble> {
        Cooperative::recover_as(ledger, state, clock, &Assent { set_aside, ..Assent::default() })
    }

    /// [`Cooperative::recover`] with all that a person may have said.
    ///
    /// # Errors
    /// As [`Cooperative::open`].
    pub fn recover_as(ledger: &Path, state: &Path, clock: Arc<dyn Clock>, word: &Assent) -> Result<Opened, Trouble> {
        Cooperative::recover_in(&Folders::new(ledger, state), clock, word)
    }

    /// [`Cooperative::recover`] on any disk.
    ///
    /// # Errors
    /// As [`Cooperative::open`].
    pub fn recover_on(
        disk: Arc<dyn Disk>,
        ledger: &Path,
        state: &Path,
        clock: Arc<dyn Clock>,
        set_aside: bool,
    ) -> Result<Opened, Trouble> {
        let word = Assent { set_aside, ..Assent::default() };
        Cooperative::recover_in(&Folders::on(disk, ledger, state), clock, &word)
    }

    fn recover_in(folders: &Folders, clock: Arc<dyn Clock>, word: &Assent) -> Result<Opened, Trouble> {
        Cooperative::open_in(folders, &origin_in(folders)?, clock, word)
    }

    /// Opens to read: takes no lock and hinders nobody.
    ///
    /// # Errors
    /// As [`origin_of`] and [`Cooperative::open_to_read_in`].
    pub fn open_to_read(ledger: &Path, state: &Path, clock: Arc<dyn Clock>) -> Result<Cooperative, Trouble> {
        let folders = Folders::new(ledger, state);
        Cooperative::open_to_read_in(&folders, &origin_in(&folders)?, clock)
    }

    /// Refuses a folder in which no ledger can be begun: one that holds anything else than what an
    /// interrupted beginning leaves.
    ///
    /// # Errors
    /// As [`Cooperative::may_hold_in`].
    pub fn may_hold(ledger: &Path) -> Result<(), Trouble> {
        Cooperative::may_hold_in(&Folders::new(ledger, Path::new("")))
    }

    /// Makes a new ledger in an empty or absent folder, or in one where making it was interrupted:
    /// nothing was acknowledged there, so it is finished or begun anew.
    ///
    /// # Errors
    /// As [`Cooperative::create_in`].
    pub fn create(
        ledger: &Path,
        state: &Path,
        founding: &Founding,
        clock: Arc<dyn Clock>,
    ) -> Result<Cooperative, Trouble> {
        Cooperative::create_in(&Folders::new(ledger, state), founding, clock)
    }

    /// [`Cooperative::create`] on any disk.
    ///
    /// # Errors
    /// As [`Cooperative::create_in`].
    pub fn create_on(
        disk: Arc<dyn Disk>,
        ledger: &Path,
        state: &Path,
        founding: &Founding,
        clock: Arc<dyn Clock>,
    ) -> Result<Cooperative, Trouble> {
        Cooperative::create_in(&Folders::on(disk, ledger, state), founding, clock)
    }
}

/// The heads that this machine remembers of the ledger, for the pin: its guard's, and what its audits
/// saw under the ledger's name.
pub fn remembered(ledger: &Path, state: &Path) -> Remembered {
    let Ok(origin) = origin_of(ledger) else { return Remembered::default() };
    memory::remembered(&origin, Folders::new(ledger, state).reader(&origin).anchor.as_ref())
}

/// Compares a head that somebody shows under a ledger's key with what this machine signed or saw.
///
/// # Errors
/// A memory that is there and cannot be read.
pub fn recall(
    ledger: &Path,
    state: &Path,
    vkey: &VerifierKey,
    (name, head): (&str, Head),
) -> Result<Recalled, Unreadable> {
    let Ok(origin) = vkey.name().parse::<Origin>() else { return Ok(Recalled::default()) };
    let stores = Folders::new(ledger, state).reader(&origin);
    let here = || origin_of(ledger).is_ok_and(|here| here == origin);
    memory::recall(&origin, &stores, vkey, &Shown { name, head, here: &here })
}

/// Remembers what an audit saw signed, if nothing was wrong with it, for the next one on this machine.
/// Where this machine signs the ledger itself, nothing beyond what it signed; and nothing in the place of a
/// memory that cannot be read.
///
/// # Errors
/// What the device says, or that memory; the audit's result stands all the same.
pub fn remember(ledger: &Path, state: &Path, report: &Report) -> Result<(), Trouble> {
    let Some(seen) = &report.memory else { return Ok(()) };
    let origin = seen.note.origin().clone();
    memory::remember(&origin, Folders::new(ledger, state).reader(&origin).anchor.as_ref(), seen)
}

/// Clears what audits of this machine saw under the ledger's name, and remembers why; the file itself is
/// set aside under a name beside it. What the guard signed stays. Gives what was cleared.
///
/// # Errors
/// What the device says.
pub fn forget_audits(ledger: &Path, state: &Path, why: &str, now: RecordedAt) -> Result<Vec<Cleared>, Trouble> {
    let origin = origin_of(ledger)?;
    memory::forget_audits(&origin, Folders::new(ledger, state).reader(&origin).anchor.as_ref(), why, now)
}

/// The stores of a ledger's folder, to be read.
pub(super) fn stores(ledger: &Path, state: &Path, origin: &Origin) -> Stores {
    Folders::new(ledger, state).reader(origin)
}

/// Looks at every private text of an audited ledger, where this machine has the keys that sealed
/// them: what an audit notes of those that are missing or do not open. `None` where it has no keys.
///
/// # Errors
/// What the device says.
pub fn look_at_texts(ledger: &Path, state: &Path, books: &Books) -> Result<Option<Looked>, Trouble> {
    let Some(origin) = books.origin() else { return Ok(None) };
    texts::look_at_texts(origin, &Folders::new(ledger, state).reader(origin), books)
}
