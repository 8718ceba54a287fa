//! Real processes: killed at random moments, and many at once on one ledger.

use crate::child::{self, FOLDER, NUMBER};
use crate::little::{Hourly, accountant, read};
use crate::report::{Line, Options, Wrong};
use coop_ledger::cooperative::{Cooperative, SystemClock};
use coop_ledger::log::Hash;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

/// What a child said it had saved: `acked INDEX LEAF`, whole lines only.
fn acked(line: &str) -> Option<(u64, Hash)> {
    let mut words = line.strip_prefix("acked ")?.split(' ');
    Some((words.next()?.parse().ok()?, words.next()?.parse().ok()?))
}

/// Starts a writer, kills it after so many acknowledgements and a wait; all that it acknowledged.
fn killed_after(folder: &Path, acks: u64, wait: Duration) -> Vec<(u64, Hash)> {
    let mut command = child::myself("append");
    let mut child = command.env(FOLDER, folder).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("a child");
    let out = BufReader::new(child.stdout.take().expect("its output"));
    let (send, receive) = std::sync::mpsc::channel();
    let reader = std::thread::spawn(move || {
        let said = out.lines().map_while(Result::ok).filter_map(|line| acked(&line));
        said.inspect(|_| _ = send.send(())).collect::<Vec<_>>()
    });
    for _ in 0..acks {
        if receive.recv().is_err() {
            break;
        }
    }
    std::thread::sleep(wait);
    child.kill().expect("to kill it");
    child.wait().expect("its end");
    reader.join().expect("what it said")
}

/// Writers killed at random moments; the oracle knows what they acknowledged.
pub fn killed(options: &Options) -> Vec<Line> {
    let name = "killed-processes";
    let (rounds, mut dice) = (options.rounds(24, 2_000), options.dice(name));
    let folder = tempfile::tempdir().expect("a folder");
    let mut wrong = Wrong::default();
    let mut root = folder.path().join("0");
    let mut oracle: BTreeMap<u64, Hash> = BTreeMap::new();
    let (mut acks, mut idle, mut beyond, mut audited) = (0, 0, 0, 0_u64);
    for round in 0..rounds {
        // a ledger of its own now and then: its beginning is killed as well
        if round % 50 == 0 && round > 0 {
            audited += whole(&root, &oracle, &mut wrong);
            root = folder.path().join(round.to_string());
            oracle.clear();
        }
        let (wanted, most) = if round % 4 == 0 { (0, 60_000) } else { (1 + dice.roll(5), 12_000) };
        let said = killed_after(&root, wanted, Duration::from_micros(dice.roll(most)));
        idle += u64::from(said.is_empty());
        acks += said.len() as u64;
        let last = said.last().map(|(index, _)| index + 1);
        oracle.extend(said);
        let (ledger, state) = (root.join("ledger"), root.join("state"));
        if !ledger.join("checkpoint").exists() {
            if !oracle.is_empty() {
                wrong.add(name, format!("round {round}: acknowledged, and no ledger"));
            }
            continue;
        }
        let opened = match crate::little::open(&ledger, &state, Arc::new(SystemClock)) {
            Ok(opened) if opened.opening.writable() => opened,
            Ok(opened) => {
                wrong.add(name, format!("round {round}: {:?}", opened.opening));
                continue;
            }
            Err(trouble) => {
                wrong.add(name, format!("round {round}: {trouble}"));
                continue;
            }
        };
        let size = opened.cooperative.head().size;
        beyond += u64::from(last.is_some_and(|last| size > last));
        let lines = opened.cooperative.lines(0, size).unwrap_or_default();
        for (index, leaf) in &oracle {
            if lines.get(*index as usize).map(|line| Hash::leaf(line)) != Some(*leaf) {
                wrong.add(name, format!("round {round}: entry {index} of {size} is lost or another"));
            }
        }
    }
    audited += whole(&root, &oracle, &mut wrong);
    let line = Line::new(name, options)
        .with("kills", rounds)
        .with("acked", acks)
        .with("lost_or_wrong", wrong.count)
        .with("finished_unacknowledged", beyond)
        .with("before_first_ack", idle)
        .with("audits_passed", audited)
        .passes(wrong.count == 0 && acks > 0 && audited > 0);
    vec![line]
}

/// 1 if the audit of what was left passes.
fn whole(root: &Path, oracle: &BTreeMap<u64, Hash>, wrong: &mut Wrong) -> u64 {
    let (ledger, state) = (root.join("ledger"), root.join("state"));
    if oracle.is_empty() && !ledger.join("checkpoint").exists() {
        return 0;
    }
    let mut audit = child::coop(&ledger, &state, &["audit"]);
    let ended = child::within(audit.env("COOP_TEST_CLOCK", child::LATE), Duration::from_secs(120));
    if ended.code != Some(0) {
        wrong.add("killed-processes", ended.told() + &ended.out);
    }
    u64::from(ended.code == Some(0))
}

