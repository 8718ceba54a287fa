//! A second calculator: plain loops over whole numbers, nothing shared with `rules`. Random
//! registers go through both.

mod edges;

use coop_ledger::{
    event::How,
    rules::{self, Given, Move, Outcome, Place, Row, Run, Stop},
    scheme::{self, CheckedSheet},
    unit::{Day, Exact, Fen, Period},
};
use std::collections::BTreeMap;

// ------------------------------------------------------------ the second calculator

/// Shares `pool` by whole weights: floors, then one each to the largest remainder not yet served,
/// the first among equals.
fn share(pool: i128, weights: &[i128]) -> Vec<i128> {
    let mut total = 0;
    for w in weights {
        total += w;
    }
    let mut parts = Vec::new();
    let mut rests = Vec::new();
    let mut left = pool;
    for w in weights {
        parts.push(pool * w / total);
        rests.push(pool * w % total);
        left -= pool * w / total;
    }
    while left > 0 {
        let mut best = 0;
        for i in 0..rests.len() {
            if rests[i] > rests[best] {
                best = i;
            }
        }
        parts[best] += 1;
        rests[best] = -1;
        left -= 1;
    }
    parts
}

/// Fractions of a fen `n/d` with one d: half up of the sum, floors, largest rests.
fn one_total(numerators: &[i128], d: i128) -> Vec<i128> {
    let mut sum = 0;
    let mut parts = Vec::new();
    let mut rests = Vec::new();
    for n in numerators {
        sum += n;
        parts.push(n / d);
        rests.push(n % d);
    }
    let mut left = (2 * sum + d) / (2 * d);
    for p in &parts {
        left -= p;
    }
    while left > 0 {
        let mut best = 0;
        for i in 0..rests.len() {
            if rests[i] > rests[best] {
                best = i;
            }
        }
        parts[best] += 1;
        rests[best] = -1;
        left -= 1;
    }
    parts
}

fn half_up(n: i128, d: i128) -> i128 {
    (2 * n + d) / (2 * d)
}

// ------------------------------------------------------------ random facts

/// A small generator with a stated seed: the same cases on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) % n
    }
    fn shuffle<T>(&mut self, list: &mut [T]) {
        for i in (1..list.len()).rev() {
            list.swap(i, self.below(i as u64 + 1) as usize);
        }
    }
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}
fn number(n: i128, d: u64) -> Given {
    Given::Number(Exact::new(n, d))
}
fn household(i: usize) -> String {
    format!("H{i:04}")
}
fn row(key: String, parents: &[(&str, String)], cells: Vec<(&str, Given)>) -> Row {
    Row { key, parents: parents.iter().map(|(r, k)| (*r, k.clone())).collect(), cells: cells.into_iter().collect() }
}
fn run(first: &str, last: &str, registers: Vec<(&str, Vec<Row>)>, inputs: Vec<(&str, Given)>) -> Run {
    Run {
        period: Period::new(day(first), day(last)).unwrap(),
        record_day: day(last),
        registers: registers.into_iter().map(|(n, r)| (n.to_owned(), r)).collect(),
        inputs: inputs.into_iter().map(|(n, g)| (n.to_owned(), g)).collect(),
        balances: BTreeMap::new(),
        carried: BTreeMap::new(),
    }
}
fn sheet(text: &str) -> CheckedSheet {
    match scheme::read(text) {
        Ok(sheet) => sheet,
        Err(found) => panic!("{found:?}"),
    }
}
/// Fen by key of the household that was paid.
fn paid(outcome: &Outcome) -> BTreeMap<String, i128> {
    let mut by = BTreeMap::new();
    for Move { to, fen, .. } in &outcome.moves {
        if let Place::Payee { key, .. } = to {
            *by.entry(key.clone()).or_insert(0) += i128::from(fen.0);
        }
    }
    by
}
fn without_zeros(lines: Vec<(String, i128)>) -> BTreeMap<String, i128> {
    lines.into_iter().filter(|(_, fen)| *fen != 0).collect()
}

// ------------------------------------------------------------ the sheets

