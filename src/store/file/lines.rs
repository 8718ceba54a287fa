//! Reading lines out of segments: lazily, without a lock, whole lines or an error.

use super::layout::{Segment, segment_name, segments};
use crate::log::{Batch, Chunk};
use crate::store::disk::{Disk, DiskFile, Open};
use crate::store::{Cause, ReadError};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// Longest run of lines in one chunk.
pub const CHUNK: usize = 1 << 20;
/// And at most so many lines, which a ledger's own never are in so few bytes: a file of nothing but
/// newlines must not become a thousand times its size in memory.
pub const CHUNK_LINES: u64 = 4096;
/// Distance of the remembered line starts in a segment, bytes.
const STRIDE: usize = 64 << 10;

/// Where some lines start, so that a read need not count from its segment's first. Learnt by
/// reading; shared by all readers of one handle.
#[derive(Debug, Clone, Default)]
pub struct Places(Arc<Mutex<BTreeMap<u64, Start>>>);

/// Where one line starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    /// Its segment's first line.
    pub segment: u64,
    /// Offset in that segment, bytes.
    pub offset: u64,
}

impl Places {
    /// Remembers where a line starts. A wrong place makes reads wrong: only what was counted.
    pub fn learn(&self, index: u64, start: Start) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let near = known.range(..=index).next_back();
        let dense = near.is_some_and(|(_, s)| s.segment == start.segment && start.offset < s.offset + STRIDE as u64);
        if !dense {
            known.insert(index, start);
        }
    }

    fn nearest(&self, index: u64) -> Option<(u64, Start)> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.range(..=index).next_back().map(|(i, s)| (*i, *s))
    }
}

/// The lines of one journal folder.
#[derive(Debug, Clone)]
pub struct JournalFiles {
    disk: Arc<dyn Disk>,
    journal: PathBuf,
    places: Places,
}

impl JournalFiles {
    pub(crate) fn new(disk: Arc<dyn Disk>, journal: PathBuf) -> JournalFiles {
        JournalFiles { disk, journal, places: Places::default() }
    }

    pub(crate) fn places(&self) -> &Places {
        &self.places
    }

    /// Exactly `[from, upto)`; the caller has checked that there should be so many.
    pub(crate) fn read(&self, from: u64, upto: u64) -> LineReader {
        let behind = (from, Vec::new());
        LineReader { lines: self.clone(), next: from, upto, at: None, segments: None, behind, over: from >= upto }
    }
}

/// One read under way.
#[derive(Debug)]
pub struct LineReader {
    lines: JournalFiles,
    /// Index of the next line to give.
    next: u64,
    upto: u64,
    at: Option<Position>,
    segments: Option<Vec<Segment>>,
    /// Bytes read and not given yet, and the index of the line with which they begin.
    behind: (u64, Vec<u8>),
    over: bool,
}

#[derive(Debug)]
struct Position {
    segment: u64,
    file: Box<dyn DiskFile>,
    path: PathBuf,
    /// Offset of what is read next.
    offset: u64,
}

impl Iterator for LineReader {
    type Item = Result<Chunk, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over {
            return None;
        }
        match self.chunk() {
            Ok(chunk) => {
                self.over = self.next >= self.upto;
                Some(Ok(chunk))
            }
            Err(error) => {
                self.over = true;
                Some(Err(error))
            }
        }
    }
}

