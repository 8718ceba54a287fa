//! A proof on its own: an entry, its place, and the checkpoint it is under, as one text.
//!
//! ```text
//! c2sp.org/tlog-proof@v1
//! extra <base64>            absent if there is none; for an entry, its line with the newline
//! index <n>
//! <base64 hash>             siblings from the leaf upward, one a line
//!                           (empty line)
//! <checkpoint>              with or without cosignatures
//! ```
// SOURCE: C2SP tlog-proof@v1

use super::checkpoint::{Lines, number};
use super::hash::from_base64;
use super::note::PROOF_MAX;
use super::{
    Checkpoint, Hash, Head, InclusionProof, NoteError, UnverifiedEntry, VerifierKey, parse_cosigned, verify_inclusion,
};
use data_encoding::BASE64;

const HEADER: &str = "c2sp.org/tlog-proof@v1";
/// Levels of a tree whose size fits 64 bits.
const PATH_MAX: usize = 64;

/// The content of a `.tlog-proof` file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlogProof {
    /// Not covered by the proof unless the caller makes the leaf from it, as [`TlogProof::verify_extra`] does.
    pub extra: Option<Vec<u8>>,
    /// Place of the leaf, from 0.
    pub index: u64,
    /// Siblings from the leaf upward.
    pub hashes: InclusionProof,
    /// The tree it is in.
    pub checkpoint: Checkpoint,
}

impl TlogProof {
    /// The text.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut text = format!("{HEADER}\n");
        if let Some(extra) = &self.extra {
            text.push_str(&format!("extra {}\n", BASE64.encode(extra)));
        }
        text.push_str(&format!("index {}\n", self.index));
        for hash in &self.hashes {
            text.push_str(&hash.base64());
            text.push('\n');
        }
        text.push('\n');
        [text.into_bytes(), self.checkpoint.to_note().0].concat()
    }

    /// Reads the text; one spelling only.
    ///
    /// # Errors
    /// [`NoteError::Long`] or [`NoteError::Text`] where it is too long or not UTF-8, [`NoteError::Line`] with
    /// the first line that the format has not in its place.
    pub fn parse(bytes: &[u8]) -> Result<TlogProof, NoteError> {
        if bytes.len() > PROOF_MAX {
            return Err(NoteError::Long(bytes.len()));
        }
        let Ok(text) = std::str::from_utf8(bytes) else { return Err(NoteError::Text) };
        TlogProof::read(&mut Lines::new(text))
    }

    /// The head, if `leaf` is at the index in it and the ledger's key signed it.
    ///
    /// # Errors
    /// What [`Checkpoint::verify`] says of the head; [`NoteError::Inclusion`] where the leaf does not lead to
    /// it.
    pub fn verify(&self, leaf: Hash, key: &VerifierKey) -> Result<Head, NoteError> {
        let head = self.checkpoint.verify(key)?;
        if !verify_inclusion(leaf, self.index, head.size, head.root, &self.hashes) {
            return Err(NoteError::Inclusion { index: self.index });
        }
        Ok(head)
    }

    /// The same for the line carried as `extra`.
    ///
    /// # Errors
    /// [`NoteError::Line`] where the proof carries no line, otherwise as [`TlogProof::verify`].
    pub fn verify_extra(&self, key: &VerifierKey) -> Result<Head, NoteError> {
        let extra = self.extra.as_deref().ok_or(NoteError::Line {
            line: 2,
            expected: "extra with the entry's line",
            found: String::new(),
        })?;
        self.verify(Hash::leaf(extra), key)
    }

    /// The entry whose line is carried, at the place that is proven; in words why there is none.
    pub(super) fn entry(&self) -> Result<UnverifiedEntry, String> {
        let line = self.extra.as_deref().unwrap_or_default();
        let entry = UnverifiedEntry::parse(line).map_err(|e| e.to_string())?;
        match entry.index() == self.index {
            true => Ok(entry),
            false => Err(format!("its index is {}, its place {}", entry.index(), self.index)),
        }
    }

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<TlogProof, NoteError> {
        lines.read(HEADER, |line| (line == HEADER).then_some(()))?;
        let extra = match lines.rest.starts_with("extra ") {
            true => Some(lines.read("extra with padded base64", |line| {
                let bytes = from_base64(line.strip_prefix("extra ")?)?;
                (!bytes.is_empty()).then_some(bytes)
            })?),
            false => None,
        };
        let index =
            lines.read("index and a number without leading zeros", |line| number(line.strip_prefix("index ")?))?;
        let mut hashes = Vec::new();
        while let Some(hash) =
            lines.read("a hash as 32 bytes in padded base64, or an empty line", |line| match line {
                "" => Some(None),
                line if hashes.len() < PATH_MAX => Hash::from_base64(line).map(Some),
                _ => None,
            })?
        {
            hashes.push(hash);
        }
        let checkpoint = parse_cosigned(lines.rest.as_bytes())?;
        Ok(TlogProof { extra, index, hashes, checkpoint })
    }
}
