//! What came to pass of a household's holdings, land and contracts, step by step: each row says what one entry says, in the
//! entry's own words, so that a proof of the entry shows the whole of it.

use crate::unit::{Day, Text};
use serde::{Deserialize, Serialize};

/// The course of what a household holds and of what it stands in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Past {
    /// Shares, capital and houses: how they came, passed and were held fast.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub passings: Vec<PastStep>,
    /// Land: how it was registered, measured, entrusted, cut up, joined, exchanged, extended.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub land: Vec<PastStep>,
    /// Contracts in which it stands: with whom, at which price from when on, by which paper, what was let off and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contracts: Vec<PastStep>,
    /// Organizations: from which ledger it came, or to which it went, and under which code.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub organizations: Vec<PastStep>,
}

impl Past {
    /// The lists with their names, in the order in which they are shown.
    pub fn lists(&self) -> [(&'static str, &[PastStep]); 4] {
        [
            ("passings", &self.passings),
            ("land", &self.land),
            ("contracts", &self.contracts),
            ("organizations", &self.organizations),
        ]
    }
}

/// One step. A member that the entry does not say is not there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PastStep {
    /// The entry that says it.
    pub entry: u64,
    /// Its effective day.
    pub date: Day,
    /// What was done: a word of the entry.
    pub act: Text,
    /// Of what: a class, a contract, a house, a parcel, another ledger.
    pub code: Text,
    /// Out of which parcels it came.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub of: Vec<Text>,
    /// Into which parcels it went.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub into: Vec<Text>,
    /// From whom; of an organization the old code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Text>,
    /// To whom; of an organization the new code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Text>,
    /// With whom a contract is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<Text>,
    /// How much: shares, yuan, mu, square metres of a house; how many entries of another ledger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Text>,
    /// At which price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Text>,
    /// Which term, or which due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// Its value; of another ledger the root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Text>,
    /// In what it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Text>,
    /// First day on which it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Day>,
    /// Last day on which it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Text>,
    /// By which paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Text>,
    /// The entry that took it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undone: Option<u64>,
}
