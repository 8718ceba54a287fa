//! `coop payout batch`: what of a payout is open, as a file for the bank. Nothing is recorded by it.

use super::payout;
use crate::{
    cli::{
        Done,
        desk::Desk,
        error::Problem,
        help::{flag, given, option, unit},
    },
    cooperative::Sought,
    lists::PaymentBatch,
    unit::{BankId, Day},
};
use clap::{Arg, ArgMatches, Command, value_parser};
use std::path::PathBuf;

pub(super) fn command(payout: Arg) -> Command {
    Command::new("batch").args([
        payout.required(true),
        option("from", "ACCOUNT").required(true).value_parser(unit::<BankId>),
        option("format", "FORMAT").value_parser(["csv", "pain001"]).default_value("csv"),
        option("output", "FILE").short('o').required(true).value_parser(value_parser!(PathBuf)),
        option("on", "DAY").value_parser(unit::<Day>),
        flag("known-only"),
    ])
}

pub(super) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    let coop = desk.read()?;
    let payout = payout(matches)?;
    let owed = coop.books().payout(&payout).ok_or_else(|| Problem::absent(Sought::Payout(payout.clone())))?;
    let on = desk.day(matches, coop.books())?;
    let from: BankId = given(matches, "from")?;
    let batch = PaymentBatch::of(&coop, owed, &from, on, desk.out.labels)?;
    let batch = batch.ok_or_else(|| Problem::usage("no_number_known", &from, "", ""))?;
    let without = batch.without_told();
    // nothing to write is no list, whatever was asked
    if !without.is_empty() && (!matches.get_flag("known-only") || batch.lines.is_empty()) {
        return Err(Problem::usage("no_account_known", without, "", ""));
    }
    if !batch.kept.is_empty() {
        let kept = batch.kept.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        desk.out.say("say.kept_back", &[("households", &kept)]);
    }
    if batch.lines.is_empty() {
        desk.out.say("batch.nothing", &[("payout", payout.as_str())]);
        return Ok(0);
    }
    let text = match matches.get_one::<String>("format").map(String::as_str) {
        Some("pain001") => batch.pain001().map_err(|e| Problem::file("pain.001", &e))?,
        _ => batch.csv(desk.out.labels),
    };
    desk.out.new_file(&given::<PathBuf>(matches, "output")?, text.as_bytes())?;
    let many = batch.lines.len().to_string();
    let written = if without.is_empty() { "batch.written" } else { "batch.written_known" };
    let (total, from) = (batch.total.to_string(), from.to_string());
    let values = [("n", many.as_str()), ("total", &total), ("payout", payout.as_str()), ("from", &from)];
    desk.out.say(written, &values);
    if !without.is_empty() {
        desk.out.say("batch.without", &[("households", &without)]);
    }
    Ok(0)
}
