//! `coop statement HOUSEHOLD`: what one household had, got and is owed, with proofs.

use super::{
    Done,
    desk::Desk,
    error::Problem,
    help::{known_at, option, unit, word},
};
use crate::{
    statement::{Format, render_for, value::Called},
    unit::{Day, HouseholdId, both},
};
use clap::{ArgMatches, Command, value_parser};
use std::path::PathBuf;

pub(super) fn command() -> Command {
    Command::new("statement").args([
        word("household", "HOUSEHOLD").required(true).value_parser(unit::<HouseholdId>),
        option("format", "FORMAT").value_parser(["text", "html", "json", "csv"]).default_value("text"),
        option("on", "DAY").value_parser(unit::<Day>),
        known_at(),
        option("out", "FILE").value_parser(value_parser!(PathBuf)),
    ])
}

pub(super) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    let Some(household) = matches.get_one::<HouseholdId>("household") else { return Ok(2) };
    let format = match desk.out.json {
        true => Format::Json,
        false => matches.get_one::<String>("format").and_then(|f| f.parse().ok()).unwrap_or(Format::Text),
    };
    let known_at = matches.get_one::<u64>("known-at");
    // what carries no proof is not written where one is looked for
    if known_at.is_some() && !matches!(format, Format::Text | Format::Csv) {
        let written = matches.get_one::<String>("format").map_or("", String::as_str);
        let (said, found) = if desk.out.json { ("--json", "json") } else { ("--format", written) };
        let expected = both!(
            "text or csv with --known-at: nothing else goes without a proof",
            "有 --known-at 时用 text 或 csv：别的格式都附证明"
        );
        return Err(Problem::usage("value_wrong", said, expected, found));
    }
    let coop = desk.read_at(matches)?;
    let on = desk.day(matches, coop.books())?;
    let mut told = match known_at {
        None => coop.telling_from(coop.lookup()?)?.statement(household, on)?,
        Some(_) => coop.unproven_statement(household, on)?,
    };
    if format == Format::Text {
        // nobody checks a proof that is read from a terminal: pages and data carry them
        told.proofs.clear();
    }
    // names go to people alone, never into data for others
    let called = match format {
        Format::Text | Format::Html => coop.calling(false)?.of(&told),
        Format::Json | Format::Csv => {
            desk.mark_beside(&coop);
            Called::default()
        }
    };
    let vkey = &coop.books().opened().vkey;
    let text = render_for(&told, &called, Some(vkey), format, desk.out.labels.lang());
    let out = matches.get_one::<PathBuf>("out");
    desk.out.file_or_stdout(out.map(PathBuf::as_path), text.as_bytes())?;
    Ok(0)
}
