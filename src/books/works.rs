//! Works under way: what was ordered, accepted and paid by grants, by project.

use crate::unit::{Day, Fen, Text};
use serde::{Deserialize, Serialize};

/// Works of one project.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Works {
    /// In which village they stand.
    pub place: Option<Text>,
    /// Ordered.
    pub ordered: Fen,
    /// Accepted.
    pub accepted: bool,
    /// Cost of the assets accepted so far.
    pub taken: Fen,
    /// Grants used for them.
    pub used: Fen,
    /// The same step by step, in order of recording.
    pub steps: Vec<WorksStep>,
}

/// What one entry did of a project; figures that it has nothing of are 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorksStep {
    /// The entry.
    pub entry: u64,
    /// Its day.
    pub on: Day,
    /// Ordered.
    pub ordered: Fen,
    /// Cost of the assets accepted; nothing where none were.
    pub taken: Option<Fen>,
    /// Grants used.
    pub used: Fen,
}

impl Works {
    /// Takes out what an entry did that does not stand any more.
    pub(super) fn forget(&mut self, entry: u64) {
        self.steps.retain(|step| step.entry != entry);
    }
}
