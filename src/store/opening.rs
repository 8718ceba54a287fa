//! What opening a ledger to write found, which is the same as what recovering it did.

use super::Cause;
use std::path::PathBuf;

/// What opening found and did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AtOpening {
    /// No line and no guard yet: the first append makes the ledger.
    Fresh,
    /// All as it was left.
    Fine,
    /// Whole lines that a crash had left unsigned are signed now.
    Finished {
        /// How many.
        entries: u64,
    },
    /// Torn or invalid bytes behind the last head were set aside. They were never acknowledged.
    Quarantined {
        /// How many bytes.
        bytes: u64,
        /// Where they are now.
        file: PathBuf,
        /// Whole lines before them that were finished.
        entries: u64,
        /// Why they did not stay.
        cause: Cause,
        /// How many more bytes were cut off and are gone: more than a batch may hold was not kept.
        gone: u64,
    },
    /// Whole lines behind the last head cannot be judged or signed now. Read only.
    Waiting(Cause),
    /// No guard on this machine: a copied folder. Read only.
    NotAnchored,
    /// The journal ends before what was signed. Read only, nothing repaired.
    Loss(Cause),
    /// The journal differs from what was signed, or the guard contradicts itself. Read only.
    Damage(Cause),
    /// The ledger's own key has signed more entries than this machine knows of: it is in use
    /// elsewhere, or the guard was put back to an older one. Read only, nothing adopted or repaired.
    Elsewhere {
        /// How many entries it signed.
        size: u64,
    },
}

/// What opening to write came across besides.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Resumed {
    /// Entries from this one on are durable, and the program that wrote them did not come to its end:
    /// whoever recorded them may have been told that it failed. The size where all ended well.
    pub since: u64,
    /// Empty files that were taken out of the journal.
    pub emptied: u64,
}

impl AtOpening {
    /// May entries be recorded?
    pub fn writable(&self) -> bool {
        matches!(self, AtOpening::Fresh | AtOpening::Fine | AtOpening::Finished { .. } | AtOpening::Quarantined { .. })
    }

    /// Exit code of a command that wanted to write: 7 for loss, damage and a key in use elsewhere, 6
    /// without the right (not anchored here, key locked), else 0.
    pub fn exit_code(&self) -> u8 {
        match self {
            AtOpening::Loss(_) | AtOpening::Damage(_) | AtOpening::Elsewhere { .. } => 7,
            AtOpening::NotAnchored | AtOpening::Waiting(_) => 6,
            AtOpening::Fresh | AtOpening::Fine | AtOpening::Finished { .. } | AtOpening::Quarantined { .. } => 0,
        }
    }
}
