//! Where private texts stand: in the entry a commitment (FORMAT.md section 11), elsewhere what opens it.

use super::{
    BankRegistered, Came, Enrolled, HouseholdEnrolled, MemberChange, MembersChanged, ParcelRegistered, Person,
    PersonChange, RegisterRevised, RevisedBank, RevisedHousehold, RevisedParcel, RevisedPerson, Roster, RowRevised,
};
use crate::log::{Hash, Json};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A private text as it is handed in: the text, or the commitment to one that is kept elsewhere (64 hex digits).
/// No entry can hold the text: the bodies that are signed have a [`Hash`](struct@Hash) in this place.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Private {
    /// To be sealed by whoever records it.
    Text(String),
    /// Sealed already.
    Sealed(Hash),
}

impl From<String> for Private {
    fn from(text: String) -> Private {
        text.parse().map_or(Private::Text(text), Private::Sealed)
    }
}

impl From<&str> for Private {
    fn from(text: &str) -> Private {
        text.to_owned().into()
    }
}

impl From<Private> for String {
    fn from(private: Private) -> String {
        match private {
            Private::Text(text) => text,
            Private::Sealed(commitment) => commitment.to_string(),
        }
    }
}

// whoever prints a request for a look must not print a name
impl fmt::Debug for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Private::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Private::Sealed(commitment) => write!(f, "Sealed({commitment})"),
        }
    }
}

/// Where personal data may stand in a kind beside the note that any may have: by the member, which is also the
/// field's name in the commitment.
struct Places {
    kind: &'static str,
    /// Its own members.
    own: &'static [&'static str],
    /// A list whose items have such members.
    listed: Option<(&'static str, &'static [&'static str])>,
}

/// What of a person is private.
const PERSON: &[&str] = &["birth", "identity", "match", "name"];

const PLACES: &[Places] = &[
    Places { kind: "parcel.registered", own: &["official"], listed: None },
    Places { kind: "bank.registered", own: &["number"], listed: None },
    Places {
        kind: "household.enrolled",
        own: &["name", "identity", "phone", "account"],
        listed: Some(("persons", PERSON)),
    },
    Places { kind: "members.changed", own: &[], listed: Some(("came", PERSON)) },
    Places {
        kind: REVISED,
        own: &["official", "number", "name", "phone", "account", "birth", "identity", "match"],
        listed: None,
    },
];

/// The kind whose private texts stand among the values that it sets.
const REVISED: &str = "register.revised";

fn places(kind: &str) -> Option<&'static Places> {
    PLACES.iter().find(|places| places.kind == kind)
}

/// The private members that a kind (without its number) may have, the note last; not those in its lists.
pub fn private_fields(kind: &str) -> impl Iterator<Item = &'static str> {
    places(kind).map_or(&[][..], |places| places.own).iter().copied().chain(["note"])
}

/// The list of a kind whose items have private members, with them.
pub fn private_listed(kind: &str) -> Option<(&'static str, &'static [&'static str])> {
    places(kind)?.listed
}

/// The private texts of an entry: field and commitment, those in lists last and in their order. Evidence is not among
/// them: whoever hands it in keeps the file.
pub fn private_texts(kind: &str, body: &Json) -> impl Iterator<Item = (&'static str, Hash)> {
    let of = |body: &Json, field: &'static str| Some((field, body.member(field)?.text()?.parse().ok()?));
    let own = private_fields(kind)
        .filter_map(move |field| Some((field, private_member(kind, body, field)?.text()?.parse().ok()?)));
    let listed = private_listed(kind).into_iter().flat_map(move |(list, fields)| {
        let items = match body.member(list) {
            Some(Json::Array(items)) => items.as_slice(),
            Some(Json::Object(_) | Json::Text(_) | Json::Bool(_) | Json::Integer(_)) | None => &[],
        };
        items.iter().flat_map(move |item| fields.iter().filter_map(move |field| of(item, field)))
    });
    own.chain(listed)
}

/// Where a private text of this name stands in a body, if it has one.
pub fn private_member<'a>(kind: &str, body: &'a Json, field: &str) -> Option<&'a Json> {
    if kind != REVISED || field == "note" {
        return body.member(field);
    }
    // the name of a company stands in the clear
    let open = field == "name" && body.member("register").and_then(Json::text) == Some("party");
    body.member("set").filter(|_| !open)?.member(field)
}

/// The same of a person: in the row with his code where the body brings several.
pub fn private_member_of_person<'a>(kind: &str, body: &'a Json, person: &str, field: &str) -> Option<&'a Json> {
    if kind == REVISED {
        return private_member(kind, body, field);
    }
    person_brought(body, person)?.member(field)
}

/// The row by which a body brings a person who was nowhere before.
pub fn person_brought<'a>(body: &'a Json, person: &str) -> Option<&'a Json> {
    let rows = ["persons", "came"].into_iter().filter_map(|list| body.member(list));
    let mut rows = rows.flat_map(|list| if let Json::Array(rows) = list { rows.as_slice() } else { &[] });
    rows.find(|row| row.member("person").and_then(Json::text) == Some(person) && row.member("from_household").is_none())
}

/// A body with private texts, and what is done with each of them.
pub trait HasPrivate<P> {
    /// The body with something else in place of its private texts.
    type With<Q>;

