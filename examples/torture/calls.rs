//! The program's own commands under `strace`: killed at, or refused, the k-th call into the
//! operating system that opens, writes, syncs, renames or removes.

use crate::child::{self, Ended, MODE};
use crate::desk::{Desk, found};
use crate::little::{batches, files, written};
use crate::report::{Line, Options, Wrong};
use coop_ledger::log::Hash;
use coop_ledger::store::Openings;
use coop_ledger::store::disk::RealDisk;
use coop_ledger::store::file::FileOpenings;
use coop_ledger::store::file::LedgerFolders;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

const CALLS: &str = "openat,write,pwrite64,fsync,fdatasync,rename,renameat,renameat2,ftruncate,unlink,unlinkat,mkdir,mkdirat,flock,fchmod";

/// A command that writes, and the ledger that it finds.
struct Act {
    name: &'static str,
    /// Batches of the little ledger that are recorded before it; none: no ledger.
    before: Option<usize>,
    args: Vec<String>,
}

fn acts(folder: &Path) -> Vec<Act> {
    let all = batches();
    let file = |name: &str, lines: Vec<Vec<u8>>| {
        let path = folder.join(name);
        std::fs::write(&path, lines.join(&b'\n')).expect("to write");
        vec!["record".to_owned(), path.display().to_string()]
    };
    let batch = |n: usize| all[n].iter().map(written).collect::<Vec<_>>();
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let household = |n: u32| {
        format!(
            r#"{{"id":"x-{n}","on":"2024-01-05","kind":"household.enrolled","household":"H1{n:03}","members":2,"name":"户{n}"}}"#
        )
    };
    let party = br#"{"id":"x","on":"2024-01-05","kind":"party.registered","party":"OP9","role":"tenant"}"#.to_vec();
    vec![
        Act {
            name: "init",
            before: None,
            args: words("init --zh 村 --en Village --host coop.example --name v --on 2024-01-01 --no-passphrase --yes"),
        },
        Act { name: "record", before: Some(2), args: file("record.jsonl", vec![party]) },
        Act {
            name: "import",
            before: Some(1),
            args: file("import.jsonl", (1..=12).map(|n| household(n).into_bytes()).collect()),
        },
        Act { name: "adopt", before: Some(2), args: file("adopt.jsonl", batch(2)) },
        Act { name: "declare", before: Some(5), args: file("declare.jsonl", batch(5)) },
        Act { name: "pay", before: Some(6), args: file("pay.jsonl", batch(6)) },
        Act { name: "return", before: Some(7), args: file("return.jsonl", batch(7)) },
        Act {
            name: "correct",
            before: Some(5),
            args: words("correct 12 --reason wrong_amount --id c --on 2024-04-22"),
        },
        Act {
            name: "forget",
            before: Some(2),
            args: words("forget H0001 --reason request --id f --on 2024-04-22 --yes"),
        },
    ]
}

/// The command under strace with this injection; how it ended, and the trace.
fn traced(strace: &Path, desk: &Desk, args: &[String], injection: Option<&str>) -> (Ended, String) {
    let log = desk.folder.path().join("trace");
    let plain = child::coop(&desk.ledger(), &desk.state(), args);
    let mut command = Command::new(strace);
    command.env_clear().args(["-f", "-qq", "-e", &format!("trace={CALLS}"), "-o"]).arg(&log);
    if let Some(injection) = injection {
        command.args(["-e", &format!("inject={injection}")]);
    }
    command.envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?)))).env(MODE, "coop");
    command.arg(plain.get_program()).args(plain.get_args()).current_dir(desk.folder.path());
    command.stdin(std::process::Stdio::null());
    let ended = child::within(&mut command, Duration::from_secs(60));
    let trace = std::fs::read_to_string(&log).unwrap_or_default();
    let _ = std::fs::remove_file(&log);
    (ended, trace)
}

