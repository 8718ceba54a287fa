//! `coop correct N`: an entry is reversed, and what is right instead is recorded with it.

use super::{
    Done,
    desk::Desk,
    help::{option, unit, word},
    input,
    key::unit_text,
    recording::{self, instruction, said},
};
use crate::{
    log::Json,
    unit::{Day, EntryId},
};
use clap::{ArgMatches, Command, value_parser};
use std::{collections::BTreeMap, path::PathBuf};

pub(super) fn command() -> Command {
    Command::new("correct").args([
        word("entry", "N").required(true).value_parser(value_parser!(u64)),
        option("reason", "REASON").required(true).value_parser(["wrong_amount", "wrong_account", "duplicate", "other"]),
        option("with", "FILE").value_parser(value_parser!(PathBuf)),
        option("on", "DAY").value_parser(unit::<Day>),
        option("id", "ID").value_parser(unit_text::<EntryId>),
    ])
}

pub(super) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    let with = matches.get_one::<PathBuf>("with").map(|file| input::instructions(file)).transpose()?;
    let mut coop = desk.write()?;
    let index = matches.get_one::<u64>("entry").copied().unwrap_or_default();
    let entry = coop.entry(index)?;
    let on = desk.day(matches, coop.books())?;
    let corrects = Json::Object(BTreeMap::from([
        ("index".to_owned(), Json::Integer(index)),
        ("leaf".to_owned(), Json::Text(entry.sealed.leaf().to_string())),
    ]));
    let reason = matches.get_one::<String>("reason").and_then(said);
    let first = instruction("entry.corrected", matches, &coop, on, [("corrects", Some(corrects)), ("reason", reason)]);
    let mut asked = input::Asked { requests: vec![first], places: vec![format!("correct {index}")] };
    if let Some(with) = with {
        asked.requests.extend(with.requests);
        asked.places.extend(with.places);
    }
    recording::record_file(desk, &mut coop, &asked)?;
    Ok(0)
}
