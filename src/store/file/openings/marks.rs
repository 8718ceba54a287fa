//! What this machine remembers beside the guard about private openings: which erasures it has begun,
//! up to which entry they are done, and what somebody has said is not here.

use crate::log::Hash;
use crate::store::disk::{Disk, read_small};
use crate::store::file::layout::LedgerFolders;
use crate::store::keys::write_private;
use crate::store::{Begun, Cause};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::PathBuf;

/// A million hashes.
const MOST: u64 = 65 << 20;

#[derive(Debug)]
pub(super) struct Marks<'a> {
    pub disk: &'a dyn Disk,
    pub place: &'a LedgerFolders,
}

impl Marks<'_> {
    fn path(&self, name: &str) -> PathBuf {
        self.place.state.join(name)
    }

    fn read(&self, name: &str) -> Result<String, Cause> {
        let path = self.path(name);
        let bytes = read_small(self.disk, &path, MOST).map_err(|e| Cause::io("reading", &path, &e))?;
        Ok(String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned())
    }

    fn write(&self, name: &str, text: &str) -> Result<(), Cause> {
        let path = self.path(name);
        write_private(self.disk, &path, text.as_bytes()).map_err(|e| Cause::io("writing", &path, &e))
    }

    /// Everything in front of this entry that was to be destroyed is. What cannot be read says
    /// nothing: then it is looked through once more.
    pub fn done(&self) -> Result<u64, Cause> {
        Ok(self.read("openings.done")?.trim_end().parse().unwrap_or_default())
    }

    pub fn say_done(&self, upto: u64) -> Result<(), Cause> {
        self.write("openings.done", &format!("{upto}\n"))
    }

    /// Erasures that were begun, without those that are done.
    pub fn begun(&self) -> Result<Vec<Begun>, Cause> {
        let done = self.done()?;
        let all = self.read("openings.begun")?;
        Ok(all.lines().filter_map(begun).filter(|begun| begun.entry >= done).collect())
    }

    pub fn begin(&self, more: &[Begun]) -> Result<(), Cause> {
        let mut text = String::new();
        for Begun { entry, leaf, spent } in self.begun()?.iter().chain(more) {
            let spent: Vec<&str> = spent.iter().map(|household| household.as_str()).collect();
            let _ = writeln!(text, "{entry} {leaf} {}", spent.join(","));
        }
        self.write("openings.begun", &text)
    }

    pub fn absent(&self) -> Result<BTreeSet<Hash>, Cause> {
        Ok(self.read("openings.absent")?.lines().filter_map(|line| line.parse().ok()).collect())
    }

    pub fn say_absent(&self, all: &BTreeSet<Hash>) -> Result<(), Cause> {
        if self.absent()? == *all {
            return Ok(());
        }
        self.write("openings.absent", &all.iter().map(|hash| format!("{hash}\n")).collect::<String>())
    }
}

fn begun(line: &str) -> Option<Begun> {
    let mut words = line.split(' ');
    let (entry, leaf) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    let spent = words.next()?.split(',').map(|household| household.parse().ok()).collect::<Option<_>>()?;
    Some(Begun { entry, leaf, spent })
}
