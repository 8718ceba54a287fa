//! Declared payouts as they would have been with what is known now. Nothing is posted, and nobody is billed.

use super::{Cooperative, Trouble};
use crate::{
    books::{Books, Payout},
    decide::{Births, DeclarePayout, Source, in_parts, trial_as_due},
    event::{Attached, PayoutLine, Reason, ReasonRow},
    statement::reports::{PayoutRestated, RestatedLine},
    unit::{Day, Fen, HouseholdId, PayoutId},
};
use std::collections::BTreeMap;

impl Cooperative {
    /// Every payout declared by the end of a day, or the one that is named: each computed once more by its own sheet on the
    /// books as they were, with the registers and series as they are known here, and what accounts showed on the days before
    /// it. Where a part of what is due was shared, that part goes by what everybody would be due. A line stands under the household whose
    /// row it was on the record day, whoever took that one in since. Money that came is taken as what the sheet now
    /// demands: how much too much or too little came shows in the lines.
    ///
    /// # Errors
    /// A finding where the entries do not lead to the head of this handle, or the lines of a payout cannot be read. What a
    /// sheet or the registers refuse now is told with the payout.
    pub fn restated(&self, payout: Option<&PayoutId>, on: Day) -> Result<Vec<PayoutRestated>, Trouble> {
        let books = self.books();
        // what came late of days that were shared stands with what was shared first; what was taken back is not there
        let wanted = |p: &&Payout| {
            let first = books.goes_on_from(p).is_none() && books.corrected_by(p.index).is_none();
            p.on <= on && first && payout.is_none_or(|one| p.declared.payout == *one)
        };
        let mut payouts: Vec<&Payout> = self.books().payouts().values().filter(wanted).collect();
        payouts.sort_by_key(|p| p.index);
        let mut restated = Vec::with_capacity(payouts.len());
        let mut left = payouts.iter();
        let sizes: Vec<u64> = payouts.iter().map(|p| p.index).collect();
        // the journal is read once, however many payouts there are
        self.books_along(&sizes, |then| {
            if let Some(payout) = left.next() {
                restated.push(self.again(then, payout, on)?);
            }
            Ok(())
        })?;
        Ok(restated)
    }

    fn again(&self, then: &Books, payout: &Payout, on: Day) -> Result<PayoutRestated, Trouble> {
        let declared = &payout.declared;
        let mut lines: BTreeMap<HouseholdId, RestatedLine> = BTreeMap::new();
        let goes_on =
            |p: &&Payout| p.on <= on && self.books().goes_on_from(p).is_some_and(|first| first == &declared.payout);
        let mut chain: Vec<&Payout> = self.books().payouts().values().filter(goes_on).collect();
        chain.push(payout);
        chain.sort_by_key(|p| p.index);
        let mut pools = Vec::with_capacity(chain.len());
        for one in &chain {
            let entry = self.entry(one.index)?;
            let Attached::Lines(was) = &entry.event.attached else { continue };
            for (household, reason) in was.iter().flat_map(|(_, line)| by_row(then, line)) {
                let told = lines.entry(household).or_default();
                told.declared = told.declared.capped_plus(reason.amount.fen());
            }
            let theirs = was.iter().filter(|(_, line)| line.to.household().is_some());
            pools.push(Fen::capped_total(theirs.map(|(_, line)| line.amount.fen())));
        }
        let known = then.knowing(self.books(), payout.on);
        let (found, stopped) = match self.tried_again(&known, payout)? {
            Ok(lines) => (lines, None),
            Err(why) => (Vec::new(), Some(why)),
        };
        let in_part = chain.iter().any(|p| p.in_part) && stopped.is_none();
        let shared = if in_part { self.part_of(then, payout, (&found, &pools))? } else { None };
        match shared {
            Some(shared) => {
                for (household, amount) in shared {
                    let told = lines.entry(household).or_default();
                    (told.restated, told.exact) = (amount, amount.yuan());
                }
            }
            None => {
                for (household, reason) in found.iter().flat_map(|line| by_row(then, line)) {
                    let told = lines.entry(household).or_default();
                    told.restated = told.restated.capped_plus(reason.amount.fen());
                    told.exact = &told.exact + &reason.exact;
                }
            }
        }
        let (period, year) = (declared.period, declared.year);
        let (code, asks) = (declared.payout.clone(), declared.asks);
        Ok(PayoutRestated { payout: code, on: payout.on, period, asks, year, lines, stopped })
    }

    /// What each household would have of the part that was shared in so many payouts; nothing where all that is due was, as it
    /// was known then or is known here.
    fn part_of(
        &self,
        then: &Books,
        payout: &Payout,
        (found, pools): (&[PayoutLine], &[Fen]),
    ) -> Result<Option<Vec<(HouseholdId, Fen)>>, Trouble> {
        let theirs = |lines: &[PayoutLine]| -> Vec<(HouseholdId, Fen)> {
            lines.iter().filter_map(|line| Some((line.to.household()?.clone(), line.amount.fen()))).collect()
        };
        let sum = |lines: &[(HouseholdId, Fen)]| Fen::capped_total(lines.iter().map(|(_, amount)| *amount));
        let due = theirs(found);
        let was = self.tried_again(then, payout)?.map_or(Fen::ZERO, |lines| sum(&theirs(&lines)));
        let came = Fen::capped_total(pools.iter().copied());
        if came >= was || came >= sum(&due) {
            return Ok(None);
        }
        let amounts: Vec<Fen> = due.iter().map(|(_, amount)| *amount).collect();
        let shared = in_parts(&amounts, pools);
        Ok(shared.map(|shared| due.into_iter().map(|(household, _)| household).zip(shared).collect()))
    }

    /// The lines as they would be with what is known here, or why there are none.
    fn tried_again(&self, known: &Books, payout: &Payout) -> Result<Result<Vec<PayoutLine>, String>, Trouble> {
        let declared = &payout.declared;
        let request = DeclarePayout {
            given: declared.given.clone(),
            opened: Births::default(),
            shown: None,
            contract: declared.contract.clone(),
            payout: declared.payout.clone(),
            period: Some(declared.period),
            record_day: Some(declared.record_day),
            scheme: declared.scheme.clone(),
            sources: declared.sources.iter().cloned().map(Source::Part).collect(),
            stated: None,
            recorded: false,
            version: Some(declared.version),
            year: declared.year,
        };
        let request = DeclarePayout { opened: self.opened_for(&request)?, ..request };
        let Some(adopted) = known.adopted(&declared.scheme, declared.version) else {
            return Ok(Err(declared.scheme.to_string()));
        };
        let sheet = (&*adopted.sheet, &adopted.bound);
        Ok(match trial_as_due(known, payout.on, &request, sheet) {
            Err(why) => Err(why.to_string()),
            Ok(trial) => match trial.refusal(&adopted.sheet) {
                Some(why) => Err(why.to_string()),
                None => Ok(trial.lines),
            },
        })
    }
}

/// Each reason of a household's line with the household from whose row it comes: of one that was taken in since the record
/// day, a reason names the row.
fn by_row<'a>(books: &Books, line: &'a PayoutLine) -> Vec<(HouseholdId, &'a Reason)> {
    let Some(payee) = line.to.household() else { return Vec::new() };
    let taken_in = |row: &ReasonRow| {
        let named: HouseholdId = row.key.parse().ok()?;
        let other = named != *payee && books.registers().succeeded_by(&named) == payee;
        other.then_some(named)
    };
    let of = |reason: &'a Reason| (reason.rows.iter().find_map(taken_in).unwrap_or_else(|| payee.clone()), reason);
    line.because.steps().iter().map(of).collect()
}
