//! What should have come in: the amounts of the inputs marked 待分 under which a sheet that was
//! stopped by what came in runs to the end: for a comparison, where a meeting asks what another rate
//! would have brought, and for what is due where money comes. Nothing is ever paid on it.

use super::{
    compute::compute,
    computing::Computing,
    outcome::Outcome,
    run::{Given, Run},
    solve::{set_input, unmet},
    stop::Stop,
};
use crate::{
    scheme::{CheckedSheet, Expr, ExprKind, Name, Operator, PlaceRef, Relation},
    unit::{Exact, Fen, Rounding},
};
use std::collections::{BTreeMap, BTreeSet};

/// More amounts than any sheet checks, each set more than once.
const ROUNDS: usize = 24;

/// A sheet refuses what came in; these are the amounts it demands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsDemanded {
    /// How it refuses what came in.
    pub stop: Stop,
    /// The amounts that are other than what came in, in the order of the sheet.
    pub amounts: Vec<Demanded>,
}

/// One amount that should have come in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demanded {
    /// The input.
    pub input: String,
    /// What came in.
    pub came: Fen,
    /// What the sheet demands.
    pub demanded: Fen,
    /// True if it would run with more as well: the least that suffices.
    pub least: bool,
}

impl Demanded {
    /// What is demanded less what came.
    pub fn change(&self) -> Fen {
        self.demanded.minus(self.came).unwrap_or_default()
    }
}

/// What the sheet gives if the amounts it demands had come in; the other amounts are as they
/// came. Gives the stop back where the sheet does not settle the amounts.
pub(crate) fn as_demanded(sheet: &CheckedSheet, run: &Run, stop: Stop) -> Result<(Outcome, AsDemanded), Stop> {
    match Search::new(sheet, run).amounts() {
        Some((outcome, amounts)) if !amounts.is_empty() => Ok((outcome, AsDemanded { stop, amounts })),
        _ => Err(stop),
    }
}

/// The amounts of the inputs marked 待分, by name, with which the sheet runs to the end: those that came
/// where it does with them, else those it demands. `None` where it does not settle them.
pub fn demanded(sheet: &CheckedSheet, run: &Run) -> Option<BTreeMap<String, Fen>> {
    let search = Search::new(sheet, run);
    let held = sheet.inputs().iter().enumerate().filter(|(_, input)| input.held.is_some());
    let came = held.filter_map(|(at, input)| Some((input.name.clone(), search.amount(run, at)?)));
    let mut all: BTreeMap<String, Fen> = came.collect();
    all.extend(search.amounts()?.1.into_iter().map(|d| (d.input, d.demanded)));
    Some(all)
}

struct Search<'a> {
    sheet: &'a CheckedSheet,
    came: &'a Run,
    run: Run,
    /// Inputs that an equation of their own has set.
    settled: BTreeSet<usize>,
}

/// What the line that stops the sheet wants of an input.
struct Wanted {
    line: u32,
    input: usize,
    by: Exact,
}

