//! The tables of a chart document: accounts, and how each recorded part, claim, thing and step of the year is posted.

use serde::Deserialize;

/// One account of the chart.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
    /// Class.
    pub class: Class,
    /// Normal side.
    pub side: NormalSide,
}

/// Classes of accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    Asset,
    Liability,
    Equity,
    Cost,
    Income,
    Expense,
}

/// The side on which an account normally stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NormalSide {
    Debit,
    Credit,
    Both,
}

/// An account and a purpose under it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubAccount {
    /// Account code or `@setting`.
    pub account: String,
    /// Purpose.
    pub purpose: String,
}

/// Who stands as holder in a posting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum HolderRule {
    #[default]
    None,
    Contract,
    Party,
    Given,
    /// Who is named, else the other side of the contract, else nobody.
    Payer,
    Place,
    /// The thing that was counted.
    Asset,
}

/// How a part of a receipt is credited.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiptRule {
    pub zh: String,
    pub en: String,
    pub credit: String,
    pub holder: HolderRule,
    pub purpose: String,
    /// It is households' money, to be shared by a payout.
    #[serde(default)]
    pub shared: bool,
    /// The input of a payout sheet that reads it.
    #[serde(default)]
    pub input: Option<String>,
    /// Rent of several months: what belongs to later years waits under this purpose.
    #[serde(default)]
    pub later: Option<String>,
    /// Under whose name that waits, where it is another's: its contract's.
    #[serde(default)]
    pub later_holder: Option<HolderRule>,
    /// Money that names no days is of the day on which it comes, but where its contract runs on into another year.
    #[serde(default)]
    pub undated: bool,
    /// It settles a claim and may not exceed it.
    #[serde(default)]
    pub settles: bool,
    /// What it settles was handed out in advance: petty cash, a prepayment.
    #[serde(default)]
    pub advance: bool,
    /// It must name a project.
    #[serde(default)]
    pub project: bool,
    /// It stands apart for each project that is named.
    #[serde(default)]
    pub by_project: bool,
    /// It is money drawn of a loan.
    #[serde(default)]
    pub draws: bool,
    /// It is principal of an investment that comes back.
    #[serde(default)]
    pub principal: bool,
}

/// How a part of a payment is debited.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentRule {
    pub zh: String,
    pub en: String,
    pub debit: String,
    pub holder: HolderRule,
    pub purpose: String,
    /// Accounts an open debit may name.
    #[serde(default)]
    pub accounts: Vec<String>,
    #[serde(default)]
    pub project: bool,
    /// It may not exceed what is owed there.
    #[serde(default)]
    pub owed: bool,
    /// From this day the contract's subscribed capital works.
    #[serde(default)]
    pub invests: bool,
    /// It is money lent under a contract.
    #[serde(default)]
    pub draws: bool,
}

/// How a claim is posted.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimRule {
    pub zh: String,
    pub en: String,
    pub debit: String,
    pub debit_purpose: String,
    #[serde(default)]
    pub debit_holder: Option<HolderRule>,
    pub credit: String,
    pub credit_purpose: String,
    #[serde(default)]
    pub credit_holder: Option<HolderRule>,
    pub holder: HolderRule,
    /// Accounts that an open side may name.
    #[serde(default)]
    pub accounts: Vec<String>,
    #[serde(default)]
    pub shared: bool,
    #[serde(default)]
    pub input: Option<String>,
    /// What it credits may not exceed what is claimed there.
    #[serde(default)]
    pub settles: bool,
    /// What it settles was handed out in advance: petty cash, a prepayment.
    #[serde(default)]
    pub advance: bool,
    /// What it debits may not exceed what is owed there.
    #[serde(default)]
    pub owed: bool,
    /// Both sides stand apart for each project that is named, and it was spent on works before.
    #[serde(default)]
    pub by_project: bool,
    /// Something is given up, which a resolution decides.
    #[serde(default)]
    pub resolution: bool,
    /// Income account of the collective's part.
    #[serde(default)]
    pub collective: Option<String>,
    #[serde(default)]
    pub collective_purpose: Option<String>,
    /// What it does to the due that it is about.
    #[serde(default)]
    pub due: Option<DueEffect>,
    /// Of an instalment, the part of receipts that it is about, where that is not its rent.
    #[serde(default)]
    pub of: Option<String>,
}

