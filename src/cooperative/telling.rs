//! Statements with everything a household needs to check them alone: its lines' proofs, its
//! entries' places, and the ledger's own statement of how many entries there are.

use super::{
    Cooperative, Sought, Trouble,
    trouble::{BlobFault, Document, MadeOf, Unmade},
};
use crate::{
    books::HappenedLines,
    event::own_body,
    log::{
        Checkpoint, Hash, HashReader, LeafHashes, TlogProof, UnverifiedEntry,
        portions::{Portion, PortionProof, portions_tree},
        prove_inclusion, stated_tree,
        sum::{SumProof, SumTree},
    },
    statement::{
        self, HouseholdStatement, OwnEntry, PayoutLines, Teller, Untold,
        value::{ChartAdded, EntryProof, Past, PayoutProof, StatedProof},
    },
    unit::{Day, HouseholdId},
};
use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex},
};

/// Tells statements with proofs; made once for any number of them. With leaves in memory it may be
/// shared by threads.
pub struct Telling<'a, L = LeafHashes> {
    cooperative: &'a Cooperative,
    teller: Teller<'a>,
    checkpoint: Checkpoint,
    leaves: L,
    stated: LeafHashes,
    stated_entry: Option<String>,
    trees: Mutex<HashMap<Hash, Arc<SumTree>>>,
    apart: Mutex<HashMap<Hash, Arc<LeafHashes>>>,
}

impl<L> std::fmt::Debug for Telling<'_, L> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Telling").field("cooperative", &self.cooperative).finish_non_exhaustive()
    }
}

impl Cooperative {
    /// One household's statement as at the end of a day, with its proofs.
    ///
    /// # Errors
    /// As [`Cooperative::telling`] and [`Telling::statement`].
    pub fn statement(&self, household: &HouseholdId, as_of: Day) -> Result<HouseholdStatement, Trouble> {
        self.telling()?.statement(household, as_of)
    }

    /// The same without its proofs: what the books say.
    ///
    /// # Errors
    /// [`Trouble::Absent`] where there is no such household, [`Trouble::Unmade`] where a blob that the
    /// statement is made of is missing or wrong, [`Trouble::Read`] where it cannot be read, [`Trouble::Bug`]
    /// where a figure of it cannot be told.
    pub fn unproven_statement(&self, household: &HouseholdId, as_of: Day) -> Result<HouseholdStatement, Trouble> {
        self.read_afresh();
        let teller = Teller::new(&self.books, self.head().root, self);
        let mut statement = teller.household(household, as_of).map_err(|e| self.untold(e))?;
        statement.past = Some(self.past(&statement, teller.lines())?);
        Ok(statement)
    }

    /// How what a household holds came to be, as its own entries say.
    fn past(&self, statement: &HouseholdStatement, lines: &PayoutLines<'_>) -> Result<Past, Trouble> {
        let mut own = Vec::new();
        for concern in statement.concerns.iter().filter(|concern| statement::is_told(&concern.kind)) {
            let line = self.lines(concern.index, concern.index + 1)?.pop();
            let Some(entry) = line.and_then(|line| UnverifiedEntry::parse(&line).ok()) else { continue };
            let portions = self.books.history().entry(concern.index).and_then(|happened| happened.portions.as_ref());
            let body = match portions {
                None => entry.body().clone(),
                Some(blob) => {
                    let household = &statement.household;
                    let found = lines.of(blob, household).flatten();
                    let portion = found.and_then(|found| Some(Portion::parse(&found.bytes).ok()?.1));
                    let absent = || Unmade::new(MadeOf::Blob(**blob), BlobFault::NoPortion(household.clone()));
                    let portion = portion.ok_or_else(|| self.unless_unread(absent()))?;
                    own_body(&concern.kind, entry.body(), &portion)
                }
            };
            own.push((concern, body));
        }
        let household = statement.household.as_str();
        let entries = own.iter().map(|(concern, body)| OwnEntry {
            household,
            index: concern.index,
            on: concern.date,
            kind: &concern.kind,
            body,
        });
        Ok(statement::past(entries, statement.as_of))
    }

