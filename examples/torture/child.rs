//! This program as a child of itself: to be killed, watched and limited.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{Read, Seek};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

/// Names what a child is to do.
pub const MODE: &str = "COOP_TORTURE_CHILD";
/// Where it is to do it.
pub const FOLDER: &str = "COOP_TORTURE_FOLDER";
/// Numbers for it.
pub const NUMBER: &str = "COOP_TORTURE_NUMBER";

/// A call must come back within this: a second, four where nothing was optimized.
pub const HANG: Duration = Duration::from_secs(if cfg!(debug_assertions) { 4 } else { 1 });

/// What a child does.
pub fn act(mode: &str) -> ExitCode {
    let folder = std::env::var_os(FOLDER).unwrap_or_default();
    let number = std::env::var(NUMBER).ok().and_then(|n| n.parse().ok()).unwrap_or_default();
    match mode {
        "coop" => return coop_ledger::cli::main(),
        "append" => crate::appending::append(Path::new(&folder), u64::MAX / 2, &mut std::io::stdout()).unwrap(),
        "race" => crate::processes::write_in_turn(Path::new(&folder), number),
        "unsynced" => crate::power::write_unsynced(Path::new(&folder)),
        other => panic!("no such child: {other}"),
    }
    ExitCode::SUCCESS
}

/// This program again, doing something else.
pub fn myself(mode: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.env(MODE, mode).stdin(Stdio::null());
    command
}

/// How a child ended.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub signal: Option<i32>,
    /// It had to be killed.
    pub hung: bool,
    pub out: String,
    pub err: String,
    pub took: Duration,
}

impl Ended {
    /// A panic, an abort, or the program's own word for a mistake of its own.
    pub fn broke(&self) -> bool {
        self.signal.is_some() && !self.hung
            || matches!(self.code, Some(70 | 101 | 134))
            || self.err.contains("panicked at")
    }

    pub fn told(&self) -> String {
        let how = match (self.hung, self.code, self.signal) {
            (true, ..) => "hung".to_owned(),
            (_, Some(code), _) => format!("exit {code}"),
            (.., signal) => format!("signal {signal:?}"),
        };
        let said = if self.err.is_empty() { &self.out } else { &self.err };
        format!("{how}: {}", said.lines().take(3).collect::<Vec<_>>().join(" | "))
    }
}

/// Runs a child to its end or to the limit, when it is killed.
pub fn within(command: &mut Command, limit: Duration) -> Ended {
    let (mut out, mut err) = (tempfile::tempfile().unwrap(), tempfile::tempfile().unwrap());
    command.stdout(out.try_clone().unwrap()).stderr(err.try_clone().unwrap());
    let began = Instant::now();
    let mut child = command.spawn().expect("a child");
    let (status, hung) = loop {
        if let Some(status) = child.try_wait().expect("its state") {
            break (status, false);
        }
        if began.elapsed() > limit {
            child.kill().expect("to kill it");
            break (child.wait().expect("its end"), true);
        }
        std::thread::sleep(Duration::from_millis(1));
    };
    let took = began.elapsed();
    Ended { code: status.code(), signal: status.signal(), hung, out: text(&mut out), err: text(&mut err), took }
}

fn text(file: &mut File) -> String {
    let mut bytes = Vec::new();
    file.rewind().unwrap();
    file.take(1 << 20).read_to_end(&mut bytes).unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The same under [`HANG`]; a machine that is busy with something else gets two more chances, a
/// call that hangs hangs each time.
pub fn promptly(make: impl Fn() -> Command) -> Ended {
    for _ in 0..2 {
        let ended = within(&mut make(), HANG);
        if !ended.hung {
            return ended;
        }
    }
    within(&mut make(), HANG)
}

/// The program's own command line before a ledger and a state folder of ours.
pub fn coop(ledger: &Path, state: &Path, args: &[impl AsRef<OsStr>]) -> Command {
    let mut command = myself("coop");
    command.env_clear().env(MODE, "coop").env("LANG", "en").env("COOP_TEST_CLOCK", CLOCK);
    command.env("COOP_LEDGER", ledger).env("COOP_STATE", state).env("HOME", state).args(args);
    command.current_dir(ledger.parent().unwrap_or(Path::new("/")));
    command
}

/// A little after the last batch of the little ledger.
pub const CLOCK: &str = "2024-04-23T08:00:00Z";
/// What it is for an auditor of ledgers whose own clocks went anywhere: nothing is later.
pub const LATE: &str = "2199-12-31T23:59:59Z";
