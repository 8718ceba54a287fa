//! An entry given its place, and the line it becomes when its author signs.

use super::entry::{LINE_MAX, message};
use super::{EntryError, Hash, Json, KeyId, Kind, Origin, SigningKey, UnverifiedEntry, VerifiedEntry};
use crate::unit::{Day, EntryId, RecordedAt};
use data_encoding::HEXLOWER;

/// An entry with its place in the ledger, not signed yet. Fields as in FORMAT.md, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a draft is nothing until it is signed"]
pub struct Draft {
    /// Households the entry concerns other than through a sum tree; ascending, unique, up to 4,096.
    pub about: Vec<String>,
    /// `(k, n)`: k-th, from 0, of n entries that stand or fall together; n up to 1,000,000.
    pub batch: (u32, u32),
    /// By kind; an object.
    pub body: Json,
    /// When it holds for the cooperative.
    pub effective_on: Day,
    /// The client's own id.
    pub id: EntryId,
    /// Position in the ledger, from 0.
    pub index: u64,
    /// The author's key.
    pub key: KeyId,
    /// What the body is.
    pub kind: Kind,
    /// Which ledger, which epoch.
    pub origin: Origin,
    /// Leaf hash of the line before; zeros at index 0.
    pub prev: Hash,
    /// When it is recorded.
    pub recorded_at: RecordedAt,
}

/// A whole line with its signature, ready for a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a signed entry that is not appended is lost"]
pub struct SignedEntry {
    line: Vec<u8>,
    entry: VerifiedEntry,
}

impl Draft {
    /// Signs, and refuses what the reader would refuse: a line above 65,535 bytes, `about` out of
    /// order, a batch outside its limits, a body without canonical spelling, another key than named.
    ///
    /// # Errors
    /// [`EntryError::Key`] where the draft names another key, [`EntryError::Line`] where the line is too long,
    /// otherwise what [`UnverifiedEntry::parse`] says of the line.
    pub fn sign(self, key: &SigningKey) -> Result<SignedEntry, EntryError> {
        let public = key.public();
        if public.id() != self.key {
            return Err(EntryError::Key { named: self.key, offered: public.id() });
        }
        let mut line = self.head();
        let signature = key.sign(&message(&line));
        line.extend_from_slice(b",\"sig\":\"");
        line.extend_from_slice(HEXLOWER.encode(&signature).as_bytes());
        line.extend_from_slice(b"\"}\n");
        if line.len() > LINE_MAX {
            return Err(EntryError::Line(line.len()));
        }
        // What leaves here has passed the very reader that everybody else will use.
        let entry = UnverifiedEntry::parse(&line)?.judged(&public, true)?;
        Ok(SignedEntry { line, entry })
    }

    /// The line up to the signature. All strings but those in the body are of grammars that need no escape.
    fn head(&self) -> Vec<u8> {
        let Draft { about, batch: (k, n), effective_on, id, index, key, kind, origin, prev, recorded_at, .. } = self;
        let about = Json::Array(about.iter().cloned().map(Json::Text).collect());
        let mut line = Vec::with_capacity(1024);
        line.extend_from_slice(b"{\"about\":");
        line.extend_from_slice(&about.to_bytes());
        line.extend_from_slice(format!(",\"batch\":[{k},{n}],\"body\":").as_bytes());
        line.extend_from_slice(&self.body.to_bytes());
        line.extend_from_slice(
            format!(
                ",\"effective_on\":\"{effective_on}\",\"format\":1,\"id\":\"{id}\",\"index\":{index},\"key\":\"{key}\",\
                 \"kind\":\"{kind}\",\"origin\":\"{origin}\",\"prev\":\"{prev}\",\"recorded_at\":\"{recorded_at}\""
            )
            .as_bytes(),
        );
        line
    }
}

impl SignedEntry {
    /// The line with its newline.
    pub fn line(&self) -> &[u8] {
        &self.line
    }

    /// Its RFC 6962 leaf hash: `prev` of the next entry.
    pub fn leaf(&self) -> Hash {
        self.entry.leaf()
    }

    /// The entry, for the one who holds the key and made the signature a moment ago. Before it
    /// becomes durable its batch is to be checked as anybody else's would be.
    pub fn into_entry(self) -> VerifiedEntry {
        self.entry
    }
}
