//! Where things lie: `LEDGER/…`, which may be copied, and `STATE/<origin tag>/…`, which must not.

use crate::store::disk::Disk;
use crate::store::{Cause, Origin};
use std::io;
use std::path::{Path, PathBuf};

/// A segment is closed at the first batch boundary above this length.
pub const SEGMENT_BYTES: u64 = 64 << 20;

/// How temporary files begin. They lie in `private/`, where no auditor trips over what a crash leaves.
pub(super) const INCOMING: &str = "incoming-";

/// The two folders of one ledger on one machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerFolders {
    /// `LEDGER`: the record and what lies beside it.
    pub ledger: PathBuf,
    /// `STATE/<origin tag>`: the guard and the ledger key. Outside LEDGER, never copied.
    pub state: PathBuf,
}

impl LedgerFolders {
    /// The ledger's folder and its part of the user's state folder.
    pub fn new(ledger: impl Into<PathBuf>, state_root: impl AsRef<Path>, origin: &Origin) -> LedgerFolders {
        LedgerFolders { ledger: ledger.into(), state: state_root.as_ref().join(tag(origin)) }
    }

    pub(crate) fn journal(&self) -> PathBuf {
        self.ledger.join("journal")
    }
    pub(crate) fn segment(&self, first: u64) -> PathBuf {
        self.journal().join(segment_name(first))
    }
    pub(crate) fn checkpoint(&self) -> PathBuf {
        self.ledger.join("checkpoint")
    }
    pub(crate) fn blobs(&self) -> PathBuf {
        self.ledger.join("blobs")
    }
    pub(crate) fn private(&self) -> PathBuf {
        self.ledger.join("private")
    }
    pub(crate) fn lock(&self) -> PathBuf {
        self.ledger.join("lock")
    }
    pub(crate) fn guard(&self) -> PathBuf {
        self.state.join("guard")
    }
    pub(crate) fn state_lock(&self) -> PathBuf {
        self.state.join("lock")
    }
    pub(crate) fn quarantine(&self) -> PathBuf {
        self.state.join("quarantine")
    }
    /// Refuses links among the folders that are written to. LEDGER and the state folder themselves may
    /// be links, that is their owner's choice; what lies in them may not.
    pub(crate) fn refuse_links(&self, disk: &dyn Disk) -> Result<(), Cause> {
        for folder in [self.state.clone(), self.quarantine(), self.journal(), self.blobs(), self.private()] {
            disk.refuse_link(&folder).map_err(|e| Cause::io("writing into", &folder, &e))?;
        }
        Ok(())
    }

    /// Takes others' rights away from what is its owner's alone: the state folder with everything in
    /// it, `private` and the lock. Gives the folders that others could enter; what lies in a folder
    /// that was closed was out of their reach and is put right without a word.
    ///
    /// # Errors
    /// What the device says of the first folder that cannot be listed, or name whose rights cannot be changed.
    pub fn make_own(&self, disk: &dyn Disk) -> io::Result<Vec<PathBuf>> {
        let mut found = Vec::new();
        let root = self.state.parent();
        if let Some(root) = root {
            let items = disk.list(root)?;
            // a folder that holds other things too, such as a home, is not ours to close
            let ours = items.iter().all(|item| item.name == "keys" || item.name.contains('+'));
            if ours && disk.make_own(root)? {
                found.push(root.to_owned());
            }
        }
        let keys = root.map(|root| root.join("keys"));
        for folder in
            [Some(self.state.clone()), Some(self.quarantine()), Some(self.private()), keys].into_iter().flatten()
        {
            if disk.refuse_link(&folder).is_err() {
                continue;
            }
            if disk.make_own(&folder)? {
                found.push(folder.clone());
            }
            for item in disk.list(&folder)? {
                disk.make_own(&folder.join(item.name))?;
            }
        }
        disk.make_own(&self.lock())?;
        Ok(found)
    }

    /// The ledger's own signing key, see [`crate::store::keys`].
    pub fn ledger_key(&self) -> PathBuf {
        self.state.join("ledger.key")
    }
    /// What an audit of this machine saw last.
    pub fn audited(&self) -> PathBuf {
        self.state.join("audited")
    }
    /// The index: disposable, see [`crate::store::index`]. Beside the guard, so that nobody who may
    /// write into the ledger's folder can write into it or lead it elsewhere.
    pub fn index(&self) -> PathBuf {
        self.state.join("index")
    }
    /// The key of the codes under which the index stands.
    pub fn index_key(&self) -> PathBuf {
        self.state.join("index.key")
    }
}

/// An origin as one folder name; `/` is the only character of an origin that cannot stand in one.
pub fn tag(origin: &Origin) -> String {
    origin.as_str().replace('/', "+")
}

/// `000000000000.jsonl`: the index of the segment's first line.
pub fn segment_name(first: u64) -> String {
    format!("{first:012}.jsonl")
}

/// The index in a segment's name, `None` for any other name.
pub fn segment_first(name: &str) -> Option<u64> {
    let first = name.strip_suffix(".jsonl")?.parse().ok()?;
    (segment_name(first) == name).then_some(first)
}

/// One file of the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// Index of its first line.
    pub first: u64,
    /// Length in bytes.
    pub len: u64,
}

/// The segments in order. Other names are not looked at here; audit reports them.
pub fn segments(disk: &dyn Disk, journal: &Path) -> io::Result<Vec<Segment>> {
    let items = disk.list(journal)?;
    let found =
        items.iter().filter(|i| !i.folder).filter_map(|i| Some(Segment { first: segment_first(&i.name)?, len: i.len }));
    let mut found: Vec<Segment> = found.collect();
    found.sort_by_key(|s| s.first);
    Ok(found)
}
