//! One data key a household, wrapped; the wrapping key lies elsewhere and changes with each erasure.
//!
//! `private/keys`: `<household> <number> <nonce> <wrapped>` a line, where the number says by which
//! wrapping key. `STATE/openings.keys`: the same rows on a second carrier, so that openings come
//! back with a ledger's folder out of a backup, which has the records and never the keys.
//! `STATE/openings.key`: `<number> <hex>` a line; two lines only between the steps of an erasure.
//! An erasure overwrites all three.

use super::record::Sealed;
use crate::store::disk::{Disk, Open, read_small};
use crate::store::file::Place;
use crate::store::keys::{random, write_private};
use crate::store::{Cause, Origin, Why};
use crate::unit::HouseholdId;
use data_encoding::HEXLOWER;
use pkcs8::der::zeroize::Zeroizing;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

/// 300 bytes a household, a million households.
const MOST: u64 = 300 << 20;

/// 32 bytes that are wiped when they go.
pub(super) type Key = Zeroizing<[u8; 32]>;

#[derive(Debug)]
pub(super) struct Keyring<'a> {
    pub disk: &'a dyn Disk,
    pub place: &'a Place,
    pub origin: &'a Origin,
}

impl Keyring<'_> {
    fn rows_path(&self) -> PathBuf {
        self.place.private().join("keys")
    }

    /// Where the rows stand; what the first has counts before the second.
    fn carriers(&self) -> [PathBuf; 2] {
        [self.rows_path(), self.place.state.join("openings.keys")]
    }

    fn wrapping_path(&self) -> PathBuf {
        self.place.state.join("openings.key")
    }

    /// The household's data key; `None` if it has none, or none any more.
    pub fn key(&self, household: &HouseholdId) -> Result<Option<Key>, Cause> {
        // an erasure elsewhere replaces two files: look again if they do not match
        for attempt in 0..3 {
            let rows = self.rows()?;
            let Some(row) = rows.get(household) else { return Ok(None) };
            let wrapping = self.wrapping()?;
            let Some(by) = wrapping.get(&row.number) else {
                if wrapping.is_empty() {
                    let what = format!("the key of the private openings is not on this machine ({})", self.wrapping_path().display());
                    return Err(Cause::new(Why::NotAnchored, what));
                }
                continue;
            };
            if let Some(key) = self.unwrap(household, row, by) {
                return Ok(Some(key));
            }
            if attempt == 2 {
                break;
            }
        }
        let what = format!("the data key of {household} in {} does not open", self.rows_path().display());
        Err(Cause::new(Why::Damage, what))
    }

    /// The household's data key, made and kept durably if it has none.
    pub fn key_or_new(&self, household: &HouseholdId) -> Result<Key, Cause> {
        if let Some(key) = self.key(household)? {
            return Ok(key);
        }
        let rows = self.rows()?;
        let mut wrapping = self.wrapping()?;
        if wrapping.is_empty() {
            if !rows.is_empty() {
                let what = format!("the key of the private openings is not on this machine ({})", self.wrapping_path().display());
                return Err(Cause::new(Why::NotAnchored, what));
            }
            wrapping.insert(0, Zeroizing::new(random()?));
            self.write_wrapping(&wrapping)?;
        }
        let Some((number, by)) = wrapping.last_key_value() else {
            return Err(Cause::new(Why::Key, "no wrapping key"));
        };
        let key: Key = Zeroizing::new(random()?);
        let line = self.line(household, *number, by, &key)?;
        for path in self.carriers() {
            self.append_row(&path, &line).map_err(|e| Cause::io("writing", &path, &e))?;
        }
        Ok(key)
    }

    /// Destroys the household's data key: a new wrapping key, all others wrapped anew by it, then
    /// the old wrapping key and the old rows overwritten. After a crash in between, the same call
    /// ends what was begun.
    pub fn forget(&self, household: &HouseholdId) -> Result<(), Cause> {
        let rows = self.rows()?;
        let wrapping = self.wrapping()?;
        if rows.contains_key(household) {
            let number = wrapping.last_key_value().map_or(0, |(n, _)| n + 1);
            let by: Key = Zeroizing::new(random()?);
            let mut lines = Zeroizing::new(Vec::new());
            for (other, row) in rows.iter().filter(|(other, _)| *other != household) {
                let key = wrapping.get(&row.number).and_then(|by| self.unwrap(other, row, by));
                let key = key.ok_or_else(|| Cause::new(Why::Damage, format!("the data key of {other} does not open; nothing was erased")))?;
                lines.extend_from_slice(&self.line(other, number, &by, &key)?);
            }
            let mut both = wrapping.clone();
            both.insert(number, by);
            self.write_wrapping(&both)?;
            for path in self.carriers() {
                write_private(self.disk, &path, &lines).map_err(|e| Cause::io("writing", &path, &e))?;
            }
        }
        // drop every wrapping key that no row needs, save the newest
        let mut kept = self.wrapping()?;
        let rows = self.rows()?;
        let newest = kept.last_key_value().map(|(n, _)| *n);
        let before = kept.len();
        kept.retain(|number, _| Some(*number) == newest || rows.values().any(|r| r.number == *number));
        if kept.len() < before { self.write_wrapping(&kept) } else { Ok(()) }
    }

    /// Writes what is there once more. An earlier process whose sync failed may have left rows
    /// that only the cache holds; nothing may be sealed with a key that a power cut takes away.
    /// A carrier that lacks rows of the other gets them.
    pub fn settle(&self) -> Result<(), Cause> {
        let wrapping = self.text(&self.wrapping_path())?;
        if wrapping.is_empty() {
            // a copy on another machine: nothing can be sealed here
            return Ok(());
        }
        // a row cut short at its very end must not become whole by the next one's beginning
        let whole = |text: &str| text.rfind('\n').map_or(0, |at| at + 1);
        let [first, second] = self.carriers();
        let mut rows = self.text(&first)?;
        let end = whole(&rows);
        rows.truncate(end);
        let known: BTreeSet<HouseholdId> = rows.split_inclusive('\n').filter_map(Row::parse).map(|(h, _)| h).collect();
        let other = self.text(&second)?;
        let lacks = |line: &&str| Row::parse(line).is_some_and(|(household, _)| !known.contains(&household));
        other.split_inclusive('\n').filter(lacks).for_each(|line| rows.push_str(line));
        let wrapping_whole = wrapping.get(..whole(&wrapping)).unwrap_or_default();
        for (path, text) in [(self.wrapping_path(), wrapping_whole), (first, rows.as_str()), (second, rows.as_str())] {
            if !text.is_empty() {
                write_private(self.disk, &path, text.as_bytes()).map_err(|e| Cause::io("writing", &path, &e))?;
            }
        }
        Ok(())
    }

    fn unwrap(&self, household: &HouseholdId, row: &Row, by: &Key) -> Option<Key> {
        let plain = Zeroizing::new(row.wrapped.open(by, self.about(household, row.number).as_bytes())?);
        plain.as_slice().try_into().ok().map(Zeroizing::new)
    }

    fn line(&self, household: &HouseholdId, number: u64, by: &Key, key: &Key) -> Result<Vec<u8>, Cause> {
        let wrapped = Sealed::new(by, self.about(household, number).as_bytes(), key.as_slice())?;
        Ok(format!("{household} {number} {}\n", wrapped.text()).into_bytes())
    }

    fn about(&self, household: &HouseholdId, number: u64) -> String {
        format!("coop-ledger/data-key/v1\n{}\n{household}\n{number}\n", self.origin)
    }

    fn rows(&self) -> Result<BTreeMap<HouseholdId, Row>, Cause> {
        // the first row of a household counts: one that a crash cut short is none
        let mut rows = BTreeMap::new();
        for path in self.carriers() {
            for (household, row) in self.text(&path)?.split_inclusive('\n').filter_map(Row::parse) {
                rows.entry(household).or_insert(row);
            }
        }
        Ok(rows)
    }

    /// Behind rows that [`Keyring::settle`] has left whole.
    fn append_row(&self, path: &Path, line: &[u8]) -> io::Result<()> {
        if self.disk.len(path)?.is_none() {
            return write_private(self.disk, path, line);
        }
        let file = self.disk.open(path, Open::Write)?;
        file.write_at(file.len()?, line)?;
        file.sync()
    }

    fn wrapping(&self) -> Result<BTreeMap<u64, Key>, Cause> {
        let text = self.text(&self.wrapping_path())?;
        let lines = text.lines().filter_map(|line| {
            let (number, key) = line.split_once(' ')?;
            let key = Zeroizing::new(HEXLOWER.decode(key.as_bytes()).ok()?);
            Some((number.parse().ok()?, Zeroizing::new(key.as_slice().try_into().ok()?)))
        });
        Ok(lines.collect())
    }

    fn write_wrapping(&self, keys: &BTreeMap<u64, Key>) -> Result<(), Cause> {
        let mut text = Zeroizing::new(String::new());
        for (number, key) in keys {
            text.push_str(&format!("{number} {}\n", *Zeroizing::new(HEXLOWER.encode(key.as_slice()))));
        }
        let path = self.wrapping_path();
        write_private(self.disk, &path, text.as_bytes()).map_err(|e| Cause::io("writing", &path, &e))
    }

    fn text(&self, path: &Path) -> Result<Zeroizing<String>, Cause> {
        let bytes = read_small(self.disk, path, MOST).map_err(|e| Cause::io("reading", path, &e))?;
        Ok(Zeroizing::new(String::from_utf8_lossy(&Zeroizing::new(bytes.unwrap_or_default())).into_owned()))
    }
}

#[derive(Debug)]
struct Row {
    number: u64,
    wrapped: Sealed,
}

impl Row {
    fn parse(line: &str) -> Option<(HouseholdId, Row)> {
        let mut words = line.strip_suffix('\n')?.split(' ');
        let household = words.next()?.parse().ok()?;
        let number = words.next()?.parse().ok()?;
        let wrapped = Sealed::parse(words.next()?, words.next()?)?;
        words.next().is_none().then_some((household, Row { number, wrapped }))
    }
}
