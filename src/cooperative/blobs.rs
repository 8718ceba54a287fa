//! Blobs of one ledger as the core reads them: there or not there. That a store could not read one just now
//! is neither; whoever gave the core a reader asks it afterwards.

use super::{Cooperative, Trouble, trouble::Unmade};
use crate::{
    event::{BlobSource, LINES_MOST},
    log::{Hash, Origin},
    store::{Blobs, Cause, ReadError},
};
use std::{
    cell::RefCell,
    io::Read,
    path::Path,
    sync::{Mutex, PoisonError},
};

/// Opens a blob, or says why not.
type Opens<'a> = Box<dyn Fn(&Hash) -> Result<Box<dyn Read + Send + 'a>, ReadError> + 'a>;

/// Reads blobs, and remembers the first that could not be read.
pub struct BlobReader<'a> {
    opens: Opens<'a>,
    failed: RefCell<Option<ReadError>>,
}

impl std::fmt::Debug for BlobReader<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BlobReader").field("failed", &self.failed).finish_non_exhaustive()
    }
}

impl<'a> BlobReader<'a> {
    /// Reads out of this store.
    pub fn new(blobs: &'a dyn Blobs, origin: &'a Origin) -> BlobReader<'a> {
        BlobReader::from(move |name: &Hash| blobs.get(origin, name))
    }

    /// Reads what this opens.
    pub(super) fn from(opens: impl Fn(&Hash) -> Result<Box<dyn Read + Send + 'a>, ReadError> + 'a) -> BlobReader<'a> {
        BlobReader { opens: Box::new(opens), failed: RefCell::default() }
    }

    /// Could every blob be read that was asked for?
    ///
    /// # Errors
    /// What the store said of the first that could not; nothing that follows from its absence is so.
    pub fn all_read(&self) -> Result<(), ReadError> {
        self.failed.take().map_or(Ok(()), Err)
    }

    /// What went wrong: the store, where a blob could not be read, else what the core found.
    pub(super) fn blame(&self, found: Trouble) -> Trouble {
        self.all_read().map_or_else(Trouble::from, |()| found)
    }

    fn read(&self, name: &Hash, most: u64) -> Result<Vec<u8>, ReadError> {
        let mut bytes = Vec::new();
        let read = (self.opens)(name)?.take(most).read_to_end(&mut bytes);
        let failed = |e| ReadError::Failed(Cause::io("reading blob", Path::new(&name.to_string()), &e));
        read.map(|_| bytes).map_err(failed)
    }
}

impl BlobSource for BlobReader<'_> {
    fn blob(&self, name: &Hash) -> Option<Vec<u8>> {
        self.blob_upto(name, LINES_MOST)
    }

    fn blob_upto(&self, name: &Hash, most: u64) -> Option<Vec<u8>> {
        match self.read(name, most) {
            Ok(bytes) => Some(bytes),
            Err(ReadError::NoLedger) => None,
            Err(error) => {
                self.failed.borrow_mut().get_or_insert(error);
                None
            }
        }
    }
}

/// What the store said of the last blob that it could not read, where readers of several threads ask.
#[derive(Debug, Default)]
pub(super) struct Unread(Mutex<Option<ReadError>>);

impl BlobSource for Cooperative {
    fn blob(&self, name: &Hash) -> Option<Vec<u8>> {
        self.blob_upto(name, LINES_MOST)
    }

    fn blob_upto(&self, name: &Hash, most: u64) -> Option<Vec<u8>> {
        let reader = BlobReader::new(self.blobs.as_ref(), &self.origin);
        let bytes = reader.blob_upto(name, most);
        if let Err(error) = reader.all_read() {
            *self.unread.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
        }
        bytes
    }
}

impl Cooperative {
    /// A blob's bytes.
    pub fn blob(&self, name: &Hash) -> Option<Vec<u8>> {
        BlobSource::blob(self, name)
    }

    /// From here on only what the store says from here on counts.
    pub(super) fn read_afresh(&self) {
        self.unread.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    /// What is missing in a blob, unless the store could not read one: then nothing is known of it.
    pub(super) fn unless_unread(&self, unmade: Unmade) -> Trouble {
        let unread = self.unread.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        unread.map_or_else(|| unmade.into(), Trouble::Read)
    }
}
