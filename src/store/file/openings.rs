//! `private/`: what commitments stand for, encrypted, and forgotten on demand.
//!
//! `private/records` is appended to, one line an opening, each sealed with a household's data key;
//! backups may take it. The data keys lie beside the guard, wrapped, on two carriers, and never in
//! the ledger's folder (decision 20). Destroying openings drops every data key of the households that
//! they are filed under, after what else those sealed was sealed anew, wraps the other keys by a new key
//! and overwrites what held the old ones: the records that backups keep open no more. The records lie
//! where others may write: what stands there decides about no key, and what cannot be read stays.
//! Limit: a hidden copy of the state folder from before.

mod keyring;
mod lines;
mod marks;
mod record;
mod rewriting;

use super::layout::LedgerFolders;
use crate::log::Hash;
use crate::store::disk::{self, Disk, DiskFile, Open};
use crate::store::{AppendError, Begun, Cause, Filed, Openings, Origin, ReadError, Why};
use crate::unit::HouseholdId;
use keyring::{Key, Keyring, Keys};
use lines::{Line, each_line, overlong, records};
use marks::Marks;
use pkcs8::der::zeroize::Zeroizing;
use record::{Name, Record};
use rewriting::Fault;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The private openings of one ledger's folder. One process writes at a time: whoever holds the
/// journal for writing.
#[derive(Debug)]
pub struct FileOpenings {
    disk: Arc<dyn Disk>,
    place: LedgerFolders,
    origin: Origin,
    known: Mutex<Known>,
}

/// Where the records are that were seen so far.
#[derive(Debug, Default)]
struct Known {
    seen: u64,
    /// By commitment and place: somebody may have written a second line for the same.
    records: BTreeMap<(Hash, u64), Row>,
    /// The keys as they were last read.
    keys: Option<Keys>,
    /// What earlier processes left was made durable.
    settled: bool,
    /// This handle has written to the end of the records.
    appended: bool,
    poisoned: Option<Cause>,
}

/// Which key sealed a record, and how long it is.
#[derive(Debug, Clone)]
struct Row {
    name: Name,
    len: u64,
}

/// Shortest line of a record.
const SHORTEST: u64 = 183;
/// Longer records are not read through only to count them.
const COUNTED: u64 = 32 << 20;

impl Known {
    fn start_over(&mut self) {
        (self.seen, self.records, self.appended) = (0, BTreeMap::new(), false);
    }
}

impl FileOpenings {
    /// The openings beside a journal. Reads nothing yet.
    pub fn new(disk: Arc<dyn Disk>, place: LedgerFolders, origin: &Origin) -> FileOpenings {
        FileOpenings { disk, place, origin: origin.clone(), known: Mutex::default() }
    }

    fn records(&self) -> PathBuf {
        records(&self.place)
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
        let mut seen = known.seen;
        each_line(file.as_ref(), (known.seen, len), |line: Line<'_>| -> io::Result<()> {
            if let Some((name, commitment)) = line.bytes.and_then(record::head) {
                known.records.insert((commitment, line.start), Row { name, len: line.len });
            }
            // what has no end yet is looked at again when it has one
            if line.ended {
                seen = line.start + line.len;
            }
            Ok(())
        })?;
        known.seen = seen;
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

    /// What is filed for a commitment, the newest first.
    fn found(&self, commitment: &Hash) -> io::Result<Vec<Record>> {
        // a destruction elsewhere moves the lines: look again where other ones stand
        for _ in 0..2 {
            let mut known = self.known();
            self.look(&mut known)?;
            let rows = known.records.range((*commitment, 0)..=(*commitment, u64::MAX));
            let rows: Vec<(u64, Row)> = rows.map(|((_, start), row)| (*start, row.clone())).collect();
            drop(known);
            if rows.is_empty() {
                break;
            }
            let file = self.disk.open(&self.records(), Open::Read)?;
            let mut found = Vec::new();
            for (start, row) in rows.into_iter().rev() {
                found.extend(read_record(file.as_ref(), start, &row)?.filter(|r| r.commitment == *commitment));
            }
            if !found.is_empty() {
                return Ok(found);
            }
            self.known().start_over();
        }
        Ok(Vec::new())
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

    fn marks(&self) -> Marks<'_> {
        Marks { disk: self.disk.as_ref(), place: &self.place }
    }

