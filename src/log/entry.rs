//! One line of the journal, read back.
//!
//! ```text
//! {"about":[…],"batch":[k,n],"body":{…},"effective_on":"…","format":1,"id":"…","index":i,"key":"…",
//!  "kind":"…","origin":"…","prev":"…","recorded_at":"…","sig":"…"}⏎          (one line, no blanks)
//! ```
//!
//! The signature is the last member because every other name sorts before `sig`, and it has a
//! fixed length; so the signed message is the stored bytes without their last 139, behind a
//! purpose line and closed with `}`. `head -c` and OpenSSL can check it.

use super::{Hash, Json, JsonError, KeyId, Kind, Origin, PublicKey};
use crate::unit::{Day, EntryId, HouseholdId, Lang, RecordedAt, Say, UnitError};
use data_encoding::HEXLOWER;
use std::str::FromStr;

/// `,"sig":"` + 128 hex digits + `"}` + newline.
pub(super) const TAIL_LEN: usize = 139;
const TAIL_START: &[u8] = b",\"sig\":\"";
/// First line of every message signed for an entry.
pub(super) const PURPOSE: &[u8] = b"coop-ledger/entry/v1\n";
/// Longest line with its newline.
pub(super) const LINE_MAX: usize = super::Batch::MAX_LINE;
const ABOUT_MAX: usize = 4096;
const BATCH_MAX: u32 = 1_000_000;
const FORMAT: u64 = 1;

/// An entry whose bytes are canonical and whose members fit their grammar, but whose signature
/// nobody has checked yet. Its values decide nothing but which key to check it with.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "nothing in it may be believed before `verify`"]
pub struct UnverifiedEntry {
    members: Members,
    line: Vec<u8>,
    signature: [u8; 64],
}

/// An entry whose signature verifies: [`UnverifiedEntry::verify`], [`verify_all`](super::verify_all),
/// or one's own fresh [`SignedEntry`](super::SignedEntry).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedEntry {
    members: Members,
}

/// Why a line is not an entry, or not one of this key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// Not one line within the limits.
    #[error("expected one line of at most 65535 bytes with a newline only at its end, found {0} bytes")]
    Line(usize),
    /// Not canonical JSON.
    #[error("line: {0}")]
    Json(#[from] JsonError),
    /// A member is missing, unknown, or there is no object.
    #[error("expected member `{expected}`, found {found}")]
    Members {
        /// Next of the 13 members in their order.
        expected: &'static str,
        /// What stands in its place.
        found: String,
    },
    /// A member behind the last.
    #[error("expected nothing behind member `sig`, found `{0}`")]
    Behind(String),
    /// A member's value does not fit its grammar.
    #[error("member `{member}`: expected {expected}, found {found}")]
    Member {
        /// Its name.
        member: &'static str,
        /// What the format asks for.
        expected: &'static str,
        /// What stands there, cut to 80 characters.
        found: String,
    },
    /// A format this program does not know: a newer verifier is needed.
    #[error("member `format`: expected 1, found {0}")]
    Format(u64),
    /// The entry names another key than the one it was offered to.
    #[error("the entry names key {named}, offered was key {offered}")]
    Key {
        /// In the entry.
        named: KeyId,
        /// Of the caller.
        offered: KeyId,
    },
    /// The bytes were not signed by the key, or were changed since.
    #[error("the signature does not verify under key {0}")]
    Signature(KeyId),
}

impl Say for EntryError {
    fn say(&self, lang: Lang) -> String {
        let zh = match self {
            EntryError::Line(found) => format!("应是一行，只在末尾换行，最多 65535 字节，实有 {found} 字节"),
            EntryError::Json(error) => format!("这一行读不出来：{error}"),
            EntryError::Members { expected, found } => format!("应有 `{expected}` 一项，实为 {found}"),
            EntryError::Behind(found) => format!("`sig` 一项后面不应再有，实有 `{found}`"),
            EntryError::Member { member, expected, found } => {
                format!("`{member}` 一项应为 {expected}，实为 {found}")
            }
            EntryError::Format(found) => format!("`format` 一项应为 1，实为 {found}"),
            EntryError::Key { named, offered } => format!("记录写的密钥是 {named}，给的是 {offered}"),
            EntryError::Signature(key) => format!("签名与密钥 {key} 对不上"),
        };
        lang.pick(zh, self.to_string())
    }
}

/// What both states of an entry hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Members {
    pub(super) about: Vec<String>,
    pub(super) batch: (u32, u32),
    pub(super) body: Json,
    pub(super) effective_on: Day,
    pub(super) id: EntryId,
    pub(super) index: u64,
    pub(super) key: KeyId,
    pub(super) kind: Kind,
    pub(super) origin: Origin,
    pub(super) prev: Hash,
    pub(super) recorded_at: RecordedAt,
    pub(super) leaf: Hash,
    pub(super) line_len: usize,
}

