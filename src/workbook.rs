//! Spreadsheets as bytes: read as streams within bounds, whoever made them, and written as templates, lists and marked
//! copies. No file is opened here and nothing is decided: cells come out with their places, and bytes.
//!
//! Read is with what may be hostile in mind: every part of a container is counted while it is unpacked, nothing is
//! reserved because a file says so, formulas and links are never followed, entities are those of XML alone.

mod bounded;
mod delimited;
mod list;
mod marked;
mod ods;
mod template;
mod xlsx;
mod xml;

pub use bounded::{Limit, NotRead};
pub use delimited::Encoding;
pub use list::list;
pub use marked::{Checks, Mark, marked};
pub use template::{Template, TemplateSheet, separated, template};

use crate::intake::Sheet;

/// What a file of an accountant's holds.
#[derive(Debug)]
pub struct Workbook {
    /// Its sheets in order.
    pub sheets: Vec<Sheet>,
    /// In what it is written, where that had to be found out.
    pub encoding: Option<Encoding>,
}

/// Reads a workbook or a file of separated values, whichever the bytes are. `name` tells commas from tabs; `encoding` is
/// one that the accountant names.
///
/// # Errors
/// Where the bytes are neither, are protected, are beyond a bound, or break off.
pub fn read(bytes: &[u8], name: &str, encoding: Option<&str>) -> Result<Workbook, NotRead> {
    const OLD: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];
    if bytes.starts_with(OLD) {
        return Err(NotRead::OldOrProtected);
    }
    if bytes.starts_with(b"PK") {
        let mut parts = bounded::Parts::open(bytes)?;
        let sheets = if parts.has("content.xml") { ods::read(&mut parts)? } else { xlsx::read(&mut parts)? };
        return Ok(Workbook { sheets, encoding: None });
    }
    let (sheet, encoding) = delimited::read(bytes, name, encoding)?;
    Ok(Workbook { sheets: vec![sheet], encoding: Some(encoding) })
}
