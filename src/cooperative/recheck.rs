//! What opening may sign: of the lines that a crash left behind the guard those, and only those,
//! that the audit would pass. The judge is the auditor itself.

use super::{
    BlobReader, Trouble,
    behind::{Assent, LineBehind, Unbegun, Unsound},
    clock::CLOCKS_DIFFER,
    follow::AllCores,
    followed::{Followed, fold},
    trouble::own_key_elsewhere,
};
use crate::{
    audit::{Auditor, Checked, Finding, KeyRing, LineFault, SignedHistory, check_lines},
    event::Event,
    log::{Checkpoint, Head, Note, Origin, SigningKey, VerifiedEntry, VerifierKey, parse_checkpoint, sign_note},
    store::{Before, Begun, Blobs, Cause, Group, TailCheck, TailError, Why},
    unit::{HouseholdId, RecordedAt},
};

/// Judges whole batches behind the guard, in order.
pub(super) struct Recheck<'a> {
    origin: &'a Origin,
    blobs: &'a dyn Blobs,
    key: Option<&'a SigningKey>,
    now: RecordedAt,
    word: &'a Assent,
    begun: &'a [Begun],
    /// Checkpoints that audits of this machine saw.
    seen: Vec<Checkpoint>,
    auditor: Option<Auditor>,
    /// The batch at which judging ended, if it is whole and signed.
    pub unsound: Option<Unsound>,
    /// The same, if all that is wrong with it is that it destroys what nobody here wanted destroyed.
    pub unbegun: Option<Unbegun>,
}

impl<'a> Recheck<'a> {
    pub fn new(
        origin: &'a Origin,
        blobs: &'a dyn Blobs,
        key: Option<&'a SigningKey>,
        now: RecordedAt,
        (word, begun): (&'a Assent, &'a [Begun]),
    ) -> Recheck<'a> {
        Recheck { origin, blobs, key, now, word, begun, seen: Vec::new(), auditor: None, unsound: None, unbegun: None }
    }

    /// What audits of this machine saw signed counts as much as what lies in the folder.
    pub fn remembering(self, seen: Vec<Checkpoint>) -> Recheck<'a> {
        Recheck { seen, ..self }
    }

    /// An auditor who stands behind what the guard vouches for.
    fn auditor(&self, before: &Before<'_>) -> Result<Auditor, Trouble> {
        let reader = BlobReader::new(self.blobs, self.origin);
        let (mut followed, mut history): (Option<Followed>, SignedHistory) = Default::default();
        let mut ring = KeyRing::default();
        for chunk in before.read(0, before.size())? {
            let chunk = chunk?;
            for line in check_lines(chunk.first, &chunk.lines, &mut ring, &AllCores) {
                remember(&mut history, &line, &reader);
                fold(&mut followed, line, &reader).map_err(|trouble| reader.blame(trouble))?;
            }
        }
        Ok(match followed {
            Some(Followed { books, chain }) => Auditor::behind(books, chain, history),
            None => Auditor::new(None),
        })
    }

    /// `Ok(Some)`: an audit would find this.
    fn judge(&mut self, before: &Before<'_>, group: &Group<'_>) -> Result<Option<Finding>, Trouble> {
        let mut auditor = match self.auditor.take() {
            Some(auditor) => auditor,
            None => self.auditor(before)?,
        };
        let keys = auditor.books().into_iter().flat_map(|b| b.keys().iter().map(|(_, key)| key.public));
        let mut ring = KeyRing::of(keys);
        let lines = check_lines(group.base.size, group.lines, &mut ring, &AllCores);
        if let Some(finding) = lines.iter().find_map(|line| line.entry.as_ref().err()) {
            return Ok(Some(finding.clone()));
        }
        let entries: Vec<&VerifiedEntry> = lines.iter().filter_map(|line| line.entry.as_ref().ok()).collect();
        let listed: Vec<LineBehind> = entries.iter().map(|entry| behind(entry, &auditor)).collect();
        let households: Vec<HouseholdId> = entries.iter().filter_map(|entry| self.unbegun(entry)).collect();
        let late = entries.iter().find_map(|entry| self.late(entry, &auditor));
        let reader = BlobReader::new(self.blobs, self.origin);
        for line in lines {
            auditor.take(line, &reader);
        }
        // what could not be read is judged another day
        reader.all_read()?;
        let found = auditor.findings().first().cloned().or(late);
        if let Some(finding) = &found {
            self.unsound = Some(Unsound { finding: finding.clone(), lines: listed });
        } else if !households.is_empty() {
            self.unbegun = Some(Unbegun { households, lines: listed });
        }
        self.auditor = Some(auditor);
        Ok(found)
    }

    /// The household that an entry erases, unless this machine has begun that or a person has said so.
    fn unbegun(&self, entry: &VerifiedEntry) -> Option<HouseholdId> {
        let household = (entry.kind().name() == "household.erased").then(|| entry.body().member("household"))??;
        let household: HouseholdId = household.text()?.parse().ok()?;
        let begun = self.begun.iter().any(|begun| begun.entry == entry.index() && begun.leaf == entry.leaf());
        (!begun && !self.word.erase.contains(&household)).then_some(household)
    }

    /// What is recorded later than the clock would make every later entry follow it.
    fn late(&self, entry: &VerifiedEntry, auditor: &Auditor) -> Option<Finding> {
        let latest = RecordedAt::from_seconds(self.now.seconds() + CLOCKS_DIFFER).unwrap_or(self.now);
        let last = auditor.books().and_then(|b| b.recorded_at());
        let latest = last.map_or(latest, |last| last.max(latest));
        (entry.recorded_at() > latest)
            .then(|| Finding::entry(entry.index(), LineFault::Ahead { latest, found: entry.recorded_at() }))
    }
}

