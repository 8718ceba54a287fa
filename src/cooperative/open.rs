//! Opening a ledger, which is also recovering one.

use super::{
    BlobReader, Clock, Cooperative, Followed, Trouble,
    follow::{AllCores, fold, follow_to},
};
use crate::{
    audit::{self, KeyRing, check_lines},
    decide::{self, Instruction},
    event::Entry,
    log::{Head, Note, Origin, SigningKey, UnverifiedEntry, sign_note},
    store::{
        Cause, Why,
        disk::{Disk, RealDisk},
        file::{Before, FileBlobs, FileJournal, Group, Opening, Place, TailCheck, TailError},
        openings::FileOpenings,
    },
};
use std::{
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
    use std::io::{BufRead, Read};
    let nothing = || Trouble::NotALedger(ledger.display().to_string());
    let first = ledger.join("journal").join(crate::store::file::segment_name(0));
    let file = std::fs::File::open(first).map_err(|_| nothing())?;
    let mut line = Vec::new();
    let longest = crate::log::Batch::MAX_LINE as u64;
    std::io::BufReader::new(file.take(longest)).read_until(b'\n', &mut line).map_err(|_| nothing())?;
    match UnverifiedEntry::parse(&line) {
        Ok(entry) => Ok(entry.origin().clone()),
        Err(error) => Err(audit::Finding::new(
            audit::FindingCode::LineMalformed,
            0,
            "one canonical entry that opens a ledger",
            error,
        )
        .into()),
    }
}

impl Cooperative {
    /// Opens to write. Where that is not possible the ledger can still be read, and `opening`
    /// says why; a second writer gets [`Trouble::Append`] with `Busy`.
    pub fn open(ledger: &Path, state: &Path, clock: Arc<dyn Clock>) -> Result<Opened, Trouble> {
        let origin = origin_of(ledger)?;
        let disk: Arc<dyn Disk> = Arc::new(RealDisk);
        let place = Place::new(ledger, state, &origin);
        let blobs = Arc::new(FileBlobs::new(disk.clone(), place.clone(), &origin));
        let openings = Arc::new(FileOpenings::new(disk.clone(), place.clone(), &origin));
        let ledger_key = super::read_key(&place.ledger_key(), None).ok();
        let mut check = Recheck {
            origin: origin.clone(),
            blobs: blobs.clone(),
            key: ledger_key.as_ref(),
            followed: None,
        };
        let (journal, opening) = FileJournal::open(disk, place, &origin, &mut check)?;
        let journal = Arc::new(journal);
        Cooperative::read_back(origin, journal, blobs, openings, ledger_key, clock, opening)
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
        Ok(Opened { cooperative, opening })
    }

    /// The error of a command that wants to write where it cannot.
    pub fn writable(opening: &Opening) -> Result<(), Trouble> {
        if opening.writable() {
            return Ok(());
        }
        let (kind, cause) = match opening {
            Opening::Waiting(cause) => ("waiting", cause.to_string()),
            Opening::Loss(cause) => ("loss", cause.to_string()),
            Opening::Damage(cause) => ("damage", cause.to_string()),
            _ => ("not_anchored", "no guard of this ledger on this machine".to_owned()),
        };
        Err(Trouble::ReadOnly { kind, cause, exit: opening.exit_code() })
    }
}

/// Judges whole batches that a crash left behind the guard: the same signature, chain and
/// decision as when they were recorded.
struct Recheck<'a> {
    origin: Origin,
    blobs: Arc<FileBlobs>,
    key: Option<&'a SigningKey>,
    followed: Option<Followed>,
}

impl Recheck<'_> {
    fn judge(&mut self, before: &Before<'_>, group: &Group<'_>) -> Result<(), Trouble> {
        let reader = BlobReader { blobs: self.blobs.as_ref(), origin: &self.origin };
        let mut ring = KeyRing::default();
        if self.followed.is_none() {
            for chunk in before.read(0, before.size())? {
                let chunk = chunk?;
                for line in check_lines(chunk.first, &chunk.lines, &mut ring, &AllCores) {
                    fold(&mut self.followed, line, &reader)?;
                }
            }
        }
        if let Some(followed) = &self.followed {
            ring = KeyRing::of(followed.books.keys.iter().map(|(_, key)| key.public));
        }
        for line in check_lines(group.base.size, group.lines, &mut ring, &AllCores) {
            let sealed = line.entry?;
            if let Some(followed) = &mut self.followed {
                let entry = Entry::read(sealed, &reader)?;
                let order = Instruction::of(&entry);
                let recorded = followed.books.civil_day(entry.sealed.recorded_at());
                let decision = decide::decide(&followed.books, &order, &entry.sealed.key(), recorded)
                    .map_err(|r| Trouble::Refused(vec![(1, r)]))?;
                if decision.event != entry.event {
                    return Err(Trouble::Bug("another decision than when it was recorded".into()));
                }
                followed.chain.check_verified(&entry.sealed).map_err(|e| Trouble::Bug(e.to_string()))?;
                followed.books.apply(&entry)?;
            } else {
                fold(&mut self.followed, audit::Checked { leaf: sealed.leaf(), entry: Ok(sealed) }, &reader)?;
            }
        }
        Ok(())
    }
}

impl TailCheck for Recheck<'_> {
    fn accept(&mut self, before: &Before<'_>, group: &Group<'_>) -> Result<(), TailError> {
        // only the lines' own faults set them aside; what could not be read is judged another day
        self.judge(before, group).map_err(|trouble| match trouble {
            Trouble::Damaged(_) | Trouble::Refused(_) | Trouble::Bug(_) => {
                TailError::Invalid(Cause::new(Why::Malformed, trouble.to_string()))
            }
            other => TailError::Later(Cause::new(Why::Device, other.to_string())),
        })
    }

    fn seal(&mut self, head: &Head) -> Result<Note, TailError> {
        let locked = || TailError::Later(Cause::new(Why::Key, "the ledger's own key is not on this machine"));
        Ok(sign_note(&self.origin, *head, self.key.ok_or_else(locked)?))
    }
}

