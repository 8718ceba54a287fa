//! `private/`: what commitments stand for, encrypted, and forgotten on demand.
//!
//! `private/records` is appended to, one line an opening, each sealed with a household's data key;
//! backups may take it. The data keys lie beside the guard, wrapped, on two carriers, and never in
//! the ledger's folder (decision 20). Destroying openings drops every data key that sealed one of
//! them, after what else it sealed was sealed anew, wraps the other keys by a new key and overwrites
//! what held the old ones: the records that backups keep open no more.
//! Limit: a hidden copy of the state folder from before.

mod keyring;
mod record;

use super::disk::{Disk, DiskFile, Open, read_small};
use super::file::Place;
use super::keys::write_private;
use super::{AppendError, Cause, Filed, Openings, Origin, ReadError, Why};
use crate::log::Hash;
use crate::unit::HouseholdId;
use keyring::{Key, Keyring, Keys};
use record::{Name, Record};
use std::collections::{BTreeMap, BTreeSet};
use pkcs8::der::zeroize::Zeroizing;
use std::io;
use std::path::{Path, PathBuf};
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
    records: BTreeMap<Hash, Row>,
    /// The keys as they were last read.
    keys: Option<Keys>,
    /// What earlier processes left was made durable.
    settled: bool,
    /// This handle has written to the end of the records.
    appended: bool,
    poisoned: Option<Cause>,
}

