//! Reading a journal into books on all cores: one thread parses and verifies the next chunk while
//! this one folds the last.

use super::{
    BlobReader, Trouble,
    followed::{Followed, fold},
    lookup::Reading,
    snapshot,
};
use crate::{
    audit::{Checked, Finding, HistoryFault, KeyRing, LedgerPlace, Spread, check_lines},
    log::{Chunk, Hash, HashReader, Head, LeafHashes, Origin, prove_consistency, verify_consistency},
    store::{Anchor, Blobs, Cause, Journal, ReadError, Why, index::Index},
};
use rayon::prelude::*;
use std::sync::mpsc::sync_channel;

/// Spreads the checking of lines over all cores.
pub(super) struct AllCores;

impl Spread for AllCores {
    fn over<A: Send, T: Send>(&self, items: Vec<A>, each: impl Fn(A) -> T + Sync + Send) -> Vec<T> {
        // one alone is done before another core has heard of it
        if items.len() < 2 { items.into_iter().map(each).collect() } else { items.into_par_iter().map(each).collect() }
    }
}

/// Bytes of the stack of a thread, whatever the environment asks for.
const STACK: usize = 4 << 20;

/// Hands every line of the chunks to `take`, parsed and verified, while the next chunk is being
/// verified elsewhere. Stops at the first error of either side.
pub(super) fn each_line<'a>(
    chunks: impl Iterator<Item = Result<Chunk, ReadError>> + Send + 'a,
    mut ring: KeyRing,
    mut take: impl FnMut(Checked) -> Result<(), Trouble>,
) -> Result<(), Trouble> {
    std::thread::scope(|scope| {
        let (send, receive) = sync_channel::<Result<Vec<Checked>, ReadError>>(2);
        let checking = std::thread::Builder::new().stack_size(STACK);
        let spawned = checking.spawn_scoped(scope, move || {
            for chunk in chunks {
                let checked = chunk.map(|c| check_lines(c.first, &c.lines, &mut ring, &AllCores));
                let last = checked.is_err();
                // the other side hangs up when it has seen enough
                if send.send(checked).is_err() || last {
                    return;
                }
            }
        });
        spawned.map_err(|e| ReadError::Failed(Cause::new(Why::Device, format!("no thread to check lines: {e}"))))?;
        for checked in receive {
            for line in checked? {
                take(line)?;
            }
        }
        Ok(())
    })
}

/// Folds the first `size` entries of a journal whose head was signed, from the nearest snapshot where this
/// machine has an index of it and it is long enough for that to pay. Lines that do not lead to that head are
/// another history: what decides comes from the record, and from this one.
pub(super) fn follow_to(
    signed: Head,
    size: u64,
    anchor: &dyn Anchor,
    reading: &Reading<'_>,
) -> Result<Option<Followed>, Trouble> {
    if size == 0 || size > signed.size {
        return Ok(None);
    }
    let index = (size >= snapshot::WORTHWHILE).then(|| anchor.index(reading.origin)).flatten();
    let Some(mut index) = index else { return from_zero(signed, size, reading) };
    index.follow(&signed, reading)?;
    let kept = snapshot::restore(&index, size, reading);
    let from = kept.as_ref().map_or(0, |kept| kept.books.size());
    // whatever is odd behind a snapshot is judged without it
    let onward = onward(kept, size, &mut index, reading).ok().flatten();
    let onward = onward.filter(|found| begins(found.chain.head(), signed, &index));
    let (followed, from) = match onward {
        Some(followed) => (Some(followed), from),
        None => (from_zero(signed, size, reading)?, 0),
    };
    if let Some(followed) = followed.as_ref().filter(|_| size >= from + snapshot::BEHIND) {
        snapshot::keep(&mut index, &followed.chain.head(), &followed.books);
    }
    Ok(followed)
}

/// Goes on from where the books stand, and keeps those of the parts of the ledger that it comes by.
fn onward(
    mut followed: Option<Followed>,
    size: u64,
    index: &mut Index,
    reading: &Reading<'_>,
) -> Result<Option<Followed>, Trouble> {
    let reader = BlobReader::new(reading.blobs, reading.origin);
    loop {
        let from = followed.as_ref().map_or(0, |f| f.books.size());
        if from >= size {
            return Ok(followed);
        }
        let upto = Index::next_part(from, size);
        let keys = followed.iter().flat_map(|f| f.books.keys().iter()).map(|(_, key)| key.public);
        let chunks = reading.journal.read(reading.origin, from, upto)?;
        each_line(chunks, KeyRing::of(keys), |checked| fold(&mut followed, checked, &reader))?;
        reader.all_read()?;
        if let Some(f) = followed.as_ref().filter(|f| upto < size && index.holds(&f.chain.head())) {
            snapshot::keep(index, &f.chain.head(), &f.books);
        }
    }
}

