//! `coop bank match FILE`: the lines of a bank's statement beside what the ledger expects; nothing is recorded without a yes.

mod expected;

use super::{
    Done,
    desk::Desk,
    error::{Problem, Told},
    help::{flag, given, option, unit, word},
    input,
    listing::{self, Listing},
    recording,
};
use crate::{
    bank::{self, Awaited, BankProfile, Candidate, JudgedLine, LineStanding, LinesRead, SHIPPED},
    cooperative::Cooperative,
    decide::Request,
    intake::{FilePlace, Sheet},
    lists::{self, Sealed},
    page::{Cell, Heading, Table, TableRow, yuan},
    statement::{Labels, Tabular},
    unit::{BankId, Fen, Lang, Say},
    workbook,
};
use clap::{ArgMatches, Command, value_parser};
use serde::Serialize;
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

/// Longest statement, in bytes as it lies on the disk.
const STATEMENT: usize = 64 << 20;
/// Suggestions that are shown of one line.
const SHOWN: usize = 5;

pub(super) fn command() -> Command {
    Command::new("bank").subcommand_required(true).arg_required_else_help(true).subcommands([
        Command::new("match")
            .args([
                word("file", "FILE").required(true).value_parser(value_parser!(PathBuf)),
                option("profile", "PROFILE"),
                option("account", "ACCOUNT").value_parser(unit::<BankId>),
                option("encoding", "NAME"),
                flag("record").conflicts_with_all(["format", "output"]),
            ])
            .args(listing::args()),
        Command::new("profiles").args(listing::args()),
    ])
}

pub(super) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    match matches.subcommand() {
        Some(("match", m)) => compare(desk, m),
        Some(("profiles", m)) => profiles(desk, m),
        _ => Ok(2),
    }
}

