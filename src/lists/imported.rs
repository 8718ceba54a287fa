//! One file of an accountant's: what its lists ask, and every mistake by its cell, whether the cell or the ledger says so.

use super::alike;
use crate::{
    books::Books,
    cooperative::{Cooperative, Trouble},
    decide::{Refusal, Request},
    form::{Description, FieldColumn},
    intake::{self, Expected, FilePlace, Sheet, Spot, TableFault, TableFound},
    log::{Json, KeyId},
    statement::Labels,
    told::Told,
    unit::{Say, Words},
    workbook::{self, Checks, Mark, NotRead},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// Remarks of one kind that are told one by one.
const MOST: usize = 5;

/// One file and what its lists say.
#[derive(Debug)]
pub(crate) struct ImportedFile {
    /// As the user named it.
    pub name: String,
    /// In what a file of separated values is written; such a file is one list and no workbook of sheets.
    pub encoding: Option<workbook::Encoding>,
    /// Its sheets.
    pub sheets: Vec<Sheet>,
    /// What they say.
    pub found: TableFound,
    /// Rows that are recorded as they are, by sheet.
    pub untouched: BTreeMap<usize, u64>,
}

impl ImportedFile {
    /// Reads one file. `encoding` is one that the accountant names.
    ///
    /// # Errors
    /// Why its bytes are no workbook and no separated values.
    pub fn read(
        name: &str,
        bytes: &[u8],
        expected: &Expected<'_>,
        encoding: Option<&str>,
    ) -> Result<ImportedFile, NotRead> {
        let read = workbook::read(bytes, name, encoding)?;
        let mut sheets = read.sheets;
        // a file of separated values is called by its name
        if let [sheet] = sheets.as_mut_slice()
            && let Some(stem) = Path::new(name).file_stem().filter(|_| read.encoding.is_some())
        {
            sheet.name = stem.to_string_lossy().into_owned();
        }
        let found = intake::read_tables(&sheets, expected);
        Ok(ImportedFile { name: name.to_owned(), encoding: read.encoding, sheets, found, untouched: BTreeMap::new() })
    }

    /// True if nothing in it must be put right.
    pub fn is_sound(&self) -> bool {
        self.found.faults.is_empty()
    }

    /// A spot as people find it again: file, sheet, row, column with its head.
    pub fn place(&self, spot: Spot) -> FilePlace {
        let sheet = self.sheets.get(spot.sheet);
        let mut place = FilePlace::file(&self.name);
        if let Some(sheet) = sheet.filter(|_| self.encoding.is_none()) {
            place = place.in_sheet(&sheet.name);
        }
        if spot.row > 0 {
            place.row = usize::try_from(spot.row).ok();
        }
        match spot.column {
            Some(column) => {
                let title = self.found.titles.get(&(spot.sheet, column)).map_or("", String::as_str);
                place.under(format!("{} {title}", intake::letters(column)).trim_end())
            }
            None => place,
        }
    }

    /// Where each of its records stands, in order.
    pub fn places(&self) -> impl Iterator<Item = FilePlace> {
        self.found.records.iter().map(|record| self.place(record.spot))
    }

    /// Every mistake with its place. What is wrong in the same words in many rows is told once, with the rows; of what is
    /// wrong in many rows of a column in one way the first are told, and in which rows the others are. So a list in which
    /// a column was forgotten shows its other mistakes, too.
    pub fn faults(&self, labels: &Labels) -> Vec<(FilePlace, Told)> {
        alike::told(labels, &self.found.faults).into_iter().map(|(spot, told)| (self.place(spot), told)).collect()
    }

    /// What was read otherwise than it is written, or passed over, in sentences: no more than a few of one kind.
    pub fn remarks(&self, labels: &Labels) -> Vec<String> {
        let mut said = Vec::new();
        let mut told: Vec<(&str, usize)> = Vec::new();
        for (spot, remark) in &self.found.remarks {
            let code = remark.code();
            let count = match told.iter_mut().find(|(seen, _)| *seen == code) {
                Some((_, count)) => {
                    *count += 1;
                    *count
                }
                None => {
                    told.push((code, 1));
                    1
                }
            };
            if count <= MOST {
                let (place, words) = (self.place(*spot).to_string(), remark.said().say(labels.lang()));
                said.push(labels.fill("import.remark", &[("place", &place), ("said", &words), ("code", code)]));
            }
        }
        for (code, count) in told.into_iter().filter(|(_, count)| *count > MOST) {
            let more = (count - MOST).to_string();
            said.push(labels.fill("import.more_remarks", &[("n", &more), ("code", code), ("file", &self.name)]));
        }
        said
    }

    /// A copy in which what is wrong is coloured and commented.
    ///
    /// # Errors
    /// What no workbook can hold.
    pub fn marked(&self, labels: &Labels, books: &Books) -> Result<Vec<u8>, String> {
        let faults = self.found.faults.iter().map(|(spot, fault)| Mark::fault(*spot, comment(labels, fault)));
        let remarks = self.found.remarks.iter();
        let remarks = remarks.map(|(spot, remark)| Mark::remark(*spot, remark.said().say(labels.lang())));
        let marks: Vec<Mark> = faults.chain(remarks).collect();
        let checks = self.found.template.then(|| Checks { columns: self.columns(), books, lang: labels.lang() });
        workbook::marked(&self.sheets, &marks, checks.as_ref()).map_err(|e| e.to_string())
    }

    /// The columns of each sheet that holds records.
    fn columns(&self) -> BTreeMap<usize, Vec<(u16, FieldColumn)>> {
        let found = &self.found;
        let of = |(sheet, of): (&usize, &&'static Description)| {
            let all = [of.columns(), of.change_columns()].concat().into_iter();
            let placed = all.filter_map(|column| Some((*found.columns.get(&(*sheet, column.name.clone()))?, column)));
            (*sheet, placed.collect())
        };
        found.kinds.iter().map(of).collect()
    }

    /// True where its copy cannot have what its own columns check: it is a workbook of the user's own.
    pub fn loses_checks(&self) -> bool {
        self.encoding.is_none() && !self.found.template
    }

    /// What its marked copy is called; the copy of a copy is the next one.
    pub fn copy_name(&self, copy: u32) -> String {
        let stem = Path::new(&self.name).file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let stem = stem.unwrap_or_else(|| self.name.clone());
        let bare = stem.split_once(".checked").map_or(stem.as_str(), |(bare, _)| bare);
        if copy == 1 { format!("{bare}.checked.xlsx") } else { format!("{bare}.checked-{copy}.xlsx") }
    }
}

/// What all files ask, in order.
pub(crate) fn requests(files: &[ImportedFile]) -> Vec<Request> {
    files.iter().flat_map(|f| &f.found.records).map(|r| r.request.clone()).collect()
}

/// Puts what the ledger refuses beside what cannot be read: each in its cell. What is missing only because its own row
/// is wrong is not told. `requests` are those of these files.
///
/// # Errors
/// What keeps the ledger from being asked.
pub(crate) fn refuse(
    coop: &Cooperative,
    files: &mut [ImportedFile],
    requests: &[Request],
    signer: &KeyId,
) -> Result<(), Trouble> {
    let mut lost: BTreeSet<String> = files.iter().flat_map(|file| file.found.lost.clone()).collect();
    let mut refused: BTreeMap<usize, Refusal> = BTreeMap::new();
    for (number, refusal) in coop.refusals(requests, signer)? {
        let Some(request) = requests.get(number) else { continue };
        if !follows(&refusal, &lost) {
            refused.insert(number, refusal);
        }
        lost.extend(said(request));
    }
    let mut number = 0;
    for file in files {
        for record in &file.found.records {
            if let Some(refusal) = refused.remove(&number) {
                let spot = record.spot_of(&refusal);
                file.found.faults.push((spot, TableFault::Refused(refusal)));
            }
            number += 1;
        }
        file.found.faults.sort_by_key(|(spot, _)| *spot);
    }
    Ok(())
}

/// What is told of a file that cannot be read at all.
pub(crate) fn unreadable(labels: &Labels, why: &NotRead) -> Told {
    alike::written(labels, why.code(), &Words::of(why), &why.instead())
}

/// The codes that a request brings or names.
fn said(request: &Request) -> impl Iterator<Item = String> + use<> {
    let members = request.members().ok();
    let texts = match members {
        Some(Json::Object(members)) => members
            .into_iter()
            .filter(|(name, _)| !["kind", "on", "note"].contains(&name.as_str()))
            .filter_map(|(_, value)| value.text().map(str::to_owned))
            .collect(),
        _ => Vec::new(),
    };
    texts.into_iter()
}

/// True if a refusal is about something that a row which is wrong itself would have brought.
fn follows(refusal: &Refusal, lost: &BTreeSet<String>) -> bool {
    refusal.code().is_of_something_absent() && (lost.contains(&refusal.found()) || lost.contains(&refusal.subject()))
}

/// A mistake in a sentence, with what to write: the comment of its cell.
fn comment(labels: &Labels, fault: &TableFault) -> String {
    let Told { message, hint, code, .. } = alike::of(labels, fault);
    format!("{message}\n{hint}\n[{code}]")
}
