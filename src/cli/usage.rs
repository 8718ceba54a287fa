//! Arguments that make no sense, in the reader's language and in the form of all other errors.
#![expect(clippy::wildcard_enum_match_arm, reason = "the kinds are those of clap, which may add to them")]

use super::{
    entry::NoEntry,
    error::Problem,
    help::{NotWhole, with_blanks},
    output::Output,
    telling::tell,
};
use crate::unit::UnitError;
use clap::{
    Command,
    error::{ContextKind, ContextValue, Error, ErrorKind},
};
use std::ffi::OsString;

/// Help and version go to stdout with exit code 0, a mistake to stderr with 2.
pub(super) fn usage(out: &Output, asked: &Error, command: Command, args: &[OsString]) -> u8 {
    match asked.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // the one word of a usage line that clap has in English only
            let text = with_blanks(&asked.to_string()).replace("[OPTIONS]", out.labels.text("help.any_options"));
            let told = out.data(&text);
            return told.map_or_else(|problem| tell(out, &problem), |()| 0);
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            out.line(&asked.to_string());
            return 2;
        }
        _ => {}
    }
    let said = |kind| asked.get(kind).map(shown).unwrap_or_default();
    let (argument, value) = (said(ContextKind::InvalidArg), said(ContextKind::InvalidValue));
    let problem = match asked.kind() {
        ErrorKind::UnknownArgument => {
            let near = [said(ContextKind::SuggestedArg), said(ContextKind::SuggestedSubcommand)].join("");
            let code = if near.is_empty() { "unknown_argument" } else { "argument_misspelt" };
            Problem::usage(code, argument, near, "")
        }
        ErrorKind::InvalidSubcommand => {
            let near = said(ContextKind::SuggestedSubcommand);
            let code = if near.is_empty() { "unknown_command" } else { "command_misspelt" };
            Problem::usage(code, said(ContextKind::InvalidSubcommand), near, below(command, args))
        }
        ErrorKind::MissingRequiredArgument => Problem::usage("argument_missing", argument, "", ""),
        ErrorKind::MissingSubcommand => Problem::usage("command_missing", said(ContextKind::ValidSubcommand), "", ""),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation if value.is_empty() => {
            Problem::usage("value_missing", argument, "", "")
        }
        ErrorKind::InvalidValue => Problem::usage("value_unknown", argument, said(ContextKind::ValidValue), value),
        ErrorKind::ValueValidation => {
            let cause = std::error::Error::source(asked);
            // the house's own types say what they accept
            let unit = cause.and_then(|cause| cause.downcast_ref::<UnitError>()).map(|e| e.expected.words());
            let number = cause.and_then(|cause| cause.downcast_ref::<NotWhole>()).map(|e| e.expected());
            let entry = cause.and_then(|cause| cause.downcast_ref::<NoEntry>()).map(|e| e.expected());
            match unit.or(number).or(entry) {
                Some(wanted) => Problem::usage("value_wrong", argument, wanted, value),
                None => Problem::usage("arguments_wrong", asked.to_string().trim(), "", ""),
            }
        }
        ErrorKind::ArgumentConflict => Problem::usage("arguments_exclude", argument, said(ContextKind::PriorArg), ""),
        _ => Problem::usage("arguments_wrong", asked.to_string().trim(), "", ""),
    };
    tell(out, &problem)
}

/// The commands that there are where the arguments say one that there is not.
fn below(mut command: Command, args: &[OsString]) -> String {
    for word in args.iter().skip(1).filter_map(|arg| arg.to_str()) {
        if let Some(next) = command.find_subcommand(word) {
            command = next.clone();
        }
    }
    let names: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
    names.join(", ")
}

fn shown(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(all) => all.join(", "),
        ContextValue::String(one) => one.clone(),
        other => other.to_string(),
    }
}
