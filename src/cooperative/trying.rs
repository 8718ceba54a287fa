//! Trying a sheet, adopted or not, on the books as of any day and as known at any entry. Nothing
//! is written and nothing remains.

use super::{Cooperative, Sought, Trouble};
use crate::{
    author::{Comparison, beside},
    books::Books,
    decide::{Births, DeclarePayout, Trial, in_force_for, trial},
    event::Bindings,
    rules::Given,
    scheme::CheckedSheet,
    unit::{Day, Fen, PayoutId, Rounding, SchemeId},
};
use std::sync::Arc;

/// Which sheet is tried.
#[derive(Debug, Clone)]
pub enum TriedSheet {
    /// A draft.
    Draft(Arc<CheckedSheet>),
    /// One that the meeting adopted, whenever it did; without a version the newest in force on
    /// the day, else the newest.
    Adopted(SchemeId, Option<u32>),
}

/// What a sheet would have given.
#[derive(Debug, Clone)]
pub struct Tried {
    /// The sheet.
    pub sheet: Arc<CheckedSheet>,
    /// The payout's code.
    pub payout: PayoutId,
    /// Registers as of this day, unless the request names a record day.
    pub as_of: Day,
    /// Entries known: those before this index.
    pub known_at: u64,
    /// What it read and gave.
    pub trial: Trial,
}

impl Tried {
    /// The amounts that came in for this sheet to share, those of nothing left out.
    pub fn came_in(&self) -> Vec<(&str, Fen)> {
        let held = self.sheet.inputs().iter().filter(|input| input.held.is_some());
        let came = held.filter_map(|input| {
            let Given::Number(exact) = self.trial.run.inputs.get(&input.name)? else { return None };
            Some((input.name.as_str(), exact.to_fen(Rounding::Down)?))
        });
        came.filter(|(_, fen)| *fen != Fen::ZERO).collect()
    }
}

/// Two sheets on the same books.
#[derive(Debug, Clone)]
pub struct SheetsCompared {
    /// The first.
    pub before: Tried,
    /// The second.
    pub after: Tried,
    /// What changes in the text, who gains, who loses.
    pub comparison: Comparison,
}

impl Cooperative {
    /// Tries a sheet for what the request names (its `scheme` and `version` are not looked at),
    /// as of the end of `as_of`. `known_at: Some(n)`: as known just before entry n was recorded,
    /// that is from entries 0 to n − 1; `None`: from all.
    ///
    /// # Errors
    /// [`Trouble::Refused`] for what the books refuse, [`Trouble::Absent`] for a sheet or an
    /// entry there is not. A refusal by the sheet itself is an outcome, no error.
    pub fn try_sheet(
        &self,
        sheet: &TriedSheet,
        request: &DeclarePayout,
        as_of: Day,
        known_at: Option<u64>,
    ) -> Result<Tried, Trouble> {
        let books = self.known(known_at)?;
        self.tried(&books, sheet, request, as_of)
    }

    /// Tries two sheets on the same books and sets them side by side; one that is stopped by what
    /// came in as if the amounts that it demands had come in, which the comparison then says.
    ///
    /// # Errors
    /// See [`Cooperative::try_sheet`].
    pub fn compare_sheets(
        &self,
        (before, after): (&TriedSheet, &TriedSheet),
        request: &DeclarePayout,
        as_of: Day,
        known_at: Option<u64>,
    ) -> Result<SheetsCompared, Trouble> {
        let books = self.known(known_at)?;
        let before = self.tried(&books, before, request, as_of)?;
        let after = self.tried(&books, after, request, as_of)?;
        let ran = |tried: &Tried| tried.trial.outcome.clone();
        let comparison =
            beside((&before.sheet, &before.trial.run, ran(&before)), (&after.sheet, &after.trial.run, ran(&after)));
        Ok(SheetsCompared { before, after, comparison })
    }

