//! One organization merges into another: what it gave the other takes, and statements from before still hold.

use super::{balance, fen, key, try_record};
use coop_ledger::{
    audit::{Pin, Verdict},
    cooperative::{Cooperative, FirstKey, FixedClock, Founding, audit},
    event::{Attached, Fact, Names, OrganizationChanged},
    log::{Hash, Role},
    unit::Fen,
    verify::verify_statement,
};
use serde_json::{Value, json};
use std::sync::Arc;

fn ledger(name: &str) -> (tempfile::TempDir, Cooperative) {
    let founding = Founding {
        host: "coop.example".into(),
        name: name.into(),
        names: Names { en: name.parse().unwrap(), zh: "社".parse().unwrap() },
        on: "2024-01-01".parse().unwrap(),
        chart: None,
        keys: vec![FirstKey { person: "K01".into(), role: Some(Role::Accountant), key: key() }],
        recovery_threshold: 0,
        clock_confirmed: true,
        tag: None,
        ledger_seed: None,
    };
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(FixedClock("2027-01-31T08:00:00Z".parse().unwrap()));
    let coop =
        Cooperative::create(&folder.path().join("ledger"), &folder.path().join("state"), &founding, clock).unwrap();
    (folder, coop)
}

fn record(coop: &mut Cooperative, facts: &[Value]) {
    for fact in facts {
        try_record(coop, fact).unwrap_or_else(|why| panic!("{fact}: {why}"));
    }
}

fn lines(bank: &str) -> Value {
    json!([
        {"account": "102", "holder": "G-BANK-1", "debit": bank},
        {"account": "112", "holder": "TEN-G", "purpose": "应收租金", "debit": "900.00"},
        {"account": "113", "holder": "H0001", "purpose": "水费", "debit": "60.00"},
        {"account": "211", "holder": "SUP-G", "purpose": "应付购货款", "credit": "1250.00"},
        {"account": "311", "purpose": "历年提取", "credit": "15060.00"},
        {"account": "322", "purpose": "未分配收益", "credit": "3290.00"}])
}

/// The other ledger by its checkpoint.
fn other(coop: &Cooperative) -> Value {
    let head = coop.head();
    json!({"origin": coop.origin().to_string(), "root": head.root.to_string(), "size": head.size})
}

fn changed(act: &str, of: &Cooperative, lines: Value, mirror: Option<Hash>) -> Value {
    let mut fact = json!({"on": "2026-01-10", "kind": "organization.changed", "act": act, "cut": "2026-01-09",
        "other": other(of), "lines": lines, "document": "HB-1", "resolution": "R-9",
        "codes": [{"old": "H0001", "new": "H0026"}]});
    if let Some(mirror) = mirror {
        fact["mirror"] = json!(mirror.to_string());
    }
    fact
}

fn said(coop: &Cooperative) -> OrganizationChanged {
    let index = coop.books().size() - 1;
    let found = (0..=index).rev().find_map(|index| match coop.entry(index).unwrap().event {
        event if matches!(event.attached, Attached::Lines(_)) => None,
        event => match event.fact {
            Fact::OrganizationChanged(said) => Some(said),
            _ => None,
        },
    });
    found.unwrap()
}

