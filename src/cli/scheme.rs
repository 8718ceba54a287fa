//! `coop scheme …`: payout sheets, from a draft on paper to one that is in force.

mod begin;
mod diff;
mod lists;
mod show;
mod test;

use super::{
    Done,
    desk::Desk,
    error::Problem,
    help::{flag, given, option, unit, whole, word},
    input,
    listing::{self, Listing},
    named,
    payout::ask,
    recording::{self, request},
};
use crate::{
    author,
    decide::{
        AdoptScheme, can_be_owed,
        dictionary::{self, OwnWord},
    },
    event::{AccountHolder, Bindings, BoundAccount, BoundParty, BoundRead, BoundRows, Opens, ReadWhen},
    intake::FilePlace,
    page::{Cell, Heading, Table, TableRow},
    rules,
    scheme::{CheckedSheet, Purpose},
    unit::{Day, EntryId, PayoutId, SchemeId, Text, Words, both},
};
use clap::{ArgAction, ArgMatches, Command, value_parser};
use serde::Serialize;
use std::path::PathBuf;

pub(super) fn command() -> Command {
    let file = || word("file", "FILE").required(true).value_parser(value_parser!(PathBuf));
    let version = || option("version", "N").value_parser(whole(1..=u32::MAX));
    let out = || option("out", "FILE").value_parser(value_parser!(PathBuf));
    Command::new("scheme").subcommand_required(true).arg_required_else_help(true).subcommands([
        Command::new("new").args([
            option("from", "SHIPPED").required(true),
            option("id", "ID").value_parser(unit::<SchemeId>),
            option("set", "NAME=VALUE").value_parser(unit::<begin::Set>).action(ArgAction::Append),
            option("basis", "TEXT").value_parser(unit::<Text>),
            option("since", "DAY").value_parser(unit::<Day>),
            out(),
        ]),
        Command::new("check").arg(file()),
        Command::new("test").args([
            file(),
            option("runs", "N").value_parser(whole(0..=1_000_000_u32)).default_value("300"),
            option("seed", "N").value_parser(whole(0..=u64::MAX)).default_value("1"),
            option("households", "N").value_parser(whole(0..=1_000_000_u32)).default_value("1000000"),
        ]),
        Command::new("fmt").args([file(), flag("write")]),
        Command::new("show").args([
            word("sheet", "FILE|ID"),
            version(),
            option("in", "LANG").value_parser(["zh", "en"]),
            option("as", "FORM").value_parser(["text", "table", "html"]).default_value("text"),
            out(),
        ]),
        Command::new("diff")
            .args([word("present", "PRESENT").required(true), word("proposed", "PROPOSED").required(true)])
            .arg(option("payout", "PAYOUT").value_parser(unit::<PayoutId>))
            .args(ask::what())
            .args(ask::when())
            .args([option("as", "FORM").value_parser(["table", "html"]).default_value("table"), out()]),
        Command::new("adopt").args([
            file(),
            option("resolution", "TEXT").required(true).value_parser(unit::<Text>),
            option("rows", "REGISTER=SET").action(ArgAction::Append),
            option("read", "WORD=READER").action(ArgAction::Append),
            option("account", "ACCOUNT=PLACE").action(ArgAction::Append),
            option("party", "PARTY=CODE").action(ArgAction::Append),
            version(),
            option("on", "DAY").value_parser(unit::<Day>),
            option("id", "ID").value_parser(unit::<EntryId>),
            flag("despite-examples"),
        ]),
        Command::new("list").args(listing::args()),
        Command::new("shipped").arg(word("scheme", "ID")).args(listing::args()),
        Command::new("dictionary").arg(flag("here")).args(listing::args()),
    ])
}

pub(super) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    match matches.subcommand() {
        Some(("new", m)) => begin::new(desk, m),
        Some(("check", m)) => check(desk, m),
        Some(("test", m)) => test::test(desk, m),
        Some(("fmt", m)) => format(desk, m),
        Some(("show", m)) => show::show(desk, m),
        Some(("diff", m)) => diff::diff(desk, m),
        Some(("adopt", m)) => adopt(desk, m),
        Some(("list", m)) => list(&Listing::of(desk, m)?),
        Some(("shipped", m)) => lists::shipped(desk, m),
        Some(("dictionary", m)) => lists::dictionary(desk, m),
        _ => Ok(2),
    }
}

