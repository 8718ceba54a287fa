//! Where something is wrong.

use crate::{
    log::Hash,
    unit::{Lang, Say},
};
use std::fmt;

/// A place in a ledger or beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LedgerPlace {
    /// An entry.
    Entry(u64),
    /// What an entry has for a receiver or a payout.
    Line {
        /// The entry.
        entry: u64,
        /// The receiver, or the payout.
        of: String,
    },
    /// All entries together.
    Journal,
    /// A segment of the journal.
    Segment(String),
    /// A blob.
    Blob(Hash),
    /// Any other file, or what somebody showed under that name.
    File(String),
    /// The signed note beside the journal.
    Checkpoint,
    /// Which ledger it says it is.
    Origin,
    /// The key that signs the ledger.
    LedgerKey,
    /// What this machine remembers.
    Memory,
    /// The private texts.
    Texts,
    /// A place in another ledger that was looked at beside this one.
    Beside {
        /// Which ledger.
        origin: String,
        /// Where in it.
        place: Box<LedgerPlace>,
    },
}

impl LedgerPlace {
    /// The same place, told from another ledger.
    pub fn beside(&self, origin: &str) -> LedgerPlace {
        LedgerPlace::Beside { origin: origin.to_owned(), place: Box::new(self.clone()) }
    }
}

impl Say for LedgerPlace {
    fn say(&self, lang: Lang) -> String {
        match self {
            LedgerPlace::Entry(entry) => lang.pick(format!("第 {entry} 条"), format!("entry {entry}")),
            LedgerPlace::Line { entry, of } => {
                lang.pick(format!("第 {entry} 条，{of}"), format!("entry {entry}, {of}"))
            }
            LedgerPlace::Journal => lang.pick("账页", "journal").to_owned(),
            LedgerPlace::Segment(name) => format!("journal/{name}"),
            LedgerPlace::Blob(hash) => format!("blobs/{hash}"),
            LedgerPlace::File(name) => name.clone(),
            LedgerPlace::Checkpoint => lang.pick("签名文件", "checkpoint").to_owned(),
            LedgerPlace::Origin => lang.pick("账本代号", "origin").to_owned(),
            LedgerPlace::LedgerKey => lang.pick("账本公钥", "ledger key").to_owned(),
            LedgerPlace::Memory => lang.pick("记忆", "memory").to_owned(),
            LedgerPlace::Texts => "private/records".to_owned(),
            LedgerPlace::Beside { origin, place } => {
                lang.pick(format!("{origin} 的{}", place.say(lang)), format!("{}, {origin}", place.say(lang)))
            }
        }
    }
}

impl fmt::Display for LedgerPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.say(Lang::En))
    }
}