    /// A statement that cannot be told.
    fn untold(&self, untold: Untold) -> Trouble {
        match untold {
            Untold::Unknown(household) => Sought::Household(household).into(),
            Untold::Figures(..) => Trouble::Bug(untold.to_string()),
            Untold::BlobMissing(..) => self.unless_unread(Unmade::new(MadeOf::Statement, BlobFault::Untold(untold))),
            Untold::BlobWrong(..) | Untold::Digest(_) => {
                Unmade::new(MadeOf::Statement, BlobFault::Untold(untold)).into()
            }
        }
    }

    /// What tells statements from the ledger as it stands, with every leaf of the journal at hand.
    ///
    /// # Errors
    /// As [`Cooperative::leaves`] and [`Cooperative::telling_from`].
    pub fn telling(&self) -> Result<Telling<'_>, Trouble> {
        self.telling_from(self.leaves()?)
    }

    /// What tells statements from the ledger as it stands; `leaves` as an index has them, for a
    /// few statements out of a long ledger.
    ///
    /// # Errors
    /// [`Trouble::Absent`] where somebody has recorded since and the checkpoint of what was read is not at
    /// hand; otherwise as [`Cooperative::checkpoint`] and [`Cooperative::prove`].
    pub fn telling_from<L: HashReader>(&self, leaves: L) -> Result<Telling<'_, L>, Trouble> {
        self.read_afresh();
        let checkpoint = self.checkpoint()?;
        let head = self.head();
        if checkpoint.claimed_head() != head {
            // somebody has recorded since this was opened; what was read is still right, but it
            // is no longer what the newest checkpoint signs
            return Err(Sought::Checkpoint(head.size).into());
        }
        let stated = self.books.history().stated();
        let order = self.books.registers().order().iter();
        let stated_tree = stated.map(|s| stated_tree(order.zip(s.digests.iter().copied()))).unwrap_or_default();
        let mut telling = Telling {
            cooperative: self,
            teller: Teller::new(&self.books, head.root, self),
            checkpoint,
            leaves,
            stated: stated_tree,
            stated_entry: None,
            trees: Mutex::default(),
            apart: Mutex::default(),
        };
        telling.stated_entry = stated.map(|s| telling.prove(s.entry)).transpose()?.map(|p| text(p.to_bytes()));
        Ok(telling)
    }
}

