//! `coop template KIND…`: a workbook to be filled in, empty or with what is recorded.

use super::{
    Done,
    desk::Desk,
    error::Problem,
    help::{flag, given, option, word},
    kinds,
};
use crate::{form::Description, lists};
use clap::{ArgAction, ArgMatches, Command, value_parser};
use std::path::PathBuf;

pub(super) fn command() -> Command {
    Command::new("template").args([
        word("kind", "KIND").required(true).action(ArgAction::Append).num_args(1..),
        option("output", "FILE").short('o').required(true).value_parser(value_parser!(PathBuf)),
        flag("filled"),
    ])
}

pub(super) fn run(desk: &Desk, matches: &ArgMatches) -> Done {
    let mut kinds: Vec<&'static Description> = Vec::new();
    for typed in matches.get_many::<String>("kind").into_iter().flatten() {
        let of = kinds::named(typed)?;
        if !kinds.iter().any(|known| known.kind == of.kind) {
            kinds.push(of);
        }
    }
    let coop = desk.read()?;
    if matches.get_flag("filled") {
        let sealed = lists::sealed_elsewhere(&coop, &kinds)?;
        if sealed > 0 {
            return Err(Problem::usage("texts_elsewhere", sealed, "", ""));
        }
    }
    let bytes = lists::template_of(&coop, &kinds, matches.get_flag("filled"), desk.out.labels.lang())?;
    let file: PathBuf = given(matches, "output")?;
    desk.out.new_file(&file, &bytes)?;
    Ok(0)
}
