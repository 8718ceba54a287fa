//! The ledger's folder put back, forked, rewritten, longer and shorter; the guard rotted, absent,
//! older, and of another ledger. What this machine knows it says, and it signs nothing on it.

use crate::desk::{Desk, lines};
use crate::forge::JOURNAL;
use crate::little::{accountant, copy, files, ledger_key, read};
use crate::report::{Line, Options, Wrong};
use coop_ledger::log::{Frontier, Hash, Head, UnverifiedEntry, sign_note};
use coop_ledger::statement::{Labels, Lang};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

type Files = BTreeMap<PathBuf, Vec<u8>>;

/// A record that somebody puts into the ledger's folder.
struct Swap {
    what: String,
    files: Files,
}

/// Sizes at which a batch ends.
fn ends(lines: &[Vec<u8>]) -> Vec<usize> {
    let last = |line: &&Vec<u8>| {
        let (k, n) = UnverifiedEntry::parse(line).expect("an entry").batch();
        k + 1 == n
    };
    lines.iter().enumerate().filter(|(_, line)| last(line)).map(|(i, _)| i + 1).collect()
}

fn head(lines: &[Vec<u8>]) -> Head {
    let mut frontier = Frontier::default();
    lines.iter().for_each(|line| frontier.push(Hash::leaf(line)));
    frontier.head()
}

/// A ledger as it was at some time, then parties that the true one does not have.
fn another(shared: &Desk, parties: u64) -> Files {
    let twin = shared.twin();
    {
        let mut opened = twin.open().expect("to open");
        for n in 0..parties {
            let text = format!(
                r#"{{"id":"o-{n}","on":"2024-02-01","kind":"party.registered","party":"OTHER{n}","role":"x"}}"#
            );
            opened.cooperative.record(&read(&text), &accountant()).expect("to record");
        }
    }
    drop(twin.open().expect("to open"));
    twin.record()
}

/// Everything that may stand in the place of the true record.
fn swaps(true_lines: &[Vec<u8>], good: &Files, desk: &Desk, before: &[Desk]) -> Vec<Swap> {
    let mut all = Vec::new();
    let ends = ends(true_lines);
    for end in &ends[..ends.len() - 1] {
        let mut files = good.clone();
        files.insert(JOURNAL.into(), true_lines[..*end].concat());
        let note = sign_note(&desk.origin(), head(&true_lines[..*end]), &ledger_key());
        files.insert("checkpoint".into(), note.0);
        all.push(Swap { what: format!("rolled back to {end}"), files });
    }
    let size = true_lines.len() as u64;
    for earlier in before {
        let shared = lines(&earlier.journal()).len() as u64;
        for (what, parties) in [
            ("shorter", (size - shared) / 2),
            ("as long", size - shared),
            ("longer", size - shared + 1),
            ("much longer", size - shared + 20),
        ] {
            all.push(Swap { what: format!("forked after {shared}, {what}"), files: another(earlier, parties) });
        }
    }
    all
}

/// Puts a record in the place of another; openings stay.
fn put(ledger: &Path, files: &Files) {
    for part in ["journal", "blobs", "checkpoint"] {
        let path = ledger.join(part);
        let _ = fs::remove_dir_all(&path).or_else(|_| fs::remove_file(&path));
    }
    for (path, bytes) in files {
        let path = ledger.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("to write");
    }
}

/// The journal and what this machine keeps, but for the locks, which say who looked last.
fn kept(desk: &Desk) -> (Files, Files) {
    let mut state = files(&desk.state());
    state.retain(|path, _| !path.ends_with("lock") && !path.components().any(|part| part.as_os_str() == "index"));
    (files(&desk.ledger().join("journal")), state)
}

const READERS: [&[&str]; 7] = [
    &["log"],
    &["show", "3"],
    &["payout", "list"],
    &["report", "trial-balance"],
    &["statement", "H0001", "--on", "2024-12-31"],
    &["proof", "3"],
    &["audit"],
];

