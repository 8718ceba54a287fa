//! Proofs, alone or in a statement: their form, whether they hold, and whether they are there.

use super::DoubtCode;
use crate::{
    event::EventError,
    finding::{Contrast, said},
    log::{EntryError, Hash, Head, JsonError, NoteError, portions::PortionError, sum::SumError},
    statement::slip::SlipError,
    unit::{HouseholdId, Lang, Say},
};

/// What is wrong with a proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProofFault {
    /// No sum-proof in its one form.
    NoSumProof(SumError),
    /// No portion-proof in its one form.
    NoPortionProof(PortionError),
    /// No tlog-proof in its one form.
    NoEntryProof(NoteError),
    /// A tlog-proof without its entry's line.
    NoLine,
    /// A tlog-proof whose line is no entry.
    NoEntry(EntryError),
    /// Bytes that are no statement.
    NoStatement(Unread),
    /// A text that is no slip.
    NoSlip(SlipError),
    /// A line that is not inside the signed total.
    NotInTotal(SumError),
    /// A line of an entry that has none.
    NoLines,
    /// An entry that is not under the signed checkpoint.
    NotUnderCheckpoint(NoteError),
    /// A portion that is not one of the signed entry.
    NotAPortion(PortionError),
    /// A portion with lists that its entry's kind does not take apart: kind and lists.
    OtherLists(String),
    /// An entry that names several households.
    Several(EventError),
    /// An entry of another ledger than the key signs.
    OtherLedger {
        /// The key's.
        expected: String,
        /// The entry's.
        found: String,
    },
    /// About another household, or others.
    OtherHousehold {
        /// The statement's.
        expected: HouseholdId,
        /// The proof's.
        found: String,
    },
    /// Of another entry than is named.
    OtherEntry {
        /// What is named.
        expected: u64,
        /// What is proved.
        found: u64,
    },
    /// Under another checkpoint than the statement's.
    OtherHead {
        /// The statement's.
        expected: Head,
        /// The proof's.
        found: Head,
    },
    /// Under another root than the statement's.
    OtherRoot {
        /// The statement's.
        expected: Hash,
        /// The proof's.
        found: Hash,
    },
    /// The line of this entry twice, or out of order.
    LineOutOfOrder(u64),
    /// This entry twice, or out of order.
    EntryOutOfOrder(u64),
    /// So many sheets, of which one was not used, or stands twice or out of order.
    Sheets(usize),
    /// Not the entry that opens the ledger.
    NotTheFirst {
        /// Entries of the statement's record.
        size: u64,
        /// Which entry it is.
        index: u64,
        /// Of a record with so many.
        of: u64,
        /// Of this kind.
        kind: String,
    },
    /// The entry that opens the ledger cannot be read.
    OpeningBody(JsonError),
    /// Of another kind than the one that states the number of entries.
    NotAStatement(String),
    /// What the ledger stated is not what the statement says of it.
    OtherStated {
        /// Number and root in the entry.
        expected: Head,
        /// In the statement.
        found: Head,
    },
    /// Something that should be carried is not there.
    Missing(Carries),
}

/// Why bytes are no statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unread {
    /// So many bytes, more than are read.
    Long(usize),
    /// What the reader of JSON says.
    Json(String),
}

/// What a statement should carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Carries {
    /// Any proof at all.
    Anything,
    /// The entry that opens the ledger.
    Opening,
    /// The chart of accounts, by its hash.
    Chart(Hash),
    /// A payout's sheet, by its hash as the entry writes it.
    Sheet(String),
    /// The hash of an entry that is listed.
    EntryHash,
    /// That the ledger stated how many entries there are.
    Number,
    /// The entry that an amount comes from.
    EntryOfAmount,
    /// The household's line of a payout.
    Line,
    /// An entry about the household.
    Entry,
}

impl ProofFault {
    pub(super) fn code(&self) -> DoubtCode {
        match self {
            ProofFault::NoSumProof(_)
            | ProofFault::NoPortionProof(_)
            | ProofFault::NoEntryProof(_)
            | ProofFault::NoLine
            | ProofFault::NoEntry(_)
            | ProofFault::NoStatement(_)
            | ProofFault::NoSlip(_) => DoubtCode::ProofMalformed,
            ProofFault::NotInTotal(_)
            | ProofFault::NoLines
            | ProofFault::NotUnderCheckpoint(_)
            | ProofFault::NotAPortion(_)
            | ProofFault::OtherLists(_)
            | ProofFault::Several(_)
            | ProofFault::OtherLedger { .. }
            | ProofFault::OtherHousehold { .. }
            | ProofFault::OtherEntry { .. }
            | ProofFault::OtherHead { .. }
            | ProofFault::OtherRoot { .. }
            | ProofFault::LineOutOfOrder(_)
            | ProofFault::EntryOutOfOrder(_)
            | ProofFault::Sheets(_)
            | ProofFault::NotTheFirst { .. }
            | ProofFault::OpeningBody(_)
            | ProofFault::NotAStatement(_)
            | ProofFault::OtherStated { .. } => DoubtCode::ProofWrong,
            ProofFault::Missing(_) => DoubtCode::ProofMissing,
        }
    }

