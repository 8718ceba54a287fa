//! Whose money an account holds, read from the chart document: one place for every posting, typed or
//! free. And how much of it typed instructions put there and must take away again.

use super::{AccountKey, Books, Chart, Class, HolderRule, NormalSide};
use crate::unit::Fen;

/// What the state is owed, and may let off: 应交税费.
const TAXES: &str = "税";
/// What members raise for a project: 一事一议资金.
const LEVIES: &str = "一事一议";
/// Losses and gains that await a decision: 待处理财产损溢.
const PENDING: &str = "待处理";

/// Whose money stands under an account, a holder and a purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    /// The collective's cash box.
    Cash,
    /// One of its bank accounts.
    Bank,
    /// A household's declared lines: credited by payouts, paid or set off against a debt.
    Line,
    /// Dealings with a member that no payout made: what it owes, mostly; what was withheld of it, or
    /// stands under its name until it is decided.
    Member,
    /// Received or confirmed for households, still to be shared by a payout.
    Waiting,
    /// Received for later months; it becomes income as they pass.
    Unearned,
    /// In an account of a payout sheet, for its next run.
    Kept,
    /// Households' capital in a pooled investment.
    Pooled,
    /// Owed to somebody: a payable, wages, a deposit, a loan for months or years.
    Party,
    /// Raised for a project that members voted, and spent on it.
    Levy,
    /// Taxes: what the state lets off is the collective's.
    Liability,
    /// An earmarked grant.
    Grant,
    /// The members' capital.
    Capital,
    /// Reserve and welfare fund.
    Fund,
    /// The result of the year.
    Result,
    /// What closed years left, and what was distributed of it.
    Undistributed,
    /// Works under way, by project.
    Works,
    /// An asset's cost or what is written off of it.
    Property,
    /// Owed to the collective.
    Claim,
    /// Any other asset of the collective.
    Own,
    /// Incomes, expenses, costs.
    Nominal,
}

impl Owner {
    /// True for money that stands with the collective and is somebody else's.
    pub fn is_other(self) -> bool {
        use Owner::*;
        matches!(self, Line | Member | Waiting | Kept | Pooled | Party | Levy | Grant)
    }

    /// True where what an entry put may be used by a later one: everything but incomes, expenses and
    /// the collective's cash, of which the rules on cash and bank accounts speak.
    pub fn can_be_spent(self) -> bool {
        !matches!(self, Owner::Nominal | Owner::Cash | Owner::Bank)
    }

    /// True where only typed instructions put money and take it away: payouts, receipts of shared
    /// parts, subscriptions.
    pub fn is_typed(self) -> bool {
        matches!(self, Owner::Line | Owner::Waiting | Owner::Kept | Owner::Pooled)
    }
}

impl Chart {
    /// True if a rule's account, read under any setting, is this one.
    fn may_be(&self, named: &str, account: &str) -> bool {
        match named.strip_prefix('@') {
            Some(setting) => self.settings.get(setting).is_some_and(|all| all.iter().any(|a| a == account)),
            None => named == account,
        }
    }

    /// True where a receipt's or claim's part waits to be shared.
    fn waits(&self, account: &str, purpose: &str) -> bool {
        let receipts = self.receipt.values().filter(|r| r.shared).map(|r| (&r.credit, &r.purpose));
        let claims = self.claim.values().filter(|c| c.shared).map(|c| (&c.credit, &c.credit_purpose));
        receipts.chain(claims).any(|(named, of)| of == purpose && self.may_be(named, account))
    }

    /// True where a payout credits its receivers.
    fn credits(&self, account: &str, purpose: &str) -> bool {
        self.credited.values().any(|p| p.purpose == purpose && self.may_be(&p.account, account))
    }

    /// True if some rule posts here what is owed to somebody whom it names: what nobody holds is a levy or a tax.
    pub(super) fn owes(&self, account: &str) -> bool {
        let named = |holder: HolderRule| holder != HolderRule::None;
        let receipts = self.receipt.values().filter(|r| named(r.holder)).map(|r| &r.credit);
        let payments = self.payment.values().filter(|p| named(p.holder)).map(|p| &p.debit);
        let claims = self.claim.values().filter(|c| named(c.credit_holder.unwrap_or(c.holder))).map(|c| &c.credit);
        let credited = self.credited.values().map(|p| &p.account);
        let fixed = [&self.fixed.advance, &self.fixed.subscription.account, &self.fixed.grant];
        receipts.chain(payments).chain(claims).chain(credited).chain(fixed).any(|named| self.may_be(named, account))
    }

    /// True if some rule posts here what is owed to the collective.
    fn claims(&self, account: &str) -> bool {
        let settled = self.receipt.values().filter(|r| r.settles).map(|r| &r.credit);
        let used = self.claim.values().filter(|c| c.settles).map(|c| &c.credit);
        settled.chain(used).chain([&self.payout.operator.account]).any(|named| self.may_be(named, account))
    }
}

impl Books {
    /// Whose money stands here.
    pub fn owner(&self, key: &AccountKey) -> Owner {
        self.owner_by(&self.chart, self.history.is_household_account(&key.account), key)
    }

    /// Whose money would stand here by a chart, where nobody is named.
    pub fn owner_of_place(&self, chart: &Chart, account: &str, purpose: &str) -> Owner {
        let households = chart.household_accounts().contains(account);
        let owner = self.owner_by(chart, households, &AccountKey::new(account, "", purpose));
        if owner == Owner::Party && chart.credits(account, purpose) { Owner::Line } else { owner }
    }

