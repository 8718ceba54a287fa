//! `coop approve|object|retract|acknowledge ENTRY`: a word of one's own, made on one's own machine with one's own key.
//!
//! The machine audits the record, compares it with what it remembers, computes the proposal again and shows it before it
//! signs. What comes out is a text that the ledger takes with `coop embed`.

use crate::{
    audit::{Pin, Verdict},
    cli::{
        Done,
        desk::Desk,
        entry,
        error::{Problem, told_refusal},
        help::option,
        recording,
    },
    cooperative::{Cooperative, Preview, audit_here, remember},
    decide::{LedgerRule, OrderRule, lacking},
    log::{About, Act, Attestation, KeyKind, Testimony},
    told::told_audit,
};
use clap::{Arg, ArgMatches, value_parser};
use std::path::PathBuf;

/// A command each.
macro_rules! words {
    ($($name:ident $act:ident;)*) => {
        $(pub(in crate::cli) mod $name {
            use clap::{ArgMatches, Command};

            pub(in crate::cli) fn command() -> Command {
                Command::new(stringify!($name)).args(super::args())
            }

            pub(in crate::cli) fn run(desk: &super::Desk, matches: &ArgMatches) -> super::Done {
                super::say(desk, matches, super::Act::$act)
            }
        })*
    };
}

words! {
    approve Approve;
    object Object;
    retract Withdraw;
    acknowledge Acknowledge;
}

fn args() -> [Arg; 2] {
    [entry::entry().required(true), option("output", "FILE").value_parser(value_parser!(PathBuf))]
}

fn say(desk: &Desk, matches: &ArgMatches, act: Act) -> Done {
    if !audited(desk)? {
        return Ok(1);
    }
    let coop = desk.read()?;
    let index = match act {
        Act::Acknowledge => entry::named(matches, coop.books())?,
        Act::Approve | Act::Object | Act::Answer | Act::Withdraw | Act::Possess => {
            super::proposal(matches, coop.books())?
        }
    };
    if act == Act::Approve {
        shown(desk, &coop, index)?;
    }
    if act == Act::Withdraw {
        desk.out.say("words.retract_is_final", &[]);
    }
    let key = desk.signer()?;
    let id = key.public().id();
    let known = coop.books().keys().valid_at(&id, coop.books().size());
    let known = known.ok_or_else(|| super::refused(LedgerRule::KeyNotInForce { key: id }.into()))?;
    let person = known.person.clone();
    let recovery = known.kind == KeyKind::Recovery;
    let question = if recovery { "words.ask_recovery" } else { "words.ask" };
    let asked =
        [("person", person.as_str()), ("entry", &index.to_string()), ("act", desk.out.labels.word("acts", word(act)))];
    if !desk.yes && desk.out.confirm(&desk.out.fill(question, &asked)) == Some(false) {
        return Ok(1);
    }
    let testimony = Testimony {
        about: About::Entry { index, leaf: coop.entry(index)?.sealed.leaf() },
        act,
        at: desk.clock.now(),
        origin: coop.origin().clone(),
        say: None,
        seen: coop.head(),
    };
    let said = Attestation::sign(testimony, &key).map_err(|e| Problem::bug(&e))?;
    let line = said.to_json().map_err(|e| Problem::bug(&e))?.to_bytes();
    let into = matches.get_one::<PathBuf>("output").map(PathBuf::as_path);
    desk.out.file_or_stdout(into, &[line.as_slice(), b"\n"].concat())?;
    desk.out.say("words.embed", &[]);
    Ok(0)
}

fn word(act: Act) -> &'static str {
    match act {
        Act::Approve => "approve",
        Act::Object => "object",
        Act::Answer => "answer",
        Act::Acknowledge => "acknowledge",
        Act::Withdraw => "retract",
        Act::Possess => "possess",
    }
}

/// True where the record is right and goes on from what this machine remembers of it.
fn audited(desk: &Desk) -> Result<bool, Problem> {
    let pin = Pin { now: Some(desk.clock.now()), ..Pin::default() };
    let mut progress = desk.out.progress("say.auditing");
    let audited = audit_here(&desk.ledger, &desk.state, pin, &mut |done, total| progress.at(done, total))?;
    drop(progress);
    let right = audited.report.verdict != Verdict::Fail;
    if !right {
        desk.out.line(&told_audit(desk.out.labels, &audited.report));
        desk.out.say("words.not_signed", &[]);
    }
    if let Err(trouble) = remember(&desk.ledger, &desk.state, &audited.report) {
        desk.out.say("say.not_remembered", &[("why", &trouble.to_string())]);
    }
    Ok(right)
}

/// What would become of it today, and what it lacks beside this word.
fn shown(desk: &Desk, coop: &Cooperative, index: u64) -> Result<(), Problem> {
    let computed = coop.computed_again(index)?;
    if let Some((moved, _)) = computed.iter().find(|(_, same)| !same) {
        return Err(super::refused(OrderRule::BooksChanged { id: moved.instruction.id.clone() }.into()));
    }
    let previews: Vec<Preview> = computed.into_iter().map(|(preview, _)| preview).collect();
    recording::show_previews(desk, coop, &previews);
    let today = desk.today(coop.books().zone_minutes())?;
    if let Some(proposal) = coop.books().governance().proposals().get(&index) {
        for lack in lacking(coop.books(), proposal, today).map_err(super::refused)? {
            desk.out.line(&format!("  {}", told_refusal(desk.out.labels, &lack.why).message));
        }
    }
    Ok(())
}
