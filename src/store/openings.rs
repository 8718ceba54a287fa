//! What private texts commit to, kept apart from the record so that it can be forgotten.

use super::{AppendError, Origin, ReadError};
use crate::log::Hash;
use crate::unit::HouseholdId;
use std::collections::BTreeSet;

/// What a commitment stands for, and under whose key it is to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filed {
    /// Whose.
    pub household: HouseholdId,
    /// What it opens.
    pub commitment: Hash,
    /// Salt and value.
    pub bytes: Vec<u8>,
}

/// An erasure that this machine has begun to record. It is remembered before its entry is written, so
/// that an entry that somebody else has written is not taken for its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// Where its entry stands, if it was written.
    pub entry: u64,
    /// The leaf of that entry.
    pub leaf: Hash,
    /// Under whose keys that what is to be destroyed is filed.
    pub spent: BTreeSet<HouseholdId>,
}

/// The only store that forgets. Never in the journal's engine, replicas or backups.
pub trait Openings: Send + Sync {
    /// Brings over what older versions kept elsewhere; called by whoever opens to write.
    ///
    /// # Errors
    /// [`AppendError::Refused`] for another ledger, or where nothing may be written; [`AppendError::Failed`]
    /// where the device fails.
    fn settle(&self, _of: &Origin) -> Result<(), AppendError> {
        Ok(())
    }

    /// Keeps what commitments stand for: all with one reading of the keys and one durable write to
    /// each file, however many they are. Durable on return.
    ///
    /// # Errors
    /// [`AppendError::Refused`] for another ledger, on a full disk, or where the keys that sealed the rest are
    /// not here; [`AppendError::Failed`] where the device fails, and they may or may not be kept.
    fn put(&self, of: &Origin, openings: &[Filed]) -> Result<(), AppendError>;

    /// What it stands for; `None` if it is not here or was destroyed.
    ///
    /// # Errors
    /// [`ReadError::NoLedger`] for another ledger, [`ReadError::Failed`] where it is here and does not open, or
    /// cannot be read.
    fn get(&self, of: &Origin, commitment: &Hash) -> Result<Option<Vec<u8>>, ReadError>;

    /// Every commitment that something here is filed for, and under whose key. Whether it opens is
    /// not looked at.
    ///
    /// # Errors
    /// [`ReadError::NoLedger`] for another ledger, [`ReadError::Failed`] where what is filed cannot be read.
    fn held(&self, of: &Origin) -> Result<Vec<(HouseholdId, Hash)>, ReadError>;

    /// About how many commitments have something filed for them: as a quick look has it, which may say
    /// too many and never too few.
    ///
    /// # Errors
    /// As [`Openings::held`].
    fn count(&self, of: &Origin) -> Result<u64, ReadError>;

    /// Hands on everything that is filed: for which commitment, under whose key, and what it opens to
    /// if it opens. One commitment may come several times.
    ///
    /// # Errors
    /// As [`Openings::held`]; [`ReadError::Failed`] where the keys cannot be read, too. Some may have been
    /// handed on before.
    fn each(&self, of: &Origin, take: &mut dyn FnMut(&Hash, &HouseholdId, Option<&[u8]>)) -> Result<(), ReadError>;

    /// Are the keys that seal here, so that what they sealed should be here too?
    ///
    /// # Errors
    /// [`ReadError::NoLedger`] for another ledger, [`ReadError::Failed`] where the keys cannot be read.
    fn seals(&self, of: &Origin) -> Result<bool, ReadError>;

    /// Is there room for what a destruction writes? Leaves nothing behind.
    ///
    /// # Errors
    /// [`AppendError::Refused`] where there is none, for another ledger, and where what is filed cannot be
    /// read.
    fn room(&self, of: &Origin) -> Result<(), AppendError>;

    /// Remembers durably that these erasures were begun.
    ///
    /// # Errors
    /// [`AppendError::Refused`] for another ledger or on a full disk, [`AppendError::Failed`] where the device
    /// fails, and they may or may not be remembered.
    fn begin(&self, of: &Origin, begun: &[Begun]) -> Result<(), AppendError>;

    /// The erasures that were begun and are not destroyed.
    ///
    /// # Errors
    /// [`ReadError::NoLedger`] for another ledger, [`ReadError::Failed`] where the memory cannot be read.
    fn begun(&self, of: &Origin) -> Result<Vec<Begun>, ReadError>;

    /// Destroys the openings of these commitments and every data key of the households that are `spent`;
    /// what else such a key had sealed is sealed anew first. All other keys stay, and so does, byte for
    /// byte, what cannot be read. Cut off at any point, the same call ends it. Gives how many there were,
    /// and remembers `upto`, the entries up to which everything to be destroyed is.
    ///
    /// # Errors
    /// [`AppendError::Refused`] for another ledger, on a full disk, or where the keys are not here;
    /// [`AppendError::Failed`] where the device fails.
    fn destroy(
        &self,
        of: &Origin,
        gone: &BTreeSet<Hash>,
        spent: &BTreeSet<HouseholdId>,
        upto: Option<u64>,
    ) -> Result<u64, AppendError>;

    /// The `upto` of the last destruction that came to its end; 0 before the first.
    ///
    /// # Errors
    /// As [`Openings::begun`].
    fn destroyed_upto(&self, of: &Origin) -> Result<u64, ReadError>;

    /// Commitments of which somebody has said that nothing here opens them: lost, or kept elsewhere.
    ///
    /// # Errors
    /// As [`Openings::begun`].
    fn absent(&self, of: &Origin) -> Result<BTreeSet<Hash>, ReadError>;

    /// Remembers that.
    ///
    /// # Errors
    /// As [`Openings::begin`].
    fn say_absent(&self, of: &Origin, all: &BTreeSet<Hash>) -> Result<(), AppendError>;
}
