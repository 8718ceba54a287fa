//! Documents and lines that entries name by their hash.

use super::{AppendError, Origin, ReadError};
use crate::log::Hash;
use std::io::Read;

/// Content-addressed, immutable: rule documents, payout lines.
pub trait Blobs: Send + Sync {
    /// Keeps the bytes and gives their SHA-256. Durable on return, idempotent.
    ///
    /// # Errors
    /// [`AppendError::Refused`] where this is another ledger's store, the disk is full or may not be written
    /// to, [`AppendError::Failed`] where `bytes` or the device fails.
    fn put(&self, of: &Origin, bytes: &mut dyn Read) -> Result<Hash, AppendError>;

    /// The bytes of that name; [`ReadError::NoLedger`] if there are none.
    ///
    /// # Errors
    /// Besides that [`ReadError::Failed`], where it is there and cannot be opened.
    fn get(&self, of: &Origin, id: &Hash) -> Result<Box<dyn Read + Send + '_>, ReadError>;
}
