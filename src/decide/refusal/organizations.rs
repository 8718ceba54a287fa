//! Organizations that merge and divide.

use super::{Code, Grounds, Rule, grounds};
use crate::{
    event::OrganizationAct,
    log::{Hash, Origin},
    unit::{Day, Fen, both},
};

/// A rule about what one organization gives another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrganizationRule {
    /// It was taken in by another, and records nothing more.
    Over { kind: String, cut: Day },
    /// Debits are not credits.
    Unbalanced { debit: Fen, credit: Fen },
    /// More than stands there is given.
    AboveBalance { key: String, most: Fen, moved: Fen },
    /// Something stays with who is taken in.
    Stays { key: String, stays: Fen },
    /// What is taken is not what was given.
    Differs { other: Hash, lines: Hash },
    /// It went over already, or nothing is left of whom it comes.
    Twice { entry: u64, act: OrganizationAct, mirror: Hash },
    /// The other ledger was said to have another root at that size.
    OtherRoot { entry: u64, root: Hash, found: Hash },
    /// The other ledger is this one.
    Itself { origin: Origin },
}

impl Rule for OrganizationRule {
    fn grounds(&self) -> Grounds {
        match self {
            OrganizationRule::Over { kind, cut } => {
                let expected = both!("nothing behind {cut}, when it went over to another", "{cut} 并入他社后不再记录");
                grounds(Code::OrganizationOver, kind, expected, kind)
            }
            OrganizationRule::Unbalanced { debit, credit } => {
                let expected = both!("debits like credits: {debit}", "借贷相等：{debit}");
                grounds(Code::LinesDoNotBalance, "lines", expected, credit)
            }
            OrganizationRule::AboveBalance { key, most, moved } => {
                grounds(Code::LinesAboveBalance, key, both!("at most {most}", "最多 {most}"), moved)
            }
            OrganizationRule::Stays { key, stays } => {
                grounds(Code::OpenAmounts, key, both!("all of it given", "全部转出"), stays)
            }
            OrganizationRule::Differs { other, lines } => {
                let expected = both!("lines of the digest {other}", "摘要为 {other} 的分录");
                grounds(Code::MirrorDiffers, "lines", expected, lines)
            }
            OrganizationRule::Twice { entry, act, mirror } => {
                let expected = both!("what entry {entry} has not recorded already", "第 {entry} 条没有记过的");
                grounds(Code::HandedOverAlready, act.word(), expected, mirror)
            }
            OrganizationRule::OtherRoot { entry, root, found } => {
                let expected = both!("{root}, as entry {entry} has it", "{root}，如第 {entry} 条所记");
                grounds(Code::BadValue, "other.root", expected, found)
            }
            OrganizationRule::Itself { origin } => {
                grounds(Code::BadValue, "other", both!("another ledger", "另一个账本"), origin)
            }
        }
    }
}
