//! Keys: who may sign what, and how a signature is judged.
//!
//! There is one rule of acceptance, ed25519-dalek's `verify_strict`: s below the group order, R
//! canonical, neither R nor the key of small order. Laxer rules accept bytes that third parties
//! altered, and verifiers under different rules disagree on the same record.

use super::{Hash, hash::hex_form};
use crate::unit::{Form, UnitError, text_form};
use curve25519_dalek::EdwardsPoint;
use data_encoding::HEXLOWER;
use ed25519_dalek::{Signer, VerifyingKey};
use std::{fmt, str::FromStr};

/// The first 16 bytes of SHA-256(`coop-ledger/key/v1\n` ‖ `ed25519\n` ‖ public key), as 32 hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub [u8; 16]);

/// An Ed25519 public key, 64 hex digits. One made by [`PublicKey::from_bytes`] is neither weak nor
/// spelled in a second way.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey {
    key: VerifyingKey,
    id: KeyId,
}

/// A private key. Wiped from memory when dropped; never shown.
pub struct SigningKey(ed25519_dalek::SigningKey);

/// Why 32 bytes are not a key that may be admitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// No point of the curve has this encoding.
    #[error("the bytes are no Ed25519 public key")]
    NoPoint,
    /// The point is written in another way than the one canonical one.
    #[error("the public key is not in canonical form")]
    NotCanonical,
    /// A point of small order: almost any signature would verify under it.
    #[error("the public key is weak (small order)")]
    Weak,
}

/// What a key is for. Each kind signs its own family of messages and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyKind {
    /// Entries and attestations.
    Person,
    /// Attestations that restore a ledger or replace its key.
    Recovery,
    /// Checkpoints of this ledger's origin.
    Ledger,
    /// Cosignatures of checkpoints.
    Witness,
}

/// What the person behind a key does in the cooperative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// 会计
    Accountant,
    /// 出纳
    Cashier,
    /// 理事长
    Chair,
    /// 监事
    Supervisor,
}

impl PublicKey {
    /// Refuses bytes that are no point, not canonical, or of small order.
    ///
    /// # Errors
    /// The first that holds of [`KeyError::NoPoint`], [`KeyError::Weak`] and [`KeyError::NotCanonical`].
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<PublicKey, KeyError> {
        let Ok(key) = VerifyingKey::from_bytes(bytes) else { return Err(KeyError::NoPoint) };
        if key.is_weak() {
            return Err(KeyError::Weak);
        }
        if VerifyingKey::from(key.to_edwards()).as_bytes() != bytes {
            return Err(KeyError::NotCanonical);
        }
        Ok(PublicKey::of(key))
    }

    /// The key's name in entries and attestations.
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// The 32 bytes of RFC 8032.
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.key.as_bytes()
    }

    /// True if `signature` is one of `message` under `verify_strict`.
    pub fn verify(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.key.verify_strict(message, &ed25519_dalek::Signature::from_bytes(signature)).is_ok()
    }

    pub(super) fn point(&self) -> EdwardsPoint {
        self.key.to_edwards()
    }

    fn of(key: VerifyingKey) -> PublicKey {
        let Hash(hash) = Hash::of(&[b"coop-ledger/key/v1\n", b"ed25519\n", key.as_bytes()]);
        let mut id = [0; 16];
        id.copy_from_slice(&hash[..16]);
        PublicKey { key, id: KeyId(id) }
    }
}

impl SigningKey {
    /// From the 32 secret bytes of RFC 8032.
    pub fn from_seed(seed: [u8; 32]) -> SigningKey {
        SigningKey(ed25519_dalek::SigningKey::from_bytes(&seed))
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        PublicKey::of(self.0.verifying_key())
    }

    /// Signs the bytes. The caller's message begins with a purpose of its own.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

impl KeyError {
    /// What the bytes should have been.
    pub(super) fn form(self) -> Form {
        match self {
            KeyError::NoPoint => Form::PublicKey,
            KeyError::NotCanonical => Form::CanonicalKey,
            KeyError::Weak => Form::StrongKey,
        }
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({}, secret not shown)", self.public().id())
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&HEXLOWER.encode(self.as_bytes()))
    }
}

impl FromStr for PublicKey {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Self, UnitError> {
        let bytes = HEXLOWER.decode(text.as_bytes()).ok().and_then(|bytes| bytes.try_into().ok());
        let bytes = bytes.ok_or_else(|| UnitError::new(Form::Hex64, text))?;
        PublicKey::from_bytes(&bytes).map_err(|e| UnitError::new(e.form(), text))
    }
}
text_form!(PublicKey, Form::PublicKey);

hex_form!(KeyId, Hex32);

macro_rules! words {
    ($name:ident, $form:ident, $($variant:ident $word:literal),*) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(match self { $($name::$variant => $word),* })
            }
        }
        impl FromStr for $name {
            type Err = UnitError;
            fn from_str(text: &str) -> Result<Self, UnitError> {
                match text { $($word => Ok($name::$variant),)* _ => Err(UnitError::new(Form::$form, text)) }
            }
        }
    };
}
words!(
    KeyKind, KeyKind,
    Person "person", Recovery "recovery", Ledger "ledger", Witness "witness"
);
words!(
    Role, Role,
    Accountant "accountant", Cashier "cashier", Chair "chair", Supervisor "supervisor"
);
