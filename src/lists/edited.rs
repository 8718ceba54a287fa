//! Rows of a filled template that were edited become requests of change, and what they change is told cell by cell.

use super::{
    ImportedFile,
    filled::{held, kept},
};
use crate::{
    cooperative::{Cooperative, Trouble},
    decide::{Code, Request},
    form::Description,
    intake::{self, Changed, RecordFound, RecordedRow, RowEdits, Spot, TableRemark},
    log::KeyId,
    statement::Labels,
    unit::{Day, Lang},
};
use std::collections::BTreeSet;

/// Edits that are shown one by one.
const MOST: usize = 200;

/// Who asks, and the day of changes that name none.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Changing<'a> {
    /// Who would sign.
    pub signer: &'a KeyId,
    /// The day of changes that name none.
    pub on: Option<Day>,
    /// In which language columns are called.
    pub lang: Lang,
}

/// Puts changes in the place of rows that are recorded already. A row of a filled template is compared with what was in
/// the template when it was filled; any other that has an id of the ledger's, where the ledger refuses it.
///
/// # Errors
/// What keeps the ledger from being read.
pub(crate) fn settle(coop: &Cooperative, files: &mut [ImportedFile], by: Changing<'_>) -> Result<(), Trouble> {
    for file in files {
        let size = coop.books().size();
        let then = match file.found.filled.filter(|n| (1..size).contains(n)) {
            Some(size) => coop.known_at(size)?,
            None => coop.reader(),
        };
        let spoiled: BTreeSet<usize> = file.found.faults.iter().map(|(spot, _)| spot.sheet).collect();
        let compared = compared(coop, file, by.signer)?;
        let here: BTreeSet<String> = file.found.records.iter().map(|record| record.request.id.to_string()).collect();
        let mut records = Vec::new();
        for (number, record) in std::mem::take(&mut file.found.records).into_iter().enumerate() {
            let of = file.found.kinds.get(&record.spot.sheet).copied();
            let entry = coop.books().ids().entry_of(record.request.id.as_str());
            let entry = entry.filter(|entry| compared.contains(&number) && *entry < then.books().size());
            let recorded = match (entry, of) {
                (Some(entry), Some(of)) => recorded(&then, coop, of, entry)?,
                _ => None,
            };
            match recorded {
                Some(recorded) => {
                    let edits = intake::edited(&file.found, &record, &recorded, by.on, by.lang);
                    file.take(&record, edits, &mut records);
                }
                None => records.push(record),
            }
        }
        file.found.records = records;
        if file.found.filled.is_some() {
            let gone = gone(&then, file, &here, &spoiled)?;
            file.found.remarks.extend(gone);
        }
    }
    Ok(())
}

impl ImportedFile {
    /// What became of one row.
    fn take(&mut self, record: &RecordFound, edits: RowEdits, records: &mut Vec<RecordFound>) {
        if edits.changed.is_empty() && edits.faults.is_empty() {
            *self.untouched.entry(record.spot.sheet).or_insert(0) += 1;
            if record.change.values().any(|text| !text.trim().is_empty()) {
                self.found.remarks.push((record.spot, TableRemark::NothingChanged));
            }
        }
        let change = |Changed { request, cells }| RecordFound { request, edits: cells, ..record.clone() };
        records.extend(edits.changed.into_iter().map(change));
        self.found.faults.extend(edits.faults);
    }
}

/// The records that are compared with what is recorded, by their number.
fn compared(coop: &Cooperative, file: &ImportedFile, signer: &KeyId) -> Result<BTreeSet<usize>, Trouble> {
    let known =
        |record: &RecordFound| record.own_id && coop.books().ids().entry_of(record.request.id.as_str()).is_some();
    let records = file.found.records.iter().enumerate().filter(|(_, record)| known(record));
    let numbers: Vec<usize> = records.clone().map(|(number, _)| number).collect();
    if file.found.filled.is_some() || numbers.is_empty() {
        return Ok(numbers.into_iter().collect());
    }
    let requests: Vec<Request> = records.map(|(_, record)| record.request.clone()).collect();
    let refused = coop.refusals(&requests, signer)?;
    let otherwise = refused.iter().filter(|(_, refusal)| refusal.code() == Code::IdUsedOtherwise);
    let otherwise = otherwise.filter_map(|(at, _)| numbers.get(*at).copied());
    // a row that says when and why it changes is no second import of the list it was first in, whatever it says
    let asks = |record: &RecordFound| record.change.values().any(|text| !text.trim().is_empty());
    let asking = numbers.iter().copied().filter(|number| file.found.records.get(*number).is_some_and(asks));
    Ok(otherwise.chain(asking).collect())
}

fn recorded(
    then: &Cooperative,
    now: &Cooperative,
    of: &Description,
    entry: u64,
) -> Result<Option<RecordedRow>, Trouble> {
    let Some(before) = held(then, of, entry)? else { return Ok(None) };
    let now = match then.books().size() == now.books().size() {
        true => before.fields.clone(),
        false => match held(now, of, entry)? {
            Some(held) => held.fields,
            None => return Ok(None),
        },
    };
    Ok(Some(RecordedRow { entry, then: before.fields, now, sealed: before.sealed }))
}

/// Rows that the template had and the file has no longer: they change nothing, and that is said.
fn gone(
    then: &Cooperative,
    file: &ImportedFile,
    here: &BTreeSet<String>,
    spoiled: &BTreeSet<usize>,
) -> Result<Vec<(Spot, TableRemark)>, Trouble> {
    let mut remarks = Vec::new();
    for (sheet, of) in file.found.kinds.iter().filter(|(sheet, _)| !spoiled.contains(sheet)) {
        let mut missing = Vec::new();
        for entry in kept(then, of)? {
            let Some(id) = then.books().ids().id_of(entry) else { continue };
            if !here.contains(id) && held(then, of, entry)?.is_some() {
                missing.push(id.to_owned());
            }
        }
        if let Some(first) = missing.first() {
            let remark = TableRemark::RowsGone { rows: missing.len(), first: first.clone() };
            remarks.push((Spot { sheet: *sheet, row: 0, column: None }, remark));
        }
    }
    Ok(remarks)
}

/// The changes that are not recorded yet.
pub(crate) fn changes<'a>(coop: &'a Cooperative, files: &'a [ImportedFile]) -> impl Iterator<Item = &'a RecordFound> {
    let fresh = |record: &&RecordFound| coop.books().ids().entry_of(record.request.id.as_str()).is_none();
    files.iter().flat_map(|file| &file.found.records).filter(|record| !record.edits.is_empty()).filter(fresh)
}

/// What is to be changed, a sentence a cell: what stood there, what stands there now, and as what that is recorded.
pub(crate) fn told_changes(labels: &Labels, coop: &Cooperative, files: &[ImportedFile]) -> Vec<String> {
    let mut told = Vec::new();
    for file in files {
        let mut seen = BTreeSet::new();
        for record in changes(coop, std::slice::from_ref(file)) {
            let by = format!("{} {}", record.request.kind(), record.request.on);
            // a request for each class of shares comes from one cell
            for edit in record.edits.iter().filter(|edit| seen.insert(edit.spot)) {
                let place = file.place(edit.spot).to_string();
                let said = [("place", place.as_str()), ("was", &edit.was), ("is", &edit.is), ("by", &by)];
                told.push(labels.fill("import.change", &said));
            }
        }
    }
    if told.len() > MOST {
        let more = (told.len() - MOST).to_string();
        told.truncate(MOST);
        told.push(labels.fill("import.more_changes", &[("n", &more)]));
    }
    told
}