/// The profiles that are shipped.
fn profiles(desk: &Desk, matches: &ArgMatches) -> Done {
    #[derive(Serialize)]
    struct Row {
        name: &'static str,
        label: String,
    }
    let lang = desk.out.labels.lang();
    let named = |(name, _): &(&'static str, &str)| Some((*name, bank::shipped(name)?));
    let rows: Vec<Row> = SHIPPED
        .iter()
        .filter_map(named)
        .map(|(name, profile)| Row { name, label: profile.label(lang).to_owned() })
        .collect();
    let labels = desk.out.labels;
    Listing::of(desk, matches)?.list(&rows, || Table {
        title: labels.text("bank.profiles").to_owned(),
        headings: ["bank.profile", "bank.what"].map(|key| Heading::left(labels.text(key))).into(),
        rows: rows.iter().map(|row| TableRow::plain(vec![Cell::words(row.name), Cell::words(&row.label)])).collect(),
        ..Table::default()
    })?;
    Ok(0)
}

fn compare(desk: &Desk, matches: &ArgMatches) -> Done {
    let path: PathBuf = given(matches, "file")?;
    let name = path.display().to_string();
    let coop = desk.read()?;
    let bytes = input::bytes(&path, STATEMENT)?;
    let chosen = matches.get_one::<String>("profile").map(|named| profile(named)).transpose()?;
    let encoding =
        matches.get_one::<String>("encoding").or(chosen.as_ref().and_then(|profile| profile.encoding.as_ref()));
    let book = workbook::read(&bytes, &name, encoding.map(String::as_str)).map_err(|why| {
        Problem::Lists(vec![Told { place: name.clone(), ..lists::unreadable(desk.out.labels, &why) }])
    })?;
    if let Some(encoding) = book.encoding {
        desk.out.say("import.encoding", &[("file", &name), ("encoding", encoding)]);
    }
    let (profile, read) = lines(&book.sheets, chosen).ok_or_else(|| Problem::usage("no_bank_heads", &name, "", ""))?;
    let lang = desk.out.labels.lang();
    desk.out.say("bank.read_by", &[("profile", profile.label(lang)), ("n", &read.lines.len().to_string())]);
    if !read.passed.is_empty() {
        desk.out.say("bank.passed", &[("n", &read.passed.len().to_string())]);
    }
    let today = desk.today(coop.books().zone_minutes())?;
    let sealed = Sealed::of(&coop, today)?;
    let account = account(matches, &profile, &read, &sealed, &coop)?;
    let awaited = expected::awaited(&coop, &sealed, &profile.parts, today);
    let known = |line: &&bank::BankLine| coop.books().ids().entry_of(&bank::id(&account, line)).is_some();
    let recorded: BTreeSet<u32> = read.lines.iter().filter(known).map(|line| line.row).collect();
    let report = Report::of(bank::judge(&read.lines, &awaited, &recorded), &read, &awaited, lang);
    let records = matches.get_flag("record");
    if records && desk.out.json {
        // what a program reads is the receipts alone: the comparison is asked for without `--record`
        desk.mark_beside(&coop);
    } else {
        let to = Listing::of(desk, matches)?;
        to.mark(&coop)?;
        to.tell(&report)?;
    }
    if !records {
        return Ok(0);
    }
    let (places, requests) = said_yes(desk, &report, &awaited, &account, &name)?;
    if requests.is_empty() {
        desk.out.say("say.nothing_recorded", &[]);
        return Ok(0);
    }
    drop(coop);
    recording::record_file(desk, &mut desk.write()?, &input::Asked { requests, places })?;
    Ok(0)
}

/// A profile of the user's by its file, or one that is shipped by its name.
fn profile(named: &str) -> Result<BankProfile, Problem> {
    let path = Path::new(named);
    match bank::shipped(named) {
        Some(profile) if !path.exists() => Ok(profile),
        _ => BankProfile::read(named, &input::text(path, input::DOCUMENT)?).map_err(Problem::Refused),
    }
}

/// The lines, by the profile that was chosen, else by that of the shipped ones which knows most of the heads.
fn lines(sheets: &[Sheet], chosen: Option<BankProfile>) -> Option<(BankProfile, LinesRead)> {
    let read = |profile: BankProfile| bank::read(sheets, &profile).map(|read| (profile, read));
    match chosen {
        Some(profile) => read(profile),
        None => {
            let all = SHIPPED.iter().filter_map(|(name, _)| read(bank::shipped(name)?));
            // the first of those that know as many
            all.reduce(|best, other| if other.1.columns > best.1.columns { other } else { best })
        }
    }
}

/// Which account of the collective's the statement is of. One that the file says is another one's is refused.
fn account(
    matches: &ArgMatches,
    profile: &BankProfile,
    read: &LinesRead,
    sealed: &Sealed,
    coop: &Cooperative,
) -> Result<BankId, Problem> {
    let said = matches.get_one::<BankId>("account").or(profile.account.as_ref()).cloned();
    let by_number = || {
        let number = read.own_account.as_ref()?;
        let (code, _) = sealed.banks.iter().find(|(_, known)| known.as_str() == number)?;
        code.parse().ok()
    };
    let mut registered = coop.books().registers().own_banks();
    let only = || registered.next().filter(|_| registered.next().is_none()).cloned();
    let account = said.or_else(by_number).or_else(only);
    let account = account.ok_or_else(|| Problem::usage("no_bank_account", "--account", "", ""))?;
    let other = read.own_account.as_ref().zip(sealed.banks.get(account.as_str())).filter(|(file, known)| file != known);
    match other {
        Some((file, _)) => Err(Problem::usage("other_bank_account", ending(file), account, "")),
        None => Ok(account),
    }
}

/// The end of a number, by which its owner knows it.
fn ending(number: &str) -> String {
    const DIGITS: usize = 4;
    let skip = number.chars().count().saturating_sub(DIGITS);
    format!("…{}", number.chars().skip(skip).collect::<String>())
}

/// A statement and where each of its lines stands.
#[derive(Serialize)]
struct Report {
    lines: Vec<ReportLine>,
    #[serde(skip)]
    judged: Vec<JudgedLine>,
}

#[derive(Serialize)]
struct ReportLine {
    row: u32,
    day: String,
    amount: Option<Fen>,
    payer: String,
    text: String,
    standing: &'static str,
    what: Vec<String>,
}

impl Report {
    fn of(judged: Vec<JudgedLine>, read: &LinesRead, awaited: &[Awaited], lang: Lang) -> Report {
        let mut lines: Vec<ReportLine> = judged
            .iter()
            .map(|of| ReportLine {
                row: of.line.row,
                day: of.line.day.to_string(),
                amount: Some(of.line.amount),
                payer: of.line.payer.clone(),
                text: of.line.text.clone(),
                standing: standing(&of.standing),
                what: what(&of.standing, awaited, lang),
            })
            .collect();
        lines.extend(read.faults.iter().map(|(row, fault)| ReportLine {
            row: *row,
            day: String::new(),
            amount: None,
            payer: String::new(),
            text: String::new(),
            standing: "unread",
            what: vec![fault.said().say(lang)],
        }));
        lines.sort_by_key(|line| line.row);
        Report { lines, judged }
    }
}

fn standing(standing: &LineStanding) -> &'static str {
    match standing {
        LineStanding::Recorded => "recorded",
        LineStanding::Matched(_) => "matched",
        LineStanding::Suggested(_) => "suggested",
        LineStanding::Unknown(_) => "unknown",
    }
}

/// What a line is or may be, each with its reasons.
fn what(standing: &LineStanding, awaited: &[Awaited], lang: Lang) -> Vec<String> {
    match standing {
        LineStanding::Recorded => Vec::new(),
        LineStanding::Matched(candidate) => candidate_said(candidate, awaited, lang).into_iter().collect(),
        LineStanding::Suggested(all) => {
            all.iter().take(SHOWN).filter_map(|candidate| candidate_said(candidate, awaited, lang)).collect()
        }
        LineStanding::Unknown(doubt) => vec![doubt.said().say(lang)],
    }
}

