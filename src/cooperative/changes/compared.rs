//! What stood and what would stand, day by day.

use crate::unit::Day;
use serde::{Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};

/// What stands in a place, since which day each.
pub(super) type Face = Vec<(Option<Day>, Stood)>;

/// Where: the thing, its code, what of it, which of several.
pub(super) type Key = (ChangedThing, String, Aspect, String);

/// All places.
pub(super) type Faces = BTreeMap<Key, Face>;

/// One thing that would be otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WouldChange {
    /// What is changed.
    pub thing: ChangedThing,
    /// Its code.
    pub code: String,
    /// What of it.
    pub field: Aspect,
    /// Which of several: a class of shares, an instalment, a due.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub item: String,
    /// From which day; none for what has no day of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Day>,
    /// What stood there.
    pub before: Stood,
    /// What would.
    pub after: Stood,
}

/// What is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangedThing {
    /// A household, or a village of a union.
    Household,
    /// A person.
    Person,
    /// A parcel.
    Parcel,
    /// A house.
    House,
    /// A party.
    Party,
    /// A bank account.
    Bank,
    /// A contract.
    Contract,
}

impl ChangedThing {
    /// What a register has in it, by its word.
    pub(super) fn of(register: &str) -> Option<ChangedThing> {
        Some(match register {
            "household" => ChangedThing::Household,
            "person" => ChangedThing::Person,
            "parcel" => ChangedThing::Parcel,
            "house" => ChangedThing::House,
            "party" => ChangedThing::Party,
            "bank" => ChangedThing::Bank,
            _ => return None,
        })
    }

    /// The label that calls it.
    pub fn label(self) -> &'static str {
        match self {
            ChangedThing::Household => "changes.household",
            ChangedThing::Person => "changes.person",
            ChangedThing::Parcel => "changes.parcel",
            ChangedThing::House => "changes.house",
            ChangedThing::Party => "changes.party",
            ChangedThing::Bank => "changes.bank",
            ChangedThing::Contract => "changes.contract",
        }
    }
}

/// What of it is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    /// Who it is called.
    Name,
    /// Where payouts go.
    Account,
    /// By which it is called up.
    Phone,
    /// Of a bank account.
    Number,
    /// The code of the state.
    Official,
    /// The day of birth.
    Birth,
    /// The number of an identity card.
    Identity,
    /// How many members.
    Members,
    /// Who is the head.
    Head,
    /// Residents' group.
    Group,
    /// Shares of a class.
    Shares,
    /// Into which household it was taken, or that it left.
    Stands,
    /// In which household.
    Household,
    /// What the person is to the head.
    Relation,
    /// Who holds it.
    Holder,
    /// Mu.
    AreaMu,
    /// Square metres.
    AreaM2,
    /// Kind of land.
    LandKind,
    /// Last day of the land contract.
    ContractEnd,
    /// Where it lies.
    Place,
    /// Grade of land.
    Grade,
    /// Under which contract it is let.
    Let,
    /// Who owns it.
    Owner,
    /// Square metres of a house.
    Floor,
    /// Its condition.
    Condition,
    /// What a party does.
    Role,
    /// How far an account may be overdrawn.
    Overdraft,
    /// The other side.
    OtherSide,
    /// Last day of a contract.
    LastDay,
    /// Why it ended.
    Ended,
    /// A price or rate.
    Term,
    /// What is let under it.
    Land,
    /// Rent of an instalment.
    Instalment,
    /// What is due otherwise.
    Due,
    /// Capital of an owner.
    Capital,
    /// Money or land that a village put in.
    PutIn,
}

impl Aspect {
    /// The label that calls it.
    pub fn label(self) -> &'static str {
        match self {
            Aspect::Name => "changes.name",
            Aspect::Account => "changes.account",
            Aspect::Phone => "changes.phone",
            Aspect::Number => "changes.number",
            Aspect::Official => "changes.official",
            Aspect::Birth => "changes.birth",
            Aspect::Identity => "changes.identity",
            Aspect::Members => "changes.members",
            Aspect::Head => "changes.head",
            Aspect::Group => "changes.group",
            Aspect::Shares => "changes.shares",
            Aspect::Stands => "changes.stands",
            Aspect::Household => "changes.lives",
            Aspect::Relation => "changes.relation",
            Aspect::Holder => "changes.holder",
            Aspect::AreaMu => "changes.area_mu",
            Aspect::AreaM2 => "changes.area_m2",
            Aspect::LandKind => "changes.land_kind",
            Aspect::ContractEnd => "changes.contract_end",
            Aspect::Place => "changes.place",
            Aspect::Grade => "changes.grade",
            Aspect::Let => "changes.let",
            Aspect::Owner => "changes.owner",
            Aspect::Floor => "changes.floor",
            Aspect::Condition => "changes.condition",
            Aspect::Role => "changes.role",
            Aspect::Overdraft => "changes.overdraft",
            Aspect::OtherSide => "changes.other_side",
            Aspect::LastDay => "changes.last_day",
            Aspect::Ended => "changes.ended",
            Aspect::Term => "changes.term",
            Aspect::Land => "changes.land",
            Aspect::Instalment => "changes.instalment",
            Aspect::Due => "changes.due",
            Aspect::Capital => "changes.capital",
            Aspect::PutIn => "changes.put_in",
        }
    }
}

