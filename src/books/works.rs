//! Works under way: what was ordered, accepted and paid by grants, by project.

use crate::unit::{Fen, Text};
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
}
