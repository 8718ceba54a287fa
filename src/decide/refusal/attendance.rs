//! Who is there at a meeting, and how many that is of all.

use super::{Code, Grounds, Rule, grounds};
use crate::unit::{HouseholdId, Text, both};

/// A rule about who is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttendanceRule {
    /// A household that the list names twice.
    ListedTwice { household: HouseholdId },
    /// Another number than the register's.
    OtherEntitled { meeting: Text, register: u64, said: u32 },
    /// A body of too few.
    BodyTooSmall { meeting: Text, least: u32, found: u32 },
    /// Too few came.
    NotQuorate { meeting: Text, least: u64, found: u32 },
    /// Nobody of the household is there who could speak for another.
    NoHousemate { household: HouseholdId },
    /// Nobody speaks for another in this body.
    NoProxies { meeting: Text, household: HouseholdId },
    /// The numbers do not add up.
    DoNotAddUp { subject: Text, is: u64, said: u64 },
}

impl Rule for AttendanceRule {
    fn grounds(&self) -> Grounds {
        match self {
            AttendanceRule::ListedTwice { household } => {
                grounds(Code::BadValue, household, both!("each household once", "每户一行"), both!("twice", "两行"))
            }
            AttendanceRule::OtherEntitled { meeting, register, said } => {
                grounds(Code::EntitledDiffersFromRegister, meeting, register, said)
            }
            AttendanceRule::BodyTooSmall { meeting, least, found } => {
                grounds(Code::BodyTooSmall, meeting, both!("at least {least}", "至少 {least} 人"), found)
            }
            AttendanceRule::NotQuorate { meeting, least, found } => {
                grounds(Code::NotQuorate, meeting, both!("at least {least} there", "至少到会 {least} 人"), found)
            }
            AttendanceRule::NoHousemate { household } => {
                let expected = both!("somebody of the same household who is there", "同户有人到会");
                grounds(Code::ProxyFromOtherHousehold, household, expected, both!("nobody", "没有"))
            }
            AttendanceRule::NoProxies { meeting, household } => {
                grounds(Code::ProxyNotAllowed, meeting, both!("no proxies", "不得委托"), household)
            }
            AttendanceRule::DoNotAddUp { subject, is, said } => grounds(Code::VotesDoNotAddUp, subject, is, said),
        }
    }
}
