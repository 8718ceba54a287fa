//! `blobs/<sha-256>`: bytes under their own hash, never changed.

use super::layout::{INCOMING, LedgerFolders};
use crate::log::Hash;
use crate::store::disk::{Disk, DiskFile, Open, is_no_file};
use crate::store::{AppendError, Blobs, Cause, Origin, ReadError, Why};
use sha2::{Digest, Sha256};
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The blobs of one ledger's folder. Needs no lock: the same bytes always have the same name.
#[derive(Debug, Clone)]
pub struct FileBlobs {
    disk: Arc<dyn Disk>,
    place: LedgerFolders,
    origin: Origin,
}

impl FileBlobs {
    /// The blobs beside a journal.
    pub fn new(disk: Arc<dyn Disk>, place: LedgerFolders, origin: &Origin) -> FileBlobs {
        FileBlobs { disk, place, origin: origin.clone() }
    }

    /// Temporary file, sync, rename, sync of the folder: only then may an entry name it.
    fn keep(&self, bytes: &mut dyn Read) -> io::Result<Hash> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        self.disk.create_own_dirs(&self.place.private())?;
        self.disk.create_dirs(&self.place.blobs())?;
        let name = format!("{INCOMING}blob-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let temporary = self.place.private().join(name);
        let kept = self.fill(&temporary, bytes).and_then(|name| {
            self.disk.rename(&temporary, &self.place.blobs().join(name.to_string()))?;
            self.disk.sync_dir(&self.place.blobs())?;
            Ok(name)
        });
        if kept.is_err() {
            // space for what comes next; if this fails too, the next opening sweeps
            let _ = self.disk.remove(&temporary);
        }
        kept
    }

    fn fill(&self, temporary: &Path, bytes: &mut dyn Read) -> io::Result<Hash> {
        let file = self.disk.open(temporary, Open::Fresh)?;
        let mut sha = Sha256::new();
        let mut piece = vec![0; 1 << 16];
        let mut at = 0;
        loop {
            let got = match bytes.read(&mut piece) {
                Ok(0) => break,
                Ok(got) => piece.get(..got).unwrap_or_default(),
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(e),
            };
            sha.update(got);
            file.write_at(at, got)?;
            at += got.len() as u64;
        }
        file.sync()?;
        Ok(Hash(sha.finalize().into()))
    }
}

impl Blobs for FileBlobs {
    fn put(&self, of: &Origin, bytes: &mut dyn Read) -> Result<Hash, AppendError> {
        if *of != self.origin {
            return Err(AppendError::Refused(Cause::new(
                Why::OtherLedger,
                format!("the folder holds {}", self.origin),
            )));
        }
        self.place.refuse_links(self.disk.as_ref()).map_err(AppendError::Refused)?;
        self.keep(bytes).map_err(|error| {
            let cause = Cause::io("keeping a file in", &self.place.blobs(), &error);
            let refused = matches!(cause.why, Why::DiskFull | Why::ReadOnly | Why::NotItsOwn);
            if refused { AppendError::Refused(cause) } else { AppendError::Failed(cause) }
        })
    }

    fn get(&self, of: &Origin, id: &Hash) -> Result<Box<dyn Read + Send + '_>, ReadError> {
        if *of != self.origin {
            return Err(ReadError::NoLedger);
        }
        let path = self.place.blobs().join(id.to_string());
        match self.disk.open(&path, Open::Read) {
            Ok(file) => Ok(Box::new(FileRead::new(file))),
            // what stands in the place of a file is no blob
            Err(e) if e.kind() == io::ErrorKind::NotFound || is_no_file(&e) => Err(ReadError::NoLedger),
            Err(e) => Err(ReadError::Failed(Cause::io("reading", &path, &e))),
        }
    }
}

/// An open file from its beginning.
#[derive(Debug)]
pub(crate) struct FileRead {
    file: Box<dyn DiskFile>,
    at: u64,
}

impl FileRead {
    pub(crate) fn new(file: Box<dyn DiskFile>) -> FileRead {
        FileRead { file, at: 0 }
    }
}

impl Read for FileRead {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let got = self.file.read_at(self.at, into)?;
        self.at += got as u64;
        Ok(got)
    }
}
