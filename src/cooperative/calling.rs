//! What the codes of a household's statement are called, as this machine knows it: private texts out of its store, names of
//! companies out of the record. They go into pages and prints of the household itself, never into data for others.

use super::{Cooperative, Doubt, Trouble};
use crate::{
    event::PartyRegistered,
    log::{Hash, Json, UnverifiedEntry, from_json},
    statement::{
        HouseholdStatement,
        value::{Called, PageDoubt, Unsealed},
    },
    unit::{ContractId, ParcelId, PartyId, Text},
};
use std::collections::{BTreeMap, HashMap};

/// Finds what codes are called; made once for any number of statements.
#[derive(Debug)]
pub struct Calling<'a> {
    cooperative: &'a Cooperative,
    /// Names of parties that the record gives.
    parties: BTreeMap<PartyId, Text>,
    /// Every private text, where all are wanted.
    texts: Option<HashMap<Hash, Vec<u8>>>,
    doubt: Option<PageDoubt>,
}

impl Cooperative {
    /// What finds names for a statement or, with `all`, for many: then the private texts are read at once. Where this
    /// machine has no keys to them there are none.
    ///
    /// # Errors
    /// [`Trouble::Read`] where the journal does not give its lines.
    pub fn calling(&self, all: bool) -> Result<Calling<'_>, Trouble> {
        let texts = all.then(|| self.every_text());
        let doubt = self.doubt().map(|doubt| match doubt {
            Doubt::NotAudited => PageDoubt::NotAudited,
            Doubt::AuditedUpto(size) => PageDoubt::AuditedUpto(size),
            Doubt::SignedElsewhere(size) => PageDoubt::SignedElsewhere(size),
        });
        Ok(Calling { cooperative: self, parties: self.party_names()?, texts, doubt })
    }

    /// Every private text that this machine can open, by its commitment, salt in front.
    pub(super) fn every_text(&self) -> HashMap<Hash, Vec<u8>> {
        let mut texts = HashMap::new();
        let mut take = |commitment: &Hash, plain: Option<&[u8]>| {
            if let Some(plain) = plain {
                texts.insert(*commitment, plain.to_vec());
            }
        };
        // what cannot be read is not called: whoever reads the ledger was told of it before
        let _ = self.openings.each(&self.origin, &mut |commitment, _, plain| take(commitment, plain));
        texts
    }

    /// Names of companies and bodies, as they were registered last.
    fn party_names(&self) -> Result<BTreeMap<PartyId, Text>, Trouble> {
        let kind: &[u8] = b"\"kind\":\"party.registered/1\"";
        let mut names = BTreeMap::new();
        for chunk in self.journal.read(&self.origin, 0, self.head().size)? {
            let chunk = chunk?;
            for (line, index) in chunk.lines.split_inclusive(|&b| b == b'\n').zip(chunk.first..) {
                if !line.windows(kind.len()).any(|part| part == kind) {
                    continue;
                }
                let entry = UnverifiedEntry::parse(line).map_err(|e| Trouble::line(index, e))?;
                let party = from_json::<PartyRegistered>(&bare(entry.body())).ok();
                names.extend(party.and_then(|party| Some((party.party, party.name?))));
            }
        }
        Ok(names)
    }
}

/// A body without what bodies of every kind may have.
fn bare(body: &Json) -> Json {
    let mut bare = body.clone();
    if let Json::Object(members) = &mut bare {
        members.remove("note");
        members.remove("evidence");
    }
    bare
}

impl Calling<'_> {
    /// What the codes of this statement are called. A text that an erasure accounts for is not looked for.
    pub fn of(&self, statement: &HouseholdStatement) -> Called {
        let coop = self.cooperative;
        let mut called = Called { doubt: self.doubt, ..Called::default() };
        for concern in &statement.concerns {
            let field = match concern.kind.as_str() {
                "household.enrolled/1" => "name",
                "parcel.registered/1" => "official",
                _ => continue,
            };
            if coop.books.texts().erased_by(concern.index).is_some() {
                continue;
            }
            let Some(body) = self.body(concern.index) else { continue };
            let text = |member: &str| body.member(member).and_then(Json::text);
            let Some(commitment) = text(field).and_then(|hash| hash.parse::<Hash>().ok()) else { continue };
            let Some(found) = self.text(&commitment).filter(|found| found.opens(&commitment, field)) else { continue };
            match field {
                "name" if text("household") == Some(statement.household.as_str()) => called.name = Some(found),
                "official" => {
                    let held = |parcel: &ParcelId| statement.holdings.parcels.iter().any(|p| p.parcel == *parcel);
                    let parcel = text("parcel").and_then(|code| code.parse().ok()).filter(held);
                    called.parcels.extend(parcel.map(|parcel| (parcel, found)));
                }
                _ => {}
            }
        }
        called.partners = self.partners(statement);
        called
    }

    fn body(&self, index: u64) -> Option<Json> {
        let line = self.cooperative.lines(index, index + 1).ok()?.pop()?;
        Some(UnverifiedEntry::parse(&line).ok()?.body().clone())
    }

    fn text(&self, commitment: &Hash) -> Option<Unsealed> {
        match &self.texts {
            Some(texts) => Unsealed::of(texts.get(commitment)?),
            None => Unsealed::of(&self.cooperative.openings.get(&self.cooperative.origin, commitment).ok()??),
        }
    }

    fn partners(&self, statement: &HouseholdStatement) -> BTreeMap<ContractId, Text> {
        let held = &statement.holdings;
        let parcels = held.parcels.iter().filter_map(|p| p.contract.as_ref());
        let houses = held.houses.iter().filter_map(|h| h.contract.as_ref());
        let capital = held.capital.iter().map(|c| &c.contract);
        let name = |contract: &ContractId| {
            let party = self.cooperative.books.contracts().get(contract)?.party();
            self.parties.get(party.as_str()).cloned()
        };
        parcels.chain(houses).chain(capital).filter_map(|c| Some((c.clone(), name(c)?))).collect()
    }
}
