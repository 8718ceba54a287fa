//! What every shell tells people, in their language: what went wrong, a voucher, the lines of a payout. The terminal and
//! the browser say the same.

#![warn(clippy::wildcard_enum_match_arm)]

mod audit;
mod changes;
mod lines;
mod sheets;
mod vouchers;
mod words;

pub(crate) use audit::told_audit;
pub(crate) use changes::table as changes_table;
pub(crate) use lines::{lines_table, sheet_behind, step_called};
pub(crate) use sheets::{
    ComparedSheet, SheetsBeside, as_declared, assumed, beside_paper, claim_code, claim_words, text_alone,
};
pub(crate) use vouchers::{Shown, table as vouchers_table};
pub use words::{
    TROUBLE_CODES, Told, told_code, told_finding, told_finding_code, told_refusal, told_rule, told_trouble,
};
pub(crate) use words::{told, told_usage};
