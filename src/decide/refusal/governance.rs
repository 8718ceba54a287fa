//! Persons, offices and kin.

use super::{Code, Grounds, Rule, grounds};
use crate::unit::{Day, OfficeId, PersonId, Text, both};

/// A rule about who may what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GovernanceRule {
    /// The code stands for somebody.
    PersonKnown { person: Text },
    /// Nobody of that code.
    NoPerson { person: Text },
    /// Nobody of a household by that code.
    NobodyOf { person: Text, is: PersonId },
    /// The person of a household has a code.
    SamePerson { is: PersonId, code: String },
    /// They are kin by an earlier entry, or one and the same.
    KinKnown { one: Text, other: Text },
    /// The person holds the office in these days.
    HoldsIt { office: OfficeId, person: Text },
    /// The person does not hold the office.
    HoldsNot { office: OfficeId, person: Text },
    /// A term that ends before it begins.
    TermTurned { office: OfficeId, first: Day, last: Day },
    /// A term longer than the policy lets.
    TermTooLong { office: OfficeId, years: u32, first: Day, last: Day },
    /// Offices that nobody holds together.
    Incompatible { person: Text, office: OfficeId, other: OfficeId },
    /// Offices that close kin do not hold.
    KinInOffice { person: Text, office: OfficeId, kin: String, other: OfficeId },
}

impl Rule for GovernanceRule {
    fn grounds(&self) -> Grounds {
        match self {
            GovernanceRule::PersonKnown { person } => {
                grounds(Code::AlreadyRegistered, person, both!("a code not used before", "没有用过的代码"), person)
            }
            GovernanceRule::NoPerson { person } => {
                let expected = both!("a person registered, or with a key", "登记过的人，或有密钥的人");
                grounds(Code::UnknownPerson, person, expected, person)
            }
            GovernanceRule::NobodyOf { person, is } => {
                let expected = both!("a person of a household", "户内登记过的人");
                grounds(Code::UnknownPerson, person, expected, is)
            }
            GovernanceRule::SamePerson { is, code } => {
                grounds(Code::AlreadyRegistered, is, both!("somebody without a code", "还没有代码的人"), code)
            }
            GovernanceRule::KinKnown { one, other } => grounds(
                Code::AlreadyRegistered,
                one,
                both!("two persons not declared kin before", "没有申报过的两个人"),
                other,
            ),
            GovernanceRule::HoldsIt { office, person } => {
                let expected = both!("an office not held in these days", "这段时间没有担任的职务");
                grounds(Code::AlreadyRegistered, person, expected, office)
            }
            GovernanceRule::HoldsNot { office, person } => {
                grounds(Code::NotInOffice, person, both!("an office that is held", "正在担任的职务"), office)
            }
            GovernanceRule::TermTurned { office, first, last } => {
                grounds(Code::DatesOutOfOrder, office, both!("{first} or later", "{first} 或以后"), last)
            }
            GovernanceRule::TermTooLong { office, years, first, last } => grounds(
                Code::TermTooLong,
                office,
                both!("at most {years} years from {first}", "从 {first} 起最多 {years} 年"),
                last,
            ),
            GovernanceRule::Incompatible { person, office, other } => grounds(
                Code::OfficesIncompatible,
                person,
                both!("nobody who is {other}", "不担任 {other} 的人"),
                office,
            ),
            GovernanceRule::KinInOffice { person, office, kin, other } => grounds(
                Code::KinInOffice,
                person,
                both!("nobody whose close kin {kin} is {other}", "近亲属 {kin} 不担任 {other} 的人"),
                office,
            ),
        }
    }
}