impl ClaimRule {
    /// True where the contract that a claim names says something of where it is posted or what it is about, or why somebody
    /// else is named.
    pub fn takes_contract(&self) -> bool {
        let by_it = |holder: HolderRule| {
            matches!(holder, HolderRule::Contract | HolderRule::Party | HolderRule::Given | HolderRule::Payer)
        };
        let holders = [Some(self.holder), self.debit_holder, self.credit_holder];
        let follows =
            [&self.debit, &self.credit].into_iter().any(|account| ["due", "loan"].contains(&account.as_str()));
        self.shared || self.due.is_some() || follows || holders.into_iter().flatten().any(by_it)
    }
}

/// What a claim does to a due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DueEffect {
    /// It becomes a claim, and stays open.
    Claimed,
    /// A deposit is applied to it.
    Deposit,
    /// The claim that it became is given up.
    WrittenOff,
    /// What came above it is owed back.
    Back,
    /// What came above it and was shared is owed back: households keep what they have.
    BackShared,
}

/// Where a payout's money comes from.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PayoutAccounts {
    pub result: SubAccount,
    pub operator: SubAccount,
    pub fee: SubAccount,
}

/// Accounts of the year's end.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearAccounts {
    pub incomes: Vec<String>,
    pub expenses: Vec<String>,
    pub result: String,
    pub undistributed: SubAccount,
    pub reserve_from: SubAccount,
    pub reserve_to: SubAccount,
}

/// Accounts of fixed assets.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssetAccounts {
    pub cost: String,
    pub accumulated: String,
    pub works: String,
    pub purpose: String,
    pub office: String,
    pub operating: String,
    pub public: String,
    /// Another life or salvage is of the months from that of the change on; else of those of its year that are not charged.
    #[serde(default)]
    pub prospective: bool,
}

/// Accounts of things by their class, and of how they come and leave.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThingAccounts {
    pub stores: String,
    pub consumable: String,
    pub public_trees: String,
    pub productive: WearAccounts,
    pub intangible: WearAccounts,
    pub deferred: WearAccounts,
    /// Through which what is worn off is disposed of.
    pub clearing: String,
    /// What is missing or too much, until somebody decides.
    pub pending: SubAccount,
    /// What is owed for a thing that came.
    pub owed: SubAccount,
    /// What is owed for a thing that left.
    pub claimed: SubAccount,
    pub donated: SubAccount,
    pub allocated: SubAccount,
    pub grown: SubAccount,
    /// Income of what was to be sold.
    pub sold: SubAccount,
    pub cost_of_sales: SubAccount,
    pub tax: SubAccount,
    pub gain: SubAccount,
    pub loss: SubAccount,
    pub died: SubAccount,
    pub given: SubAccount,
    /// Accounts that may bear what is used up.
    pub used: Vec<String>,
}

/// Where a thing that is worn off stands, what is written off of it, and what for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WearAccounts {
    pub cost: String,
    /// The same account where it is written off directly.
    pub accumulated: String,
    pub purpose: String,
}

/// Accounts of loans.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoanAccounts {
    /// Of those that run no longer than so many months.
    pub short: String,
    pub short_months: u32,
    /// Of longer ones.
    pub long: String,
}

/// Accounts of shares and capital that are taken back, come back or are lost.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoldingAccounts {
    /// What is owed for shares that were taken back.
    pub shares: SubAccount,
    /// What is owed for capital.
    pub capital: SubAccount,
    /// Where shares of a class that nobody paid in for are taken back from.
    pub redemption: SubAccount,
    /// What is paid above par; less than par is put there.
    pub premium: SubAccount,
    /// The collective's own part of a loss.
    pub loss: SubAccount,
    /// Where investments stand.
    pub investment: String,
}

/// Accounts of the money that villages have in a union.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VillageAccounts {
    /// What they put in.
    pub capital: SubAccount,
    /// What they took out and are owed.
    pub back: SubAccount,
}

/// Accounts the program itself needs.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FixedRule {
    pub cash: String,
    pub bank: String,
    pub subscription: SubAccount,
    pub grant: String,
    pub grant_used: SubAccount,
    pub advance: String,
    pub received_assets: SubAccount,
}

impl ThingAccounts {
    pub(super) fn posted(&self) -> impl Iterator<Item = &String> {
        let worn = [&self.productive, &self.intangible, &self.deferred];
        let places = [
            &self.pending,
            &self.owed,
            &self.claimed,
            &self.donated,
            &self.allocated,
            &self.grown,
            &self.sold,
            &self.cost_of_sales,
            &self.tax,
            &self.gain,
            &self.loss,
            &self.died,
            &self.given,
        ];
        [&self.stores, &self.consumable, &self.public_trees, &self.clearing]
            .into_iter()
            .chain(worn.into_iter().flat_map(|worn| [&worn.cost, &worn.accumulated]))
            .chain(places.into_iter().map(|place| &place.account))
            .chain(&self.used)
    }
}
