//! Everything a formula may read while a run goes on.

use super::{
    holdings::{Holdings, Spot},
    number::{BITS, Number},
    run::{Given, Run},
    stop::{Got, RowName, Stop, Wanted},
    table::{RowAt, Tables, checked, found},
    value::Value,
};
use crate::{
    scheme::{
        Carried, CarriedAt, CheckedSheet, DatedValue, Expr, Figures, Name, PieceColumn, PlaceRef, RowRef, RunDay,
        StepAt, Value as SheetValue, ValueAt, ValueKind, Way,
    },
    unit::Day,
};
use std::{
    cell::{OnceCell, RefCell},
    collections::{BTreeMap, HashMap},
    rc::Rc,
};

/// The row a formula is read in; `None` outside every row.
pub(super) type At = Option<RowAt>;

/// The facts of a run and what its steps have given so far.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    pub(super) sheet: &'a CheckedSheet,
    pub(super) tables: Tables<'a>,
    pub(super) holdings: Holdings<'a>,
    pub(super) cells: Vec<Stepped>,
    pub(super) by_row: Vec<ByRow>,
    pub(super) memo: RefCell<BTreeMap<usize, Memo>>,
    days: [Day; 3],
    inputs: Vec<Value>,
    series: Vec<Vec<(Day, Number)>>,
    values: Vec<OnceCell<Result<Value, Stop>>>,
    overrides: BTreeMap<usize, Value>,
    carried: Vec<Vec<Value>>,
    next: Vec<Vec<Option<Value>>>,
}

/// What a step gave: nothing yet, one value, or one per row.
#[derive(Debug, Clone)]
pub(super) enum Stepped {
    Unset,
    Run(Value),
    Rows(Vec<Value>),
}

/// What each row of a step's `每个` receivers or sources moved in fen, by register.
pub(super) type ByRow = BTreeMap<usize, Vec<i128>>;

/// Totals that are the same for every row of a step.
#[derive(Debug, Clone)]
pub(super) enum Memo {
    Total(Value),
    /// 此前, per row.
    Running(Vec<Value>),
    /// 查表: by what its columns are, the row, and whether another one is the same.
    Index(Rc<HashMap<String, (usize, bool)>>),
}

