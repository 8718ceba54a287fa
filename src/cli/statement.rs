//! `coop statement HOUSEHOLD`: what one household had, got and is owed, with proofs. `coop statement --all`: the same
//! for every household, a file each or one print job.

use super::{
    Done,
    desk::Desk,
    entry::{NamedEntry, known_at},
    error::Problem,
    help::{flag, option, unit, word},
};
use crate::{
    books::Household,
    cooperative::{Cooperative, outside},
    statement::{Format, PrintJob, render_for, value::Called},
    unit::{Day, HouseholdId, both},
};
use clap::{ArgMatches, Command, parser::ValueSource, value_parser};
use rayon::prelude::*;
use std::path::PathBuf;

pub(super) fn command() -> Command {
    Command::new("statement").args([
        word("household", "HOUSEHOLD").required_unless_present("all").value_parser(unit::<HouseholdId>),
        flag("all").conflicts_with_all(["household", "known-at"]),
        option("format", "FORMAT").value_parser(["text", "html", "json", "csv"]).default_value("text"),
        option("on", "DAY").value_parser(unit::<Day>),
        known_at(),
        option("out", "FILE").value_parser(value_parser!(PathBuf)),
    ])
}

pub(super) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    if matches.get_flag("all") {
        return all(desk, matches);
    }
    let Some(household) = matches.get_one::<HouseholdId>("household") else { return Ok(2) };
    let format = format(desk, matches);
    let known_at = matches.get_one::<NamedEntry>("known-at");
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

fn format(desk: &Desk, matches: &ArgMatches) -> Format {
    match desk.out.json {
        true => Format::Json,
        false if matches.value_source("format") == Some(ValueSource::DefaultValue) => unsaid(matches),
        false => matches.get_one::<String>("format").and_then(|f| f.parse().ok()).unwrap_or(Format::Text),
    }
}

/// Where no format is said the file's name says it; those of a village are made to be printed and given out.
fn unsaid(matches: &ArgMatches) -> Format {
    let out = matches.get_one::<PathBuf>("out");
    let ending = out.and_then(|file| file.extension()?.to_str()?.parse().ok());
    let village = out.filter(|_| matches.get_flag("all")).map(|_| Format::Html);
    village.or(ending).unwrap_or(Format::Text)
}

/// How many statements are made at once: their pages lie in memory together.
const AT_ONCE: usize = 256;

/// Every household in the register on the day, by group and code: a file each in the folder that is named, or all of them
/// one behind the other for the printer.
fn all(desk: &Desk, matches: &ArgMatches) -> Done {
    let format = format(desk, matches);
    let folder = matches.get_one::<PathBuf>("out");
    if folder.is_none() && format != Format::Html {
        return Err(Problem::usage("argument_missing", "--out <FOLDER>", "", ""));
    }
    let coop = desk.read()?;
    let on = desk.day(matches, coop.books())?;
    let lang = desk.out.labels.lang();
    let households = by_group(&coop, on);
    if let Some(folder) = folder {
        outside::folder(folder).map_err(|e| Problem::file(folder.display(), &e))?;
    }
    let vkey = &coop.books().opened().vkey;
    let job = PrintJob::new(lang, vkey);
    if folder.is_none() {
        desk.out.bytes(job.head().as_bytes())?;
    }
    let (telling, calling) = (coop.telling()?, coop.calling(true)?);
    let write = |household: &HouseholdId| -> Result<String, Problem> {
        let told = telling.statement(household, on)?;
        let called = match format {
            Format::Text | Format::Html => calling.of(&told),
            Format::Json | Format::Csv => Called::default(),
        };
        let Some(folder) = folder else { return Ok(job.page(&told, &called)) };
        let file = folder.join(format!("{household}-{on}.{}", format.ending()));
        if outside::is_kept(&file) {
            return Err(Problem::usage("inside_a_ledger", file.display(), "", ""));
        }
        let text = render_for(&told, &called, Some(vkey), format, lang);
        outside::write(&file, text.as_bytes()).map_err(|e| Problem::file(file.display(), &e))?;
        Ok(String::new())
    };
    let (mut progress, total) = (desk.out.progress("say.telling"), households.len() as u64);
    let mut done = 0_u64;
    for some in households.chunks(AT_ONCE) {
        let written: Vec<String> = some.par_iter().map(|household| write(household)).collect::<Result<_, _>>()?;
        if folder.is_none() {
            desk.out.bytes(written.concat().as_bytes())?;
        }
        done += some.len() as u64;
        progress.at(done, total);
    }
    drop(progress);
    match folder {
        None => desk.out.bytes(job.tail().as_bytes())?,
        Some(folder) => {
            let folder = folder.display().to_string();
            desk.out.say("say.told_all", &[("n", &total.to_string()), ("folder", &folder)]);
        }
    }
    if !matches!(format, Format::Text | Format::Html) {
        desk.mark_beside(&coop);
    }
    Ok(0)
}

/// The households in the register on a day, and those that were until this year or of which something moved in it, by
/// group and code.
fn by_group(coop: &Cooperative, on: Day) -> Vec<&HouseholdId> {
    let books = coop.books();
    let in_year = |day: Day| day.year() == on.year() && day <= on;
    let moved = |code: &HouseholdId| {
        let mut moves = books.history().moves(code).iter();
        moves.any(|moved| books.day_of(moved.entry).is_some_and(in_year))
    };
    let told = |(code, h): &(&HouseholdId, &Household)| {
        h.is_in(on) || (h.enrolled <= on && (h.retired_from.is_some_and(in_year) || moved(code)))
    };
    let all = books.registers().households().iter().filter(told);
    let mut all: Vec<_> = all.map(|(code, h)| (h.group_at(on).map_or("", |group| group.as_str()), code)).collect();
    all.sort_unstable();
    all.into_iter().map(|(_, code)| code).collect()
}