/// Where a record stands and which key sealed it.
#[derive(Debug, Clone)]
struct Row {
    name: Name,
    start: u64,
    len: u64,
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
                if let Some((name, commitment)) = record::head(line) {
                    known.records.insert(commitment, Row { name, start, len: line.len() as u64 });
                }
                start += line.len() as u64;
            }
            held = rest;
        }
        known.seen = start;
        Ok(())
    }

    /// Puts whole lines behind the last with one write and one sync.
    fn append(&self, known: &mut Known, lines: &[u8]) -> io::Result<()> {
        self.disk.create_own_dirs(&self.place.private())?;
        let path = self.records();
        let file = self.disk.open(&path, Open::Own)?;
        if !known.appended {
            // its name too may be what only the cache knows of
            self.disk.sync_dir(&self.place.private())?;
        }
        let end = file.len()?;
        // what a crash tore off, or what only the cache knows of, stays as a line that is none
        let mut bytes = Vec::with_capacity(lines.len() + 1);
        if end > 0 && !known.appended {
            bytes.push(b'\n');
        }
        bytes.extend_from_slice(lines);
        file.write_at(end, &bytes)?;
        file.sync()?;
        known.appended = true;
        Ok(())
    }

    fn found(&self, commitment: &Hash) -> io::Result<Option<Record>> {
        // a destruction elsewhere moves the lines: look again where another one stands
        for _ in 0..2 {
            let mut known = self.known();
            self.look(&mut known)?;
            let Some(row) = known.records.get(commitment).cloned() else { return Ok(None) };
            drop(known);
            let file = self.disk.open(&self.records(), Open::Read)?;
            let record = read_record(file.as_ref(), &row)?.filter(|r| r.commitment == *commitment);
            if record.is_some() {
                return Ok(record);
            }
            self.known().start_over();
        }
        Ok(None)
    }

    /// The data key of this name, from what was read last or, where that does not do, read anew.
    fn key(&self, name: &Name, damaged: bool) -> Result<Option<Key>, Cause> {
        let keyring = self.keyring();
        let mut last = None;
        for attempt in 0..3 {
            let mut known = self.known();
            if attempt > 0 || damaged || known.keys.is_none() {
                known.keys = Some(keyring.load()?);
            }
            let Some(keys) = &known.keys else { continue };
            match keyring.key(keys, name)? {
                Ok(None) if attempt == 0 => {}
                Ok(found) => return Ok(found),
                Err(cause) => last = Some(cause),
            }
        }
        last.map_or(Ok(None), Err)
    }

    /// Writes the records anew without those that go; what shares a key with one of them is sealed
    /// with a new key. Gives how many went and the names of the keys that are still needed.
    fn rewrite(&self, gone: &BTreeSet<Hash>) -> Result<(u64, BTreeSet<Name>), Cause> {
        let path = self.records();
        let io = |e: io::Error| Cause::io("writing", &path, &e);
        let mut known = self.known();
        known.start_over();
        self.look(&mut known).map_err(io)?;
        let rows = std::mem::take(&mut known.records);
        known.start_over();
        let (hit, left): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(commitment, _)| gone.contains(commitment));
        let mut left: Vec<Row> = left.into_iter().map(|(_, row)| row).collect();
        left.sort_unstable_by_key(|row| row.start);
        if hit.is_empty() {
            return Ok((0, left.into_iter().map(|row| row.name).collect()));
        }
        let spent: BTreeSet<Name> = hit.iter().map(|(_, row)| row.name.clone()).collect();
        let keyring = self.keyring();
        let mut keys = keyring.load()?;
        let shared = spent.iter().filter(|name| left.iter().any(|row| row.name == **name));
        let mut anew: BTreeMap<Name, Name> = BTreeMap::new();
        for name in shared {
            let next = keys.next(&name.household);
            keyring.add(&mut keys, std::slice::from_ref(&next))?;
            anew.insert(name.clone(), next);
        }
        let old = self.disk.open(&path, Open::Read).map_err(io)?;
        let temporary = self.place.private().join("records.new");
        let new = self.disk.open(&temporary, Open::Private).map_err(io)?;
        let mut to = 0;
        let mut needed = BTreeSet::new();
        for row in left {
            let Some(record) = read_record(old.as_ref(), &row).map_err(io)? else { continue };
            let record = match anew.get(&record.name) {
                Some(next) => self.sealed_anew(record, next, &keys)?,
                None => record,
            };
            let line = record.line();
            new.write_at(to, &line).map_err(io)?;
            to += line.len() as u64;
            needed.insert(record.name);
        }
        new.sync().map_err(io)?;
        self.disk.rename(&temporary, &path).map_err(io)?;
        self.disk.sync_dir(&self.place.private()).map_err(io)?;
        Ok((hit.len() as u64, needed))
    }

    /// The same opening under another key; one that does not open any more does not open then either.
    fn sealed_anew(&self, record: Record, name: &Name, keys: &Keys) -> Result<Record, Cause> {
        let keyring = self.keyring();
        let old = keyring.key(keys, &record.name)?.ok().flatten();
        let new = keyring.key(keys, name)??;
        let plain = old.and_then(|key| record.open(&self.origin, &key)).map(Zeroizing::new);
        let (Some(plain), Some(new)) = (plain, new) else { return Ok(record.renamed(name)) };
        let line = Record::seal(&self.origin, name, &record.commitment, &plain, &new)?;
        Record::parse(&line).ok_or_else(|| Cause::new(Why::Malformed, "a record that cannot be read back"))
    }

    fn marker(&self) -> PathBuf {
        self.place.state.join("openings.done")
    }

    /// Brings over what older versions kept elsewhere; called by whoever opens to write.
    pub fn settle(&self) -> Result<(), AppendError> {
        let legacy = self.keyring().legacy();
        match self.disk.len(&legacy) {
            Ok(None) => Ok(()),
            Ok(Some(_)) => self.write(|| Ok(())),
            Err(e) => Err(AppendError::Failed(Cause::io("reading", &legacy, &e))),
        }
    }

    /// Plays a write; the first that fails is the last.
    fn write<T>(&self, act: impl FnOnce() -> Result<T, Cause>) -> Result<T, AppendError> {
        if let Some(cause) = &self.known().poisoned {
            return Err(AppendError::Failed(cause.clone()));
        }
        let settled = self.known().settled;
        let first = match settled {
            true => Ok(()),
            false => self.place.refuse_links(self.disk.as_ref()).and_then(|()| self.keyring().settle()),
        };
        self.known().settled = true;
        first.and_then(|()| act()).map_err(|cause| match cause.why {
            Why::NotAnchored | Why::Malformed | Why::TooLarge | Why::NotItsOwn => AppendError::Refused(cause),
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

fn read_record(file: &dyn DiskFile, row: &Row) -> io::Result<Option<Record>> {
    let mut line = vec![0; row.len as usize];
    let got = file.read_at(row.start, &mut line)?;
    line.truncate(got);
    Ok(Record::parse(&line))
}

impl Openings for FileOpenings {
    fn put(&self, of: &Origin, openings: &[Filed]) -> Result<(), AppendError> {
        self.refuse_other(of)?;
        if openings.is_empty() {
            return Ok(());
        }
        let io = |e: io::Error| Cause::io("writing", &self.records(), &e);
        self.write(|| {
            let keyring = self.keyring();
            let mut keys = keyring.load()?;
            keyring.refuse_second(&keys, self.disk.len(&self.records()).map_err(io)?)?;
            let owners = openings.iter().map(|o| o.household.clone()).collect();
            let found = keyring.keys_or_new(&mut keys, &owners)?;
            let mut lines = Vec::new();
            for opening in openings {
                let Some((name, key)) = found.get(&opening.household) else {
                    return Err(Cause::new(Why::Key, format!("no data key of {}", opening.household)));
                };
                lines.extend(Record::seal(of, name, &opening.commitment, &opening.bytes, key)?);
            }
            let mut known = self.known();
            known.keys = Some(keys);
            self.append(&mut known, &lines).map_err(io)
        })
    }

    fn get(&self, of: &Origin, commitment: &Hash) -> Result<Option<Vec<u8>>, ReadError> {
        if *of != self.origin {
            return Err(ReadError::NoLedger);
        }
        let failed = |e: io::Error| ReadError::Failed(Cause::io("reading", &self.records(), &e));
        for again in [false, true] {
            let Some(record) = self.found(commitment).map_err(failed)? else { return Ok(None) };
            let Some(key) = self.key(&record.name, again).map_err(ReadError::Failed)? else { return Ok(None) };
            if let Some(opened) = record.open(of, &key) {
                return Ok(Some(opened));
            }
        }
        let what = format!("the opening of {commitment} in {} is damaged", self.records().display());
        Err(ReadError::Failed(Cause::new(Why::Damage, what)))
    }

    fn held(&self, of: &Origin) -> Result<Vec<(HouseholdId, Hash)>, ReadError> {
        if *of != self.origin {
            return Err(ReadError::NoLedger);
        }
        let mut known = self.known();
        let looked = self.look(&mut known);
        looked.map_err(|e| ReadError::Failed(Cause::io("reading", &self.records(), &e)))?;
        Ok(known.records.iter().map(|(commitment, row)| (row.name.household.clone(), *commitment)).collect())
    }

    fn room(&self, of: &Origin) -> Result<(), AppendError> {
        self.refuse_other(of)?;
        let [first, _] = self.keyring().carriers();
        let lengths = [(self.place.private(), self.records()), (self.place.state.clone(), first)];
        for (folder, path) in lengths {
            let temporary = folder.join("room.new");
            let tried = self.disk.len(&path).and_then(|len| {
                self.disk.create_own_dirs(&folder)?;
                // two carriers, two wrapping keys, and the longer names of new keys
                take_room(self.disk.as_ref(), &temporary, len.unwrap_or_default() * 2 + (64 << 10))
            });
            let gone = match self.disk.len(&temporary) {
                Ok(None) => Ok(()),
                _ => self.disk.remove(&temporary),
            };
            tried.and(gone).map_err(|e| AppendError::Refused(Cause::io("making room in", &folder, &e)))?;
        }
        Ok(())
    }

    fn destroy(&self, of: &Origin, gone: &BTreeSet<Hash>, upto: u64) -> Result<u64, AppendError> {
        self.refuse_other(of)?;
        self.write(|| {
            self.known().keys = None;
            // the records first: from then on a key that none of them names is to be destroyed
            let (count, needed) = self.rewrite(gone)?;
            self.keyring().keep_only(&needed)?;
            let path = self.marker();
            write_private(self.disk.as_ref(), &path, format!("{upto}\n").as_bytes()).map_err(|e| Cause::io("writing", &path, &e))?;
            Ok(count)
        })
    }

    fn destroyed_upto(&self, of: &Origin) -> Result<u64, ReadError> {
        if *of != self.origin {
            return Err(ReadError::NoLedger);
        }
        let path = self.marker();
        let said = read_small(self.disk.as_ref(), &path, 64);
        let said = said.map_err(|e| ReadError::Failed(Cause::io("reading", &path, &e)))?.unwrap_or_default();
        // what cannot be read says nothing: then it is looked through once more
        Ok(std::str::from_utf8(&said).ok().and_then(|text| text.trim_end().parse().ok()).unwrap_or_default())
    }
}

fn take_room(disk: &dyn Disk, temporary: &Path, bytes: u64) -> io::Result<()> {
    let file = disk.open(temporary, Open::Private)?;
    let mut at = 0;
    while at < bytes {
        let piece = vec![0; (1 << 20).min(bytes - at) as usize];
        file.write_at(at, &piece)?;
        at += piece.len() as u64;
    }
    file.sync()
}
