//! What this machine remembers of a ledger that is not in the ledger's folder: what its guard
//! signed last, and what its own audits saw.
//!
//! A folder can be put back to any earlier state of itself, or be written anew with every key at
//! hand; nothing inside it then shows it. Only memory held elsewhere does.

use super::{Trouble, origin_of};
use crate::{
    audit::{Cleared, Finding, FindingCode, Known, KnownBy, PastAudit, Remembered, Report, Unreadable},
    log::{Frontier, Hash, Head, Origin, VerifierKey, parse_checkpoint},
    store::{
        Anchor, Cause, Journal, Signed, Why,
        disk::{Disk, RealDisk, read_small},
        file::{FileJournal, Place},
        keys,
    },
    unit::RecordedAt,
};
use serde::{Deserialize, Serialize};
use std::{path::Path, sync::Arc};

/// Ledgers under one name that are remembered; whoever is shown more forgets the first that no pin
/// vouched for.
const MOST: usize = 8;
/// Longest file, bytes, and longest word of why, characters.
const LONGEST: u64 = 1 << 16;
const WHY: usize = 200;
const FORMAT: u32 = 2;
/// How a memory is called that a person cleared, with a number behind it.
const ASIDE: &str = "audited.cleared-";

/// What audits of this machine saw under one name, as `STATE/<origin>/audited`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    format: u32,
    origin: String,
    audits: Vec<Audit>,
    cleared: Vec<Gone>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Audit {
    ledger: Hash,
    note: String,
    pinned: bool,
    at: Option<RecordedAt>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Gone {
    /// `None` for a memory that could not be read.
    ledger: Option<Hash>,
    size: u64,
    at: [Option<RecordedAt>; 2],
    why: String,
}

/// The heads that this machine remembers of the ledger, for the pin: its guard's, and what its audits
/// saw under the ledger's name.
pub fn remembered(ledger: &Path, state: &Path) -> Remembered {
    let Ok(origin) = origin_of(ledger) else { return Remembered::default() };
    let place = Place::new(ledger, state, &origin);
    let mut all = Remembered::default();
    let mut unreadable =
        |by, place: &Path, why: String| all.unreadable.push(Unreadable { by, place: place.display().to_string(), why });
    // a link leads to what somebody else may write
    if let Err(cause) = own(&place) {
        unreadable(KnownBy::Audit, &place.state, cause.to_string());
        return all;
    }
    let signed = match guarded(&place, &origin) {
        Ok(signed) => signed,
        Err(why) => {
            unreadable(KnownBy::Guard, &place.state, why);
            None
        }
    };
    match past(&RealDisk, &place, &origin) {
        Ok((audits, cleared)) => (all.audits, all.cleared) = (audits, cleared),
        Err(cause) => unreadable(KnownBy::Audit, &place.audited(), cause.to_string()),
    }
    all.heads.extend(signed.map(|head| Known { head, by: KnownBy::Guard, note: None }));
    all
}

/// Refuses a link in the place of what is kept beside the guard.
fn own(place: &Place) -> Result<(), Cause> {
    RealDisk.refuse_link(&place.state).map_err(|e| Cause::io("writing into", &place.state, &e))
}

/// What this machine's guard signed last, where it has one that can be read.
fn guarded(place: &Place, origin: &Origin) -> Result<Option<Head>, String> {
    match FileJournal::read_only(Arc::new(RealDisk), place.clone(), origin).signed(origin) {
        Ok(Signed::Known(sealed)) => Ok(Some(sealed.map_or_else(Head::empty, |sealed| sealed.head))),
        Ok(Signed::Nothing) => Ok(None),
        Ok(Signed::Unreadable(cause)) => Err(cause.to_string()),
        Err(error) => Err(error.to_string()),
    }
}

/// What this machine knows of a head that somebody shows under a ledger's key. Only what this very key
/// signed counts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recalled {
    /// Its guard or an audit here has another root at that size, or, where the ledger is at hand, leads
    /// through another one.
    pub against: Option<Finding>,
    /// More entries than the head has, so that it is no longer the newest.
    pub newer: Option<u64>,
}

