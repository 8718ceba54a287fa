//! What can stand between an instruction and its entry, with the exit code of each.

use super::{
    behind::{Unbegun, Unsound},
    clock::Jump,
    missing::Missing,
};
use crate::{
    audit::{Finding, LineFault},
    decide::Refusal,
    event::ReadError as EventError,
    log::EntryError,
    store::{AppendError, Cause, ReadError, Why},
    unit::{HouseholdId, RecordedAt},
};

/// What went wrong. Nothing was recorded unless the variant says that it may have been.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The rules say no: which instruction (from 1, line of the file) and why.
    #[error("{}", .0.iter().map(|(n, r)| format!("{n}: {r}")).collect::<Vec<_>>().join("; "))]
    Refused(Vec<(usize, Refusal)>),
    /// Not a ledger, or not one that can be read here.
    #[error("{0} is not a ledger")]
    NotALedger(String),
    /// There is something in the folder already.
    #[error("{0} is not empty")]
    NotEmpty(String),
    /// The store says why it did not take the entries.
    #[error(transparent)]
    Append(#[from] AppendError),
    /// The store says why it cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The ledger may be read but not written here: loss, damage, no guard, waiting lines, or a key
    /// that has signed elsewhere.
    #[error("the ledger is read-only here: {cause}")]
    ReadOnly {
        /// `loss`, `damage`, `not_anchored`, `waiting`, `signed_elsewhere`.
        kind: &'static str,
        /// What was found.
        cause: String,
        /// 7 for loss, damage and a key in use elsewhere, else 6.
        exit: u8,
    },
    /// The record itself is wrong.
    #[error("{0}")]
    Damaged(Box<Finding>),
    /// A key file is missing, locked, damaged or not what it should be.
    #[error("{0}")]
    Key(String),
    /// The clock is behind the last entry, or further ahead of it than time can have passed.
    #[error("the clock says {now}, {jump} the last entry, which was recorded at {last}")]
    Clock {
        /// The clock.
        now: RecordedAt,
        /// The last entry.
        last: RecordedAt,
        /// Which way and how far.
        jump: Jump,
    },
    /// A ledger would begin before this program was released, or ten years after.
    #[error("the clock says {now}, this program is of {earliest}")]
    ClockAtBeginning {
        /// The clock.
        now: RecordedAt,
        /// When the program was released.
        earliest: RecordedAt,
    },
    /// Whole signed lines behind the last signed entry, which no audit would pass.
    #[error("behind the last signed entry: {}", .0.finding)]
    Unsound(Box<Unsound>),
    /// The device failed.
    #[error("{0}")]
    Device(#[from] Cause),
    /// Nothing of that name.
    #[error("{what}: expected {expected}, found nothing")]
    Absent {
        /// What was asked for.
        what: String,
        /// What there is.
        expected: String,
    },
    /// An erasure is recorded and its openings are not all destroyed yet; the next opening to write
    /// goes on with it.
    #[error("entry {entry} is recorded, the openings are not all destroyed yet: {cause}")]
    Unfinished {
        /// The entry.
        entry: u64,
        /// What stood in the way.
        cause: String,
    },
    /// An erasure would destroy texts that are not here, or make others unreadable for ever that are
    /// not here either, and nobody has said that they are gone for good.
    #[error("{said} of {} missing private texts were said to be gone: {}", .texts.len(), shown(.texts))]
    TextsMissing {
        /// How many a person has said to be gone.
        said: u64,
        /// Which there are.
        texts: Vec<Missing>,
    },
    /// Whether an erasure was recorded is not known; if it was, the next opening to write carries it out.
    #[error("that the openings of {household} are destroyed may or may not be recorded: {cause}")]
    ErasureUnsure {
        /// Whose.
        household: HouseholdId,
        /// What stood in the way.
        cause: String,
    },
    /// Erasures behind the last signed entry that this machine did not begin.
    #[error("behind the last signed entry: erasures of {} that this machine has not begun", .0.names())]
    Unbegun(Box<Unbegun>),
    /// Our own mistake: nothing was signed.
    #[error("a rule of the program itself is broken: {0}")]
    Bug(String),
}

/// The first of them, by entry and member.
pub(super) fn shown(texts: &[Missing]) -> String {
    const MOST: usize = 8;
    let all: Vec<String> = texts.iter().take(MOST).map(ToString::to_string).collect();
    let more = texts.len().checked_sub(MOST).filter(|n| *n > 0).map(|n| format!(", … (+{n})"));
    all.join(", ") + &more.unwrap_or_default()
}

impl Trouble {
    /// The texts that are missing, for whoever reads.
    pub fn missing(texts: &[Missing]) -> String {
        shown(texts)
    }

    /// The documented exit code.
    pub fn exit_code(&self) -> u8 {
        match self {
            Trouble::Refused(_)
            | Trouble::Clock { .. }
            | Trouble::ClockAtBeginning { .. }
            | Trouble::Absent { .. }
            | Trouble::TextsMissing { .. } => 3,
            Trouble::NotALedger(_) | Trouble::NotEmpty(_) => 2,
            _ if self.why() == Some(Why::ReadOnly) => 6,
            Trouble::Append(e) => e.exit_code(),
            Trouble::Read(e) => e.exit_code(),
            Trouble::ReadOnly { exit, .. } => *exit,
            Trouble::Damaged(_) => 7,
            Trouble::Key(_) | Trouble::Unsound(_) | Trouble::Unbegun(_) => 6,
            Trouble::Device(_) | Trouble::Unfinished { .. } | Trouble::ErasureUnsure { .. } => 4,
            Trouble::Bug(_) => 70,
        }
    }

    /// What the device or the operating system said, where it said anything.
    fn why(&self) -> Option<Why> {
        match self {
            // what failed in the middle is in doubt, whatever the reason
            Trouble::Append(AppendError::Refused(cause))
            | Trouble::Read(ReadError::Failed(cause))
            | Trouble::Device(cause) => Some(cause.why),
            _ => None,
        }
    }

    /// A stable code for `--json` and for the labels.
    pub fn code(&self) -> &'static str {
        match self {
            // nobody's mistake in the program
            _ if self.why() == Some(Why::ReadOnly) => "no_right",
            Trouble::Append(AppendError::Refused(cause)) if cause.why == Why::DiskFull => "disk_full",
            Trouble::Refused(all) => all.first().map_or("refused", |(_, r)| r.code().name()),
            Trouble::NotALedger(_) => "not_a_ledger",
            Trouble::NotEmpty(_) => "not_empty",
            Trouble::Append(AppendError::Moved(_)) => "moved",
            Trouble::Append(AppendError::Busy(_)) => "busy",
            Trouble::Append(AppendError::Unsure(_)) => "unsure",
            Trouble::Append(AppendError::Refused(_)) => "store_refused",
            Trouble::Append(AppendError::Failed(_)) => "store_failed",
            Trouble::Append(AppendError::Broken(_)) => "store_broken",
            Trouble::Read(_) => "cannot_read",
            Trouble::ReadOnly { kind, .. } => kind,
            Trouble::Damaged(_) => "damaged",
            Trouble::Key(_) => "key",
            Trouble::Clock { .. } => "clock_jumped",
            Trouble::ClockAtBeginning { .. } => "clock_implausible",
            Trouble::Unsound(_) => "unsound_lines",
            Trouble::Device(_) => "device",
            Trouble::Unfinished { .. } => "erasure_unfinished",
            Trouble::TextsMissing { .. } => "texts_missing",
            Trouble::ErasureUnsure { .. } => "erasure_unsure",
            Trouble::Unbegun(_) => "erasure_not_begun",
            Trouble::Absent { .. } => "absent",
            Trouble::Bug(_) => "bug",
        }
    }
}

