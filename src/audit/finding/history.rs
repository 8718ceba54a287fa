//! The history beside what others know of it: the checkpoint, the pin, this machine's memory, and
//! what somebody holds.

use super::{FindingCode, line::allowed};
use crate::{
    audit::Cleared,
    finding::{Contrast, said},
    log::{Hash, Head, NoteError},
    unit::{Lang, RecordedAt, Say, Words},
};

/// What somebody else knows of the history that is not so here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HistoryFault {
    /// There is no checkpoint.
    NoCheckpoint,
    /// It is not a checkpoint in its one form.
    Malformed(NoteError),
    /// It is not signed by the ledger's key.
    Signature(NoteError),
    /// There is no entry at all.
    Empty,
    /// Fewer entries than the checkpoint speaks of.
    Short {
        /// What it speaks of.
        signed: u64,
        /// What is here.
        here: u64,
    },
    /// The checkpoint's root is not this history's.
    Root {
        /// The checkpoint's.
        signed: Hash,
        /// This history's, where it has one at that size.
        here: Option<Hash>,
    },
    /// The hashes of an entry do not lead to this root.
    LeadsElsewhere(Hash),
    /// The checkpoint ends inside a batch.
    InsideBatch {
        /// With this line, from 1.
        line: u64,
        /// Of so many.
        of: u32,
    },
    /// Entries behind the checkpoint.
    Behind {
        /// Entries here.
        here: u64,
        /// Of them behind it.
        behind: u64,
    },
    /// What was pinned is another one.
    Pinned {
        /// On paper.
        expected: String,
        /// Here.
        found: String,
    },
    /// Fewer entries than were signed or seen before.
    Lost {
        /// Signed or seen.
        seen: u64,
        /// Here.
        here: u64,
    },
    /// Another history than was signed or seen before.
    Forked {
        /// The root that was signed or seen.
        seen: Hash,
        /// The root here at that size, where there is one.
        here: Option<Hash>,
    },
    /// The journal leads to another head than was signed.
    OtherHead {
        /// Signed.
        signed: Head,
        /// Where it leads.
        here: Head,
    },
    /// A memory that cannot be read, and why.
    Unreadable(Words),
    /// Not the ledger that was audited here under this name.
    OtherLedger {
        /// Leaf hash of its entry 0.
        audited: Hash,
        /// When it was audited, where somebody could say.
        at: Option<RecordedAt>,
        /// Leaf hash of entry 0 here.
        here: Hash,
    },
    /// A person cleared what an audit had seen.
    Cleared(Cleared),
    /// The ledger's key has signed more than this machine, which has it.
    SignedElsewhere {
        /// Signed by this machine.
        here: u64,
        /// Signed in all.
        signed: u64,
    },
    /// Recorded later than the auditor's clock allows.
    Ahead {
        /// What the clock allows.
        latest: RecordedAt,
        /// When the first such entry says it was recorded.
        at: RecordedAt,
        /// How many follow it.
        more: u64,
    },
}

impl HistoryFault {
    pub(super) fn code(&self) -> FindingCode {
        match self {
            HistoryFault::NoCheckpoint => FindingCode::CheckpointMissing,
            HistoryFault::Malformed(_) => FindingCode::CheckpointMalformed,
            HistoryFault::Signature(_) => FindingCode::CheckpointSignature,
            HistoryFault::Empty | HistoryFault::Short { .. } => FindingCode::JournalShort,
            HistoryFault::Root { .. } | HistoryFault::LeadsElsewhere(_) => FindingCode::RootDiffers,
            HistoryFault::InsideBatch { .. } => FindingCode::HalfBatch,
            HistoryFault::Behind { .. } => FindingCode::BehindCheckpoint,
            HistoryFault::Pinned { .. } => FindingCode::PinDiffers,
            HistoryFault::Lost { .. } => FindingCode::TailLost,
            HistoryFault::Forked { .. } | HistoryFault::OtherHead { .. } => FindingCode::Forked,
            HistoryFault::Unreadable(_) => FindingCode::MemoryUnreadable,
            HistoryFault::OtherLedger { .. } => FindingCode::OtherLedger,
            HistoryFault::Cleared(_) => FindingCode::MemoryCleared,
            HistoryFault::SignedElsewhere { .. } => FindingCode::SignedElsewhere,
            HistoryFault::Ahead { .. } => FindingCode::RecordedAhead,
        }
    }

