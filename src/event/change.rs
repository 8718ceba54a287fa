//! What changes in the registers over time: households split and merge, members come and go,
//! shares pass on, land is measured again, buildings change hands, debts are set off.

use super::{AssetUse, Came, CountChange, Holder, MemberChange, Moved, PersonChange, Retained, Went};
use crate::log::Hash;
use crate::unit::{
    AreaM2, AreaMu, AssetId, ClassId, ContractId, Day, HouseId, HouseholdId, Money, ParcelId, PayoutId, PersonId,
    Ratio, Shares, Text,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::collections::BTreeMap;

/// Part of a household becomes one of its own (分户). What is open stays with the old one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseholdSplit {
    /// Reference of the paper.
    pub document: Text,
    /// The old household.
    pub household: HouseholdId,
    /// Who goes.
    pub moved: Moved,
    /// The new household's code.
    pub new_household: HouseholdId,
    /// Parcels that go.
    pub parcels_moved: Vec<ParcelId>,
    /// Shares of the household that go; what lies on a person goes with him.
    pub shares_moved: BTreeMap<ClassId, Shares>,
}

/// [`HouseholdSplit`] as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SplitWritten {
    document: Text,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    head: Option<PersonId>,
    household: HouseholdId,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    members_moved: Option<u32>,
    new_household: HouseholdId,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    parcels_moved: Vec<ParcelId>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    persons_moved: Vec<PersonId>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    shares_moved: BTreeMap<ClassId, Shares>,
}

impl<'de> Deserialize<'de> for HouseholdSplit {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let said = SplitWritten::deserialize(from)?;
        Ok(HouseholdSplit {
            document: said.document,
            household: said.household,
            moved: Moved::read(said.members_moved, said.persons_moved, said.head)?,
            new_household: said.new_household,
            parcels_moved: said.parcels_moved,
            shares_moved: said.shares_moved,
        })
    }
}

impl Serialize for HouseholdSplit {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let (members_moved, head, persons_moved) = match &self.moved {
            Moved::Count(count) => (Some(*count), None, Vec::new()),
            Moved::Persons { head, persons } => (None, Some(head.clone()), persons.clone()),
        };
        let written = SplitWritten {
            document: self.document.clone(),
            head,
            household: self.household.clone(),
            members_moved,
            new_household: self.new_household.clone(),
            parcels_moved: self.parcels_moved.clone(),
            persons_moved,
            shares_moved: self.shares_moved.clone(),
        };
        written.serialize(to)
    }
}

/// A household is taken into another and retires (并户). All it has goes to the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HouseholdMerged {
    /// Reference of the paper.
    pub document: Text,
    /// The household that retires.
    pub household: HouseholdId,
    /// The household that takes it in.
    pub into: HouseholdId,
}

/// Members are born, admitted, die, move or leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MembersChanged<P = Hash> {
    /// In number, or person by person.
    pub change: MemberChange<P>,
    /// Which household.
    pub household: HouseholdId,
    /// Reference of a resolution or paper.
    pub resolution: Option<Text>,
}

/// [`MembersChanged`] as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, bound(serialize = "P: Serialize", deserialize = "P: Deserialize<'de>"))]
struct MembersWritten<P> {
    #[serde(skip_serializing_if = "Vec::is_empty", default = "Vec::new")]
    came: Vec<Came<P>>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    document: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    fewer: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    head: Option<PersonId>,
    household: HouseholdId,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    more: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    reason: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    resolution: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    retained: Option<Retained>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    shares: BTreeMap<ClassId, Shares>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    went: Vec<Went>,
}

impl<'de, P: Deserialize<'de>> Deserialize<'de> for MembersChanged<P> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let said = MembersWritten::deserialize(from)?;
        let persons = !said.came.is_empty() || !said.went.is_empty() || said.head.is_some();
        let named = persons || said.document.is_some();
        let counted = [
            ("fewer", said.fewer.is_some()),
            ("more", said.more.is_some()),
            ("reason", said.reason.is_some()),
            ("retained", said.retained.is_some()),
            ("shares", !said.shares.is_empty()),
        ];
        let change = match said.reason {
            Some(reason) if !named => MemberChange::Count(CountChange {
                fewer: said.fewer,
                more: said.more,
                reason,
                retained: said.retained,
                shares: said.shares,
            }),
            None if !named => return Err(D::Error::missing_field("reason")),
            Some(_) | None => {
                if let Some((name, _)) = counted.into_iter().find(|(_, there)| *there) {
                    // a count rests on a resolution: where no person is named, the document is what is too much
                    return Err(match persons {
                        true => D::Error::unknown_field(name, &["came", "document", "head", "went"]),
                        false => {
                            D::Error::unknown_field("document", &["fewer", "more", "reason", "retained", "shares"])
                        }
                    });
                }
                let document = said.document.ok_or_else(|| D::Error::missing_field("document"))?;
                MemberChange::Persons(PersonChange { came: said.came, document, head: said.head, went: said.went })
            }
        };
        Ok(MembersChanged { change, household: said.household, resolution: said.resolution })
    }
}

