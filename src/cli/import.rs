//! `coop import FILE…`: lists of workbooks become records, all or none; every mistake is told by its cell.

use super::{
    Done,
    desk::Desk,
    error::{Problem, Told},
    help::{flag, option, unit, word},
    input, kinds,
};
use crate::{
    books::Books,
    cooperative::{Answered, Cooperative, Trouble},
    decide::Request,
    intake::{Expected, FilePlace, Profile},
    lists::{self, Changing, ImportedFile, unreadable},
    log::{Batch, SigningKey},
    page::{Cell, Heading, Table, TableRow},
    unit::Day,
};
use clap::{ArgAction, ArgMatches, Command, value_parser};
use std::{
    collections::BTreeMap,
    fs::OpenOptions,
    io::{self, Write},
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
        option("on", "DAY").value_parser(unit::<Day>),
        flag("dry-run").short('n'),
    ])
}

pub(super) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    let kind = matches.get_one::<String>("kind").map(|typed| kinds::named(typed)).transpose()?;
    let profile = matches.get_one::<PathBuf>("map").map(|file| profile(file)).transpose()?;
    let coop = desk.read()?;
    let origin = coop.origin().to_string();
    let expected = Expected { origin: &origin, kind, profile: profile.as_ref(), lang: desk.out.labels.lang() };
    let encoding = matches.get_one::<String>("encoding").or(profile.as_ref().and_then(|p| p.encoding.as_ref()));
    let mut files = Vec::new();
    let paths: Vec<&PathBuf> = matches.get_many("file").into_iter().flatten().collect();
    for path in &paths {
        files.push(read(desk, path, &expected, encoding.map(String::as_str))?);
    }
    let records: usize = files.iter().map(|file| file.found.records.len()).sum();
    let sound = files.iter().all(ImportedFile::is_sound);
    if records == 0 && sound {
        desk.out.say("import.nothing", &[]);
        return Ok(0);
    }
    if records > Batch::MAX_LINES as usize {
        let most = Batch::MAX_LINES.to_string();
        return Err(Problem::usage("too_many_records", records, most, ""));
    }
    let signer = desk.signer_id()?;
    let on = matches.get_one::<Day>("on").copied();
    lists::settle(&coop, &mut files, Changing { signer: &signer, on, lang: desk.out.labels.lang() })?;
    let requests = lists::requests(&files);
    lists::refuse(&coop, &mut files, &requests, &signer)?;
    for said in files.iter().flat_map(|file| file.remarks(desk.out.labels)) {
        desk.out.line(&said);
    }
    if !files.iter().all(ImportedFile::is_sound) {
        return Err(faults(desk, coop.books(), &files, &paths)?);
    }
    for said in lists::told_changes(desk.out.labels, &coop, &files) {
        desk.out.line(&said);
    }
    let changes = lists::changes(&coop, &files).count();
    if matches.get_flag("dry-run") {
        let fresh = requests.iter().filter(|r| coop.books().ids().entry_of(r.id.as_str()).is_none()).count();
        let untouched: u64 = files.iter().flat_map(|file| file.untouched.values()).sum();
        let old = untouched + requests.len().saturating_sub(fresh) as u64;
        let said = [("n", (fresh - changes).to_string()), ("changes", changes.to_string()), ("old", old.to_string())];
        let key = if changes == 0 { "import.previewed" } else { "import.previewed_changes" };
        desk.out.say(key, &said.each_ref().map(|(name, value)| (*name, value.as_str())));
        return Ok(0);
    }
    // what is changed was shown; a person who is there says whether it is meant
    if changes > 0 && !desk.yes && desk.out.confirm(desk.out.labels.text("ask.record")) == Some(false) {
        desk.out.say("say.nothing_recorded", &[]);
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
fn read(desk: &Desk, path: &Path, expected: &Expected<'_>, encoding: Option<&str>) -> Result<ImportedFile, Problem> {
    let name = path.display().to_string();
    let bytes = input::bytes(path, WORKBOOK)?;
    let read = ImportedFile::read(&name, &bytes, expected, encoding);
    let file = read.map_err(|why| Problem::Lists(vec![Told { place: name, ..unreadable(desk.out.labels, &why) }]))?;
    if let Some(encoding) = file.encoding {
        desk.out.say("import.encoding", &[("file", &file.name), ("encoding", encoding)]);
    }
    Ok(file)
}

/// Every mistake of every file; beside each file with mistakes a copy of it with them marked.
fn faults(desk: &Desk, books: &Books, files: &[ImportedFile], paths: &[&PathBuf]) -> Result<Problem, Problem> {
    let mut all = Vec::new();
    for (file, path) in files.iter().zip(paths).filter(|(file, _)| !file.is_sound()) {
        let told = file.faults(desk.out.labels).into_iter();
        all.extend(told.map(|(place, told)| Told { place: place.to_string(), ..told }));
        write_marked(desk, books, file, path)?;
    }
    Ok(Problem::Lists(all))
}

/// Writes `NAME.checked.xlsx` beside the file, or one with a number where that is there: never over another.
fn write_marked(desk: &Desk, books: &Books, file: &ImportedFile, beside: &Path) -> Result<(), Problem> {
    const COPIES: u32 = 1_000;
    // what no workbook can hold is told without a copy
    let bytes = match file.marked(desk.out.labels, books) {
        Ok(bytes) => bytes,
        Err(cause) => {
            desk.out.say("import.not_marked", &[("file", &file.name), ("cause", &cause)]);
            return Ok(());
        }
    };
    for copy in 1..=COPIES {
        let path = beside.with_file_name(file.copy_name(copy));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut made) => {
                made.write_all(&bytes).map_err(|e| Problem::file(path.display(), &e))?;
                desk.out.say("import.marked", &[("file", &path.display().to_string())]);
                if file.loses_checks() {
                    desk.out.say("import.marked_plain", &[]);
                }
                return Ok(());
            }
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
            // where nothing can be written the mistakes are told all the same
            Err(e) => {
                desk.out.say("import.not_marked", &[("file", &path.display().to_string()), ("cause", &e.to_string())]);
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Requests of one batch: no batch holds a hundred thousand, and all of them at once take more than a gigabyte.
const AT_ONCE: usize = 20_000;

/// Records all that passed, in as many batches as it takes; gives what is new of it. Where one fails, those before it
/// stand, and the file again records the rest.
fn in_batches(
    desk: &Desk,
    coop: &mut Cooperative,
    requests: &[Request],
    signer: &SigningKey,
) -> Result<Vec<bool>, Trouble> {
    if requests.len() > AT_ONCE {
        // the ledger may have gone on since it was looked at
        let refused = coop.refusals(requests, &signer.public().id())?;
        if !refused.is_empty() {
            return Err(Trouble::Refused(refused.into_iter().map(|(n, refusal)| (n + 1, refusal)).collect()));
        }
    }
    let mut new = Vec::with_capacity(requests.len());
    for some in requests.chunks(AT_ONCE) {
        let recorded = coop.record(some, signer).inspect_err(|_| {
            if !new.is_empty() {
                let said = [("n", new.len().to_string()), ("all", requests.len().to_string())];
                desk.out.say("import.partly", &said.each_ref().map(|(name, value)| (*name, value.as_str())));
            }
        })?;
        new.extend(recorded.iter().map(|r| r.outcome == Answered::Now));
    }
    Ok(new)
}

/// Records everything and says of each sheet what came of it.
fn record(desk: &Desk, files: &[ImportedFile], requests: &[Request]) -> Done {
    let signer = desk.signer()?;
    let mut coop = desk.write()?;
    let mut outcomes = match in_batches(desk, &mut coop, requests, &signer) {
        Ok(new) => new.into_iter(),
        // the ledger went on since it was looked at
        Err(Trouble::Refused(all)) => {
            let places: Vec<FilePlace> = files.iter().flat_map(ImportedFile::places).collect();
            let placed =
                all.into_iter().filter_map(|(n, refusal)| Some((places.get(n.checked_sub(1)?)?.clone(), refusal)));
            return Err(Problem::Refused(placed.collect()));
        }
        Err(other) => return Err(other.into()),
    };
    let mut lines = Vec::new();
    for file in files {
        let mut counts: BTreeMap<usize, SheetLine> = BTreeMap::new();
        for (sheet, of) in &file.found.kinds {
            let name = file.sheets.get(*sheet).map_or_else(String::new, |sheet| sheet.name.clone());
            let already = file.untouched.get(sheet).copied().unwrap_or(0);
            let line =
                SheetLine { file: file.name.clone(), sheet: name, kind: of.kind, recorded: 0, changed: 0, already };
            counts.insert(*sheet, line);
        }
        for record in &file.found.records {
            let now = outcomes.next() == Some(true);
            let Some(line) = counts.get_mut(&record.spot.sheet) else { continue };
            match (now, record.edits.is_empty()) {
                (true, true) => line.recorded += 1,
                (true, false) => line.changed += 1,
                (false, _) => line.already += 1,
            }
        }
        lines.extend(counts.into_values().filter(|line| line.recorded + line.changed + line.already > 0));
    }
    let labels = desk.out.labels;
    desk.out.list(&lines, || Table {
        headings: vec![
            Heading::left(labels.text("import.file")),
            Heading::left(labels.text("import.sheet")),
            Heading::left(labels.text("recorded.kind")),
            Heading::right(labels.text("import.new")),
            Heading::right(labels.text("import.changed")),
            Heading::right(labels.text("import.old")),
        ],
        rows: lines.iter().map(SheetLine::row).collect(),
        ..Table::default()
    })?;
    let now: u64 = lines.iter().map(|line| line.recorded + line.changed).sum();
    let already: u64 = lines.iter().map(|line| line.already).sum();
    let size = coop.books().size().to_string();
    if now == 0 {
        desk.out.say("import.none_new", &[("n", &already.to_string()), ("size", &size)]);
    } else {
        desk.out.say("say.recorded", &[("n", &now.to_string()), ("size", &size)]);
    }
    Ok(0)
}

/// What came of one sheet.
#[derive(Debug, serde::Serialize)]
struct SheetLine {
    file: String,
    sheet: String,
    kind: &'static str,
    recorded: u64,
    changed: u64,
    already: u64,
}

impl SheetLine {
    fn row(&self) -> TableRow {
        TableRow::plain(vec![
            Cell::words(&self.file),
            Cell::words(&self.sheet),
            Cell::words(self.kind),
            Cell::Count(self.recorded),
            Cell::Count(self.changed),
            Cell::Count(self.already),
        ])
    }
}
