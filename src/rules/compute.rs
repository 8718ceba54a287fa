//! The steps, from top to bottom, once (sentence 12).

use super::{
    computing::{Computing, Line, part_of, yuan_cells},
    draw::{Draw, Whose},
    holdings::{LARGEST, Spot},
    number::Number,
    outcome::{Cells, Outcome},
    reading::{Reading, Stepped},
    run::Run,
    sharing::{Claim, half_up, one_rounded_total},
    stop::Stop,
    value::Value,
};
use crate::scheme::{Action, CheckedSheet, Expr, Mode, Pay, PlaceRef, Receiver, RoundingRule, Step};
use std::collections::BTreeMap;

/// Computes a payout. Pure: the same sheet and facts give the same fen, whatever the order of
/// rows. Nothing is posted; a refused run leaves nothing (sentence 22).
///
/// # Errors
/// See [`Stop`]: facts that do not fit the declarations, a 要求 not met, a shortage without
/// answer, a pot not emptied, a limit of sentence 24.
pub fn compute(sheet: &CheckedSheet, run: &Run) -> Result<Outcome, Stop> {
    let mut computing = Computing::start(sheet, run, BTreeMap::new(), false)?;
    computing.steps()?;
    computing.finish(run)
}

impl Computing<'_> {
    pub(super) fn steps(&mut self) -> Result<(), Stop> {
        for (at, step) in self.reading.sheet.steps().iter().enumerate() {
            self.reading.memo.borrow_mut().clear();
            let cells = match &step.action {
                Action::Cell(expr) => self.cell(step, expr)?,
                Action::Pay(pay) => self.pay(step, pay)?,
                Action::Share(share) => self.share(at, step, share)?,
                Action::Rest { from, to } => self.rest(step, from, to)?,
                Action::Require { condition, text, .. } => self.require(step, condition, text)?,
                Action::Carry { carried, value } => self.carry(step, *carried, value)?,
            };
            if let Some(slot) = self.reading.cells.get_mut(at) {
                *slot = cells;
            }
        }
        self.reading.memo.borrow_mut().clear();
        Ok(())
    }

    /// Sentences 22 and 23.
    pub(super) fn finish(self, run: &Run) -> Result<Outcome, Stop> {
        let Computing { reading, moves, .. } = self;
        let closing = reading.holdings.close(&reading.tables)?;
        let carried = reading.carried_out(run);
        let Reading { sheet, cells: given, tables, .. } = reading;
        let mut cells = Cells::default();
        for (step, given) in sheet.steps().iter().zip(given) {
            match (given, step.each) {
                (Stepped::Run(value), _) => cells.set_run(&step.name, value),
                (Stepped::Rows(values), Some(register)) => {
                    let register = register.index();
                    let keys = tables.table(register).map(|t| t.keys.clone()).unwrap_or_default();
                    let name = sheet.registers().get(register).map_or("", |r| r.name.as_str());
                    cells.set_rows(&step.name, name, keys, values);
                }
                _ => {}
            }
        }
        Ok(Outcome { moves, closing, carried, cells })
    }

    fn cell(&self, step: &Step, expr: &Expr) -> Result<Stepped, Stop> {
        let values: Result<Vec<Value>, Stop> = self.rows(step.each).map(|at| self.reading.value(expr, at)).collect();
        Ok(cells(step, values?))
    }

    fn require(&self, step: &Step, condition: &Expr, text: &str) -> Result<Stepped, Stop> {
        for at in self.rows(step.each) {
            if !self.reading.truth(condition, at)? {
                return Err(Stop::Required { line: step.line, row: self.reading.told(at), text: text.to_owned() });
            }
        }
        Ok(Stepped::Unset)
    }

    fn carry(&mut self, step: &Step, carried: crate::scheme::CarriedAt, value: &Expr) -> Result<Stepped, Stop> {
        let signed = self.reading.sheet.carried().get(carried.index()).is_some_and(|c| c.signed);
        let mut values = Vec::new();
        for at in self.rows(step.each) {
            let given = self.reading.value(value, at)?;
            match &given {
                Value::Missing => return Err(self.reading.missing(value, at)),
                Value::Number(n) if n.is_negative() && !signed => {
                    return Err(Stop::Negative {
                        line: step.line,
                        row: self.reading.told(at),
                        what: step.name.clone(),
                        found: n.exact(),
                    });
                }
                _ => values.push((at.map_or(0, |(_, row)| row), given)),
            }
        }
        for (row, given) in values {
            self.reading.set_next(carried, row, given);
        }
        // 下期 sets what the next run reads; the name keeps what the last run left
        Ok(Stepped::Unset)
    }

    /// Sentence 14 with A1.
    fn pay(&mut self, step: &Step, pay: &Pay) -> Result<Stepped, Stop> {
        let whose = Whose { line: step.line, step: &step.name };
        let (mut draws, mut targets, mut ats) = (Vec::new(), Vec::new(), Vec::new());
        let mut count = 0;
        for (row, at) in self.rows(step.each).enumerate() {
            count += 1;
            if let Some(only) = &pay.to.only
                && !self.reading.truth(only, at)?
            {
                continue;
            }
            let exact = self.reading.not_negative(&pay.amount, at)?;
            if exact.is_zero() {
                continue;
            }
            let from = self.spot(&pay.from, at, step)?;
            targets.push(self.spot(&pay.to.place, at, step)?);
            draws.push(Draw::new(row, exact, 0, from));
            ats.push(at);
        }
        round(&mut draws, &pay.rounding, whose)?;
        let answers = self.answers(&pay.shortage, &ats, step)?;
        let reasons: Vec<_> = match &self.explained {
            None => Vec::new(),
            Some(_) => {
                let all = ats.iter().zip(draws.iter().zip(&targets));
                all.map(|(at, (draw, to))| self.rows_behind(&pay.amount, *at, (draw.from, *to))).collect()
            }
        };
        self.reading.gather(&mut draws, &answers, whose)?;
        let mut moved = vec![0_i128; count];
        for (at, (draw, to)) in draws.iter().zip(&targets).enumerate() {
            if let Some(sum) = moved.get_mut(draw.row) {
                *sum += draw.fen;
            }
            let row = ats.get(at).copied().flatten();
            for (from, fen) in &draw.given {
                let exact = part_of(&draw.exact, *fen, draw.fen);
                let line = Line { row, from: *from, to: *to, fen: *fen, exact, tag: pay.to.tag };
                self.explain_rate(step, &line, reasons.get(at));
                self.post(step, line)?;
            }
        }
        Ok(yuan_cells(step, &moved))
    }

    /// Sentence 18.
    fn rest(&mut self, step: &Step, from: &PlaceRef, to: &Receiver) -> Result<Stepped, Stop> {
        let (mut draws, mut targets) = (Vec::new(), Vec::new());
        for (row, at) in self.rows(step.each).enumerate() {
            let from = self.spot(from, at, step)?;
            let fen = self.reading.holdings.balance(from);
            targets.push((at, self.spot(&to.place, at, step)?));
            draws.push(Draw::new(row, Number::fraction(fen, 100).unwrap_or(Number::ZERO), fen, from));
        }
        // two rows that empty one place want more than it holds: refused as a shortage
        self.reading.gather(&mut draws, &[], Whose { line: step.line, step: &step.name })?;
        let mut moved = Vec::with_capacity(draws.len());
        for (draw, (at, spot)) in draws.into_iter().zip(targets) {
            moved.push(draw.fen);
            let line = Line { row: at, from: draw.from, to: spot, fen: draw.fen, exact: draw.exact, tag: to.tag };
            self.explain_rest(step, &line);
            self.post(step, line)?;
        }
        Ok(yuan_cells(step, &moved))
    }
}

