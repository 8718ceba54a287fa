//! Rows of registers that are changed, put right or taken out.

use super::{Code, Grounds, Rule, grounds, ledger::entry};
use crate::{event::RevisionMode, unit::both};

/// A rule about revising a row of a register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RevisionRule {
    /// A member that rows of this register do not have, or that another kind changes.
    NotOfRegister { code: String, member: String, may: &'static [&'static str] },
    /// A member that this mode does not revise.
    NotInMode { code: String, member: String, mode: RevisionMode, may: String },
    /// A value that has to be there.
    NotCleared { code: String, member: String },
    /// A member with a value and without one.
    SetAndCleared { code: String, member: String },
    /// The named entry did not say it.
    OtherEntry { code: String, said: Vec<u64>, named: u64 },
    /// Several entries said what is wrong, and none is named.
    WhichEntry { code: String, said: Vec<u64> },
    /// It is so already.
    AlreadySo { code: String },
    /// Something names the row.
    InUse { code: String, by: String },
    /// What was passed on since is not another's from the beginning.
    PassedOn { code: String, holders: usize },
}

impl Rule for RevisionRule {
    fn grounds(&self) -> Grounds {
        match self {
            RevisionRule::NotOfRegister { code, member, may } => {
                grounds(Code::NotCorrectable, code, one_of(&may.join(", ")), member)
            }
            RevisionRule::NotInMode { code, member, mode, may } => {
                let mode = match mode {
                    RevisionMode::Changed => both!(" (changed)", "（变更）"),
                    RevisionMode::Wrong => both!(" (wrong)", "（更正）"),
                    RevisionMode::Void => both!(" (void)", "（作废）"),
                };
                grounds(Code::NotCorrectable, code, one_of(may), both!("{member}", "{member}").with(mode))
            }
            RevisionRule::NotCleared { code, member } => {
                grounds(Code::NotCorrectable, code, both!("a value of {member}", "{member} 要有内容"), super::nothing())
            }
            RevisionRule::SetAndCleared { code, member } => {
                let expected = both!("{member} in set or in clear", "{member} 只写在 set 或 clear 之一");
                grounds(Code::BadValue, code, expected, both!("both", "两处都有"))
            }
            RevisionRule::OtherEntry { code, said, named } => {
                grounds(Code::WrongEntry, code, entries(said), entry(*named))
            }
            RevisionRule::WhichEntry { code, said } => {
                let expected = both!("one of them named: ", "写明其中一条：").with(entries(said));
                grounds(Code::WrongEntry, code, expected, super::none())
            }
            RevisionRule::AlreadySo { code } => {
                grounds(Code::NothingChanges, code, both!("another value", "不同的内容"), both!("the same", "相同"))
            }
            RevisionRule::InUse { code, by } => {
                grounds(Code::InUse, code, both!("something that nothing else names", "没有其他记录用到的"), by)
            }
            RevisionRule::PassedOn { code, holders } => {
                let expected = both!("one holder since it was registered", "登记以来只有一个持有人");
                grounds(Code::InUse, code, expected, holders)
            }
        }
    }
}

fn one_of(may: &str) -> crate::unit::Words {
    match may {
        "" => both!("nothing of it", "没有可改的内容"),
        may => both!("one of {may}", "{may} 之一"),
    }
}

fn entries(said: &[u64]) -> crate::unit::Words {
    let all = said.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    both!("entry {all}", "第 {all} 条")
}
