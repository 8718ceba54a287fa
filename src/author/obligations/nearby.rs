//! Runs near the sheet's own examples: a row more, a row less, a few figures changed.

use super::{dice::Dice, shrink::without};
use crate::{
    rules::{Given, Run, run_of, whole_fen},
    scheme::{CheckedSheet, Expectation},
    unit::Exact,
};
use std::collections::BTreeSet;

/// Larger examples are about size; many runs near them would take long.
const MOST_ROWS: usize = 150;

/// Facts of the examples that replace no value; those that are to be refused only if there are
/// no others.
pub(super) fn examples(sheet: &CheckedSheet) -> Vec<Run> {
    let rows = |e: &crate::scheme::Example| e.rows.iter().map(|r| r.keys.count()).sum::<usize>();
    let plain = || sheet.examples().iter().filter(move |e| e.overrides.is_empty() && rows(e) <= MOST_ROWS);
    let refused = |e: &&crate::scheme::Example| e.expectations.iter().any(|x| matches!(x, Expectation::Refused(..)));
    let good: Vec<Run> = plain().filter(|e| !refused(e)).filter_map(|e| run_of(sheet, e).ok()).collect();
    if !good.is_empty() {
        return good;
    }
    plain().filter_map(|e| run_of(sheet, e).ok()).collect()
}

pub(super) fn run(sheet: &CheckedSheet, examples: &[Run], dice: &mut Dice) -> Option<Run> {
    let mut run = dice.one_of(examples)?.clone();
    let names: Vec<String> = run.registers.keys().cloned().collect();
    for name in &names {
        let rows = run.registers.get(name).map_or(&[][..], Vec::as_slice);
        match dice.below(6) {
            0 => {
                if let Some(row) = dice.one_of(rows) {
                    let key = row.key.clone();
                    run = without(&run, name, &BTreeSet::from([key.as_str()]));
                }
            }
            1 => {
                if let Some(row) = dice.one_of(rows) {
                    let mut more = row.clone();
                    more.key = format!("{}n", more.key);
                    if let Some(rows) =
                        run.registers.get_mut(name).filter(|rows| rows.iter().all(|r| r.key != more.key))
                    {
                        rows.push(more);
                    }
                }
            }
            _ => {}
        }
    }
    for _ in 0..dice.below(4) {
        let name = dice.one_of(&names)?;
        let Some(register) = sheet.registers().iter().find(|r| r.name == *name) else { continue };
        let Some(column) = dice.one_of(&register.columns) else { continue };
        let rows = run.registers.get_mut(name)?;
        let at = dice.at(rows.len());
        if let Some(Given::Number(exact)) = rows.get_mut(at).and_then(|row| row.cells.get_mut(&column.name)) {
            changed(exact, dice);
        }
    }
    if let Some(input) = dice.one_of(sheet.inputs())
        && let Some(Given::Number(exact)) = run.inputs.get_mut(&input.name)
    {
        changed(exact, dice);
        if input.held.is_some() {
            *exact = whole_fen(exact);
        }
    }
    Some(run)
}

fn changed(exact: &mut Exact, dice: &mut Dice) {
    let by = [
        Exact::new(1, 2),
        Exact::new(99, 100),
        Exact::new(101, 100),
        Exact::whole(2),
        Exact::whole(3),
        Exact::new(1001, 100),
    ];
    if let Some(by) = dice.one_of(&by) {
        *exact = &*exact * by;
    }
}