const RENT: &str = include_str!("reference/rent.sheet");
const POOL: &str = include_str!("reference/pool.sheet");
const POINTS: &str = include_str!("reference/points.sheet");
const RETURN: &str = include_str!("reference/return.sheet");
const SHORT: &str = include_str!("reference/short.sheet");

// ------------------------------------------------------------ claims

/// Random cases of each of the five rules below: 100,000 together, of 1 to 40 households.
const CASES: usize = 20_000;

/// Random parcels with days in force; gives the run without the receipt, and each household's
/// numerator over 200 · days of the period.
fn rent_facts(dice: &mut Dice, households: usize) -> (Run, Vec<(String, i128)>, i128) {
    let (first, last, days) = (day("2024-04-01"), day("2024-09-30"), 183_i128);
    let price = 60_000 + dice.below(60_000) as i128;
    let (mut people, mut parcels, mut terms, mut lines) = (vec![], vec![], vec![], vec![]);
    for h in 0..households {
        people.push(row(household(h), &[], vec![]));
        let mut numerator = 0;
        for p in 0..dice.below(4) {
            let key = format!("P{h:04}{p}");
            let mu = 1 + dice.below(900) as i128;
            let (from, to) = (dice.below(120) as i64 - 40, dice.below(160) as i64 + 60);
            let start = first.plus_days(from).unwrap();
            let end = first.plus_days(to).unwrap();
            let mut count = 0;
            let mut at = first;
            while at <= last {
                if start <= at && at <= end {
                    count += 1;
                }
                at = at.plus_days(1).unwrap();
            }
            numerator += mu * price * count;
            parcels.push(row(key.clone(), &[("户", household(h))], vec![("登记亩数", number(mu, 100))]));
            let span = vec![("租起", Given::Day(start)), ("租止", Given::Day(end))];
            terms.push(row(format!("{key}-1"), &[("地块", key)], span));
        }
        lines.push((household(h), numerator));
    }
    dice.shuffle(&mut people);
    dice.shuffle(&mut parcels);
    dice.shuffle(&mut terms);
    let facts = run(
        "2024-04-01",
        "2024-09-30",
        vec![("户", people), ("地块", parcels), ("租期", terms)],
        vec![("租价", number(price, 100)), ("本期年份", number(1, 2))],
    );
    (facts, lines, 200 * days)
}

#[test]
fn rent_lines_agree_with_plain_loops_and_a_fen_more_or_less_is_refused() {
    let (sheet, mut dice) = (sheet(RENT), Dice(1));
    for _ in 0..CASES {
        let households = 1 + dice.below(40) as usize;
        let (mut facts, lines, d) = rent_facts(&mut dice, households);
        let numerators: Vec<i128> = lines.iter().map(|(_, n)| *n).collect();
        let parts = one_total(&numerators, d);
        let total: i128 = parts.iter().sum();
        facts.inputs.insert("到账租金".to_owned(), number(total, 100));
        let outcome = rules::compute(&sheet, &facts).unwrap();
        let expected = without_zeros(lines.iter().map(|(h, _)| h.clone()).zip(parts).collect());
        assert_eq!(paid(&outcome), expected);

        facts.inputs.insert("到账租金".to_owned(), number(total + 1, 100));
        assert!(matches!(rules::compute(&sheet, &facts), Err(Stop::Required { line: 16, .. })));
        if total > 0 {
            facts.inputs.insert("到账租金".to_owned(), number(total - 1, 100));
            let stop = rules::compute(&sheet, &facts);
            assert!(matches!(stop, Err(Stop::Short { need, held, .. }) if need.0 == held.0 + 1), "{stop:?}");
        }
    }
    println!("{CASES} random cases, no difference");
}

