//! C2SP signed notes: verifier keys, and the lines that sign a checkpoint.
//!
//! ```text
//! <origin>⏎<size>⏎<root, base64>⏎⏎— <key name> <base64 of key hash ‖ signature>⏎
//! ```
//!
//! A signed checkpoint begins with its origin and has no purpose line of ours, so a key that signs
//! notes signs nothing else, and the other way round.
// SOURCE: C2SP signed-note v1.0.0, tlog-checkpoint v1.0.0

use super::{Hash, Head, Note, Origin, PublicKey, SigningKey};
use crate::unit::{Form, Lang, Say, UnitError, text_form};
use data_encoding::BASE64;
use std::{fmt, str::FromStr};

/// Longest note read: the text and 18 lines, eight of them post-quantum.
pub(super) const NOTE_MAX: usize = 32 * 1024;
/// Longest proof read: two lines of 65,535 bytes in base64, two paths of 64 hashes, a note.
pub(super) const PROOF_MAX: usize = 256 * 1024;
/// Longest verifier key: a name of 255 bytes, 8 hex digits, 33 bytes in base64.
const VKEY_MAX: usize = 255 + 1 + 8 + 1 + 44;

/// What a note line's key does; the byte in front of the public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoteKeyType {
    /// 0x01: signs the text of a note. The ledger's key.
    Ed25519,
    /// 0x04: signs a checkpoint with a time. A witness.
    Cosignature,
}

/// A public key as note tools want it: `name+<8 hex>+<base64 of type ‖ key>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    key_type: NoteKeyType,
    public: PublicKey,
}

/// Why bytes are not a checkpoint, or not one of this key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// A line that does not belong there, or is missing.
    #[error("line {line}: expected {expected}, found `{found}`")]
    Line {
        /// From 1.
        line: usize,
        /// What the format has there.
        expected: &'static str,
        /// What stands there, cut to 80 characters.
        found: String,
    },
    /// Not UTF-8, or longer than any checkpoint.
    #[error("the note is not UTF-8 text of at most {max} bytes", max = NOTE_MAX)]
    Text,
    /// Longer than any proof; nothing of it was read.
    #[error("a proof has at most {max} bytes, found {0}", max = PROOF_MAX)]
    Long(usize),
    /// Another key than the one that signed.
    #[error("expected a signature by {expected}, found {found}")]
    Key {
        /// Name and key hash asked for.
        expected: String,
        /// Names and key hashes there.
        found: String,
    },
    /// The text was not signed by the key, or was changed since.
    #[error("the signature of `{name}` does not verify")]
    Signature {
        /// Key name of the line.
        name: String,
    },
    /// The leaf is not in the tree of the checkpoint.
    #[error("the inclusion proof does not lead from leaf {index} to the root of the checkpoint")]
    Inclusion {
        /// Position claimed.
        index: u64,
    },
}

impl Say for NoteError {
    fn say(&self, lang: Lang) -> String {
        let zh = match self {
            NoteError::Line { line, expected, found } => format!("第 {line} 行应有 {expected}，实为 `{found}`"),
            NoteError::Text => format!("不是最多 {NOTE_MAX} 字节的 UTF-8 文字"),
            NoteError::Long(found) => format!("证明最多 {PROOF_MAX} 字节，实有 {found} 字节"),
            NoteError::Key { expected, found } => format!("应由 {expected} 签名，实为 {found}"),
            NoteError::Signature { name } => format!("{name} 的签名对不上"),
            NoteError::Inclusion { index } => format!("证明不能从第 {index} 条推到树根"),
        };
        lang.pick(zh, self.to_string())
    }
}

impl VerifierKey {
    /// The key that signs the checkpoints of this origin; its name is the origin.
    pub fn ledger(origin: &Origin, public: PublicKey) -> VerifierKey {
        VerifierKey { name: origin.to_string(), key_type: NoteKeyType::Ed25519, public }
    }

    /// A witness under its own name: 1–255 visible ASCII characters without `+`.
    ///
    /// # Errors
    /// A name of another form.
    pub fn witness(name: &str, public: PublicKey) -> Result<VerifierKey, UnitError> {
        if !is_key_name(name) {
            return Err(UnitError::new(Form::KeyName, name));
        }
        Ok(VerifierKey { name: name.to_owned(), key_type: NoteKeyType::Cosignature, public })
    }