/// As the auditor remembers what attestations look back on.
fn remember(history: &mut SignedHistory, line: &Checked, blobs: &BlobReader<'_>) {
    let Ok(sealed) = &line.entry else { return };
    let (k, n) = sealed.batch();
    if ["ledger.opened", "key.admitted", "attestation.recorded"].contains(&sealed.kind().name()) {
        // what cannot be read ends the folding in a moment
        let event = Event::read(sealed.kind().as_str(), sealed.body(), blobs);
        event.iter().for_each(|event| history.remember(&event.fact));
    }
    history.push(line.leaf, k + 1 == n);
}

fn behind(entry: &VerifiedEntry, auditor: &Auditor) -> LineBehind {
    let person = auditor.books().and_then(|b| b.keys().get(&entry.key())).map(|key| key.person.to_string());
    LineBehind {
        entry: entry.index(),
        id: entry.id().clone(),
        kind: entry.kind().to_string(),
        recorded_at: entry.recorded_at(),
        signed_by: person.unwrap_or_else(|| entry.key().to_string()),
    }
}

impl TailCheck for Recheck<'_> {
    fn accept(&mut self, before: &Before<'_>, group: &Group<'_>) -> Result<(), TailError> {
        let found = match self.judge(before, group) {
            Ok(None) => match &self.unbegun {
                None => return Ok(()),
                Some(unbegun) => {
                    let names = unbegun.names();
                    let zh = format!("销毁 {names} 个人信息的记录，不是这台机器发起的");
                    Cause::said(Why::Waiting, zh, format!("erasures of {names} that this machine has not begun"))
                }
            },
            Ok(Some(found)) => Cause::of(Why::Malformed, &found),
            // the lines in front are not what they should be, or could not be read: another day
            Err(Trouble::Damaged(found)) => {
                return Err(TailError::Later(Cause::of(Why::Damage, found.as_ref())));
            }
            Err(other) => return Err(TailError::Later(Cause::new(Why::Device, other.to_string()))),
        };
        // torn bytes were never acknowledged; signed lines are for a person to judge
        match self.unsound.is_some() || self.unbegun.is_some() {
            true if !self.word.set_aside => Err(TailError::Later(found)),
            _ => Err(TailError::Invalid(found)),
        }
    }

    fn seal(&mut self, head: &Head) -> Result<Note, TailError> {
        let locked = || TailError::Later(own_key_elsewhere());
        Ok(sign_note(self.origin, *head, self.key.ok_or_else(locked)?))
    }

    fn signed_above(&self, size: u64, checkpoint: Option<&[u8]>) -> Option<Head> {
        let vkey = VerifierKey::ledger(self.origin, self.key?.public());
        let here = checkpoint.and_then(|note| parse_checkpoint(note).ok());
        let above = here.iter().chain(&self.seen).filter(|note| note.claimed_head().size > size);
        above.filter_map(|note| note.verify(&vkey).ok()).max_by_key(|head| head.size)
    }
}
