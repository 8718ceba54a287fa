//! Files of instructions: JSON Lines or TOML, each with its place for messages; a sheet that an
//! instruction names by file is read in beside it.

use super::error::Problem;
use crate::{
    decide::{Instruction, ReadingRule, read_json_lines, read_toml, seal},
    event::DOCUMENT_MOST,
    log::{Batch, Json},
};
use std::{
    io::Read,
    path::{Path, PathBuf},
};

/// Instructions in order, each with `file:line`.
#[derive(Debug)]
pub(super) struct Asked {
    /// As the ledger takes them.
    pub requests: Vec<Json>,
    /// `file:line` of each.
    pub places: Vec<String>,
}

/// Longest file of instructions, in bytes: it is one batch, and no batch is longer.
const INSTRUCTIONS: usize = Batch::MAX_BYTES;
/// Longest chart or payout sheet, in bytes.
pub(super) const DOCUMENT: usize = DOCUMENT_MOST as usize;

/// A text file of the user's of at most so many bytes; `-` is stdin.
pub(super) fn text(path: &Path, most: usize) -> Result<String, Problem> {
    String::from_utf8(bytes(path, most)?).map_err(|_| Problem::usage("not_text", path.display(), "", ""))
}

/// A payout sheet of the user's. What an editor adds unseen is left out: the mark at the head of
/// the file (BOM), and the carriage return of an end of line (CRLF). What is adopted has neither.
pub(super) fn sheet(path: &Path) -> Result<String, Problem> {
    Ok(seen(&text(path, DOCUMENT)?))
}

/// The text without what an editor adds unseen.
pub(super) fn seen(text: &str) -> String {
    text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n")
}

/// A file's bytes; `-` is stdin. Of a longer one no more than one byte too many is read.
pub(super) fn bytes(path: &Path, most: usize) -> Result<Vec<u8>, Problem> {
    let failed = |e| Problem::file(path.display(), &e);
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin().lock().take(most as u64 + 1).read_to_end(&mut bytes).map_err(failed)?;
    } else {
        let file = std::fs::File::open(path).map_err(failed)?;
        file.take(most as u64 + 1).read_to_end(&mut bytes).map_err(failed)?;
    }
    if bytes.len() > most {
        return Err(Problem::usage("file_too_large", path.display(), format!("{} KiB", most >> 10), ""));
    }
    Ok(bytes)
}

/// Instructions of a file.
pub(super) fn instructions(path: &Path) -> Result<Asked, Problem> {
    let text = text(path, INSTRUCTIONS)?;
    let folder = path.parent().map(Path::to_owned).unwrap_or_default();
    let name = path.display().to_string();
    let toml = path.extension().is_some_and(|e| e == "toml");
    read(&name, &text, toml, &|file| sheet(&folder.join(file)))
}

/// Instructions of a text; `sheet` gives the text of a sheet that is named by file.
pub(super) fn read(
    name: &str,
    text: &str,
    toml: bool,
    sheet: &dyn Fn(&Path) -> Result<String, Problem>,
) -> Result<Asked, Problem> {
    let one = one_object(text);
    // counted before any is held: a row is a hundred times its bytes once it is read
    let rows = match toml {
        true => text.lines().filter(|line| line.trim_start().starts_with("[[")).count(),
        false => one.lines().filter(|line| !line.trim().is_empty()).count(),
    };
    if rows > Batch::MAX_LINES as usize {
        return Err(Problem::Refused(vec![(name.to_owned(), ReadingRule::TooMany { instructions: rows }.into())]));
    }
    let read = match toml {
        true => {
            let lines = lines_of_records(text);
            let line = |n: usize| lines.get(n.saturating_sub(1)).copied().unwrap_or(1);
            read_toml(text).into_iter().map(|(n, r)| (line(n), r)).collect()
        }
        false => read_json_lines(&one),
    };
    let mut asked = Asked { requests: Vec::new(), places: Vec::new() };
    let mut refused = Vec::new();
    for (line, request) in read {
        let place = format!("{name}:{line}");
        match request {
            Ok(request) => {
                let request = with_sheet(request, sheet)?;
                // read once here without a ledger, so that every mistake of the file is told together
                let sealed = seal(&request, &mut || [0; 32]);
                refused
                    .extend(sealed.and_then(|s| Instruction::read(&s.instruction)).err().map(|r| (place.clone(), r)));
                asked.requests.push(request);
                asked.places.push(place);
            }
            Err(refusal) => refused.push((place, refusal)),
        }
    }
    if refused.is_empty() && asked.requests.is_empty() {
        refused.push((name.to_owned(), ReadingRule::Nothing.into()));
    }
    if refused.is_empty() { Ok(asked) } else { Err(Problem::Refused(refused)) }
}

/// One object over several lines is one instruction: a line break can stand in no JSON text.
fn one_object(text: &str) -> String {
    let mut lines = text.lines().map(str::trim).filter(|l| !l.is_empty());
    let alone = lines.next().is_some_and(|first| first == "{");
    if alone { text.replace(['\n', '\r'], " ") } else { text.to_owned() }
}

/// The lines on which `[[record]]` stands.
fn lines_of_records(text: &str) -> Vec<usize> {
    let heads = text.lines().enumerate().filter(|(_, l)| l.trim_start().starts_with("[[record]]"));
    heads.map(|(i, _)| i + 1).collect()
}

fn with_sheet(mut request: Json, sheet: &dyn Fn(&Path) -> Result<String, Problem>) -> Result<Json, Problem> {
    if let Json::Object(members) = &mut request
        && let Some(Json::Text(file)) = members.remove("sheet_file")
    {
        members.insert("sheet".into(), sheet_lines(&sheet(&PathBuf::from(file))?));
    }
    Ok(request)
}

/// A sheet's text as an instruction carries it.
pub(super) fn sheet_lines(text: &str) -> Json {
    let text = text.strip_suffix('\n').unwrap_or(text);
    Json::Array(text.split('\n').map(|l| Json::Text(l.trim_end_matches('\r').to_owned())).collect())
}
