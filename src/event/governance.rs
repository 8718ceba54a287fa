//! Who holds which office, who is kin, and what orders need before they take effect.

use super::{BlobRef, EntryRef};
use crate::{
    log::Hash,
    unit::{Day, HouseholdId, OfficeId, PersonId, Text},
};
use serde::{Deserialize, Deserializer, Serialize, de::Error};

/// A person who may hold offices and keys gets a code, for life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonRegistered {
    /// The household of a member.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub household: Option<HouseholdId>,
    /// The person of a household that it is.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub is: Option<PersonId>,
    /// The code, `K001`.
    pub person: Text,
}

/// Two persons are close kin; of what kind, nobody is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KinDeclared {
    /// One of them.
    pub kin: Text,
    /// The other.
    pub person: Text,
}

/// A person takes an office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficeTaken {
    /// Reference of the record.
    pub document: Text,
    /// First day of the term.
    pub first_day: Day,
    /// Last day of the term.
    pub last_day: Day,
    /// Which office.
    pub office: OfficeId,
    /// Who.
    pub person: Text,
}

/// A person leaves an office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficeLeft {
    /// Reference of the record.
    pub document: Text,
    /// Which office.
    pub office: OfficeId,
    /// Who.
    pub person: Text,
    /// Why.
    pub reason: WhyLeft,
}

/// Why somebody leaves an office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyLeft {
    /// 届满
    Ended,
    /// 辞职
    Resigned,
    /// 罢免
    Removed,
    /// 去世
    Died,
}

impl WhyLeft {
    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            WhyLeft::Ended => "ended",
            WhyLeft::Resigned => "resigned",
            WhyLeft::Removed => "removed",
            WhyLeft::Died => "died",
        }
    }
}

/// What orders need from the next batch on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyAdopted {
    /// Its name, as the document says it.
    pub name: Text,
    /// The document with its rows.
    pub policy: BlobRef,
    /// The resolution that adopted it.
    pub resolution: Text,
}

/// Orders are proposed. Nothing of them holds before people with the seats have approved, and all of them hold at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderProposed {
    /// How many orders, from 1.
    pub count: u32,
    /// The orders, a line each.
    pub entries: BlobRef,
    /// The last day on which they may take effect.
    pub expires_on: Day,
    /// What they would do together, by hash.
    pub result: Hash,
    /// They cannot wait for all seats.
    #[serde(skip_serializing_if = "is_false", default, deserialize_with = "only_true")]
    pub urgent: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference over")]
fn is_false(said: &bool) -> bool {
    !said
}

/// One spelling: what is not so is left out.
fn only_true<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    match bool::deserialize(from)? {
        true => Ok(true),
        false => Err(D::Error::custom("urgent: true, or left out · urgent 写 true，或不写")),
    }
}

/// Proposed orders take effect: they stand behind this entry in its batch, each as it was proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderEffected {
    /// The entry that proposed them.
    pub proposal: EntryRef,
}

/// Proposed orders are withdrawn; they never take effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderWithdrawn {
    /// The entry that proposed them.
    pub proposal: EntryRef,
}
