//! Files of an accountant's become requests, each with its place: JSON Lines, one object a line, TOML, one
//! `[[record]]` table each, or the lists of a spreadsheet ([`read_tables`]).
//!
//! Lenient where an accountant needs it (order of members, white space), strict where money or meaning could change:
//! duplicate members, fractions outside quotes, unknown members.
#![warn(clippy::wildcard_enum_match_arm)]

mod edited;
mod loose;
mod place;
mod sheet;
mod table;

pub use edited::{Changed, RecordedRow, RowEdits, edited};
pub use place::FilePlace;
pub use sheet::{CellIs, Merged, Sheet, SheetCell, SheetRow, letters};
pub use table::{
    ABOUT, CellEdit, DayForm, EXAMPLES, Expected, OwnValue, Profile, RecordFound, Spot, TableFault, TableFound,
    TableRemark, WordBeside, read as read_tables, serial,
};

use crate::{
    decide::{ReadingRule, Refusal, Request},
    form,
    log::{Batch, Json},
};
use loose::Loose;

/// Longest instruction accepted, in bytes: more than any entry can hold.
const LONGEST: usize = 4 << 20;

/// How the requests of a file are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notation {
    /// One object a line.
    JsonLines,
    /// One `[[record]]` table each.
    Toml,
}

/// One request of a file, or why it is none; one that is none for several reasons has a row for each.
#[derive(Debug, Clone)]
pub struct RequestRow {
    /// Where it stands.
    pub place: FilePlace,
    /// What it asks.
    pub request: Result<Request, Refusal>,
}

/// Reads the requests of a file, in order. `sheet` gives the text of a payout sheet that a request names by file
/// (`sheet_file`).
///
/// A file with more instructions than a batch holds, or with none, is one refused row.
///
/// # Errors
/// What `sheet` gives for one that is not to be had.
pub fn read<E>(
    file: &str,
    text: &str,
    notation: Notation,
    sheet: &mut dyn FnMut(&str) -> Result<String, E>,
) -> Result<Vec<RequestRow>, E> {
    let whole = |rule: ReadingRule| RequestRow { place: FilePlace::file(file), request: Err(rule.into()) };
    let one = one_object(text);
    // counted before any is held: a row is a hundred times its bytes once it is read
    let instructions = match notation {
        Notation::Toml => text.lines().filter(|line| line.trim_start().starts_with("[[")).count(),
        Notation::JsonLines => one.lines().filter(|line| !line.trim().is_empty()).count(),
    };
    if instructions > Batch::MAX_LINES as usize {
        return Ok(vec![whole(ReadingRule::TooMany { instructions })]);
    }
    let objects = match notation {
        Notation::Toml => toml(text),
        Notation::JsonLines => json_lines(&one),
    };
    if objects.is_empty() {
        return Ok(vec![whole(ReadingRule::Nothing)]);
    }
    let mut rows = Vec::new();
    for (line, object) in objects {
        let place = FilePlace::row(file, line);
        match object.map(|object| with_sheet(object, sheet)) {
            Ok(object) => rows.extend(requests(&place, object?)),
            Err(refusal) => rows.push(RequestRow { place, request: Err(refusal) }),
        }
    }
    Ok(rows)
}

/// The request of one object, its figures spelled as the ledger does; or every amount in it that is none.
fn requests(place: &FilePlace, object: Json) -> Vec<RequestRow> {
    let of = object.member("kind").and_then(Json::text).and_then(form::of);
    let spelled = match of {
        Some(of) => of.spelled(object),
        None => Ok(object),
    };
    match spelled {
        Ok(object) => vec![RequestRow { place: place.clone(), request: Request::read(&object) }],
        Err(wrong) => {
            let row = |(at, refusal)| RequestRow { place: place.clone().under(at), request: Err(refusal) };
            wrong.into_iter().map(row).collect()
        }
    }
}

/// The objects of JSON Lines. Empty lines and lines beginning with `#` are passed over. The number is the
/// line in the text, from 1.
pub fn json_lines(text: &str) -> Vec<(usize, Result<Json, Refusal>)> {
    let lines = text.lines().enumerate().map(|(i, line)| (i + 1, line.trim_start_matches('\u{feff}').trim()));
    lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')).map(|(n, l)| (n, read_json(l))).collect()
}

/// The objects of TOML with one `[[record]]` per instruction. The number is the line on which it begins, from 1; where
/// the text is no TOML, the line on which that is seen.
pub fn toml(text: &str) -> Vec<(usize, Result<Json, Refusal>)> {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        record: Vec<toml::Value>,
    }
    if text.len() > LONGEST {
        return vec![(1, Err(too_long(text.len())))];
    }
    match toml::from_str::<File>(text) {
        Ok(file) => {
            let heads = text.lines().enumerate().filter(|(_, l)| l.trim_start().starts_with("[[record]]"));
            // records in one list, `record = [ … ]`, have no line of their own
            let lines = heads.map(|(i, _)| i + 1).chain(std::iter::repeat(1));
            lines.zip(file.record).map(|(line, record)| (line, strict(loose::of_toml(record)))).collect()
        }
        Err(e) => {
            let upto = e.span().and_then(|span| text.get(..span.start)).unwrap_or("");
            let behind = upto.rsplit('\n').next().map_or(0, |line| line.chars().count());
            let why = ReadingRule::NotToml { column: behind + 1, why: e.message().to_owned() };
            vec![(upto.matches('\n').count() + 1, Err(why.into()))]
        }
    }
}

fn too_long(bytes: usize) -> Refusal {
    ReadingRule::InstructionTooLong { most: LONGEST, bytes }.into()
}

fn read_json(line: &str) -> Result<Json, Refusal> {
    if line.len() > LONGEST {
        return Err(too_long(line.len()));
    }
    strict(loose::read(line)?)
}

fn strict(value: Loose) -> Result<Json, Refusal> {
    if matches!(value, Loose::Null) {
        return Err(ReadingRule::NoObject.into());
    }
    Ok(value.strict("")?)
}

/// One object over several lines is one instruction: a line break can stand in no JSON text.
fn one_object(text: &str) -> String {
    let mut lines = text.lines().map(str::trim).filter(|l| !l.is_empty());
    let alone = lines.next().is_some_and(|first| first == "{");
    if alone { text.replace(['\n', '\r'], " ") } else { text.to_owned() }
}

/// The object with the text of a sheet, or of what is added to the chart, in place of its file.
fn with_sheet<E>(mut object: Json, sheet: &mut dyn FnMut(&str) -> Result<String, E>) -> Result<Json, E> {
    let Json::Object(members) = &mut object else { return Ok(object) };
    for (named, member) in [("sheet_file", "sheet"), ("chart_file", "chart"), ("policy_file", "policy")] {
        let Some(Json::Text(file)) = members.remove(named) else { continue };
        let text = sheet(&file)?;
        let lines = text.strip_suffix('\n').unwrap_or(&text).split('\n');
        let lines = lines.map(|line| Json::Text(line.trim_end_matches('\r').to_owned()));
        members.insert(member.into(), Json::Array(lines.collect()));
    }
    Ok(object)
}
