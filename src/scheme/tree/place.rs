//! Where money is, and of which row: the places it moves between, and how a row is reached.

use super::{AccountAt, PartyAt, PotAt, RegisterAt};
use serde::Serialize;

/// A place that holds or takes money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PlaceRef {
    /// Outside, pays without limit.
    Party(PartyAt),
    /// A row that may be paid.
    Payee(RowRef),
    /// An account, of a row where it is kept per row.
    Account(AccountAt, Option<RowRef>),
    /// A pot, of a row where there is one per row.
    Pot(PotAt, Option<RowRef>),
}

/// Which row a name is read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowRef {
    /// The register of the row.
    pub register: RegisterAt,
    /// How to get there.
    pub way: Way,
}

/// How a row is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// From the current row upwards, one 属 at a time, through these registers; the last is the
    /// row's own. Empty: the current row itself.
    Up(Vec<RegisterAt>),
    /// `T[key]`, in examples only.
    Key(String),
}

/// Which rows of T a 合计, 个数, 此前 or 每个 runs over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// All rows of T.
    All,
    /// The rows that reach the current row by these registers upwards from T (the last is the
    /// current row's register).
    Below(Vec<RegisterAt>),
}
