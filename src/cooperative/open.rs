//! Opening a ledger, which is also recovering one.

use super::{
    Barred, Clock, Cooperative, Standing, Trouble,
    behind::{Assent, Unbegun, Unsound},
    blobs::Unread,
    follow::follow_to,
    followed::Followed,
    lookup::Reading,
    memory,
    recheck::Recheck,
    standing::{Read, signed_elsewhere},
};
use crate::{
    log::{Head, Note, Origin, Sealed, SigningKey, UnverifiedEntry},
    store::{AtOpening, Engine, Signed, Stores, Writing},
    unit::EntryId,
};
use std::{path::PathBuf, sync::Arc};

/// A ledger and what opening it found.
#[derive(Debug)]
pub struct Opened {
    /// The ledger.
    pub cooperative: Cooperative,
    /// What opening found and did.
    pub opening: AtOpening,
    /// Whole signed lines that keep the ledger from being written, because no audit would pass
    /// them. `opening` is then [`AtOpening::Waiting`], or [`AtOpening::Quarantined`] where they were
    /// set aside.
    pub unsound: Option<Unsound>,
    /// Erasures behind the last signed entry that this machine has not begun; they keep it from being
    /// written until a person has said what becomes of them.
    pub unbegun: Option<Unbegun>,
    /// What opening to write put in order besides.
    pub tidied: Tidied,
    /// Entries that are durable although the program that wrote them did not come to its end, the first
    /// [`Completed::MOST`] of them: whoever recorded them may have been told that it failed.
    pub completed: Vec<Completed>,
}

/// An entry that is durable although its program did not come to its end.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Completed {
    /// Its place.
    pub entry: u64,
    /// The client's id.
    pub id: EntryId,
}

impl Completed {
    /// So many are named.
    pub const MOST: u64 = 20;
}

impl Opened {
    /// The error of a command that wants to write where it cannot.
    ///
    /// # Errors
    /// [`Trouble::Unsound`], [`Trouble::Unbegun`] or [`Trouble::ReadOnly`], by what stands in the way.
    pub fn writable(&self) -> Result<(), Trouble> {
        if self.opening.writable() {
            return Ok(());
        }
        if let Some(unsound) = &self.unsound {
            return Err(Trouble::Unsound(Box::new(unsound.clone())));
        }
        if let Some(unbegun) = &self.unbegun {
            return Err(Trouble::Unbegun(Box::new(unbegun.clone())));
        }
        Err(Trouble::ReadOnly(match &self.opening {
            AtOpening::Waiting(cause) => Barred::Waiting(cause.clone()),
            AtOpening::Loss(cause) => Barred::Loss(cause.clone()),
            AtOpening::Damage(cause) => Barred::Damage(cause.clone()),
            AtOpening::Elsewhere { size } => Barred::Elsewhere(*size),
            // the rest is writable
            AtOpening::NotAnchored
            | AtOpening::Fresh
            | AtOpening::Fine
            | AtOpening::Finished { .. }
            | AtOpening::Quarantined { .. } => Barred::NotAnchored,
        }))
    }
}

/// What opening to write put in order besides the journal. What fails here hinders nobody from
/// recording; it is tried again at the next opening.
#[derive(Debug, Default)]
pub struct Tidied {
    /// Openings of households whose erasure was recorded and that were still there.
    pub destroyed: u64,
    /// Files and folders that others could read.
    pub closed: Vec<PathBuf>,
    /// Empty files that were taken out of the journal.
    pub emptied: u64,
    /// What could not be done.
    pub failed: Option<String>,
    /// Why an erasure was not carried out: it would make texts unreadable for ever that are not here.
    pub missing: Option<Trouble>,
}

impl Cooperative {
    /// Opens a ledger of any engine to write, which includes recovering it; `word` is what a person has said
    /// about lines that nobody has signed the head of. Where writing is not possible the ledger can still
    /// be read, and `opening` says why.
    ///
    /// # Errors
    /// [`Trouble::Append`] with `Busy` where another writes or with `Refused` where nothing may be written,
    /// [`Trouble::ReadOnly`] where signed entries are lost or are others than this machine signed,
    /// [`Trouble::Device`] or [`Trouble::Read`] where the device fails; otherwise as
    /// [`Cooperative::open_to_read_in`].
    pub fn open_in(
        engine: &dyn Engine,
        origin: &Origin,
        clock: Arc<dyn Clock>,
        word: &Assent,
    ) -> Result<Opened, Trouble> {
        let Stores { blobs, openings, anchor, .. } = engine.reader(origin);
        let ledger_key = anchor.key(origin);
        let begun = openings.begun(origin)?;
        let seen = memory::past(origin, anchor.as_ref()).map(|(audits, _)| audits).unwrap_or_default();
        let seen = seen.into_iter().map(|audit| audit.note).collect();
        let mut check =
            Recheck::new(origin, blobs.as_ref(), ledger_key.as_ref(), clock.now(), (word, &begun)).remembering(seen);
        // nothing was to be written yet that could be in doubt
        let Writing { stores, opening, resumed } = engine.writer(origin, &mut check).map_err(Trouble::before_lines)?;
        let (unsound, unbegun) = (check.unsound.take(), check.unbegun.take());
        let mut opened = Cooperative::read_back(origin, stores, ledger_key, clock, opening)?;
        if opened.opening.writable() {
            opened.tidied = opened.cooperative.tidy(engine, word.missing);
            opened.tidied.emptied = resumed.emptied;
            opened.completed = opened.cooperative.completed(resumed.since)?;
        }
        Ok(Opened { unsound, unbegun, ..opened })
    }

