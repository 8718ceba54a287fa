//! The record as a trait, and how a store may end. Rules J1–J14 stand in the decision page on the
//! journal; the ones a caller must know are repeated at each method.

use super::{Cause, Origin, Why};
use crate::log::{Batch, Chunk, Frontier, Hash, Sealed};
use crate::unit::{Lang, Say};

/// Runs of whole lines, ascending and without a gap, pulled one at a time.
pub type Chunks<'a> = Box<dyn Iterator<Item = Result<Chunk, ReadError>> + Send + 'a>;

/// The lines are durable. Which of the two is for the curious; both mean success.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Appended {
    /// By this call.
    Now,
    /// By an earlier one.
    Already,
}

/// How an append or another write may fail.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// Nothing written: the head is this one; decide again.
    #[error("the ledger has moved on to {} entries", .0.as_ref().map_or(0, |s| s.head.size))]
    Moved(Option<Sealed>),
    /// Nothing written: lock held, starting; later.
    #[error("busy: {0}")]
    Busy(Cause),
    /// May be written: repeat this very batch before anything else.
    #[error("may or may not be written: {0}")]
    Unsure(Cause),
    /// Nothing written, never will be: too large, read-only, no right, disk full.
    #[error("refused: {0}")]
    Refused(Cause),
    /// Device or engine failed; may or may not be written; this handle refuses from now on.
    #[error("failed: {0}")]
    Failed(Cause),
    /// The store contradicts or has lost what it acknowledged: stop, read only.
    #[error("the record is broken: {0}")]
    Broken(Cause),
}

impl Say for AppendError {
    fn say(&self, lang: Lang) -> String {
        match (lang, self) {
            (Lang::En, _) => self.to_string(),
            (Lang::Zh, AppendError::Moved(sealed)) => {
                format!("已有 {} 条", sealed.as_ref().map_or(0, |s| s.head.size))
            }
            // the sentence around it says what it means for the batch
            (
                Lang::Zh,
                AppendError::Busy(cause)
                | AppendError::Unsure(cause)
                | AppendError::Refused(cause)
                | AppendError::Failed(cause)
                | AppendError::Broken(cause),
            ) => cause.say(lang),
        }
    }
}

impl AppendError {
    /// The exit code of a command that ends with it: 4 storage, 5 busy, 6 no right, 7 rollback,
    /// fork or loss.
    pub fn exit_code(&self) -> u8 {
        match self {
            AppendError::Moved(_) | AppendError::Busy(_) => 5,
            AppendError::Unsure(_) | AppendError::Refused(_) | AppendError::Failed(_) => 4,
            AppendError::Broken(_) => 7,
        }
    }
}

/// How a read may fail.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// No ledger, blob or key of that name here.
    #[error("there is no such ledger or file here")]
    NoLedger,
    /// The store does not have so many lines yet.
    #[error("only {have} entries are here")]
    Behind {
        /// How many it has.
        have: u64,
    },
    /// A line below the head is not there.
    #[error("entry {index} is missing from the record")]
    Missing {
        /// Which one.
        index: u64,
    },
    /// Later.
    #[error("busy: {0}")]
    Busy(Cause),
    /// Device or engine failed.
    #[error("failed: {0}")]
    Failed(Cause),
}

impl Say for ReadError {
    fn say(&self, lang: Lang) -> String {
        match (lang, self) {
            (Lang::En, _) => self.to_string(),
            (Lang::Zh, ReadError::NoLedger) => "这里没有这样的账本或文件".to_owned(),
            (Lang::Zh, ReadError::Behind { have }) => format!("只有 {have} 条记录"),
            (Lang::Zh, ReadError::Missing { index }) => format!("缺第 {index} 条记录"),
            (Lang::Zh, ReadError::Busy(cause) | ReadError::Failed(cause)) => cause.say(lang),
        }
    }
}

impl ReadError {
    /// The exit code of a command that ends with it, as [`AppendError::exit_code`].
    pub fn exit_code(&self) -> u8 {
        match self {
            ReadError::Busy(_) => 5,
            ReadError::Missing { .. } => 7,
            ReadError::Failed(cause) if matches!(cause.why, Why::Damage | Why::Loss) => 7,
            ReadError::NoLedger | ReadError::Behind { .. } | ReadError::Failed(_) => 4,
        }
    }
}

