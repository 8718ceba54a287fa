//! That a line is in a total, on its own and as a text that carries the whole evidence.
//!
//! ```text
//! coop-ledger/sum-proof/v1
//! line <base64 of the line with its newline>
//! index <n>
//! <count> <fen> <base64 hash>       siblings from the line upward, one a line
//!                                   (empty line)
//! <tlog-proof of the entry, its line as extra>
//! ```

use super::{SumError, SumHead, SumLine, SumNode};
use crate::log::checkpoint::{Lines, number};
use crate::log::hash::from_base64;
use crate::log::json::from_json;
use crate::log::note::PROOF_MAX;
use crate::log::proof::split;
use crate::log::{Hash, Head, NoteError, TlogProof, UnverifiedEntry, VerifierKey};
use crate::unit::Fen;
use data_encoding::BASE64;

const HEADER: &str = "coop-ledger/sum-proof/v1";
/// Levels of a tree whose count fits 64 bits.
const PATH_MAX: usize = 64;

/// A line, its place under an entry's total, and the entry's place in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SumProof {
    /// The line with its newline.
    pub line: Vec<u8>,
    /// Its place in the tree, from 0.
    pub index: u64,
    /// Siblings from the line upward.
    pub path: Vec<SumNode>,
    /// The entry; `extra` is its line.
    pub entry: TlogProof,
}

/// True if the line at `index` is one of `count` lines that together make `total` under `root`.
pub fn verify_sum_proof(line: &[u8], index: u64, path: &[SumNode], count: u64, total: Fen, root: Hash) -> bool {
    top(line, index, path, count)
        .is_some_and(|top| top.count == count && i64::try_from(top.fen) == Ok(total.0) && top.hash == root)
}

/// The root to which the line and its path lead in a tree of `count` lines; `None` where the shape
/// is not that tree's.
fn top(line: &[u8], index: u64, path: &[SumNode], count: u64) -> Option<SumNode> {
    if index >= count {
        return None;
    }
    let mut node = SumNode::leaf(SumLine::parse(line).ok()?.amount, line);
    let (mut at, mut last) = (index, count - 1);
    for sibling in path {
        if last == 0 || sibling.count == 0 {
            return None;
        }
        let (left, right) = if at & 1 == 1 || at == last { (sibling, &node) } else { (&node, sibling) };
        let joined = SumNode::join(left, right)?;
        // without this a path could claim a tree of another shape with the same counts
        if left.count != split(joined.count) {
            return None;
        }
        if at == last {
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        }
        node = joined;
        at >>= 1;
        last >>= 1;
    }
    (last == 0).then_some(node)
}

impl SumProof {
    /// The text.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut text = format!("{HEADER}\nline {}\nindex {}\n", BASE64.encode(&self.line), self.index);
        for SumNode { count, fen, hash } in &self.path {
            text.push_str(&format!("{count} {fen} {}\n", hash.base64()));
        }
        text.push('\n');
        [text.into_bytes(), self.entry.to_bytes()].concat()
    }

    /// Reads the text; one spelling only.
    ///
    /// # Errors
    /// [`SumError::Text`] where it is too long, is not UTF-8, or has a line that the format has not in its
    /// place.
    pub fn parse(bytes: &[u8]) -> Result<SumProof, SumError> {
        if bytes.len() > PROOF_MAX {
            return Err(NoteError::Long(bytes.len()).into());
        }
        let Ok(text) = std::str::from_utf8(bytes) else { return Err(NoteError::Text.into()) };
        let mut lines = Lines::new(text);
        lines.read(HEADER, |l| (l == HEADER).then_some(()))?;
        let line = lines.read("line and padded base64", |l| from_base64(l.strip_prefix("line ")?))?;
        let index = lines.read("index and a number without leading zeros", |l| number(l.strip_prefix("index ")?))?;
        let mut path = Vec::new();
        while let Some(node) = lines.read("count, fen and hash of a sibling, or an empty line", |l| match l {
            "" => Some(None),
            l if path.len() < PATH_MAX => sibling(l).map(Some),
            _ => None,
        })? {
            path.push(node);
        }
        Ok(SumProof { line, index, path, entry: TlogProof::read(&mut lines)? })
    }

    /// Checks the line against the entry's stated total, and the entry against the checkpoint
    /// signed by the ledger's key. Gives the line, the entry and the head it is under; the entry's
    /// own signature is for the caller, who knows its author's key.
    ///
    /// # Errors
    /// [`SumError::Text`] where the entry is not under a checkpoint of this key, [`SumError::Entry`] where it
    /// cannot be read or states no total, [`SumError::Proof`] where the line does not lead to that total,
    /// [`SumError::Differs`] where it speaks of another entry; what [`SumLine::parse`] says of what is no line.
    pub fn verify(&self, key: &VerifierKey) -> Result<(SumLine, UnverifiedEntry, Head), SumError> {
        let head = self.entry.verify_extra(key)?;
        let stated = |problem: String| SumError::Entry(problem);
        let entry = self.entry.entry().map_err(stated)?;
        let lines = entry.body().member("lines").ok_or_else(|| stated("no member `lines`".into()))?;
        let sum: SumHead = from_json(lines).map_err(|e| stated(e.to_string()))?;
        if !verify_sum_proof(&self.line, self.index, &self.path, sum.count, sum.total.fen(), sum.root) {
            return Err(SumError::Proof { index: self.index });
        }
        let line = SumLine::parse(&self.line)?;
        line.belongs_to(&entry)?;
        Ok((line, entry, head))
    }
}

fn sibling(line: &str) -> Option<SumNode> {
    let mut parts = line.split(' ');
    let node = SumNode {
        count: number(parts.next()?)?,
        fen: number(parts.next()?).filter(|fen| *fen <= i64::MAX as u64)?,
        hash: Hash::from_base64(parts.next()?)?,
    };
    parts.next().is_none().then_some(node)
}
