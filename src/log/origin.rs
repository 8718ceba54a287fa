//! Which ledger, and which of its lives.

use crate::unit::{Form, UnitError, text_form};
use std::{fmt, str::FromStr};

/// `host/name/<16 hex>` and, from the second epoch, `/2`, `/3`…: `[a-z0-9.-]` between the
/// slashes, at most 120 bytes, 109 of them before the epoch, so that a next epoch always fits.
/// Never begins `coop-ledger/` or `cosignature/`: a signed checkpoint starts with the origin, and
/// no other signed message of ours may be mistaken for one.
///
/// A ledger that lost what it had signed goes on under a later epoch: a log must not sign two
/// trees of one size under one name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    text: String,
    first_len: usize,
    epoch: u32,
}

const FIRST_MAX: usize = 109;
const TAG_LEN: usize = 16;

impl Origin {
    /// The first epoch of a new ledger; `tag` is random and makes the name unique for ever.
    ///
    /// # Errors
    /// A host or name that is empty, has other characters than an origin or makes it too long, and a host that
    /// is kept for other signed messages.
    pub fn new(host: &str, name: &str, tag: &[u8; 8]) -> Result<Origin, UnitError> {
        format!("{host}/{name}/{}", data_encoding::HEXLOWER.encode(tag)).parse()
    }

    /// From 1.
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// The same ledger, one epoch later.
    pub fn next_epoch(&self) -> Origin {
        let epoch = self.epoch.saturating_add(1);
        Origin { text: format!("{}/{epoch}", self.first()), first_len: self.first_len, epoch }
    }

    /// The origin of the first epoch, half of the ledger's identity (the other is the leaf of entry 0).
    pub fn first(&self) -> &str {
        self.text.get(..self.first_len).unwrap_or_default()
    }

    /// The 16 hex digits that make the ledger unique.
    pub fn tag(&self) -> &str {
        self.text.get(self.first_len - TAG_LEN..self.first_len).unwrap_or_default()
    }

    /// True if both name the same ledger, in whatever epoch.
    pub fn same_ledger(&self, other: &Origin) -> bool {
        self.first() == other.first()
    }

    /// `host/name/tag` or `host/name/tag/epoch`
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl FromStr for Origin {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Self, UnitError> {
        let bad = || UnitError::new(Form::Origin, text);
        let word = |w: &str| !w.is_empty() && w.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-'));
        let hex = |w: &str| w.len() == TAG_LEN && w.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let mut parts = text.split('/');
        let (Some(host), Some(name), Some(tag)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(bad());
        };
        let reserved = matches!(host, "coop-ledger" | "cosignature");
        let first_len = host.len() + name.len() + tag.len() + 2;
        if !word(host) || !word(name) || !hex(tag) || reserved || first_len > FIRST_MAX {
            return Err(bad());
        }
        let epoch = match parts.next() {
            None => 1,
            Some(number) => {
                number.parse::<u32>().ok().filter(|epoch| *epoch >= 2 && epoch.to_string() == number).ok_or_else(bad)?
            }
        };
        if parts.next().is_some() {
            return Err(bad());
        }
        Ok(Origin { text: text.to_owned(), first_len, epoch })
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}
text_form!(Origin, Form::Origin);