/// A child that opens, records one thing, says so and lets go, so many times.
pub fn write_in_turn(root: &Path, number: u64) {
    let (who, times) = (number >> 32, number & 0xffff_ffff);
    let (ledger, state) = (root.join("ledger"), root.join("state"));
    for n in 0..times {
        let text = format!(
            r#"{{"id":"w{who}-{n}","on":"2024-04-20","kind":"party.registered","party":"W{who}X{n}","role":"tenant"}}"#
        );
        let mut waited = 0_u64;
        let mut opened = loop {
            match Cooperative::open(&ledger, &state, Hourly::from("2024-04-22T08:00:00Z")) {
                Err(trouble) if trouble.code() == "busy" && waited < 20_000 => {
                    waited += 1;
                    std::thread::sleep(Duration::from_millis(1 + (who * 7 + n) % 5));
                }
                other => break other.expect("to open"),
            }
        };
        let recorded = opened.cooperative.record(&read(&text), &accountant()).expect("to record");
        drop(opened);
        let mut out = std::io::stdout().lock();
        for r in recorded {
            writeln!(out, "acked {} {}", r.index, r.leaf).and_then(|()| out.flush()).expect("the parent listens");
        }
    }
}

/// Writers and auditors at once, all of them processes of their own.
pub fn race(options: &Options) -> Vec<Line> {
    let name = "race";
    let writers = if options.full { 8 } else { 4 };
    let times = options.rounds(8, 50);
    let mut wrong = Wrong::default();
    let little = crate::little::Little::upto(2, 0x44);
    let before = little.cooperative.head().size;
    let root = little.folder;
    drop(little.cooperative);
    let (ledger, state) = (root.path().join("ledger"), root.path().join("state"));
    let children: Vec<_> = (0..writers)
        .map(|who: u64| {
            let mut command = child::myself("race");
            command.env(FOLDER, root.path()).env(NUMBER, (who << 32 | times).to_string());
            command.stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().expect("a child")
        })
        .collect();
    let done = std::sync::atomic::AtomicBool::new(false);
    let (mut audits, mut alarms) = (0_u64, Vec::new());
    let said: Vec<(u64, Hash)> = std::thread::scope(|scope| {
        let readers: Vec<_> = children
            .into_iter()
            .map(|child| {
                scope.spawn(move || {
                    let output = child.wait_with_output().expect("its end");
                    let text = String::from_utf8_lossy(&output.stdout).into_owned();
                    text.lines().filter_map(acked).collect::<Vec<_>>()
                })
            })
            .collect();
        let auditors: Vec<_> = (0..2)
            .map(|_| {
                let (done, ledger, state) = (&done, &ledger, &state);
                scope.spawn(move || {
                    let (mut audits, mut alarms) = (0, Vec::new());
                    while !done.load(std::sync::atomic::Ordering::Relaxed) {
                        let ended = child::within(&mut child::coop(ledger, state, &["audit"]), Duration::from_secs(60));
                        audits += 1;
                        if ended.code != Some(0) {
                            alarms.push(ended.told() + &ended.out);
                        }
                    }
                    (audits, alarms)
                })
            })
            .collect();
        let said = readers.into_iter().flat_map(|r| r.join().expect("a writer")).collect();
        done.store(true, std::sync::atomic::Ordering::Relaxed);
        for auditor in auditors {
            let (n, mut found) = auditor.join().expect("an auditor");
            audits += n;
            alarms.append(&mut found);
        }
        said
    });
    alarms.iter().for_each(|alarm| wrong.add(name, alarm));
    let reader = Cooperative::open_to_read(&ledger, &state, Hourly::new()).expect("to read");
    let size = reader.head().size;
    let lines = reader.lines(0, size).expect("the lines");
    let mut places: Vec<u64> = said.iter().map(|(index, _)| *index).collect();
    places.sort_unstable();
    places.dedup();
    let lost = said.iter().filter(|(i, leaf)| lines.get(*i as usize).map(|l| Hash::leaf(l)) != Some(*leaf)).count();
    let doubles = said.len() - places.len();
    let passes = child::within(&mut child::coop(&ledger, &state, &["audit"]), Duration::from_secs(120)).code == Some(0);
    let line = Line::new(name, options)
        .with("writers", writers)
        .with("acked", said.len())
        .with("expected", writers * times)
        .with("entries", size - before)
        .with("lost", lost)
        .with("forks_or_doubles", doubles)
        .with("audits", audits)
        .with("false_alarms", alarms.len())
        .passes(
            wrong.count == 0
                && lost == 0
                && doubles == 0
                && passes
                && said.len() as u64 == writers * times
                && size - before == writers * times
                && audits > 0,
        );
    vec![line]
}
