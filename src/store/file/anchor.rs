//! The anchor in files: the guard's slots, the ledger's own key, what audits saw and the index, all in
//! `STATE/<origin>`.

use super::layout::LedgerFolders;
use super::{FileJournal, Role, guard};
use crate::log::SigningKey;
use crate::store::anchor::{Anchor, AnchorPart, Moment, Signed};
use crate::store::disk::{Disk, Open, RealDisk, read_small};
use crate::store::index::{Index, SealKey};
use crate::store::keys::{self, KeyFileError};
use crate::store::{AtOpening, Cause, Origin, ReadError, Why};
use std::sync::PoisonError;

/// How a memory of audits is called that was set aside, with a number behind it.
const ASIDE: &str = "audited.cleared-";
/// Longest memory of audits, bytes.
const LONGEST: u64 = 1 << 16;

impl FileJournal {
    /// What this machine's guard says, made durable before it is told.
    pub(super) fn guarded(&self) -> Result<Signed, ReadError> {
        let path = self.place.guard();
        let failed = |e: std::io::Error| ReadError::Failed(Cause::io("reading", &path, &e));
        if self.disk.len(&path).map_err(failed)?.is_none() {
            return Ok(Signed::Nothing);
        }
        // a writer may be in the middle of a slot
        for _ in 0..3 {
            let guard = self.disk.open(&path, Open::Read).map_err(failed)?;
            match guard::observed(guard.as_ref()).map_err(failed)? {
                Some(slot) if slot.origin == self.origin => {
                    return Ok(Signed::Known((slot.sealed.head.size > 0).then_some(slot.sealed)));
                }
                Some(slot) => {
                    let what = format!("{} is of {}, not of {}", path.display(), slot.origin, self.origin);
                    return Ok(Signed::Unreadable(Cause::new(Why::Damage, what)));
                }
                None => {}
            }
        }
        let file = path.display();
        let (zh, en) = (format!("{file} 里的内容读不出来"), format!("nothing in {file} can be read"));
        Ok(Signed::Unreadable(Cause::said(Why::Damage, zh, en)))
    }

    fn state(&self) -> (&dyn Disk, &LedgerFolders) {
        (self.disk.as_ref(), &self.place)
    }
}

impl Anchor for FileJournal {
    fn signed(&self, of: &Origin) -> Result<Signed, ReadError> {
        if *of != self.origin {
            return Ok(Signed::Nothing);
        }
        match &self.role {
            Role::Writer(_) => Ok(Signed::Known(self.known())),
            Role::Barred(opening) if *opening != AtOpening::NotAnchored => Ok(Signed::Known(self.known())),
            Role::Barred(_) => self.guarded(),
            Role::Reader => {
                let signed = self.guarded()?;
                if let Signed::Known(sealed) = &signed {
                    self.learn(sealed.clone());
                }
                Ok(signed)
            }
        }
    }

    fn moment(&self, _: &Origin) -> Option<Moment> {
        let Role::Writer(writer) = &self.role else { return None };
        writer.lock().unwrap_or_else(PoisonError::into_inner).slot().moment
    }

    fn at_moment(&self, _: &Origin, moment: Option<Moment>) {
        if let Role::Writer(writer) = &self.role {
            writer.lock().unwrap_or_else(PoisonError::into_inner).at_moment(moment);
        }
    }

    fn key(&self, _: &Origin) -> Option<SigningKey> {
        let (disk, place) = self.state();
        let key = keys::read(disk, &place.ledger_key(), None).ok()?;
        Some(SigningKey::from_seed(key.to_bytes()))
    }

    fn keep_key(&self, of: &Origin, seed: [u8; 32]) -> Result<(), KeyFileError> {
        if self.key(of).is_some_and(|key| key.public() == SigningKey::from_seed(seed).public()) {
            return Ok(());
        }
        let (disk, place) = self.state();
        keys::write(disk, &place.ledger_key(), &ed25519_dalek::SigningKey::from_bytes(&seed), None)
    }

    fn audits(&self, _: &Origin) -> Result<Option<Vec<u8>>, Cause> {
        let (disk, place) = self.state();
        let path = place.audited();
        read_small(disk, &path, LONGEST).map_err(|e| Cause::io("reading", &path, &e))
    }

    fn keep_audits(&self, _: &Origin, bytes: &[u8]) -> Result<(), Cause> {
        let (disk, place) = self.state();
        let path = place.audited();
        keys::write_private(disk, &path, bytes).map_err(|e| Cause::io("writing", &path, &e))
    }

    fn audits_aside(&self, _: &Origin) -> Result<Vec<String>, Cause> {
        let (disk, place) = self.state();
        let items = disk.list(&place.state).map_err(|e| Cause::io("reading", &place.state, &e))?;
        Ok(items.into_iter().map(|item| item.name).filter(|name| name.starts_with(ASIDE)).collect())
    }

    fn set_audits_aside(&self, of: &Origin) -> Result<(), Cause> {
        let (disk, place) = self.state();
        let path = place.audited();
        let aside = place.state.join(format!("{ASIDE}{}", self.audits_aside(of)?.len()));
        let failed = |e| Cause::io("setting aside", &path, &e);
        if disk.len(&path).ok() != Some(None) {
            disk.rename(&path, &aside).map_err(failed)?;
            disk.sync_dir(&place.state).map_err(failed)?;
        }
        Ok(())
    }

    fn own(&self, _: &Origin) -> Result<(), Cause> {
        let (disk, place) = self.state();
        disk.refuse_link(&place.state).map_err(|e| Cause::io("writing into", &place.state, &e))
    }

    /// Beside the guard and under a key that lies there. Where this machine has no guard of the ledger
    /// nothing is written, and nothing believed that lies in a folder which others may write. sled knows
    /// no other disk than the operating system's.
    fn index(&self, of: &Origin) -> Option<Index> {
        let place = &self.place;
        let guarded = RealDisk.len(&place.guard()).is_ok_and(|len| len.is_some());
        // a link leads to what somebody else may write
        RealDisk.refuse_link(&place.state).ok()?;
        let key = guarded.then(|| SealKey::kept(&RealDisk, &place.index_key()))?.ok()?;
        Some(Index::open(&place.index(), of, key))
    }

    fn place(&self, _: &Origin, part: AnchorPart) -> String {
        let place = &self.place;
        let path = match part {
            AnchorPart::Whole => place.state.clone(),
            AnchorPart::Signed => place.guard(),
            AnchorPart::Audits => place.audited(),
        };
        path.display().to_string()
    }
}
