//! What codes are called, for lists and pages of whoever may see it at this machine: private texts out of the store, names
//! of companies out of the record. Never for data that others are given.

use super::{Cooperative, Trouble};
use crate::{
    event::RegisterName,
    log::{Hash, Json, UnverifiedEntry},
    statement::value::Unsealed,
};
use std::collections::{BTreeMap, HashMap};

/// A register whose codes are called something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameOf {
    /// The head of a household.
    Household,
    /// A person of a household.
    Person,
    /// What a parcel is in the official register.
    Parcel,
    /// The number of a bank account.
    Bank,
    /// A company or a body; it stands in the record.
    Party,
}

/// What a code is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeName {
    /// So.
    Told(String),
    /// What opens it is not here.
    Sealed,
    /// It was destroyed.
    Erased,
}

/// What all codes are called, as the journal has it up to an entry.
#[derive(Debug, Clone, Default)]
pub struct CodeNames {
    upto: u64,
    names: BTreeMap<NameOf, HashMap<String, (u64, CodeName)>>,
}

impl CodeNames {
    /// What a code is called; `None` where nobody said.
    pub fn get(&self, of: NameOf, code: &str) -> Option<&CodeName> {
        self.names.get(&of)?.get(code).map(|(_, name)| name)
    }

    /// How many entries were read for it.
    pub fn upto(&self) -> u64 {
        self.upto
    }
}

/// Kinds that say what a code is called: whose code, in which list, its member, the member with the name.
const SAYING: [(&str, NameOf, Option<&str>, &str, &str); 6] = [
    ("household.enrolled", NameOf::Household, None, "household", "name"),
    ("household.enrolled", NameOf::Person, Some("persons"), "person", "name"),
    ("members.changed", NameOf::Person, Some("came"), "person", "name"),
    ("parcel.registered", NameOf::Parcel, None, "parcel", "official"),
    ("bank.registered", NameOf::Bank, None, "account", "number"),
    ("party.registered", NameOf::Party, None, "party", "name"),
];
/// The register whose rows go by such names.
fn row_of(of: NameOf) -> Option<RegisterName> {
    match of {
        NameOf::Household => Some(RegisterName::Household),
        NameOf::Person => None,
        NameOf::Parcel => Some(RegisterName::Parcel),
        NameOf::Bank => Some(RegisterName::Bank),
        NameOf::Party => Some(RegisterName::Party),
    }
}

/// The kind that says it otherwise.
const REVISED: &str = "register.revised";

/// The objects of a body that say it: the body itself, or the items of a list.
fn saying<'a>(body: &'a Json, list: Option<&str>) -> &'a [Json] {
    match list.map(|list| body.member(list)) {
        None => std::slice::from_ref(body),
        Some(Some(Json::Array(items))) => items,
        Some(Some(Json::Object(_) | Json::Text(_) | Json::Bool(_) | Json::Integer(_)) | None) => &[],
    }
}

