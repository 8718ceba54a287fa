//! What a household's page says in words beside codes: never part of the statement's data, which others may be given.

use crate::log::{Hash, opens};
use crate::unit::{ContractId, ParcelId, PersonId, Text};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Names that the accountant's machine has, for pages and prints of the household itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Called {
    /// What its reader must know about the machine that wrote the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubt: Option<PageDoubt>,
    /// The name of the head of the household.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Unsealed>,
    /// Official codes of its parcels, by local code.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parcels: BTreeMap<ParcelId, Unsealed>,
    /// Names of its persons, by code.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub persons: BTreeMap<PersonId, Unsealed>,
    /// Names of the other side of contracts. They stand in the record, but not in entries about the household: told,
    /// and not shown.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub partners: BTreeMap<ContractId, Text>,
}

/// A private text with the salt by which a commitment in the record shows it to be the recorded one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unsealed {
    /// 32 bytes.
    pub salt: Hash,
    /// The text.
    pub value: String,
}

impl Unsealed {
    /// What was kept for a commitment, salt in front; `None` where that is no text behind a salt.
    pub fn of(kept: &[u8]) -> Option<Unsealed> {
        let (salt, value) = kept.split_first_chunk::<32>()?;
        Some(Unsealed { salt: Hash(*salt), value: String::from_utf8(value.to_vec()).ok()? })
    }

    /// True if a member of that name in an entry is the commitment to it.
    pub fn opens(&self, commitment: &Hash, field: &str) -> bool {
        opens(commitment, field, &self.salt.0, self.value.as_bytes())
    }
}

/// What is said at the head of a page of the machine that wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageDoubt {
    /// It never audited the ledger.
    NotAudited,
    /// It audited these first entries, no more.
    AuditedUpto(u64),
    /// Elsewhere the ledger's key has signed this many entries.
    SignedElsewhere(u64),
}
