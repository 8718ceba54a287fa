//! Many rows and large amounts.

use super::{
    claims::{Verdict, conserved},
    control::Calculator,
    super::{
        run::{Given, Row, Run},
        solve::solve,
        stop::Stop,
    },
};
use crate::{
    scheme::{CheckedSheet, Type},
    unit::{Exact, Fen},
};

/// 10¹² yuan.
const LARGEST: i128 = 1_000_000_000_000;
/// How often the rows of a drawn run are repeated.
const TIMES: usize = 20;

pub(super) fn judge(sheet: &CheckedSheet, run: &Run, compute: Calculator<'_>) -> Verdict {
    let broken = |stop: &Stop| Verdict::Broken {
        expected: "amounts that the ledger can hold".to_owned(),
        found: stop.to_string(),
    };
    match solve(sheet, enlarged(sheet, run, TIMES)) {
        Err(stop @ (Stop::Limit { .. } | Stop::Unbalanced { .. })) => broken(&stop),
        Err(_) => Verdict::Silent,
        Ok(run) => match compute(sheet, &run) {
            Ok(outcome) => conserved(sheet, &run, &outcome),
            Err(stop) => broken(&stop),
        },
    }
}

/// The run with every row `times` times under keys of their own, and inputs in yuan grown until
/// the largest is 10¹² yuan.
pub(super) fn enlarged(sheet: &CheckedSheet, run: &Run, times: usize) -> Run {
    let mut large = run.clone();
    for rows in large.registers.values_mut() {
        let copies = (0..times).flat_map(|n| rows.iter().map(move |row| copy(row, n)));
        *rows = copies.collect();
    }
    for (name, rows) in &mut large.balances {
        let each = sheet.accounts().iter().any(|a| a.name == *name && a.each.is_some());
        if each {
            *rows = (0..times).flat_map(|n| rows.iter().map(move |(key, fen)| (format!("{key}x{n}"), *fen))).collect();
        }
    }
    for (name, rows) in &mut large.carried {
        let each = sheet.carried().iter().any(|c| c.name == *name && c.each.is_some());
        if each {
            *rows = (0..times).flat_map(|n| rows.iter().map(move |(key, f)| (format!("{key}x{n}"), f.clone()))).collect();
        }
    }
    let yuan: Vec<&String> = sheet
        .inputs()
        .iter()
        .filter(|i| matches!(&i.ty, Type::Number(unit) if unit.is_yuan()) && !i.daily)
        .map(|i| &i.name)
        .collect();
    let size = |given: &Given| match given {
        Given::Number(exact) if exact.is_negative() => Exact::zero() - exact.clone(),
        Given::Number(exact) => exact.clone(),
        _ => Exact::zero(),
    };
    let most = yuan.iter().filter_map(|name| large.inputs.get(*name)).map(size).max();
    let Some(factor) = most.and_then(|most| Exact::whole(LARGEST).over(&most)) else { return large };
    for name in yuan {
        if let Some(Given::Number(exact)) = large.inputs.get_mut(name) {
            let grown = &*exact * &factor;
            *exact = grown.to_fen(crate::unit::Rounding::Down).map_or(grown, Fen::yuan);
        }
    }
    large
}

fn copy(row: &Row, n: usize) -> Row {
    Row {
        key: format!("{}x{n}", row.key),
        parents: row.parents.iter().map(|(register, key)| (register.clone(), format!("{key}x{n}"))).collect(),
        cells: row.cells.clone(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{super::{super::{Place, compute}, dice::Dice, generate}, *};
    use crate::scheme::{read, shipped};

    /// Released builds only: some seconds and gigabytes. `cargo test --release -- --ignored million`
    #[test]
    #[ignore = "a million rows"]
    fn a_million_rows_and_ten_to_the_twelve_yuan_lose_no_fen() {
        for shipped in shipped::all() {
            let sheet = read(shipped.text).unwrap();
            let mut dice = Dice::new(5);
            let drawn = (0..500).filter_map(|_| generate::run(&sheet, &mut dice));
            let mut accepted = drawn.filter_map(|run| solve(&sheet, run).ok());
            let pays = |run: &Run| compute(&sheet, run).is_ok_and(|o| o.moves.iter().any(|m| matches!(m.to, Place::Payee { .. })));
            let run = accepted.find(|run| pays(run) && judge(&sheet, run, &compute_of).holds()).unwrap();
            let rows: usize = run.registers.values().map(Vec::len).sum();
            let large = enlarged(&sheet, &run, 1_000_000_usize.div_ceil(rows));
            let count: usize = large.registers.values().map(Vec::len).sum();
            assert!(count >= 1_000_000);
            let solved = solve(&sheet, large).unwrap();
            let outcome = compute(&sheet, &solved).unwrap();
            let paid: i128 = outcome.moves.iter().map(|m| i128::from(m.fen.0)).sum();
            assert!(conserved(&sheet, &solved, &outcome).holds(), "{}", shipped.id);
            eprintln!("{} {}: {count} rows, {} lines, {} fen moved", shipped.id, shipped.version, outcome.moves.len(), paid);
        }
    }

    fn compute_of(sheet: &CheckedSheet, run: &Run) -> Result<super::super::super::Outcome, Stop> {
        compute(sheet, run)
    }
}
