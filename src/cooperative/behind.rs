//! Whole signed lines behind the last signed entry: why they keep a ledger from being written, and what a
//! person may say about them.

use crate::{
    audit::Finding,
    unit::{EntryId, HouseholdId, RecordedAt},
};
use std::collections::BTreeSet;

/// A batch of whole signed lines behind the last signed entry that an audit would not pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsound {
    /// What an audit would find first.
    pub finding: Finding,
    /// The entries of the batch.
    pub lines: Vec<LineBehind>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct LineBehind {
    /// The place it claims.
    pub entry: u64,
    /// The client's id.
    pub id: EntryId,
    /// What it is.
    pub kind: String,
    /// When it says that it was recorded.
    pub recorded_at: RecordedAt,
    /// Whose key signed: the person's code, else the key.
    pub signed_by: String,
}

/// A batch with erasures that an audit would pass and that this machine has not begun: whoever has a
/// key of the ledger and may write in its folder can append them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unbegun {
    /// Of which households.
    pub households: Vec<HouseholdId>,
    /// The entries of the batch.
    pub lines: Vec<LineBehind>,
}

impl Unbegun {
    /// The households, with commas between.
    pub fn names(&self) -> String {
        let all: Vec<&str> = self.households.iter().map(|household| household.as_str()).collect();
        all.join(",")
    }
}

/// What a person has said about whole signed lines behind the last signed entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assent {
    /// What an audit would not pass, or nobody here has begun, goes out of the journal, into the
    /// quarantine beside the guard.
    pub set_aside: bool,
    /// Erasures of these households are to be carried out, although this machine has not begun them.
    pub erase: BTreeSet<HouseholdId>,
    /// So many private texts that they would make unreadable for ever are gone for good.
    pub missing: u64,
}
