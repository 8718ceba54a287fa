//! A sheet as it stands, as tables for the terminal, or as the page that hangs in the meeting.

use super::list;
use crate::{
    author,
    cli::{Done, desk::Desk, error::Problem, listing::Listing, named::named},
    cooperative::{Sought, TriedSheet},
    scheme::{CheckedSheet, words::Lang},
};
use clap::ArgMatches;
use std::{path::PathBuf, sync::Arc};

pub(super) fn show(desk: &Desk, matches: &ArgMatches) -> Done {
    let Some(typed) = matches.get_one::<String>("sheet") else { return list(&Listing::plain(desk)) };
    let (sheet, adopted) = found(desk, typed, matches.get_one::<u32>("version").copied())?;
    let asked = matches.get_one::<String>("in").map(|lang| if lang == "zh" { Lang::Zh } else { Lang::En });
    let form = matches.get_one::<String>("as").map_or("text", String::as_str);
    let mut text = if desk.out.json {
        serde_json::to_string(&*sheet).map_err(|e| Problem::bug(&e))?
    } else if form == "text" {
        asked.map_or_else(|| sheet.text().to_owned(), |lang| author::translate(&sheet, lang))
    } else {
        let mut shown = author::show(&sheet, asked.unwrap_or_else(|| desk.out.labels.lang()));
        shown.under.extend(adopted);
        if form == "html" { shown.html() } else { shown.text() }
    };
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let out = matches.get_one::<PathBuf>("out").map(PathBuf::as_path);
    desk.out.file_or_stdout(out, text.as_bytes())?;
    Ok(0)
}

/// The sheet, and since when by which resolution where it is adopted.
fn found(desk: &Desk, typed: &str, version: Option<u32>) -> Result<(Arc<CheckedSheet>, Option<String>), Problem> {
    let (id, version) = match named(typed, version)?.sheet {
        TriedSheet::Draft(sheet) => return Ok((sheet, None)),
        TriedSheet::Adopted(id, version) => (id, version),
    };
    let coop = desk.read()?;
    let schemes = coop.books().schemes();
    let mut versions = schemes.range((id.clone(), 0)..=(id.clone(), u32::MAX)).rev();
    let adopted = versions.find(|((_, v), _)| version.is_none_or(|wanted| *v == wanted));
    let ((_, version), adopted) = adopted.ok_or_else(|| {
        let known: Vec<String> = match schemes.range((id.clone(), 0)..=(id.clone(), u32::MAX)).next() {
            Some(_) => schemes.keys().filter(|(known, _)| *known == id).map(|(id, v)| format!("{id}@{v}")).collect(),
            None => schemes.keys().map(|(id, _)| id.to_string()).collect(),
        };
        let asked = typed.to_string();
        Problem::absent(if known.is_empty() { Sought::Adopted(asked) } else { Sought::OneOf { asked, known } })
    })?;
    let values = [
        ("version", &*version.to_string()),
        ("on", &*adopted.on.to_string()),
        ("resolution", &*adopted.resolution.to_string()),
    ];
    Ok((adopted.sheet.clone(), Some(desk.out.fill("sheets.adopted", &values))))
}