impl UnverifiedEntry {
    /// Reads one line with its newline. What is accepted is the one spelling of its content.
    ///
    /// # Errors
    /// [`EntryError::Line`] where it is not one line within the limit, [`EntryError::Json`] where it is not
    /// canonical, [`EntryError::Format`] where its format is another; otherwise the first member that is
    /// missing, unknown or against its grammar.
    pub fn parse(line: &[u8]) -> Result<UnverifiedEntry, EntryError> {
        let text = match line.split_last() {
            Some((b'\n', text)) if line.len() <= LINE_MAX && !text.contains(&b'\n') => text,
            _ => return Err(EntryError::Line(line.len())),
        };
        let (members, signature) = Members::read(Json::parse(text)?, line)?;
        // follows from the order of the members and the length of the signature; the message
        // depends on it, so it is looked at and not inferred
        if !line.len().checked_sub(TAIL_LEN).and_then(|at| line.get(at..)).is_some_and(|t| t.starts_with(TAIL_START)) {
            return Err(EntryError::Line(line.len()));
        }
        Ok(UnverifiedEntry { members, line: line.to_vec(), signature })
    }

    /// Checks the signature over the stored bytes.
    ///
    /// # Errors
    /// [`EntryError::Key`] where the entry names another key, [`EntryError::Signature`] where this one did not
    /// sign it.
    pub fn verify(self, key: &PublicKey) -> Result<VerifiedEntry, EntryError> {
        let holds = key.verify(&self.message(), &self.signature);
        self.judged(key, holds)
    }

    /// What was signed.
    pub(super) fn message(&self) -> Vec<u8> {
        let signed = self.line.len().saturating_sub(TAIL_LEN);
        message(self.line.get(..signed).unwrap_or_default())
    }

    /// The author's signature as it stands in the line; judged by [`UnverifiedEntry::verify`].
    pub fn signature(&self) -> &[u8; 64] {
        &self.signature
    }

    /// The entry, where its signature `holds` under the key it names.
    pub(super) fn judged(self, key: &PublicKey, holds: bool) -> Result<VerifiedEntry, EntryError> {
        match key.id() == self.members.key {
            true if holds => Ok(VerifiedEntry { members: self.members }),
            true => Err(EntryError::Signature(self.members.key)),
            false => Err(EntryError::Key { named: self.members.key, offered: key.id() }),
        }
    }

    /// The stored bytes with their newline.
    pub fn line(&self) -> &[u8] {
        &self.line
    }

    pub(super) fn members(&self) -> &Members {
        &self.members
    }
}

impl VerifiedEntry {
    pub(super) fn members(&self) -> &Members {
        &self.members
    }
}

macro_rules! accessors {
    ($($entry:ident),*) => {
        $(impl $entry {
            /// Households the entry concerns other than through a sum tree; ascending, unique.
            pub fn about(&self) -> &[String] {
                &self.members.about
            }
            /// `(k, n)`: k-th, from 0, of n entries that stand or fall together.
            pub fn batch(&self) -> (u32, u32) {
                self.members.batch
            }
            /// By kind; always an object.
            pub fn body(&self) -> &Json {
                &self.members.body
            }
            /// When it holds for the cooperative.
            pub fn effective_on(&self) -> Day {
                self.members.effective_on
            }
            /// Fixes the suite: Ed25519, SHA-256, this spelling. Always 1.
            pub fn format(&self) -> u64 {
                FORMAT
            }
            /// The client's own id.
            pub fn id(&self) -> &EntryId {
                &self.members.id
            }
            /// Position in the ledger, from 0.
            pub fn index(&self) -> u64 {
                self.members.index
            }
            /// The author's key.
            pub fn key(&self) -> KeyId {
                self.members.key
            }
            /// What the body is.
            pub fn kind(&self) -> &Kind {
                &self.members.kind
            }
            /// Which ledger, which epoch.
            pub fn origin(&self) -> &Origin {
                &self.members.origin
            }
            /// Leaf hash of the line before; zeros at index 0.
            pub fn prev(&self) -> Hash {
                self.members.prev
            }
            /// When it was recorded, by the writer's clock.
            pub fn recorded_at(&self) -> RecordedAt {
                self.members.recorded_at
            }
            /// RFC 6962 leaf hash of the line with its newline.
            pub fn leaf(&self) -> Hash {
                self.members.leaf
            }
            /// Bytes of the line with its newline.
            pub fn line_len(&self) -> usize {
                self.members.line_len
            }
        })*
    };
}
accessors!(UnverifiedEntry, VerifiedEntry);