impl<'a> Reading<'a> {
    /// Reads and checks the facts. `overrides` replace values for all days (examples).
    pub(super) fn new(
        sheet: &'a CheckedSheet,
        run: &Run,
        overrides: BTreeMap<usize, Value>,
    ) -> Result<Reading<'a>, Stop> {
        let tables = Tables::read(sheet, run)?;
        let (inputs, series) = inputs(sheet, run)?;
        let holdings = Holdings::open(sheet, run, &tables, &inputs)?;
        let carried = carried(sheet, run, &tables)?;
        within_range(sheet, &overrides)?;
        Ok(Reading {
            next: carried.iter().map(|rows| vec![None; rows.len()]).collect(),
            days: [run.period.first_day(), run.period.last_day(), run.record_day],
            values: sheet.values().iter().map(|_| OnceCell::new()).collect(),
            cells: vec![Stepped::Unset; sheet.steps().len()],
            by_row: vec![ByRow::new(); sheet.steps().len()],
            memo: RefCell::default(),
            sheet,
            tables,
            holdings,
            inputs,
            series,
            overrides,
            carried,
        })
    }

    /// The row a name is read from, seen from `at`.
    pub(super) fn row(&self, row: &RowRef, at: At) -> Option<RowAt> {
        match &row.way {
            Way::Up(way) => self.tables.up(at?, way).filter(|(register, _)| *register == row.register.index()),
            Way::Key(key) => Some((row.register.index(), self.tables.find(row.register.index(), key)?)),
        }
    }

    /// The place, seen from `at`.
    pub(super) fn spot(&self, place: &PlaceRef, at: At) -> Option<Spot> {
        let row = |row: &Option<RowRef>| match row {
            None => Some(0),
            Some(row) => self.row(row, at).map(|(_, row)| row),
        };
        Some(match place {
            PlaceRef::Party(party) => Spot::Party(party.index()),
            PlaceRef::Payee(payee) => {
                let (register, row) = self.row(payee, at)?;
                Spot::Payee(register, row)
            }
            PlaceRef::Account(account, of) => Spot::Account(account.index(), row(of)?),
            PlaceRef::Pot(pot, of) => Spot::Pot(pot.index(), row(of)?),
        })
    }

    /// A name, resolved. `None` where the sheet points outside its rows: an example's key that is
    /// in no table.
    pub(super) fn name(&self, name: &Name, at: At) -> Result<Option<Value>, Stop> {
        Ok(match name {
            Name::Column(row, column) => self.row(row, at).and_then(|(register, row)| {
                self.tables.table(register)?.columns.get(column.index())?.get(row).cloned()
            }),
            Name::Piece(row, column) => self.row(row, at).and_then(|at| self.piece(at, *column)),
            Name::StepRow(row, step) => self.row(row, at).and_then(|(_, row)| match self.cells.get(step.index())? {
                Stepped::Rows(values) => values.get(row).cloned(),
                _ => None,
            }),
            Name::StepRun(step) => self.step_total(*step),
            Name::StepReceiver(row, step) => {
                self.row(row, at).and_then(|(register, row)| {
                    // nothing was shared, or nobody had a weight: that is 0, not a missing figure
                    let fen = self.by_row.get(step.index())?.get(&register).and_then(|rows| rows.get(row));
                    Some(Value::yuan(fen.copied().unwrap_or(0)))
                })
            }
            Name::Value { value, at_start } => Some(self.value_of(*value, if *at_start { at } else { None })?),
            Name::Input(input) => self.inputs.get(input.index()).cloned(),
            Name::Carried(which, row) => {
                self.carried_row(row, at).and_then(|row| self.carried.get(which.index())?.get(row).cloned())
            }
            Name::Day(day) => Some(Value::Day(self.day(*day))),
        })
    }

    pub(super) fn day(&self, day: RunDay) -> Day {
        let [start, end, record] = self.days;
        match day {
            RunDay::PeriodStart => start,
            RunDay::PeriodEnd => end,
            RunDay::RecordDay => record,
        }
    }

    fn step_total(&self, step: StepAt) -> Option<Value> {
        match self.cells.get(step.index())? {
            Stepped::Run(value) => Some(value.clone()),
            Stepped::Rows(_) | Stepped::Unset => None,
        }
    }

    fn piece(&self, at: RowAt, column: PieceColumn) -> Option<Value> {
        let piece = self.tables.table(at.0)?.pieces.get(at.1)?;
        Some(match column {
            PieceColumn::Start => Value::Day(piece.start),
            PieceColumn::End => Value::Day(piece.end),
            PieceColumn::Completed => Value::Number(Number::whole(piece.completed.into())),
            PieceColumn::Ordinal => Value::Number(Number::whole(i128::from(piece.completed) + 1)),
            PieceColumn::Portion => Value::Number(piece.portion.clone()),
        })
    }

    /// Sentence 11: at 起 of the piece `at`, else at 取值日.
    fn value_of(&self, which: ValueAt, at: At) -> Result<Value, Stop> {
        if let Some(value) = self.overrides.get(&which.index()) {
            return Ok(value.clone());
        }
        if let Some(start) = at.and_then(|at| Some(self.tables.table(at.0)?.pieces.get(at.1)?.start)) {
            return self.value_on(which, start);
        }
        match self.values.get(which.index()) {
            Some(cell) => cell.get_or_init(|| self.value_at_reading_day(which)).clone(),
            None => Ok(Value::Missing),
        }
    }

    fn value_at_reading_day(&self, which: ValueAt) -> Result<Value, Stop> {
        let Some(value) = self.sheet.values().get(which.index()) else { return Ok(Value::Missing) };
        let dated = if let ValueKind::Dated(dated) = &value.kind { dated.as_slice() } else { &[] };
        self.dated_on(value, dated, self.reading_day(value, dated)?)
    }

    /// The day at which figures are read outside a piece.
    fn reading_day(&self, value: &SheetValue, figures: &[DatedValue]) -> Result<Day, Stop> {
        if let Some(day) = self.sheet.reading_day() {
            return Ok(self.day(day));
        }
        let [start, end, _] = self.days;
        match figures.iter().filter_map(|v| v.from).find(|from| start < *from && *from <= end) {
            Some(day) => Err(Stop::ChangesInside { line: value.span.line, name: value.name.clone(), day }),
            None => Ok(start),
        }
    }

    fn value_on(&self, which: ValueAt, day: Day) -> Result<Value, Stop> {
        let Some(value) = self.sheet.values().get(which.index()) else { return Ok(Value::Missing) };
        self.dated_on(value, if let ValueKind::Dated(dated) = &value.kind { dated } else { &[] }, day)
    }

    fn dated_on(&self, value: &SheetValue, figures: &[DatedValue], day: Day) -> Result<Value, Stop> {
        match figures.iter().rev().find(|v| v.from.is_none_or(|from| from <= day)) {
            Some(dated) => Ok(Value::from(&dated.value)),
            None => Err(Stop::NoValueOn { line: value.span.line, name: value.name.clone(), day }),
        }
    }

    /// What a tier or a word gives in the row `at`: of several figures the one of that day, as of a value (semantics 2).
    pub(super) fn tabled(&self, value: &SheetValue, figures: &Figures, at: At) -> Result<Value, Stop> {
        if let Some(figure) = figures.always() {
            return Ok(Value::from(figure));
        }
        let start = at.and_then(|at| Some(self.tables.table(at.0)?.pieces.get(at.1)?.start));
        let day = start.map_or_else(|| self.reading_day(value, figures.dated()), Ok)?;
        self.dated_on(value, figures.dated(), day)
    }

    /// Figures of a 逐日 input, by rising day.
    pub(super) fn series(&self, input: usize) -> &[(Day, Number)] {
        self.series.get(input).map_or(&[], Vec::as_slice)
    }

    fn carried_row(&self, row: &Option<RowRef>, at: At) -> Option<usize> {
        match row {
            None => Some(0),
            Some(row) => self.row(row, at).map(|(_, row)| row),
        }
    }

    /// 下期: what the number will be at the next run (sentence 21).
    pub(super) fn set_next(&mut self, which: CarriedAt, row: usize, value: Value) {
        if let Some(slot) = self.next.get_mut(which.index()).and_then(|rows| rows.get_mut(row)) {
            *slot = Some(value);
        }
    }

    /// 下期值: unset, it stays.
    pub(super) fn next(&self, which: CarriedAt, row: &Option<RowRef>, at: At) -> Option<Value> {
        let row = self.carried_row(row, at)?;
        let next = self.next.get(which.index())?.get(row)?.clone();
        next.or_else(|| self.carried.get(which.index())?.get(row).cloned())
    }

    /// Carried numbers for the payout entry; rows that left the register keep theirs.
    pub(super) fn carried_out(&self, run: &Run) -> BTreeMap<String, BTreeMap<String, crate::unit::Exact>> {
        let mut result = BTreeMap::new();
        for (at, carried) in self.sheet.carried().iter().enumerate() {
            let mut rows = run.carried.get(&carried.name).cloned().unwrap_or_default();
            let old = self.carried.get(at).map_or(&[][..], Vec::as_slice);
            let new = self.next.get(at).map_or(&[][..], Vec::as_slice);
            for (row, (old, new)) in old.iter().zip(new).enumerate() {
                let key = carried.each.and_then(|r| self.tables.name((r.index(), row))).map(|(_, key)| key);
                if let Some(exact) = new.as_ref().unwrap_or(old).recorded(&carried.ty) {
                    rows.insert(key.unwrap_or_default(), exact);
                }
            }
            result.insert(carried.name.clone(), rows);
        }
        result
    }

    /// Register and key of the row a formula is read in, for refusals.
    pub(super) fn told(&self, at: At) -> Option<RowName> {
        at.and_then(|at| self.tables.name(at))
    }

    /// The formula as the sheet writes it, blanks folded, at most 80 characters.
    pub(super) fn written(&self, expr: &Expr) -> String {
        self.sheet.written(expr.span).chars().take(80).collect()
    }
}

