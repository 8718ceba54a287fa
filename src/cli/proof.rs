//! `coop proof …`: what leaves the house and can be checked without it.

use super::{
    Done,
    desk::Desk,
    entry,
    error::Problem,
    help::{option, unit},
};
use crate::unit::{HouseholdId, PayoutId};
use clap::{ArgMatches, Command, value_parser};
use std::path::PathBuf;

pub(super) fn command() -> Command {
    Command::new("proof").args([
        entry::entry().required_unless_present("payout").conflicts_with("payout"),
        option("payout", "PAYOUT").value_parser(unit::<PayoutId>).requires("household"),
        option("household", "HOUSEHOLD").value_parser(unit::<HouseholdId>),
        option("out", "FILE").value_parser(value_parser!(PathBuf)),
    ])
}

pub(super) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    let coop = desk.read()?;
    desk.mark_beside(&coop);
    let leaves = coop.lookup()?;
    let household = matches.get_one::<HouseholdId>("household");
    let index = entry::number(matches, "entry", coop.books())?;
    let bytes = match (matches.get_one::<PayoutId>("payout"), index, household) {
        (Some(payout), _, Some(household)) => coop.prove_line(payout, household, &leaves)?.to_bytes(),
        (None, Some(index), Some(household)) => coop.prove_portion(index, household, &leaves)?.to_bytes(),
        (_, Some(index), None) => coop.prove(index, &leaves)?.to_bytes(),
        (_, None, _) => return Ok(2),
    };
    if desk.out.json {
        #[derive(serde::Serialize)]
        struct Proof {
            proof: String,
        }
        let proof = String::from_utf8(bytes).map_err(|e| Problem::bug(&e))?;
        desk.out.value(&Proof { proof })?;
    } else {
        desk.out.file_or_stdout(matches.get_one::<PathBuf>("out").map(PathBuf::as_path), &bytes)?;
    }
    Ok(0)
}
