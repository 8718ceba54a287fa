//! Why the index gave no answer.

use crate::store::{Cause, Why};

/// A page was missing, altered, or from another time; or sled gave no answer. Ask
/// [`super::Index::follow`] to fill it anew, then ask again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the index is lost: {0}")]
pub struct Lost(pub Cause);

pub(super) fn lost(what: String) -> Lost {
    Lost(Cause::new(Why::Damage, what))
}