type Series = Vec<(Day, Number)>;

fn inputs(sheet: &CheckedSheet, run: &Run) -> Result<(Vec<Value>, Vec<Series>), Stop> {
    let (mut values, mut series) = (Vec::new(), Vec::new());
    for input in sheet.inputs() {
        let bad = |expected: Wanted, found: Got| Stop::BadInput {
            line: input.span.line,
            name: input.name.clone(),
            row: None,
            expected: Box::new(expected),
            found: Box::new(found),
        };
        let unfit = |unfit: Box<(Wanted, Got)>| {
            let (expected, found) = *unfit;
            bad(expected, found)
        };
        let given = run.inputs.get(&input.name).unwrap_or(&Given::Missing);
        let mut days = Series::new();
        let value = match given {
            Given::Series(list) if input.daily => {
                for (day, exact) in list {
                    let given = Given::Number(exact.clone());
                    match checked(&given, &input.ty, input.bounds).map_err(unfit)? {
                        Value::Number(number) => days.push((*day, number)),
                        _ => return Err(bad(Wanted::NumbersByDay, found(&given))),
                    }
                }
                days.sort_by_key(|(day, _)| *day);
                for pair in days.windows(2) {
                    if let [(a, _), (b, _)] = pair
                        && a == b
                    {
                        return Err(bad(Wanted::OneFigureADay, Got::TwoOn(*a)));
                    }
                }
                Value::Missing
            }
            Given::Missing if input.daily => Value::Missing,
            _ if input.daily => return Err(bad(Wanted::Series, found(given))),
            _ => checked(given, &input.ty, input.bounds).map_err(unfit)?,
        };
        values.push(value);
        series.push(days);
    }
    Ok((values, series))
}

