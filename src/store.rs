//! Durable bytes: what a ledger is made of, and what this machine remembers of it.
//!
//! Four small traits are all that the rest of the house knows: [`Journal`], the record; [`Blobs`], what
//! entries name; [`Openings`], the only store that forgets; [`Anchor`], one machine's memory, which a
//! journal that was put back or written anew contradicts. An [`Engine`] opens the four, to read or to
//! write. [`mod@file`] is one, `tests/support/memory.rs` another without a file: one conformance suite runs on
//! both. A store knows bytes, sizes and roots; it parses nothing, holds no rule and trusts nobody.
//!
//! Below the traits: keys at rest, the disposable index, and [`disk`], through which every file operation of
//! the file store passes, so that the code which runs in a village is the code which is run through power
//! cuts in `tests/it/faults.rs`.
#![warn(clippy::wildcard_enum_match_arm)]

mod anchor;
mod blobs;
mod cause;
mod engine;
mod journal;
mod marks;
mod opening;
mod openings;
mod tail;

pub mod audit_source;
pub mod disk;
pub mod file;
pub mod index;
pub mod keys;

pub use crate::log::Origin;
pub use anchor::{Anchor, AnchorPart, Moment, Signed};
pub use blobs::Blobs;
pub use cause::{Cause, Why, system};
pub use engine::{Engine, Ground, Stores, Writing};
pub use journal::{AppendError, Appended, Chunks, Journal, ReadError};
pub use marks::{BatchMark, batch_mark, whole_batch};
pub use opening::{AtOpening, Resumed};
pub use openings::{Begun, Filed, Openings};
pub use tail::{Before, Group, LeaveTail, TailCheck, TailError};
