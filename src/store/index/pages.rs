//! Pages by key: in sled, with books in files beside it, or in memory.

use super::Index;
use super::lost::Lost;
use super::snapshots;
use super::worker::Worker;
use crate::store::disk::{Disk, Lock, RealDisk};
use crate::store::{Cause, Why};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Which page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PageKey {
    Stamp,
    /// Behind how many entries there are books: a list of the next.
    Kept,
    /// The books behind so many entries.
    Books(u64),
    /// Hashes of 64 buckets.
    Directory(u16),
    /// Keys and the entries under them.
    Bucket(u16),
    /// 256 hashes of the tree: level in steps of 8, number.
    Tile(u8, u64),
}

impl PageKey {
    fn bytes(self) -> Vec<u8> {
        match self {
            PageKey::Stamp => b"s".to_vec(),
            PageKey::Kept => b"k".to_vec(),
            // in memory only: on a disk they lie beside
            PageKey::Books(size) => [b"n".as_slice(), &size.to_be_bytes()].concat(),
            PageKey::Directory(n) => [b"d".as_slice(), &n.to_be_bytes()].concat(),
            PageKey::Bucket(n) => [b"b".as_slice(), &n.to_be_bytes()].concat(),
            PageKey::Tile(level, n) => [b"t".as_slice(), &[level], &n.to_be_bytes()].concat(),
        }
    }
}

/// Set once sled gave no answer in this process. It has locks that all its databases share: after a call that
/// never ended, as on a full disk, each later one of a long-lived process would wait for its whole deadline.
static SILENT: AtomicBool = AtomicBool::new(false);

/// Remembers a call that had all its time and never ended.
fn silent(cause: Cause, deadline: Duration) -> Cause {
    if cause.why == Why::NoAnswer && deadline >= Index::DEADLINE {
        SILENT.store(true, Ordering::Relaxed);
    }
    cause
}

/// Where pages are.
#[derive(Debug)]
pub(super) enum Pages {
    Memory(BTreeMap<PageKey, Vec<u8>>),
    Sled {
        worker: Worker<sled::Db>,
        deadline: Duration,
        // where books lie beside sled's own folder
        folder: PathBuf,
        // after the worker: the folder is given back when sled has closed it
        _lock: Box<dyn Lock>,
    },
}

impl Pages {
    pub fn memory() -> Pages {
        Pages::Memory(BTreeMap::new())
    }

    /// Opens the newest generation in the folder, or the first.
    pub fn open(folder: &Path, deadline: Duration) -> Result<Pages, Cause> {
        let lock = lock(folder)?;
        let newest = generations(folder).map_err(|e| Cause::io("reading", folder, &e))?.pop().unwrap_or(0);
        start(folder, newest, lock, deadline)
    }

    /// Begins the next generation and removes the others, as far as that can be done: a thread
    /// that hangs may still hold one.
    pub fn anew(folder: &Path, deadline: Duration) -> Result<Pages, Cause> {
        let lock = match lock(folder) {
            Err(cause) if cause.why != Why::Held => {
                // whatever lies there in the place of the folder
                let _ = fs::remove_dir_all(folder).or_else(|_| fs::remove_file(folder));
                lock(folder)?
            }
            other => other?,
        };
        snapshots::clear(folder);
        let old = generations(folder).map_err(|e| Cause::io("reading", folder, &e))?;
        for generation in &old {
            let path = generation_path(folder, *generation);
            let _ = fs::remove_dir_all(&path).or_else(|_| fs::remove_file(&path));
        }
        start(folder, old.last().map_or(0, |n| n + 1), lock, deadline)
    }

    pub fn get(&self, key: &PageKey) -> Result<Option<Vec<u8>>, Lost> {
        match (self, key) {
            (Pages::Memory(pages), key) => Ok(pages.get(key).cloned()),
            (Pages::Sled { folder, .. }, PageKey::Books(size)) => {
                snapshots::get(folder, *size).map_err(|e| Lost(Cause::io("reading books in", folder, &e)))
            }
            (Pages::Sled { worker, deadline, .. }, key) => {
                let key = key.bytes();
                let found = worker.run(move |db| db.get(key).map(|page| page.map(|p| p.to_vec())));
                found.map_err(|e| Lost(silent(e, *deadline)))?.map_err(|e| Lost(cause(&e)))
            }
        }
    }

