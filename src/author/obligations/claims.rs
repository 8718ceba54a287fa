//! Each claim judged on one accepted run.

use super::{
    Claim, Figure, large, parts, payees_of,
    sound::{conserved, no_negative_line},
    verdict::{Calculator, Verdict, broken},
};
use crate::{
    rules::{Given, Move, Outcome, Place, Row, Run, solve},
    scheme::{CheckedSheet, RegisterAt},
    unit::{Exact, Fen},
};

/// Rows of one run whose figures are raised.
const MOST_ROWS: usize = 8;

/// A sheet under trial.
pub(super) struct Trial<'a> {
    pub(super) sheet: &'a CheckedSheet,
    /// The same in the other language; `None` if it cannot be read there.
    pub(super) twin: Option<CheckedSheet>,
    pub(super) compute: Calculator<'a>,
}

impl Trial<'_> {
    pub(super) fn judge(&self, claim: &Claim, run: &Run) -> Verdict {
        let outcome = match (self.compute)(self.sheet, run) {
            Ok(outcome) => outcome,
            Err(_) => return Verdict::Silent,
        };
        match claim {
            Claim::Conserved => conserved(self.sheet, run, &outcome),
            Claim::NoNegativeLine => no_negative_line(&outcome),
            Claim::OrderOfRows => self.order_of_rows(run, &outcome),
            Claim::MoreNeverLess { register, column } => self.more_never_less(register, column, run, &outcome),
            Claim::PartsMakeOne { line, .. } => parts::judge(*line, &outcome),
            Claim::LargeAmounts => large::judge(self.sheet, run, large::TIMES, self.compute),
            // made once, of the runs that were drawn
            Claim::ManyHouseholds { .. } => Verdict::Silent,
            Claim::Translation => self.translation(run, &outcome),
        }
    }

    fn order_of_rows(&self, run: &Run, outcome: &Outcome) -> Verdict {
        let mut turned = run.clone();
        turned.registers.values_mut().for_each(|rows| rows.reverse());
        let mut shifted = turned.clone();
        for rows in shifted.registers.values_mut() {
            let half = rows.len() / 2;
            rows.rotate_left(half);
        }
        for other in [turned, shifted] {
            match (self.compute)(self.sheet, &other) {
                Ok(found) if found == *outcome => {}
                Ok(found) => return differ(outcome, &found),
                Err(stop) => return broken(Figure::SamePayout, Figure::Stopped(stop)),
            }
        }
        Verdict::Holds
    }

    fn translation(&self, run: &Run, outcome: &Outcome) -> Verdict {
        let Some(twin) = &self.twin else { return broken(Figure::Translated, Figure::NotTranslated) };
        match (self.compute)(twin, run) {
            Ok(found) if found == *outcome => Verdict::Holds,
            Ok(found) => differ(outcome, &found),
            Err(stop) => broken(Figure::SamePayout, Figure::Stopped(stop)),
        }
    }

    fn more_never_less(&self, register: &str, column: &str, run: &Run, outcome: &Outcome) -> Verdict {
        let Some(at) = self.sheet.register(register) else { return Verdict::Silent };
        let payees = payees_of(self.sheet, at.index());
        let mut verdict = Verdict::Silent;
        let rows = run.registers.get(register).map_or(&[][..], Vec::as_slice);
        // in a long register every so many rows
        let every = rows.len().div_ceil(MOST_ROWS).max(1);
        for (n, row) in rows.iter().enumerate().step_by(every) {
            let Some(Given::Number(now)) = row.cells.get(column) else { continue };
            let whose: Vec<(String, String)> =
                payees.iter().filter_map(|(payee, way)| self.payee(run, row, way, *payee)).collect();
            if whose.is_empty() {
                continue;
            }
            let before = received(outcome, &whose);
            for more in raised(now) {
                let mut changed = run.clone();
                if let Some(cell) = changed.registers.get_mut(register).and_then(|r| r.get_mut(n)) {
                    cell.cells.insert(column, Given::Number(more.clone()));
                }
                // amounts that the sheet demands follow the change
                let Ok(again) = solve(self.sheet, changed) else { continue };
                let Ok(outcome) = (self.compute)(self.sheet, &again) else { continue };
                let after = received(&outcome, &whose);
                if after < before {
                    let whom = whose.iter().map(|(r, k)| format!("{r}[{k}]")).collect::<Vec<_>>().join(", ");
                    let cell = format!("{register}[{}].{column}", row.key);
                    let after = Figure::After { after, cell, new: more, old: now.clone() };
                    return broken(Figure::OrMore { whom, before }, after);
                }
                verdict = Verdict::Holds;
            }
        }
        verdict
    }

    /// Register and key of the payee above a row.
    fn payee(&self, run: &Run, row: &Row, way: &[RegisterAt], payee: usize) -> Option<(String, String)> {
        let name = |at: usize| self.sheet.registers().get(at).map(|r| r.name.clone());
        let mut key = row.key.clone();
        let mut row = row;
        for (step, next) in way.iter().enumerate() {
            let above = name(next.index())?;
            key.clone_from(row.parents.get(&above)?);
            if step + 1 < way.len() {
                row = run.registers.get(&above)?.iter().find(|r| r.key == key)?;
            }
        }
        Some((name(payee)?, key))
    }
}

/// A little more, half as much again, and a lot more.
fn raised(now: &Exact) -> [Exact; 4] {
    [
        now + &Exact::new(1, 100),
        now + &Exact::whole(1),
        &(now * &Exact::new(3, 2)) + &Exact::new(1, 2),
        now + &Exact::whole(1000),
    ]
}

fn received(outcome: &Outcome, whose: &[(String, String)]) -> Fen {
    let mine = |place: &Place| match place {
        Place::Payee { register, key } => whose.iter().any(|(r, k)| r == register && k == key),
        _ => false,
    };
    let sum = |to: bool| {
        Fen::capped_total(outcome.moves.iter().filter(|m| mine(if to { &m.to } else { &m.from })).map(|m| m.fen))
    };
    sum(true).capped_minus(sum(false))
}

/// The first move in which two outcomes differ.
fn differ(one: &Outcome, other: &Outcome) -> Verdict {
    let longest = one.moves.len().max(other.moves.len());
    let pair = (0..longest).map(|at| (one.moves.get(at), other.moves.get(at))).find(|(a, b)| a != b);
    let told = |m: Option<&Move>| m.cloned().map_or(Figure::NoFurtherLine, Figure::Moved);
    match pair {
        Some((a, b)) => broken(told(a), told(b)),
        None => broken(Figure::SameBalances, Figure::OtherBalances),
    }
}
