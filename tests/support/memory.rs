//! The three stores in memory, without a file. It can be told how to answer the next write, so that
//! callers are tried against failures that a disk shows once in ten years.

use coop_ledger::log::{Batch, Chunk, Hash, Head, Sealed};
use coop_ledger::store::{
    AppendError, Appended, Begun, Blobs, Cause, Chunks, Filed, Journal, Openings, Origin, ReadError, Why,
};
use coop_ledger::unit::HouseholdId;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::Read;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How the next write of a [`Memory`] ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// As it should.
    Fine,
    /// [`AppendError::Failed`], nothing kept; the handle refuses until [`Memory::reopen`].
    Failed,
    /// [`AppendError::Failed`] although it is kept; the handle refuses until [`Memory::reopen`].
    FailedButDone,
    /// [`AppendError::Unsure`], nothing kept.
    LostOnTheWay,
    /// [`AppendError::Unsure`] although it is kept.
    LostOnTheWayBack,
    /// [`AppendError::Busy`], nothing kept.
    Busy,
    /// [`AppendError::Refused`] with a full disk, nothing kept.
    Full,
}

#[derive(Debug, Default)]
struct Ledger {
    lines: Vec<Arc<[u8]>>,
    sealed: Option<Sealed>,
    blobs: BTreeMap<Hash, Arc<[u8]>>,
    openings: BTreeMap<Hash, (HouseholdId, Vec<u8>)>,
    destroyed_upto: u64,
    begun: Vec<Begun>,
    absent: BTreeSet<Hash>,
}

#[derive(Debug, Default)]
struct Inner {
    ledgers: BTreeMap<Origin, Ledger>,
    answers: VecDeque<Answer>,
    poisoned: bool,
}

/// Journal, blobs and openings in memory. A clone is another handle on the same bytes.
#[derive(Debug, Clone, Default)]
pub struct Memory(Arc<Mutex<Inner>>);

impl Memory {
    /// Nothing in it.
    pub fn new() -> Memory {
        Memory::default()
    }

    /// The next writes end with these answers, in this order; then all is fine again.
    pub fn answer(&self, answers: impl IntoIterator<Item = Answer>) {
        self.inner().answers.extend(answers);
    }

    /// What opening anew does after a failure: the handle writes again.
    pub fn reopen(&self) {
        self.inner().poisoned = false;
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    /// Plays one write under the next answer; `keep` puts it into the ledger.
    fn write<T>(&mut self, of: &Origin, keep: impl FnOnce(&mut Ledger) -> T) -> Result<T, AppendError> {
        let cause = |why, what: &str| Cause::new(why, what);
        if self.poisoned {
            return Err(AppendError::Failed(cause(Why::Poisoned, "an earlier write failed")));
        }
        let answer = self.answers.pop_front().unwrap_or(Answer::Fine);
        if matches!(answer, Answer::Fine | Answer::FailedButDone | Answer::LostOnTheWayBack) {
            let done = keep(self.ledgers.entry(of.clone()).or_default());
            if answer == Answer::Fine {
                return Ok(done);
            }
        }
        Err(match answer {
            Answer::Busy => AppendError::Busy(cause(Why::Held, "told to be busy")),
            Answer::Full => AppendError::Refused(cause(Why::DiskFull, "told to be full")),
            Answer::LostOnTheWay | Answer::LostOnTheWayBack => {
                AppendError::Unsure(cause(Why::NoAnswer, "told to lose the answer"))
            }
            Answer::Fine | Answer::Failed | Answer::FailedButDone => {
                self.poisoned = true;
                AppendError::Failed(cause(Why::Device, "told to fail"))
            }
        })
    }
}

impl Journal for Memory {
    fn ledgers(&self, after: Option<&Origin>, limit: usize) -> Result<Vec<Origin>, ReadError> {
        let inner = self.inner();
        let behind = inner.ledgers.iter().filter(|(o, l)| l.sealed.is_some() && after.is_none_or(|a| *o > a));
        Ok(behind.map(|(o, _)| o.clone()).take(limit).collect())
    }

    fn head(&self, of: &Origin) -> Result<Option<Sealed>, ReadError> {
        Ok(self.inner().ledgers.get(of).and_then(|l| l.sealed.clone()))
    }

    fn append(&self, to: &Origin, batch: &Batch) -> Result<Appended, AppendError> {
        let mut inner = self.inner();
        let sealed = inner.ledgers.get(to).and_then(|l| l.sealed.clone());
        if sealed.as_ref().map_or_else(Head::empty, |s| s.head) != batch.base() {
            drop(inner);
            return self.at_another_head(to, batch, sealed);
        }
        inner.write(to, |ledger| {
            ledger.lines.extend(batch.lines().split_inclusive(|&b| b == b'\n').map(Arc::from));
            ledger.sealed = Some(batch.seal().clone());
            Appended::Now
        })
    }

