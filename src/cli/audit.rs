//! `coop audit`: everything verified and recomputed; the verdict is the first line.

mod memory;

use super::{
    Done,
    desk::Desk,
    error::{Problem, told_finding, told_trouble},
    help::{flag, option, unit, word},
    input,
    output::Tone,
    seen::seen,
};
use crate::{
    audit::{Compared, Finding, FindingCode, KnownBy, Pin, PinFile, Report, Unproven, Verdict},
    cooperative::{audit_here, forget_audits, look_at_texts, remember},
    log::{Hash, Origin, VerifierKey},
    page::{visible, yuan},
};
use clap::{ArgAction, ArgMatches, Command, value_parser};
use std::path::PathBuf;

pub(super) fn command() -> Command {
    Command::new("audit").args([
        word("path", "PATH").value_parser(value_parser!(PathBuf)),
        option("pin", "FILE").value_parser(value_parser!(PathBuf)).conflicts_with_all(["origin", "leaf0", "vkey"]),
        option("origin", "ORIGIN").value_parser(unit::<Origin>),
        option("leaf0", "HASH").value_parser(unit::<Hash>),
        option("vkey", "VKEY").value_parser(unit::<VerifierKey>),
        option("seen", "SEEN").action(ArgAction::Append),
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
    let mut audited = audit_here(ledger, &desk.state, pin, &mut |done, total| progress.at(done, total))?;
    drop(progress);
    if let Some(books) = audited.books.as_ref().filter(|_| audited.report.verdict != Verdict::Fail) {
        match look_at_texts(ledger, &desk.state, books) {
            Ok(looked) => audited.report.looked_at_texts(looked),
            Err(trouble) => {
                desk.out.say("say.texts_unread", &[("why", &told_trouble(desk.out.labels, &trouble).message)])
            }
        }
    }
    tell(desk, &audited.report)?;
    if let Err(trouble) = remember(ledger, &desk.state, &audited.report) {
        desk.out.say("say.not_remembered", &[("why", &trouble.to_string())]);
    }
    Ok(audited.report.exit_code())
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
    if desk.out.json { desk.out.value(report) } else { desk.out.headed(&told(desk, report), tone(report)) }
}

/// How a verdict stands out.
pub(super) fn tone(report: &Report) -> Tone {
    match report.verdict {
        Verdict::Pass => Tone::Good,
        Verdict::PassWithNotes => Tone::Mixed,
        Verdict::Fail => Tone::Bad,
    }
}

/// The report in words: verdict, what was proven, what was not, under which keys, then findings.
pub(super) fn told(desk: &Desk, report: &Report) -> String {
    let labels = desk.out.labels;
    let verdict = match report.verdict {
        Verdict::Pass => "audit.pass",
        Verdict::PassWithNotes => "audit.pass_with_notes",
        Verdict::Fail => "audit.fail",
    };
    let mut out = vec![labels.text(verdict).to_owned()];
    let mut say = |indent: usize, text: String| out.push(format!("{}{}", " ".repeat(indent), visible(&text, false)));
    let name = labels.pick(&report.name_zh, &report.name_en).to_owned();
    if !report.origin.is_empty() {
        say(0, format!("{name}  {}", report.origin));
    }
    let proven = &report.proven;
    let last = |n: u64| n.checked_sub(1).map_or("–".to_owned(), |n| n.to_string());
    say(0, String::new());
    say(0, labels.text("audit.proven").to_owned());
    say(2, labels.fill("audit.entries", &[("n", &proven.entries.to_string()), ("last", &last(proven.entries))]));
    say(2, labels.fill("audit.decided", &[("n", &proven.decided.to_string())]));
    say(2, labels.fill("audit.payouts", &[("n", &proven.payouts.to_string()), ("lines", &proven.lines.to_string())]));
    say(2, labels.fill("audit.turnover", &[("sum", &yuan(proven.turnover))]));
    if proven.signed > 0 {
        say(2, labels.fill("audit.signed", &[("last", &last(proven.signed))]));
    }
    let found = |codes: &[FindingCode]| report.findings.iter().any(|f| codes.contains(&f.code()));
    if report.pinned && !found(&[FindingCode::PinDiffers]) {
        say(2, labels.text("audit.pinned").to_owned());
    }
    for Compared { by, size } in &report.compared {
        let last = last(*size);
        say(
            2,
            match by {
                KnownBy::Guard => labels.fill("audit.remembered", &[("last", &last)]),
                KnownBy::Audit => labels.fill("audit.audited_before", &[("last", &last)]),
                KnownBy::Shown(name) => labels.fill("audit.seen", &[("name", name), ("last", &last)]),
            },
        );
    }
    say(0, String::new());
    say(0, labels.text("audit.not_proven").to_owned());
    for unproven in &report.unproven {
        say(2, labels.text(unproven_key(*unproven)).to_owned());
    }
    if !report.not_examined.is_empty() {
        say(2, labels.fill("audit.not_examined", &[("names", &report.not_examined.join(labels.text("reason.and")))]));
    }
    if let Some(at) = report.broken_at {
        say(2, labels.fill("audit.broken_at", &[("entry", &at.to_string())]));
    }
    say(0, String::new());
    say(0, labels.text("audit.keys").to_owned());
    let mut keys = proven.keys.clone();
    keys.sort();
    for key in keys {
        // person, role, id: only the role is a word
        let words: Vec<&str> = key.split(' ').map(|word| labels.word("roles", word)).collect();
        say(2, words.join(" "));
    }
    if !report.vkey.is_empty() {
        say(2, labels.fill("audit.vkey", &[("vkey", &report.vkey)]));
    }
    say(2, labels.fill("audit.leaf0", &[("leaf", &report.first_leaf)]));
    say(2, labels.fill("audit.root", &[("size", &report.size.to_string()), ("root", &report.root)]));
    let parts = [("audit.findings", &report.findings), ("audit.notes", &report.notes)];
    for (title, findings) in parts.into_iter().filter(|(_, all)| !all.is_empty()) {
        say(0, String::new());
        say(0, labels.fill(title, &[("n", &findings.len().to_string())]));
        for code in FindingCode::ALL {
            let of_code: Vec<&Finding> = findings.iter().filter(|f| f.code() == *code).collect();
            for finding in of_code.iter().take(MOST_OF_A_KIND) {
                say(2, one(desk, finding));
            }
            if let Some(more) = of_code.len().checked_sub(MOST_OF_A_KIND).filter(|n| *n > 0) {
                say(2, labels.fill("audit.more", &[("n", &more.to_string()), ("code", code.name())]));
            }
            if let Some(first) = of_code.first() {
                say(4, told_finding(labels, first).hint);
            }
        }
    }
    out.join("\n") + "\n"
}

/// More of one kind are only counted; `--json` has them all.
const MOST_OF_A_KIND: usize = 5;

/// Place, expected and found stand in the sentence, the code behind it.
fn one(desk: &Desk, finding: &Finding) -> String {
    let told = told_finding(desk.out.labels, finding);
    format!("{} [{}]", told.message, told.code)
}

fn unproven_key(unproven: Unproven) -> &'static str {
    match unproven {
        Unproven::NotPinned => "audit.not_pinned",
        Unproven::NotRemembered => "audit.not_remembered",
        Unproven::NotWitnessed => "audit.not_witnessed",
        Unproven::OpeningsNotExamined => "audit.openings_not_examined",
        Unproven::TruthOfFacts => "audit.truth_of_facts",
        Unproven::BehindTheBreak => "audit.behind_the_break",
    }
}
