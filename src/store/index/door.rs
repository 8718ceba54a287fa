//! A door for the tests of hostile bytes: what a page out of the folder reads as. Pages come from
//! where anyone may write, so their decoders are fuzzed; nothing else may call this.

use super::{
    Origin,
    buckets::{Bucket, Postings},
    seal::SealKey,
    stamp::{BOOKS, STAMP, Stamp, decode_books, encode_books, hashes},
};
use super::{Tree, pages::Pages};
use crate::log::{Hash, Head};
use std::collections::BTreeMap;

/// A page of this kind, read and written again; `None` where it is refused. Stamp and books come
/// without their code, as if who wrote them had the key.
pub fn page_again(kind: u8, page: &[u8]) -> Option<Vec<u8>> {
    let key = SealKey::new([7; 32]);
    match kind {
        b's' => {
            let sealed = [page, &key.code(STAMP, page).0].concat();
            Stamp::decode(&sealed, &key).map(|stamp| behind(stamp.encode(&key), 0))
        }
        b'n' => {
            let sealed = [&key.code(BOOKS, page).0, page].concat();
            decode_books(sealed, &key).map(|(head, books)| behind(encode_books(&head, books, &key), 32))
        }
        // a directory and a tile are hashes
        b'd' | b't' => hashes(page).map(|all| all.iter().flat_map(|hash| hash.0).collect()),
        b'b' => Bucket::decode(page).map(|bucket| bucket.encode()),
        _ => None,
    }
}

/// A page of 32 bytes of code, at its end or from `at` on, without them.
fn behind(mut page: Vec<u8>, at: usize) -> Vec<u8> {
    if at == 0 {
        page.truncate(page.len().saturating_sub(32));
        return page;
    }
    page.split_off(at.min(page.len()))
}

/// Good pages of every kind, stamp and books without their code.
pub fn sample_pages(origin: &Origin, head: Head) -> Vec<(u8, Vec<u8>)> {
    let mut postings = Postings::default();
    postings.add(Tree::Id, "r-1", 7);
    postings.add(Tree::Household, "H0001", 7);
    postings.add(Tree::Household, "H0001", 900);
    let mut stamp = Stamp::empty(origin);
    let mut dirty = BTreeMap::new();
    let _ = stamp.put(&Pages::memory(), postings, &mut dirty);
    let empty = Stamp::empty(origin);
    let key = SealKey::new([7; 32]);
    let mut all = vec![
        (b's', behind(stamp.encode(&key), 0)),
        (b's', behind(empty.encode(&key), 0)),
        (b'n', behind(encode_books(&head, b"books".to_vec(), &key), 32)),
    ];
    all.push((b't', Hash::of(&[b"leaf"]).0.to_vec()));
    let kind = |page: &Vec<u8>| if page.len().is_multiple_of(2048) { b'd' } else { b'b' };
    all.extend(dirty.into_values().map(|page| (kind(&page), page)));
    all
}
