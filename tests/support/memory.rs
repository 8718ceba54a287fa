//! Every store in memory, without a file. It can be told how to answer the next write, so that callers
//! are tried against failures that a disk shows once in ten years.
//!
//! What is shared by whoever sees a ledger (lines, a copy of the signed note, blobs, openings) and what one
//! machine remembers are kept apart, so that either can be put back to an older state alone.

#[path = "memory/engine.rs"]
mod engine;

use coop_ledger::log::{Batch, Chunk, Frontier, Hash, Head, Sealed, SigningKey};
use coop_ledger::store::file::CHUNK;
use coop_ledger::store::keys::KeyFileError;
use coop_ledger::store::{
    Anchor, AnchorPart, AppendError, Appended, Begun, Blobs, Cause, Chunks, Filed, Journal, Moment, Openings, Origin,
    ReadError, Signed, Why,
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
    /// [`AppendError::Failed`] in the middle: lines are kept, and nobody remembers to have signed them.
    HalfDone,
    /// [`AppendError::Unsure`], nothing kept.
    LostOnTheWay,
    /// [`AppendError::Unsure`] although it is kept.
    LostOnTheWayBack,
    /// [`AppendError::Busy`], nothing kept.
    Busy,
    /// [`AppendError::Refused`] with a full disk, nothing kept.
    Full,
}

/// What whoever has a ledger has.
#[derive(Debug, Clone, Default)]
struct Ledger {
    lines: Vec<Arc<[u8]>>,
    /// The newest signed note as others find it; it lags behind what is signed.
    copy: Option<Sealed>,
    blobs: BTreeMap<Hash, Arc<[u8]>>,
    openings: BTreeMap<Hash, (HouseholdId, Vec<u8>)>,
    destroyed_upto: u64,
    begun: Vec<Begun>,
    absent: BTreeSet<Hash>,
}

/// What one machine remembers.
#[derive(Debug, Clone, Default)]
struct Remembers {
    /// It may sign: there is a first memory, of nothing or of a head.
    writes: bool,
    signed: Option<Sealed>,
    moment: Option<Moment>,
    next: Option<Moment>,
    key: Option<[u8; 32]>,
    audits: Option<Vec<u8>>,
    aside: Vec<Vec<u8>>,
}

#[derive(Debug, Clone, Default)]
struct Inner {
    ledgers: BTreeMap<Origin, Ledger>,
    machine: BTreeMap<Origin, Remembers>,
    held: BTreeSet<Origin>,
    answers: VecDeque<Answer>,
    poisoned: bool,
}

/// Journal, blobs, openings and anchor in memory. A clone is another handle on the same bytes.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    inner: Arc<Mutex<Inner>>,
    reads_only: bool,
    /// Holds the ledger for writing until the last clone is gone.
    _held: Option<Arc<engine::Held>>,
}

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
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ledger {
    fn edge(&self, size: u64) -> Frontier {
        self.lines.iter().take(size as usize).map(|line| Hash::leaf(line)).collect()
    }
}

impl Inner {
    /// Plays one write under the next answer; `keep` puts it where it belongs, or the half of it.
    fn write<T>(
        &mut self,
        of: &Origin,
        keep: impl FnOnce(&mut Ledger, &mut Remembers, bool) -> T,
    ) -> Result<T, AppendError> {
        let cause = |why, what: &str| Cause::new(why, what);
        if self.poisoned {
            return Err(AppendError::Failed(cause(Why::Poisoned, "an earlier write failed")));
        }
        let answer = self.answers.pop_front().unwrap_or(Answer::Fine);
        if matches!(answer, Answer::Fine | Answer::FailedButDone | Answer::LostOnTheWayBack | Answer::HalfDone) {
            let ledger = self.ledgers.entry(of.clone()).or_default();
            let machine = self.machine.entry(of.clone()).or_default();
            let done = keep(ledger, machine, answer != Answer::HalfDone);
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
            Answer::Fine | Answer::Failed | Answer::FailedButDone | Answer::HalfDone => {
                self.poisoned = true;
                AppendError::Failed(cause(Why::Device, "told to fail"))
            }
        })
    }

    /// The newest durable head: what this machine signed, else what the copy says if the lines lead there.
    fn head(&self, of: &Origin) -> Option<Sealed> {
        match self.machine.get(of).filter(|machine| machine.writes) {
            Some(machine) => machine.signed.clone(),
            None => {
                let ledger = self.ledgers.get(of)?;
                let copy = ledger.copy.clone()?;
                (ledger.edge(copy.head.size).head() == copy.head).then_some(copy)
            }
        }
    }
}

impl Journal for Memory {
    fn ledgers(&self, after: Option<&Origin>, limit: usize) -> Result<Vec<Origin>, ReadError> {
        let inner = self.inner();
        let behind = inner.ledgers.keys().filter(|o| inner.head(o).is_some() && after.is_none_or(|a| *o > a));
        Ok(behind.take(limit).cloned().collect())
    }

    fn head(&self, of: &Origin) -> Result<Option<Sealed>, ReadError> {
        Ok(self.inner().head(of))
    }