    fn read(&self, of: &Origin, from: u64, upto: u64) -> Result<Chunks<'_>, ReadError> {
        let have = self.inner().ledgers.get(of).ok_or(ReadError::NoLedger)?.lines.len() as u64;
        if upto > have {
            return Err(ReadError::Behind { have });
        }
        let of = of.clone();
        let mut next = from;
        Ok(Box::new(std::iter::from_fn(move || {
            if next >= upto {
                return None;
            }
            let inner = self.inner();
            let mut chunk = Chunk { first: next, lines: Vec::new() };
            let lines = inner.ledgers.get(&of).map_or(&[][..], |l| &l.lines);
            for line in lines.get(next as usize..upto as usize).unwrap_or_default() {
                if !chunk.lines.is_empty() && chunk.lines.len() + line.len() > coop_ledger::store::file::CHUNK {
                    break;
                }
                chunk.lines.extend_from_slice(line);
                next += 1;
            }
            Some(Ok(chunk))
        })))
    }
}

impl Blobs for Memory {
    fn put(&self, of: &Origin, bytes: &mut dyn Read) -> Result<Hash, AppendError> {
        let mut all = Vec::new();
        bytes
            .read_to_end(&mut all)
            .map_err(|e| AppendError::Refused(Cause::new(Why::Device, format!("reading what to keep: {e}"))))?;
        let name = Hash::of(&[&all]);
        self.inner().write(of, |ledger| {
            ledger.blobs.insert(name, all.into());
            name
        })
    }

    fn get(&self, of: &Origin, id: &Hash) -> Result<Box<dyn Read + Send + '_>, ReadError> {
        let inner = self.inner();
        let blob = inner.ledgers.get(of).and_then(|l| l.blobs.get(id)).ok_or(ReadError::NoLedger)?;
        Ok(Box::new(std::io::Cursor::new(blob.clone())))
    }
}

impl Openings for Memory {
    fn put(&self, of: &Origin, openings: &[Filed]) -> Result<(), AppendError> {
        self.inner().write(of, |ledger| {
            let all = openings.iter().cloned().map(|o| (o.commitment, (o.household, o.bytes)));
            ledger.openings.extend(all);
        })
    }

    fn get(&self, of: &Origin, commitment: &Hash) -> Result<Option<Vec<u8>>, ReadError> {
        let inner = self.inner();
        Ok(inner.ledgers.get(of).and_then(|l| l.openings.get(commitment)).map(|(_, bytes)| bytes.clone()))
    }

    fn held(&self, of: &Origin) -> Result<Vec<(HouseholdId, Hash)>, ReadError> {
        let inner = self.inner();
        let held = inner.ledgers.get(of).into_iter().flat_map(|l| &l.openings);
        Ok(held.map(|(commitment, (household, _))| (household.clone(), *commitment)).collect())
    }

    fn count(&self, of: &Origin) -> Result<u64, ReadError> {
        Ok(self.inner().ledgers.get(of).map_or(0, |l| l.openings.len() as u64))
    }

    fn each(&self, of: &Origin, take: &mut dyn FnMut(&Hash, &HouseholdId, Option<&[u8]>)) -> Result<(), ReadError> {
        let inner = self.inner();
        let held = inner.ledgers.get(of).into_iter().flat_map(|l| &l.openings);
        held.for_each(|(commitment, (household, bytes))| take(commitment, household, Some(bytes)));
        Ok(())
    }

    fn seals(&self, _: &Origin) -> Result<bool, ReadError> {
        Ok(true)
    }

    fn room(&self, _: &Origin) -> Result<(), AppendError> {
        Ok(())
    }

    fn begin(&self, of: &Origin, begun: &[Begun]) -> Result<(), AppendError> {
        self.inner().write(of, |ledger| ledger.begun.extend_from_slice(begun))
    }

    fn begun(&self, of: &Origin) -> Result<Vec<Begun>, ReadError> {
        let inner = self.inner();
        let all =
            inner.ledgers.get(of).into_iter().flat_map(|l| l.begun.iter().filter(|b| b.entry >= l.destroyed_upto));
        Ok(all.cloned().collect())
    }

    fn absent(&self, of: &Origin) -> Result<BTreeSet<Hash>, ReadError> {
        Ok(self.inner().ledgers.get(of).map(|l| l.absent.clone()).unwrap_or_default())
    }

    fn say_absent(&self, of: &Origin, all: &BTreeSet<Hash>) -> Result<(), AppendError> {
        self.inner().write(of, |ledger| ledger.absent.clone_from(all))
    }

    fn destroy(
        &self,
        of: &Origin,
        gone: &BTreeSet<Hash>,
        _: &BTreeSet<HouseholdId>,
        upto: Option<u64>,
    ) -> Result<u64, AppendError> {
        self.inner().write(of, |ledger| {
            let before = ledger.openings.len();
            ledger.openings.retain(|commitment, _| !gone.contains(commitment));
            ledger.destroyed_upto = upto.unwrap_or(ledger.destroyed_upto);
            (before - ledger.openings.len()) as u64
        })
    }

    fn destroyed_upto(&self, of: &Origin) -> Result<u64, ReadError> {
        Ok(self.inner().ledgers.get(of).map_or(0, |l| l.destroyed_upto))
    }
}
