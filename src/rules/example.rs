//! 【示例】: a sheet's own cases, run (the meeting reads them before it votes).

use super::{
    by_name::ByName,
    computing::Computing,
    reading::{At, Reading},
    run::{Given, Row, Run},
    stop::Stop,
    value::Value,
};
use crate::{
    scheme::{Action, CheckedSheet, Example, Expectation, Expr, ExprKind, Literal, RegisterAt, Type},
    unit::{Day, Exact, Fen, Lang, Say},
};
use std::collections::{BTreeMap, BTreeSet};

/// What came of one example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleResult {
    /// Its title.
    pub name: String,
    /// Line of the sheet on which it begins.
    pub line: u32,
    /// True if every expectation was met.
    pub passed: bool,
    /// The expectations not met.
    pub failures: Vec<Unmet>,
}

/// An expectation that was not met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmet {
    /// Line of the sheet.
    pub line: u32,
    /// As the sheet writes it.
    pub expectation: String,
    /// What it expects.
    pub expected: Seen,
    /// What came.
    pub found: Seen,
    /// The run was refused before it could be looked at; `found` says why.
    early: bool,
}

impl Unmet {
    /// True if the run was refused before the expectation could be looked at; `found` says why.
    pub fn stopped(&self) -> bool {
        self.early
    }
}

/// One side of an expectation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// A value, or the expectation itself, as the sheet writes it.
    Written(String),
    /// An opening balance that can be kept.
    WholeFen,
    /// A refusal with this word, or these.
    Refused(String),
    /// A run that ends.
    NotRefused,
    /// Why the run was refused.
    Stopped(Stop),
}

impl Say for Seen {
    fn say(&self, lang: Lang) -> String {
        match self {
            Seen::Written(text) => text.clone(),
            Seen::WholeFen => lang.pick("整分的期初余额", "an opening balance in whole fen").to_owned(),
            Seen::Refused(word) => lang.pick(format!("拒绝“{word}”"), format!("refused: {word}")),
            Seen::NotRefused => lang.pick("没有拒绝", "the run is not refused").to_owned(),
            Seen::Stopped(stop) => stop.say(lang),
        }
    }
}

/// Runs every example of a sheet, in order.
pub fn examples(sheet: &CheckedSheet) -> Vec<ExampleResult> {
    let mut left: Vec<Option<Result<Left, Stop>>> = Vec::new();
    let followed: BTreeSet<usize> = sheet.examples().iter().filter_map(|e| e.after).collect();
    let results = sheet.examples().iter().enumerate().map(|(at, example)| {
        let mut own = None;
        let before = example.after.and_then(|before| left.get(before)?.as_ref());
        let failures = unmet(sheet, example, before, followed.contains(&at).then_some(&mut own));
        left.push(own);
        ExampleResult { name: example.title.clone(), line: example.span.line, passed: failures.is_empty(), failures }
    });
    results.collect()
}

/// What a payout leaves to the next one of its sheet.
#[derive(Debug, Clone)]
struct Left {
    balances: BTreeMap<String, BTreeMap<String, Fen>>,
    carried: BTreeMap<String, BTreeMap<String, Exact>>,
}

