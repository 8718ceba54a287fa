//! The registers of a run: rows in key order, columns by position, children indexed once.

use super::{
    calendar::{after, anniversary_years, whole_years},
    number::{BITS, Number},
    run::{Given, Row, Run},
    stop::{Bound, Got, Limited, Stop, Wanted},
    value::Value,
};
use crate::{
    scheme::{self, Bounds, CheckedSheet, DatedValue, Register, RegisterAt, Type, ValueKind},
    unit::{Day, Period},
};
use std::{cell::OnceCell, sync::Arc};

/// A row while computing: position of its register, position among its rows.
pub(super) type RowAt = (usize, usize);

/// Rows of one register, by rising key bytes: a position settles ties as the key would.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) keys: Arc<Vec<String>>,
    /// Per register after 属, the position of each row's row there.
    parents: Vec<Vec<u32>>,
    pub(super) columns: Vec<Vec<Value>>,
    pub(super) pieces: Vec<Piece>,
}

/// A row of a 逐段 register (sentence 8).
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) start: Day,
    pub(super) end: Day,
    pub(super) completed: i64,
    pub(super) portion: Number,
}

/// All registers of a run.
#[derive(Debug)]
pub(super) struct Tables<'a> {
    registers: &'a [Register],
    tables: Vec<Table>,
    below: Vec<Vec<OnceCell<Children>>>,
}

/// The rows of one register below each row of another.
#[derive(Debug)]
struct Children {
    starts: Vec<usize>,
    rows: Vec<usize>,
}

/// Sentence 24.
const ROWS: usize = 10_000_000;
const PIECES: usize = 100;