    /// The first place whose money would be somebody else's by another chart, or told to a household otherwise.
    pub fn reowned(&self, chart: &Chart) -> Option<&AccountKey> {
        let (households, told) = (chart.household_accounts(), chart.told_accounts());
        let mut kept = self.chart.accounts.keys().flat_map(|account| self.accounts.under(account)).map(|(key, _)| key);
        kept.find(|key| {
            let stays = self.owner_by(chart, households.contains(&key.account), key) == self.owner(key);
            let alike = told.contains(&key.account) == self.history.is_told_account(&key.account);
            !stays || (self.household_of(&key.holder).is_some() && !alike)
        })
    }

    /// Whose money stands here by a chart, in which the account is one of households or is not.
    fn owner_by(&self, chart: &Chart, households: bool, key: &AccountKey) -> Owner {
        let (account, purpose) = (key.account.as_str(), key.purpose.as_str());
        let of = chart.accounts.get(account);
        let (fixed, year) = (&chart.fixed, &chart.year);
        match of.map(|a| a.class) {
            _ if account == fixed.cash => return Owner::Cash,
            _ if account == fixed.bank => return Owner::Bank,
            Some(Class::Income | Class::Expense | Class::Cost) | None => return Owner::Nominal,
            Some(Class::Equity) => {
                let fund = [&year.reserve_to, &fixed.grant_used, &fixed.received_assets];
                return match () {
                    () if account == year.result => Owner::Result,
                    () if account == year.undistributed.account => Owner::Undistributed,
                    () if fund.iter().any(|place| chart.may_be(&place.account, account)) => Owner::Fund,
                    () => Owner::Capital,
                };
            }
            Some(Class::Asset | Class::Liability) => {}
        }
        let household = self.household_of(&key.holder).is_some();
        let both = of.is_some_and(|a| a.side == NormalSide::Both);
        if chart.waits(account, purpose) {
            return Owner::Waiting;
        }
        if households && (both || household) {
            return if chart.credits(account, purpose) { Owner::Line } else { Owner::Member };
        }
        if account == fixed.advance {
            if chart.receipt.values().any(|r| r.later.as_deref() == Some(purpose)) {
                return Owner::Unearned;
            }
            let named = || self.schemes.values().flat_map(|s| s.sheet.accounts()).any(|a| a.name == purpose);
            if key.holder.is_empty() && (self.kept.contains_key(purpose) || named()) {
                return Owner::Kept;
            }
        }
        let assets = &chart.assets;
        match of.map(|a| a.class) {
            Some(Class::Liability) => match () {
                () if account == fixed.subscription.account && purpose == fixed.subscription.purpose => Owner::Pooled,
                () if account == fixed.grant => Owner::Grant,
                () if chart.owes(account) => Owner::Party,
                () if chart.is_called(account, LEVIES) => Owner::Levy,
                () if !chart.is_called(account, TAXES) => Owner::Party,
                () if household => Owner::Member,
                () => Owner::Liability,
            },
            _ if household && chart.is_called(account, PENDING) => Owner::Member,
            _ if account == assets.works => Owner::Works,
            _ if account == assets.cost || account == assets.accumulated => Owner::Property,
            _ if chart.claims(account) => Owner::Claim,
            _ => Owner::Own,
        }
    }

    /// What of the credit balance here typed instructions put and have still to take away: open
    /// payout lines, parts not yet shared, rent not yet earned, a sheet's accounts, pooled capital.
    /// Opening balances and vouchers of somebody's own hand are not in it.
    pub fn held(&self, key: &AccountKey, owner: Owner) -> Fen {
        match owner {
            Owner::Line => {
                let lines = self.payouts.values().filter_map(|p| p.lines.get(key.holder.as_str()));
                let open = lines.flat_map(|owed| owed.split(owed.open(), false));
                Fen::capped_total(open.filter(|(at, _)| at == key).map(|(_, amount)| amount))
            }
            Owner::Waiting => {
                let parts = self.parts.values().filter(|p| p.shared && p.shared_by.is_none() && p.waits == *key);
                Fen::capped_total(parts.map(|p| self.waiting(p)))
            }
            Owner::Unearned => {
                let advances = self.contracts.values().flat_map(|c| &c.advances).filter(|a| a.waits == *key);
                Fen::capped_total(advances.map(|a| a.amount.fen().capped_minus(a.earned)))
            }
            Owner::Kept => {
                Fen::capped_total(self.kept.get(&key.purpose).into_iter().flat_map(|rows| rows.values().copied()))
            }
            Owner::Pooled => {
                let capital = self.registers.capital.iter();
                let own = capital
                    .filter(|c| c.owner.latest().and_then(|o| o.household()).is_some_and(|h| h.as_str() == key.holder));
                Fen::capped_total(own.map(|c| c.amount_now()))
            }
            Owner::Cash
            | Owner::Bank
            | Owner::Member
            | Owner::Party
            | Owner::Levy
            | Owner::Liability
            | Owner::Grant
            | Owner::Capital
            | Owner::Fund
            | Owner::Result
            | Owner::Undistributed
            | Owner::Works
            | Owner::Property
            | Owner::Claim
            | Owner::Own
            | Owner::Nominal => Fen::ZERO,
        }
    }
}
