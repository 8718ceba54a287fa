//! A disk that is full at every 4 KiB: in memory with a budget, and a real one where this process
//! may mount.

use crate::child;
use crate::desk::{Mounted, found, root};
use crate::faulty::FaultDisk;
use crate::little::{accountant, founding, read};
use crate::oracle::{Memory, Violation, session_on, verify};
use crate::report::{Line, Options, Wrong};
use coop_ledger::cooperative::{Clock, Cooperative, FixedClock};
use coop_ledger::log::Hash;
use coop_ledger::store::disk::{Disk, DiskFile, FolderItem, Lock, Open};
use std::io;
use std::ops::Range;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

const STEP: u64 = 4096;

/// A disk in memory on which so many bytes fit.
#[derive(Debug, Clone)]
struct Small(FaultDisk, u64);

#[derive(Debug)]
struct SmallFile(Small, Box<dyn DiskFile>);

impl Small {
    fn room(&self) -> u64 {
        let used: usize = self.0.copy_out(Path::new("/")).values().map(Vec::len).sum();
        self.1.saturating_sub(used as u64)
    }
}

fn full<T>() -> io::Result<T> {
    Err(io::Error::from_raw_os_error(28))
}

impl Disk for Small {
    fn create_dirs(&self, folder: &Path) -> io::Result<()> {
        self.0.create_dirs(folder)
    }
    fn open(&self, path: &Path, how: Open) -> io::Result<Box<dyn DiskFile>> {
        Ok(Box::new(SmallFile(self.clone(), self.0.open(path, how)?)))
    }
    fn len(&self, path: &Path) -> io::Result<Option<u64>> {
        self.0.len(path)
    }
    fn list(&self, folder: &Path) -> io::Result<Vec<FolderItem>> {
        self.0.list(folder)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.0.rename(from, to)
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        self.0.remove(path)
    }
    fn sync_dir(&self, folder: &Path) -> io::Result<()> {
        self.0.sync_dir(folder)
    }
    fn lock(&self, path: &Path) -> io::Result<Result<Box<dyn Lock>, String>> {
        self.0.lock(path)
    }
}

impl DiskFile for SmallFile {
    fn len(&self) -> io::Result<u64> {
        self.1.len()
    }
    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        self.1.read_at(offset, into)
    }
    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        // what is already there costs nothing to write over
        let fits = (self.1.len()?.saturating_sub(offset) + self.0.room()).min(bytes.len() as u64) as usize;
        self.1.write_at(offset, &bytes[..fits])?;
        if fits < bytes.len() { full() } else { Ok(()) }
    }
    fn set_len(&self, len: u64) -> io::Result<()> {
        if len.saturating_sub(self.1.len()?) > self.0.room() { full() } else { self.1.set_len(len) }
    }
    fn sync(&self) -> io::Result<()> {
        self.1.sync()
    }
    fn refresh(&self, bytes: Range<u64>) -> io::Result<()> {
        self.1.refresh(bytes)
    }
}

/// The store on disks of every size.
pub fn memory(options: &Options) -> Vec<Line> {
    let name = "full";
    let (mut wrong, mut sizes, mut lost, mut acked) = (Wrong::default(), 0_u64, 0_u64, 0_u64);
    let most = options.rounds(48, 160);
    for pages in 1..=most {
        let small = Small(FaultDisk::new(), pages * STEP);
        let mut memory = Memory::default();
        let many: Vec<u64> = (0..200).map(|n| 1 + (n * 5) % 11).collect();
        for (word, batches) in [("first", &many[..]), ("second", &many[..3])] {
            match session_on(Arc::new(small.clone()), &mut memory, word, batches, 3_000) {
                Ok(_) => {}
                Err(v) => wrong.add(name, format!("{pages} pages, {word}: {v:?}")),
            }
        }
        sizes += 1;
        acked += memory.acked.iter().filter(|b| **b == b'\n').count() as u64;
        // and when there is room again
        if let Err(v) = verify(&small.0.killed(), &memory) {
            lost += u64::from(v == Violation::LostAck);
            wrong.add(name, format!("{pages} pages, with room again: {v:?}"));
        }
    }
    let line = Line::new(name, options)
        .with("disk", "memory")
        .with("sizes", sizes)
        .with("acked", acked)
        .with("lost_acks", lost)
        .with("violations", wrong.count)
        .passes(wrong.count == 0 && acked > 0);
    vec![line]
}

