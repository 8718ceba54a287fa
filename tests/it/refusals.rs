//! One file per refusal: the smallest instruction that earns it, what is said, and a neighbour
//! that is recorded. A refused instruction leaves every file as it was.
//!
//! `COOP_ACCEPT=1` writes what the program says into the files, to be read before it is kept.

mod left_out;
mod page;
mod pairs;

use crate::little::{Little, accountant, batches, files, read, with_sheet, written};
use coop_ledger::{
    cooperative::{Answered, Cooperative, Trouble},
    decide::{Code, Refusal, Request},
    intake::json_lines,
    log::{Json, SigningKey},
};
use serde::Deserialize;
use std::{
    fs,
    path::{Path, PathBuf},
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    title: String,
    code: String,
    subject: String,
    expected: String,
    found: String,
    /// The first batches of the little ledger.
    after: usize,
    #[serde(default)]
    signer: Option<String>,
    #[serde(default)]
    before: String,
    refused: String,
    #[serde(default)]
    accepted: Option<String>,
    #[serde(default)]
    fill: Option<Fill>,
}

/// A word that stands for many times the same text.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fill {
    word: String,
    text: String,
    times: usize,
}

impl Fill {
    /// The text with what the word stands for.
    fn put_into(&self, text: &str) -> String {
        text.replace(&self.word, &vec![self.text.as_str(); self.times].join(","))
    }
}

fn cases() -> Vec<(PathBuf, Case)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/refusals");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|i| i.unwrap().path()).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "toml"));
    paths.sort();
    let read = |path: PathBuf| {
        let case = toml::from_str(&fs::read_to_string(&path).unwrap());
        let case: Case = case.unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        (path, case)
    };
    paths.into_iter().map(read).collect()
}

impl Case {
    fn signer(&self) -> SigningKey {
        match self.signer.as_deref() {
            None => accountant(),
            Some("chair") => SigningKey::from_seed([3; 32]),
            Some("stranger") => SigningKey::from_seed([9; 32]),
            Some(other) => panic!("no such signer: {other}"),
        }
    }

    fn record(&self, cooperative: &mut Cooperative, text: &str, signer: &SigningKey) -> Result<usize, Vec<Refusal>> {
        let text = self.fill.as_ref().map_or(text.to_owned(), |fill| fill.put_into(text));
        let request = |(_, object): (usize, Result<Json, Refusal>)| Request::read(&with_sheet(object?));
        let requests: Result<Vec<Request>, Refusal> = json_lines(&text).into_iter().map(request).collect();
        let requests = requests.map_err(|refusal| vec![refusal])?;
        match cooperative.record(&requests, signer) {
            Ok(recorded) => Ok(recorded.len()),
            Err(Trouble::Refused(all)) => Err(all.into_iter().map(|(_, r)| r).collect()),
            Err(other) => panic!("{}: {other}", self.title),
        }
    }
}

/// The ledger in which a case is tried.
fn little(case: &Case) -> Result<Little, String> {
    let mut little = Little::late(case.after, 0x55);
    for batch in case.before.split("\n\n").map(read).filter(|b| !b.is_empty()) {
        let recorded = little.cooperative.record(&batch, &accountant());
        recorded.map_err(|e| format!("what comes before is refused: {e}"))?;
    }
    Ok(little)
}

/// The refusal that a case earns.
fn refused(case: &Case) -> Result<Refusal, String> {
    match case.record(&mut little(case)?.cooperative, &case.refused, &case.signer()) {
        Ok(_) => Err("recorded".to_owned()),
        Err(all) => Ok(all.into_iter().next().unwrap()),
    }
}

/// What is wrong with one case.
fn wrong(path: &Path, case: &Case) -> Option<String> {
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    let mut little = match little(case) {
        Ok(little) => little,
        Err(wrong) => return Some(format!("{name}: {wrong}")),
    };
    let before = (files(&little.ledger()), files(&little.state()), little.cooperative.head());
    let refused = match case.record(&mut little.cooperative, &case.refused, &case.signer()) {
        Ok(_) => return Some(format!("{name}: recorded")),
        Err(all) => all,
    };
    let first = &refused[0];
    let said = [first.code().name(), &first.subject(), &first.expected(), &first.found()];
    let wanted = [&*case.code, &case.subject, &case.expected, &case.found];
    if before != (files(&little.ledger()), files(&little.state()), little.cooperative.head()) {
        return Some(format!("{name}: a refusal left a trace"));
    }
    if name.split('+').next() != Some(first.code().name()) {
        return Some(format!("{name}: refused as {said:?}"));
    }
    if said != wanted {
        if std::env::var_os("COOP_ACCEPT").is_some() {
            accept(path, first);
            return None;
        }
        return Some(format!("{name}: says {said:?}, expected {wanted:?}"));
    }
    let neighbour = case.accepted.as_ref()?;
    let taken = case.record(&mut little.cooperative, neighbour, &accountant());
    taken.err().map(|all| format!("{name}: its neighbour is refused: {}", all[0]))
}

