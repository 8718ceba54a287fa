//! Persons, kin, offices and the policy.

use super::{
    Instruction, Order, Refusal, known,
    refusal::{GovernanceRule, PolicyRule, ensure},
};
use crate::{
    books::{Books, OfficeTerm},
    event::{Attached, Fact, KINDS, KinDeclared, OfficeLeft, OfficeTaken, PersonRegistered, PolicyAdopted},
    log::Hash,
    policy::{self, Facet, Policy, Selected, Territory},
    unit::{Day, OfficeId, Text},
};
use std::collections::{BTreeMap, BTreeSet};

type Checked = Result<(), Refusal>;

/// Accounts that money leaves from, or in which somebody comes to be owed.
const OUT: [&str; 4] = ["101", "102", "113", "211"];

/// A code that nobody has; of a member the household, of a person of a household that one.
pub(super) fn person(books: &Books, p: &PersonRegistered) -> Checked {
    let taken = books.governance().persons().contains_key(p.person.as_str());
    ensure(!taken, || GovernanceRule::PersonKnown { person: p.person.clone() })?;
    if let Some(household) = &p.household {
        known::household(books, household)?;
    }
    let Some(is) = &p.is else { return Ok(()) };
    let resident = books.registers().persons().get(is);
    ensure(resident.is_some(), || GovernanceRule::NobodyOf { person: p.person.clone(), is: is.clone() })?;
    let other = books.governance().persons().iter().find(|(_, other)| other.is.as_ref() == Some(is));
    match other {
        Some((code, _)) => Err(GovernanceRule::SamePerson { is: is.clone(), code: code.clone() }.into()),
        None => Ok(()),
    }
}

/// Two who are there, declared once.
pub(super) fn kin(books: &Books, k: &KinDeclared) -> Checked {
    let (one, other) = (&k.person, &k.kin);
    registered(books, one)?;
    registered(books, other)?;
    ensure(one != other && !books.governance().are_kin(one.as_str(), other.as_str()), || GovernanceRule::KinKnown {
        one: one.clone(),
        other: other.clone(),
    })
}

fn registered(books: &Books, person: &Text) -> Checked {
    // whoever has a key is known by it
    let by_key = || books.keys().iter().any(|(_, key)| key.person == person.as_str());
    let there = books.governance().persons().contains_key(person.as_str()) || by_key();
    ensure(there, || GovernanceRule::NoPerson { person: person.clone() })
}

/// A term no longer than the policy lets, of an office that goes with the person's others and those of close kin.
pub(super) fn take(books: &Books, o: &OfficeTaken) -> Checked {
    registered(books, &o.person)?;
    ensure(o.first_day <= o.last_day, || GovernanceRule::TermTurned {
        office: o.office.clone(),
        first: o.first_day,
        last: o.last_day,
    })?;
    let held = books.governance().terms().iter().filter(|term| term.left.is_none());
    let same = held.clone().any(|term| {
        let apart = term.last_day < o.first_day || o.last_day < term.first_day;
        term.office == o.office && term.person == o.person.as_str() && !apart
    });
    ensure(!same, || GovernanceRule::HoldsIt { office: o.office.clone(), person: o.person.clone() })
}

/// What a policy says of a term, beside those that stand on the day on which it is recorded.
pub(super) fn may_take(books: &Books, o: &OfficeTaken) -> Checked {
    let Some(policy) = books.governance().policy(books.size()) else { return Ok(()) };
    let most =
        i32::try_from(policy.offices.years).ok().and_then(|years| o.first_day.plus_months(years.checked_mul(12)?));
    let long = most.is_some_and(|most| o.last_day >= most);
    ensure(!long, || GovernanceRule::TermTooLong {
        office: o.office.clone(),
        years: policy.offices.years,
        first: o.first_day,
        last: o.last_day,
    })?;
    let beside =
        |term: &&OfficeTerm| term.left.is_none() && !(term.last_day < o.first_day || o.last_day < term.first_day);
    for term in books.governance().terms().iter().filter(beside) {
        let (person, office, other) = (o.person.clone(), o.office.clone(), term.office.clone());
        let own = term.person == o.person.as_str();
        let kin = !own && books.governance().are_kin(o.person.as_str(), &term.person);
        ensure(!(own && excludes(policy, &office, &other)), || GovernanceRule::Incompatible {
            person: person.clone(),
            office: office.clone(),
            other: other.clone(),
        })?;
        ensure(!(kin && excludes_kin(policy, &office, &other)), || GovernanceRule::KinInOffice {
            person: person.clone(),
            office: office.clone(),
            kin: term.person.clone(),
            other: other.clone(),
        })?;
    }
    Ok(())
}

/// True where one person may not hold both.
pub(super) fn excludes(policy: &Policy, one: &OfficeId, other: &OfficeId) -> bool {
    let not = |office, of| policy.offices.rules.get(of).is_some_and(|rule| rule.not.contains(office));
    not(one, other) || not(other, one)
}

