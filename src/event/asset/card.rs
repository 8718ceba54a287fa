//! What a card says, by what class the thing is of.

use super::AssetClass;
use crate::{
    event::AssetUse,
    unit::{Day, Quantity, Ratio, Text},
};

/// How a thing is worn off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wear {
    /// First day of the first month that is charged; where an instruction leaves it out, the one that its class begins with.
    pub first_month: Option<Day>,
    /// Useful life, months.
    pub life_months: u32,
    /// Part of the cost that is never charged.
    pub salvage: Ratio,
    /// What it is used for.
    pub used_for: AssetUse,
    /// Months charged before `first_month`, of a thing in the opening balances.
    pub used_months: Option<u32>,
}

/// So many of a thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heap {
    /// How many.
    pub quantity: Quantity,
    /// Of what, `袋`.
    pub unit: Text,
}

/// What the card says, by what class the thing is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AssetCard {
    /// A fixed asset.
    Fixed(Wear),
    /// A right.
    Intangible(Wear),
    /// An expense of several years.
    Deferred(Wear),
    /// A herd or an orchard.
    Productive(Wear, Heap),
    /// In the store.
    Stores(Heap),
    /// To be sold or used up.
    Consumable(Heap),
    /// Woods that protect.
    PublicTrees(Heap),
}

impl AssetCard {
    /// Its class.
    pub fn class(&self) -> AssetClass {
        match self {
            AssetCard::Fixed(_) => AssetClass::Fixed,
            AssetCard::Intangible(_) => AssetClass::Intangible,
            AssetCard::Deferred(_) => AssetClass::Deferred,
            AssetCard::Productive(..) => AssetClass::Productive,
            AssetCard::Stores(_) => AssetClass::Stores,
            AssetCard::Consumable(_) => AssetClass::Consumable,
            AssetCard::PublicTrees(_) => AssetClass::PublicTrees,
        }
    }

    /// How it is worn off; nothing for what is not.
    pub fn wear(&self) -> Option<&Wear> {
        match self {
            AssetCard::Fixed(wear)
            | AssetCard::Intangible(wear)
            | AssetCard::Deferred(wear)
            | AssetCard::Productive(wear, _) => Some(wear),
            AssetCard::Stores(_) | AssetCard::Consumable(_) | AssetCard::PublicTrees(_) => None,
        }
    }

    /// The same, to be filled in.
    pub fn wear_mut(&mut self) -> Option<&mut Wear> {
        match self {
            AssetCard::Fixed(wear)
            | AssetCard::Intangible(wear)
            | AssetCard::Deferred(wear)
            | AssetCard::Productive(wear, _) => Some(wear),
            AssetCard::Stores(_) | AssetCard::Consumable(_) | AssetCard::PublicTrees(_) => None,
        }
    }

    /// How many there are; nothing for a single thing.
    pub fn heap(&self) -> Option<&Heap> {
        match self {
            AssetCard::Productive(_, heap)
            | AssetCard::Stores(heap)
            | AssetCard::Consumable(heap)
            | AssetCard::PublicTrees(heap) => Some(heap),
            AssetCard::Fixed(_) | AssetCard::Intangible(_) | AssetCard::Deferred(_) => None,
        }
    }
}

pub(super) const OF_WEAR: &[&str] = &["first_month", "life_months", "salvage", "use", "used_months"];
const OF_HEAP: &[&str] = &["quantity", "unit"];

/// What is said of one thing by members that stand beside each other.
pub(super) struct WearWritten {
    pub first_month: Option<Day>,
    pub life_months: Option<u32>,
    pub salvage: Option<Ratio>,
    pub used_for: Option<AssetUse>,
    pub used_months: Option<u32>,
}

impl WearWritten {
    /// Of a right and of a deferred expense nothing is left, where nobody says otherwise.
    pub fn whole(self) -> WearWritten {
        WearWritten { salvage: self.salvage.or(Some(Ratio::ZERO)), ..self }
    }

    pub fn wear<E: serde::de::Error>(self) -> Result<Wear, E> {
        Ok(Wear {
            first_month: self.first_month,
            life_months: self.life_months.ok_or_else(|| E::missing_field("life_months"))?,
            salvage: self.salvage.ok_or_else(|| E::missing_field("salvage"))?,
            used_for: self.used_for.ok_or_else(|| E::missing_field("use"))?,
            used_months: self.used_months,
        })
    }

    pub fn none<E: serde::de::Error>(self) -> Result<(), E> {
        let said = [
            self.first_month.is_some(),
            self.life_months.is_some(),
            self.salvage.is_some(),
            self.used_for.is_some(),
            self.used_months.is_some(),
        ];
        match OF_WEAR.iter().zip(said).find(|(_, said)| *said) {
            Some((member, _)) => Err(E::unknown_field(member, OF_HEAP)),
            None => Ok(()),
        }
    }
}

pub(super) fn heap<E: serde::de::Error>(quantity: Option<Quantity>, unit: Option<Text>) -> Result<Heap, E> {
    let quantity = quantity.ok_or_else(|| E::missing_field("quantity"))?;
    Ok(Heap { quantity, unit: unit.ok_or_else(|| E::missing_field("unit"))? })
}
