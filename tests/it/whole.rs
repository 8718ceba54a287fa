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
