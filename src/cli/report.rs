//! `coop report …`: what the books say as a whole.

use super::{
    Done,
    desk::Desk,
    error::Problem,
    help::{flag, known_at, option, unit, word},
};
use crate::{decide::rent_due, statement::reports, unit::Day};
use clap::{ArgMatches, Command};

pub(super) fn command() -> Command {
    let on = || option("on", "DAY").value_parser(unit::<Day>);
    let one = |name: &'static str| Command::new(name).args([on(), known_at()]);
    Command::new("report").subcommand_required(true).arg_required_else_help(true).subcommands([
        one("trial-balance").arg(flag("before-closing")),
        one("balance-sheet"),
        one("income"),
        one("payouts"),
        one("registers").arg(
            word("which", "REGISTER")
                .value_parser(["households", "parcels", "houses", "contracts", "accounts", "capital", "assets"])
                .default_value("households"),
        ),
        one("expected"),
    ])
}

pub(super) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    let Some((name, matches)) = matches.subcommand() else { return Ok(2) };
    let coop = desk.read_at(matches)?;
    let books = coop.books();
    let on = desk.day(matches, books)?;
    let unfit = |e| Problem::bug(&e);
    let recorded_to = books.recorded_at().map(|at| books.civil_day(at));
    // what will be due is asked for days to come
    let later = |last: &Day| *last < on && matches.contains_id("on") && name != "expected";
    if let Some(last) = recorded_to.filter(later) {
        desk.out.say("report.recorded_to", &[("day", &last.to_string())]);
    }
    desk.mark(&coop)?;
    match name {
        "trial-balance" => {
            let closed = !matches.get_flag("before-closing");
            desk.out.table(&reports::trial_balance(books, on, closed))?;
        }
        "balance-sheet" => desk.out.table(&reports::balance_sheet(books, on).map_err(unfit)?)?,
        "income" => desk.out.table(&reports::income_and_distribution(books, on).map_err(unfit)?)?,
        "payouts" => {
            desk.out.table(reports::payout_summaries_on(books, on).as_slice())?;
        }
        "registers" => match matches.get_one::<String>("which").map(String::as_str) {
            Some("parcels") => desk.out.table(&reports::parcels(books, on))?,
            Some("houses") => desk.out.table(&reports::houses(books, on))?,
            Some("contracts") => desk.out.table(&reports::contracts(books, on))?,
            Some("accounts") => desk.out.table(&reports::accounts(books, on))?,
            Some("capital") => desk.out.table(&reports::capital(books, on))?,
            Some("assets") => desk.out.table(&reports::assets(books, on))?,
            _ => desk.out.table(&reports::registers(books, on))?,
        },
        "expected" => {
            let due =
                |of: reports::RentOf<'_>| rent_due(books, of.contract, of.instalment, of.days, of.record_day, of.upto);
            desk.out.table(&reports::expected_receipts(books, on, &due))?;
        }
        _ => return Ok(2),
    }
    Ok(0)
}
