//! `coop template KIND…`: a workbook to be filled in, empty or with what is recorded.

mod filled;

use super::{
    Done,
    desk::Desk,
    error::Problem,
    help::{flag, given, option, word},
    kinds,
};
use crate::workbook::{self, Template, TemplateSheet};
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
    let typed = matches.get_many::<String>("kind").into_iter().flatten();
    let kinds: Vec<_> = typed.map(|typed| kinds::named(typed)).collect::<Result<_, _>>()?;
    let coop = desk.read()?;
    let mut sheets = Vec::new();
    for of in kinds {
        if sheets.iter().any(|sheet: &TemplateSheet| sheet.of.kind == of.kind) {
            continue;
        }
        let rows = if matches.get_flag("filled") { filled::rows(&coop, of)? } else { Vec::new() };
        sheets.push(TemplateSheet { of, rows });
    }
    let origin = coop.origin().to_string();
    let template = Template { sheets, origin: &origin, books: Some(coop.books()), lang: desk.out.labels.lang() };
    let bytes = workbook::template(&template).map_err(|e| Problem::bug(&e))?;
    let file: PathBuf = given(matches, "output")?;
    desk.out.new_file(&file, &bytes)?;
    Ok(0)
}
