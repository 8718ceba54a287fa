//! What the codes of a household's statement are called, as this machine knows it: private texts out of its store, names of
//! companies out of the record. They go into pages and prints of the household itself, never into data for others.

use super::{Cooperative, Doubt, Trouble};
use crate::{
    event::{RegisterName, private_member, private_member_of_person},
    log::{Hash, UnverifiedEntry},
    statement::{
        HouseholdStatement,
        value::{Called, PageDoubt, Unsealed},
    },
    unit::{ContractId, Day, Text},
};
use std::collections::{BTreeMap, HashMap};

/// Finds what codes are called; made once for any number of statements.
#[derive(Debug)]
pub struct Calling<'a> {
    cooperative: &'a Cooperative,
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
        Ok(Calling { cooperative: self, texts, doubt })
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
}

impl Calling<'_> {
    /// What the codes of this statement are called. A text that an erasure accounts for is not looked for.
    pub fn of(&self, statement: &HouseholdStatement) -> Called {
        let mut called = Called { doubt: self.doubt, ..Called::default() };
        let (household, day) = (statement.household.as_str(), statement.as_of);
        called.name = self.said(statement, RegisterName::Household, household, "name", day);
        for held in &statement.holdings.parcels {
            let official = self.said(statement, RegisterName::Parcel, held.parcel.as_str(), "official", day);
            called.parcels.extend(official.map(|official| (held.parcel.clone(), official)));
        }
        for held in &statement.holdings.persons {
            let name = self.said(statement, RegisterName::Person, held.person.as_str(), "name", day);
            called.persons.extend(name.map(|name| (held.person.clone(), name)));
        }
        called.partners = self.partners(statement);
        called
    }

    /// What a private text of a row says on a day, where an entry of the statement says it.
    fn said(
        &self,
        statement: &HouseholdStatement,
        register: RegisterName,
        code: &str,
        field: &str,
        day: Day,
    ) -> Option<Unsealed> {
        let coop = self.cooperative;
        let index = coop.books.rows().said_in(register, code, field, day)?;
        if !statement.concerns.iter().any(|concern| concern.index == index) {
            return None;
        }
        if coop.books.texts().erased_by(index).is_some() {
            return None;
        }
        let line = coop.lines(index, index + 1).ok()?.pop()?;
        let entry = UnverifiedEntry::parse(&line).ok()?;
        let said = if register == RegisterName::Person {
            private_member_of_person(entry.kind().name(), entry.body(), code, field)?
        } else {
            private_member(entry.kind().name(), entry.body(), field)?
        };
        let commitment: Hash = said.text()?.parse().ok()?;
        self.text(&commitment).filter(|found| found.opens(&commitment, field))
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
        let books = &self.cooperative.books;
        let name = |contract: &ContractId| {
            let party = books.registers().parties().get(books.contracts().get(contract)?.party())?;
            party.name.as_at(statement.as_of).cloned().flatten()
        };
        parcels.chain(houses).chain(capital).filter_map(|c| Some((c.clone(), name(c)?))).collect()
    }
}
