//! What one entry owes the entry before it.

use super::entry::Members;
use super::{Frontier, Hash, Head, KeyId, Origin, UnverifiedEntry, VerifiedEntry};
use crate::unit::{Lang, RecordedAt, Say};

/// The journal as far as it has been followed. A refused entry leaves it as it was.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Chain {
    frontier: Frontier,
    last: Option<Last>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Last {
    leaf: Hash,
    origin: Origin,
    batch: (u32, u32),
    key: KeyId,
    recorded_at: RecordedAt,
}

/// Where an entry does not continue the journal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// An entry is missing, repeated or moved.
    #[error("index: expected {expected}, found {found}")]
    Index {
        /// Entries followed so far.
        expected: u64,
        /// In the entry.
        found: u64,
    },
    /// The line before was changed, or is another one.
    #[error("entry {index}: prev: expected {expected}, found {found}")]
    Prev {
        /// The entry.
        index: u64,
        /// Leaf hash of the line before.
        expected: Hash,
        /// In the entry.
        found: Hash,
    },
    /// Another ledger, or an epoch that no `ledger.restored` opened at the start of a batch.
    #[error("entry {index}: origin: expected {expected}, found {found}")]
    Origin {
        /// The entry.
        index: u64,
        /// What the ledger's state asks for.
        expected: String,
        /// In the entry.
        found: Origin,
    },
    /// A batch broken off, or one that starts in its middle.
    #[error("entry {index}: batch: expected {expected}, found [{k},{n}]")]
    Batch {
        /// The entry.
        index: u64,
        /// What the entry before asks for.
        expected: String,
        /// In the entry.
        k: u32,
        /// In the entry.
        n: u32,
    },
    /// A batch by two authors.
    #[error("entry {index}: key: expected {expected} as in the rest of its batch, found {found}")]
    BatchKey {
        /// The entry.
        index: u64,
        /// Of the batch.
        expected: KeyId,
        /// In the entry.
        found: KeyId,
    },
    /// A batch recorded at two times.
    #[error("entry {index}: recorded_at: expected {expected} as in the rest of its batch, found {found}")]
    BatchTime {
        /// The entry.
        index: u64,
        /// Of the batch.
        expected: RecordedAt,
        /// In the entry.
        found: RecordedAt,
    },
    /// Time runs backwards without a `clock.corrected`.
    #[error("entry {index}: recorded_at: expected {floor} or later, found {found}")]
    Time {
        /// The entry.
        index: u64,
        /// Of the entry before.
        floor: RecordedAt,
        /// In the entry.
        found: RecordedAt,
    },
}

impl Say for ChainError {
    fn say(&self, lang: Lang) -> String {
        let zh = match self {
            ChainError::Index { expected, found } => format!("序号应为 {expected}，实为 {found}"),
            ChainError::Prev { index, expected, found } => {
                format!("第 {index} 条接的应是指纹 {expected}，实为 {found}")
            }
            ChainError::Origin { index, expected, found } => {
                format!("第 {index} 条的账本代号应为 {expected}，实为 {found}")
            }
            ChainError::Batch { index, expected, k, n } => {
                format!("第 {index} 条在一批里的位置应为 {expected}，实为 [{k},{n}]")
            }
            ChainError::BatchKey { index, expected, found } => {
                format!("第 {index} 条的密钥应与同批各条相同，是 {expected}，实为 {found}")
            }
            ChainError::BatchTime { index, expected, found } => {
                format!("第 {index} 条的记录时间应与同批各条相同，是 {expected}，实为 {found}")
            }
            ChainError::Time { index, floor, found } => {
                format!("第 {index} 条的记录时间应为 {floor} 或以后，实为 {found}")
            }
        };
        lang.pick(zh, self.to_string())
    }
}

impl Chain {
    /// Goes on from a point somebody vouches for: the tree's right edge and the last entry in it.
    /// `None` unless the entry is the last of that tree and, where the edge shows it, its leaf.
    pub fn resume(frontier: Frontier, last: &VerifiedEntry) -> Option<Chain> {
        let m = last.members();
        let shown = if frontier.size() % 2 == 1 { frontier.roots().last().copied() } else { None };
        let fits = m.index.checked_add(1) == Some(frontier.size()) && shown.is_none_or(|leaf| leaf == m.leaf);
        fits.then(|| Chain { frontier, last: Some(Last::of(m)) })
    }

