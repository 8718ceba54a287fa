//! Two sheets side by side: what changes in the text, and who would gain or lose how much. A
//! meeting votes on exactly this table.

mod changes;
mod told;

pub use changes::{Change, Said, changes, not_yet};
pub use told::changes_paper;

use crate::{
    rules::{AsDemanded, Outcome, Place, Run, Stop, as_demanded, compute},
    scheme::CheckedSheet,
    unit::Fen,
};
use std::collections::BTreeMap;

/// What voting for the second sheet instead of the first would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// What changes in the text; empty: the sheets say the same.
    pub changes: Vec<Change>,
    /// Why the first sheet gives nothing on these facts, if so.
    pub before_refused: Option<Stop>,
    /// Why the second gives nothing.
    pub after_refused: Option<Stop>,
    /// The first sheet refuses what came in, and what it gives is what it would give if the
    /// amounts that it demands had come in.
    pub before_assumed: Option<AsDemanded>,
    /// The same of the second.
    pub after_assumed: Option<AsDemanded>,
    /// Everybody who may be paid and gets something from either, in order of their keys.
    pub payees: Vec<Difference>,
    /// Parties and accounts: what they receive less what they pay.
    pub others: Vec<Difference>,
}

/// What one place gets from each sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// A payee's key, or the name of a party or account.
    pub who: String,
    /// From the first sheet; `None` if it is refused.
    pub before: Option<Fen>,
    /// From the second.
    pub after: Option<Fen>,
}

impl Difference {
    /// After less before; `None` where either sheet is refused.
    pub fn change(&self) -> Option<Fen> {
        self.after?.minus(self.before?)
    }
}

/// All payees together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// How many get more, and how much more together.
    pub gain: (usize, Fen),
    /// How many get less, and how much less together (not above zero).
    pub lose: (usize, Fen),
    /// How many get the same.
    pub same: usize,
    /// All payees from the first sheet; `None` if it is refused.
    pub before: Option<Fen>,
    /// From the second.
    pub after: Option<Fen>,
}

impl Comparison {
    /// All payees together.
    pub fn totals(&self) -> Totals {
        let mut totals = Totals {
            before: self.before_refused.is_none().then_some(Fen::ZERO),
            after: self.after_refused.is_none().then_some(Fen::ZERO),
            ..Totals::default()
        };
        for payee in &self.payees {
            for (sum, part) in [(&mut totals.before, payee.before), (&mut totals.after, payee.after)] {
                *sum = sum.and_then(|sum| sum.plus(part?));
            }
            match payee.change() {
                Some(change) if change > Fen::ZERO => {
                    totals.gain = (totals.gain.0 + 1, totals.gain.1.capped_plus(change))
                }
                Some(change) if change < Fen::ZERO => {
                    totals.lose = (totals.lose.0 + 1, totals.lose.1.capped_plus(change))
                }
                Some(_) => totals.same += 1,
                None => {}
            }
        }
        totals
    }
}

/// Runs both sheets, each on its own facts, and sets them side by side. Payees are matched by
/// key where each sheet has one register of payees, else by register and key.
pub fn compare(a: &CheckedSheet, b: &CheckedSheet, run_a: &Run, run_b: &Run) -> Comparison {
    beside((a, run_a, compute(a, run_a)), (b, run_b, compute(b, run_b)))
}

/// A sheet, the facts it was run on, and what it gave.
pub type Ran<'a> = (&'a CheckedSheet, &'a Run, Result<Outcome, Stop>);

/// The same for outcomes that are there already. A sheet that is stopped by what came in is
/// compared as if the amounts that it demands had come in, where it settles them.
pub fn beside((a, run_a, before): Ran<'_>, (b, run_b, after): Ran<'_>) -> Comparison {
    let (before, before_assumed) = or_as_demanded(a, run_a, before);
    let (after, after_assumed) = or_as_demanded(b, run_b, after);
    let one = |sheet: &CheckedSheet| sheet.registers().iter().filter(|r| r.payee).count() == 1;
    let by_key = one(a) && one(b);
    let (payees_a, others_a) = balances(before.as_ref().ok(), by_key);
    let (payees_b, others_b) = balances(after.as_ref().ok(), by_key);
    let (refused_a, refused_b) = (before.err(), after.err());
    let join = |a: BTreeMap<String, Fen>, b: BTreeMap<String, Fen>| {
        let who: std::collections::BTreeSet<&String> = a.keys().chain(b.keys()).collect();
        let difference = |who: &String| Difference {
            who: who.clone(),
            before: refused_a.is_none().then(|| a.get(who).copied().unwrap_or_default()),
            after: refused_b.is_none().then(|| b.get(who).copied().unwrap_or_default()),
        };
        who.into_iter().map(difference).collect()
    };
    let (payees, others) = (join(payees_a, payees_b), join(others_a, others_b));
    Comparison {
        changes: changes(a, b),
        before_refused: refused_a,
        after_refused: refused_b,
        before_assumed,
        after_assumed,
        payees,
        others,
    }
}

fn or_as_demanded(
    sheet: &CheckedSheet,
    run: &Run,
    ran: Result<Outcome, Stop>,
) -> (Result<Outcome, Stop>, Option<AsDemanded>) {
    let stop = match ran {
        Ok(outcome) => return (Ok(outcome), None),
        Err(stop) => stop,
    };
    match as_demanded(sheet, run, stop) {
        Ok((outcome, assumed)) => (Ok(outcome), Some(assumed)),
        Err(stop) => (Err(stop), None),
    }
}

/// Received less paid, by payee and by party or account.
fn balances(outcome: Option<&Outcome>, by_key: bool) -> (BTreeMap<String, Fen>, BTreeMap<String, Fen>) {
    let (mut payees, mut others) = (BTreeMap::new(), BTreeMap::new());
    for m in outcome.iter().flat_map(|o| &o.moves) {
        for (place, fen) in [(&m.from, m.fen.negated()), (&m.to, m.fen)] {
            let (list, who) = match place {
                Place::Payee { key, .. } if by_key => (&mut payees, key.clone()),
                Place::Payee { register, key } => (&mut payees, format!("{register}[{key}]")),
                Place::Party(name) => (&mut others, name.clone()),
                Place::Account { name, key } if key.is_empty() => (&mut others, name.clone()),
                Place::Account { name, key } => (&mut others, format!("{name}[{key}]")),
                Place::Pot { .. } => continue,
            };
            let sum = list.entry(who).or_insert(Fen::ZERO);
            *sum = sum.capped_plus(fen);
        }
    }
    (payees, others)
}
