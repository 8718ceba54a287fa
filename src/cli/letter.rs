//! `coop letter`: what hangs on the notice board, so that every household can compare its statement with it.

use super::{
    Done,
    desk::Desk,
    error::Problem,
    help::{option, unit},
};
use crate::{
    cooperative::Cooperative,
    statement::{Letter, value::LedgerName},
    unit::Day,
};
use clap::{ArgMatches, Command, parser::ValueSource, value_parser};
use std::path::PathBuf;

pub(super) fn command() -> Command {
    Command::new("letter").args([
        option("format", "FORMAT").value_parser(["text", "html"]).default_value("text"),
        option("on", "DAY").value_parser(unit::<Day>),
        option("out", "FILE").value_parser(value_parser!(PathBuf)),
    ])
}

pub(super) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    let coop = desk.read()?;
    desk.mark_beside(&coop);
    let letter = letter(&coop, desk.day(matches, coop.books())?)?;
    if desk.out.json {
        desk.out.value(&letter)?;
        return Ok(0);
    }
    let out = matches.get_one::<PathBuf>("out");
    // where no format is said the file's name says it
    let unsaid = matches.value_source("format") == Some(ValueSource::DefaultValue);
    let named = out.filter(|_| unsaid).and_then(|file| file.extension()?.to_str());
    let said = matches.get_one::<String>("format").map(String::as_str);
    let text = match named.or(said) {
        Some("html" | "htm") => letter.html(desk.out.labels),
        _ => letter.text(desk.out.labels),
    };
    desk.out.file_or_stdout(out.map(PathBuf::as_path), text.as_bytes())?;
    Ok(0)
}

fn letter(coop: &Cooperative, on: Day) -> Result<Letter, Problem> {
    let leaf0 = coop.entry(0)?.sealed.leaf();
    let books = coop.books();
    let at = books.recorded_at().ok_or_else(|| Problem::bug(&"a ledger without an entry"))?;
    let opened = books.opened();
    let ledger = LedgerName {
        origin: coop.origin().to_string(),
        name_zh: opened.names.zh.clone(),
        name_en: opened.names.en.clone(),
    };
    Ok(Letter::new(ledger, &opened.vkey, leaf0, &coop.checkpoint()?, at, on))
}
