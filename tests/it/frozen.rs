//! Ledgers of this version of the format, kept as bytes under `tests/ledgers`: every later version opens
//! them, audits them to the same verdict and root, and proves the same statement of them.
//!
//! `COOP_FREEZE=1 cargo test frozen` writes those that are not there; what is there is never written anew.
//! A ledger of a later format stands beside them under a name of its own.

use crate::little::{Little, copy};
use coop_ledger::{
    audit::Pin,
    cooperative::{Cooperative, FixedClock, audit},
    log::VerifierKey,
    statement::{HouseholdStatement, reports},
    verify::{read_statement, verify_statement},
};
use serde_json::{Value, json};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
};

/// A household of each whose statement is kept, too.
const KEPT: [(&str, &str); 3] = [("demo", "H0003"), ("little", "H0002"), ("several", "H0002")];

fn at(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ledgers").join(name)
}

fn clock() -> Arc<FixedClock> {
    Arc::new(FixedClock("2027-01-01T00:00:00Z".parse().unwrap()))
}

/// One of them, to read.
pub fn opened(name: &str) -> Cooperative {
    let state = tempfile::tempdir().unwrap();
    Cooperative::open_to_read(&at(name).join("ledger"), state.path(), clock()).unwrap()
}

/// What an audit proves, and the balances that the books come to.
fn proven(ledger: &Path) -> Value {
    let report = audit(ledger, &Pin::default(), &mut |_, _| {}).unwrap().report;
    let state = tempfile::tempdir().unwrap();
    let coop = Cooperative::open_to_read(ledger, state.path(), clock()).unwrap();
    assert_eq!(coop.head().root.to_string(), report.root);
    json!({
        "balances": reports::trial_balance(coop.books(), "2026-12-31".parse().unwrap(), false),
        "findings": report.findings,
        "first_leaf": report.first_leaf,
        "origin": report.origin,
        "proven": report.proven,
        "root": report.root,
        "size": report.size,
        "verdict": report.verdict,
        "vkey": report.vkey,
    })
}

#[test]
fn every_frozen_ledger_audits_to_its_verdict_and_root() {
    for (name, _) in KEPT {
        let kept: Value = serde_json::from_slice(&fs::read(at(name).join("proven.json")).unwrap()).unwrap();
        let now = proven(&at(name).join("ledger"));
        assert_eq!(now, kept, "{name}");
        assert!(now["findings"].as_array().unwrap().is_empty() && now["size"].as_u64().unwrap() > 18, "{name}: {now}");
    }
}

#[test]
fn the_statement_that_was_made_of_it_holds_and_is_made_again() {
    for (name, household) in KEPT {
        let kept = fs::read(at(name).join("statement.json")).unwrap();
        let statement = read_statement(&kept).unwrap();
        let proven: Value = serde_json::from_slice(&fs::read(at(name).join("proven.json")).unwrap()).unwrap();
        let vkey: VerifierKey = proven["vkey"].as_str().unwrap().parse().unwrap();
        assert_eq!(verify_statement(&statement, &vkey).findings, [], "{name}");
        let state = tempfile::tempdir().unwrap();
        let coop = Cooperative::open_to_read(&at(name).join("ledger"), state.path(), clock()).unwrap();
        let again = coop.statement(&household.parse().unwrap(), statement.as_of).unwrap();
        // an earlier program said nothing of how it came to be: what it said is said again
        assert!(again.past.is_some() && statement.past.is_none(), "{name}");
        assert_eq!(HouseholdStatement { past: None, ..again }, statement, "{name}");
    }
}

#[test]
fn a_frozen_ledger_with_one_figure_altered_is_found() {
    let folder = tempfile::tempdir().unwrap();
    copy(&at("little").join("ledger"), folder.path());
    let journal = folder.path().join("journal/000000000000.jsonl");
    let text = fs::read_to_string(&journal).unwrap();
    assert!(text.contains("675.00"));
    fs::write(&journal, text.replacen("675.00", "676.00", 1)).unwrap();
    let report = audit(folder.path(), &Pin::default(), &mut |_, _| {}).unwrap().report;
    assert!(!report.findings.is_empty());
}

#[test]
fn ledgers_that_are_not_there_are_frozen_where_that_is_asked() {
    if std::env::var_os("COOP_FREEZE").is_none() {
        return;
    }
    for (name, household) in KEPT.into_iter().filter(|(name, _)| !at(name).exists()) {
        let place = tempfile::tempdir().unwrap();
        let ledger = match name {
            "demo" => {
                let mut coop = Command::new(env!("CARGO_BIN_EXE_coop"));
                let made = coop.arg("demo").arg(place.path()).env("COOP_STATE", place.path().join("state")).output();
                assert!(made.unwrap().status.success());
                place.path().join("ledger")
            }
            "several" => crate::told::several::ledger(place.path()),
            _ => {
                let little = Little::whole();
                copy(&little.ledger(), place.path());
                place.path().to_owned()
            }
        };
        let kept = at(name).join("ledger");
        fs::create_dir_all(&kept).unwrap();
        for part in ["journal", "blobs", "checkpoint"] {
            if ledger.join(part).is_dir() {
                fs::create_dir_all(kept.join(part)).unwrap();
                copy(&ledger.join(part), &kept.join(part));
            } else {
                fs::copy(ledger.join(part), kept.join(part)).unwrap();
            }
        }
        let state = tempfile::tempdir().unwrap();
        let coop = Cooperative::open_to_read(&kept, state.path(), clock()).unwrap();
        let statement = coop.statement(&household.parse().unwrap(), "2024-12-31".parse().unwrap()).unwrap();
        fs::write(at(name).join("statement.json"), serde_json::to_vec(&statement).unwrap()).unwrap();
        fs::write(at(name).join("proven.json"), serde_json::to_string_pretty(&proven(&kept)).unwrap()).unwrap();
    }
}
