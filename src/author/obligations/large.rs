//! Many rows and large amounts.

use super::{
    Claim, Counterexample, Figure, Obligation,
    sound::{conserved, no_negative_line},
    verdict::{Calculator, Verdict},
};
use crate::{
    rules::{Given, Outcome, Place, Row, Run, Stop, solve},
    scheme::{Action, CheckedSheet, Register, Step, Type},
    unit::{Exact, Fen},
};
use std::collections::BTreeSet;

/// 10¹² yuan.
const LARGEST: i128 = 1_000_000_000_000;
/// How often the rows of every drawn run are repeated.
pub(super) const TIMES: usize = 20;
/// No more rows than this; sentence 24 allows 10⁷, pieces of rows included.
const ROWS: usize = 4_000_000;
/// No more figures than this: what a run holds for each row, its columns, its ties and what the steps make of it. A figure
/// takes some hundred bytes with all that is made on the way, so a village stays below 4 GB whatever its sheet.
const FIGURES: usize = 24_000_000;
/// Drawn runs kept, one of which is grown to a large village.
const KEPT: usize = 8;

impl Claim {
    /// How often the claim repeats the rows of a run.
    pub(super) fn times(&self) -> usize {
        if *self == Claim::LargeAmounts { TIMES } else { 1 }
    }
}

pub(super) fn judge(sheet: &CheckedSheet, run: &Run, times: usize, compute: Calculator<'_>) -> Verdict {
    let broken = |stop: Stop| Verdict::Broken { expected: Figure::Holdable, found: Figure::Stopped(stop) };
    match solve(sheet, enlarged(sheet, run, times)) {
        Err(stop @ (Stop::Limit { .. } | Stop::Unbalanced { .. })) => broken(stop),
        Err(_) => Verdict::Silent,
        Ok(run) => match compute(sheet, &run) {
            Ok(outcome) => match conserved(sheet, &run, &outcome) {
                Verdict::Holds => no_negative_line(&outcome),
                other @ (Verdict::Silent | Verdict::Broken { .. }) => other,
            },
            Err(stop) => broken(stop),
        },
    }
}

/// Runs that the sheet accepts, each with the number of its households: those that pay the largest part
/// of them first, of these the ones with the fewest rows.
#[derive(Default)]
pub(super) struct Likely(Vec<(Rank, usize, Run)>);

/// Households without a line, and rows: in thousandths of the households.
type Rank = (usize, usize);

impl Likely {
    pub(super) fn offer(&mut self, sheet: &CheckedSheet, run: &Run, outcome: &Outcome) {
        let households = households(sheet, run);
        let paid: BTreeSet<&Place> =
            outcome.moves.iter().flat_map(|m| [&m.to, &m.from]).filter(|p| matches!(p, Place::Payee { .. })).collect();
        let rows: usize = run.registers.values().map(Vec::len).sum();
        let part = |n: usize| (n * 1_000).checked_div(households);
        let Some(rank) = part(households.saturating_sub(paid.len())).zip(part(rows)) else { return };
        let place = self.0.partition_point(|(other, ..)| *other <= rank);
        if place < KEPT {
            self.0.insert(place, (rank, households, run.clone()));
            self.0.truncate(KEPT);
        }
    }

    /// The first of them that the sheet still accepts with so many households. It grows tenfold at
    /// a time: what breaks is told of the smallest village that shows it.
    pub(super) fn grown(self, sheet: &CheckedSheet, households: usize, compute: Calculator<'_>) -> Obligation {
        let mut told = Obligation { claim: Claim::ManyHouseholds { households }, tried: 0, counterexample: None };
        'runs: for (_, have, run) in self.0 {
            let rows: usize = run.registers.values().map(Vec::len).sum();
            let last =
                households.div_ceil(have).min(ROWS / rows.max(1)).min(FIGURES / figures(sheet, &run).max(1)).max(1);
            told.claim = Claim::ManyHouseholds { households: households.min(have * last) };
            let sizes =
                std::iter::successors(Some(TIMES), |times| times.checked_mul(10)).take_while(|times| *times < last);
            for times in sizes.chain([last]) {
                match judge(sheet, &run, times, compute) {
                    Verdict::Silent => continue 'runs,
                    Verdict::Holds => {}
                    Verdict::Broken { expected, found } => {
                        told.counterexample = Some(Counterexample { run, times, expected, found });
                        break;
                    }
                }
            }
            told.tried = 1;
            break;
        }
        told
    }
}

/// What a run of the sheet holds: counted, not measured.
fn figures(sheet: &CheckedSheet, run: &Run) -> usize {
    let of = |(at, register): (usize, &Register)| {
        let rows = run.registers.get(&register.name).map_or(0, Vec::len);
        // pieces have the rows of the register they are cut from, a few for each
        let rows = register.pieces.as_ref().map_or(rows, |pieces| {
            let cut = sheet.registers().get(pieces.of.index());
            3 * cut.and_then(|r| run.registers.get(&r.name)).map_or(0, Vec::len)
        });
        let made: usize = sheet.steps().iter().map(|step| made(step, at)).sum();
        rows.saturating_mul(2 + register.parents.len() + register.columns.len() + made)
    };
    sheet.registers().iter().enumerate().map(of).sum()
}