    pub(super) fn said(&self, lang: Lang) -> Contrast {
        let entry_proof = lang.pick("附原文的记录证明", "a tlog-proof with its entry's line");
        let in_total = lang.pick("签过的合计之内的一笔", "a line inside the signed total");
        match self {
            ProofFault::NoSumProof(error) => {
                said(lang.pick("合格的分配证明", "a sum-proof in its one form"), error.say(lang))
            }
            ProofFault::NoPortionProof(error) => {
                said(lang.pick("合格的分户证明", "a portion-proof in its one form"), error.say(lang))
            }
            ProofFault::NoEntryProof(error) => said(entry_proof, error.say(lang)),
            ProofFault::NoLine => said(entry_proof, lang.pick("没有这一笔", "no line")),
            ProofFault::NoEntry(error) => said(entry_proof, error.say(lang)),
            ProofFault::NoStatement(why) => said(lang.pick("对账单", "a statement"), why.say(lang)),
            ProofFault::NoSlip(error) => {
                said(lang.pick("纸上核对码的文字", "the text of the codes on a statement or notice"), error.say(lang))
            }
            ProofFault::NotInTotal(error) => said(in_total, error.say(lang)),
            ProofFault::NoLines => said(in_total, lang.pick("没有款项的记录", "an entry without lines")),
            ProofFault::NotUnderCheckpoint(error) => {
                said(lang.pick("签过的记录", "an entry under the signed checkpoint"), error.say(lang))
            }
            ProofFault::NotAPortion(error) => {
                said(lang.pick("签过的记录中的一户部分", "a portion of the signed entry"), error.say(lang))
            }
            ProofFault::OtherLists(found) => {
                said(lang.pick("这类记录分户的清单", "lists that such an entry takes apart"), found)
            }
            ProofFault::Several(error) => said(
                lang.pick("只列一户或有分户部分的记录", "an entry that names one household, or portions"),
                error.say(lang),
            ),
            ProofFault::OtherLedger { expected, found } => said(expected, found),
            ProofFault::OtherHousehold { expected, found } => said(expected, found),
            ProofFault::OtherEntry { expected, found } => said(expected, found),
            ProofFault::OtherHead { expected, found } | ProofFault::OtherStated { expected, found } => {
                said(expected.say(lang), found.say(lang))
            }
            ProofFault::OtherRoot { expected, found } => said(expected, found),
            ProofFault::LineOutOfOrder(entry) => {
                said(lang.pick("每笔一次，按记录的次序", "each line once, in the order of their entries"), entry)
            }
            ProofFault::EntryOutOfOrder(entry) => {
                said(lang.pick("每条一次，按次序", "each entry once, in their order"), entry)
            }
            ProofFault::Sheets(carried) => {
                said(lang.pick("用过的分配单各一次", "each sheet that was used, once"), carried)
            }
            ProofFault::NotTheFirst { size, index, of, kind } => said(
                lang.pick(format!("{size} 条中的第 0 条"), format!("entry 0 of {size}")),
                lang.pick(format!("{of} 条中的第 {index} 条，{kind}"), format!("entry {index} of {of}, {kind}")),
            ),
            ProofFault::OpeningBody(error) => {
                said(lang.pick("ledger.opened/1 的内容", "a body of ledger.opened/1"), error)
            }
            ProofFault::NotAStatement(kind) => said("households.stated/1", kind),
            ProofFault::Missing(carries) => said(carries.say(lang), lang.pick("没有", "none")),
        }
    }
}

impl Say for Carries {
    fn say(&self, lang: Lang) -> String {
        match self {
            Carries::Anything => {
                lang.pick("至少一份签过的证明", "at least one proof under a signed checkpoint").to_owned()
            }
            Carries::Opening => lang.pick("开账的记录", "the entry that opens the ledger").to_owned(),
            Carries::Chart(hash) => lang.pick(format!("科目文件 {hash}"), format!("the chart {hash}")),
            Carries::Sheet(hash) => lang.pick(format!("分配单 {hash}"), format!("the sheet {hash}")),
            Carries::EntryHash => lang.pick("记录的指纹", "the entry's hash").to_owned(),
            Carries::Number => lang.pick("账本自己声明的条数", "the ledger's own statement of their number").to_owned(),
            Carries::EntryOfAmount => {
                lang.pick("金额所在记录的证明", "a proof of the entry behind an amount").to_owned()
            }
            Carries::Line => lang.pick("本户那一笔的证明", "a proof of the household's line").to_owned(),
            Carries::Entry => lang.pick("这条记录和它的证明", "the entry with its proof").to_owned(),
        }
    }
}

impl Say for Unread {
    fn say(&self, lang: Lang) -> String {
        let most = crate::verify::STATEMENT_MOST;
        match self {
            Unread::Long(found) => lang.pick(
                format!("对账单最多 {most} 字节，实有 {found} 字节"),
                format!("a statement has at most {most} bytes, found {found}"),
            ),
            Unread::Json(error) => error.clone(),
        }
    }
}
