//! `coop correct ENTRY`: an entry is reversed, and what is right instead is recorded with it.

use super::{
    Done,
    desk::Desk,
    entry,
    error::Problem,
    help::{code, flag, given, option, unit},
    input,
    recording::{self, request},
};
use crate::{
    cooperative::Cooperative,
    event::{EntryCorrected, EntryRef, Fact},
    intake::FilePlace,
    unit::{Day, EntryId},
};
use clap::{ArgMatches, Command, value_parser};
use std::path::PathBuf;

const REASONS: [&str; 4] = ["wrong_amount", "wrong_account", "duplicate", "other"];

pub(super) fn command() -> Command {
    Command::new("correct").args([
        entry::entry().required(true),
        option("reason", "REASON").required(true).value_parser(code(REASONS)),
        option("with", "FILE").value_parser(value_parser!(PathBuf)),
        option("on", "DAY").value_parser(unit::<Day>),
        option("id", "ID").value_parser(unit::<EntryId>),
        flag("dry-run").short('n'),
    ])
}

pub(super) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    let with = matches.get_one::<PathBuf>("with").map(|file| input::requests(file)).transpose()?;
    if matches.get_flag("dry-run") {
        let coop = desk.read()?;
        let Some(asked) = asked(desk, matches, &coop, with)? else { return Ok(2) };
        recording::preview_file(desk, &coop, &asked)?;
        return Ok(0);
    }
    let mut coop = desk.write()?;
    let Some(asked) = asked(desk, matches, &coop, with)? else { return Ok(2) };
    recording::record_file(desk, &mut coop, &asked)?;
    Ok(0)
}

/// The reversal, and what is right instead behind it; `None` where no entry is named.
fn asked(
    desk: &Desk,
    matches: &ArgMatches,
    coop: &Cooperative,
    with: Option<input::Asked>,
) -> Result<Option<input::Asked>, Problem> {
    let Some(index) = entry::number(matches, "entry", coop.books())? else { return Ok(None) };
    let entry = coop.entry(index)?;
    let right = with.as_ref().and_then(|with| with.requests.first()).map(|request| request.on);
    let today = desk.today(coop.books().zone_minutes())?;
    let usual = || coop.books().reversal_day(index, right, today);
    let on = matches.get_one::<Day>("on").copied().unwrap_or_else(usual);
    let corrects = EntryRef { index, leaf: entry.sealed.leaf() };
    let reason = given(matches, "reason")?;
    let first = request(matches, coop, on, Fact::from(EntryCorrected { corrects, reason }))?;
    let mut asked = input::Asked { requests: vec![first], places: vec![FilePlace::file(format!("correct {index}"))] };
    if let Some(with) = with {
        asked.requests.extend(with.requests);
        asked.places.extend(with.places);
    }
    Ok(Some(asked))
}
