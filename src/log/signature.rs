//! Many signatures judged together, by the one rule of acceptance of [`PublicKey::verify`].
//!
//! `verify_strict` asks whether the bytes of R are those of \[s\]B − \[k\]A, with k the SHA-512 of
//! R ‖ A ‖ message (RFC 8032, 5.1.7). The same question is asked here, with the same answer, and
//! two parts of the work are shared: the inversions that turn points into bytes, and, under a
//! [`KeyTable`], the multiples of the key. Nothing here is secret, so time may tell what it likes.

use super::{EntryError, PublicKey, UnverifiedEntry, VerifiedEntry};
use curve25519_dalek::{
    EdwardsPoint, Scalar, constants::ED25519_BASEPOINT_TABLE, edwards::EdwardsBasepointTable, traits::BasepointTable,
};
use sha2::{Digest, Sha512};

/// A public key with a table of its multiples. The table takes 30 KB and as long as some 30
/// checks, and makes each check under the key a quarter shorter.
#[derive(Clone)]
pub struct KeyTable {
    key: PublicKey,
    /// Of −A.
    multiples: EdwardsBasepointTable,
}

/// A key to judge with.
#[derive(Debug, Clone, Copy)]
pub enum Judge<'a> {
    /// For a few signatures.
    Key(&'a PublicKey),
    /// For many.
    Table(&'a KeyTable),
}

impl KeyTable {
    /// Makes the table.
    pub fn new(key: PublicKey) -> KeyTable {
        KeyTable { key, multiples: EdwardsBasepointTable::create(&-key.point()) }
    }

    /// The key.
    pub fn key(&self) -> &PublicKey {
        &self.key
    }
}

impl std::fmt::Debug for KeyTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeyTable").field("key", &self.key).finish_non_exhaustive()
    }
}

impl Judge<'_> {
    fn key(&self) -> &PublicKey {
        match self {
            Judge::Key(key) => key,
            Judge::Table(table) => &table.key,
        }
    }

    /// \[s\]B − \[k\]A, the only point whose bytes R may be; nothing where s is not below the
    /// group order.
    fn expects(&self, message: &[u8], signature: &[u8; 64]) -> Option<EdwardsPoint> {
        let (r, s) = signature.split_at(32);
        let s: Scalar = Option::from(Scalar::from_canonical_bytes(s.try_into().ok()?))?;
        let hash = Sha512::new().chain_update(r).chain_update(self.key().as_bytes()).chain_update(message);
        let k = Scalar::from_hash(hash);
        Some(match self {
            Judge::Key(key) => EdwardsPoint::vartime_double_scalar_mul_basepoint(&k, &-key.point(), &s),
            Judge::Table(table) => table.multiples.mul_base(&k) + ED25519_BASEPOINT_TABLE.mul_base(&s),
        })
    }
}

/// Key, message, signature.
pub type Signed<'a> = (Judge<'a>, &'a [u8], &'a [u8; 64]);

/// Whether each signature is one of its message under its key, as [`PublicKey::verify`] says of
/// each alone.
pub fn judge_all(signed: &[Signed<'_>]) -> Vec<bool> {
    let expected: Vec<Option<EdwardsPoint>> =
        signed.iter().map(|(key, message, sig)| key.expects(message, sig)).collect();
    let points: Vec<EdwardsPoint> = expected.iter().flatten().copied().collect();
    let mut bytes = EdwardsPoint::compress_batch_alloc(&points).into_iter();
    let judge = |(point, (_, _, signature)): (&Option<EdwardsPoint>, &Signed<'_>)| {
        let Some(point) = point else { return false };
        // a weak key is no `PublicKey`, so of the rule's weak points only R is left to look at
        bytes.next().is_some_and(|r| r.as_bytes()[..] == signature[..32]) && !point.is_small_order()
    };
    expected.iter().zip(signed).map(judge).collect()
}

/// Checks entries against the keys they came with, as [`UnverifiedEntry::verify`] checks one.
pub fn verify_all(entries: Vec<(UnverifiedEntry, Judge<'_>)>) -> Vec<Result<VerifiedEntry, EntryError>> {
    let messages: Vec<Vec<u8>> = entries.iter().map(|(entry, _)| entry.message()).collect();
    let signed: Vec<_> =
        entries.iter().zip(&messages).map(|((e, judge), m)| (*judge, m.as_slice(), e.signature())).collect();
    let verdicts = judge_all(&signed);
    entries.into_iter().zip(verdicts).map(|((entry, judge), holds)| entry.judged(judge.key(), holds)).collect()
}
