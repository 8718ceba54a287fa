//! Sets the inputs marked 待分 so that the sheet's own 要求 can hold, by reading why a run is
//! refused: a shortage says what was needed, a pot left over says how much too much came in, a
//! 要求 with = says what the input should have been.

use super::{generate::whole_fen, super::{
    compute::Computing,
    run::{Given, Run},
    stop::Stop,
}};
use crate::{
    scheme::{Action, CheckedSheet, Comparison, Expr, ExprKind, Name, Operator, Place, Type},
    unit::{Exact, Fen},
};
use std::collections::BTreeMap;

/// More equations than any sheet has.
const ROUNDS: usize = 24;

/// The run with its free amounts set; else why the sheet refuses it.
pub(super) fn solve(sheet: &CheckedSheet, run: Run) -> Result<Run, Stop> {
    let mut run = run;
    let mut last = None;
    for _ in 0..ROUNDS {
        let mut computing = Computing::start(sheet, &run, BTreeMap::new(), false)?;
        let stopped = match computing.steps() {
            Ok(()) => match computing.finish(&run) {
                Ok(_) => return Ok(run),
                Err(Stop::PotNotEmpty { line, pot, held }) => {
                    let change = Exact::zero() - held.yuan();
                    let changed = set_pot(sheet, &mut run, &pot, &change);
                    let stop = Stop::PotNotEmpty { line, pot, held };
                    if changed { None } else { Some(stop) }
                }
                Err(stop) => Some(stop),
            },
            Err(stop) => {
                let changes = demanded(sheet, &computing, &stop);
                let changed = changes.iter().any(|change| apply(sheet, &mut run, change));
                if changed {
                    last = Some(stop);
                    None
                } else {
                    Some(stop)
                }
            }
        };
        if let Some(stop) = stopped {
            return Err(stop);
        }
    }
    match last {
        Some(stop) => Err(stop),
        None => Err(Stop::Unbalanced { expected: Exact::zero(), found: Exact::zero() }),
    }
}

/// What to add to an input, or to the pot or account of that name.
enum Change {
    Input(usize, Exact),
    Place(String, Exact),
}

fn apply(sheet: &CheckedSheet, run: &mut Run, change: &Change) -> bool {
    match change {
        Change::Input(input, by) => set_input(sheet, run, *input, by),
        Change::Place(name, by) => {
            if set_pot(sheet, run, name, by) {
                return true;
            }
            let account = sheet.accounts().iter().find(|a| a.name == *name && a.each.is_none());
            let fen = by.to_fen(crate::unit::Rounding::Down);
            let (Some(account), Some(fen)) = (account, fen) else { return false };
            let held = run.balances.entry(account.name.clone()).or_default().entry(String::new()).or_default();
            match held.plus(fen).filter(|sum| *sum > Fen::ZERO) {
                Some(sum) => *held = sum,
                None => return false,
            }
            true
        }
    }
}

fn set_pot(sheet: &CheckedSheet, run: &mut Run, pot: &str, by: &Exact) -> bool {
    let held = sheet.inputs().iter().position(|i| i.held.is_some() && i.name == pot);
    held.is_some_and(|input| set_input(sheet, run, input, by))
}

/// True if the input took the change.
fn set_input(sheet: &CheckedSheet, run: &mut Run, input: usize, by: &Exact) -> bool {
    let Some(declared) = sheet.inputs().get(input) else { return false };
    let Some(Given::Number(now)) = run.inputs.get(&declared.name) else { return false };
    let sum = now + by;
    let fits = declared.bounds.signed || !sum.is_negative();
    let whole = declared.held.is_none() || whole_fen(&sum) == sum;
    if by.is_zero() || !fits || !whole {
        return false;
    }
    run.inputs.insert(declared.name.clone(), Given::Number(sum));
    true
}

fn demanded(sheet: &CheckedSheet, computing: &Computing<'_>, stop: &Stop) -> Vec<Change> {
    match stop {
        Stop::Short { place, need, held, .. } => {
            vec![Change::Place(place.clone(), need.yuan() - held.yuan())]
        }
        Stop::Required { line, row: None, text } => {
            let condition = sheet.steps().iter().find_map(|step| match &step.action {
                Action::Require { condition, text: said, .. } if step.line == *line && said == text => Some(condition),
                _ => None,
            });
            let mut changes = Vec::new();
            if let Some(condition) = condition {
                equations(sheet, computing, condition, &mut changes);
            }
            changes
        }
        _ => Vec::new(),
    }
}

/// Every `=` of the condition that does not hold and has an amount in it that can be set.
fn equations(sheet: &CheckedSheet, computing: &Computing<'_>, condition: &Expr, changes: &mut Vec<Change>) {
    match &condition.kind {
        ExprKind::All(parts) => parts.iter().for_each(|part| equations(sheet, computing, part, changes)),
        ExprKind::Compare(Comparison::Equal, left, right) => {
            let value = |expr: &Expr| computing.reading.number(expr, None).ok().flatten().map(|n| n.exact());
            let (Some(l), Some(r)) = (value(left), value(right)) else { return };
            // pots first: other inputs are read, not chosen
            for held in [true, false] {
                for (side, other, expr) in [(&l, &r, left), (&r, &l, right)] {
                    if let Some((input, sign)) = settable(sheet, expr, held) {
                        let by = if sign { other - side } else { side - other };
                        changes.push(Change::Input(input, by));
                    }
                }
            }
        }
        _ => {}
    }
}

/// An input that stands in a sum: its position, and whether it is added.
fn settable(sheet: &CheckedSheet, expr: &Expr, held: bool) -> Option<(usize, bool)> {
    match &expr.kind {
        ExprKind::Name { what: Name::Input(at), .. } => {
            let input = sheet.inputs().get(at.index())?;
            let number = matches!(input.ty, Type::Number(_));
            (number && input.held.is_some() == held).then_some((at.index(), true))
        }
        ExprKind::Balance(Place::Pot(pot, None)) if held => {
            let input = sheet.pots().get(pot.index())?.held?;
            Some((input.index(), true))
        }
        ExprKind::Arithmetic(Operator::Plus, a, b) => settable(sheet, a, held).or_else(|| settable(sheet, b, held)),
        ExprKind::Arithmetic(Operator::Minus, a, b) => {
            settable(sheet, a, held).or_else(|| settable(sheet, b, held).map(|(at, sign)| (at, !sign)))
        }
        _ => None,
    }
}
