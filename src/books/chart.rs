//! The chart document: accounts, settings, and how each recorded part is posted.

mod tables;

pub use tables::{
    Account, AssetAccounts, ClaimRule, Class, DueEffect, FixedRule, HolderRule, HoldingAccounts, LoanAccounts,
    NormalSide, PaymentRule, PayoutAccounts, ReceiptRule, SubAccount, ThingAccounts, VillageAccounts, WearAccounts,
    YearAccounts,
};

use crate::{
    event::DOCUMENT_MOST,
    unit::{Lang, Say},
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The chart that ships with the program.
pub const CN_2023: &str = include_str!("chart/cn-2023.toml");

/// A parsed chart document.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chart {
    /// `CN-2023`.
    pub name: String,
    /// Accounts by code.
    pub accounts: BTreeMap<String, Account>,
    /// Allowed values by setting, the default first.
    pub settings: BTreeMap<String, Vec<String>>,
    /// Receipt parts by name.
    pub receipt: BTreeMap<String, ReceiptRule>,
    /// Payment parts by name.
    pub payment: BTreeMap<String, PaymentRule>,
    /// Claims by name.
    pub claim: BTreeMap<String, ClaimRule>,
    /// What a payout credits, by the sheet's purpose word.
    pub credited: BTreeMap<String, SubAccount>,
    /// Where a payout's money comes from.
    pub payout: PayoutAccounts,
    /// The end of the year.
    pub year: YearAccounts,
    /// Fixed assets.
    pub assets: AssetAccounts,
    /// Accounts the program itself needs.
    pub fixed: FixedRule,
    /// Shares, capital and houses that pass; absent in charts that know none.
    #[serde(default)]
    pub holding: Option<HoldingAccounts>,
    /// Where the tax of what is sold is owed; absent in charts that know none.
    #[serde(default)]
    pub vat: Option<SubAccount>,
    /// Loans, by their length; absent in charts that know none.
    #[serde(default)]
    pub loan: Option<LoanAccounts>,
    /// What villages have in a union; absent in charts that know none.
    #[serde(default)]
    pub village: Option<VillageAccounts>,
    /// Things of other classes than fixed assets, and how things come and leave; absent in charts that know none.
    #[serde(default)]
    pub things: Option<ThingAccounts>,
    /// Parts, claims and words of payouts that an extension brought, by table and name.
    #[serde(skip)]
    added: BTreeSet<(ChartTable, String)>,
}

/// A table of the chart whose lines post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChartTable {
    /// Parts of receipts.
    Receipt,
    /// Parts of payments.
    Payment,
    /// Claims.
    Claim,
    /// What a payout credits.
    Credited,
}

/// What an extension adds to a chart.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ChartAdditions {
    /// Details of accounts of the chart.
    pub accounts: BTreeMap<String, Account>,
    /// Settings.
    pub settings: BTreeMap<String, Vec<String>>,
    /// Receipt parts.
    pub receipt: BTreeMap<String, ReceiptRule>,
    /// Payment parts.
    pub payment: BTreeMap<String, PaymentRule>,
    /// Claims.
    pub claim: BTreeMap<String, ClaimRule>,
    /// What a payout credits.
    pub credited: BTreeMap<String, SubAccount>,
}

impl ChartAdditions {
    /// Reads what an extension adds.
    ///
    /// # Errors
    /// The text is longer than a document may be, or is not TOML of this shape.
    pub fn read(text: &str) -> Result<ChartAdditions, ChartError> {
        if text.len() as u64 > DOCUMENT_MOST {
            return Err(ChartError::Long(text.len()));
        }
        toml::from_str(text).map_err(|e| ChartError::Shape(e.to_string()))
    }

    /// True where it adds nothing.
    pub fn is_empty(&self) -> bool {
        self.accounts.is_empty()
            && self.settings.is_empty()
            && self.receipt.is_empty()
            && self.payment.is_empty()
            && self.claim.is_empty()
            && self.credited.is_empty()
    }
}

/// Puts lines beside those that stand: one that stands already may only be said again.
fn added<T: Clone + PartialEq>(
    table: &str,
    all: &mut BTreeMap<String, T>,
    more: &BTreeMap<String, T>,
) -> Result<(), ChartError> {
    for (name, line) in more {
        match all.get(name) {
            Some(stands) if stands != line => return Err(ChartError::Alters(format!("{table} {name}"))),
            _ => drop(all.insert(name.clone(), line.clone())),
        }
    }
    Ok(())
}

/// What an entry added to the chart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChartExtension {
    /// The entry.
    pub entry: u64,
    /// The document, word for word.
    pub document: String,
}

