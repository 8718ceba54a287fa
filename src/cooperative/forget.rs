//! Erasing a household's openings, and recording that it was done.

use super::{Cooperative, Recorded, Trouble};
use crate::{
    log::{Json, SigningKey},
    unit::{Day, EntryId, HouseholdId},
};
use std::collections::BTreeMap;

impl Cooperative {
    /// Destroys the openings of a household and records `household.erased`. Entries, amounts and
    /// codes stay; the commitments can no longer be opened by anybody.
    pub fn forget(
        &mut self,
        id: &EntryId,
        household: &HouseholdId,
        reason: &str,
        on: Day,
        signer: &SigningKey,
    ) -> Result<Recorded, Trouble> {
        let known = self.books.registers.households.contains_key(household);
        if !known {
            let expected = "an enrolled household".to_owned();
            return Err(Trouble::Absent { what: household.to_string(), expected });
        }
        let request = |openings: u64| {
            let text = |t: &str| Json::Text(t.to_owned());
            Json::Object(BTreeMap::from([
                ("id".to_owned(), text(id.as_str())),
                ("on".to_owned(), text(&on.to_string())),
                ("kind".to_owned(), text("household.erased")),
                ("household".to_owned(), text(household.as_str())),
                ("openings".to_owned(), Json::Integer(openings)),
                ("reason".to_owned(), text(reason)),
            ]))
        };
        // everything that could refuse the entry is tried before anything is destroyed
        self.preview(&[request(0)], &signer.public().id())?;
        let gone = self.openings.erase(&self.origin, household)?;
        let recorded = self.record(&[request(gone)], signer)?;
        recorded.into_iter().next().ok_or_else(|| Trouble::Bug("nothing was recorded".into()))
    }
}