#[test]
fn a_pool_by_weights_agrees_with_plain_loops_and_the_collective_named_first_wins_ties() {
    let (sheet, mut dice) = (sheet(POOL), Dice(2));
    for _ in 0..CASES {
        let households = 1 + dice.below(40) as usize;
        let (mut people, mut parcels) = (vec![], vec![]);
        let mut weights = vec![dice.below(3) as i128 * 250];
        for h in 0..households {
            people.push(row(household(h), &[], vec![]));
            let mut sum = 0;
            for p in 0..dice.below(3) {
                let parts = dice.below(4) as i128 * 50;
                sum += parts;
                let cells = vec![("份数", number(parts, 100))];
                parcels.push(row(format!("P{h:04}{p}"), &[("户", household(h))], cells));
            }
            weights.push(sum);
        }
        dice.shuffle(&mut people);
        dice.shuffle(&mut parcels);
        let pool = dice.below(100_000) as i128;
        let facts = run(
            "2024-01-01",
            "2024-12-31",
            vec![("户", people), ("地块", parcels)],
            vec![("到账", number(pool, 100)), ("集体份", number(weights[0], 100))],
        );
        let outcome = rules::compute(&sheet, &facts).unwrap();
        let parts = if weights.iter().all(|w| *w == 0) {
            let mut all = vec![0; weights.len()];
            all[0] = pool;
            all
        } else {
            share(pool, &weights)
        };
        let lines = (0..households).map(household).zip(parts[1..].iter().copied());
        assert_eq!(paid(&outcome), without_zeros(lines.collect()));
        let collective: i64 =
            outcome.moves.iter().filter(|m| m.to == Place::Party("集体".to_owned())).map(|m| m.fen.0).sum();
        assert_eq!(i128::from(collective), parts[0]);
    }
    println!("{CASES} random cases, no difference");
}

#[test]
fn points_agree_with_plain_loops_through_loss_reserve_and_cut() {
    let (sheet, mut dice) = (sheet(POINTS), Dice(3));
    for _ in 0..CASES {
        let households = 1 + dice.below(40) as usize;
        let net = dice.below(60_000_000) as i128 - 10_000_000;
        let open = dice.below(8_000_000) as i128 - 4_000_000;
        let collective = dice.below(500) as i128;
        let mut weights = vec![collective * 100];
        let mut people = Vec::new();
        for h in 0..households {
            let (heads, labour) = (dice.below(7) as i128, dice.below(9_000) as i128);
            weights.push(heads * 1_000 + labour);
            let cells = vec![("人口股", number(heads, 1)), ("农龄股", number(labour, 100))];
            people.push(row(household(h), &[], cells));
        }
        dice.shuffle(&mut people);
        let facts = run(
            "2024-01-01",
            "2024-12-31",
            vec![("户", people)],
            vec![("净收益", number(net, 100)), ("年初未分配", number(open, 100)), ("集体股", number(collective, 1))],
        );
        let loss = if open < 0 { -open } else { 0 };
        let base = if net > loss { net - loss } else { 0 };
        let reserve = half_up(base * 30, 100);
        let rest = open + net - reserve;
        let pool = if rest > 0 { rest * 80 / 100 / 100 * 100 } else { 0 };
        let outcome = rules::compute(&sheet, &facts).unwrap();
        assert_eq!(outcome.closing["公积金"][""], Fen(reserve as i64));
        if pool == 0 || weights.iter().all(|w| *w == 0) {
            assert!(paid(&outcome).is_empty());
            continue;
        }
        let parts = share(pool, &weights);
        let lines = (0..households).map(household).zip(parts[1..].iter().copied());
        assert_eq!(paid(&outcome), without_zeros(lines.collect()));
    }
    println!("{CASES} random cases, no difference");
}

