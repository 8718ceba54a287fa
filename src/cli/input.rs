//! Files that a person hands in: requests, sheets, statements, none longer than it may be.

use super::error::Problem;
use crate::{
    decide::Request,
    event::DOCUMENT_MOST,
    intake::{self, FilePlace, Notation, RequestRow},
    log::Batch,
};
use std::{io::Read, path::Path};

/// Requests in order, each with its place.
#[derive(Debug)]
pub(super) struct Asked {
    /// As the ledger takes them.
    pub requests: Vec<Request>,
    /// Where each stands.
    pub places: Vec<FilePlace>,
}

/// Longest file of instructions, in bytes: it is one batch, and no batch is longer.
const INSTRUCTIONS: usize = Batch::MAX_BYTES;
/// Longest chart or payout sheet, in bytes.
#[expect(clippy::cast_possible_truncation, reason = "4 MiB, which every machine can count")]
pub(super) const DOCUMENT: usize = DOCUMENT_MOST as usize;

/// A text file of the user's of at most so many bytes; `-` is stdin.
pub(super) fn text(path: &Path, most: usize) -> Result<String, Problem> {
    let text = String::from_utf8(bytes(path, most)?).ok();
    text.ok_or_else(|| Problem::usage("not_text", path.display(), "", ""))
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

/// Requests of a file.
pub(super) fn requests(path: &Path) -> Result<Asked, Problem> {
    let text = text(path, INSTRUCTIONS)?;
    let folder = path.parent().map(Path::to_owned).unwrap_or_default();
    let toml = path.extension().is_some_and(|e| e == "toml");
    let notation = if toml { Notation::Toml } else { Notation::JsonLines };
    read(&path.display().to_string(), &text, notation, &mut |file| sheet(&folder.join(file)))
}

/// Requests of a text; `sheet` gives the text of a sheet that is named by file. Every mistake that can be seen
/// without a ledger is told together.
pub(super) fn read(
    name: &str,
    text: &str,
    notation: Notation,
    sheet: &mut dyn FnMut(&str) -> Result<String, Problem>,
) -> Result<Asked, Problem> {
    let mut asked = Asked { requests: Vec::new(), places: Vec::new() };
    let mut refused = Vec::new();
    for RequestRow { place, request } in intake::read(name, text, notation, sheet)? {
        match request {
            Ok(request) => {
                asked.requests.push(request);
                asked.places.push(place);
            }
            Err(refusal) => refused.push((place, refusal)),
        }
    }
    if refused.is_empty() { Ok(asked) } else { Err(Problem::Refused(refused)) }
}
