//! Meetings that are called and held, what they decide, and what is shown publicly.

use crate::{
    policy::NoticeSort,
    unit::{Day, HouseholdId, Money, Text},
};
use serde::{Deserialize, Serialize};

/// A meeting is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeetingCalled {
    /// Of which body, by the policy's word.
    pub body: Text,
    /// On which day it meets.
    pub day: Day,
    /// What it is called to decide.
    pub items: Vec<CalledItem>,
    /// Its number.
    pub meeting: Text,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub place: Option<Text>,
}

/// Something that a meeting is called to decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalledItem {
    /// Its number, from 1.
    pub item: u32,
    /// What it is about, by the policy's word.
    pub subject: Text,
}

/// A meeting was held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeetingHeld {
    /// Who was there, of each household; left out where only the number is known.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub attendance: Vec<Attending>,
    /// How many are entitled to vote, whether there or not.
    pub entitled: u32,
    /// Its number.
    pub meeting: Text,
    /// How many were there.
    pub present: u32,
}

/// Who of a household was there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attending {
    /// The household.
    pub household: HouseholdId,
    /// There.
    #[serde(skip_serializing_if = "is_none", default)]
    pub in_person: u32,
    /// By a line.
    #[serde(skip_serializing_if = "is_none", default)]
    pub online: u32,
    /// For whom somebody of the same household spoke.
    #[serde(skip_serializing_if = "is_none", default)]
    pub proxy: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference over")]
fn is_none(count: &u32) -> bool {
    *count == 0
}

/// Something that was shown, word for word: a hash, or yuan.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Displayed {
    /// What it is: `sheet`, `pool`, `lines`, `policy`, `contract`.
    pub name: Text,
    /// Its hash, or its yuan.
    pub value: Text,
}

/// A meeting decided an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemDecided {
    /// Who said neither.
    #[serde(skip_serializing_if = "is_none", default)]
    pub abstain: u32,
    /// No more than this may be spent by it in all.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub at_most: Option<Money>,
    /// What was shown and decided: `sheet`, `pool`, `policy`, `contract`.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub binds: Vec<Displayed>,
    /// Which item.
    pub item: u32,
    /// Of which meeting.
    pub meeting: Text,
    /// Votes against.
    #[serde(skip_serializing_if = "is_none", default)]
    pub no: u32,
    /// Reference of the resolution.
    pub resolution: Text,
    /// The last day on which orders may name it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub until: Option<Day>,
    /// Votes for it.
    pub yes: u32,
}

/// A resolution carries nothing more: a court or the township has annulled it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResolutionAnnulled {
    /// Reference of the decision.
    pub document: Text,
    /// Which.
    pub resolution: Text,
}

/// Something is shown publicly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeShown {
    /// First day on the wall.
    pub first_day: Day,
    /// Last day on the wall.
    pub last_day: Day,
    /// Its number.
    pub notice: Text,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub place: Option<Text>,
    /// What sort of thing it shows.
    pub sort: NoticeSort,
    /// What it shows: `lines`, `sheet`, `pool`.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub what: Vec<Displayed>,
}

impl NoticeShown {
    /// True where everything of `wanted` is shown, word for word.
    pub fn shows(&self, wanted: &[Displayed]) -> bool {
        wanted.iter().all(|one| self.what.contains(one))
    }
}
