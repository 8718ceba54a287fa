//! What is open of a payout goes to the bank: a line a household, how many and how much first, accounts from the private store.

use crate::little::{Hourly, accountant, founding, objects};
use coop_ledger::{
    cooperative::{Clock, Cooperative, FirstKey, new_key},
    decide::{Asks, Request},
    log::Role,
    unit::Fen,
};
use std::{path::Path, process::Command};

const EXAMPLE: &str = include_str!("../../../src/form/example.jsonl");

/// The example village up to its first payout, which is declared and not paid.
fn village(folder: &Path) {
    let clock = Hourly::from("2025-12-31T08:00:00Z");
    let (ledger, state) = (folder.join("ledger"), folder.join("state"));
    let mut coop = Cooperative::create(&ledger, &state, &founding(0x5f), clock).unwrap();
    for object in objects(EXAMPLE) {
        let request = Request::read(&object).unwrap();
        let declares = request.kind() == "payout.declare";
        coop.record(&[request], &accountant()).unwrap();
        if declares {
            return;
        }
    }
    panic!("no payout is declared");
}

/// Exit code, stderr, and the file that was written.
fn batch(folder: &Path, words: &[&str]) -> (Option<i32>, String, Option<String>) {
    let file = folder.join("batch");
    let done = Command::new(env!("CARGO_BIN_EXE_coop"))
        .args(["--lang", "en", "payout", "batch", "P01", "--from", "A-BANK-1", "--on", "2024-04-11", "-o"])
        .arg(&file)
        .args(words)
        .env("COOP_LEDGER", folder.join("ledger"))
        .env("COOP_STATE", folder.join("state"))
        .output()
        .unwrap();
    let written = std::fs::read_to_string(&file).ok();
    let _ = std::fs::remove_file(&file);
    (done.status.code(), String::from_utf8(done.stderr).unwrap(), written)
}

#[test]
fn the_bank_gets_a_line_a_household_and_the_total_first() {
    let folder = tempfile::tempdir().unwrap();
    village(folder.path());
    let (code, said, written) = batch(folder.path(), &[]);
    assert!(code == Some(2) && said.contains("[no_account_known]") && written.is_none(), "{said}");
    let (code, said, written) = batch(folder.path(), &["--known-only"]);
    assert_eq!(code, Some(0), "{said}");
    let written = written.unwrap();
    let lines: Vec<&str> = written.trim_start_matches('\u{feff}').lines().collect();
    let [head, _, first] = lines.as_slice() else { panic!("{written}") };
    let amount = first.split(',').nth(3).unwrap();
    assert!(first.starts_with("\"H0001\"") && first.contains("6200000000000011"), "{first}");
    assert_eq!(*head, format!("\"lines\",\"1\",\"total\",{amount}"), "{said}");
    let (code, said, written) = batch(folder.path(), &["--known-only", "--format", "pain001"]);
    assert_eq!(code, Some(0), "{said}");
    let written = written.unwrap();
    assert_eq!(written.matches(&format!("<CtrlSum>{}</CtrlSum>", amount.trim_matches('"'))).count(), 2, "{written}");
    assert_eq!(written.matches("<CdtTrfTxInf>").count(), 1);
}

#[test]
fn the_bank_is_told_the_account_of_the_day_and_not_the_one_before() {
    let folder = tempfile::tempdir().unwrap();
    village(folder.path());
    let hour = std::cell::Cell::new(0);
    let recorded = |line: &str| {
        hour.set(hour.get() + 1);
        let clock = Hourly::from(&format!("2026-01-03T{:02}:00:00Z", hour.get()));
        let mut coop = Cooperative::open(&folder.path().join("ledger"), &folder.path().join("state"), clock).unwrap();
        let request = Request::read(&objects(line)[0]).unwrap();
        coop.cooperative.record(&[request], &accountant()).unwrap();
    };
    let account = |id: &str, on: &str, mode: &str, account: &str| {
        recorded(&format!(
            r#"{{"id":"{id}","on":"{on}","kind":"register.revised","register":"household","code":"H0001","mode":"{mode}","set":{{"account":"{account}"}},"reason":"new_account","document":"SQ-1"}}"#
        ));
    };
    let paid_to = |known: &str| {
        let (code, said, written) = batch(folder.path(), &["--known-only"]);
        assert_eq!(code, Some(0), "{said}");
        assert!(written.as_ref().is_some_and(|text| text.contains(known)), "{written:?}");
    };
    // the list is of 2024-04-11
    account("n1", "2024-04-12", "changed", "6200000000000012");
    paid_to("6200000000000011");
    account("n2", "2024-04-10", "changed", "6200000000000013");
    paid_to("6200000000000013");
    recorded(
        r#"{"id":"n3","on":"2024-04-12","kind":"register.revised","register":"household","code":"H0001","mode":"wrong","set":{"account":"6200000000000014"},"entry":"n2","reason":"typed_wrong","document":"SQ-2"}"#,
    );
    paid_to("6200000000000014");
}

