//! One opening as a line: household, commitment, nonce, sealed bytes.

use crate::log::Hash;
use crate::store::keys::random;
use crate::store::{Cause, Origin, Why};
use crate::unit::HouseholdId;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use data_encoding::{BASE64, HEXLOWER};

/// A line of `private/records`, taken apart.
#[derive(Debug)]
pub(super) struct Record {
    pub household: HouseholdId,
    pub commitment: Hash,
    sealed: Sealed,
}

/// Nonce and ciphertext.
#[derive(Debug)]
pub(super) struct Sealed {
    nonce: [u8; 24],
    bytes: Vec<u8>,
}

impl Sealed {
    /// Seals under a key nobody else has; `about` must be the same when it is opened.
    pub fn new(key: &[u8; 32], about: &[u8], plain: &[u8]) -> Result<Sealed, Cause> {
        let nonce = random::<24>()?;
        let cipher = XChaCha20Poly1305::new(key.into());
        let bytes = cipher.encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: about });
        let bytes = bytes.map_err(|_| Cause::new(Why::TooLarge, "too large to seal"))?;
        Ok(Sealed { nonce, bytes })
    }

    /// The plain bytes; `None` with another key, or if anything was altered.
    pub fn open(&self, key: &[u8; 32], about: &[u8]) -> Option<Vec<u8>> {
        let cipher = XChaCha20Poly1305::new(key.into());
        cipher.decrypt(&XNonce::from(self.nonce), Payload { msg: &self.bytes, aad: about }).ok()
    }

    /// Two words of a line.
    pub fn text(&self) -> String {
        format!("{} {}", HEXLOWER.encode(&self.nonce), BASE64.encode(&self.bytes))
    }

    /// From the two words.
    pub fn parse(nonce: &str, bytes: &str) -> Option<Sealed> {
        let nonce = HEXLOWER.decode(nonce.as_bytes()).ok()?.try_into().ok()?;
        Some(Sealed { nonce, bytes: BASE64.decode(bytes.as_bytes()).ok()? })
    }
}

impl Record {
    /// The line of an opening.
    pub fn seal(of: &Origin, household: &HouseholdId, commitment: &Hash, opening: &[u8], key: &[u8; 32]) -> Result<Vec<u8>, Cause> {
        let sealed = Sealed::new(key, about(of, household, commitment).as_bytes(), opening)?;
        Ok(format!("{household} {commitment} {}\n", sealed.text()).into_bytes())
    }

    pub fn parse(line: &[u8]) -> Option<Record> {
        let text = std::str::from_utf8(line).ok()?.strip_suffix('\n')?;
        let mut words = text.split(' ');
        let (household, commitment) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        let sealed = Sealed::parse(words.next()?, words.next()?)?;
        words.next().is_none().then_some(Record { household, commitment, sealed })
    }

    pub fn open(&self, of: &Origin, key: &[u8; 32]) -> Option<Vec<u8>> {
        self.sealed.open(key, about(of, &self.household, &self.commitment).as_bytes())
    }
}

/// The commitment in a line, without decoding the rest of it.
pub(super) fn commitment(line: &[u8]) -> Option<Hash> {
    let mut words = line.splitn(3, |b| *b == b' ');
    let word = words.nth(1)?;
    (line.ends_with(b"\n") && words.next().is_some()).then(|| std::str::from_utf8(word).ok()?.parse().ok())?
}

fn about(of: &Origin, household: &HouseholdId, commitment: &Hash) -> String {
    format!("coop-ledger/opening/v1\n{of}\n{household}\n{commitment}\n")
}
