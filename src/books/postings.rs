//! From an event to its balanced lines, by the chart document and the settings of the ledger.
//!
//! A pure function of the books before the event: posting, deciding and auditing all call it, so
//! nobody can post what cannot be recomputed.

mod asking;
mod claims;
mod ended;
mod households;
mod organizations;
mod parts;
mod passed;
mod payout;
mod things;
mod villages;
mod year;

pub(super) use asking::asked;
pub use asking::{ASKED_AS, MEMBER_DEBT, Unasked, asked_for, can_be_owed, debt_of};
pub use claims::claim;
pub(super) use claims::{ahead, claim_on, claim_waits};
pub use ended::{DEPOSIT, DEPOSIT_MOVED, deposit_held, stands_behind};
pub(super) use ended::{assigned, back, end_of, ended};
pub use households::debts;
pub(super) use households::{merged_accounts, set_off};
pub(super) use organizations::given;
pub(super) use parts::purpose_for;
pub(super) use parts::{accepted, credited, free, receipt, released, subscription};
pub use parts::{credited_now, payment, to_own};
pub(super) use passed::{brings_principal, passed};
pub use passed::{paid_in, paid_in_key, par_value};
pub use payout::is_fund;
pub(super) use payout::{declared, paid, returned};
pub(super) use things::{acquired, changed, counted, disposed};
pub use villages::village_capital;
pub(super) use villages::{put_in, taken_out};
pub(super) use year::year;

use super::{AccountKey, Books, Side, Voucher, chart::SubAccount};
use crate::unit::{ContractId, Day, DueNo, Fen, Lang, Say};

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
    /// An account that the part may not name.
    #[error("`{part}` names none of {}: {found}", .listed.join(", "))]
    NotListed {
        /// Part.
        part: String,
        /// Those that it may name.
        listed: Vec<String>,
        /// The account that is named.
        found: String,
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

impl Say for PostingError {
    fn say(&self, lang: Lang) -> String {
        let zh = match self {
            PostingError::UnknownPart(part) => format!("科目文件里没有 `{part}`"),
            PostingError::UnknownAccount(account) => format!("科目表里没有科目 {account}"),
            PostingError::Unsaid { part, what } => format!("`{part}` 要写明 {what}"),
            PostingError::NotListed { part, listed, found } => {
                format!("`{part}` 只能用 {}，写的是 {found}", listed.join("、"))
            }
            PostingError::CreditedDiffers { credited, received } => format!("归户 {credited}，到账 {received}"),
            PostingError::TooMuch => TOO_MUCH.to_owned(),
            PostingError::OwnMoney(tag) => format!("`{tag}` 不能用集体自己的钱付"),
            PostingError::Unknown(what) => format!("账上没有 {what}"),
        };
        lang.pick(zh, self.to_string())
    }
}

pub(super) const TOO_MUCH: &str = "金额加起来超出账本能记的范围";

/// The lines of a fact, or why they cannot be posted.
pub(super) type Posted = Result<Voucher, PostingError>;

/// The sum of amounts that an entry brings, which nobody has added up before.
fn total(all: impl IntoIterator<Item = Fen>) -> Result<Fen, PostingError> {
    Fen::total(all).ok_or(PostingError::TooMuch)
}

impl Books {
    /// The account a rule names, read through the settings.
    ///
    /// # Errors
    /// [`PostingError::UnknownAccount`] where the name, or what its setting chose, is no account of the chart.
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

    pub(super) fn place(&self, place: &SubAccount, holder: &str) -> Result<AccountKey, PostingError> {
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
        self.contracts.get(contract?).map(|c| c.party().as_str())
    }

    /// The contract's other side: that of the due, where one is named.
    fn party_for(&self, contract: Option<&ContractId>, no: Option<&DueNo>) -> Option<&str> {
        let of = self.contracts.get(contract?)?;
        let due = no.and_then(|no| of.dues.get(no));
        Some(due.map_or_else(|| of.party(), |due| of.party_of(due, Day::LAST)).as_str())
    }
}

/// Sum of one side of a voucher under one account; `None` beyond the range of [`Fen`].
pub fn total_under(voucher: &Voucher, account: &str, side: Side) -> Option<Fen> {
    let lines = voucher.lines().iter().filter(|l| l.side == side && l.key.account == account);
    Fen::total(lines.map(|l| l.amount))
}
