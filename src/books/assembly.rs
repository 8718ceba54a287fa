//! What members object to, which plans they are shown, and what they resolved: each with the entry and the day.

use crate::{
    event::{ObjectionRaised, ResolutionPassed},
    unit::{Day, Period, Text},
};
use serde::{Deserialize, Serialize};

/// An objection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RaisedObjection {
    /// As it was raised.
    pub raised: ObjectionRaised,
    /// Its day.
    pub on: Day,
    /// Its entry.
    pub entry: u64,
    /// How it was answered, where it was.
    pub answered: Option<GivenAnswer>,
}

/// What became of an objection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenAnswer {
    /// How it ended.
    pub outcome: Text,
    /// Reference of the record.
    pub document: Text,
    /// The day.
    pub on: Day,
    /// The entry.
    pub entry: u64,
}

/// A plan that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownPlan {
    /// The days it is shown.
    pub days: Period,
    /// The day of its entry.
    pub on: Day,
    /// The entry.
    pub entry: u64,
}

/// A resolution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassedResolution {
    /// As it was passed.
    pub passed: ResolutionPassed,
    /// The day.
    pub on: Day,
    /// The entry.
    pub entry: u64,
}