/// With and without the guard.
pub fn folders(options: &Options) -> Vec<Line> {
    let name = "folders";
    let first = Desk::upto(1, 0x11);
    let third = first.grown(1..3);
    let fifth = third.grown(3..5);
    let desk = fifth.grown(5..8);
    let all = lines(&desk.journal());
    let good = desk.record();
    let known = head(&all);
    let party =
        desk.write("party.jsonl", r#"{"id":"x","on":"2024-04-20","kind":"party.registered","party":"OP9","role":"x"}"#);
    let seen = desk.coop(&["audit", "--help"]).out.contains("--seen");
    let (mut wrong, mut cases, mut signed, mut answered, mut blind, mut shown) = (Wrong::default(), 0, 0, 0, 0, 0);
    let mut swaps = swaps(&all, &good, &desk, &[first, third, fifth]);
    if !options.full && options.rounds.is_none() {
        // every third in the short set, each kind among them
        let mut n = 0;
        swaps.retain(|swap| {
            n += 1;
            !swap.what.starts_with("rolled") || n % 3 == 1
        });
    }
    for swap in swaps.iter().take(options.rounds(u64::MAX, u64::MAX) as usize) {
        cases += 1;
        let here = desk.twin();
        put(&here.ledger(), &swap.files);
        let before = kept(&here);
        let record = here.coop(&["record", &party]);
        if record.code != Some(7) {
            signed += u64::from(record.code == Some(0));
            wrong.add(name, format!("{}: record: {}", swap.what, record.told()));
        }
        if kept(&here) != before && record.code != Some(0) {
            wrong.add(name, format!("{}: record changed something", swap.what));
        }
        for args in READERS {
            let ended = here.coop(args);
            if ended.code != Some(7) {
                answered += u64::from(ended.code == Some(0));
                wrong.add(name, format!("{}: {}: {}", swap.what, args[0], ended.told()));
            }
        }
        // on a machine that has no memory of it
        let there = Desk::empty();
        copy(&here.ledger(), &there.ledger());
        there.give_key();
        put(&there.ledger(), &swap.files);
        let record = there.coop(&["record", &party]);
        if record.code == Some(0) || record.broke() {
            wrong.add(name, format!("{}: without a guard: record: {}", swap.what, record.told()));
        }
        blind += u64::from(there.coop(&["audit"]).code == Some(0));
        if seen {
            let held = format!("{}:{}", known.size, known.root);
            let ended = there.coop(&["audit", "--seen", &held]);
            shown += 1;
            if ended.code != Some(7) {
                wrong.add(name, format!("{}: audit --seen {held}: {}", swap.what, ended.told()));
            }
        }
    }
    let line = Line::new(name, options)
        .with("cases", cases)
        .with("signed", signed)
        .with("answered", answered)
        .with("violations", wrong.count)
        .with("pass_without_any_memory", blind)
        .with("refused_by_seen", if seen { shown.to_string() } else { "not_there_yet".into() })
        .passes(wrong.count == 0 && cases > 0);
    vec![line, forgetful(options)]
}

/// The control: a machine whose guard is put back with the folder cannot know, and says nothing.
fn forgetful(options: &Options) -> Line {
    let older = Desk::upto(5, 0x11);
    let party = older
        .write("party.jsonl", r#"{"id":"x","on":"2024-04-20","kind":"party.registered","party":"OP9","role":"x"}"#);
    let passed = older.coop(&["record", &party]).code == Some(0);
    Line::control("folders", "guard_put_back_with_the_folder", options, u64::from(passed))
}

/// What may have become of the guard.
fn guards(good: &[u8], older: &[u8], foreign: &[u8]) -> Vec<(&'static str, Option<Vec<u8>>, bool)> {
    let with = |ranges: &[std::ops::Range<usize>], byte: &dyn Fn(usize) -> u8| {
        let mut bytes = good.to_vec();
        ranges.iter().for_each(|r| r.clone().for_each(|i| bytes[i] = byte(i)));
        Some(bytes)
    };
    let (first, second) = (0..4096, 65_536..65_536 + 4096);
    let noise = |i: usize| (i.wrapping_mul(2_654_435_761) >> 7) as u8;
    // name, bytes, is there a memory left
    vec![
        ("noise in both slots", with(&[first.clone(), second.clone()], &noise), false),
        ("zeros in both slots", with(&[first.clone(), second.clone()], &|_| 0), false),
        ("noise in the first slot", with(&[first], &noise), true),
        ("noise in the second slot", with(&[second], &noise), true),
        ("noise all over", Some((0..good.len()).map(noise).collect()), false),
        ("empty", Some(Vec::new()), false),
        ("cut to half", Some(good[..good.len() / 2].to_vec()), true),
        ("cut to a byte", Some(good[..1].to_vec()), false),
        ("absent", None, false),
        ("older", Some(older.to_vec()), true),
        ("of another ledger", Some(foreign.to_vec()), false),
    ]
}

/// The guard in every state, before a whole folder and before an older one.
pub fn guard(options: &Options) -> Vec<Line> {
    let name = "guard";
    let older = Desk::upto(5, 0x11);
    let (desk, foreign) = (older.grown(5..8), Desk::upto(5, 0x22));
    let path = desk.guarded().join("guard");
    let read = |desk: &Desk| fs::read(desk.guarded().join("guard")).expect("a guard");
    let (good, older_guard, foreign_guard) = (read(&desk), read(&older), read(&foreign));
    let older_record = older.record();
    let party =
        desk.write("party.jsonl", r#"{"id":"x","on":"2024-04-20","kind":"party.registered","party":"OP9","role":"x"}"#);
    let agrees = Labels::of(Lang::En).text("audit.remembered").split('{').next().unwrap_or_default().to_owned();
    let (mut wrong, mut cases) = (Wrong::default(), 0);
    for (what, bytes, memory) in guards(&good, &older_guard, &foreign_guard) {
        for rolled_back in [false, true] {
            cases += 1;
            let here = desk.twin();
            let guard = here.guarded().join(path.file_name().expect("a name"));
            match &bytes {
                Some(bytes) => fs::write(&guard, bytes).expect("to write"),
                None => fs::remove_file(&guard).expect("to remove"),
            }
            if rolled_back {
                put(&here.ledger(), &older_record);
            }
            let told = format!("{what}, {} folder", if rolled_back { "older" } else { "whole" });
            let audit = here.coop(&["audit"]);
            // a slot may be the older of two: it then remembers as much as the older folder has, or more
            let contradicted = rolled_back && memory && what != "older";
            if audit.broke() || !memory && audit.out.contains(&agrees) || contradicted && audit.code != Some(7) {
                wrong.add(name, format!("{told}: audit: {} {}", audit.told(), audit.out.replace('\n', " | ")));
            }
            let old = here.journal();
            let record = here.coop(&["record", &party]);
            // without a memory nothing is signed; nor with the older of two where the key has signed more:
            // it may be in use elsewhere
            let may = memory && rolled_back == (what == "older");
            if record.broke() || record.hung || (record.code == Some(0)) != may || !here.journal().starts_with(&old) {
                wrong.add(name, format!("{told}: record: {}", record.told()));
            }
            if may && here.coop(&["audit"]).code != Some(0) {
                wrong.add(name, format!("{told}: audit after recording: {}", here.coop(&["audit"]).told()));
            }
        }
    }
    let line = Line::new(name, options).with("cases", cases).with("violations", wrong.count).passes(wrong.count == 0);
    vec![line]
}
