//! Every command that lists something writes it on the terminal, as a page, for a spreadsheet, and as data.

use coop_ledger::{cli, unit::Lang};
use std::{path::Path, process::Command};

const FORMS: [&str; 5] = ["text", "html", "csv", "xlsx", "json"];

/// What lists, and is neither called so nor a report.
const OTHERS: [&[&str]; 6] = [
    &["log"],
    &["kinds"],
    &["bank", "match", "statement.csv"],
    &["bank", "profiles"],
    &["scheme", "shipped"],
    &["scheme", "dictionary"],
];

/// Commands that list, with what they need besides.
fn listing() -> Vec<Vec<String>> {
    let root = cli::command(Lang::En);
    let mut all: Vec<Vec<String>> =
        OTHERS.iter().map(|words| words.iter().map(|w| (*w).to_owned()).collect()).collect();
    for command in root.get_subcommands() {
        for below in command.get_subcommands() {
            if below.get_name() == "list" || command.get_name() == "report" {
                all.push([command.get_name(), below.get_name()].map(str::to_owned).into());
            }
        }
    }
    all
}

fn coop(folder: &Path, words: &[String]) -> (Option<i32>, Vec<u8>, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_coop"))
        .args(words)
        .current_dir(folder)
        .env("COOP_LEDGER", folder.join("ledger"))
        .env("COOP_STATE", folder.join("state"))
        .env("COOP_LANG", "en")
        .output()
        .unwrap();
    (done.status.code(), done.stdout, String::from_utf8(done.stderr).unwrap())
}

#[test]
fn every_list_has_all_five_forms() {
    let folder = tempfile::tempdir().unwrap();
    let (code, _, said) = coop(folder.path(), &["demo", "."].map(str::to_owned));
    assert_eq!(code, Some(0), "{said}");
    std::fs::write(folder.path().join("statement.csv"), "日期,收入,支出\n2025-01-02,1.00,\n").unwrap();
    // where no form is said the file's name says it, and a village's statements are made to be printed
    for (words, file) in [
        (["letter", "--out", "letter.html"], "letter.html"),
        (["statement", "--all", "--out=all"], "all/H0001-2024-12-31.html"),
    ] {
        let words =
            words.map(str::to_owned).into_iter().chain((words[0] == "statement").then(|| "--on=2024-12-31".to_owned()));
        let (code, _, said) = coop(folder.path(), &words.collect::<Vec<_>>());
        assert_eq!(code, Some(0), "{said}");
        assert!(std::fs::read(folder.path().join(file)).unwrap().starts_with(b"<!DOCTYPE html>"), "{file}");
    }
    let commands = listing();
    assert!(commands.len() >= 15, "{commands:?}");
    for words in commands {
        for form in FORMS {
            let asked = [words.clone(), ["--format", form].map(str::to_owned).into()].concat();
            let (code, out, said) = coop(folder.path(), &asked);
            assert_eq!(code, Some(0), "{asked:?}: {said}");
            let as_asked = match form {
                "html" => out.starts_with(b"<!DOCTYPE html>"),
                "csv" => out.starts_with("\u{feff}".as_bytes()),
                "xlsx" => out.starts_with(b"PK"),
                "json" => serde_json::from_slice::<serde_json::Value>(&out).is_ok(),
                _ => !out.is_empty() && !out.starts_with(b"<"),
            };
            assert!(as_asked, "{asked:?}: {}", String::from_utf8_lossy(&out).chars().take(80).collect::<String>());
        }
    }
}
