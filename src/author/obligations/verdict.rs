//! What computes a payout while it is tried, and what one claim says of one run.

use super::Figure;
use crate::{
    rules::{Outcome, Run, Stop},
    scheme::CheckedSheet,
};

/// What computes a payout; [`fn@crate::rules::compute`] but for controls.
pub type Calculator<'a> = &'a dyn Fn(&CheckedSheet, &Run) -> Result<Outcome, Stop>;

/// What a claim says of a run.
#[allow(clippy::large_enum_variant, reason = "there is one at a time")]
pub(super) enum Verdict {
    Holds,
    /// The run, or the changed run that the claim needs, is refused: nothing is proved.
    Silent,
    Broken {
        expected: Figure,
        found: Figure,
    },
}

pub(super) fn broken(expected: Figure, found: Figure) -> Verdict {
    Verdict::Broken { expected, found }
}
