//! What stands for all lines of a ledger: how many, and the root over them.

use super::Hash;
use crate::unit::{Lang, Say};

/// Size and root of a tree of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Head {
    /// Number of lines.
    pub size: u64,
    /// RFC 6962 root over them.
    pub root: Hash,
}

impl Head {
    /// No lines: the root is SHA-256 of nothing.
    pub fn empty() -> Head {
        Head { size: 0, root: Hash::of(&[]) }
    }
}

impl Say for Head {
    fn say(&self, lang: Lang) -> String {
        let Head { size, root } = self;
        lang.pick(format!("{size} 条，树根 {root}"), format!("{size} entries, root {root}"))
    }
}
