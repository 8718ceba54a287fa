//! The log: canonical bytes, hashes, keys, signatures, chain, tree, proofs and notes.
//!
//! It carries a body that it does not understand, so it can verify what it has never heard of
//! and can be lifted out as a verifier of its own. `schemas/FORMAT.md` is the promise; this
//! folder keeps it. It must never import an event, a clock, a file or randomness.
//!
//! Writing: [`Draft`] → [`SignedEntry`] → [`Batch`]. Reading: bytes → [`UnverifiedEntry`] →
//! [`VerifiedEntry`], with [`Chain`] following beside. What leaves the house: [`Checkpoint`],
//! [`TlogProof`], [`sum::SumProof`]; what comes in from elsewhere: [`Attestation`].

pub mod json;
pub mod sum;

mod attestation;
mod batch;
mod chain;
mod checkpoint;
mod commitment;
mod cosignature;
mod digest;
mod draft;
mod entry;
mod hash;
mod key;
mod kind;
mod leaves;
mod note;
mod origin;
mod proof;
mod tlog_proof;
mod tree;

pub use attestation::{About, Act, Attestation, AttestationError, Testimony};
pub use batch::{Batch, BatchError, Chunk, Head, Note, Sealed};
pub use chain::{Chain, ChainError};
pub use checkpoint::{Checkpoint, parse_checkpoint, parse_cosigned, parse_handover};
pub use commitment::{commit, opens};
pub use cosignature::Cosignature;
pub use digest::{Digest, stated_line, stated_root, stated_tree};
pub use draft::{Draft, SignedEntry};
pub use entry::{EntryError, UnverifiedEntry, VerifiedEntry};
pub use hash::Hash;
pub use json::{Json, JsonError, from_json, to_json};
pub use key::{KeyError, KeyId, KeyKind, PublicKey, Role, SigningKey};
pub use kind::Kind;
pub use leaves::{HashReader, LeafHashes, root_at};
pub use note::{NoteError, NoteKeyType, VerifierKey, sign_handover_note, sign_note};
pub use origin::Origin;
pub use proof::{
    ConsistencyProof, InclusionProof, prove_consistency, prove_inclusion, verify_consistency, verify_inclusion,
};
pub use tlog_proof::TlogProof;
pub use tree::Frontier;
