//! Verified books in the disposable index, the last ones and some of earlier entries, so that a long
//! ledger need not be folded from its first entry each time. A snapshot counts only at a head that leads
//! to the root this machine signed; anything odd means folding from zero. The audit never looks here.

use super::{BlobReader, followed::Followed, lookup::Reading};
use crate::{
    books::Books,
    event::{BlobSource, DOCUMENT_MOST},
    log::{Chain, Frontier, Head, UnverifiedEntry},
    store::index::Index,
};
use serde::{Deserialize, Serialize};

/// Ledgers shorter than this are folded faster than sled opens.
pub(super) const WORTHWHILE: u64 = 2_000;
/// A new snapshot is kept when this many entries stand behind the last one.
pub(super) const BEHIND: u64 = 1_000;
/// Number of the snapshot's form; another one is not read.
const FORM: u32 = 28;

#[derive(Serialize, Deserialize)]
struct Snapshot<B> {
    form: u32,
    books: B,
}

/// Books and chain at the newest snapshot behind at most so many entries, if it can be trusted.
pub(super) fn restore(index: &Index, upto: u64, reading: &Reading<'_>) -> Option<Followed> {
    let (head, bytes) = index.books(upto).ok()??;
    let kept: Snapshot<Books> = ciborium::from_reader(bytes.as_slice()).ok()?;
    if kept.form != FORM || kept.books.size() != head.size || head.size == 0 {
        return None;
    }
    let blobs = BlobReader::new(reading.blobs, reading.origin);
    let chart = String::from_utf8(blobs.blob_upto(&kept.books.opened().chart.blob, DOCUMENT_MOST)?).ok()?;
    let books = kept.books.restored(&chart).ok()?;
    let chunk = reading.journal.read(reading.origin, head.size - 1, head.size).ok()?.next()?.ok()?;
    let last = UnverifiedEntry::parse(&chunk.lines).ok()?;
    let key = books.keys().get(&last.key())?.public;
    let chain = Chain::resume(Frontier::at(head.size, index)?, &last.verify(&key).ok()?)?;
    (chain.head() == head).then_some(Followed { books, chain })
}

/// Keeps the books of a head. That they cannot be kept is no failure.
pub(super) fn keep(index: &mut Index, head: &Head, books: &Books) {
    let mut bytes = Vec::new();
    if ciborium::into_writer(&Snapshot { form: FORM, books }, &mut bytes).is_ok() {
        index.keep_books(head, bytes);
    }
}

/// A door for the tests of hostile bytes: books out of a snapshot, restored and kept again.
#[doc(hidden)]
pub fn snapshot_again(bytes: &[u8], chart: &str) -> Option<Vec<u8>> {
    let kept: Snapshot<Books> = ciborium::from_reader(bytes).ok()?;
    if kept.form != FORM {
        return None;
    }
    kept.books.restored(chart).ok().map(|books| snapshot_of(&books))
}

/// The bytes that are kept of books.
#[doc(hidden)]
pub fn snapshot_of(books: &Books) -> Vec<u8> {
    let mut bytes = Vec::new();
    let _ = ciborium::into_writer(&Snapshot { form: FORM, books }, &mut bytes);
    bytes
}
