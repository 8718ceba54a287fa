//! The `coop` program: reads arguments, calls one function of the library, tells what came of it.
//!
//! A command decides nothing: it turns words into units, hands them to [`crate::cooperative`] or
//! [`crate::statement`], and gives the answer to `output`, the one place that prints. What goes
//! wrong is put into words by `error`, in Chinese and in English.
#![warn(clippy::wildcard_enum_match_arm)]

mod audit;
mod bank;
mod completions;
mod correct;
mod demo;
mod desk;
mod entry;
mod error;
mod export;
mod forget;
mod help;
mod import;
mod init;
mod input;
mod key;
mod kinds;
mod letter;
mod listing;
mod log;
mod man;
mod named;
mod new;
mod orders;
mod output;
mod payout;
mod policy;
mod program;
mod proof;
mod record;
mod recording;
mod recover;
mod report;
mod scheme;
mod seen;
mod serve;
mod show;
mod statement;
mod telling;
mod template;
mod topic;
mod usage;
mod verify;

pub use error::{
    TROUBLE_CODES, Told, told_code, told_finding, told_finding_code, told_refusal, told_rule, told_trouble,
};

use crate::statement::{Labels, Lang};
use clap::{ArgMatches, Command};
use desk::Desk;
use error::Problem;
use output::Output;
use program::Program;
use std::{ffi::OsString, process::ExitCode};

/// What a command gives back: an exit code, or what went wrong.
type Done = Result<u8, Problem>;

/// A command: its name, its arguments, and what it does.
struct Act {
    name: &'static str,
    command: fn() -> Command,
    run: fn(&Desk, &ArgMatches) -> Done,
}

macro_rules! acts {
    ($($name:literal $($module:ident)::+),* $(,)?) => {
        const ACTS: &[Act] = &[$(Act { name: $name, command: $($module)::+::command, run: $($module)::+::run }),*];
    };
}
// in the order of a newcomer's first day
acts!(
    "help" topic,
    "demo" demo,
    "init" init,
    "key" key,
    "kinds" kinds,
    "new" new,
    "record" record,
    "template" template,
    "import" import,
    "scheme" scheme,
    "policy" policy,
    "propose" orders::propose,
    "pending" orders::pending,
    "approve" orders::approve,
    "object" orders::object,
    "retract" orders::retract,
    "acknowledge" orders::acknowledge,
    "embed" orders::embed,
    "effect" orders::effect,
    "withdraw" orders::withdraw,
    "payout" payout,
    "bank" bank,
    "statement" statement,
    "report" report,
    "show" show,
    "log" log,
    "correct" correct,
    "audit" audit,
    "serve" serve,
    "letter" letter,
    "proof" proof,
    "verify" verify,
    "recover" recover,
    "forget" forget,
    "export" export,
    "completions" completions,
    "man" man,
);

/// Runs the program on the arguments it was started with.
pub fn main() -> ExitCode {
    /// Bytes of the stack of a thread that checks signatures.
    const STACK: usize = 4 << 20;
    let args: Vec<OsString> = std::env::args_os().collect();
    // by our own size: a stack that the environment made too small would end the program
    let _ = rayon::ThreadPoolBuilder::new().stack_size(STACK).build_global();
    // our own mistake must not look like anything else
    let code = std::panic::catch_unwind(|| run(&args)).unwrap_or(70);
    ExitCode::from(code)
}

/// The whole command line in one language.
pub fn command(lang: Lang) -> Command {
    let root = help::root();
    let root = ACTS.iter().fold(root, |root, act| root.subcommand((act.command)().name(act.name)));
    let labels = Labels::of(lang);
    topic::beside(help::localized(root, labels), labels)
}

fn run(args: &[OsString]) -> u8 {
    let lang = language(args);
    let json = args.iter().any(|a| a == "--json");
    let program = Program::now();
    let command = program.in_examples(command(lang));
    let asked = command.clone().try_get_matches_from(args);
    // of arguments that make no sense what does is heard: the next command is printed with it
    let heard = asked.is_err().then(|| command.clone().ignore_errors(true).try_get_matches_from(args).ok()).flatten();
    let program = asked.as_ref().ok().or(heard.as_ref()).map_or(program.clone(), |said| program.with(said));
    let out = Output::new(Labels::of(lang), json, program);
    let matches = match asked {
        Ok(matches) => matches,
        Err(asked) => return usage::usage(&out, &asked, command, args),
    };
    let desk = Desk::from(&matches, out);
    let Some((name, matches)) = matches.subcommand() else { return 2 };
    let Some(act) = ACTS.iter().find(|a| a.name == name) else { return 2 };
    (act.run)(&desk, matches).unwrap_or_else(|problem| telling::tell(&desk.out, &problem))
}

/// `--lang`, else `COOP_LANG`, else the locale. Help and usage errors need it before parsing.
fn language(args: &[OsString]) -> Lang {
    let texts: Vec<&str> = args.iter().filter_map(|a| a.to_str()).collect();
    let after = texts.windows(2).find(|w| w.first() == Some(&"--lang")).and_then(|w| w.get(1).copied());
    let chosen = after.or_else(|| texts.iter().find_map(|a| a.strip_prefix("--lang=")));
    let set = |name: &str| std::env::var(name).unwrap_or_default();
    let named = set("COOP_LANG");
    chosen.or(Some(named.as_str())).and_then(|l| l.parse().ok()).unwrap_or_else(|| {
        let all = ["LC_ALL", "LC_MESSAGES", "LANG"].map(set);
        Lang::from_locales(all.iter().map(String::as_str))
    })
}
