//! That a portion is one of an entry's, as a text that carries the whole evidence.
//!
//! ```text
//! coop-ledger/portion-proof/v1
//! portion <base64 of the line with its newline>
//! index <n>
//! <base64 hash>                     siblings from the line upward, one a line
//!                                   (empty line)
//! <tlog-proof of the entry, its line as extra>
//! ```

use super::{Portion, PortionError, PortionsHead};
use crate::log::{
    Hash, Head, NoteError, TlogProof, UnverifiedEntry, VerifierKey,
    checkpoint::{Lines, number},
    from_json,
    hash::from_base64,
    note::PROOF_MAX,
    verify_inclusion,
};
use data_encoding::BASE64;

const HEADER: &str = "coop-ledger/portion-proof/v1";
/// Levels of a tree whose count fits 64 bits.
const PATH_MAX: usize = 64;

/// A portion, its place among an entry's, and the entry's place in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortionProof {
    /// The line with its newline.
    pub portion: Vec<u8>,
    /// Its place in the blob, from 0; never 0, where what is nobody's stands.
    pub index: u64,
    /// Siblings from the line upward.
    pub path: Vec<Hash>,
    /// The entry; `extra` is its line.
    pub entry: TlogProof,
}

impl PortionProof {
    /// True if a text begins as one.
    pub fn begins(bytes: &[u8]) -> bool {
        bytes.starts_with(b"coop-ledger/portion-proof/")
    }

    /// The text.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut text = format!("{HEADER}\nportion {}\nindex {}\n", BASE64.encode(&self.portion), self.index);
        for hash in &self.path {
            text.push_str(&hash.base64());
            text.push('\n');
        }
        text.push('\n');
        [text.into_bytes(), self.entry.to_bytes()].concat()
    }

    /// Reads the text; one spelling only.
    ///
    /// # Errors
    /// [`PortionError::Text`] where it is too long, is not UTF-8, or has a line that the format has not in its
    /// place.
    pub fn parse(bytes: &[u8]) -> Result<PortionProof, PortionError> {
        if bytes.len() > PROOF_MAX {
            return Err(NoteError::Long(bytes.len()).into());
        }
        let Ok(text) = std::str::from_utf8(bytes) else { return Err(NoteError::Text.into()) };
        let mut lines = Lines::new(text);
        lines.read(HEADER, |l| (l == HEADER).then_some(()))?;
        let portion = lines.read("portion and padded base64", |l| from_base64(l.strip_prefix("portion ")?))?;
        let index = lines.read("index and a number without leading zeros", |l| number(l.strip_prefix("index ")?))?;
        let mut path = Vec::new();
        while let Some(hash) = lines.read("a hash as 32 bytes in padded base64, or an empty line", |l| match l {
            "" => Some(None),
            l if path.len() < PATH_MAX => Hash::from_base64(l).map(Some),
            _ => None,
        })? {
            path.push(hash);
        }
        Ok(PortionProof { portion, index, path, entry: TlogProof::read(&mut lines)? })
    }

    /// Checks the portion against the root that its entry states, and the entry against the checkpoint
    /// signed by the ledger's key. Gives the portion with its leaf, the entry and the head it is under;
    /// the entry's own signature is for the caller, who knows its author's key.
    ///
    /// # Errors
    /// [`PortionError::Text`] where the entry is not under a checkpoint of this key, [`PortionError::Entry`]
    /// where it cannot be read or states no portions, [`PortionError::Proof`] where the portion does not lead
    /// to the stated root; what [`Portion::parse`] says of a line that is no portion.
    pub fn verify(&self, key: &VerifierKey) -> Result<(Hash, Portion, UnverifiedEntry, Head), PortionError> {
        let head = self.entry.verify_extra(key)?;
        let stated = |problem: String| PortionError::Entry(problem);
        let entry = self.entry.entry().map_err(stated)?;
        let said = entry.body().member("portions").ok_or_else(|| stated("no member `portions`".into()))?;
        let said: PortionsHead = from_json(said).map_err(|e| stated(e.to_string()))?;
        let (leaf, portion) = Portion::parse(&self.portion)?;
        match self.index > 0 && verify_inclusion(leaf, self.index, said.count, said.root, &self.path) {
            true => Ok((leaf, portion, entry, head)),
            false => Err(PortionError::Proof { index: self.index }),
        }
    }
}
