//! A ledger's folder as an auditor finds it: walked once, read only, without locks, index or
//! guard. What is said here is about files; what the lines mean is `audit`'s.

mod walk;

pub use walk::{Walk, WalkStep};

use super::disk::{Disk, Open, RealDisk, read_small};
use super::file::segment_first;
use super::{Cause, ReadError};
use crate::log::Hash;
use sha2::{Digest, Sha256};
use std::fmt;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Names in the folder that are no part of the record.
pub const NOT_EXAMINED: [&str; 4] = ["coop.toml", "index", "lock", "private"];

/// Something about the files that must not be so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Structural {
    /// A file or folder that has no place in a ledger; path below the ledger's folder.
    Stray(PathBuf),
    /// A segment whose name does not continue the count of lines.
    Name {
        /// Its name.
        found: String,
        /// What it would have to be.
        expected: String,
    },
    /// An empty segment that is not the last one.
    Empty(String),
    /// A segment that begins inside a batch.
    Split {
        /// Its name.
        segment: String,
    },
    /// Bytes at the end of a segment without a newline: a torn line.
    Torn {
        /// The segment.
        segment: String,
        /// Where they begin, bytes.
        offset: u64,
        /// How many.
        bytes: u64,
    },
    /// A line beyond 65,535 bytes; it is passed over.
    Long {
        /// Its index.
        index: u64,
        /// The segment.
        segment: String,
        /// Where it begins, bytes.
        offset: u64,
    },
}

impl Structural {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Structural::Stray(_) => "stray_file",
            Structural::Name { .. } => "segment_name",
            Structural::Empty(_) => "segment_empty",
            Structural::Split { .. } => "segment_split",
            Structural::Torn { .. } => "torn_line",
            Structural::Long { .. } => "line_too_long",
        }
    }
}

impl fmt::Display for Structural {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Structural::Stray(path) => write!(f, "{} has no place in a ledger", path.display()),
            Structural::Name { found, expected } => write!(f, "segment {found} where {expected} must follow"),
            Structural::Empty(segment) => write!(f, "segment {segment} is empty and not the last"),
            Structural::Split { segment } => write!(f, "segment {segment} begins inside a batch"),
            Structural::Torn { segment, offset, bytes } => {
                write!(f, "segment {segment} ends with {bytes} bytes of a torn line at offset {offset}")
            }
            Structural::Long { index, segment, offset } => {
                write!(f, "entry {index} in segment {segment} at offset {offset} is longer than 65535 bytes")
            }
        }
    }
}

/// A ledger's folder, read only.
#[derive(Debug, Clone)]
pub struct AuditSource {
    disk: Arc<dyn Disk>,
    ledger: PathBuf,
}

impl AuditSource {
    /// A folder of the operating system.
    ///
    /// # Errors
    /// As [`AuditSource::on`].
    pub fn open(ledger: &Path) -> Result<AuditSource, ReadError> {
        AuditSource::on(Arc::new(RealDisk), ledger)
    }

    /// A folder on any disk. [`ReadError::NoLedger`] if nothing of a ledger is there.
    ///
    /// # Errors
    /// Besides that [`ReadError::Failed`], where the folder cannot be listed.
    pub fn on(disk: Arc<dyn Disk>, ledger: &Path) -> Result<AuditSource, ReadError> {
        let source = AuditSource { disk, ledger: ledger.to_owned() };
        let items = source.list(Path::new(""))?;
        let known = |name: &str| items.iter().any(|i| i.name == name);
        if known("journal") || known("checkpoint") { Ok(source) } else { Err(ReadError::NoLedger) }
    }

    /// The checkpoint's bytes, `None` if there is none. Read it before the lines: what the writer
    /// adds meanwhile is then behind it and not missing.
    ///
    /// # Errors
    /// [`ReadError::Failed`] where it is longer than 1 MiB, or cannot be read.
    pub fn checkpoint(&self) -> Result<Option<Vec<u8>>, ReadError> {
        let path = self.ledger.join("checkpoint");
        if !self.is_file(&path)? {
            return Ok(None);
        }
        read_small(self.disk.as_ref(), &path, 1 << 20).map_err(|e| ReadError::Failed(Cause::io("reading", &path, &e)))
    }

    /// All lines in order and what is wrong with the files that hold them, as they come.
    pub fn lines(&self) -> Walk {
        Walk::new(self.disk.clone(), self.ledger.join("journal"))
    }

