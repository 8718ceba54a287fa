//! A thing leaves.

use super::AssetWhy;
use crate::unit::{AssetId, BankId, Money, PartyId, Quantity, Text};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// Where what was got for a thing is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GotIn {
    /// In this account, or CASH.
    Into(BankId),
    /// Not yet there: this party owes it.
    OwedBy(PartyId),
}

/// What was got for a thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proceeds {
    /// How much, tax with it, above zero.
    pub amount: Money,
    /// Where it is.
    pub got: GotIn,
    /// Who bought, where the money is there.
    pub party: Option<Text>,
    /// Tax of it, which is owed to the state.
    pub vat: Option<Money>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProceedsWritten {
    amount: Money,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    into: Option<BankId>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    owed_by: Option<PartyId>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    party: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    vat: Option<Money>,
}

impl<'de> Deserialize<'de> for Proceeds {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let said = ProceedsWritten::deserialize(from)?;
        let got = match (said.into, said.owed_by) {
            (Some(bank), None) => GotIn::Into(bank),
            (None, Some(party)) => GotIn::OwedBy(party),
            (None, None) => return Err(D::Error::missing_field("into")),
            (Some(_), Some(_)) => return Err(D::Error::unknown_field("owed_by", &["into"])),
        };
        Ok(Proceeds { amount: said.amount, got, party: said.party, vat: said.vat })
    }
}

impl Serialize for Proceeds {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let (into, owed_by) = match &self.got {
            GotIn::Into(bank) => (Some(bank.clone()), None),
            GotIn::OwedBy(party) => (None, Some(party.clone())),
        };
        ProceedsWritten { amount: self.amount, into, owed_by, party: self.party.clone(), vat: self.vat }.serialize(to)
    }
}

/// What it cost to be rid of a thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DisposalCosts {
    /// How much, above zero.
    pub amount: Money,
    /// Out of which account, or CASH.
    pub from: BankId,
}

/// Why a thing leaves, and what comes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leaves {
    /// For money.
    Sold(Proceeds),
    /// Worn out; what was left of it may have been sold.
    Scrapped(Option<Proceeds>),
    /// Not there any more.
    Lost,
    /// For nothing.
    Given,
    /// Used up: the account that bears it, and what for.
    Used(Text, Option<Text>),
    /// An animal or a plant.
    Died,
}

impl Leaves {
    /// Its word.
    pub fn why(&self) -> AssetWhy {
        match self {
            Leaves::Sold(_) => AssetWhy::Sold,
            Leaves::Scrapped(_) => AssetWhy::Scrapped,
            Leaves::Lost => AssetWhy::Lost,
            Leaves::Given => AssetWhy::Given,
            Leaves::Used(..) => AssetWhy::Used,
            Leaves::Died => AssetWhy::Died,
        }
    }

    /// What was got for it.
    pub fn proceeds(&self) -> Option<&Proceeds> {
        match self {
            Leaves::Sold(proceeds) => Some(proceeds),
            Leaves::Scrapped(proceeds) => proceeds.as_ref(),
            Leaves::Lost | Leaves::Given | Leaves::Used(..) | Leaves::Died => None,
        }
    }
}

/// A thing leaves the collective, or some of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssetDisposed {
    /// Which.
    pub asset: AssetId,
    /// What it cost to be rid of it.
    pub costs: Option<DisposalCosts>,
    /// Reference of the paper.
    pub document: Text,
    /// Why, and what comes of it.
    pub leaves: Leaves,
    /// How many of them; all that are there where it is not said.
    pub quantity: Option<Quantity>,
    /// The resolution by which it leaves.
    pub resolution: Option<Text>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DisposedWritten {
    asset: AssetId,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    costs: Option<DisposalCosts>,
    document: Text,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    proceeds: Option<Proceeds>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    purpose: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    quantity: Option<Quantity>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    resolution: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    to_account: Option<Text>,
    why: AssetWhy,
}

impl<'de> Deserialize<'de> for AssetDisposed {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let said = DisposedWritten::deserialize(from)?;
        let unused = |member: &'static str, there: bool| match there {
            true => Err(D::Error::unknown_field(member, &["why"])),
            false => Ok(()),
        };
        if said.why != AssetWhy::Used {
            unused("to_account", said.to_account.is_some())?;
            unused("purpose", said.purpose.is_some())?;
        }
        if !matches!(said.why, AssetWhy::Sold | AssetWhy::Scrapped) {
            unused("proceeds", said.proceeds.is_some())?;
        }
        let leaves = match said.why {
            AssetWhy::Sold => Leaves::Sold(said.proceeds.ok_or_else(|| D::Error::missing_field("proceeds"))?),
            AssetWhy::Scrapped => Leaves::Scrapped(said.proceeds),
            AssetWhy::Lost => Leaves::Lost,
            AssetWhy::Given => Leaves::Given,
            AssetWhy::Used => {
                Leaves::Used(said.to_account.ok_or_else(|| D::Error::missing_field("to_account"))?, said.purpose)
            }
            AssetWhy::Died => Leaves::Died,
        };
        Ok(AssetDisposed {
            asset: said.asset,
            costs: said.costs,
            document: said.document,
            leaves,
            quantity: said.quantity,
            resolution: said.resolution,
        })
    }
}

impl Serialize for AssetDisposed {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let (to_account, purpose) = match &self.leaves {
            Leaves::Used(account, purpose) => (Some(account.clone()), purpose.clone()),
            Leaves::Sold(_) | Leaves::Scrapped(_) | Leaves::Lost | Leaves::Given | Leaves::Died => (None, None),
        };
        let written = DisposedWritten {
            asset: self.asset.clone(),
            costs: self.costs.clone(),
            document: self.document.clone(),
            proceeds: self.leaves.proceeds().cloned(),
            purpose,
            quantity: self.quantity,
            resolution: self.resolution.clone(),
            to_account,
            why: self.leaves.why(),
        };
        written.serialize(to)
    }
}
