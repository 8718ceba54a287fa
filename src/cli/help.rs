//! Help in the reader's language: commands are built without a word, and every word is put in
//! here from the labels, `help.record` for a command, `help.record.file` for an argument.

use super::error::Problem;
use crate::{
    statement::Labels,
    unit::{Lang, Say, Text, Words, both},
};
use clap::{
    Arg, ArgAction, ArgMatches, ColorChoice, Command,
    builder::{PossibleValuesParser, Str, TypedValueParser},
    value_parser,
};
use std::{fmt, ops::RangeInclusive, path::PathBuf, str::FromStr};

/// The program with what every command understands.
pub(super) fn root() -> Command {
    Command::new("coop")
        .version(env!("CARGO_PKG_VERSION"))
        .color(ColorChoice::Never)
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .max_term_width(100)
        .args([
            from_environment(option("ledger", "DIR").value_parser(value_parser!(PathBuf)), "COOP_LEDGER"),
            from_environment(option("state", "DIR").value_parser(value_parser!(PathBuf)), "COOP_STATE"),
            from_environment(option("key", "FILE").value_parser(value_parser!(PathBuf)), "COOP_KEY"),
            from_environment(option("lang", "LANG").value_parser(["zh", "en"]), "COOP_LANG"),
            flag("json").global(true),
            flag("yes").short('y').global(true),
            flag("confirm-clock").global(true),
            Arg::new("help").short('h').long("help").action(ArgAction::Help).global(true),
            Arg::new("version").short('V').long("version").action(ArgAction::Version),
        ])
}

/// For every command, and read from a variable where it says anything: an empty one is none.
fn from_environment(arg: Arg, variable: &'static str) -> Arg {
    let empty = std::env::var_os(variable).is_some_and(|value| value.is_empty());
    if empty { arg.global(true) } else { arg.env(variable).global(true) }
}

/// `--name VALUE`.
pub(super) fn option(name: &'static str, value: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(value)
}

/// `--name`.
pub(super) fn flag(name: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue)
}

/// A word by its place.
pub(super) fn word(name: &'static str, value: &'static str) -> Arg {
    Arg::new(name).value_name(value)
}

/// Reads a value of one of the house's types; its error says what it accepts.
pub(super) fn unit<T: FromStr>(text: &str) -> Result<T, T::Err> {
    text.parse()
}

/// A whole number of a range, both ends in it; its error says which.
pub(super) fn whole<T>(range: RangeInclusive<T>) -> impl Fn(&str) -> Result<T, NotWhole> + Clone
where
    T: FromStr + PartialOrd + Copy + Into<u64> + Send + Sync + 'static,
{
    move |text| {
        let number = text.parse().ok().filter(|number| range.contains(number));
        number.ok_or_else(|| NotWhole { least: (*range.start()).into(), most: (*range.end()).into() })
    }
}

/// A text that is no whole number of its range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NotWhole {
    least: u64,
    most: u64,
}

impl NotWhole {
    /// What would be one.
    pub fn expected(self) -> Words {
        let NotWhole { least, most } = self;
        match (least, most) {
            (0, most) if most >= u32::MAX.into() => both!("a whole number", "整数"),
            (least, most) if most >= u32::MAX.into() => both!("a whole number from {least} on", "{least} 起的整数"),
            _ => both!("a whole number from {least} to {most}", "{least} 到 {most} 的整数"),
        }
    }
}

impl fmt::Display for NotWhole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.expected().say(Lang::En))
    }
}

impl std::error::Error for NotWhole {}

/// One of some words, as the ledger keeps it.
pub(super) fn code(words: impl Into<PossibleValuesParser>) -> impl TypedValueParser<Value = Text> {
    words.into().try_map(|word| word.parse::<Text>())
}

