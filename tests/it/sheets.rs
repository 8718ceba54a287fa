//! Lists of workbooks in and out: what a person fills in becomes the same requests whatever the file, every mistake is
//! named by its cell, and no file brings the program down.

mod batch;
mod edits;
mod forms_of_lists;
mod hostile;
pub mod messy;
mod rounds;
mod taught;

use coop_ledger::{
    form,
    intake::{self, Expected, Sheet, TableFound},
    unit::Lang,
    workbook,
};

/// The origin that templates of these tests name.
const ORIGIN: &str = "coop.example/little/0101010101010101";

/// What a file's bytes hold.
fn sheets(bytes: &[u8], name: &str) -> Vec<Sheet> {
    workbook::read(bytes, name, None).unwrap_or_else(|e| panic!("{name}: {e:?}")).sheets
}

/// What its lists say; without a template of its own the rows are of `kind`.
fn found(sheets: &[Sheet], kind: Option<&str>) -> TableFound {
    let kind = kind.map(|kind| form::of(kind).unwrap());
    intake::read_tables(sheets, &Expected { origin: ORIGIN, kind, profile: None, lang: Lang::Zh })
}

/// A number of nobody, another one for each: of a region that does not exist.
fn identity(n: u32) -> String {
    let stem = format!("519999{}0101{:03}", 1950 + n / 1000, n % 1000);
    let sum = stem.bytes().fold(0, |sum, digit| (sum + u32::from(digit - b'0')) * 2 % 11);
    match (12 - sum) % 11 {
        10 => format!("{stem}X"),
        check => format!("{stem}{check}"),
    }
}
