//! The operating system's files.

use super::{Disk, DiskFile, Item, Lock, NoFile, Open};
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
        std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, flags.bits() as i32);
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
            Ok(about) if !about.is_file() && !(through_links && about.is_symlink()) => Err(io::Error::other(NoFile)),
            _ => Err(e),
        },
    }
}

impl Disk for RealDisk {
    fn create_dirs(&self, folder: &Path) -> io::Result<()> {
        let folder = here(folder);
        if folder.is_dir() {
            return Ok(());
        }
        if let Some(above) = folder.parent() {
            self.create_dirs(above)?;
            match fs::create_dir(folder) {
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => {}
                other => other?,
            }
            return self.sync_dir(above);
        }
        fs::create_dir_all(folder)
    }

    fn open(&self, path: &Path, how: Open) -> io::Result<Box<dyn DiskFile>> {
        if how == Open::Read {
            let file = open_regular(path, false)?;
            return Ok(Box::new(RealFile { file, writable: false }));
        }
        let mut options = OpenOptions::new();
        options.read(true);
        match how {
            Open::Read => {}
            Open::Write => _ = options.write(true),
            Open::Create => _ = options.write(true).create(true).truncate(false),
            Open::Fresh => _ = options.write(true).create(true).truncate(true),
            Open::Private => {
                options.write(true).create(true).truncate(true);
                #[cfg(unix)]
                std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            }
        }
        let file = options.open(path)?;
        #[cfg(unix)]
        if how == Open::Private {
            // an older file keeps its mode when it is opened
            file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
        }
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

    fn list(&self, folder: &Path) -> io::Result<Vec<Item>> {
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
            items.push(Item { name, folder: about.is_dir(), len: about.len() });
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
        let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
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
