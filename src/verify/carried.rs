//! An entry that a statement carries: whole, or with the household's portion of it alone.

use super::{
    finding::{Finding, Passage, ProofFault},
    proof::{entry_proof, portion_proof},
};
use crate::{
    event::own_body,
    log::{Hash, Head, Json, UnverifiedEntry, VerifierKey, portions::PortionProof},
    unit::HouseholdId,
};

/// A proven entry, and its body as the household may see it.
pub(super) struct Carried {
    pub(super) entry: UnverifiedEntry,
    pub(super) body: Json,
}

impl Carried {
    pub(super) fn index(&self) -> u64 {
        self.entry.index()
    }

    pub(super) fn kind(&self) -> String {
        self.entry.kind().to_string()
    }

    /// Reads a proof of an entry, or of a household's portion of one; gives what the household's running
    /// digest absorbs of it and the head it is under.
    ///
    /// # Errors
    /// It does not hold, or is another household's.
    pub(super) fn read(
        bytes: &[u8],
        vkey: &VerifierKey,
        place: &Passage,
        household: &HouseholdId,
    ) -> Result<(Carried, Hash, Head), Finding> {
        let others = |found: String| {
            Finding::new(place.clone(), ProofFault::OtherHousehold { expected: household.clone(), found })
        };
        if PortionProof::begins(bytes) {
            let (item, portion, entry, head) = portion_proof(bytes, vkey, place)?;
            if portion.to != *household {
                return Err(others(portion.to.to_string()));
            }
            let body = own_body(entry.kind().as_str(), entry.body(), &portion);
            return Ok((Carried { entry, body }, item, head));
        }
        let (entry, head) = entry_proof(bytes, vkey, place)?;
        if !entry.about().iter().any(|h| h == household.as_str()) {
            return Err(others(entry.about().join(" ")));
        }
        let (item, body) = (entry.leaf(), entry.body().clone());
        Ok((Carried { entry, body }, item, head))
    }
}
