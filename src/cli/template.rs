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
use std::path::{Path, PathBuf};

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
    let file: PathBuf = given(matches, "output")?;
    let separated = is_separated(&file)?;
    let coop = desk.read()?;
    if separated {
        let [of] = kinds.as_slice() else {
            return Err(Problem::usage("template_is_a_workbook", file.display(), "", ""));
        };
        if matches.get_flag("filled") {
            return Err(Problem::usage("template_is_a_workbook", file.display(), "", ""));
        }
        let text = lists::separated_template_of(&coop, of, desk.out.labels.lang());
        desk.out.new_file(&file, text.as_bytes())?;
        return Ok(0);
    }
    if matches.get_flag("filled") {
        let sealed = lists::sealed_elsewhere(&coop, &kinds)?;
        if sealed > 0 {
            return Err(Problem::usage("texts_elsewhere", sealed, "", ""));
        }
    }
    let bytes = lists::template_of(&coop, &kinds, matches.get_flag("filled"), desk.out.labels.lang())?;
    desk.out.new_file(&file, &bytes)?;
    Ok(0)
}

/// True for a name that says separated values: what is in a file is what its name says.
fn is_separated(file: &Path) -> Result<bool, Problem> {
    let ends = file.extension().map(|ends| ends.to_string_lossy().to_lowercase());
    match ends.as_deref() {
        Some("csv") => Ok(true),
        Some("xlsx") | None => Ok(false),
        Some(_) => Err(Problem::usage("no_template_of_that_name", file.display(), "", "")),
    }
}