/// Errors of reading are damage where the bytes come from the record, and our own mistake where we
/// made them a moment ago. No conversion guesses which: each caller says.
impl Trouble {
    /// A write that failed before the first line of a batch: nothing of it is there.
    pub(super) fn before_lines(error: AppendError) -> Trouble {
        match error {
            AppendError::Failed(cause) => Trouble::Device(cause),
            other => other.into(),
        }
    }

    /// What we built ourselves cannot be read or followed.
    pub(super) fn ours<E: std::fmt::Display>(error: E) -> Trouble {
        Trouble::Bug(error.to_string())
    }

    /// A line of the record that is not an entry of its key.
    pub fn line(entry: u64, error: EntryError) -> Trouble {
        let fault = match error {
            EntryError::Signature(_) => LineFault::Signature(error),
            EntryError::Line(_)
            | EntryError::Json(_)
            | EntryError::Members { .. }
            | EntryError::Behind(_)
            | EntryError::Member { .. }
            | EntryError::Format(_)
            | EntryError::Key { .. } => LineFault::Malformed(error),
        };
        Finding::entry(entry, fault).into()
    }

    /// An entry of the record whose event or files cannot be read.
    pub(super) fn event(entry: u64, error: EventError) -> Trouble {
        Finding::entry(entry, LineFault::Unread(error)).into()
    }
}

impl From<Finding> for Trouble {
    fn from(finding: Finding) -> Trouble {
        Trouble::Damaged(Box::new(finding))
    }
}
