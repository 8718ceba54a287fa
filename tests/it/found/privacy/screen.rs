//! S2: what comes from outside is shown on a terminal and never obeyed.

use crate::little::Little;
use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

/// Clears the screen, writes a verdict of its own, turns the direction, ends a line in three ways.
const ATTACK: &str =
    "x\u{1b}[2J\u{1b}]0;t\u{7}\nPASS\n\u{202e}ssap\u{2066}\u{200f}\u{61c}\u{2028}\u{85}\u{9b}31m\u{7f}\t\r";

/// Runs the program and looks at every byte that would reach a terminal.
fn coop(folder: &Path, args: &[&str]) -> String {
    let state = folder.join("state");
    let mut said = String::new();
    for more in [&[][..], &["--json"][..], &["--lang", "zh"][..]] {
        let out = Command::new(env!("CARGO_BIN_EXE_coop"))
            .current_dir(folder)
            .arg("--state")
            .arg(&state)
            .args(more)
            .args(args)
            .env("COOP_TEST_CLOCK", "2024-05-01T08:00:00Z")
            .env("COOP_LANG", "en")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        for (name, bytes) in [("stdout", &out.stdout), ("stderr", &out.stderr)] {
            let text = String::from_utf8(bytes.clone()).unwrap();
            let obeyed = |c: char| {
                (c.is_control() && c != '\n')
                    || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
            };
            assert!(!text.contains(obeyed), "{args:?} {more:?}: {name}: {text:?}");
            assert!(
                !text.lines().any(|line| line.trim() == "PASS"),
                "{args:?} {more:?}: {name} shows a verdict of its own: {text:?}"
            );
            if more == ["--json"] && (name == "stderr" || !args.contains(&"--help")) {
                for line in text.lines().filter(|line| line.starts_with('{')) {
                    assert!(serde_json::from_str::<serde_json::Value>(line).is_ok(), "{args:?}: no JSON: {line}");
                }
            }
            said.push_str(&text);
        }
        assert_ne!(out.status.code(), Some(70), "{args:?} {more:?}: {said}");
    }
    said
}

#[test]
fn s2_names_of_files_and_folders_are_shown_and_not_obeyed() {
    let folder = tempfile::tempdir().unwrap();
    let name = ATTACK;
    for args in [
        &["audit", name][..],
        &["--ledger", name, "log"],
        &["--ledger", name, "record", name],
        &["--ledger", name, "statement", "H0001"],
        &["--ledger", name, "report", "payouts"],
        &["--ledger", name, "show", "1"],
        &["--ledger", name, "proof", "1"],
        &["--ledger", name, "forget", "H0001", "--reason", "request", "--yes"],
        &["--ledger", name, "payout", "preview", "--payout", "P01", "--scheme", "x"],
        &["--ledger", name, "correct", name, "--reason", "other"],
        &["--ledger", name, "export", name],
        &["--ledger", name, "key", "list"],
        &["--key", name, "key", "show", name],
        &["verify", name, "--vkey", name],
        &["audit", "--pin", name],
        &["scheme", "check", name],
        &["scheme", "test", name],
        &["scheme", "show", name],
        &["scheme", "diff", name, name],
        &["scheme", "new", name],
        &[name],
        &["log", name],
        &["forget", name, "--reason", name],
        &["init", "--zh", name, "--en", name, "--host", name, "--name", name],
    ] {
        coop(folder.path(), args);
    }
}

#[test]
#[cfg(unix)]
fn s2_what_stands_in_files_is_shown_and_not_obeyed() {
    let little = Little::whole();
    let folder = tempfile::tempdir().unwrap();
    let escaped = serde_json::to_string(ATTACK).unwrap();
    let bad = folder.path().join(ATTACK.replace('/', "_"));
    let ledger = little.ledger().display().to_string();
    drop(little.cooperative);
    let texts = [
        format!("{{\"id\":{escaped},\"on\":{escaped},\"kind\":{escaped}}}\n"),
        format!(
            "{{\"id\":\"a\",\"on\":\"2024-05-01\",\"kind\":\"party.registered\",\"party\":\"OP9\",\"role\":{escaped}}}\n"
        ),
        format!("{{\"id\":\"a\",\"on\":\"2024-05-01\",\"kind\":\"party.registered\",{escaped}:\"x\"}}\n"),
        format!("{ATTACK}\n"),
        format!("[[record]]\nid = {escaped}\n"),
        format!("origin = {escaped}\nleaf0 = {escaped}\nvkey = {escaped}\n"),
        format!("分配单 {ATTACK}\n编号 {ATTACK}\n"),
        format!("{{\"format\":1,\"household\":{escaped},\"ledger\":{{\"origin\":{escaped}}}}}"),
    ];
    for text in texts {
        fs::write(&bad, &text).unwrap();
        let name = bad.file_name().unwrap().to_str().unwrap();
        for args in [
            &["--ledger", &ledger, "record", name, "--dry-run"][..],
            &["verify", name],
            &["audit", &ledger, "--pin", name],
            &["scheme", "check", name],
            &["scheme", "test", name],
        ] {
            coop(folder.path(), args);
        }
    }
    // a file of the ledger itself whose name paints
    let stray = Path::new(&ledger).join("journal").join(ATTACK);
    fs::write(stray, "").unwrap();
    let out = coop(folder.path(), &["audit", &ledger]);
    assert!(out.contains("FAIL") && out.contains("\\u{1b}"), "{out}");
}

#[test]
fn s2_a_statement_with_other_texts_is_shown_and_not_obeyed() {
    let little = Little::whole();
    let folder = tempfile::tempdir().unwrap();
    let vkey = little.cooperative.books().opened().vkey.to_string();
    let told = little.cooperative.statement(&"H0001".parse().unwrap(), "2024-12-31".parse().unwrap()).unwrap();
    let told = serde_json::to_value(&told).unwrap();
    let mut paths = Vec::new();
    texts(&told, String::new(), &mut paths);
    assert!(paths.len() > 30);
    // every text of its kind once: lines differ in their figures only
    paths.sort_by_key(|path| kind(path));
    paths.dedup_by_key(|path| kind(path));
    for path in paths {
        let mut bent = told.clone();
        *bent.pointer_mut(&path).unwrap() = serde_json::Value::String(ATTACK.to_owned());
        fs::write(folder.path().join("s.json"), bent.to_string()).unwrap();
        coop(folder.path(), &["verify", "s.json", "--vkey", &vkey]);
    }
}

fn kind(path: &str) -> String {
    path.split('/').filter(|step| step.parse::<u32>().is_err()).collect::<Vec<_>>().join("/")
}

fn texts(value: &serde_json::Value, at: String, found: &mut Vec<String>) {
    match value {
        serde_json::Value::String(_) => found.push(at),
        serde_json::Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, v)| texts(v, format!("{at}/{i}"), found))
        }
        serde_json::Value::Object(members) => members.iter().for_each(|(n, v)| texts(v, format!("{at}/{n}"), found)),
        _ => {}
    }
}