fn accept(path: &Path, refusal: &Refusal) {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let line = |line: &str| match line.split(" = ").next() {
        Some("subject") => format!("subject = {}", quoted(&refusal.subject())),
        Some("expected") => format!("expected = {}", quoted(&refusal.expected())),
        Some("found") => format!("found = {}", quoted(&refusal.found())),
        _ => line.to_owned(),
    };
    let text: Vec<String> = fs::read_to_string(path).unwrap().lines().map(line).collect();
    fs::write(path, text.join("\n") + "\n").unwrap();
}

#[test]
fn every_refusal_says_what_its_case_says_and_leaves_no_trace() {
    let cases = cases();
    assert!(cases.len() >= 40, "{} cases", cases.len());
    let wrong: Vec<String> = cases.iter().filter_map(|(path, case)| wrong(path, case)).collect();
    println!("refusals: cases={} wrong={}", cases.len(), wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_payout_asked_for_again_is_the_same_only_from_the_same_receipts() {
    let mut little = Little::upto(7, 0x56);
    let ask = |sources: &str| {
        read(&format!(
            r#"{{"id":"d-1","on":"2024-04-12","kind":"payout.declare","payout":"P01","contract":"ROT-1","scheme":"rot-rent"{sources}}}"#
        ))
    };
    for same in ["", r#","sources":["r-1"]"#] {
        let answered = little.cooperative.record(&ask(same), &accountant()).unwrap();
        assert_eq!(answered[0].outcome, Answered::Already, "{same}");
    }
    for other in [r#","sources":["c-1"]"#, r#","sources":["r-1","c-1"]"#, r#","sources":["r-9"]"#] {
        let Err(Trouble::Refused(refused)) = little.cooperative.record(&ask(other), &accountant()) else {
            panic!("{other}")
        };
        assert_eq!((refused[0].1.code(), &*refused[0].1.found()), (Code::IdUsedOtherwise, "sources"), "{other}");
    }
}

#[test]
fn a_correction_says_why_by_a_code_and_not_in_words_that_could_name_somebody() {
    let mut little = Little::upto(7, 0x57);
    let ask = |reason: &str| {
        read(&format!(
            r#"{{"id":"x","on":"2024-05-01","kind":"entry.corrected","corrects":"r-1","reason":"{reason}"}}"#
        ))
    };
    let asked = ask("his brother-in-law's account");
    let Err(Trouble::Refused(refused)) = little.cooperative.record(&asked, &accountant()) else { panic!("recorded") };
    assert_eq!((refused[0].1.code(), &*refused[0].1.subject()), (Code::BadValue, "reason"));
}

#[test]
fn a_sheet_that_lets_the_rent_rise_in_another_way_than_the_contract_is_refused() {
    let mut little = Little::opened(0x58);
    let rises = |request: Request| {
        let text = String::from_utf8(written(&request)).unwrap();
        read(&text.replace("\"compound\"", "\"original_base\"")).remove(0)
    };
    let all: Vec<Vec<Request>> =
        batches().into_iter().take(5).map(|batch| batch.into_iter().map(rises).collect()).collect();
    for batch in &all[..3] {
        little.cooperative.record(batch, &accountant()).unwrap();
    }
    // no sheet in force reads it
    let Err(Trouble::Refused(refused)) = little.cooperative.record(&all[3], &accountant()) else { panic!("recorded") };
    assert_eq!(refused[0].1.code(), Code::TermNotRead, "{:?}", refused[0].1);
    assert!(refused[0].1.to_string().contains("年递增率"), "{}", refused[0].1);
    let adopt = r#"{"id":"s2","on":"2024-02-10","kind":"scheme.adopt","scheme":"rot-rent","version":2,"resolution":"R-2","edit":["年递增率","原价年递增率"]}"#;
    little.cooperative.record(&read(adopt), &accountant()).unwrap();
    for batch in &all[3..] {
        little.cooperative.record(batch, &accountant()).unwrap();
    }
    let declare = |version: u32| {
        read(&format!(
            r#"{{"id":"d-{version}","on":"2024-04-12","kind":"payout.declare","payout":"P01","contract":"ROT-1","scheme":"rot-rent","version":{version}}}"#
        ))
    };
    little.cooperative.record(&declare(2), &accountant()).unwrap();
}
