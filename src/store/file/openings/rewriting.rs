//! The records written anew without what is destroyed: what else spent keys sealed is sealed with new
//! ones, every other line stays as it is.

use super::keyring::{Keyring, Keys};
use super::lines::{Line, each_line, overlong, records};
use super::record::{self, Name, Record};
use crate::log::Hash;
use crate::store::Cause;
use crate::store::disk::{self, DiskFile, Open};
use crate::unit::HouseholdId;
use pkcs8::der::zeroize::Zeroizing;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

impl Keyring<'_> {
    /// Gives how many commitments' lines went, and the names of the new keys. A line that is none, or
    /// does not open, stays byte for byte.
    pub(super) fn rewrite(
        &self,
        gone: &BTreeSet<Hash>,
        spent: &BTreeSet<HouseholdId>,
    ) -> Result<(u64, BTreeSet<Name>), Cause> {
        let path = records(self.place);
        let io = |e: io::Error| Cause::io("writing", &path, &e);
        let nothing = (0, BTreeSet::new());
        let Some(len) = self.disk.len(&path).map_err(io)? else { return Ok(nothing) };
        let old = self.disk.open(&path, Open::Read).map_err(io)?;
        let (mut hit, mut left): (BTreeSet<Hash>, BTreeSet<HouseholdId>) = Default::default();
        let whole = each_line(old.as_ref(), (0, len), |line: Line<'_>| -> io::Result<()> {
            match line.bytes.and_then(record::head) {
                Some((_, commitment)) if gone.contains(&commitment) => _ = hit.insert(commitment),
                Some((name, _)) if spent.contains(&name.household) => _ = left.insert(name.household),
                _ => {}
            }
            Ok(())
        });
        if !whole.map_err(io)? {
            return Err(overlong(&path));
        }
        if hit.is_empty() && left.is_empty() {
            return Ok(nothing);
        }
        let mut keys = self.load()?;
        let fresh: BTreeMap<HouseholdId, Name> = left.into_iter().map(|h| (h.clone(), keys.next(&h))).collect();
        self.add(&mut keys, &fresh.values().cloned().collect::<Vec<_>>())?;
        let temporary = self.place.private().join("records.new");
        let new = self.disk.open(&temporary, Open::Private).map_err(io)?;
        let mut writing = Writing { new: new.as_ref(), at: 0, held: Vec::new() };
        let written = each_line(old.as_ref(), (0, len), |line: Line<'_>| -> Result<(), Fault> {
            match (line.bytes.and_then(record::head), line.bytes) {
                (Some((_, commitment)), _) if gone.contains(&commitment) => {}
                (Some((name, _)), Some(bytes)) if spent.contains(&name.household) => {
                    let anew =
                        fresh.get(&name.household).map(|next| self.sealed_anew(bytes, next, &keys)).transpose()?;
                    writing.put(anew.flatten().as_deref().unwrap_or(bytes))?;
                }
                (_, Some(bytes)) => writing.put(bytes)?,
                (_, None) => writing.copy(old.as_ref(), line.start, line.len)?,
            }
            Ok(())
        });
        written.and_then(|_| Ok(writing.flush()?)).map_err(|fault| fault.named(io))?;
        new.sync().map_err(io)?;
        self.disk.rename(&temporary, &path).map_err(io)?;
        self.disk.sync_dir(&self.place.private()).map_err(io)?;
        Ok((hit.len() as u64, fresh.into_values().collect()))
    }

    /// The same opening under another key; `None` if it does not open.
    fn sealed_anew(&self, line: &[u8], name: &Name, keys: &Keys) -> Result<Option<Vec<u8>>, Cause> {
        let Some(record) = Record::parse(line) else { return Ok(None) };
        let old = self.key(keys, &record.name)?.ok().flatten();
        let new = self.key(keys, name)??;
        let plain = old.and_then(|key| record.open(self.origin, &key)).map(Zeroizing::new);
        let (Some(plain), Some(new)) = (plain, new) else { return Ok(None) };
        Record::seal(self.origin, name, &record.commitment, &plain, &new).map(Some)
    }
}

/// What stops a reading or a rewriting.
pub(super) enum Fault {
    Io(io::Error),
    Cause(Cause),
}

impl Fault {
    pub fn named(self, io: impl Fn(io::Error) -> Cause) -> Cause {
        match self {
            Fault::Io(error) => io(error),
            Fault::Cause(cause) => cause,
        }
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Fault {
        Fault::Io(error)
    }
}

impl From<Cause> for Fault {
    fn from(cause: Cause) -> Fault {
        Fault::Cause(cause)
    }
}

/// A file that is written from its beginning, a MiB at a time.
struct Writing<'a> {
    new: &'a dyn DiskFile,
    at: u64,
    held: Vec<u8>,
}

impl Writing<'_> {
    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.held.extend_from_slice(bytes);
        if self.held.len() >= 1 << 20 { self.flush() } else { Ok(()) }
    }

    fn copy(&mut self, from: &dyn DiskFile, start: u64, len: u64) -> io::Result<()> {
        let (mut at, end) = (start, start + len);
        while at < end {
            let mut piece = disk::piece(end - at, 1 << 20);
            let got = from.read_at(at, &mut piece)?;
            if got == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            self.put(piece.get(..got).unwrap_or_default())?;
            at += got as u64;
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        if !self.held.is_empty() {
            self.new.write_at(self.at, &self.held)?;
        }
        self.at += self.held.len() as u64;
        self.held.clear();
        Ok(())
    }
}
