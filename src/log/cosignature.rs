//! A witness's line under a checkpoint: its name, its key's hash, the time, the signature.
// SOURCE: C2SP tlog-cosignature v1, Ed25519 type 0x04

use super::VerifierKey;
use super::note::{NoteKeyType, signature_line};

/// One line of a cosigned note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosignature {
    pub(super) name: String,
    pub(super) key_hash: u32,
    pub(super) seconds: u64,
    pub(super) signature: [u8; 64],
}

impl Cosignature {
    /// The witness's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// When it was given, by the witness's clock: seconds since 1970-01-01T00:00:00Z.
    pub fn seconds(&self) -> u64 {
        self.seconds
    }

    /// True if name and key hash are those of the key.
    pub fn is_by(&self, key: &VerifierKey) -> bool {
        key.key_type() == NoteKeyType::Cosignature && key.name() == self.name && key.key_hash() == self.key_hash
    }

    /// `None` if the time is not below 2⁶³.
    pub(super) fn from_parts(name: &str, key_hash: u32, timed: &[u8; 72]) -> Option<Cosignature> {
        let (mut seconds, mut signature) = ([0; 8], [0; 64]);
        seconds.copy_from_slice(&timed[..8]);
        signature.copy_from_slice(&timed[8..]);
        let seconds = u64::from_be_bytes(seconds);
        (seconds <= i64::MAX as u64).then(|| Cosignature { name: name.to_owned(), key_hash, seconds, signature })
    }

    pub(super) fn line(&self) -> String {
        signature_line(&self.name, self.key_hash, &[&self.seconds.to_be_bytes(), self.signature.as_slice()].concat())
    }
}
