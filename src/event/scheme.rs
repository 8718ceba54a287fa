//! A payout sheet is adopted.

use super::BlobRef;
use crate::unit::{SchemeId, Text};
use serde::{Deserialize, Serialize};

/// A word of a sheet and what reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoundRead {
    /// An input, `小麦价`, or a register's column, `地块.面积`.
    pub at: Text,
    /// The reader: `series.wheat`, `parcel.area_mu`.
    pub from: Text,
}

/// A register of a sheet and the set of its rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoundRows {
    /// The register, in the sheet's word.
    pub register: Text,
    /// The set: `household`, `series.ticket`, `holding.share`.
    pub rows: Text,
}

/// What the words of a sheet mean in this ledger.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Bindings {
    /// Columns and inputs.
    pub reads: Vec<BoundRead>,
    /// Registers.
    pub rows: Vec<BoundRows>,
}

/// A sheet takes effect under a resolution. It can be superseded, never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchemeAdopted {
    /// What columns and inputs of the sheet read in this ledger, where that is not what their words mean everywhere.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub reads: Vec<BoundRead>,
    /// Reference of the resolution.
    pub resolution: Text,
    /// Which rows registers of the sheet have, where that is not what their words mean everywhere.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub rows: Vec<BoundRows>,
    /// The sheet's own id.
    pub scheme: SchemeId,
    /// Which meaning of the language it was written for.
    pub semantics: u32,
    /// The sheet's bytes.
    pub sheet: BlobRef,
    /// From 1, one more than the version it supersedes.
    pub version: u32,
}

impl SchemeAdopted {
    /// What the sheet's words mean in this ledger.
    pub fn bindings(&self) -> Bindings {
        Bindings { reads: self.reads.clone(), rows: self.rows.clone() }
    }
}
