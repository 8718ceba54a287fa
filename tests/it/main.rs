//! One test binary; see tests/README.md.

mod case;
#[cfg(feature = "store")]
mod faults;
#[cfg(feature = "store")]
mod index;
#[cfg(feature = "store")]
mod journal;
mod reference;
mod schemes;
#[cfg(feature = "cli")]
mod sessions;
mod statements;
mod vectors;
#[cfg(feature = "store")]
mod whole;
