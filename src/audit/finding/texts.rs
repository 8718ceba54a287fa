//! The private texts, which lie outside the record.

use super::FindingCode;
use crate::{
    finding::{Contrast, said},
    unit::Lang,
};

/// What is wrong with private texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextFault {
    /// What is filed for this member does not open its commitment.
    Wrong(&'static str),
    /// Nothing is filed for this member.
    Missing(&'static str),
    /// Not one of so many is here.
    AllMissing(usize),
}

impl TextFault {
    pub(super) fn code(&self) -> FindingCode {
        match self {
            TextFault::Wrong(_) => FindingCode::OpeningWrong,
            TextFault::Missing(_) | TextFault::AllMissing(_) => FindingCode::OpeningMissing,
        }
    }

    pub(super) fn said(&self, lang: Lang) -> Contrast {
        let opens = |member: &str| lang.pick(format!("{member} 的密存内容"), format!("what opens {member}"));
        match self {
            TextFault::Wrong(member) => said(opens(member), lang.pick("别的内容", "something else")),
            TextFault::Missing(member) => said(opens(member), lang.pick("没有", "nothing")),
            TextFault::AllMissing(n) => said(
                lang.pick(format!("{n} 段密存文字"), format!("{n} private texts")),
                lang.pick("一段也没有", "none of them"),
            ),
        }
    }
}
