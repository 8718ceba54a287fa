//! `coop withdraw ENTRY`: who proposed, or the chair, takes a proposal back.

use crate::cli::{Done, desk::Desk, entry, recording};
use clap::{ArgMatches, Command};

pub(in crate::cli) fn command() -> Command {
    Command::new("withdraw").arg(entry::entry().required(true))
}

pub(in crate::cli) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    let mut coop = desk.write()?;
    let index = super::proposal(matches, coop.books())?;
    let recorded = coop.withdraw(index, &desk.signer()?)?;
    recording::tell(desk, &coop, &[recorded])?;
    Ok(0)
}
