//! `coop embed FILE…`: what people signed on their own machines goes into the ledger.

use crate::{
    cli::{
        Done,
        desk::Desk,
        error::Problem,
        help::{option, unit, word},
        input,
        recording::{self, request},
    },
    event::{AttestationRecorded, Fact},
    log::{Attestation, Json, from_json},
    unit::{Day, EntryId},
};
use clap::{ArgAction, ArgMatches, Command, value_parser};
use std::path::PathBuf;

/// Most of them in one entry.
const MOST: usize = 16;
/// Longest file of them, in bytes.
const LONGEST: usize = 1 << 20;

pub(in crate::cli) fn command() -> Command {
    Command::new("embed").args([
        word("file", "FILE")
            .required(true)
            .value_parser(value_parser!(PathBuf))
            .action(ArgAction::Append)
            .num_args(1..),
        option("on", "DAY").value_parser(unit::<Day>),
        option("id", "ID").value_parser(unit::<EntryId>),
    ])
}

pub(in crate::cli) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    let mut said = Vec::new();
    for file in matches.get_many::<PathBuf>("file").into_iter().flatten() {
        let unread = |why: String| Problem::usage("no_attestation", file.display(), "coop approve ENTRY", why);
        for line in input::text(file, LONGEST)?.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let json = Json::parse(line.as_bytes()).map_err(|e| unread(e.to_string()))?;
            said.push(from_json::<Attestation>(&json).map_err(|e| unread(e.to_string()))?);
        }
    }
    if said.is_empty() || said.len() > MOST {
        return Err(Problem::usage("attestations_count", said.len(), format!("1 – {MOST}"), ""));
    }
    let mut coop = desk.write()?;
    let on = desk.day(matches, coop.books())?;
    let request = request(matches, &coop, on, Fact::from(AttestationRecorded { attestations: said }))?;
    recording::record(desk, &mut coop, &[request])?;
    super::pending::tell(desk, &coop)?;
    Ok(0)
}
