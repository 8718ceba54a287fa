//! A sheet that a command names: a file, or one that the ledger adopted, as `ID` or `ID@VERSION`.

use super::{error::Problem, input};
use crate::{
    cooperative::TriedSheet,
    scheme::{self, CheckedSheet},
    unit::SchemeId,
};
use std::{io, path::Path, sync::Arc};

/// A sheet and what to call it.
#[derive(Debug, Clone)]
pub(super) struct Named {
    /// As it was typed.
    pub name: String,
    /// Which it is.
    pub sheet: TriedSheet,
}

/// Reads a sheet from a file; its mistakes are told as the sheet's own.
pub(super) fn draft(file: &Path) -> Result<CheckedSheet, Problem> {
    let text = input::sheet(file)?;
    scheme::read(&text).map_err(|found| Problem::Sheet(file.display().to_string(), text, found))
}

/// What exists as a file is one; all else is an id. `version` is for an id without its own.
pub(super) fn named(typed: &str, version: Option<u32>) -> Result<Named, Problem> {
    let name = typed.to_owned();
    let twice = || Problem::usage("arguments_exclude", "--version", typed, "");
    let path = Path::new(typed);
    if typed == "-" || (path.exists() && !path.is_dir()) {
        let sheet = Arc::new(draft(path)?);
        return if version.is_none() { Ok(Named { name, sheet: TriedSheet::Draft(sheet) }) } else { Err(twice()) };
    }
    let (id, own) = match typed.split_once('@') {
        Some((id, own)) => (id, Some(own)),
        None => (typed, None),
    };
    let unknown = || Problem::usage("no_such_sheet", typed, "", "");
    let Ok(id) = id.parse::<SchemeId>() else {
        return Err(match path.extension() {
            // it was meant as a file
            Some(_) => Problem::File(name, io::ErrorKind::NotFound, String::new()),
            None => unknown(),
        });
    };
    let own = own.map(|n| n.parse::<u32>().ok().filter(|n| *n > 0).ok_or_else(unknown)).transpose()?;
    if own.is_some() && version.is_some() {
        return Err(twice());
    }
    Ok(Named { name, sheet: TriedSheet::Adopted(id, own.or(version)) })
}