impl Cooperative {
    /// What codes are called. With what was found before, only later entries are read; what was erased since is gone.
    ///
    /// # Errors
    /// [`Trouble::Read`] where the journal does not give its lines.
    pub fn code_names(&self, before: Option<&CodeNames>) -> Result<CodeNames, Trouble> {
        let size = self.head().size;
        let mut found = match before.filter(|before| before.upto <= size) {
            Some(before) => before.clone(),
            None => CodeNames::default(),
        };
        // the first time all texts are opened at once, later those that came
        let texts = (found.upto == 0).then(|| self.every_text());
        for chunk in self.journal.read(&self.origin, found.upto, size)? {
            let chunk = chunk?;
            for (line, index) in chunk.lines.split_inclusive(|&b| b == b'\n').zip(chunk.first..) {
                let kind = kind_of(line);
                if kind == Some(REVISED.as_bytes()) {
                    let entry = UnverifiedEntry::parse(line).map_err(|e| Trouble::line(index, e))?;
                    self.renamed(&mut found, &entry, texts.as_ref());
                    continue;
                }
                let mut said = SAYING.iter().filter(|(own, ..)| kind == Some(own.as_bytes())).peekable();
                if said.peek().is_none() {
                    continue;
                }
                let entry = UnverifiedEntry::parse(line).map_err(|e| Trouble::line(index, e))?;
                for (_, of, list, code, field) in said {
                    for object in saying(entry.body(), *list) {
                        let text = |member: &str| object.member(member).and_then(Json::text);
                        let (Some(code), Some(said)) = (text(code), text(field)) else { continue };
                        // what does not hold any more, or was put right, is no name
                        let row = row_of(*of).filter(|_| list.is_none());
                        let last = row.map(|register| self.books.rows().said_last(register, code, field));
                        if last.is_some_and(|last| last != Some(index)) {
                            continue;
                        }
                        let name = match of {
                            NameOf::Party => CodeName::Told(said.to_owned()),
                            NameOf::Household | NameOf::Person | NameOf::Parcel | NameOf::Bank => {
                                self.unsealed(field, said, texts.as_ref())
                            }
                        };
                        found.names.entry(*of).or_default().insert(code.to_owned(), (index, name));
                    }
                }
            }
        }
        // what stands openly in the record no erasure takes away
        for (_, names) in found.names.iter_mut().filter(|(of, _)| **of != NameOf::Party) {
            for (index, name) in names.values_mut() {
                if self.books.texts().erased_by(*index).is_some() {
                    *name = CodeName::Erased;
                }
            }
        }
        found.upto = size;
        Ok(found)
    }

    /// What a revision calls a code, as far as that holds.
    fn renamed(&self, found: &mut CodeNames, entry: &UnverifiedEntry, texts: Option<&HashMap<Hash, Vec<u8>>>) {
        let text = |member: &str| entry.body().member(member).and_then(Json::text);
        let (Some(code), Some(word)) = (text("code"), text("register")) else { return };
        let of_it = |(_, of, list, _, _): &&(&str, NameOf, Option<&str>, &str, &str)| {
            list.is_none() && row_of(*of).is_some_and(|register| register.word() == word)
        };
        let Some((_, of, _, _, field)) = SAYING.iter().find(of_it) else { return };
        let Some(register) = row_of(*of) else { return };
        let names = found.names.entry(*of).or_default();
        let last = self.books.rows().said_last(register, code, field);
        if last.is_some_and(|last| last != entry.index()) {
            return;
        }
        let said = entry.body().member("set").and_then(|set| set.member(field)).and_then(Json::text);
        match said.filter(|_| last.is_some()) {
            // the row is not there any more, or has no name
            None => drop(names.remove(code)),
            Some(said) => {
                let name = match of {
                    NameOf::Party => CodeName::Told(said.to_owned()),
                    NameOf::Household | NameOf::Person | NameOf::Parcel | NameOf::Bank => {
                        self.unsealed(field, said, texts)
                    }
                };
                names.insert(code.to_owned(), (entry.index(), name));
            }
        }
    }

    /// What a commitment stands for, where that is here.
    fn unsealed(&self, field: &str, said: &str, texts: Option<&HashMap<Hash, Vec<u8>>>) -> CodeName {
        let Ok(commitment) = said.parse::<Hash>() else { return CodeName::Sealed };
        let text = match texts {
            Some(texts) => {
                let kept = texts.get(&commitment).and_then(|kept| Unsealed::of(kept));
                kept.filter(|kept| kept.opens(&commitment, field)).map(|kept| kept.value)
            }
            None => self.opened(field, &commitment),
        };
        text.map_or(CodeName::Sealed, CodeName::Told)
    }
}

/// Of which kind a line is, without its number, by its bytes alone: the member stands near the end.
fn kind_of(line: &[u8]) -> Option<&[u8]> {
    const MEMBER: &[u8] = b"\"kind\":\"";
    let at = line.windows(MEMBER.len()).rposition(|part| part == MEMBER)?;
    line.get(at + MEMBER.len()..)?.split(|&b| b == b'/').next()
}
