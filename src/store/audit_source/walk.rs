//! The walk over the journal's segments, to their very end, beside a writer who may be at work.

use super::Structural;
use crate::log::{Batch, Chunk};
use crate::store::disk::{Disk, DiskFile, Open};
use crate::store::file::{CHUNK, CHUNK_LINES, segment_first, segment_name};
use crate::store::{Cause, ReadError, batch_mark};
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// A torn end is looked at again this often before it is called one, for half a second together: a
/// writer may be in the middle of it.
const LOOKS: u32 = 20;
const PAUSE: Duration = Duration::from_millis(25);
/// So much of a line that is too long is passed over before the rest of its segment is.
const LONGEST_SKIP: u64 = 64 << 20;

/// What a walk comes across.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WalkStep {
    /// Whole lines; `first` counts every line before them, also those passed over.
    Lines(Chunk),
    /// Something wrong with the files at this place.
    Finding(Structural),
}

/// See [`super::AuditSource::lines`]. Ends after the first error.
#[derive(Debug)]
pub struct Walk {
    disk: Arc<dyn Disk>,
    journal: PathBuf,
    /// Segments not walked yet; `None` before the first look.
    waiting: Option<VecDeque<u64>>,
    open: Option<Segment>,
    /// Index of the next line.
    next: u64,
    /// The last line given ends its batch, so that nothing more need be on its way.
    at_batch_end: bool,
    ready: VecDeque<WalkStep>,
    over: bool,
}

#[derive(Debug)]
struct Segment {
    first: u64,
    file: Box<dyn DiskFile>,
    /// Offset of what is read next.
    offset: u64,
    held: Vec<u8>,
    /// Bytes passed over of a line that is too long; 0 outside of one.
    skipping: u64,
}

impl Walk {
    pub(super) fn new(disk: Arc<dyn Disk>, journal: PathBuf) -> Walk {
        Walk {
            disk,
            journal,
            waiting: None,
            open: None,
            next: 0,
            at_batch_end: true,
            ready: VecDeque::new(),
            over: false,
        }
    }

    /// Reads on; fills `ready` or ends the walk.
    fn advance(&mut self) -> Result<(), ReadError> {
        if self.waiting.is_none() {
            self.waiting = Some(self.names(None)?.into());
        }
        if self.open.is_none() {
            return self.open_next();
        }
        let got = self.fill()?;
        self.take_lines();
        self.give_up()?;
        if got == 0 && self.ready.is_empty() {
            self.end_segment()?;
        }
        Ok(())
    }

    /// First lines of the segments behind a segment.
    fn names(&self, behind: Option<u64>) -> Result<Vec<u64>, ReadError> {
        let items = self.disk.list(&self.journal);
        let items = items.map_err(|e| ReadError::Failed(Cause::io("reading", &self.journal, &e)))?;
        let firsts = items.iter().filter(|i| !i.folder).filter_map(|i| segment_first(&i.name));
        let itself = |first: &u64| self.disk.is_file(&self.journal.join(segment_name(*first))).unwrap_or(false);
        let mut firsts: Vec<u64> = firsts.filter(|f| behind.is_none_or(|b| *f > b)).filter(itself).collect();
        firsts.sort_unstable();
        Ok(firsts)
    }

    fn open_next(&mut self) -> Result<(), ReadError> {
        let Some(first) = self.waiting.as_mut().and_then(VecDeque::pop_front) else {
            self.over = true;
            return Ok(());
        };
        if first != self.next {
            let (found, expected) = (segment_name(first), segment_name(self.next));
            self.ready.push_back(WalkStep::Finding(Structural::Name { found, expected }));
        } else if !self.at_batch_end {
            self.ready.push_back(WalkStep::Finding(Structural::Split { segment: segment_name(first) }));
        }
        let path = self.journal.join(segment_name(first));
        let file = self.disk.open(&path, Open::Read);
        let file = file.map_err(|e| ReadError::Failed(Cause::io("reading", &path, &e)))?;
        self.open = Some(Segment { first, file, offset: 0, held: Vec::new(), skipping: 0 });
        Ok(())
    }

    fn fill(&mut self) -> Result<usize, ReadError> {
        let Some(segment) = &mut self.open else { return Ok(0) };
        let held = segment.held.len();
        segment.held.resize(CHUNK.max(held + Batch::MAX_LINE), 0);
        let into = segment.held.get_mut(held..).unwrap_or_default();
        let got = segment.file.read_at(segment.offset, into);
        segment.held.truncate(held + *got.as_ref().unwrap_or(&0));
        let got = got.map_err(|e| {
            ReadError::Failed(Cause::io("reading", &self.journal.join(segment_name(segment.first)), &e))
        })?;
        segment.offset += got as u64;
        Ok(got)
    }

