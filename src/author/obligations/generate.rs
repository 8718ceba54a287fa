//! Registers and inputs as the sheet declares them: types, bounds, belonging, days around the
//! period.

use super::dice::Dice;
use crate::{
    rules::{ByName, Given, Row, Run, whole_fen},
    scheme::{Base, Bounds, CheckedSheet, DatedValue, Register, Type, Unit, ValueKind},
    unit::{Day, Exact, Fen, Period},
};
use std::collections::BTreeMap;

/// Most rows of one register.
const MOST: u64 = 7;

/// Most rows of a table in which figures are looked up.
const LONGEST: usize = 64;

/// A run that fits the declarations; the sheet may still refuse it.
pub(super) fn run(sheet: &CheckedSheet, dice: &mut Dice) -> Option<Run> {
    let period = period(sheet, dice)?;
    let record_day = period.last_day().plus_days(days(dice, 120) - 90)?;
    let mut registers: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for (at, register) in sheet.registers().iter().enumerate().filter(|(_, r)| r.pieces.is_none()) {
        let rows = rows(sheet, at, register, period, &registers, dice);
        registers.insert(register.name.clone(), rows);
    }
    let mut inputs = BTreeMap::new();
    for input in sheet.inputs() {
        let given = match input.daily {
            true => series(&input.ty, period, dice),
            false => given(&input.ty, input.bounds, period, dice),
        };
        let given = match given {
            Given::Number(exact) if input.held.is_some() => Given::Number(whole_fen(&exact)),
            other => other,
        };
        inputs.insert(input.name.clone(), given);
    }
    let mut balances: BTreeMap<String, BTreeMap<String, Fen>> = BTreeMap::new();
    for account in sheet.accounts() {
        let keys = keys(sheet, account.each.map(|r| r.index()), &registers);
        let amounts = keys.into_iter().map(|key| (key, Fen(i64::try_from(dice.below(5_000_000)).unwrap_or(0))));
        balances.insert(account.name.clone(), amounts.collect());
    }
    let mut carried: BTreeMap<String, BTreeMap<String, Exact>> = BTreeMap::new();
    for number in sheet.carried() {
        let Type::Number(unit) = &number.ty else { continue };
        let keys = keys(sheet, number.each.map(|r| r.index()), &registers);
        let bounds = Bounds { signed: number.signed, ..Bounds::default() };
        let left: BTreeMap<_, _> =
            keys.into_iter().filter(|_| dice.chance(50)).map(|key| (key, String::new())).collect();
        let figures = left.into_keys().map(|key| (key, figure(unit, bounds, dice))).collect();
        carried.insert(number.name.clone(), figures);
    }
    Some(Run { period, record_day, registers, inputs, balances, carried })
}

/// Whole months, where dated values say something and do not change without a 取值日.
fn period(sheet: &CheckedSheet, dice: &mut Dice) -> Option<Period> {
    let dated = || {
        sheet.values().iter().flat_map(|v| -> Vec<&[DatedValue]> {
            match &v.kind {
                ValueKind::Dated(own) => vec![own],
                ValueKind::Tiered { tiers, .. } => tiers.iter().map(|t| t.value.dated()).collect(),
                ValueKind::ByCategory { values, .. } => values.iter().map(|(_, v)| v.dated()).collect(),
            }
        })
    };
    let earliest = dated().filter_map(|d| d.first()?.from).max();
    let mut last = None;
    for _ in 0..20 {
        let year = 2000 + i32::try_from(dice.below(35)).unwrap_or(0);
        let month = 1 + u32::try_from(dice.below(12)).unwrap_or(0);
        let first_day = Day::new(year, month, 1)?;
        let first_day = earliest.filter(|e| *e > first_day).unwrap_or(first_day);
        let months = *dice.one_of(&[12, 12, 12, 6, 6, 3, 1])?;
        let period = Period::new(first_day, first_day.plus_months(months)?.plus_days(-1)?)?;
        let mut changes = dated().flatten().filter_map(|d| d.from);
        let inside = changes.any(|d| period.first_day() < d && d <= period.last_day());
        if !inside || sheet.reading_day().is_some() {
            return Some(period);
        }
        last = Some(period);
    }
    last
}

fn rows(
    sheet: &CheckedSheet,
    at: usize,
    register: &Register,
    period: Period,
    done: &BTreeMap<String, Vec<Row>>,
    dice: &mut Dice,
) -> Vec<Row> {
    if sheet.is_table(&register.name) {
        return table(at, register, period, dice);
    }
    let least = u64::from(register.payee || dice.chance(80));
    let count = least + dice.below(MOST);
    let mut rows = Vec::new();
    for n in 0..count {
        let mut parents = ByName::default();
        for parent in &register.parents {
            let Some(name) = sheet.registers().get(parent.index()).map(|r| &r.name) else { continue };
            let Some(owner) = done.get(name).and_then(|rows| dice.one_of(rows)) else { return Vec::new() };
            parents.insert(name.as_str(), owner.key.clone());
        }
        let mut cells: ByName<Given> =
            register.columns.iter().map(|c| (c.name.as_str(), given(&c.ty, c.bounds, period, dice))).collect();
        in_order(register, &mut cells, dice);
        rows.push(Row { key: key(at, n), parents, cells });
    }
    rows
}