    fn own(&self, of: &Origin) -> Result<(), ReadError> {
        if *of == self.origin { Ok(()) } else { Err(ReadError::NoLedger) }
    }

    fn reading(&self, error: &io::Error) -> ReadError {
        ReadError::Failed(Cause::io("reading", &self.records(), error))
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
        // what was refused is tried again before the next write
        self.known().settled = first.is_ok();
        first.and_then(|()| act()).map_err(|cause| {
            if matches!(cause.why, Why::NotAnchored | Why::Malformed | Why::TooLarge | Why::NotItsOwn) {
                return AppendError::Refused(cause);
            }
            let earlier = format!("an earlier write of private openings failed: {cause}");
            self.known().poisoned = Some(Cause::new(Why::Poisoned, earlier));
            let full = matches!(cause.why, Why::DiskFull | Why::ReadOnly);
            if full { AppendError::Refused(cause) } else { AppendError::Failed(cause) }
        })
    }

    fn refuse_other(&self, of: &Origin) -> Result<(), AppendError> {
        if *of == self.origin {
            return Ok(());
        }
        Err(AppendError::Refused(Cause::new(Why::OtherLedger, format!("the folder holds {}", self.origin))))
    }
}

fn read_record(file: &dyn DiskFile, start: u64, row: &Row) -> io::Result<Option<Record>> {
    let Ok(len) = usize::try_from(row.len) else { return Ok(None) };
    let mut line = vec![0; len];
    let got = file.read_at(start, &mut line)?;
    line.truncate(got);
    Ok(Record::parse(&line))
}

