//! One organization merges into another: what it gave the other takes, and statements from before still hold.

use super::{balance, fen, try_record};
use crate::founded::founded;
use coop_ledger::{
    audit::{FindingCode, Pin, Report, Verdict},
    cooperative::{Audited, Cooperative, audit},
    event::{Attached, Fact, OrganizationChanged},
    log::Hash,
    screen::ScreenCode,
    unit::Fen,
    verify::verify_statement,
};
use serde_json::{Value, json};

fn ledger(name: &str) -> (tempfile::TempDir, Cooperative) {
    founded(name, "2024-01-01", None, "2027-01-31T08:00:00Z")
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
    for (own, other) in [(&g_folder, &v_folder), (&v_folder, &g_folder)] {
        let alone = audited(own).report;
        assert_eq!((alone.findings.len(), asked(&alone)), (0, 1), "{:?}", alone.findings);
        let both = beside(own, other);
        assert_eq!((both.verdict, asked(&both)), (Verdict::Pass, 0), "{:?}", both.findings);
    }
    // it came once, and nothing is left of who was taken in
    let mut again = changed("merged_in", &g, lines("18640.00"), given.mirror);
    assert!(try_record(&mut v, &again).unwrap_err().contains("handed_over_already"));
    again["act"] = json!("divided_in");
    again["cut"] = json!("2026-01-08");
    assert!(try_record(&mut v, &again).unwrap_err().contains("handed_over_already"));
}

fn audited(folder: &tempfile::TempDir) -> Audited {
    audit(&folder.path().join("ledger"), &Pin::default(), &mut |_, _| {}).unwrap()
}

fn beside(own: &tempfile::TempDir, other: &tempfile::TempDir) -> Report {
    let mut audited_here = audited(own);
    assert!(audited_here.look_beside(&audited(other)), "neither speaks of the other");
    audited_here.report
}

fn asked(report: &Report) -> usize {
    report.questions.iter().filter(|question| question.code() == ScreenCode::OrganizationUnproven).count()
}

/// Two ledgers with money in them, ready to give each other some.
fn two() -> [(tempfile::TempDir, Cooperative); 2] {
    ["g", "v"].map(|name| {
        let (folder, mut coop) = ledger(name);
        record(
            &mut coop,
            &[
                json!({"on": "2024-01-01", "kind": "bank.registered", "account": "G-BANK-1", "owner": name, "ownership": "collective"}),
                json!({"on": "2024-01-01", "kind": "opening.recorded", "lines": bank("5000.00")}),
            ],
        );
        (folder, coop)
    })
}

fn bank(amount: &str) -> Value {
    json!([{"account": "102", "holder": "G-BANK-1", "debit": amount}, {"account": "311", "purpose": "历年提取", "credit": amount}])
}

fn divided(act: &str, of: &Value, amount: &str) -> Value {
    json!({"on": "2026-01-10", "kind": "organization.changed", "act": act, "cut": "2026-01-09", "other": of,
        "lines": bank(amount), "document": "HB-1", "resolution": "R-9"})
}

#[test]
fn what_nobody_gave_is_found_beside_the_other_ledger_and_asked_without_it() {
    // given 100, taken 100: nothing is found; given and not yet taken: asked, and no more
    let [(g_folder, mut g), (v_folder, mut v)] = two();
    record(&mut g, &[divided("divided_out", &other(&v), "100.00")]);
    let report = beside(&g_folder, &v_folder);
    assert_eq!((report.findings.len(), asked(&report)), (0, 1), "{:?}", report.findings);
    let mut taken = divided("divided_in", &other(&g), "100.00");
    taken["mirror"] = json!(said(&g).mirror.unwrap().to_string());
    record(&mut v, &[taken]);
    for (own, there) in [(&g_folder, &v_folder), (&v_folder, &g_folder)] {
        let report = beside(own, there);
        assert_eq!((report.findings.len(), asked(&report), report.beside[0].mirrored.len()), (0, 0, 1));
    }
    let mut codes = Vec::new();
    let forged: [&dyn Fn(&mut Value, &Value); 4] = [
        // of a root that it never had
        &|fact, _| fact["other"]["root"] = json!(Hash::ZERO.to_string()),
        // more entries than there are
        &|fact, _| fact["other"]["size"] = json!(99),
        // before it was given
        &|fact, before| fact["other"] = before.clone(),
        // another amount, with the digest that fits it
        &|fact, _| {
            fact["lines"] = bank("200.00");
            fact["mirror"] = json!(mirror("200.00"));
        },
    ];
    for forge in forged {
        let [(g_folder, mut g), (v_folder, mut v)] = two();
        let before = other(&g);
        record(&mut g, &[divided("divided_out", &other(&v), "100.00")]);
        let mut fact = divided("divided_in", &other(&g), "100.00");
        fact["mirror"] = json!(mirror("100.00"));
        forge(&mut fact, &before);
        record(&mut v, &[fact]);
        assert_eq!(asked(&audited(&v_folder).report), 1);
        let report = beside(&v_folder, &g_folder);
        codes.push(report.findings.iter().map(|finding| finding.code()).collect::<Vec<_>>());
        assert_eq!((report.verdict, report.exit_code()), (Verdict::Fail, 1));
    }
    let (stood, given) = (FindingCode::OtherCheckpoint, FindingCode::NotMirrored);
    assert_eq!(codes, [vec![stood], vec![stood], vec![given], vec![given]]);
}

/// A ledger with a hole proves nothing, and neither does one that has nothing to do with this one.
#[test]
fn another_ledger_that_does_not_hold_is_named_with_its_entry() {
    let [(g_folder, mut g), (v_folder, mut v)] = two();
    record(&mut g, &[divided("divided_out", &other(&v), "100.00")]);
    let mut taken = divided("divided_in", &other(&g), "100.00");
    taken["mirror"] = json!(mirror("100.00"));
    record(&mut v, &[taken]);
    let journal = std::fs::read_dir(g_folder.path().join("ledger/journal")).unwrap().next().unwrap().unwrap().path();
    let text = std::fs::read_to_string(&journal).unwrap();
    let cut: Vec<&str> =
        text.split_inclusive('\n').enumerate().filter(|(n, _)| *n != 1).map(|(_, line)| line).collect();
    std::fs::write(&journal, cut.concat()).unwrap();
    let report = beside(&v_folder, &g_folder);
    let first = report.findings.iter().find(|finding| finding.code() == FindingCode::OtherUnsound).unwrap();
    assert_eq!(first.place.to_string(), format!("entry 1, {}", g.origin()));
    let (strange, _) = ledger("strange");
    assert!(!audited(&v_folder).look_beside(&audited(&strange)));
}

fn mirror(amount: &str) -> String {
    let lines: Vec<coop_ledger::event::VoucherLine> = serde_json::from_value(bank(amount)).unwrap();
    OrganizationChanged::mirror_of(&lines).unwrap().to_string()
}
