//! Shares: what a household holds, what a class has room for.

use super::{Code, Grounds, Rule, grounds};
use crate::{
    event::Holder,
    unit::{ClassId, HouseholdId, Shares, Text, both},
};

/// A rule about shares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShareRule {
    /// More shares than the household holds.
    MoreThanHeld { household: HouseholdId, class: ClassId, held: Shares, asked: Shares },
    /// More shares of a class by head than the household has members.
    MoreThanHeads { household: HouseholdId, class: ClassId, members: u32, all: Shares },
    /// The same, where shares that were passed on count: nobody is given one twice.
    MoreThanGiven { household: HouseholdId, class: ClassId, members: u32, all: Shares },
    /// More stays for a time than goes with who leaves.
    MoreKeptThanGoes { household: HouseholdId, class: ClassId, most: Shares, kept: Shares },
    /// A closed class without its total, or an open one with one.
    TotalOfClass { class: ClassId },
    /// No such class.
    UnknownClass { at: String, class: ClassId },
    /// A closed class would grow.
    OverTotal { class: ClassId, total: Shares, sum: Shares },
    /// The collective has no heads.
    HeadsOfCollective { class: ClassId, holder: Holder },
    /// Shares pass inside the organization only.
    ToOutsider { from: HouseholdId, to: Text },
}

impl Rule for ShareRule {
    fn grounds(&self) -> Grounds {
        match self {
            ShareRule::MoreThanHeld { household, class, held, asked } => {
                let held = held.short();
                let expected = both!("at most {held}", "最多 {held}");
                grounds(Code::MoreSharesThanHeld, format!("{household} {class}"), expected, asked.short())
            }
            ShareRule::MoreThanHeads { household, class, members, all } => {
                let expected = both!("at most {members}, one for each member", "至多 {members}，每个成员一股");
                grounds(Code::MoreSharesThanHeld, format!("{household} {class}"), expected, all.short())
            }
            ShareRule::MoreThanGiven { household, class, members, all } => {
                let expected = both!(
                    "at most {members}, one for each member, with those passed on",
                    "至多 {members}，每个成员一股，已转出的也算在内",
                );
                grounds(Code::MoreSharesThanHeld, format!("{household} {class}"), expected, all.short())
            }
            ShareRule::MoreKeptThanGoes { household, class, most, kept } => {
                let most = most.short();
                let expected =
                    both!("at most {most} of those that go with who leaves", "至多 {most}，即随离去成员减少的股数");
                grounds(Code::MoreSharesThanHeld, format!("{household} {class}"), expected, kept.short())
            }
            ShareRule::TotalOfClass { class } => grounds(
                Code::BadValue,
                class,
                both!("a total for a closed class, none for an open one", "封闭的类别要有总数，开放的不要"),
                both!("the other", "另一方"),
            ),
            ShareRule::UnknownClass { at, class } => {
                grounds(Code::UnknownReference, at, both!("a class of shares", "股份类别"), class)
            }
            ShareRule::OverTotal { class, total, sum } => {
                grounds(Code::ShareClassOverTotal, class, total.short(), sum.short())
            }
            ShareRule::HeadsOfCollective { class, holder } => {
                let expected = both!(
                    "a household; the collective's shares are of a class of their own",
                    "农户；集体的股份要另设一类",
                );
                grounds(Code::BadValue, format!("{class} holder"), expected, holder)
            }
            ShareRule::ToOutsider { from, to } => {
                let expected = both!("a household of the organization", "本组织的农户");
                grounds(Code::TransferToOutsider, from, expected, to)
            }
        }
    }
}
