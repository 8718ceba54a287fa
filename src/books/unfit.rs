//! Why the books cannot follow an entry.

use super::{
    ChartError,
    postings::{PostingError, TOO_MUCH},
};
use crate::{
    policy::PolicyError,
    unit::{Lang, Say},
};

/// Why the books cannot follow an entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApplyError {
    /// The first entry does not open a ledger.
    #[error("entry 0 must be ledger.opened, found {0}")]
    NotOpened(String),
    /// The chart document cannot be read.
    #[error(transparent)]
    Chart(#[from] ChartError),
    /// A policy cannot be read.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// A batch brings into effect other than as many orders as were proposed.
    #[error("the batch brings {behind} entries into effect, {orders} orders were proposed")]
    HalfEffect {
        /// As many were proposed.
        orders: u64,
        /// As many entries stand behind.
        behind: u64,
    },
    /// A recorded sheet does not pass the checker.
    #[error("sheet {0} does not pass the checker: {1}")]
    Sheet(String, String),
    /// The ledger's zone is none.
    #[error("expected an offset such as +08:00, found {0}")]
    Zone(String),
    /// The ledger's key does not sign for this ledger.
    #[error("the ledger's key must sign notes of {0}, found {1}")]
    LedgerKey(String, String),
    /// The amounts add up to more than the books hold; [`crate::unit::Fen::MOST_POSTED`].
    #[error("the amounts add up to more than the books can hold")]
    TooMuch,
    /// The lines cannot be posted.
    #[error(transparent)]
    Posting(#[from] PostingError),
}

impl Say for ApplyError {
    fn say(&self, lang: Lang) -> String {
        let zh = match self {
            ApplyError::NotOpened(kind) => format!("第 0 条应是 ledger.opened，实为 {kind}"),
            ApplyError::Chart(error) => error.say(lang),
            ApplyError::Policy(error) => format!("制度读不懂：{error}"),
            ApplyError::HalfEffect { orders, behind } => {
                format!("提出的事项有 {orders} 件，这一批生效的有 {behind} 条")
            }
            ApplyError::Sheet(sheet, error) => format!("分配单 {sheet} 通不过检查：{error}"),
            ApplyError::Zone(found) => format!("时区应写作 +08:00 这样的偏移，实为 {found}"),
            ApplyError::LedgerKey(origin, found) => format!("账本密钥应为 {origin} 签名，实为 {found}"),
            ApplyError::TooMuch => TOO_MUCH.to_owned(),
            ApplyError::Posting(error) => error.say(lang),
        };
        lang.pick(zh, self.to_string())
    }
}
