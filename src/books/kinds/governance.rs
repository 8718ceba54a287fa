//! Persons, offices, kin and the policy.

use super::{At, InBooks, none};
use crate::{
    books::{
        ApplyError, Books, Nature,
        governance::{
            AdoptedPolicy, Governance, OfficePerson, OfficeTerm, Proposal, ProposalState, RunningEffect, SaidWord,
        },
        postings::{Posted, PostingError},
    },
    event::{
        Attached, Event, KinDeclared, OfficeLeft, OfficeTaken, OrderEffected, OrderProposed, OrderWithdrawn,
        PersonRegistered, PolicyAdopted,
    },
    log::{About, Act, Attestation},
    policy::Policy,
    unit::Day,
};
impl InBooks for PersonRegistered {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, _: &At<'_>) -> Result<(), ApplyError> {
        let person = OfficePerson { household: self.household.clone(), is: self.is.clone() };
        books.governance.persons.insert(self.person.to_string(), person);
        Ok(())
    }
}

impl InBooks for KinDeclared {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, _: &At<'_>) -> Result<(), ApplyError> {
        let (one, other) = (self.person.to_string(), self.kin.to_string());
        books.governance.kin.insert((one.clone(), other.clone()));
        books.governance.kin.insert((other, one));
        Ok(())
    }
}

impl InBooks for OfficeTaken {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        let waits = books.governance.recovered(at.index, at.recorded).unwrap_or(self.first_day);
        books.governance.terms.push(OfficeTerm {
            office: self.office.clone(),
            person: self.person.to_string(),
            first_day: self.first_day.max(waits),
            last_day: self.last_day,
            entry: at.index,
            from: at.batch_end + 1,
            left: None,
        });
        Ok(())
    }
}

impl InBooks for OfficeLeft {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        let terms = books.governance.terms.iter_mut().rev();
        let mut held = terms.filter(|term| term.left.is_none() && term.office == self.office);
        if let Some(term) = held.find(|term| term.person == self.person.as_str()) {
            term.left = Some((at.batch_end, self.reason));
        }
        Ok(())
    }
}

impl InBooks for PolicyAdopted {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        let Attached::Document(text) = &at.event.attached else {
            return Err(PostingError::Unknown("policy".to_owned()).into());
        };
        let policy = Policy::read(text)?;
        let adopted =
            AdoptedPolicy { entry: at.index, from: at.batch_end + 1, recorded: at.recorded, document: text.clone() };
        books.governance.adopt(adopted, policy);
        Ok(())
    }
}

impl InBooks for OrderProposed {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        let (Attached::Document(text), Some(key)) = (&at.event.attached, books.keys.get(&at.key)) else {
            return Err(PostingError::Unknown("entries".to_owned()).into());
        };
        let proposal = Proposal {
            leaf: at.leaf,
            person: key.person.clone(),
            key: at.key,
            recorded: at.recorded,
            expires_on: self.expires_on,
            urgent: self.urgent,
            orders: text.lines().map(Into::into).collect(),
            words: Vec::new(),
            state: ProposalState::Open,
            by_recovery: false,
        };
        books.governance.proposals.insert(at.index, proposal);
        Ok(())
    }
}

impl InBooks for OrderEffected {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        let index = self.proposal.index;
        let Some(proposal) = books.governance.proposals.get_mut(&index) else {
            return Err(PostingError::Unknown(format!("proposal {index}")).into());
        };
        let (orders, behind) = (proposal.orders.len() as u64, at.batch_end - at.index);
        // the households are stated behind a payout
        if behind != orders && behind != orders + 1 {
            return Err(ApplyError::HalfEffect { orders, behind });
        }
        proposal.by_recovery = !Governance::recovering(proposal, &books.keys).is_empty();
        proposal.state = ProposalState::InEffect(at.index, at.recorded);
        books.governance.running = Some(RunningEffect { proposal: index, first: at.index + 1, last: at.batch_end });
        Ok(())
    }
}

impl InBooks for OrderWithdrawn {
    fn nature(&self) -> Nature {
        Nature::Silent
    }
    fn lines(&self, _: &Books, _: Day, _: &Event) -> Posted {
        none()
    }
    fn fold(&self, books: &mut Books, at: &At<'_>) -> Result<(), ApplyError> {
        if let Some(proposal) = books.governance.proposals.get_mut(&self.proposal.index) {
            proposal.state = ProposalState::Withdrawn(at.index);
        }
        Ok(())
    }
}

/// What people said about proposals.
pub(super) fn heard(books: &mut Books, said: &[Attestation], at: &At<'_>) {
    for attestation in said {
        let About::Entry { index, .. } = attestation.testimony().about else { continue };
        let Some(key) = books.keys.get(&attestation.key()) else { continue };
        let offices = books.governance.offices_of(&books.keys, &key.person, at.index, at.recorded);
        let word = SaidWord {
            person: key.person.clone(),
            key: attestation.key(),
            act: attestation.testimony().act,
            entry: at.index,
            offices,
        };
        if word.act == Act::Acknowledge {
            books.governance.acknowledge(index, &word.person, &word.offices);
        } else if let Some(proposal) = books.governance.proposals.get_mut(&index) {
            proposal.words.push(word);
        }
    }
}
