//! What is only looked at or tried leaves every file of the ledger as it was.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// A demo ledger in a folder of its own.
pub struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    pub fn new() -> Desk {
        let desk = Desk { folder: tempfile::tempdir().unwrap() };
        assert!(desk.coop(&["demo", "."]).status.success());
        desk
    }

    pub fn coop(&self, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_coop"));
        command.current_dir(self.folder.path()).stdin(std::process::Stdio::null()).env_clear().envs([
            ("LANG", "en"),
            ("COOP_TEST_CLOCK", "2025-01-06T02:00:00Z"),
            ("COOP_LEDGER", "ledger"),
            ("COOP_STATE", "state"),
            ("HOME", "home"),
        ]);
        command.args(args).output().unwrap()
    }

    /// Every file with its bytes.
    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let (mut open, mut found) = (vec![self.folder.path().to_owned()], BTreeMap::new());
        while let Some(folder) = open.pop() {
            for item in std::fs::read_dir(folder).unwrap() {
                let path = item.unwrap().path();
                if path.is_dir() {
                    open.push(path);
                } else {
                    let bytes = std::fs::read(&path).unwrap();
                    found.insert(path, bytes);
                }
            }
        }
        found
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

fn names(files: &BTreeMap<PathBuf, Vec<u8>>, root: &Path) -> Vec<String> {
    files.keys().map(|p| p.strip_prefix(root).unwrap().display().to_string()).collect()
}

#[test]
fn a_sheet_that_is_shown_tested_tried_or_compared_leaves_no_trace_on_disk() {
    let desk = Desk::new();
    let begun =
        desk.coop(&["scheme", "new", "--from", "distribution-1", "--set", "分红率=70 %", "--out", "draft.sheet"]);
    assert!(begun.status.success(), "{}", String::from_utf8_lossy(&begun.stderr));
    let begun = desk.coop(&["scheme", "new", "--from", "bot-share", "--set", "户占=60 %", "--out", "share.sheet"]);
    assert!(begun.status.success(), "{}", String::from_utf8_lossy(&begun.stderr));
    let before = desk.files();
    let commands: &[&[&str]] = &[
        &["scheme", "show", "draft.sheet", "--as", "table"],
        &["scheme", "show", "distribution", "--as", "html"],
        &["scheme", "test", "draft.sheet"],
        &["scheme", "diff", "distribution", "draft.sheet"],
        &["scheme", "diff", "distribution@1", "draft.sheet", "--payout", "D2024", "--as", "html"],
        &["--json", "scheme", "diff", "draft.sheet", "distribution"],
        // other amounts assumed than those that came in
        &["scheme", "diff", "bot-share", "share.sheet"],
        &["scheme", "diff", "share.sheet", "bot-share", "--as", "html"],
        &["--json", "scheme", "diff", "bot-share", "share.sheet"],
        &["scheme", "new", "--from", "distribution-1", "--out", "-"],
        &["payout", "preview", "D2024", "--sheet", "draft.sheet", "--year", "2024", "--known-at", "226"],
        &["payout", "preview", "D2024", "--scheme", "distribution", "--year", "2024", "--as-of", "2024-12-31"],
    ];
    for args in commands {
        let output = desk.coop(args);
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(!output.stdout.is_empty(), "{args:?}");
    }
    let after = desk.files();
    assert_eq!(names(&after, desk.folder.path()), names(&before, desk.folder.path()));
    assert!(after == before, "a file changed");
}

#[test]
fn an_adopted_sheet_tried_on_the_books_of_its_payout_gives_that_payout_again() {
    let desk = Desk::new();
    let text = |args: &[&str]| String::from_utf8(desk.coop(args).stdout).unwrap();
    let lines = |json: &str| -> BTreeMap<String, String> {
        let values = json.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        values.map(|v| (v["to"].to_string(), v["amount"].to_string())).collect()
    };
    let declared = lines(&text(&["--json", "payout", "show", "P01"]));
    let ask =
        ["--json", "payout", "preview", "P01", "--scheme", "rot-rent", "--contract", "ROT-1", "--as-of", "2024-03-26"];
    let tried = lines(&text(&[&ask[..], &["--known-at", "161"]].concat()));
    assert!(declared.len() > 20);
    assert_eq!(tried, declared);
}

#[test]
fn the_sheet_in_force_beside_a_draft_shows_what_was_declared_whichever_payout_it_is_tried_on() {
    let desk = Desk::new();
    let json = |args: &[&str]| {
        let output = desk.coop(&[&["--json"], args].concat());
        String::from_utf8(output.stdout).unwrap()
    };
    let payouts: Vec<serde_json::Value> = serde_json::from_str(&json(&["payout", "list"])).unwrap();
    for payout in &payouts {
        let (code, scheme) = (payout["payout"].as_str().unwrap(), payout["scheme"]["id"].as_str().unwrap());
        let declared: BTreeMap<String, String> = json(&["payout", "show", code])
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
            .filter(|line| line["to"] != "collective")
            .map(|line| (line["to"].as_str().unwrap().to_owned(), line["amount"].as_str().unwrap().to_owned()))
            .collect();
        let found: serde_json::Value =
            serde_json::from_str(&json(&["scheme", "diff", scheme, scheme, "--payout", code])).unwrap();
        let before: BTreeMap<String, String> = found["tried"]["payees"]
            .as_array()
            .unwrap_or_else(|| panic!("{code}: {found}"))
            .iter()
            .map(|p| (p["who"].as_str().unwrap().to_owned(), p["before"].as_str().unwrap().to_owned()))
            .filter(|(_, amount)| amount != "0.00")
            .collect();
        assert!(!declared.is_empty() && before == declared, "{code}: {before:?}\n{declared:?}");
    }
    assert!(payouts.len() >= 10);
}

#[test]
fn a_draft_never_goes_over_a_file_that_is_there() {
    let desk = Desk::new();
    std::fs::write(desk.path("mine.sheet"), "mine").unwrap();
    let refused = desk.coop(&["scheme", "new", "--from", "wages", "--out", "mine.sheet"]);
    assert_eq!(refused.status.code(), Some(2));
    assert_eq!(std::fs::read_to_string(desk.path("mine.sheet")).unwrap(), "mine");
}
