//! One line of a sum tree.

use super::SumError;
use crate::log::json::{from_json, to_json};
use crate::log::{Batch, Digest, Hash, Json};
use crate::unit::{Money, Text};
use serde::{Deserialize, Serialize};

/// What one receiver gets, why, and how its account stood before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SumLine {
    /// What it gets, whole fen.
    pub amount: Money,
    /// The reasons; by kind of entry.
    pub because: Json,
    /// The household's running digest *before* this entry; zeros for other receivers. Who does not
    /// hold the journal cannot guess it, so it hides the line from holders of other proofs.
    pub digest: Hash,
    /// The household's items before this entry; 0 for other receivers.
    pub items: u64,
    /// A household code, or `collective`, `residue`, another named receiver: together the whole pool.
    pub to: String,
}

impl SumLine {
    /// A line for a household whose digest is `before`.
    pub fn household(to: impl Into<String>, amount: Money, because: Json, before: Digest) -> SumLine {
        SumLine { amount, because, digest: before.hash, items: before.items, to: to.into() }
    }

    /// A line for a receiver that is no household.
    pub fn other(to: impl Into<String>, amount: Money, because: Json) -> SumLine {
        SumLine { amount, because, digest: Hash::ZERO, items: 0, to: to.into() }
    }

    /// The canonical bytes with their newline.
    pub fn to_line(&self) -> Result<Vec<u8>, SumError> {
        self.check()?;
        let mut line = to_json(self)?.to_bytes();
        line.push(b'\n');
        if line.len() > Batch::MAX_LINE {
            return Err(SumError::Length(line.len()));
        }
        Ok(line)
    }

    /// Reads a line with its newline; one spelling only.
    pub fn parse(line: &[u8]) -> Result<SumLine, SumError> {
        let text = match line.split_last() {
            Some((b'\n', text)) if line.len() <= Batch::MAX_LINE => text,
            _ => return Err(SumError::Length(line.len())),
        };
        let read: SumLine = from_json(&Json::parse(text)?)?;
        read.check()?;
        Ok(read)
    }

    fn check(&self) -> Result<(), SumError> {
        match self.to.parse::<Text>() {
            Ok(_) => Ok(()),
            Err(_) => Err(SumError::Receiver(self.to.chars().take(80).collect())),
        }
    }
}
