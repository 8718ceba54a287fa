//! One test binary; see tests/README.md.
