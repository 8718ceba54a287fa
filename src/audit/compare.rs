//! The history beside what others know of it: the checkpoint, the pin, this machine's memory, and what
//! somebody holds.

use super::{
    Auditor, Compared, Finding, FindingCode, HistoryFault, Known, KnownBy, LedgerPlace, PastAudit, Pin, Remembered,
    Unreadable,
};
use crate::{
    log::{Hash, Head, VerifierKey, parse_checkpoint},
    unit::{RecordedAt, Words},
};

impl Auditor {
    /// What is recorded later than the clock says: one finding, however many entries.
    pub(super) fn tell_ahead(&mut self) {
        let (Some((first, at, more)), Some(latest)) = (self.ahead, self.latest) else { return };
        self.find(Finding::entry(first, HistoryFault::Ahead { latest, at, more }));
    }

    /// Up to which size the ledger's own key has signed; 0 where it has not.
    pub(super) fn compare_checkpoint(&mut self, note: Option<&[u8]>, head: Head, vkey: Option<&VerifierKey>) -> u64 {
        let Some(note) = note else {
            self.find(Finding::new(LedgerPlace::Checkpoint, HistoryFault::NoCheckpoint));
            return 0;
        };
        let checkpoint = match parse_checkpoint(note) {
            Ok(checkpoint) => checkpoint,
            Err(e) => {
                self.find(Finding::new(LedgerPlace::Checkpoint, HistoryFault::Malformed(e)));
                return 0;
            }
        };
        let claimed = checkpoint.claimed_head();
        match vkey.map(|key| checkpoint.verify(key)) {
            Some(Ok(_)) => {}
            Some(Err(e)) => {
                self.find(Finding::new(LedgerPlace::Checkpoint, HistoryFault::Signature(e)));
                return 0;
            }
            // entry 0 cannot be read, and that was found
            None => return 0,
        }
        if claimed.size > head.size {
            self.find(Finding::new(
                LedgerPlace::Journal,
                HistoryFault::Short { signed: claimed.size, here: head.size },
            ));
            return 0;
        }
        let here = self.root_at(claimed.size);
        if here != Some(claimed.root) {
            self.find(Finding::new(LedgerPlace::Checkpoint, HistoryFault::Root { signed: claimed.root, here }));
            return 0;
        }
        if let Some((k, n)) = self.inside.get(&claimed.size) {
            let inside = HistoryFault::InsideBatch { line: u64::from(*k) + 1, of: *n };
            self.find(Finding::new(LedgerPlace::Checkpoint, inside));
            return 0;
        }
        if claimed.size < head.size {
            let behind = head.size - claimed.size;
            self.note(Finding::new(LedgerPlace::Checkpoint, HistoryFault::Behind { here: head.size, behind }));
        }
        claimed.size
    }

    pub(super) fn compare_pin(&mut self, pin: &Pin, vkey: Option<&VerifierKey>) -> bool {
        let mut all = true;
        let differs = |expected: &dyn ToString, found| HistoryFault::Pinned { expected: expected.to_string(), found };
        let origin = self.books.as_ref().and_then(|b| b.origin());
        if let Some(wanted) = &pin.origin {
            let found = origin.map(|o| o.to_string()).unwrap_or_default();
            if found != *wanted {
                self.find(Finding::new(LedgerPlace::Origin, differs(wanted, found)));
            }
        } else {
            all = false;
        }
        if let Some(wanted) = pin.first_leaf {
            if self.first_leaf != Some(wanted) {
                let found = self.first_leaf.map_or(String::new(), |l| l.to_string());
                self.find(Finding::entry(0, differs(&wanted, found)));
            }
        } else {
            all = false;
        }
        if let Some(wanted) = &pin.vkey {
            let found = vkey.map(|k| k.to_string()).unwrap_or_default();
            if found != *wanted {
                self.find(Finding::new(LedgerPlace::LedgerKey, differs(wanted, found)));
            }
        } else {
            all = false;
        }
        all
    }

    /// The root over the first entries, as far as it was asked for beforehand.
    fn root_at(&self, size: u64) -> Option<Hash> {
        let head = self.frontier.head();
        if size == head.size { Some(head.root) } else { self.heads.get(&size).copied() }
    }