/// The whole program on a small file system of the machine.
pub fn real(options: &Options) -> Vec<Line> {
    let name = "full-real";
    if !root() {
        return vec![Line::skipped(name, options, "not_root")];
    }
    let place = tempfile::tempdir().expect("a folder");
    let (mut wrong, mut sizes, mut filled, mut acked) = (Wrong::default(), 0_u64, 0_u64, 0_u64);
    let rounds = options.rounds(10, 1_009);
    let mut dice = options.dice(name);
    for round in 0..rounds {
        let pages = if options.full { 16 + round } else { 16 + dice.roll(100) };
        let folder = place.path().join("disk");
        let size = format!("size={}k,mode=700", pages * 4);
        let Some(mounted) = Mounted::at(&folder, &["-t", "tmpfs", "-o", &size, "tmpfs"]) else {
            return vec![Line::skipped(name, options, "no_tmpfs")];
        };
        sizes += 1;
        let before = wrong.count;
        match fill(&folder, pages * 4) {
            Ok(Some(n)) => (filled, acked) = (filled + 1, acked + n),
            Ok(None) => {}
            Err(said) => wrong.add(name, format!("{} KiB: {said}", pages * 4)),
        }
        if before != wrong.count && options.full {
            eprintln!("  {name}: at {} pages", pages);
        }
        drop(mounted);
    }
    let line = Line::new(name, options)
        .with("disk", "tmpfs")
        .with("sizes", sizes)
        .with("filled", filled)
        .with("acked", acked)
        .with("violations", wrong.count)
        .passes(wrong.count == 0 && filled > 0);
    vec![line]
}

/// Fills the disk; looks while it is full; goes on when there is room. How many were acknowledged,
/// `None` where the disk was too small to begin.
fn fill(folder: &Path, kib: u64) -> Result<Option<u64>, String> {
    let (ledger, state) = (folder.join("ledger"), folder.join("state"));
    let clock: Arc<dyn Clock> = Arc::new(FixedClock("2024-01-02T00:00:00Z".parse().expect("a time")));
    let household = |n: u64| {
        let five = (0..5).map(|i| {
            format!(
                r#"{{"id":"h-{n}-{i}","on":"2024-01-02","kind":"household.enrolled","household":"H{n:04}{i}","members":3,"name":"户"}}"#
            )
        });
        read(&five.collect::<Vec<_>>().join("\n"))
    };
    let mut acked: Vec<(u64, Hash)> = Vec::new();
    let mut n = 0;
    {
        let Ok(mut coop) = Cooperative::create(&ledger, &state, &founding(0x55), clock.clone()) else {
            return Ok(None);
        };
        while let Ok(recorded) = coop.record(&household(n), &accountant()) {
            acked.extend(recorded.iter().map(|r| (r.index, r.leaf)));
            n += 1;
            if n > 4_000 {
                return Err("it never became full".into());
            }
        }
    }
    // on the full disk: looked at, and not written
    let audit = child::within(&mut child::coop(&ledger, &state, &["audit"]), std::time::Duration::from_secs(60));
    // a ledger begun on the disk's last page gets its checkpoint when it is opened with room: the audit says so
    let begun_alone = acked.is_empty() && audit.out.contains("Findings (1):\n  checkpoint: there is no checkpoint");
    if audit.code != Some(0) && !begun_alone {
        return Err(format!("audit on the full disk: {}{}", audit.told(), audit.out));
    }
    let there = |when: &str| -> Result<(), String> {
        let coop = Cooperative::open_to_read(&ledger, &state, clock.clone()).map_err(|e| format!("{when}: {e}"))?;
        let lines = coop.lines(0, coop.head().size).map_err(|e| format!("{when}: {e}"))?;
        let lost =
            acked.iter().filter(|(i, leaf)| lines.get(*i as usize).map(|l| Hash::leaf(l)) != Some(*leaf)).count();
        if lost > 0 { Err(format!("{when}: {lost} acknowledged entries are lost")) } else { Ok(()) }
    };
    there("on the full disk")?;
    let more = format!("remount,size={}k", kib + 1_024);
    let mount = found("mount").ok_or("no mount")?;
    let done = Command::new(mount).args(["-o", &more]).arg(folder).output().map_err(|e| e.to_string())?;
    if !done.status.success() {
        return Err(String::from_utf8_lossy(&done.stderr).into_owned());
    }
    let mut opened =
        crate::little::open(&ledger, &state, clock.clone()).map_err(|e| format!("with room again: {e}"))?;
    if !opened.opening.writable() {
        return Err(format!("with room again: {:?}", opened.opening));
    }
    opened.cooperative.record(&household(n + 1), &accountant()).map_err(|e| format!("with room again: {e}"))?;
    drop(opened);
    there("with room again")?;
    let audit = child::within(&mut child::coop(&ledger, &state, &["audit"]), std::time::Duration::from_secs(60));
    if audit.code != Some(0) {
        return Err(format!("audit with room again: {}{}", audit.told(), audit.out));
    }
    Ok(Some(acked.len() as u64))
}
