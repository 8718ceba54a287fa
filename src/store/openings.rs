//! `private/`: what commitments stand for, encrypted, and forgotten on demand.
//!
//! `private/records` is appended to, one line an opening, each sealed with its household's data
//! key; backups may take it. `private/keys` holds the data keys, wrapped by a key that lies beside
//! the guard and is never copied; so does a second carrier of the data keys. Erasing a household drops its data key, wraps the others by a
//! new key and overwrites what held the old ones: the records that backups keep open no more.
//! Limit: a hidden copy of an old `keys` file together with the old wrapping key.

mod keyring;
mod record;

use super::disk::{Disk, Open};
use super::file::Place;
use super::{AppendError, Cause, Openings, Origin, ReadError, Why};
use crate::log::Hash;
use crate::unit::HouseholdId;
use keyring::Keyring;
use record::Record;
use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The private openings of one ledger's folder. One process writes at a time: whoever holds the
/// journal for writing.
#[derive(Debug)]
pub struct FileOpenings {
    disk: Arc<dyn Disk>,
    place: Place,
    origin: Origin,
    known: Mutex<Known>,
}

/// Where the records are that were seen so far.
#[derive(Debug, Default)]
struct Known {
    seen: u64,
    records: BTreeMap<Hash, (u64, u64)>,
    /// What earlier processes left was made durable.
    settled: bool,
    /// This handle has written to the end of the records.
    appended: bool,
    poisoned: Option<Cause>,
}

impl Known {
    fn start_over(&mut self) {
        (self.seen, self.records, self.appended) = (0, BTreeMap::new(), false);
    }
}

impl FileOpenings {
    /// The openings beside a journal. Reads nothing yet.
    pub fn new(disk: Arc<dyn Disk>, place: Place, origin: &Origin) -> FileOpenings {
        FileOpenings { disk, place, origin: origin.clone(), known: Mutex::default() }
    }

    fn records(&self) -> PathBuf {
        self.place.private().join("records")
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keyring(&self) -> Keyring<'_> {
        Keyring { disk: self.disk.as_ref(), place: &self.place, origin: &self.origin }
    }

    /// Looks at the lines that came since the last look; a line that is no record is passed over.
    fn look(&self, known: &mut Known) -> io::Result<()> {
        let path = self.records();
        let Some(len) = self.disk.len(&path)? else {
            known.start_over();
            return Ok(());
        };
        if len < known.seen {
            // rewritten by an erasure elsewhere
            known.start_over();
        }
        if len == known.seen {
            return Ok(());
        }
        let file = self.disk.open(&path, Open::Read)?;
        let mut held = Vec::new();
        let mut start = known.seen;
        let mut at = known.seen;
        while at < len {
            let mut piece = vec![0; (1 << 20).min(len - at) as usize];
            let got = file.read_at(at, &mut piece)?;
            if got == 0 {
                break;
            }
            piece.truncate(got);
            held.append(&mut piece);
            at += got as u64;
            let end = held.iter().rposition(|b| *b == b'\n').map_or(0, |e| e + 1);
            let rest = held.split_off(end);
            for line in held.split_inclusive(|b| *b == b'\n') {
                if let Some(commitment) = record::commitment(line) {
                    known.records.insert(commitment, (start, line.len() as u64));
                }
                start += line.len() as u64;
            }
            held = rest;
        }
        known.seen = start;
        Ok(())
    }

    fn append(&self, known: &mut Known, line: &[u8]) -> io::Result<()> {
        self.disk.create_dirs(&self.place.private())?;
        let path = self.records();
        let fresh = self.disk.len(&path)?.is_none();
        let file = self.disk.open(&path, Open::Create)?;
        if fresh {
            self.disk.sync_dir(&self.place.private())?;
        }
        let end = file.len()?;
        // what a crash tore off, or what only the cache knows of, stays as a line that is none
        let mut bytes = Vec::with_capacity(line.len() + 1);
        if end > 0 && !known.appended {
            bytes.push(b'\n');
        }
        bytes.extend_from_slice(line);
        file.write_at(end, &bytes)?;
        file.sync()?;
        known.appended = true;
        self.look(known)
    }

