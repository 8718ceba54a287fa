//! Persons who move or go, and the household that stays behind.

use super::{Code, Grounds, Rule, grounds, none};
use crate::{
    event::Loss,
    unit::{ClassId, Day, HouseholdId, PersonId, Shares, WorkerId, both},
};

/// A rule about who moves or goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeavingRule {
    /// Nobody of that code lives in the household.
    Unknown { household: HouseholdId, person: PersonId },
    /// Whoever is said to have worked was never in the household.
    NoWorker { household: HouseholdId, worker: WorkerId },
    /// Gone already.
    Left { person: PersonId, since: Day },
    /// No ground on which the law lets a member lose his membership.
    NotLawful { person: PersonId, why: Loss },
    /// The head is none of the household's persons.
    Head { household: HouseholdId, head: PersonId },
    /// No member would be left.
    NobodyLeft { household: HouseholdId },
    /// More shares than lie on the person.
    MoreThanLies { person: PersonId, class: ClassId, held: Shares, asked: Shares },
    /// More is kept for a time than the person loses.
    MoreKeptThanLost { person: PersonId, class: ClassId, most: Shares, kept: Shares },
}

impl Rule for LeavingRule {
    fn grounds(&self) -> Grounds {
        match self {
            LeavingRule::Unknown { household, person } => {
                let expected = both!("a person who lives there", "住在该户的人");
                grounds(Code::UnknownPerson, household, expected, person)
            }
            LeavingRule::NoWorker { household, worker } => {
                let expected = both!("somebody who was ever in the household", "曾在该户的人");
                grounds(Code::UnknownPerson, household, expected, worker)
            }
            LeavingRule::Left { person, since } => {
                let expected = both!("somebody who is there", "仍在的人");
                grounds(Code::AlreadyLeft, person, expected, both!("gone since {since}", "{since} 起已不在"))
            }
            LeavingRule::NotLawful { person, why } => {
                let expected = both!(
                    "died, other_collective, nationality, civil_service or voluntary",
                    "died、other_collective、nationality、civil_service 或 voluntary",
                );
                grounds(Code::LossNotLawful, person, expected, why.word())
            }
            LeavingRule::Head { household, head } => {
                let expected = both!("a head who lives there", "住在该户的户主");
                grounds(Code::HeadNotInHousehold, household, expected, head)
            }
            LeavingRule::NobodyLeft { household } => {
                let expected = both!("a member who stays, or a merger", "至少留一名成员，否则并户");
                grounds(Code::HeadNotInHousehold, household, expected, none())
            }
            LeavingRule::MoreThanLies { person, class, held, asked } => {
                let held = held.short();
                let expected = both!("at most {held}", "最多 {held}");
                grounds(Code::MoreSharesThanHeld, format!("{person} {class}"), expected, asked.short())
            }
            LeavingRule::MoreKeptThanLost { person, class, most, kept } => {
                let most = most.short();
                let expected = both!("at most {most}, which the person loses", "至多 {most}，即本人失去的股数");
                grounds(Code::MoreSharesThanHeld, format!("{person} {class}"), expected, kept.short())
            }
        }
    }
}
