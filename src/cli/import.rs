//! `coop import FILE…`: lists of workbooks become records, all or none; every mistake is told by its cell.

mod marked;
mod told;

use super::{
    Done,
    desk::Desk,
    error::Problem,
    help::{flag, option, word},
    input, kinds,
};
use crate::{
    cooperative::{Answered, Cooperative, Trouble},
    decide::{Code, Refusal, Request},
    form::Description,
    intake::{self, Expected, Profile, Sheet, Spot, TableFault, TableFound},
    log::Batch,
    page::{Cell, Heading, Table, TableRow},
    unit::{Say, Words},
    workbook,
};
use clap::{ArgAction, ArgMatches, Command, value_parser};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

/// Longest workbook, in bytes as it lies on the disk.
const WORKBOOK: usize = 64 << 20;

pub(super) fn command() -> Command {
    Command::new("import").args([
        word("file", "FILE")
            .required(true)
            .action(ArgAction::Append)
            .num_args(1..)
            .value_parser(value_parser!(PathBuf)),
        option("kind", "KIND"),
        option("map", "PROFILE").value_parser(value_parser!(PathBuf)).conflicts_with("kind"),
        option("encoding", "NAME"),
        flag("dry-run").short('n'),
    ])
}

/// One file and what its lists say.
struct Imported {
    name: String,
    path: PathBuf,
    /// It is one list and no workbook of sheets.
    separated: bool,
    sheets: Vec<Sheet>,
    found: TableFound,
}

pub(super) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    let kind = matches.get_one::<String>("kind").map(|typed| kinds::named(typed)).transpose()?;
    let profile = matches.get_one::<PathBuf>("map").map(|file| profile(file)).transpose()?;
    let coop = desk.read()?;
    let origin = coop.origin().to_string();
    let expected = Expected { origin: &origin, kind, profile: profile.as_ref(), lang: desk.out.labels.lang() };
    let encoding = matches.get_one::<String>("encoding").or(profile.as_ref().and_then(|p| p.encoding.as_ref()));
    let mut files = Vec::new();
    for path in matches.get_many::<PathBuf>("file").into_iter().flatten() {
        files.push(read(desk, path, &expected, encoding.map(String::as_str))?);
    }
    let requests: Vec<Request> = files.iter().flat_map(|f| &f.found.records).map(|r| r.request.clone()).collect();
    let sound = files.iter().all(|file| file.found.faults.is_empty());
    if requests.is_empty() && sound {
        desk.out.say("import.nothing", &[]);
        return Ok(0);
    }
    refuse(&coop, &mut files, &requests, desk)?;
    for file in &files {
        told::remarks(desk, file);
    }
    if files.iter().any(|file| !file.found.faults.is_empty()) {
        return Err(told::faults(desk, &files)?);
    }
    if matches.get_flag("dry-run") {
        let fresh = requests.iter().filter(|r| coop.books().ids().entry_of(r.id.as_str()).is_none()).count();
        let said = [("n", fresh.to_string()), ("old", (requests.len() - fresh).to_string())];
        desk.out.say("import.previewed", &said.each_ref().map(|(name, value)| (*name, value.as_str())));
        return Ok(0);
    }
    drop(coop);
    record(desk, &files, &requests)
}

fn profile(file: &Path) -> Result<Profile, Problem> {
    let text = input::text(file, input::DOCUMENT)?;
    Profile::read(&file.display().to_string(), &text).map_err(Problem::Refused)
}

/// Reads one file, and says in what it is written where that had to be found out.
fn read(desk: &Desk, path: &Path, expected: &Expected<'_>, encoding: Option<&str>) -> Result<Imported, Problem> {
    let name = path.display().to_string();
    let bytes = input::bytes(path, WORKBOOK)?;
    let read = workbook::read(&bytes, &name, encoding).map_err(|why| told::unreadable(desk, &name, &why))?;
    if let Some(encoding) = read.encoding {
        desk.out.say("import.encoding", &[("file", &name), ("encoding", encoding)]);
    }
    let mut sheets = read.sheets;
    // a file of separated values is called by its name
    if let [sheet] = sheets.as_mut_slice()
        && let Some(stem) = path.file_stem().filter(|_| read.encoding.is_some())
    {
        sheet.name = stem.to_string_lossy().into_owned();
    }
    let found = intake::read_tables(&sheets, expected);
    Ok(Imported { name, path: path.to_owned(), separated: read.encoding.is_some(), sheets, found })
}

/// Puts what the ledger refuses beside what cannot be read: each in its cell. What is missing only because its own row
/// is wrong is not told.
fn refuse(coop: &Cooperative, files: &mut [Imported], requests: &[Request], desk: &Desk) -> Result<(), Problem> {
    if requests.len() > Batch::MAX_LINES as usize {
        let most = Batch::MAX_LINES.to_string();
        return Err(Problem::usage("too_many_records", requests.len(), most, ""));
    }
    let mut lost: BTreeSet<String> = files.iter().flat_map(|file| file.found.lost.clone()).collect();
    let mut refused: BTreeMap<usize, Refusal> = BTreeMap::new();
    for (number, refusal) in coop.refusals(requests, &desk.signer_id()?)? {
        let Some(request) = requests.get(number) else { continue };
        if !follows(&refusal, &lost) {
            refused.insert(number, refusal);
        }
        lost.extend(said(request));
    }
    let mut number = 0;
    for file in files {
        for record in &file.found.records {
            if let Some(refusal) = refused.remove(&number) {
                let spot = record.spot_of(&refusal);
                file.found.faults.push((spot, TableFault::Refused(refusal)));
            }
            number += 1;
        }
        file.found.faults.sort_by_key(|(spot, _)| *spot);
    }
    Ok(())
}