fn candidate_said(candidate: &Candidate, awaited: &[Awaited], lang: Lang) -> Option<String> {
    let waits = awaited.get(candidate.awaited)?.waits.said().say(lang);
    let why: Vec<String> = candidate.evidence.iter().map(|evidence| evidence.said().say(lang)).collect();
    Some(lang.pick(format!("{waits}（{}）", why.join("、")), format!("{waits} ({})", why.join(", "))))
}

impl Tabular for Report {
    fn table(&self, labels: &Labels) -> Table {
        let row = |line: &ReportLine| {
            TableRow::plain(vec![
                Cell::words(line.row.to_string()),
                Cell::words(&line.day),
                line.amount.map_or(Cell::Empty, Cell::Yuan),
                Cell::words(&line.payer),
                Cell::words(&line.text),
                Cell::words(labels.word("bank", line.standing)),
                Cell::Lines(line.what.clone()),
            ])
        };
        let left = |key| Heading::left(labels.text(key));
        let count = |name: &str| self.lines.iter().filter(|line| line.standing == name).count().to_string();
        let counts = ["matched", "suggested", "unknown", "recorded", "unread"].map(|name| (name, count(name)));
        let counts = counts.each_ref().map(|(name, count)| (*name, count.as_str()));
        Table {
            title: labels.text("bank.title").to_owned(),
            under: vec![labels.fill("bank.counts", &counts)],
            headings: vec![
                Heading::right(labels.text("bank.row")),
                left("bank.day"),
                Heading::right(labels.text("bank.amount")),
                left("bank.payer"),
                left("bank.text"),
                left("bank.standing"),
                left("bank.what"),
            ],
            rows: self.lines.iter().map(row).collect(),
            ..Table::default()
        }
    }
}

/// The requests of lines to which a person says yes, one by one; with `--yes` those of lines that are sure.
fn said_yes(
    desk: &Desk,
    report: &Report,
    awaited: &[Awaited],
    account: &BankId,
    file: &str,
) -> Result<(Vec<FilePlace>, Vec<Request>), Problem> {
    if !desk.yes && !desk.out.somebody_is_there() {
        return Err(Problem::usage("bank_asks", "--record", "--yes", ""));
    }
    let (mut places, mut requests) = (Vec::new(), Vec::new());
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    for of in &report.judged {
        let free = |candidate: &&Candidate| {
            let once = awaited.get(candidate.awaited).map(|awaited| awaited.once);
            candidate.fits() && once.is_some_and(|once| !taken.contains(&once))
        };
        let candidates: Vec<&Candidate> = match &of.standing {
            LineStanding::Matched(candidate) => [candidate].into_iter().filter(free).collect(),
            LineStanding::Suggested(all) => all.iter().filter(free).take(SHOWN).collect(),
            LineStanding::Recorded | LineStanding::Unknown(_) => Vec::new(),
        };
        let sure = || match of.standing {
            LineStanding::Matched(_) => candidates.first().filter(|candidate| candidate.is_sure()).copied(),
            LineStanding::Suggested(_) | LineStanding::Recorded | LineStanding::Unknown(_) => None,
        };
        let chosen = if desk.yes { sure() } else { asked(desk, of, &candidates, awaited)? };
        let Some(awaited) = chosen.and_then(|candidate| awaited.get(candidate.awaited)) else { continue };
        taken.insert(awaited.once);
        let place = FilePlace::row(file, usize::try_from(of.line.row).unwrap_or(usize::MAX));
        let request = bank::request(account, &of.line, awaited);
        requests.push(request.map_err(|refusal| Problem::Refused(vec![(place.clone(), refusal)]))?);
        places.push(place);
    }
    Ok((places, requests))
}

/// A person is shown one line and what it may be.
fn asked<'a>(
    desk: &Desk,
    of: &JudgedLine,
    candidates: &[&'a Candidate],
    awaited: &[Awaited],
) -> Result<Option<&'a Candidate>, Problem> {
    if candidates.is_empty() {
        return Ok(None);
    }
    let lang = desk.out.labels.lang();
    let (row, day, amount) = (of.line.row.to_string(), of.line.day.to_string(), yuan(of.line.amount));
    let said =
        [("row", row.as_str()), ("day", &day), ("amount", &amount), ("payer", &of.line.payer), ("text", &of.line.text)];
    desk.out.say("bank.line", &said);
    for (n, candidate) in (1..).zip(candidates) {
        if let Some(told) = candidate_said(candidate, awaited, lang) {
            desk.out.line(&format!("  {n}  {told}"));
        }
    }
    let many = candidates.len().to_string();
    let typed = desk.out.typed(&desk.out.fill("bank.which", &[("n", &many)]))?;
    let typed = typed.ok_or_else(|| Problem::usage("went_away", "--record", "", ""))?;
    let one = ["y", "yes", "是"].contains(&typed.to_lowercase().as_str()) && candidates.len() == 1;
    let number = if one { Some(1) } else { typed.parse::<usize>().ok() };
    Ok(number.and_then(|n| candidates.get(n.checked_sub(1)?)).copied())
}
