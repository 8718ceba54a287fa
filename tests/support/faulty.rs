//! A disk in memory that can be cut off at any operation.
//!
//! Each file has what the medium holds and what the cache shows, with the unsynced writes between
//! them in order; names in folders likewise. A power cut yields *every* state that a medium might
//! then be in, within a small set of shapes per file: nothing unsynced, all of it, prefixes, and
//! a last write of which half is garbage. What the model does not know: reordering of writes to
//! one file, and devices that ignore a flush.

mod medium;

pub use medium::Survival;

use coop_ledger::store::disk::{Disk, DiskFile, FolderItem, Lock, Open};
use medium::{Change, Content, Naming};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The power is cut in the middle of the operation; nothing works afterwards.
    Cut,
    /// The operation reports an error and leaves nothing behind. A failed sync leaves the pages
    /// marked clean: the cache keeps what the medium never got.
    Failed,
    /// The operation reports an error although it was done.
    FailedButDone,
    /// No space: a write leaves its first half.
    Full,
    /// From here on every change is refused as on a read-only file system.
    ReadOnly,
}

#[derive(Debug, Clone, Default)]
struct World {
    files: BTreeMap<u64, Content>,
    names: BTreeMap<PathBuf, u64>,
    durable_names: BTreeMap<PathBuf, u64>,
    naming: Vec<Naming>,
    folders: BTreeSet<PathBuf>,
    next: u64,
}

#[derive(Debug, Default)]
struct Machine {
    world: World,
    locks: BTreeSet<PathBuf>,
    done: u64,
    plan: BTreeMap<u64, Fault>,
    dead: bool,
    read_only: bool,
    log: Vec<String>,
    /// Files whose name contains this: a sync says done and does nothing.
    lies_about: Option<String>,
    /// Files whose name contains the first: their sync takes effect after the next sync of a file
    /// whose name contains the second.
    delays: Option<(String, String)>,
    delayed: Vec<u64>,
    rewrites: bool,
    trusts_cache: bool,
}

/// A disk in memory; clones share it.
#[derive(Debug, Clone, Default)]
pub struct FaultDisk(Arc<Mutex<Machine>>);

impl FaultDisk {
    /// An empty disk on which nothing goes wrong.
    pub fn new() -> FaultDisk {
        FaultDisk::default()
    }

    /// The `k`-th changing operation from now on, from 0, ends like this.
    pub fn at(&self, k: u64, fault: Fault) {
        let mut machine = self.machine();
        let at = machine.done + k;
        machine.plan.insert(at, fault);
    }

    /// Changing operations so far: creations, writes, cuts, syncs, renames, removals.
    pub fn done(&self) -> u64 {
        self.machine().done
    }

    /// What each of them was, for a failing test to print.
    pub fn log(&self) -> Vec<String> {
        self.machine().log.clone()
    }

    /// A control: syncs of files whose path contains `name` are left out.
    pub fn leave_out_syncs_of(&self, name: &str) {
        self.machine().lies_about = Some(name.to_owned());
    }

    /// A control: files whose path contains `first` become durable only after the next sync of
    /// one whose path contains `then`, which is what writing them in that order amounts to.
    pub fn delay_syncs_of(&self, first: &str, then: &str) {
        self.machine().delays = Some((first.to_owned(), then.to_owned()));
    }

    /// `refresh` writes the same bytes again instead of reading the medium, as it must on systems
    /// that cannot drop their cache.
    pub fn refresh_by_rewriting(&self) {
        self.machine().rewrites = true;
    }

    /// A control: `refresh` leaves the cache as it is.
    pub fn trust_the_cache(&self) {
        self.machine().trusts_cache = true;
    }

    /// The process was killed, the machine runs on: the cache stays, locks and plans go.
    pub fn killed(&self) -> FaultDisk {
        let machine = self.machine();
        machine.anew(machine.world.clone())
    }

