//! Durable bytes: the journal's lines, blobs, private openings, keys, and a disposable index.
//!
//! The journal is the record. It is kept behind three small traits, [`Journal`], [`Blobs`] and
//! [`Openings`]; [`mod@file`] implements them, and `tests/support/memory.rs` without a file: one conformance
//! suite runs on both.
//! A store knows bytes, sizes and roots; it parses nothing, holds no rule and trusts nobody.
//! Every file operation passes through [`disk::Disk`], so that the code which runs in a village
//! is the code which is run through power cuts in `tests/it/faults.rs`.

mod cause;
mod journal;
mod marks;

pub mod audit_source;
pub mod disk;
pub mod file;
pub mod index;
pub mod keys;
pub mod openings;

pub use crate::log::Origin;
pub use cause::{Cause, Why};
pub use journal::{AppendError, Appended, Begun, Blobs, Chunks, Filed, Journal, Openings, ReadError};
pub use marks::{BatchMark, batch_mark, whole_batch};
