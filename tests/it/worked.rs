//! Sheets with examples worked out by hand; each file of `worked/` says its own figures.

use coop_ledger::{
    event::How,
    rules::{ByName, Given, Place, Row, Run, Stop, compute, examples, explained},
    scheme::{CheckedSheet, read},
    unit::{Day, Exact, Fen, Lang, Period, Say},
};
use std::collections::BTreeMap;

fn sheet(name: &str, text: &str) -> CheckedSheet {
    match read(text) {
        Ok(sheet) => sheet,
        Err(found) => panic!("{name}: {found:#?}"),
    }
}

#[test]
fn every_case_meets_its_own_expectations() {
    let cases = [
        ("dated", include_str!("worked/dated.sheet")),
        ("each-source", include_str!("worked/each-source.sheet")),
        ("memory", include_str!("worked/memory.sheet")),
        ("pieces", include_str!("worked/pieces.sheet")),
        ("shortage", include_str!("worked/shortage.sheet")),
        ("villages", include_str!("worked/villages.sheet")),
        ("whole-yuan", include_str!("worked/whole-yuan.sheet")),
    ];
    for (name, text) in cases {
        let results = examples(&sheet(name, text));
        assert!(!results.is_empty(), "{name} has no example");
        for result in results {
            assert!(result.passed, "{name}: {result:#?}");
        }
    }
}

/// Two households, one parcel each, 1000 yuan a mu; 3000.00 due.
fn facts(paid_in: i64) -> Run {
    let day = |text: &str| text.parse::<Day>().unwrap();
    let parcel = |key: &str, household: &str, mu: i128| Row {
        key: key.to_owned(),
        parents: ByName::from([("户", household.to_owned())]),
        cells: ByName::from([("面积", Given::Number(Exact::whole(mu)))]),
    };
    let household = |key: &str| Row { key: key.to_owned(), ..Row::default() };
    Run {
        period: Period::year(2024).unwrap(),
        record_day: day("2024-12-31"),
        registers: BTreeMap::from([
            ("户".to_owned(), vec![household("H2"), household("H1")]),
            ("地块".to_owned(), vec![parcel("P2", "H2", 2), parcel("P1", "H1", 1)]),
        ]),
        inputs: BTreeMap::from([
            ("租价".to_owned(), Given::Number(Exact::whole(1000))),
            ("缴款".to_owned(), Given::Number(Exact::new(paid_in.into(), 100))),
        ]),
        balances: BTreeMap::from([("保障金".to_owned(), BTreeMap::from([(String::new(), Fen(60_000))]))]),
        carried: BTreeMap::new(),
    }
}

#[test]
fn facts_that_do_not_fit_the_declarations_are_refused_by_name() {
    let sheet = sheet("shortage", include_str!("worked/shortage.sheet"));
    assert!(compute(&sheet, &facts(300_000)).is_ok());
    let refused = |change: fn(&mut Run), named: &str, was: &str| {
        let mut run = facts(300_000);
        change(&mut run);
        match compute(&sheet, &run) {
            Err(Stop::BadInput { name, found, line, .. }) => {
                assert_eq!((name.as_str(), found.say(Lang::En).as_str()), (named, was));
                assert!(line > 0);
            }
            other => panic!("{named}: {other:?}"),
        }
    };
    fn parcel(run: &mut Run) -> &mut Row {
        &mut run.registers.get_mut("地块").unwrap()[0]
    }
    fn area(run: &mut Run, given: Given) {
        parcel(run).cells.insert("面积", given);
    }
    refused(
        |r| {
            r.registers.remove("地块");
        },
        "地块",
        "none",
    );
    refused(
        |r| {
            parcel(r).key = "P1".to_owned();
        },
        "地块",
        "two",
    );
    refused(
        |r| {
            parcel(r).parents.remove("户");
        },
        "户",
        "none",
    );
    refused(
        |r| {
            parcel(r).parents.insert("户", "H9".to_owned());
        },
        "户",
        "H9",
    );
    refused(|r| area(r, Given::Missing), "面积", "nothing");
    refused(|r| area(r, Given::Number(Exact::zero())), "面积", "0");
    refused(|r| area(r, Given::Truth(true)), "面积", "true");
    refused(
        |r| {
            r.inputs.remove("租价");
        },
        "租价",
        "nothing",
    );
    refused(
        |r| {
            r.inputs.insert("租价".to_owned(), Given::Number(Exact::whole(-1)));
        },
        "租价",
        "-1",
    );
    refused(
        |r| {
            r.inputs.insert("缴款".to_owned(), Given::Number(Exact::new(1, 1000)));
        },
        "缴款",
        "0.001",
    );
    refused(
        |r| {
            r.balances.get_mut("保障金").unwrap().insert(String::new(), Fen(-1));
        },
        "保障金",
        "-0.01",
    );
    refused(
        |r| {
            r.balances.get_mut("保障金").unwrap().insert("H1".to_owned(), Fen(1));
        },
        "保障金",
        "H1 0.01",
    );
}

#[test]
fn a_line_paid_by_three_has_three_moves_and_a_reason_for_each() {
    let sheet = sheet("shortage", include_str!("worked/shortage.sheet"));
    let run = facts(200_000);
    let (outcome, reasons) = explained(&sheet, &run).unwrap();
    assert_eq!(compute(&sheet, &run).as_ref(), Ok(&outcome), "explained or not");
    let to_h2: Vec<(&Place, i64)> = outcome
        .moves
        .iter()
        .filter(|m| matches!(&m.to, Place::Payee { key, .. } if key == "H2"))
        .map(|m| (&m.from, m.fen.0))
        .collect();
    let pot = Place::Pot { name: "缴款".to_owned(), key: String::new() };
    let bond = Place::Account { name: "保障金".to_owned(), key: String::new() };
    let guarantor = Place::Party("担保公司".to_owned());
    // 2000.00 and 600.00 are split 1 : 2 over what each lacks, the guarantor pays the rest
    assert_eq!(to_h2, [(&pot, 133_333), (&bond, 40_000), (&guarantor, 26_667)]);
    assert_eq!(outcome.closing["保障金"][""], Fen(0));
    assert_eq!(outcome.cells.row("租金", "地块", "P2"), Some(Given::Number(Exact::whole(2000))));

    let h2 = &reasons[&("户".to_owned(), "H2".to_owned())];
    assert_eq!(h2.len(), 3);
    assert!(h2.iter().all(|r| r.how == How::Rate && r.rows.len() == 1 && r.rows[0].key == "P2"));
    let exact = h2.iter().fold(Exact::zero(), |sum, r| &sum + &r.exact);
    assert_eq!(exact, Exact::whole(2000));
}

#[test]
fn the_order_of_rows_changes_nothing() {
    let sheet = sheet("shortage", include_str!("worked/shortage.sheet"));
    let (run, mut turned) = (facts(123_457), facts(123_457));
    turned.registers.values_mut().for_each(|rows| rows.reverse());
    assert_eq!(compute(&sheet, &run), compute(&sheet, &turned));
}

#[test]
fn a_run_that_stops_gives_no_reasons() {
    let sheet = sheet("shortage", include_str!("worked/shortage.sheet"));
    let run = Run { registers: BTreeMap::new(), ..facts(200_000) };
    assert_eq!(explained(&sheet, &run).map(|_| ()), compute(&sheet, &run).map(|_| ()));
    assert!(explained(&sheet, &run).is_err());
}
