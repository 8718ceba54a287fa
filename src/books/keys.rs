//! Which key may sign, in which role, from which entry to which.

use crate::log::{KeyId, KeyKind, PublicKey, Role};
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
}

/// All keys ever admitted.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Keys {
    by_id: BTreeMap<KeyId, Key>,
}

impl Keys {
    /// A key that may sign the entry at this index.
    pub fn valid_at(&self, id: &KeyId, index: u64) -> Option<&Key> {
        self.by_id.get(id).filter(|k| k.from <= index && k.until.is_none_or(|last| index <= last))
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

    pub(super) fn retire(&mut self, id: &KeyId, until: u64) {
        if let Some(key) = self.by_id.get_mut(id) {
            key.until = Some(until);
        }
    }
}
