//! `coop demo`: the example cooperative from its files, paid out, told and audited in a few
//! seconds, with the commands to go on from there.

use super::{
    Done, audit,
    desk::{Desk, absolute},
    error::Problem,
    help::word,
    input,
    key::pin_of,
    output::Output,
    program::quoted,
};
use crate::{
    audit as audits,
    cooperative::{self, Cooperative, FirstKey, Founding, Sought, new_key},
    event::Names,
    intake::Notation,
    log::Role,
    scheme::shipped,
    statement::{Format, HouseholdStatement, LineKind, PayoutSummary, explain, render, reports},
    told::told_audit,
    unit::{Day, HouseholdId},
};
use clap::{ArgMatches, Command, value_parser};
use serde::Serialize;
use std::path::{Path, PathBuf};

macro_rules! files {
    ($($name:literal)*) => { &[$(($name, include_str!(concat!("../../examples/tianfu/", $name)))),*] };
}
/// The year 2024 of a village of thirty households, in order.
const FILES: &[(&str, &str)] = files!(
    "01-opening.jsonl" "02-registers.jsonl" "03-land-and-houses.jsonl" "04-entrustments.jsonl" "05-schemes.jsonl"
    "06-lease.jsonl" "07-houses.jsonl" "08-investment.jsonl" "09-work.jsonl" "10-autumn.jsonl" "11-december.jsonl"
    "12-year-end.jsonl"
);
/// Instructions to try, the first of them refused.
const TRY: &[(&str, &str)] = files!("wrong/fee-taken-from-rent.jsonl");

pub(super) fn command() -> Command {
    Command::new("demo").arg(word("folder", "DIR").value_parser(value_parser!(PathBuf)))
}

pub(super) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    let folder = match matches.get_one::<PathBuf>("folder") {
        Some(folder) => absolute(folder),
        None => {
            // a folder that is there already is refused, so a name that is likely fresh is enough
            let tag = format!("{}-{}", desk.clock.now().seconds(), std::process::id());
            std::env::temp_dir().join(format!("coop-demo-{tag}"))
        }
    };
    let place = Place { ledger: folder.join("ledger"), state: folder.join("state"), folder };
    let desk = &desk.at(&place.ledger, &place.state);
    // let go of the ledger first: its checkpoint is then settled, as after any other command
    let coop = {
        let mut coop = found(desk)?;
        record(desk, &mut coop)?;
        drop(coop);
        desk.read()?
    };
    std::fs::write(place.folder.join("pin.toml"), pin_of(&coop)?.toml())
        .map_err(|e| Problem::file(place.folder.join("pin.toml").display(), &e))?;
    for (name, text) in TRY {
        let file = place.folder.join(Path::new(name).file_name().unwrap_or_default());
        std::fs::write(&file, text).map_err(|e| Problem::file(file.display(), &e))?;
    }
    tell(desk, &coop, &place)
}

struct Place {
    folder: PathBuf,
    ledger: PathBuf,
    state: PathBuf,
}

/// A new ledger with an accountant and a supervisor, whose keys need no passphrase.
fn found(desk: &Desk) -> Result<Cooperative, Problem> {
    let key = |name: &str| Ok::<_, Problem>(new_key(&desk.key_named(name), None)?);
    let text = |text: &str| text.parse().map_err(|e: crate::unit::UnitError| Problem::bug(&e));
    if std::fs::read_dir(&desk.ledger).is_ok_and(|mut items| items.next().is_some()) {
        return Err(cooperative::Trouble::NotEmpty(desk.ledger.display().to_string()).into());
    }
    let founding = Founding {
        host: "coop.example".into(),
        name: "tianfu-a".into(),
        names: Names {
            en: text("Tianfu share cooperative (example)")?, zh: text("天府股份经济合作社（示例）")?
        },
        on: Day::new(2024, 1, 1).ok_or_else(|| Problem::bug(&"2024-01-01"))?,
        chart: None,
        keys: vec![
            FirstKey { person: "K001".into(), role: Some(Role::Accountant), key: key("accountant")? },
            FirstKey { person: "K002".into(), role: Some(Role::Supervisor), key: key("supervisor")? },
        ],
        recovery_threshold: 0,
        clock_confirmed: true,
        tag: None,
        ledger_seed: None,
    };
    Ok(Cooperative::create(&desk.ledger, &desk.state, &founding, desk.clock.clone())?)
}