    /// Every medium that a power cut now might leave, each as a machine started anew. At most
    /// `most` of them; they are spread evenly if there are more.
    pub fn power_cuts(&self, survival: Survival, most: usize) -> Vec<FaultDisk> {
        let machine = self.machine();
        let world = &machine.world;
        let dirty: Vec<u64> = world.files.iter().filter(|(_, c)| !c.waiting.is_empty()).map(|(id, _)| *id).collect();
        let mut shapes: Vec<(u64, Vec<Vec<u8>>)> = Vec::new();
        for id in dirty {
            if let Some(content) = world.files.get(&id) {
                shapes.push((id, content.survivors(survival)));
            }
        }
        let namings =
            if survival == Survival::Plain { vec![0, world.naming.len()] } else { (0..=world.naming.len()).collect() };
        let mut namings: Vec<usize> = namings;
        namings.dedup();
        let total = shapes.iter().map(|(_, s)| s.len()).product::<usize>() * namings.len();
        let step = total.div_ceil(most.max(1)).max(1);
        (0..total)
            .step_by(step)
            .map(|mut pick| {
                let mut after = world.clone();
                let kept = namings[pick % namings.len()];
                pick /= namings.len();
                let mut names = world.durable_names.clone();
                for naming in world.naming.iter().take(kept) {
                    naming.apply(&mut names);
                }
                for (id, media) in &shapes {
                    if let Some(content) = after.files.get_mut(id) {
                        content.medium = media[pick % media.len()].clone();
                    }
                    pick /= media.len();
                }
                for content in after.files.values_mut() {
                    content.cache = content.medium.clone();
                    content.waiting.clear();
                }
                after.durable_names = names.clone();
                after.names = names;
                after.naming.clear();
                machine.anew(after)
            })
            .collect()
    }

    /// All files under a folder as the cache shows them: what a person copies.
    pub fn copy_out(&self, folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
        let machine = self.machine();
        let world = &machine.world;
        let inside = world.names.iter().filter(|(path, _)| path.starts_with(folder));
        inside
            .map(|(path, id)| (path.clone(), world.files.get(id).map(|c| c.cache.clone()).unwrap_or_default()))
            .collect()
    }

    /// Puts a copied folder back in place of what is there, durably.
    pub fn copy_in(&self, folder: &Path, files: &BTreeMap<PathBuf, Vec<u8>>) {
        let mut machine = self.machine();
        let world = &mut machine.world;
        world.names.retain(|path, _| !path.starts_with(folder));
        for (path, bytes) in files {
            let id = world.next;
            world.next += 1;
            world.files.insert(id, Content { medium: bytes.clone(), cache: bytes.clone(), waiting: Vec::new() });
            world.names.insert(path.clone(), id);
            for above in path.ancestors().skip(1) {
                world.folders.insert(above.to_owned());
            }
        }
        world.durable_names = world.names.clone();
        world.naming.clear();
    }

    fn machine(&self) -> MutexGuard<'_, Machine> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Machine {
    /// The same habits, another state of the medium, nothing planned.
    fn anew(&self, world: World) -> FaultDisk {
        let (lies_about, delays) = (self.lies_about.clone(), self.delays.clone());
        let (rewrites, trusts_cache) = (self.rewrites, self.trusts_cache);
        FaultDisk(Arc::new(Mutex::new(Machine {
            world,
            lies_about,
            delays,
            rewrites,
            trusts_cache,
            ..Machine::default()
        })))
    }

    /// Counts a changing operation and says what happens to it.
    fn next(&mut self, what: String) -> io::Result<Option<Fault>> {
        if self.dead {
            return Err(io::Error::other("the power is off"));
        }
        let fault = self.plan.remove(&self.done);
        self.done += 1;
        self.log.push(what);
        if fault == Some(Fault::ReadOnly) {
            self.read_only = true;
        }
        if self.read_only {
            return Err(io::Error::new(io::ErrorKind::ReadOnlyFilesystem, "read-only file system"));
        }
        if fault == Some(Fault::Cut) {
            self.dead = true;
        }
        Ok(fault)
    }

    fn name(&mut self, naming: Naming) {
        naming.apply(&mut self.world.names);
        self.world.naming.push(naming);
    }

    fn path_of(&self, id: u64) -> String {
        let path = self.world.names.iter().find(|(_, i)| **i == id).map(|(p, _)| p.display().to_string());
        path.unwrap_or_default()
    }

    fn living(&self) -> io::Result<()> {
        if self.dead { Err(io::Error::other("the power is off")) } else { Ok(()) }
    }
}

