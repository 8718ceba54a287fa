//! A thin whole: one household through every room.

use coop_ledger::{
    cooperative::{Cooperative, FirstKey, FixedClock, Founding, audit},
    decide::read_json_lines,
    event::Names,
    log::{Role, SigningKey},
    audit::{Pin, Verdict},
};
use std::sync::Arc;

fn clock() -> Arc<FixedClock> {
    Arc::new(FixedClock("2024-03-26T08:00:00Z".parse().unwrap()))
}

fn founding() -> Founding {
    Founding {
        host: "coop.example".into(),
        name: "tianfu-a".into(),
        names: Names { en: "example".parse().unwrap(), zh: "示例".parse().unwrap() },
        on: "2024-01-01".parse().unwrap(),
        chart: None,
        keys: vec![FirstKey { person: "K001".into(), role: Some(Role::Accountant), key: SigningKey::from_seed([1; 32]) }],
        recovery_threshold: 1,
        tag: Some([1; 8]),
        ledger_seed: Some([2; 32]),
    }
}

#[test]
fn a_household_is_enrolled_recorded_reopened_and_audited() {
    let folder = tempfile::tempdir().unwrap();
    let (ledger, state) = (folder.path().join("ledger"), folder.path().join("state"));
    let mut coop = Cooperative::create(&ledger, &state, &founding(), clock()).unwrap();
    let text = r#"{"id":"1","on":"2024-01-01","kind":"class.set","class":"population","unit":"member","regime":"open"}
{"id":"2","on":"2024-01-01","kind":"household.enrolled","household":"H0001","members":4,"shares":{"population":"4"},"name":"某户"}"#;
    let requests: Vec<_> = read_json_lines(text).into_iter().map(|(_, r)| r.unwrap()).collect();
    let key = SigningKey::from_seed([1; 32]);
    let recorded = coop.record(&requests, &key).unwrap();
    assert_eq!(recorded.len(), 2);
    let again = coop.record(&requests, &key).unwrap();
    assert!(again.iter().all(|r| r.outcome == coop_ledger::cooperative::Outcome::Already));
    drop(coop);
    let opened = Cooperative::open(&ledger, &state, clock()).unwrap();
    assert_eq!(opened.cooperative.books().size, 3);
    drop(opened);
    let audited = audit(&ledger, &Pin::default(), &mut |_, _| {}).unwrap();
    assert_eq!(audited.report.verdict, Verdict::Pass, "{:#?}", audited.report.findings);
}

#[test]
fn a_long_ledger_is_opened_from_its_snapshot_with_the_same_books_and_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (ledger, state) = (folder.path().join("ledger"), folder.path().join("state"));
    let key = SigningKey::from_seed([1; 32]);
    let party = |n: usize| {
        format!(r#"{{"id":"p{n}","on":"2024-01-01","kind":"party.registered","party":"OP-{n}","role":"operator"}}"#)
    };
    let requests = |lines: &[String]| -> Vec<_> {
        read_json_lines(&lines.join("\n")).into_iter().map(|(_, r)| r.unwrap()).collect()
    };
    let many: Vec<String> = (0..2_500).map(party).collect();
    let mut coop = Cooperative::create(&ledger, &state, &founding(), clock()).unwrap();
    coop.record(&requests(&many), &key).unwrap();
    drop(coop);
    let from_zero = Cooperative::open(&ledger, &state, clock()).unwrap().cooperative;
    let expected = format!("{:?}", from_zero.books().registers);
    drop(from_zero);
    assert!(ledger.join("index").exists(), "a snapshot was kept");
    let mut from_snapshot = Cooperative::open(&ledger, &state, clock()).unwrap().cooperative;
    assert_eq!(format!("{:?}", from_snapshot.books().registers), expected);
    assert_eq!(from_snapshot.books().chart.accounts.len(), 42);
    let next = requests(&[party(9_999)]);
    assert_eq!(from_snapshot.record(&next, &key).unwrap().first().unwrap().index, 2_501);
    drop(from_snapshot);
    let report = audit(&ledger, &Pin::default(), &mut |_, _| {}).unwrap().report;
    assert_eq!((report.verdict, report.size), (Verdict::Pass, 2_502), "{:#?}", report.findings);
    // and without the index everything is as before
    std::fs::remove_dir_all(ledger.join("index")).unwrap();
    let again = Cooperative::open(&ledger, &state, clock()).unwrap().cooperative;
    assert_eq!(again.books().size, 2_502);
}
