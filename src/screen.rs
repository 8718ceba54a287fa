//! Screens: questions that a record raises and only people can answer.
//!
//! A screen is never a finding. It looks at books that are right, and at the entries they were made of, and names what is
//! seldom so in an honest village: each is a predicate that anybody can compute again, with a code, what would be usual
//! and what was seen. What a screen looks for that no village without fault has, it does not look for here: a list that
//! is long is not read.
//!
//! Not computable from a record at all: commissions, secrets, business beside the books.
#![warn(clippy::wildcard_enum_match_arm)]

mod assets;
mod by_hand;
mod claims;
mod code;
mod contracts;
mod entries;
mod gathered;
mod holdings;
mod households;
mod invoices;
mod land;
mod leases;
mod money;
mod officers;
mod organizations;
mod outflows;
mod parts;
mod question;
mod series;
mod sighting;
mod watch;

pub use code::{ScreenBasis, ScreenCode};
pub use question::{Question, Regarding};
pub use sighting::{
    AssetSighting, ContractSighting, HoldingSighting, HouseholdSighting, LandSighting, MoneySighting,
    OrganizationSighting, SeriesSighting, Sighting,
};
pub use watch::Watch;
