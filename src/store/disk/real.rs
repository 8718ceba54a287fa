//! The operating system's files.

use super::{Disk, DiskFile, FolderItem, Lock, NoFile, NotItsOwn, Open};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
#[cfg(not(unix))]
use std::io::{Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;

/// The operating system's files.
#[derive(Debug, Clone, Copy, Default)]
pub struct RealDisk;

#[derive(Debug)]
struct RealFile {
    file: File,
    #[cfg_attr(target_os = "linux", expect(dead_code, reason = "only rewriting needs to know"))]
    writable: bool,
}

#[derive(Debug)]
struct RealLock {
    file: File,
}

impl Lock for RealLock {}

impl Drop for RealLock {
    fn drop(&mut self) {
        // closing alone would not do while a child process that is just being started has the file open too
        let _ = self.file.unlock();
    }
}

/// The folder that a relative name without one lies in is the present one.
fn here(folder: &Path) -> &Path {
    if folder.as_os_str().is_empty() { Path::new(".") } else { folder }
}

/// Opens a regular file to read. What it is is asked of the open file and not of its name, which
/// may be another a moment later; opening itself waits for nobody.
pub(super) fn open_regular(path: &Path, through_links: bool) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        let link = if through_links { rustix::fs::OFlags::empty() } else { rustix::fs::OFlags::NOFOLLOW };
        let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY | link;
        std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, flags.bits().cast_signed());
    }
    // where a link is opened all the same, its name tells
    #[cfg(not(unix))]
    if !through_links && fs::symlink_metadata(path)?.is_symlink() {
        return Err(io::Error::other(NoFile));
    }
    match options.open(path) {
        Ok(file) if file.metadata()?.is_file() => Ok(file),
        Ok(_) => Err(io::Error::other(NoFile)),
        // a link (ELOOP), a socket (ENXIO), a folder: each system has its own number
        Err(e) => match fs::symlink_metadata(path) {
            Ok(about) if !(about.is_file() || through_links && about.is_symlink()) => Err(io::Error::other(NoFile)),
            _ => Err(e),
        },
    }
}

fn make_dirs(folder: &Path, own: bool) -> io::Result<()> {
    let folder = here(folder);
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    if own {
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    }
    let Some(above) = folder.parent() else { return builder.recursive(true).create(folder) };
    make_dirs(above, own)?;
    match builder.create(folder) {
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => {}
        other => other?,
    }
    RealDisk.sync_dir(above)
}

/// Opens a file to write: the file itself and no other that its name leads to.
fn to_write(path: &Path, how: Open) -> io::Result<File> {
    let anew = matches!(how, Open::Fresh | Open::Private);
    if anew {
        // removing takes the name away, whatever it stands for; what it leads to stays as it is
        match fs::remove_file(path) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
            _ => {}
        }
    }
    RealDisk.refuse_link(path)?;
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(how != Open::Write).create_new(anew).truncate(false);
    #[cfg(unix)]
    if matches!(how, Open::Own | Open::Private) {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    #[cfg(unix)]
    {
        // a link that takes the name's place just now is not followed either, a pipe not waited for
        let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
        std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, flags.bits().cast_signed());
    }
    let file = match options.open(path) {
        Err(_) if fs::symlink_metadata(path).is_ok_and(|about| about.is_symlink()) => return Err(NotItsOwn::error()),
        other => other?,
    };
    let about = file.metadata()?;
    #[cfg(unix)]
    let alone = std::os::unix::fs::MetadataExt::nlink(&about) == 1;
    #[cfg(not(unix))]
    let alone = true;
    if about.is_file() && alone { Ok(file) } else { Err(NotItsOwn::error()) }
}

impl Disk for RealDisk {
    fn create_dirs(&self, folder: &Path) -> io::Result<()> {
        make_dirs(folder, false)
    }

    fn create_own_dirs(&self, folder: &Path) -> io::Result<()> {
        make_dirs(folder, true)
    }

    fn refuse_link(&self, path: &Path) -> io::Result<()> {
        match fs::symlink_metadata(path) {
            Ok(about) if about.is_symlink() => Err(NotItsOwn::error()),
            Err(e) if !matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Err(e),
            _ => Ok(()),
        }
    }

    #[cfg(unix)]
    fn make_own(&self, path: &Path) -> io::Result<bool> {
        use std::os::unix::fs::PermissionsExt;
        let about = match fs::symlink_metadata(path) {
            Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => return Ok(false),
            other => other?,
        };
        let mode = about.permissions().mode() & 0o777;
        if !(about.is_file() || about.is_dir()) || mode & 0o077 == 0 {
            return Ok(false);
        }
        match fs::set_permissions(path, fs::Permissions::from_mode(mode & 0o700)) {
            // somebody else's: nothing of ours to be ashamed of
            Err(e) if e.kind() == io::ErrorKind::PermissionDenied => Ok(false),
            done => done.map(|()| true),
        }
    }

