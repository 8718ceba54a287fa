//! What this machine remembers of a ledger outside of it: what it signed last, and what its own audits
//! saw. What an anchor keeps of audits is written and read here.

use super::Trouble;
use crate::{
    audit::{Cleared, Finding, HistoryFault, Known, KnownBy, LedgerPlace, PastAudit, Remembered, Unreadable},
    log::{Frontier, Hash, Head, Origin, Sealed, VerifierKey, parse_checkpoint},
    store::{Anchor, AnchorPart, Cause, Signed, Stores, Why},
    unit::{RecordedAt, Words},
};
use serde::{Deserialize, Serialize};

/// Ledgers under one name that are remembered; whoever is shown more forgets the first that no pin
/// vouched for.
const MOST: usize = 8;
/// Longest word of why, characters.
const WHY: usize = 200;
const FORMAT: u32 = 2;

/// What audits of this machine saw under one name.
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

/// The heads that this machine remembers of the ledger, for the pin: those it signed itself, and what its
/// audits saw under the ledger's name.
pub(super) fn remembered(origin: &Origin, anchor: &dyn Anchor) -> Remembered {
    let mut all = Remembered::default();
    let mut unreadable = |by, part, why: Words| {
        all.unreadable.push(Unreadable { by, place: LedgerPlace::File(anchor.place(origin, part)), why })
    };
    if let Err(cause) = anchor.own(origin) {
        unreadable(KnownBy::Audit, AnchorPart::Whole, Words::of(&cause));
        return all;
    }
    let signed = match signed(origin, anchor) {
        Ok(signed) => signed,
        Err(why) => {
            unreadable(KnownBy::Guard, AnchorPart::Whole, why);
            None
        }
    };
    match past(origin, anchor) {
        Ok((audits, cleared)) => (all.audits, all.cleared) = (audits, cleared),
        Err(cause) => unreadable(KnownBy::Audit, AnchorPart::Audits, Words::of(&cause)),
    }
    let head = signed.map(|sealed| sealed.map_or_else(Head::empty, |sealed| sealed.head));
    all.heads.extend(head.map(|head| Known { head, by: KnownBy::Guard, note: None }));
    all
}

