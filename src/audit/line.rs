//! From bytes to verified entries: form, key and signature of each line. Pure, so that a caller
//! may spread it over all cores.

use super::{Finding, FindingCode};
use crate::{
    event::KeyAdmitted,
    log::{Hash, KeyId, PublicKey, UnverifiedEntry, VerifiedEntry, from_json},
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

/// Public keys seen so far. A key's id is a hash of the key, so a registry built from bodies that
/// are not yet believed cannot name a wrong key; whether a key may sign is decided later.
#[derive(Debug, Clone, Default)]
pub struct KeyRing {
    keys: HashMap<KeyId, PublicKey>,
}

impl KeyRing {
    /// A ring that already holds these keys.
    pub fn of(keys: impl Iterator<Item = PublicKey>) -> KeyRing {
        KeyRing { keys: keys.map(|k| (k.id(), k)).collect() }
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
}

/// How a caller spreads work: runs the closure for each number below the first argument and
/// gives the results in order.
pub type Spread<'a> = &'a dyn Fn(usize, &(dyn Fn(usize) -> Checked + Sync)) -> Vec<Checked>;

/// Checks the lines of a chunk that begins at `first`. `spread` may use all cores.
pub fn check_lines(first: u64, lines: &[u8], ring: &mut KeyRing, spread: Spread<'_>) -> Vec<Checked> {
    let lines: Vec<&[u8]> = lines.split_inclusive(|&b| b == b'\n').collect();
    // keys admitted inside the chunk must be known before the lines behind them are verified;
    // only lines that say so are read twice
    for line in &lines {
        if mentions(line, b"\"kind\":\"ledger.opened/") || mentions(line, b"\"kind\":\"key.admitted/") {
            if let Ok(entry) = UnverifiedEntry::parse(line) {
                ring.learn(&entry);
            }
        }
    }
    let ring = &*ring;
    spread(lines.len(), &|i| match lines.get(i) {
        Some(line) => check(first + i as u64, line, ring),
        None => Checked {
            leaf: Hash::ZERO,
            entry: Err(Finding::new(FindingCode::LineMalformed, first + i as u64, "a line", "nothing")),
        },
    })
}

fn mentions(line: &[u8], what: &[u8]) -> bool {
    line.windows(what.len()).any(|window| window == what)
}

fn check(place: u64, line: &[u8], ring: &KeyRing) -> Checked {
    let leaf = Hash::leaf(line);
    let entry = UnverifiedEntry::parse(line)
        .map_err(|e| Finding::new(FindingCode::LineMalformed, place, "one canonical entry", e))
        .and_then(|entry| {
            let id = entry.key();
            let key = ring.keys.get(&id);
            let key = key.ok_or_else(|| Finding::new(FindingCode::KeyUnknown, place, "a key admitted before", id))?;
            entry.verify(key).map_err(|e| Finding::new(FindingCode::SignatureWrong, place, "a signature that verifies", e))
        });
    Checked { leaf, entry }
}

/// The plain way, on one core.
pub fn one_core(count: usize, each: &(dyn Fn(usize) -> Checked + Sync)) -> Vec<Checked> {
    (0..count).map(each).collect()
}

/// The size a checkpoint's text speaks of, before it is believed.
pub fn claimed_size(note: &[u8]) -> Option<u64> {
    std::str::from_utf8(note).ok()?.lines().nth(1)?.parse().ok()
}