/// A key of the accountant's that lies in a file.
fn with_key(folder: &Path) {
    let clock = Hourly::from("2026-01-31T08:00:00Z");
    let mut coop = Cooperative::open(&folder.join("ledger"), &folder.join("state"), clock.clone()).unwrap().cooperative;
    coop.confirm_clock();
    let key = new_key(&folder.join("key.pem"), None).unwrap();
    let key = FirstKey { person: "K001".into(), role: Some(Role::Accountant), key };
    let admitted = key.admitted(coop.origin(), clock.now(), coop.head()).unwrap();
    let (id, on) = ("key".parse().unwrap(), "2024-04-11".parse().unwrap());
    coop.record(&[Request::new(id, on, Asks::Record(admitted.into()))], &accountant()).unwrap();
}

/// What is paid of a payout, over the whole program.
fn paid(folder: &Path, words: &[&str]) -> (Option<i32>, String) {
    let pay = ["payout", "pay", "P01", "--from", "A-BANK-1", "--on", "2024-04-12", "-y"];
    coop(folder, &[&pay[..], words].concat())
}

fn coop(folder: &Path, words: &[&str]) -> (Option<i32>, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_coop"))
        .args(["--lang", "en"])
        .args(words)
        .env("COOP_KEY", folder.join("key.pem"))
        .env("COOP_TEST_CLOCK", "2026-02-01T08:00:00Z")
        .env("COOP_LEDGER", folder.join("ledger"))
        .env("COOP_STATE", folder.join("state"))
        .output()
        .unwrap();
    (done.status.code(), String::from_utf8(done.stderr).unwrap())
}

#[test]
fn a_template_is_what_its_name_says() {
    let folder = tempfile::tempdir().unwrap();
    village(folder.path());
    let file = |name: &str| folder.path().join(name).display().to_string();
    let template =
        |words: &[&str], name: &str| coop(folder.path(), &[&["template"], words, &["-o", &file(name)]].concat());
    let (code, said) = template(&["household.enrolled"], "h.csv");
    assert_eq!(code, Some(0), "{said}");
    let text = std::fs::read_to_string(file("h.csv")).unwrap();
    assert!(text.lines().next().unwrap().contains("Household *,"), "{text}");
    // nobody's record, until somebody writes one
    let import = ["import", "--kind", "household.enrolled", "-n", &file("h.csv")];
    let (code, said) = coop(folder.path(), &import);
    assert!(code == Some(0) && said.contains("nothing"), "{said}");
    let (code, _) = template(&["household.enrolled", "parcel.registered"], "h.xlsx");
    assert!(code == Some(0) && std::fs::read(file("h.xlsx")).unwrap().starts_with(b"PK"));
    for (words, name, why) in [
        (&["household.enrolled", "parcel.registered"][..], "two.csv", "template_is_a_workbook"),
        (&["household.enrolled", "--filled"], "now.CSV", "template_is_a_workbook"),
        (&["household.enrolled"], "h.ods", "no_template_of_that_name"),
        (&["household.enrolled"], "h.xls", "no_template_of_that_name"),
    ] {
        let (code, said) = template(words, name);
        assert!(code == Some(2) && said.contains(&format!("[{why}]")), "{said}");
        assert!(!Path::new(&file(name)).exists());
    }
}

#[test]
fn who_is_not_on_the_banks_list_is_not_recorded_as_paid_by_it() {
    let folder = tempfile::tempdir().unwrap();
    village(folder.path());
    with_key(folder.path());
    let (code, said) = paid(folder.path(), &[]);
    assert!(code == Some(2) && said.contains("[paid_without_account]"), "{said}");
    // nor by a form that names nobody; who is named was paid
    let form = ["new", "payout.pay", "payout=P01", "from=A-BANK-1", "on=2024-04-12"];
    let (code, said) = coop(folder.path(), &form);
    assert!(code == Some(2) && said.contains("[paid_without_account]"), "{said}");
    let (code, said) =
        coop(folder.path(), &[&form[..], &["lines.0.household=H0002", "lines.0.amount=972", "-n"]].concat());
    assert_eq!(code, Some(0), "{said}");
    // an amount is written as in a form; another one is refused by the payout, not by its spelling
    let (code, said) = paid(folder.path(), &["--line", "H0001=9999"]);
    assert!(code == Some(3), "{said}");
    let (code, said) = paid(folder.path(), &["--line", "H0001=9,99"]);
    assert!(code == Some(2), "{said}");
    let (code, said) = paid(folder.path(), &["--known-only", "--total", "1350"]);
    assert!(code == Some(0) && said.contains("still open"), "{said}");
    let ledger = Cooperative::open_to_read(
        &folder.path().join("ledger"),
        &folder.path().join("state"),
        Hourly::from("2027-01-01T00:00:00Z"),
    )
    .unwrap();
    let payout = ledger.books().payout(&"P01".parse().unwrap()).unwrap();
    let open: Vec<&str> =
        payout.lines.iter().filter(|(_, line)| line.open() > Fen::ZERO).map(|(id, _)| id.as_str()).collect();
    assert!(!open.is_empty() && !open.contains(&"H0001"), "{open:?}");
}