/// What is signed: purpose ‖ line without its tail ‖ `}`.
pub(super) fn message(head: &[u8]) -> Vec<u8> {
    [PURPOSE, head, b"}"].concat()
}

impl Members {
    fn read(json: Json, line: &[u8]) -> Result<(Members, [u8; 64]), EntryError> {
        let Json::Object(members) = json else {
            return Err(EntryError::Members { expected: "about", found: json.what() });
        };
        // ascending by name, which is the order of the format
        let mut rest = members.into_iter();
        let mut next = |expected: &'static str| match rest.next() {
            Some((name, value)) if name == expected => Ok(value),
            Some((name, _)) => Err(EntryError::Members { expected, found: format!("`{name}`") }),
            None => Err(EntryError::Members { expected, found: "no further member".into() }),
        };
        let (about, batch, body) = (next("about")?, next("batch")?, next("body")?);
        let (effective_on, format, id) = (next("effective_on")?, next("format")?, next("id")?);
        let (index, key, kind) = (next("index")?, next("key")?, next("kind")?);
        let (origin, prev, recorded_at, sig) = (next("origin")?, next("prev")?, next("recorded_at")?, next("sig")?);
        if let Some((name, _)) = rest.next() {
            return Err(EntryError::Behind(name));
        }
        match whole("format", &format)? {
            FORMAT => {}
            other => return Err(EntryError::Format(other)),
        }
        if !matches!(body, Json::Object(_)) {
            return Err(wrong("body", "an object", &body));
        }
        let members = Members {
            about: read_about(about)?,
            batch: read_batch(&batch)?,
            body,
            effective_on: read("effective_on", &effective_on)?,
            id: read("id", &id)?,
            index: whole("index", &index)?,
            key: read("key", &key)?,
            kind: read("kind", &kind)?,
            origin: read("origin", &origin)?,
            prev: read("prev", &prev)?,
            recorded_at: read("recorded_at", &recorded_at)?,
            leaf: Hash::leaf(line),
            line_len: line.len(),
        };
        Ok((members, read_signature(&sig)?))
    }
}

fn read_about(value: Json) -> Result<Vec<String>, EntryError> {
    let Json::Array(values) = value else {
        return Err(wrong("about", "an array of household codes", &value));
    };
    if values.len() > ABOUT_MAX {
        return Err(EntryError::Member {
            member: "about",
            expected: "at most 4096 households",
            found: values.len().to_string(),
        });
    }
    let mut about: Vec<String> = Vec::with_capacity(values.len());
    for value in values {
        match value {
            Json::Text(code) if about.last().is_some_and(|before| *before >= code) => {
                return Err(wrong("about", "household codes ascending, each once", &Json::Text(code)));
            }
            Json::Text(code) if code.parse::<HouseholdId>().is_ok() => about.push(code),
            other => return Err(wrong("about", "a household code such as H0001", &other)),
        }
    }
    Ok(about)
}

fn read_batch(value: &Json) -> Result<(u32, u32), EntryError> {
    let pair = match value {
        Json::Array(pair) => match pair.as_slice() {
            [Json::Integer(k), Json::Integer(n)] => u32::try_from(*k).ok().zip(u32::try_from(*n).ok()),
            _ => None,
        },
        _ => None,
    };
    let pair = pair.filter(|(k, n)| k < n && *n <= BATCH_MAX);
    pair.ok_or_else(|| wrong("batch", "[k,n] with k below n and n up to 1000000", value))
}

/// 128 lower-case hex digits; with the member's place at the end this fixes the line's tail.
pub(super) fn read_signature(value: &Json) -> Result<[u8; 64], EntryError> {
    value
        .text()
        .and_then(|hex| HEXLOWER.decode(hex.as_bytes()).ok())
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or_else(|| wrong("sig", "128 lower-case hex digits", value))
}

fn read<T: FromStr<Err = UnitError>>(member: &'static str, value: &Json) -> Result<T, EntryError> {
    match value {
        Json::Text(text) => text.parse().map_err(|e: UnitError| wrong(member, e.expected.en(), value)),
        _ => Err(wrong(member, "a string", value)),
    }
}

fn whole(member: &'static str, value: &Json) -> Result<u64, EntryError> {
    value.integer().ok_or_else(|| wrong(member, "a whole number from 0", value))
}

fn wrong(member: &'static str, expected: &'static str, value: &Json) -> EntryError {
    EntryError::Member { member, expected, found: value.what() }
}
