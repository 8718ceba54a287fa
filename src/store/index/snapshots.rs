//! Books beside the pages, a file for each size: sled copies every value on its way in and out, reads again whatever its
//! log still holds when it is opened, and leaves the files of large values lying when these were replaced. The books of
//! 100,000 households are 200 MB.
//!
//! Nothing here is synced: what power takes away, or a stranger puts here, does not stand under its code
//! ([`super::stamp::decode_books`]) and is added up again from the journal.

use crate::store::disk::{Disk, Open, RealDisk, read_small};
use std::{
    io,
    path::{Path, PathBuf},
};

/// Most bytes of books that are read: 4 GiB.
const MOST: u64 = 4 << 30;
const NAME: &str = "books-";

fn path(folder: &Path, size: u64) -> PathBuf {
    folder.join(format!("{NAME}{size:020}"))
}

/// The books behind so many entries, as they were put; `None` where there are none.
pub(super) fn get(folder: &Path, size: u64) -> io::Result<Option<Vec<u8>>> {
    read_small(&RealDisk, &path(folder, size), MOST)
}

/// Puts books in the place of those that stood there.
pub(super) fn put(folder: &Path, size: u64, books: &[u8]) -> io::Result<()> {
    RealDisk.open(&path(folder, size), Open::Private)?.write_at(0, books)
}

/// Removes books; those that are not there are gone already.
pub(super) fn remove(folder: &Path, size: u64) {
    _ = RealDisk.remove(&path(folder, size));
}

/// Removes all books in the folder, as far as that can be done.
pub(super) fn clear(folder: &Path) {
    for item in RealDisk.list(folder).into_iter().flatten() {
        if item.name.starts_with(NAME) {
            _ = RealDisk.remove(&folder.join(&item.name));
        }
    }
}
