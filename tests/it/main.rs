//! One test binary; see tests/README.md.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a broken claim stops its test")]
#![allow(clippy::indexing_slicing, reason = "so does a place that is not there")]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "figures that a test itself chose"
)]

#[cfg(feature = "cli")]
mod arguments;
#[cfg(feature = "cli")]
mod asked;
mod audited;
mod author;
mod bank;
#[cfg(feature = "store")]
mod bodies;
mod bound;
mod case;
mod changes;
mod crates;
#[cfg(feature = "cli")]
mod decided;
mod dice;
mod dues;
mod editors;
mod every_sheet;
#[cfg(feature = "store")]
#[path = "../support/failing.rs"]
mod failing;
#[cfg(feature = "store")]
mod faults;
#[cfg(feature = "cli")]
mod first_hour;
#[cfg(feature = "store")]
mod form;
#[cfg(feature = "store")]
mod forms;
#[cfg(feature = "cli")]
mod found;
#[cfg(feature = "store")]
mod founded;
mod frozen;
mod fuzzed;
mod governed;
mod ground;
#[cfg(feature = "cli")]
mod guide;
#[cfg(feature = "store")]
mod handle;
mod holdings;
mod house;
#[cfg(feature = "store")]
mod index;
mod intake;
#[cfg(feature = "store")]
mod interop;
#[cfg(feature = "store")]
mod journal;
#[cfg(feature = "store")]
mod known;
mod library;
#[cfg(feature = "store")]
mod life;
#[cfg(feature = "store")]
mod limits;
#[cfg(feature = "store")]
#[path = "../support/little.rs"]
mod little;
#[cfg(feature = "store")]
#[path = "../support/memory.rs"]
mod memory;
mod mutations;
mod obligations;
#[cfg(feature = "store")]
mod persons;
mod policy;
mod reference;
#[cfg(feature = "store")]
mod refusals;
mod remedies;
#[cfg(feature = "store")]
mod restart;
#[cfg(feature = "store")]
mod restated;
mod roster;
mod schemes;
#[cfg(feature = "store")]
mod screens;
mod semantics_two;
#[cfg(feature = "cli")]
mod sessions;
#[cfg(feature = "cli")]
mod sheets;
mod shown;
mod statements;
#[cfg(feature = "store")]
mod tampered;
#[cfg(feature = "store")]
mod told;
#[cfg(feature = "cli")]
mod traces;
#[cfg(feature = "store")]
mod trying;
#[cfg(feature = "store")]
mod union;
mod vectors;
#[cfg(feature = "cli")]
mod web;
#[cfg(feature = "store")]
mod whole;
mod worked;

// the fuzz targets come with it
#[cfg(feature = "store")]
use fuzzed::faulty;
