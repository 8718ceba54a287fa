//! The log: canonical bytes, hashes, keys, signatures, chain, tree, proofs and notes.
//!
//! It carries a body that it does not understand, so it can verify what it has never heard of
//! and can be lifted out as a verifier of its own. `schemas/FORMAT.md` is the promise; this
//! folder keeps it. It must never import an event, a clock, a file or randomness.
//!
//! Writing: [`Draft`] → [`SignedEntry`] → [`Batch`]. Reading: bytes → [`UnverifiedEntry`] →
//! [`VerifiedEntry`], with [`Chain`] following beside. What leaves the house: [`Checkpoint`],
//! [`TlogProof`], [`sum::SumProof`], [`portions::PortionProof`]; what comes in from elsewhere: [`Attestation`].
//!
//! ```
//! use coop_ledger::log::*;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let (author, ledger) = (SigningKey::from_seed([1; 32]), SigningKey::from_seed([2; 32]));
//! let origin = Origin::new("coop.example", "tianfu-a", &[0x3f; 8])?;
//! let mut chain = Chain::default();
//! let draft = Draft {
//!     about: vec!["H0001".into()],
//!     batch: (0, 1),
//!     body: Json::parse(br#"{"amount":"1234.56"}"#)?,
//!     effective_on: "2026-11-23".parse()?,
//!     id: "rcpt-1".parse()?,
//!     index: chain.head().size,
//!     key: author.public().id(),
//!     kind: "receipt.recorded/1".parse()?,
//!     origin: origin.clone(),
//!     prev: chain.last_leaf(),
//!     recorded_at: "2026-11-24T08:06:56Z".parse()?,
//! };
//! let line = draft.sign(&author)?.line().to_vec();
//!
//! // another day, another machine
//! let entry = UnverifiedEntry::parse(&line)?;
//! chain.check(&entry)?;
//! let entry = entry.verify(&author.public())?;
//! assert_eq!(entry.about(), ["H0001"]);
//!
//! let note = sign_note(&origin, chain.head(), &ledger);
//! let head = parse_checkpoint(&note.0)?.verify(&VerifierKey::ledger(&origin, ledger.public()))?;
//! assert_eq!(head, chain.head());
//! # Ok(())
//! # }
//! ```

pub mod json;
pub mod portions;
pub mod sum;

mod attestation;
mod batch;
mod chain;
mod checkpoint;
mod commitment;
mod cosignature;
mod digest;
mod digits;
mod draft;
mod entry;
mod hash;
mod head;
mod key;
mod kind;
mod leaves;
mod note;
mod origin;
mod proof;
mod signature;
mod tlog_proof;
mod tree;
mod witnessing;

pub use attestation::{About, Act, Attestation, AttestationError, Testimony};
pub use batch::{Batch, BatchError, Chunk, Note, Sealed};
pub use chain::{Chain, ChainError};
pub use checkpoint::{Checkpoint, parse_checkpoint, parse_cosigned, parse_handover};
pub use commitment::{commit, opens};
pub use cosignature::Cosignature;
pub use digest::{Digest, stated_line, stated_root, stated_tree};
pub use draft::{Draft, SignedEntry};
pub use entry::{EntryError, UnverifiedEntry, VerifiedEntry};
pub use hash::Hash;
pub use head::Head;
pub use json::{Fault, Json, JsonError, JsonGiven, JsonShape, from_json, to_json};
pub use key::{KeyError, KeyId, KeyKind, PublicKey, Role, SigningKey};
pub use kind::Kind;
pub use leaves::{HashReader, LeafHashes, root_at};
pub use note::{NoteError, NoteKeyType, VerifierKey, sign_handover_note, sign_note};
pub use origin::Origin;
pub use proof::{
    ConsistencyProof, InclusionProof, prove_consistency, prove_inclusion, root_above, verify_consistency,
    verify_inclusion,
};
pub use signature::{Judge, KeyTable, Signed, judge_all, verify_all};
pub use tlog_proof::TlogProof;
pub use tree::Frontier;
