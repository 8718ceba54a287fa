//! What could be changed in a statement without any key, and `coop verify` said that it holds.

use crate::told::{STORY, VILLAGE, told, village};
use coop_ledger::{
    statement::HouseholdStatement,
    unit::Lang,
    verify::{DoubtCode, Unshown, verify_statement},
};
use std::{fs, process::Command};

fn found(statement: &HouseholdStatement) -> Vec<(DoubtCode, String)> {
    let findings = verify_statement(statement, &VILLAGE.vkey).findings;
    findings.into_iter().map(|f| (f.code(), f.found(Lang::En))).collect()
}

#[test]
fn b2_a_statement_holds_no_line_of_a_later_day() {
    let mut s = told("H0002");
    let last = s.lines.iter().map(|line| line.date).max().unwrap();
    s.as_of = last.plus_days(-1).unwrap();
    let found = found(&s);
    assert!(found.iter().any(|(code, said)| *code == DoubtCode::StatementContradicts && said.contains("as of")));
    // the neighbour: the last line's own day, and the statement of the day before as it was made
    s.as_of = last;
    let made = VILLAGE.coop.statement(&s.household, last).unwrap();
    assert_eq!(self::found(&made), []);
    let before = VILLAGE.coop.statement(&s.household, last.plus_days(-1).unwrap()).unwrap();
    assert_eq!((self::found(&before), before.lines.len() < made.lines.len()), (vec![], true));
}

#[test]
fn b2_what_is_open_stands_under_the_purpose_of_its_lines() {
    let s = told("H0003");
    assert_eq!((s.open.len(), found(&s)), (2, vec![]));
    let bends: [fn(&mut HouseholdStatement); 4] = [
        |s| s.open[0].purpose = "已付现金".parse().unwrap(),
        |s| s.open[1].purpose = s.open[0].purpose.clone(),
        |s| {
            let purpose = s.open[0].purpose.clone();
            s.open[0].purpose = std::mem::replace(&mut s.open[1].purpose, purpose);
        },
        |s| {
            s.open.push(coop_ledger::statement::value::OpenByPurpose {
                purpose: "多出的".parse().unwrap(),
                to_household: "0.01".parse().unwrap(),
                from_household: "0.00".parse().unwrap(),
            })
        },
    ];
    for (number, bend) in bends.iter().enumerate() {
        let mut s = s.clone();
        bend(&mut s);
        assert!(found(&s).iter().any(|(code, _)| *code == DoubtCode::StatementContradicts), "bend {number}");
    }
}

#[test]
fn b2_a_lease_left_out_or_made_up_is_found_or_said_to_be_told() {
    let s = told("H0002");
    let verified = verify_statement(&s, &VILLAGE.vkey);
    let of_leases = |told: &&Unshown| matches!(told, Unshown::LeaseDays | Unshown::NoLease { .. });
    let told: Vec<&Unshown> = verified.told.iter().filter(of_leases).collect();
    assert_eq!((verified.held, told), (true, vec![&Unshown::LeaseDays]));
    // nothing in the entries shows that a contract did not end earlier: whoever reads is told of it
    let mut without = s.clone();
    without.holdings.parcels[0].contract = None;
    let verified = verify_statement(&without, &VILLAGE.vkey);
    let no_lease = Unshown::NoLease { of: "P00002".into(), contract: "ROT-1".into() };
    assert!(verified.findings.is_empty() && verified.told.contains(&no_lease), "{verified:?}");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("without.json");
    fs::write(&file, serde_json::to_string(&without).unwrap()).unwrap();
    for (lang, words) in [("en", "stands in no lease on 2024-12-31; contract ROT-1"), ("zh", "所附记录中的合同 ROT-1")]
    {
        let mut coop = Command::new(env!("CARGO_BIN_EXE_coop"));
        coop.env("COOP_LANG", lang).arg("verify").arg(&file).args(["--vkey", &VILLAGE.vkey.to_string()]);
        let said = String::from_utf8(coop.output().unwrap().stdout).unwrap();
        assert!(said.contains(words) && said.contains("P00002"), "{said}");
    }
    // another contract, and this one before it began, are found
    for (day, contract) in [("2024-12-31", "ROT-2"), ("2024-03-31", "ROT-1")] {
        let mut s = VILLAGE.coop.statement(&s.household, day.parse().unwrap()).unwrap();
        assert_eq!(found(&s), []);
        s.holdings.parcels[0].contract = Some(contract.parse().unwrap());
        let found = found(&s);
        assert!(found.iter().any(|(code, _)| *code == DoubtCode::StatementDiffers), "{contract} on {day}: {found:?}");
    }
}

#[test]
fn b2_since_when_capital_earns_is_told_and_said_so() {
    let story = format!(
        "{STORY}{}",
        r#"{"id":"pt1","on":"2024-05-01","kind":"party.registered","party":"PT1","role":"project company"}
{"id":"cot","on":"2024-05-01","kind":"contract.signed","contract":"COT-1","last_day":"2029-06-30","party":"PT1","scheme":"COT","signed":"2024-05-01","terms":{"capital":"10000.00","day_count":"actual/365","return_rate":"0.06"}}
{"id":"sub","on":"2024-05-02","kind":"subscription.recorded","collective":"4000.00","contract":"COT-1","into":"A-BANK-1","lines":[{"owner":"H0001","amount":"6000.00"}]}
"#
    );
    let village = village(&story);
    let statement = village.coop.statement(&"H0001".parse().unwrap(), "2024-12-31".parse().unwrap()).unwrap();
    let verified = verify_statement(&statement, &village.vkey);
    assert!(verified.findings.is_empty() && verified.held && verified.told.contains(&Unshown::Since), "{verified:?}");
    // a household without capital is told nothing of it
    assert!(!verify_statement(&told("H0001"), &VILLAGE.vkey).told.contains(&Unshown::Since));
}
