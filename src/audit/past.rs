//! What audits of one machine remember of a ledger.
//!
//! A ledger is its origin and the hash of its entry 0, in which its own key stands: whoever makes up an
//! entry 0 makes up another ledger, whatever name he gives it. Only what that key signed is remembered.

use super::LedgerPlace;
use crate::{
    log::{Checkpoint, Hash},
    unit::{RecordedAt, Words},
};
use serde::Serialize;

/// Who remembers a head.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum KnownBy {
    /// The guard of this machine, which signed it.
    Guard,
    /// This machine, which audited it.
    Audit,
    /// Whoever named this file, or this size and root.
    Shown(String),
}

/// The newest state that an audit of this machine saw signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastAudit {
    /// Leaf hash of entry 0: which ledger.
    pub ledger: Hash,
    /// What its key signed.
    pub note: Checkpoint,
    /// The ledger was the one on paper, or the one that this machine signs. Without that, somebody may
    /// have shown another ledger under this name.
    pub pinned: bool,
    /// When, where somebody could say.
    pub at: Option<RecordedAt>,
}

/// A memory that is there and cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// Whose it is: the guard's, or that of audits.
    pub by: KnownBy,
    /// Which file or folder.
    pub place: LedgerPlace,
    /// Why.
    pub why: Words,
}

/// A memory that a person cleared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleared {
    /// Leaf hash of entry 0; `None` where the memory could not be read.
    pub ledger: Option<Hash>,
    /// How many entries had been seen, as far as could be read.
    pub size: u64,
    /// When the audit was, and when the memory of it was cleared.
    pub at: [Option<RecordedAt>; 2],
    /// In that person's words.
    pub why: String,
}