/// Rounds each draw, or the draws of one source together (A1, sentence 16).
fn round(draws: &mut [Draw], rounding: &RoundingRule, whose: Whose<'_>) -> Result<(), Stop> {
    let step = Number::from(&rounding.step);
    let fen = step.times(&Number::whole(100)).as_whole().filter(|fen| *fen > 0).unwrap_or(1);
    let units = |exact: &Number| exact.over(&step).unwrap_or(Number::ZERO);
    let too_large = || whose.indivisible(super::sharing::Indivisible::TooLarge);
    let whole = |units: u128| i128::try_from(units).ok().and_then(|u| u.checked_mul(fen)).filter(|f| *f <= LARGEST);
    match rounding.mode {
        Mode::HalfUp => {
            for draw in draws {
                draw.fen = half_up(&units(&draw.exact)).and_then(whole).ok_or_else(too_large)?;
            }
        }
        Mode::Down => {
            for draw in draws {
                let floor = units(&draw.exact).floor().and_then(|u| u128::try_from(u).ok());
                draw.fen = floor.and_then(whole).ok_or_else(too_large)?;
            }
        }
        Mode::LargestRemainder => {
            let mut groups: BTreeMap<Spot, Vec<usize>> = BTreeMap::new();
            for (at, draw) in draws.iter().enumerate() {
                groups.entry(draw.from).or_default().push(at);
            }
            for members in groups.values() {
                let exact: Vec<Number> =
                    members.iter().filter_map(|at| draws.get(*at)).map(|d| units(&d.exact)).collect();
                let claims: Vec<_> = exact.iter().enumerate().map(|(rank, weight)| Claim { weight, rank }).collect();
                let parts = one_rounded_total(&claims).map_err(|why| whose.indivisible(why))?;
                for (at, part) in members.iter().zip(parts) {
                    if let Some(draw) = draws.get_mut(*at) {
                        draw.fen = whole(part).ok_or_else(too_large)?;
                    }
                }
            }
        }
    }
    Ok(())
}

fn cells(step: &Step, mut values: Vec<Value>) -> Stepped {
    match step.each {
        Some(_) => Stepped::Rows(values),
        None => Stepped::Run(values.pop().unwrap_or(Value::Missing)),
    }
}