/// Ends an operation that was applied as its fault says.
fn end(fault: Option<Fault>) -> io::Result<()> {
    match fault {
        None => Ok(()),
        Some(Fault::Cut) => Err(io::Error::other("the power went off")),
        Some(Fault::Full) => Err(io::Error::new(io::ErrorKind::StorageFull, "no space left")),
        Some(Fault::Failed | Fault::FailedButDone | Fault::ReadOnly) => Err(io::Error::other("input/output error")),
    }
}

impl Disk for FaultDisk {
    fn create_dirs(&self, folder: &Path) -> io::Result<()> {
        let mut machine = self.machine();
        machine.living()?;
        if machine.world.folders.contains(folder) {
            return Ok(());
        }
        let fault = machine.next(format!("folder {}", folder.display()))?;
        if matches!(fault, None | Some(Fault::FailedButDone)) {
            for above in folder.ancestors() {
                machine.world.folders.insert(above.to_owned());
            }
        }
        end(fault)
    }

    fn open(&self, path: &Path, how: Open) -> io::Result<Box<dyn DiskFile>> {
        let mut machine = self.machine();
        machine.living()?;
        let there = machine.world.names.get(path).copied();
        let id = match (there, how) {
            (Some(id), Open::Read | Open::Write | Open::Create | Open::Own) => id,
            (None, Open::Read | Open::Write) => return Err(io::ErrorKind::NotFound.into()),
            _ => {
                if !path.parent().is_some_and(|p| machine.world.folders.contains(p)) {
                    return Err(io::ErrorKind::NotFound.into());
                }
                let fault = machine.next(format!("create {}", path.display()))?;
                if matches!(fault, None | Some(Fault::FailedButDone | Fault::Cut)) {
                    // a fresh file is another one under the same name
                    let id = machine.world.next;
                    machine.world.next += 1;
                    machine.world.files.insert(id, Content::default());
                    machine.name(Naming::Put(path.to_owned(), id));
                }
                end(fault)?;
                machine.world.names.get(path).copied().unwrap_or_default()
            }
        };
        Ok(Box::new(FaultFile { disk: self.clone(), id, writable: how != Open::Read }))
    }

    fn len(&self, path: &Path) -> io::Result<Option<u64>> {
        let machine = self.machine();
        machine.living()?;
        let content = machine.world.names.get(path).and_then(|id| machine.world.files.get(id));
        Ok(content.map(|c| c.cache.len() as u64))
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<FolderItem>> {
        let machine = self.machine();
        machine.living()?;
        let mut items = Vec::new();
        for (path, id) in &machine.world.names {
            if path.parent() == Some(folder) {
                let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
                let len = machine.world.files.get(id).map_or(0, |c| c.cache.len() as u64);
                items.push(FolderItem { name, folder: false, len });
            }
        }
        for path in &machine.world.folders {
            if path.parent() == Some(folder) {
                let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
                items.push(FolderItem { name, folder: true, len: 0 });
            }
        }
        items.sort();
        Ok(items)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut machine = self.machine();
        let fault = machine.next(format!("rename {} {}", from.display(), to.display()))?;
        let id = machine.world.names.get(from).copied().ok_or(io::ErrorKind::NotFound)?;
        if matches!(fault, None | Some(Fault::FailedButDone | Fault::Cut)) {
            machine.name(Naming::Move(from.to_owned(), to.to_owned(), id));
        }
        end(fault)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let mut machine = self.machine();
        let fault = machine.next(format!("remove {}", path.display()))?;
        if matches!(fault, None | Some(Fault::FailedButDone | Fault::Cut)) {
            machine.name(Naming::Gone(path.to_owned()));
        }
        end(fault)
    }

    fn sync_dir(&self, folder: &Path) -> io::Result<()> {
        let mut machine = self.machine();
        let fault = machine.next(format!("sync folder {}", folder.display()))?;
        if matches!(fault, None | Some(Fault::FailedButDone)) {
            let naming = std::mem::take(&mut machine.world.naming);
            let (now, later) = naming.into_iter().partition::<Vec<_>, _>(|n| n.folder() == Some(folder));
            for naming in now {
                naming.apply(&mut machine.world.durable_names);
            }
            machine.world.naming = later;
        }
        end(fault)
    }

    fn lock(&self, path: &Path) -> io::Result<Result<Box<dyn Lock>, String>> {
        drop(self.open(path, Open::Create)?);
        let mut machine = self.machine();
        if machine.read_only {
            return Err(io::Error::new(io::ErrorKind::ReadOnlyFilesystem, "read-only file system"));
        }
        if !machine.locks.insert(path.to_owned()) {
            return Ok(Err("pid 1".to_owned()));
        }
        Ok(Ok(Box::new(FaultLock { disk: self.clone(), path: path.to_owned() })))
    }
}

#[derive(Debug)]
struct FaultLock {
    disk: FaultDisk,
    path: PathBuf,
}

impl Lock for FaultLock {}

impl Drop for FaultLock {
    fn drop(&mut self) {
        self.disk.machine().locks.remove(&self.path);
    }
}

#[derive(Debug)]
struct FaultFile {
    disk: FaultDisk,
    id: u64,
    writable: bool,
}

impl FaultFile {
    fn change(&self, what: &str, change: Change) -> io::Result<()> {
        let mut machine = self.disk.machine();
        let path = machine.path_of(self.id);
        if !self.writable {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        let fault = machine.next(format!("{what} {path}"))?;
        let content = machine.world.files.entry(self.id).or_default();
        match (fault, change) {
            (Some(Fault::Failed), _) => {}
            (Some(Fault::Full), Change::Write(at, mut bytes)) => {
                bytes.truncate(bytes.len() / 2);
                content.change(Change::Write(at, bytes));
            }
            (Some(Fault::Full), Change::Len(len)) if len > content.cache.len() as u64 => {}
            (_, change) => content.change(change),
        }
        end(fault)
    }
}

impl DiskFile for FaultFile {
    fn len(&self) -> io::Result<u64> {
        let machine = self.disk.machine();
        machine.living()?;
        Ok(machine.world.files.get(&self.id).map_or(0, |c| c.cache.len() as u64))
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        let machine = self.disk.machine();
        machine.living()?;
        let bytes = machine.world.files.get(&self.id).map(|c| c.cache.as_slice()).unwrap_or_default();
        let rest = bytes.get(offset as usize..).unwrap_or_default();
        let got = rest.len().min(into.len());
        if let (Some(to), Some(from)) = (into.get_mut(..got), rest.get(..got)) {
            to.copy_from_slice(from);
        }
        Ok(got)
    }

    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.change("write", Change::Write(offset, bytes.to_vec()))
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.change("cut", Change::Len(len))
    }

