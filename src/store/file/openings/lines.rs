//! The lines of `private/records`, whatever somebody has made of that file: a line that is none is
//! handed on like the others, and neither a line without an end nor a hole is held in memory.

use crate::store::disk::{self, DiskFile};
use crate::store::file::layout::LedgerFolders;
use crate::store::{Cause, Why};
use std::io;
use std::path::{Path, PathBuf};

/// Longest line that is looked at: the longest instruction, sealed, has 5.6 MB.
const LONGEST: usize = 8 << 20;
/// So much of one line is passed over; what stands behind it is not read.
const PASSED_OVER: u64 = 64 << 20;

/// Where they are.
pub(super) fn records(place: &LedgerFolders) -> PathBuf {
    place.private().join("records")
}

/// What reading says of a line that nobody here wrote.
pub(super) fn overlong(records: &Path) -> Cause {
    let what = "a line longer than any that was written there";
    Cause::new(Why::TooLarge, format!("{}: {what}; put the file back from a backup", records.display()))
}

/// One line, or what stands behind the last one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    /// Where it begins.
    pub start: u64,
    /// Its length, with its newline.
    pub len: u64,
    /// Its bytes; `None` where there are too many for any line of ours.
    pub bytes: Option<&'a [u8]>,
    /// It has a newline.
    pub ended: bool,
}

/// Hands on every line of `[from, to)`. False where a line is so long that reading ended there.
pub(super) fn each_line<E: From<io::Error>>(
    file: &dyn DiskFile,
    (from, to): (u64, u64),
    mut take: impl FnMut(Line<'_>) -> Result<(), E>,
) -> Result<bool, E> {
    let (mut start, mut at) = (from, from);
    let mut held = Vec::new();
    let mut long = false;
    while at < to {
        if at - start > PASSED_OVER {
            take(Line { start, len: to - start, bytes: None, ended: false })?;
            return Ok(false);
        }
        let mut piece = disk::piece(to - at, 1 << 20);
        let got = file.read_at(at, &mut piece)?;
        if got == 0 {
            break;
        }
        piece.truncate(got);
        let mut end = at;
        at += got as u64;
        for part in piece.split_inclusive(|b| *b == b'\n') {
            end += part.len() as u64;
            if !long && held.len() + part.len() > LONGEST {
                (held, long) = (Vec::new(), true);
            }
            if !long {
                held.extend_from_slice(part);
            }
            if !part.ends_with(b"\n") {
                continue;
            }
            take(Line { start, len: end - start, bytes: (!long).then_some(&held), ended: true })?;
            (start, long) = (end, false);
            held.clear();
        }
    }
    if start < at {
        take(Line { start, len: at - start, bytes: (!long).then_some(&held), ended: false })?;
    }
    Ok(true)
}