    /// What lies in the folder that has no place there.
    ///
    /// # Errors
    /// [`ReadError::Failed`] where a folder cannot be listed, or what a name stands for not be told.
    pub fn strays(&self) -> Result<Vec<Structural>, ReadError> {
        let mut strays = Vec::new();
        let mut stray = |folder: &str, name: &str| strays.push(Structural::Stray(Path::new(folder).join(name)));
        for item in self.list(Path::new(""))? {
            let fine = match item.name.as_str() {
                "journal" | "blobs" => item.folder,
                "checkpoint" => self.is_file(&self.ledger.join("checkpoint"))?,
                name @ ("private" | "index") => item.folder && NOT_EXAMINED.contains(&name),
                name => NOT_EXAMINED.contains(&name) && self.is_file(&self.ledger.join(name))?,
            };
            if !fine {
                stray("", &item.name);
            }
        }
        for item in self.list(Path::new("journal"))? {
            let path = self.ledger.join("journal").join(&item.name);
            if segment_first(&item.name).is_none() || !self.is_file(&path)? {
                stray("journal", &item.name);
            }
        }
        for item in self.list(Path::new("blobs"))? {
            let path = self.ledger.join("blobs").join(&item.name);
            if item.name.parse::<Hash>().is_err() || !self.is_file(&path)? {
                stray("blobs", &item.name);
            }
        }
        Ok(strays)
    }

    /// Which of the names in [`NOT_EXAMINED`] are there.
    ///
    /// # Errors
    /// [`ReadError::Failed`] where the folder cannot be listed.
    pub fn not_examined(&self) -> Result<Vec<String>, ReadError> {
        let names = self.list(Path::new(""))?.into_iter().map(|i| i.name);
        Ok(names.filter(|n| NOT_EXAMINED.contains(&n.as_str())).collect())
    }

    /// Names and lengths of the blobs, ascending. Whether an entry names them is the caller's.
    ///
    /// # Errors
    /// [`ReadError::Failed`] where the folder of the blobs cannot be listed.
    pub fn blobs(&self) -> Result<Vec<(Hash, u64)>, ReadError> {
        let items = self.list(Path::new("blobs"))?;
        let itself = |name: &str| self.is_file(&self.ledger.join("blobs").join(name)).unwrap_or(false);
        let files = items.iter().filter(|i| !i.folder && itself(&i.name));
        Ok(files.filter_map(|i| Some((i.name.parse().ok()?, i.len))).collect())
    }

    /// A blob's bytes, unchecked; [`ReadError::NoLedger`] if it is not there.
    ///
    /// # Errors
    /// Besides that [`ReadError::Failed`], where it is there and cannot be opened.
    pub fn blob(&self, name: &Hash) -> Result<Box<dyn Read + Send>, ReadError> {
        let path = self.ledger.join("blobs").join(name.to_string());
        if !self.is_file(&path)? {
            return Err(ReadError::NoLedger);
        }
        match self.disk.open(&path, Open::Read) {
            Ok(file) => Ok(Box::new(super::file::FileRead::new(file))),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Err(ReadError::NoLedger),
            Err(e) => Err(ReadError::Failed(Cause::io("reading", &path, &e))),
        }
    }

    /// Does a blob hold the bytes that its name says? Flat memory.
    ///
    /// # Errors
    /// As [`AuditSource::blob`]; [`ReadError::Failed`] where reading breaks off.
    pub fn blob_is_genuine(&self, name: &Hash) -> Result<bool, ReadError> {
        let mut bytes = self.blob(name)?;
        let mut sha = Sha256::new();
        let mut piece = vec![0; 1 << 16];
        loop {
            match bytes.read(&mut piece) {
                Ok(0) => break,
                Ok(got) => sha.update(piece.get(..got).unwrap_or_default()),
                Err(e) => return Err(ReadError::Failed(Cause::io("reading blob", Path::new(&name.to_string()), &e))),
            }
        }
        Ok(Hash(sha.finalize().into()) == *name)
    }

    fn is_file(&self, path: &Path) -> Result<bool, ReadError> {
        self.disk.is_file(path).map_err(|e| ReadError::Failed(Cause::io("reading", path, &e)))
    }

    fn list(&self, below: &Path) -> Result<Vec<super::disk::FolderItem>, ReadError> {
        let folder = if below.as_os_str().is_empty() { self.ledger.clone() } else { self.ledger.join(below) };
        self.disk.list(&folder).map_err(|e| ReadError::Failed(Cause::io("reading", &folder, &e)))
    }
}
