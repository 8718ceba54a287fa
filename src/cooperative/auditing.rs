//! Auditing a folder: the journal only, never the index; all cores; no lock.

use super::{
    BlobReader, Trouble,
    folder::{origin_of, remembered, stores},
    follow::each_line,
    memory, unsealed,
};
use crate::{
    audit::{
        self, Auditor, FileFault, Finding, KeyRing, LedgerPlace, LineFault, Pin, Report, SeenBeside, SignedHistory,
        claimed_size,
    },
    books::Books,
    decide::Births,
    event::{BlobSource, LINES_MOST},
    log::{Hash, Origin},
    store::{
        Chunks, Engine, ReadError,
        audit_source::{AuditSource, Structural, WalkStep},
    },
};
use std::{path::Path, sync::Mutex};

/// An audit's report and the books it rebuilt.
#[derive(Debug)]
pub struct Audited {
    /// The report.
    pub report: Report,
    /// The books, as far as they could be followed.
    pub books: Option<Books>,
    /// Its roots at every size.
    history: SignedHistory,
}

impl Audited {
    /// Looks at another ledger with which this one merged, or from which it was divided, and adds to the report what
    /// the two do not say alike. False where no entry of either speaks of the other.
    pub fn look_beside(&mut self, other: &Audited) -> bool {
        let (Some(own), Some(there)) = (&self.books, &other.books) else {
            self.report.seen_beside(SeenBeside::unsound(&other.report));
            return true;
        };
        let speaks =
            |one: &Books, of: &Books| one.handed_over().iter().any(|said| of.origin() == Some(&said.other.origin));
        let known = speaks(own, there) || speaks(there, own);
        if known {
            let own = audit::OneSide { books: own, history: &self.history };
            let there = audit::OneSide { books: there, history: &other.history };
            self.report.seen_beside(audit::beside(own, there, &other.report));
        }
        known
    }
}

/// Audits a ledger's folder. `progress` is told now and then how many entries are done, of how
/// many the checkpoint speaks of.
///
/// # Errors
/// [`Trouble::NotALedger`] where nothing of a ledger is in the folder, [`Trouble::Read`] where the device
/// cannot give what is. What is wrong with the record is no error: the report says it.
pub fn audit(ledger: &Path, pin: &Pin, progress: &mut dyn FnMut(u64, u64)) -> Result<Audited, Trouble> {
    let (source, checkpoint) = begin(ledger)?;
    audit_from(&source, checkpoint.as_deref(), (pin, Births::default()), progress)
}