/// True where close kin may not hold both.
pub(super) fn excludes_kin(policy: &Policy, one: &OfficeId, other: &OfficeId) -> bool {
    let not = |office, of| {
        let rule = policy.offices.rules.get(of);
        rule.is_some_and(|rule| (rule.kin && rule.not.contains(office)) || rule.kin_among.contains(office))
    };
    not(one, other) || not(other, one)
}

/// Somebody leaves an office that he holds.
pub(super) fn leave(books: &Books, o: &OfficeLeft) -> Checked {
    let mut held = books.governance().terms().iter().filter(|term| term.left.is_none() && term.office == o.office);
    let holds = held.any(|term| term.person == o.person.as_str());
    ensure(holds, || GovernanceRule::HoldsNot { office: o.office.clone(), person: o.person.clone() })
}

/// Everybody with an office and a key at the next entry.
pub(super) fn people(books: &Books, recorded: Day) -> BTreeMap<String, BTreeSet<OfficeId>> {
    people_at(books, books.size(), recorded)
}

/// Everybody with an office and a key at an entry.
pub(super) fn people_at(books: &Books, at: u64, recorded: Day) -> BTreeMap<String, BTreeSet<OfficeId>> {
    let keys = books.keys().iter().filter(|(_, key)| key.counts_at(at) && key.role.is_some());
    let codes: BTreeSet<&String> = keys.map(|(_, key)| &key.person).collect();
    let of = |code: &str| books.governance().offices_of(books.keys(), code, at, recorded);
    let all = codes.into_iter().map(|code| (code.clone(), of(code)));
    all.filter(|(_, offices)| !offices.is_empty()).collect()
}

/// The same behind an entry that is not folded yet.
pub(super) fn people_behind(
    books: &Books,
    at: u64,
    recorded: Day,
    last: &Instruction,
) -> BTreeMap<String, BTreeSet<OfficeId>> {
    let mut people = people_at(books, at, recorded);
    let Order::Record(fact, _) = &last.order else { return people };
    if let Fact::KeyRetired(retired) = fact {
        let person = books.keys().get(&retired.key).map_or("", |key| key.person.as_str());
        let mut others = books.keys().iter().filter(|(id, key)| **id != retired.key && key.person == person);
        if !others.any(|(_, key)| key.counts_at(at)) {
            people.remove(person);
        }
    }
    if let Fact::OfficeLeft(left) = fact
        && let Some(offices) = people.get_mut(left.person.as_str())
    {
        offices.remove(&left.office);
    }
    if let Fact::OfficeTaken(taken) = fact
        && let Some(offices) = people.get_mut(taken.person.as_str())
    {
        offices.insert(taken.office.clone());
    }
    if let Fact::KeyAdmitted(key) = fact {
        let offices = books.governance().offices_of(books.keys(), key.person.as_str(), at, recorded);
        people.insert(key.person.to_string(), offices);
    }
    people
}

/// What there is in these books for a policy to be held against.
pub fn here_for_policies(books: &Books) -> Territory {
    territory(books, books.recorded_at().map_or(Day::FIRST, |at| books.civil_day(at)))
}

fn territory(books: &Books, recorded: Day) -> Territory {
    let chart = books.chart();
    let parts = chart.receipt.keys().chain(chart.payment.keys()).chain(chart.claim.keys());
    let mut out: Vec<Facet> =
        chart.payment.keys().map(|part| Facet::of("payment.recorded").with(Selected::Part, part)).collect();
    out.extend(["payout.declared", "payout.paid"].map(Facet::of));
    out.extend(OUT.map(|account| Facet::of("voucher.recorded").with(Selected::Account, account)));
    Territory {
        kinds: KINDS.iter().filter_map(|kind| kind.split('/').next()).map(str::to_owned).collect(),
        words: BTreeMap::from([
            (Selected::Part, parts.cloned().collect()),
            (Selected::Account, chart.accounts.keys().cloned().collect()),
        ]),
        money_out: out,
        people: people(books, recorded),
    }
}

/// A document that can be meant, under its own name.
pub(super) fn adopt(books: &Books, p: &PolicyAdopted, order: &Order) -> Checked {
    let Order::Record(_, Attached::Document(text)) = order else {
        return Err(PolicyRule::NoText { policy: p.policy.blob }.into());
    };
    let same = Hash::of(&[text.as_bytes()]) == p.policy.blob && text.len() as u64 == p.policy.bytes;
    ensure(same, || PolicyRule::NoText { policy: p.policy.blob })?;
    let policy = Policy::read(text).map_err(|why| PolicyRule::Unreadable { why })?;
    ensure(policy.name == p.name, || PolicyRule::OtherName { is: policy.name.clone(), said: p.name.clone() })?;
    let found = policy::check(&policy, &here_for_policies(books));
    match found.into_iter().find(|found| !policy::is_advice(found.code())) {
        Some(found) => Err(PolicyRule::Unmeant { found: Box::new(found) }.into()),
        None => Ok(()),
    }
}
