//! Checkpoints read back: the ledger's own, the hand-over, and those with cosignatures.
//!
//! C2SP lets a reader ignore lines it does not know. In the `checkpoint` file every line counts: a
//! line that is not one of the expected is refused. A note that comes back from witnesses may
//! carry lines this program cannot read; they are kept and counted, and prove nothing here.
//! Either way the accepted text is the only spelling of its content.

use super::hash::from_base64;
use super::note::{NOTE_MAX, NoteKeyType, checkpoint_text, is_key_name, signature_line};
use super::{Cosignature, Hash, Head, Note, NoteError, Origin, VerifierKey};
use std::str::FromStr;

/// Witnesses' lines in one note.
const COSIGNATURES_MAX: usize = 16;
const KEY_HASH_LEN: usize = 4;
const ED25519_LEN: usize = KEY_HASH_LEN + 64;
const COSIGNATURE_LEN: usize = KEY_HASH_LEN + 8 + 64;

/// A checkpoint whose form is right; whose signature counts, [`Checkpoint::verify`] says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "nothing in it may be believed before `verify`"]
pub struct Checkpoint {
    origin: Origin,
    head: Head,
    ledger: Vec<LedgerLine>,
    witnesses: Vec<WitnessLine>,
}

/// What stands behind the ledger's own lines.
#[derive(Debug, Clone, PartialEq, Eq)]
enum WitnessLine {
    Cosignature(Cosignature),
    /// Of another type than this program reads, as it stands, without newline.
    Unread(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct LedgerLine {
    key_hash: u32,
    signature: [u8; 64],
}

/// Reads the `checkpoint` file: origin, size, root, blank line, one line of the ledger's key.
///
/// # Errors
/// [`NoteError::Text`] where it is too long or not UTF-8, [`NoteError::Line`] with the first line that does not
/// belong there, or is missing.
pub fn parse_checkpoint(bytes: &[u8]) -> Result<Checkpoint, NoteError> {
    parse(bytes, 1, 0)
}

/// Reads the one note of a hand-over: two lines of ledger keys, the old one first.
///
/// # Errors
/// As [`parse_checkpoint`].
pub fn parse_handover(bytes: &[u8]) -> Result<Checkpoint, NoteError> {
    parse(bytes, 2, 0)
}

/// Reads a note as witnesses return it: one line of the ledger's key, then up to 16 of witnesses.
///
/// # Errors
/// As [`parse_checkpoint`].
pub fn parse_cosigned(bytes: &[u8]) -> Result<Checkpoint, NoteError> {
    parse(bytes, 1, COSIGNATURES_MAX)
}

impl Checkpoint {
    /// A head with the one line that a ledger's key is said to have put under it.
    pub fn signed(origin: Origin, head: Head, key_hash: u32, signature: [u8; 64]) -> Checkpoint {
        Checkpoint { origin, head, ledger: vec![LedgerLine { key_hash, signature }], witnesses: Vec::new() }
    }

    /// Which ledger and epoch it speaks for.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The head it claims; believed only from [`Checkpoint::verify`].
    pub fn claimed_head(&self) -> Head {
        self.head
    }

    /// Key hashes of the ledger lines: one, or two in a hand-over.
    pub fn key_hashes(&self) -> impl Iterator<Item = u32> {
        self.ledger.iter().map(|line| line.key_hash)
    }

    /// The ledger's one signature; `None` in a hand-over, which has two.
    pub fn signature(&self) -> Option<[u8; 64]> {
        match self.ledger.as_slice() {
            [line] => Some(line.signature),
            _ => None,
        }
    }

    /// What witnesses added, as far as this program can read it.
    pub fn cosignatures(&self) -> impl Iterator<Item = &Cosignature> {
        self.witnesses.iter().filter_map(|line| match line {
            WitnessLine::Cosignature(cosignature) => Some(cosignature),
            WitnessLine::Unread(_) => None,
        })
    }

    /// How many witnesses' lines are of a type this program cannot check.
    pub fn unread(&self) -> usize {
        self.witnesses.iter().filter(|line| matches!(line, WitnessLine::Unread(_))).count()
    }

    /// Adds a cosignature behind the others.
    pub fn with_cosignature(mut self, cosignature: Cosignature) -> Checkpoint {
        self.witnesses.push(WitnessLine::Cosignature(cosignature));
        self
    }

    /// The same head with the ledger's lines only.
    pub fn without_cosignatures(mut self) -> Checkpoint {
        self.witnesses.clear();
        self
    }

    /// Who signed besides the ledger, by the name on each line, read or not: no cosignature was checked
    /// by reading it.
    pub fn witnesses(&self) -> impl Iterator<Item = &str> {
        self.witnesses.iter().map(|line| match line {
            WitnessLine::Cosignature(cosignature) => cosignature.name(),
            WitnessLine::Unread(line) => line.split(' ').nth(1).unwrap_or_default(),
        })
    }

    /// A hand-over's checkpoint as the new key alone signs it: what a proof carries, whose reader
    /// knows one key. Each line signs the same text, so this is whole by itself.
    pub fn by_last_key(mut self) -> Checkpoint {
        self.ledger.drain(..self.ledger.len().saturating_sub(1));
        self
    }

    /// The head, if the ledger's one line is a signature by this key. Cosignatures are judged by
    /// [`Cosignature::verify`], each with its witness's key.
    ///
    /// # Errors
    /// [`NoteError::Key`] where the lines are not one of this key, [`NoteError::Signature`] where the key did
    /// not sign this head.
    pub fn verify(&self, key: &VerifierKey) -> Result<Head, NoteError> {
        self.verify_lines(&[key])
    }

    /// The head, if the two lines are signatures by the old and the new key, in this order.
    ///
    /// # Errors
    /// [`NoteError::Key`] where the lines are not one of each key in this order, [`NoteError::Signature`] with
    /// the first that did not sign this head.
    pub fn verify_handover(&self, old: &VerifierKey, new: &VerifierKey) -> Result<Head, NoteError> {
        self.verify_lines(&[old, new])
    }

    /// The text the ledger's key signs.
    pub fn signed_text(&self) -> String {
        checkpoint_text(&self.origin, self.head)
    }

    /// The note's bytes.
    pub fn to_note(&self) -> Note {
        let mut text = self.signed_text();
        text.push('\n');
        for line in &self.ledger {
            text.push_str(&signature_line(self.origin.as_str(), line.key_hash, &line.signature));
        }
        for witness in &self.witnesses {
            match witness {
                WitnessLine::Cosignature(cosignature) => text.push_str(&cosignature.line()),
                WitnessLine::Unread(line) => text.extend([line.as_str(), "\n"]),
            }
        }
        Note(text.into_bytes())
    }

    fn verify_lines(&self, keys: &[&VerifierKey]) -> Result<Head, NoteError> {
        let fits = |(line, key): (&LedgerLine, &&VerifierKey)| {
            key.key_type() == NoteKeyType::Ed25519
                && key.name() == self.origin.as_str()
                && key.key_hash() == line.key_hash
        };
        if self.ledger.len() != keys.len() || !self.ledger.iter().zip(keys).all(fits) {
            let named = |name: &str, hash: u32| format!("{name}+{hash:08x}");
            let list = |all: Vec<String>| all.join(" and ");
            return Err(NoteError::Key {
                expected: list(keys.iter().map(|key| named(key.name(), key.key_hash())).collect()),
                found: list(self.key_hashes().map(|hash| named(self.origin.as_str(), hash)).collect()),
            });
        }
        let text = self.signed_text();
        for (line, key) in self.ledger.iter().zip(keys) {
            if !key.public().verify(text.as_bytes(), &line.signature) {
                return Err(NoteError::Signature { name: key.name().to_owned() });
            }
        }
        Ok(self.head)
    }
}

fn parse(bytes: &[u8], ledger_lines: usize, cosignatures_max: usize) -> Result<Checkpoint, NoteError> {
    if bytes.len() > NOTE_MAX {
        return Err(NoteError::Text);
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return Err(NoteError::Text) };
    let mut lines = Lines::new(text);
    let origin: Origin = lines.read("an origin such as coop.example/tianfu-a/3f9c2d7a5b1e8406", |l| l.parse().ok())?;
    let size = lines.read("a number of entries without leading zeros", number)?;
    let root = lines.read("a root as 32 bytes in padded base64", Hash::from_base64)?;
    lines.read("an empty line", |l| l.is_empty().then_some(()))?;
    let mut checkpoint = Checkpoint { origin, head: Head { size, root }, ledger: Vec::new(), witnesses: Vec::new() };
    for _ in 0..ledger_lines {
        let (name, material) = lines.read("a signature line", signature)?;
        match <[u8; ED25519_LEN]>::try_from(material) {
            Ok(material) if name == checkpoint.origin.as_str() => {
                let (key_hash, signature) = divide::<ED25519_LEN, 64>(&material);
                checkpoint.ledger.push(LedgerLine { key_hash, signature });
            }
            _ => return Err(lines.refuse_line("an Ed25519 signature of the ledger's key")),
        }
    }
    while !lines.rest.is_empty() {
        if checkpoint.witnesses.len() == cosignatures_max {
            lines.line += 1;
            let next = lines.rest.lines().next().unwrap_or_default();
            return Err(NoteError::Line { line: lines.line, expected: "the end of the note", found: cut(next) });
        }
        let (name, material) = lines.read("a cosignature line", signature)?;
        if name == checkpoint.origin.as_str() {
            return Err(lines.refuse_line("a cosignature under a witness's own name"));
        }
        let cosignature = <[u8; COSIGNATURE_LEN]>::try_from(material).ok().and_then(|material| {
            let (key_hash, rest) = divide::<COSIGNATURE_LEN, 72>(&material);
            Cosignature::from_parts(name, key_hash, &rest)
        });
        let unread = || WitnessLine::Unread(lines.last.to_owned());
        checkpoint.witnesses.push(cosignature.map_or_else(unread, WitnessLine::Cosignature));
    }
    // Belt and braces: the reader above takes one spelling only; the writer must agree.
    if checkpoint.to_note().0 != bytes {
        return Err(NoteError::Line { line: 1, expected: "the one spelling of this checkpoint", found: cut(text) });
    }
    Ok(checkpoint)
}

/// Whole lines, each with its newline, from the front.
pub(super) struct Lines<'a> {
    pub(super) rest: &'a str,
    line: usize,
    last: &'a str,
}

impl<'a> Lines<'a> {
    pub(super) fn new(rest: &'a str) -> Self {
        Lines { rest, line: 0, last: "" }
    }