/// Why a text is no chart document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChartError {
    /// Not TOML of the expected shape.
    #[error("chart document: {0}")]
    Shape(String),
    /// Longer than a document may be; nothing of it was read.
    #[error("chart document: at most {DOCUMENT_MOST} bytes, found {0}")]
    Long(usize),
    /// A rule names an account or a setting that the document does not have.
    #[error("chart document: `{0}` is neither an account nor a setting of it")]
    Account(String),
    /// An extension says a line of the chart otherwise.
    #[error("chart document: `{0}` stands in the chart otherwise")]
    Alters(String),
    /// A new account is no detail of one that the chart has.
    #[error("chart document: `{0}` is no detail of an account of the chart, with its class and side")]
    NoDetail(String),
}

impl Say for ChartError {
    fn say(&self, lang: Lang) -> String {
        let zh = match self {
            ChartError::Shape(error) => format!("科目文件读不出来：{error}"),
            ChartError::Long(found) => format!("科目文件最多 {DOCUMENT_MOST} 字节，实有 {found} 字节"),
            ChartError::Alters(line) => format!("科目文件里的 `{line}` 与原有的不同"),
            ChartError::NoDetail(code) => format!("科目文件里的 `{code}` 不是原有科目的明细，或类别、方向不同"),
            ChartError::Account(name) => format!("科目文件里的 `{name}` 既不是科目，也不是它的设定"),
        };
        lang.pick(zh, self.to_string())
    }
}

impl YearAccounts {
    /// True for an account of income or one of its details: `501` and `50102`.
    pub fn is_income(&self, account: &str) -> bool {
        self.incomes.iter().any(|line| is_detail(account, line))
    }

    /// True for an account of expense or one of its details.
    pub fn is_expense(&self, account: &str) -> bool {
        self.expenses.iter().any(|line| is_detail(account, line))
    }
}

/// True for the account itself and for its detail accounts (明细科目), whose codes go on from its own.
pub fn is_detail(account: &str, of: &str) -> bool {
    !of.is_empty() && account.starts_with(of)
}

impl Chart {
    /// True for an account, or a detail of one, in whose Chinese name the word stands. What an account is to which
    /// no rule posts is known by its name: the ministry kept the names, and gave the codes to others.
    pub fn is_called(&self, account: &str, word: &str) -> bool {
        self.accounts.iter().any(|(code, named)| is_detail(account, code) && named.zh.contains(word))
    }

    /// Reads a chart document and checks that every account it posts to exists.
    ///
    /// # Errors
    /// The text is longer than a document may be, is not TOML of this shape, or names an account or a setting
    /// that it does not have.
    pub fn read(text: &str) -> Result<Chart, ChartError> {
        if text.len() as u64 > DOCUMENT_MOST {
            return Err(ChartError::Long(text.len()));
        }
        let chart: Chart = toml::from_str(text).map_err(|e| ChartError::Shape(e.to_string()))?;
        chart.holds_together()?;
        Ok(chart)
    }

    /// This chart with what an extension adds. No line that stands is changed, and a new account is a detail of one that
    /// stands: what is closed and what is stated at the year's end stays what it was.
    ///
    /// # Errors
    /// A line that stands is said otherwise, a new account is no such detail, or a new rule posts to no account.
    pub fn extended(&self, more: &ChartAdditions) -> Result<Chart, ChartError> {
        for (code, account) in &more.accounts {
            let of = |(of, stands): (&String, &Account)| {
                let longer = code != of && is_detail(code, of) && code.bytes().all(|b| b.is_ascii_digit());
                longer && stands.class == account.class && stands.side == account.side
            };
            if !self.accounts.contains_key(code) && !self.accounts.iter().any(of) {
                return Err(ChartError::NoDetail(code.clone()));
            }
        }
        let mut chart = self.clone();
        chart.note(ChartTable::Receipt, &self.receipt, &more.receipt);
        chart.note(ChartTable::Payment, &self.payment, &more.payment);
        chart.note(ChartTable::Claim, &self.claim, &more.claim);
        chart.note(ChartTable::Credited, &self.credited, &more.credited);
        added("accounts", &mut chart.accounts, &more.accounts)?;
        added("settings", &mut chart.settings, &more.settings)?;
        added("receipt", &mut chart.receipt, &more.receipt)?;
        added("payment", &mut chart.payment, &more.payment)?;
        added("claim", &mut chart.claim, &more.claim)?;
        added("credited", &mut chart.credited, &more.credited)?;
        chart.holds_together()?;
        Ok(chart)
    }

    /// Keeps which lines of a table an extension brings.
    fn note<T>(&mut self, table: ChartTable, stand: &BTreeMap<String, T>, more: &BTreeMap<String, T>) {
        let new = more.keys().filter(|name| !stand.contains_key(*name));
        self.added.extend(new.map(|name| (table, name.clone())));
    }