impl Openings for FileOpenings {
    fn settle(&self, of: &Origin) -> Result<(), AppendError> {
        self.refuse_other(of)?;
        let legacy = self.keyring().legacy();
        match self.disk.len(&legacy) {
            Ok(None) => Ok(()),
            Ok(Some(_)) => self.write(|| Ok(())),
            Err(e) => Err(AppendError::Failed(Cause::io("reading", &legacy, &e))),
        }
    }

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
        self.own(of)?;
        let mut sealed = false;
        for again in [false, true] {
            for record in self.found(commitment).map_err(|e| self.reading(&e))? {
                let Some(key) = self.key(&record.name, again).map_err(ReadError::Failed)? else { continue };
                if let Some(opened) = record.open(of, &key) {
                    return Ok(Some(opened));
                }
                sealed = true;
            }
            if !sealed {
                return Ok(None);
            }
        }
        let what = format!("the opening of {commitment} in {} is damaged", self.records().display());
        Err(ReadError::Failed(Cause::new(Why::Damage, what)))
    }

    fn held(&self, of: &Origin) -> Result<Vec<(HouseholdId, Hash)>, ReadError> {
        self.own(of)?;
        let mut known = self.known();
        self.look(&mut known).map_err(|e| self.reading(&e))?;
        Ok(known.records.iter().map(|((commitment, _), row)| (row.name.household.clone(), *commitment)).collect())
    }

    fn count(&self, of: &Origin) -> Result<u64, ReadError> {
        self.own(of)?;
        match self.disk.len(&self.records()).map_err(|e| self.reading(&e))? {
            None => return Ok(0),
            Some(len) if len > COUNTED => return Ok(len / SHORTEST),
            Some(_) => {}
        }
        let mut known = self.known();
        self.look(&mut known).map_err(|e| self.reading(&e))?;
        let (mut count, mut last) = (0, None);
        for (commitment, _) in known.records.keys() {
            count += u64::from(last.replace(commitment) != Some(commitment));
        }
        Ok(count)
    }

    fn each(&self, of: &Origin, take: &mut dyn FnMut(&Hash, &HouseholdId, Option<&[u8]>)) -> Result<(), ReadError> {
        self.own(of)?;
        let path = self.records();
        let io = |e: io::Error| Cause::io("reading", &path, &e);
        let Some(len) = self.disk.len(&path).map_err(|e| self.reading(&e))? else { return Ok(()) };
        let file = self.disk.open(&path, Open::Read).map_err(|e| self.reading(&e))?;
        let keyring = self.keyring();
        let keys = keyring.load().map_err(ReadError::Failed)?;
        let mut known: BTreeMap<Name, Option<Key>> = BTreeMap::new();
        let read = each_line(file.as_ref(), (0, len), |line: Line<'_>| -> Result<(), Fault> {
            let Some((name, commitment)) = line.bytes.and_then(record::head) else { return Ok(()) };
            if !known.contains_key(&name) {
                known.insert(name.clone(), keyring.key(&keys, &name)?.ok().flatten());
            }
            let key = known.get(&name).and_then(Option::as_ref);
            let record = line.bytes.and_then(Record::parse);
            let plain = record.zip(key).and_then(|(record, key)| record.open(of, key)).map(Zeroizing::new);
            take(&commitment, &name.household, plain.as_ref().map(|plain| plain.as_slice()));
            Ok(())
        });
        read.map(drop).map_err(|fault| ReadError::Failed(fault.named(io)))
    }

    fn seals(&self, of: &Origin) -> Result<bool, ReadError> {
        self.own(of)?;
        self.keyring().here().map_err(ReadError::Failed)
    }

    fn room(&self, of: &Origin) -> Result<(), AppendError> {
        self.refuse_other(of)?;
        let path = self.records();
        let io = |e: io::Error| AppendError::Refused(Cause::io("reading", &path, &e));
        if let Some(len) = self.disk.len(&path).map_err(io)? {
            let file = self.disk.open(&path, Open::Read).map_err(io)?;
            if !each_line(file.as_ref(), (0, len), |_| io::Result::Ok(())).map_err(io)? {
                return Err(AppendError::Refused(overlong(&path)));
            }
        }
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

    fn begin(&self, of: &Origin, begun: &[Begun]) -> Result<(), AppendError> {
        self.refuse_other(of)?;
        self.write(|| self.marks().begin(begun))
    }

    fn begun(&self, of: &Origin) -> Result<Vec<Begun>, ReadError> {
        self.own(of)?;
        self.marks().begun().map_err(ReadError::Failed)
    }

    fn destroy(
        &self,
        of: &Origin,
        gone: &BTreeSet<Hash>,
        spent: &BTreeSet<HouseholdId>,
        upto: Option<u64>,
    ) -> Result<u64, AppendError> {
        self.refuse_other(of)?;
        self.write(|| {
            self.known().keys = None;
            // the records first: from then on nothing that stays needs a key that goes
            self.known().start_over();
            let (count, fresh) = self.keyring().rewrite(gone, spent)?;
            self.keyring().destroy(spent, &fresh)?;
            upto.map_or(Ok(()), |upto| self.marks().say_done(upto))?;
            Ok(count)
        })
    }

    fn destroyed_upto(&self, of: &Origin) -> Result<u64, ReadError> {
        self.own(of)?;
        self.marks().done().map_err(ReadError::Failed)
    }

    fn absent(&self, of: &Origin) -> Result<BTreeSet<Hash>, ReadError> {
        self.own(of)?;
        self.marks().absent().map_err(ReadError::Failed)
    }

    fn say_absent(&self, of: &Origin, all: &BTreeSet<Hash>) -> Result<(), AppendError> {
        self.refuse_other(of)?;
        self.write(|| self.marks().say_absent(all))
    }
}

fn take_room(disk: &dyn Disk, temporary: &Path, bytes: u64) -> io::Result<()> {
    let file = disk.open(temporary, Open::Private)?;
    let mut at = 0;
    while at < bytes {
        let piece = disk::piece(bytes - at, 1 << 20);
        file.write_at(at, &piece)?;
        at += piece.len() as u64;
    }
    file.sync()
}
