//! One test binary; see tests/README.md.

mod reference;
mod schemes;
