//! What statements say, as values that anybody may fill: the ledger's own reader, an importer,
//! a test. They are read back from their JSON form and checked ([`HouseholdStatement::check`]).

mod called;
mod check;
mod household;
mod past;
mod payout;
mod report;
mod trial;

pub use called::{Called, PageDoubt, Unsealed};
pub use check::{Flaw, years_of};
pub use household::{
    CapitalHeld, ChartAdded, Completeness, Concern, EntryProof, HeldRevision, Holdings, HouseHeld, HouseholdStatement,
    KeptHeld, LedgerName, LineKind, Named, OpenByPurpose, ParcelHeld, PayoutProof, PersonHeld, SchemeName, SharesHeld,
    StatedProof, StatementFormat, StatementLine, Towards, UpTo, YearTotals,
};
pub use past::{Past, PastStep};
pub use payout::PayoutSummary;
pub use report::{BalanceSheet, IncomeAndDistribution, ReportRow, UnverifiedSetting};
pub use trial::{TrialBalance, TrialRow};