/// What stands in a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stood {
    /// Nothing.
    Nothing,
    /// It is in the register.
    There,
    /// A code, a day, a figure.
    Text(String),
    /// One of the words that have a label: the list and the word.
    Word(&'static str, &'static str),
    /// Parcels and their mu, or houses and their square metres.
    Things(usize, String),
    /// It is there, and what it is worth only its day will tell.
    ToCome,
    /// A text that is sealed.
    Sealed,
    /// Whatever stood there.
    Other,
}

impl Serialize for Stood {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Stood::Nothing | Stood::Other => to.serialize_none(),
            Stood::Text(text) => to.serialize_str(text),
            Stood::Word(_, word) => to.serialize_str(word),
            Stood::Things(many, area) => to.serialize_str(&format!("{many} {area}")),
            Stood::There => to.serialize_str("there"),
            Stood::ToCome => to.serialize_str("to_come"),
            Stood::Sealed => to.serialize_str("sealed"),
        }
    }
}

/// Where two readings differ, and from which day.
pub(super) fn compared(before: &Faces, after: &Faces) -> Vec<WouldChange> {
    let nothing = Face::new();
    let keys: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let mut all = Vec::new();
    for key in keys {
        let [was, is] = [before, after].map(|faces| faces.get(key).unwrap_or(&nothing));
        let days: BTreeSet<Option<Day>> = was.iter().chain(is).map(|(day, _)| *day).collect();
        let mut last: Option<(&Stood, &Stood)> = None;
        for day in days {
            let pair = (stood(was, day), stood(is, day));
            if pair.0 != pair.1 && last != Some(pair) {
                let (thing, code, field, item) = key.clone();
                all.push(WouldChange {
                    thing,
                    code,
                    field,
                    item,
                    from: day,
                    before: pair.0.clone(),
                    after: pair.1.clone(),
                });
            }
            last = Some(pair).filter(|(was, is)| was != is);
        }
    }
    all
}

/// What stands on a day; of what has no day at all the same on every one.
fn stood(face: &Face, day: Option<Day>) -> &Stood {
    face.iter().rev().find(|(from, _)| *from <= day).map_or(&Stood::Nothing, |(_, stood)| stood)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn face(stood: &[(Option<&str>, &str)]) -> Face {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let value = |text: &str| if text.is_empty() { Stood::Nothing } else { Stood::Text(text.to_owned()) };
        stood.iter().map(|(from, text)| (from.map(day), value(text))).collect()
    }

    fn told(was: &[(Option<&str>, &str)], is: &[(Option<&str>, &str)]) -> Vec<String> {
        let faces = |face: Face| {
            BTreeMap::from([((ChangedThing::Parcel, "P1".to_owned(), Aspect::AreaMu, String::new()), face)])
        };
        let said = |stood: &Stood| if let Stood::Text(text) = stood { text.clone() } else { "-".to_owned() };
        let one = |c: WouldChange| {
            format!("{} {}>{}", c.from.map_or(String::new(), |day| day.to_string()), said(&c.before), said(&c.after))
        };
        compared(&faces(face(was)), &faces(face(is))).into_iter().map(one).collect()
    }

    #[test]
    fn what_was_never_true_differs_from_its_first_day_and_a_change_from_its_own() {
        let was = [(Some("2024-01-01"), "2"), (Some("2025-01-01"), "3")];
        assert_eq!(told(&was, &[(Some("2024-01-01"), "1"), (Some("2025-01-01"), "3")]), ["2024-01-01 2>1"]);
        let later = [(Some("2024-01-01"), "2"), (Some("2025-01-01"), "3"), (Some("2026-01-01"), "4")];
        assert_eq!(told(&was, &later), ["2026-01-01 3>4"]);
        assert_eq!(told(&was, &was), Vec::<String>::new());
        // one that differs all along is told once, with what stood on each of its days
        let all = [(Some("2024-01-01"), "9")];
        assert_eq!(told(&was, &all), ["2024-01-01 2>9", "2025-01-01 3>9"]);
        // and one that ends
        assert_eq!(told(&[(None, "5")], &[]), [" 5>-"]);
    }
}
