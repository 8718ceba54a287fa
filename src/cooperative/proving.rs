//! Proofs that leave the house: one entry under a signed checkpoint, one line of a payout, one portion
//! of an entry.

use super::{
    Cooperative, Sought, Trouble,
    follow::leaves_of,
    trouble::{BlobFault, MadeOf, Unmade},
};
use crate::{
    audit::{Finding, HistoryFault, LedgerPlace, LineFault},
    event::Attached,
    log::{
        Checkpoint, Hash, HashReader, LeafHashes, TlogProof, parse_checkpoint,
        portions::{PortionProof, portions_tree},
        prove_inclusion,
        sum::{SumProof, SumTree},
        verify_inclusion,
    },
    unit::{HouseholdId, PayoutId},
};

impl Cooperative {
    /// The newest signed checkpoint; that of the state which was read, where somebody has recorded since and
    /// its note is at hand.
    ///
    /// # Errors
    /// [`Trouble::NotALedger`] where nothing was signed, [`Trouble::Damaged`] where the note is no checkpoint,
    /// [`Trouble::Read`] where the journal does not give its head.
    pub fn checkpoint(&self) -> Result<Checkpoint, Trouble> {
        self.settle();
        let newest = self.journal.head(&self.origin)?;
        let passed = newest.as_ref().is_some_and(|newest| newest.head != self.chain.head());
        let own = self.sealed.as_ref().filter(|own| passed && own.head == self.chain.head());
        let sealed = own.cloned().or(newest).ok_or_else(|| Trouble::NotALedger(self.origin.to_string()))?;
        parse_checkpoint(&sealed.note.0)
            .map_err(|e| Finding::new(LedgerPlace::Checkpoint, HistoryFault::Malformed(e)).into())
    }

    /// Every leaf hash, for proofs.
    ///
    /// # Errors
    /// [`Trouble::Read`] where the journal does not give every line.
    pub fn leaves(&self) -> Result<LeafHashes, Trouble> {
        leaves_of(&self.reading(), self.books.size())
    }

    /// A C2SP `tlog-proof` for one entry, carrying the entry's line. Hashes that do not lead to the
    /// signed root are put aside, and the journal is asked.
    ///
    /// # Errors
    /// [`Trouble::Absent`] where there is no such entry, [`Trouble::Damaged`] where the journal's own hashes do
    /// not lead to the root either; otherwise as [`Cooperative::checkpoint`] and [`Cooperative::lines`].
    pub fn prove(&self, index: u64, leaves: &impl HashReader) -> Result<TlogProof, Trouble> {
        self.prove_under(self.checkpoint()?, index, leaves)
    }

    pub(super) fn prove_under(
        &self,
        checkpoint: Checkpoint,
        index: u64,
        leaves: &impl HashReader,
    ) -> Result<TlogProof, Trouble> {
        let last = self.books.size().saturating_sub(1);
        let absent = || Trouble::from(Sought::Entry { index, first: 0, last });
        if index >= self.books.size() {
            return Err(absent());
        }
        let line = self.lines(index, index + 1)?.pop().ok_or_else(absent)?;
        let head = self.head();
        let leads = |path: &Vec<Hash>| verify_inclusion(Hash::leaf(&line), index, head.size, head.root, path);
        let path = prove_inclusion(index, head.size, leaves).filter(leads);
        let path = match path {
            Some(path) => Some(path),
            None => prove_inclusion(index, head.size, &self.leaves()?).filter(leads),
        };
        let other = || Finding::entry(index, HistoryFault::LeadsElsewhere(head.root));
        let hashes = path.ok_or_else(other)?;
        Ok(TlogProof { extra: Some(line), index, hashes, checkpoint })
    }

    /// The proof that a household's line is inside a payout's published total.
    ///
    /// # Errors
    /// [`Trouble::Absent`] where there is no such payout or the household has no line in it,
    /// [`Trouble::Unmade`] where the lines make no tree; otherwise as [`Cooperative::entry`] and
    /// [`Cooperative::prove`].
    pub fn prove_line(
        &self,
        payout: &PayoutId,
        household: &HouseholdId,
        leaves: &impl HashReader,
    ) -> Result<SumProof, Trouble> {
        let declared = self.books.payout(payout);
        let no_payout = || Trouble::from(Sought::Line(Some(payout.clone()), None));
        let absent = || Trouble::from(Sought::Line(Some(payout.clone()), Some(household.clone())));
        let declared = declared.ok_or_else(no_payout)?;
        let entry = self.entry(declared.index)?;
        let Attached::Lines(lines) = &entry.event.attached else { return Err(no_payout()) };
        let place = lines.iter().position(|(_, l)| l.to.household() == Some(household));
        let at = place.ok_or_else(absent)?;
        let place = at as u64;
        let unread = |e| Finding::entry(declared.index, LineFault::Unread(e));
        let wrong = |e| Unmade::new(MadeOf::Entry(declared.index), BlobFault::Tree(e));
        let raw = lines.iter().map(|(_, l)| l.bytes()).collect::<Result<Vec<_>, _>>();
        let tree = SumTree::new(raw.map_err(unread)?).map_err(wrong)?;
        let path = tree.prove(place).ok_or_else(absent)?;
        let line = tree.lines().get(at).cloned().unwrap_or_default();
        Ok(SumProof { line, index: place, path, entry: self.prove(declared.index, leaves)? })
    }

    /// The proof of all that a household has in the lists of an entry that concerns several.
    ///
    /// # Errors
    /// [`Trouble::Absent`] where the entry has no portion of the household, [`Trouble::Unmade`] where the
    /// portions cannot be written; otherwise as [`Cooperative::entry`] and [`Cooperative::prove`].
    pub fn prove_portion(
        &self,
        index: u64,
        household: &HouseholdId,
        leaves: &impl HashReader,
    ) -> Result<PortionProof, Trouble> {
        let absent = || Trouble::from(Sought::Portion { household: household.clone(), entry: index });
        let entry = self.entry(index)?;
        let Attached::Portions(portions) = &entry.event.attached else { return Err(absent()) };
        let place = portions.own().iter().position(|(_, own)| own.to == *household).ok_or_else(absent)? + 1;
        let blob = portions.blob().map_err(|e| Unmade::new(MadeOf::Entry(index), BlobFault::Portions(e)))?;
        let portion = blob.split_inclusive(|b| *b == b'\n').nth(place).unwrap_or_default().to_vec();
        let tree = portions_tree(&blob);
        let place = place as u64;
        let path = prove_inclusion(place, tree.size(), &tree).ok_or_else(absent)?;
        Ok(PortionProof { portion, index: place, path, entry: self.prove(index, leaves)? })
    }
}
