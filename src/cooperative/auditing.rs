//! Auditing a folder: the journal only, never the index; all cores; no lock.

use super::{Trouble, follow::each_line};
use crate::{
    audit::{Auditor, Finding, FindingCode, KeyRing, Pin, Report, claimed_size},
    event::BlobSource,
    log::{Chunk, Hash, Head},
    store::{ReadError, file::segment_first},
};
use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
};

/// An audit's report and the books it rebuilt.
#[derive(Debug)]
pub struct Audited {
    /// The report.
    pub report: Report,
    /// The books, as far as they could be followed.
    pub books: Option<crate::books::Books>,
}

/// Audits a ledger's folder. `progress` is told how many entries are done, now and then.
pub fn audit(ledger: &Path, pin: &Pin, progress: &mut dyn FnMut(u64, u64)) -> Result<Audited, Trouble> {
    let journal = ledger.join("journal");
    let (segments, mut structure) = segments(&journal)?;
    if segments.is_empty() {
        return Err(Trouble::NotALedger(ledger.display().to_string()));
    }
    structure.extend(stray(ledger));
    let checkpoint = read_if_there(&ledger.join("checkpoint"));
    let size = checkpoint.as_deref().and_then(claimed_size);
    let mut auditor = Auditor::new(size);
    let total = size.unwrap_or_default();
    let blobs = FolderBlobs { folder: ledger.join("blobs") };
    let torn = std::sync::Mutex::new(Vec::new());
    let chunks = Segments { segments: segments.into_iter(), open: None, next: 0, torn: &torn, failed: false };
    let mut done = 0;
    each_line(chunks, KeyRing::default(), |checked| {
        auditor.take(checked, &blobs);
        done += 1;
        if done % 512 == 0 {
            progress(done, total);
        }
        Ok(())
    })?;
    progress(done, total);
    for finding in structure {
        auditor.find(finding);
    }
    for finding in torn.into_inner().unwrap_or_default() {
        auditor.find(finding);
    }
    look_at_blobs(&mut auditor, &blobs.folder);
    let books = auditor.books().cloned();
    Ok(Audited { report: auditor.finish(checkpoint.as_deref(), pin), books })
}

/// What this machine remembers of the ledger, for the pin: the head in its guard.
pub fn remembered(ledger: &Path, state: &Path) -> Option<Head> {
    use crate::store::{Journal, disk::RealDisk, file::{FileJournal, Place}};
    let origin = super::origin_of(ledger).ok()?;
    let place = Place::new(ledger, state, &origin);
    if !place.state.join("guard").exists() {
        return None;
    }
    let journal = FileJournal::read_only(std::sync::Arc::new(RealDisk), place, &origin);
    journal.head(&origin).ok().flatten().map(|sealed| sealed.head)
}

fn read_if_there(path: &Path) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path).ok()?.take(1 << 20).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

type Segment = (u64, PathBuf);

fn segments(journal: &Path) -> Result<(Vec<Segment>, Vec<Finding>), Trouble> {
    let nothing = |_| Trouble::NotALedger(journal.display().to_string());
    let mut found = Vec::new();
    let mut findings = Vec::new();
    for item in std::fs::read_dir(journal).map_err(nothing)? {
        let item = item.map_err(nothing)?;
        let name = item.file_name().to_string_lossy().into_owned();
        match segment_first(&name) {
            Some(first) => found.push((first, item.path())),
            None => findings.push(Finding::file(FindingCode::StrayFile, format!("journal/{name}"), "segments only", name)),
        }
    }
    found.sort();
    Ok((found, findings))
}

/// Files and folders a ledger may have; what is not part of the record is left alone.
fn stray(ledger: &Path) -> Vec<Finding> {
    let known = ["journal", "checkpoint", "blobs", "private", "coop.toml", "index", "lock"];
    let items = std::fs::read_dir(ledger).into_iter().flatten().flatten();
    let names = items.map(|i| i.file_name().to_string_lossy().into_owned());
    let strange = names.filter(|n| !known.contains(&n.as_str()) && !n.starts_with(".checkpoint"));
    strange.map(|n| Finding::file(FindingCode::StrayFile, &n, known.join(", "), &n)).collect()
}