    fn found(&self, commitment: &Hash) -> Result<Option<Record>, io::Error> {
        let mut known = self.known();
        self.look(&mut known)?;
        let Some((start, len)) = known.records.get(commitment).copied() else { return Ok(None) };
        drop(known);
        let file = self.disk.open(&self.records(), Open::Read)?;
        let mut line = vec![0; len as usize];
        let got = file.read_at(start, &mut line)?;
        line.truncate(got);
        Ok(Record::parse(&line).filter(|r| r.commitment == *commitment))
    }

    /// Removes the household's rows; how many there were.
    fn drop_rows(&self, household: &HouseholdId) -> io::Result<u64> {
        let mut known = self.known();
        self.look(&mut known)?;
        let path = self.records();
        let Some(len) = self.disk.len(&path)? else { return Ok(0) };
        let old = self.disk.open(&path, Open::Read)?;
        let temporary = self.place.private().join("records.new");
        let new = self.disk.open(&temporary, Open::Fresh)?;
        let (mut to, mut dropped) = (0, 0);
        let mut rows: Vec<(u64, u64)> = known.records.values().copied().collect();
        rows.sort_unstable();
        for (start, length) in rows {
            let mut line = vec![0; length as usize];
            let got = old.read_at(start, &mut line)?;
            line.truncate(got);
            if Record::parse(&line).is_some_and(|r| r.household == *household) {
                dropped += 1;
            } else if start + length <= len {
                new.write_at(to, &line)?;
                to += line.len() as u64;
            }
        }
        new.sync()?;
        if dropped > 0 {
            self.disk.rename(&temporary, &path)?;
            self.disk.sync_dir(&self.place.private())?;
        } else {
            self.disk.remove(&temporary)?;
        }
        known.start_over();
        Ok(dropped)
    }

    /// Plays a write; the first that fails is the last.
    fn write<T>(&self, act: impl FnOnce() -> Result<T, Cause>) -> Result<T, AppendError> {
        if let Some(cause) = &self.known().poisoned {
            return Err(AppendError::Failed(cause.clone()));
        }
        let settled = self.known().settled;
        let first = if settled { Ok(()) } else { self.keyring().settle() };
        self.known().settled = true;
        first.and_then(|()| act()).map_err(|cause| match cause.why {
            Why::NotAnchored | Why::Malformed | Why::TooLarge => AppendError::Refused(cause),
            why => {
                let earlier = format!("an earlier write of private openings failed: {cause}");
                self.known().poisoned = Some(Cause::new(Why::Poisoned, earlier));
                if matches!(why, Why::DiskFull | Why::ReadOnly) { AppendError::Refused(cause) } else { AppendError::Failed(cause) }
            }
        })
    }

    fn refuse_other(&self, of: &Origin) -> Result<(), AppendError> {
        if *of == self.origin {
            return Ok(());
        }
        Err(AppendError::Refused(Cause::new(Why::OtherLedger, format!("the folder holds {}", self.origin))))
    }
}

impl Openings for FileOpenings {
    fn put(&self, of: &Origin, household: &HouseholdId, commitment: &Hash, opening: &[u8]) -> Result<(), AppendError> {
        self.refuse_other(of)?;
        let io = |e: io::Error| Cause::io("writing", &self.records(), &e);
        self.write(|| {
            let key = self.keyring().key_or_new(household)?;
            let line = Record::seal(of, household, commitment, opening, &key)?;
            self.append(&mut self.known(), &line).map_err(io)
        })
    }

    fn get(&self, of: &Origin, commitment: &Hash) -> Result<Option<Vec<u8>>, ReadError> {
        if *of != self.origin {
            return Err(ReadError::NoLedger);
        }
        let failed = |e: io::Error| ReadError::Failed(Cause::io("reading", &self.records(), &e));
        let Some(record) = self.found(commitment).map_err(failed)? else { return Ok(None) };
        let Some(key) = self.keyring().key(&record.household).map_err(ReadError::Failed)? else { return Ok(None) };
        let opened = record.open(of, &key);
        opened.map(Some).ok_or_else(|| {
            let what = format!("the opening of {commitment} in {} is damaged", self.records().display());
            ReadError::Failed(Cause::new(Why::Damage, what))
        })
    }

    fn erase(&self, of: &Origin, household: &HouseholdId) -> Result<u64, AppendError> {
        self.refuse_other(of)?;
        let io = |e: io::Error| Cause::io("writing", &self.records(), &e);
        self.write(|| {
            // the key first: from then on the rows are noise wherever they are
            self.keyring().forget(household)?;
            self.drop_rows(household).map_err(io)
        })
    }
}
