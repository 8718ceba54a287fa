//! What this machine remembers of a ledger that is not in the ledger's folder: what its guard
//! signed last, and what its own audits saw.
//!
//! A folder can be put back to any earlier state of itself, or be written anew with every key at
//! hand; nothing inside it then shows it. Only memory held elsewhere does.

use super::{Trouble, origin_of};
use crate::{
    audit::{Known, KnownBy, Remembered, Report, Verdict},
    log::{Hash, Head, Origin},
    store::{
        Cause, Why,
        disk::{Disk, RealDisk, read_small},
        file::{self, FileJournal, Place},
        keys,
    },
};
use serde::{Deserialize, Serialize};
use std::{path::Path, sync::Arc};

/// What an audit of this machine saw last, as `STATE/<origin>/audited`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Audited {
    origin: String,
    size: u64,
    root: Hash,
}

/// The heads that this machine remembers of the ledger, for the pin: its guard's, and that of its
/// last audit.
pub fn remembered(ledger: &Path, state: &Path) -> Remembered {
    let Ok(origin) = origin_of(ledger) else { return Remembered::default() };
    let place = Place::new(ledger, state, &origin);
    let audited = place.audited();
    let mut all = Remembered::default();
    let mut unreadable = |place: &Path, why: String| all.unreadable.push((place.display().to_string(), why));
    let guard = FileJournal::read_only(Arc::new(RealDisk), place.clone(), &origin).remembered();
    let signed = match guard {
        Ok(file::Remembered::Known(sealed)) => Some(sealed.map_or_else(Head::empty, |sealed| sealed.head)),
        Ok(file::Remembered::Nothing) => None,
        Ok(file::Remembered::Unreadable(cause)) => {
            unreadable(&place.state, cause.to_string());
            None
        }
        Err(error) => {
            unreadable(&place.state, error.to_string());
            None
        }
    };
    let seen = match seen(&RealDisk, &audited, &origin) {
        Ok(seen) => seen,
        Err(cause) => {
            unreadable(&audited, cause.to_string());
            None
        }
    };
    let known = |by: KnownBy| move |head: Head| Known { head, by: by.clone(), note: None };
    all.heads.extend(signed.map(known(KnownBy::Guard)));
    all.heads.extend(seen.map(known(KnownBy::Audit)));
    all
}

fn seen(disk: &dyn Disk, path: &Path, origin: &Origin) -> Result<Option<Head>, Cause> {
    let bytes = read_small(disk, path, 1 << 12).map_err(|e| Cause::io("reading", path, &e))?;
    let Some(bytes) = bytes else { return Ok(None) };
    let wrong = |what: String| Cause::new(Why::Malformed, format!("{}: {what}", path.display()));
    let audited: Audited = serde_json::from_slice(&bytes).map_err(|e| wrong(e.to_string()))?;
    if audited.origin != origin.as_str() {
        return Err(wrong(format!("of {}, not of {origin}", audited.origin)));
    }
    Ok(Some(Head { size: audited.size, root: audited.root }))
}

/// Remembers what an audit saw, if nothing was wrong with it, for the next one on this machine.
///
/// # Errors
/// What the device says; the audit's result stands all the same.
pub fn remember(ledger: &Path, state: &Path, report: &Report) -> Result<(), Trouble> {
    let (Ok(origin), Some(root)) = (report.origin.parse::<Origin>(), report.root.parse::<Hash>().ok()) else {
        return Ok(());
    };
    if report.verdict == Verdict::Fail {
        return Ok(());
    }
    let path = Place::new(ledger, state, &origin).audited();
    let audited = Audited { origin: origin.to_string(), size: report.size, root };
    if let Ok(Some(before)) = seen(&RealDisk, &path, &origin)
        && before == (Head { size: audited.size, root })
    {
        return Ok(());
    }
    let text = serde_json::to_vec(&audited).map_err(|e| Trouble::Bug(e.to_string()))?;
    keys::write_private(&RealDisk, &path, &text).map_err(|e| Cause::io("writing", &path, &e).into())
}
