//! `coop record FILE`: one or many instructions, all or none.

use super::{
    Done,
    desk::Desk,
    help::{flag, word},
    input, recording,
};
use clap::{ArgMatches, Command, value_parser};
use std::path::PathBuf;

pub(super) fn command() -> Command {
    Command::new("record")
        .args([word("file", "FILE").required(true).value_parser(value_parser!(PathBuf)), flag("dry-run").short('n')])
}

pub(super) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    let file = matches.get_one::<PathBuf>("file").cloned().unwrap_or_default();
    let asked = input::requests(&file)?;
    if matches.get_flag("dry-run") {
        recording::preview_file(desk, &desk.read()?, &asked)?;
    } else {
        recording::record_file(desk, &mut desk.write()?, &asked)?;
    }
    Ok(0)
}