    /// True for a line that an extension brought, and not the chart that the ledger was opened with.
    pub fn is_added(&self, table: ChartTable, name: &str) -> bool {
        !self.added.is_empty() && self.added.contains(&(table, name.to_owned()))
    }

    /// Every rule posts to an account of the chart, under every value of a setting.
    fn holds_together(&self) -> Result<(), ChartError> {
        for (name, allowed) in &self.settings {
            if allowed.is_empty() {
                return Err(ChartError::Account(format!("@{name}")));
            }
        }
        for account in self.posted() {
            let known = match account.strip_prefix('@') {
                Some(setting) => {
                    self.settings.get(setting).is_some_and(|all| all.iter().all(|a| self.accounts.contains_key(a)))
                }
                None => {
                    let loan = account == "loan" && self.loan.is_some();
                    loan || ["given", "due", "own"].contains(&account) || self.accounts.contains_key(account)
                }
            };
            if !known {
                return Err(ChartError::Account(account.to_owned()));
            }
        }
        Ok(())
    }

    /// Every account some rule posts to.
    fn posted(&self) -> impl Iterator<Item = &str> {
        let y = &self.year;
        let a = &self.assets;
        let f = &self.fixed;
        let p = &self.payout;
        self.receipt
            .values()
            .map(|r| &r.credit)
            .chain(self.payment.values().map(|r| &r.debit))
            .chain(self.claim.values().flat_map(|r| [&r.debit, &r.credit]))
            .chain(self.claim.values().filter_map(|r| r.collective.as_ref()))
            .chain(self.credited.values().map(|r| &r.account))
            .chain(self.things.iter().flat_map(ThingAccounts::posted))
            .chain(self.vat.iter().map(|vat| &vat.account))
            .chain(self.loan.iter().flat_map(|loan| [&loan.short, &loan.long]))
            .chain(self.holding.iter().flat_map(|h| {
                [&h.shares.account, &h.capital.account, &h.redemption.account, &h.premium.account, &h.loss.account]
                    .into_iter()
                    .chain([&h.investment])
            }))
            .chain(self.village.iter().flat_map(|village| [&village.capital.account, &village.back.account]))
            .chain([&p.result.account, &p.operator.account, &p.fee.account])
            .chain(y.incomes.iter().chain(&y.expenses))
            .chain([&y.result, &y.undistributed.account, &y.reserve_from.account, &y.reserve_to.account])
            .chain([&a.cost, &a.accumulated, &a.works, &a.office, &a.operating, &a.public])
            .chain([
                &f.cash,
                &f.bank,
                &f.subscription.account,
                &f.grant,
                &f.grant_used.account,
                &f.advance,
                &f.received_assets.account,
            ])
            .map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_chart_has_the_42_accounts_of_2023_minus_none() {
        let chart = Chart::read(CN_2023).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(chart.accounts.len(), 42);
    }

    #[test]
    fn an_extension_adds_details_and_parts_and_says_no_line_otherwise() {
        let chart = Chart::read(CN_2023).unwrap_or_else(|e| panic!("{e}"));
        let with = |text: &str| chart.extended(&ChartAdditions::read(text).unwrap_or_else(|e| panic!("{e}")));
        let detail =
            "[accounts]\n51301 = { zh = \"办公费\", en = \"office\", class = \"expense\", side = \"debit\" }\n";
        assert_eq!(with(detail).map(|chart| chart.accounts.len()), Ok(43));
        let other = detail.replace("\"expense\"", "\"asset\"");
        assert_eq!(with(&other).err(), Some(ChartError::NoDetail("51301".into())));
        let new = detail.replace("51301", "601");
        assert_eq!(with(&new).err(), Some(ChartError::NoDetail("601".into())));
        let named = detail.replace("51301", "513").replace("办公费", "管理费");
        assert_eq!(with(&named).err(), Some(ChartError::Alters("accounts 513".into())));
        let wider = "[settings]\npetty_cash = [\"112\", \"113\", \"211\"]\n";
        assert_eq!(with(wider).err(), Some(ChartError::Alters("settings petty_cash".into())));
        let nowhere = "[claim]\nx = { zh = \"某\", en = \"x\", debit = \"699\", debit_purpose = \"\", credit = \"211\", credit_purpose = \"\", holder = \"given\" }\n";
        assert_eq!(with(nowhere).err(), Some(ChartError::Account("699".into())));
    }

    #[test]
    fn a_rule_that_posts_to_an_unknown_account_is_refused() {
        let broken = CN_2023.replace("result = \"321\"", "result = \"399\"");
        assert_eq!(Chart::read(&broken).err(), Some(ChartError::Account("399".into())));
    }
}
