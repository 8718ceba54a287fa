//! A household's statement beside what is proved of the record.

use super::DoubtCode;
use crate::{
    finding::{Contrast, said},
    log::Hash,
    statement::value::Flaw,
    unit::{Day, Lang, Money, RecordedAt, Say},
};

/// What a statement says otherwise than the record, or than itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatementFault {
    /// It contradicts itself.
    Flaw(Flaw),
    /// A name, a code, a day or a list is another one than the record has; both as they stand there.
    Differs {
        /// In the record.
        expected: String,
        /// In the statement.
        found: String,
    },
    /// What is open is not in order; the purposes as they stand.
    OpenOrder(String),
    /// A proved entry is not among those listed.
    NotListed(u64),
    /// It was read up to an earlier time than it shows.
    ReadEarlier {
        /// When the newest entry in it was recorded.
        newest: RecordedAt,
        /// Up to when it says it was read.
        found: RecordedAt,
    },
    /// The reasons of a line are not those the record names.
    ReasonsHash {
        /// What the record names.
        expected: Hash,
        /// Of those given.
        found: Hash,
    },
    /// A recorded reason is not told.
    ReasonMissing(String),
    /// A reason is told that is not recorded.
    ReasonMore(String),
    /// Lines and total of a payout are other ones.
    Total {
        /// Recorded.
        expected: (u64, Money),
        /// Told.
        found: (u64, Money),
    },
    /// A line of another day than its entry.
    Day(Day),
    /// What is told of an entry is another amount, in fen.
    Amount {
        /// Of this purpose, where the entry names one.
        purpose: Option<String>,
        /// Recorded.
        expected: i128,
        /// Told.
        found: i128,
    },
    /// A merger pays and gives nothing: kind, purpose and amount of the line.
    NotOfAMerger(String),
    /// Something is left to a household that is no more, in fen.
    LeftByAMerger {
        /// Of this purpose.
        purpose: String,
        /// So much.
        fen: i128,
    },
    /// No contract that is carried lets this parcel or house.
    NoSuchLease {
        /// The parcel or house.
        of: String,
        /// The contract that is named.
        contract: String,
    },
    /// An older statement of the number of entries than the newest payout asks for.
    StatedEarlier {
        /// The entry that must state it.
        by: u64,
        /// Up to which entries it is stated.
        upto: u64,
    },
    /// The entries listed are not those of the digest.
    OtherEntries {
        /// Number and digest stated.
        expected: (u64, Hash),
        /// Of those listed.
        found: (u64, Hash),
    },
    /// The digest does not stand under the root that the ledger stated.
    NotUnderRoot {
        /// The root.
        root: Hash,
        /// Where it should stand.
        place: u64,
    },
}

impl StatementFault {
    pub(super) fn code(&self) -> DoubtCode {
        match self {
            StatementFault::Flaw(_) => DoubtCode::StatementContradicts,
            StatementFault::Differs { .. }
            | StatementFault::OpenOrder(_)
            | StatementFault::NotListed(_)
            | StatementFault::ReadEarlier { .. }
            | StatementFault::ReasonsHash { .. }
            | StatementFault::ReasonMissing(_)
            | StatementFault::ReasonMore(_)
            | StatementFault::Total { .. }
            | StatementFault::Day(_)
            | StatementFault::Amount { .. }
            | StatementFault::NotOfAMerger(_)
            | StatementFault::LeftByAMerger { .. }
            | StatementFault::NoSuchLease { .. } => DoubtCode::StatementDiffers,
            StatementFault::StatedEarlier { .. }
            | StatementFault::OtherEntries { .. }
            | StatementFault::NotUnderRoot { .. } => DoubtCode::EntriesHidden,
        }
    }

    pub(super) fn said(&self, lang: Lang) -> Contrast {
        match self {
            StatementFault::Flaw(flaw) => said(lang.pick("相符的数字", "figures that agree"), flaw.say(lang)),
            StatementFault::Differs { expected, found } => said(expected, found),
            StatementFault::OpenOrder(found) => {
                said(lang.pick("按字节次序排列的用途", "purposes in the order of their bytes"), found)
            }
            StatementFault::NotListed(entry) => said(
                lang.pick(format!("列出的记录里有第 {entry} 条"), format!("entry {entry} among the entries listed")),
                lang.pick("没有列出", "not listed"),
            ),
            StatementFault::ReadEarlier { newest, found } => {
                said(lang.pick(format!("{newest} 或以后"), format!("{newest} or later")), found)
            }
            StatementFault::ReasonsHash { expected, found } => {
                said(lang.pick(format!("指纹为 {expected} 的依据"), format!("reasons of hash {expected}")), found)
            }
            StatementFault::ReasonMissing(step) => said(reason(lang, step), lang.pick("别的或没有", "another or none")),
            StatementFault::ReasonMore(step) => {
                said(lang.pick("这一笔的依据", "the reasons of the line"), reason(lang, step))
            }
            StatementFault::Total { expected, found } => said(total(lang, expected), total(lang, found)),
            StatementFault::Day(found) => said(lang.pick("记录的日期", "the entry's day"), found),
            StatementFault::Amount { purpose, expected, found } => {
                let purpose = purpose.as_ref().map(|purpose| format!("{purpose} ")).unwrap_or_default();
                said(format!("{purpose}{}", yuan(*expected)), format!("{purpose}{}", yuan(*found)))
            }
            StatementFault::NotOfAMerger(found) => {
                said(lang.pick("只有并户转走的款项", "what a merger moves, and nothing else"), found)
            }
            StatementFault::LeftByAMerger { purpose, fen } => said(
                lang.pick("并户不留下什么", "nothing left behind by a merger"),
                format!("{purpose} {}", yuan(*fen)),
            ),
            StatementFault::NoSuchLease { of, contract } => said(
                lang.pick("随附的合同写明的租约", "a lease that a carried contract gives"),
                lang.pick(format!("{contract} 之下的 {of}"), format!("{of} under {contract}")),
            ),
            StatementFault::StatedEarlier { by, upto } => said(
                lang.pick(
                    format!("第 {by} 条的声明，它结束有分配的一批"),
                    format!("the statement of entry {by}, which closes a batch with a payout"),
                ),
                lang.pick(format!("{upto} 条"), format!("{upto} entries")),
            ),
            StatementFault::OtherEntries { expected, found } => said(digest(lang, expected), digest(lang, found)),
            StatementFault::NotUnderRoot { root, place } => said(
                lang.pick(format!("树根 {root}"), format!("root {root}")),
                lang.pick(
                    format!("第 {place} 位没有这个累计指纹"),
                    format!("a digest that it does not hold at place {place}"),
                ),
            ),
        }
    }
}

fn total(lang: Lang, (lines, yuan): &(u64, Money)) -> String {
    lang.pick(format!("{lines} 笔，{yuan} 元"), format!("{lines} lines, {yuan} yuan"))
}

fn digest(lang: Lang, (items, digest): &(u64, Hash)) -> String {
    lang.pick(format!("{items} 条，累计指纹 {digest}"), format!("{items} entries with digest {digest}"))
}

fn reason(lang: Lang, step: &str) -> String {
    lang.pick(format!("依据 {step}"), format!("the reason {step}"))
}

/// Fen as yuan with two decimals; differences may exceed what an amount can be.
fn yuan(fen: i128) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let size = fen.unsigned_abs();
    format!("{sign}{}.{:02}", size / 100, size % 100)
}
