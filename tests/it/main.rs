//! One test binary; see tests/README.md.

mod schemes;