#[test]
fn a_fixed_return_agrees_with_plain_loops_and_what_is_too_much_is_refused() {
    let (sheet, mut dice) = (sheet(RETURN), Dice(4));
    for _ in 0..CASES {
        let households = 1 + dice.below(30) as usize;
        let (first, last) = (day("2025-01-01"), day("2025-12-31"));
        let (mut people, mut capital, mut common) = (vec![], vec![], vec![]);
        let deposit = |dice: &mut Dice| {
            let yuan = 100 * (1 + dice.below(400) as i128);
            let since = first.plus_days(dice.below(400) as i64 - 100).unwrap();
            let from = if since > first { since } else { first };
            let mut days = 0;
            let mut at = from;
            while at <= last {
                days += 1;
                at = at.plus_days(1).unwrap();
            }
            (yuan * days, vec![("本金", number(yuan, 1)), ("起算日", Given::Day(since))])
        };
        let mut weights = vec![0; households];
        for (h, weight) in weights.iter_mut().enumerate() {
            people.push(row(household(h), &[], vec![]));
            for c in 0..dice.below(3) {
                let (days, cells) = deposit(&mut dice);
                *weight += days;
                capital.push(row(format!("C{h:04}{c}"), &[("户", household(h))], cells));
            }
        }
        let mut collective = 0;
        if dice.below(2) == 0 {
            let (days, cells) = deposit(&mut dice);
            collective = days;
            common.push(row("K1".to_owned(), &[], cells));
        }
        dice.shuffle(&mut capital);
        let own: i128 = weights.iter().sum();
        // capital-days × 6 % ÷ 365 in fen
        let total = half_up((own + collective) * 600, 36_500);
        let facts = |fen: i128| {
            run(
                "2025-01-01",
                "2025-12-31",
                vec![("户", people.clone()), ("出资", capital.clone()), ("集体出资", common.clone())],
                vec![("确认收益", number(fen, 100))],
            )
        };
        assert!(matches!(rules::compute(&sheet, &facts(total + 1)), Err(Stop::Required { .. })));
        let outcome = rules::compute(&sheet, &facts(total)).unwrap();
        if total == 0 || own == 0 {
            assert!(paid(&outcome).is_empty());
            continue;
        }
        let part = half_up(total * own, own + collective);
        let lines = (0..households).map(household).zip(share(part, &weights));
        assert_eq!(paid(&outcome), without_zeros(lines.collect()));
    }
    println!("{CASES} random cases, no difference");
}

#[test]
fn what_is_short_comes_from_the_bond_and_then_every_line_is_scaled() {
    let (sheet, mut dice) = (sheet(SHORT), Dice(5));
    for round in 0..CASES {
        let households = 1 + dice.below(30) as usize;
        let price = 10_000 + dice.below(90_000) as i128;
        let (mut people, mut exact) = (vec![], vec![]);
        for h in 0..households {
            let mu = 1 + dice.below(500) as i128;
            exact.push(mu * price);
            people.push(row(household(h), &[], vec![("面积", number(mu, 100))]));
        }
        dice.shuffle(&mut people);
        let mut due = Vec::new();
        for e in &exact {
            due.push(half_up(*e, 100));
        }
        let need: i128 = due.iter().sum();
        let came = need * dice.below(130) as i128 / 100;
        let bond = need * dice.below(60) as i128 / 100;
        let mut facts = run(
            "2024-01-01",
            "2024-12-31",
            vec![("户", people)],
            vec![("租价", number(price, 100)), ("到账", number(came, 100))],
        );
        let opening = BTreeMap::from([(String::new(), Fen(bond as i64))]);
        facts.balances.insert("保障金".to_owned(), opening);
        let outcome = rules::compute(&sheet, &facts).unwrap();
        let lines = if came + bond >= need { due } else { share(came + bond, &exact) };
        let expected = (0..households).map(household).zip(lines).collect();
        assert_eq!(paid(&outcome), without_zeros(expected), "round {round}");
        let drawn = if came >= need { 0 } else { bond.min(need - came) };
        assert_eq!(outcome.closing["保障金"][""], Fen((bond - drawn) as i64));
    }
    println!("{CASES} random cases, no difference");
}

