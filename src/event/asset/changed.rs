//! A thing changes.

use super::{AssetClass, PaidBy, Wear, acquired::paid, card::WearWritten};
use crate::{
    event::AssetUse,
    unit::{AssetId, BankId, Day, Money, PartyId, Quantity, Ratio, Text},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// What of a card is otherwise from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssetSet {
    /// Who keeps it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub keeper: Option<Text>,
    /// Useful life, months, counted from its first one: the rest of the cost is spread over the rest of it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub life_months: Option<u32>,
    /// Where it stands.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub place: Option<Text>,
    /// Part of the cost that is never charged.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub salvage: Option<Ratio>,
    /// What it is used for.
    #[serde(skip_serializing_if = "Option::is_none", default, rename = "use")]
    pub used_for: Option<AssetUse>,
}

/// What was spent on a thing that is there: it is bettered, fed, grown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CostAdded {
    /// How much, above zero.
    pub amount: Money,
    /// Out of what.
    pub by: PaidBy,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CostWritten {
    amount: Money,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    from: Option<BankId>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    owed_to: Option<PartyId>,
}

impl<'de> Deserialize<'de> for CostAdded {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let said = CostWritten::deserialize(from)?;
        Ok(CostAdded { amount: said.amount, by: paid(said.from, said.owed_to)? })
    }
}

impl Serialize for CostAdded {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let (from, owed_to) = self.by.written();
        CostWritten { amount: self.amount, from, owed_to }.serialize(to)
    }
}

/// What animals or plants to be used up become (转群).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Becomes {
    /// They yield from now on.
    Productive(Wear),
    /// They protect from now on.
    PublicTrees,
}

/// Some of them are of another class from now on, at what they cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToClass {
    /// The card on which they stand from now on.
    pub asset: AssetId,
    /// What they are.
    pub becomes: Becomes,
    /// How many.
    pub quantity: Quantity,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ToClassWritten {
    asset: AssetId,
    class: AssetClass,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    first_month: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    life_months: Option<u32>,
    quantity: Quantity,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    salvage: Option<Ratio>,
    #[serde(skip_serializing_if = "Option::is_none", default, rename = "use")]
    used_for: Option<AssetUse>,
}

impl<'de> Deserialize<'de> for ToClass {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let said = ToClassWritten::deserialize(from)?;
        let wear = WearWritten {
            first_month: said.first_month,
            life_months: said.life_months,
            salvage: said.salvage,
            used_for: said.used_for,
            used_months: None,
        };
        let becomes = match said.class {
            AssetClass::Productive => Becomes::Productive(wear.wear()?),
            AssetClass::PublicTrees => {
                wear.none()?;
                Becomes::PublicTrees
            }
            AssetClass::Fixed
            | AssetClass::Stores
            | AssetClass::Consumable
            | AssetClass::Intangible
            | AssetClass::Deferred => {
                return Err(D::Error::unknown_variant(said.class.word(), &["productive", "public_trees"]));
            }
        };
        Ok(ToClass { asset: said.asset, becomes, quantity: said.quantity })
    }
}

impl Serialize for ToClass {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let (class, wear) = match &self.becomes {
            Becomes::Productive(wear) => (AssetClass::Productive, Some(wear)),
            Becomes::PublicTrees => (AssetClass::PublicTrees, None),
        };
        let written = ToClassWritten {
            asset: self.asset.clone(),
            class,
            first_month: wear.and_then(|wear| wear.first_month),
            life_months: wear.map(|wear| wear.life_months),
            quantity: self.quantity,
            salvage: wear.map(|wear| wear.salvage),
            used_for: wear.map(|wear| wear.used_for),
        };
        written.serialize(to)
    }
}

/// A thing is kept elsewhere, used otherwise, bettered, or becomes another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssetChanged {
    /// What was spent on it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub add_cost: Option<CostAdded>,
    /// Which.
    pub asset: AssetId,
    /// Reference of the paper.
    pub document: Text,
    /// What of the card is otherwise from now on.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub set: Option<AssetSet>,
    /// What some of them become.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub to_class: Option<ToClass>,
}
