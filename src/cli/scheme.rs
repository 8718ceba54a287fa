//! `coop scheme …`: payout sheets, from a draft on paper to one that is in force.

mod lists;

use super::{
    Done,
    desk::Desk,
    error::{Problem, phrases::phrase},
    help::{flag, option, unit, word},
    input,
    key::unit_text,
    recording::{self, instruction, said},
};
use crate::{
    decide::{dictionary, examples},
    log::Json,
    scheme::{self, CheckedSheet, Purpose},
    statement::{Cell, Column, Row, Table},
    unit::{Day, EntryId, SchemeId, Text},
};
use clap::{ArgMatches, Command, value_parser};
use serde::Serialize;
use std::path::PathBuf;

pub(super) fn command() -> Command {
    let file = || word("file", "FILE").required(true).value_parser(value_parser!(PathBuf));
    let version = || option("version", "N").value_parser(value_parser!(u32).range(1..));
    Command::new("scheme").subcommand_required(true).arg_required_else_help(true).subcommands([
        Command::new("check").arg(file()),
        Command::new("test").arg(file()),
        Command::new("fmt").args([file(), flag("write")]),
        Command::new("adopt").args([
            file(),
            option("resolution", "TEXT").required(true).value_parser(unit::<Text>),
            version(),
            option("on", "DAY").value_parser(unit::<Day>),
            option("id", "ID").value_parser(unit_text::<EntryId>),
        ]),
        Command::new("show").args([
            word("scheme", "ID").value_parser(unit::<SchemeId>),
            version(),
            option("in", "LANG").value_parser(["zh", "en"]),
        ]),
        Command::new("list"),
        Command::new("shipped").arg(word("scheme", "ID")),
        Command::new("dictionary"),
    ])
}

pub(super) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    match matches.subcommand() {
        Some(("check", m)) => check(desk, m),
        Some(("test", m)) => test(desk, m),
        Some(("fmt", m)) => format(desk, m),
        Some(("adopt", m)) => adopt(desk, m),
        Some(("show", m)) => show(desk, m),
        Some(("list", _)) => list(desk),
        Some(("shipped", m)) => lists::shipped(desk, m),
        Some(("dictionary", _)) => lists::dictionary(desk),
        _ => Ok(2),
    }
}

/// Reads a sheet from a file; its mistakes are told as the sheet's own.
fn read(matches: &ArgMatches) -> Result<(String, CheckedSheet), Problem> {
    let file = matches.get_one::<PathBuf>("file").cloned().unwrap_or_default();
    let name = file.display().to_string();
    let text = input::text(&file)?;
    let sheet = scheme::read(&text).map_err(|found| Problem::Sheet(name.clone(), text, found))?;
    Ok((name, sheet))
}

#[derive(Serialize)]
struct About<'a> {
    scheme: &'a SchemeId,
    title_zh: &'a str,
    title_en: &'a str,
    steps: usize,
    examples: usize,
}

impl About<'_> {
    pub fn of(sheet: &CheckedSheet) -> About<'_> {
        About {
            scheme: sheet.id(),
            title_zh: sheet.title_zh().or(sheet.title_en()).unwrap_or_default(),
            title_en: sheet.title_en().or(sheet.title_zh()).unwrap_or_default(),
            steps: sheet.steps().len(),
            examples: sheet.examples().len(),
        }
    }
}

fn check(desk: &Desk, matches: &ArgMatches) -> Done {
    let (name, sheet) = read(matches)?;
    if sheet.purpose() == Purpose::Payout {
        dictionary::covers(&sheet).map_err(|refusal| Problem::Refused(vec![(name.clone(), refusal)]))?;
    }
    let labels = desk.out.labels;
    let about = About::of(&sheet);
    desk.out.either(&about, || {
        let (steps, examples) = (about.steps.to_string(), about.examples.to_string());
        let title = labels.pick(about.title_zh, about.title_en);
        let values =
            [("file", name.as_str()), ("id", about.scheme.as_str()), ("title", title), ("steps", &steps), ("examples", &examples)];
        labels.fill("sheets.checked", &values)
    })?;
    Ok(0)
}

#[derive(Serialize)]
struct Tested {
    example: String,
    line: u32,
    passed: bool,
    unmet: Vec<Unmet>,
}

#[derive(Serialize)]
struct Unmet {
    line: u32,
    expectation: String,
    expected: String,
    found: String,
    #[serde(skip)]
    stopped: bool,
}

