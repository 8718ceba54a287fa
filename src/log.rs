//! The log: canonical bytes, hashes, keys, signatures, chain, tree, proofs and notes.
//!
//! It carries a body that it does not understand, so it can verify what it has never heard of
//! and can be lifted out as a verifier of its own. `schemas/FORMAT.md` is the promise; this
//! folder keeps it. It must never import an event, a clock, a file or randomness.

mod batch;
mod hash;
mod tree;

pub use batch::{Batch, BatchError, Chunk, Head, Note, Sealed};
pub use hash::Hash;
pub use tree::Frontier;
