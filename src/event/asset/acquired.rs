//! A thing comes.

use super::{
    AssetCard, AssetClass, AssetHow, Wear,
    card::{OF_WEAR, WearWritten, heap},
};
use crate::{
    event::AssetUse,
    unit::{AssetId, BankId, Day, Money, PartyId, Quantity, Ratio, Text},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// Out of what a thing is paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaidBy {
    /// Out of this account, or CASH.
    From(BankId),
    /// Not yet: it is owed to this party.
    OwedTo(PartyId),
}

/// How a thing came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AssetCame {
    /// It was paid for, or is owed.
    Bought(PaidBy),
    /// A gift.
    Donated,
    /// Given by the state.
    Allocated,
    /// Grown or made by the collective.
    Grown,
    /// There was more than the books said.
    Found,
    /// It stands in the opening balances, and posts nothing.
    Opening,
}

impl AssetCame {
    /// Its word.
    pub fn how(&self) -> AssetHow {
        match self {
            AssetCame::Bought(_) => AssetHow::Bought,
            AssetCame::Donated => AssetHow::Donated,
            AssetCame::Allocated => AssetHow::Allocated,
            AssetCame::Grown => AssetHow::Grown,
            AssetCame::Found => AssetHow::Found,
            AssetCame::Opening => AssetHow::Opening,
        }
    }
}

/// A thing comes to the collective. Stores and animals of one code add up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssetAcquired {
    /// Its name on the card.
    pub asset: AssetId,
    /// How it came.
    pub came: AssetCame,
    /// What the card says.
    pub card: AssetCard,
    /// What it cost.
    pub cost: Money,
    /// Reference of the paper.
    pub document: Text,
    /// Who keeps it.
    pub keeper: Option<Text>,
    /// Where it stands.
    pub place: Option<Text>,
}

/// [`AssetAcquired`] as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AcquiredWritten {
    asset: AssetId,
    class: AssetClass,
    cost: Money,
    document: Text,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    first_month: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    from: Option<BankId>,
    how: AssetHow,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    keeper: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    life_months: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    owed_to: Option<PartyId>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    place: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    quantity: Option<Quantity>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    salvage: Option<Ratio>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    unit: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none", default, rename = "use")]
    used_for: Option<AssetUse>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    used_months: Option<u32>,
}

pub(super) fn paid<E: serde::de::Error>(from: Option<BankId>, owed_to: Option<PartyId>) -> Result<PaidBy, E> {
    match (from, owed_to) {
        (Some(from), None) => Ok(PaidBy::From(from)),
        (None, Some(party)) => Ok(PaidBy::OwedTo(party)),
        (None, None) => Err(E::missing_field("from")),
        (Some(_), Some(_)) => Err(E::unknown_field("owed_to", &["from"])),
    }
}

impl PaidBy {
    pub(super) fn written(&self) -> (Option<BankId>, Option<PartyId>) {
        match self {
            PaidBy::From(bank) => (Some(bank.clone()), None),
            PaidBy::OwedTo(party) => (None, Some(party.clone())),
        }
    }
}

impl<'de> Deserialize<'de> for AssetAcquired {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let said = AcquiredWritten::deserialize(from)?;
        let wear = WearWritten {
            first_month: said.first_month,
            life_months: said.life_months,
            salvage: said.salvage,
            used_for: said.used_for,
            used_months: said.used_months,
        };
        let single = |quantity: &Option<Quantity>, unit: &Option<Text>| match (quantity, unit) {
            (None, None) => Ok(()),
            (Some(_), _) => Err(D::Error::unknown_field("quantity", OF_WEAR)),
            (None, Some(_)) => Err(D::Error::unknown_field("unit", OF_WEAR)),
        };
        let worn = |wear: WearWritten, of_class: fn(Wear) -> AssetCard| {
            single(&said.quantity, &said.unit)?;
            wear.wear().map(of_class)
        };
        let card = match said.class {
            AssetClass::Fixed => worn(wear, AssetCard::Fixed)?,
            AssetClass::Intangible => worn(wear.whole(), AssetCard::Intangible)?,
            AssetClass::Deferred => worn(wear.whole(), AssetCard::Deferred)?,
            AssetClass::Productive => AssetCard::Productive(wear.wear()?, heap(said.quantity, said.unit)?),
            AssetClass::Stores => {
                wear.none()?;
                AssetCard::Stores(heap(said.quantity, said.unit)?)
            }
            AssetClass::Consumable => {
                wear.none()?;
                AssetCard::Consumable(heap(said.quantity, said.unit)?)
            }
            AssetClass::PublicTrees => {
                wear.none()?;
                AssetCard::PublicTrees(heap(said.quantity, said.unit)?)
            }
        };
        let unpaid = |came: AssetCame| match (&said.from, &said.owed_to) {
            (None, None) => Ok(came),
            (Some(_), _) => Err(D::Error::unknown_field("from", &[])),
            (None, Some(_)) => Err(D::Error::unknown_field("owed_to", &[])),
        };
        let came = match said.how {
            AssetHow::Bought => AssetCame::Bought(paid(said.from, said.owed_to)?),
            AssetHow::Donated => unpaid(AssetCame::Donated)?,
            AssetHow::Allocated => unpaid(AssetCame::Allocated)?,
            AssetHow::Grown => unpaid(AssetCame::Grown)?,
            AssetHow::Found => unpaid(AssetCame::Found)?,
            AssetHow::Opening => unpaid(AssetCame::Opening)?,
        };
        Ok(AssetAcquired {
            asset: said.asset,
            came,
            card,
            cost: said.cost,
            document: said.document,
            keeper: said.keeper,
            place: said.place,
        })
    }
}

impl Serialize for AssetAcquired {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let (from, owed_to) = match &self.came {
            AssetCame::Bought(paid) => paid.written(),
            AssetCame::Donated | AssetCame::Allocated | AssetCame::Grown | AssetCame::Found | AssetCame::Opening => {
                (None, None)
            }
        };
        let (wear, heap) = (self.card.wear(), self.card.heap());
        let written = AcquiredWritten {
            asset: self.asset.clone(),
            class: self.card.class(),
            cost: self.cost,
            document: self.document.clone(),
            first_month: wear.and_then(|wear| wear.first_month),
            from,
            how: self.came.how(),
            keeper: self.keeper.clone(),
            life_months: wear.map(|wear| wear.life_months),
            owed_to,
            place: self.place.clone(),
            quantity: heap.map(|heap| heap.quantity),
            salvage: wear.map(|wear| wear.salvage),
            unit: heap.map(|heap| heap.unit.clone()),
            used_for: wear.map(|wear| wear.used_for),
            used_months: wear.and_then(|wear| wear.used_months),
        };
        written.serialize(to)
    }
}
