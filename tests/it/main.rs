//! One test binary; see tests/README.md.

mod faults;
mod journal;
mod reference;
mod statements;
mod vectors;
