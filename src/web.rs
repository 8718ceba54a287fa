//! The desk in the browser: pages over one ledger, on this machine only.
//!
//! A request is answered by one function of what was asked, the session and the ledger: [`Desk::answer`]. Every write is a
//! [`Request`](crate::decide::Request) made of a form's fields, shown before it is signed, and decided like any other. Nothing
//! is fetched from outside, and every page works without a script; the one that is there saves keystrokes.

#![warn(clippy::wildcard_enum_match_arm)]

mod codes;
mod confirm;
mod desk;
mod form;
mod guard;
mod import;
mod pages;
mod paying;
mod pending;
mod record;
mod reply;
mod route;
mod serve;
mod session;
mod shell;
mod upload;
mod visit;
mod when;

pub use desk::Desk;
pub use reply::{Asked, Reply};
pub use serve::serve;
pub use visit::{Random, Setting};
