//! Where ledgers are kept, as one trait: it opens the four stores of one of them, to read or to write.

use super::{Anchor, AppendError, AtOpening, Blobs, Cause, Journal, Openings, Origin, ReadError, Resumed, TailCheck};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

/// The four stores of one ledger, open on this machine.
#[derive(Clone)]
pub struct Stores {
    /// The record.
    pub journal: Arc<dyn Journal>,
    /// Documents that entries name.
    pub blobs: Arc<dyn Blobs>,
    /// What commitments stand for.
    pub openings: Arc<dyn Openings>,
    /// What this machine remembers.
    pub anchor: Arc<dyn Anchor>,
}

impl std::fmt::Debug for Stores {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stores").finish_non_exhaustive()
    }
}

/// What opening to write gives.
#[derive(Debug)]
pub struct Writing {
    /// The stores. Where `opening` is not writable the journal reads only.
    pub stores: Stores,
    /// What was found and done.
    pub opening: AtOpening,
    /// What opening came across besides.
    pub resumed: Resumed,
}

/// What lies where a ledger is to begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ground {
    /// Nothing, or what an interrupted beginning leaves: its first line as far as it was written.
    Free(Vec<u8>),
    /// Something else.
    Taken,
}

/// Keeps ledgers. A folder is one engine, a database may be another.
pub trait Engine: Send + Sync {
    /// How a person knows it.
    fn name(&self) -> String;

    /// Opens to read: takes no lock, writes nothing, hinders nobody.
    fn reader(&self, of: &Origin) -> Stores;

    /// Opens to write, which includes recovering what a crash left; `check` judges lines that nobody has
    /// signed the head of. One handle may write, in one process; [`AppendError::Busy`] names who holds it.
    ///
    /// # Errors
    /// [`AppendError::Refused`] where nothing may be written here, [`AppendError::Failed`] where the device
    /// fails. That the record is lost or contradicts what was signed is no error: [`Writing::opening`] says it.
    fn writer(&self, of: &Origin, check: &mut dyn TailCheck) -> Result<Writing, AppendError>;

    /// The newest signed note as others find it beside the journal: not believed, and it may lag.
    ///
    /// # Errors
    /// [`ReadError::Failed`] where it is there and cannot be read.
    fn copy(&self, of: &Origin) -> Result<Option<Vec<u8>>, ReadError>;

    /// Looks whether a ledger may begin here.
    ///
    /// # Errors
    /// What the device says where it cannot look.
    fn ground(&self) -> Result<Ground, Cause>;

    /// Takes away what there is of a first line if it is `torn`; whoever is just beginning here holds
    /// the lock.
    ///
    /// # Errors
    /// [`AppendError::Busy`] where another holds the lock, [`AppendError::Failed`] where the device cannot look
    /// or take it away.
    fn clear(&self, torn: &dyn Fn(&[u8]) -> bool) -> Result<(), AppendError>;

    /// Takes others' rights away from what is its owner's alone, and names what others could enter.
    ///
    /// # Errors
    /// What the operating system says of the first whose rights cannot be read or changed.
    fn close(&self, _of: &Origin) -> io::Result<Vec<PathBuf>> {
        Ok(Vec::new())
    }
}
