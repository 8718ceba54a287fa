//! `coop policy …`: what orders need before they take effect, from a document that ships to the one that is in force.

use super::{
    Done,
    desk::Desk,
    error::Problem,
    help::{given, option, unit, word},
    input,
    listing::{self, Listing},
    recording::{self, request},
};
use crate::{
    decide::{AdoptPolicy, PolicyRule, Refusal, here_for_policies},
    intake::FilePlace,
    page::{Cell, Heading, Table, TableRow},
    policy::{self, Policy, PolicyRow, SHIPPED},
    unit::{Day, EntryId, Say, Text},
};
use clap::{ArgMatches, Command, value_parser};
use serde::Serialize;
use std::path::{Path, PathBuf};

pub(super) fn command() -> Command {
    let file = || word("file", "FILE").required(true).value_parser(value_parser!(PathBuf));
    Command::new("policy").subcommand_required(true).arg_required_else_help(true).subcommands([
        Command::new("show")
            .arg(word("policy", "NAME|FILE"))
            .arg(option("as", "FORM").value_parser(["text", "table"]).default_value("text"))
            .args(listing::args()),
        Command::new("check").arg(file()),
        Command::new("adopt").args([
            file(),
            option("resolution", "TEXT").required(true).value_parser(unit::<Text>),
            option("on", "DAY").value_parser(unit::<Day>),
            option("id", "ID").value_parser(unit::<EntryId>),
        ]),
    ])
}

pub(super) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    match matches.subcommand() {
        Some(("show", m)) => show(desk, m),
        Some(("check", m)) => check(desk, m),
        Some(("adopt", m)) => adopt(desk, m),
        _ => Ok(2),
    }
}

/// The document of a file.
fn read(file: &Path) -> Result<(String, Policy), Problem> {
    let text = input::seen(&input::text(file, input::DOCUMENT)?);
    let policy = Policy::read(&text).map_err(|why| {
        Problem::Refused(vec![(FilePlace::file(file.display().to_string()), PolicyRule::Unreadable { why }.into())])
    })?;
    Ok((text, policy))
}

/// The text of one that ships, of a file, or, where none is named, of the one in force.
fn text(desk: &Desk, named: Option<&String>) -> Result<String, Problem> {
    let Some(named) = named else {
        let coop = desk.read()?;
        let adopted = coop.books().governance().policies().last().map(|adopted| adopted.document.clone());
        return adopted.ok_or_else(|| Problem::usage("no_policy", "", "coop policy adopt FILE", ""));
    };
    match SHIPPED.iter().find(|(name, _)| name == named) {
        Some((_, text)) => Ok((*text).to_owned()),
        None => Ok(read(Path::new(named))?.0),
    }
}

/// A row, for a list.
#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    order: String,
    propose: String,
    approve: String,
    execute: String,
    resolution: String,
    source: &'a str,
    verified: bool,
}

impl Row<'_> {
    fn of(row: &PolicyRow) -> Row<'_> {
        fn words<T: ToString>(all: impl IntoIterator<Item = T>) -> String {
            all.into_iter().map(|word| word.to_string()).collect::<Vec<_>>().join(", ")
        }
        Row {
            id: &row.id,
            order: words(&row.order),
            propose: words(&row.propose),
            approve: words(&row.approve),
            execute: words(&row.execute),
            resolution: words(&row.resolution),
            source: &row.source,
            verified: row.status.is_verified(),
        }
    }
}

/// The document as it is written, or its rows.
fn show(desk: &Desk, matches: &ArgMatches) -> Done {
    let text = text(desk, matches.get_one("policy"))?;
    if !desk.out.json && matches.get_one::<String>("as").is_some_and(|form| form == "text") {
        let into = matches.get_one::<PathBuf>("output");
        desk.out.file_or_stdout(into.map(PathBuf::as_path), text.as_bytes())?;
        return Ok(0);
    }
    let policy = Policy::read(&text).map_err(|why| Problem::bug(&why))?;
    let rows: Vec<Row<'_>> = policy.needs.iter().map(Row::of).collect();
    let labels = desk.out.labels;
    Listing::of(desk, matches)?.list(&rows, || Table {
        title: labels.fill("policy.title", &[("name", policy.name.as_str())]),
        headings: ["row", "order", "propose", "approve", "execute", "resolution", "source"]
            .map(|key| Heading::left(labels.text(&format!("policy.{key}"))))
            .into(),
        rows: rows
            .iter()
            .map(|row| {
                let source = match row.verified {
                    true => row.source.to_owned(),
                    false => labels.fill("policy.unverified", &[("source", row.source)]),
                };
                let cells = [row.id, &row.order, &row.propose, &row.approve, &row.execute, &row.resolution, &source];
                TableRow::plain(cells.map(Cell::words).into())
            })
            .collect(),
        ..Table::default()
    })?;
    Ok(0)
}

/// Every mistake of a document, held against this ledger: its chart, and who is in office.
fn check(desk: &Desk, matches: &ArgMatches) -> Done {
    let file: PathBuf = given(matches, "file")?;
    let (_, policy) = read(&file)?;
    let coop = desk.read()?;
    let found = policy::check(&policy, &here_for_policies(coop.books()));
    let (advice, wrong): (Vec<_>, Vec<_>) = found.into_iter().partition(|found| policy::is_advice(found.code()));
    if !wrong.is_empty() {
        let place = || FilePlace::file(file.display().to_string());
        let refused = |found| -> Refusal { PolicyRule::Unmeant { found: Box::new(found) }.into() };
        return Err(Problem::Refused(wrong.into_iter().map(|found| (place(), refused(found))).collect()));
    }
    let rows = policy.needs.len().to_string();
    let unverified = policy.needs.iter().filter(|row| !row.status.is_verified()).count().to_string();
    let values = [("name", policy.name.as_str()), ("rows", &rows), ("unverified", &unverified)];
    #[derive(Serialize)]
    struct Checked<'a> {
        policy: &'a str,
        rows: usize,
    }
    let checked = Checked { policy: policy.name.as_str(), rows: policy.needs.len() };
    desk.out.either(&checked, || desk.out.fill("policy.checked", &values))?;
    for found in advice {
        desk.out.line(&found.say(desk.out.labels.lang()));
    }
    Ok(0)
}

fn adopt(desk: &Desk, matches: &ArgMatches) -> Done {
    let file: PathBuf = given(matches, "file")?;
    let (text, _) = read(&file)?;
    let mut coop = desk.write()?;
    let on = desk.day(matches, coop.books())?;
    let asked = AdoptPolicy { resolution: given(matches, "resolution")?, text };
    let request = request(matches, &coop, on, asked)?;
    recording::record(desk, &mut coop, &[request])?;
    Ok(0)
}
