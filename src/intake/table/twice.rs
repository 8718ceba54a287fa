//! Rows that look like one, and what is each row's own.

use super::{OwnValue, SheetReading, Spot, TableFault};
use crate::{
    decide::Request,
    form::{self, CodeOf, FieldColumn, Fields, Shape, column_name},
    intake::json_lines,
};
use std::collections::{BTreeMap, BTreeSet};

impl SheetReading<'_> {
    /// Two rows say the same of what is public. What is sealed is no part of an id: where that differs they are two, and one
    /// code or id stands for both.
    pub(super) fn twice(
        &mut self,
        spot: Spot,
        before: Spot,
        request: &Request,
        cells: &BTreeMap<String, (Spot, String)>,
    ) {
        let said = |request: &Request| request.members().ok().map(|members| self.of.fields(&members));
        let first = self.found.records.iter().find(|record| record.spot == before);
        let both = first.and_then(|record| said(&record.request)).zip(said(request));
        let other = both.map_or_else(BTreeSet::new, |(first, second)| unlike(&first, &second));
        let columns = self.of.columns();
        let titled = columns.iter().filter(|column| other.contains(&column.name));
        let titles: Vec<String> = titled.map(|column| column.title(self.expected.lang)).collect();
        let fault = if other.is_empty() {
            (spot, TableFault::RowTwice { row: before.row })
        } else {
            let code = columns.iter().find(|c| c.list.is_none() && matches!(c.member.shape, Shape::NewCode(_)));
            let cell = code.and_then(|column| cells.get(&column.path(0)));
            let place = cell.map_or(spot, |(at, _)| *at);
            (place, TableFault::CodeTwice { code: cell.map(|(_, text)| text.clone()), row: before.row, titles })
        };
        self.found.faults.push(fault);
    }

    /// What a column is said to hold in each row that no other row has; none where rows may have the same.
    pub(super) fn own_of(&self, wanted: &FieldColumn) -> Option<OwnValue> {
        let example = || {
            let json = form::example(self.of.kind).and_then(|line| json_lines(line).pop()?.1.ok())?;
            self.of.fields(&json).remove(&wanted.path(0))
        };
        let shape = wanted.member.shape;
        if matches!(shape, Shape::NewCode(CodeOf::Persons)) {
            return Some(OwnValue::Like("H0001-1".to_owned()));
        }
        if matches!(shape, Shape::NewCode(_)) {
            return Some(example().map_or(OwnValue::Any, OwnValue::Like));
        }
        matches!(shape, Shape::Private | Shape::PrivateDay).then_some(OwnValue::Any)
    }
}

/// The columns in which two records differ, but for their ids.
fn unlike(first: &Fields, second: &Fields) -> BTreeSet<String> {
    let paths: BTreeSet<&String> = first.keys().chain(second.keys()).filter(|path| *path != "id").collect();
    let other = paths.into_iter().filter(|path| first.get(*path) != second.get(*path));
    other.map(|path| column_name(path)).collect()
}