    /// This history must be a continuation of every head that was signed or seen before: as long,
    /// and with that root at that size. Gives those of which it is, and what cannot be read.
    pub(super) fn compare_remembered(
        &mut self,
        remembered: &Remembered,
        vkey: Option<&VerifierKey>,
    ) -> (Vec<Compared>, Vec<Unreadable>) {
        let mut lost = remembered.unreadable.clone();
        let (head, mut compared) = (self.frontier.head(), Vec::new());
        let mut told: Vec<Head> = Vec::new();
        let audits = remembered.audits.iter().filter(|audit| self.is_of(audit));
        let audits: Vec<Known> = audits
            .map(|a| Known { head: a.note.claimed_head(), by: KnownBy::Audit, note: Some(a.note.clone()) })
            .collect();
        let (guard, shown): (Vec<&Known>, Vec<&Known>) =
            remembered.heads.iter().partition(|known| known.by == KnownBy::Guard);
        for Known { head: known, by, note } in guard.into_iter().chain(&audits).chain(shown) {
            // the same memory twice is one finding
            if *by == KnownBy::Audit && told.contains(known) {
                continue;
            }
            let place = match by {
                KnownBy::Guard | KnownBy::Audit => LedgerPlace::Journal,
                KnownBy::Shown(name) => LedgerPlace::File(name.clone()),
            };
            if let (Some(note), Some(vkey)) = (note, vkey)
                && let Err(e) = note.verify(vkey)
            {
                if *by == KnownBy::Audit {
                    lost.push(Unreadable { by: by.clone(), place: LedgerPlace::Memory, why: Words::of(&e) });
                    continue;
                }
                self.find(Finding::new(place, HistoryFault::Signature(e)));
                continue;
            }
            let here = match known.size {
                0 => Some(Head::empty().root),
                size => self.root_at(size),
            };
            if known.size > head.size {
                self.find(Finding::new(place, HistoryFault::Lost { seen: known.size, here: head.size }));
                told.push(*known);
            } else if here != Some(known.root) {
                self.find(Finding::new(place, HistoryFault::Forked { seen: known.root, here }));
                told.push(*known);
            } else {
                compared.push(Compared { by: by.clone(), size: known.size });
            }
        }
        (compared, lost)
    }

    /// What this machine remembers and cannot read. What audits saw is nowhere else: unless the guard says
    /// that this is the history that was signed here, nobody can say that it is the one seen before. Gives
    /// true if the memory of audits could be read.
    pub(super) fn tell_lost(&mut self, lost: Vec<Unreadable>, compared: &[Compared]) -> bool {
        let guarded = compared.iter().any(|c| c.by == KnownBy::Guard);
        let readable = lost.iter().all(|lost| lost.by != KnownBy::Audit);
        for Unreadable { by, place, why } in lost {
            let finding = Finding::new(place, HistoryFault::Unreadable(why));
            if by == KnownBy::Audit && !guarded { self.find(finding) } else { self.note(finding) }
        }
        readable
    }

    /// Is the memory of this very ledger?
    pub(super) fn is_of(&self, audit: &PastAudit) -> bool {
        self.first_leaf == Some(audit.ledger)
    }

    /// Is this the ledger on paper, the one that this machine signs, or one that an audit here found to
    /// be one of these?
    pub(super) fn vouched(&self, pin: &Pin, compared: &[Compared]) -> bool {
        let by = |by: KnownBy| compared.iter().any(|c| c.by == by);
        let before = pin.remembered.audits.iter().any(|audit| audit.pinned && self.is_of(audit));
        let differs = self.findings.iter().any(|f| f.code() == FindingCode::PinDiffers);
        (pin.first_leaf.is_some() && pin.first_leaf == self.first_leaf && !differs)
            || by(KnownBy::Guard)
            || before && by(KnownBy::Audit)
    }

    /// Another ledger that was audited here under this name. Where this one is vouched for it is worth
    /// knowing; else nobody can say which of the two is the true one.
    pub(super) fn compare_others(&mut self, remembered: &Remembered, vouched: bool) {
        let Some(here) = self.first_leaf else { return };
        for audit in remembered.audits.iter().filter(|audit| audit.ledger != here) {
            let other = Finding::entry(0, HistoryFault::OtherLedger { audited: audit.ledger, at: audit.at, here });
            if vouched { self.note(other) } else { self.find(other) }
        }
        for gone in &remembered.cleared {
            self.note(Finding::new(LedgerPlace::Memory, HistoryFault::Cleared(gone.clone())));
        }
    }

    /// The ledger's key has signed what this machine, which has it, knows nothing of.
    pub(super) fn compare_guard(&mut self, compared: &[Compared], signed: u64) {
        let guard = compared.iter().find(|c| c.by == KnownBy::Guard).map(|c| c.size);
        if let Some(size) = guard.filter(|size| signed > *size) {
            self.note(Finding::new(LedgerPlace::Checkpoint, HistoryFault::SignedElsewhere { here: size, signed }));
        }
    }

    /// What the next audit on this machine may be told of this one.
    pub(super) fn to_remember(&self, signed: Option<&[u8]>, pinned: bool, at: Option<RecordedAt>) -> Option<PastAudit> {
        let note = parse_checkpoint(signed?).ok()?;
        Some(PastAudit { ledger: self.first_leaf?, note, pinned, at })
    }
}
