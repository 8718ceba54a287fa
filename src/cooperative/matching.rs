//! Whether an identity number is somebody's here already, without a number standing where it can be guessed.
//!
//! What is compared is HMAC-SHA256(K, "coop match 1" 0x00 number). K is 32 random bytes in the private store, made
//! when the first number is recorded; each value is a private text of its own, `match`, and goes with the person's
//! others when they are erased. So what is compared is what opens here.

use super::{Cooperative, Trouble, filing};
use crate::{
    decide::{Asks, IdentityFault, PersonRule, Refusal, Request, RevisionRule},
    event::{Came, Enrolled, Gone, MemberChange, Person, Private, RegisterRevised, RevisedPerson, RowRevised},
    log::{Hash, opens},
    store::{Filed, keys},
    unit::{Day, HouseholdId, PersonId},
};
use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::collections::{BTreeMap, BTreeSet};

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
    /// It is not filed yet, and so far nothing is compared by it that is kept.
    is_new: bool,
    is_used: bool,
    /// Who has which value: a person, or a household by its head's number.
    persons: BTreeMap<String, String>,
}

impl Matching {
    /// K, where it has to be filed.
    pub fn filed(&self) -> Result<Option<Filed>, Trouble> {
        let Some(known) = self.known.as_ref().filter(|known| known.is_new && known.is_used) else { return Ok(None) };
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
        if self.says_the_same(request) {
            let code = restated_person(request).map_or_else(String::new, |(person, _)| person.to_string());
            return Err(Asked::Refused(RevisionRule::AlreadySo { code }.into()));
        }
        let asks = |person: &Person<Private>| matches!(person.identity, Some(Private::Text(_)));
        let restated = restated_person(request).filter(|(_, set)| matches!(set.identity, Some(Private::Text(_))));
        let head = matches!(&request.asks, Asks::Enrol(body) if matches!(body.identity, Some(Private::Text(_))));
        if restated.is_none() && !head && !request.new_persons().any(asks) {
            return Ok(request.clone());
        }
        // what is no number is refused before anything is compared
        request.sound().map_err(Asked::Refused)?;
        let known = match &mut matching.known {
            Some(known) => known,
            none => none.insert(self.known_persons().map_err(Asked::Trouble)?),
        };
        let mut request = request.clone();
        if let Asks::Enrol(body) = &request.asks {
            known.head(&body.household, body.identity.as_ref())?;
        }
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
            Asks::Revise(RegisterRevised { row: RowRevised::Person(person, revision), .. }) => {
                if let Some(set) = revision.restated_mut().map(|said| &mut said.set) {
                    known.restate(person, set)?;
                }
            }
            Asks::Record(_)
            | Asks::RegisterParcel(_)
            | Asks::RegisterBank(_)
            | Asks::Revise(_)
            | Asks::AdoptScheme(_)
            | Asks::ExtendChart(_)
            | Asks::AdoptPolicy(_)
            | Asks::ProposeOrders(_)
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
        let filed = filed.and_then(|bytes| bytes.try_into().ok());
        let (key, is_new) = match filed {
            Some(key) => (key, false),
            None => (keys::random::<32>()?, true),
        };
        let here = self.books.registers().persons().iter().filter(|(_, person)| person.left.is_none());
        let here: BTreeMap<Hash, &PersonId> = here.filter_map(|(id, p)| Some((p.matching?, id))).collect();
        // a person's own number is compared by what goes with it
        let own: BTreeSet<Hash> = self.books.registers().persons().values().filter_map(|p| p.identity).collect();
        let households = self.books.registers().households();
        let mut persons = BTreeMap::new();
        let mut heads = Vec::new();
        self.openings.each(&self.origin, &mut |commitment, household, plain| {
            let Some((salt, value)) = plain.and_then(|plain| plain.split_first_chunk::<32>()) else { return };
            let text = || String::from_utf8(value.to_vec()).ok();
            if let Some(id) = here.get(commitment).filter(|_| opens(commitment, "match", salt, value)) {
                persons.extend(text().map(|value| (value, id.to_string())));
            } else if !own.contains(commitment)
                && households.get(household).is_some_and(|there| there.merged_into.is_none())
                && opens(commitment, "identity", salt, value)
            {
                heads.extend(text().map(|number| (number, household.to_string())));
            }
        })?;
        for (number, household) in heads {
            persons.entry(value_of(&key, &number)?).or_insert(household);
        }
        Ok(Known { key, is_new, is_used: false, persons })
    }