/// Every blob is hashed, named by an entry or not.
fn look_at_blobs(auditor: &mut Auditor, folder: &Path) {
    let named: BTreeSet<Hash> = auditor.named().clone();
    let items = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = items.map(|i| i.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    for name in names {
        let place = format!("blobs/{name}");
        let Ok(hash) = name.parse::<Hash>() else {
            auditor.find(Finding::file(FindingCode::StrayFile, &place, "a SHA-256 as name", &name));
            continue;
        };
        if named.contains(&hash) {
            // read and hashed when its entry was
            continue;
        }
        let found = read_whole(&folder.join(&name)).map(|bytes| Hash::of(&[&bytes]));
        if found == Some(hash) {
            auditor.note(Finding::file(FindingCode::BlobOrphan, &place, "an entry that names it", "none"));
        } else {
            let found = found.map_or("unreadable".to_owned(), |h| h.to_string());
            auditor.find(Finding::file(FindingCode::BlobWrong, &place, hash, found));
        }
    }
}

fn read_whole(path: &Path) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path).ok()?.take(1 << 30).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

struct FolderBlobs {
    folder: PathBuf,
}

impl BlobSource for FolderBlobs {
    fn blob(&self, name: &Hash) -> Option<Vec<u8>> {
        read_whole(&self.folder.join(name.to_string()))
    }
}

/// Lines of all segments as chunks of at most 1 MiB, streaming.
struct Segments<'a> {
    segments: std::vec::IntoIter<Segment>,
    open: Option<BufReader<std::fs::File>>,
    next: u64,
    torn: &'a std::sync::Mutex<Vec<Finding>>,
    failed: bool,
}

/// A chunk as large as a store's.
const CHUNK: usize = 1 << 20;
/// No line is longer; more bytes without a newline are no line.
const LONGEST: u64 = 1 << 17;

impl Segments<'_> {
    fn say(&self, finding: Finding) {
        if let Ok(mut torn) = self.torn.lock() {
            torn.push(finding);
        }
    }

    /// Opens the next segment, saying so when its name does not continue.
    fn advance(&mut self) -> bool {
        let Some((first, path)) = self.segments.next() else { return false };
        if first != self.next {
            let name = format!("journal/{}", path.file_name().unwrap_or_default().to_string_lossy());
            self.say(Finding::file(FindingCode::SegmentOutOfPlace, name, self.next, first));
        }
        match std::fs::File::open(&path) {
            Ok(file) => self.open = Some(BufReader::with_capacity(CHUNK, file)),
            Err(e) => self.say(Finding::file(FindingCode::SegmentOutOfPlace, path.display(), "a readable segment", e)),
        }
        true
    }
}

impl Iterator for Segments<'_> {
    type Item = Result<Chunk, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let mut lines = Vec::new();
        let first = self.next;
        while lines.len() < CHUNK {
            let Some(reader) = &mut self.open else {
                if self.advance() {
                    continue;
                }
                break;
            };
            let before = lines.len();
            match reader.by_ref().take(LONGEST).read_until(b'\n', &mut lines) {
                Ok(0) => self.open = None,
                Ok(_) if lines.ends_with(b"\n") => self.next += 1,
                Ok(n) => {
                    lines.truncate(before);
                    let place = format!("entry {}", self.next);
                    self.say(Finding::file(FindingCode::TornTail, place, "a whole line", format!("{n} bytes without newline")));
                    self.failed = true;
                    break;
                }
                Err(e) => {
                    lines.truncate(before);
                    self.say(Finding::file(FindingCode::TornTail, format!("entry {}", self.next), "a readable line", e));
                    self.failed = true;
                    break;
                }
            }
        }
        (!lines.is_empty()).then_some(Ok(Chunk { first, lines }))
    }
}