/// Durable lines of one or many ledgers. Knows bytes, sizes and roots; no entry kinds, no keys,
/// no rules.
pub trait Journal: Send + Sync {
    /// Ledgers behind `after` in byte order of origin, at most `limit`. May lag.
    ///
    /// # Errors
    /// [`ReadError::Busy`] or [`ReadError::Failed`] where they cannot be listed, or the head of one not be
    /// told.
    fn ledgers(&self, after: Option<&Origin>, limit: usize) -> Result<Vec<Origin>, ReadError>;

    /// The newest durable head and its note; `None` before the first batch. Linearizable.
    ///
    /// # Errors
    /// [`ReadError::Busy`] where another holds what tells it, [`ReadError::Failed`] where the device cannot
    /// read it.
    fn head(&self, of: &Origin) -> Result<Option<Sealed>, ReadError>;

    /// Compare-and-swap on `(size, root)`: lines, head and note appear together or not at all,
    /// and `Ok` means that they survive a power cut. Repeating a batch is harmless for ever.
    ///
    /// # Errors
    /// Nothing is written after [`AppendError::Moved`], [`AppendError::Busy`] and [`AppendError::Refused`]; it
    /// may be after [`AppendError::Unsure`] and [`AppendError::Failed`]. [`AppendError::Broken`] where the
    /// record has lost or contradicts what was acknowledged.
    fn append(&self, to: &Origin, batch: &Batch) -> Result<Appended, AppendError>;

    /// Exactly the lines `[from, upto)`, lazily, or an error; never a hole, never a short answer.
    ///
    /// # Errors
    /// [`ReadError::NoLedger`] where there is none, [`ReadError::Behind`] where it has fewer lines; in place of
    /// a chunk [`ReadError::Missing`] with the first line that is not there, or [`ReadError::Failed`].
    fn read(&self, of: &Origin, from: u64, upto: u64) -> Result<Chunks<'_>, ReadError>;

    /// Brings copies of the head that others find up to it. To be called before anything leaves the
    /// machine: a statement, a proof, a copy, an audit of the folder.
    fn settle(&self) {}

    /// The tree's right edge behind the first `size` lines.
    ///
    /// # Errors
    /// As [`Journal::read`].
    fn edge(&self, of: &Origin, size: u64) -> Result<Frontier, ReadError> {
        let mut edge = Frontier::default();
        for chunk in self.read(of, 0, size)? {
            chunk?.lines.split_inclusive(|&b| b == b'\n').for_each(|line| edge.push(Hash::leaf(line)));
        }
        Ok(edge)
    }

    /// Are exactly these lines there? Compares bytes, so it costs as much as reading them.
    ///
    /// # Errors
    /// As [`Journal::head`] and [`Journal::read`].
    fn holds(&self, of: &Origin, batch: &Batch) -> Result<bool, ReadError> {
        let Some(sealed) = self.head(of)? else { return Ok(false) };
        if sealed.head == batch.seal().head {
            return Ok(true);
        }
        let (from, upto) = (batch.base().size, batch.seal().head.size);
        if upto > sealed.head.size {
            return Ok(false);
        }
        let mut rest = batch.lines();
        for chunk in self.read(of, from, upto)? {
            match rest.strip_prefix(chunk?.lines.as_slice()) {
                Some(behind) => rest = behind,
                None => return Ok(false),
            }
        }
        Ok(rest.is_empty())
    }

    /// What an append at another head than the batch's base means: `Already`, or `Moved`.
    ///
    /// # Errors
    /// [`AppendError::Moved`] where its lines are not there, [`AppendError::Broken`] where a line below the
    /// head is missing, [`AppendError::Busy`] or [`AppendError::Unsure`] where nobody can look.
    fn at_another_head(&self, of: &Origin, batch: &Batch, head: Option<Sealed>) -> Result<Appended, AppendError> {
        match self.holds(of, batch) {
            Ok(true) => Ok(Appended::Already),
            Ok(false) => Err(AppendError::Moved(head)),
            Err(ReadError::Missing { index }) => {
                let what = format!("entry {index} below the head is missing");
                Err(AppendError::Broken(Cause::new(Why::Loss, what)))
            }
            Err(ReadError::Busy(cause)) => Err(AppendError::Busy(cause)),
            Err(ReadError::Failed(cause)) => Err(AppendError::Unsure(cause)),
            Err(ReadError::NoLedger | ReadError::Behind { .. }) => Err(AppendError::Moved(head)),
        }
    }
}