#[test]
fn the_first_rent_of_the_small_village_is_paid_to_the_fen() {
    let (sheet, table) = (sheet(RENT), include_str!("reference/land-rent.csv"));
    let (mut people, mut parcels, mut terms, mut expected) = (vec![], vec![], vec![], BTreeMap::new());
    for line in table.lines().skip(1) {
        let [household, parts, _, _, amount] = line.split(',').collect::<Vec<_>>()[..] else {
            panic!("{line}: expected five columns");
        };
        people.push(row(household.to_owned(), &[], vec![]));
        for (i, mu) in parts.split('+').enumerate() {
            let key = format!("{household}-{i}");
            let mu = Given::Number(mu.parse().unwrap());
            parcels.push(row(key.clone(), &[("户", household.to_owned())], vec![("登记亩数", mu)]));
            let span = vec![("租起", Given::Day(day("2024-04-01"))), ("租止", Given::Day(day("2034-03-31")))];
            terms.push(row(format!("{key}-1"), &[("地块", key)], span));
        }
        expected.insert(household.to_owned(), i128::from(amount.parse::<Fen>().unwrap().0));
    }
    let facts = run(
        "2024-04-01",
        "2024-09-30",
        vec![("户", people), ("地块", parcels), ("租期", terms)],
        vec![("租价", number(88_350, 100)), ("本期年份", number(1, 2)), ("到账租金", number(6_627_575, 100))],
    );
    let (outcome, reasons) = rules::explained(&sheet, &facts).unwrap();
    assert_eq!(outcome.moves.len(), 28);
    assert_eq!(paid(&outcome), expected);

    // every line is explained down to area × price × part of the year × days
    assert_eq!(reasons.len(), 28);
    let first = &reasons[&("户".to_owned(), "H0001".to_owned())][0];
    assert_eq!(
        (first.amount.to_string(), first.exact.to_string()),
        ("3931.58".to_owned(), "1572630/400".parse::<Exact>().unwrap().to_string())
    );
    assert_eq!(first.rows.len(), 3);
    let terms: Vec<_> =
        first.rows[0].terms.iter().map(|t| (t.name.as_str(), t.value.as_str(), t.unit.as_str())).collect();
    assert_eq!(
        terms,
        [
            ("地块.登记亩数", "2.16", "亩"),
            ("租价", "883.5", "元/亩/年"),
            ("本期年份", "0.5", "年"),
            ("天数(…)", "183", "天"),
            ("天数(…)", "183", "天"),
        ]
    );
}

#[test]
fn every_example_of_every_shipped_sheet_is_met() {
    for shipped in scheme::shipped::all() {
        let results = rules::examples(&sheet(shipped.text));
        assert!(!results.is_empty(), "{} {} has no example", shipped.id, shipped.version);
        for result in results {
            assert!(result.passed, "{} {}: {result:#?}", shipped.id, shipped.version);
        }
    }
}

#[test]
fn a_dividend_is_explained_by_its_points_their_figures_and_the_pool() {
    let shipped = scheme::shipped::by_id("distribution", 1).unwrap();
    let sheet = sheet(shipped.text);
    let shares = |heads: i128, labour: i128| vec![("人口股", number(heads, 1)), ("农龄股", number(labour, 1))];
    let people = vec![row("H1".into(), &[], shares(3, 12)), row("H2".into(), &[], shares(2, 8))];
    let kept = vec![("股数", number(1, 1)), ("到期日", Given::Day(day("2026-12-31")))];
    let facts = run(
        "2025-01-01",
        "2025-12-31",
        vec![("户", people), ("保留股", vec![row("K1".into(), &[("户", "H2".into())], kept)])],
        vec![("净收益", number(100_000, 1)), ("年初未分配", number(-20_000, 1)), ("集体股", number(20, 1))],
    );
    let (_, reasons) = rules::explained(&sheet, &facts).unwrap();
    let [reason] = &reasons[&("户".to_owned(), "H2".to_owned())][..] else { panic!("one line") };
    assert_eq!(reason.amount.to_string(), "17024.00"); // 44 800 × 38 ÷ 100
    let how = How::Share {
        of: Exact::whole(100),
        pool: "44800.00".parse().unwrap(),
        unit: "股".to_owned(),
        weight: Exact::whole(38),
    };
    assert_eq!(reason.how, how);
    let own = &reason.rows[0];
    let terms: Vec<_> = own.terms.iter().map(|t| (t.name.as_str(), t.value.as_str())).collect();
    assert_eq!(terms, [("人口股", "2"), ("合计(…)", "1"), ("人口股折算", "10"), ("农龄股", "8")]);
    assert_eq!((own.key.as_str(), reason.rows[1].key.as_str()), ("H2", "K1"));
}

#[test]
fn every_example_of_every_good_case_is_met() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemes");
    let mut ran = 0;
    for case in std::fs::read_dir(folder).unwrap() {
        let good = case.unwrap().path().join("good");
        for file in std::fs::read_dir(&good).into_iter().flatten() {
            let path = file.unwrap().path();
            for result in rules::examples(&sheet(&std::fs::read_to_string(&path).unwrap())) {
                assert!(result.passed, "{}: {result:#?}", path.display());
                ran += 1;
            }
        }
    }
    assert!(ran > 0, "no good case has an example");
}
