//! What can stand between an instruction and its entry, with the exit code of each.

mod barred;
mod blob;
mod keys;
mod sought;

pub use barred::Barred;
pub use blob::{BlobFault, Document, MadeOf, Unmade};
pub use keys::KeyTrouble;
pub(super) use keys::own_key_elsewhere;
pub use sought::Sought;

use super::{
    behind::{Unbegun, Unsound},
    clock::Jump,
    missing::Missing,
};
use crate::{
    audit::{Finding, LineFault},
    decide::Refusal,
    event::EventError,
    log::EntryError,
    store::{AppendError, Cause, ReadError, Why},
    unit::{HouseholdId, Lang, RecordedAt, Say, Words},
};

/// What went wrong. Nothing was recorded unless the variant says that it may have been.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The rules say no: which instruction (from 1, line of the file) and why.
    #[error("{}", .0.iter().map(|(n, r)| format!("{n}: {r}")).collect::<Vec<_>>().join("; "))]
    Refused(Vec<(usize, Refusal)>),
    /// Not a ledger, or not one that can be read here.
    #[error("{0} is not a ledger")]
    NotALedger(String),
    /// There is something in the folder already.
    #[error("{0} is not empty")]
    NotEmpty(String),
    /// The store says why it did not take the entries.
    #[error(transparent)]
    Append(#[from] AppendError),
    /// The store says why it cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The ledger may be read but not written here: loss, damage, no guard, waiting lines, or a key
    /// that has signed elsewhere.
    #[error("the ledger is read-only here: {}", .0.say(Lang::En))]
    ReadOnly(Barred),
    /// The record itself is wrong.
    #[error("{0}")]
    Damaged(Box<Finding>),
    /// What a blob holds is not what a statement or a proof is made of.
    #[error("{0}")]
    Unmade(Box<Unmade>),
    /// A key file is missing, locked, damaged or not what it should be.
    #[error("{}", .0.say(Lang::En))]
    Key(KeyTrouble),
    /// The clock is behind the last entry, or further ahead of it than time can have passed.
    #[error("the clock says {now}, {jump} the last entry, which was recorded at {last}")]
    Clock {
        /// The clock.
        now: RecordedAt,
        /// The last entry.
        last: RecordedAt,
        /// Which way and how far.
        jump: Jump,
    },
    /// A ledger would begin before this program was released, or ten years after.
    #[error("the clock says {now}, this program is of {earliest}")]
    ClockAtBeginning {
        /// The clock.
        now: RecordedAt,
        /// When the program was released.
        earliest: RecordedAt,
    },
    /// Whole signed lines behind the last signed entry, which no audit would pass.
    #[error("behind the last signed entry: {}", .0.finding)]
    Unsound(Box<Unsound>),
    /// The device failed.
    #[error("{0}")]
    Device(#[from] Cause),
    /// Nothing of that name.
    #[error("{}", .0.say(Lang::En))]
    Absent(Sought),
    /// An erasure is recorded and its openings are not all destroyed yet; the next opening to write
    /// goes on with it.
    #[error("entry {entry} is recorded, the openings are not all destroyed yet: {}", .cause.say(Lang::En))]
    Unfinished {
        /// The entry.
        entry: u64,
        /// What stood in the way.
        cause: Words,
    },
    /// An erasure would destroy texts that are not here, or make others unreadable for ever that are
    /// not here either, and nobody has said that they are gone for good.
    #[error("{said} of {} missing private texts were said to be gone: {}", .texts.len(), shown(.texts))]
    TextsMissing {
        /// How many a person has said to be gone.
        said: u64,
        /// Which there are.
        texts: Vec<Missing>,
    },
    /// Whether an erasure was recorded is not known; if it was, the next opening to write carries it out.
    #[error("that the openings of {household} are destroyed may or may not be recorded: {}", .cause.say(Lang::En))]
    ErasureUnsure {
        /// Whose.
        household: HouseholdId,
        /// What stood in the way.
        cause: Words,
    },
    /// Erasures behind the last signed entry that this machine did not begin.
    #[error("behind the last signed entry: erasures of {} that this machine has not begun", .0.names())]
    Unbegun(Box<Unbegun>),
    /// Our own mistake: nothing was signed.
    #[error("a rule of the program itself is broken: {0}")]
    Bug(String),
}

/// The first of them, by entry and member.
pub(super) fn shown(texts: &[Missing]) -> String {
    const MOST: usize = 8;
    let all: Vec<String> = texts.iter().take(MOST).map(ToString::to_string).collect();
    let more = texts.len().checked_sub(MOST).filter(|n| *n > 0).map(|n| format!(", … (+{n})"));
    all.join(", ") + &more.unwrap_or_default()
}

impl Trouble {
    /// The texts that are missing, for whoever reads.
    pub fn missing(texts: &[Missing]) -> String {
        shown(texts)
    }

    /// The documented exit code.
    pub fn exit_code(&self) -> u8 {
        match self {
            Trouble::Refused(_)
            | Trouble::Clock { .. }
            | Trouble::ClockAtBeginning { .. }
            | Trouble::Absent(_)
            | Trouble::TextsMissing { .. } => 3,
            Trouble::NotALedger(_) | Trouble::NotEmpty(_) => 2,
            _ if self.why() == Some(Why::ReadOnly) => 6,
            Trouble::Append(e) => e.exit_code(),
            Trouble::Read(e) => e.exit_code(),
            Trouble::ReadOnly(barred) => barred.exit_code(),
            Trouble::Damaged(_) | Trouble::Unmade(_) => 7,
            Trouble::Key(_) | Trouble::Unsound(_) | Trouble::Unbegun(_) => 6,
            Trouble::Device(_) | Trouble::Unfinished { .. } | Trouble::ErasureUnsure { .. } => 4,
            Trouble::Bug(_) => 70,
        }
    }

    /// What the device or the operating system said, where it said anything.
    fn why(&self) -> Option<Why> {
        // what failed in the middle is in doubt, whatever the reason
        let (Trouble::Append(AppendError::Refused(cause))
        | Trouble::Read(ReadError::Failed(cause))
        | Trouble::Device(cause)) = self
        else {
            return None;
        };
        Some(cause.why)
    }

    /// A stable code for `--json` and for the labels.
    pub fn code(&self) -> &'static str {
        match self {
            // nobody's mistake in the program
            _ if self.why() == Some(Why::ReadOnly) => "no_right",
            Trouble::Append(AppendError::Refused(cause)) if cause.why == Why::DiskFull => "disk_full",
            Trouble::Refused(all) => all.first().map_or("refused", |(_, r)| r.code().name()),
            Trouble::NotALedger(_) => "not_a_ledger",
            Trouble::NotEmpty(_) => "not_empty",
            Trouble::Append(AppendError::Moved(_)) => "moved",
            Trouble::Append(AppendError::Busy(_)) => "busy",
            Trouble::Append(AppendError::Unsure(_)) => "unsure",
            Trouble::Append(AppendError::Refused(_)) => "store_refused",
            Trouble::Append(AppendError::Failed(_)) => "store_failed",
            Trouble::Append(AppendError::Broken(_)) => "store_broken",
            Trouble::Read(_) => "cannot_read",
            Trouble::ReadOnly(barred) => barred.code(),
            Trouble::Damaged(_) | Trouble::Unmade(_) => "damaged",
            Trouble::Key(_) => "key",
            Trouble::Clock { .. } => "clock_jumped",
            Trouble::ClockAtBeginning { .. } => "clock_implausible",
            Trouble::Unsound(_) => "unsound_lines",
            Trouble::Device(_) => "device",
            Trouble::Unfinished { .. } => "erasure_unfinished",
            Trouble::TextsMissing { .. } => "texts_missing",
            Trouble::ErasureUnsure { .. } => "erasure_unsure",
            Trouble::Unbegun(_) => "erasure_not_begun",
            Trouble::Absent(_) => "absent",
            Trouble::Bug(_) => "bug",
        }
    }
}

