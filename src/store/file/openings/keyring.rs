//! One data key a household, wrapped; the wrapping key changes with each erasure.
//!
//! `STATE/openings.keys` and `STATE/openings.keys.second`: the same rows twice,
//! `<name> <number> <nonce> <wrapped>` a line, where the number says by which wrapping key. A name is
//! a household's code, from the second key on with a number: `H0001.1`. `STATE/openings.key`:
//! `<number> <hex>` a line; two lines only between the steps of an erasure. An erasure overwrites all
//! three. None of them lies in the ledger's folder, which people copy: whoever has a copy of the
//! records has nothing that opens them. Older versions kept the first carrier in `private/keys`; it is
//! brought over and removed by the next opening to write.

use super::record::{Name, Sealed};
use crate::store::disk::{Disk, Open, read_small};
use crate::store::file::layout::LedgerFolders;
use crate::store::keys::{random, wipe, write_private};
use crate::store::{Cause, Origin, Why};
use crate::unit::HouseholdId;
use data_encoding::HEXLOWER;
use pkcs8::der::zeroize::Zeroizing;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// 300 bytes a household, a million households.
const MOST: u64 = 300 << 20;

/// 32 bytes that are wiped when they go.
pub(super) type Key = Zeroizing<[u8; 32]>;

#[derive(Debug)]
pub(super) struct Keyring<'a> {
    pub disk: &'a dyn Disk,
    pub place: &'a LedgerFolders,
    pub origin: &'a Origin,
}

/// What the files said when they were last read.
#[derive(Default)]
pub(super) struct Keys {
    rows: BTreeMap<Name, Row>,
    wrapping: BTreeMap<u64, Key>,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").field("rows", &self.rows.len()).field("wrapping", &self.wrapping.len()).finish()
    }
}

impl Keys {
    /// The name of the household's newest key.
    fn newest(&self, household: &HouseholdId) -> Option<&Name> {
        let all = Name::first(household)..=Name { generation: u32::MAX, ..Name::first(household) };
        self.rows.range(all).next_back().map(|(name, _)| name)
    }

    /// The name that the household's next key has.
    pub fn next(&self, household: &HouseholdId) -> Name {
        let next = |newest: &Name| Name { generation: newest.generation.saturating_add(1), ..newest.clone() };
        self.newest(household).map_or_else(|| Name::first(household), next)
    }
}

