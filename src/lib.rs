//! The ledger of a rural collective.
//!
//! Data flows one way: [`decide::Instruction`] → [`event::Event`] → [`log::Draft`] →
//! [`log::SignedEntry`] → [`event::Entry`] → [`books::Books`] → [`statement`].
//! Each stage has its own type, made only by the stage before it.
//!
//! Rooms, from the ground up (a room may use the rooms above it in this list, never below;
//! `tests/it/house.rs` holds the direction):
//!
//! - [`mod@unit`] – money, area, shares, days, ids: quantities that cannot be mixed up;
//! - [`log`] – bytes, hashes, signatures, tree, proofs; it knows no event;
//! - [`scheme`] – a payout sheet as a checked document;
//! - [`event`] – the facts that may be recorded;
//! - [`rules`] – a checked sheet and its facts become a payout with reasons;
//! - [`author`] – what helps whoever writes a sheet; nothing that is paid rests on it;
//! - [`books`] – what the entries add up to;
//! - [`decide`] – an instruction and the books become an event, or a refusal;
//! - [`statement`] – books become what a person reads;
//! - [`audit`] – bytes become findings, every payout recomputed;
//! - `store`, `cooperative`, `cli` – the shell: files, locks, clock, terminal.
//!
//! Without default features only the core is built: it has no clock, file, network,
//! randomness or floating point.

pub mod audit;
pub mod author;
pub mod books;
pub mod decide;
pub mod event;
pub mod log;
pub mod rules;
pub mod scheme;
pub mod statement;
pub mod unit;

#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "store")]
pub mod cooperative;
#[cfg(feature = "store")]
pub mod store;
