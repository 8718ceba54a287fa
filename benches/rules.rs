//! Figures of the rules, beside the same rule in plain Python, in one run on one machine.
//!
//! `cargo bench --bench rules` prints them; other work on the machine moves the absolutes, the
//! ratios hold. Nothing here fails because it was slow. `COOP_BENCH_MOST=100000` leaves the million
//! out.
#![expect(clippy::unwrap_used, clippy::float_arithmetic, clippy::panic, reason = "a benchmark")]

use coop_ledger::{
    rules::{Given, Outcome, Place, Row, Run, compute, explained},
    scheme::{CheckedSheet, read, shipped},
    unit::{Exact, Fen, Period},
};
use std::{
    alloc::{GlobalAlloc, Layout, System},
    collections::BTreeMap,
    hint::black_box,
    process::Command,
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

type Facts = fn(usize) -> Run;

fn main() {
    let most = std::env::var("COOP_BENCH_MOST").ok().and_then(|n| n.parse().ok()).unwrap_or(1_000_000);
    let schemes: [(&str, u32, Facts); 3] =
        [("rot-rent", 1, rent), ("bot-share", 1, houses), ("distribution", 2, shares)];
    println!(
        "{:<16} {:>10} {:>10} {:>9} {:>12} {:>10}",
        "scheme", "households", "ms", "µs each", "facts MiB", "run MiB"
    );
    let mut sum = Duration::ZERO;
    for (id, version, facts) in schemes {
        let sheet = read(shipped::by_id(id, version).unwrap().text).unwrap();
        for count in [1_000, 10_000, 100_000, 1_000_000].into_iter().filter(|n| *n <= most) {
            let run = facts(count);
            let (held, rounds) = (in_use(), if count < 1_000_000 { 3 } else { 1 });
            let (took, outcome) = best_of(rounds, || compute(&sheet, &run).unwrap());
            assert_eq!(outcome.moves.len(), count + 1);
            let grown = peak().saturating_sub(held);
            if count == 100_000 {
                sum += took;
            }
            println!(
                "{:<16} {:>10} {:>10.1} {:>9.2} {:>12} {:>10}",
                id,
                count,
                took.as_secs_f64() * 1e3,
                took.as_secs_f64() * 1e6 / count as f64,
                held,
                grown,
            );
        }
    }
    println!("100000 households x 3 schemes on one core: {:.0} ms (target 1000)\n", sum.as_secs_f64() * 1e3);
    beside_python(most);
    with_reasons(&read(shipped::by_id("rot-rent", 1).unwrap().text).unwrap());
}

fn best_of<T>(rounds: usize, mut work: impl FnMut() -> T) -> (Duration, T) {
    let mut best: Option<(Duration, T)> = None;
    for _ in 0..rounds {
        let start = Instant::now();
        let done = black_box(work());
        let took = start.elapsed();
        if best.as_ref().is_none_or(|(b, _)| took < *b) {
            best = Some((took, done));
        }
    }
    best.unwrap()
}

/// The same rule, the same households, the same sum over all lines.
fn beside_python(most: usize) {
    let sheet = read(shipped::by_id("rot-rent", 1).unwrap().text).unwrap();
    println!(
        "{:<10} {:>10} {:>14} {:>7} {:>15} {:>7}",
        "households", "ours ms", "Python rule ms", "times", "Python floor ms", "times"
    );
    for count in [1_000, 10_000, 100_000, 1_000_000].into_iter().filter(|n| *n <= most) {
        let run = rent(count);
        let (took, outcome) = best_of(if count < 1_000_000 { 3 } else { 1 }, || compute(&sheet, &run).unwrap());
        drop(run);
        let program = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/python/land_rent_floor.py");
        let Ok(answer) = Command::new("python3").args([program, &count.to_string()]).output() else {
            println!("no python3 here");
            return;
        };
        let text = String::from_utf8(answer.stdout).unwrap();
        let [rule, floor, check] = text.split_whitespace().collect::<Vec<_>>()[..] else { panic!("{text}") };
        assert_eq!(checked(&outcome).to_string(), check, "the same lines");
        let (rule, floor): (f64, f64) = (rule.parse().unwrap(), floor.parse().unwrap());
        let ours = took.as_secs_f64();
        println!(
            "{count:<10} {:>10.1} {:>14.1} {:>7.2} {:>15.1} {:>7.2}",
            ours * 1e3,
            rule * 1e3,
            rule / ours,
            floor * 1e3,
            floor / ours,
        );
    }
}

fn with_reasons(sheet: &CheckedSheet) {
    let run = rent(100_000);
    let (plain, _) = best_of(3, || compute(sheet, &run).unwrap());
    let (took, _) = best_of(3, || explained(sheet, &run).unwrap());
    let [plain, took] = [plain, took].map(|t| t.as_secs_f64() * 1e3);
    println!("\n100000 households with every reason: {took:.0} ms, without {plain:.0} ms");
}

/// Σ (i + 1) × fen over households in order of their codes.
fn checked(outcome: &Outcome) -> u128 {
    let mut sum = 0_u128;
    for m in &outcome.moves {
        if let Place::Payee { key, .. } = &m.to {
            let i: u128 = key.trim_start_matches('H').parse().unwrap();
            sum += (i + 1) * u128::try_from(m.fen.0).unwrap();
        }
    }
    sum % ((1 << 61) - 1)
}

fn number(n: i128, d: u64) -> Given {
    Given::Number(Exact::new(n, d))
}

fn household(i: usize) -> String {
    format!("H{i:07}")
}

fn row(key: String, parent: Option<(&str, String)>, cells: &[(&str, Given)]) -> Row {
    Row {
        key,
        parents: parent.into_iter().collect(),
        cells: cells.iter().map(|(name, given)| (*name, given.clone())).collect(),
    }
}

fn run(period: Period, registers: Vec<(&str, Vec<Row>)>, inputs: &[(&str, Given)]) -> Run {
    Run {
        period,
        record_day: period.last_day(),
        registers: registers.into_iter().map(|(name, rows)| (name.to_owned(), rows)).collect(),
        inputs: inputs.iter().map(|(name, given)| ((*name).to_owned(), given.clone())).collect(),
        balances: BTreeMap::new(),
        carried: BTreeMap::new(),
    }
}

/// Ten-thousandths of a mu; see `land_rent_floor.py`.
fn area(i: usize) -> i128 {
    i128::try_from(1 + i * 7919 % 60000).unwrap()
}

/// One parcel and one lease each, 450.00 yuan a mu for half a year.
fn rent(count: usize) -> Run {
    let period = Period::new("2026-04-01".parse().unwrap(), "2026-09-30".parse().unwrap()).unwrap();
    let days =
        [("租起", Given::Day("2025-04-01".parse().unwrap())), ("租止", Given::Day("2035-03-31".parse().unwrap()))];
    let all = 0..count;
    let parcels = all
        .clone()
        .map(|i| row(format!("P{i:07}"), Some(("户", household(i))), &[("登记亩数", number(area(i), 10_000))]));
    let leases = all.clone().map(|i| row(format!("L{i:07}"), Some(("地块", format!("P{i:07}"))), &days));
    let halves: i128 = all.clone().map(|i| area(i) * 9).sum();
    let total = (halves + 1) / 2;
    let fee = (total * 3 + 50) / 100;
    run(
        period,
        vec![
            ("户", all.map(|i| row(household(i), None, &[])).collect()),
            ("地块", parcels.collect()),
            ("租期", leases.collect()),
        ],
        &[
            ("首年租价", number(900, 1)),
            ("年递增率", number(0, 1)),
            ("服务费率", number(3, 1)),
            ("已满年数", number(0, 1)),
            ("本期年份", number(1, 2)),
            ("到账租金", Given::Number(Fen(i64::try_from(total).unwrap()).yuan())),
            ("到账服务费", Given::Number(Fen(i64::try_from(fee).unwrap()).yuan())),
        ],
    )
}

/// One house each.
fn houses(count: usize) -> Run {
    let period = Period::year(2026).unwrap();
    let house = |i: usize| {
        let cells = [
            ("建筑面积", number(5_000 + i128::try_from(i * 31 % 20_000).unwrap(), 100)),
            ("合同起", Given::Day("2025-04-01".parse().unwrap())),
            ("合同止", Given::Day("2040-03-31".parse().unwrap())),
        ];
        row(format!("B{i:07}"), Some(("户", household(i))), &cells)
    };
    run(
        period,
        vec![
            ("户", (0..count).map(|i| row(household(i), None, &[])).collect()),
            ("房屋", (0..count).map(house).collect()),
        ],
        &[("营业收入", number(2_000_000, 1)), ("到账户部分", number(70_000, 1)), ("到账集体部分", number(30_000, 1))],
    )
}

/// Population and labour shares, every tenth with a retained share.
fn shares(count: usize) -> Run {
    let members = |i: usize| {
        let cells = [
            ("人口股", number(i128::try_from(1 + i % 6).unwrap(), 1)),
            ("农龄股", number(i128::try_from(i * 13 % 4000).unwrap(), 100)),
        ];
        row(household(i), None, &cells)
    };
    let kept = |i: usize| {
        row(
            format!("K{i:07}"),
            Some(("户", household(i))),
            &[("股数", number(1, 1)), ("到期日", Given::Day("2028-12-31".parse().unwrap()))],
        )
    };
    run(
        Period::year(2026).unwrap(),
        vec![("户", (0..count).map(members).collect()), ("保留股", (0..count).step_by(10).map(kept).collect())],
        &[("净收益", number(1_234_567_890, 100)), ("年初未分配", number(0, 1))],
    )
}

/// Counts what is allocated.
struct Counting;

static NOW: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call goes on to the system's allocator with the same arguments.
#[allow(unsafe_code, reason = "an allocator that counts")]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let now = NOW.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        MOST.fetch_max(now, Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), Ordering::Relaxed);
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// MiB in use; starts the peak anew.
fn in_use() -> usize {
    let now = NOW.load(Ordering::Relaxed);
    MOST.store(now, Ordering::Relaxed);
    now >> 20
}

fn peak() -> usize {
    MOST.load(Ordering::Relaxed) >> 20
}
