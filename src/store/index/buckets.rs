//! Keys and the entries under them, spread over a fixed number of pages by the key's hash.

use crate::log::Hash;
use std::collections::BTreeMap;

/// By what a line can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tree {
    /// The client's id of an entry.
    Id,
    /// A household that the entry concerns, in `about` or in its payout lines.
    Household,
}

/// Pages for keys. A million entries with two keys each make pages of some 10 KiB.
pub(super) const BUCKETS: u16 = 4096;

type Keyed = BTreeMap<(Tree, Vec<u8>), Vec<u64>>;

/// New postings, not written yet.
#[derive(Debug, Default)]
pub(super) struct Postings(BTreeMap<u16, Keyed>);

/// The keys of one page.
#[derive(Debug, Default)]
pub(super) struct Bucket(Keyed);

/// In which bucket a key is.
pub(super) fn number(tree: Tree, key: &str) -> u16 {
    let hash = Hash::of(&[&[code(tree)], key.as_bytes()]);
    let [a, b, ..] = hash.0;
    u16::from_be_bytes([a, b]) % BUCKETS
}

fn code(tree: Tree) -> u8 {
    match tree {
        Tree::Id => b'i',
        Tree::Household => b'h',
    }
}

impl Postings {
    /// Entries come in ascending order.
    pub fn add(&mut self, tree: Tree, key: &str, index: u64) {
        let keyed = self.0.entry(number(tree, key)).or_default();
        let entries = keyed.entry((tree, key.as_bytes().to_vec())).or_default();
        if entries.last() != Some(&index) {
            entries.push(index);
        }
    }

    pub fn by_bucket(self) -> impl Iterator<Item = (u16, Keyed)> {
        self.0.into_iter()
    }
}

impl Bucket {
    pub fn get(&self, tree: Tree, key: &str) -> Vec<u64> {
        self.0.get(&(tree, key.as_bytes().to_vec())).cloned().unwrap_or_default()
    }

    pub fn extend(&mut self, more: Keyed) {
        for (key, entries) in more {
            self.0.entry(key).or_default().extend(entries);
        }
    }

    /// Per key: tree, length and bytes of the key, number of entries, entries as differences.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for ((tree, key), entries) in &self.0 {
            out.push(code(*tree));
            varint(key.len() as u64, &mut out);
            out.extend_from_slice(key);
            varint(entries.len() as u64, &mut out);
            let mut last = 0;
            for entry in entries {
                varint(entry - last, &mut out);
                last = *entry;
            }
        }
        out
    }

    pub fn decode(mut bytes: &[u8]) -> Option<Bucket> {
        let mut keyed = Keyed::new();
        while let Some((tree, rest)) = bytes.split_first() {
            bytes = rest;
            let tree = match tree {
                b'i' => Tree::Id,
                b'h' => Tree::Household,
                _ => return None,
            };
            let length = read_varint(&mut bytes)?;
            let (key, rest) = bytes.split_at_checked(usize::try_from(length).ok()?)?;
            bytes = rest;
            let count = read_varint(&mut bytes)?;
            let mut entries = Vec::new();
            let mut last = 0_u64;
            for _ in 0..count {
                last = last.checked_add(read_varint(&mut bytes)?)?;
                entries.push(last);
            }
            keyed.insert((tree, key.to_vec()), entries);
        }
        Some(Bucket(keyed))
    }
}

fn varint(mut n: u64, out: &mut Vec<u8>) {
    loop {
        let [low, ..] = n.to_le_bytes();
        n >>= 7;
        if n == 0 {
            return out.push(low);
        }
        out.push(low | 0x80);
    }
}

fn read_varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut n = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        n |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(n);
        }
    }
    None
}
