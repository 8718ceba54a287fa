//! Power cuts on a real file system: the writer is stopped, the image under its loop device copied
//! and mounted elsewhere. Nothing acknowledged may be missing; a writer without syncs must lose.
// SOURCE: blocks submitted to the device survive, what only the page cache holds does not; a
// device that reorders inside its own cache is the campaign `torn`.

use crate::child::{self, FOLDER};
use crate::desk::{Mounted, found, root};
use crate::report::{Dice, Line, Options, Wrong};
use crate::sample::{Signer, batch, frontier, origin};
use coop_ledger::cooperative::SystemClock;
use coop_ledger::log::Hash;
use coop_ledger::store::Journal;
use coop_ledger::store::disk::{Disk, DiskFile, FolderItem, Lock, Open, RealDisk};
use coop_ledger::store::file::{FileJournal, LedgerFolders};
use std::io::{self, BufRead, BufReader, Write};
use std::ops::Range;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

/// The operating system's files, never synced.
#[derive(Debug, Clone, Copy)]
struct Unsynced;

#[derive(Debug)]
struct UnsyncedFile(Box<dyn DiskFile>);

impl Disk for Unsynced {
    fn create_dirs(&self, folder: &Path) -> io::Result<()> {
        std::fs::create_dir_all(folder)
    }
    fn open(&self, path: &Path, how: Open) -> io::Result<Box<dyn DiskFile>> {
        Ok(Box::new(UnsyncedFile(RealDisk.open(path, how)?)))
    }
    fn len(&self, path: &Path) -> io::Result<Option<u64>> {
        RealDisk.len(path)
    }
    fn list(&self, folder: &Path) -> io::Result<Vec<FolderItem>> {
        RealDisk.list(folder)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        RealDisk.rename(from, to)
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        RealDisk.remove(path)
    }
    fn sync_dir(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }
    fn lock(&self, path: &Path) -> io::Result<Result<Box<dyn Lock>, String>> {
        RealDisk.lock(path)
    }
}

impl DiskFile for UnsyncedFile {
    fn len(&self) -> io::Result<u64> {
        self.0.len()
    }
    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        self.0.read_at(offset, into)
    }
    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.0.write_at(offset, bytes)
    }
    fn set_len(&self, len: u64) -> io::Result<()> {
        self.0.set_len(len)
    }
    fn sync(&self) -> io::Result<()> {
        Ok(())
    }
    fn refresh(&self, _: Range<u64>) -> io::Result<()> {
        Ok(())
    }
}

