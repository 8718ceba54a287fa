//! Contracts with their schedule: without it a missing rent cannot be seen.

use super::{Abatement, Assignment, DatedTerm, DepositTerm, Direction, Due, Holder, IndexTerm, LateTerm};
use crate::unit::{
    AreaMu, AssetId, ContractId, Day, HouseId, Money, ParcelId, PartyId, PayoutId, Period, Price, Ratio, Text,
};
use serde::{Deserialize, Serialize};

/// A contract with an operator, a tenant, a project company or an employer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContractSigned {
    /// Collective land, mu, where the contract is not about households' parcels.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub area_mu: Option<AreaMu>,
    /// Things of the collective that it lets, by their cards.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub assets: Vec<AssetId>,
    /// `collective` where what comes in is the collective's own.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub belongs_to: Option<Holder>,
    /// Its code.
    pub contract: ContractId,
    /// Terms that hold from a day on, which dues call by name.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub dated: Vec<DatedTerm>,
    /// A deposit with what it becomes.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub deposit: Option<DepositTerm>,
    /// Which way the money goes; absent where it comes.
    #[serde(skip_serializing_if = "Direction::is_out", default)]
    pub direction: Direction,
    /// What is due that no payout passes on.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub dues: Vec<Due>,
    /// First day; absent where nothing runs by days.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub first_day: Option<Day>,
    /// Houses it covers.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub houses: Vec<HouseId>,
    /// What the prices follow.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub index: Option<Box<IndexTerm>>,
    /// Last day.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub last_day: Option<Day>,
    /// What is owed on a due that is late.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub late: Option<LateTerm>,
    /// Households' parcels it covers.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub parcels: Vec<ParcelId>,
    /// The other side.
    pub party: PartyId,
    /// What is lent, at most.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub principal: Option<Money>,
    /// The contract that it goes on from.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub renews: Option<ContractId>,
    /// The resolution by which it was signed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub resolution: Option<Text>,
    /// Under which scheme, as the village calls it.
    pub scheme: Text,
    /// Day of signing.
    pub signed: Day,
    /// Reference of the tender in which the party was found.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub tender: Option<Text>,
    /// What was agreed.
    #[serde(default, skip_serializing_if = "Terms::is_empty")]
    pub terms: Terms,
}

/// What a contract settles. Each term is absent where the contract is silent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// Which area the rent is computed on.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub area_basis: Option<AreaBasis>,
    /// Pooled capital.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub capital: Option<Money>,
    /// Day count of a yearly rate.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub day_count: Option<DayCount>,
    /// Security deposit.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub deposit: Option<Money>,
    /// How the price rises.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub escalation: Option<Escalation>,
    /// Who bears the service fee.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub fee_payer: Option<PartyId>,
    /// Service fee on top, part of the rent or of the wages.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub fee_rate: Option<Ratio>,
    /// What happens to buildings at the end.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub hand_over: Option<Text>,
    /// Households' part of a revenue share.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub household_part: Option<Ratio>,
    /// When what is due, and which payout passes it on.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub instalments: Vec<Instalment>,
    /// Interest on late rent, part of the rent per day.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub late_rate_per_day: Option<Ratio>,
    /// The price.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub price: Option<PriceTerm>,
    /// Prices fixed year by year.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub prices_by_year: Vec<YearPrice>,
    /// Fixed return, part of the capital per year.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub return_rate: Option<Ratio>,
    /// Part of the operator's revenue that is shared.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub revenue_share: Option<Ratio>,
    /// Wage rates by class of work, yuan per `work_unit`.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub work_rates: Vec<WorkRate>,
    /// `day` or `hour`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub work_unit: Option<Text>,
}

impl Terms {
    fn is_empty(&self) -> bool {
        *self == Terms::default()
    }
}

/// The price of one calendar year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearPrice {
    /// Yuan, in the unit of the contract's price.
    pub price: Price,
    /// Calendar year.
    pub year: u32,
}

/// What a class of work is paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkRate {
    /// Class of work, `skilled`.
    pub class: Text,
    /// Yuan per `work_unit`.
    pub rate: Money,
}

/// A price and what it is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceTerm {
    /// Yuan.
    pub amount: Price,
    /// `yuan/mu/year` or `yuan/m2/month`.
    pub unit: Text,
}

impl PriceTerm {
    /// The unit of rent of land.
    pub const OF_LAND: &str = "yuan/mu/year";
    /// The unit of rent of houses.
    pub const OF_HOUSES: &str = "yuan/m2/month";
}

/// Which area counts (登记面积 or 实测面积).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AreaBasis {
    /// The registered mu.
    RegisteredMu,
    /// Square metres × 15 / 10000, not rounded.
    ExactM2,
}

/// How days become a part of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DayCount {
    /// Always 365.
    #[serde(rename = "actual/365")]
    Actual365,
    /// Days of that calendar year.
    #[serde(rename = "actual/actual")]
    ActualActual,
}

/// A yearly rise of the price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Escalation {
    /// On what the rise is taken.
    pub kind: EscalationKind,
    /// First day of lease year 1.
    pub lease_year_1_from: Day,
    /// Per lease year.
    pub rate: Ratio,
}

/// On what a yearly rise is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EscalationKind {
    /// base × (1 + rate)^(n − 1).
    Compound,
    /// base × (1 + rate × (n − 1)).
    OriginalBase,
}

/// One instalment of the rent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instalment {
    /// Due day.
    pub due: Day,
    /// First day it pays for.
    pub first_day: Day,
    /// Last day it pays for.
    pub last_day: Day,
    /// Lease year, from 1.
    pub lease_year: u32,
    /// Part of a year's rent.
    pub part_of_year: Ratio,
    /// The payout that passes it on.
    pub payout: PayoutId,
}

impl Instalment {
    /// The days it pays for.
    pub fn period(&self) -> Option<Period> {
        Period::new(self.first_day, self.last_day)
    }
}

/// A contract is changed: longer, more parcels, or areas restated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContractAmended {
    /// What of dues is let off.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub abate: Vec<Abatement>,
    /// Areas as the amendment states them; they must be the registered ones.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub areas: Vec<ContractArea>,
    /// To whom the contract passes.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub assign: Option<Assignment>,
    /// Which contract.
    pub contract: ContractId,
    /// Terms that hold from a day on.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub dated: Vec<DatedTerm>,
    /// Reference of the paper.
    pub document: Text,
    /// Dues that begin behind this day fall away.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub drop_after: Option<Day>,
    /// Further dues.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub dues: Vec<Due>,
    /// Further instalments.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub instalments: Vec<Instalment>,
    /// New last day.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub last_day: Option<Day>,
    /// Further parcels, leased from the amendment's effective day.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub parcels: Vec<ParcelId>,
    /// The resolution by which it is done.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub resolution: Option<Text>,
}

/// One parcel's area in an amendment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContractArea {
    /// Mu.
    pub area_mu: AreaMu,
    /// Parcel.
    pub parcel: ParcelId,
}
