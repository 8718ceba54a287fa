//! Private texts that nothing here opens.

use crate::log::Hash;

/// A text of which nothing here says what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The entry.
    pub entry: u64,
    /// Its member.
    pub field: &'static str,
    /// The commitment that stands there.
    pub commitment: Hash,
}

impl std::fmt::Display for Missing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.entry, self.field)
    }
}