    /// Nobody goes before the day on which he was born, as far as that opens here.
    fn not_before_birth(&self, request: &Request) -> Result<(), PersonRule> {
        if let Some((person, set)) = restated_person(request) {
            return self.born_before(person, set);
        }
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

impl Cooperative {
    /// A birth day, a first day and a number that are said otherwise fit what opens of the others.
    fn born_before(&self, id: &PersonId, set: &RevisedPerson<Private>) -> Result<(), PersonRule> {
        let Some(person) = self.books.registers().persons().get(id) else { return Ok(()) };
        let opened = || self.opened("birth", &person.birth);
        let birth = match &set.birth {
            Some(Private::Text(text)) => Some(text.clone()),
            Some(Private::Sealed(_)) => None,
            None => opened(),
        };
        let Some(birth) = birth.and_then(|text| text.parse::<Day>().ok()) else { return Ok(()) };
        let days = [Some(set.since.unwrap_or(person.since)), person.left.map(|(day, _)| day)];
        if let Some(day) = days.into_iter().flatten().find(|day| *day < birth) {
            return Err(PersonRule::BeforeBirth { person: id.clone(), day });
        }
        let number = match &set.identity {
            Some(Private::Text(number)) => Some(number.clone()),
            Some(Private::Sealed(_)) => None,
            None => person.identity.filter(|_| set.birth.is_some()).and_then(|it| self.opened("identity", &it)),
        };
        let told = number.as_deref().and_then(|number| number.get(6..14)).map(str::to_owned);
        let differs = told.is_some_and(|told| told != birth.to_string().replace('-', ""));
        let alone = set.identity.is_some();
        match differs && alone {
            true => Err(PersonRule::NoIdentity { person: id.to_string(), fault: IdentityFault::Birth }),
            false => Ok(()),
        }
    }

    /// True where every private text that is said otherwise of a row is what opens there already, and nothing else is
    /// said: a commitment alone would not tell.
    fn says_the_same(&self, request: &Request) -> bool {
        let Some((id, set)) = restated_person(request) else { return false };
        let Some(person) = self.books.registers().persons().get(id) else { return false };
        let open = set.basis.is_some() || set.since.is_some() || set.relation.is_some();
        let texts = [
            (&set.birth, "birth", Some(person.birth)),
            (&set.identity, "identity", person.identity),
            (&set.name, "name", person.name),
        ];
        let mut said =
            texts.iter().filter_map(|(text, field, sealed)| Some((text.as_ref()?, *field, *sealed))).peekable();
        let some = said.peek().is_some();
        let same = |(text, field, sealed): (&Private, &str, Option<Hash>)| match text {
            Private::Text(text) => sealed.and_then(|sealed| self.opened(field, &sealed)).as_ref() == Some(text),
            Private::Sealed(commitment) => sealed == Some(*commitment),
        };
        some && !open && said.all(same)
    }
}

/// The person of whom a request says something otherwise, and what.
fn restated_person(request: &Request) -> Option<(&PersonId, &RevisedPerson<Private>)> {
    let Asks::Revise(RegisterRevised { row: RowRevised::Person(person, revision), .. }) = &request.asks else {
        return None;
    };
    Some((person, &revision.restated()?.set))
}

impl Known {
    /// The same for a person of whom it is said otherwise.
    fn restate(&mut self, person: &PersonId, set: &mut RevisedPerson<Private>) -> Result<(), Asked> {
        let Some(Private::Text(number)) = &set.identity else { return Ok(()) };
        let value = value_of(&self.key, number).map_err(Asked::Trouble)?;
        self.claim(person.as_str(), &value)?;
        self.is_used = true;
        set.matching = Some(Private::Text(value));
        Ok(())
    }

    /// Nobody else has this value; a household by the number of its head is none else than who lives there.
    fn claim(&mut self, whose: &str, value: &str) -> Result<(), Asked> {
        let home = |code: &str| code.split_once('-').map_or(code, |(home, _)| home).to_owned();
        let same = |other: &String| {
            other == whose || (home(other) == home(whose) && (!other.contains('-') || !whose.contains('-')))
        };
        match self.persons.insert(value.to_owned(), whose.to_owned()).filter(|other| !same(other)) {
            Some(other) => Err(Asked::Refused(PersonRule::Duplicate { person: whose.to_owned(), other }.into())),
            None => Ok(()),
        }
    }

    /// The number of a household's head is nobody else's.
    fn head(&mut self, household: &HouseholdId, identity: Option<&Private>) -> Result<(), Asked> {
        let Some(Private::Text(number)) = identity else { return Ok(()) };
        let value = value_of(&self.key, number).map_err(Asked::Trouble)?;
        self.claim(household.as_str(), &value)
    }

    /// Gives a person what his number is compared by, where it is nobody else's.
    fn take(&mut self, person: &mut Person<Private>) -> Result<(), Asked> {
        let Some(Private::Text(number)) = &person.identity else { return Ok(()) };
        let value = value_of(&self.key, number).map_err(Asked::Trouble)?;
        self.claim(person.person.as_str(), &value)?;
        self.is_used = true;
        person.matching = Some(Private::Text(value));
        Ok(())
    }
}
