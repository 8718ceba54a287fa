//! Folders as an engine: `LEDGER`, which may be copied, and the user's state folder, which must not.

use super::checkpoint::shown;
use super::layout::{INCOMING, LedgerFolders, segment_name};
use super::openings::FileOpenings;
use super::{FileBlobs, FileJournal};
use crate::log::{Batch, Hash};
use crate::store::disk::{Disk, RealDisk, read_small};
use crate::store::{AppendError, Cause, Engine, Ground, Origin, ReadError, Stores, TailCheck, Why, Writing};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One ledger's folder and the folder of what this machine remembers of all of them.
#[derive(Debug, Clone)]
pub struct Folders {
    disk: Arc<dyn Disk>,
    ledger: PathBuf,
    state: PathBuf,
}

impl Folders {
    /// Folders of the operating system.
    pub fn new(ledger: &Path, state: &Path) -> Folders {
        Folders::on(Arc::new(RealDisk), ledger, state)
    }

    /// Folders on any disk.
    pub fn on(disk: Arc<dyn Disk>, ledger: &Path, state: &Path) -> Folders {
        Folders { disk, ledger: ledger.to_owned(), state: state.to_owned() }
    }

    /// The disk they lie on.
    pub fn disk(&self) -> &dyn Disk {
        self.disk.as_ref()
    }

    /// The ledger's folder.
    pub fn ledger(&self) -> &Path {
        &self.ledger
    }

    fn place(&self, of: &Origin) -> LedgerFolders {
        LedgerFolders::new(&self.ledger, &self.state, of)
    }

    fn stores(&self, of: &Origin, journal: FileJournal) -> Stores {
        let (disk, place, journal) = (&self.disk, self.place(of), Arc::new(journal));
        Stores {
            journal: journal.clone(),
            blobs: Arc::new(FileBlobs::new(disk.clone(), place.clone(), of)),
            openings: Arc::new(FileOpenings::new(disk.clone(), place, of)),
            anchor: journal,
        }
    }

    fn reading(&self, error: &io::Error) -> Cause {
        Cause::io("reading", &self.ledger, error)
    }

    fn first_segment(&self) -> PathBuf {
        self.ledger.join("journal").join(segment_name(0))
    }
}

impl Engine for Folders {
    fn name(&self) -> String {
        self.ledger.display().to_string()
    }

    fn reader(&self, of: &Origin) -> Stores {
        self.stores(of, FileJournal::read_only(self.disk.clone(), self.place(of), of))
    }

    fn writer(&self, of: &Origin, check: &mut dyn TailCheck) -> Result<Writing, AppendError> {
        let (journal, opening) = FileJournal::open(self.disk.clone(), self.place(of), of, check)?;
        let resumed = journal.resumed();
        Ok(Writing { stores: self.stores(of, journal), opening, resumed })
    }

    fn copy(&self, of: &Origin) -> Result<Option<Vec<u8>>, ReadError> {
        let place = self.place(of);
        shown(self.disk(), &place).map_err(|e| ReadError::Failed(Cause::io("reading", &place.checkpoint(), &e)))
    }

    fn ground(&self) -> Result<Ground, Cause> {
        let list = |below: &str| self.disk.list(&self.ledger.join(below)).map_err(|e| self.reading(&e));
        let known = |name: &str, folder: bool| match name {
            "journal" | "blobs" | "private" => folder,
            "lock" => !folder,
            _ => false,
        };
        let ours = list("")?.iter().all(|i| known(&i.name, i.folder))
            && list("private")?.iter().all(|i| !i.folder && i.name.starts_with(INCOMING))
            && list("blobs")?.iter().all(|i| !i.folder && i.name.parse::<Hash>().is_ok())
            && list("journal")?.iter().all(|i| !i.folder && i.name == segment_name(0));
        if !ours {
            return Ok(Ground::Taken);
        }
        // a segment is longer only where there is more than one entry
        let first = read_small(self.disk(), &self.first_segment(), Batch::MAX_LINE as u64);
        Ok(first.map_or(Ground::Taken, |line| Ground::Free(line.unwrap_or_default())))
    }

    fn clear(&self, torn: &dyn Fn(&[u8]) -> bool) -> Result<(), AppendError> {
        let failed = |e: io::Error| AppendError::Failed(Cause::io("clearing", &self.ledger, &e));
        let lock = self.disk.lock(&self.ledger.join("lock")).map_err(failed)?;
        let held = |who| Cause::new(Why::Held, format!("{} ({who})", self.ledger.display()));
        let _lock = lock.map_err(|who| AppendError::Busy(held(who)))?;
        match self.ground().map_err(AppendError::Failed)? {
            Ground::Free(line) if torn(&line) => {
                self.disk.remove(&self.first_segment()).map_err(failed)?;
                self.disk.sync_dir(&self.ledger.join("journal")).map_err(failed)
            }
            Ground::Free(_) | Ground::Taken => Ok(()),
        }
    }

    fn close(&self, of: &Origin) -> io::Result<Vec<PathBuf>> {
        self.place(of).make_own(self.disk())
    }
}
