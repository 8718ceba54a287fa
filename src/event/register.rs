//! Who and what there is: parties, accounts, share classes, households, land, houses, assets,
//! entrustments, work and reports.

use super::Holder;
use crate::{
    log::Hash,
    unit::{
        AreaM2, AreaMu, AssetId, BankId, ClassId, ContractId, Day, Fen, HouseId, HouseholdId, Money, ParcelId, PartyId,
        PayoutId, Quantity, Ratio, Shares, Text, WorkerId,
    },
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A party that is not a household: operator, project company, tenant, builder, union.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartyRegistered {
    /// The name of a company or body; never of a person.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<Text>,
    /// Local code.
    pub party: PartyId,
    /// What it does, `park operator`.
    pub role: Text,
}

/// Whose account it is in law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ownership {
    /// In the name of the organization.
    Collective,
    /// In a person's name; collective money may never touch it.
    Personal,
}

/// What kind of account it is at the bank (人民币银行结算账户管理办法).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BankKind {
    /// 基本存款账户: the one account for daily business and cash.
    Basic,
    /// 专用存款账户: for money with a purpose of its own.
    Special,
    /// 资金池: an account of a group whose members' money lies together.
    CashPool,
}

/// A bank account with its ownership, so that "never into a personal account" can be checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, bound(serialize = "P: Serialize", deserialize = "P: Deserialize<'de>"))]
pub struct BankRegistered<P = Hash> {
    /// Local code, `A-BANK-1`.
    pub account: BankId,
    /// What kind of account; a request's own kind stands where this would be `kind`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub account_kind: Option<BankKind>,
    /// Commitment to the account number.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub number: Option<P>,
    /// How far the bank has agreed that it may be overdrawn; none where it may not.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub overdraft: Option<Money>,
    /// Code of the owner.
    pub owner: Text,
    /// Collective or personal.
    pub ownership: Ownership,
}

/// Whether a class of shares may still grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Regime {
    /// Follows births, deaths and admissions.
    Open,
    /// Fixed in total.
    Closed,
}

/// A class of shares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassSet {
    /// The class, `labour`.
    pub class: ClassId,
    /// Open or closed.
    pub regime: Regime,
    /// All shares of a closed class.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub total: Option<Shares>,
    /// What one share stands for, `year`.
    pub unit: Text,
}

/// Shares given outside enrolment, to a household or the collective.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharesGranted {
    /// The class.
    pub class: ClassId,
    /// Who gets them.
    pub holder: Holder,
    /// How many.
    pub shares: Shares,
}

/// A household enters the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, bound(serialize = "P: Serialize", deserialize = "P: Deserialize<'de>"))]
pub struct HouseholdEnrolled<P = Hash> {
    /// Commitment to the head's account number for payments.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub account: Option<P>,
    /// Residents' group, `G01`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub group: Option<Text>,
    /// Local code.
    pub household: HouseholdId,
    /// Commitment to the identity number of the head.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub identity: Option<P>,
    /// Members of the organization in it.
    pub members: u32,
    /// Commitment to the name of the head.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<P>,
    /// Commitment to a telephone number.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub phone: Option<P>,
    /// Shares by class.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub shares: BTreeMap<ClassId, Shares>,
}

impl<P> HouseholdEnrolled<P> {
    /// A household of so many members of the organization, and nothing more said of it.
    pub fn new(household: HouseholdId, members: u32) -> Self {
        HouseholdEnrolled {
            account: None,
            group: None,
            household,
            identity: None,
            members,
            name: None,
            phone: None,
            shares: BTreeMap::new(),
        }
    }
}

/// A village joins a union with land and money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VillageJoined {
    /// Land put in, mu.
    pub land_mu: AreaMu,
    /// Money put in.
    pub money: Money,
    /// The village.
    pub village: HouseholdId,
}

/// A contracted parcel (承包地块) as certified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, bound(serialize = "P: Serialize", deserialize = "P: Deserialize<'de>"))]
pub struct ParcelRegistered<P = Hash> {
    /// Certified square metres.
    pub area_m2: AreaM2,
    /// Certified mu.
    pub area_mu: AreaMu,
    /// Last day of the household's land contract.
    pub contract_end: Day,
    /// The household that holds it.
    pub household: HouseholdId,
    /// Commitment to the official 19-digit code.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub official: Option<P>,
    /// Local code.
    pub parcel: ParcelId,
}

/// A house or building that may be let.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HouseRegistered {
    /// Its condition when registered, for the hand-back.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub condition: Option<Text>,
    /// Floor area, m².
    pub floor_m2: AreaM2,
    /// Local code.
    pub house: HouseId,
    /// Household or collective.
    pub owner: Holder,
}

/// Which expense account carries an asset's depreciation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AssetUse {
    /// Administration.
    Office,
    /// Earns income.
    Operating,
    /// Serves the public.
    Public,
}

/// An asset card for an asset already in the opening balances.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssetRegistered {
    /// Its name on the card.
    pub asset: AssetId,
    /// Cost.
    pub cost: Money,
    /// First day of the first month that is depreciated here.
    pub first_month: Day,
    /// Useful life, months.
    pub life_months: u32,
    /// Part of the cost that is never depreciated.
    pub salvage: Ratio,
    /// What it is used for.
    #[serde(rename = "use")]
    pub used_for: AssetUse,
    /// Months already depreciated before `first_month`.
    pub used_months: u32,
}

/// A household's written entrustment of parcels for lease by the collective (书面委托).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntrustmentGiven {
    /// Reference of the paper.
    pub document: Text,
    /// First day.
    pub first_day: Day,
    /// Who entrusts.
    pub household: HouseholdId,
    /// Last day.
    pub last_day: Day,
    /// Which parcels.
    pub parcels: Vec<ParcelId>,
}

/// An entrustment ends early.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntrustmentEnded {
    /// Reference of the paper.
    pub document: Text,
    /// Whose.
    pub household: HouseholdId,
    /// Last day on which it still holds.
    pub last_day: Day,
    /// Which parcels.
    pub parcels: Vec<ParcelId>,
}

/// A work sheet (工票): who worked how long in which class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkRecorded {
    /// The labour contract with its rates.
    pub contract: ContractId,
    /// First day of work.
    pub first_day: Day,
    /// Last day of work.
    pub last_day: Day,
    /// One line per worker and class.
    pub lines: Vec<WorkLine>,
    /// Its number; the wages are paid out under the same code.
    pub sheet: PayoutId,
}

/// One worker's line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkLine {
    /// Class of work as in the contract, `skilled`.
    pub class: Text,
    /// Days or hours.
    pub quantity: Quantity,
    /// The worker.
    pub worker: WorkerId,
}

/// What an operator reports for a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportRecorded {
    /// Under which contract.
    pub contract: ContractId,
    /// The hurdle the operator's report states, yuan per mu; it must be the voted one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub hurdle_per_mu: Option<Money>,
    /// Net value added, yuan per mu, may be negative.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub net_per_mu: Option<Fen>,
    /// Operating revenue.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub revenue: Option<Money>,
    /// Calendar year.
    pub year: u32,
}
