//! What lies behind the last signed head when a ledger is opened: whole batches that a crash left
//! unsigned, and torn bytes. Whether lines are valid is the caller's to say.

use super::{Cause, Chunks, ReadError, Why};
use crate::log::{Head, Note};
use std::fmt;

/// The caller's judgement at opening. The first two are called only when there is such a tail.
pub trait TailCheck {
    /// Would this whole batch have been recorded as it stands? Called once for each, in order;
    /// `before` reads everything in front of it.
    ///
    /// # Errors
    /// [`TailError::Invalid`] where it would not, [`TailError::Later`] where that cannot be judged now.
    fn accept(&mut self, before: &Before<'_>, group: &Group<'_>) -> Result<(), TailError>;

    /// Signs the head behind the last accepted batch.
    ///
    /// # Errors
    /// [`TailError::Later`] where nobody here can sign; the batches then wait.
    fn seal(&mut self, head: &Head) -> Result<Note, TailError>;

    /// The largest head above so many entries for which a checkpoint of the ledger's own key is known
    /// here: the one in the ledger's folder, given as it lies there, or another. `None` where there is
    /// none, or where nobody can say.
    fn signed_above(&self, _size: u64, _checkpoint: Option<&[u8]>) -> Option<Head> {
        None
    }
}

/// Why a batch behind the guard is not finished.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TailError {
    /// It would not have been recorded: it is set aside with all that follows it.
    #[error("not valid: {0}")]
    Invalid(Cause),
    /// Cannot be judged or signed now (a locked key, a missing file): nothing is touched and the
    /// ledger is readable up to its last signed head.
    #[error("cannot be finished now: {0}")]
    Later(Cause),
}

/// One whole batch behind the guard.
#[derive(Debug, Clone, Copy)]
pub struct Group<'a> {
    /// The head it stands on.
    pub base: Head,
    /// Its lines, each with its newline.
    pub lines: &'a [u8],
    /// The head behind it.
    pub head: Head,
}

/// The lines in front of a batch that is being judged.
pub struct Before<'a> {
    size: u64,
    read: &'a dyn Fn(u64, u64) -> Chunks<'a>,
}

impl fmt::Debug for Before<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Before").field("size", &self.size).finish_non_exhaustive()
    }
}

impl<'a> Before<'a> {
    /// So many lines, and what reads some of them.
    pub fn new(size: u64, read: &'a dyn Fn(u64, u64) -> Chunks<'a>) -> Before<'a> {
        Before { size, read }
    }

    /// How many there are.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The lines `[from, upto)`.
    ///
    /// # Errors
    /// [`ReadError::Behind`] where there are fewer than `upto`.
    pub fn read(&self, from: u64, upto: u64) -> Result<Chunks<'_>, ReadError> {
        if upto > self.size {
            return Err(ReadError::Behind { have: self.size });
        }
        Ok((self.read)(from, upto))
    }
}

/// Judges nothing: whatever is behind the guard stays there and the ledger is read only.
#[derive(Debug, Clone, Copy, Default)]
pub struct LeaveTail;

impl TailCheck for LeaveTail {
    fn accept(&mut self, _: &Before<'_>, _: &Group<'_>) -> Result<(), TailError> {
        Err(TailError::Later(Cause::new(Why::Waiting, "nobody is here to judge them")))
    }

    fn seal(&mut self, _: &Head) -> Result<Note, TailError> {
        Err(TailError::Later(Cause::new(Why::Waiting, "nobody is here to sign")))
    }
}
