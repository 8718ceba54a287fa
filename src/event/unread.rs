//! Why an entry cannot be read as an event.

use crate::log::{Hash, json::JsonError};

/// Why an entry cannot be read as an event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// A kind this program does not know.
    #[error("kind `{0}` is not known to this version")]
    UnknownKind(String),
    /// The body does not fit its kind.
    #[error("body of `{0}`: {1}")]
    Body(String, String),
    /// A member of the body is not what its kind wants.
    #[error("body of `{0}`: {1}")]
    Shape(String, JsonError),
    /// A blob is missing.
    #[error("blob {0} is missing")]
    BlobMissing(Hash),
    /// A blob is not what its name or its event says.
    #[error("blob {0}: {1}")]
    Blob(Hash, String),
}
