//! Reading a journal into books on all cores: one thread parses and verifies the next chunk while
//! this one folds the last.

use super::{BlobReader, Trouble, lookup::Reading, snapshot};
use crate::{
    audit::{Checked, Finding, FindingCode, KeyRing, Spread, check_lines},
    books::Books,
    event::{BlobSource, Entry},
    log::{Chain, Chunk, Head, Origin},
    store::{Blobs, Journal, ReadError, index::Index},
};
use rayon::prelude::*;
use std::{path::Path, sync::mpsc::sync_channel};

/// The books at a head, and the chain that leads there.
#[derive(Debug)]
pub struct Followed {
    /// The books.
    pub books: Books,
    /// The chain.
    pub chain: Chain,
}

/// Spreads the checking of lines over all cores.
pub(super) struct AllCores;

impl Spread for AllCores {
    fn over<A: Send, T: Send>(&self, items: Vec<A>, each: impl Fn(A) -> T + Sync + Send) -> Vec<T> {
        // one alone is done before another core has heard of it
        if items.len() < 2 { items.into_iter().map(each).collect() } else { items.into_par_iter().map(each).collect() }
    }
}

/// Hands every line of the chunks to `take`, parsed and verified, while the next chunk is being
/// verified elsewhere. Stops at the first error of either side.
pub(super) fn each_line<'a>(
    chunks: impl Iterator<Item = Result<Chunk, ReadError>> + Send + 'a,
    mut ring: KeyRing,
    mut take: impl FnMut(Checked) -> Result<(), Trouble>,
) -> Result<(), Trouble> {
    std::thread::scope(|scope| {
        let (send, receive) = sync_channel::<Result<Vec<Checked>, ReadError>>(2);
        scope.spawn(move || {
            for chunk in chunks {
                let checked = chunk.map(|c| check_lines(c.first, &c.lines, &mut ring, &AllCores));
                let last = checked.is_err();
                // the other side hangs up when it has seen enough
                if send.send(checked).is_err() || last {
                    return;
                }
            }
        });
        for checked in receive {
            for line in checked? {
                take(line)?;
            }
        }
        Ok(())
    })
}

/// Folds a journal, from the newest snapshot where the ledger is long enough for that to pay.
/// `index` is the folder of the index.
pub(super) fn follow_from_snapshot(
    journal: &dyn Journal,
    blobs: &dyn Blobs,
    origin: &Origin,
    head: Head,
    index: &Path,
) -> Result<Option<Followed>, Trouble> {
    if head.size < snapshot::WORTHWHILE {
        return follow_journal(journal, blobs, origin, head.size);
    }
    let reading = Reading { journal, blobs, origin };
    let mut index = Index::open(index, origin);
    index.follow(&head, &reading)?;
    let mut followed = snapshot::restore(&index, &reading);
    let from = followed.as_ref().map_or(0, |f| f.books.size);
    let ring = followed.as_ref().map(|f| KeyRing::of(f.books.keys.iter().map(|(_, key)| key.public)));
    let reader = BlobReader { blobs, origin };
    let chunks = journal.read(origin, from, head.size)?;
    each_line(chunks, ring.unwrap_or_default(), |checked| fold(&mut followed, checked, &reader))?;
    if let Some(f) = followed.as_ref().filter(|f| f.books.size >= from + snapshot::BEHIND) {
        snapshot::keep(&mut index, &head, &f.books);
    }
    Ok(followed)
}

/// Folds a journal that this machine's guard vouches for. Signatures and chain are verified;
/// decisions are not made again (that is audit's work).
pub fn follow_journal(
    journal: &dyn Journal,
    blobs: &dyn Blobs,
    origin: &Origin,
    size: u64,
) -> Result<Option<Followed>, Trouble> {
    let reader = BlobReader { blobs, origin };
    let mut followed: Option<Followed> = None;
    let chunks = journal.read(origin, 0, size)?;
    each_line(chunks, KeyRing::default(), |checked| fold(&mut followed, checked, &reader))?;
    Ok(followed)
}

/// Folds one checked line.
pub(super) fn fold(
    followed: &mut Option<Followed>,
    checked: Checked,
    blobs: &dyn BlobSource,
) -> Result<(), Trouble> {
    let sealed = checked.entry?;
    let place = sealed.index();
    let mut chain = followed.as_mut().map(|f| std::mem::take(&mut f.chain)).unwrap_or_default();
    chain.check_verified(&sealed).map_err(|e| Finding::new(FindingCode::ChainBroken, place, "the entry that follows", e))?;
    let entry = Entry::read(sealed, blobs)
        .map_err(|e| Finding::new(FindingCode::BodyMalformed, place, "an event this version reads", e))?;
    let wrong = |e| Finding::new(FindingCode::CannotFollow, place, "an entry the books can follow", e);
    match followed {
        None => *followed = Some(Followed { books: Books::open(&entry).map_err(wrong)?, chain }),
        Some(f) => {
            f.books.apply(&entry).map_err(wrong)?;
            f.chain = chain;
        }
    }
    Ok(())
}
