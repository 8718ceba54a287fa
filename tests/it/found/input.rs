//! What an attacker gave the program to read, in the second look: time, screens and stacks.

use crate::little::{Little, accountant, read};
use coop_ledger::cooperative::Trouble;
use std::{
    fs,
    path::Path,
    process::{Command, Output, Stdio},
};

pub(super) fn coop(little: &Little, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_coop"));
    command.arg("--ledger").arg(little.ledger()).arg("--state").arg(little.state()).args(args);
    command.env("COOP_TEST_CLOCK", "2024-05-03T08:00:00Z").env("COOP_LANG", "en").env_remove("COOP_LEDGER");
    command.stdin(Stdio::null());
    command
}

pub(super) fn said(out: &Output) -> String {
    String::from_utf8_lossy(&[out.stdout.as_slice(), out.stderr.as_slice()].concat()).into_owned()
}

fn offered(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path.display().to_string()
}

/// The line of each record was counted from the head of the file anew: 40,000 records took minutes.
/// The last of many is told at its line, after one reading.
#[test]
fn a13_the_lines_of_a_long_toml_file_are_counted_once() {
    let little = Little::upto(2, 0x71);
    let record = |n: usize| format!("[[record]]\nid = \"x{n}\"\non = \"2024-01-02\"\nkind = \"nothing.known\"\n\n");
    let text: String = (0..20_000).map(record).collect();
    let file = offered(little.folder.path(), "long.toml", &text);
    let out = said(&coop(&little, &["record", &file]).output().unwrap());
    assert!(out.contains("long.toml:1: ") && out.contains("long.toml:4996: "), "{}", &out[..400]);
}

#[test]
fn a14_what_is_told_of_a_bad_file_has_an_end() {
    let little = Little::upto(2, 0x72);
    let folder = little.folder.path();
    for (json, name, text) in [
        (false, "many.jsonl", "x\n".repeat(100_000)),
        (true, "many.jsonl", "x\n".repeat(100_000)),
        (false, "long.jsonl", format!(r#"{{"id":"a","on":"2024-01-02","kind":"{}"}}"#, "k".repeat(3_000_000))),
        (
            false,
            "member.jsonl",
            format!(r#"{{"id":"a","on":"2024-01-02","kind":"class.set","{}":1}}"#, "m".repeat(3_000_000)),
        ),
    ] {
        let file = offered(folder, name, &text);
        let args: &[&str] = if json { &["--json", "record", &file] } else { &["record", &file] };
        let out = coop(&little, args).output().unwrap();
        assert_eq!(out.status.code(), Some(3), "{name}");
        let told = said(&out);
        assert!(told.len() < 400_000, "{name}: {} bytes", told.len());
        if name == "many.jsonl" {
            assert!(told.contains("99000"), "how many more there are is said");
        }
    }
}

#[test]
fn a15_a_preview_refuses_what_cannot_be_recorded() {
    let mut little = Little::whole();
    let line = |n: usize, side: &str| format!(r#"{{"account":"513","{side}":"1.00","purpose":"费用{n}"}}"#);
    let lines: Vec<String> = (0..2_000).map(|n| line(n, if n % 2 == 0 { "debit" } else { "credit" })).collect();
    let text = format!(r#"{{"id":"v","on":"2024-05-01","kind":"voucher.recorded","lines":[{}]}}"#, lines.join(","));
    let code = |refused: Result<(), Trouble>| match refused {
        Err(Trouble::Refused(all)) => all[0].1.code().name(),
        other => panic!("{other:?}"),
    };
    let key = accountant().public().id();
    let previewed = little.cooperative.preview(&read(&text), &key).map(|_| ());
    let recorded = little.cooperative.record(&read(&text), &accountant()).map(|_| ());
    assert_eq!((code(previewed), code(recorded)), ("entry_too_large", "entry_too_large"));
}

#[test]
fn a16_the_environment_cannot_make_the_stack_too_small() {
    let little = Little::whole();
    for args in [&["audit"][..], &["payout", "list"], &["statement", "H0001"]] {
        let out = coop(&little, args).env("RUST_MIN_STACK", "1").output().unwrap();
        assert_eq!(out.status.code(), Some(0), "{args:?}: {}", said(&out));
    }
}

/// A name that somebody put into the folder led to the ledger's key, which a statement then replaced.
#[test]
#[cfg(unix)]
fn a17_what_is_written_out_goes_through_no_link_and_into_no_ledger() {
    let little = Little::whole();
    let folder = little.folder.path();
    let key = coop_ledger::cooperative::state_of(&little.ledger(), &little.state(), little.cooperative.origin())
        .join("ledger.key");
    let before = fs::read(&key).unwrap();
    let elsewhere = folder.join("pages");
    fs::create_dir(&elsewhere).unwrap();
    std::os::unix::fs::symlink(&key, elsewhere.join("H0001.html")).unwrap();
    fs::hard_link(&key, elsewhere.join("second.html")).unwrap();
    std::os::unix::fs::symlink(&key, little.ledger().join("H0001.html")).unwrap();
    let statement = |out: &Path| {
        let out = out.display().to_string();
        coop(&little, &["statement", "H0001", "--format", "html", "--out", &out]).output().unwrap()
    };
    for out in [elsewhere.join("H0001.html"), elsewhere.join("second.html"), little.ledger().join("H0001.html")] {
        let done = statement(&out);
        assert!(!done.status.success(), "{}: {}", out.display(), said(&done));
        assert_eq!(fs::read(&key).unwrap(), before, "{}", out.display());
    }
    for kept in ["new.html", "journal/new.html", "blobs/new.html"] {
        let out = little.ledger().join(kept);
        assert!(!statement(&out).status.success() && !out.exists(), "{kept}");
    }
    assert!(!statement(&key.with_file_name("guard")).status.success());
    // an ordinary file is written, and written again
    let page = elsewhere.join("page.html");
    for _ in 0..2 {
        assert!(statement(&page).status.success());
        assert!(fs::read_to_string(&page).unwrap().starts_with("<!DOCTYPE html>"));
    }
}

/// A clock beyond the years that can be written was taken for 1970, or called our own mistake.
#[test]
fn a18_a_clock_beyond_the_last_year_is_said() {
    let little = Little::whole();
    let mut statement = coop(&little, &["statement", "H0001"]);
    let out = statement.env("COOP_TEST_CLOCK", "2199-12-31T23:59:59Z").output().unwrap();
    assert_eq!(out.status.code(), Some(2), "{}", said(&out));
    assert!(said(&out).contains("[clock_without_day]"), "{}", said(&out));
    let mut named = coop(&little, &["statement", "H0001", "--on", "2024-05-01"]);
    assert!(named.env("COOP_TEST_CLOCK", "2199-12-31T23:59:59Z").output().unwrap().status.success());
    use coop_ledger::unit::RecordedAt;
    let last = RecordedAt::LATEST.seconds();
    assert_eq!(RecordedAt::from_seconds(last), Some(RecordedAt::LATEST));
    assert_eq!(
        (RecordedAt::LATEST.to_string().as_str(), RecordedAt::from_seconds(last + 1)),
        ("2199-12-31T23:59:59Z", None)
    );
}
