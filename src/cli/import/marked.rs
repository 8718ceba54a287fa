//! The copy of a workbook in which what is wrong is coloured and commented: beside the file, never over another.

use super::Imported;
use crate::{
    cli::{desk::Desk, error::Problem},
    workbook::{self, Mark},
};
use std::{fs::OpenOptions, io, io::Write};

/// Writes `NAME.checked.xlsx`, or one with a number where that is there.
pub(super) fn write(desk: &Desk, file: &Imported, marks: &[Mark]) -> Result<(), Problem> {
    const COPIES: u32 = 1_000;
    // what no workbook can hold is told without a copy
    let bytes = match workbook::marked(&file.sheets, marks) {
        Ok(bytes) => bytes,
        Err(e) => {
            desk.out.say("import.not_marked", &[("file", &file.name), ("cause", &e.to_string())]);
            return Ok(());
        }
    };
    // the copy of a copy is the next one
    let stem = file.path.file_stem().map_or_else(|| file.name.clone(), |stem| stem.to_string_lossy().into_owned());
    let bare = stem.split_once(".checked").map_or(stem.as_str(), |(bare, _)| bare);
    for copy in 1..=COPIES {
        let ending = if copy == 1 { "checked.xlsx".to_owned() } else { format!("checked-{copy}.xlsx") };
        let path = file.path.with_file_name(format!("{bare}.{ending}"));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut made) => {
                made.write_all(&bytes).map_err(|e| Problem::file(path.display(), &e))?;
                desk.out.say("import.marked", &[("file", &path.display().to_string())]);
                return Ok(());
            }
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
            // where nothing can be written the mistakes are told all the same
            Err(e) => {
                desk.out.say("import.not_marked", &[("file", &path.display().to_string()), ("cause", &e.to_string())]);
                return Ok(());
            }
        }
    }
    Ok(())
}
