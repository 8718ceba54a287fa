//! Why each payee gets what it gets, or owes what it owes: the rows behind an amount with the figures read in them.
//!
//! They are taken as the money moves, so that every figure is the one the formula read.

use super::{
    computing::{Basis, Computing, Line, Reasons},
    holdings::Spot,
    outcome::Outcome,
    reading::{At, Reading},
    run::Run,
    stop::Stop,
    table::RowAt,
    value::Value,
};
use crate::{
    event::{How, Reason, ReasonRow, Term},
    scheme::{Action, CheckedSheet, Expr, ExprKind, Name, Over, Scope, Step, Type, Unit},
    unit::{Fen, Money},
};
use std::collections::BTreeMap;

/// Computes a payout like [`compute`](super::compute), with its reasons, in one run.
///
/// # Errors
/// The same stops.
pub fn explained(sheet: &CheckedSheet, run: &Run) -> Result<(Outcome, Reasons), Stop> {
    let mut computing = Computing::start(sheet, run, BTreeMap::new(), true)?;
    computing.steps()?;
    let reasons = computing.explained.take().map_or_else(Reasons::new, |explained| explained.reasons);
    Ok((computing.finish(run)?, reasons))
}

/// A name may stand for a cell, which stands for a cell …
const DEPTH: usize = 16;
/// Rows shown behind one amount; what a person reads is far below it.
const ROWS: usize = 1000;

impl Computing<'_> {
    /// The rows behind a computed amount; none unless a payee gets or owes it. Asked where reasons are wanted.
    pub(super) fn rows_behind(&self, amount: &Expr, at: At, (from, to): (Spot, Spot)) -> Vec<ReasonRow> {
        match whose(from, to) {
            Some(_) => self.reading.rows_of(amount, at, DEPTH),
            None => Vec::new(),
        }
    }

    pub(super) fn explain_rate(&mut self, step: &Step, line: &Line, rows: Option<&Vec<ReasonRow>>) {
        if self.explained.is_some() {
            self.explain(step, line, How::Rate, rows.cloned().unwrap_or_default());
        }
    }

    pub(super) fn explain_share(&mut self, step: &Step, line: &Line, basis: &Basis<'_>) {
        if self.explained.is_none() {
            return;
        }
        let rows = match basis.expr {
            Some(expr) => self.rows_behind(expr, basis.at, (line.from, line.to)),
            None => Vec::new(),
        };
        let how = How::Share {
            of: basis.of.exact(),
            pool: money(basis.pool),
            unit: basis.expr.map(|e| self.reading.unit(&e.unit())).unwrap_or_default(),
            weight: basis.weight.exact(),
        };
        self.explain(step, line, how, rows);
    }

    /// 余: what went into the place and out of it, step by step.
    pub(super) fn explain_rest(&mut self, step: &Step, line: &Line) {
        let Some(explained) = &self.explained else { return };
        let flows = explained.flows.get(&line.from).map_or(&[][..], Vec::as_slice);
        let unit = self.reading.unit(&Unit::yuan());
        let terms = flows.iter().map(|(name, fen)| Term {
            name: name.clone(),
            unit: unit.clone(),
            value: Value::yuan(*fen).shown(),
        });
        let row = line.row.and_then(|at| self.reading.tables.name(at)).map(|(register, key)| ReasonRow {
            key,
            register,
            terms: terms.collect(),
            unit: unit.clone(),
            value: line.exact.exact(),
        });
        self.explain(step, line, How::Rate, row.into_iter().collect());
    }

    fn explain(&mut self, step: &Step, line: &Line, how: How, rows: Vec<ReasonRow>) {
        let Some(explained) = &mut self.explained else { return };
        if line.fen == 0 {
            return;
        }
        for (spot, fen) in [(line.from, -line.fen), (line.to, line.fen)] {
            if let Spot::Account(..) | Spot::Pot(..) = spot {
                let flows = explained.flows.entry(spot).or_default();
                match flows.last_mut() {
                    Some((name, sum)) if *name == step.name => *sum += fen,
                    _ => flows.push((step.name.clone(), fen)),
                }
            }
        }
        let Some(payee) = whose(line.from, line.to).and_then(|at| self.reading.tables.name(at)) else { return };
        explained.reasons.entry(payee).or_default().push(Reason {
            amount: money(line.fen),
            exact: line.exact.exact(),
            how,
            line: step.line,
            rows,
            step: step.name.clone(),
        });
    }
}

/// The payee to whom an amount goes, or who owes it: to a payee no other one owes anything.
fn whose(from: Spot, to: Spot) -> Option<RowAt> {
    match (from, to) {
        (_, Spot::Payee(register, row)) | (Spot::Payee(register, row), _) => Some((register, row)),
        _ => None,
    }
}

/// Posted amounts are within what money holds; the pool of one may not be, and then reads 0.00.
fn money(fen: i128) -> Money {
    i64::try_from(fen).ok().and_then(|fen| Money::from_fen(Fen(fen))).unwrap_or(Money::ZERO)
}

impl<'a> Reading<'a> {
    /// The rows behind a formula: for a total its rows, else the row itself, then the rows of
    /// the totals in it. Rows that give nothing are left out.
    fn rows_of(&self, expr: &Expr, at: At, depth: usize) -> Vec<ReasonRow> {
        let (root, here) = self.root(expr, at);
        let mut rows = Vec::new();
        if depth == 0 {
            return rows;
        }
        match &root.kind {
            ExprKind::Sum(over) => self.rows_of_total(over, here, depth, &mut rows),
            _ => {
                let mut found = Figures::default();
                self.figures(root, here, &mut found);
                rows.extend(self.reason_row(expr, at, found.terms));
                for over in found.totals {
                    self.rows_of_total(over, here, depth, &mut rows);
                }
            }
        }
        rows
    }

