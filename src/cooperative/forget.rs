//! Erasing a household's openings, and recording that it was done: the entry first, then the
//! openings. What a crash leaves between the two is ended by the next opening to write.
//!
//! An opening goes with every household its entry has to do with, so it is the entries that say what
//! is to be destroyed and not the key an opening was filed under (decision 20).

use super::{
    BlobReader, Cooperative, Outcome, Recorded, Trouble,
    filing::{ORGANIZATION, concerned, walk},
};
use crate::{
    event::Fact,
    log::{Hash, Json, SigningKey, UnverifiedEntry},
    unit::{Day, EntryId, HouseholdId},
};
use std::collections::{BTreeMap, BTreeSet};

/// What was forgotten.
#[derive(Debug, Clone)]
pub struct Forgotten {
    /// The entry that says so.
    pub recorded: Recorded,
    /// How many openings of this household there were, as the entry says.
    pub openings: u64,
    /// How many of them had to do with other households too.
    pub shared: u64,
}

/// What is to be destroyed.
#[derive(Debug, Default)]
struct Due {
    /// All of it.
    gone: BTreeSet<Hash>,
    /// What belongs to the household that is being forgotten.
    own: u64,
    /// Of that, what has to do with other households too.
    shared: u64,
}

impl Cooperative {
    /// Records `household.erased` and destroys every opening of every entry that has to do with the
    /// household. Entries, amounts and codes stay; the commitments can no longer be opened by anybody.
    /// Nothing is destroyed before the entry is durable; if the destruction then fails or is cut off,
    /// [`Trouble::Unfinished`] says so and the next opening to write ends it.
    pub fn forget(
        &mut self,
        id: &EntryId,
        household: &HouseholdId,
        reason: &str,
        on: Day,
        signer: &SigningKey,
    ) -> Result<Forgotten, Trouble> {
        let known = self.books.registers.households.contains_key(household);
        if !known {
            let expected = "an enrolled household".to_owned();
            return Err(Trouble::Absent { what: household.to_string(), expected });
        }
        let mut due = self.due(Some(household), true)?;
        due.own = self.books.texts_of(household);
        // the same instruction again is answered with what it recorded, which had another count
        if let Some(index) = self.books.ids.get(id)
            && let Fact::HouseholdErased(before) = self.entry(*index)?.event.fact
            && before.household == *household
        {
            due.own = before.openings;
        }
        let text = |t: &str| Json::Text(t.to_owned());
        let request = Json::Object(BTreeMap::from([
            ("id".to_owned(), text(id.as_str())),
            ("on".to_owned(), text(&on.to_string())),
            ("kind".to_owned(), text("household.erased")),
            ("household".to_owned(), text(household.as_str())),
            ("openings".to_owned(), Json::Integer(due.own)),
            ("reason".to_owned(), text(reason)),
        ]));
        self.openings.room(&self.origin)?;
        let recorded = self.record(&[request], signer)?;
        let recorded = recorded.into_iter().next().ok_or_else(|| Trouble::Bug("nothing was recorded".into()))?;
        let entry = recorded.index;
        // after an append that went well no batch is in doubt, so what no entry names is nobody's
        self.finish_forgetting(recorded.outcome == Outcome::Now)
            .map_err(|trouble| Trouble::Unfinished { entry, cause: trouble.to_string() })?;
        Ok(Forgotten { recorded, openings: due.own, shared: due.shared })
    }

    /// Destroys what the recorded erasures name and a crash left; how many openings that were.
    /// Costs nothing once it is done. `settled`: every batch whose openings are here is in the
    /// journal or never will be, so openings without an entry go too.
    pub(super) fn finish_forgetting(&self, settled: bool) -> Result<u64, Trouble> {
        let Some(last) = self.books.erased.values().max() else { return Ok(0) };
        if self.openings.destroyed_upto(&self.origin)? > *last {
            return Ok(0);
        }
        let due = self.due(None, settled)?;
        let upto = if settled { last + 1 } else { 0 };
        Ok(self.openings.destroy(&self.origin, &due.gone, upto)?)
    }

    /// What recorded erasures want destroyed, and with `besides` also what one more would; with
    /// `settled` also what stands in no entry.
    fn due(&self, besides: Option<&HouseholdId>, settled: bool) -> Result<Due, Trouble> {
        let held: BTreeMap<Hash, HouseholdId> =
            self.openings.held(&self.origin)?.into_iter().map(|(household, hash)| (hash, household)).collect();
        if held.is_empty() {
            return Ok(Due::default());
        }
        let mut erased = self.books.erased.clone();
        erased.extend(besides.map(|household| (household.clone(), u64::MAX)));
        // by commitment: does it go, is it the household's own, has it to do with others
        let mut named: BTreeMap<Hash, (bool, bool, bool)> = BTreeMap::new();
        let reader = BlobReader { blobs: self.blobs.as_ref(), origin: &self.origin };
        for chunk in self.journal.read(&self.origin, 0, self.chain.head().size)? {
            let chunk = chunk?;
            for (line, index) in chunk.lines.split_inclusive(|&b| b == b'\n').zip(chunk.first..) {
                let entry = UnverifiedEntry::parse(line).map_err(|e| Trouble::line(index, &e))?;
                let hashes: Vec<Hash> = hashes(entry.body()).into_iter().filter(|h| held.contains_key(h)).collect();
                if hashes.is_empty() {
                    continue;
                }
                let whose = concerned(&self.books, &entry, &reader);
                let goes = whose.iter().any(|h| erased.get(h).is_some_and(|at| *at > index));
                let own = besides.is_some_and(|h| whose.contains(h));
                for hash in hashes {
                    let so_far = named.entry(hash).or_default();
                    *so_far = (so_far.0 || goes, so_far.1 || own, so_far.2 || whose.len() > 1);
                }
            }
        }
        let mut due = Due::default();
        for (hash, filed) in held {
            let (goes, own, others) = match named.get(&hash) {
                Some(found) => *found,
                // of a batch that never became entries
                None => (settled, besides.is_some_and(|h| *h == filed && h.as_str() != ORGANIZATION), false),
            };
            if goes {
                due.gone.insert(hash);
            }
            due.own += u64::from(own);
            due.shared += u64::from(own && others);
        }
        Ok(due)
    }
}

/// Everything in a body that may be a commitment.
fn hashes(body: &Json) -> Vec<Hash> {
    let mut all = Vec::new();
    walk(body, "", &mut |_, text| all.extend(text.parse::<Hash>().ok()));
    all
}