fn unmet(
    sheet: &CheckedSheet,
    example: &Example,
    before: Option<&Result<Left, Stop>>,
    leaves: Option<&mut Option<Result<Left, Stop>>>,
) -> Vec<Unmet> {
    let given = run_of(sheet, example).map_err(|found| Unmet {
        line: example.span.line,
        expectation: example.title.clone(),
        expected: Seen::WholeFen,
        found: Seen::Written(found),
        early: false,
    });
    let mut run = match given {
        Ok(run) => run,
        Err(unmet) => return vec![unmet],
    };
    match before {
        // the one before was refused, and so is what follows it
        Some(Err(stop)) => {
            if let Some(leaves) = leaves {
                *leaves = Some(Err(stop.clone()));
            }
            let refused = Err(stop.clone());
            return example.expectations.iter().flat_map(|expected| judge(sheet, expected, &refused)).collect();
        }
        Some(Ok(left)) => (run.balances, run.carried) = (left.balances.clone(), left.carried.clone()),
        None => {}
    }
    let overrides = example.overrides.iter().map(|(at, value)| (at.index(), Value::from(value))).collect();
    let (mut figures, mut closing) = (Vec::new(), BTreeMap::new());
    let ran = Computing::start(sheet, &run, overrides, false).and_then(|mut computing| {
        if let Err(stop) = computing.steps() {
            figures = required(&computing.reading, &stop);
            return Err(stop);
        }
        closing = computing.reading.holdings.close(&computing.reading.tables)?;
        Ok(computing)
    });
    if let Some(leaves) = leaves {
        let left = ran.as_ref().map(|ran| Left { balances: closing, carried: ran.reading.carried_out(&run) });
        *leaves = Some(left.map_err(Stop::clone));
    }
    let mut failures: Vec<Unmet> =
        example.expectations.iter().flat_map(|expectation| judge(sheet, expectation, &ran)).collect();
    if !failures.is_empty() {
        failures.splice(0..0, figures);
    }
    failures
}

/// The figures on both sides of the 要求 that refused the run: what its author has to mend.
fn required(reading: &Reading<'_>, stop: &Stop) -> Vec<Unmet> {
    let Stop::Required { line, row, .. } = stop else { return Vec::new() };
    reading
        .sheet
        .steps()
        .iter()
        .filter(|step| step.line == *line)
        .filter_map(
            |step| if let Action::Require { condition, .. } = &step.action { Some((step, condition)) } else { None },
        )
        .find_map(|(step, condition)| {
            let register = step.each.map(RegisterAt::index);
            let count = register.map_or(1, |r| reading.tables.len(r));
            let mut places = (0..count).map(|at| register.map(|r| (r, at)));
            places.find(|at| reading.told(*at) == *row).map(|at| holds(reading, condition, at))
        })
        .unwrap_or_default()
}

fn judge(sheet: &CheckedSheet, expectation: &Expectation, ran: &Result<Computing<'_>, Stop>) -> Vec<Unmet> {
    match (expectation, ran) {
        (Expectation::Refused(text, span), ran) => {
            let found = match ran {
                Ok(_) => Seen::NotRefused,
                Err(stop) => {
                    // the sheet's author may name a refusal by its word, or by a part of what is said; who writes all
                    // that a 要求 says means that one, and not another that says more
                    let whole = sheet
                        .steps()
                        .iter()
                        .any(|step| matches!(&step.action, Action::Require { text: says, .. } if says == text));
                    let meant = match stop {
                        Stop::Required { text: says, .. } if whole => says == text,
                        _ => stop.to_string().contains(text.as_str()) || stop.word().contains(text.as_str()),
                    };
                    if meant {
                        return Vec::new();
                    }
                    Seen::Stopped(stop.clone())
                }
            };
            vec![Unmet {
                line: span.line,
                expectation: text.clone(),
                expected: Seen::Refused(text.clone()),
                found,
                early: false,
            }]
        }
        (Expectation::Holds(expr), Err(stop)) => {
            let written = sheet.written(expr.span);
            let (expected, found) = (Seen::Written(written.clone()), Seen::Stopped(stop.clone()));
            vec![Unmet { line: expr.span.line, expectation: written, expected, found, early: true }]
        }
        (Expectation::Holds(expr), Ok(computing)) => holds(&computing.reading, expr, None),
    }
}

/// Each part of a 且 on its own, so that the one that fails is named.
fn holds(reading: &Reading<'_>, expr: &Expr, at: At) -> Vec<Unmet> {
    if let ExprKind::All(parts) = &expr.kind {
        return parts.iter().flat_map(|part| holds(reading, part, at)).collect();
    }
    let unmet = |expected: Seen, found: Seen| {
        vec![Unmet { line: expr.span.line, expectation: reading.written(expr), expected, found, early: false }]
    };
    match reading.truth(expr, at) {
        Ok(true) => Vec::new(),
        Err(stop) => unmet(Seen::Written(reading.written(expr)), Seen::Stopped(stop)),
        Ok(false) => match &expr.kind {
            ExprKind::Compare(_, left, right) => unmet(told(reading, right, at), told(reading, left, at)),
            _ => unmet(Seen::Written("是".to_owned()), Seen::Written("否".to_owned())),
        },
    }
}

