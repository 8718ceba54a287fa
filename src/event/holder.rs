//! Who something belongs to: a household (in a union: a village), or the collective.

use crate::unit::{HouseholdId, UnitError};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{fmt, str::FromStr};

/// A household or the collective, spelled `H0001` or `collective`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holder {
    /// The collective itself.
    Collective,
    /// One household.
    Household(HouseholdId),
}

impl Holder {
    /// The household, if it is one.
    pub fn household(&self) -> Option<&HouseholdId> {
        match self {
            Holder::Collective => None,
            Holder::Household(h) => Some(h),
        }
    }
}

impl FromStr for Holder {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Self, UnitError> {
        if text == "collective" { Ok(Holder::Collective) } else { text.parse().map(Holder::Household) }
    }
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Holder::Collective => f.pad("collective"),
            Holder::Household(h) => h.fmt(f),
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
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}