impl<'a> Search<'a> {
    fn new(sheet: &'a CheckedSheet, came: &'a Run) -> Search<'a> {
        Search { sheet, came, run: came.clone(), settled: BTreeSet::new() }
    }

    fn amounts(mut self) -> Option<(Outcome, Vec<Demanded>)> {
        let mut last = None;
        for _ in 0..ROUNDS {
            let wanted = match self.wanted() {
                Ok(outcome) => return Some((outcome, self.found()?)),
                Err(wanted) => wanted?,
            };
            // the same line wants more of what it has just been given: what it demands hangs on
            // what comes in, so there is no amount it demands
            let now = Some((wanted.line, wanted.input));
            if now == last || !set_input(self.sheet, &mut self.run, wanted.input, &wanted.by) {
                return None;
            }
            last = now;
        }
        None
    }

    /// What it gives, or what it wants; `Err(None)` where it is stopped by something else.
    fn wanted(&mut self) -> Result<Outcome, Option<Wanted>> {
        let mut computing = Computing::start(self.sheet, &self.run, BTreeMap::new(), false).ok().ok_or(None)?;
        let stop = match computing.steps() {
            Ok(()) => match computing.finish(&self.run) {
                Ok(outcome) => return Ok(outcome),
                Err(Stop::PotNotEmpty { line, pot, held }) => {
                    // money that no step takes out is a mistake in the sheet
                    let used =
                        self.pot(&pot).filter(|input| self.amount(&self.run, *input).is_some_and(|all| all > held));
                    return Err(used.map(|input| Wanted { line, input, by: held.negated().yuan() }));
                }
                Err(_) => return Err(None),
            },
            Err(stop) => stop,
        };
        Err(match &stop {
            Stop::Short { line, place, need, held, .. } => {
                let by = need.minus(*held);
                self.pot(place).zip(by).map(|(input, by)| Wanted { line: *line, input, by: by.yuan() })
            }
            Stop::Required { line, .. } => {
                let found = unmet(self.sheet, &stop).filter(|(_, each)| each.is_none());
                let found = found.and_then(|(condition, _)| self.equation(&computing, condition));
                found.map(|(input, by)| {
                    self.settled.insert(input);
                    Wanted { line: *line, input, by }
                })
            }
            Stop::PotNotEmpty { .. }
            | Stop::Missing { .. }
            | Stop::NobodyToShare { .. }
            | Stop::BadInput { .. }
            | Stop::Negative { .. }
            | Stop::NoValueOn { .. }
            | Stop::ChangesInside { .. }
            | Stop::NotAMultiple { .. }
            | Stop::PartsNotWhole { .. }
            | Stop::Limit { .. }
            | Stop::Unbalanced { .. } => None,
        })
    }

    /// The first `=` of the condition that does not hold and says what one amount should be.
    fn equation(&self, computing: &Computing<'_>, condition: &Expr) -> Option<(usize, Exact)> {
        match &condition.kind {
            ExprKind::All(parts) => parts.iter().find_map(|part| self.equation(computing, part)),
            ExprKind::Compare(Relation::Equal, left, right) => {
                let value = |expr: &Expr| computing.reading.number(expr, None).ok().flatten().map(|n| n.exact());
                let (l, r) = (value(left)?, value(right)?);
                let mut amounts = Vec::new();
                self.amounts_in(left, true, &mut amounts);
                self.amounts_in(right, false, &mut amounts);
                let open: Vec<_> = amounts.iter().filter(|(input, _)| !self.settled.contains(input)).collect();
                let (input, added) = match (amounts.as_slice(), open.as_slice()) {
                    ([one], _) => *one,
                    // a sum of which the others are known
                    (_, [one]) => **one,
                    _ => return None,
                };
                let by = if added { &r - &l } else { &l - &r };
                (!by.is_zero()).then_some((input, by))
            }
            _ => None,
        }
    }

    /// The inputs marked 待分 that are added to this side or taken from it.
    fn amounts_in(&self, expr: &Expr, added: bool, found: &mut Vec<(usize, bool)>) {
        match &expr.kind {
            ExprKind::Name { what: Name::Input(at), .. } => {
                let held = self.sheet.inputs().get(at.index()).and_then(|input| input.held);
                found.extend(held.map(|_| (at.index(), added)));
            }
            ExprKind::Balance(PlaceRef::Pot(pot, None)) => {
                let input = self.sheet.pots().get(pot.index()).and_then(|pot| pot.held);
                found.extend(input.map(|input| (input.index(), added)));
            }
            ExprKind::Arithmetic(Operator::Plus, a, b) => {
                self.amounts_in(a, added, found);
                self.amounts_in(b, added, found);
            }
            ExprKind::Arithmetic(Operator::Minus, a, b) => {
                self.amounts_in(a, added, found);
                self.amounts_in(b, !added, found);
            }
            _ => {}
        }
    }

    /// The input whose money the pot of this name holds.
    fn pot(&self, name: &str) -> Option<usize> {
        self.sheet.inputs().iter().position(|input| input.held.is_some() && input.name == name)
    }

    fn amount(&self, run: &Run, input: usize) -> Option<Fen> {
        match run.inputs.get(&self.sheet.inputs().get(input)?.name)? {
            Given::Number(exact) => exact.to_fen(Rounding::Down),
            _ => None,
        }
    }

    /// What was set; `None` if less of one would do, so that the sheet does not demand it.
    fn found(&self) -> Option<Vec<Demanded>> {
        let runs_with = |input: usize, by: Exact| {
            let mut run = self.run.clone();
            set_input(self.sheet, &mut run, input, &by) && compute(self.sheet, &run).is_ok()
        };
        let mut all = Vec::new();
        for (at, input) in self.sheet.inputs().iter().enumerate().filter(|(_, input)| input.held.is_some()) {
            let (Some(came), Some(demanded)) = (self.amount(self.came, at), self.amount(&self.run, at)) else {
                continue;
            };
            if came == demanded {
                continue;
            }
            if runs_with(at, Fen(-1).yuan()) {
                return None;
            }
            let least = runs_with(at, Fen(1).yuan());
            all.push(Demanded { input: input.name.clone(), came, demanded, least });
        }
        Some(all)
    }
}
