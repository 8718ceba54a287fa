//! Who something belongs to: a household (in a union: a village), or the collective.

use crate::unit::{Form, HouseholdId, UnitError};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{fmt, str::FromStr};

/// A household or the collective, spelled `H0001` or `collective`; in payout lines also a party
/// outside.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holder {
    /// The collective itself.
    Collective,
    /// One household.
    Household(HouseholdId),
    /// A party outside, by what it is to the cooperative; only in payout lines.
    Outside(Outside),
}

/// A party outside that a payout sheet may pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outside {
    /// The operator or employer.
    Operator,
    /// A guarantor.
    Guarantor,
    /// Another organization.
    Organization,
    /// The tax office.
    TaxOffice,
    /// A union of cooperatives.
    Union,
}

impl Outside {
    /// Every one.
    pub const ALL: [Outside; 5] =
        [Outside::Operator, Outside::Guarantor, Outside::Organization, Outside::TaxOffice, Outside::Union];

    /// The word as it stands in a line.
    pub fn word(self) -> &'static str {
        match self {
            Outside::Operator => "operator",
            Outside::Guarantor => "guarantor",
            Outside::Organization => "organization",
            Outside::TaxOffice => "tax_office",
            Outside::Union => "union",
        }
    }
}

impl Holder {
    /// The household, if it is one.
    pub fn household(&self) -> Option<&HouseholdId> {
        match self {
            Holder::Household(h) => Some(h),
            Holder::Collective | Holder::Outside(_) => None,
        }
    }
}

impl FromStr for Holder {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Self, UnitError> {
        if text == "collective" {
            return Ok(Holder::Collective);
        }
        match Outside::ALL.iter().find(|outside| outside.word() == text) {
            Some(outside) => Ok(Holder::Outside(*outside)),
            None => text.parse().map(Holder::Household),
        }
    }
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Holder::Collective => f.pad("collective"),
            Holder::Household(h) => h.fmt(f),
            Holder::Outside(outside) => f.pad(outside.word()),
        }
    }
}

impl Serialize for Holder {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Holder {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        crate::unit::read_form(Form::Household, d)
    }
}