/// Compares a head that somebody shows under a ledger's key with what this machine signed or saw.
///
/// # Errors
/// A memory that is there and cannot be read.
pub fn recall(
    ledger: &Path,
    state: &Path,
    vkey: &VerifierKey,
    (name, shown): (&str, Head),
) -> Result<Recalled, Unreadable> {
    let Ok(origin) = vkey.name().parse::<Origin>() else { return Ok(Recalled::default()) };
    let place = Place::new(ledger, state, &origin);
    let lost = |by, path: &Path, why: String| Unreadable { by, place: path.display().to_string(), why };
    own(&place).map_err(|e| lost(KnownBy::Audit, &place.state, e.to_string()))?;
    let journal = FileJournal::read_only(Arc::new(RealDisk), place.clone(), &origin);
    let guard = match journal.signed(&origin) {
        Ok(Signed::Known(sealed)) => sealed.and_then(|sealed| parse_checkpoint(&sealed.note.0).ok()),
        Ok(Signed::Nothing) => None,
        Ok(Signed::Unreadable(cause)) => return Err(lost(KnownBy::Guard, &place.guard(), cause.to_string())),
        Err(error) => return Err(lost(KnownBy::Guard, &place.guard(), error.to_string())),
    };
    let (audits, _) =
        past(&RealDisk, &place, &origin).map_err(|e| lost(KnownBy::Audit, &place.audited(), e.to_string()))?;
    let notes = guard.into_iter().chain(audits.into_iter().map(|audit| audit.note));
    let known: Vec<Head> = notes.filter_map(|note| note.verify(vkey).ok()).collect();
    let newest = known.iter().map(|head| head.size).max().filter(|size| *size > shown.size);
    let here = match known.iter().find(|head| head.size == shown.size) {
        Some(head) => Some(head.root),
        None => {
            let later = known.iter().filter(|head| head.size > shown.size).max_by_key(|head| head.size);
            later.filter(|_| origin_of(ledger).is_ok_and(|here| here == origin)).and_then(|later| {
                let mut frontier = Frontier::default();
                let mut root = None;
                for chunk in journal.read(&origin, 0, later.size).ok()? {
                    for line in chunk.ok()?.lines.split_inclusive(|&b| b == b'\n') {
                        frontier.push(Hash::leaf(line));
                        if frontier.size() == shown.size {
                            root = Some(frontier.head().root);
                        }
                    }
                }
                root.filter(|_| frontier.head() == *later)
            })
        }
    };
    let other = here.filter(|root| *root != shown.root);
    let against = other.map(|root| Finding::file(FindingCode::Forked, name, root, shown.root));
    Ok(Recalled { against, newer: newest })
}

/// What audits saw, and what of it a person cleared.
pub(super) fn past(disk: &dyn Disk, place: &Place, origin: &Origin) -> Result<(Vec<PastAudit>, Vec<Cleared>), Cause> {
    let path = place.audited();
    let wrong = |what: String| Cause::new(Why::Malformed, format!("{}: {what}", path.display()));
    let kept = kept(disk, place, origin)?;
    let audits = kept.audits.into_iter().map(|audit| {
        let note = parse_checkpoint(audit.note.as_bytes()).map_err(|e| wrong(e.to_string()))?;
        if note.origin() != origin {
            return Err(wrong(format!("of {}, not of {origin}", note.origin())));
        }
        Ok(PastAudit { ledger: audit.ledger, note, pinned: audit.pinned, at: audit.at })
    });
    let cleared = kept.cleared.into_iter().map(|g| Cleared { ledger: g.ledger, size: g.size, at: g.at, why: g.why });
    Ok((audits.collect::<Result<_, _>>()?, cleared.collect()))
}

fn kept(disk: &dyn Disk, place: &Place, origin: &Origin) -> Result<Kept, Cause> {
    let path = &place.audited();
    let bytes = read_small(disk, path, LONGEST).map_err(|e| Cause::io("reading", path, &e))?;
    let wrong = |what: String| Cause::new(Why::Malformed, format!("{}: {what}", path.display()));
    let Some(bytes) = bytes else {
        let aside = set_aside(disk, place)?.into_iter().next();
        if let Some(name) = aside {
            return Err(wrong(format!("it was set aside as {name}, and no word says why")));
        }
        return Ok(Kept { format: FORMAT, origin: origin.to_string(), audits: Vec::new(), cleared: Vec::new() });
    };
    let kept: Kept = serde_json::from_slice(&bytes).map_err(|e| wrong(e.to_string()))?;
    match kept.format == FORMAT && kept.origin == origin.as_str() {
        true => Ok(kept),
        false => Err(wrong(format!("of {}, not of {origin}", kept.origin))),
    }
}