    /// What a declared payout asked for, and the entry that declared it: its own sheet, tried with
    /// the one as known at the other, gives the declared lines again.
    pub fn asked_again(&self, payout: &PayoutId) -> Option<(DeclarePayout, u64)> {
        let found = self.books.payout(payout)?;
        let p = &found.declared;
        let request = DeclarePayout {
            contract: p.contract.clone(),
            given: p.given.clone(),
            opened: Births::default(),
            shown: None,
            payout: p.payout.clone(),
            period: Some(p.period),
            record_day: Some(p.record_day),
            scheme: p.scheme.clone(),
            // what was open then; the parts themselves would bind a sheet that shares others
            sources: Vec::new(),
            stated: None,
            recorded: false,
            version: Some(p.version),
            year: p.year,
        };
        Some((request, found.index))
    }

    /// The payout of a sheet that was declared last.
    pub fn newest_payout_of(&self, scheme: &SchemeId) -> Option<&PayoutId> {
        let own = self.books.payouts().iter().filter(|(_, p)| p.declared.scheme == *scheme);
        own.max_by_key(|(_, p)| p.index).map(|(payout, _)| payout)
    }

    fn tried(&self, books: &Books, sheet: &TriedSheet, request: &DeclarePayout, as_of: Day) -> Result<Tried, Trouble> {
        let (_, sheet) = match sheet {
            TriedSheet::Adopted(id, None) => {
                let declared = DeclarePayout { scheme: id.clone(), ..request.clone() };
                let version = in_force_for(books, as_of, &declared);
                self.sheet_to_try(&TriedSheet::Adopted(id.clone(), version), as_of)?
            }
            TriedSheet::Draft(_) | TriedSheet::Adopted(_, Some(_)) => self.sheet_to_try(sheet, as_of)?,
        };
        let request = DeclarePayout { scheme: sheet.id().clone(), ..request.clone() };
        let request = DeclarePayout { opened: self.opened_for(&request)?, ..request };
        let trial = trial(books, as_of, &request, (&sheet, &bindings(books, &sheet)))
            .map_err(|refusal| Trouble::Refused(vec![(1, refusal)]))?;
        Ok(Tried { sheet, payout: request.payout.clone(), as_of, known_at: books.size(), trial })
    }

    /// The sheet that is meant on a day, with its version where it is an adopted one.
    ///
    /// # Errors
    /// [`Trouble::Absent`] for a sheet that was never adopted.
    pub fn sheet_to_try(&self, sheet: &TriedSheet, as_of: Day) -> Result<(Option<u32>, Arc<CheckedSheet>), Trouble> {
        let (id, version) = match sheet {
            TriedSheet::Draft(sheet) => return Ok((None, sheet.clone())),
            TriedSheet::Adopted(id, version) => (id, *version),
        };
        let all = || self.books.schemes().range((id.clone(), 0)..=(id.clone(), u32::MAX));
        let newest = || all().next_back().map(|((_, version), adopted)| (*version, adopted));
        let found = match version {
            Some(version) => self.books.adopted(id, version).map(|adopted| (version, adopted)),
            None => self.books.in_force(id, as_of).or_else(newest),
        };
        found
            .map(|(version, adopted)| (Some(version), adopted.sheet.clone()))
            .ok_or_else(|| Sought::Adopted(version.map_or(id.to_string(), |v| format!("{id}@{v}"))).into())
    }
}

/// What a sheet's words mean in the ledger: as the adoption of these very bytes says it, else that of the newest version, from
/// which a draft was begun.
fn bindings(books: &Books, sheet: &CheckedSheet) -> Bindings {
    let same = books.versions(sheet.id()).find(|(_, adopted)| adopted.sheet.text() == sheet.text());
    let found = same.or_else(|| books.versions(sheet.id()).next_back());
    found.map_or_else(Bindings::default, |(_, adopted)| adopted.bound.clone())
}