impl LineReader {
    fn chunk(&mut self) -> Result<Chunk, ReadError> {
        loop {
            if self.at.is_none() {
                self.seek(self.behind.0)?;
            }
            let more = self.fill()?;
            let (first, bytes) = &mut self.behind;
            // lines before the wanted ones, then as many wanted ones as a chunk holds
            let (mut skipped, mut end, mut index) = (0, 0, *first);
            let mut marks: Vec<(u64, usize)> = Vec::new();
            for at in newlines(bytes) {
                if index < self.next {
                    skipped = at + 1;
                    end = at + 1;
                } else if end > skipped && (at + 1 - skipped > CHUNK || index - self.next >= CHUNK_LINES) {
                    break;
                } else {
                    end = at + 1;
                }
                index += 1;
                if marks.last().is_none_or(|(_, m)| end - m >= STRIDE) {
                    marks.push((index, end));
                }
                if index >= self.upto {
                    break;
                }
            }
            if end == 0 {
                if bytes.len() > Batch::MAX_LINE || (!more && !bytes.is_empty()) {
                    return Err(ReadError::Missing { index });
                }
                if !more {
                    self.next_segment(index)?;
                }
                continue;
            }
            if let Some(position) = &self.at {
                let start = position.offset - bytes.len() as u64;
                for (index, end) in marks {
                    let start = Start { segment: position.segment, offset: start + end as u64 };
                    self.lines.places.learn(index, start);
                }
            }
            let rest = bytes.split_off(end);
            let mut taken = std::mem::replace(bytes, rest);
            *first = index;
            if skipped == end {
                continue;
            }
            let chunk = Chunk { first: self.next, lines: taken.split_off(skipped) };
            self.next = index;
            return Ok(chunk);
        }
    }

    /// Opens the segment of a line at the nearest known line start before it.
    fn seek(&mut self, index: u64) -> Result<(), ReadError> {
        let failed = |e: std::io::Error, path: &std::path::Path| ReadError::Failed(Cause::io("reading", path, &e));
        let journal = self.lines.journal.clone();
        let all = segments(self.lines.disk.as_ref(), &journal).map_err(|e| failed(e, &journal))?;
        let segment = all.iter().rev().find(|s| s.first <= index).map(|s| s.first);
        let segment = segment.ok_or(ReadError::Missing { index })?;
        self.segments = Some(all);
        let known = self.lines.places.nearest(index).filter(|(_, s)| s.segment == segment);
        let (first, start) = known.unwrap_or((segment, Start { segment, offset: 0 }));
        self.behind = (first, Vec::new());
        self.open(segment, start.offset)
    }

    fn open(&mut self, segment: u64, offset: u64) -> Result<(), ReadError> {
        let path = self.lines.journal.join(segment_name(segment));
        let file = self.lines.disk.open(&path, Open::Read);
        let file = file.map_err(|e| ReadError::Failed(Cause::io("reading", &path, &e)))?;
        self.at = Some(Position { segment, file, path, offset });
        Ok(())
    }

    /// The segment behind the end of the open one; its name must continue the count.
    fn next_segment(&mut self, index: u64) -> Result<(), ReadError> {
        let open = self.at.as_ref().map_or(0, |p| p.segment);
        let there = |all: &[Segment]| all.iter().any(|s| s.first == index && s.first > open);
        if !self.segments.as_deref().is_some_and(there) {
            // rolled since the names were listed, or not there
            let journal = &self.lines.journal;
            let all = segments(self.lines.disk.as_ref(), journal);
            let all = all.map_err(|e| ReadError::Failed(Cause::io("reading", journal, &e)))?;
            if !there(&all) {
                return Err(ReadError::Missing { index: self.next.max(index) });
            }
            self.segments = Some(all);
        }
        self.open(index, 0)
    }

    /// Reads on until a chunk's worth is there; `false` at the end of the segment.
    fn fill(&mut self) -> Result<bool, ReadError> {
        let Some(position) = &mut self.at else { return Ok(false) };
        let bytes = &mut self.behind.1;
        let wanted = if self.upto - self.next.min(self.upto) <= 16 { STRIDE } else { CHUNK } + Batch::MAX_LINE;
        let held = bytes.len();
        if held >= wanted {
            return Ok(true);
        }
        bytes.resize(wanted, 0);
        let into = bytes.get_mut(held..).unwrap_or_default();
        let got = position.file.read_at(position.offset, into);
        let got = got.map_err(|e| ReadError::Failed(Cause::io("reading", &position.path, &e)))?;
        bytes.truncate(held + got);
        position.offset += got as u64;
        Ok(got > 0)
    }
}

/// Offsets of the newlines; `skip_until` finds them with the platform's fastest search.
pub(super) fn newlines(bytes: &[u8]) -> impl Iterator<Item = usize> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        std::io::BufRead::skip_until(&mut rest, b'\n').ok().filter(|n| *n > 0)?;
        let last = bytes.len() - rest.len() - 1;
        // the end of the bytes ends a search too
        (bytes.get(last) == Some(&b'\n')).then_some(last)
    })
}
