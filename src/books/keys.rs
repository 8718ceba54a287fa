//! Which key may sign, in which role, from which entry to which.

use crate::{
    log::{KeyId, KeyKind, PublicKey, Role},
    unit::Day,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One admitted key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Key {
    /// Its public half.
    pub public: PublicKey,
    /// Person or recovery.
    pub kind: KeyKind,
    /// Its role.
    pub role: Option<Role>,
    /// Whose it is, a code.
    pub person: String,
    /// First index at which it may sign.
    pub from: u64,
    /// Last index at which it may sign.
    pub until: Option<u64>,
    /// First index from which it is not trusted.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub distrusted_from: Option<u64>,
    /// The first day on which it counts, of a key that the recovery quorum admitted.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub counts_from: Option<Day>,
}

impl Key {
    /// True where it may sign the entry at this index.
    pub fn counts_at(&self, index: u64) -> bool {
        self.from <= index && self.until.is_none_or(|last| index <= last)
    }

    /// True for a key that does not count yet on a day.
    pub fn waits(&self, recorded: Day) -> bool {
        self.counts_from.is_some_and(|first| recorded < first)
    }

    /// True where what it signed at this index is not trusted.
    pub fn is_doubted_at(&self, index: u64) -> bool {
        self.distrusted_from.is_some_and(|from| from <= index)
    }
}

/// All keys ever admitted.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Keys {
    by_id: BTreeMap<KeyId, Key>,
}

impl Keys {
    /// A key that may sign the entry at this index.
    pub fn valid_at(&self, id: &KeyId, index: u64) -> Option<&Key> {
        self.by_id.get(id).filter(|key| key.counts_at(index))
    }

    /// Any key ever admitted.
    pub fn get(&self, id: &KeyId) -> Option<&Key> {
        self.by_id.get(id)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (&KeyId, &Key)> {
        self.by_id.iter()
    }

    pub(super) fn admit(&mut self, id: KeyId, key: Key) {
        self.by_id.insert(id, key);
    }

    pub(super) fn revoke(&mut self, id: &KeyId, until: u64, from: u64) {
        if let Some(key) = self.by_id.get_mut(id) {
            key.until = Some(key.until.map_or(until, |before| before.min(until)));
            key.distrusted_from = Some(from);
        }
    }

    pub(super) fn retire(&mut self, id: &KeyId, until: u64) {
        if let Some(key) = self.by_id.get_mut(id) {
            key.until = Some(until);
        }
    }
}
