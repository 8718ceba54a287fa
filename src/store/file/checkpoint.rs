//! `checkpoint`: a copy of the note that the guard has, for whoever has the ledger's folder alone. It may
//! lag, and anybody may have written it.

use super::layout::{INCOMING, LedgerFolders};
use crate::log::{Hash, Head, Note};
use crate::store::disk::{Disk, Open, read_small};
use std::io;

/// Longest one that is looked at.
const MOST: u64 = 1 << 16;

/// Its bytes; `None` where there is none.
pub(super) fn shown(disk: &dyn Disk, place: &LedgerFolders) -> io::Result<Option<Vec<u8>>> {
    read_small(disk, &place.checkpoint(), MOST)
}

/// The head a checkpoint names: size on its second line, base64 root on its third.
pub(super) fn claimed(note: &[u8]) -> Option<Head> {
    let mut lines = std::str::from_utf8(note).ok()?.lines().skip(1);
    let size = lines.next()?.parse().ok()?;
    Some(Head { size, root: Hash::from_base64(lines.next()?)? })
}

/// The copy of the guard's note: temporary file and rename, not synced.
pub(super) fn write_checkpoint(disk: &dyn Disk, place: &LedgerFolders, note: &Note) -> io::Result<()> {
    let temporary = place.private().join(format!("{INCOMING}checkpoint"));
    let file = disk.open(&temporary, Open::Fresh)?;
    file.write_at(0, &note.0)?;
    drop(file);
    disk.rename(&temporary, &place.checkpoint())
}