    fn rows_of_total(&self, over: &Over, at: At, depth: usize, rows: &mut Vec<ReasonRow>) {
        // a total over a whole register is the same for everybody: a figure, not this payee's rows
        if at.is_some() && over.scope == Scope::All {
            return;
        }
        let _ = self.each(over.register, &over.scope, at, |row| {
            if over.only.as_ref().map_or(Ok(true), |only| self.truth(only, row))? {
                let zero = self.number(&over.value, row)?.is_none_or(|n| n.is_zero());
                if !zero && rows.len() < ROWS {
                    rows.extend(self.rows_of(&over.value, row, depth - 1));
                }
            }
            Ok(())
        });
    }

    fn reason_row(&self, expr: &Expr, at: At, terms: Vec<Term>) -> Option<ReasonRow> {
        let (register, key) = self.told(at)?;
        let value = self.number(expr, at).ok()??;
        Some(ReasonRow { key, register, terms, unit: self.unit(&expr.unit()), value: value.exact() })
    }

    /// Behind names of cells, chosen branches and roundings: the formula that made the figure.
    fn root<'e>(&'e self, expr: &'e Expr, at: At) -> (&'e Expr, At) {
        let (mut expr, mut at) = (expr, at);
        for _ in 0..DEPTH {
            match &expr.kind {
                ExprKind::Name { what: Name::StepRow(row, step), .. } => {
                    let cell = self.sheet.steps().get(step.index()).map(|s| &s.action);
                    let (Some(Action::Cell(inner)), Some(here)) = (cell, self.row(row, at)) else { break };
                    (expr, at) = (inner, Some(here));
                }
                ExprKind::If(condition, yes, no) => match self.truth(condition, at) {
                    Ok(true) => expr = yes,
                    Ok(false) => expr = no,
                    Err(_) => break,
                },
                ExprKind::Round(x, _) | ExprKind::RoundDown(x, _) | ExprKind::Needed(x) => expr = x,
                ExprKind::Otherwise(a, b) => {
                    expr = if self.value(a, at).is_ok_and(|v| v != Value::Missing) { a } else { b };
                }
                _ => break,
            }
        }
        (expr, at)
    }

    /// The figures of a formula in the order they are read.
    fn figures<'e>(&'e self, expr: &'e Expr, at: At, found: &mut Figures<'e>) {
        match &expr.kind {
            ExprKind::Literal(_) => {}
            ExprKind::Name { written, .. } => self.figure(expr, at, written.clone(), found),
            ExprKind::Arithmetic(_, a, b) | ExprKind::Of(a, b) | ExprKind::Whole(a, b) | ExprKind::Compare(_, a, b) => {
                self.figures(a, at, found);
                self.figures(b, at, found);
            }
            ExprKind::Compound(x, p, n) => [x, p, n].into_iter().for_each(|e| self.figures(e, at, found)),
            ExprKind::Needed(x) => self.figures(x, at, found),
            ExprKind::Round(..) | ExprKind::RoundDown(..) | ExprKind::Otherwise(..) => {
                let (inner, here) = match &expr.kind {
                    ExprKind::Otherwise(a, b) => {
                        let present = self.value(a, at).is_ok_and(|v| v != Value::Missing);
                        (if present { a } else { b }, at)
                    }
                    ExprKind::Round(x, _) | ExprKind::RoundDown(x, _) => (x, at),
                    _ => return,
                };
                self.figures(inner, here, found);
            }
            ExprKind::If(condition, yes, no) => {
                let before = found.terms.len();
                match self.truth(condition, at) {
                    Ok(true) => self.figures(yes, at, found),
                    Ok(false) => self.figures(no, at, found),
                    Err(_) => {}
                }
                if found.terms.len() == before {
                    self.figures(condition, at, found);
                }
            }
            ExprKind::Largest(list) | ExprKind::Smallest(list) if matches!(expr.ty, Type::Number(_)) => {
                list.iter().for_each(|e| self.figures(e, at, found));
            }
            ExprKind::All(list) | ExprKind::Any(list) => list.iter().for_each(|e| self.figures(e, at, found)),
            ExprKind::Not(inner) => self.figures(inner, at, found),
            ExprKind::Convert { of: x, .. } | ExprKind::Tier(_, x) | ExprKind::Category(_, x) => {
                self.figures(x, at, found);
                self.figure(expr, at, self.called(expr), found);
            }
            ExprKind::Sum(over) => {
                self.figure(expr, at, self.called(expr), found);
                found.totals.push(over);
            }
            _ => self.figure(expr, at, self.called(expr), found),
        }
    }

    fn figure(&self, expr: &Expr, at: At, name: String, found: &mut Figures<'_>) {
        let Ok(value) = self.value(expr, at) else { return };
        // a figure read twice stands twice: 183 days of 183 days is part of the arithmetic
        found.terms.push(Term { name, unit: self.unit(&expr.unit()), value: value.shown() });
    }

    /// A function as a reason shows it: `天数(…)`.
    fn called(&self, expr: &Expr) -> String {
        let written = self.written(expr);
        match written.split_once(['(', '（']) {
            Some((word, _)) => format!("{}(…)", word.trim()),
            None => written,
        }
    }

    /// A unit in the language of the sheet, empty for a plain number.
    fn unit(&self, unit: &Unit) -> String {
        if unit.is_one() {
            String::new()
        } else if self.sheet.text().contains('【') {
            unit.to_string()
        } else {
            unit.en()
        }
    }
}

/// What a formula read.
#[derive(Default)]
struct Figures<'e> {
    terms: Vec<Term>,
    totals: Vec<&'e Over>,
}
