//! Where private texts stand: in the entry a commitment (FORMAT.md section 11), elsewhere what opens it.

use super::{BankRegistered, HouseholdEnrolled, ParcelRegistered};
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

/// Where personal data may stand beside the note that any kind may have: kind, member, which is also
/// the field's name in the commitment.
pub const PRIVATE_FIELDS: &[(&str, &str)] = &[
    ("parcel.registered", "official"),
    ("bank.registered", "number"),
    ("household.enrolled", "name"),
    ("household.enrolled", "identity"),
    ("household.enrolled", "phone"),
    ("household.enrolled", "account"),
];

/// The private members that a kind (without its number) may have, the note last.
pub fn private_fields(kind: &str) -> impl Iterator<Item = &'static str> {
    let own = PRIVATE_FIELDS.iter().filter(move |(k, _)| *k == kind).map(|(_, field)| *field);
    own.chain(["note"])
}

/// The private texts of an entry: field and commitment. Evidence is not among them: whoever hands it
/// in keeps the file.
pub fn private_texts(kind: &str, body: &Json) -> impl Iterator<Item = (&'static str, Hash)> {
    private_fields(kind).filter_map(|field| Some((field, body.member(field)?.text()?.parse().ok()?)))
}

/// A body with private texts, and what is done with each of them.
pub trait HasPrivate<P> {
    /// The body with something else in place of its private texts.
    type With<Q>;

    /// Puts something else in place of each private text, by the name of its member, in the order of
    /// [`PRIVATE_FIELDS`].
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
        let HouseholdEnrolled { account, group, household, identity, members, name, phone, shares } = self;
        let name = name.map(|n| with("name", n));
        let identity = identity.map(|i| with("identity", i));
        let phone = phone.map(|p| with("phone", p));
        let account = account.map(|a| with("account", a));
        HouseholdEnrolled { account, group, household, identity, members, name, phone, shares }
    }
}

impl<P> HasPrivate<P> for ParcelRegistered<P> {
    type With<Q> = ParcelRegistered<Q>;

    fn each_private<Q>(self, mut with: impl FnMut(&'static str, P) -> Q) -> ParcelRegistered<Q> {
        let ParcelRegistered { area_m2, area_mu, contract_end, household, official, parcel } = self;
        let official = official.map(|o| with("official", o));
        ParcelRegistered { area_m2, area_mu, contract_end, household, official, parcel }
    }
}