/// What this machine signed last: nothing where it never signed, and why where that cannot be read.
fn signed(origin: &Origin, anchor: &dyn Anchor) -> Result<Option<Option<Sealed>>, Words> {
    match anchor.signed(origin) {
        Ok(Signed::Known(sealed)) => Ok(Some(sealed)),
        Ok(Signed::Nothing) => Ok(None),
        Ok(Signed::Unreadable(cause)) => Err(Words::of(&cause)),
        Err(error) => Err(Words::of(&error)),
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

/// A head that somebody shows.
pub(super) struct Shown<'a> {
    /// What shows it.
    pub name: &'a str,
    /// The head.
    pub head: Head,
    /// Is this very ledger at hand?
    pub here: &'a dyn Fn() -> bool,
}

/// Compares a head that somebody shows under a ledger's key with what this machine signed or saw.
pub(super) fn recall(
    origin: &Origin,
    stores: &Stores,
    vkey: &VerifierKey,
    Shown { name, head: shown, here }: &Shown<'_>,
) -> Result<Recalled, Unreadable> {
    let Stores { journal, anchor, .. } = stores;
    let lost = |by, part, why: Words| Unreadable { by, place: LedgerPlace::File(anchor.place(origin, part)), why };
    anchor.own(origin).map_err(|e| lost(KnownBy::Audit, AnchorPart::Whole, Words::of(&e)))?;
    let guard = signed(origin, anchor.as_ref()).map_err(|why| lost(KnownBy::Guard, AnchorPart::Signed, why))?;
    let guard = guard.flatten().and_then(|sealed| parse_checkpoint(&sealed.note.0).ok());
    let (audits, _) =
        past(origin, anchor.as_ref()).map_err(|e| lost(KnownBy::Audit, AnchorPart::Audits, Words::of(&e)))?;
    let notes = guard.into_iter().chain(audits.into_iter().map(|audit| audit.note));
    let known: Vec<Head> = notes.filter_map(|note| note.verify(vkey).ok()).collect();
    let newest = known.iter().map(|head| head.size).max().filter(|size| *size > shown.size);
    let root = match known.iter().find(|head| head.size == shown.size) {
        Some(head) => Some(head.root),
        None => {
            let later = known.iter().filter(|head| head.size > shown.size).max_by_key(|head| head.size);
            later.filter(|_| here()).and_then(|later| {
                let mut frontier = Frontier::default();
                let mut root = None;
                for chunk in journal.read(origin, 0, later.size).ok()? {
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
    let other = root.filter(|root| *root != shown.root);
    let against = other.map(|root| {
        let forked = HistoryFault::Forked { seen: root, here: Some(shown.root) };
        Finding::new(LedgerPlace::File((*name).to_owned()), forked)
    });
    Ok(Recalled { against, newer: newest })
}

/// What audits saw, and what of it a person cleared.
pub(super) fn past(origin: &Origin, anchor: &dyn Anchor) -> Result<(Vec<PastAudit>, Vec<Cleared>), Cause> {
    let wrong = |what: String| malformed(origin, anchor, &what);
    let kept = kept(origin, anchor)?;
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

fn malformed(origin: &Origin, anchor: &dyn Anchor, what: &str) -> Cause {
    Cause::new(Why::Malformed, format!("{}: {what}", anchor.place(origin, AnchorPart::Audits)))
}

fn kept(origin: &Origin, anchor: &dyn Anchor) -> Result<Kept, Cause> {
    let wrong = |what: String| malformed(origin, anchor, &what);
    let Some(bytes) = anchor.audits(origin)? else {
        let aside = anchor.audits_aside(origin)?.into_iter().next();
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

fn keep(origin: &Origin, anchor: &dyn Anchor, kept: &Kept) -> Result<(), Trouble> {
    let text = serde_json::to_vec(kept).map_err(|e| Trouble::Bug(e.to_string()))?;
    Ok(anchor.keep_audits(origin, &text)?)
}

/// Remembers what an audit saw signed for the next one on this machine. Where this machine signs the
/// ledger itself, nothing beyond what it signed; and nothing in the place of a memory that cannot be read.
pub(super) fn remember(origin: &Origin, anchor: &dyn Anchor, seen: &PastAudit) -> Result<(), Trouble> {
    let size = seen.note.claimed_head().size;
    anchor.own(origin)?;
    let own = signed(origin, anchor).ok().flatten();
    if own.is_some_and(|sealed| sealed.map_or(0, |sealed| sealed.head.size) < size) {
        return Ok(());
    }
    let note = String::from_utf8(seen.note.to_note().0).map_err(|e| Trouble::Bug(e.to_string()))?;
    let mut audit = Audit { ledger: seen.ledger, note, pinned: seen.pinned, at: seen.at };
    let mut all = kept(origin, anchor)?;
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
    keep(origin, anchor, &all)
}

/// Clears what audits of this machine saw under the ledger's name, and remembers why; what was kept is set
/// aside. What was signed stays. Gives what was cleared.
pub(super) fn forget_audits(
    origin: &Origin,
    anchor: &dyn Anchor,
    why: &str,
    now: RecordedAt,
) -> Result<Vec<Cleared>, Trouble> {
    anchor.own(origin)?;
    let audits = past(origin, anchor).map(|(audits, _)| audits);
    let before = kept(origin, anchor).map(|kept| kept.cleared).unwrap_or_default();
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
    // between the two steps something is aside and no word says why, which is told as damage
    anchor.set_audits_aside(origin)?;
    keep(origin, anchor, &Kept { format: FORMAT, origin: origin.to_string(), audits: Vec::new(), cleared })?;
    Ok(gone)
}
