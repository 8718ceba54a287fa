//! `coop help`: all commands; `coop help COMMAND` what `--help` says of it; `coop help TOPIC` what concerns all of them.
//! The manual page says the same, from the same words.

use super::{Done, desk::Desk, error::Problem, help::word, usage};
use crate::{screen::ScreenCode, statement::Labels};
use clap::{ArgMatches, Command};
use std::ffi::OsString;

/// What is told besides the commands, in the order of a newcomer's questions.
pub(super) const TOPICS: [&str; 7] = ["ledger", "keys", "entries", "clock", "formats", "questions", "exit-codes"];

/// Every exit code of the program; `cooperative::Trouble` and `Problem` say which goes with what.
pub(super) const EXITS: [u8; 9] = [0, 1, 2, 3, 4, 5, 6, 7, 70];

pub(super) fn command() -> Command {
    Command::new("help").arg(word("topic", "COMMAND").num_args(0..))
}

pub(super) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    let (out, labels) = (&desk.out, desk.out.labels);
    let words: Vec<&str> = matches.get_many::<String>("topic").into_iter().flatten().map(String::as_str).collect();
    if let [topic] = words.as_slice()
        && TOPICS.contains(topic)
    {
        out.data(&out.program.told(&format!("{}\n\n{}", title(labels, topic), told(labels, topic))))?;
        return Ok(0);
    }
    let command = out.program.in_examples(super::command(labels.lang()));
    let mut found = Some(&command);
    for word in &words {
        found = found.and_then(|above| above.find_subcommand(word));
    }
    if found.is_none() {
        let commands = command.get_subcommands().map(Command::get_name);
        let known: Vec<&str> = TOPICS.into_iter().chain(commands).collect();
        return Err(Problem::usage("no_such_topic", words.join(" "), known.join(", "), ""));
    }
    // one source: what the command itself says
    let asked: Vec<OsString> = ["coop"].iter().chain(&words).chain(&["--help"]).map(OsString::from).collect();
    match command.clone().try_get_matches_from(&asked) {
        Err(help) => Ok(usage::usage(out, &help, command, &asked)),
        Ok(_) => Ok(2),
    }
}

/// The root command with the topics behind its examples.
pub(super) fn beside(command: Command, labels: &Labels) -> Command {
    let about = TOPICS.map(|topic| format!("  coop help {topic:<12} {}", title(labels, topic)));
    let examples = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    command.after_help(format!("{examples}\n\n{}:\n{}", labels.text("help.more"), about.join("\n")))
}

/// What a topic is about, on one line.
pub(super) fn title<'a>(labels: &'a Labels, topic: &'a str) -> &'a str {
    labels.word("topic", topic)
}

/// What is told of a topic.
pub(super) fn told(labels: &Labels, topic: &str) -> String {
    if topic == "exit-codes" {
        return EXITS.iter().map(|code| format!("  {code:<3} {}\n", labels.word("exit", &code.to_string()))).collect();
    }
    let text = labels.word("topic", &format!("{topic}.text")).to_owned();
    if topic == "questions" {
        let asked = |code: &ScreenCode| {
            let (when, what_to_do) = (labels.word("screens_when", code.name()), labels.word("screens", code.name()));
            format!("\n{}\n  {when}\n  {what_to_do}\n", code.name())
        };
        return ScreenCode::ALL.iter().fold(text, |told, code| told + &asked(code));
    }
    text
}