/// The sheet of a file, and the file's name.
fn read(matches: &ArgMatches) -> Result<(String, CheckedSheet), Problem> {
    let file = matches.get_one::<PathBuf>("file").cloned().unwrap_or_default();
    Ok((file.display().to_string(), named::draft(&file)?))
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
    let mut own = Vec::new();
    if sheet.purpose() == Purpose::Payout {
        let passes = can_be_owed(&sheet).and_then(|()| dictionary::own_words(&sheet));
        own = passes.map_err(|refusal| Problem::Refused(vec![(FilePlace::file(&name), refusal)]))?;
    }
    let labels = desk.out.labels;
    let about = About::of(&sheet);
    desk.out.either(&about, || {
        let (steps, examples) = (about.steps.to_string(), about.examples.to_string());
        let title = labels.pick(about.title_zh, about.title_en);
        let values = [
            ("file", name.as_str()),
            ("id", about.scheme.as_str()),
            ("title", title),
            ("steps", &steps),
            ("examples", &examples),
        ];
        desk.out.fill("sheets.checked", &values)
    })?;
    if !own.is_empty() {
        let told = |word: &OwnWord| match word.nearest {
            Some(nearest) => labels.fill("sheets.own_word_like", &[("word", &word.at), ("nearest", nearest)]),
            None => word.at.clone(),
        };
        let words = own.iter().map(told).collect::<Vec<_>>().join(labels.text("reason.and"));
        desk.out.say("sheets.own_words", &[("words", &words)]);
    }
    if sheet.asks_members() {
        desk.out.say("sheets.asks", &[]);
    }
    if let Some(found) = sheet.unproved() {
        let (code, what) = (found.code.to_string(), found.message(labels.lang()));
        desk.out.say("sheets.unproved", &[("code", &code), ("what", what)]);
    }
    Ok(0)
}

/// The sheet in its usual spacing: on stdout, or in its place.
fn format(desk: &Desk, matches: &ArgMatches) -> Done {
    let file = matches.get_one::<PathBuf>("file").cloned().unwrap_or_default();
    let raw = input::text(&file, input::DOCUMENT)?;
    let text = input::seen(&raw);
    let name = file.display().to_string();
    let formatted = author::format(&text).map_err(|found| Problem::Sheet(name, text.clone(), found))?;
    let into = matches.get_flag("write").then_some(file.as_path());
    // also where only what an editor added unseen has to go
    if into.is_none() || formatted != raw {
        desk.out.file_or_stdout(into, formatted.as_bytes())?;
    }
    Ok(0)
}

fn adopt(desk: &Desk, matches: &ArgMatches) -> Done {
    let (name, sheet) = read(matches)?;
    let results = rules::examples(&sheet);
    let failed = results.iter().filter(|r| !r.passed).count();
    if failed > 0 && !matches.get_flag("despite-examples") {
        let all = results.len();
        let found = both!("{failed} of {all} examples", "{all} 个示例里 {failed} 个");
        return Err(Problem::usage("examples_not_met", name, "", found));
    }
    if let Some(found) = sheet.unproved().filter(|_| !matches.get_flag("despite-examples")) {
        let found = Words::new(found.message_en, found.message_zh);
        return Err(Problem::usage("no_example", name, "", found));
    }
    let mut coop = desk.write()?;
    let on = desk.day(matches, coop.books())?;
    let range = (sheet.id().clone(), 0)..=(sheet.id().clone(), u32::MAX);
    let last = coop.books().schemes().range(range).next_back().map_or(0, |((_, version), _)| *version);
    let version = matches.get_one::<u32>("version").copied().unwrap_or(last + 1);
    let adopt = AdoptScheme {
        bound: bindings(matches)?,
        resolution: given(matches, "resolution")?,
        sheet: Box::new(sheet),
        version,
    };
    let request = request(matches, &coop, on, adopt)?;
    recording::record(desk, &mut coop, &[request])?;
    Ok(0)
}

