//! Sheets over a great village, without a ledger: what computing alone costs.

use super::{peak, seconds};
use coop_ledger::{
    rules::{self, Given, Row, Run},
    scheme,
    unit::{Exact, Period},
};
use std::collections::BTreeMap;

pub fn sheet_text(id: &str) -> &'static str {
    scheme::shipped::all().iter().find(|s| s.id == id).unwrap().text
}

fn number(n: i128) -> Given {
    Given::Number(Exact::whole(n))
}

fn row(key: String, parents: &[(&str, &str)], cells: &[(&str, Given)]) -> Row {
    Row {
        key,
        parents: parents.iter().map(|(r, k)| (*r, (*k).to_owned())).collect(),
        cells: cells.iter().map(|(c, v)| (*c, v.clone())).collect(),
    }
}

fn run(period: (&str, &str), registers: Vec<(&str, Vec<Row>)>, inputs: Vec<(&str, Given)>) -> Run {
    Run {
        period: Period::new(period.0.parse().unwrap(), period.1.parse().unwrap()).unwrap(),
        record_day: period.1.parse().unwrap(),
        registers: registers.into_iter().map(|(n, r)| (n.to_owned(), r)).collect(),
        inputs: inputs.into_iter().map(|(n, v)| (n.to_owned(), v)).collect(),
        balances: BTreeMap::new(),
        carried: BTreeMap::new(),
    }
}

/// Land rent, pooled capital and the yearly distribution over as many households, on one core.
pub fn payouts(n: usize) {
    let code = |i: usize| format!("H{i:06}");
    let households = || (0..n).map(|i| row(code(i), &[], &[])).collect::<Vec<_>>();
    let day = |t: &str| Given::Day(t.parse().unwrap());
    let yuan = |fen: i128| Given::Number(Exact::new(fen, 100));
    let mu = |i: usize| Given::Number(Exact::new(10_000 + (i % 9_000) as i128, 10_000));
    // each line is rounded on its own and the fen that remain are given out: the pool is the sum, rounded
    let area: i128 = (0..n).map(|i| 10_000 + (i % 9_000) as i128).sum();
    let rent = (area * 45_000 + 5_000) / 10_000;
    let land = run(
        ("2024-04-01", "2024-09-30"),
        vec![
            ("户", households()),
            ("地块", (0..n).map(|i| row(format!("P{i}"), &[("户", &code(i))], &[("登记亩数", mu(i))])).collect()),
            (
                "租期",
                (0..n)
                    .map(|i| {
                        let days = [("租起", day("2024-04-01")), ("租止", day("2034-03-31"))];
                        row(format!("L{i}"), &[("地块", &format!("P{i}"))], &days)
                    })
                    .collect(),
            ),
        ],
        vec![
            ("首年租价", number(900)),
            ("年递增率", number(2)),
            ("服务费率", number(3)),
            ("已满年数", number(0)),
            ("本期年份", Given::Number(Exact::new(1, 2))),
            ("到账租金", yuan(rent)),
            ("到账服务费", yuan((rent * 3 + 50) / 100)),
        ],
    );
    let capital = run(
        ("2024-01-01", "2024-12-31"),
        vec![
            ("户", households()),
            (
                "出资",
                (0..n)
                    .map(|i| {
                        row(
                            format!("S{i}"),
                            &[("户", &code(i))],
                            &[("本金", number(10_000)), ("起算日", day("2023-06-01"))],
                        )
                    })
                    .collect(),
            ),
            ("集体出资", vec![row("C".into(), &[], &[("本金", number(50_000)), ("起算日", day("2023-06-01"))])]),
        ],
        // 365-day years: 366 days of 2024
        vec![("确认收益", Given::Number(Exact::new(((n as i128 * 10_000 + 50_000) * 6 * 366 * 2 + 365) / 730, 100)))],
    );
    let shares = run(
        ("2024-01-01", "2024-12-31"),
        vec![
            (
                "户",
                (0..n)
                    .map(|i| {
                        row(
                            code(i),
                            &[],
                            &[("人口股", number(1 + (i % 6) as i128)), ("农龄股", number((i % 40) as i128))],
                        )
                    })
                    .collect(),
            ),
            ("保留股", Vec::new()),
        ],
        vec![("净收益", number(9_000_000)), ("年初未分配", number(0)), ("集体股", number(1000))],
    );
    let mut all = 0.0;
    for (id, run) in [("rot-rent", land), ("cot-return", capital), ("distribution", shares)] {
        let sheet = scheme::read(sheet_text(id)).unwrap();
        let mut said = Err(String::new());
        let took = seconds(|| said = rules::compute(&sheet, &run).map_err(|stop| stop.to_string()));
        all += took;
        match said {
            Ok(outcome) => println!("  {id}: {n} households in {took:.2} s, {} moves", outcome.moves.len()),
            Err(stop) => println!("  {id}: stopped: {stop}"),
        }
    }
    println!("payout, {n} households × 3 schemes: {all:.2} s on one core (target 1 s); memory {} MB", peak());
}