impl Keyring<'_> {
    /// Where the rows stand; what the first has counts before the second.
    pub fn carriers(&self) -> [PathBuf; 2] {
        ["openings.keys", "openings.keys.second"].map(|name| self.place.state.join(name))
    }

    /// Where older versions kept the first carrier.
    pub fn legacy(&self) -> PathBuf {
        self.place.private().join("keys")
    }

    fn wrapping_path(&self) -> PathBuf {
        self.place.state.join("openings.key")
    }

    /// Reads the files.
    pub fn load(&self) -> Result<Keys, Cause> {
        let wrapping = self.wrapping()?;
        // the first row of a name counts: one that a crash cut short is none
        let mut rows = BTreeMap::new();
        for path in self.carriers() {
            for (name, row) in self.text(&path)?.split_inclusive('\n').filter_map(Row::parse) {
                rows.entry(name).or_insert(row);
            }
        }
        for (name, row) in self.text(&self.legacy())?.split_inclusive('\n').filter_map(Row::parse) {
            // what came back out of a backup is wrapped by a key that is gone; on a machine that has
            // none it stays, so that reading says why it cannot
            if wrapping.is_empty() || wrapping.contains_key(&row.number) {
                rows.entry(name).or_insert(row);
            }
        }
        Ok(Keys { rows, wrapping })
    }

    /// The key of this name; `None` if there is none, or none any more. The inner error says that
    /// the files did not match: an erasure elsewhere replaces several, so look again.
    pub fn key(&self, keys: &Keys, name: &Name) -> Result<Result<Option<Key>, Cause>, Cause> {
        if keys.wrapping.is_empty() {
            return Err(self.not_here());
        }
        let Some(row) = keys.rows.get(name) else { return Ok(Ok(None)) };
        let key = keys.wrapping.get(&row.number).and_then(|by| self.unwrap(name, row, by));
        Ok(key.map(Some).ok_or_else(|| {
            let what = format!("the data key of {name} in {} does not open", self.place.state.display());
            Cause::new(Why::Damage, what)
        }))
    }

    /// Is there a wrapping key on this machine?
    pub fn here(&self) -> Result<bool, Cause> {
        Ok(!self.wrapping()?.is_empty())
    }

    /// Refuses to make a first key on a machine that has none, where records lie that others sealed.
    pub fn refuse_second(&self, keys: &Keys, records: Option<u64>) -> Result<(), Cause> {
        let foreign = keys.wrapping.is_empty() && records.is_some_and(|len| len > 0);
        if foreign { Err(self.not_here()) } else { Ok(()) }
    }

    fn not_here(&self) -> Cause {
        let path = self.wrapping_path();
        Cause::new(
            Why::NotAnchored,
            format!("the key of the private openings is not on this machine ({})", path.display()),
        )
    }

    /// The newest key of each household; those that are missing are made and kept, all with one
    /// durable write to each carrier.
    pub fn keys_or_new(
        &self,
        keys: &mut Keys,
        owners: &BTreeSet<HouseholdId>,
    ) -> Result<BTreeMap<HouseholdId, (Name, Key)>, Cause> {
        let missing: Vec<Name> = owners.iter().filter(|o| keys.newest(o).is_none()).map(Name::first).collect();
        self.add(keys, &missing)?;
        let mut found = BTreeMap::new();
        for owner in owners {
            let Some(name) = keys.newest(owner) else { continue };
            if let Some(key) = self.key(keys, name)?? {
                found.insert(owner.clone(), (name.clone(), key));
            }
        }
        Ok(found)
    }

    /// Makes keys of these names and keeps them durably on both carriers.
    pub fn add(&self, keys: &mut Keys, names: &[Name]) -> Result<(), Cause> {
        if names.is_empty() {
            return Ok(());
        }
        if keys.wrapping.is_empty() {
            if !keys.rows.is_empty() {
                return Err(self.not_here());
            }
            keys.wrapping.insert(0, Zeroizing::new(random()?));
            self.write_wrapping(&keys.wrapping)?;
        }
        let Some((number, by)) = keys.wrapping.last_key_value() else {
            return Err(Cause::new(Why::Key, "no wrapping key"));
        };
        let mut lines = String::new();
        let mut rows = Vec::with_capacity(names.len());
        for name in names {
            let key: Key = Zeroizing::new(random()?);
            let wrapped = self.wrap(name, *number, by, &key)?;
            lines.push_str(&line(name, *number, &wrapped));
            rows.push((name.clone(), Row { number: *number, wrapped }));
        }
        for path in self.carriers() {
            self.append_rows(&path, lines.as_bytes()).map_err(|e| Cause::io("writing", &path, &e))?;
        }
        keys.rows.extend(rows);
        Ok(())
    }

    /// Destroys every key of these households but the fresh ones; all others stay, whether anything is
    /// known that they sealed or not: a new wrapping key, the others wrapped anew by it, then the old
    /// wrapping key and the old rows overwritten. After a crash in between, the same call ends what was
    /// begun.
    pub fn destroy(&self, spent: &BTreeSet<HouseholdId>, fresh: &BTreeSet<Name>) -> Result<(), Cause> {
        let keys = self.load()?;
        let goes = |name: &Name| spent.contains(&name.household) && !fresh.contains(name);
        if keys.rows.keys().any(goes) {
            if keys.wrapping.is_empty() {
                return Err(self.not_here());
            }
            let number = keys.wrapping.last_key_value().map_or(0, |(n, _)| n + 1);
            let by: Key = Zeroizing::new(random()?);
            let mut lines = Zeroizing::new(Vec::new());
            for name in keys.rows.keys().filter(|name| !goes(name)) {
                let Some(key) = self.key(&keys, name)?? else { continue };
                lines.extend_from_slice(line(name, number, &self.wrap(name, number, &by, &key)?).as_bytes());
            }
            let mut both = keys.wrapping.clone();
            both.insert(number, by);
            self.write_wrapping(&both)?;
            for path in self.carriers() {
                write_private(self.disk, &path, &lines).map_err(|e| Cause::io("writing", &path, &e))?;
            }
        }
        // drop every wrapping key that no row needs, save the newest
        let Keys { rows, wrapping: mut kept } = self.load()?;
        let newest = kept.last_key_value().map(|(n, _)| *n);
        let before = kept.len();
        kept.retain(|number, _| Some(*number) == newest || rows.values().any(|r| r.number == *number));
        if kept.len() < before { self.write_wrapping(&kept) } else { Ok(()) }
    }

    /// Writes what is there once more. An earlier process whose sync failed may have left rows
    /// that only the cache holds; nothing may be sealed with a key that a power cut takes away.
    /// A carrier that lacks rows of the other gets them, and so do both from where older versions
    /// kept one: only when both are durable is that one overwritten and removed.
    pub fn settle(&self) -> Result<(), Cause> {
        let keys = self.load()?;
        if keys.wrapping.is_empty() {
            // a copy on another machine: nothing can be sealed here
            return Ok(());
        }
        let lines: String = keys.rows.iter().map(|(name, row)| line(name, row.number, &row.wrapped)).collect();
        self.write_wrapping(&keys.wrapping)?;
        for path in self.carriers().into_iter().filter(|_| !lines.is_empty()) {
            write_private(self.disk, &path, lines.as_bytes()).map_err(|e| Cause::io("writing", &path, &e))?;
        }
        let legacy = self.legacy();
        self.remove_overwritten(&legacy).map_err(|e| Cause::io("removing", &legacy, &e))
    }

    fn remove_overwritten(&self, path: &Path) -> io::Result<()> {
        if self.disk.len(path)?.is_none() {
            return Ok(());
        }
        wipe(self.disk.open(path, Open::Write)?.as_ref())?;
        self.disk.remove(path)?;
        self.disk.sync_dir(&self.place.private())
    }

    fn unwrap(&self, name: &Name, row: &Row, by: &Key) -> Option<Key> {
        let plain = Zeroizing::new(row.wrapped.open(by, self.about(name, row.number).as_bytes())?);
        plain.as_slice().try_into().ok().map(Zeroizing::new)
    }

    fn wrap(&self, name: &Name, number: u64, by: &Key, key: &Key) -> Result<Sealed, Cause> {
        Sealed::new(by, self.about(name, number).as_bytes(), key.as_slice())
    }

    fn about(&self, name: &Name, number: u64) -> String {
        format!("coop-ledger/data-key/v1\n{}\n{name}\n{number}\n", self.origin)
    }

    /// Behind rows that [`Keyring::settle`] has left whole.
    fn append_rows(&self, path: &Path, lines: &[u8]) -> io::Result<()> {
        if self.disk.len(path)?.is_none() {
            return write_private(self.disk, path, lines);
        }
        let file = self.disk.open(path, Open::Write)?;
        file.write_at(file.len()?, lines)?;
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

fn line(name: &Name, number: u64, wrapped: &Sealed) -> String {
    format!("{name} {number} {}\n", wrapped.text())
}

#[derive(Debug)]
struct Row {
    number: u64,
    wrapped: Sealed,
}

impl Row {
    fn parse(line: &str) -> Option<(Name, Row)> {
        let mut words = line.strip_suffix('\n')?.split(' ');
        let name = Name::parse(words.next()?)?;
        let number = words.next()?.parse().ok()?;
        let wrapped = Sealed::parse(words.next()?, words.next()?)?;
        words.next().is_none().then_some((name, Row { number, wrapped }))
    }
}