/// `--rows 工票=series.ticket`, `--rows 成员=person+everyone`, `--rows 林地=parcel?parcel.kind=other`, `--read
/// 地块.面积=parcel.area_mu`, `--read 麦价=series.wheat@latest`, `--account 保证金=211/保证金@party+book`, `--party 买方=OP2`.
fn bindings(matches: &ArgMatches) -> Result<Bindings, Problem> {
    let pairs = |name: &'static str, flag: &'static str, form: &'static str| {
        let all = matches.get_many::<String>(name).into_iter().flatten();
        let pair = move |said: &String| -> Result<(Text, Text), Problem> {
            let wrong = || Problem::usage("value_wrong", flag, form, said);
            let (word, meaning) = said.split_once('=').ok_or_else(wrong)?;
            let text = |part: &str| part.trim().parse::<Text>().ok();
            text(word).zip(text(meaning)).ok_or_else(wrong)
        };
        all.map(pair).collect::<Result<Vec<_>, _>>()
    };
    let rows = pairs("rows", "--rows", "REGISTER=SET")?.into_iter();
    let reads = pairs("read", "--read", "WORD=READER")?.into_iter();
    let accounts = pairs("account", "--account", "ACCOUNT=PLACE")?.into_iter();
    let parties = pairs("party", "--party", "PARTY=CODE")?.into_iter();
    Ok(Bindings {
        accounts: accounts.map(|(account, place)| bound_account(account, &place)).collect::<Result<_, _>>()?,
        parties: parties.map(|(party, is)| bound_party(party, &is)).collect::<Result<_, _>>()?,
        reads: reads.map(|(at, from)| bound_read(at, &from)).collect::<Result<_, _>>()?,
        rows: rows.map(|(register, rows)| bound_rows(register, &rows)).collect::<Result<_, _>>()?,
    })
}

fn text(flag: &'static str, form: &'static str, part: &str) -> Result<Text, Problem> {
    part.parse().ok().ok_or_else(|| Problem::usage("value_wrong", flag, form, part))
}

/// A reader, with `@` and when.
fn bound_read(at: Text, said: &Text) -> Result<BoundRead, Problem> {
    let form = "WORD=READER@WHEN";
    let (from, when) = match said.as_str().rsplit_once('@') {
        None => (said.as_str(), None),
        Some((from, when)) => {
            let known = ReadWhen::ALL.into_iter().find(|(word, _)| *word == when);
            let (_, when) = known.ok_or_else(|| Problem::usage("value_wrong", "--read", form, said))?;
            (from, Some(when))
        }
    };
    Ok(BoundRead { at, from: text("--read", form, from)?, when })
}

/// A set of rows, with `+everyone` and `?MEMBER=VALUE`.
fn bound_rows(register: Text, said: &Text) -> Result<BoundRows, Problem> {
    let form = "REGISTER=SET+everyone?MEMBER=VALUE";
    let mut parts = said.as_str().split('?');
    let set = parts.next().unwrap_or_default();
    let (set, everyone) = set.strip_suffix("+everyone").map_or((set, false), |set| (set, true));
    let only = parts.map(|part| text("--rows", form, part)).collect::<Result<Vec<_>, Problem>>()?;
    Ok(BoundRows { everyone, register, rows: text("--rows", form, set)?, only })
}

/// Account and purpose, with `@row` or `@party`, and `+book`.
fn bound_account(account: Text, said: &Text) -> Result<BoundAccount, Problem> {
    let form = "ACCOUNT=PLACE@HOLDER+book";
    let said = said.as_str();
    let (said, opens) = said.strip_suffix("+book").map_or((said, Opens::Kept), |said| (said, Opens::Book));
    let (place, under) = match said.rsplit_once('@') {
        None => (said, None),
        Some((place, "row")) => (place, Some(AccountHolder::Row)),
        Some((place, "party")) => (place, Some(AccountHolder::Party)),
        Some(_) => return Err(Problem::usage("value_wrong", "--account", form, said)),
    };
    Ok(BoundAccount { account, opens, place: text("--account", form, place)?, under })
}

fn bound_party(party: Text, said: &Text) -> Result<BoundParty, Problem> {
    let is = said.as_str().parse().ok();
    let is = is.ok_or_else(|| Problem::usage("value_wrong", "--party", "PARTY=CODE", said))?;
    Ok(BoundParty { is, party })
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

fn list(to: &Listing<'_>) -> Done {
    let desk = to.desk;
    let coop = desk.read()?;
    let labels = desk.out.labels;
    let all: Vec<Listed> = coop
        .books()
        .schemes()
        .iter()
        .map(|((id, version), a)| {
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
        })
        .collect();
    to.list(&all, || Table {
        title: labels.text("sheets.in_force").to_owned(),
        headings: ["sheets.id", "sheets.version", "sheets.on", "sheets.title", "sheets.resolution"]
            .map(|key| Heading::left(labels.text(key)))
            .into(),
        rows: all
            .iter()
            .map(|s| {
                TableRow::plain(vec![
                    Cell::words(s.scheme.as_str()),
                    Cell::words(s.version.to_string()),
                    Cell::words(s.on.to_string()),
                    Cell::words(labels.pick(&s.title_zh, &s.title_en)),
                    Cell::words(&s.resolution),
                ])
            })
            .collect(),
        ..Table::default()
    })?;
    Ok(0)
}