/// A table in which figures are looked up: a row for each of the words that its columns may have together.
fn table(at: usize, register: &Register, period: Period, dice: &mut Dice) -> Vec<Row> {
    let mut all: Vec<Vec<(&str, Given)>> = vec![Vec::new()];
    for column in &register.columns {
        let words: &[String] = if let Type::Word(words) = &column.ty { words } else { &[] };
        if words.is_empty() || all.len() * words.len() > LONGEST {
            for row in &mut all {
                row.push((column.name.as_str(), given(&column.ty, column.bounds, period, dice)));
            }
            continue;
        }
        let mut wider = Vec::new();
        for row in &all {
            for word in words {
                let mut row = row.clone();
                row.push((column.name.as_str(), Given::Word(word.clone())));
                wider.push(row);
            }
        }
        all = wider;
    }
    // now and then one is not there
    let there = (0..).zip(all).filter(|_| !dice.chance(3));
    there
        .map(|(n, cells)| Row { key: key(at, n), parents: ByName::default(), cells: cells.into_iter().collect() })
        .collect()
}

/// `A1`, `B3`: a letter for the register, a number for the row.
fn key(register: usize, row: u64) -> String {
    let letter = char::from(b'A' + u8::try_from(register % 26).unwrap_or(0));
    match register / 26 {
        0 => format!("{letter}{}", row + 1),
        more => format!("{letter}{more}-{}", row + 1),
    }
}

/// First days mostly stand before last days, in the order of the columns.
fn in_order(register: &Register, cells: &mut ByName<Given>, dice: &mut Dice) {
    let columns: Vec<&String> = register.columns.iter().filter(|c| c.ty == Type::Day).map(|c| &c.name).collect();
    if columns.len() < 2 || dice.chance(10) {
        return;
    }
    let day = |name: &&String| if let Some(Given::Day(day)) = cells.get(name) { Some(*day) } else { None };
    let mut found: Vec<Day> = columns.iter().filter_map(day).collect();
    found.sort_unstable();
    let mut found = found.into_iter();
    for name in columns {
        if let Some(Given::Day(cell)) = cells.get_mut(name)
            && let Some(day) = found.next()
        {
            *cell = day;
        }
    }
}

/// Row keys of the register, or the empty key where there is one figure for all.
fn keys(sheet: &CheckedSheet, each: Option<usize>, registers: &BTreeMap<String, Vec<Row>>) -> Vec<String> {
    let Some(register) = each else { return vec![String::new()] };
    let name = sheet.registers().get(register).map(|r| r.name.as_str()).unwrap_or_default();
    registers.get(name).map(|rows| rows.iter().map(|r| r.key.clone()).collect()).unwrap_or_default()
}

fn given(ty: &Type, bounds: Bounds, period: Period, dice: &mut Dice) -> Given {
    if bounds.optional && dice.chance(20) {
        return Given::Missing;
    }
    match ty {
        Type::Number(unit) => Given::Number(figure(unit, bounds, dice)),
        Type::Day => Given::Day(day(period, dice)),
        Type::YesNo => Given::Truth(dice.chance(60)),
        Type::Word(list) => dice.one_of(list).map_or(Given::Missing, |word| Given::Word(word.clone())),
    }
}

fn series(ty: &Type, period: Period, dice: &mut Dice) -> Given {
    let Type::Number(unit) = ty else { return Given::Missing };
    let first = period.first_day().plus_days(-60).unwrap_or(period.first_day());
    let mut days = BTreeMap::new();
    for _ in 0..dice.below(12) {
        if let Some(day) = first.plus_days(self::days(dice, 60 + u64::try_from(period.days()).unwrap_or(0))) {
            days.insert(day, figure(unit, Bounds { positive: true, ..Bounds::default() }, dice));
        }
    }
    Given::Series(days.into_iter().collect())
}

/// Inside the period, some years before it, or some after it.
fn day(period: Period, dice: &mut Dice) -> Day {
    let day = match dice.below(10) {
        0..=3 => period.first_day().plus_days(-self::days(dice, 2200)),
        4..=5 => period.first_day().plus_days(self::days(dice, u64::try_from(period.days()).unwrap_or(1))),
        _ => period.last_day().plus_days(self::days(dice, 3700)),
    };
    day.unwrap_or(period.first_day())
}

fn days(dice: &mut Dice, below: u64) -> i64 {
    i64::try_from(dice.below(below)).unwrap_or(0)
}

/// A figure of a size that its unit has in a village.
fn figure(unit: &Unit, bounds: Bounds, dice: &mut Dice) -> Exact {
    if !bounds.positive && dice.chance(12) {
        return Exact::zero();
    }
    let mut scaled = |most: u64, places: u32| {
        let scale = 10_u64.pow(places);
        Exact::new(i128::from(1 + dice.below(most.saturating_mul(scale))), scale)
    };
    let alone = |base: Base| *unit == Unit::of(base);
    let figure = if unit.is_percent() {
        let most = if bounds.above_hundred { 150 } else { 100 };
        scaled(most, 1)
    } else if unit.has_percent() {
        scaled(12, 2)
    } else if unit.is_yuan() {
        let most = [10, 1_000, 50_000, 2_000_000];
        let most = scaled(4, 0).floor().and_then(|n| usize::try_from(n - 1).ok()).and_then(|at| most.get(at)).copied();
        scaled(most.unwrap_or(1000), 2)
    } else if unit.exponent(&Base::Yuan) > 0 {
        scaled(3_000, 2)
    } else if alone(Base::Mu) {
        scaled(30, 4)
    } else if alone(Base::Year) {
        scaled(4, 0).over(&Exact::whole(4)).unwrap_or_else(Exact::zero)
    } else if unit.is_one() || alone(Base::Day) || alone(Base::Person) || alone(Base::Month) {
        scaled(12, 0)
    } else {
        scaled(40, 2)
    };
    if bounds.signed && dice.chance(25) { Exact::zero() - figure } else { figure }
}