fn told(reading: &Reading<'_>, expr: &Expr, at: At) -> Seen {
    match (reading.value(expr, at), &expr.ty) {
        (Err(stop), _) => Seen::Stopped(stop),
        (Ok(value), Type::Number(unit)) if !unit.is_one() => Seen::Written(format!("{} {unit}", value.shown())),
        (Ok(value), _) => Seen::Written(value.shown()),
    }
}

/// The facts an example states; Err: an opening that is no whole fen.
pub(crate) fn run_of(sheet: &CheckedSheet, example: &Example) -> Result<Run, String> {
    let mut registers: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for register in sheet.registers().iter().filter(|r| r.pieces.is_none()) {
        registers.insert(register.name.clone(), Vec::new());
    }
    for row in &example.rows {
        let Some(register) = sheet.registers().get(row.register.index()) else { continue };
        let parents = row
            .parents
            .iter()
            .filter_map(|(at, key)| Some((sheet.registers().get(at.index())?.name.as_str(), key.clone())));
        let cells = register
            .columns
            .iter()
            .zip(&row.cells)
            .map(|(column, cell)| (column.name.as_str(), cell.as_ref().map_or(Given::Missing, given)));
        let (parents, cells): (ByName<_>, ByName<_>) = (parents.collect(), cells.collect());
        let rows = registers.entry(register.name.clone()).or_default();
        rows.extend(row.keys.iter().map(|key| Row { key, parents: parents.clone(), cells: cells.clone() }));
    }
    let mut inputs: BTreeMap<String, Given> = BTreeMap::new();
    for (at, literal) in &example.inputs {
        if let Some(input) = sheet.inputs().get(at.index()) {
            inputs.insert(input.name.clone(), given(literal));
        }
    }
    let mut series: BTreeMap<String, Vec<(Day, Exact)>> = BTreeMap::new();
    for (at, day, literal) in &example.daily {
        if let (Some(input), Literal::Number(exact, _)) = (sheet.inputs().get(at.index()), literal) {
            series.entry(input.name.clone()).or_default().push((*day, exact.clone()));
        }
    }
    inputs.extend(series.into_iter().map(|(name, days)| (name, Given::Series(days))));
    let mut balances: BTreeMap<String, BTreeMap<String, Fen>> = BTreeMap::new();
    for (at, key, yuan) in &example.openings {
        let Some(account) = sheet.accounts().get(at.index()) else { continue };
        let fen = (yuan * &Exact::whole(100)).floor().and_then(|fen| i64::try_from(fen).ok()).map(Fen);
        let fen = fen.filter(|fen| fen.yuan() == *yuan).ok_or_else(|| super::value::shown(yuan))?;
        balances.entry(account.name.clone()).or_default().insert(key.clone().unwrap_or_default(), fen);
    }
    let mut carried: BTreeMap<String, BTreeMap<String, Exact>> = BTreeMap::new();
    for (at, key, literal) in &example.carried {
        let Some(declared) = sheet.carried().get(at.index()) else { continue };
        if let Some(exact) = Value::from(literal).recorded(&declared.ty) {
            carried.entry(declared.name.clone()).or_default().insert(key.clone().unwrap_or_default(), exact);
        }
    }
    Ok(Run { period: example.period, record_day: example.record_day, registers, inputs, balances, carried })
}

fn given(literal: &Literal) -> Given {
    match literal {
        Literal::Number(exact, _) => Given::Number(exact.clone()),
        Literal::Day(day) => Given::Day(*day),
        Literal::YesNo(truth) => Given::Truth(*truth),
        Literal::Word(word) => Given::Word(word.clone()),
    }
}
