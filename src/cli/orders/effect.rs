//! `coop effect ENTRY`: proposed orders are recorded, all of them or none.

use crate::cli::{
    Done,
    desk::Desk,
    entry,
    help::{option, unit},
    recording,
};
use crate::unit::EntryId;
use clap::{ArgMatches, Command};

pub(in crate::cli) fn command() -> Command {
    Command::new("effect").args([entry::entry().required(true), option("id", "ID").value_parser(unit::<EntryId>)])
}

pub(in crate::cli) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    let mut coop = desk.write()?;
    let index = super::proposal(matches, coop.books())?;
    let id = match matches.get_one::<EntryId>("id") {
        Some(id) => id.clone(),
        None => format!("effect.{index}").parse().map_err(|e: crate::unit::UnitError| crate::cli::Problem::bug(&e))?,
    };
    let recorded = coop.effect(id, index, &desk.signer()?)?;
    recording::tell(desk, &coop, &recorded)?;
    Ok(0)
}
