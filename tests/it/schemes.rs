//! Payout sheets: what passes, what is refused and with which words.

use coop_ledger::scheme::{self, CheckedSheet, Code, Diagnostic, shipped, translate, words::Lang};
use std::path::{Path, PathBuf};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemes").join(name)
}

/// Every sheet under a folder, as path and text, in order.
fn sheets(under: &Path) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut folders = vec![under.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder of cases is there") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "sheet") {
                let text = std::fs::read_to_string(&path).expect("a sheet is text");
                all.push((path.display().to_string(), text));
            }
        }
    }
    all.sort();
    assert!(!all.is_empty(), "no sheets under {}", under.display());
    all
}

fn shown(name: &str, text: &str, found: &[Diagnostic]) -> String {
    found.iter().map(|d| d.render(name, text, Lang::Zh)).collect()
}

fn checked(name: &str, text: &str) -> CheckedSheet {
    match scheme::read(text) {
        Ok(sheet) => sheet,
        Err(found) => panic!("{}", shown(name, text, &found)),
    }
}

/// Shipped sheets and good cases, each with its name.
fn good() -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> =
        shipped::all().iter().map(|s| (format!("{}-{}", s.id, s.version), s.text.to_owned())).collect();
    all.extend(sheets(&folder("")).into_iter().filter(|(path, _)| path.contains("/good/")));
    all
}

/// The tree without places in the text.
fn tree(sheet: &CheckedSheet) -> serde_json::Value {
    fn strip(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Object(map) => {
                map.remove("span");
                map.values_mut().for_each(strip);
            }
            serde_json::Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut value = serde_json::to_value(sheet).expect("a tree is json");
    strip(&mut value);
    value
}

#[test]
fn every_shipped_sheet_and_every_good_case_passes_the_checker() {
    for (name, text) in good() {
        let sheet = checked(&name, &text);
        assert!(!sheet.examples().is_empty(), "{name} has no example");
        assert!(sheet.title_zh().is_some() && sheet.title_en().is_some(), "{name} lacks a title");
        for value in sheet.values() {
            assert!(value.basis.is_some(), "{name}: {} does not say where it comes from", value.name);
        }
    }
}

#[test]
fn a_shipped_sheet_is_found_by_its_own_id_and_version() {
    for shipped in shipped::all() {
        let sheet = checked(shipped.id, shipped.text);
        assert_eq!(sheet.id().as_str(), shipped.id);
        assert_eq!(shipped::by_id(shipped.id, shipped.version), Some(shipped));
    }
    assert_eq!(shipped::by_id("rot-rent", 99), None);
}

#[test]
fn a_sheet_says_the_same_in_english_word_for_word_and_back() {
    for (name, text) in good() {
        let first = checked(&name, &text);
        let english = translate(&first, Lang::En);
        let second = checked(&format!("{name} in English"), &english);
        assert_eq!(tree(&first), tree(&second), "{name}: the English tree differs");
        let chinese = translate(&second, Lang::Zh);
        let third = checked(&format!("{name} back in Chinese"), &chinese);
        assert_eq!(tree(&first), tree(&third), "{name}: the tree differs after both ways");
    }
}

#[test]
fn reading_keeps_the_text_byte_for_byte() {
    for (name, text) in good() {
        assert_eq!(checked(&name, &text).text(), text);
    }
}

/// The lines of a case's header: `# code: U07`, `# zh: …`, `# en: …`, `# at: 9:12`.
fn header<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.strip_prefix("# ")?.strip_prefix(key)?.strip_prefix(": "))
}

#[test]
fn every_planted_mistake_is_found_where_it_stands_and_said_in_both_languages() {
    for (path, text) in sheets(&folder("mistakes")) {
        let found = scheme::read(&text).expect_err(&path);
        let said = shown(&path, &text, &found);
        let first = found.first().expect("a refusal says why");
        let code = header(&text, "code").unwrap_or_else(|| panic!("{path} names no code"));
        assert_eq!(first.code.to_string(), code, "{said}");
        assert_eq!(Some(first.message_zh.as_str()), header(&text, "zh"), "{said}");
        assert_eq!(Some(first.message_en.as_str()), header(&text, "en"), "{said}");
        let at = format!("{}:{}", first.line(), first.column());
        assert_eq!(Some(at.as_str()), header(&text, "at"), "{said}");
    }
}

#[test]
fn every_kind_of_mistake_has_a_planted_case() {
    // Too long to keep as files.
    let elsewhere = [Code::L01, Code::L02, Code::L03, Code::L04];
    let planted: Vec<String> =
        sheets(&folder("mistakes")).iter().filter_map(|(_, t)| header(t, "code").map(str::to_owned)).collect();
    let missing: Vec<String> = Code::ALL
        .iter()
        .filter(|c| !elsewhere.contains(c))
        .map(ToString::to_string)
        .filter(|c| !planted.contains(c))
        .collect();
    assert!(missing.is_empty(), "no case for {missing:?}");
}
