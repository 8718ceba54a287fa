//! What changes in the registers over time: households split and merge, members come and go,
//! shares pass on, land is measured again, buildings change hands, debts are set off.

use super::AssetUse;
use crate::unit::{
    AreaM2, AreaMu, AssetId, ClassId, ContractId, Day, HouseId, HouseholdId, Money, ParcelId, PayoutId, Ratio, Shares,
    Text,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Part of a household becomes one of its own (分户). What is open stays with the old one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HouseholdSplit {
    /// Reference of the paper.
    pub document: Text,
    /// The old household.
    pub household: HouseholdId,
    /// Members that go.
    pub members_moved: u32,
    /// The new household's code.
    pub new_household: HouseholdId,
    /// Parcels that go.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub parcels_moved: Vec<ParcelId>,
    /// Shares that go.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub shares_moved: BTreeMap<ClassId, Shares>,
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

/// Members are born, admitted, die or leave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MembersChanged {
    /// How many fewer.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub fewer: Option<u32>,
    /// Which household.
    pub household: HouseholdId,
    /// How many more.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub more: Option<u32>,
    /// Why, as a code: `born`, `admitted`, `died`, `left`.
    pub reason: Text,
    /// A benefit that stays for a time.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub retained: Option<Retained>,
    /// Reference of a resolution or paper.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub resolution: Option<Text>,
    /// Shares that come or, with `fewer`, go.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub shares: BTreeMap<ClassId, Shares>,
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
    /// The holder.
    pub household: HouseholdId,
    /// Which parcel.
    pub parcel: ParcelId,
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
