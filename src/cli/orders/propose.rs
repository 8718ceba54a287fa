//! `coop propose FILE`: instructions that wait until those whom the policy names agree.

use crate::{
    cli::{
        Done,
        desk::Desk,
        error::Problem,
        help::{flag, given, option, unit, word},
        input, recording,
    },
    cooperative::Trouble,
    decide::Backing,
    intake::FilePlace,
    log::Hash,
    unit::{EntryId, Text},
};
use clap::{ArgAction, ArgMatches, Command, value_parser};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// Longest file of evidence, in bytes.
const MOST: usize = 64 << 20;

pub(in crate::cli) fn command() -> Command {
    Command::new("propose").args([
        word("file", "FILE").required(true).value_parser(value_parser!(PathBuf)),
        option("resolution", "TEXT").value_parser(unit::<Text>),
        option("evidence", "SORT=FILE").action(ArgAction::Append),
        flag("urgent"),
        option("id", "ID").value_parser(unit::<EntryId>),
    ])
}

pub(in crate::cli) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    let file = given::<PathBuf>(matches, "file")?;
    let asked = input::requests(&file)?;
    let beside = Backing {
        about: Vec::new(),
        evidence: evidence(matches)?,
        resolution: matches.get_one::<Text>("resolution").cloned(),
    };
    let orders: Vec<_> = asked.requests.into_iter().map(|request| (request, beside.clone())).collect();
    let mut coop = desk.write()?;
    let id = recording::entry_id(matches, "order.proposed", &coop)?;
    let recorded = coop.propose(id, &orders, matches.get_flag("urgent"), &desk.signer()?);
    let recorded = recorded.map_err(|trouble| {
        if let Trouble::Refused(all) = trouble {
            return Problem::Refused(all.into_iter().map(|(n, why)| (place(&asked.places, n), why)).collect());
        }
        trouble.into()
    })?;
    recording::tell(desk, &coop, &[recorded])?;
    super::pending::tell(desk, &coop)?;
    Ok(0)
}

/// Where the instruction of a number from 1 stands.
fn place(places: &[FilePlace], number: usize) -> FilePlace {
    let at = number.checked_sub(1).and_then(|at| places.get(at));
    at.or(places.first()).cloned().unwrap_or_else(|| FilePlace::file(String::new()))
}

/// Commitments to files, by sort.
fn evidence(matches: &ArgMatches) -> Result<BTreeMap<String, Vec<Hash>>, Problem> {
    let mut all: BTreeMap<String, Vec<Hash>> = BTreeMap::new();
    for said in matches.get_many::<String>("evidence").into_iter().flatten() {
        let (sort, file) =
            said.split_once('=').ok_or_else(|| Problem::usage("evidence_unread", said, "invoice=FILE", ""))?;
        all.entry(sort.to_owned()).or_default().push(Hash::of(&[&input::bytes(Path::new(file), MOST)?]));
    }
    Ok(all)
}