    /// Opens a ledger of any engine to read: takes no lock and hinders nobody.
    ///
    /// # Errors
    /// [`Trouble::NotALedger`] where nothing was signed, [`Trouble::Damaged`] where the record cannot be
    /// followed or is another than this machine signed or audited, [`Trouble::Read`] where it cannot be read.
    pub fn open_to_read_in(
        engine: &dyn Engine,
        origin: &Origin,
        clock: Arc<dyn Clock>,
    ) -> Result<Cooperative, Trouble> {
        // before what this machine signed, which is never less
        let copy = engine.copy(origin).ok().flatten();
        let stores = engine.reader(origin);
        let mut cooperative = Cooperative::read_back(origin, stores, None, clock, AtOpening::Fine)?.cooperative;
        cooperative.elsewhere = copy.and_then(|note| signed_elsewhere(&note, cooperative.head(), &cooperative.books));
        Ok(cooperative)
    }

    /// The entries from this one on, as far as they are named.
    fn completed(&self, since: u64) -> Result<Vec<Completed>, Trouble> {
        let upto = self.books.size().min(since + Completed::MOST);
        if since >= upto {
            return Ok(Vec::new());
        }
        let named = |(entry, line): (u64, Vec<u8>)| {
            let parsed = UnverifiedEntry::parse(&line).map_err(|e| Trouble::line(entry, e))?;
            Ok(Completed { entry, id: parsed.id().clone() })
        };
        (since..).zip(self.lines(since, upto)?).map(named).collect()
    }

    fn tidy(&self, engine: &dyn Engine, missing: u64) -> Tidied {
        let mut tidied = Tidied::default();
        match engine.close(&self.origin) {
            Ok(closed) => tidied.closed = closed,
            Err(error) => tidied.failed = Some(error.to_string()),
        }
        let settled = self.openings.settle(&self.origin).map_err(Trouble::from);
        match settled.and_then(|()| self.finish_forgetting(true, missing)) {
            Ok(destroyed) => tidied.destroyed = destroyed.openings,
            Err(trouble @ Trouble::TextsMissing { .. }) => tidied.missing = Some(trouble),
            Err(trouble) => tidied.failed = Some(trouble.to_string()),
        }
        tidied
    }

    fn read_back(
        origin: &Origin,
        stores: Stores,
        ledger_key: Option<SigningKey>,
        clock: Arc<dyn Clock>,
        opening: AtOpening,
    ) -> Result<Opened, Trouble> {
        match opening {
            AtOpening::Loss(cause) => return Err(Trouble::ReadOnly(Barred::Loss(cause))),
            AtOpening::Damage(cause) => return Err(Trouble::ReadOnly(Barred::Damage(cause))),
            AtOpening::Fresh
            | AtOpening::Fine
            | AtOpening::Finished { .. }
            | AtOpening::Quarantined { .. }
            | AtOpening::Waiting(_)
            | AtOpening::NotAnchored
            | AtOpening::Elsewhere { .. } => {}
        }
        let (sealed, guarded) = match stores.anchor.signed(origin)? {
            Signed::Known(sealed) => (sealed, true),
            // what the copy beside the journal claims, if the lines lead there
            Signed::Nothing | Signed::Unreadable(_) => (stores.journal.head(origin)?, false),
        };
        let sealed = sealed.unwrap_or_else(|| Sealed { head: Head::empty(), note: Note(Vec::new()) });
        let reading = Reading { journal: stores.journal.as_ref(), blobs: stores.blobs.as_ref(), origin };
        let followed = follow_to(sealed.head, sealed.head.size, stores.anchor.as_ref(), &reading)?;
        let Followed { books, chain } = followed.ok_or_else(|| Trouble::NotALedger(origin.to_string()))?;
        let read = Read { origin, books: &books, stores: &stores, sealed: &sealed, guarded };
        // a key in use elsewhere has a message of its own, which says more
        let elsewhere = matches!(opening, AtOpening::Elsewhere { .. });
        let standing = if elsewhere { Standing::Signed } else { read.standing()? };
        let Stores { journal, blobs, openings, anchor } = stores;
        let cooperative = Cooperative {
            origin: origin.clone(),
            journal,
            blobs,
            openings,
            anchor,
            ledger_key,
            books: Arc::new(books),
            chain,
            sealed: Some(sealed),
            clock,
            clock_confirmed: false,
            unread: Unread::default(),
            standing,
            elsewhere: None,
        };
        Ok(Opened {
            cooperative,
            opening,
            unsound: None,
            unbegun: None,
            tidied: Tidied::default(),
            completed: Vec::new(),
        })
    }
}
