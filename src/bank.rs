//! A bank's statement beside what the ledger expects: lines are read by a profile, compared with rent that is due, payouts
//! that are not paid and those that may come back, and told as matched, suggested or unknown. Nothing is recorded here, and
//! no file is opened; the request that a line would become can be had.
#![warn(clippy::wildcard_enum_match_arm)]

mod day;
mod judge;
mod line;
mod profile;
mod request;

pub use judge::{Awaited, Candidate, Evidence, JudgedLine, LineStanding, Unmatched, Waits, judge};
pub use line::{BankFault, BankLine, LinesRead, read};
pub use profile::{BankProfile, RentParts, SHIPPED, shipped};
pub use request::{id, request};
