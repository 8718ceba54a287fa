//! What a witness adds to a checkpoint: that at this time it was the longest tree it had seen
//! under this origin, and consistent with the ones before.
// SOURCE: C2SP tlog-cosignature v1, Ed25519 type 0x04

use super::note::{NoteKeyType, key_hash, signature_line};
use super::{Checkpoint, NoteError, SigningKey, VerifierKey};

/// One line of a cosigned note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosignature {
    name: String,
    key_hash: u32,
    seconds: u64,
    signature: [u8; 64],
}

impl Cosignature {
    /// Signs a checkpoint as the witness `key` names. `seconds` since 1970-01-01T00:00:00Z, below 2⁶³.
    ///
    /// The witness has verified the checkpoint and its consistency with the last one it signed.
    pub fn sign(checkpoint: &Checkpoint, key: &VerifierKey, seconds: u64, secret: &SigningKey) -> Option<Cosignature> {
        let fits = key.key_type() == NoteKeyType::Cosignature && *key.public() == secret.public();
        (fits && seconds <= i64::MAX as u64).then(|| Cosignature {
            name: key.name().to_owned(),
            key_hash: key_hash(key.name(), NoteKeyType::Cosignature, key.public()),
            seconds,
            signature: secret.sign(message(checkpoint, seconds).as_bytes()),
        })
    }

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

    /// Checks it as one of `checkpoint` by `key`.
    pub fn verify(&self, checkpoint: &Checkpoint, key: &VerifierKey) -> Result<(), NoteError> {
        if !self.is_by(key) {
            return Err(NoteError::Key {
                expected: format!("{}+{:08x}", key.name(), key.key_hash()),
                found: format!("{}+{:08x}", self.name, self.key_hash),
            });
        }
        if !key.public().verify(message(checkpoint, self.seconds).as_bytes(), &self.signature) {
            return Err(NoteError::Signature { name: self.name.clone() });
        }
        Ok(())
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

fn message(checkpoint: &Checkpoint, seconds: u64) -> String {
    format!("cosignature/v1\ntime {seconds}\n{}", checkpoint.signed_text())
}