    /// A file with a hole in it is as long as one likes: what has no end for so long is not looked
    /// at further. The line was found too long already.
    fn give_up(&mut self) -> Result<(), ReadError> {
        if let Some(segment) = self.open.as_mut().filter(|s| s.skipping > LONGEST_SKIP) {
            let len = segment.file.len();
            let len = len.map_err(|e| {
                ReadError::Failed(Cause::io("reading", &self.journal.join(segment_name(segment.first)), &e))
            })?;
            segment.offset = segment.offset.max(len);
        }
        Ok(())
    }

    /// Moves whole lines from the open segment to `ready`.
    fn take_lines(&mut self) {
        let Some(segment) = &mut self.open else { return };
        let mut chunk = Chunk { first: self.next, lines: Vec::new() };
        let start_offset = segment.offset - segment.held.len() as u64;
        let mut taken = 0;
        for line in segment.held.split_inclusive(|&b| b == b'\n') {
            let whole = line.ends_with(b"\n");
            let at = start_offset + taken as u64;
            if segment.skipping > 0 || line.len() > Batch::MAX_LINE {
                // a line that is too long, or more of it: said once, then passed over
                if segment.skipping == 0 {
                    if !chunk.lines.is_empty() {
                        self.ready.push_back(WalkStep::Lines(std::mem::replace(
                            &mut chunk,
                            Chunk { first: 0, lines: Vec::new() },
                        )));
                    }
                    let long = Structural::Long { index: self.next, segment: segment_name(segment.first), offset: at };
                    self.ready.push_back(WalkStep::Finding(long));
                    self.next += 1;
                }
                segment.skipping = if whole { 0 } else { segment.skipping + line.len() as u64 };
                taken += line.len();
                chunk.first = self.next;
                continue;
            }
            if !whole {
                break;
            }
            let full = chunk.lines.len() + line.len() > CHUNK || self.next - chunk.first >= CHUNK_LINES;
            if full && !chunk.lines.is_empty() {
                self.ready.push_back(WalkStep::Lines(std::mem::replace(
                    &mut chunk,
                    Chunk { first: self.next, lines: Vec::new() },
                )));
            }
            chunk.lines.extend_from_slice(line);
            taken += line.len();
            self.next += 1;
            self.at_batch_end = batch_mark(line).is_none_or(|mark| mark.k + 1 == mark.n);
        }
        segment.held.drain(..taken);
        if !chunk.lines.is_empty() {
            self.ready.push_back(WalkStep::Lines(chunk));
        }
    }

    /// A writer makes the lock file when it begins; where there is none, nobody is at work.
    fn may_grow(&self) -> bool {
        let lock = self.journal.with_file_name("lock");
        self.disk.is_file(&lock).unwrap_or(true)
    }

    /// The open segment has no more bytes: the next one, or the end.
    fn end_segment(&mut self) -> Result<(), ReadError> {
        let Some(segment) = &self.open else { return Ok(()) };
        let first = segment.first;
        if self.waiting.as_ref().is_some_and(VecDeque::is_empty) {
            // the last one: a writer may be about to add to it, or have begun another
            // what is longer than any line is nobody's line on its way
            let unfinished = segment.skipping == 0 && (!segment.held.is_empty() || !self.at_batch_end);
            for look in 0..if unfinished && self.may_grow() { LOOKS } else { 1 } {
                if look > 0 {
                    std::thread::sleep(PAUSE);
                    if self.fill()? > 0 {
                        return Ok(());
                    }
                }
                let more = self.names(Some(first))?;
                if !more.is_empty() {
                    self.waiting = Some(more.into());
                    // what was added to this one before the next was begun
                    if self.fill()? > 0 {
                        return Ok(());
                    }
                    break;
                }
            }
        }
        let Some(segment) = self.open.take() else { return Ok(()) };
        if !segment.held.is_empty() || segment.skipping > 0 {
            let bytes = segment.held.len() as u64;
            let offset = segment.offset - bytes;
            self.ready.push_back(WalkStep::Finding(Structural::Torn { segment: segment_name(first), offset, bytes }));
        }
        let last = self.waiting.as_ref().is_none_or(VecDeque::is_empty);
        if segment.offset == 0 && !last {
            self.ready.push_back(WalkStep::Finding(Structural::Empty(segment_name(first))));
        }
        Ok(())
    }
}

impl Iterator for Walk {
    type Item = Result<WalkStep, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(step) = self.ready.pop_front() {
                return Some(Ok(step));
            }
            if self.over {
                return None;
            }
            if let Err(error) = self.advance() {
                self.over = true;
                return Some(Err(error));
            }
        }
    }
}