/// What a step leaves in each row of a register: a figure, and a move of money with its reasons.
fn made(step: &Step, register: usize) -> usize {
    let here = step.each.is_some_and(|each| each.index() == register);
    match &step.action {
        Action::Cell(_) | Action::Require { .. } | Action::Carry { .. } => usize::from(here),
        Action::Pay(_) | Action::Rest { .. } => 3 * usize::from(here),
        Action::Share(share) => {
            let to = share.to.iter().filter_map(|r| r.each.as_ref()).filter(|(each, _)| each.index() == register);
            3 * (to.count() + usize::from(here))
        }
    }
}

/// Rows of the register that is paid, of the longest where none is.
fn households(sheet: &CheckedSheet, run: &Run) -> usize {
    let rows = |payee: bool| {
        let registers = sheet.registers().iter().filter(move |r| r.payee || !payee);
        registers.filter_map(|r| run.registers.get(&r.name)).map(Vec::len).max()
    };
    rows(true).or_else(|| rows(false)).unwrap_or(0)
}

/// The run with every row `times` times under keys of their own, and inputs in yuan grown until
/// the largest is 10¹² yuan.
pub(super) fn enlarged(sheet: &CheckedSheet, run: &Run, times: usize) -> Run {
    let mut large = run.clone();
    for (_, rows) in large.registers.iter_mut().filter(|(name, _)| !sheet.is_table(name)) {
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
            *rows =
                (0..times).flat_map(|n| rows.iter().map(move |(key, f)| (format!("{key}x{n}"), f.clone()))).collect();
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
#[allow(clippy::unwrap_used, reason = "a broken claim stops its test")]
mod tests {
    use super::{super::control::watched, *};
    use crate::{
        rules::compute,
        scheme::{read, shipped},
    };

    #[test]
    fn ten_thousand_households_and_ten_to_the_twelve_yuan_lose_no_fen_in_any_shipped_sheet() {
        for shipped in shipped::all() {
            let sheet = read(shipped.text).unwrap();
            let found = watched(&sheet, 5, 60, 10_000, &compute, &mut |_| {});
            let last = found.obligations.last().unwrap();
            assert_eq!(last.claim, Claim::ManyHouseholds { households: 10_000 });
            assert_eq!((last.tried, &last.counterexample), (1, &None), "{} {}", shipped.id, shipped.version);
        }
    }

    #[test]
    fn a_sheet_of_many_steps_is_tried_with_fewer_households_and_says_with_how_many() {
        let steps: String = (0..400).map(|n| format!("每个 户：算{n} = 人口 + {n} 人\n")).collect();
        let rest: String = (0..4)
            .map(|part| (0..100).map(|n| format!(" + 算{}", n * 4 + part)).collect::<String>())
            .enumerate()
            .map(|(n, s)| format!("每个 户：和{n} = 0 人{s}\n"))
            .collect();
        let text = format!(
            "【方案】\n编号 = many\n语义 = 1\n标题 = \"多步\"\n【各方】\n园区：运营方\n【登记】\n户 收款：人口 人\n【步骤】\n{steps}{rest}\
             每个 户：付 补贴 = (和0 + 和1 + 和2 + 和3) × 1 元/人 由 园区，给 户 记作 成员分红\n"
        );
        let sheet = read(&text).unwrap_or_else(|found| panic!("{found:?}"));
        let row = |n: usize| Row {
            key: format!("H{n}"),
            parents: Default::default(),
            cells: [("人口", Given::Number(Exact::whole(1)))].into_iter().collect(),
        };
        let period = crate::unit::Period::year(2025).unwrap();
        let run = Run {
            period,
            record_day: period.last_day(),
            registers: [("户".to_owned(), (0..10).map(row).collect())].into_iter().collect(),
            inputs: Default::default(),
            balances: Default::default(),
            carried: Default::default(),
        };
        // a row is 2 ties, a column, 404 figures and a payment
        assert_eq!(figures(&sheet, &run), 10 * (2 + 1 + 404 + 3));
        assert!(FIGURES / figures(&sheet, &run) * 10 < 60_000, "far below a million households");
    }

    /// 10¹¹ yuan for each household, then their sum as one amount: a thousand are too many.
    #[test]
    fn what_only_a_large_village_shows_is_told_with_its_size() {
        let text = "【方案】\n编号 = large\n语义 = 1\n标题 = \"大村\"\n【各方】\n园区：运营方\n【登记】\n户 收款\n\
                    【步骤】\n每个 户：付 补贴 = 100000000000 元 由 园区，给 户 记作 成员分红\n付 共付 = 合计(户：补贴) 由 园区，入 池\n\
                    余 退回 由 池，给 园区 记作 退还\n";
        let sheet = read(text).unwrap_or_else(|found| panic!("{found:?}"));
        let tried = |households| {
            let mut found = watched(&sheet, 5, 40, households, &compute, &mut |_| {});
            let last = found.obligations.pop().unwrap();
            assert!(found.obligations.iter().all(|o| o.counterexample.is_none()), "{found:?}");
            assert_eq!(last.tried, 1);
            last.counterexample
        };
        assert_eq!(tried(100), None);
        let counter = tried(1_000_000).unwrap();
        assert_eq!((counter.times, counter.expected), (2_000, Figure::Holdable));
    }
}
