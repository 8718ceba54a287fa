//! Breaks the ledger on purpose, in every way that somebody thought of.
//!
//! ```text
//! cargo run --release --example torture [-- --short | --full] [--rounds N] [--seed N] [--list] [NAME …]
//! ```
//!
//! One line per campaign, `NAME key=value … seed=… verdict=PASS|FAIL`; details of what fails go
//! to stderr. A control is a variant with one step left out: its line passes when it was caught,
//! for a campaign that nothing can fail proves nothing. Exit code 0 only if no line fails.
//!
//! The process starts itself as a child (`COOP_TORTURE_CHILD`) where something must be killed,
//! watched or limited: `coop` is then the program's own command line.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what breaks here stops the run")]
#![allow(clippy::indexing_slicing, reason = "so does a place that is not there")]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "figures that a campaign itself chose"
)]

#[path = "../append_and_audit.rs"]
#[allow(dead_code, reason = "its main is the example's")]
mod appending;
#[path = "../../tests/support/faulty.rs"]
mod faulty;
#[path = "../../tests/support/forge.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod forge;
#[path = "../../tests/support/little.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod little;
#[path = "../../tests/support/oracle.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod oracle;
#[path = "../../tests/support/sample.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod sample;
#[path = "../../tests/support/sweep.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod sweep;

mod calls;
mod child;
mod clocks;
mod desk;
mod errno;
mod folders;
mod full;
mod handle;
mod hostile;
mod index;
mod money;
mod papers;
mod power;
mod processes;
mod report;
mod resigned;
mod store;
mod things;
mod verifier;

use report::{Line, Options, Verdict};
use std::process::ExitCode;
use std::time::Instant;

/// Name, what it does, and the campaign.
type Campaign = (&'static str, &'static str, fn(&Options) -> Vec<Line>);

const CAMPAIGNS: &[Campaign] = &[
    ("kill", "the store killed at every operation, and again while it recovers", store::kill),
    ("torn", "512-byte sectors torn and unsynced data lost, one and two cuts in a row", store::torn),
    ("order", "writers with a step left out or misplaced, which must be caught", store::controls),
    ("errno", "every call of the store failing with every errno, done or not", errno::run),
    ("handle", "the whole program on the disk in memory, an operation cut, failing or out of room", handle::run),
    ("killed-processes", "real processes killed at random moments", processes::killed),
    ("kill-commands", "every writing command killed at each call into the system (strace)", calls::kill),
    ("errno-commands", "every writing command refused each call with each errno (strace)", calls::errno),
    ("full", "disks that are full at every 4 KiB, in memory", full::memory),
    ("full-real", "the same with small file systems of the machine (root)", full::real),
    ("guard", "the guard rotted, cut, absent, older, of another ledger", folders::guard),
    ("folders", "folders put back, forked, rewritten, longer, shorter; with and without the guard", folders::folders),
    ("things", "links, pipes, sockets, devices and folders where a file is expected", things::run),
    ("clocks", "clocks behind, ahead and jumping", clocks::run),
    ("index", "the index poisoned with every hash made right, and rotted", index::run),
    ("re-signed", "every value of every entry altered and the rest signed anew", resigned::run),
    ("rules", "each rule of the format broken alone, and verifiers that skip it", verifier::controls),
    ("statements", "statements with one value altered, or one thing said otherwise everywhere", papers::statements),
    ("proofs", "proofs with a byte or a line altered", papers::proofs),
    ("hostile-sizes", "huge, sparse, deep and empty files in every place that is read", hostile::run),
    ("power-cut", "power cuts by image copy on a loop device (root, ext4)", power::run),
    ("race", "several writers and auditors at once", processes::race),
    ("money", "random instructions against a model of who owns each fen; and without the rule", random_money),
];

fn random_money(options: &Options) -> Vec<Line> {
    let run = money::money(options.rounds(20_000, 1_000_000), options.seed);
    run.told.iter().for_each(|said| eprintln!("  money: {said}"));
    let control = money::control(2_000, options.seed);
    let line = Line::new("money", options)
        .with("rounds", run.rounds)
        .with("accepted", run.accepted)
        .with("refused", run.refused);
    vec![
        line.with("moved_without_rule", run.moved_without_rule).passes(run.passes()),
        Line::control("money", "without_the_rule", options, control.moved_without_rule),
    ]
}

fn main() -> ExitCode {
    if let Some(mode) = std::env::var_os(child::MODE) {
        return child::act(&mode.to_string_lossy());
    }
    let mut options = Options { rounds: None, seed: 20_261_129, full: false };
    let mut chosen = Vec::new();
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut number = || words.next().and_then(|n| n.parse::<u64>().ok());
        match word.as_str() {
            "--short" => options.full = false,
            "--full" => options.full = true,
            "--rounds" | "--seed" => match (word.as_str(), number()) {
                ("--rounds", Some(n)) => options.rounds = Some(n),
                ("--seed", Some(n)) => options.seed = n,
                _ => return usage(&format!("{word} wants a number")),
            },
            "--list" => {
                CAMPAIGNS.iter().for_each(|(name, what, _)| println!("{name:18} {what}"));
                return ExitCode::SUCCESS;
            }
            name if CAMPAIGNS.iter().any(|(known, ..)| *known == name) => chosen.push(name.to_owned()),
            other => return usage(&format!("no campaign and no option: {other}")),
        }
    }
    let mut failed = 0;
    for (name, _, campaign) in
        CAMPAIGNS.iter().filter(|(name, ..)| chosen.is_empty() || chosen.iter().any(|c| c == name))
    {
        let began = Instant::now();
        let lines = std::panic::catch_unwind(|| campaign(&options))
            .unwrap_or_else(|_| vec![Line::new(name, &options).with("ended", "by_a_panic")]);
        for line in lines {
            failed += u64::from(line.verdict == Verdict::Fail);
            println!("{line}");
        }
        eprintln!("  {name}: {:.1} s", began.elapsed().as_secs_f32());
    }
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn usage(said: &str) -> ExitCode {
    eprintln!("{said}\ntorture [--short | --full] [--rounds N] [--seed N] [--list] [NAME …]");
    ExitCode::from(2)
}