fn from_zero(signed: Head, size: u64, reading: &Reading<'_>) -> Result<Option<Followed>, Trouble> {
    let followed = follow_journal(reading.journal, reading.blobs, reading.origin, size)?;
    let Some(here) = followed.as_ref().map(|f| f.chain.head()) else { return Ok(None) };
    if here.size == signed.size && here != signed {
        return Err(Finding::new(LedgerPlace::Journal, HistoryFault::OtherHead { signed, here }).into());
    }
    if here != signed && !begins(here, signed, &leaves_of(reading, signed.size)?) {
        return Err(Finding::entry(size - 1, HistoryFault::LeadsElsewhere(signed.root)).into());
    }
    Ok(followed)
}

/// Goes on from these books to those behind the first `size` entries. That they lead to the signed head is for
/// [`leads`], once for all that was read.
pub(super) fn go_on(followed: Followed, size: u64, reading: &Reading<'_>) -> Result<Followed, Trouble> {
    let from = followed.books.size();
    if size <= from {
        return Ok(followed);
    }
    let reader = BlobReader::new(reading.blobs, reading.origin);
    let keys: Vec<_> = followed.books.keys().iter().map(|(_, key)| key.public).collect();
    let chunks = reading.journal.read(reading.origin, from, size)?;
    let mut further = Some(followed);
    each_line(chunks, KeyRing::of(keys.into_iter()), |checked| fold(&mut further, checked, &reader))?;
    reader.all_read()?;
    let lost = || Finding::entry(from, HistoryFault::LeadsElsewhere(Hash::ZERO));
    Ok(further.filter(|further| further.books.size() == size).ok_or_else(lost)?)
}

/// That books are those of the beginning of the ledger whose head was signed.
pub(super) fn leads(
    followed: &Followed,
    signed: Head,
    anchor: &dyn Anchor,
    reading: &Reading<'_>,
) -> Result<(), Trouble> {
    let here = followed.chain.head();
    let mut index = (signed.size >= snapshot::WORTHWHILE).then(|| anchor.index(reading.origin)).flatten();
    let by_index =
        index.as_mut().is_some_and(|index| index.follow(&signed, reading).is_ok() && begins(here, signed, &*index));
    if by_index || begins(here, signed, &leaves_of(reading, signed.size)?) {
        return Ok(());
    }
    Err(Finding::entry(here.size.saturating_sub(1), HistoryFault::LeadsElsewhere(signed.root)).into())
}

/// True if the one head is the beginning of the other.
fn begins(here: Head, signed: Head, hashes: &impl HashReader) -> bool {
    let proof = prove_consistency(here.size, signed.size, hashes);
    proof.is_some_and(|proof| verify_consistency(here, signed, &proof))
}

/// The hashes of a journal's first lines, for proofs.
pub(super) fn leaves_of(reading: &Reading<'_>, size: u64) -> Result<LeafHashes, Trouble> {
    let mut leaves = LeafHashes::default();
    for chunk in reading.journal.read(reading.origin, 0, size)? {
        for line in chunk?.lines.split_inclusive(|&b| b == b'\n') {
            leaves.push(Hash::leaf(line));
        }
    }
    Ok(leaves)
}

/// Folds a journal that this machine's guard vouches for. Signatures and chain are verified;
/// decisions are not made again (that is audit's work).
///
/// # Errors
/// [`Trouble::Damaged`] with the first line that is no entry of its key, or that chain or books cannot follow,
/// [`Trouble::Read`] where the journal or a blob cannot be read.
pub fn follow_journal(
    journal: &dyn Journal,
    blobs: &dyn Blobs,
    origin: &Origin,
    size: u64,
) -> Result<Option<Followed>, Trouble> {
    let reader = BlobReader::new(blobs, origin);
    let mut followed: Option<Followed> = None;
    let chunks = journal.read(origin, 0, size)?;
    let folded = each_line(chunks, KeyRing::default(), |checked| fold(&mut followed, checked, &reader));
    // what could not be read is no damage
    reader.all_read()?;
    folded.map(|()| followed)
}
