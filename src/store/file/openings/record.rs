//! One opening as a line: name of the key, commitment, nonce, sealed bytes.

use crate::log::Hash;
use crate::store::keys::random;
use crate::store::{Cause, Origin, Why};
use crate::unit::HouseholdId;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use data_encoding::{BASE64, HEXLOWER};
use std::fmt;

/// Which data key: a household's first has the household's code, later ones a number behind it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name {
    pub household: HouseholdId,
    /// 0 for the first.
    pub generation: u32,
}

impl Name {
    /// The household's first key.
    pub fn first(household: &HouseholdId) -> Name {
        Name { household: household.clone(), generation: 0 }
    }

    pub fn parse(text: &str) -> Option<Name> {
        let (household, generation) = match text.split_once('.') {
            Some((household, number)) => (household, number.parse().ok().filter(|n| *n > 0)?),
            None => (text, 0),
        };
        let name = Name { household: household.parse().ok()?, generation };
        (name.to_string() == text).then_some(name)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.generation {
            0 => write!(f, "{}", self.household),
            number => write!(f, "{}.{number}", self.household),
        }
    }
}

/// A line of `private/records`, taken apart.
#[derive(Debug)]
pub(super) struct Record {
    pub name: Name,
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
        // the cipher says no more than that it did not: it has no other reason
        let bytes = bytes.ok().ok_or_else(|| Cause::new(Why::TooLarge, "too large to seal"))?;
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
    pub fn seal(of: &Origin, name: &Name, commitment: &Hash, opening: &[u8], key: &[u8; 32]) -> Result<Vec<u8>, Cause> {
        let sealed = Sealed::new(key, about(of, name, commitment).as_bytes(), opening)?;
        Ok(Record { name: name.clone(), commitment: *commitment, sealed }.line())
    }

    /// The line as it is kept.
    pub fn line(&self) -> Vec<u8> {
        format!("{} {} {}\n", self.name, self.commitment, self.sealed.text()).into_bytes()
    }

    /// The line taken apart; its end may be that of another system, or missing.
    pub fn parse(line: &[u8]) -> Option<Record> {
        let mut words = std::str::from_utf8(bare(line)).ok()?.split(' ');
        let (name, commitment) = (Name::parse(words.next()?)?, words.next()?.parse().ok()?);
        let sealed = Sealed::parse(words.next()?, words.next()?)?;
        words.next().is_none().then_some(Record { name, commitment, sealed })
    }

    pub fn open(&self, of: &Origin, key: &[u8; 32]) -> Option<Vec<u8>> {
        self.sealed.open(key, about(of, &self.name, &self.commitment).as_bytes())
    }
}

/// Name and commitment of a line, without decoding the rest of it.
pub(super) fn head(line: &[u8]) -> Option<(Name, Hash)> {
    let mut words = line.splitn(3, |b| *b == b' ');
    let (name, commitment) = (words.next()?, words.next()?);
    words.next()?;
    let text = |word| std::str::from_utf8(word).ok();
    Some((Name::parse(text(name)?)?, text(commitment)?.parse().ok()?))
}

/// A line without its end.
fn bare(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

fn about(of: &Origin, name: &Name, commitment: &Hash) -> String {
    format!("coop-ledger/opening/v1\n{of}\n{name}\n{commitment}\n")
}
