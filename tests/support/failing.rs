//! Any engine, one of whose operations fails: before it is done, or after it was. Reads fail too.

use coop_ledger::log::{Batch, Hash, Sealed, SigningKey};
use coop_ledger::store::keys::KeyFileError;
use coop_ledger::store::{
    Anchor, AnchorPart, AppendError, Appended, Begun, Blobs, Cause, Chunks, Engine, Filed, Ground, Journal, Moment,
    Openings, Origin, ReadError, Signed, Stores, TailCheck, Why, Writing,
};
use coop_ledger::unit::HouseholdId;
use std::collections::BTreeSet;
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How the one operation fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// It says that it failed, and it did.
    NotDone,
    /// It says that it failed, and it was done. What is read fails at its first byte.
    Done,
}

#[derive(Debug, Default)]
struct Plan {
    /// Every operation so far.
    log: Vec<&'static str>,
    strikes: Option<(usize, Way)>,
    /// Appends are acknowledged and not done.
    lies: bool,
    /// A write failed: as the traits ask, nothing more is written before the ledger is opened anew.
    poisoned: bool,
}

/// What is to fail; clones share it.
#[derive(Debug, Clone, Default)]
pub struct Failures(Arc<Mutex<Plan>>);

impl Failures {
    /// The `k`-th operation from now on, from 0, fails like this.
    pub fn at(&self, k: usize, way: Way) {
        let mut plan = self.plan();
        plan.strikes = Some((plan.log.len() + k, way));
    }

    /// A control: from now on appends are acknowledged and not done.
    pub fn lie(&self) {
        self.plan().lies = true;
    }

    /// Operations so far.
    pub fn log(&self) -> Vec<&'static str> {
        self.plan().log.clone()
    }

    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts an operation; `Some` if it is the one.
    fn strikes(&self, what: &'static str) -> Option<Way> {
        let mut plan = self.plan();
        plan.log.push(what);
        plan.strikes.filter(|(at, _)| *at + 1 == plan.log.len()).map(|(_, way)| way)
    }

    /// An operation that changes nothing but may be slow to say that it failed.
    fn look<T, E: Failed>(&self, what: &'static str, act: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        if self.strikes(what).is_some() { Err(E::failed(what)) } else { act() }
    }

    /// An operation that changes something.
    fn change<T, E: Failed>(&self, what: &'static str, act: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        if self.plan().poisoned {
            return Err(E::failed("after a failure"));
        }
        match self.strikes(what) {
            None => act(),
            Some(way) => {
                if way == Way::Done {
                    act()?;
                }
                self.plan().poisoned = true;
                Err(E::failed(what))
            }
        }
    }
}

trait Failed {
    fn failed(what: &str) -> Self;
}

fn cause(what: &str) -> Cause {
    Cause::new(Why::Device, format!("{what}: told to fail"))
}

impl Failed for AppendError {
    fn failed(what: &str) -> Self {
        AppendError::Failed(cause(what))
    }
}

impl Failed for ReadError {
    fn failed(what: &str) -> Self {
        ReadError::Failed(cause(what))
    }
}

impl Failed for KeyFileError {
    fn failed(what: &str) -> Self {
        KeyFileError::Failed(cause(what))
    }
}

impl Failed for Cause {
    fn failed(what: &str) -> Self {
        cause(what)
    }
}

impl Failed for io::Error {
    fn failed(what: &str) -> Self {
        io::Error::other(what.to_owned())
    }
}

/// An engine, or one of its stores, with what is to fail.
#[derive(Clone)]
pub struct Failing<S> {
    pub inner: S,
    pub failures: Failures,
}

impl Failing<Arc<dyn Engine>> {
    fn around(&self, stores: Stores) -> Stores {
        let failures = &self.failures;
        Stores {
            journal: Arc::new(Failing { inner: stores.journal, failures: failures.clone() }),
            blobs: Arc::new(Failing { inner: stores.blobs, failures: failures.clone() }),
            openings: Arc::new(Failing { inner: stores.openings, failures: failures.clone() }),
            anchor: Arc::new(Failing { inner: stores.anchor, failures: failures.clone() }),
        }
    }
}

impl Engine for Failing<Arc<dyn Engine>> {
    fn name(&self) -> String {
        self.inner.name()
    }

    fn reader(&self, of: &Origin) -> Stores {
        self.around(self.inner.reader(of))
    }

    fn writer(&self, of: &Origin, check: &mut dyn TailCheck) -> Result<Writing, AppendError> {
        self.failures.plan().poisoned = false;
        let writing = self.failures.change("open to write", || self.inner.writer(of, check))?;
        Ok(Writing { stores: self.around(writing.stores), ..writing })
    }

    fn copy(&self, of: &Origin) -> Result<Option<Vec<u8>>, ReadError> {
        self.failures.look("copy", || self.inner.copy(of))
    }

    fn ground(&self) -> Result<Ground, Cause> {
        self.failures.look("ground", || self.inner.ground())
    }

    fn clear(&self, torn: &dyn Fn(&[u8]) -> bool) -> Result<(), AppendError> {
        self.failures.change("clear", || self.inner.clear(torn))
    }

    fn close(&self, of: &Origin) -> io::Result<Vec<PathBuf>> {
        self.failures.change("close", || self.inner.close(of))
    }
}

impl Journal for Failing<Arc<dyn Journal>> {
    fn ledgers(&self, after: Option<&Origin>, limit: usize) -> Result<Vec<Origin>, ReadError> {
        self.failures.look("ledgers", || self.inner.ledgers(after, limit))
    }

    fn head(&self, of: &Origin) -> Result<Option<Sealed>, ReadError> {
        self.failures.look("head", || self.inner.head(of))
    }