/// On one line, for what wraps it; a command has a sentence for each code.
impl Say for Trouble {
    fn say(&self, lang: Lang) -> String {
        match (lang, self) {
            (Lang::En, _) => self.to_string(),
            (Lang::Zh, Trouble::Refused(all)) => {
                all.iter().map(|(n, r)| format!("{n}：{r}")).collect::<Vec<_>>().join("；")
            }
            (Lang::Zh, Trouble::NotALedger(folder)) => format!("{folder} 不是账本"),
            (Lang::Zh, Trouble::NotEmpty(folder)) => format!("{folder} 里已经有东西"),
            (Lang::Zh, Trouble::Append(error)) => error.say(lang),
            (Lang::Zh, Trouble::Read(error)) => error.say(lang),
            (Lang::Zh, Trouble::ReadOnly(barred)) => format!("账本在这里只能看不能写：{}", barred.say(lang)),
            (Lang::Zh, Trouble::Damaged(finding)) => finding.say(lang),
            (Lang::Zh, Trouble::Unmade(finding)) => finding.say(lang),
            (Lang::Zh, Trouble::Key(error)) => error.say(lang),
            (Lang::Zh, Trouble::Clock { now, last, jump }) => {
                format!("时钟是 {now}，比最后一条记录（{last}）{}", jump.say(lang))
            }
            (Lang::Zh, Trouble::ClockAtBeginning { now, earliest }) => {
                format!("时钟是 {now}，程序发布于 {earliest}")
            }
            (Lang::Zh, Trouble::Unsound(unsound)) => format!("签过的末尾之后：{}", unsound.finding.say(lang)),
            (Lang::Zh, Trouble::Device(cause)) => cause.say(lang),
            (Lang::Zh, Trouble::Absent(sought)) => sought.say(lang),
            (Lang::Zh, Trouble::Unfinished { entry, cause }) => {
                format!("第 {entry} 条已经记下，密存的内容还没有全部销毁：{}", cause.say(lang))
            }
            (Lang::Zh, Trouble::TextsMissing { said, texts }) => {
                format!("有 {} 段密存文字不在这里，说明已丢失的有 {said} 段：{}", texts.len(), shown(texts))
            }
            (Lang::Zh, Trouble::ErasureUnsure { household, cause }) => {
                format!("销毁 {household} 的密存内容，可能已经记下，也可能没有：{}", cause.say(lang))
            }
            (Lang::Zh, Trouble::Unbegun(unbegun)) => {
                format!("签过的末尾之后：销毁 {} 个人信息的记录，不是这台机器发起的", unbegun.names())
            }
            (Lang::Zh, Trouble::Bug(said)) => format!("程序自己的规矩被破坏了：{said}"),
        }
    }
}

