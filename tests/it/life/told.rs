//! What households of the case are told of how their holdings came to be, judged by three programs: the one in Rust, the page's
//! own in JavaScript, and the one in Python.

use super::*;
use coop_ledger::{
    statement::{Format, HouseholdPage, HouseholdStatement, render_for, verifier_page},
    unit::Lang,
    verify::{DoubtCode, read_statement, verify_page},
};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

/// A ledger's key with the statements of everybody who is in its register at the end of a day.
fn statements(book: &str, on: &str) -> (String, Vec<HouseholdStatement>) {
    let played = played();
    let ledger = &played.ledgers[book].cooperative;
    let on: Day = on.parse().unwrap();
    let there = ledger.books().registers().households().iter().filter(|(_, entered)| entered.enrolled <= on);
    let told = there.map(|(code, _)| ledger.statement(code, on).unwrap()).collect();
    (vkey_of(ledger).to_string(), told)
}

fn vkey_of(ledger: &Cooperative) -> VerifierKey {
    VerifierKey::ledger(ledger.origin(), ledger_key().public())
}

const LAST: &str = "2026-12-31";

/// The village and the union that it is in, on days before, between and after.
const TOLD: [(&str, &str); 4] = [("V", "2024-12-31"), ("V", "2025-12-31"), ("V", LAST), ("U", LAST)];

/// What a program says of statements or pages, one a line: true where it holds. Nothing where the program is not there.
fn judged_by(program: &str, there: &[&str], script: &[String], asked: Vec<Value>) -> Option<Vec<bool>> {
    if !Command::new(program).args(there).output().is_ok_and(|out| out.status.success()) {
        assert_ne!(std::env::var("COOP_INTEROP").as_deref(), Ok("required"), "{program} is missing");
        return None;
    }
    let told_by = Command::new(program).args(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut told_by = told_by.unwrap();
    let mut into = told_by.stdin.take().unwrap();
    let lines: Vec<String> = asked.iter().map(Value::to_string).collect();
    let writing = std::thread::spawn(move || lines.iter().for_each(|line| writeln!(into, "{line}").unwrap()));
    let out = told_by.wait_with_output().unwrap();
    writing.join().unwrap();
    let said = String::from_utf8(out.stdout).unwrap();
    let holds = |line: &str| {
        let said: Value = serde_json::from_str(line).unwrap_or_else(|e| panic!("{program}: {e}: {line}"));
        let findings = said["findings"].as_array().unwrap();
        if let Some(first) = findings.first() {
            println!("{program}: {first}");
        }
        findings.is_empty()
    };
    Some(said.lines().map(holds).collect())
}

const IN_PYTHON: &str = r#"
import json, sys
sys.path.insert(0, sys.argv[1])
import verify_statement as page
for line in sys.stdin:
    asked = json.loads(line)
    report = page.check_statement(asked["text"].encode(), asked["vkey"])
    print(json.dumps({"findings": report.findings}))
"#;

fn of_statements(texts: &[String], vkey: &str) -> Vec<Value> {
    texts.iter().map(|text| json!({ "do": "statement", "text": text, "vkey": vkey })).collect()
}

fn by_python(texts: &[String], vkey: &str) -> Option<Vec<bool>> {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").display().to_string();
    let script = ["-c".to_owned(), IN_PYTHON.to_owned(), examples];
    judged_by("python3", &["-c", "import nacl"], &script, of_statements(texts, vkey))
}

fn judge_in_node() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/web/judge.js").display().to_string()
}

fn by_page(texts: &[String], vkey: &str) -> Option<Vec<bool>> {
    judged_by("node", &["--version"], &[judge_in_node()], of_statements(texts, vkey))
}

#[test]
fn every_statement_holds_before_three_programs() {
    let mut acts: BTreeSet<(String, String)> = BTreeSet::new();
    for (book, on) in TOLD {
        let (vkey, told) = statements(book, on);
        assert!(!told.is_empty(), "{book} {on}");
        let key: VerifierKey = vkey.parse().unwrap();
        let texts: Vec<String> = told.iter().map(|one| serde_json::to_string(one).unwrap()).collect();
        for one in &told {
            assert_eq!(verify_statement(one, &key).findings, [], "{book} {on} {}", one.household);
            for (list, steps) in one.steps() {
                acts.extend(steps.iter().map(|step| (list.to_owned(), step.act.to_string())));
            }
        }
        let by = [("the page", by_page(&texts, &vkey)), ("the program in Python", by_python(&texts, &vkey))];
        for (program, said) in by {
            let Some(said) = said else { continue };
            assert_eq!(said.len(), texts.len(), "{program}");
            for (one, holds) in told.iter().zip(said) {
                assert!(holds, "{program}: the statement of {} in {book} as of {on}", one.household);
            }
        }
        println!("life statements: {} of {book} as of {on} hold", told.len());
    }
    let told_of: Vec<String> = acts.iter().map(|(list, act)| format!("{list} {act}")).collect();
    println!("life statements tell {}", told_of.join(", "));
    for wanted in [
        "contracts abated",
        "contracts ended",
        "contracts term",
        "land exchange",
        "land extend",
        "land split",
        "passings frozen",
        "passings transfer",
    ] {
        assert!(told_of.iter().any(|one| one == wanted), "nobody is told of {wanted}");
    }
}