impl<P: Serialize + Clone> Serialize for MembersChanged<P> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let empty = MembersWritten {
            came: Vec::new(),
            document: None,
            fewer: None,
            head: None,
            household: self.household.clone(),
            more: None,
            reason: None,
            resolution: self.resolution.clone(),
            retained: None,
            shares: BTreeMap::new(),
            went: Vec::new(),
        };
        let written = match &self.change {
            MemberChange::Count(count) => MembersWritten {
                fewer: count.fewer,
                more: count.more,
                reason: Some(count.reason.clone()),
                retained: count.retained.clone(),
                shares: count.shares.clone(),
                ..empty
            },
            MemberChange::Persons(persons) => MembersWritten {
                came: persons.came.clone(),
                document: Some(persons.document.clone()),
                head: persons.head.clone(),
                went: persons.went.clone(),
                ..empty
            },
        };
        written.serialize(to)
    }
}

/// Shares pass from one household to another, inside the organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharesTransferred {
    /// The class.
    pub class: ClassId,
    /// From whom.
    pub from: HouseholdId,
    /// How many.
    pub shares: Shares,
    /// To whom: a household of the organization.
    pub to: Text,
}

/// A parcel is measured again and has a new area version from this day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParcelRemeasured {
    /// The objection it answers.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub answers: Option<Text>,
    /// Certified square metres now.
    pub area_m2: AreaM2,
    /// Certified mu now.
    pub area_mu: AreaMu,
    /// Reference of the survey.
    pub document: Text,
    /// The holder: a household, or the collective.
    pub household: Holder,
    /// Which parcel.
    pub parcel: ParcelId,
    /// The resolution by which the area may be another by more than a fifth.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub resolution: Option<Text>,
}

/// A house goes back to its owner before the contract ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HouseReturned {
    /// Its condition.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub condition: Option<Text>,
    /// From which contract.
    pub contract: ContractId,
    /// Which house.
    pub house: HouseId,
    /// Last day under the contract.
    pub last_day: Day,
}

/// A building that an operator built passes to the collective without payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BuildingReceived {
    /// Its name on the asset card.
    pub asset: AssetId,
    /// Under which contract.
    pub contract: ContractId,
    /// Useful life, months, from the month after.
    pub life_months: u32,
    /// Part of the value that is never depreciated.
    pub salvage: Ratio,
    /// What it is used for.
    #[serde(rename = "use")]
    pub used_for: AssetUse,
    /// Reference of the valuation.
    pub valuation: Text,
    /// Appraised value.
    pub value: Money,
}

/// A household's debt is set off against an open payout line, with its written consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DebtSetOff {
    /// How much.
    pub amount: Money,
    /// Reference of the household's written consent.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub consent: Option<Text>,
    /// Whose.
    pub household: HouseholdId,
    /// Against which payout's line.
    pub payout: PayoutId,
    /// Which debt, by its purpose; needed where there are several.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub purpose: Option<Text>,
}

/// A household objects to a figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectionRaised {
    /// What is claimed, as a short text without names.
    pub claim: Text,
    /// Whose.
    pub household: HouseholdId,
    /// Its number.
    pub objection: Text,
    /// About which parcel.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub parcel: Option<ParcelId>,
    /// About which payout.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub payout: Option<PayoutId>,
}

/// An objection is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectionAnswered {
    /// Reference of the record.
    pub document: Text,
    /// Its number.
    pub objection: Text,
    /// How it ended.
    pub outcome: Text,
}

/// A plan is shown to the members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanPublished {
    /// First day it is shown.
    pub first_day: Day,
    /// Last day it is shown.
    pub last_day: Day,
    /// What it is about: the resolution that will be asked for.
    pub plan: Text,
}

/// The members' meeting decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResolutionPassed {
    /// Members entitled to vote.
    pub entitled: u32,
    /// The published plan it is about.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub plan: Option<Text>,
    /// Members present.
    pub present: u32,
    /// Reference of the resolution.
    pub resolution: Text,
    /// Votes for it.
    pub yes: u32,
}
