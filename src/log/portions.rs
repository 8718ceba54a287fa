//! Portions: where an entry lists things of several households, each household's part of the lists is
//! a line of its own under a tree, so that it can be shown alone.
//!
//! One line per household holds all that is its own in the entry: who is given the line has been given
//! everything. The first line holds what is nobody's, and the seed that hides the others: a sibling hash
//! in a path tells nothing about the line behind it, though amounts are few and codes are known. No sums
//! stand in this tree: in a list of two, a total and one's own amount would tell the other's.
//!
//! Leaves have a purpose of their own; nodes and paths are those of RFC 6962.

mod proof;

pub use proof::PortionProof;

use super::{Batch, Hash, Json, JsonError, LeafHashes, NoteError, from_json, to_json};
use crate::unit::{HouseholdId, Lang, Say};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Parts of a body's lists, by the lists' names; a list that has none of it is absent.
pub type Lists = BTreeMap<String, Vec<Item>>;

/// One thing of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Its place in the list, from 0.
    pub at: u64,
    /// What stands there.
    pub is: Json,
}

/// All that one household has in an entry's lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Portion {
    /// Its things; none where the entry is about it without listing anything, as a correction is.
    pub lists: Lists,
    /// Hides the line from holders of other proofs: [`Portion::salt`].
    pub salt: Hash,
    /// The household.
    pub to: HouseholdId,
}

/// The first line: what is nobody's, and the seed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Common {
    lists: Lists,
    seed: Hash,
}

/// What an entry's body says of its portions, under the member `portions`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PortionsHead {
    /// SHA-256 of the lines in order, each with its newline: the name of their blob.
    pub blob: Hash,
    /// Length of the blob in bytes.
    pub bytes: u64,
    /// How many lines: one more than households.
    pub count: u64,
    /// RFC 6962 root over the lines' leaf hashes.
    pub root: Hash,
}

/// All portions of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portions {
    common: Common,
    own: Vec<(Hash, Portion)>,
}