    pub(super) fn read<T>(
        &mut self,
        expected: &'static str,
        read: impl FnOnce(&'a str) -> Option<T>,
    ) -> Result<T, NoteError> {
        self.line += 1;
        let line = self.line;
        let (text, rest) = self.rest.split_once('\n').ok_or_else(|| NoteError::Line {
            line,
            expected: "a whole line with its newline",
            found: cut(self.rest),
        })?;
        (self.last, self.rest) = (text, rest);
        read(text).ok_or_else(|| NoteError::Line { line, expected, found: cut(text) })
    }

    fn refuse_line(&self, expected: &'static str) -> NoteError {
        NoteError::Line { line: self.line, expected, found: cut(self.last) }
    }
}

/// A decimal number in its one spelling.
pub(super) fn number<T: FromStr + ToString>(text: &str) -> Option<T> {
    text.parse().ok().filter(|number: &T| number.to_string() == text)
}

/// At most 80 characters; a carriage return is shown, not printed.
fn cut(text: &str) -> String {
    text.replace('\r', "\\r").chars().take(80).collect()
}

/// `— name base64`
fn signature(line: &str) -> Option<(&str, Vec<u8>)> {
    let (name, material) = line.strip_prefix("\u{2014} ")?.split_once(' ')?;
    // a key hash and at least one byte behind it
    let material = from_base64(material).filter(|material| material.len() > KEY_HASH_LEN)?;
    is_key_name(name).then_some((name, material))
}

/// Key hash and what follows it.
fn divide<const ALL: usize, const REST: usize>(material: &[u8; ALL]) -> (u32, [u8; REST]) {
    let (mut hash, mut rest) = ([0; KEY_HASH_LEN], [0; REST]);
    hash.copy_from_slice(&material[..KEY_HASH_LEN]);
    rest.copy_from_slice(&material[KEY_HASH_LEN..]);
    (u32::from_be_bytes(hash), rest)
}