/// What the private members of a household open to.
fn commitments(desk: &Desk) -> Vec<Hash> {
    let text = String::from_utf8_lossy(&desk.journal()).into_owned();
    let ours = text.lines().filter(|line| line.contains("\"household\":\"H0001\""));
    let words = ours.flat_map(|line| line.split('"').map(str::to_owned).collect::<Vec<_>>());
    words.filter_map(|word| word.parse::<Hash>().ok()).filter(|hash| opens(desk, hash)).collect()
}

fn opens(desk: &Desk, commitment: &Hash) -> bool {
    let of = desk.origin();
    let store = FileOpenings::new(Arc::new(RealDisk), LedgerFolders::new(desk.ledger(), desk.state(), &of), &of);
    matches!(store.get(&of, commitment), Ok(Some(_)))
}

/// A command that was disturbed, and all that must hold of it.
struct Trial<'a> {
    act: &'a Act,
    before: Vec<u8>,
    /// Entries that the command adds.
    adds: u64,
    private: Vec<Hash>,
}

impl Trial<'_> {
    /// Looks at the folder after a disturbed run, then runs the command again.
    fn judge(&self, desk: &Desk, ended: &Ended) -> Result<(), String> {
        if ended.hung || ended.code == Some(70) || ended.code == Some(101) || ended.err.contains("panicked") {
            return Err(ended.told());
        }
        if self.act.before.is_none() {
            return self.judge_beginning(desk, ended);
        }
        let old = self.before.iter().filter(|b| **b == b'\n').count() as u64;
        let size = {
            let opened = desk.open().map_err(|trouble| format!("cannot be opened: {trouble}"))?;
            if !opened.opening.writable() {
                return Err(format!("{:?}", opened.opening));
            }
            opened.cooperative.head().size
        };
        if !desk.journal().starts_with(&self.before) {
            return Err("what was recorded before is not there".into());
        }
        if size != old && size != old + self.adds {
            return Err(format!("{} of {} entries", size - old, self.adds));
        }
        if ended.code == Some(0) && size == old {
            return Err("said to be done, and is not there".into());
        }
        let gone = self.private.iter().filter(|commitment| !opens(desk, commitment)).count();
        if gone > 0 && (self.act.name != "forget" || size == old) {
            return Err(format!("{gone} private openings gone without an entry"));
        }
        let again = run(desk, self.act);
        if again.code != Some(0) {
            return Err(format!("repeated: {}", again.told()));
        }
        let now = desk.journal().iter().filter(|b| **b == b'\n').count() as u64;
        if now != old + self.adds {
            return Err(format!("repeated: {} of {} entries", now - old, self.adds));
        }
        if self.act.name == "forget" && self.private.iter().any(|commitment| opens(desk, commitment)) {
            return Err("repeated, and still not forgotten".into());
        }
        let audit = desk.coop(&["audit"]);
        if audit.code != Some(0) { Err(format!("audit: {}{}", audit.told(), audit.out)) } else { Ok(()) }
    }

    /// A beginning that was disturbed can be repeated, or is a whole ledger, or says what to do.
    fn judge_beginning(&self, desk: &Desk, ended: &Ended) -> Result<(), String> {
        let audit = |desk: &Desk| desk.coop(&["audit"]).code == Some(0);
        // the copy of the checkpoint may be what failed: the next who opens to write puts it there
        if ended.code == Some(0) && !(desk.open().is_ok_and(|opened| opened.opening.writable()) && audit(desk)) {
            return Err("said to be begun, and is no ledger".into());
        }
        let again = run(desk, self.act);
        match again.code {
            Some(0) if audit(desk) => Ok(()),
            Some(0) => Err("begun again, and no ledger".into()),
            _ if audit(desk) => Ok(()),
            _ => Err(format!("cannot be begun again: {}", again.told())),
        }
    }
}

