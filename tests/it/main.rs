//! One test binary; see tests/README.md.

#[cfg(feature = "store")]
mod faults;
#[cfg(feature = "store")]
mod index;
#[cfg(feature = "store")]
mod journal;
mod case;
mod reference;
mod statements;
mod vectors;
