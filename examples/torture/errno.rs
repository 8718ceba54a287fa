//! Every call of the store, reading or writing, fails once with each errno: not done, done all
//! the same, or half written.

use crate::faulty::{Fault, FaultDisk};
use crate::oracle::{Memory, Violation, session_on};
use crate::report::{Line, Options, Wrong};
use crate::sweep::{Count, Sweep, after_a_failure};
use coop_ledger::store::disk::{Disk, DiskFile, FolderItem, Lock, Open};
use std::io;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

/// Linux's numbers.
pub const ERRNOS: [(&str, i32); 7] =
    [("EIO", 5), ("ENOSPC", 28), ("EDQUOT", 122), ("EINTR", 4), ("EACCES", 13), ("EROFS", 30), ("EMFILE", 24)];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Failed,
    FailedButDone,
    /// A write leaves its first half; other calls as [`How::Failed`].
    Short,
}

/// Passes every call on to a disk in memory, but one.
#[derive(Debug, Clone)]
struct ErrnoDisk {
    disk: FaultDisk,
    /// Calls until the one that fails.
    left: Arc<AtomicI64>,
    calls: Arc<AtomicU64>,
    how: How,
    errno: i32,
}

impl ErrnoDisk {
    fn new(k: u64, how: How, errno: i32) -> ErrnoDisk {
        let left = Arc::new(AtomicI64::new(k as i64));
        ErrnoDisk { disk: FaultDisk::new(), left, calls: Arc::default(), how, errno }
    }

    fn fails(&self) -> bool {
        self.calls.fetch_add(1, Ordering::SeqCst);
        self.left.fetch_sub(1, Ordering::SeqCst) == 0
    }

    fn error<T>(&self) -> io::Result<T> {
        Err(io::Error::from_raw_os_error(self.errno))
    }

    /// A call that changes nothing.
    fn look<T>(&self, act: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        if self.fails() { self.error() } else { act() }
    }

    /// A call that may have been done.
    fn change<T>(&self, act: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        match self.fails() {
            false => act(),
            true if self.how == How::FailedButDone => act().and_then(|_| self.error()),
            true => self.error(),
        }
    }

    /// A sync: where it fails, the pages are marked clean and the medium never gets them.
    fn sync(&self, act: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
        if !self.fails() {
            return act();
        }
        if self.how != How::FailedButDone {
            self.disk.at(0, Fault::Failed);
        }
        let _ = act();
        self.error()
    }
}

#[derive(Debug)]
struct ErrnoFile {
    of: ErrnoDisk,
    file: Box<dyn DiskFile>,
}

impl Disk for ErrnoDisk {
    fn create_dirs(&self, folder: &Path) -> io::Result<()> {
        self.change(|| self.disk.create_dirs(folder))
    }
    fn open(&self, path: &Path, how: Open) -> io::Result<Box<dyn DiskFile>> {
        let file = self.change(|| self.disk.open(path, how))?;
        Ok(Box::new(ErrnoFile { of: self.clone(), file }))
    }
    fn len(&self, path: &Path) -> io::Result<Option<u64>> {
        self.look(|| self.disk.len(path))
    }
    fn list(&self, folder: &Path) -> io::Result<Vec<FolderItem>> {
        self.look(|| self.disk.list(folder))
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.change(|| self.disk.rename(from, to))
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        self.change(|| self.disk.remove(path))
    }
    fn sync_dir(&self, folder: &Path) -> io::Result<()> {
        self.sync(|| self.disk.sync_dir(folder))
    }
    fn lock(&self, path: &Path) -> io::Result<Result<Box<dyn Lock>, String>> {
        self.change(|| self.disk.lock(path))
    }
}

impl DiskFile for ErrnoFile {
    fn len(&self) -> io::Result<u64> {
        self.of.look(|| self.file.len())
    }
    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        self.of.look(|| self.file.read_at(offset, into))
    }
    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        if self.of.how != How::Short {
            return self.of.change(|| self.file.write_at(offset, bytes));
        }
        if !self.of.fails() {
            return self.file.write_at(offset, bytes);
        }
        self.file.write_at(offset, &bytes[..bytes.len() / 2])?;
        self.of.error()
    }
    fn set_len(&self, len: u64) -> io::Result<()> {
        self.of.change(|| self.file.set_len(len))
    }
    fn sync(&self) -> io::Result<()> {
        self.of.sync(|| self.file.sync())
    }
    fn refresh(&self, bytes: Range<u64>) -> io::Result<()> {
        self.of.sync(|| self.file.refresh(bytes))
    }
}

/// Every call × every errno × how it fails.
pub fn run(options: &Options) -> Vec<Line> {
    let how = Sweep { most: if options.full { (48, 12) } else { (4, 2) }, ..Sweep::default() };
    let (mut count, mut wrong, mut injections, mut panics) = (Count::default(), Wrong::default(), 0_u64, 0_u64);
    for (name, errno) in ERRNOS {
        for kind in [How::Failed, How::FailedButDone, How::Short] {
            for k in 0.. {
                let disk = ErrnoDisk::new(k, kind, errno);
                let mut memory = Memory::default();
                let before = count.violations.clone();
                let tried = catch_unwind(AssertUnwindSafe(|| {
                    if let Err(v) = session_on(Arc::new(disk.clone()), &mut memory, "first", &how.sizes, how.roll) {
                        count.add(Err(v));
                    }
                    after_a_failure(&disk.disk, &mut memory, &how, &mut count);
                }));
                panics += u64::from(tried.is_err());
                if tried.is_err() || before != count.violations {
                    wrong.add("errno", format!("{name} {kind:?} at call {k}: {:?}", count.violations));
                }
                if disk.calls.load(Ordering::SeqCst) <= k {
                    break;
                }
                injections += 1;
            }
        }
    }
    let seen = |violation| count.violations.get(&violation).copied().unwrap_or_default();
    let line = Line::new("errno", options)
        .with("injections", injections)
        .with("states", count.states)
        .with("false_acks", seen(Violation::LostAck) + seen(Violation::AckAfterFailure))
        .with("half_batches", seen(Violation::HalfBatch))
        .with("false_alarms", seen(Violation::FalseLoss))
        .with("other", seen(Violation::Leftover) + seen(Violation::Unopenable))
        .with("panics", panics)
        .passes(wrong.count == 0 && injections > 0);
    vec![line, trusting(options)]
}

/// The control: a store that believes the cache after a sync that failed.
fn trusting(options: &Options) -> Line {
    let prepare = || {
        let disk = FaultDisk::new();
        disk.trust_the_cache();
        disk
    };
    let count = crate::sweep::fail_everywhere(&prepare, Fault::Failed, &Sweep::default());
    let caught = count.violations.values().sum();
    Line::control("errno", "cache_trusted_after_a_failed_sync", options, caught).with("states", count.states)
}