    /// All or none of them, as far as sled keeps its word; books first, without which a page that names them says
    /// nothing. What stands under `gone` goes.
    pub fn put(&mut self, dirty: BTreeMap<PageKey, Vec<u8>>, gone: Vec<PageKey>) -> Result<(), Lost> {
        match self {
            Pages::Memory(pages) => {
                pages.extend(dirty);
                gone.iter().for_each(|key| drop(pages.remove(key)));
                Ok(())
            }
            Pages::Sled { worker, deadline, folder, .. } => {
                let mut batch = sled::Batch::default();
                for (key, page) in dirty {
                    if let PageKey::Books(size) = key {
                        let put = snapshots::put(folder, size, &page);
                        put.map_err(|e| Lost(Cause::io("writing books in", folder, &e)))?;
                    } else {
                        batch.insert(key.bytes(), page);
                    }
                }
                for key in gone {
                    if let PageKey::Books(size) = key {
                        snapshots::remove(folder, size);
                    } else {
                        batch.remove(key.bytes());
                    }
                }
                let done = worker.run(move |db| {
                    db.apply_batch(batch)?;
                    db.flush().map(|_| ())
                });
                done.map_err(|e| Lost(silent(e, *deadline)))?.map_err(|e| Lost(cause(&e)))
            }
        }
    }
}

fn cause(error: &sled::Error) -> Cause {
    Cause::new(Why::Device, format!("sled: {error}"))
}

/// One process at a time; sled would say so too, but not in words that can be told from damage.
fn lock(folder: &Path) -> Result<Box<dyn Lock>, Cause> {
    let failed = |e: io::Error| Cause::io("opening the index in", folder, &e);
    RealDisk.refuse_link(folder).map_err(failed)?;
    RealDisk.create_dirs(folder).map_err(failed)?;
    match RealDisk.lock(&folder.join("lock")).map_err(failed)? {
        Ok(lock) => Ok(lock),
        Err(who) => Err(Cause::new(Why::Held, format!("another process ({who}) uses {}", folder.display()))),
    }
}

fn start(folder: &Path, generation: u64, lock: Box<dyn Lock>, deadline: Duration) -> Result<Pages, Cause> {
    let path = generation_path(folder, generation);
    RealDisk.refuse_link(&path).map_err(|e| Cause::io("opening the index in", &path, &e))?;
    if SILENT.load(Ordering::Relaxed) {
        return Err(Cause::new(Why::NoAnswer, "the index gave no answer earlier in this program's run"));
    }
    let worker = Worker::start(deadline, move || {
        wait_for_lock(&path.join("db"));
        let config = sled::Config::new().path(path).cache_capacity(32 << 20).flush_every_ms(None);
        config.open().map_err(|e| cause(&e))
    });
    let worker = worker.map_err(|e| silent(e, deadline))?;
    Ok(Pages::Sled { worker, deadline, folder: folder.to_owned(), _lock: lock })
}

/// Waits, two seconds at most, until nobody holds the lock that sled keeps on a file of its own.
///
/// sled never gives it back; it goes with the last copy of the descriptor. A child process that is
/// being started somewhere in this program has such a copy for a moment, also when the handle that
/// it came from is closed. Without the wait an index in good order would be thrown away for that.
/// Who else could hold it holds [`lock`] first.
fn wait_for_lock(file: &Path) {
    let Ok(file) = fs::File::open(file) else { return };
    for _ in 0..200 {
        match file.try_lock() {
            Err(fs::TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(10)),
            _ => break,
        }
    }
    // by name, since this descriptor may have a copy too
    let _ = file.unlock();
}

fn generation_path(folder: &Path, generation: u64) -> PathBuf {
    folder.join(format!("sled-{generation:06}"))
}

/// The generations that are there, ascending.
fn generations(folder: &Path) -> io::Result<Vec<u64>> {
    let items = RealDisk.list(folder)?;
    let numbers = items.iter().filter_map(|i| i.name.strip_prefix("sled-")?.parse().ok());
    let mut found: Vec<u64> = numbers.collect();
    found.sort_unstable();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In a process of its own, since what it remembers holds for all of it.
    #[test]
    #[ignore = "begun by `after_a_call_without_end_sled_is_not_asked_again`"]
    fn in_this_process() {
        let folder = std::env::temp_dir().join(format!("coop-silent-{}", std::process::id()));
        let late = || Cause::new(Why::NoAnswer, "late");
        silent(late(), Duration::from_millis(200));
        assert!(Pages::anew(&folder, Index::DEADLINE).is_ok(), "who waits shortly has learnt nothing");
        silent(late(), Index::DEADLINE);
        let began = std::time::Instant::now();
        for opened in [Pages::open(&folder, Index::DEADLINE), Pages::anew(&folder, Index::DEADLINE)] {
            assert_eq!(opened.map(drop).map_err(|cause| cause.why), Err(Why::NoAnswer));
        }
        assert!(began.elapsed() < Duration::from_secs(5));
        let _ = fs::remove_dir_all(&folder);
    }

    #[test]
    fn after_a_call_without_end_sled_is_not_asked_again() {
        let child = std::env::current_exe().and_then(|me| {
            let test = "store::index::pages::tests::in_this_process";
            std::process::Command::new(me).args(["--exact", test, "--ignored"]).output()
        });
        let out = child.map(|o| (o.status.success(), String::from_utf8_lossy(&o.stdout).into_owned()));
        assert!(out.as_ref().is_ok_and(|(well, told)| *well && told.contains("1 passed")), "{out:?}");
    }
}