#[test]
fn what_one_gives_the_other_takes_line_for_line_and_who_gave_everything_is_over() {
    let ((g_folder, mut g), (v_folder, mut v)) = (ledger("g"), ledger("v"));
    record(
        &mut g,
        &[
            json!({"on": "2024-01-01", "kind": "bank.registered", "account": "G-BANK-1", "owner": "G", "ownership": "collective"}),
            json!({"on": "2024-01-01", "kind": "household.enrolled", "household": "H0001", "members": 3, "name": "甲户"}),
            json!({"on": "2024-01-01", "kind": "opening.recorded", "lines": lines("18640.00")}),
        ],
    );
    record(
        &mut v,
        &[
            json!({"on": "2024-01-01", "kind": "bank.registered", "account": "G-BANK-1", "owner": "V", "ownership": "collective"}),
            json!({"on": "2026-01-10", "kind": "household.enrolled", "household": "H0026", "members": 3}),
        ],
    );
    let before = g.statement(&"H0001".parse().unwrap(), "2025-12-31".parse().unwrap()).unwrap();
    let two = |debit: &str, credit: &str| json!([{"account": "102", "holder": "G-BANK-1", "debit": debit}, {"account": "311", "purpose": "历年提取", "credit": credit}]);
    for (fact, code) in [
        (changed("merged_out", &v, two("18640.01", "18640.01"), None), "lines_above_balance"),
        (changed("merged_out", &v, two("100.00", "90.00"), None), "lines_do_not_balance"),
        (changed("merged_out", &v, two("100.00", "100.00"), None), "open_amounts"),
        (changed("merged_out", &v, lines("18640.00"), Some(Hash::ZERO)), "mirror_differs"),
        (changed("merged_out", &g, lines("18640.00"), None), "bad_value"),
    ] {
        let why = try_record(&mut g, &fact).unwrap_err();
        assert!(why.contains(code), "{code}: {why}");
    }
    record(&mut g, &[changed("merged_out", &v, lines("18640.00"), None)]);
    let given = said(&g);
    assert_eq!(given.roll.map(|roll| roll.count), Some(1));
    let nothing = ["102", "112", "113", "211", "311", "322"].map(|account| g.books().accounts().balance_of(account));
    assert_eq!(nothing, [Fen::ZERO; 6]);
    let late = json!({"on": "2026-01-11", "kind": "receipt.recorded", "into": "G-BANK-1",
        "parts": [{"part": "other_income", "holder": "TEN-G", "purpose": "x", "amount": "1.00"}]});
    assert!(try_record(&mut g, &late).unwrap_err().contains("organization_over"));
    let mut wrong = changed("merged_in", &g, lines("18641.00"), given.mirror);
    assert!(try_record(&mut v, &wrong).unwrap_err().contains("mirror_differs"));
    wrong = changed("merged_in", &g, lines("18640.00"), None);
    assert!(try_record(&mut v, &wrong).unwrap_err().contains("member_missing"));
    record(&mut v, &[changed("merged_in", &g, lines("18640.00"), given.mirror)]);
    let taken = said(&v);
    assert_eq!((taken.mirror, &taken.lines), (given.mirror, &given.lines));
    // each names the other as it stood
    assert_eq!((given.other.origin, taken.other.origin), (v.origin().clone(), g.origin().clone()));
    assert_eq!(taken.other.size, g.head().size);
    assert_eq!(balance(v.books(), "102", "G-BANK-1", ""), fen("18640.00"));
    // under the code that the household has there
    assert_eq!(balance(v.books(), "113", "H0026", "水费"), fen("60.00"));
    assert_eq!(balance(v.books(), "113", "H0001", "水费"), Fen::ZERO);
    assert_eq!(balance(v.books(), "211", "SUP-G", "应付购货款"), fen("-1250.00"));
    assert_eq!(balance(v.books(), "322", "", "未分配收益"), fen("-3290.00"));
    // what was proven before is proven still, and of the day before the cut nothing is told otherwise
    let after = g.statement(&"H0001".parse().unwrap(), "2026-12-31".parse().unwrap()).unwrap();
    let taken_in = v.statement(&"H0026".parse().unwrap(), "2026-12-31".parse().unwrap()).unwrap();
    for (statement, ledger) in [(&before, &g), (&after, &g), (&taken_in, &v)] {
        let verified = verify_statement(statement, &ledger.books().opened().vkey);
        assert!(verified.findings.is_empty(), "{}: {:?}", statement.household, verified.findings);
    }
    for folder in [g_folder, v_folder] {
        let report = audit(&folder.path().join("ledger"), &Pin::default(), &mut |_, _| {}).unwrap().report;
        assert_ne!(report.verdict, Verdict::Fail, "{:?}", report.findings);
    }
}
