//! Public works and grants.

use super::AssetUse;
use crate::unit::{AssetId, Money, PartyId, ProjectId, Ratio, Text};
use serde::{Deserialize, Serialize};

/// Works are ordered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorksOrdered {
    /// Contract sum.
    pub amount: Money,
    /// What they are paid from.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub paid_out_of: Option<Text>,
    /// The builder.
    pub party: PartyId,
    /// In which village they stand.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub place: Option<Text>,
    /// Their name.
    pub project: ProjectId,
}

/// Works are accepted and become assets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorksAccepted {
    /// The assets; their cost is all that was spent.
    pub assets: Vec<AcceptedAsset>,
    /// Their name.
    pub project: ProjectId,
}

/// One asset out of accepted works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcceptedAsset {
    /// Its name on the card.
    pub asset: AssetId,
    /// Cost.
    pub cost: Money,
    /// Useful life, months, from the month after acceptance.
    pub life_months: u32,
    /// Part of the cost that is never depreciated.
    pub salvage: Ratio,
    /// What it is used for.
    #[serde(rename = "use")]
    pub used_for: AssetUse,
}

/// An earmarked grant has been spent on what it was given for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GrantUsed {
    /// Amount, at most what is left of the grant.
    pub amount: Money,
    /// The project it was given for.
    pub project: ProjectId,
}
