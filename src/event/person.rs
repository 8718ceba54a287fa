//! Persons of households: who came, on what ground, who went and why. A household is enrolled with its persons, or with
//! the number of its members; what is recorded of it later is of the same sort. Birth day, name and identity number are
//! commitments.
//!
//! What may stand together is said by enums; how it is written (FORMAT.md) by the `Written` beside each, in whose
//! members nothing is nested that older bodies had flat.

use crate::{
    log::Hash,
    unit::{ClassId, Day, HouseholdId, PersonId, Shares, Text},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::collections::BTreeMap;

/// On what ground a person stands in a household.
// SOURCE: 农村集体经济组织法 (2024-06-28), articles 11 to 13
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// On the first roll (确认).
    FirstRoll,
    /// Born to a member.
    Born,
    /// Married in.
    Married,
    /// Adopted.
    Adopted,
    /// Settled by policy; the members decided.
    Settled,
    /// Admitted by the members.
    Admitted,
    /// Came with an organization that was taken in.
    Merged,
    /// Lives in the household and is no member.
    Guest,
}

impl Basis {
    /// Every ground, in order.
    pub const ALL: [Basis; 8] = [
        Basis::FirstRoll,
        Basis::Born,
        Basis::Married,
        Basis::Adopted,
        Basis::Settled,
        Basis::Admitted,
        Basis::Merged,
        Basis::Guest,
    ];

    /// The word as it is written.
    pub fn word(self) -> &'static str {
        match self {
            Basis::FirstRoll => "first_roll",
            Basis::Born => "born",
            Basis::Married => "married",
            Basis::Adopted => "adopted",
            Basis::Settled => "settled",
            Basis::Admitted => "admitted",
            Basis::Merged => "merged",
            Basis::Guest => "guest",
        }
    }

    /// True for a member of the organization.
    pub fn is_member(self) -> bool {
        self != Basis::Guest
    }

    /// True where the members have to decide.
    pub fn is_voted(self) -> bool {
        matches!(self, Basis::Settled | Basis::Admitted)
    }
}

macro_rules! losses {
    ($($(#[$doc:meta])* $variant:ident = $word:literal, $lawful:literal;)*) => {
        /// Why somebody is a member no longer. The last seven the law rules out: they can be said, so that they are
        /// refused by the rule that forbids them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Loss {
            $($(#[$doc])* #[serde(rename = $word)] $variant,)*
        }

        impl Loss {
            /// The word as it is written.
            pub fn word(self) -> &'static str {
                match self { $(Loss::$variant => $word,)* }
            }

            /// True for what the law lets be a ground.
            pub fn is_lawful(self) -> bool {
                match self { $(Loss::$variant => $lawful,)* }
            }
        }

        /// Why somebody went, as it is written: a loss, or `moved`.
        #[derive(Clone, Copy, Serialize, Deserialize)]
        enum Why {
            #[serde(rename = "moved")]
            Moved,
            $(#[serde(rename = $word)] $variant,)*
        }

        impl Why {
            /// The loss; none for a move.
            fn loss(self) -> Option<Loss> {
                match self {
                    Why::Moved => None,
                    $(Why::$variant => Some(Loss::$variant),)*
                }
            }

            fn of(loss: Loss) -> Why {
                match loss { $(Loss::$variant => Why::$variant,)* }
            }
        }
    };
}

// SOURCE: 农村集体经济组织法 (2024-06-28), articles 16 to 18
losses! {
    /// Died.
    Died = "died", true;
    /// Became a member of another collective.
    OtherCollective = "other_collective", true;
    /// Gave up the nationality.
    Nationality = "nationality", true;
    /// Became a civil servant.
    CivilService = "civil_service", true;
    /// Asked for it; the members decided.
    Voluntary = "voluntary", true;
    /// Studies.
    Study = "study", false;
    /// Serves in the army.
    Army = "army", false;
    /// Works elsewhere.
    MigrantWork = "migrant_work", false;
    /// Married.
    Marriage = "marriage", false;
    /// Divorced.
    Divorce = "divorce", false;
    /// Widowed.
    Widowhood = "widowhood", false;
    /// In prison.
    Prison = "prison", false;
}

/// A person as he enters a household for the first time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, bound(serialize = "P: Serialize", deserialize = "P: Deserialize<'de>"))]
pub struct Person<P = Hash> {
    /// On what ground.
    pub basis: Basis,
    /// Commitment to the day of birth.
    pub birth: P,
    /// Commitment to the identity number.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub identity: Option<P>,
    /// Commitment to what the identity number is compared by (FORMAT.md, section 11).
    #[serde(rename = "match", skip_serializing_if = "Option::is_none", default)]
    pub matching: Option<P>,
    /// Commitment to the name.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<P>,
    /// The code, for life.
    pub person: PersonId,
    /// What the person is to the head.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub relation: Option<Text>,
    /// Reference of the resolution, where the members decided.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub resolution: Option<Text>,
    /// Shares that lie on the person, by class.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub shares: BTreeMap<ClassId, Shares>,
    /// First day.
    pub since: Day,
}

impl<P> Person<P> {
    /// A person, and nothing more said.
    pub fn new(person: PersonId, birth: P, since: Day, basis: Basis) -> Self {
        Person {
            basis,
            birth,
            identity: None,
            matching: None,
            name: None,
            person,
            relation: None,
            resolution: None,
            shares: BTreeMap::new(),
            since,
        }
    }
}

/// Who is in a household when it is enrolled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Enrolled<P = Hash> {
    /// So many members, whoever they are.
    Count(u32),
    /// These persons.
    Persons(Roster<P>),
}

/// A household's persons and which of them is its head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster<P = Hash> {
    /// The head.
    pub head: PersonId,
    /// Everybody, the head among them.
    pub persons: Vec<Person<P>>,
}

impl<P> Enrolled<P> {
    /// The persons, where they are known.
    pub fn persons(&self) -> &[Person<P>] {
        match self {
            Enrolled::Count(_) => &[],
            Enrolled::Persons(named) => &named.persons,
        }
    }

    /// How many members.
    pub fn members(&self) -> u32 {
        match self {
            Enrolled::Count(members) => *members,
            Enrolled::Persons(named) => count(named.persons.iter().filter(|p| p.basis.is_member()).count()),
        }
    }
}

/// As a list's length is counted in a register.
fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// Shares kept for a household until a day after a member died or left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retained {
    /// Of which class.
    pub class: ClassId,
    /// How many.
    pub shares: Shares,
    /// Last day.
    pub until: Day,
}

