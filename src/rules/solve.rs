//! Sets the inputs marked 待分 so that the sheet's own 要求 can hold, by reading why a run is
//! refused: a shortage says what was needed, a pot left over says how much too much came in, a
//! 要求 with = says what the input should have been.

use super::{
    computing::Computing,
    run::{Given, Run},
    stop::Stop,
    value::Value,
};
use crate::{
    scheme::{Action, CheckedSheet, Expr, ExprKind, Name, Operator, PlaceRef, RegisterAt, Relation, Type, Way},
    unit::{Exact, Fen},
};
use std::collections::BTreeMap;

/// More equations than any sheet has.
const ROUNDS: usize = 24;

/// The run with its free amounts set; else why the sheet refuses it.
///
/// # Errors
/// What [`fn@super::compute`] refuses and no amount can mend.
pub fn solve(sheet: &CheckedSheet, run: Run) -> Result<Run, Stop> {
    let mut run = run;
    match settle(sheet, &mut run) {
        None => Ok(run),
        Some(stop) => Err(stop),
    }
}

/// Sets the run's free amounts; why the sheet still refuses it, if it does.
pub(crate) fn settle(sheet: &CheckedSheet, run: &mut Run) -> Option<Stop> {
    let mut last = None;
    for _ in 0..ROUNDS {
        let mut computing = match Computing::start(sheet, run, BTreeMap::new(), false) {
            Ok(computing) => computing,
            Err(stop) => return Some(stop),
        };
        let stopped = match computing.steps() {
            Ok(()) => match computing.finish(run) {
                Ok(_) => return None,
                Err(Stop::PotNotEmpty { line, pot, held }) => {
                    let change = Exact::zero() - held.yuan();
                    let changed = set_pot(sheet, run, &pot, &change);
                    let stop = Stop::PotNotEmpty { line, pot, held };
                    if changed { None } else { Some(stop) }
                }
                Err(stop) => Some(stop),
            },
            Err(stop) => {
                let demands = demanded(sheet, &computing, &stop);
                let mut changed = false;
                for ways in demands {
                    changed |= ways.iter().any(|change| apply(sheet, run, change));
                }
                if changed {
                    last = Some(stop);
                    None
                } else {
                    Some(stop)
                }
            }
        };
        if stopped.is_some() {
            return stopped;
        }
    }
    Some(last.unwrap_or(Stop::Unbalanced { expected: Exact::zero(), found: Exact::zero() }))
}

/// What to add to an input, or to the pot or account of that name; what to write into a cell.
enum Change {
    Input(usize, Exact),
    Place(String, Exact),
    Cell { register: String, key: String, column: String, given: Given },
}

