//! `coop audit`: everything verified and recomputed; the verdict is the first line.

mod memory;

use super::{
    Done,
    desk::Desk,
    error::{Argument, Problem, told_trouble},
    help::{flag, option, unit, word},
    input,
    output::Tone,
    seen::seen,
};
use crate::{
    audit::{Pin, PinFile, Report, Verdict},
    cooperative::{Audited, audit_here, forget_audits, look_at_texts, remember},
    log::{Hash, Origin, VerifierKey},
    told::told_audit,
};
use clap::{ArgAction, ArgMatches, Command, value_parser};
use std::path::{Path, PathBuf};

const PATH: Argument = Argument { typed: "PATH", hint: "not_a_ledger_given" };
const OTHER: Argument = Argument { typed: "--other", hint: "not_a_ledger_given" };

pub(super) fn command() -> Command {
    Command::new("audit").args([
        word("path", "PATH").value_parser(value_parser!(PathBuf)),
        option("pin", "FILE").value_parser(value_parser!(PathBuf)).conflicts_with_all(["origin", "leaf0", "vkey"]),
        option("origin", "ORIGIN").value_parser(unit::<Origin>),
        option("leaf0", "HASH").value_parser(unit::<Hash>),
        option("vkey", "VKEY").value_parser(unit::<VerifierKey>),
        option("seen", "SEEN").action(ArgAction::Append),
        option("other", "LEDGER").value_parser(value_parser!(PathBuf)).action(ArgAction::Append),
        flag("memory"),
        option("forget-memory", "WHY").conflicts_with("memory"),
    ])
}

pub(super) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    let ledger = matches.get_one::<PathBuf>("path").unwrap_or(&desk.ledger);
    let mut pin = pin(matches)?;
    if matches.get_flag("memory") {
        return memory::show(desk, ledger);
    }
    if let Some(why) = matches.get_one::<String>("forget-memory") {
        memory::tell_cleared(desk, &forget_audits(ledger, &desk.state, why, desk.clock.now())?);
    }
    pin.now = Some(desk.clock.now());
    for value in matches.get_many::<String>("seen").into_iter().flatten() {
        pin.remembered.heads.extend(seen(value)?);
    }
    let mut progress = desk.out.progress("say.auditing");
    let audited = audit_here(ledger, &desk.state, pin, &mut |done, total| progress.at(done, total));
    let mut audited = match matches.contains_id("path") {
        true => audited.map_err(|trouble| Problem::from(trouble).of(PATH))?,
        false => audited?,
    };
    drop(progress);
    if let Some(books) = audited.books.as_ref().filter(|_| audited.report.verdict != Verdict::Fail) {
        match look_at_texts(ledger, &desk.state, books) {
            Ok(looked) => audited.report.looked_at_texts(looked),
            Err(trouble) => {
                desk.out.say("say.texts_unread", &[("why", &told_trouble(desk.out.labels, &trouble).message)])
            }
        }
    }
    for other in matches.get_many::<PathBuf>("other").into_iter().flatten() {
        look_beside(desk, &mut audited, other)?;
    }
    tell(desk, &audited.report)?;
    if let Err(trouble) = remember(ledger, &desk.state, &audited.report) {
        desk.out.say("say.not_remembered", &[("why", &trouble.to_string())]);
    }
    Ok(audited.report.exit_code())
}

/// Audits another ledger, too, and compares what the two say of each other.
fn look_beside(desk: &Desk, audited: &mut Audited, other: &Path) -> Result<(), Problem> {
    let pin = Pin { now: Some(desk.clock.now()), ..Pin::default() };
    let mut progress = desk.out.progress("say.auditing");
    let there = audit_here(other, &desk.state, pin, &mut |done, total| progress.at(done, total));
    let there = there.map_err(|trouble| Problem::from(trouble).of(OTHER))?;
    drop(progress);
    if audited.look_beside(&there) {
        return Ok(());
    }
    Err(Problem::usage("nothing_beside", other.display(), audited.report.origin.as_str(), there.report.origin.as_str()))
}

fn pin(matches: &ArgMatches) -> Result<Pin, Problem> {
    if let Some(file) = matches.get_one::<PathBuf>("pin") {
        let read = PinFile::read(&input::text(file, PinFile::MOST)?)
            .map_err(|e| Problem::usage("not_a_pin", file.display(), "origin, leaf0, vkey", e))?;
        return Ok(Pin {
            origin: Some(read.origin),
            first_leaf: Some(read.leaf0),
            vkey: Some(read.vkey),
            ..Pin::default()
        });
    }
    Ok(Pin {
        origin: matches.get_one::<Origin>("origin").map(ToString::to_string),
        first_leaf: matches.get_one::<Hash>("leaf0").copied(),
        vkey: matches.get_one::<VerifierKey>("vkey").map(ToString::to_string),
        ..Pin::default()
    })
}

/// The report: as JSON where that was asked for, else in words with the verdict standing out.
fn tell(desk: &Desk, report: &Report) -> Result<(), Problem> {
    if desk.out.json {
        desk.out.value(report)
    } else {
        desk.out.headed(&told_audit(desk.out.labels, report), tone(report))
    }
}

/// How a verdict stands out.
pub(super) fn tone(report: &Report) -> Tone {
    match report.verdict {
        Verdict::Pass => Tone::Good,
        Verdict::PassWithNotes => Tone::Mixed,
        Verdict::Fail => Tone::Bad,
    }
}
