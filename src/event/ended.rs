//! A contract ends: when, why, and what becomes of its deposit.

use super::DueAmount;
use crate::unit::{BankId, ContractId, Day, Money, Text};
use serde::{Deserialize, Serialize};

/// A contract ends. What begins behind its last day falls away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContractEnded {
    /// Which contract.
    pub contract: ContractId,
    /// What becomes of the deposit; absent where none is held, or it stays held.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub deposit: Option<DepositEnd>,
    /// Reference of the paper.
    pub document: Text,
    /// Last day on which it runs.
    pub last_day: Day,
    /// What one side pays the other for it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub penalty: Option<Penalty>,
    /// What dues in whose days it ends are settled at; else they are worth their part by days.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub settle: Vec<DueAmount>,
    /// Why.
    pub why: EndReason,
}

/// Why a contract ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// Its last day has come.
    Expired,
    /// Both sides agreed.
    Agreed,
    /// The other side broke it.
    BreachTheirs,
    /// The collective broke it.
    BreachOurs,
    /// The land was taken by the state.
    Expropriated,
    /// Nobody's fault.
    ForceMajeure,
}

impl EndReason {
    /// Every reason.
    pub const ALL: [EndReason; 6] = [
        EndReason::Expired,
        EndReason::Agreed,
        EndReason::BreachTheirs,
        EndReason::BreachOurs,
        EndReason::Expropriated,
        EndReason::ForceMajeure,
    ];

    /// As it stands in an entry.
    pub fn as_str(self) -> &'static str {
        match self {
            EndReason::Expired => "expired",
            EndReason::Agreed => "agreed",
            EndReason::BreachTheirs => "breach_theirs",
            EndReason::BreachOurs => "breach_ours",
            EndReason::Expropriated => "expropriated",
            EndReason::ForceMajeure => "force_majeure",
        }
    }
}

/// What becomes of a deposit. Each part is absent where nothing goes that way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DepositEnd {
    /// Kept by the collective.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub forfeited: Option<Money>,
    /// Paid back now.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub returned: Option<DepositReturned>,
    /// Applied to what is still due.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub to_due: Vec<DueAmount>,
}

/// A deposit, or some of it, is paid back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DepositReturned {
    /// How much, above zero.
    pub amount: Money,
    /// From which registered account, or CASH.
    pub from: BankId,
}

/// What one side owes the other because the contract ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Penalty {
    /// How much, above zero.
    pub amount: Money,
    /// Who owes it.
    pub from: PenaltyFrom,
}

/// Which side owes a penalty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PenaltyFrom {
    /// The collective.
    Us,
    /// The contract's other side.
    Them,
}
