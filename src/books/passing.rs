//! What passed from one to another.

use crate::{
    event::{Entitled, HeldThing, PassReason},
    unit::Day,
};
use serde::{Deserialize, Serialize};

/// That something passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passing {
    /// The entry that says it.
    pub entry: u64,
    /// From which day on.
    pub on: Day,
    /// What.
    pub thing: HeldThing,
    /// Why.
    pub why: PassReason,
    /// Each line: from whom, to whom, how much, as it is told.
    pub lines: Vec<(Option<Entitled>, Option<Entitled>, String)>,
}