/// Why lines make no portions, or a proof does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PortionError {
    /// A line does not read as one.
    #[error("portion: {0}")]
    Line(#[from] JsonError),
    /// A line without its newline, or above 65,535 bytes.
    #[error("a portion is one line of at most 65535 bytes with its newline, found {0} bytes")]
    Length(usize),
    /// Fewer than two households, who need no portions.
    #[error("portions of {0} households, expected two or more")]
    Few(usize),
    /// The lines are not in order of the households' codes, each once.
    #[error("the portion of {0} is not in order of codes")]
    Order(HouseholdId),
    /// A salt that does not follow from the seed.
    #[error("the portion of {0} has another salt than the seed gives")]
    Salt(HouseholdId),
    /// Places in a list that are missing, out of order, or taken by two things.
    #[error("list `{0}`: its places are not 0, 1, 2 and so on, each with one thing")]
    Places(String),
    /// Count or root are not those of the entry.
    #[error("{member} is {found}, the entry says {expected}")]
    Head {
        /// Which member of [`PortionsHead`].
        member: &'static str,
        /// What the entry says.
        expected: String,
        /// What the lines give.
        found: String,
    },
    /// A proof text that does not read as one.
    #[error("portion proof: {0}")]
    Text(#[from] NoteError),
    /// The line does not lead to the entry's root.
    #[error("the portion proof does not lead from line {index} to the entry")]
    Proof {
        /// Place claimed.
        index: u64,
    },
    /// The entry under the proof states no portions, or cannot be read.
    #[error("the entry under the portion proof has no portions: {0}")]
    Entry(String),
}

impl Say for PortionError {
    fn say(&self, lang: Lang) -> String {
        let zh = match self {
            PortionError::Line(error) => format!("分户部分读不出来：{error}"),
            PortionError::Length(found) => format!("一户的部分是一行，连换行最多 65535 字节，实有 {found} 字节"),
            PortionError::Few(found) => format!("只有 {found} 户的部分，要有两户或更多"),
            PortionError::Order(household) => format!("{household} 的部分不在代码的次序上"),
            PortionError::Salt(household) => format!("{household} 的部分的盐与种子算出的不同"),
            PortionError::Places(list) => format!("清单 `{list}` 的位置不是从 0 起每个一项"),
            PortionError::Head { member, expected, found } => {
                format!("{member} 是 {found}，记录写的是 {expected}")
            }
            PortionError::Text(error) => error.say(lang),
            PortionError::Proof { index } => format!("分户证明不能从第 {index} 行推到记录"),
            PortionError::Entry(error) => format!("证明里的记录没有分户部分：{error}"),
        };
        lang.pick(zh, self.to_string())
    }
}

/// Leaf of a line with its newline.
fn leaf(line: &[u8]) -> Hash {
    Hash::of(&[b"coop-ledger/portion/v1\n", line])
}

/// The canonical line of a value with its newline.
fn line<T: Serialize>(value: &T) -> Result<Vec<u8>, PortionError> {
    let mut line = to_json(value)?.to_bytes();
    line.push(b'\n');
    whole(&line).map(|_| ())?;
    Ok(line)
}

fn whole(line: &[u8]) -> Result<&[u8], PortionError> {
    match line.split_last() {
        Some((b'\n', text)) if line.len() <= Batch::MAX_LINE => Ok(text),
        _ => Err(PortionError::Length(line.len())),
    }
}

/// Every list has something, in ascending places.
fn placed(lists: &Lists) -> Result<(), PortionError> {
    let wrong = lists.iter().find(|(_, items)| items.is_empty() || !items.is_sorted_by(|a, b| a.at < b.at));
    wrong.map_or(Ok(()), |(name, _)| Err(PortionError::Places(name.clone())))
}

impl Portion {
    /// SHA-256(`coop-ledger/portion-salt/v1\n` ‖ seed ‖ code).
    pub fn salt(seed: &Hash, to: &HouseholdId) -> Hash {
        Hash::of(&[b"coop-ledger/portion-salt/v1\n", &seed.0, to.as_str().as_bytes()])
    }

    /// Reads a line with its newline, one spelling only; gives its leaf hash, too.
    ///
    /// # Errors
    /// It is no portion.
    pub fn parse(line: &[u8]) -> Result<(Hash, Portion), PortionError> {
        let portion: Portion = from_json(&Json::parse(whole(line)?)?)?;
        placed(&portion.lists)?;
        Ok((leaf(line), portion))
    }
}

impl Portions {
    /// Portions out of what is nobody's and what is each household's.
    ///
    /// # Errors
    /// There are fewer than two households, or a line would be too long.
    pub fn new(seed: Hash, common: Lists, own: BTreeMap<HouseholdId, Lists>) -> Result<Portions, PortionError> {
        if own.len() < 2 {
            return Err(PortionError::Few(own.len()));
        }
        let common = Common { lists: common, seed };
        line(&common)?;
        let own = own.into_iter().map(|(to, lists)| {
            let portion = Portion { lists, salt: Portion::salt(&seed, &to), to };
            Ok((leaf(&line(&portion)?), portion))
        });
        Ok(Portions { common, own: own.collect::<Result<_, PortionError>>()? })
    }

    /// Reads a blob whose name and length were compared; gives the lists put together again, too.
    ///
    /// # Errors
    /// It is not in its one form, or not what the entry says.
    pub fn read(head: &PortionsHead, blob: &[u8]) -> Result<(Portions, BTreeMap<String, Vec<Json>>), PortionError> {
        let differs = |member, expected: &dyn ToString, found: &dyn ToString| {
            Err(PortionError::Head { member, expected: expected.to_string(), found: found.to_string() })
        };
        // before a line is kept
        let count = blob.iter().filter(|b| **b == b'\n').count() as u64;
        if count != head.count {
            return differs("count", &head.count, &count);
        }
        let mut lines = blob.split_inclusive(|b| *b == b'\n');
        let first = lines.next().unwrap_or_default();
        let common: Common = from_json(&Json::parse(whole(first)?)?)?;
        placed(&common.lists)?;
        let own = lines.map(Portion::parse).collect::<Result<Vec<_>, _>>()?;
        if own.len() < 2 {
            return Err(PortionError::Few(own.len()));
        }
        if let Some([_, (_, second)]) = own.windows(2).find(|pair| !pair.is_sorted_by(|a, b| a.1.to < b.1.to)) {
            return Err(PortionError::Order(second.to.clone()));
        }
        if let Some((_, other)) = own.iter().find(|(_, p)| p.salt != Portion::salt(&common.seed, &p.to)) {
            return Err(PortionError::Salt(other.to.clone()));
        }
        let portions = Portions { common, own };
        let root = portions.tree()?.head().root;
        if root != head.root {
            return differs("root", &head.root, &root);
        }
        let lists = portions.lists()?;
        Ok((portions, lists))
    }

    /// What hides the lines: 32 random bytes of whoever recorded the entry.
    pub fn seed(&self) -> Hash {
        self.common.seed
    }

    /// What stands in the lists and is no household's.
    pub fn nobodys(&self) -> &Lists {
        &self.common.lists
    }

    /// Each household's portion with its leaf hash, in order of codes.
    pub fn own(&self) -> &[(Hash, Portion)] {
        &self.own
    }

    /// The lines one after the other, as they are stored.
    ///
    /// # Errors
    /// A line cannot be written.
    pub fn blob(&self) -> Result<Vec<u8>, PortionError> {
        let mut blob = line(&self.common)?;
        for (_, portion) in &self.own {
            blob.extend(line(portion)?);
        }
        Ok(blob)
    }

    /// What the entry's body says.
    ///
    /// # Errors
    /// As [`Portions::blob`].
    pub fn head(&self) -> Result<PortionsHead, PortionError> {
        let blob = self.blob()?;
        let tree = self.tree()?.head();
        Ok(PortionsHead { blob: Hash::of(&[&blob]), bytes: blob.len() as u64, count: tree.size, root: tree.root })
    }

    fn tree(&self) -> Result<LeafHashes, PortionError> {
        let first = leaf(&line(&self.common)?);
        Ok(std::iter::once(first).chain(self.own.iter().map(|(leaf, _)| *leaf)).collect())
    }

    /// The lists as they were before: every thing at its place. What stands in two households' portions
    /// is the same in both.
    fn lists(&self) -> Result<BTreeMap<String, Vec<Json>>, PortionError> {
        let mut all: BTreeMap<&str, BTreeMap<u64, &Json>> = BTreeMap::new();
        let taken = |name: &str| PortionError::Places(name.to_owned());
        for (name, items) in &self.common.lists {
            all.entry(name).or_default().extend(items.iter().map(|item| (item.at, &item.is)));
        }
        let nobodys: BTreeMap<&str, Vec<u64>> = self
            .common
            .lists
            .iter()
            .map(|(name, items)| (name.as_str(), items.iter().map(|i| i.at).collect()))
            .collect();
        for (name, items) in self.own.iter().flat_map(|(_, portion)| &portion.lists) {
            let list = all.entry(name).or_default();
            for item in items {
                let common = nobodys.get(name.as_str()).is_some_and(|places| places.binary_search(&item.at).is_ok());
                if common || *list.entry(item.at).or_insert(&item.is) != &item.is {
                    return Err(taken(name));
                }
            }
        }
        let whole = |(name, list): (&str, BTreeMap<u64, &Json>)| match list.keys().copied().eq(0..list.len() as u64) {
            true => Ok((name.to_owned(), list.into_values().cloned().collect())),
            false => Err(taken(name)),
        };
        all.into_iter().map(whole).collect()
    }
}

/// The tree over the lines of a blob that was read before, for paths.
pub fn portions_tree(blob: &[u8]) -> LeafHashes {
    blob.split_inclusive(|b| *b == b'\n').map(leaf).collect()
}
