//! Every file operation of the store, as one small trait.
//!
//! [`RealDisk`] is the operating system. `tests/support/faulty.rs` keeps files in memory, tells what the
//! medium holds from what only the cache holds, and cuts the power where it is told to. The store
//! cannot know on which of the two it runs.

mod real;

pub use real::RealDisk;

use std::fmt::Debug;
use std::io;
use std::ops::Range;
use std::path::Path;

/// How a file is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    /// To read; it must exist, and be a file itself: a link is not followed, a pipe not waited for.
    Read,
    /// To read and write; it must exist.
    Write,
    /// To read and write; made if absent, kept if present.
    Create,
    /// The same; readable by its owner alone where it is made.
    Own,
    /// To read and write, a new file in place of what stood under the name; readable by its owner alone.
    Private,
    /// To read and write, a new file in place of what stood under the name.
    Fresh,
}

/// One name in a folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FolderItem {
    /// The name; names that are not UTF-8 come with replacement characters.
    pub name: String,
    /// A folder, and not a file.
    pub folder: bool,
    /// Length of a file in bytes.
    pub len: u64,
}

/// A lock that is held until it is dropped, or until its process ends however it ends.
pub trait Lock: Send + Sync + Debug {}

/// A file system as the store needs it. Paths are whole; no call follows the working folder. Nothing
/// is written, locked or replaced through a link, nor where a file has a second name: what would be
/// written to is then somebody else's (see [`NotItsOwn`]).
pub trait Disk: Send + Sync + Debug {
    /// Makes a folder and what is missing above it, and makes the new names durable.
    fn create_dirs(&self, folder: &Path) -> io::Result<()>;
    /// The same for its owner alone. What is there already keeps its mode.
    fn create_own_dirs(&self, folder: &Path) -> io::Result<()> {
        self.create_dirs(folder)
    }
    /// Refuses a name that is a link; what is absent is fine.
    fn refuse_link(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }
    /// Takes others' rights away from a file or folder that is ours; true if they had any. Links and
    /// what belongs to somebody else are left alone.
    fn make_own(&self, _: &Path) -> io::Result<bool> {
        Ok(false)
    }
    /// Opens a file.
    fn open(&self, path: &Path, how: Open) -> io::Result<Box<dyn DiskFile>>;
    /// Length of a file, `None` if there is none.
    fn len(&self, path: &Path) -> io::Result<Option<u64>>;
    /// A file itself: no folder, link, pipe or device, which may lead elsewhere or never end.
    fn is_file(&self, path: &Path) -> io::Result<bool> {
        Ok(self.len(path)?.is_some())
    }
    /// Names in a folder, sorted; an absent folder is an empty one.
    fn list(&self, folder: &Path) -> io::Result<Vec<FolderItem>>;
    /// Puts a file in another's place, at once for every reader.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes a file.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Makes the names in a folder durable.
    fn sync_dir(&self, folder: &Path) -> io::Result<()>;
    /// Holds a lock on a file, made if absent; the inner error is what the holder wrote there.
    fn lock(&self, path: &Path) -> io::Result<Result<Box<dyn Lock>, String>>;
}

/// Why a path is not written to: it is a link, a file with a second name, a pipe or a device.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "it is a link, has a second name or is no file of its own; nothing was written: look where it came from and remove it"
)]
pub struct NotItsOwn;

impl NotItsOwn {
    /// As an error of the file system.
    pub fn error() -> io::Error {
        io::Error::new(io::ErrorKind::InvalidInput, NotItsOwn)
    }

    /// Is it this error?
    pub fn is(error: &io::Error) -> bool {
        error.get_ref().is_some_and(|inner| inner.is::<NotItsOwn>())
    }
}

/// An open file.
#[expect(clippy::len_without_is_empty, reason = "asking may fail, and nobody needs to know whether a file is empty")]
pub trait DiskFile: Send + Sync + Debug {
    /// Length in bytes.
    fn len(&self) -> io::Result<u64>;
    /// Fills as much of `into` as there is from `offset` on.
    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize>;
    /// Writes all bytes at `offset`.
    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()>;
    /// Cuts or extends the file.
    fn set_len(&self, len: u64) -> io::Result<()>;
    /// Makes content and length durable.
    fn sync(&self) -> io::Result<()>;
    /// Makes cache and medium agree about these bytes at least, so that what is read next is what
    /// a power cut would leave: flush and drop the cache, or where that cannot be done write the
    /// same bytes again and flush. A sync that failed earlier leaves pages which only look clean.
    fn refresh(&self, bytes: Range<u64>) -> io::Result<()>;
}

/// What stands in the place of a file and is none: a folder, a link, a pipe, a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a file but a folder, a link, a pipe or a device")]
pub struct NoFile;

/// True for an error of opening what is no file itself.
pub fn is_no_file(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<NoFile>())
}

/// Opens a file of the user's to read, through links, but never a pipe that nobody fills or a
/// device that never ends.
pub fn open_users_file(path: &Path) -> io::Result<std::fs::File> {
    real::open_regular(path, true)
}

/// The whole of a small file, `None` if there is none. Refuses more than `most` bytes.
pub fn read_small(disk: &dyn Disk, path: &Path, most: u64) -> io::Result<Option<Vec<u8>>> {
    let Some(len) = disk.len(path)? else { return Ok(None) };
    if len > most {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("{len} bytes where at most {most} belong")));
    }
    let file = match disk.open(path, Open::Read) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        other => other?,
    };
    let mut bytes = vec![0; len as usize];
    let got = file.read_at(0, &mut bytes)?;
    bytes.truncate(got);
    Ok(Some(bytes))
}