/// Who goes over when a household splits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Moved {
    /// So many members.
    Count(u32),
    /// These persons, and which of them is the new household's head.
    Persons {
        /// The head.
        head: PersonId,
        /// Everybody, the head among them.
        persons: Vec<PersonId>,
    },
}

impl Moved {
    /// The members of a split as they are written.
    pub(super) fn read<E: Error>(
        count: Option<u32>,
        persons: Vec<PersonId>,
        head: Option<PersonId>,
    ) -> Result<Moved, E> {
        match (count, head) {
            (Some(count), None) if persons.is_empty() => Ok(Moved::Count(count)),
            (Some(_), _) => Err(E::unknown_field("members_moved", &["head", "persons_moved"])),
            (None, Some(head)) if !persons.is_empty() => Ok(Moved::Persons { head, persons }),
            (None, Some(_)) => Err(E::missing_field("persons_moved")),
            (None, None) if persons.is_empty() => Err(E::missing_field("members_moved")),
            (None, None) => Err(E::missing_field("head")),
        }
    }
}

/// How the members of a household changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MemberChange<P = Hash> {
    /// In number.
    Count(CountChange),
    /// Person by person.
    Persons(PersonChange<P>),
}

/// So many came, or so many went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountChange {
    /// How many fewer.
    pub fewer: Option<u32>,
    /// How many more.
    pub more: Option<u32>,
    /// Why, as a code: `born`, `admitted`, `died`, `left`.
    pub reason: Text,
    /// A benefit that stays for a time.
    pub retained: Option<Retained>,
    /// Shares that come or, with `fewer`, go.
    pub shares: BTreeMap<ClassId, Shares>,
}

/// Who came and who went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonChange<P = Hash> {
    /// Who came.
    pub came: Vec<Came<P>>,
    /// Reference of the paper.
    pub document: Text,
    /// Who is head from now on, where that changes.
    pub head: Option<PersonId>,
    /// Who went.
    pub went: Vec<Went>,
}

/// Somebody who came into a household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Came<P = Hash> {
    /// For the first time here.
    New(Person<P>),
    /// Out of another household of the organization.
    From {
        /// The household he leaves.
        from: HouseholdId,
        /// Who.
        person: PersonId,
    },
}

/// Somebody who went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Went {
    /// Who.
    pub person: PersonId,
    /// Whither, or why.
    pub how: Gone,
}

/// Whither or why somebody went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gone {
    /// To another household of the organization: a member stays one, and takes what lies on him along.
    Moved(HouseholdId),
    /// Out of the organization.
    Lost {
        /// Why.
        why: Loss,
        /// What of it the household keeps for a time.
        retained: Vec<Retained>,
        /// Shares that he loses.
        shares: BTreeMap<ClassId, Shares>,
    },
}

/// [`Came`] as it is written: a person, with the household he comes out of instead of everything else.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, bound(serialize = "P: Serialize", deserialize = "P: Deserialize<'de>"))]
struct CameWritten<P> {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    basis: Option<Basis>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    birth: Option<P>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    from_household: Option<HouseholdId>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    identity: Option<P>,
    #[serde(rename = "match", skip_serializing_if = "Option::is_none", default)]
    matching: Option<P>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    name: Option<P>,
    person: PersonId,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    relation: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    resolution: Option<Text>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    shares: BTreeMap<ClassId, Shares>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    since: Option<Day>,
}

