//! Any sheet, adopted or not, on the books as they stand: what it would pay, and why. Nothing is
//! declared, and what was shared before may be tried again.

use super::{DeclarePayout, Refusal, ask::Ask, declared, facts, known, payout};
use crate::{
    books::{Books, Part},
    event::{Bindings, PartRef, PayoutLine},
    rules::{self, Given, Outcome, Reasons, Run, Stop},
    scheme::CheckedSheet,
    unit::{Day, Period},
};

/// What a sheet would do.
#[derive(Debug, Clone)]
pub struct Trial {
    /// The days it is for.
    pub period: Period,
    /// Registers as at the end of this day.
    pub record_day: Day,
    /// The parts of receipts and claims it would share.
    pub sources: Vec<PartRef>,
    /// What it read.
    pub run: Run,
    /// What it gives, or the sheet's own refusal.
    pub outcome: Result<Outcome, Stop>,
    /// One line per receiver with its reasons; none if it is refused.
    pub lines: Vec<PayoutLine>,
}

impl Trial {
    /// The sheet's own refusal in the words in which a declaration would be refused.
    pub fn refusal(&self, sheet: &CheckedSheet) -> Option<Refusal> {
        self.outcome.as_ref().err().map(|stop| facts::stopped(sheet, stop))
    }
}

/// Tries a sheet on the books for what the request names; its `scheme`, `version` and `stated`
/// figures are not looked at. Registers are as at the end of the request's record day, else of
/// `as_of`. Without sources it takes those of the payout of that code where it is declared
/// already and the sheet shares them, else what is open, as a declaration would.
///
/// # Errors
/// What the books refuse: names unknown to the dictionary or the registers, nothing to read.
pub fn trial(
    books: &Books,
    as_of: Day,
    request: &DeclarePayout,
    sheet: (&CheckedSheet, &Bindings),
) -> Result<Trial, Refusal> {
    tried(books, as_of, request, sheet, rules::explained)
}

/// The same as if the money that it shares were what it demands: what everybody should have had, whatever came in.
///
/// # Errors
/// See [`trial`].
pub fn trial_as_due(
    books: &Books,
    as_of: Day,
    request: &DeclarePayout,
    sheet: (&CheckedSheet, &Bindings),
) -> Result<Trial, Refusal> {
    tried(books, as_of, request, sheet, |sheet, run| {
        rules::explained(sheet, run).or_else(|stop| {
            let due = rules::demanded(sheet, run).ok_or(stop)?;
            let mut run = run.clone();
            run.inputs.extend(due.into_iter().map(|(input, fen)| (input, Given::Number(fen.yuan()))));
            rules::explained(sheet, &run)
        })
    })
}

fn tried(
    books: &Books,
    as_of: Day,
    request: &DeclarePayout,
    (sheet, bound): (&CheckedSheet, &Bindings),
    explained: impl FnOnce(&CheckedSheet, &Run) -> Result<(Outcome, Reasons), Stop>,
) -> Result<Trial, Refusal> {
    let mut request = request.clone();
    if let (true, Some(declared)) = (request.sources.is_empty(), books.payout(&request.payout)) {
        let all = &declared.declared.sources;
        let read: Vec<&PartRef> =
            all.iter().filter(|s| books.parts().get(s).is_some_and(|p| declared::shares(sheet, bound, p))).collect();
        // a sheet that shares none of them is refused by their names
        let sources = if read.is_empty() { all.iter().collect() } else { read };
        request.sources = sources.into_iter().cloned().map(super::Source::Part).collect();
    }
    let contract = request.contract.as_ref().map(|c| known::contract(books, c)).transpose()?;
    let sources = declared::sources(books, &request, (sheet, bound))?;
    let parts: Vec<&Part> = sources.iter().filter_map(|s| books.parts().get(s)).collect();
    let ask: Ask<'_> = declared::ask(books, as_of, &request, (sheet, bound), contract, parts)?;
    let run = facts::run(books, &ask)?;
    let (outcome, lines) = match explained(sheet, &run) {
        Ok((outcome, mut reasons)) => {
            facts::without_sealed(books, &ask, &mut reasons);
            let lines = payout::lines(books, &ask, &outcome, reasons, (as_of, &request.payout))?;
            (Ok(outcome), lines)
        }
        Err(stop) => (Err(stop), Vec::new()),
    };
    Ok(Trial { period: ask.period, record_day: ask.record_day, sources, run, outcome, lines })
}
