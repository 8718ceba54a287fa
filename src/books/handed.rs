//! What organizations gave each other, as this ledger says it.

use super::Books;
use crate::{
    event::{OrganizationAct, OrganizationChanged, OtherLedger, Roll},
    log::Hash,
    unit::{Day, Fen},
};
use serde::{Deserialize, Serialize};

/// That something went over to another organization, or came from one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedOver {
    /// The entry that says it.
    pub entry: u64,
    /// What was done.
    pub act: OrganizationAct,
    /// The last day on which it was the giving organization's.
    pub cut: Day,
    /// The other ledger, as it stood.
    pub other: OtherLedger,
    /// Digest of the lines.
    pub mirror: Hash,
    /// The households of who gave.
    pub roll: Option<Roll>,
    /// All that stood as debits with who gave.
    pub amount: Fen,
}

impl HandedOver {
    pub(super) fn of(entry: u64, said: &OrganizationChanged) -> HandedOver {
        HandedOver {
            entry,
            act: said.act,
            cut: said.cut,
            other: said.other.clone(),
            mirror: said.mirror.unwrap_or(Hash::ZERO),
            roll: said.roll,
            amount: Fen::capped_total(said.lines.iter().filter_map(|line| line.debit).map(|amount| amount.fen())),
        }
    }

    /// True where this is what the other says, seen from the other side.
    pub fn mirrors(&self, other: &HandedOver) -> bool {
        self.act.opposite() == other.act && self.mirror == other.mirror && self.cut == other.cut
    }
}

impl Books {
    /// What went over to other organizations and came from them, in order of recording.
    pub fn handed_over(&self) -> &[HandedOver] {
        &self.handed_over
    }
}
