//! What a witness says by its line: that at this time the checkpoint was the longest tree it had seen
//! under this origin, and consistent with the ones before.
// SOURCE: C2SP tlog-cosignature v1, Ed25519 type 0x04

use super::note::{NoteKeyType, key_hash};
use super::{Checkpoint, Cosignature, NoteError, SigningKey, VerifierKey};

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

    /// Checks it as one of `checkpoint` by `key`.
    ///
    /// # Errors
    /// [`NoteError::Key`] where it is by another key, [`NoteError::Signature`] where this one did not sign this
    /// head at this time.
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
}

fn message(checkpoint: &Checkpoint, seconds: u64) -> String {
    format!("cosignature/v1\ntime {seconds}\n{}", checkpoint.signed_text())
}
