//! The stores in memory as an engine: opened to read or to write, recovered, copied and put back.

use super::{Inner, Memory, chunks};
use coop_ledger::log::{Frontier, Hash, Head, Sealed};
use coop_ledger::store::{
    AppendError, AtOpening, Before, Cause, Chunks, Engine, Ground, Group, Origin, ReadError, Resumed, Stores,
    TailCheck, TailError, Why, Writing, batch_mark,
};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// The lock of one ledger; given back when it goes.
#[derive(Debug)]
pub struct Held {
    inner: Arc<Mutex<Inner>>,
    of: Origin,
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.held.remove(&self.of);
        if !inner.poisoned {
            inner.settle();
        }
    }
}

impl Memory {
    /// The same bytes on a machine of their own, started anew: nobody holds anything.
    pub fn copied(&self) -> Memory {
        let inner = Inner { held: Default::default(), answers: Default::default(), ..self.inner().clone() };
        Memory { inner: Arc::new(Mutex::new(Inner { poisoned: false, ..inner })), ..Memory::default() }
    }

    /// The same ledgers on a machine that remembers nothing of them.
    pub fn elsewhere(&self) -> Memory {
        let copied = self.copied();
        copied.inner().machine.clear();
        copied
    }

    /// Puts what everybody has of the ledgers back to how it was, and leaves what the machine remembers.
    pub fn put_back(&self, older: &Memory) {
        let ledgers = older.inner().ledgers.clone();
        self.inner().ledgers = ledgers;
    }

    fn open(&self, reads_only: bool, held: Option<Arc<Held>>) -> Stores {
        let handle = Arc::new(Memory { inner: self.inner.clone(), reads_only, _held: held });
        Stores { journal: handle.clone(), blobs: handle.clone(), openings: handle.clone(), anchor: handle }
    }
}

/// What recovering came to.
type Found = Result<(AtOpening, Resumed), AtOpening>;

impl Memory {
    /// The steps of the file store without its files: what was signed must be there, nobody may have signed
    /// more, and what lies behind is finished or cut off.
    fn recover(&self, of: &Origin, check: &mut dyn TailCheck) -> Found {
        let (lines, copy, machine) = {
            let inner = self.inner();
            let ledger = inner.ledgers.get(of).cloned().unwrap_or_default();
            (ledger.lines, ledger.copy, inner.machine.get(of).cloned().unwrap_or_default())
        };
        if !machine.writes && !lines.is_empty() {
            return Err(AtOpening::NotAnchored);
        }
        if !machine.writes {
            self.inner().machine.entry(of.clone()).or_default().writes = true;
            return Ok((AtOpening::Fresh, Resumed::default()));
        }
        let head = machine.signed.as_ref().map_or_else(Head::empty, |sealed| sealed.head);
        let have = lines.len() as u64;
        if have < head.size {
            return Err(AtOpening::Loss(Cause::new(Why::Loss, format!("{have} entries, {} were signed", head.size))));
        }
        let mut edge: Frontier = lines.iter().take(head.size as usize).map(|line| Hash::leaf(line)).collect();
        if edge.head() != head {
            return Err(AtOpening::Damage(Cause::new(Why::Damage, "not what was signed")));
        }
        if let Some(above) = check.signed_above(head.size, copy.as_ref().map(|sealed| sealed.note.0.as_slice())) {
            return Err(AtOpening::Elsewhere { size: above.size });
        }
        let mut stop = None;
        while edge.size() < have {
            let rest = lines.iter().skip(edge.size() as usize);
            let n = rest.clone().next().and_then(|line| batch_mark(line)).map_or(0, |mark| mark.n as usize);
            let group: Vec<u8> = rest.take(n).flat_map(|line| line.iter().copied()).collect();
            let mut after = edge.clone();
            group.split_inclusive(|b| *b == b'\n').for_each(|line| after.push(Hash::leaf(line)));
            if n == 0 || after.size() != edge.size() + n as u64 {
                stop = Some(Cause::new(Why::Malformed, "part of a batch"));
                break;
            }
            let read = |from, upto| -> Chunks<'_> { chunks(lines.clone(), from, upto) };
            let before = Before::new(edge.size(), &read);
            let group = Group { base: edge.head(), lines: &group, head: after.head() };
            match check.accept(&before, &group) {
                Ok(()) => edge = after,
                Err(TailError::Later(cause)) => return Err(AtOpening::Waiting(cause)),
                Err(TailError::Invalid(cause)) => {
                    stop = Some(cause);
                    break;
                }
            }
        }
        let entries = edge.size() - head.size;
        let mut signed = machine.signed;
        if entries > 0 {
            match check.seal(&edge.head()) {
                Ok(note) => signed = Some(Sealed { head: edge.head(), note }),
                Err(TailError::Later(cause) | TailError::Invalid(cause)) => return Err(AtOpening::Waiting(cause)),
            }
        }
        let mut inner = self.inner();
        inner.machine.entry(of.clone()).or_default().signed = signed;
        inner.ledgers.entry(of.clone()).or_default().lines.truncate(edge.size() as usize);
        let since = copy.map_or(head.size, |copy| copy.head.size.min(head.size));
        inner.settle();
        let opening = match stop {
            Some(cause) => {
                let bytes = lines.iter().skip(edge.size() as usize).map(|line| line.len() as u64).sum();
                AtOpening::Quarantined { bytes, file: PathBuf::from("memory"), entries, cause, gone: 0 }
            }
            None if entries > 0 => AtOpening::Finished { entries },
            None => AtOpening::Fine,
        };
        Ok((opening, Resumed { since, emptied: 0 }))
    }
}

impl Engine for Memory {
    fn name(&self) -> String {
        "memory".into()
    }

    fn reader(&self, _: &Origin) -> Stores {
        self.open(true, None)
    }

    fn writer(&self, of: &Origin, check: &mut dyn TailCheck) -> Result<Writing, AppendError> {
        {
            let mut inner = self.inner();
            if !inner.held.insert(of.clone()) {
                return Err(AppendError::Busy(Cause::new(Why::Held, "this process")));
            }
            inner.poisoned = false;
        }
        let held = Arc::new(Held { inner: self.inner.clone(), of: of.clone() });
        match self.recover(of, check) {
            Ok((opening, resumed)) => Ok(Writing { stores: self.open(false, Some(held)), opening, resumed }),
            Err(opening) => Ok(Writing { stores: self.open(true, None), opening, resumed: Resumed::default() }),
        }
    }

    fn copy(&self, of: &Origin) -> Result<Option<Vec<u8>>, ReadError> {
        let inner = self.inner();
        let copy = inner.ledgers.get(of).and_then(|ledger| ledger.copy.as_ref());
        Ok(copy.map(|sealed| sealed.note.0.clone()))
    }

    fn ground(&self) -> Result<Ground, Cause> {
        let inner = self.inner();
        let all: Vec<_> = inner.ledgers.values().filter(|ledger| !ledger.lines.is_empty()).collect();
        Ok(match all.as_slice() {
            [] => Ground::Free(Vec::new()),
            [one] if one.copy.is_none() && one.lines.len() == 1 => Ground::Free(one.lines[0].to_vec()),
            _ => Ground::Taken,
        })
    }

    fn clear(&self, torn: &dyn Fn(&[u8]) -> bool) -> Result<(), AppendError> {
        if let Ok(Ground::Free(line)) = self.ground()
            && torn(&line)
        {
            self.inner().ledgers.values_mut().for_each(|ledger| ledger.lines.clear());
        }
        Ok(())
    }
}