    fn sync(&self) -> io::Result<()> {
        let mut machine = self.disk.machine();
        let path = machine.path_of(self.id);
        let fault = machine.next(format!("sync {path}"))?;
        if machine.lies_about.as_ref().is_some_and(|name| path.contains(name.as_str())) && fault.is_none() {
            return Ok(());
        }
        if let (None, Some((first, then))) = (fault, machine.delays.clone()) {
            if path.contains(first.as_str()) {
                machine.delayed.push(self.id);
                return Ok(());
            }
            if path.contains(then.as_str()) {
                // the delayed file follows as an operation of its own, so that a cut fits between
                if let Some(content) = machine.world.files.get_mut(&self.id) {
                    content.flush();
                }
                let between = machine.next(format!("delayed sync before {path}"))?;
                if between.is_none() {
                    for id in std::mem::take(&mut machine.delayed) {
                        if let Some(content) = machine.world.files.get_mut(&id) {
                            content.flush();
                        }
                    }
                }
                return end(between);
            }
        }
        if let Some(content) = machine.world.files.get_mut(&self.id) {
            match fault {
                None | Some(Fault::FailedButDone) => content.flush(),
                Some(Fault::Cut) => {}
                Some(_) => content.waiting.clear(),
            }
        }
        end(fault)
    }

    fn refresh(&self, bytes: Range<u64>) -> io::Result<()> {
        let rewrites = self.disk.machine().rewrites;
        if rewrites && self.writable {
            let mut same = vec![0; bytes.end.saturating_sub(bytes.start) as usize];
            let got = self.read_at(bytes.start, &mut same)?;
            same.truncate(got);
            if !same.is_empty() {
                self.write_at(bytes.start, &same)?;
            }
            return self.sync();
        }
        self.sync()?;
        let mut machine = self.disk.machine();
        let trusts_cache = machine.trusts_cache;
        if let Some(content) = machine.world.files.get_mut(&self.id)
            && content.waiting.is_empty()
            && !trusts_cache
        {
            content.cache = content.medium.clone();
        }
        Ok(())
    }
}
