//! Erasing a household's openings, and recording that it was done: what is to be destroyed follows
//! from the journal; then it is looked up, the beginning is remembered, the entry written, and only
//! then are the openings destroyed. What a crash leaves is ended by the next opening to write.
//!
//! An opening goes with every household its entry has to do with, so it is the entries that say what
//! is to be destroyed and not the records, which lie where others may write (decision 20).

use super::{
    Answered, Cooperative, Recorded, Sought, Trouble,
    filing::organization,
    matching,
    missing::Missing,
    record::Built,
    texts::{Said, found},
};
use crate::{
    decide::{ReadingRule, Request},
    event::{Fact, HouseholdErased},
    log::{Hash, SigningKey},
    store::{AppendError, Begun},
    unit::{Day, EntryId, HouseholdId, UnitError, Words},
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

/// What an erasure destroys and what stands in its way.
struct Plan {
    /// Under whose keys what is to be destroyed is filed.
    spent: BTreeSet<HouseholdId>,
    /// What nothing here opens, of what is to be destroyed.
    own: Vec<Missing>,
    /// The same, of what would have to be sealed anew and could never be opened afterwards.
    others: Vec<Missing>,
}

/// What was destroyed.
#[derive(Debug, Default)]
pub(super) struct Destroyed {
    /// How many openings were still there.
    pub openings: u64,
    /// How many of the texts that had to go had to do with several households.
    pub shared: u64,
}

impl Cooperative {
    /// Records `household.erased` and destroys every opening of every entry that has to do with the
    /// household. Entries, amounts and codes stay; the commitments can no longer be opened by anybody.
    /// Nothing is destroyed before the entry is durable; if the destruction then fails or is cut off,
    /// [`Trouble::Unfinished`] says so and the next opening to write ends it.
    ///
    /// # Errors
    /// As [`Cooperative::forget_without`], where nobody has said that a text is gone.
    pub fn forget(
        &mut self,
        id: &EntryId,
        household: &HouseholdId,
        reason: &str,
        on: Day,
        signer: &SigningKey,
    ) -> Result<Forgotten, Trouble> {
        self.forget_without(id, household, reason, on, 0, signer)
    }

    /// [`Cooperative::forget`] where a person has said that so many texts are gone for good, which
    /// stands in the entry; otherwise [`Trouble::TextsMissing`] names them.
    ///
    /// # Errors
    /// [`Trouble::Absent`] where no such household was enrolled, [`Trouble::TextsMissing`] where another number
    /// of texts is missing, [`Trouble::ErasureUnsure`] where the entry may or may not be durable,
    /// [`Trouble::Unfinished`] where it is and the destruction is not; otherwise as [`Cooperative::record`].
    pub fn forget_without(
        &mut self,
        id: &EntryId,
        household: &HouseholdId,
        reason: &str,
        on: Day,
        missing: u64,
        signer: &SigningKey,
    ) -> Result<Forgotten, Trouble> {
        let known = self.books.registers().households().contains_key(household);
        if !known {
            return Err(Sought::Enrolled(household.clone()).into());
        }
        // the same instruction again is answered with what it recorded, which had another count
        let before = self.books.ids().entry_of(id.as_str()).map(|index| self.entry(index)).transpose()?;
        let openings = match before.map(|entry| entry.event.fact) {
            Some(Fact::HouseholdErased(before)) if before.household == *household => before.openings,
            _ => self.books.texts_of(household),
        };
        let reason = reason.parse().map_err(|UnitError { expected: form, found }| {
            let other = ReadingRule::OtherForm { at: "household.erased, reason".to_owned(), form, found };
            Trouble::Refused(vec![(1, other.into())])
        })?;
        let missing = (missing > 0).then_some(missing);
        let erased = HouseholdErased { household: household.clone(), missing, openings, reason };
        let request = Request::new(id.clone(), on, Fact::from(erased));
        let recorded = self.record(&[request], signer).map_err(|trouble| {
            // it may be durable all the same; then the next opening to write destroys
            if let Trouble::Append(error @ (AppendError::Failed(_) | AppendError::Unsure(_))) = &trouble {
                return Trouble::ErasureUnsure { household: household.clone(), cause: Words::of(error) };
            }
            trouble
        })?;
        let recorded = recorded.into_iter().next().ok_or_else(|| Trouble::Bug("nothing was recorded".into()))?;
        let entry = recorded.index;
        // after an append that went well no batch is in doubt, so what no entry names is nobody's
        let destroyed = self
            .finish_forgetting(recorded.outcome == Answered::Now, 0)
            .map_err(|trouble| Trouble::Unfinished { entry, cause: Words::of(&trouble) })?;
        Ok(Forgotten { recorded, openings, shared: destroyed.shared })
    }

    /// Before the entries of a batch are written: refuses erasures of texts that are not here, looks
    /// for room, and remembers durably which erasures this machine has begun.
    pub(super) fn begin_forgetting(&self, built: &Built) -> Result<(), Trouble> {
        let mut pending: BTreeMap<u64, HouseholdId> = BTreeMap::new();
        let mut confirmed = 0;
        for recorded in &built.recorded {
            if let Fact::HouseholdErased(erased) = &recorded.event.fact {
                pending.insert(recorded.index, erased.household.clone());
                confirmed += erased.missing.unwrap_or_default();
            }
        }
        if pending.is_empty() {
            return Ok(());
        }
        let said = self.said(&built.lines)?;
        let plan = self.plan(&said, &pending)?;
        let mut absent = self.openings.absent(&self.origin)?;
        self.confirmed(&plan, &absent, confirmed)?;
        self.openings.room(&self.origin).map_err(Trouble::before_lines)?;
        let ours = said.erasures.iter().filter(|(entry, _)| pending.contains_key(entry));
        let all: Vec<Begun> =
            ours.map(|(entry, (leaf, _))| Begun { entry: *entry, leaf: *leaf, spent: plan.spent.clone() }).collect();
        // what was said to be lost stays known as such; what is forgotten is asked for no more
        absent.extend(plan.others.iter().map(|missing| missing.commitment));
        let open: BTreeSet<Hash> = said.texts.iter().filter(|t| t.erased_by.is_none()).map(|t| t.commitment).collect();
        absent.retain(|commitment| open.contains(commitment));
        self.openings.begin(&self.origin, &all).map_err(Trouble::before_lines)?;
        self.openings.say_absent(&self.origin, &absent).map_err(Trouble::before_lines)
    }

    /// Destroys what recorded erasures name and what is still there. Costs nothing once it is done.
    /// `settled`: every batch whose openings are here is in the journal or never will be, so openings
    /// without an entry go too. `confirmed`: so many texts are gone for good, as a person has said.
    pub(super) fn finish_forgetting(&self, settled: bool, confirmed: u64) -> Result<Destroyed, Trouble> {
        let Some(last) = self.books.erased().values().max() else { return Ok(Destroyed::default()) };
        let upto = self.openings.destroyed_upto(&self.origin)?;
        if upto > *last {
            return Ok(Destroyed::default());
        }
        let said = self.said(&[])?;
        let pending = said.erasures.range(upto..).map(|(entry, (_, household))| (*entry, household.clone()));
        let pending: BTreeMap<u64, HouseholdId> = pending.collect();
        let begun = self.openings.begun(&self.origin)?;
        let leaf = |entry: &u64| said.erasures.get(entry).map(|(leaf, _)| *leaf);
        let ours = |entry: &u64| begun.iter().find(|b| b.entry == *entry && leaf(entry) == Some(b.leaf));
        let (known, unknown): (Vec<_>, Vec<_>) = pending.keys().partition(|entry| ours(entry).is_some());
        let mut spent: BTreeSet<HouseholdId> = pending.values().cloned().collect();
        spent.extend(known.into_iter().filter_map(ours).flat_map(|begun| begun.spent.iter().cloned()));
        if !unknown.is_empty() {
            // accepted on a person's word, or begun by an older version
            let plan = self.plan(&said, &pending)?;
            let others = Plan { own: Vec::new(), ..plan };
            self.confirmed(&others, &self.openings.absent(&self.origin)?, confirmed)?;
            spent.extend(others.spent);
        }
        let mut gone: BTreeSet<Hash> =
            said.texts.iter().filter(|t| t.erased_by.is_some()).map(|t| t.commitment).collect();
        if settled {
            // of batches that never became entries
            let held = self.openings.held(&self.origin)?;
            gone.extend(
                held.into_iter()
                    .filter(|(h, hash)| spent.contains(h) && !said.named.contains(hash) && *hash != matching::place())
                    .map(|(_, hash)| hash),
            );
        }
        let of_several =
            |text: &&super::texts::TextAt| text.erased_by.is_some_and(|by| by >= upto) && text.whose.len() > 1;
        let shared = said.texts.iter().filter(of_several).count() as u64;
        let openings = self.openings.destroy(&self.origin, &gone, &spent, settled.then_some(last + 1))?;
        Ok(Destroyed { openings, shared })
    }

    /// Under whose keys the texts of pending erasures are filed, and what is missing of them or would
    /// be lost with them.
    fn plan(&self, said: &Said, pending: &BTreeMap<u64, HouseholdId>) -> Result<Plan, Trouble> {
        let organization = organization().map_err(Trouble::ours)?;
        let found = found(self.openings.as_ref(), &self.origin, &said.texts)?;
        let due = |by: Option<u64>| by.is_some_and(|by| pending.contains_key(&by));
        let earlier = said.texts.iter().filter(|t| t.erased_by.is_some() && !due(t.erased_by));
        let earlier: BTreeSet<Hash> = earlier.map(|t| t.commitment).collect();
        let missing =
            |text: &super::texts::TextAt| Missing { entry: text.entry, field: text.field, commitment: text.commitment };
        let mut plan = Plan { spent: pending.values().cloned().collect(), own: Vec::new(), others: Vec::new() };
        for text in said.texts.iter().filter(|text| due(text.erased_by)) {
            // what several have to do with lies under the organization's key, whatever is found there
            if text.whose.len() > 1 {
                plan.spent.insert(organization.clone());
            }
            match found.get(&text.commitment) {
                // older versions filed otherwise
                Some(filed) => plan.spent.extend(filed.iter().cloned()),
                None if earlier.contains(&text.commitment) => {}
                // older versions filed much under the organization, and it may come back
                None => {
                    plan.spent.insert(organization.clone());
                    plan.own.push(missing(text));
                }
            }
        }
        let gone: BTreeSet<Hash> = said.texts.iter().filter(|t| t.erased_by.is_some()).map(|t| t.commitment).collect();
        let endangered = |text: &&super::texts::TextAt| {
            text.erased_by.is_none()
                && !gone.contains(&text.commitment)
                && !found.contains_key(&text.commitment)
                && (plan.spent.contains(&organization) || !text.whose.is_disjoint(&plan.spent))
        };
        plan.others = said.texts.iter().filter(endangered).map(missing).collect();
        Ok(plan)
    }

    /// Has a person said that what is missing is gone for good? What was said before need not be said
    /// again.
    fn confirmed(&self, plan: &Plan, absent: &BTreeSet<Hash>, said: u64) -> Result<(), Trouble> {
        let all: Vec<&Missing> = plan.own.iter().chain(&plan.others).collect();
        let fresh: Vec<&Missing> = all.iter().copied().filter(|m| !absent.contains(&m.commitment)).collect();
        if said == fresh.len() as u64 || said == all.len() as u64 {
            return Ok(());
        }
        Err(Trouble::TextsMissing { said, texts: fresh.into_iter().cloned().collect() })
    }
}