    /// Key name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it signs.
    pub fn key_type(&self) -> NoteKeyType {
        self.key_type
    }

    /// The key itself.
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// True for a key of the kind that signs this ledger's checkpoints, under the ledger's name.
    pub fn signs_for(&self, origin: &Origin) -> bool {
        self.key_type == NoteKeyType::Ed25519 && self.name == origin.as_str()
    }

    /// The first 4 bytes of SHA-256(name ‖ `\n` ‖ type ‖ key), big-endian.
    pub fn key_hash(&self) -> u32 {
        key_hash(&self.name, self.key_type, &self.public)
    }
}

impl NoteKeyType {
    fn byte(self) -> u8 {
        match self {
            NoteKeyType::Ed25519 => 0x01,
            NoteKeyType::Cosignature => 0x04,
        }
    }
}

/// Signs the head as a checkpoint of this origin.
pub fn sign_note(origin: &Origin, head: Head, key: &SigningKey) -> Note {
    let text = checkpoint_text(origin, head);
    let line = sign_text(origin, &text, key);
    Note(format!("{text}\n{line}").into_bytes())
}

/// The one checkpoint that hands a ledger over to a new key: both sign, the old one first.
pub fn sign_handover_note(origin: &Origin, head: Head, old: &SigningKey, new: &SigningKey) -> Note {
    let text = checkpoint_text(origin, head);
    Note(format!("{text}\n{}{}", sign_text(origin, &text, old), sign_text(origin, &text, new)).into_bytes())
}

/// What a ledger key signs: origin, size, root, each with a newline.
pub(super) fn checkpoint_text(origin: &Origin, head: Head) -> String {
    format!("{origin}\n{}\n{}\n", head.size, head.root.base64())
}

/// `— name base64⏎`
pub(super) fn signature_line(name: &str, key_hash: u32, signature: &[u8]) -> String {
    format!("\u{2014} {name} {}\n", BASE64.encode(&[&key_hash.to_be_bytes(), signature].concat()))
}

pub(super) fn key_hash(name: &str, key_type: NoteKeyType, public: &PublicKey) -> u32 {
    let Hash([a, b, c, d, ..]) = Hash::of(&[name.as_bytes(), b"\n", &[key_type.byte()], public.as_bytes()]);
    u32::from_be_bytes([a, b, c, d])
}

/// Visible ASCII without `+`, 1–255 bytes; every origin is one.
pub(super) fn is_key_name(name: &str) -> bool {
    (1..=255).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_graphic() && b != b'+')
}

fn sign_text(origin: &Origin, text: &str, key: &SigningKey) -> String {
    let hash = key_hash(origin.as_str(), NoteKeyType::Ed25519, &key.public());
    signature_line(origin.as_str(), hash, &key.sign(text.as_bytes()))
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let material = BASE64.encode(&[&[self.key_type.byte()], self.public.as_bytes().as_slice()].concat());
        f.pad(&format!("{}+{:08x}+{material}", self.name, self.key_hash()))
    }
}

impl FromStr for VerifierKey {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Self, UnitError> {
        let bad = |expected| UnitError::new(expected, text);
        if text.len() > VKEY_MAX {
            return Err(bad(Form::ShortVerifierKey));
        }
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(_), Some(material)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(bad(Form::VerifierKey));
        };
        let Ok(material) = BASE64.decode(material.as_bytes()) else { return Err(bad(Form::Base64Key)) };
        let Some((key_type, public)) = material.split_first() else {
            return Err(bad(Form::KeyInVerifierKey));
        };
        let key_type = match key_type {
            0x01 => NoteKeyType::Ed25519,
            0x04 => NoteKeyType::Cosignature,
            0x06 | 0xff => return Err(bad(Form::ReservedKeyType)),
            _ => return Err(bad(Form::KeyType)),
        };
        let Ok(public) = <&[u8; 32]>::try_from(public) else { return Err(bad(Form::KeyLength)) };
        let public = PublicKey::from_bytes(public).map_err(|e| bad(e.form()))?;
        if !is_key_name(name) {
            return Err(bad(Form::NamedVerifierKey));
        }
        let key = VerifierKey { name: name.to_owned(), key_type, public };
        if key.to_string() != text {
            return Err(bad(Form::HashedVerifierKey));
        }
        Ok(key)
    }
}
text_form!(VerifierKey, Form::VerifierKey);
