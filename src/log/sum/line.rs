//! One line of a sum tree.

use super::SumError;
use crate::log::json::{from_json, to_json};
use crate::log::{Batch, Digest, Hash, Json, UnverifiedEntry};
use crate::unit::{Day, Money, PayoutId, Text};
use serde::{Deserialize, Serialize};

/// What one receiver gets, as what, of which payout, and how its account stood before. The line
/// says all of it itself: a slip with the line and its path needs nothing else to be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SumLine {
    /// Whole fen, 0 to 99,999,999,999,999.99 yuan.
    pub amount: Money,
    /// Hash of the reasons ([`reasons_hash`]), which stand in a blob of their own.
    pub because: Hash,
    /// The household's running digest *before* this entry; zeros for other receivers. Who does not
    /// hold the journal cannot guess it, so it hides the line from holders of other proofs.
    pub digest: Hash,
    /// The household's items before this entry; 0 for other receivers.
    pub items: u64,
    /// What the entry does with the amount.
    pub kind: SumKind,
    /// The entry's effective day.
    pub on: Day,
    /// The payout it belongs to.
    pub payout: PayoutId,
    /// A household code, or `collective`, `residue`, another named receiver: together the whole pool.
    pub to: String,
}

/// What an entry does with the amounts of its lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SumKind {
    /// They are owed to their receivers from now on: `payout.declared/1`.
    Declared,
    /// They are paid: `payout.paid/1`.
    Paid,
    /// The bank sent them back: `payout.returned/1`.
    Returned,
    /// Their households owe them from now on: `payout.declared/1` that asks.
    Asked,
}

/// The hash that a line has of its reasons: one canonical array with its newline.
pub fn reasons_hash(reasons: &[u8]) -> Hash {
    Hash::of(&[b"coop-ledger/reasons/v1\n", reasons])
}

impl SumKind {
    /// Every kind.
    pub const ALL: [SumKind; 4] = [SumKind::Declared, SumKind::Paid, SumKind::Returned, SumKind::Asked];

    /// The kind of the entries whose lines are of this kind.
    pub fn entry_kind(self) -> &'static str {
        match self {
            SumKind::Declared | SumKind::Asked => "payout.declared/1",
            SumKind::Paid => "payout.paid/1",
            SumKind::Returned => "payout.returned/1",
        }
    }

    /// The kind of the lines of an entry of this kind with this body; `None` where it has none.
    pub fn of_entry(kind: &str, body: &Json) -> Option<SumKind> {
        match SumKind::ALL.into_iter().find(|k| k.entry_kind() == kind) {
            Some(SumKind::Declared) if body.member("asks") == Some(&Json::Bool(true)) => Some(SumKind::Asked),
            of_kind => of_kind,
        }
    }

    /// True for entries of this kind, which have lines.
    pub fn stands_in(kind: &str) -> bool {
        SumKind::ALL.into_iter().any(|k| k.entry_kind() == kind)
    }
}

impl std::fmt::Display for SumKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            SumKind::Declared => "declared",
            SumKind::Paid => "paid",
            SumKind::Returned => "returned",
            SumKind::Asked => "asked",
        })
    }
}

impl SumLine {
    /// The household's state before the entry; empty for other receivers.
    pub fn before(&self) -> Digest {
        Digest { hash: self.digest, items: self.items }
    }

    /// Compares what the line says of its entry with the entry.
    ///
    /// # Errors
    /// [`SumError::Differs`] with the first member that says something else.
    pub fn belongs_to(&self, entry: &UnverifiedEntry) -> Result<(), SumError> {
        let kind = SumKind::of_entry(&entry.kind().to_string(), entry.body());
        let kind = kind.map_or_else(|| entry.kind().to_string(), |kind| kind.to_string());
        let payout = entry.body().member("payout").and_then(Json::text).unwrap_or_default();
        let said = [
            ("kind", kind.as_str(), self.kind.to_string()),
            ("on", &entry.effective_on().to_string(), self.on.to_string()),
            ("payout", payout, self.payout.to_string()),
        ];
        match said.into_iter().find(|(_, expected, found)| expected != found) {
            None => Ok(()),
            Some((member, expected, found)) => Err(SumError::Differs { member, expected: expected.to_owned(), found }),
        }
    }

    /// The canonical bytes with their newline.
    ///
    /// # Errors
    /// [`SumError::Receiver`] where `to` is no code or name, [`SumError::Line`] where a number is beyond what
    /// JSON holds.
    pub fn to_line(&self) -> Result<Vec<u8>, SumError> {
        self.check()?;
        // far below the longest line that is read: a receiver has at most 200 characters
        let mut line = to_json(self)?.to_bytes();
        line.push(b'\n');
        Ok(line)
    }

    /// Reads a line with its newline; one spelling only.
    ///
    /// # Errors
    /// [`SumError::Length`] where it is not one line within the limit, [`SumError::Line`] where it is not in
    /// its one form, [`SumError::Receiver`] where `to` is no code or name.
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
