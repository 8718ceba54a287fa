//! What is wrong with what stands in a blob, where a statement or a proof is made of it.

use crate::{
    audit::FindingCode,
    finding::{Contrast, Fault, Finding, said},
    log::{Hash, portions::PortionError, sum::SumError},
    statement::Untold,
    unit::{HouseholdId, Lang, Say},
};

/// What is made of blobs, and cannot be.
pub type Unmade = Finding<MadeOf, BlobFault>;

/// What was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MadeOf {
    /// This blob.
    Blob(Hash),
    /// What this entry names.
    Entry(u64),
    /// All that a statement is made of.
    Statement,
}

/// What a blob holds for those who need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Document {
    /// The chart of accounts.
    Chart,
    /// A payout's sheet.
    Sheet,
    /// A payout's lines.
    Lines,
}

/// What is wrong with what stands in a blob.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlobFault {
    /// It is not there.
    Missing(Document),
    /// It has no line of the household.
    NoLine(HouseholdId),
    /// It has no portion of the household.
    NoPortion(HouseholdId),
    /// Its lines are no lines of a payout.
    Lines(SumError),
    /// The lines read from it make no tree.
    Tree(SumError),
    /// The portions read from it cannot be written again.
    Portions(PortionError),
    /// A statement cannot be told from it.
    Untold(Untold),
}

impl Say for MadeOf {
    fn say(&self, lang: Lang) -> String {
        match self {
            MadeOf::Blob(hash) => format!("blobs/{hash}"),
            MadeOf::Entry(entry) => lang.pick(format!("第 {entry} 条"), format!("entry {entry}")),
            MadeOf::Statement => lang.pick("对账单", "statement").to_owned(),
        }
    }
}

impl Fault for BlobFault {
    type Code = FindingCode;

    fn code(&self) -> FindingCode {
        match self {
            BlobFault::Missing(_) => FindingCode::BlobMissing,
            BlobFault::NoLine(_)
            | BlobFault::NoPortion(_)
            | BlobFault::Lines(_)
            | BlobFault::Tree(_)
            | BlobFault::Portions(_)
            | BlobFault::Untold(_) => FindingCode::BlobWrong,
        }
    }

    fn said(&self, lang: Lang) -> Contrast {
        match self {
            BlobFault::Missing(document) => said(document.say(lang), lang.pick("没有", "nothing")),
            BlobFault::NoLine(household) => said(
                lang.pick(format!("{household} 的一笔"), format!("a line of {household}")),
                lang.pick("没有", "none"),
            ),
            BlobFault::NoPortion(household) => said(
                lang.pick(format!("{household} 的部分"), format!("a portion of {household}")),
                lang.pick("没有", "none"),
            ),
            BlobFault::Lines(error) => said(Document::Lines.say(lang), error.say(lang)),
            BlobFault::Tree(error) => said(lang.pick("能成合计的各笔", "lines of a sum tree"), error.say(lang)),
            BlobFault::Portions(error) => said(lang.pick("记录的分户部分", "portions of an entry"), error.say(lang)),
            BlobFault::Untold(error) => said(lang.pick("记录的各笔", "the recorded lines"), error.say(lang)),
        }
    }
}

impl Say for Document {
    fn say(&self, lang: Lang) -> String {
        match self {
            Document::Chart => lang.pick("科目文件", "the chart of accounts"),
            Document::Sheet => lang.pick("分配单", "a payout sheet"),
            Document::Lines => lang.pick("分配的各笔", "the lines of a payout"),
        }
        .to_owned()
    }
}
