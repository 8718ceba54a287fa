//! Why the books cannot follow an entry.

use super::{ChartError, postings::PostingError};

/// Why the books cannot follow an entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApplyError {
    /// The first entry does not open a ledger.
    #[error("entry 0 must be ledger.opened, found {0}")]
    NotOpened(String),
    /// The chart document cannot be read.
    #[error(transparent)]
    Chart(#[from] ChartError),
    /// A recorded sheet does not pass the checker.
    #[error("sheet {0} does not pass the checker: {1}")]
    Sheet(String, String),
    /// The ledger's zone is none.
    #[error("expected an offset such as +08:00, found {0}")]
    Zone(String),
    /// The ledger's key does not sign for this ledger.
    #[error("the ledger's key must sign notes of {0}, found {1}")]
    LedgerKey(String, String),
    /// The amounts add up to more than the books hold; [`Fen::MOST_POSTED`].
    #[error("the amounts add up to more than the books can hold")]
    TooMuch,
    /// The lines cannot be posted.
    #[error(transparent)]
    Posting(#[from] PostingError),
}
