//! What must be true after any fault, and a session of work to be disturbed.

use super::sample::{Signer, batch, frontier, genuine, origin};
use crate::faulty::FaultDisk;
use coop_ledger::store::disk::Disk;
use coop_ledger::store::file::{FileJournal, LedgerFolders};
use coop_ledger::store::{AppendError, Appended, AtOpening, Journal};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// What went wrong that never may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Violation {
    LostAck,
    HalfBatch,
    /// A journal that is honest was called lost or damaged.
    FalseLoss,
    /// An acknowledgement after the first failed write.
    AckAfterFailure,
    /// Bytes in the folder that the journal does not own up to.
    Leftover,
    /// The folder could not be opened at all.
    Unopenable,
}

/// Everything that was promised or tried.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    /// All lines up to the last acknowledged batch.
    pub acked: Vec<u8>,
    /// Every batch that was ever handed to a journal.
    tried: BTreeSet<Vec<u8>>,
}

pub fn place() -> LedgerFolders {
    LedgerFolders::new("/ledger", "/state", &origin(1))
}

pub fn open(disk: &FaultDisk) -> Result<(FileJournal, AtOpening), AppendError> {
    open_on(Arc::new(disk.clone()))
}

pub fn open_on(disk: Arc<dyn Disk>) -> Result<(FileJournal, AtOpening), AppendError> {
    let of = origin(1);
    FileJournal::open(disk, place(), &of, &mut Signer(of.clone()))
}

/// All lines to the head, or none of them if one is missing.
fn content(journal: &FileJournal) -> Option<Vec<u8>> {
    let of = origin(1);
    let size = journal.head(&of).ok()?.map_or(0, |s| s.head.size);
    let chunks = journal.read(&of, 0, size).ok()?.collect::<Result<Vec<_>, _>>().ok()?;
    Some(chunks.into_iter().flat_map(|c| c.lines).collect())
}

/// Opens, and appends batches of these sizes until something fails; remembers what was said.
pub fn session(disk: &FaultDisk, memory: &mut Memory, word: &str, sizes: &[u64]) -> Result<(), Violation> {
    session_of(disk, memory, word, sizes, 700)
}

/// The same in segments that roll above so many bytes.
pub fn session_of(
    disk: &FaultDisk,
    memory: &mut Memory,
    word: &str,
    sizes: &[u64],
    roll: u64,
) -> Result<(), Violation> {
    // on this disk reading never fails
    session_on(Arc::new(disk.clone()), memory, word, sizes, roll)?.ok_or(Violation::LostAck).map(|_| ())
}

/// The same on any disk; `None` where the lines could not be read back.
pub fn session_on(
    disk: Arc<dyn Disk>,
    memory: &mut Memory,
    word: &str,
    sizes: &[u64],
    roll: u64,
) -> Result<Option<()>, Violation> {
    let Ok((journal, opening)) = open_on(disk) else { return Ok(Some(())) };
    if !opening.writable() {
        return Ok(Some(()));
    }
    journal.roll_above(roll);
    let of = origin(1);
    let Some(mut before) = journal.frontier() else { return Ok(Some(())) };
    let Some(mut all) = content(&journal) else { return Ok(None) };
    let mut failed = false;
    for (round, n) in sizes.iter().enumerate() {
        let batch = batch(&of, &before, *n, &format!("{word}{round}"));
        memory.tried.insert(batch.lines().to_vec());
        match journal.append(&of, &batch) {
            Ok(Appended::Now) if failed => return Err(Violation::AckAfterFailure),
            Ok(_) => {
                all.extend_from_slice(batch.lines());
                memory.acked = all.clone();
                before = batch.after().clone();
            }
            Err(_) => failed = true,
        }
    }
    Ok(Some(()))
}

impl Memory {
    /// All that was acknowledged is there, and the whole is a row of batches that were tried.
    pub fn holds(&self, all: &[u8]) -> Result<(), Violation> {
        if !all.starts_with(&self.acked) {
            return Err(Violation::LostAck);
        }
        let mut rest = all;
        while !rest.is_empty() {
            let whole = self.tried.iter().find(|b| rest.starts_with(b)).ok_or(Violation::HalfBatch)?;
            rest = &rest[whole.len()..];
        }
        Ok(())
    }
}

/// Opens without faults and looks at everything; then appends once more to see that it can.
pub fn verify(disk: &FaultDisk, memory: &Memory) -> Result<AtOpening, Violation> {
    let of = origin(1);
    let Ok((journal, opening)) = open(disk) else { return Err(Violation::Unopenable) };
    match &opening {
        // nobody else ever signs with the key of this session
        AtOpening::Loss(_)
        | AtOpening::Damage(_)
        | AtOpening::NotAnchored
        | AtOpening::Waiting(_)
        | AtOpening::Elsewhere { .. } => {
            return Err(Violation::FalseLoss);
        }
        AtOpening::Fresh | AtOpening::Fine | AtOpening::Finished { .. } | AtOpening::Quarantined { .. } => {}
    }
    let Some(all) = content(&journal) else { return Err(Violation::LostAck) };
    memory.holds(&all)?;
    let files = disk.copy_out(Path::new("/ledger"));
    let journal_files = files.iter().filter(|(path, _)| path.starts_with("/ledger/journal"));
    let on_disk: Vec<u8> = journal_files.flat_map(|(_, bytes)| bytes.clone()).collect();
    let head = journal.head(&of).expect("a head");
    let checkpoint = files.get(Path::new("/ledger/checkpoint"));
    let own_note = head.as_ref().map(|s| &s.note.0);
    if on_disk != all
        || head.as_ref().is_some_and(|s| s.head != frontier(&all).head())
        || checkpoint != own_note && head.is_some()
    {
        return Err(Violation::Leftover);
    }
    assert!(all.split_inclusive(|&b| b == b'\n').all(genuine));
    let next = batch(&of, &journal.frontier().expect("a writer"), 2, "after all");
    assert_eq!(journal.append(&of, &next), Ok(Appended::Now), "{opening:?}");
    Ok(opening)
}
