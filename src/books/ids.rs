//! Under which id each entry was recorded.

use crate::unit::EntryId;
use hashbrown::HashTable;
use serde::{Deserialize, Serialize, Serializer};
use std::hash::{BuildHasher, RandomState};

/// The client's id of every entry, from entry 0, and the way back.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(try_from = "Spelled")]
pub struct Ids {
    spelled: Spelled,
    /// Entries by the hash of their id.
    entries: HashTable<u64>,
    hasher: RandomState,
}

/// All ids one behind the other: a million of them cost no allocation each.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Spelled {
    text: String,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Spelled {
    fn get(&self, entry: u64) -> Option<&str> {
        let at = usize::try_from(entry).ok()?;
        let begin = match at.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.text.get(begin..*self.ends.get(at)?)
    }

    fn count(&self) -> u64 {
        self.ends.len() as u64
    }
}

impl Ids {
    /// The entry that was recorded under an id; the last, where somebody signed two.
    pub fn entry_of(&self, id: &str) -> Option<u64> {
        self.entries.find(self.hasher.hash_one(id), |entry| self.id_of(*entry) == Some(id)).copied()
    }

    /// The id of an entry.
    pub fn id_of(&self, entry: u64) -> Option<&str> {
        self.spelled.get(entry)
    }

    /// Takes in the id of the next entry.
    pub(super) fn push(&mut self, id: &EntryId) {
        self.spelled.text.push_str(id.as_str());
        self.spelled.ends.push(self.spelled.text.len());
        self.enter(self.spelled.count() - 1);
    }

    fn enter(&mut self, entry: u64) {
        let Ids { spelled, entries, hasher } = self;
        let id = spelled.get(entry);
        let hash = |entry: &u64| hasher.hash_one(spelled.get(*entry).unwrap_or_default());
        match entries.find_mut(hash(&entry), |other| spelled.get(*other) == id) {
            Some(before) => *before = entry,
            None => drop(entries.insert_unique(hash(&entry), entry, hash)),
        }
    }
}

impl Serialize for Ids {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.spelled.serialize(to)
    }
}

impl TryFrom<Spelled> for Ids {
    type Error = &'static str;

    fn try_from(spelled: Spelled) -> Result<Ids, &'static str> {
        let whole = spelled.ends.last().copied().unwrap_or_default() == spelled.text.len();
        if !whole || (0..spelled.count()).any(|entry| spelled.get(entry).is_none()) {
            return Err("each id where the one before it ends");
        }
        let entries = HashTable::with_capacity(spelled.ends.len());
        let mut ids = Ids { entries, hasher: RandomState::new(), spelled };
        for entry in 0..ids.spelled.count() {
            ids.enter(entry);
        }
        Ok(ids)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a broken claim stops its test")]
mod tests {
    use super::*;

    fn id(text: &str) -> EntryId {
        text.parse().unwrap()
    }

    #[test]
    fn an_id_leads_to_its_entry_and_back_also_out_of_a_snapshot() {
        let mut ids = Ids::default();
        let all: Vec<String> = (0..500).map(|n| format!("id-{n}")).collect();
        all.iter().for_each(|text| ids.push(&id(text)));
        let again = serde_json::to_string(&ids).and_then(|kept| serde_json::from_str::<Ids>(&kept));
        for ids in [Ok(ids), again] {
            let ids = ids.unwrap_or_default();
            for (entry, text) in (0..).zip(&all) {
                assert_eq!((ids.entry_of(text), ids.id_of(entry)), (Some(entry), Some(text.as_str())));
            }
            assert_eq!((ids.entry_of("id-500"), ids.id_of(500)), (None, None));
        }
    }

    #[test]
    fn of_two_entries_under_one_id_the_later_counts() {
        let mut ids = Ids::default();
        ["a", "b", "a"].iter().for_each(|text| ids.push(&id(text)));
        assert_eq!((ids.entry_of("a"), ids.id_of(0)), (Some(2), Some("a")));
    }

    #[test]
    fn a_snapshot_whose_ends_are_no_ends_is_refused() {
        for kept in [
            r#"{"text":"ab","ends":[1,3]}"#,
            r#"{"text":"ab","ends":[1]}"#,
            r#"{"text":"ab","ends":[]}"#,
            r#"{"text":"ab","ends":[2,1,2]}"#,
            r#"{"text":"é","ends":[1,2]}"#,
        ] {
            assert!(serde_json::from_str::<Ids>(kept).is_err(), "{kept}");
        }
        assert!(serde_json::from_str::<Ids>(r#"{"text":"ab","ends":[1,2]}"#).is_ok());
    }
}
