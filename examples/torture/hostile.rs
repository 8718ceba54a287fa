//! Files of hostile sizes in every place that is read: refused within a second and 256 MB.

use crate::child::{self, Ended};
use crate::desk::{Desk, found};
use crate::little::files;
use crate::report::{Line, Options, Wrong};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a child may take of private memory, in KiB.
const MEMORY: u64 = 256 << 10;

/// The program under a limit of memory that the system enforces.
fn limited(desk: &Desk, args: &[&str]) -> Command {
    let plain = desk.command(args);
    let mut command = Command::new(found("sh").expect("a shell"));
    command
        .args(["-c", &format!("ulimit -d {MEMORY}; exec \"$0\" \"$@\"")])
        .arg(plain.get_program())
        .args(plain.get_args());
    command.env_clear().envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.current_dir(desk.folder.path()).stdin(std::process::Stdio::null());
    command
}

type Fill = (&'static str, fn(&Path));

fn sparse(path: &Path) {
    fs::File::create(path).and_then(|f| f.set_len(1 << 30)).expect("a sparse file");
}

/// A line of the greatest length and one byte more.
fn long(path: &Path) {
    fs::write(path, [vec![b'x'; 65_535], b"\n".to_vec()].concat()).expect("to write");
}

fn blank(path: &Path) {
    fs::write(path, vec![b'\n'; 1_000_000]).expect("to write");
}

fn deep(path: &Path) {
    fs::write(path, [vec![b'['; 1_000_000], vec![b']'; 1_000_000], b"\n".to_vec()].concat()).expect("to write");
}

/// Deep where something is expected of it.
fn deep_object(path: &Path) {
    let text = format!("{{\"a\":{}1{}\n", "{\"a\":".repeat(60_000), "}".repeat(60_001));
    fs::write(path, text).expect("to write");
}

fn wide(path: &Path) {
    let row = "{\"id\":\"x\",\"on\":\"2024-01-05\",\"kind\":\"party.registered\",\"party\":\"OP9\"}\n";
    fs::write(path, row.repeat(400_000)).expect("to write");
}

const ROWS: &str = "400000_rows";

const FILLS: [Fill; 6] = [
    ("1_GiB_sparse", sparse),
    ("65536_bytes_a_line", long),
    ("a_million_blank_lines", blank),
    ("deep_array", deep),
    ("deep_object", deep_object),
    (ROWS, wide),
];

/// A place and the commands that read it.
fn places(desk: &Desk) -> Vec<(PathBuf, Vec<Vec<&'static str>>)> {
    let ledger = desk.ledger();
    let blob = files(&ledger).into_keys().find(|path| path.starts_with("blobs")).expect("a blob");
    let reading = || vec![vec!["audit"], vec!["log"], vec!["record", "party.jsonl"]];
    let record = |path: PathBuf| (path, reading());
    let asked = |name: &str, args: Vec<&'static str>| (desk.folder.path().join(name), vec![args]);
    vec![
        record(ledger.join("journal/000000000000.jsonl")),
        record(ledger.join("journal/000000000024.jsonl")),
        record(ledger.join("checkpoint")),
        record(ledger.join(blob)),
        record(desk.guarded().join("guard")),
        record(desk.guarded().join("ledger.key")),
        (
            ledger.join("private/records"),
            vec![vec!["statement", "H0001"], vec!["forget", "H0001", "--reason", "request", "--yes"]],
        ),
        (
            ledger.join("private/keys"),
            vec![vec!["statement", "H0001"], vec!["forget", "H0001", "--reason", "request", "--yes"]],
        ),
        (desk.guarded().join("openings.key"), vec![vec!["statement", "H0001"]]),
        (desk.guarded().join("openings.keys"), vec![vec!["statement", "H0001"]]),
        (desk.state().join("keys/accountant.pem"), vec![vec!["record", "party.jsonl"]]),
        asked("statement.json", vec!["verify", "statement.json", "--vkey", VKEY]),
        asked("asked.jsonl", vec!["record", "asked.jsonl"]),
        asked("asked.toml", vec!["record", "asked.toml"]),
        asked("draft.sheet", vec!["scheme", "test", "draft.sheet"]),
        asked("pin.toml", vec!["audit", "--pin", "pin.toml"]),
    ]
}

/// Any key: nothing that it signed is shown.
const VKEY: &str = "coop.example/little/1111111111111111+00000000+AQ==";

/// Everything in every place.
pub fn run(options: &Options) -> Vec<Line> {
    let name = "hostile-sizes";
    let desk = Desk::whole();
    desk.write("party.jsonl", r#"{"id":"x","on":"2024-04-20","kind":"party.registered","party":"OP9","role":"x"}"#);
    let vkey = desk.coop(&["key", "show", "--format", "note"]).out.trim().to_owned();
    let mut cases: Vec<(PathBuf, Fill, Vec<&'static str>)> = Vec::new();
    for (place, commands) in places(&desk) {
        // rows are work in proportion to their number wherever entries are expected
        let ours = place.parent() == Some(desk.folder.path());
        for fill in FILLS.into_iter().filter(|(what, _)| ours || *what != ROWS) {
            cases.extend(commands.iter().map(|args| (place.clone(), fill, args.clone())));
        }
    }
    let mut dice = options.dice(name);
    // a torn end is waited for, a little: that is among the few, whichever they are
    let torn = |(place, _, args): &&(PathBuf, Fill, Vec<&'static str>)| {
        args[0] == "audit" && place.parent().is_some_and(|p| p.ends_with("journal"))
    };
    let mut few: Vec<_> = cases.iter().filter(torn).cloned().collect();
    while (cases.len() as u64) > options.rounds(40, u64::MAX) {
        cases.swap_remove(dice.roll(cases.len() as u64) as usize);
    }
    few.retain(|(place, (what, _), args)| !cases.iter().any(|(p, (w, _), a)| (p, w, a) == (place, what, args)));
    cases.extend(few);
    let (mut wrong, mut slow, mut fat, mut slowest) = (Wrong::default(), 0_u64, 0_u64, 0);
    for (place, (what, fill), args) in &cases {
        let here = desk.twin();
        let short = place.strip_prefix(desk.folder.path()).expect("inside");
        let at = here.folder.path().join(short);
        fs::create_dir_all(at.parent().expect("a folder")).expect("a folder");
        fill(&at);
        let args: Vec<&str> = args.iter().map(|a| if *a == VKEY { vkey.as_str() } else { a }).collect();
        let ended: Ended = child::promptly(|| limited(&here, &args));
        slowest = slowest.max(ended.took.as_millis());
        let told = format!("{what} as {}: {}: {}", short.display(), args[0], ended.told());
        if ended.hung {
            slow += 1;
            wrong.add(name, told);
        } else if ended.signal.is_some() {
            // the allocation that the limit refused ends the process
            fat += 1;
            wrong.add(name, told);
        } else if ended.code == Some(101) || ended.err.contains("panicked") {
            wrong.add(name, told);
        }
    }
    let line = Line::new(name, options)
        .with("cases", cases.len())
        .with("over_a_second", slow)
        .with("over_256_MB", fat)
        .with("violations", wrong.count)
        .with("slowest_ms", slowest)
        .passes(wrong.count == 0);
    vec![line]
}