/// A child that appends to a bare journal without a single sync.
pub fn write_unsynced(root: &Path) {
    let of = origin(1);
    let place = LedgerFolders::new(root.join("ledger"), root.join("state"), &of);
    let (journal, _) = FileJournal::open(Arc::new(Unsynced), place, &of, &mut Signer(of.clone())).expect("to open");
    let mut before = journal.frontier().expect("a writer");
    for _ in 0..1_000_000 {
        let batch = batch(&of, &before, 2, "p");
        journal.append(&of, &batch).expect("to append");
        before = batch.after().clone();
        let mut out = std::io::stdout().lock();
        writeln!(out, "acked {} {}", before.size() - 1, Hash::ZERO)
            .and_then(|()| out.flush())
            .expect("the parent listens");
        drop(out);
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn ok(program: &str, args: &[&str]) -> Result<String, String> {
    let path = found(program).ok_or_else(|| format!("no {program}"))?;
    let done = Command::new(path).args(args).output().map_err(|e| e.to_string())?;
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    if done.status.success() { Ok(said(&done.stdout)) } else { Err(format!("{program}: {}", said(&done.stderr))) }
}

/// What a cut left on its medium.
struct Cut {
    /// The entries that were acknowledged before it.
    acked: Vec<(u64, Hash)>,
    after: Mounted,
    _folder: tempfile::TempDir,
}

/// One writer, one cut.
fn cut(mode: &str, dice: &mut Dice) -> Result<Cut, String> {
    let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (image, crash) = (path("disk.img"), path("crash.img"));
    let file = std::fs::File::create(&image).and_then(|f| f.set_len(24 << 20));
    file.map_err(|e| e.to_string())?;
    ok("mkfs.ext4", &["-q", "-F", &image])?;
    let live = Mounted::at(Path::new(&path("live")), &["-o", "loop", &image]).ok_or("cannot mount")?;
    let mut command = child::myself(mode);
    let mut child = command
        .env(FOLDER, live.0.join("coop"))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|e| e.to_string())?;
    let out = BufReader::new(child.stdout.take().ok_or("no output")?);
    let (send, receive) = std::sync::mpsc::channel();
    let reader = std::thread::spawn(move || {
        for line in out.lines().map_while(Result::ok) {
            let mut words = line.strip_prefix("acked ").unwrap_or_default().split(' ');
            let index = words.next().and_then(|w| w.parse().ok());
            if let Some(acked) = index.zip(words.next().and_then(|w| w.parse().ok()))
                && send.send(acked).is_err()
            {
                return;
            }
        }
    });
    let mut acked = Vec::new();
    let wanted = 3 + dice.roll(20);
    while (acked.len() as u64) < wanted {
        acked.push(
            receive.recv_timeout(Duration::from_secs(30)).map_err(|e| format!("the writer does not write: {e}"))?,
        );
    }
    std::thread::sleep(Duration::from_micros(dice.roll(4_000)));
    ok("kill", &["-STOP", &child.id().to_string()])?;
    // only what it had said by then counts
    acked.extend(receive.try_iter());
    ok("cp", &["--sparse=always", &image, &crash])?;
    child.kill().map_err(|e| e.to_string())?;
    child.wait().map_err(|e| e.to_string())?;
    reader.join().ok().ok_or("the reader")?;
    drop(live);
    let after = Mounted::at(Path::new(&path("after")), &["-o", "loop", &crash]).ok_or("cannot mount what is left")?;
    Ok(Cut { acked, after, _folder: folder })
}

/// How many acknowledged entries the whole program does not find again.
fn lost(cut: &Cut) -> Result<u64, String> {
    let root = cut.after.0.join("coop");
    let (ledger, state) = (root.join("ledger"), root.join("state"));
    let opened = crate::little::open(&ledger, &state, Arc::new(SystemClock)).map_err(|e| e.to_string())?;
    if !opened.opening.writable() {
        return Err(format!("{:?}", opened.opening));
    }
    let size = opened.cooperative.head().size;
    let lines = opened.cooperative.lines(0, size).map_err(|e| e.to_string())?;
    let missing = cut.acked.iter().filter(|(i, leaf)| lines.get(*i as usize).map(|l| Hash::leaf(l)) != Some(*leaf));
    Ok(missing.count() as u64)
}

/// The same for the bare journal.
fn lost_unsynced(cut: &Cut) -> u64 {
    let of = origin(1);
    let root = cut.after.0.join("coop");
    let place = LedgerFolders::new(root.join("ledger"), root.join("state"), &of);
    let last = cut.acked.last().map_or(0, |(index, _)| index + 1);
    let opened = FileJournal::open(Arc::new(RealDisk), place, &of, &mut Signer(of.clone()));
    let Ok((journal, opening)) = opened else { return last };
    if !opening.writable() {
        return last;
    }
    let size = journal.head(&of).ok().flatten().map_or(0, |s| s.head.size);
    let there: Vec<u8> =
        journal.read(&of, 0, size).map(|c| c.flatten().flat_map(|c| c.lines).collect()).unwrap_or_default();
    last.saturating_sub(frontier(&there).size())
}

/// Cuts, and cuts of a writer that does not sync.
pub fn run(options: &Options) -> Vec<Line> {
    let name = "power-cut";
    if !root() {
        return vec![Line::skipped(name, options, "not_root")];
    }
    if let Some(missing) = ["mkfs.ext4", "mount", "umount", "cp", "kill"].iter().find(|p| found(p).is_none()) {
        return vec![Line::skipped(name, options, &format!("no_{missing}"))];
    }
    let (mut dice, mut wrong, mut acked, mut gone, mut unopenable) =
        (options.dice(name), Wrong::default(), 0, 0, 0_u64);
    let cuts = options.rounds(3, 500);
    for round in 0..cuts {
        match cut("append", &mut dice) {
            Err(said) if round == 0 => return vec![Line::skipped(name, options, &said)],
            Err(said) => wrong.add(name, format!("cut {round}: {said}")),
            Ok(cut) => {
                acked += cut.acked.len();
                match lost(&cut) {
                    Ok(0) => {}
                    Ok(n) => {
                        gone += n;
                        wrong.add(name, format!("cut {round}: {n} acknowledged entries are lost"));
                    }
                    Err(said) => {
                        unopenable += 1;
                        wrong.add(name, format!("cut {round}: {said}"));
                    }
                }
            }
        }
    }
    let line = Line::new(name, options)
        .with("fs", "ext4")
        .with("cuts", cuts)
        .with("acks", acked)
        .with("lost_acks", gone)
        .with("unopenable", unopenable)
        .passes(wrong.count == 0 && acked > 0);
    let mut control = 0;
    for _ in 0..if options.full { 20 } else { 2 } {
        if let Ok(cut) = cut("unsynced", &mut dice) {
            control += lost_unsynced(&cut);
        }
    }
    vec![line, Line::control(name, "writer_without_sync", options, control)]
}
