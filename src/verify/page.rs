//! A statement as a page: its data are verified as ever, the names beside its codes open commitments in entries that it
//! carries, and every other letter of it is what this program writes of the same data.

use super::{
    Unshown, Verified,
    carried::Carried,
    finding::{Finding, Passage, StatementFault},
    verify_statement,
};
use crate::{
    event::person_brought,
    log::{Hash, Json, VerifierKey},
    statement::HouseholdPage,
    unit::Day,
};

/// The kind that says another value of a row's members.
const REVISED: &str = "register.revised/1";

/// How many characters on either side of the first difference are shown.
const NEAR: usize = 30;

/// Checks a page, which carries `page` and stands in a file as `text`.
pub fn verify_page(page: &HouseholdPage, text: &str, vkey: &VerifierKey) -> Verified {
    let statement = &page.statement;
    let mut verified = verify_statement(statement, vkey);
    let carried: Vec<Carried> = statement
        .entries
        .iter()
        .filter_map(|proof| {
            let place = Passage::ProofOfEntry(proof.entry);
            Some(Carried::read(proof.text.as_bytes(), vkey, &place, &statement.household).ok()?.0)
        })
        .collect();
    let names = page.called.name.iter().map(|name| (HOUSEHOLD, statement.household.as_str(), name));
    let parcels = page.called.parcels.iter().map(|(code, official)| (PARCEL, code.as_str(), official));
    let persons = page.called.persons.iter().map(|(code, name)| (PERSON, code.as_str(), name));
    for (named, code, unsealed) in names.chain(parcels).chain(persons) {
        let said = said(&carried, named, code, statement.as_of);
        if !said.is_some_and(|commitment| unsealed.opens(&commitment, named.field)) {
            let fault = StatementFault::Differs { expected: code.to_owned(), found: unsealed.value.clone() };
            verified.findings.push(Finding::new(Passage::Called(code.to_owned()), fault));
        }
    }
    let held = &statement.holdings;
    let contracts = held.parcels.iter().filter_map(|p| p.contract.as_ref());
    let contracts = contracts.chain(held.houses.iter().filter_map(|h| h.contract.as_ref()));
    let contracts: Vec<_> = contracts.chain(held.capital.iter().map(|c| &c.contract)).collect();
    let parcels = page.called.parcels.keys().filter(|code| !held.parcels.iter().any(|p| p.parcel == **code));
    let others = page.called.partners.keys().filter(|code| !contracts.contains(code)).map(ToString::to_string);
    let persons = page.called.persons.keys().filter(|code| !held.persons.iter().any(|p| p.person == **code));
    let others = persons.map(ToString::to_string).chain(others);
    for code in parcels.map(ToString::to_string).chain(others) {
        let fault = StatementFault::Differs { expected: "–".to_owned(), found: code.clone() };
        verified.findings.push(Finding::new(Passage::Called(code), fault));
    }
    if !page.called.partners.is_empty() {
        verified.told.insert(Unshown::Partners);
    }
    if page.called.doubt.is_some() {
        verified.told.insert(Unshown::Machine);
    }
    let right = page.written(vkey);
    if right != text {
        let (expected, found) = apart(&right, text);
        verified.findings.push(Finding::new(Passage::Page, StatementFault::Differs { expected, found }));
    }
    verified
}

/// What a name stands for: a member of the rows of a register.
#[derive(Clone, Copy)]
struct NamedMember {
    /// The row that a body brings, by kind, body and code.
    brought: for<'a> fn(&str, &'a Json, &str) -> Option<&'a Json>,
    register: &'static str,
    field: &'static str,
}

const HOUSEHOLD: NamedMember = NamedMember {
    brought: |kind, body, code| whole(kind == "household.enrolled/1", body, "household", code),
    register: "household",
    field: "name",
};
const PARCEL: NamedMember = NamedMember {
    brought: |kind, body, code| whole(kind == "parcel.registered/1", body, "parcel", code),
    register: "parcel",
    field: "official",
};
const PERSON: NamedMember = NamedMember {
    brought: |kind, body, code| {
        person_brought(body, code).filter(|_| matches!(kind, "household.enrolled/1" | "members.changed/1"))
    },
    register: "person",
    field: "name",
};

/// A body that is itself the row, under this code.
fn whole<'a>(is_kind: bool, body: &'a Json, member: &str, code: &str) -> Option<&'a Json> {
    Some(body).filter(|body| is_kind && body.member(member).and_then(Json::text) == Some(code))
}

/// The commitment that the carried entries give a member of a row on a day.
fn said(carried: &[Carried], named: NamedMember, code: &str, day: Day) -> Option<Hash> {
    // from which day, by which entry, in which entry it stands, and what
    let mut all: Vec<(Day, u64, u64, Option<Hash>)> = Vec::new();
    for one in carried {
        let text = |name: &str| one.body.member(name).and_then(Json::text);
        let hash = |values: Option<&Json>| values?.member(named.field)?.text()?.parse::<Hash>().ok();
        let (index, on) = (one.index(), one.entry.effective_on());
        if let Some(row) = (named.brought)(&one.kind(), &one.body, code) {
            all = vec![(on, index, index, hash(Some(row)))];
        }
        if one.kind() != REVISED || text("register") != Some(named.register) || text("code") != Some(code) {
            continue;
        }
        let set = one.body.member("set");
        let clears = matches!(one.body.member("clear"), Some(Json::Array(all)) if all.iter().any(|m| m.text() == Some(named.field)));
        if !clears && set.and_then(|set| set.member(named.field)).is_none() {
            continue;
        }
        let wrong = one.body.member("entry").and_then(|entry| entry.member("index")).and_then(Json::integer);
        match wrong {
            None => {
                let place = all.partition_point(|(from, ..)| *from <= on);
                all.insert(place, (on, index, index, hash(set)));
            }
            Some(wrong) => {
                let own = all.iter().position(|said| said.1 == wrong);
                let place = own.or_else(|| all.iter().position(|said| said.2 == wrong));
                if let Some(said) = place.and_then(|place| all.get_mut(place)) {
                    (said.2, said.3) = (index, hash(set));
                }
            }
        }
    }
    all.into_iter().rfind(|(from, ..)| *from <= day)?.3
}

/// Both texts about the first place where they part.
fn apart(right: &str, found: &str) -> (String, String) {
    let same = right.chars().zip(found.chars()).take_while(|(a, b)| a == b).count();
    let near = |text: &str| text.chars().skip(same.saturating_sub(NEAR)).take(2 * NEAR).collect::<String>();
    (near(right), near(found))
}
