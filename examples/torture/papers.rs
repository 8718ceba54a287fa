//! Statements and proofs with one value altered, and statements altered consistently. None holds; what a
//! statement tells and does not show (`schemas/STATEMENT.md`, section 5) is counted apart.

use crate::desk::Desk;
use crate::report::{Line, Options, Wrong};
use coop_ledger::log::VerifierKey;
use coop_ledger::statement::HouseholdStatement;
use coop_ledger::verify::{Unshown, verify_proof, verify_statement};
use serde_json::Value;
use std::collections::BTreeSet;

/// Every value by its JSON pointer.
fn pointers(value: &Value, here: &str, all: &mut Vec<String>) {
    all.push(here.to_owned());
    match value {
        Value::Object(members) => members.iter().for_each(|(name, v)| pointers(v, &format!("{here}/{name}"), all)),
        Value::Array(values) => values.iter().enumerate().for_each(|(i, v)| pointers(v, &format!("{here}/{i}"), all)),
        _ => {}
    }
}

/// Another digit, another letter, another household.
fn other_text(text: &str) -> Option<String> {
    if let Some(at) = text.rfind(|c: char| c.is_ascii_digit()) {
        let digit = (b'0' + (text.as_bytes()[at] - b'0' + 1) % 10) as char;
        return Some(format!("{}{digit}{}", &text[..at], &text[at + 1..]));
    }
    (!text.is_empty()).then(|| format!("{text}x"))
}

fn others(value: &Value) -> Vec<Value> {
    match value {
        Value::Null => vec![Value::from(1), Value::from("1")],
        Value::Bool(b) => vec![Value::from(!b)],
        Value::Number(n) => n.as_i64().map(|n| vec![Value::from(n + 1), Value::from(n - 1)]).unwrap_or_default(),
        Value::String(text) => other_text(text).map(Value::from).into_iter().collect(),
        Value::Array(values) if !values.is_empty() => {
            let (mut more, mut turned) = (values.clone(), values.clone());
            more.push(values[0].clone());
            turned.reverse();
            vec![values[1..].to_vec().into(), values[..values.len() - 1].to_vec().into(), more.into(), turned.into()]
        }
        Value::Object(members) => {
            let less = members.keys().map(|name| {
                let mut less = members.clone();
                less.remove(name);
                Value::Object(less)
            });
            less.collect()
        }
        Value::Array(_) => Vec::new(),
    }
}

/// What became of an altered statement.
enum Fate {
    Refused,
    /// It verifies, and whoever verifies it is told that just this is not shown.
    Told,
    Holds,
}

/// Does an altered statement still verify? `None` where it says nothing else.
fn fate(bent: &Value, good: &HouseholdStatement, key: &VerifierKey) -> Option<Fate> {
    let told: HouseholdStatement = serde_json::from_value(bent.clone()).ok()?;
    if told == *good {
        return None;
    }
    let Ok(verified) = std::panic::catch_unwind(|| verify_statement(&told, key)) else { return Some(Fate::Holds) };
    if !verified.findings.is_empty() {
        return Some(Fate::Refused);
    }
    Some(if shown(&told, &verified.told) == shown(good, &verified.told) { Fate::Told } else { Fate::Holds })
}

/// The statement without what its reader was told is not shown.
fn shown(statement: &HouseholdStatement, told: &BTreeSet<Unshown>) -> HouseholdStatement {
    let mut shown = statement.clone();
    let parcels = shown.holdings.parcels.iter_mut().map(|p| (p.parcel.to_string(), &mut p.contract, None));
    let houses = shown.holdings.houses.iter_mut().map(|h| (h.house.to_string(), &mut h.contract, Some(&mut h.until)));
    for (code, contract, until) in parcels.chain(houses) {
        if told.iter().any(|t| matches!(t, Unshown::NoLease { of, .. } if *of == code)) {
            *contract = None;
        }
        if let Some(until) = until.filter(|_| told.contains(&Unshown::LeaseDays)) {
            *until = None;
        }
    }
    if told.contains(&Unshown::Since) {
        shown.holdings.capital.iter_mut().for_each(|capital| capital.since = None);
    }
    if told.contains(&Unshown::NoPast) {
        shown.past = None;
    }
    if told.contains(&Unshown::ReadUntil) {
        shown.upto.recorded_at = "2000-01-01T00:00:00Z".parse().expect("a time");
    }
    shown
}