    /// Puts something else in place of each private text, by the name of its member, in the order of
    /// [`private_texts`].
    fn each_private<Q>(self, with: impl FnMut(&'static str, P) -> Q) -> Self::With<Q>;
}

impl<P> HasPrivate<P> for BankRegistered<P> {
    type With<Q> = BankRegistered<Q>;

    fn each_private<Q>(self, mut with: impl FnMut(&'static str, P) -> Q) -> BankRegistered<Q> {
        let BankRegistered { account, account_kind, number, overdraft, owner, ownership } = self;
        let number = number.map(|n| with("number", n));
        BankRegistered { account, account_kind, number, overdraft, owner, ownership }
    }
}

impl<P> HasPrivate<P> for HouseholdEnrolled<P> {
    type With<Q> = HouseholdEnrolled<Q>;

    fn each_private<Q>(self, mut with: impl FnMut(&'static str, P) -> Q) -> HouseholdEnrolled<Q> {
        let HouseholdEnrolled { account, group, household, identity, name, phone, shares, who } = self;
        let name = name.map(|n| with("name", n));
        let identity = identity.map(|i| with("identity", i));
        let phone = phone.map(|p| with("phone", p));
        let account = account.map(|a| with("account", a));
        let who = match who {
            Enrolled::Count(members) => Enrolled::Count(members),
            Enrolled::Persons(Roster { head, persons }) => {
                let persons = persons.into_iter().map(|person| person.each_private(&mut with)).collect();
                Enrolled::Persons(Roster { head, persons })
            }
        };
        HouseholdEnrolled { account, group, household, identity, name, phone, shares, who }
    }
}

impl<P> HasPrivate<P> for Person<P> {
    type With<Q> = Person<Q>;

    fn each_private<Q>(self, mut with: impl FnMut(&'static str, P) -> Q) -> Person<Q> {
        let Person { basis, birth, identity, matching, name, person, relation, resolution, shares, since } = self;
        let birth = with("birth", birth);
        let identity = identity.map(|i| with("identity", i));
        let matching = matching.map(|m| with("match", m));
        let name = name.map(|n| with("name", n));
        Person { basis, birth, identity, matching, name, person, relation, resolution, shares, since }
    }
}

impl<P> HasPrivate<P> for MembersChanged<P> {
    type With<Q> = MembersChanged<Q>;

    fn each_private<Q>(self, mut with: impl FnMut(&'static str, P) -> Q) -> MembersChanged<Q> {
        let MembersChanged { change, household, resolution } = self;
        let change = match change {
            MemberChange::Count(count) => MemberChange::Count(count),
            MemberChange::Persons(PersonChange { came, document, head, went }) => {
                let came = came.into_iter().map(|came| match came {
                    Came::New(person) => Came::New(person.each_private(&mut with)),
                    Came::From { from, person } => Came::From { from, person },
                });
                MemberChange::Persons(PersonChange { came: came.collect(), document, head, went })
            }
        };
        MembersChanged { change, household, resolution }
    }
}

impl<P> HasPrivate<P> for ParcelRegistered<P> {
    type With<Q> = ParcelRegistered<Q>;

    fn each_private<Q>(self, mut with: impl FnMut(&'static str, P) -> Q) -> ParcelRegistered<Q> {
        let ParcelRegistered { area_m2, area_mu, contract_end, grade, household, land_kind, official, parcel, place } =
            self;
        let official = official.map(|o| with("official", o));
        ParcelRegistered { area_m2, area_mu, contract_end, grade, household, land_kind, official, parcel, place }
    }
}

impl<P, E> HasPrivate<P> for RegisterRevised<P, E> {
    type With<Q> = RegisterRevised<Q, E>;

    fn each_private<Q>(self, mut with: impl FnMut(&'static str, P) -> Q) -> RegisterRevised<Q, E> {
        let RegisterRevised { row, reason, document, entrustment, resolution } = self;
        let row = match row {
            RowRevised::Household(code, revision) => RowRevised::Household(
                code,
                revision.map(|RevisedHousehold { account, group, head, name, phone }| {
                    let name = name.map(|n| with("name", n));
                    let phone = phone.map(|p| with("phone", p));
                    let account = account.map(|a| with("account", a));
                    RevisedHousehold { account, group, head, name, phone }
                }),
            ),
            RowRevised::Bank(code, revision) => RowRevised::Bank(
                code,
                revision.map(|RevisedBank { account_kind, number, overdraft, owner, ownership }| {
                    let number = number.map(|n| with("number", n));
                    RevisedBank { account_kind, number, overdraft, owner, ownership }
                }),
            ),
            RowRevised::Parcel(code, revision) => RowRevised::Parcel(
                code,
                revision.map(|set: RevisedParcel<P>| {
                    let RevisedParcel { area_m2, area_mu, contract_end, grade, household, land_kind, official, place } =
                        set;
                    let official = official.map(|o| with("official", o));
                    RevisedParcel { area_m2, area_mu, contract_end, grade, household, land_kind, official, place }
                }),
            ),
            RowRevised::Party(code, revision) => RowRevised::Party(code, revision),
            RowRevised::Class(code, revision) => RowRevised::Class(code, revision),
            RowRevised::House(code, revision) => RowRevised::House(code, revision),
            RowRevised::Asset(code, revision) => RowRevised::Asset(code, revision),
            RowRevised::Series(code, revision) => RowRevised::Series(code, revision),
            RowRevised::Person(code, revision) => RowRevised::Person(
                code,
                revision.map(|RevisedPerson { basis, birth, identity, matching, name, relation, since }| {
                    let name = name.map(|n| with("name", n));
                    let birth = birth.map(|b| with("birth", b));
                    let identity = identity.map(|i| with("identity", i));
                    let matching = matching.map(|m| with("match", m));
                    RevisedPerson { basis, birth, identity, matching, name, relation, since }
                }),
            ),
        };
        RegisterRevised { row, reason, document, entrustment, resolution }
    }
}