/// What an argument says that a command needs.
pub(super) fn given<T: Clone + Send + Sync + 'static>(matches: &ArgMatches, name: &str) -> Result<T, Problem> {
    let absent = || Problem::usage("argument_missing", name.to_uppercase(), "", "");
    matches.get_one::<T>(name).cloned().ok_or_else(absent)
}

/// Puts the words of one language into a command and all below it.
pub(super) fn localized(command: Command, labels: &'static Labels) -> Command {
    named(command, "coop", labels)
}

fn named(command: Command, path: &str, labels: &'static Labels) -> Command {
    let [usage, arguments, options, everywhere, commands] =
        ["help.usage", "help.arguments", "help.options", "help.everywhere", "help.commands"]
            .map(|key| labels.text(key));
    let template = format!("{{about-with-newline}}\n{usage}: {{usage}}\n\n{{all-args}}{{after-help}}");
    let mut command = command
        .about(labels.word("help", path).to_owned())
        .help_template(template)
        .subcommand_help_heading(commands)
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .subcommand_value_name(labels.text("help.command"))
        .mut_args(|arg| {
            let common = arg.is_global_set() || matches!(arg.get_action(), ArgAction::Help | ArgAction::Version);
            let (heading, key) = match (common, arg.is_positional()) {
                (true, _) => (everywhere, format!("any.{}", arg.get_id())),
                (false, true) => (arguments, format!("{path}.{}", arg.get_id())),
                (false, false) => (options, format!("{path}.{}", arg.get_id())),
            };
            let help = told(&arg, labels.word("help", &key), labels);
            let takes_value = arg.get_action().takes_values();
            let arg = arg.help(help).help_heading(Str::from(heading));
            // what is special to a command stands before what all of them understand
            let arg = if common { arg.display_order(900) } else { arg };
            if !takes_value {
                return arg;
            }
            let written = |name: &Str| Str::from(labels.word("placeholder", name.as_str()).to_owned());
            let values: Vec<Str> = arg.get_value_names().unwrap_or_default().iter().map(written).collect();
            arg.value_names(values).hide_possible_values(true).hide_default_value(true).hide_env(true)
        });
    let after = format!("{path}.after");
    let examples = labels.word("help", &after);
    if examples != after {
        command = command.after_help(format!("{}:\n{}", labels.text("help.examples"), unbroken(examples)));
    }
    let below: Vec<String> = command.get_subcommands().map(|c| c.get_name().to_owned()).collect();
    let prefix = if path == "coop" { String::new() } else { format!("{path} ") };
    for name in below {
        let path = format!("{prefix}{name}");
        command = command.mut_subcommand(name, |c| named(c, &path, labels));
    }
    command
}

/// Stands for a blank in what must stay on one line: help is broken at blanks, and a command that is broken does not run.
const UNBROKEN: char = '\u{a0}';

/// Lines that help does not break.
fn unbroken(text: &str) -> String {
    text.replace(' ', &UNBROKEN.to_string())
}

/// What came out of help, with its blanks.
pub(super) fn with_blanks(text: &str) -> String {
    text.replace(UNBROKEN, " ")
}

/// Help with what clap would say in English only: choices, default, environment.
fn told(arg: &Arg, help: &str, labels: &Labels) -> String {
    let mut text = help.to_owned();
    let choices: Vec<String> = arg.get_possible_values().iter().map(|v| v.get_name().to_owned()).collect();
    let takes_value = arg.get_action().takes_values();
    if takes_value && !choices.is_empty() {
        text.push_str(&labels.fill("help.choices", &[("list", &choices.join(", "))]));
    }
    let default: Vec<String> = arg.get_default_values().iter().map(|v| v.to_string_lossy().into_owned()).collect();
    if takes_value && !default.is_empty() {
        text.push_str(&labels.fill("help.default", &[("value", &default.join(", "))]));
    }
    if let Some(name) = arg.get_env() {
        text.push_str(&labels.fill("help.environment", &[("name", &name.to_string_lossy())]));
    }
    text
}