/// Statements of a household, value by value, and everywhere at once.
pub fn statements(options: &Options) -> Vec<Line> {
    let name = "statements";
    let desk = Desk::whole();
    let key: VerifierKey = desk.coop(&["key", "show", "--format", "note"]).out.trim().parse().expect("a key");
    let asked = ["--json", "statement", "H0001", "--on", "2024-12-31"];
    let good: Value = serde_json::from_str(&desk.coop(&asked).out).expect("a statement");
    let told: HouseholdStatement = serde_json::from_value(good.clone()).expect("a statement");
    let genuine = verify_statement(&told, &key).findings.is_empty();
    let mut all = Vec::new();
    pointers(&good, "", &mut all);
    let (mut single, mut held) = (0_u64, BTreeSet::new());
    let (mut held_count, mut told_only, mut dice) = (0_u64, 0_u64, options.dice(name));
    let cases: Vec<(String, Value)> = all
        .iter()
        .flat_map(|p| good.pointer(p).map(others).unwrap_or_default().into_iter().map(move |v| (p.clone(), v)))
        .collect();
    let most = options.rounds(600, u64::MAX);
    for (pointer, other) in &cases {
        if cases.len() as u64 > most && dice.roll(cases.len() as u64) >= most {
            continue;
        }
        let mut bent = good.clone();
        if let Some(value) = bent.pointer_mut(pointer) {
            *value = other.clone();
        }
        let Some(fate) = fate(&bent, &told, &key) else { continue };
        single += 1;
        told_only += u64::from(matches!(fate, Fate::Told));
        if matches!(fate, Fate::Holds) {
            held_count += 1;
            eprintln!("  {name}: still holds with {pointer} as {}", cut(other));
            held.insert(pointer.split('/').nth(1).unwrap_or("whole").to_owned());
        }
    }
    // one thing said otherwise wherever it is said, outside the proofs
    let (mut forged, mut forged_held) = (0_u64, 0_u64);
    let mut words = BTreeSet::new();
    for pointer in all.iter().filter(|p| !p.starts_with("/proofs") && !p.starts_with("/entries")) {
        words.extend(good.pointer(pointer).and_then(Value::as_str).map(str::to_owned));
    }
    for word in &words {
        let Some(other) = other_text(word) else { continue };
        let mut bent = good.clone();
        if let Value::Object(members) = &mut bent {
            let parts = members.iter_mut().filter(|(name, _)| !["proofs", "entries"].contains(&name.as_str()));
            parts.for_each(|(_, part)| everywhere(part, word, &other));
        }
        let Some(fate) = fate(&bent, &told, &key) else { continue };
        forged += 1;
        told_only += u64::from(matches!(fate, Fate::Told));
        if matches!(fate, Fate::Holds) {
            forged_held += 1;
            eprintln!("  {name}: still holds where `{word}` is `{other}` everywhere");
        }
    }
    // an older state shown as the newest: whoever knows more entries is told so
    let older = desk.folder.path().join("older.json");
    std::fs::write(&older, Desk::upto(6, 0x11).coop(&asked).out).expect("to write");
    let vkey = key.to_string();
    let verified = desk.coop(&["--json", "verify", &older.display().to_string(), "--vkey", &vkey]);
    let newer = serde_json::from_str::<Value>(&verified.out).ok().and_then(|v| v["newer"].as_u64());
    let older_unnoticed = verified.code == Some(0) && newer.is_none_or(|known| known != told.upto.size);
    let line = Line::new(name, options)
        .with("held", held_count)
        .with("of", single)
        .with("forged_held", forged_held)
        .with("forged_of", forged)
        .with("told_only", told_only)
        .with("older_shown_as_newest_unnoticed", u64::from(older_unnoticed))
        .with("held_in", held.into_iter().collect::<Vec<_>>().join(","))
        .passes(held_count == 0 && forged_held == 0 && !older_unnoticed && genuine);
    vec![line, Line::control(name, "genuine_statement_holds", options, u64::from(genuine))]
}

/// The beginning of a value.
fn cut(value: &Value) -> String {
    value.to_string().chars().take(60).collect()
}

fn everywhere(value: &mut Value, word: &str, other: &str) {
    match value {
        Value::String(text) if text == word => *text = other.to_owned(),
        Value::Array(values) => values.iter_mut().for_each(|v| everywhere(v, word, other)),
        Value::Object(members) => members.values_mut().for_each(|v| everywhere(v, word, other)),
        _ => {}
    }
}

/// Proofs of an entry and of a line of a payout: every byte, every line, every cut.
pub fn proofs(options: &Options) -> Vec<Line> {
    let name = "proofs";
    let desk = Desk::whole();
    let key: VerifierKey = desk.coop(&["key", "show", "--format", "note"]).out.trim().parse().expect("a key");
    let asked: [&[&str]; 3] =
        [&["proof", "5"], &["proof", "14"], &["proof", "--payout", "P01", "--household", "H0001"]];
    let (mut wrong, mut cases, mut genuine) = (Wrong::default(), 0_u64, 0_u64);
    let step = if options.full { 1 } else { 3 };
    for args in asked {
        let good = desk.coop(args).out.into_bytes();
        genuine += u64::from(verify_proof(&good, &key).is_ok());
        let mut judge = |what: &str, at: usize, bent: Vec<u8>| {
            cases += 1;
            let held = std::panic::catch_unwind(|| verify_proof(&bent, &key).is_ok());
            if held.unwrap_or(true) {
                wrong.add(name, format!("{args:?}: {what} at {at} holds"));
            }
        };
        for at in (0..good.len()).step_by(step) {
            for bit in [0, 1, 5] {
                let mut bent = good.clone();
                bent[at] ^= 1 << bit;
                judge("a bit flipped", at, bent);
            }
            judge("a byte deleted", at, [&good[..at], &good[at + 1..]].concat());
            judge("a byte doubled", at, [&good[..=at], &good[at..]].concat());
            judge("cut", at, good[..at].to_vec());
        }
        let all: Vec<&[u8]> = good.split_inclusive(|b| *b == b'\n').collect();
        for at in 0..all.len() {
            let without: Vec<&[u8]> = all.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, l)| *l).collect();
            judge("a line dropped", at, without.concat());
            if at + 1 < all.len() && all[at] != all[at + 1] {
                let mut swapped = all.clone();
                swapped.swap(at, at + 1);
                judge("two lines swapped", at, swapped.concat());
            }
        }
    }
    let line = Line::new(name, options)
        .with("held", wrong.count)
        .with("of", cases)
        .with("genuine", genuine)
        .passes(wrong.count == 0 && genuine == 3);
    vec![line]
}
