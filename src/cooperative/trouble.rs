//! What can stand between an instruction and its entry, with the exit code of each.

use crate::{
    audit::Finding,
    books::ApplyError,
    decide::Refusal,
    event::ReadError as EventError,
    log::EntryError,
    store::{AppendError, Cause, ReadError},
    unit::RecordedAt,
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
    /// The ledger may be read but not written here: loss, damage, no guard, or waiting lines.
    #[error("the ledger is read-only here: {cause}")]
    ReadOnly {
        /// `loss`, `damage`, `not_anchored`, `waiting`.
        kind: &'static str,
        /// What was found.
        cause: String,
        /// 7 for loss and damage, else 6.
        exit: u8,
    },
    /// The record itself is wrong.
    #[error("{} at {}: expected {}, found {}", .0.code.name(), .0.place, .0.expected, .0.found)]
    Damaged(Box<Finding>),
    /// A key file is missing, locked, damaged or not what it should be.
    #[error("{0}")]
    Key(String),
    /// The clock is more than two minutes behind the last entry, or more than 40 days ahead of it.
    #[error("the clock says {now}, the last entry was recorded at {last}")]
    Clock {
        /// The clock.
        now: RecordedAt,
        /// The last entry.
        last: RecordedAt,
    },
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
    /// Our own mistake: nothing was signed.
    #[error("a rule of the program itself is broken: {0}")]
    Bug(String),
}

impl Trouble {
    /// The documented exit code.
    pub fn exit_code(&self) -> u8 {
        match self {
            Trouble::Refused(_) | Trouble::Clock { .. } | Trouble::Absent { .. } => 3,
            Trouble::NotALedger(_) | Trouble::NotEmpty(_) => 2,
            Trouble::Append(e) => e.exit_code(),
            Trouble::Read(e) => e.exit_code(),
            Trouble::ReadOnly { exit, .. } => *exit,
            Trouble::Damaged(_) => 7,
            Trouble::Key(_) => 6,
            Trouble::Device(_) => 4,
            Trouble::Bug(_) => 70,
        }
    }

    /// A stable code for `--json` and for the labels.
    pub fn code(&self) -> &'static str {
        match self {
            Trouble::Refused(all) => all.first().map_or("refused", |(_, r)| r.code.name()),
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
            Trouble::Device(_) => "device",
            Trouble::Absent { .. } => "absent",
            Trouble::Bug(_) => "bug",
        }
    }
}

impl From<ApplyError> for Trouble {
    fn from(error: ApplyError) -> Trouble {
        Trouble::Bug(error.to_string())
    }
}

impl From<EntryError> for Trouble {
    fn from(error: EntryError) -> Trouble {
        Trouble::Bug(error.to_string())
    }
}

impl From<EventError> for Trouble {
    fn from(error: EventError) -> Trouble {
        Trouble::Bug(error.to_string())
    }
}

impl From<Finding> for Trouble {
    fn from(finding: Finding) -> Trouble {
        Trouble::Damaged(Box::new(finding))
    }
}