    fn append(&self, to: &Origin, batch: &Batch) -> Result<Appended, AppendError> {
        if self.reads_only {
            return Err(AppendError::Refused(Cause::new(Why::ReadOnly, "opened to read only")));
        }
        let mut inner = self.inner();
        let sealed = inner.head(to);
        if sealed.as_ref().map_or_else(Head::empty, |s| s.head) != batch.base() {
            drop(inner);
            return self.at_another_head(to, batch, sealed);
        }
        inner.write(to, |ledger, machine, whole| {
            ledger.lines.truncate(batch.base().size as usize);
            ledger.lines.extend(batch.lines().split_inclusive(|&b| b == b'\n').map(Arc::from));
            if whole {
                machine.writes = true;
                (machine.signed, machine.moment) = (Some(batch.seal().clone()), machine.next);
            }
            Appended::Now
        })
    }

    fn read(&self, of: &Origin, from: u64, upto: u64) -> Result<Chunks<'_>, ReadError> {
        let inner = self.inner();
        let ledger = inner.ledgers.get(of).ok_or(ReadError::NoLedger)?;
        let have = inner.head(of).map_or(0, |sealed| sealed.head.size);
        if upto > have {
            return Err(ReadError::Behind { have });
        }
        Ok(chunks(ledger.lines.clone(), from, upto))
    }

    fn settle(&self) {
        if !self.reads_only {
            self.inner().settle();
        }
    }
}

/// Lines in chunks; one below the head that is not there was lost.
fn chunks(lines: Vec<Arc<[u8]>>, from: u64, upto: u64) -> Chunks<'static> {
    let mut next = from;
    Box::new(std::iter::from_fn(move || {
        if next >= upto {
            return None;
        }
        let mut chunk = Chunk { first: next, lines: Vec::new() };
        for line in lines.iter().take(upto as usize).skip(next as usize) {
            if !chunk.lines.is_empty() && chunk.lines.len() + line.len() > CHUNK {
                break;
            }
            chunk.lines.extend_from_slice(line);
            next += 1;
        }
        if chunk.lines.is_empty() {
            let index = std::mem::replace(&mut next, upto);
            return Some(Err(ReadError::Missing { index }));
        }
        Some(Ok(chunk))
    }))
}

impl Inner {
    /// The copies of the notes come up to what is signed.
    fn settle(&mut self) {
        for (of, machine) in &self.machine {
            if let Some(ledger) = self.ledgers.get_mut(of).filter(|_| machine.signed.is_some()) {
                ledger.copy.clone_from(&machine.signed);
            }
        }
    }
}

impl Anchor for Memory {
    fn signed(&self, of: &Origin) -> Result<Signed, ReadError> {
        let inner = self.inner();
        let machine = inner.machine.get(of).filter(|machine| machine.writes);
        Ok(machine.map_or(Signed::Nothing, |machine| Signed::Known(machine.signed.clone())))
    }

    fn moment(&self, of: &Origin) -> Option<Moment> {
        self.inner().machine.get(of).filter(|_| !self.reads_only)?.moment
    }

    fn at_moment(&self, of: &Origin, moment: Option<Moment>) {
        self.inner().machine.entry(of.clone()).or_default().next = moment;
    }

    fn key(&self, of: &Origin) -> Option<SigningKey> {
        self.inner().machine.get(of)?.key.map(SigningKey::from_seed)
    }

    fn keep_key(&self, of: &Origin, seed: [u8; 32]) -> Result<(), KeyFileError> {
        let mut inner = self.inner();
        let kept = inner.machine.entry(of.clone()).or_default().key.get_or_insert(seed);
        if *kept == seed { Ok(()) } else { Err(KeyFileError::Present("the key of another ledger".into())) }
    }

    fn audits(&self, of: &Origin) -> Result<Option<Vec<u8>>, Cause> {
        Ok(self.inner().machine.get(of).and_then(|machine| machine.audits.clone()))
    }

    fn keep_audits(&self, of: &Origin, bytes: &[u8]) -> Result<(), Cause> {
        self.inner().machine.entry(of.clone()).or_default().audits = Some(bytes.to_vec());
        Ok(())
    }

    fn audits_aside(&self, of: &Origin) -> Result<Vec<String>, Cause> {
        let count = self.inner().machine.get(of).map_or(0, |machine| machine.aside.len());
        Ok((0..count).map(|number| format!("aside-{number}")).collect())
    }

    fn set_audits_aside(&self, of: &Origin) -> Result<(), Cause> {
        let mut inner = self.inner();
        let machine = inner.machine.entry(of.clone()).or_default();
        machine.aside.extend(machine.audits.take());
        Ok(())
    }

    fn place(&self, of: &Origin, part: AnchorPart) -> String {
        format!("{part:?} of {of} in memory")
    }
}

impl Blobs for Memory {
    fn put(&self, of: &Origin, bytes: &mut dyn Read) -> Result<Hash, AppendError> {
        let mut all = Vec::new();
        bytes
            .read_to_end(&mut all)
            .map_err(|e| AppendError::Refused(Cause::new(Why::Device, format!("reading what to keep: {e}"))))?;
        let name = Hash::of(&[&all]);
        self.inner().write(of, |ledger, _, _| {
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
        self.inner().write(of, |ledger, _, _| {
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
        self.inner().write(of, |ledger, _, _| ledger.begun.extend_from_slice(begun))
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
        self.inner().write(of, |ledger, _, _| ledger.absent.clone_from(all))
    }

    fn destroy(
        &self,
        of: &Origin,
        gone: &BTreeSet<Hash>,
        _: &BTreeSet<HouseholdId>,
        upto: Option<u64>,
    ) -> Result<u64, AppendError> {
        self.inner().write(of, |ledger, _, _| {
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
