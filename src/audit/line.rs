//! From bytes to verified entries: form, key and signature of each line. Pure, so that a caller
//! may spread it over all cores.

use super::{Finding, LineFault};
use crate::{
    event::KeyAdmitted,
    log::{Hash, Judge, KeyId, KeyTable, PublicKey, UnverifiedEntry, VerifiedEntry, from_json, verify_all},
};
use std::collections::HashMap;

/// One line: its leaf hash, and the verified entry or what is wrong with it.
#[derive(Debug)]
pub struct Checked {
    /// RFC 6962 leaf hash of the stored bytes, whatever they are.
    pub leaf: Hash,
    /// The entry.
    pub entry: Result<VerifiedEntry, Finding>,
}

/// How a caller spreads work over its cores.
pub trait Spread {
    /// Does `each` with every item; results in the items' order.
    fn over<A: Send, T: Send>(&self, items: Vec<A>, each: impl Fn(A) -> T + Sync + Send) -> Vec<T>;
}

/// The plain way.
#[derive(Debug, Clone, Copy, Default)]
pub struct OneCore;

impl Spread for OneCore {
    fn over<A: Send, T: Send>(&self, items: Vec<A>, each: impl Fn(A) -> T + Sync + Send) -> Vec<T> {
        items.into_iter().map(each).collect()
    }
}

/// Signatures judged together.
const BLOCK: usize = 64;
/// Signatures under a key in one chunk that make a table worth its time.
const TABLE_FROM: usize = 256;
/// Tables at most, 30 KB each: a ledger may admit any number of keys.
const TABLES: usize = 64;

/// Public keys seen so far. A key's id is a hash of the key, so a registry built from bodies that
/// are not yet believed cannot name a wrong key; whether a key may sign is decided later.
#[derive(Debug, Clone, Default)]
pub struct KeyRing {
    keys: HashMap<KeyId, PublicKey>,
    tables: HashMap<KeyId, KeyTable>,
}

impl KeyRing {
    /// A ring that already holds these keys.
    pub fn of(keys: impl Iterator<Item = PublicKey>) -> KeyRing {
        KeyRing { keys: keys.map(|k| (k.id(), k)).collect(), tables: HashMap::new() }
    }

    fn learn(&mut self, entry: &UnverifiedEntry) {
        let admitted: Vec<KeyAdmitted> = match entry.kind().name() {
            "ledger.opened" => entry.body().member("keys").and_then(|k| from_json(k).ok()).unwrap_or_default(),
            "key.admitted" => from_json(entry.body()).into_iter().collect(),
            _ => return,
        };
        for public in admitted.iter().filter_map(|k| PublicKey::from_bytes(&k.public.0).ok()) {
            self.keys.insert(public.id(), public);
        }
    }

    /// Makes tables for keys under which many of the entries are signed.
    fn prepare<'a>(&mut self, entries: impl Iterator<Item = &'a UnverifiedEntry>) {
        let mut signed: HashMap<KeyId, usize> = HashMap::new();
        entries.for_each(|entry| *signed.entry(entry.key()).or_default() += 1);
        for (id, _) in signed.into_iter().filter(|(_, count)| *count >= TABLE_FROM) {
            if let Some(key) = self.keys.get(&id).filter(|_| self.tables.len() < TABLES) {
                self.tables.entry(id).or_insert_with(|| KeyTable::new(*key));
            }
        }
    }

    fn judge(&self, id: KeyId) -> Option<Judge<'_>> {
        let table = self.tables.get(&id).map(Judge::Table);
        table.or_else(|| self.keys.get(&id).map(Judge::Key))
    }
}

/// Checks the lines of a chunk that begins at `first`. `spread` may use all cores.
pub fn check_lines(first: u64, lines: &[u8], ring: &mut KeyRing, spread: &impl Spread) -> Vec<Checked> {
    let lines: Vec<(u64, &[u8])> = (first..).zip(lines.split_inclusive(|&b| b == b'\n')).collect();
    let read = spread.over(lines, read);
    // keys admitted inside the chunk must be known before the lines behind them are verified
    read.iter().filter_map(Read::entry).for_each(|entry| ring.learn(entry));
    ring.prepare(read.iter().filter_map(Read::entry));
    let ring = &*ring;
    let mut read = read.into_iter();
    let block = || Some(read.by_ref().take(BLOCK).collect::<Vec<_>>()).filter(|block| !block.is_empty());
    let blocks: Vec<Vec<Read>> = std::iter::from_fn(block).collect();
    spread.over(blocks, |block| check(block, ring)).into_iter().flatten().collect()
}

/// A line that was read, its signature not yet checked.
struct Read {
    place: u64,
    leaf: Hash,
    entry: Result<UnverifiedEntry, Finding>,
}

impl Read {
    fn entry(&self) -> Option<&UnverifiedEntry> {
        self.entry.as_ref().ok()
    }
}

fn read((place, line): (u64, &[u8])) -> Read {
    let entry = UnverifiedEntry::parse(line);
    let leaf = entry.as_ref().map_or_else(|_| Hash::leaf(line), UnverifiedEntry::leaf);
    let malformed = |e| Finding::entry(place, LineFault::Malformed(e));
    Read { place, leaf, entry: entry.map_err(malformed) }
}

fn check(block: Vec<Read>, ring: &KeyRing) -> Vec<Checked> {
    let mut known = Vec::with_capacity(block.len());
    let mut checked: Vec<(u64, Hash, Option<Finding>)> = Vec::with_capacity(block.len());
    for Read { place, leaf, entry } in block {
        let keyed = entry.and_then(|entry| {
            let id = entry.key();
            let key = ring.judge(id);
            let key = key.ok_or_else(|| Finding::entry(place, LineFault::KeyUnknown(id)))?;
            Ok((entry, key))
        });
        let finding = keyed.map(|keyed| known.push(keyed)).err();
        checked.push((place, leaf, finding));
    }
    let mut verified = verify_all(known).into_iter();
    let wrong = |place, e| Finding::entry(place, LineFault::Signature(e));
    let absent = |place| Finding::entry(place, LineFault::Absent);
    let join = |(place, leaf, finding): (u64, Hash, Option<Finding>)| {
        let entry = match finding {
            Some(finding) => Err(finding),
            None => verified.next().map_or_else(|| Err(absent(place)), |entry| entry.map_err(|e| wrong(place, e))),
        };
        Checked { leaf, entry }
    };
    checked.into_iter().map(join).collect()
}

/// The size a checkpoint's text speaks of, before it is believed.
pub fn claimed_size(note: &[u8]) -> Option<u64> {
    std::str::from_utf8(note).ok()?.lines().nth(1)?.parse().ok()
}
