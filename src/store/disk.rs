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
    ///
    /// # Errors
    /// A file stands in the place of a folder, or the device says no.
    fn create_dirs(&self, folder: &Path) -> io::Result<()>;

    /// The same for its owner alone. What is there already keeps its mode.
    ///
    /// # Errors
    /// As [`Disk::create_dirs`].
    fn create_own_dirs(&self, folder: &Path) -> io::Result<()> {
        self.create_dirs(folder)
    }

    /// Refuses a name that is a link; what is absent is fine.
    ///
    /// # Errors
    /// [`NotItsOwn`] for a link; what the device says where it cannot look.
    fn refuse_link(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    /// Takes others' rights away from a file or folder that is ours; true if they had any. Links and
    /// what belongs to somebody else are left alone.
    ///
    /// # Errors
    /// What the device says where the rights of what is ours cannot be read or changed.
    fn make_own(&self, _: &Path) -> io::Result<bool> {
        Ok(false)
    }

    /// Opens a file.
    ///
    /// # Errors
    /// The file is absent where it must exist, [`NoFile`] to read and [`NotItsOwn`] to write where it is no
    /// file of its own, or what the device says.
    fn open(&self, path: &Path, how: Open) -> io::Result<Box<dyn DiskFile>>;

    /// Length of a file, `None` if there is none.
    ///
    /// # Errors
    /// What stands there is no file, or the device cannot look.
    fn len(&self, path: &Path) -> io::Result<Option<u64>>;

    /// A file itself: no folder, link, pipe or device, which may lead elsewhere or never end.
    ///
    /// # Errors
    /// What the device says where it cannot look.
    fn is_file(&self, path: &Path) -> io::Result<bool> {
        Ok(self.len(path)?.is_some())
    }

    /// Names in a folder, sorted; an absent folder is an empty one.
    ///
    /// # Errors
    /// What the device says where the folder is there and cannot be read.
    fn list(&self, folder: &Path) -> io::Result<Vec<FolderItem>>;

    /// Puts a file in another's place, at once for every reader.
    ///
    /// # Errors
    /// `from` is absent, the two lie on different devices ([`io::ErrorKind::CrossesDevices`]), or the device
    /// says no.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Removes a file.
    ///
    /// # Errors
    /// The file is absent, or the device says no.
    fn remove(&self, path: &Path) -> io::Result<()>;

    /// Makes the names in a folder durable.
    ///
    /// # Errors
    /// The folder is absent, or its names may not survive a power cut.
    fn sync_dir(&self, folder: &Path) -> io::Result<()>;

    /// Holds a lock on a file, made if absent; the inner error is what the holder wrote there.
    ///
    /// # Errors
    /// [`NotItsOwn`] where the file is none of its own, or the device cannot make or lock it.
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
    ///
    /// # Errors
    /// What the device says.
    fn len(&self) -> io::Result<u64>;

    /// Fills as much of `into` as there is from `offset` on.
    ///
    /// # Errors
    /// The device cannot read; that there is less than asked for is no error.
    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize>;

    /// Writes all bytes at `offset`.
    ///
    /// # Errors
    /// The disk is full or fails; some of the bytes may be written.
    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()>;

    /// Cuts or extends the file.
    ///
    /// # Errors
    /// The disk is full or fails, or the file was opened to read.
    fn set_len(&self, len: u64) -> io::Result<()>;

    /// Makes content and length durable.
    ///
    /// # Errors
    /// The device fails; what it holds of earlier writes is not known.
    fn sync(&self) -> io::Result<()>;

    /// Makes cache and medium agree about these bytes at least, so that what is read next is what
    /// a power cut would leave: flush and drop the cache, or where that cannot be done write the
    /// same bytes again and flush. A sync that failed earlier leaves pages which only look clean.
    ///
    /// # Errors
    /// The device fails; what is read next may be what only the cache holds.
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
///
/// # Errors
/// [`NoFile`] where it is none, otherwise what the operating system says.
pub fn open_users_file(path: &Path) -> io::Result<std::fs::File> {
    real::open_regular(path, true)
}

/// The whole of a small file, `None` if there is none. Refuses more than `most` bytes.
///
/// # Errors
/// [`io::ErrorKind::FileTooLarge`] for those, otherwise what the device says.
pub fn read_small(disk: &dyn Disk, path: &Path, most: u64) -> io::Result<Option<Vec<u8>>> {
    let Some(len) = disk.len(path)? else { return Ok(None) };
    let room = usize::try_from(len).ok().filter(|_| len <= most);
    let Some(room) = room else {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("{len} bytes where at most {most} belong")));
    };
    let file = match disk.open(path, Open::Read) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        other => other?,
    };
    let mut bytes = vec![0; room];
    let got = file.read_at(0, &mut bytes)?;
    bytes.truncate(got);
    Ok(Some(bytes))
}

/// Room for the next piece of what is left: for all of it, or for as much as is handled at once.
pub(super) fn piece(left: u64, most: usize) -> Vec<u8> {
    vec![0; usize::try_from(left).map_or(most, |left| left.min(most))]
}