fn apply(sheet: &CheckedSheet, run: &mut Run, change: &Change) -> bool {
    match change {
        Change::Input(input, by) => set_input(sheet, run, *input, by),
        Change::Cell { register, key, column, given } => {
            let row = run.registers.get_mut(register).and_then(|rows| rows.iter_mut().find(|r| r.key == *key));
            let Some(cell) = row.and_then(|row| row.cells.get_mut(column)) else { return false };
            let fits = !matches!(given, Given::Number(exact) if exact.is_negative()) && cell != given;
            if fits {
                *cell = given.clone();
            }
            fits
        }
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

pub(super) fn set_pot(sheet: &CheckedSheet, run: &mut Run, pot: &str, by: &Exact) -> bool {
    let held = sheet.inputs().iter().position(|i| i.held.is_some() && i.name == pot);
    held.is_some_and(|input| set_input(sheet, run, input, by))
}

/// True if the input took the change.
pub(super) fn set_input(sheet: &CheckedSheet, run: &mut Run, input: usize, by: &Exact) -> bool {
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

/// What would have to change; for each, the ways to do so, the first that is possible counts.
fn demanded(sheet: &CheckedSheet, computing: &Computing<'_>, stop: &Stop) -> Vec<Vec<Change>> {
    match stop {
        Stop::Short { place, need, held, .. } => {
            vec![vec![Change::Place(place.clone(), need.yuan() - held.yuan())]]
        }
        Stop::Required { .. } => {
            match unmet(sheet, stop) {
                Some((condition, None)) => {
                    let mut changes = Vec::new();
                    equations(sheet, computing, condition, &mut changes);
                    vec![changes]
                }
                // the other rows that do not meet it as well
                Some((condition, Some(each))) => {
                    let rows = (0..computing.reading.tables.len(each.index())).map(|row| (each.index(), row));
                    let unmet = rows.filter(|at| computing.reading.truth(condition, Some(*at)).is_ok_and(|met| !met));
                    let changes = unmet.map(|at| {
                        let mut changes = Vec::new();
                        OfRow { sheet, computing, at }.equations(condition, &mut changes);
                        changes
                    });
                    changes.collect()
                }
                None => Vec::new(),
            }
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
        | Stop::Unbalanced { .. } => Vec::new(),
    }
}

/// The condition of the 要求 that refused the run, and the register over whose rows it stands.
pub(super) fn unmet<'s>(sheet: &'s CheckedSheet, stop: &Stop) -> Option<(&'s Expr, Option<RegisterAt>)> {
    let Stop::Required { line, row, text } = stop else { return None };
    let register = |at: RegisterAt| sheet.registers().get(at.index()).map(|r| r.name.as_str());
    let here = |each: Option<RegisterAt>| each.and_then(register) == row.as_ref().map(|(r, _)| r.as_str());
    sheet.steps().iter().find_map(|step| match &step.action {
        Action::Require { condition, text: said, .. } if step.line == *line && said == text && here(step.each) => {
            Some((condition, step.each))
        }
        _ => None,
    })
}

/// Every `=` of the condition that does not hold and has an amount in it that can be set.
fn equations(sheet: &CheckedSheet, computing: &Computing<'_>, condition: &Expr, changes: &mut Vec<Change>) {
    match &condition.kind {
        ExprKind::All(parts) => parts.iter().for_each(|part| equations(sheet, computing, part, changes)),
        ExprKind::Compare(Relation::Equal, left, right) => {
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

/// A row that does not meet a 要求.
struct OfRow<'a> {
    sheet: &'a CheckedSheet,
    computing: &'a Computing<'a>,
    at: (usize, usize),
}

impl OfRow<'_> {
    /// The row's own columns that can be set to what the other side of a comparison says.
    fn equations(&self, condition: &Expr, changes: &mut Vec<Change>) {
        match &condition.kind {
            ExprKind::All(parts) => parts.iter().for_each(|part| self.equations(part, changes)),
            ExprKind::Compare(Relation::Equal | Relation::AtMost | Relation::AtLeast, left, right) => {
                for (side, other) in [(left, right), (right, left)] {
                    changes.extend(self.set(side, other));
                }
            }
            _ => {}
        }
    }

    fn set(&self, side: &Expr, other: &Expr) -> Option<Change> {
        let reading = &self.computing.reading;
        let column = self.column(side)?;
        let (now, wanted) = (reading.value(side, Some(self.at)).ok()?, reading.value(other, Some(self.at)).ok()?);
        let given = match (now, wanted) {
            (Value::Number(now), Value::Number(wanted)) if now != wanted => {
                let old = reading.tables.table(self.at.0)?.columns.get(column)?.get(self.at.1)?;
                let Value::Number(old) = old else { return None };
                Given::Number(old.plus(&wanted.minus(&now)).exact())
            }
            (Value::Day(now), Value::Day(wanted)) if now != wanted => Given::Day(wanted),
            _ => return None,
        };
        let column = self.sheet.registers().get(self.at.0)?.columns.get(column)?.name.clone();
        let (register, key) = reading.tables.name(self.at)?;
        Some(Change::Cell { register, key, column, given })
    }

    /// A column of the row itself that stands alone or is added.
    fn column(&self, expr: &Expr) -> Option<usize> {
        match &expr.kind {
            ExprKind::Name { what: Name::Column(row, column), .. } => {
                matches!(&row.way, Way::Up(way) if way.is_empty()).then_some(column.index())
            }
            ExprKind::Arithmetic(Operator::Plus, a, b) => self.column(a).or_else(|| self.column(b)),
            _ => None,
        }
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
        ExprKind::Balance(PlaceRef::Pot(pot, None)) if held => {
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

pub(crate) fn whole_fen(exact: &Exact) -> Exact {
    exact.to_fen(crate::unit::Rounding::Down).map_or_else(Exact::zero, Fen::yuan)
}
