//! Makes a run that breaks a claim small: fewer rows, rounder figures, as long as it breaks it.

use super::{Claim, Counterexample, claims::Trial, parts, verdict::Verdict};
use crate::{
    rules::{Given, Run, settle},
    unit::{Exact, Rounding},
};
use std::collections::BTreeSet;

/// Trials spent on one counter-example.
const BUDGET: usize = 1500;

pub(super) fn shrink(trial: &Trial<'_>, claim: &Claim, first: Counterexample) -> Counterexample {
    let mut best = first;
    let mut budget = BUDGET;
    loop {
        let mut smaller = None;
        for candidate in candidates(&best.run) {
            if budget == 0 {
                return best;
            }
            budget -= 1;
            if let Some(found) = breaks(trial, claim, candidate)
                && size(&found.run) < size(&best.run)
            {
                smaller = Some(found);
                break;
            }
        }
        match smaller {
            Some(found) => best = found,
            None => return best,
        }
    }
}

fn breaks(trial: &Trial<'_>, claim: &Claim, run: Run) -> Option<Counterexample> {
    let mut accepted = run;
    if let Some(stop) = settle(trial.sheet, &mut accepted) {
        let (expected, found) = parts::breaks(claim, &stop)?;
        return Some(Counterexample { run: accepted, times: claim.times(), expected, found });
    }
    match trial.judge(claim, &accepted) {
        Verdict::Broken { expected, found } => {
            Some(Counterexample { run: accepted, times: claim.times(), expected, found })
        }
        Verdict::Holds | Verdict::Silent => None,
    }
}

/// Rows first, then what is written in them: what a reader has to hold in mind.
fn size(run: &Run) -> (usize, usize, usize) {
    let rows = run.registers.values().map(Vec::len).sum();
    let figures = run.registers.values().flatten().flat_map(|r| r.cells.values()).chain(run.inputs.values());
    let written = |given: &Given| match given {
        Given::Number(exact) if exact.is_zero() => 0,
        Given::Number(exact) => exact.to_string().len(),
        Given::Series(days) => days.len() * 8,
        _ => 1,
    };
    let kept = run.balances.values().map(|r| r.values().filter(|f| f.0 != 0).count()).sum::<usize>();
    let carried: usize = run.carried.values().map(|r| r.len()).sum();
    (rows, kept + carried, figures.map(written).sum())
}

fn candidates(run: &Run) -> Vec<Run> {
    let mut all = Vec::new();
    for (name, rows) in &run.registers {
        if rows.len() > 3 {
            let half: BTreeSet<&str> = rows.iter().skip(rows.len() / 2).map(|r| r.key.as_str()).collect();
            all.push(without(run, name, &half));
        }
        for row in rows {
            all.push(without(run, name, &BTreeSet::from([row.key.as_str()])));
        }
    }
    if run.balances.values().flatten().any(|(_, fen)| fen.0 != 0) {
        let mut bare = run.clone();
        bare.balances.clear();
        all.push(bare);
    }
    if !run.carried.is_empty() {
        let mut bare = run.clone();
        bare.carried.clear();
        all.push(bare);
    }
    for (name, rows) in &run.registers {
        for (at, row) in rows.iter().enumerate() {
            for (column, given) in row.cells.iter() {
                for simple in simpler(given) {
                    let mut changed = run.clone();
                    if let Some(row) = changed.registers.get_mut(name).and_then(|r| r.get_mut(at)) {
                        row.cells.insert(column.clone(), simple);
                    }
                    all.push(changed);
                }
            }
        }
    }
    for (name, given) in &run.inputs {
        for simple in simpler(given) {
            let mut changed = run.clone();
            changed.inputs.insert(name.clone(), simple);
            all.push(changed);
        }
    }
    all
}

/// Without these rows and all that belong to them.
pub(super) fn without(run: &Run, register: &str, keys: &BTreeSet<&str>) -> Run {
    let mut left = run.clone();
    if let Some(rows) = left.registers.get_mut(register) {
        rows.retain(|r| !keys.contains(r.key.as_str()));
    }
    loop {
        let known: BTreeSet<(String, String)> =
            left.registers.iter().flat_map(|(name, rows)| rows.iter().map(|r| (name.clone(), r.key.clone()))).collect();
        let mut dropped = false;
        for rows in left.registers.values_mut() {
            let before = rows.len();
            rows.retain(|r| r.parents.iter().all(|(name, key)| known.contains(&(name.to_string(), key.clone()))));
            dropped |= rows.len() < before;
        }
        if !dropped {
            break;
        }
    }
    // what is kept per row goes with the row
    let all: BTreeSet<&String> = left.registers.values().flatten().map(|r| &r.key).collect();
    left.balances.values_mut().for_each(|rows| rows.retain(|key, _| key.is_empty() || all.contains(key)));
    left.carried.values_mut().for_each(|rows| rows.retain(|key, _| key.is_empty() || all.contains(key)));
    left
}

fn simpler(given: &Given) -> Vec<Given> {
    let Given::Number(exact) = given else { return Vec::new() };
    let mut all = Vec::new();
    for simple in [Exact::zero(), Exact::whole(1), Exact::whole(10), Exact::whole(100)] {
        if simple.to_string().len() < exact.to_string().len() {
            all.push(simple);
        }
    }
    for divisor in [1_u64, 10, 1000] {
        let scaled = exact.floor().map(|n| n / i128::from(divisor) * i128::from(divisor)).map(Exact::whole);
        all.extend(scaled);
    }
    all.extend(exact.over(&Exact::whole(2)).and_then(|half| half.to_fen(Rounding::Down)).map(crate::unit::Fen::yuan));
    all.extend(exact.to_fen(Rounding::Down).map(|fen| Exact::new(i128::from(fen.0 / 10), 10)));
    all.retain(|simple| simple != exact);
    all.into_iter().map(Given::Number).collect()
}
