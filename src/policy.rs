//! What an order needs before it takes effect: a document of rows, recorded like the chart.
//!
//! A row says which orders it meets and what they need: who proposes, whose seats approve, who records the
//! effect, which resolution, notice and evidence stand behind it. **All rows that meet an order apply**, so a row
//! more can only ask for more. Who holds an office on a day, what was said and what was resolved the books know;
//! this room knows the document, whether a set of people fills its seats, and what in it cannot be meant.
#![warn(clippy::wildcard_enum_match_arm)]

mod check;
mod document;
mod facet;
mod seats;
mod selected;

pub use check::{OFFICES, PolicyCode, PolicyFault, PolicyFinding, PolicyPlace, Territory, check, is_advice, unreached};
pub use document::{
    DecidedSubject, DecidingBody, NoticeSort, OfficeRule, OfficeRules, Otherwise, Policy, PolicyDays, PolicyError,
    PolicyRow, Selector, SourceStatus, VotesNeeded, Witnesses,
};
pub use facet::Facet;
pub use seats::{Seat, Sitting, fill, missing};
pub use selected::Selected;

/// The policies that ship with the program, by name.
pub const SHIPPED: &[(&str, &str)] = &[
    ("cn-2025", include_str!("policy/shipped/cn-2025.toml")),
    ("small-village", include_str!("policy/shipped/small-village.toml")),
    ("strict", include_str!("policy/shipped/strict.toml")),
];