/// Each call of a trace by its name, and the how manieth of this name it was on its thread: that is
/// how strace counts. The calls that load libraries are every program's.
fn counted(trace: &str) -> Vec<(String, u64)> {
    let mut seen: BTreeMap<(String, String), u64> = BTreeMap::new();
    let mut all = BTreeSet::new();
    for line in trace.lines() {
        let Some((thread, rest)) = line.split_once(' ') else { continue };
        let Some((call, _)) = rest.trim_start().split_once('(') else { continue };
        if !CALLS.split(',').any(|known| known == call) {
            continue;
        }
        let n = seen.entry((thread.to_owned(), call.to_owned())).or_default();
        *n += 1;
        if !["/lib/", "/etc/", "/proc/", "/sys/"].iter().any(|other| rest.contains(other)) {
            all.insert((call.to_owned(), *n));
        }
    }
    all.into_iter().collect()
}

fn run(desk: &Desk, act: &Act) -> Ended {
    let args: Vec<&str> = act.args.iter().map(String::as_str).collect();
    desk.coop(&args)
}

fn sweep(name: &str, options: &Options, injections: &[(&str, String)], short: u64) -> Vec<Line> {
    let Some(strace) = found("strace") else { return vec![Line::skipped(name, options, "no_strace")] };
    let folder = tempfile::tempdir().expect("a folder");
    let mut dice = options.dice(name);
    let (mut wrong, mut points, mut harmed, mut ops) = (Wrong::default(), 0_u64, 0_u64, Vec::new());
    for act in acts(folder.path()) {
        let fresh = || act.before.map_or_else(Desk::empty, |n| Desk::upto(n, 0x11));
        let good = fresh();
        let before = good.journal_or_nothing();
        let private = if act.before.is_some() { commitments(&good) } else { Vec::new() };
        let whole = good.twin();
        let (ended, trace) = traced(&strace, &whole, &act.args, None);
        if ended.code != Some(0) {
            wrong.add(name, format!("{}: {}", act.name, ended.told()));
            continue;
        }
        let count = |bytes: &[u8]| bytes.iter().filter(|b| **b == b'\n').count() as u64;
        let adds = count(&whole.journal_or_nothing()) - count(&before);
        let trial = Trial { act: &act, before, adds, private };
        let calls = counted(&trace);
        ops.push(act.name);
        for (what, injection) in injections {
            let some = options.rounds(short, u64::MAX);
            let mut chosen = calls.clone();
            while chosen.len() as u64 > some {
                chosen.swap_remove(dice.roll(chosen.len() as u64) as usize);
            }
            for (call, k) in chosen {
                let desk = good.twin();
                let (ended, trace) = traced(&strace, &desk, &act.args, Some(&format!("{call}:{injection}:when={k}")));
                points += 1;
                harmed += u64::from(ended.signal.is_some() || trace.contains("(INJECTED)"));
                if let Err(said) = trial.judge(&desk, &ended) {
                    let at =
                        trace.lines().rfind(|l| l.contains("INJECTED")).or(trace.lines().last()).unwrap_or_default();
                    wrong.add(name, format!("{} {what} at {call} {k}: {said} [{at}]", act.name));
                }
            }
        }
    }
    let line = Line::new(name, options)
        .with("commands", ops.join(","))
        .with("points", points)
        .with("harmed", harmed)
        .with("violations", wrong.count)
        .passes(wrong.count == 0 && harmed > points / 2);
    vec![line]
}

/// Each command killed at each call.
pub fn kill(options: &Options) -> Vec<Line> {
    sweep("kill-commands", options, &[("KILL", "signal=KILL".to_owned())], 12)
}

/// Each command refused each call with each errno.
pub fn errno(options: &Options) -> Vec<Line> {
    let all: Vec<(&str, String)> =
        crate::errno::ERRNOS.iter().map(|(name, _)| (*name, format!("error={name}"))).collect();
    sweep("errno-commands", options, &all, 1)
}

impl Desk {
    /// The journal's bytes, none where there is no journal yet.
    fn journal_or_nothing(&self) -> Vec<u8> {
        let journal: PathBuf = self.ledger().join("journal");
        if journal.is_dir() { files(&journal).into_values().flatten().collect() } else { Vec::new() }
    }
}
