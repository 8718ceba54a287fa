//! Declared payouts as they would have been with what is known now. Nothing is posted, and nobody is billed.

use super::{Cooperative, Trouble};
use crate::{
    books::{Books, Payout},
    decide::{Births, DeclarePayout, Source, trial},
    event::{Because, PayoutLine},
    statement::reports::{PayoutRestated, RestatedLine},
    unit::{Day, Exact, Fen, HouseholdId, PayoutId},
};
use std::collections::BTreeMap;

impl Cooperative {
    /// Every payout declared by the end of a day, or the one that is named: each computed once more by its own sheet on the
    /// books as they were, with the registers and series as they are known here.
    ///
    /// # Errors
    /// A finding where the entries do not lead to the head of this handle. What a sheet or the registers refuse now is told
    /// with the payout.
    pub fn restated(&self, payout: Option<&PayoutId>, on: Day) -> Result<Vec<PayoutRestated>, Trouble> {
        let wanted = |p: &&Payout| p.on <= on && payout.is_none_or(|one| p.declared.payout == *one);
        let mut payouts: Vec<&Payout> = self.books().payouts().values().filter(wanted).collect();
        payouts.sort_by_key(|p| p.index);
        payouts.into_iter().map(|p| Ok(again(&*self.books_at(p.index)?, self.books(), p))).collect()
    }
}

fn again(then: &Books, now: &Books, payout: &Payout) -> PayoutRestated {
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
        version: Some(declared.version),
        year: declared.year,
    };
    let known = then.knowing(now);
    let tried = known.adopted(&declared.scheme, declared.version).map(|adopted| {
        let found = trial(&known, payout.on, &request, (&adopted.sheet, &adopted.bound)).map_err(|why| why.to_string());
        found.and_then(|trial| match trial.refusal(&adopted.sheet) {
            Some(why) => Err(why.to_string()),
            None => Ok(trial.lines),
        })
    });
    let (found, stopped) = match tried {
        Some(Ok(lines)) => (lines, None),
        Some(Err(why)) => (Vec::new(), Some(why)),
        None => (Vec::new(), Some(declared.scheme.to_string())),
    };
    let mut lines: BTreeMap<HouseholdId, RestatedLine> = BTreeMap::new();
    for (household, owed) in &payout.lines {
        lines.entry(household.clone()).or_default().declared = owed.amount;
    }
    for line in &found {
        let Some(household) = line.to.household() else { continue };
        let told = lines.entry(household.clone()).or_default();
        told.restated = told.restated.capped_plus(line.amount.fen());
        told.exact = &told.exact + &exact(line);
    }
    let (period, year) = (declared.period, declared.year);
    PayoutRestated { payout: declared.payout.clone(), on: payout.on, period, year, lines, stopped }
}

/// What a line came to before rounding.
fn exact(line: &PayoutLine) -> Exact {
    match &line.because {
        Because::Computed(reasons) => reasons.iter().map(|reason| reason.exact.clone()).sum(),
        Because::Paid | Because::Returned(_) => Fen::ZERO.yuan(),
    }
}
