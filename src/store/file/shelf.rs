//! Many ledgers in one folder, each in a folder of its own, opened when they are first asked for.

use super::FileJournal;
use super::layout::{LedgerFolders, tag};
use crate::log::{Batch, Sealed};
use crate::store::disk::Disk;
use crate::store::{AppendError, Appended, Cause, Chunks, Journal, Origin, ReadError, TailCheck};
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// Gives the judgement for one ledger's tail.
type Checks = Box<dyn Fn(&Origin) -> Box<dyn TailCheck> + Send + Sync>;

/// A folder of ledger folders as one [`Journal`].
pub struct Shelf {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    state_root: PathBuf,
    checks: Checks,
    open: Mutex<BTreeMap<Origin, Arc<FileJournal>>>,
}

impl Shelf {
    /// Ledgers under `folder`, guards under `state_root`; `checks` judges what a crash left.
    pub fn new(
        disk: Arc<dyn Disk>,
        folder: impl Into<PathBuf>,
        state_root: impl Into<PathBuf>,
        checks: impl Fn(&Origin) -> Box<dyn TailCheck> + Send + Sync + 'static,
    ) -> Shelf {
        let (folder, state_root) = (folder.into(), state_root.into());
        Shelf { disk, folder, state_root, checks: Box::new(checks), open: Mutex::default() }
    }

    /// The ledger's journal, opened to write if it is not open yet.
    ///
    /// # Errors
    /// As [`FileJournal::open`].
    pub fn ledger(&self, of: &Origin) -> Result<Arc<FileJournal>, AppendError> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(journal) = open.get(of) {
            return Ok(journal.clone());
        }
        let (journal, _) = FileJournal::open(self.disk.clone(), self.place(of), of, (self.checks)(of).as_mut())?;
        let journal = Arc::new(journal);
        open.insert(of.clone(), journal.clone());
        Ok(journal)
    }

    fn place(&self, of: &Origin) -> LedgerFolders {
        LedgerFolders::new(self.folder.join(tag(of)), &self.state_root, of)
    }

    /// For reading: an absent ledger is not made.
    fn present(&self, of: &Origin) -> Result<Option<Arc<FileJournal>>, ReadError> {
        let journal = self.place(of).journal();
        let there = self.disk.list(&journal).map_err(|e| ReadError::Failed(Cause::io("reading", &journal, &e)))?;
        if there.is_empty() {
            return Ok(None);
        }
        self.ledger(of).map(Some).map_err(|error| {
            if let AppendError::Busy(cause) = error {
                return ReadError::Busy(cause);
            }
            ReadError::Failed(Cause::new(crate::store::Why::Device, error.to_string()))
        })
    }
}

impl Journal for Shelf {
    fn ledgers(&self, after: Option<&Origin>, limit: usize) -> Result<Vec<Origin>, ReadError> {
        let items = self.disk.list(&self.folder);
        let items = items.map_err(|e| ReadError::Failed(Cause::io("reading", &self.folder, &e)))?;
        let names = items.iter().filter(|i| i.folder).filter_map(|i| i.name.replace('+', "/").parse().ok());
        let mut origins: Vec<Origin> = names.filter(|o| after.is_none_or(|a| o > a)).collect();
        origins.sort();
        let mut found = Vec::new();
        for origin in origins {
            if found.len() == limit {
                break;
            }
            if self.head(&origin)?.is_some() {
                found.push(origin);
            }
        }
        Ok(found)
    }

    fn head(&self, of: &Origin) -> Result<Option<Sealed>, ReadError> {
        self.present(of)?.map_or(Ok(None), |journal| journal.head(of))
    }

    fn append(&self, to: &Origin, batch: &Batch) -> Result<Appended, AppendError> {
        self.ledger(to)?.append(to, batch)
    }

    fn read(&self, of: &Origin, from: u64, upto: u64) -> Result<Chunks<'_>, ReadError> {
        let journal = self.present(of)?.ok_or(ReadError::NoLedger)?;
        journal.read_owned(of, from, upto)
    }
}

impl fmt::Debug for Shelf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shelf").field("folder", &self.folder).finish_non_exhaustive()
    }
}
