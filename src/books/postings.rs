//! From an event to its balanced lines, by the chart document and the settings of the ledger.
//!
//! A pure function of the books before the event: posting, deciding and auditing all call it, so
//! nobody can post what cannot be recomputed.

mod households;
mod parts;
mod payout;
mod year;

pub use households::debts;
pub(super) use parts::{claim_waits, credited};
pub use parts::{credited_now, payment};
pub use payout::is_fund;
pub(crate) use payout::moved;

use super::{AccountKey, Books, Side, Voucher, chart::Place as ChartPlace};
use crate::{
    event::{Attached, Event, Fact},
    unit::{ContractId, Day, Fen},
};
use households::{merged_accounts, set_off};
use parts::{accepted, claim, free, receipt, released, subscription};
use payout::{declared, paid, returned};
use year::year;

/// Why an event has no lines in these books.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PostingError {
    /// The chart document has no such part, claim or purpose.
    #[error("the chart document has no `{0}`")]
    UnknownPart(String),
    /// The chart has no such account.
    #[error("account {0} is not in the chart")]
    UnknownAccount(String),
    /// Something the rule needs is not said.
    #[error("`{part}` must name {what}")]
    Unsaid {
        /// Part.
        part: String,
        /// `holder`, `account`, `project`, `contract`, `period`.
        what: &'static str,
    },
    /// What is credited to households is not what came in for them.
    #[error("credited {credited}, received {received}")]
    CreditedDiffers {
        /// Σ lines.
        credited: Fen,
        /// Σ parts.
        received: Fen,
    },
    /// The amounts add up to more than the books hold; [`Fen::MOST_POSTED`].
    #[error("the amounts add up to more than the books can hold")]
    TooMuch,
    /// The collective's own money is no source for lines of this purpose.
    #[error("`{0}` is not paid out of the collective's own money")]
    OwnMoney(String),
    /// Nothing of that name in the books.
    #[error("{0} is not in the books")]
    Unknown(String),
}

type Posted = Result<Voucher, PostingError>;

/// The sum of amounts that an entry brings, which nobody has added up before.
fn total(all: impl IntoIterator<Item = Fen>) -> Result<Fen, PostingError> {
    Fen::total(all).ok_or(PostingError::TooMuch)
}

/// The lines of an event recorded for `on`.
pub fn voucher(books: &Books, on: Day, event: &Event) -> Posted {
    match &event.fact {
        Fact::OpeningRecorded(o) => free(books, &o.lines),
        Fact::VoucherRecorded(v) => free(books, &v.lines),
        Fact::ReceiptRecorded(r) => receipt(books, on, r),
        Fact::PaymentRecorded(p) => payment(books, p),
        Fact::ClaimRecorded(c) => claim(books, c),
        Fact::SubscriptionRecorded(s) => subscription(books, s),
        Fact::IncomeReleased(r) => released(books, on, r),
        Fact::WorksAccepted(w) => accepted(books, w),
        Fact::GrantUsed(g) => {
            let mut v = Voucher::default();
            let used = &books.chart.fixed.grant_used;
            v.debit(AccountKey::new(&books.chart.fixed.grant, "", g.project.as_str()), g.amount.fen());
            v.credit(books.place(used, "")?, g.amount.fen());
            Ok(v)
        }
        Fact::PayoutDeclared(p) => match &event.attached {
            Attached::Lines(lines) => declared(books, p, lines, event.kept.as_ref()),
            _ => Ok(Voucher::default()),
        },
        Fact::PayoutPaid(p) => match &event.attached {
            Attached::Lines(lines) => paid(books, p, lines),
            _ => Ok(Voucher::default()),
        },
        Fact::PayoutReturned(p) => match &event.attached {
            Attached::Lines(lines) => returned(books, p, lines),
            _ => Ok(Voucher::default()),
        },
        Fact::YearStepped(y) => year(books, y),
        Fact::HouseholdMerged(m) => merged_accounts(books, m),
        Fact::BuildingReceived(b) => {
            let mut v = Voucher::default();
            v.debit(AccountKey::new(&books.chart.assets.cost, b.asset.as_str(), ""), b.value.fen());
            v.credit(books.place(&books.chart.fixed.received_assets, "")?, b.value.fen());
            Ok(v)
        }
        Fact::DebtSetOff(d) => set_off(books, d),
        Fact::EntryCorrected(c) if books.can_be_withdrawn(c.corrects.index) => Ok(Voucher::default()),
        Fact::EntryCorrected(c) => {
            let old = books.vouchers.get(c.corrects.index);
            let old = old.ok_or_else(|| PostingError::Unknown(format!("entry {}", c.corrects.index)))?;
            Ok(old.voucher().reversed(books.setting("correction") != "swap"))
        }
        _ => Ok(Voucher::default()),
    }
}

impl Books {
    /// The account a rule names, read through the settings.
    pub fn account(&self, named: &str) -> Result<String, PostingError> {
        let code = match named.strip_prefix('@') {
            Some(setting) => self.setting(setting),
            None => named,
        };
        match self.chart.accounts.contains_key(code) {
            true => Ok(code.to_owned()),
            false => Err(PostingError::UnknownAccount(code.to_owned())),
        }
    }

    fn place(&self, place: &ChartPlace, holder: &str) -> Result<AccountKey, PostingError> {
        Ok(AccountKey::new(self.account(&place.account)?, holder, &place.purpose))
    }

    /// The cash box or the bank account.
    pub fn money_key(&self, account: &crate::unit::BankId) -> AccountKey {
        match account.is_cash() {
            true => AccountKey::new(&self.chart.fixed.cash, "", ""),
            false => AccountKey::new(&self.chart.fixed.bank, account.as_str(), ""),
        }
    }

    fn party_of(&self, contract: Option<&ContractId>) -> Option<&str> {
        self.contracts.get(contract?).map(|c| c.signed.party.as_str())
    }
}

/// Sum of one side of a voucher under one account; `None` beyond the range of [`Fen`].
pub fn total_under(voucher: &Voucher, account: &str, side: Side) -> Option<Fen> {
    let lines = voucher.lines().iter().filter(|l| l.side == side && l.key.account == account);
    Fen::total(lines.map(|l| l.amount))
}
