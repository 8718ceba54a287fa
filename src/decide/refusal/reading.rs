//! What an instruction is: text that can be read, of a kind there is, no longer than an entry.

use super::{Code, Grounds, Rule, grounds};
use crate::unit::both;

/// A rule about what an instruction is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadingRule {
    /// What an entry brings is longer than a reader takes.
    TooLong { what: &'static str, most: u64, bytes: u64 },
}

impl Rule for ReadingRule {
    fn grounds(&self) -> Grounds {
        match self {
            ReadingRule::TooLong { what, most, bytes } => {
                grounds(Code::EntryTooLarge, what, both!("at most {most} bytes", "最多 {most} 字节"), bytes)
            }
        }
    }
}