    /// Follows the next entry, its signature checked or not.
    ///
    /// # Errors
    /// [`ChainError`] with the first member that does not go on from the entry before; the chain then stands
    /// where it stood.
    pub fn check(&mut self, entry: &UnverifiedEntry) -> Result<(), ChainError> {
        self.step(entry.members())
    }

    /// Follows the next entry.
    ///
    /// # Errors
    /// As [`Chain::check`].
    pub fn check_verified(&mut self, entry: &VerifiedEntry) -> Result<(), ChainError> {
        self.step(entry.members())
    }

    /// The tree's right edge behind the entries followed.
    pub fn frontier(&self) -> &Frontier {
        &self.frontier
    }

    /// Size and root of the entries followed.
    pub fn head(&self) -> Head {
        self.frontier.head()
    }

    /// `prev` of the next entry.
    pub fn last_leaf(&self) -> Hash {
        self.last.as_ref().map_or(Hash::ZERO, |last| last.leaf)
    }

    /// When the last entry was recorded.
    pub fn recorded_at(&self) -> Option<RecordedAt> {
        self.last.as_ref().map(|last| last.recorded_at)
    }

    /// Origin of the last entry.
    pub fn origin(&self) -> Option<&Origin> {
        self.last.as_ref().map(|last| &last.origin)
    }

    /// True where a checkpoint may stand: no batch is broken off here.
    pub fn at_batch_end(&self) -> bool {
        self.last.as_ref().is_none_or(|last| last.batch.0 + 1 == last.batch.1)
    }

    fn step(&mut self, m: &Members) -> Result<(), ChainError> {
        let expected = self.frontier.size();
        if m.index != expected {
            return Err(ChainError::Index { expected, found: m.index });
        }
        if m.prev != self.last_leaf() {
            return Err(ChainError::Prev { index: m.index, expected: self.last_leaf(), found: m.prev });
        }
        check_origin(self.last.as_ref(), m)?;
        check_batch(self.last.as_ref(), m)?;
        check_time(self.last.as_ref(), m)?;
        self.frontier.push(m.leaf);
        self.last = Some(Last::of(m));
        Ok(())
    }
}

impl Last {
    fn of(m: &Members) -> Last {
        Last { leaf: m.leaf, origin: m.origin.clone(), batch: m.batch, key: m.key, recorded_at: m.recorded_at }
    }
}

fn check_origin(last: Option<&Last>, m: &Members) -> Result<(), ChainError> {
    let refuse = |expected: String| Err(ChainError::Origin { index: m.index, expected, found: m.origin.clone() });
    let Some(last) = last else {
        return if m.origin.epoch() == 1 { Ok(()) } else { refuse(m.origin.first().to_owned()) };
    };
    if m.kind.name() != "ledger.restored" {
        return if m.origin == last.origin { Ok(()) } else { refuse(last.origin.to_string()) };
    }
    // Later than the last one here, not always the next: the epochs between may be what was lost,
    // and a lost epoch's checkpoints must never be signed a second time.
    let later = m.origin.same_ledger(&last.origin) && m.origin.epoch() > last.origin.epoch();
    if later && m.batch.0 == 0 {
        Ok(())
    } else {
        refuse(format!("{} or a later epoch, at the start of a batch", last.origin.next_epoch()))
    }
}

fn check_batch(last: Option<&Last>, m: &Members) -> Result<(), ChainError> {
    let (k, n) = m.batch;
    let refuse = |expected: String| Err(ChainError::Batch { index: m.index, expected, k, n });
    match last.filter(|last| last.batch.0 + 1 < last.batch.1) {
        None if k == 0 => Ok(()),
        None => refuse("the start of a batch".into()),
        Some(last) if (k, n) != (last.batch.0 + 1, last.batch.1) => {
            refuse(format!("[{},{}]", last.batch.0 + 1, last.batch.1))
        }
        Some(last) if m.key != last.key => {
            Err(ChainError::BatchKey { index: m.index, expected: last.key, found: m.key })
        }
        Some(last) if m.recorded_at != last.recorded_at => {
            Err(ChainError::BatchTime { index: m.index, expected: last.recorded_at, found: m.recorded_at })
        }
        Some(_) => Ok(()),
    }
}

fn check_time(last: Option<&Last>, m: &Members) -> Result<(), ChainError> {
    match last {
        Some(last) if m.recorded_at < last.recorded_at && m.kind.name() != "clock.corrected" => {
            Err(ChainError::Time { index: m.index, floor: last.recorded_at, found: m.recorded_at })
        }
        _ => Ok(()),
    }
}
