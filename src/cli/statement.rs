//! `coop statement HOUSEHOLD`: what one household had, got and is owed, with proofs.

use super::{
    Done,
    desk::Desk,
    error::Problem,
    help::{option, unit, word},
    shim,
};
use crate::{
    cooperative::Cooperative,
    event::Holder,
    statement::{Format, HouseholdStatement, Labels, LineKind, PayoutSummary, render, value::PayoutProof},
    unit::{Day, HouseholdId},
};
use clap::{ArgMatches, Command, value_parser};
use std::path::PathBuf;

pub(super) fn command() -> Command {
    Command::new("statement").args([
        word("household", "HOUSEHOLD").required(true).value_parser(unit::<HouseholdId>),
        option("format", "FORMAT").value_parser(["text", "html", "json", "csv"]).default_value("text"),
        option("on", "DAY").value_parser(unit::<Day>),
        option("out", "FILE").value_parser(value_parser!(PathBuf)),
    ])
}

pub(super) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    let coop = desk.read()?;
    let Some(household) = matches.get_one::<HouseholdId>("household") else { return Ok(2) };
    let format = match desk.out.json {
        true => Format::Json,
        false => matches.get_one::<String>("format").and_then(|f| f.parse().ok()).unwrap_or(Format::Text),
    };
    let on = desk.day(matches, coop.books())?;
    let told = value(&coop, household, on, true)?;
    let text = render(&told, format, desk.out.labels.lang());
    let out = matches.get_one::<PathBuf>("out");
    desk.out.file_or_stdout(out.map(PathBuf::as_path), text.as_bytes())?;
    Ok(0)
}

/// A household's statement at the end of a day; with the proof of each payout where wanted.
pub(super) fn value(
    coop: &Cooperative,
    household: &HouseholdId,
    on: Day,
    proofs: bool,
) -> Result<HouseholdStatement, Problem> {
    let told = shim::household(coop, household, on);
    let mut told = told.ok_or_else(|| Problem::absent(household, "an enrolled household"))?;
    if proofs {
        let leaves = coop.leaves()?;
        let mut payouts: Vec<_> =
            told.lines.iter().filter(|l| l.what == LineKind::Credited).filter_map(|l| l.payout.clone()).collect();
        payouts.sort();
        payouts.dedup();
        for payout in payouts {
            let proof = coop.prove_line(&payout, household, &leaves)?;
            let text = String::from_utf8_lossy(&proof.to_bytes()).into_owned();
            told.proofs.push(PayoutProof { payout, text });
        }
    }
    Ok(told)
}

/// What each payout brought.
pub(super) fn payouts(coop: &Cooperative) -> Result<Vec<PayoutSummary>, Problem> {
    Ok(shim::payouts(coop.books()))
}

/// A household's code, or the collective in words.
pub(super) fn holder_word(holder: &Holder, labels: &Labels) -> String {
    match holder {
        Holder::Collective => labels.text("paying.collective").to_owned(),
        Holder::Household(h) => h.to_string(),
    }
}
