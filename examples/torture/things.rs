//! Links, pipes, sockets, devices and folders in every place where a file is expected, and files
//! where a folder is: no call hangs, nothing outside is written or emptied, and the audit names
//! what it finds in the record.

use crate::child;
use crate::desk::{Desk, found, root};
use crate::little::files;
use crate::report::{Line, Options, Wrong};
use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::Command;

const THINGS: [&str; 9] = [
    "link to a file",
    "link to nothing",
    "link to a folder",
    "link to itself",
    "pipe",
    "socket",
    "null device",
    "endless device",
    "the other kind",
];

/// Puts a thing in a place; false where this user or machine cannot.
fn put(thing: &str, at: &Path, outside: &Path) -> bool {
    let was_folder = at.is_dir();
    let _ = fs::remove_dir_all(at).or_else(|_| fs::remove_file(at));
    if let Some(above) = at.parent() {
        fs::create_dir_all(above).expect("a folder");
    }
    let made = |program: &str, args: &[&str]| {
        found(program).is_some_and(|p| Command::new(p).arg(at).args(args).output().is_ok_and(|o| o.status.success()))
    };
    match thing {
        "link to a file" => symlink(outside.join("file"), at).is_ok(),
        "link to nothing" => symlink(outside.join("absent"), at).is_ok(),
        "link to a folder" => symlink(outside.join("folder"), at).is_ok(),
        "link to itself" => symlink(at, at).is_ok(),
        "pipe" => made("mkfifo", &[]),
        // the name stays when the listener goes
        "socket" => UnixListener::bind(at).is_ok(),
        "null device" => root() && made("mknod", &["c", "1", "3"]),
        "endless device" => root() && made("mknod", &["c", "1", "5"]),
        _ if was_folder => fs::write(at, b"a file").is_ok(),
        _ => fs::create_dir_all(at.join("inside")).is_ok(),
    }
}

/// Places below the ledger's folder and below this machine's part of the state, with whether they
/// are part of the record.
fn places(desk: &Desk) -> Vec<(PathBuf, bool)> {
    let (ledger, state) = (desk.ledger(), desk.guarded());
    let blob = files(&ledger).into_keys().find(|path| path.starts_with("blobs")).expect("a blob");
    let record = [
        "journal",
        "journal/000000000000.jsonl",
        "journal/000000000024.jsonl",
        "checkpoint",
        "blobs",
        "private",
        "lock",
        "index",
    ];
    let beside = [
        "index/lock",
        "private/keys",
        "private/keys.new",
        "private/records",
        "private/records.new",
        "private/incoming-checkpoint",
    ];
    let ours = [
        "guard",
        "lock",
        "ledger.key",
        "openings.key",
        "openings.keys",
        "openings.key.new",
        "openings.keys.new",
        "quarantine",
        "index",
        "index/lock",
        "index.key",
        "audited",
    ];
    let mut all = vec![(ledger.join(blob), true)];
    all.extend(record.iter().map(|name| (ledger.join(name), !["private", "lock", "index"].contains(name))));
    all.extend(beside.iter().map(|name| (ledger.join(name), false)));
    all.extend(ours.iter().map(|name| (state.join(name), false)));
    all.push((desk.state().join("keys/accountant.pem"), false));
    all
}

/// Everything everywhere.
pub fn run(options: &Options) -> Vec<Line> {
    let name = "things";
    let desk = Desk::whole();
    let party =
        desk.write("party.jsonl", r#"{"id":"x","on":"2024-04-20","kind":"party.registered","party":"OP9","role":"x"}"#);
    let commands: [&[&str]; 6] = [
        &["audit"],
        &["statement", "H0001", "--on", "2024-12-31"],
        &["proof", "3"],
        &["record", &party],
        &["forget", "H0002", "--reason", "request", "--id", "f", "--on", "2024-04-22", "--yes"],
        &["log"],
    ];
    let mut all: Vec<(PathBuf, bool, &str)> = Vec::new();
    for (place, record) in places(&desk) {
        all.extend(THINGS.map(|thing| (place.clone(), record, thing)));
    }
    let mut dice = options.dice(name);
    while (all.len() as u64) > options.rounds(36, u64::MAX) {
        all.swap_remove(dice.roll(all.len() as u64) as usize);
    }
    let outside = tempfile::tempdir().expect("a folder");
    let victim = b"nobody's business\n".to_vec();
    let restore = || {
        let _ = fs::remove_file(outside.path().join("absent"));
        let _ = fs::remove_dir_all(outside.path().join("folder"));
        fs::create_dir_all(outside.path().join("folder")).expect("a folder");
        fs::write(outside.path().join("folder/file"), &victim).expect("to write");
        fs::write(outside.path().join("file"), &victim).expect("to write");
    };
    restore();
    let untouched = files(outside.path());
    let (mut wrong, mut cases, mut calls, mut hangs, mut outsiders, mut named, mut slowest) =
        (Wrong::default(), 0, 0, 0, 0, 0, 0);
    for (place, record, thing) in &all {
        let short = place.strip_prefix(desk.folder.path()).expect("inside");
        let prepare = || {
            let here = desk.twin();
            let at = here.folder.path().join(short);
            put(thing, &at, outside.path()).then_some((here, at))
        };
        let Some(first) = prepare() else { continue };
        cases += 1;
        let mut here = Some(first);
        for args in commands {
            let Some((desk, at)) = here.take().or_else(prepare) else { continue };
            calls += 1;
            let ended = child::promptly(|| desk.command(args));
            slowest = slowest.max(ended.took.as_millis());
            let told = format!("{thing} as {}: {}", short.display(), args[0]);
            if ended.hung {
                hangs += 1;
                wrong.add(name, format!("{told}: hung"));
            } else if ended.signal.is_some() || ended.code == Some(101) || ended.err.contains("panicked") {
                wrong.add(name, format!("{told}: {}", ended.told()));
            }
            if files(outside.path()) != untouched {
                outsiders += 1;
                wrong.add(name, format!("{told}: something outside was written"));
                restore();
            }
            // a new last segment that is no file is none of a reader's, and a stray to the audit
            if args[0] == "audit" && *record && at.symlink_metadata().is_ok() {
                let said = at.file_name().expect("a name").to_string_lossy().into_owned();
                if ended.code == Some(0) {
                    wrong.add(name, format!("{told}: passes"));
                }
                named += u64::from((ended.out.clone() + &ended.err).contains(&said));
            }
        }
    }
    let line = Line::new(name, options)
        .with("cases", cases)
        .with("calls", calls)
        .with("hangs", hangs)
        .with("written_outside", outsiders)
        .with("named", named)
        .with("violations", wrong.count)
        .with("slowest_ms", slowest)
        .passes(wrong.count == 0 && cases > 0);
    vec![line]
}