/// With partners beside the codes, in both languages: what the page finds wherever it is opened is what
/// `coop verify` finds.
#[test]
fn every_page_holds_in_both_languages_where_it_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let checks = folder.path().join("verify.html");
    fs::write(&checks, verifier_page(Lang::Zh)).unwrap();
    let (mut asked, mut whose) = (Vec::new(), Vec::new());
    for (book, on) in [("V", LAST), ("U", LAST)] {
        let (_, told) = statements(book, on);
        let played = played();
        let ledger = &played.ledgers[book].cooperative;
        let (vkey, calling) = (vkey_of(ledger), ledger.calling(true).unwrap());
        for one in &told {
            let called = calling.of(one);
            for lang in [Lang::Zh, Lang::En] {
                let text = render_for(one, &called, Some(&vkey), Format::Html, lang);
                let page = HouseholdPage::read(&text).unwrap();
                assert_eq!(verify_page(&page, &text, &vkey).findings, [], "{book} {} {lang}", one.household);
                asked.push(json!({ "do": "file", "text": text, "vkey": vkey.to_string() }));
                whose.push(format!("{book} {} {lang}", one.household));
            }
        }
    }
    println!("life statements: {} pages", whose.len());
    let script = [judge_in_node(), checks.display().to_string()];
    for (whose, holds) in whose.iter().zip(judged_by("node", &["--version"], &script, asked).into_iter().flatten()) {
        assert!(holds, "the page of {whose}");
    }
}

/// The value with a digit more, a letter more, or a number more.
fn other(value: &Value) -> Value {
    match value {
        Value::Number(n) => json!(n.as_u64().unwrap() + 1),
        Value::String(text) => match text.find(|c: char| c.is_ascii_digit()) {
            Some(at) => {
                let digit = (text.as_bytes()[at] - b'0' + 1) % 10;
                json!(format!("{}{digit}{}", &text[..at], &text[at + 1..]))
            }
            None => json!(format!("{text}x")),
        },
        Value::Array(all) => Value::Array(all.iter().skip(1).cloned().collect()),
        kept => kept.clone(),
    }
}

/// A statement with one thing of its past said otherwise, and what that is.
fn bent(told: &HouseholdStatement) -> Vec<(String, String)> {
    let whole = serde_json::to_value(told).unwrap();
    let mut found = Vec::new();
    for (list, steps) in told.steps() {
        for at in 0..steps.len() {
            let step = &whole["past"][list][at];
            let mut put = |what: String, step: Option<Value>| {
                let mut bent = whole.clone();
                let steps = bent["past"][list].as_array_mut().unwrap();
                match step {
                    Some(step) => steps[at] = step,
                    None => drop(steps.remove(at)),
                }
                found.push((format!("{} {list} {at} {what}", told.household), bent.to_string()));
            };
            put("left out".to_owned(), None);
            for (name, value) in step.as_object().unwrap() {
                let mut one = step.clone();
                one[name] = other(value);
                put(name.clone(), Some(one.clone()));
                one.as_object_mut().unwrap().remove(name);
                put(format!("{name} left out"), Some(one));
            }
            let mut more = step.clone();
            more["price"] = json!("99999.00");
            put("another price".to_owned(), Some(more));
        }
    }
    found
}

#[test]
fn a_forged_step_is_found_by_three_programs() {
    let (vkey, told) = statements("V", LAST);
    let forged: Vec<(String, String)> = told.iter().flat_map(bent).collect();
    assert!(forged.len() > 2_000, "{}", forged.len());
    let key: VerifierKey = vkey.parse().unwrap();
    // a step that no length of a list divides, so that every kind of value has its turn
    let some: Vec<&(String, String)> = forged.iter().step_by(7).collect();
    for (what, text) in &some {
        let Ok(read) = read_statement(text.as_bytes()) else { continue };
        let found = verify_statement(&read, &key).findings;
        assert!(found.iter().any(|f| f.code() == DoubtCode::StatementDiffers), "{what}: {found:?}");
    }
    let few: Vec<&(String, String)> = forged.iter().step_by(61).collect();
    let texts: Vec<String> = few.iter().map(|(_, text)| text.clone()).collect();
    for (program, said) in [("the page", by_page(&texts, &vkey)), ("the program in Python", by_python(&texts, &vkey))] {
        for ((what, _), holds) in few.iter().zip(said.into_iter().flatten()) {
            assert!(!holds, "{program}: {what}");
        }
    }
    println!(
        "life statements: {} forged steps, {} of them tried, {} by all three",
        forged.len(),
        some.len(),
        few.len()
    );
}