    pub(super) fn said(&self, lang: Lang) -> Contrast {
        let entries = |n: u64| lang.pick(format!("{n} 条"), format!("{n} entries"));
        let root = |here: &Option<Hash>| {
            here.map_or(lang.pick("另一段历史", "another history").to_owned(), |h| h.to_string())
        };
        match self {
            HistoryFault::NoCheckpoint => {
                said(lang.pick("签过名的文件", "a signed note"), lang.pick("没有文件", "no file"))
            }
            HistoryFault::Malformed(error) => said(lang.pick("一份签过名的文件", "one signed note"), error.say(lang)),
            HistoryFault::Signature(error) => {
                said(lang.pick("账本密钥的签名", "the ledger key's signature"), error.say(lang))
            }
            HistoryFault::Empty => said(lang.pick("至少有开账的一条", "at least the entry that opens the ledger"), 0),
            HistoryFault::Short { signed, here } => said(entries(*signed), here),
            HistoryFault::Root { signed, here } => said(signed, root(here)),
            HistoryFault::LeadsElsewhere(expected) => {
                said(expected, lang.pick("推到另一个树根的记录", "entries that lead to another root"))
            }
            HistoryFault::InsideBatch { line, of } => said(
                lang.pick("一批的末尾", "the end of a batch"),
                lang.pick(format!("一批 {of} 条中的第 {line} 条"), format!("line {line} of a batch of {of}")),
            ),
            HistoryFault::Behind { here, behind } => {
                said(here, lang.pick(format!("后面还有 {behind} 条"), format!("{behind} entries after it")))
            }
            HistoryFault::Pinned { expected, found } => said(expected, found),
            HistoryFault::Lost { seen, here } => said(
                lang.pick(
                    format!("至少 {seen} 条，这是以前签过或见过的"),
                    format!("at least {seen} entries, as was signed or seen before"),
                ),
                here,
            ),
            HistoryFault::Forked { seen, here } => said(seen, root(here)),
            HistoryFault::OtherHead { signed, here } => said(signed.say(lang), here.say(lang)),
            HistoryFault::Unreadable(why) => said(remembered(lang), why.say(lang)),
            HistoryFault::OtherLedger { audited, at, here } => said(other(lang, audited, at.as_ref()), here),
            HistoryFault::Cleared(gone) => cleared(lang, gone),
            HistoryFault::SignedElsewhere { here, signed } => said(
                lang.pick(format!("这台机器签过的 {here} 条"), format!("{here} entries, as this machine has signed")),
                entries(*signed),
            ),
            HistoryFault::Ahead { latest, at, more } => said(
                allowed(lang, *latest),
                match more {
                    0 => at.to_string(),
                    more => lang.pick(format!("{at}，后面还有 {more} 条"), format!("{at} and {more} entries after it")),
                },
            ),
        }
    }
}

/// The ledger that was audited here before.
fn other(lang: Lang, audited: &Hash, at: Option<&RecordedAt>) -> String {
    match at {
        Some(at) => lang.pick(
            format!("{at} 在这里审计过的那本账的 {audited}"),
            format!("{audited} of the ledger audited here at {at}"),
        ),
        None => audited.to_string(),
    }
}

/// What had been seen, and who took it away.
fn cleared(lang: Lang, gone: &Cleared) -> Contrast {
    let [seen, at] = gone.at.map(|at| at.map_or("–".to_owned(), |at| at.to_string()));
    let (size, why) = (gone.size, &gone.why);
    said(
        match gone.ledger {
            Some(_) => lang.pick(format!("{seen} 看到的 {size} 条"), format!("{size} entries, seen at {seen}")),
            None => remembered(lang).to_owned(),
        },
        lang.pick(format!("{at} 清除：{why}"), format!("cleared at {at}: {why}")),
    )
}

fn remembered(lang: Lang) -> &'static str {
    lang.pick("这台机器上次签到或看到的", "what this machine signed or saw last")
}