    fn append(&self, to: &Origin, batch: &Batch) -> Result<Appended, AppendError> {
        if self.failures.plan().lies {
            return Ok(Appended::Now);
        }
        self.failures.change("append", || self.inner.append(to, batch))
    }

    fn read(&self, of: &Origin, from: u64, upto: u64) -> Result<Chunks<'_>, ReadError> {
        match self.failures.strikes("read") {
            None => self.inner.read(of, from, upto),
            Some(Way::NotDone) => Err(ReadError::failed("read")),
            Some(Way::Done) => Ok(Box::new(std::iter::once(Err(ReadError::failed("read"))))),
        }
    }

    fn settle(&self) {
        self.inner.settle();
    }
}

impl Blobs for Failing<Arc<dyn Blobs>> {
    fn put(&self, of: &Origin, bytes: &mut dyn Read) -> Result<Hash, AppendError> {
        self.failures.change("put a blob", || self.inner.put(of, bytes))
    }

    fn get(&self, of: &Origin, id: &Hash) -> Result<Box<dyn Read + Send + '_>, ReadError> {
        match self.failures.strikes("get a blob") {
            None => self.inner.get(of, id),
            Some(Way::NotDone) => Err(ReadError::failed("get a blob")),
            Some(Way::Done) => Ok(Box::new(Broken)),
        }
    }
}

struct Broken;

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::failed("get a blob"))
    }
}

impl Openings for Failing<Arc<dyn Openings>> {
    fn settle(&self, of: &Origin) -> Result<(), AppendError> {
        self.failures.change("settle openings", || self.inner.settle(of))
    }

    fn put(&self, of: &Origin, openings: &[Filed]) -> Result<(), AppendError> {
        self.failures.change("put openings", || self.inner.put(of, openings))
    }

    fn get(&self, of: &Origin, commitment: &Hash) -> Result<Option<Vec<u8>>, ReadError> {
        self.failures.look("get an opening", || self.inner.get(of, commitment))
    }

    fn held(&self, of: &Origin) -> Result<Vec<(HouseholdId, Hash)>, ReadError> {
        self.failures.look("held", || self.inner.held(of))
    }

    fn count(&self, of: &Origin) -> Result<u64, ReadError> {
        self.failures.look("count", || self.inner.count(of))
    }

    fn each(&self, of: &Origin, take: &mut dyn FnMut(&Hash, &HouseholdId, Option<&[u8]>)) -> Result<(), ReadError> {
        self.failures.look("each opening", || self.inner.each(of, take))
    }

    fn seals(&self, of: &Origin) -> Result<bool, ReadError> {
        self.failures.look("seals", || self.inner.seals(of))
    }

    fn room(&self, of: &Origin) -> Result<(), AppendError> {
        self.failures.change("room", || self.inner.room(of))
    }

    fn begin(&self, of: &Origin, begun: &[Begun]) -> Result<(), AppendError> {
        self.failures.change("begin", || self.inner.begin(of, begun))
    }

    fn begun(&self, of: &Origin) -> Result<Vec<Begun>, ReadError> {
        self.failures.look("begun", || self.inner.begun(of))
    }

    fn destroy(
        &self,
        of: &Origin,
        gone: &BTreeSet<Hash>,
        spent: &BTreeSet<HouseholdId>,
        upto: Option<u64>,
    ) -> Result<u64, AppendError> {
        self.failures.change("destroy", || self.inner.destroy(of, gone, spent, upto))
    }

    fn destroyed_upto(&self, of: &Origin) -> Result<u64, ReadError> {
        self.failures.look("destroyed up to", || self.inner.destroyed_upto(of))
    }

    fn absent(&self, of: &Origin) -> Result<BTreeSet<Hash>, ReadError> {
        self.failures.look("absent", || self.inner.absent(of))
    }

    fn say_absent(&self, of: &Origin, all: &BTreeSet<Hash>) -> Result<(), AppendError> {
        self.failures.change("say absent", || self.inner.say_absent(of, all))
    }
}

impl Anchor for Failing<Arc<dyn Anchor>> {
    fn signed(&self, of: &Origin) -> Result<Signed, ReadError> {
        self.failures.look("signed", || self.inner.signed(of))
    }

    fn moment(&self, of: &Origin) -> Option<Moment> {
        self.inner.moment(of)
    }

    fn at_moment(&self, of: &Origin, moment: Option<Moment>) {
        self.inner.at_moment(of, moment);
    }

    fn key(&self, of: &Origin) -> Option<SigningKey> {
        self.failures.look("key", || Ok::<_, Cause>(self.inner.key(of))).ok().flatten()
    }

    fn keep_key(&self, of: &Origin, seed: [u8; 32]) -> Result<(), KeyFileError> {
        self.failures.change("keep the key", || self.inner.keep_key(of, seed))
    }

    fn audits(&self, of: &Origin) -> Result<Option<Vec<u8>>, Cause> {
        self.failures.look("audits", || self.inner.audits(of))
    }

    fn keep_audits(&self, of: &Origin, bytes: &[u8]) -> Result<(), Cause> {
        self.failures.change("keep audits", || self.inner.keep_audits(of, bytes))
    }

    fn audits_aside(&self, of: &Origin) -> Result<Vec<String>, Cause> {
        self.failures.look("audits aside", || self.inner.audits_aside(of))
    }

    fn set_audits_aside(&self, of: &Origin) -> Result<(), Cause> {
        self.failures.change("set audits aside", || self.inner.set_audits_aside(of))
    }

    fn own(&self, of: &Origin) -> Result<(), Cause> {
        self.failures.look("own", || self.inner.own(of))
    }

    fn place(&self, of: &Origin, part: AnchorPart) -> String {
        self.inner.place(of, part)
    }
}