impl<'a> Tables<'a> {
    /// Reads the rows of the run; refuses what does not fit the declarations.
    pub(super) fn read(sheet: &'a CheckedSheet, run: &Run) -> Result<Tables<'a>, Stop> {
        let registers = sheet.registers();
        let mut tables: Vec<Table> = Vec::with_capacity(registers.len());
        for register in registers {
            let table = match &register.pieces {
                Some(_) => cut(sheet, run.period, register, &tables)?,
                None => rows(run, register, registers, &tables)?,
            };
            let total: usize = tables.iter().map(|t| t.keys.len()).sum::<usize>() + table.keys.len();
            if total > ROWS {
                let what = Box::new(Limited::Rows { of: register.name.clone(), most: ROWS, found: total });
                return Err(Stop::Limit { line: register.span.line, what });
            }
            tables.push(table);
        }
        let below = registers.iter().map(|_| registers.iter().map(|_| OnceCell::new()).collect());
        Ok(Tables { registers, below: below.collect(), tables })
    }

    pub(super) fn table(&self, register: usize) -> Option<&Table> {
        self.tables.get(register)
    }

    /// How many rows a register has.
    pub(super) fn len(&self, register: usize) -> usize {
        self.tables.get(register).map_or(0, |t| t.keys.len())
    }

    /// Register and key, as people name a row.
    pub(super) fn name(&self, at: RowAt) -> Option<(String, String)> {
        let key = self.tables.get(at.0)?.keys.get(at.1)?;
        Some((self.registers.get(at.0)?.name.clone(), key.clone()))
    }

    /// The row with this key.
    pub(super) fn find(&self, register: usize, key: &str) -> Option<usize> {
        self.tables.get(register)?.keys.binary_search_by(|k| k.as_str().cmp(key)).ok()
    }

    /// One 属 after another upwards; `None` where the way does not start at this register.
    pub(super) fn up(&self, at: RowAt, way: &[RegisterAt]) -> Option<RowAt> {
        way.iter().try_fold(at, |(register, row), next| {
            let column = self.registers.get(register)?.parents.iter().position(|p| p == next)?;
            let parent = *self.tables.get(register)?.parents.get(column)?.get(row)?;
            Some((next.index(), parent as usize))
        })
    }

    /// The rows of `register` that reach the row `at` by `way`, in key order.
    pub(super) fn below(&self, register: usize, way: &[RegisterAt], at: RowAt) -> &[usize] {
        let Some(cell) = self.below.get(register).and_then(|c| c.get(at.0)) else { return &[] };
        let children = cell.get_or_init(|| self.children(register, way, at.0));
        match (children.starts.get(at.1), children.starts.get(at.1 + 1)) {
            (Some(&from), Some(&to)) => children.rows.get(from..to).unwrap_or(&[]),
            _ => &[],
        }
    }

    fn children(&self, register: usize, way: &[RegisterAt], of: usize) -> Children {
        let above: Vec<Option<RowAt>> = (0..self.len(register)).map(|row| self.up((register, row), way)).collect();
        let mut starts = vec![0_usize; self.len(of) + 1];
        for (_, parent) in above.iter().flatten() {
            if let Some(count) = starts.get_mut(parent + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut next = starts.clone();
        let mut rows = vec![0; sum];
        for (row, at) in above.iter().enumerate() {
            if let Some((_, parent)) = at
                && let Some(slot) = next.get_mut(*parent)
            {
                if let Some(place) = rows.get_mut(*slot) {
                    *place = row;
                }
                *slot += 1;
            }
        }
        Children { starts, rows }
    }
}

/// The rows of one register from outside.
fn rows(run: &Run, register: &Register, all: &[Register], done: &[Table]) -> Result<Table, Stop> {
    let bad = |row: Option<&Row>, name: &str, expected: Wanted, found: Got| Stop::BadInput {
        line: register.span.line,
        name: name.to_owned(),
        row: row.map(|r| (register.name.clone(), r.key.clone())),
        expected: Box::new(expected),
        found: Box::new(found),
    };
    let given =
        run.registers.get(&register.name).ok_or_else(|| bad(None, &register.name, Wanted::Register, Got::None))?;
    let mut rows: Vec<&Row> = given.iter().collect();
    rows.sort_by(|a, b| a.key.cmp(&b.key));
    for pair in rows.windows(2) {
        if let [a, b] = pair
            && a.key == b.key
        {
            return Err(bad(Some(a), &register.name, Wanted::OneRow, Got::Two));
        }
    }
    let mut parents = Vec::with_capacity(register.parents.len());
    for parent in &register.parents {
        let (Some(owner), Some(table)) = (all.get(parent.index()), done.get(parent.index())) else {
            return Err(bad(None, &register.name, Wanted::OwnerBefore, Got::After));
        };
        let mut column = Vec::with_capacity(rows.len());
        let mut last: Option<u32> = None;
        for row in &rows {
            let key = row.parents.get(&owner.name).map(String::as_str);
            // neighbours mostly belong to one owner, or to the next one
            let near = last.and_then(|at| {
                [at, at + 1].into_iter().find(|at| table.keys.get(*at as usize).map(String::as_str) == key)
            });
            let at = near.filter(|_| key.is_some()).or_else(|| {
                let key = key?;
                table.keys.binary_search_by(|k| k.as_str().cmp(key)).ok().and_then(|at| u32::try_from(at).ok())
            });
            let at = at.ok_or_else(|| {
                let found = key.map_or(Got::None, |key| Got::Text(key.to_owned()));
                bad(Some(row), &owner.name, Wanted::RowOf(owner.name.clone()), found)
            })?;
            last = Some(at);
            column.push(at);
        }
        parents.push(column);
    }
    let mut columns = Vec::with_capacity(register.columns.len());
    for column in &register.columns {
        let mut values = Vec::with_capacity(rows.len());
        for row in &rows {
            let given = row.cells.get(&column.name).unwrap_or(&Given::Missing);
            let value = checked(given, &column.ty, column.bounds);
            values.push(value.map_err(|unfit| {
                let (expected, found) = *unfit;
                bad(Some(row), &column.name, expected, found)
            })?);
        }
        columns.push(values);
    }
    let keys = rows.iter().map(|r| r.key.clone()).collect();
    Ok(Table { keys: Arc::new(keys), parents, columns, pieces: Vec::new() })
}

/// A figure from outside against its declaration; else what was expected and what was found.
pub(super) fn checked(given: &Given, ty: &Type, bounds: Bounds) -> Result<Value, Box<(Wanted, Got)>> {
    match (given, ty) {
        (Given::Missing, _) if bounds.optional => Ok(Value::Missing),
        (Given::Missing, _) => Err(Box::new((Wanted::Value(ty.clone()), Got::Nothing))),
        (Given::Number(exact), Type::Number(unit)) => {
            let number = Number::from(exact);
            if number.bits() > BITS {
                return Err(Box::new((Wanted::Number(ty.clone(), Bound::Bits(BITS)), Got::Bits(number.bits()))));
            }
            let bound = if bounds.positive && (number.is_zero() || number.is_negative()) {
                Bound::Positive
            } else if !bounds.signed && number.is_negative() {
                Bound::NotNegative
            } else if unit.is_percent() && !bounds.above_hundred && number > Number::whole(100) {
                Bound::AtMostHundred
            } else {
                return Ok(Value::Number(number));
            };
            Err(Box::new((Wanted::Number(ty.clone(), bound), Got::Number(exact.clone()))))
        }
        (Given::Day(day), Type::Day) => Ok(Value::Day(*day)),
        (Given::Truth(truth), Type::YesNo) => Ok(Value::Truth(*truth)),
        (Given::Word(word), Type::Word(list)) if list.contains(word) => Ok(Value::Word(word.as_str().into())),
        _ => Err(Box::new((Wanted::Value(ty.clone()), found(given)))),
    }
}

pub(super) fn found(given: &Given) -> Got {
    match given {
        Given::Number(exact) => Got::Number(exact.clone()),
        Given::Day(day) => Got::Text(day.to_string()),
        Given::Truth(truth) => Got::Text(truth.to_string()),
        Given::Word(word) => Got::Text(word.chars().take(40).collect()),
        Given::Missing => Got::Nothing,
        Given::Series(days) => Got::Series(days.len()),
    }
}

/// Sentence 8: each row's days inside the period, cut at its anniversaries and at every day on
/// which a value with several changes.
fn cut(sheet: &CheckedSheet, period: Period, register: &Register, done: &[Table]) -> Result<Table, Stop> {
    let changes = changes(sheet);
    let Some((pieces, of)) = register.pieces.as_ref().and_then(|p| Some((p, done.get(p.of.index())?))) else {
        return Ok(Table::default());
    };
    let mut made: Vec<(String, u32, Piece)> = Vec::new();
    let day = |column: usize, row: usize| match of.columns.get(column).and_then(|c| c.get(row)) {
        Some(Value::Day(day)) => Some(*day),
        _ => None,
    };
    for (row, key) in of.keys.iter().enumerate() {
        let (Some(x), Some(y)) = (day(pieces.from.index(), row), day(pieces.to.index(), row)) else {
            return Err(Stop::Missing {
                line: register.span.line,
                row: sheet.registers().get(pieces.of.index()).map(|r| (r.name.clone(), key.clone())),
                what: register.name.clone(),
            });
        };
        let (mut start, last) = (x.max(period.first_day()), y.min(period.last_day()));
        let mut count = 0;
        while start <= last {
            count += 1;
            if count > PIECES {
                let what = Box::new(Limited::Pieces { of: register.name.clone(), most: PIECES, found: count });
                return Err(Stop::Limit { line: register.span.line, what });
            }
            let completed = whole_years(x, start);
            let anniversary = i32::try_from(completed + 1).ok().and_then(|n| x.plus_months(n * 12));
            let change = changes.iter().copied().find(|c| *c > start);
            let next = [anniversary, change].into_iter().flatten().min();
            let end = next.and_then(|d| d.plus_days(-1)).map_or(last, |d| d.min(last));
            let portion = anniversary_years(x.date(), after(end)).minus(&anniversary_years(x.date(), start.date()));
            let at = u32::try_from(row).unwrap_or(u32::MAX);
            made.push((format!("{key}@{start}"), at, Piece { start, end, completed, portion }));
            match end.plus_days(1) {
                Some(next) => start = next,
                None => break,
            }
        }
    }
    made.sort_by(|a, b| a.0.cmp(&b.0));
    let mut table = Table { parents: vec![Vec::with_capacity(made.len())], ..Table::default() };
    let mut keys = Vec::with_capacity(made.len());
    for (key, parent, piece) in made {
        keys.push(key);
        if let Some(column) = table.parents.first_mut() {
            column.push(parent);
        }
        table.pieces.push(piece);
    }
    table.keys = Arc::new(keys);
    Ok(table)
}

/// The days on which any value with several changes, rising.
fn changes(sheet: &CheckedSheet) -> Vec<Day> {
    let several = sheet.values().iter().flat_map(figures_of).filter(|figures| figures.len() > 1);
    let mut days: Vec<Day> = several.flatten().filter_map(|v| v.from).collect();
    days.sort_unstable();
    days.dedup();
    days
}

/// The figures of a value, by tier or word where it has such.
fn figures_of(value: &scheme::Value) -> Vec<&[DatedValue]> {
    match &value.kind {
        ValueKind::Dated(values) => vec![values.as_slice()],
        ValueKind::Tiered { tiers, .. } => tiers.iter().map(|tier| tier.value.dated()).collect(),
        ValueKind::ByCategory { values, .. } => values.iter().map(|(_, figures)| figures.dated()).collect(),
    }
}
