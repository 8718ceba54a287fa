//! Classes of shares: what may be said of one, and what it lets be given to whom.

use super::{Code, Grounds, Rule, grounds};
use crate::{
    event::HeldBy,
    unit::{ClassId, HouseholdId, Ratio, Shares, both},
};

/// A rule about classes of shares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClassRule {
    /// More decimals than the class has.
    Decimals { class: ClassId, scale: u32, shares: Shares },
    /// Shares of a class that lies on persons for a household, or the other way round.
    LiesOnOthers { at: String, class: ClassId, held_by: HeldBy },
    /// More than one holder may have.
    AboveCap { household: HouseholdId, class: ClassId, cap: Ratio, most: Shares, all: Shares },
    /// Something of a class that no later word changes: its unit, its decimals, on whom it lies.
    Stays { class: ClassId, member: &'static str },
    /// A class is set a second time with nothing that changes.
    Same { class: ClassId },
    /// A closed class does not open again.
    ClosedStays { class: ClassId },
    /// More decimals than any number of shares has.
    ScaleTooFine { class: ClassId, scale: u32 },
}

impl Rule for ClassRule {
    fn grounds(&self) -> Grounds {
        match self {
            ClassRule::Decimals { class, scale, shares } => {
                let expected = both!("at most {scale} decimals", "最多 {scale} 位小数");
                grounds(Code::ShareScale, class, expected, shares.short())
            }
            ClassRule::LiesOnOthers { at, class, held_by } => {
                let expected = match held_by {
                    HeldBy::Household => both!("a household, for {class} lies on households", "农户：{class} 由户持有"),
                    HeldBy::Person => both!("a person, for {class} lies on persons", "个人：{class} 由人持有"),
                };
                grounds(Code::HolderKind, class, expected, at)
            }
            ClassRule::AboveCap { household, class, cap, most, all } => {
                let most = most.short();
                let expected = both!("at most {most}, {cap} of the class", "至多 {most}，即该类的 {cap}");
                grounds(Code::CapExceeded, format!("{household} {class}"), expected, all.short())
            }
            ClassRule::Stays { class, member } => {
                let expected = both!("{member} as it was set", "{member} 与设立时一致");
                grounds(Code::AlreadyRegistered, class, expected, both!("another", "另一个"))
            }
            ClassRule::Same { class } => {
                let expected = both!("a new class, or a change of this one", "新的类别，或有所变更");
                grounds(Code::AlreadyRegistered, class, expected, class)
            }
            ClassRule::ClosedStays { class } => {
                grounds(Code::AlreadyRegistered, class, both!("closed", "静态"), both!("open", "动态"))
            }
            ClassRule::ScaleTooFine { class, scale } => {
                let most = Shares::SCALE;
                grounds(Code::BadValue, class, both!("at most {most}", "至多 {most}"), scale)
            }
        }
    }
}
