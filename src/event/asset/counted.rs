//! Things are counted.

use crate::unit::{AssetId, BankId, Quantity, Text};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// What is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CountOf {
    /// A thing, in its own unit.
    Asset(AssetId),
    /// The money of an account, or CASH, in yuan.
    Bank(BankId),
}

/// What was counted of one thing: a number with two decimals, of pieces or of yuan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// Of what.
    pub of: CountOf,
    /// How much the books have; it must be right.
    pub book: Quantity,
    /// How much is there.
    pub counted: Quantity,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CountedWritten {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    asset: Option<AssetId>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    bank: Option<BankId>,
    book: Quantity,
    counted: Quantity,
}

impl<'de> Deserialize<'de> for Counted {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let said = CountedWritten::deserialize(from)?;
        let of = match (said.asset, said.bank) {
            (Some(asset), None) => CountOf::Asset(asset),
            (None, Some(bank)) => CountOf::Bank(bank),
            (None, None) => return Err(D::Error::missing_field("asset")),
            (Some(_), Some(_)) => return Err(D::Error::unknown_field("bank", &["asset"])),
        };
        Ok(Counted { of, book: said.book, counted: said.counted })
    }
}

impl Serialize for Counted {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let (asset, bank) = match &self.of {
            CountOf::Asset(asset) => (Some(asset.clone()), None),
            CountOf::Bank(bank) => (None, Some(bank.clone())),
        };
        CountedWritten { asset, bank, book: self.book, counted: self.counted }.serialize(to)
    }
}

/// Things and cash are counted, on the day of the entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssetCounted {
    /// Reference of the paper.
    pub document: Text,
    /// Who keeps them.
    pub keeper: Text,
    /// One line a thing.
    pub lines: Vec<Counted>,
}