fn record(desk: &Desk, coop: &mut Cooperative) -> Result<(), Problem> {
    let signer = desk.signer()?;
    let mut progress = desk.out.progress("demo.building");
    for (done, (name, text)) in FILES.iter().enumerate() {
        progress.at(done as u64, FILES.len() as u64);
        let asked = input::read(name, text, Notation::JsonLines, &mut sheet)?;
        coop.record(&asked.requests, &signer).map_err(|trouble| {
            let cooperative::Trouble::Refused(all) = trouble else { return trouble.into() };
            let placed = all.into_iter().filter_map(|(n, r)| Some((asked.places.get(n - 1)?.clone(), r)));
            Problem::Refused(placed.collect())
        })?;
    }
    Ok(())
}

/// `sheets/rot-rent-1.sheet` is the shipped sheet of that name.
fn sheet(file: &str) -> Result<String, Problem> {
    let stem = Path::new(file).file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let found = stem.rsplit_once('-').and_then(|(id, version)| shipped::by_id(id, version.parse().ok()?));
    found.map(|s| s.text.to_owned()).ok_or_else(|| Problem::absent(Sought::Shipped(stem.to_string())))
}

fn tell(desk: &Desk, coop: &Cooperative, place: &Place) -> Done {
    let year_end = Day::new(2024, 12, 31).ok_or_else(|| Problem::bug(&"2024-12-31"))?;
    let mut payouts = reports::payout_summaries(coop.books());
    payouts.retain(|p| p.date <= year_end);
    let household: HouseholdId = "H0001".parse().map_err(|e: crate::unit::UnitError| Problem::bug(&e))?;
    let told = coop.statement(&household, year_end)?;
    let pin = pin_of(coop)?;
    let pin = audits::Pin {
        origin: Some(pin.origin),
        first_leaf: Some(pin.leaf0),
        vkey: Some(pin.vkey),
        remembered: cooperative::remembered(&desk.ledger, &desk.state),
        now: None,
    };
    let mut progress = desk.out.progress("say.auditing");
    coop.settle();
    let audited = cooperative::audit(&desk.ledger, &pin, &mut |done, total| progress.at(done, total))?;
    drop(progress);
    let (out, report) = (&desk.out, &audited.report);
    if out.json {
        #[derive(Serialize)]
        struct Demo<'a> {
            folder: String,
            payouts: &'a [PayoutSummary],
            statement: &'a HouseholdStatement,
            audit: &'a audits::Report,
        }
        let folder = place.folder.display().to_string();
        out.value(&Demo { folder, payouts: &payouts, statement: &told, audit: report })?;
        return Ok(report.exit_code());
    }
    let labels = out.labels;
    out.data(&out.fill("demo.built", &[("folder", &place.folder.display().to_string())]))?;
    title(out, &labels.fill("demo.payouts", &[("year", "2024")]))?;
    out.table(payouts.as_slice())?;
    title(out, &labels.fill("demo.statement", &[("household", household.as_str())]))?;
    out.data(&short(out, &told))?;
    title(out, labels.text("demo.audit"))?;
    out.headed(&told_audit(desk.out.labels, report), audit::tone(report))?;
    title(out, labels.text("demo.next"))?;
    out.data(&next(out, place, &household))?;
    Ok(report.exit_code())
}

fn title(out: &Output, text: &str) -> Result<(), Problem> {
    out.data(&format!("\n── {text}\n\n"))
}

/// The head of a statement, and how the first amount on it came about.
fn short(out: &Output, told: &HouseholdStatement) -> String {
    let (labels, lang) = (out.labels, out.labels.lang());
    let whole = render(told, Format::Text, lang);
    let head = whole.split(labels.text("holdings.title")).next().unwrap_or_default().trim_end();
    let mut first = told.clone();
    let payout = first.lines.iter().find(|l| l.what == LineKind::Credited).and_then(|l| l.payout.clone());
    first.lines.retain(|l| l.what == LineKind::Credited && l.payout == payout);
    for line in &mut first.lines {
        line.clause.clear();
    }
    format!("{head}\n{}", explain(&first, lang))
}

/// Real commands with the real paths.
fn next(out: &Output, place: &Place, household: &HouseholdId) -> String {
    let quoted = |path: &Path| quoted(&path.display().to_string()).into_owned();
    let base = out.program.command();
    let file = |name: &str| quoted(&place.folder.join(name));
    let lines = [
        (
            "demo.try_statement",
            format!("statement {household} --on 2024-12-31 --format html --out {}", file("H0001.html")),
        ),
        ("demo.try_explain", format!("payout explain {household} P01")),
        ("demo.try_log", format!("log --household {household}")),
        ("demo.try_wrong", format!("record {}", file("fee-taken-from-rent.jsonl"))),
        ("demo.try_audit", format!("audit --pin {}", file("pin.toml"))),
    ];
    lines.iter().map(|(key, command)| format!("# {}\n{base} {command}\n", out.labels.text(key))).collect()
}
