//! Reading a journal into books on all cores: one thread parses and verifies the next chunk while
//! this one folds the last.

use super::{
    BlobReader, Trouble,
    followed::{Followed, fold},
    lookup::Reading,
    snapshot,
};
use crate::{
    audit::{Checked, Finding, HistoryFault, KeyRing, Place, Spread, check_lines},
    log::{Chunk, Head, Origin},
    store::{Blobs, Cause, Journal, ReadError, Stores, Why, index::Index},
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

/// Folds a journal up to the head that was signed, from the newest snapshot where this machine has
/// an index of it and it is long enough for that to pay. Lines that lead to another root are
/// another history: what decides comes from the record, and from this one.
pub(super) fn follow_to(head: Head, stores: &Stores, origin: &Origin) -> Result<Option<Followed>, Trouble> {
    if head.size == 0 {
        return Ok(None);
    }
    let (journal, blobs) = (stores.journal.as_ref(), stores.blobs.as_ref());
    let worthwhile = head.size >= snapshot::WORTHWHILE;
    let followed = match worthwhile.then(|| stores.anchor.index(origin)).flatten() {
        Some(index) => follow_from_snapshot(head, index, &Reading { journal, blobs, origin })?,
        None => follow_journal(journal, blobs, origin, head.size)?,
    };
    match &followed {
        Some(f) if f.chain.head() != head => {
            let other = HistoryFault::OtherHead { signed: head, here: f.chain.head() };
            Err(Finding::new(Place::Journal, other).into())
        }
        _ => Ok(followed),
    }
}

fn follow_from_snapshot(head: Head, mut index: Index, reading: &Reading<'_>) -> Result<Option<Followed>, Trouble> {
    let Reading { journal, blobs, origin } = *reading;
    index.follow(&head, reading)?;
    let Some(kept) = snapshot::restore(&index, reading) else {
        let followed = follow_journal(journal, blobs, origin, head.size)?;
        keep(&mut index, &head, followed.as_ref(), 0);
        return Ok(followed);
    };
    let from = kept.books.size;
    let ring = KeyRing::of(kept.books.keys.iter().map(|(_, key)| key.public));
    let reader = BlobReader::new(blobs, origin);
    let mut followed = Some(kept);
    let chunks = journal.read(origin, from, head.size)?;
    let folded = each_line(chunks, ring, |checked| fold(&mut followed, checked, &reader));
    // whatever is odd behind a snapshot is judged without it
    if folded.is_err() || followed.as_ref().is_none_or(|f| f.chain.head() != head) {
        return follow_journal(journal, blobs, origin, head.size);
    }
    keep(&mut index, &head, followed.as_ref(), from);
    Ok(followed)
}

fn keep(index: &mut Index, head: &Head, followed: Option<&Followed>, from: u64) {
    if let Some(f) = followed.filter(|f| f.chain.head() == *head && f.books.size >= from + snapshot::BEHIND) {
        snapshot::keep(index, head, &f.books);
    }
}

/// Folds a journal that this machine's guard vouches for. Signatures and chain are verified;
/// decisions are not made again (that is audit's work).
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