/// The memories that were set aside when a person cleared them.
fn set_aside(disk: &dyn Disk, place: &Place) -> Result<Vec<String>, Cause> {
    let items = disk.list(&place.state).map_err(|e| Cause::io("reading", &place.state, &e))?;
    Ok(items.into_iter().map(|item| item.name).filter(|name| name.starts_with(ASIDE)).collect())
}

fn keep(path: &Path, kept: &Kept) -> Result<(), Trouble> {
    let text = serde_json::to_vec(kept).map_err(|e| Trouble::Bug(e.to_string()))?;
    keys::write_private(&RealDisk, path, &text).map_err(|e| Cause::io("writing", path, &e).into())
}

/// Remembers what an audit saw signed, if nothing was wrong with it, for the next one on this machine.
/// Where this machine signs the ledger itself, nothing beyond what it signed; and nothing in the place of a
/// memory that cannot be read.
///
/// # Errors
/// What the device says, or that memory; the audit's result stands all the same.
pub fn remember(ledger: &Path, state: &Path, report: &Report) -> Result<(), Trouble> {
    let Some(seen) = &report.memory else { return Ok(()) };
    let (origin, size) = (seen.note.origin().clone(), seen.note.claimed_head().size);
    let place = Place::new(ledger, state, &origin);
    own(&place)?;
    if guarded(&place, &origin).is_ok_and(|guard| guard.is_some_and(|head| head.size < size)) {
        return Ok(());
    }
    let note = String::from_utf8(seen.note.to_note().0).map_err(|e| Trouble::Bug(e.to_string()))?;
    let mut audit = Audit { ledger: seen.ledger, note, pinned: seen.pinned, at: seen.at };
    let path = place.audited();
    let mut all = kept(&RealDisk, &place, &origin)?;
    if let Some(at) = all.audits.iter().position(|before| before.ledger == audit.ledger) {
        let before = all.audits.remove(at);
        audit.pinned |= before.pinned;
        if before.note == audit.note && before.pinned == audit.pinned && (all.cleared.is_empty() || !audit.pinned) {
            return Ok(());
        }
    }
    // what paper vouches for needs no word about what was forgotten
    if audit.pinned {
        all.cleared.clear();
    }
    all.audits.push(audit);
    if all.audits.len() > MOST {
        let first = all.audits.iter().position(|audit| !audit.pinned).unwrap_or_default();
        all.audits.remove(first);
    }
    keep(&path, &all)
}

/// Clears what audits of this machine saw under the ledger's name, and remembers why; the file itself is
/// set aside under a name beside it. What the guard signed stays. Gives what was cleared.
///
/// # Errors
/// What the device says.
pub fn forget_audits(ledger: &Path, state: &Path, why: &str, now: RecordedAt) -> Result<Vec<Cleared>, Trouble> {
    let origin = origin_of(ledger)?;
    let place = Place::new(ledger, state, &origin);
    own(&place)?;
    let path = place.audited();
    let audits = past(&RealDisk, &place, &origin).map(|(audits, _)| audits);
    let before = kept(&RealDisk, &place, &origin).map(|kept| kept.cleared).unwrap_or_default();
    if audits.as_ref().is_ok_and(Vec::is_empty) {
        return Ok(Vec::new());
    }
    let why: String = why.chars().filter(|c| !c.is_control()).take(WHY).collect();
    let cleared = |ledger, size, at| Cleared { ledger, size, at: [at, Some(now)], why: why.clone() };
    let gone: Vec<Cleared> = match audits {
        Ok(audits) => audits.iter().map(|a| cleared(Some(a.ledger), a.note.claimed_head().size, a.at)).collect(),
        Err(_) => vec![cleared(None, 0, None)],
    };
    let told = gone.iter().map(|g| Gone { ledger: g.ledger, size: g.size, at: g.at, why: g.why.clone() });
    let mut cleared: Vec<Gone> = before.into_iter().chain(told).collect();
    cleared.drain(..cleared.len().saturating_sub(MOST));
    // between the two steps there is a file aside and no word of why, which is told as damage
    let aside = place.state.join(format!("{ASIDE}{}", set_aside(&RealDisk, &place)?.len()));
    let failed = |e| Cause::io("setting aside", &path, &e);
    if RealDisk.len(&path).ok() != Some(None) {
        RealDisk.rename(&path, &aside).map_err(failed)?;
        RealDisk.sync_dir(&place.state).map_err(failed)?;
    }
    keep(&path, &Kept { format: FORMAT, origin: origin.to_string(), audits: Vec::new(), cleared })?;
    Ok(gone)
}