/// The codes that a request brings or names.
fn said(request: &Request) -> impl Iterator<Item = String> + use<> {
    let members = request.members().ok();
    let texts = match members {
        Some(crate::log::Json::Object(members)) => members
            .into_iter()
            .filter(|(name, _)| !["kind", "on", "note"].contains(&name.as_str()))
            .filter_map(|(_, value)| value.text().map(str::to_owned))
            .collect(),
        _ => Vec::new(),
    };
    texts.into_iter()
}

/// True if a refusal is about something that a row which is wrong itself would have brought.
fn follows(refusal: &Refusal, lost: &BTreeSet<String>) -> bool {
    let missing = matches!(
        refusal.code(),
        Code::UnknownHousehold
            | Code::UnknownParty
            | Code::UnknownContract
            | Code::UnknownReference
            | Code::UnknownBankAccount
            | Code::RuleNotAdopted
            | Code::NotAMember
            | Code::NoEntrustment
    );
    missing && (lost.contains(&refusal.found()) || lost.contains(&refusal.subject()))
}

/// Records everything as one batch and says of each sheet what came of it.
fn record(desk: &Desk, files: &[Imported], requests: &[Request]) -> Done {
    let signer = desk.signer()?;
    let mut coop = desk.write()?;
    let recorded = match coop.record(requests, &signer) {
        Ok(recorded) => recorded,
        // the ledger went on since it was looked at
        Err(Trouble::Refused(all)) => {
            let places = places(files);
            let placed =
                all.into_iter().filter_map(|(n, refusal)| Some((places.get(n.checked_sub(1)?)?.clone(), refusal)));
            return Err(Problem::Refused(placed.collect()));
        }
        Err(other) => return Err(other.into()),
    };
    let mut outcomes = recorded.iter().map(|r| r.outcome == Answered::Now);
    let mut lines = Vec::new();
    for file in files {
        let mut counts: BTreeMap<usize, (u64, u64)> = BTreeMap::new();
        for record in &file.found.records {
            let (now, before) = counts.entry(record.spot.sheet).or_insert((0, 0));
            match outcomes.next() {
                Some(true) => *now += 1,
                _ => *before += 1,
            }
        }
        for (sheet, (now, before)) in counts {
            let name = file.sheets.get(sheet).map_or_else(String::new, |sheet| sheet.name.clone());
            let kind = file.found.kinds.get(&sheet).map_or("", |of: &&Description| of.kind);
            lines.push(SheetLine { file: file.name.clone(), sheet: name, kind, recorded: now, already: before });
        }
    }
    let labels = desk.out.labels;
    desk.out.list(&lines, || Table {
        headings: vec![
            Heading::left(labels.text("import.file")),
            Heading::left(labels.text("import.sheet")),
            Heading::left(labels.text("recorded.kind")),
            Heading::right(labels.text("import.new")),
            Heading::right(labels.text("import.old")),
        ],
        rows: lines.iter().map(SheetLine::row).collect(),
        ..Table::default()
    })?;
    let now: u64 = lines.iter().map(|line| line.recorded).sum();
    let size = coop.books().size().to_string();
    if now == 0 {
        desk.out.say("import.none_new", &[("n", &requests.len().to_string()), ("size", &size)]);
    } else {
        desk.out.say("say.recorded", &[("n", &now.to_string()), ("size", &size)]);
    }
    Ok(0)
}

/// Where each record stands.
fn places(files: &[Imported]) -> Vec<intake::FilePlace> {
    files.iter().flat_map(|file| file.found.records.iter().map(|record| file.place(record.spot))).collect()
}

/// What came of one sheet.
#[derive(Debug, serde::Serialize)]
struct SheetLine {
    file: String,
    sheet: String,
    kind: &'static str,
    recorded: u64,
    already: u64,
}

impl SheetLine {
    fn row(&self) -> TableRow {
        TableRow::plain(vec![
            Cell::words(&self.file),
            Cell::words(&self.sheet),
            Cell::words(self.kind),
            Cell::Count(self.recorded),
            Cell::Count(self.already),
        ])
    }
}

impl Imported {
    /// A spot as people find it again: file, sheet, row, column with its head.
    fn place(&self, spot: Spot) -> intake::FilePlace {
        let sheet = self.sheets.get(spot.sheet);
        let mut place = intake::FilePlace::file(&self.name);
        if let Some(sheet) = sheet.filter(|_| !self.separated) {
            place = place.in_sheet(&sheet.name);
        }
        if spot.row > 0 {
            place.row = usize::try_from(spot.row).ok();
        }
        match spot.column {
            Some(column) => {
                let title = self.found.titles.get(&(spot.sheet, column)).map_or("", String::as_str);
                place.under(format!("{} {title}", intake::letters(column)).trim_end())
            }
            None => place,
        }
    }
}

/// Words in the reader's language.
fn shown(desk: &Desk, words: &Words) -> String {
    words.say(desk.out.labels.lang())
}
