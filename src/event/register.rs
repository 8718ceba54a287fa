//! Who and what there is: parties, accounts, share classes, households, land, houses, assets,
//! entrustments, work and reports.

use super::{Enrolled, Holder, Names, Person, Roster};
use crate::{
    log::Hash,
    unit::{
        AreaM2, AssetId, BankId, ClassId, ContractId, Day, Fen, HouseId, HouseholdId, Money, ParcelId, PartyId,
        PayoutId, PersonId, Price, Quantity, Ratio, Shares, Text, WorkerId,
    },
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::collections::BTreeMap;

/// What a party is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartyIs {
    /// A company, a cooperative, a business of somebody's own.
    Company,
    /// A household of another collective.
    Household,
    /// Somebody by himself.
    Person,
    /// A bank.
    Bank,
    /// The tax office.
    Tax,
    /// An office of the state.
    Government,
    /// A union of collectives.
    Union,
}

impl PartyIs {
    /// The word.
    pub fn word(self) -> &'static str {
        match self {
            PartyIs::Company => "company",
            PartyIs::Household => "household",
            PartyIs::Person => "person",
            PartyIs::Bank => "bank",
            PartyIs::Tax => "tax",
            PartyIs::Government => "government",
            PartyIs::Union => "union",
        }
    }
}

/// A party that is not a household: operator, project company, tenant, builder, union.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartyRegistered {
    /// What it is, where somebody said.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub is: Option<PartyIs>,
    /// Code of the officer whose kin it is or whose kin own it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub kin_of: Option<Text>,
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

/// On whom the shares of a class lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HeldBy {
    /// On households.
    #[default]
    Household,
    /// On persons, who take them along.
    Person,
}

/// What somebody who is no member may have of a class, who inherits it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outsiders {
    /// Nothing.
    None,
    /// What it yields, and no vote.
    Income,
}

/// What is paid in for a share of a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaidIn {
    /// The account of the chart in which it stands.
    pub account: Text,
    /// Yuan a share.
    pub price: Price,
}

/// A class of shares, or what changes of it from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassSet {
    /// The part of all its shares that one holder may have.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cap: Option<Ratio>,
    /// The class, `labour`.
    pub class: ClassId,
    /// The day at whose end who has a share is settled for good.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub frozen_at: Option<Day>,
    /// On whom they lie; where it is not said, on households.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub held_by: Option<HeldBy>,
    /// What it is called.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<Names>,
    /// What somebody who is no member may have of it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub outsiders: Option<Outsiders>,
    /// What is paid in for a share.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub paid_in: Option<PaidIn>,
    /// Open or closed.
    pub regime: Regime,
    /// Decimals that a number of its shares may have; where it is not said, six.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub scale: Option<u32>,
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseholdEnrolled<P = Hash> {
    /// Commitment to the head's account number for payments.
    pub account: Option<P>,
    /// Residents' group, `G01`.
    pub group: Option<Text>,
    /// Local code.
    pub household: HouseholdId,
    /// Commitment to the identity number of the head.
    pub identity: Option<P>,
    /// Commitment to the name of the head.
    pub name: Option<P>,
    /// Commitment to a telephone number.
    pub phone: Option<P>,
    /// Shares that lie on the household, by class.
    pub shares: BTreeMap<ClassId, Shares>,
    /// Who is in it: so many members, or these persons.
    pub who: Enrolled<P>,
}

impl<P> HouseholdEnrolled<P> {
    /// A household of so many members of the organization, and nothing more said of it.
    pub fn new(household: HouseholdId, members: u32) -> Self {
        HouseholdEnrolled {
            account: None,
            group: None,
            household,
            identity: None,
            name: None,
            phone: None,
            shares: BTreeMap::new(),
            who: Enrolled::Count(members),
        }
    }
}

/// [`HouseholdEnrolled`] as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, bound(serialize = "P: Serialize", deserialize = "P: Deserialize<'de>"))]
struct EnrolledWritten<P> {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    account: Option<P>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    group: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    head: Option<PersonId>,
    household: HouseholdId,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    identity: Option<P>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    members: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    name: Option<P>,
    #[serde(skip_serializing_if = "Vec::is_empty", default = "Vec::new")]
    persons: Vec<Person<P>>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    phone: Option<P>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    shares: BTreeMap<ClassId, Shares>,
}

impl<'de, P: Deserialize<'de>> Deserialize<'de> for HouseholdEnrolled<P> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let said = EnrolledWritten::deserialize(from)?;
        let who = match (said.members, said.head) {
            (Some(members), None) if said.persons.is_empty() => Enrolled::Count(members),
            (Some(_), _) => return Err(D::Error::unknown_field("members", &["head", "persons"])),
            (None, Some(_)) if said.persons.is_empty() => return Err(D::Error::missing_field("persons")),
            (None, Some(head)) => Enrolled::Persons(Roster { head, persons: said.persons }),
            (None, None) if said.persons.is_empty() => return Err(D::Error::missing_field("members")),
            (None, None) => return Err(D::Error::missing_field("head")),
        };
        Ok(HouseholdEnrolled {
            account: said.account,
            group: said.group,
            household: said.household,
            identity: said.identity,
            name: said.name,
            phone: said.phone,
            shares: said.shares,
            who,
        })
    }
}

impl<P: Serialize + Clone> Serialize for HouseholdEnrolled<P> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let (members, head) = match &self.who {
            Enrolled::Count(members) => (Some(*members), None),
            Enrolled::Persons(named) => (None, Some(named.head.clone())),
        };
        let written = EnrolledWritten {
            account: self.account.clone(),
            group: self.group.clone(),
            head,
            household: self.household.clone(),
            identity: self.identity.clone(),
            members,
            name: self.name.clone(),
            persons: self.who.persons().to_vec(),
            phone: self.phone.clone(),
            shares: self.shares.clone(),
        };
        written.serialize(to)
    }
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

macro_rules! words {
    ($($type:ident { $($variant:ident = $word:literal),* $(,)? })*) => {
        $(
            /// The word that stands in an entry.
            impl std::fmt::Display for $type {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.pad(match self { $($type::$variant => $word),* })
                }
            }
        )*
    };
}

words! {
    Ownership { Collective = "collective", Personal = "personal" }
    BankKind { Basic = "basic", Special = "special", CashPool = "cash_pool" }
    AssetUse { Office = "office", Operating = "operating", Public = "public" }
}
