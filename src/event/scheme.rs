//! A payout sheet is adopted.

use super::BlobRef;
use crate::unit::{SchemeId, Text};
use serde::{Deserialize, Serialize};

/// A sheet takes effect under a resolution. It can be superseded, never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchemeAdopted {
    /// Reference of the resolution.
    pub resolution: Text,
    /// The sheet's own id.
    pub scheme: SchemeId,
    /// Which meaning of the language it was written for.
    pub semantics: u32,
    /// The sheet's bytes.
    pub sheet: BlobRef,
    /// From 1, one more than the version it supersedes.
    pub version: u32,
}