/// Errors of reading are damage where the bytes come from the record, and our own mistake where we
/// made them a moment ago. No conversion guesses which: each caller says.
impl Trouble {
    /// A write that failed before the first line of a batch: nothing of it is there.
    pub(super) fn before_lines(error: AppendError) -> Trouble {
        if let AppendError::Failed(cause) = error { Trouble::Device(cause) } else { error.into() }
    }

    /// What we built ourselves cannot be read or followed.
    pub(super) fn ours<E: std::fmt::Display>(error: E) -> Trouble {
        Trouble::Bug(error.to_string())
    }

    /// A line of the record that is not an entry of its key.
    pub fn line(entry: u64, error: EntryError) -> Trouble {
        let fault = match error {
            EntryError::Signature(_) => LineFault::Signature(error),
            EntryError::Line(_)
            | EntryError::Json(_)
            | EntryError::Members { .. }
            | EntryError::Behind(_)
            | EntryError::Member { .. }
            | EntryError::Format(_)
            | EntryError::Key { .. } => LineFault::Malformed(error),
        };
        Finding::entry(entry, fault).into()
    }

    /// An entry of the record whose event or files cannot be read.
    pub(super) fn event(entry: u64, error: EventError) -> Trouble {
        Finding::entry(entry, LineFault::Unread(error)).into()
    }
}

impl From<Sought> for Trouble {
    fn from(sought: Sought) -> Trouble {
        Trouble::Absent(sought)
    }
}

impl From<Finding> for Trouble {
    fn from(finding: Finding) -> Trouble {
        Trouble::Damaged(Box::new(finding))
    }
}

impl From<Unmade> for Trouble {
    fn from(unmade: Unmade) -> Trouble {
        Trouble::Unmade(Box::new(unmade))
    }
}