/// The same with what this machine remembers, besides what the pin has. It is looked up behind the
/// checkpoint: a writer signs first and copies then, so that the guard never knows less.
///
/// # Errors
/// As [`audit()`].
pub fn audit_here(
    ledger: &Path,
    state: &Path,
    mut pin: Pin,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Audited, Trouble> {
    let (source, checkpoint) = begin(ledger)?;
    let shown = std::mem::replace(&mut pin.remembered, remembered(ledger, state));
    pin.remembered.heads.extend(shown.heads);
    audit_from(&source, checkpoint.as_deref(), (&pin, opened(ledger, state)?), progress)
}

/// What sealed figures say, where this machine has what opens them.
fn opened(ledger: &Path, state: &Path) -> Result<Births, Trouble> {
    let Ok(origin) = origin_of(ledger) else { return Ok(Births::default()) };
    unsealed::in_stores(&stores(ledger, state, &origin), &origin)
}

fn begin(ledger: &Path) -> Result<(AuditSource, Option<Vec<u8>>), Trouble> {
    let not_a_ledger = |e| match e {
        ReadError::NoLedger => Trouble::NotALedger(ledger.display().to_string()),
        other @ (ReadError::Behind { .. } | ReadError::Missing { .. } | ReadError::Busy(_) | ReadError::Failed(_)) => {
            Trouble::Read(other)
        }
    };
    let source = AuditSource::open(ledger).map_err(not_a_ledger)?;
    // read before the lines: what a writer adds meanwhile is then behind it and not missing
    let checkpoint = source.checkpoint()?;
    Ok((source, checkpoint))
}

/// Audits a ledger where no folder is: every line that the journal gives, and every blob that entries name,
/// with what this machine remembers besides what the pin has.
///
/// # Errors
/// [`Trouble::Read`] where the engine cannot give a line or a blob. What is wrong with the record is no error:
/// the report says it.
pub fn audit_in(
    engine: &dyn Engine,
    origin: &Origin,
    mut pin: Pin,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Audited, Trouble> {
    let checkpoint = engine.copy(origin)?;
    let stores = engine.reader(origin);
    let shown = std::mem::replace(&mut pin.remembered, memory::remembered(origin, stores.anchor.as_ref()));
    pin.remembered.heads.extend(shown.heads);
    let size = stores.journal.head(origin)?.map_or(0, |sealed| sealed.head.size);
    let mut auditor = auditor(&pin, checkpoint.as_deref());
    let blobs = BlobReader::new(stores.blobs.as_ref(), origin);
    take_lines(&mut auditor, stores.journal.read(origin, 0, size)?, &blobs, size, progress)?;
    blobs.all_read()?;
    let history = auditor.take_history();
    let (report, books) = auditor.finish(checkpoint.as_deref(), &pin);
    Ok(Audited { report, books, history })
}

fn auditor(pin: &Pin, checkpoint: Option<&[u8]>) -> Auditor {
    Auditor::new(pin.remembered.sizes().chain(checkpoint.and_then(claimed_size))).by_clock(pin.now).asking()
}

fn take_lines(
    auditor: &mut Auditor,
    chunks: Chunks<'_>,
    blobs: &dyn BlobSource,
    total: u64,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(), Trouble> {
    let mut done = 0;
    each_line(chunks, KeyRing::default(), |checked| {
        auditor.take(checked, blobs);
        done += 1;
        if done % 512 == 0 {
            progress(done, total);
        }
        Ok(())
    })?;
    progress(done, total);
    Ok(())
}

fn audit_from(
    source: &AuditSource,
    checkpoint: Option<&[u8]>,
    (pin, opened): (&Pin, Births),
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Audited, Trouble> {
    let mut auditor = auditor(pin, checkpoint).opening(opened);
    let structure = Mutex::new(Vec::new());
    let chunks = source.lines().filter_map(|step| match step {
        Ok(WalkStep::Lines(chunk)) => Some(Ok(chunk)),
        Ok(WalkStep::Finding(found)) => {
            structure.lock().ok()?.push(found);
            None
        }
        Err(e) => Some(Err(e)),
    });
    let total = checkpoint.and_then(claimed_size).unwrap_or_default();
    let blobs = BlobReader::from(|name: &Hash| source.blob(name));
    take_lines(&mut auditor, Box::new(chunks), &blobs, total, progress)?;
    blobs.all_read()?;
    let strays = source.strays()?;
    for found in structure.into_inner().unwrap_or_default().into_iter().chain(strays) {
        auditor.find(about_files(&found));
    }
    look_at_blobs(&mut auditor, source)?;
    let history = auditor.take_history();
    let (mut report, books) = auditor.finish(checkpoint, pin);
    report.not_examined = source.not_examined()?;
    Ok(Audited { report, books, history })
}

fn about_files(found: &Structural) -> Finding {
    let segment = |name: &String| LedgerPlace::Segment(name.clone());
    match found {
        Structural::Stray(path) => {
            let path = path.display().to_string();
            Finding::new(LedgerPlace::File(path.clone()), FileFault::Stray(path))
        }
        Structural::Name { found, expected } => {
            let misnamed = FileFault::Misnamed { expected: expected.clone(), found: found.clone() };
            Finding::new(segment(found), misnamed)
        }
        Structural::Empty(name) => Finding::new(segment(name), FileFault::EmptySegment),
        Structural::Split { segment: name } => Finding::new(segment(name), FileFault::SplitBatch),
        Structural::Torn { segment: name, offset, bytes } => {
            Finding::new(segment(name), FileFault::Torn { offset: *offset, bytes: *bytes })
        }
        Structural::Long { index, segment, offset } => {
            Finding::entry(*index, LineFault::Long { segment: segment.clone(), offset: *offset })
        }
    }
}

/// Every blob is hashed, named by an entry or not. Which blobs nobody names can be said only where every entry was
/// followed: behind one that was not, any may be named.
fn look_at_blobs(auditor: &mut Auditor, source: &AuditSource) -> Result<(), Trouble> {
    let named = auditor.named().clone();
    for (name, len) in source.blobs()? {
        // those that an entry names were read and hashed with it; a link or pipe is a stray
        if named.contains(&name) {
            continue;
        }
        let place = LedgerPlace::Blob(name);
        // no entry can name one so long; a file with a hole in it says any length
        if len > LINES_MOST {
            auditor.find(Finding::new(place, FileFault::LongBlob(len)));
            continue;
        }
        match source.blob_is_genuine(&name)? {
            true if auditor.followed_all() => auditor.note(Finding::new(place, FileFault::Orphan)),
            true => {}
            false => auditor.find(Finding::new(place, FileFault::OtherBytes(name))),
        }
    }
    Ok(())
}