fn carried(sheet: &CheckedSheet, run: &Run, tables: &Tables<'_>) -> Result<Vec<Vec<Value>>, Stop> {
    let one = |carried: &Carried, key: &str| -> Result<Value, Stop> {
        let Some(exact) = run.carried.get(&carried.name).and_then(|rows| rows.get(key)) else {
            return Ok(Value::from(&carried.first));
        };
        let signed = carried.signed || !exact.is_negative();
        let fits = signed && exact.bits() <= BITS;
        Value::from_recorded(exact, &carried.ty).filter(|_| fits).ok_or_else(|| Stop::BadInput {
            line: carried.span.line,
            name: carried.name.clone(),
            row: carried.each.and_then(|r| sheet.registers().get(r.index())).map(|r| (r.name.clone(), key.to_owned())),
            expected: Box::new(if signed { Wanted::OfItsType } else { Wanted::NotNegative }),
            found: Box::new(Got::Number(exact.clone())),
        })
    };
    sheet
        .carried()
        .iter()
        .map(|carried| match carried.each {
            None => Ok(vec![one(carried, "")?]),
            Some(register) => {
                let keys = tables.table(register.index()).map_or(&[][..], |t| t.keys.as_slice());
                keys.iter().map(|key| one(carried, key)).collect()
            }
        })
        .collect()
}

/// 限 … 至 … holds for what an example puts in a value's place as well.
fn within_range(sheet: &CheckedSheet, overrides: &BTreeMap<usize, Value>) -> Result<(), Stop> {
    for (at, given) in overrides {
        let Some(value) = sheet.values().get(*at) else { continue };
        let (Some((low, high)), Value::Number(number)) = (&value.range, given) else { continue };
        let exact = number.exact();
        if exact < *low || *high < exact {
            return Err(Stop::BadInput {
                line: value.span.line,
                name: value.name.clone(),
                row: None,
                expected: Box::new(Wanted::Within(low.clone(), high.clone())),
                found: Box::new(Got::Number(exact)),
            });
        }
    }
    Ok(())
}
