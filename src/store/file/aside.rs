//! Taking out of the journal what does not stay: whole files are moved beside the guard, the end of a
//! file is copied there, and no copy is longer than a batch may be.
//!
//! A copy is made under one fixed name, durable before anything is cut and named after it: a try that
//! was interrupted leaves one copy, which the next one uses or writes over.

use super::layout::{LedgerFolders, Segment};
use crate::log::Batch;
use crate::store::disk::{self, Disk, NotItsOwn, Open};
use std::io;
use std::path::{Path, PathBuf};

/// What was taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Aside {
    /// So many bytes are kept.
    pub bytes: u64,
    /// The first of the files that hold them.
    pub file: PathBuf,
    /// So many more were cut off and are gone.
    pub gone: u64,
}

/// Longest copy.
const MOST: u64 = Batch::MAX_BYTES as u64;
const PIECE: usize = 4 << 20;
/// Moved files whose bytes are made durable; more than one is nothing that this program left.
const SYNCED: usize = 16;
/// A copy that has no name of its own yet.
const PENDING: &str = "pending";

/// Part of a file of the journal.
struct Piece {
    path: PathBuf,
    from: u64,
    upto: u64,
    /// Nothing of the file stays.
    whole: bool,
}

/// Takes out everything behind `cut`. `None` if there is nothing.
pub(super) fn set_aside(
    disk: &dyn Disk,
    place: &LedgerFolders,
    cut: (u64, u64),
    size: u64,
    segments: &[Segment],
) -> io::Result<Option<Aside>> {
    let rest = segments.iter().find(|s| s.first == cut.0 && s.len > cut.1);
    let later: Vec<&Segment> = segments.iter().filter(|s| s.first > cut.0 && s.len > 0).collect();
    if rest.is_none() && later.is_empty() {
        return Ok(None);
    }
    let folder = place.quarantine();
    disk.create_own_dirs(&folder)?;
    let name = free_name(disk, &folder, size)?;
    let mut pieces: Vec<Piece> = Vec::new();
    pieces.extend(rest.map(|s| Piece { path: place.segment(s.first), from: cut.1, upto: s.len, whole: false }));
    let (mut bytes, mut files) = (0, Vec::new());
    // from the back, so that a crash in between leaves a journal without a hole
    for (n, segment) in later.iter().enumerate().rev() {
        let path = place.segment(segment.first);
        // what has a second name is not ours to move
        let file = disk.open(&path, Open::Write)?;
        if n < SYNCED {
            file.sync()?;
        }
        drop(file);
        let to = folder.join(format!("{name}.{:012}", segment.first));
        match disk.rename(&path, &to) {
            Ok(()) => {
                bytes += segment.len;
                files.push(to);
            }
            Err(e) if e.kind() == io::ErrorKind::CrossesDevices => {
                let at = usize::from(rest.is_some());
                pieces.insert(at, Piece { path, from: 0, upto: segment.len, whole: true });
            }
            Err(e) => return Err(e),
        }
    }
    if !files.is_empty() {
        disk.sync_dir(&folder)?;
        disk.sync_dir(&place.journal())?;
    }
    let whole: u64 = pieces.iter().map(|piece| piece.upto - piece.from).sum();
    let mut copied = 0;
    if !pieces.is_empty() {
        copied = copy(disk, &folder, &name, &pieces)?;
        cut_off(disk, place, &pieces)?;
        let to = folder.join(&name);
        disk.rename(&folder.join(PENDING), &to)?;
        disk.sync_dir(&folder)?;
        files.push(to);
    }
    let file = files.pop().unwrap_or(folder);
    Ok(Some(Aside { bytes: bytes + copied, file, gone: whole.saturating_sub(copied) }))
}

/// `after-<size>-<number>`, where nothing is called so yet.
fn free_name(disk: &dyn Disk, folder: &Path, size: u64) -> io::Result<String> {
    let taken = disk.list(folder)?;
    let mut names = (taken.len()..).map(|number| format!("after-{size:012}-{number:04}"));
    let free = names.find(|name| !taken.iter().any(|item| item.name.starts_with(name.as_str())));
    Ok(free.unwrap_or_default())
}

/// Copies the pieces one behind the other, as far as a copy may go; durable on return.
fn copy(disk: &dyn Disk, folder: &Path, name: &str, pieces: &[Piece]) -> io::Result<u64> {
    let pending = folder.join(PENDING);
    if let Some(len) = disk.len(&pending)? {
        let before = disk.open(&pending, Open::Read)?;
        // the beginning of these very bytes is of a try that was interrupted
        let same = each(disk, pieces, len, &mut |at, piece| {
            let mut there = vec![0; piece.len()];
            let got = before.read_at(at, &mut there)?;
            Ok(got == piece.len() && there == piece)
        })?;
        if same != len {
            disk.rename(&pending, &folder.join(format!("{name}.before")))?;
        }
    }
    let aside = disk.open(&pending, Open::Private)?;
    let copied = each(disk, pieces, MOST, &mut |at, piece| aside.write_at(at, piece).map(|()| true))?;
    aside.sync()?;
    disk.sync_dir(folder)?;
    Ok(copied)
}

/// Hands on what the pieces hold, at most so many bytes, until `take` says no. Gives how many it took.
fn each(
    disk: &dyn Disk,
    pieces: &[Piece],
    most: u64,
    take: &mut dyn FnMut(u64, &[u8]) -> io::Result<bool>,
) -> io::Result<u64> {
    let mut done = 0;
    for piece in pieces {
        let file = disk.open(&piece.path, Open::Read)?;
        let mut at = piece.from;
        while at < piece.upto && done < most {
            let mut bytes = disk::piece((piece.upto - at).min(most - done), PIECE);
            let got = file.read_at(at, &mut bytes)?;
            bytes.truncate(got);
            if got == 0 || !take(done, &bytes)? {
                return Ok(done);
            }
            at += got as u64;
            done += got as u64;
        }
    }
    Ok(done)
}

fn cut_off(disk: &dyn Disk, place: &LedgerFolders, pieces: &[Piece]) -> io::Result<()> {
    let (whole, parts): (Vec<&Piece>, Vec<&Piece>) = pieces.iter().partition(|piece| piece.whole);
    for piece in whole.iter().rev() {
        disk.remove(&piece.path)?;
    }
    if !whole.is_empty() {
        disk.sync_dir(&place.journal())?;
    }
    for piece in parts {
        let file = disk.open(&piece.path, Open::Write)?;
        file.set_len(piece.from)?;
        file.sync()?;
    }
    Ok(())
}

/// Takes empty files out of the journal, all but the one that is written next. Gives how many.
pub(super) fn take_out_empty(
    disk: &dyn Disk,
    place: &LedgerFolders,
    written: u64,
    segments: &[Segment],
) -> io::Result<u64> {
    let mut gone = 0;
    for segment in segments.iter().filter(|s| s.len == 0 && s.first != written) {
        let path = place.segment(segment.first);
        if !disk.is_file(&path)? {
            return Err(NotItsOwn::error());
        }
        disk.remove(&path)?;
        gone += 1;
    }
    if gone > 0 {
        disk.sync_dir(&place.journal())?;
    }
    Ok(gone)
}
