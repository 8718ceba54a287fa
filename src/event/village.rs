//! What the villages of a union put in and take out.

use crate::unit::{AreaMu, BankId, HouseholdId, Money, Text};
use serde::{Deserialize, Serialize};

/// A village joins a union with land and money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VillageJoined {
    /// Reference of the agreement.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub document: Option<Text>,
    /// The account into which its money comes now; absent where it came before the books begin.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub into: Option<BankId>,
    /// Land put in, mu.
    pub land_mu: AreaMu,
    /// Money put in.
    pub money: Money,
    /// The resolution by which it was taken in.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub resolution: Option<Text>,
    /// The village.
    pub village: HouseholdId,
}

/// A village of a union puts more in, takes some out, or leaves with all of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VillageChanged {
    /// Reference of the agreement.
    pub document: Text,
    /// The account into which money that is added comes.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub into: Option<BankId>,
    /// Land, mu; absent for none. Of a village that leaves it is computed; where an instruction states it, it must be right.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub land_mu: Option<AreaMu>,
    /// The same of money.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub money: Option<Money>,
    /// The resolution by which it was decided.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub resolution: Option<Text>,
    /// The village.
    pub village: HouseholdId,
    /// What it does.
    pub why: VillageWhy,
}

/// What a village does with what it has in a union.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VillageWhy {
    /// It puts more in.
    Added,
    /// It takes some of it out, and stays.
    TakenOut,
    /// It leaves, with all of it.
    Left,
}
