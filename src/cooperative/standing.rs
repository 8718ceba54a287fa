//! How far this machine can vouch for what it reads. Reading does not decide anything again; who has
//! neither signed a ledger nor audited it is told so on every page.

use super::{Cooperative, Trouble, memory};
use crate::{
    audit::{Finding, HistoryFault, LedgerPlace, PastAudit},
    books::Books,
    log::{Hash, Head, Origin, Sealed, parse_checkpoint},
    store::Stores,
};

/// What stands behind the state that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// This machine signed it.
    Signed,
    /// An audit of this machine passed it up to so many entries.
    Audited {
        /// How many.
        size: u64,
    },
    /// The ledger's key signed it, if entry 0 is the true one; nobody here has looked further.
    Unaudited,
}

/// What a reader must be told before anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// Neither signed nor audited here.
    NotAudited,
    /// Audited here, up to so many entries and no further.
    AuditedUpto(u64),
    /// The ledger's key has signed so many entries, of which this machine knows fewer.
    SignedElsewhere(u64),
}

/// The ledger as it was read.
pub(super) struct Read<'a> {
    pub origin: &'a Origin,
    pub books: &'a Books,
    pub stores: &'a Stores,
    pub sealed: &'a Sealed,
    /// The state is what this machine's guard says.
    pub guarded: bool,
}

impl Read<'_> {
    /// Compares with every memory that this machine has.
    pub fn standing(&self) -> Result<Standing, Trouble> {
        // what cannot be read is no memory; the audit says so
        let audits = memory::past(self.origin, self.stores.anchor.as_ref());
        let audits = audits.map(|(audits, _)| audits).unwrap_or_default();
        if !self.guarded {
            self.signed()?;
        }
        if audits.is_empty() {
            return Ok(if self.guarded { Standing::Signed } else { Standing::Unaudited });
        }
        let first = self.stores.journal.read(self.origin, 0, 1)?.next().transpose()?;
        let leaf = Hash::leaf(&first.map(|chunk| chunk.lines).unwrap_or_default());
        let (own, others): (Vec<PastAudit>, Vec<PastAudit>) =
            audits.into_iter().partition(|audit| audit.ledger == leaf);
        for audit in &own {
            self.continues(&audit.note.claimed_head())?;
        }
        if self.guarded {
            return Ok(Standing::Signed);
        }
        let size = own.iter().map(|audit| audit.note.claimed_head().size).max();
        match (size, others.first()) {
            (Some(size), _) => Ok(Standing::Audited { size }),
            (None, Some(other)) => {
                let other = HistoryFault::OtherLedger { audited: other.ledger, at: None, here: leaf };
                Err(Finding::entry(0, other).into())
            }
            (None, None) => Ok(Standing::Unaudited),
        }
    }

    /// Without a guard it is the ledger's own key, as entry 0 names it, that says where the journal ends.
    fn signed(&self) -> Result<(), Trouble> {
        let wrong = |fault| Finding::new(LedgerPlace::Checkpoint, fault);
        let note = parse_checkpoint(&self.sealed.note.0).map_err(|e| wrong(HistoryFault::Malformed(e)))?;
        note.verify(&self.books.opened().vkey).map_err(|e| wrong(HistoryFault::Signature(e)))?;
        Ok(())
    }

    /// What an audit saw must still be there. Where the guard says where the journal ends, it was
    /// compared then.
    fn continues(&self, seen: &Head) -> Result<(), Trouble> {
        let here = self.sealed.head;
        if seen.size > here.size {
            let lost = HistoryFault::Lost { seen: seen.size, here: here.size };
            return Err(Finding::new(LedgerPlace::Journal, lost).into());
        }
        if self.guarded {
            return Ok(());
        }
        let root = if seen.size == here.size {
            here.root
        } else {
            self.stores.journal.edge(self.origin, seen.size)?.head().root
        };
        match root == seen.root {
            true => Ok(()),
            false => {
                let forked = HistoryFault::Forked { seen: seen.root, here: Some(root) };
                Err(Finding::new(LedgerPlace::Journal, forked).into())
            }
        }
    }
}

impl Cooperative {
    /// Whoever has read the ledger once knows more than a folder that was put in its place: what was read before must be
    /// the beginning of what is read now, also where the machine's memory was set back with it.
    ///
    /// # Errors
    /// [`Trouble::Damaged`] where entries are missing, or others stand in their place; [`Trouble::Read`] where the journal
    /// does not say.
    pub fn goes_on_from(&self, before: &Cooperative) -> Result<(), Trouble> {
        let (seen, here) = (before.head(), self.head());
        if seen.size > here.size {
            let lost = HistoryFault::Lost { seen: seen.size, here: here.size };
            return Err(Finding::new(LedgerPlace::Journal, lost).into());
        }
        let root =
            if seen.size == here.size { here.root } else { self.journal.edge(&self.origin, seen.size)?.head().root };
        if root != seen.root {
            let forked = HistoryFault::Forked { seen: seen.root, here: Some(root) };
            return Err(Finding::new(LedgerPlace::Journal, forked).into());
        }
        Ok(())
    }
}

/// How many entries the ledger's key has signed, where that is more than this machine knows of.
pub(super) fn signed_elsewhere(checkpoint: &[u8], head: Head, books: &Books) -> Option<u64> {
    let note = parse_checkpoint(checkpoint).ok().filter(|note| note.claimed_head().size > head.size)?;
    note.verify(&books.opened().vkey).ok().map(|head| head.size)
}
