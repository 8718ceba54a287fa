//! What this machine remembers of a ledger by itself, outside of it and never copied with it.
//!
//! A journal can be put back to any earlier state of itself, or be written anew with every key at hand;
//! nothing in it then shows it. Only memory held elsewhere does.

use super::index::Index;
use super::keys::KeyFileError;
use super::{Cause, Origin, ReadError};
use crate::log::{Sealed, SigningKey};

/// A moment in one run of a machine, which setting its clock does not move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The run: random at each start of the machine.
    pub boot: [u8; 16],
    /// Seconds since that start, sleep included.
    pub seconds: u64,
}

/// What this machine signed last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signed {
    /// It never wrote to the ledger.
    Nothing,
    /// There is a memory, but it is none of this ledger, or cannot be read.
    Unreadable(Cause),
    /// The newest head that it signed; `None` before the first line.
    Known(Option<Sealed>),
}

/// What of an anchor is named to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnchorPart {
    /// All of it.
    Whole,
    /// What was signed last.
    Signed,
    /// What audits saw.
    Audits,
}

/// One machine's memory of its ledgers. The journal's writer moves it: when an append is acknowledged,
/// lines, head and note are durable there and the head is durable here, in this order.
pub trait Anchor: Send + Sync {
    /// What was signed last, durable before it is told: nobody is shown what a power cut could still
    /// take back.
    ///
    /// # Errors
    /// [`ReadError::Failed`] where the device cannot read what was signed.
    fn signed(&self, of: &Origin) -> Result<Signed, ReadError>;

    /// When that was; `None` where nobody could say, and for a handle that reads only.
    fn moment(&self, of: &Origin) -> Option<Moment>;

    /// When what is appended from now on is signed.
    fn at_moment(&self, of: &Origin, moment: Option<Moment>);

    /// The ledger's own key; `None` where it is not on this machine, or cannot be read.
    fn key(&self, of: &Origin) -> Option<SigningKey>;

    /// Keeps the seed of the ledger's own key, durably and for its owner alone. The very key may be there
    /// from an interrupted beginning; no other is ever replaced.
    ///
    /// # Errors
    /// [`KeyFileError::Present`] where another key is kept, [`KeyFileError::Failed`] where this one cannot be
    /// written.
    fn keep_key(&self, of: &Origin, seed: [u8; 32]) -> Result<(), KeyFileError>;

    /// What was kept of audits, as it was handed in; `None` where nothing was.
    ///
    /// # Errors
    /// What the device says where it is there and cannot be read, or is too long for such a memory.
    fn audits(&self, of: &Origin) -> Result<Option<Vec<u8>>, Cause>;

    /// Keeps this of audits in place of what was kept; durable on return.
    ///
    /// # Errors
    /// What the device says; either may then be kept.
    fn keep_audits(&self, of: &Origin, bytes: &[u8]) -> Result<(), Cause>;

    /// The names under which earlier memories of audits were set aside.
    ///
    /// # Errors
    /// What the device says where the names cannot be listed.
    fn audits_aside(&self, of: &Origin) -> Result<Vec<String>, Cause>;

    /// Sets what is kept of audits aside under a name of its own: then nothing is kept.
    ///
    /// # Errors
    /// What the device says; it may then be set aside or not.
    fn set_audits_aside(&self, of: &Origin) -> Result<(), Cause>;

    /// Refuses a memory that leads elsewhere, to what others may write.
    ///
    /// # Errors
    /// Such a memory, or what the device says where it cannot look.
    fn own(&self, _of: &Origin) -> Result<(), Cause> {
        Ok(())
    }

    /// Opens the disposable index that is kept beside the memory; `None` where there is none, and so
    /// nothing that could be believed.
    fn index(&self, _of: &Origin) -> Option<Index> {
        None
    }

    /// Where a person finds it.
    fn place(&self, of: &Origin, part: AnchorPart) -> String;
}