impl<L: HashReader> Telling<'_, L> {
    /// One household's statement as at the end of a day, with its proofs.
    ///
    /// # Errors
    /// As [`Cooperative::unproven_statement`] and [`Cooperative::prove`]; [`Trouble::Unmade`] where a blob that
    /// a proof is made of is missing or wrong.
    pub fn statement(&self, household: &HouseholdId, as_of: Day) -> Result<HouseholdStatement, Trouble> {
        let mut statement =
            self.teller.household(household, as_of).map_err(|untold| self.cooperative.untold(untold))?;
        let history = self.cooperative.books.history();
        for concern in &statement.concerns {
            let Some(happened) = history.entry(concern.index) else { continue };
            let entry = self.prove(concern.index)?;
            match (&happened.lines, &happened.payout) {
                (Some(lines), Some(payout)) => {
                    let (proof, because) = self.prove_line(lines, household, entry)?;
                    let text = text(proof.to_bytes());
                    statement.proofs.push(PayoutProof { payout: payout.clone(), because, text });
                }
                // a lease of a whole village is long; what is left out nobody could compare
                _ => {
                    let bytes = match &happened.portions {
                        Some(blob) => self.prove_portion(blob, household, entry)?.to_bytes(),
                        None => entry.to_bytes(),
                    };
                    statement.entries.push(EntryProof { entry: concern.index, text: text(bytes) });
                }
            }
        }
        statement.opening = text(self.prove(0)?.to_bytes());
        let chart = self.cooperative.books.opened().chart.blob;
        let absent = || self.damaged(&chart, BlobFault::Missing(Document::Chart));
        statement.chart = text(self.cooperative.blob(&chart).ok_or_else(absent)?);
        for more in self.cooperative.books.extensions() {
            let proof = text(self.prove(more.entry)?.to_bytes());
            statement.extensions.push(ChartAdded { chart: more.document.clone(), text: proof });
        }
        // also those of payouts after `as_of`: their proofs are here, and are checked
        let proven = statement.proofs.iter().map(|proof| &proof.payout);
        let declared = proven.filter_map(|payout| self.cooperative.books.payout(payout));
        let sheets: BTreeSet<Hash> = declared.map(|payout| payout.declared.sheet).collect();
        for sheet in sheets {
            let absent = || self.damaged(&sheet, BlobFault::Missing(Document::Sheet));
            statement.sheets.push(text(self.cooperative.blob(&sheet).ok_or_else(absent)?));
        }
        statement.completeness.proof = self.stated(household)?;
        statement.past = Some(self.cooperative.past(&statement, self.teller.lines())?);
        Ok(statement)
    }

    /// That the household's digest stands in the tree the ledger stated last; nothing if it was
    /// enrolled later.
    fn stated(&self, household: &HouseholdId) -> Result<Option<StatedProof>, Trouble> {
        let place = self.teller.place(household).filter(|place| *place < self.stated.size());
        let (Some(place), Some(entry)) = (place, &self.stated_entry) else { return Ok(None) };
        let path = prove_inclusion(place, self.stated.size(), &self.stated);
        let path = path.ok_or_else(|| Trouble::Bug(format!("no path for {household}")))?;
        Ok(Some(StatedProof { entry: entry.clone(), path, place }))
    }

    fn prove(&self, index: u64) -> Result<TlogProof, Trouble> {
        self.cooperative.prove_under(self.checkpoint.clone(), index, &self.leaves)
    }

    /// The proof of a household's line, and the line's reasons.
    fn prove_line(
        &self,
        stood: &HappenedLines,
        household: &HouseholdId,
        entry: TlogProof,
    ) -> Result<(SumProof, String), Trouble> {
        let absent = |blob: &Hash| self.damaged(blob, BlobFault::NoLine(household.clone()));
        let (lines, reasons) = (&stood.head.blob, &stood.reasons);
        let found = self.teller.lines().of(lines, household).flatten().ok_or_else(|| absent(lines))?;
        let path = self.tree(lines)?.prove(found.place).ok_or_else(|| absent(lines))?;
        let because = self.teller.lines().reasons(reasons, found.place).ok_or_else(|| absent(reasons))?;
        found.read(&because).ok_or_else(|| absent(reasons))?;
        let because = text(because).trim_end().to_owned();
        Ok((SumProof { line: found.bytes, index: found.place, path, entry }, because))
    }

    /// The proof of all that a household has in an entry's lists.
    fn prove_portion(&self, blob: &Hash, household: &HouseholdId, entry: TlogProof) -> Result<PortionProof, Trouble> {
        let absent = || self.damaged(blob, BlobFault::NoPortion(household.clone()));
        let found = self.teller.lines().of(blob, household).flatten().ok_or_else(absent)?;
        let mut trees = self.apart.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let tree = match trees.get(blob) {
            Some(tree) => tree.clone(),
            None => {
                let bytes = self.cooperative.blob(blob).ok_or_else(absent)?;
                let tree = Arc::new(portions_tree(&bytes));
                trees.insert(*blob, tree.clone());
                tree
            }
        };
        let path = prove_inclusion(found.place, tree.size(), tree.as_ref()).ok_or_else(absent)?;
        Ok(PortionProof { portion: found.bytes, index: found.place, path, entry })
    }

    fn tree(&self, blob: &Hash) -> Result<Arc<SumTree>, Trouble> {
        let mut trees = self.trees.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(tree) = trees.get(blob) {
            return Ok(tree.clone());
        }
        let bytes =
            self.cooperative.blob(blob).ok_or_else(|| self.damaged(blob, BlobFault::Missing(Document::Lines)))?;
        let tree = SumTree::from_blob(&bytes);
        let tree = Arc::new(tree.map_err(|e| self.damaged(blob, BlobFault::Lines(e)))?);
        trees.insert(*blob, tree.clone());
        Ok(tree)
    }

    /// A blob that is not there or is another than it should be, unless the store could not read it.
    fn damaged(&self, blob: &Hash, fault: BlobFault) -> Trouble {
        self.cooperative.unless_unread(Unmade::new(MadeOf::Blob(*blob), fault))
    }
}

/// Proof texts are ASCII but for the dash of a signature line, and always UTF-8.
fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_default()
}