fn test(desk: &Desk, matches: &ArgMatches) -> Done {
    let (name, sheet) = read(matches)?;
    let labels = desk.out.labels;
    let results: Vec<Tested> = examples(&sheet).into_iter().map(|r| Tested {
        example: r.name,
        line: r.line,
        passed: r.passed,
        unmet: r.failures.into_iter()
            .map(|u| Unmet { line: u.line, expectation: u.expectation, expected: u.expected, found: u.found, stopped: u.stopped })
            .collect(),
    }).collect();
    let failed = results.iter().filter(|r| !r.passed).count();
    if desk.out.json {
        results.iter().try_for_each(|r| desk.out.value(r))?;
    } else {
        for r in &results {
            let key = if r.passed { "sheets.met" } else { "sheets.unmet" };
            desk.out.data(&labels.fill(key, &[("name", &r.example), ("line", &r.line.to_string())]))?;
            for u in &r.unmet {
                let (line, found) = (u.line.to_string(), phrase(labels, &u.found));
                let expected = phrase(labels, &u.expected);
                let values =
                    [("line", line.as_str()), ("what", &u.expectation), ("expected", &expected), ("found", &found)];
                let key = if u.stopped { "sheets.stopped" } else { "sheets.difference" };
                desk.out.data(&format!("  {}", labels.fill(key, &values)))?;
            }
        }
    }
    let counts = [("n", &*results.len().to_string()), ("failed", &*failed.to_string()), ("file", &*name)];
    desk.out.say("sheets.tested", &counts);
    Ok(if failed == 0 { 0 } else { 3 })
}

/// The sheet in its usual spacing: on stdout, or in its place.
fn format(desk: &Desk, matches: &ArgMatches) -> Done {
    let file = matches.get_one::<PathBuf>("file").cloned().unwrap_or_default();
    let text = input::text(&file)?;
    let name = file.display().to_string();
    let formatted = scheme::format(&text).map_err(|found| Problem::Sheet(name, text.clone(), found))?;
    let into = matches.get_flag("write").then_some(file.as_path());
    if into.is_none() || formatted != text {
        desk.out.file_or_stdout(into, formatted.as_bytes())?;
    }
    Ok(0)
}

fn adopt(desk: &Desk, matches: &ArgMatches) -> Done {
    let (name, sheet) = read(matches)?;
    let mut coop = desk.write()?;
    let on = desk.day(matches, coop.books())?;
    let range = (sheet.id().clone(), 0)..=(sheet.id().clone(), u32::MAX);
    let last = coop.books().schemes.range(range).next_back().map_or(0, |((_, version), _)| *version);
    let version = matches.get_one::<u32>("version").copied().unwrap_or(last + 1);
    let members = [
        ("resolution", matches.get_one::<Text>("resolution").and_then(said)),
        ("sheet", Some(input::sheet_lines(sheet.text()))),
        ("version", Some(Json::Integer(version.into()))),
    ];
    let request = instruction("scheme.adopt", matches, &coop, on, members);
    recording::record(desk, &mut coop, &[request])?;
    let results = examples(&sheet);
    let failed = results.iter().filter(|r| !r.passed).count();
    if failed > 0 {
        let counts = [("n", &*results.len().to_string()), ("failed", &*failed.to_string()), ("file", &*name)];
        desk.out.say("sheets.adopted_untrue", &counts);
    }
    Ok(0)
}

fn show(desk: &Desk, matches: &ArgMatches) -> Done {
    let Some(id) = matches.get_one::<SchemeId>("scheme") else { return list(desk) };
    let coop = desk.read()?;
    let version = matches.get_one::<u32>("version").copied();
    let mut versions = coop.books().schemes.range((id.clone(), 0)..=(id.clone(), u32::MAX)).rev();
    let adopted = versions.find(|((_, v), _)| version.is_none_or(|wanted| *v == wanted));
    let (_, adopted) = adopted.ok_or_else(|| {
        let known: Vec<&str> = coop.books().schemes.keys().map(|(id, _)| id.as_str()).collect();
        Problem::absent(id, if known.is_empty() { "an adopted sheet".to_owned() } else { known.join(", ") })
    })?;
    let text = match matches.get_one::<String>("in").map(String::as_str) {
        None => adopted.sheet.text().to_owned(),
        Some("zh") => scheme::translate(&adopted.sheet, scheme::words::Lang::Zh),
        Some(_) => scheme::translate(&adopted.sheet, scheme::words::Lang::En),
    };
    desk.out.data(&text)?;
    Ok(0)
}

#[derive(Serialize)]
struct Listed {
    scheme: SchemeId,
    version: u32,
    on: Day,
    title_zh: String,
    title_en: String,
    resolution: String,
    entry: u64,
    sheet: String,
}

fn list(desk: &Desk) -> Done {
    let coop = desk.read()?;
    let labels = desk.out.labels;
    let all: Vec<Listed> = coop.books().schemes.iter().map(|((id, version), a)| {
        let about = About::of(&a.sheet);
        Listed {
            scheme: id.clone(),
            version: *version,
            on: a.on,
            title_zh: about.title_zh.to_owned(),
            title_en: about.title_en.to_owned(),
            resolution: a.resolution.to_string(),
            entry: a.index,
            sheet: a.hash.to_string(),
        }
    }).collect();
    desk.out.list(&all, || Table {
        columns: ["sheets.id", "sheets.version", "sheets.on", "sheets.title", "sheets.resolution"]
            .map(|key| Column::left(labels.text(key))).into(),
        rows: all.iter().map(|s| Row::plain(vec![
            Cell::words(s.scheme.as_str()),
            Cell::words(s.version.to_string()),
            Cell::words(s.on.to_string()),
            Cell::words(labels.pick(&s.title_zh, &s.title_en)),
            Cell::words(&s.resolution),
        ])).collect(),
        ..Table::default()
    })?;
    Ok(0)
}
