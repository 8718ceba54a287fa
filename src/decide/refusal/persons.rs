//! Persons: who they are, and how they come.

use super::{Code, Grounds, Rule, grounds, nothing};
use crate::{
    event::{Basis, Loss},
    unit::{ClassId, Day, HouseholdId, PersonId, Words, both},
};

/// A rule about persons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PersonRule {
    /// An identity number that cannot be one.
    NoIdentity { person: String, fault: IdentityFault },
    /// The identity number of somebody who is there already.
    Duplicate { person: String, other: String },
    /// A code that is somebody's already.
    CodeTaken { person: PersonId, household: HouseholdId },
    /// A code that does not begin with the household's.
    OtherCode { person: PersonId, household: HouseholdId },
    /// The household was enrolled with a number of members, and not with its persons.
    CountedOnly { household: HouseholdId },
    /// The household's persons are known: its members are no bare number.
    Known { household: HouseholdId },
    /// The members have to decide, and no resolution is named.
    NotResolved { person: PersonId, because: Words },
    /// Somebody who is no member is given shares.
    GuestsShares { person: PersonId, class: ClassId },
    /// A day that is not after the day of birth.
    BeforeBirth { person: PersonId, day: Day },
    /// Nobody of that code is there.
    NobodyThere { person: PersonId },
    /// A first day behind the day from which the entry holds.
    SinceLater { person: PersonId, most: Day, since: Day },
}

/// What is wrong with an identity number. The number itself is told to nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdentityFault {
    /// Not 17 digits and a digit or an X.
    NotEighteen(usize),
    /// A spreadsheet made a number of it and lost its last digits.
    DigitsLost,
    /// The check digit is another one.
    CheckDigit,
    /// The day of birth in it is not the person's.
    Birth,
}

impl PersonRule {
    /// Where the members have to decide on who comes.
    pub(in crate::decide) fn voted_in(person: &PersonId, basis: Basis) -> PersonRule {
        PersonRule::NotResolved { person: person.clone(), because: basis.word().into() }
    }

    /// Where the members have to decide on who goes.
    pub(in crate::decide) fn voted_out(person: &PersonId, why: Loss) -> PersonRule {
        PersonRule::NotResolved { person: person.clone(), because: why.word().into() }
    }
}

fn number(fault: IdentityFault) -> (Words, Words) {
    match fault {
        IdentityFault::NotEighteen(characters) => (
            both!("18 characters: 17 digits, then a digit or X", "18 位：17 位数字，末位数字或 X"),
            both!("{characters} characters", "{characters} 个字符"),
        ),
        IdentityFault::DigitsLost => (
            both!("the number as text, with all its digits", "按文本填写的完整号码"),
            both!("a number whose last digits a spreadsheet lost", "被表格软件改掉了末几位的数字"),
        ),
        IdentityFault::CheckDigit => {
            (both!("the check digit of the first 17", "与前 17 位相符的校验码"), both!("another one", "不相符的校验码"))
        }
        IdentityFault::Birth => (
            both!("the day of birth that is given", "与所填出生日期一致"),
            both!("another day in the number", "号码里是另一天"),
        ),
    }
}

impl Rule for PersonRule {
    fn grounds(&self) -> Grounds {
        match self {
            PersonRule::NoIdentity { person, fault } => {
                let (expected, found) = number(*fault);
                grounds(Code::IdentityNotValid, person, expected, found)
            }
            PersonRule::Duplicate { person, other } => {
                let expected = both!("an identity number that nobody here has", "本账本里没有人用的身份证号");
                grounds(Code::DuplicateIdentity, person, expected, both!("that of {other}", "与 {other} 相同"))
            }
            PersonRule::CodeTaken { person, household } => {
                let expected = both!("a code that nobody had before", "没有人用过的代码");
                grounds(Code::PersonInTwoHouseholds, person, expected, both!("of {household}", "已在 {household}"))
            }
            PersonRule::OtherCode { person, household } => {
                let expected = both!("{household}-, then a number", "{household}- 加序号");
                grounds(Code::BadValue, household, expected, person)
            }
            PersonRule::CountedOnly { household } => {
                let expected = both!("a household enrolled with its persons", "按人登记的农户");
                grounds(Code::UnknownPerson, household, expected, both!("a number of members", "只登记了人数"))
            }
            PersonRule::Known { household } => {
                let expected = both!("its persons by their codes", "按人写明代码");
                grounds(Code::PersonsKnown, household, expected, both!("a number of members", "人数"))
            }
            PersonRule::NotResolved { person, because } => {
                let expected = both!("a resolution for ", "须有决议：").with(because.clone());
                grounds(Code::MemberMissing, person, expected, nothing())
            }
            PersonRule::GuestsShares { person, class } => {
                let expected = both!("a member of the organization", "本集体成员");
                grounds(Code::HolderKind, format!("{person} {class}"), expected, "guest")
            }
            PersonRule::BeforeBirth { person, day } => {
                let expected = both!("the day of birth or later", "出生当日或以后");
                grounds(Code::DatesOutOfOrder, person, expected, day)
            }
            PersonRule::NobodyThere { person } => {
                let expected = both!("a member of the organization", "本集体成员");
                grounds(Code::UnknownPerson, person, expected, nothing())
            }
            PersonRule::SinceLater { person, most, since } => {
                grounds(Code::DatesOutOfOrder, person, both!("{most} or earlier", "{most} 或以前"), since)
            }
        }
    }
}
