//! Codes. Each kind of code is its own type and refuses the others' spelling where they differ.

use super::{Form, UnitError, text::in_table, text_form};
use compact_str::CompactString;
use std::{borrow::Borrow, fmt, str::FromStr};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $form:ident, $ok:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(CompactString);

        impl $name {
            /// The code itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl FromStr for $name {
            type Err = UnitError;
            fn from_str(text: &str) -> Result<Self, UnitError> {
                let ok: fn(&str) -> bool = $ok;
                if ok(text) { Ok($name(CompactString::new(text))) } else { Err(UnitError::new(Form::$form, text)) }
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
        text_form!($name, Form::$form);
    };
}

/// Upper-case letters, digits and hyphens, starting with a letter.
fn code(text: &str, max: usize) -> bool {
    text.len() <= max
        && text.starts_with(|c: char| c.is_ascii_uppercase())
        && !text.ends_with('-')
        && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-')
}

/// Letters then digits, nothing else: `H0001`, `P00017`, `A`.
fn numbered(text: &str, letters: usize) -> bool {
    let digits = text.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let head = text.len() - digits.len();
    (1..=letters).contains(&head) && digits.len() <= 8 && digits.bytes().all(|b| b.is_ascii_digit())
}

/// Han or table characters without blanks or control, 1–40 characters.
fn named(text: &str) -> bool {
    (1..=40).contains(&text.chars().count()) && text.chars().all(|c| in_table(c) && c != ' ' && c != '"')
}

id!(
    /// A member of the organization: a household `H0001`; in a union of villages a village `A`.
    HouseholdId, Household, |t| numbered(t, 2)
);
id!(
    /// A worker: the household's code, a hyphen, a number: `H0001-1`.
    WorkerId, Worker, |t| t.split_once('-').is_some_and(|(h, n)| {
        numbered(h, 2) && (1..=3).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit())
    })
);
impl WorkerId {
    /// The household the worker belongs to.
    pub fn household(&self) -> HouseholdId {
        HouseholdId(CompactString::new(self.0.split('-').next().unwrap_or_default()))
    }
}
id!(
    /// A person of a household, for life, also after moving to another: the code of the household that the person
    /// first stood in, a hyphen, a number: `H0007-2`.
    PersonId, InHousehold, |t| t.parse::<WorkerId>().is_ok()
);
impl PersonId {
    /// The household in which the person first stood.
    pub fn first_household(&self) -> HouseholdId {
        let household = self.0.split_once('-').map_or(self.0.as_str(), |(household, _)| household);
        HouseholdId(CompactString::new(household))
    }
}
id!(
    /// A parcel under its local code `P00017`; the official code is an opening outside the record.
    ParcelId, Parcel, |t| t.starts_with('P') && t.len() > 1 && numbered(t, 1)
);
id!(
    /// A house or building: `HS-01`, `B0003`.
    HouseId, House, |t| code(t, 16)
);
id!(
    /// A contract: `ROT-1`, `C0001`.
    ContractId, Contract, |t| code(t, 24)
);
id!(
    /// A payout or an instalment of a contract: `P01`, `D2024`.
    PayoutId, Payout, |t| {
        (1..=32).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    }
);
id!(
    /// Something due under a contract, by its number there: `1`, `2I`.
    DueNo, Due, |t| {
        (1..=32).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    }
);
id!(
    /// A party that is not a household: operator, project company, tenant, builder, union.
    PartyId, Party, |t| code(t, 24)
);
id!(
    /// An office: `chair`, `finance_group`.
    OfficeId, Office, |t| {
        (1..=32).contains(&t.len())
            && t.starts_with(|c: char| c.is_ascii_lowercase())
            && t.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    }
);
id!(
    /// A registered bank account under its local code; `CASH` is the cash box.
    BankId, Bank, |t| code(t, 24)
);
impl BankId {
    /// The cash box.
    pub fn is_cash(&self) -> bool {
        self.0 == "CASH"
    }
}
id!(
    /// A class of shares: `population`, `labour`.
    ClassId, Class, |t| {
        (1..=32).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_lowercase() || b == b'_' || b.is_ascii_digit())
    }
);
id!(
    /// A scheme: the `编号` of its payout sheet, `land-rent`.
    SchemeId, Scheme, |t| {
        (1..=40).contains(&t.len())
            && t.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !t.starts_with('-') && !t.ends_with('-')
    }
);
id!(
    /// A series of numbers from outside: `wheat`, `yield`.
    SeriesId, Series, |t| {
        (1..=32).contains(&t.len())
            && t.starts_with(|c: char| c.is_ascii_lowercase())
            && t.bytes().all(|b| b.is_ascii_lowercase() || b == b'_' || b.is_ascii_digit())
    }
);
id!(
    /// A fixed asset by its name on the asset card: `办公用房`.
    AssetId, Asset, named
);
id!(
    /// A works project by its name: `灌溉渠`.
    ProjectId, Project, named
);
id!(
    /// The client's own id of an instruction, unique in the ledger. `[A-Za-z0-9._:-]{1,64}`.
    EntryId, Id, |t| {
        (1..=64).contains(&t.len())
            && t.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b':' | b'-'))
    }
);