    fn open(&self, path: &Path, how: Open) -> io::Result<Box<dyn DiskFile>> {
        let file = match how {
            Open::Read => open_regular(path, false)?,
            Open::Write | Open::Create | Open::Own | Open::Private | Open::Fresh => to_write(path, how)?,
        };
        Ok(Box::new(RealFile { file, writable: how != Open::Read }))
    }

    fn len(&self, path: &Path) -> io::Result<Option<u64>> {
        match fs::metadata(path) {
            Ok(about) if about.is_file() => Ok(Some(about.len())),
            Ok(_) => Err(io::Error::new(io::ErrorKind::IsADirectory, "not a file")),
            Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
            Err(e) => Err(e),
        }
    }

    fn is_file(&self, path: &Path) -> io::Result<bool> {
        match fs::symlink_metadata(path) {
            Ok(about) => Ok(about.is_file()),
            Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(false),
            Err(e) => Err(e),
        }
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<FolderItem>> {
        let entries = match fs::read_dir(folder) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            other => other?,
        };
        let mut items = Vec::new();
        for entry in entries {
            let entry = entry?;
            // a name may go between listing and looking: then it is not there
            let Ok(about) = entry.metadata() else { continue };
            let name = entry.file_name().to_string_lossy().into_owned();
            items.push(FolderItem { name, folder: about.is_dir(), len: about.len() });
        }
        items.sort();
        Ok(items)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        patient(|| fs::rename(from, to))
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        patient(|| fs::remove_file(path))
    }

    fn sync_dir(&self, folder: &Path) -> io::Result<()> {
        // there is no such thing on Windows; names are durable with the file's own flush there
        if cfg!(unix) { File::open(here(folder))?.sync_all() } else { Ok(()) }
    }

    fn lock(&self, path: &Path) -> io::Result<Result<Box<dyn Lock>, String>> {
        let mut file = to_write(path, Open::Own)?;
        match file.try_lock() {
            Ok(()) => {
                file.set_len(0)?;
                file.write_all(format!("pid {}\n", std::process::id()).as_bytes())?;
                Ok(Ok(Box::new(RealLock { file })))
            }
            Err(TryLockError::WouldBlock) => {
                let mut who = String::new();
                // where a lock also bars reading, the holder stays unnamed
                let _ = file.take(64).read_to_string(&mut who);
                Ok(Err(who.trim().to_owned()))
            }
            Err(TryLockError::Error(e)) => Err(e),
        }
    }
}

/// Repeats what a virus scanner may hinder on Windows (errors 5 and 32), for under two seconds.
fn patient(mut act: impl FnMut() -> io::Result<()>) -> io::Result<()> {
    let mut wait = std::time::Duration::from_millis(10);
    loop {
        match act() {
            Err(e) if cfg!(windows) && matches!(e.raw_os_error(), Some(5 | 32)) && wait.as_millis() < 1000 => {
                std::thread::sleep(wait);
                wait *= 3;
            }
            other => return other,
        }
    }
}

impl DiskFile for RealFile {
    fn len(&self) -> io::Result<u64> {
        Ok(self.file.metadata()?.len())
    }

    #[cfg(unix)]
    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        use std::os::unix::fs::FileExt;
        let mut got = 0;
        while let Some(rest) = into.get_mut(got..).filter(|r| !r.is_empty()) {
            match self.file.read_at(rest, offset + got as u64) {
                Ok(0) => break,
                Ok(n) => got += n,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        Ok(got)
    }

    #[cfg(not(unix))]
    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        let mut file = &self.file;
        file.seek(SeekFrom::Start(offset))?;
        let mut got = 0;
        while let Some(rest) = into.get_mut(got..).filter(|r| !r.is_empty()) {
            match file.read(rest)? {
                0 => break,
                n => got += n,
            }
        }
        Ok(got)
    }

    #[cfg(unix)]
    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        std::os::unix::fs::FileExt::write_all_at(&self.file, bytes, offset)
    }

    #[cfg(not(unix))]
    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        let mut file = &self.file;
        file.seek(SeekFrom::Start(offset))?;
        file.write_all(bytes)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.file.set_len(len)
    }

    fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    #[cfg(target_os = "linux")]
    fn refresh(&self, _: Range<u64>) -> io::Result<()> {
        self.file.sync_all()?;
        rustix::fs::fadvise(&self.file, 0, None, rustix::fs::Advice::DontNeed)?;
        Ok(())
    }

    #[cfg(not(target_os = "linux"))]
    fn refresh(&self, bytes: Range<u64>) -> io::Result<()> {
        if !self.writable {
            // a reader can neither drop the cache nor write: what it is shown may be a moment early
            return Ok(());
        }
        let mut at = bytes.start;
        while at < bytes.end {
            let mut piece = vec![0; (bytes.end - at).min(1 << 20) as usize];
            let got = self.read_at(at, &mut piece)?;
            if got == 0 {
                break;
            }
            piece.truncate(got);
            self.write_at(at, &piece)?;
            at += got as u64;
        }
        self.file.sync_all()
    }
}
