//! O4: what lies behind the last signed line, batch after batch.

use super::layout::{LedgerFolders, Segment, segment_name};
use super::lines::{JournalFiles, newlines};
use super::located::{Located, Opened};
use crate::log::{Batch, Frontier, Hash, Head};
use crate::store::disk::Disk;
use crate::store::{Before, Cause, Chunks, Group, TailCheck, TailError, Why, batch_mark};
use std::io;

/// The walk over what lies behind the guard.
pub(super) struct Behind<'a> {
    pub place: &'a LedgerFolders,
    pub lines: &'a JournalFiles,
    pub check: &'a mut dyn TailCheck,
    pub frontier: Frontier,
    /// Segment and offset behind the last accepted batch.
    pub cut: (u64, u64),
    pub last_leaf: Hash,
    /// A head that the ledger's key is known to have signed, and whether the walk came to it.
    pub known: Option<(Head, bool)>,
}

impl Behind<'_> {
    /// Accepts batch after batch. `Ok(Some(cause))`: the rest behind `cut` does not stay.
    /// `Err(cause)`: cannot be judged now. The lengths of segments become what the medium has.
    pub fn walk(
        &mut self,
        disk: &dyn Disk,
        mut at: Located,
        segments: &mut [Segment],
    ) -> io::Result<Result<Option<Cause>, Cause>> {
        for segment in segments {
            let begun = segment.first == at.segment;
            // an empty file is no place for anything; it is taken out afterwards
            if !begun && segment.len == 0 {
                continue;
            }
            let from = if begun { at.end } else { 0 };
            let mut open = match at.open.take_if(|open| open.segment.first == segment.first) {
                Some(open) => open,
                None => Opened::new(disk, self.place, segment.first, from)?,
            };
            *segment = open.segment;
            if !begun && segment.len == 0 {
                continue;
            }
            if !begun && segment.first != self.frontier.size() {
                let (name, size) = (segment_name(segment.first), self.frontier.size());
                return Ok(Ok(malformed(format!("{name} does not continue entry {size}"))));
            }
            match self.segment(&mut open, from)? {
                Ok(None) => {}
                stop => return Ok(stop),
            }
        }
        Ok(Ok(None))
    }

    fn segment(&mut self, open: &mut Opened, mut at: u64) -> io::Result<Result<Option<Cause>, Cause>> {
        let Segment { first, len } = open.segment;
        let mut held = Vec::new();
        while at < len || !held.is_empty() {
            match whole_group(&held) {
                Found::Group(bytes) => {
                    let rest = held.split_off(bytes);
                    let group = std::mem::replace(&mut held, rest);
                    match self.judge(&group) {
                        Ok(()) if self.cut.0 == first => self.cut.1 += bytes as u64,
                        // only what holds a batch is where the next one goes
                        Ok(()) => self.cut = (first, bytes as u64),
                        Err(TailError::Invalid(cause)) => return Ok(Ok(Some(cause))),
                        Err(TailError::Later(cause)) => return Ok(Err(cause)),
                    }
                }
                Found::Torn(what) => {
                    return Ok(Ok(malformed(format!("behind entry {}: {what}", self.frontier.size()))));
                }
                Found::More if at >= len => {
                    return Ok(Ok(malformed(format!("behind entry {}: part of a batch", self.frontier.size()))));
                }
                Found::More if held.len() > Batch::MAX_BYTES => {
                    return Ok(Ok(malformed(format!(
                        "behind entry {}: more than a batch may hold",
                        self.frontier.size()
                    ))));
                }
                Found::More => {
                    let mut piece = open.read(at, 4 << 20)?;
                    if piece.is_empty() {
                        return Ok(Ok(malformed(format!("{} became shorter", self.place.segment(first).display()))));
                    }
                    at += piece.len() as u64;
                    held.append(&mut piece);
                }
            }
        }
        Ok(Ok(None))
    }

    fn judge(&mut self, group: &[u8]) -> Result<(), TailError> {
        let base = self.frontier.head();
        let mut after = self.frontier.clone();
        let mut last_leaf = self.last_leaf;
        for line in group.split_inclusive(|&b| b == b'\n') {
            last_leaf = Hash::leaf(line);
            after.push(last_leaf);
        }
        let lines = self.lines;
        let read = |from, upto| -> Chunks<'_> { Box::new(lines.read(from, upto)) };
        self.check.accept(&Before::new(base.size, &read), &Group { base, lines: group, head: after.head() })?;
        if let Some((known, met)) = &mut self.known {
            *met |= *known == after.head();
        }
        self.frontier = after;
        self.last_leaf = last_leaf;
        Ok(())
    }
}

fn malformed(what: String) -> Option<Cause> {
    Some(Cause::new(Why::Malformed, what))
}

enum Found {
    /// So many bytes are one whole batch.
    Group(usize),
    /// Not decided by these bytes.
    More,
    /// Can never become a batch.
    Torn(&'static str),
}

/// Is there a whole batch at the beginning of these bytes?
fn whole_group(bytes: &[u8]) -> Found {
    let mut start = 0;
    for (end, k) in newlines(bytes).zip(0_u64..) {
        let line = bytes.get(start..=end).unwrap_or_default();
        if line.len() > Batch::MAX_LINE {
            return Found::Torn("a line that is too long");
        }
        match batch_mark(line) {
            Some(mark) if mark.k == k && k + 1 == mark.n => return Found::Group(end + 1),
            Some(mark) if mark.k == k => start = end + 1,
            Some(_) => return Found::Torn("a line from another place of its batch"),
            None => return Found::Torn("a line without a batch mark"),
        }
    }
    if bytes.len() - start > Batch::MAX_LINE { Found::Torn("a line that is too long") } else { Found::More }
}
