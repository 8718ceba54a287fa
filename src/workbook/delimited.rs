//! Files of separated values, in whatever a spreadsheet wrote them: commas, semicolons or tabs; UTF-8, UTF-16 or GB18030,
//! found out by the bytes and said.

use super::bounded::{Held, Limit, NotRead, within};
use crate::{
    intake::{CellIs, Sheet, SheetCell, SheetRow},
    page::unguarded,
};
use encoding_rs::{GB18030, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// In what a file is written.
pub type Encoding = &'static str;

/// The one sheet of a file.
pub(super) fn read(bytes: &[u8], name: &str, asked: Option<&str>) -> Result<(Sheet, Encoding), NotRead> {
    let (text, encoding) = decoded(bytes, asked)?;
    if text.trim().is_empty() {
        return Err(NotRead::Empty);
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text, name))
        .from_reader(text.as_bytes());
    let mut sheet = Sheet::default();
    let mut held = Held::default();
    let mut record = csv::StringRecord::new();
    let mut lines = Lines { text: text.as_bytes(), at: 0, line: 1 };
    while reader.read_record(&mut record).map_err(|e| NotRead::Part(e.to_string()))? {
        let mut cells = Vec::new();
        for (column, text) in record.iter().enumerate().filter(|(_, text)| !text.trim().is_empty()) {
            within(Limit::Columns, column as u64)?;
            within(Limit::Token, text.len() as u64)?;
            held.one(text.len())?;
            cells.push((
                u16::try_from(column).unwrap_or(u16::MAX),
                SheetCell { text: unguarded(text).to_owned(), is: CellIs::Text },
            ));
        }
        if !cells.is_empty() {
            within(Limit::Rows, sheet.rows.len() as u64 + 1)?;
            let number = lines.of(record.position().map_or(0, csv::Position::byte));
            sheet.rows.push(SheetRow { number, cells });
        }
    }
    Ok((sheet, encoding))
}

/// Lines as an editor counts them.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u32,
}

impl Lines<'_> {
    /// The line of the first sign at or behind a place: what ends the line before may still stand there.
    fn of(&mut self, byte: u64) -> u32 {
        let upto = usize::try_from(byte).unwrap_or(usize::MAX);
        while let Some(sign) = self.text.get(self.at).filter(|sign| self.at < upto || matches!(sign, b'\r' | b'\n')) {
            self.line += u32::from(*sign == b'\n');
            self.at += 1;
        }
        self.line
    }
}

/// The text of a file, and in what it was written.
fn decoded<'a>(bytes: &'a [u8], asked: Option<&str>) -> Result<(Cow<'a, str>, Encoding), NotRead> {
    let encoding = match asked {
        Some(name) => {
            encoding_rs::Encoding::for_label(name.as_bytes()).ok_or_else(|| NotRead::NoSuchEncoding(name.to_owned()))?
        }
        None => match encoding_rs::Encoding::for_bom(bytes) {
            Some((encoding, _)) => encoding,
            None => guessed(bytes),
        },
    };
    let (text, _, wrong) = encoding.decode(bytes);
    if wrong || text.contains('\0') { Err(NotRead::Encoding) } else { Ok((text, encoding.name())) }
}

/// Without a mark at its head: every second byte nothing is UTF-16; what is sound UTF-8 is that; the rest is what
/// spreadsheets in China write.
fn guessed(bytes: &[u8]) -> &'static encoding_rs::Encoding {
    const LOOKED_AT: usize = 4096;
    let head = bytes.get(..LOOKED_AT).unwrap_or(bytes);
    let empty = |odd: usize| head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    if head.len() > 3 && empty(1) * 8 > head.len() {
        UTF_16LE
    } else if head.len() > 3 && empty(0) * 8 > head.len() {
        UTF_16BE
    } else if std::str::from_utf8(bytes).is_ok() {
        UTF_8
    } else {
        GB18030
    }
}

/// What parts the values: by the name, else what stands most often in the first line with any.
fn delimiter(text: &str, name: &str) -> u8 {
    if name.to_lowercase().ends_with(".tsv") {
        return b'\t';
    }
    let first = text.lines().find(|line| line.contains([',', ';', '\t'])).unwrap_or("");
    let count = |sign: u8| first.bytes().filter(|b| *b == sign).count();
    [b'\t', b';', b','].into_iter().max_by_key(|sign| count(*sign)).unwrap_or(b',')
}