impl<'de, P: Deserialize<'de>> Deserialize<'de> for Came<P> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let said = CameWritten::deserialize(from)?;
        if let Some(from) = said.from_household {
            let more = [
                ("basis", said.basis.is_some()),
                ("birth", said.birth.is_some()),
                ("identity", said.identity.is_some()),
                ("match", said.matching.is_some()),
                ("name", said.name.is_some()),
                ("relation", said.relation.is_some()),
                ("resolution", said.resolution.is_some()),
                ("shares", !said.shares.is_empty()),
                ("since", said.since.is_some()),
            ];
            return match more.into_iter().find(|(_, there)| *there) {
                Some((name, _)) => Err(D::Error::unknown_field(name, &["from_household", "person"])),
                None => Ok(Came::From { from, person: said.person }),
            };
        }
        Ok(Came::New(Person {
            basis: said.basis.ok_or_else(|| D::Error::missing_field("basis"))?,
            birth: said.birth.ok_or_else(|| D::Error::missing_field("birth"))?,
            identity: said.identity,
            matching: said.matching,
            name: said.name,
            person: said.person,
            relation: said.relation,
            resolution: said.resolution,
            shares: said.shares,
            since: said.since.ok_or_else(|| D::Error::missing_field("since"))?,
        }))
    }
}

impl<P: Serialize> Serialize for Came<P> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Moves<'a> {
            from_household: &'a HouseholdId,
            person: &'a PersonId,
        }
        match self {
            Came::New(person) => person.serialize(to),
            Came::From { from, person } => Moves { from_household: from, person }.serialize(to),
        }
    }
}

/// [`Went`] as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WentWritten {
    person: PersonId,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    retained: Vec<Retained>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    shares: BTreeMap<ClassId, Shares>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    to_household: Option<HouseholdId>,
    why: Why,
}

impl<'de> Deserialize<'de> for Went {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let WentWritten { person, retained, shares, to_household, why } = WentWritten::deserialize(from)?;
        let how = match (why.loss(), to_household) {
            (Some(why), None) => Gone::Lost { why, retained, shares },
            (Some(_), Some(_)) => return Err(D::Error::unknown_field("to_household", &["retained", "shares"])),
            (None, None) => return Err(D::Error::missing_field("to_household")),
            (None, Some(_)) if !shares.is_empty() => {
                return Err(D::Error::unknown_field("shares", &["to_household"]));
            }
            (None, Some(_)) if !retained.is_empty() => {
                return Err(D::Error::unknown_field("retained", &["to_household"]));
            }
            (None, Some(to)) => Gone::Moved(to),
        };
        Ok(Went { person, how })
    }
}

impl Serialize for Went {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let written = match &self.how {
            Gone::Moved(household) => WentWritten {
                person: self.person.clone(),
                retained: Vec::new(),
                shares: BTreeMap::new(),
                to_household: Some(household.clone()),
                why: Why::Moved,
            },
            Gone::Lost { why, retained, shares } => WentWritten {
                person: self.person.clone(),
                retained: retained.clone(),
                shares: shares.clone(),
                to_household: None,
                why: Why::of(*why),
            },
        };
        written.serialize(to)
    }
}

impl<P> MemberChange<P> {
    /// Everybody who comes for the first time.
    pub fn new_persons(&self) -> impl Iterator<Item = &Person<P>> {
        let came = match self {
            MemberChange::Count(_) => &[][..],
            MemberChange::Persons(persons) => &persons.came,
        };
        came.iter().filter_map(|came| match came {
            Came::New(person) => Some(person),
            Came::From { .. } => None,
        })
    }

    /// What stays of a benefit for a time.
    pub fn retained(&self) -> impl Iterator<Item = &Retained> {
        let (one, went) = match self {
            MemberChange::Count(count) => (count.retained.as_ref(), &[][..]),
            MemberChange::Persons(persons) => (None, &persons.went[..]),
        };
        one.into_iter().chain(went.iter().flat_map(|went| match &went.how {
            Gone::Moved(_) => &[][..],
            Gone::Lost { retained, .. } => retained,
        }))
    }

    /// The other households of those who move.
    pub fn other_households(&self) -> impl Iterator<Item = &HouseholdId> {
        let (came, went) = match self {
            MemberChange::Count(_) => (&[][..], &[][..]),
            MemberChange::Persons(persons) => (&persons.came[..], &persons.went[..]),
        };
        let from = came.iter().filter_map(|came| match came {
            Came::New(_) => None,
            Came::From { from, .. } => Some(from),
        });
        from.chain(went.iter().filter_map(|went| match &went.how {
            Gone::Moved(to) => Some(to),
            Gone::Lost { .. } => None,
        }))
    }
}
