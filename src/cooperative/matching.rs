//! Whether an identity number is somebody's here already, without a number standing where it can be guessed.
//!
//! What is compared is HMAC-SHA256(K, "coop match 1" 0x00 number). K is 32 random bytes in the private store, made
//! when the first number is recorded; each value is a private text of its own, `match`, and goes with the person's
//! others when they are erased. So what is compared is what opens here.

use super::{Cooperative, Trouble, filing};
use crate::{
    decide::{Asks, PersonRule, Refusal, Request},
    event::{Came, Enrolled, Gone, MemberChange, Person, Private},
    log::{Hash, opens},
    store::{Filed, keys},
    unit::{Day, PersonId},
};
use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::collections::BTreeMap;

/// Why a request does not become an instruction.
pub(super) enum Asked {
    Refused(Refusal),
    Trouble(Trouble),
}

/// Under which name K is filed: it opens no commitment.
pub(super) fn place() -> Hash {
    Hash::of(&[b"coop match key 1"])
}

/// What the identity numbers of a batch are compared with; made of the store when the first is asked.
#[derive(Default)]
pub(super) struct Matching {
    known: Option<Known>,
}

struct Known {
    key: [u8; 32],
    /// It is not filed yet.
    is_new: bool,
    /// Who has which value.
    persons: BTreeMap<String, PersonId>,
}

impl Matching {
    /// K, where it has to be filed.
    pub fn filed(&self) -> Result<Option<Filed>, Trouble> {
        let Some(known) = self.known.as_ref().filter(|known| known.is_new) else { return Ok(None) };
        let household = filing::organization().map_err(Trouble::ours)?;
        Ok(Some(Filed { household, commitment: place(), bytes: known.key.to_vec() }))
    }
}

/// What a number is compared by.
fn value_of(key: &[u8; 32], number: &str) -> Result<String, Trouble> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).map_err(Trouble::ours)?;
    mac.update(b"coop match 1\0");
    // the check digit is one sign, however it is written
    mac.update(number.to_ascii_uppercase().as_bytes());
    Ok(HEXLOWER.encode(&mac.finalize().into_bytes()))
}

impl Cooperative {
    /// The request with what each identity number in it is compared by.
    pub(super) fn matched(&self, request: &Request, matching: &mut Matching) -> Result<Request, Asked> {
        self.not_before_birth(request).map_err(|rule| Asked::Refused(rule.into()))?;
        let asks = |person: &Person<Private>| matches!(person.identity, Some(Private::Text(_)));
        if !request.new_persons().any(asks) {
            return Ok(request.clone());
        }
        // what is no number is refused before anything is compared
        request.sound().map_err(Asked::Refused)?;
        let known = match &mut matching.known {
            Some(known) => known,
            none => none.insert(self.known_persons().map_err(Asked::Trouble)?),
        };
        let mut request = request.clone();
        let mut each = |person: &mut Person<Private>| known.take(person);
        match &mut request.asks {
            Asks::Enrol(body) => {
                if let Enrolled::Persons(named) = &mut body.who {
                    named.persons.iter_mut().try_for_each(&mut each)?;
                }
            }
            Asks::ChangeMembers(body) => {
                if let MemberChange::Persons(change) = &mut body.change {
                    for came in &mut change.came {
                        if let Came::New(person) = came {
                            each(person)?;
                        }
                    }
                }
            }
            Asks::Record(_)
            | Asks::RegisterParcel(_)
            | Asks::RegisterBank(_)
            | Asks::Revise(_)
            | Asks::AdoptScheme(_)
            | Asks::DeclarePayout(_)
            | Asks::PayPayout(_)
            | Asks::ReturnPayout(_)
            | Asks::Correct(_) => {}
        }
        Ok(request)
    }

    /// K, and who is here under which value.
    fn known_persons(&self) -> Result<Known, Trouble> {
        let filed = self.openings.get(&self.origin, &place())?;
        let Some(key) = filed.and_then(|bytes| bytes.try_into().ok()) else {
            return Ok(Known { key: keys::random::<32>()?, is_new: true, persons: BTreeMap::new() });
        };
        let here = self.books.registers().persons().iter().filter(|(_, person)| person.left.is_none());
        let here: BTreeMap<Hash, &PersonId> = here.filter_map(|(id, p)| Some((p.matching?, id))).collect();
        let mut persons = BTreeMap::new();
        self.openings.each(&self.origin, &mut |commitment, _, plain| {
            let Some(id) = here.get(commitment) else { return };
            let opened = plain.and_then(|plain| plain.split_first_chunk::<32>());
            let opened = opened.filter(|(salt, value)| opens(commitment, "match", salt, value));
            let value = opened.and_then(|(_, value)| String::from_utf8(value.to_vec()).ok());
            persons.extend(value.map(|value| (value, (*id).clone())));
        })?;
        Ok(Known { key, is_new: false, persons })
    }

    /// Nobody goes before the day on which he was born, as far as that opens here.
    fn not_before_birth(&self, request: &Request) -> Result<(), PersonRule> {
        let Asks::ChangeMembers(body) = &request.asks else { return Ok(()) };
        let MemberChange::Persons(change) = &body.change else { return Ok(()) };
        for went in change.went.iter().filter(|went| matches!(went.how, Gone::Lost { .. })) {
            let stands = self.books.registers().persons().get(&went.person);
            let born = stands.and_then(|stands| self.opened("birth", &stands.birth));
            if born.and_then(|text| text.parse::<Day>().ok()).is_some_and(|born| request.on < born) {
                return Err(PersonRule::BeforeBirth { person: went.person.clone(), day: request.on });
            }
        }
        Ok(())
    }
}

impl Known {
    /// Gives a person what his number is compared by, where it is nobody else's.
    fn take(&mut self, person: &mut Person<Private>) -> Result<(), Asked> {
        let Some(Private::Text(number)) = &person.identity else { return Ok(()) };
        let value = value_of(&self.key, number).map_err(Asked::Trouble)?;
        if let Some(other) = self.persons.insert(value.clone(), person.person.clone()).filter(|o| *o != person.person) {
            let rule = PersonRule::Duplicate { person: person.person.clone(), other };
            return Err(Asked::Refused(rule.into()));
        }
        person.matching = Some(Private::Text(value));
        Ok(())
    }
}
