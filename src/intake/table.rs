//! The lists of a workbook become requests: heads are found, rows of one record are put together, and every mistake is
//! told by its cell. Nothing here knows in what file the cells came.

mod cells;
mod cited;
mod fault;
mod heads;
mod lines;
mod profile;
mod sums;
mod twice;

pub use cells::serial;
pub use fault::{OwnValue, Spot, TableFault, TableRemark, WordBeside};
pub use profile::{DayForm, Profile};

use super::{
    json_lines,
    sheet::{Sheet, SheetRow},
};
use crate::{
    decide::{Code, ReadingRule, Refusal, Request},
    form::{self, CHANGE, Description, FieldColumn, Fields, Shape, column_name},
    log::{Hash, Json},
    unit::{Form, Lang},
};
use cited::spot_in;
use heads::Heads;
use lines::{signature, total};
use std::collections::{BTreeMap, BTreeSet};
use sums::Sums;

/// The hidden sheet in which a template says what it is.
pub const ABOUT: &str = "_coop";
/// What stands in the first cell of an example: such a row is passed over.
pub const EXAMPLES: [&str; 2] = ["示例", "(example)"];

/// What is known of a file before it is read.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The ledger's origin.
    pub origin: &'a str,
    /// What the rows are where the file does not say so.
    pub kind: Option<&'static Description>,
    /// What the heads mean.
    pub profile: Option<&'a Profile>,
    /// In which language heads are named that are missing.
    pub lang: Lang,
}

/// What a file's lists say.
#[derive(Debug, Default)]
pub struct TableFound {
    /// Records that can be read, in order.
    pub records: Vec<RecordFound>,
    /// What must be put right.
    pub faults: Vec<(Spot, TableFault)>,
    /// What is to be known.
    pub remarks: Vec<(Spot, TableRemark)>,
    /// Codes and ids that stand in records which cannot be read.
    pub lost: BTreeSet<String>,
    /// What stands over each column, by sheet and column.
    pub titles: BTreeMap<(usize, u16), String>,
    /// Where each field stands, by sheet and name.
    pub columns: BTreeMap<(usize, String), u16>,
    /// What each sheet holds, where it holds records.
    pub kinds: BTreeMap<usize, &'static Description>,
    /// It is a template of this ledger.
    pub template: bool,
    /// How many entries the ledger had when the template was filled from it; none for what is no filled template.
    pub filled: Option<u64>,
}

impl TableFound {
    /// The cell of a field of a record, also where nothing stands in it.
    pub fn cell(&self, record: &RecordFound, path: &str) -> Spot {
        let column = || self.columns.get(&(record.spot.sheet, column_name(path))).copied();
        let bare = || Spot { column: column(), ..record.spot };
        record.cells.get(path).map_or_else(bare, |(spot, _)| *spot)
    }
}

/// One record and where it stands.
#[derive(Debug, Clone)]
pub struct RecordFound {
    /// Its first row.
    pub spot: Spot,
    /// What it asks.
    pub request: Request,
    /// What stands in it, by path, with its cell.
    pub cells: BTreeMap<String, (Spot, String)>,
    /// It was given an id of its own, and so may be one that is recorded already.
    pub own_id: bool,
    /// What is said of a change of it, by path: its day, its reason.
    pub change: Fields,
    /// The cells that were edited, where it is a change of what is recorded.
    pub edits: Vec<CellEdit>,
}

/// A cell that was edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellEdit {
    /// Where.
    pub spot: Spot,
    /// The head of its column.
    pub title: String,
    /// What stood there.
    pub was: String,
    /// What stands there now.
    pub is: String,
}

impl RecordFound {
    /// The cell of which a refusal speaks: whose text it found or names; else the first that was edited, or the row.
    pub fn spot_of(&self, refusal: &Refusal) -> Spot {
        let edited = || self.edits.first().map(|edit| edit.spot);
        spot_in(&self.cells, refusal).or_else(edited).unwrap_or(self.spot)
    }
}

/// What a template says of itself.
#[derive(Debug, Default)]
struct About {
    ledger: Option<String>,
    kinds: BTreeMap<String, &'static Description>,
    beside: BTreeSet<String>,
    filled: Option<u64>,
}

fn about(sheets: &[Sheet]) -> Option<(usize, About)> {
    let (at, sheet) = sheets.iter().enumerate().find(|(_, sheet)| sheet.name == ABOUT)?;
    let mut about = About::default();
    for row in &sheet.rows {
        match row.text(0) {
            "ledger" => about.ledger = Some(row.text(1).to_owned()),
            "sheet" => about.kinds.extend(form::of(row.text(2)).map(|of| (row.text(1).to_owned(), of))),
            "filled" => about.filled = row.text(1).parse().ok(),
            "beside" => _ = about.beside.insert(row.text(1).to_owned()),
            _ => {}
        }
    }
    Some((at, about))
}

/// Reads the lists of a file.
pub fn read(sheets: &[Sheet], expected: &Expected<'_>) -> TableFound {
    let mut found = TableFound::default();
    let about = about(sheets);
    if let Some((sheet, About { ledger: Some(said), .. })) = &about
        && said != expected.origin
    {
        let spot = Spot { sheet: *sheet, row: 0, column: None };
        let fault = TableFault::OtherLedger { is: expected.origin.to_owned(), said: said.clone() };
        found.faults.push((spot, fault));
        return found;
    }
    let about = about.map(|(_, about)| about);
    found.template = about.is_some();
    found.filled = about.as_ref().and_then(|about| about.filled);
    let mut seen: BTreeMap<String, Spot> = BTreeMap::new();
    for (at, sheet) in sheets.iter().enumerate() {
        let beside = about.as_ref().is_some_and(|about| about.beside.contains(&sheet.name));
        if sheet.hidden || sheet.rows.is_empty() || sheet.name == ABOUT || beside {
            continue;
        }
        match kind_of(sheet, about.as_ref(), expected) {
            Ok(of) => {
                found.kinds.insert(at, of);
                let sums = Sums::default();
                SheetReading { at, sheet, of, expected, found: &mut found, seen: &mut seen, sums }.read();
                let odd = cells::odd_accounts(at, &found.records);
                found.remarks.extend(odd.into_iter().map(|spot| (spot, TableRemark::CardDigit)));
            }
            Err(none) => {
                let spot = Spot { sheet: at, row: 0, column: None };
                match none {
                    NoKind::Passed => found.remarks.push((spot, TableRemark::SheetPassed)),
                    NoKind::Unknown => found.faults.push((spot, TableFault::NoKind)),
                }
            }
        }
    }
    found.remarks.sort_by_key(|(spot, _)| *spot);
    found
}

/// Why a sheet is not read.
enum NoKind {
    /// It is none of those that are to be.
    Passed,
    /// Nothing says what it holds.
    Unknown,
}

/// What the rows of a sheet are: by the profile, the template, the command, or the sheet's name.
fn kind_of(sheet: &Sheet, about: Option<&About>, expected: &Expected<'_>) -> Result<&'static Description, NoKind> {
    if let Some(profile) = expected.profile {
        let other = profile.sheet.as_ref().is_some_and(|name| *name != sheet.name);
        return if other { Err(NoKind::Passed) } else { profile.describes().ok_or(NoKind::Unknown) };
    }
    let said = about.and_then(|about| about.kinds.get(&sheet.name).copied());
    let none = if about.is_some() { NoKind::Passed } else { NoKind::Unknown };
    said.or(expected.kind).or_else(|| named(&sheet.name)).ok_or(none)
}

/// The kind that a sheet is called by.
fn named(name: &str) -> Option<&'static Description> {
    form::all().into_iter().find(|of| [of.kind, of.label.zh, of.label.en].contains(&name.trim()))
}

/// True where a cell shows the text of an example, however a spreadsheet wrote its figures.
fn same_cell(example: &str, column: &FieldColumn, text: &str) -> bool {
    if let Shape::Word(choices) | Shape::Suggested(choices) = column.member.shape
        && choices.iter().any(|choice| choice.word == example && [choice.label.zh, choice.label.en].contains(&text))
    {
        return true;
    }
    let figure = |text: &str| text.replace(',', "").parse::<rust_decimal::Decimal>().ok();
    example == text || figure(example).is_some_and(|example| Some(example) == figure(text))
}

struct SheetReading<'a> {
    at: usize,
    sheet: &'a Sheet,
    of: &'static Description,
    expected: &'a Expected<'a>,
    found: &'a mut TableFound,
    /// Ids and where they stand.
    seen: &'a mut BTreeMap<String, Spot>,
    /// What the numbers of each column come to.
    sums: Sums,
}

/// Rows of one record.
struct Gathered {
    spot: Spot,
    rows: usize,
    fields: Fields,
    cells: BTreeMap<String, (Spot, String)>,
    /// Paths of cells that cannot be read.
    spoiled: BTreeSet<String>,
}

impl Gathered {
    /// The cells of further items, where a row says the record's own fields once more: a roster names the household in the
    /// row of each of its persons. Only where the code of the record is among them: two rows that are alike may be two.
    fn further<'a>(&self, row: &SheetRow, said: &[&'a (u16, FieldColumn)]) -> Option<Vec<&'a (u16, FieldColumn)>> {
        let own = || said.iter().filter(|(_, column)| column.list.is_none());
        let same = |(at, column): &&&(u16, FieldColumn)| {
            let known = self.cells.get(&column.path(0));
            row.cell(*at).is_none_or(|cell| known.is_some_and(|(_, text)| *text == cell.text.trim()))
        };
        let coded = own().any(|(_, column)| matches!(column.member.shape, Shape::NewCode(_)));
        let items: Vec<_> = said.iter().copied().filter(|(_, column)| column.list.is_some()).collect();
        (coded && own().all(|cell| same(&cell)) && !items.is_empty()).then_some(items)
    }
}

impl SheetReading<'_> {
    fn spot(&self, row: u32, column: Option<u16>) -> Spot {
        Spot { sheet: self.at, row, column }
    }

    fn read(mut self) {
        let Some(heads) = heads::find(self.sheet, self.of, self.expected.profile, self.expected.lang) else {
            self.found.faults.push((self.spot(0, None), TableFault::NoHead));
            for merged in self.sheet.merged.iter().filter(|m| m.rows.0 <= 5) {
                let fault = TableFault::HeadMerged { found: heads::text_of(self.sheet, merged) };
                self.found.faults.push((self.spot(merged.rows.0, Some(merged.columns.0)), fault));
            }
            return;
        };
        let lang = self.expected.lang;
        let titles = heads.columns.iter().map(|(at, column)| ((self.at, *at), column.title(lang)));
        self.found.titles.extend(titles);
        let names = heads.columns.iter().map(|(at, column)| ((self.at, column.name.clone()), *at));
        self.found.columns.extend(names);
        self.about_heads(&heads);
        let mut last = heads.rows.1;
        let mut open: Option<Gathered> = None;
        let fixed = self.expected.profile.map_or_else(Vec::new, |profile| profile.fixed_columns(self.of));
        for row in self.sheet.rows.iter().filter(|row| row.number > heads.rows.1) {
            // a formula may have come to nothing
            let says = |(column, _): &&(u16, FieldColumn)| row.cell(*column).is_some();
            let said: Vec<&(u16, FieldColumn)> = heads.columns.iter().filter(says).collect();
            if said.is_empty() && row.cells.iter().all(|(_, cell)| cell.text.trim().is_empty()) {
                continue;
            }
            if row.number > last + 1 {
                self.found.remarks.push((self.spot(last + 1, None), TableRemark::EmptyRows { upto: row.number - 1 }));
            }
            last = row.number;
            if self.passes(row, &heads) {
                continue;
            }
            if said.is_empty() {
                // beside heads that nobody knows that is no wonder
                if heads.faults.is_empty() {
                    self.found.remarks.push((self.spot(row.number, None), TableRemark::RowBeside));
                }
                continue;
            }
            self.beyond(row, &heads);
            let said = match open.as_ref().and_then(|open| open.further(row, &said)) {
                Some(items) => items,
                None => {
                    if said.iter().any(|(_, column)| column.list.is_none()) {
                        self.finish(open.take(), &heads, &fixed);
                    }
                    said
                }
            };
            let record = open.get_or_insert_with(|| Gathered {
                spot: Spot { sheet: self.at, row: row.number, column: None },
                rows: 0,
                fields: Fields::new(),
                cells: BTreeMap::new(),
                spoiled: BTreeSet::new(),
            });
            self.gather(record, row, &said, &fixed);
        }
        self.finish(open, &heads, &fixed);
    }

    /// True for a row that is no record: a line of sums, one to be signed, an example.
    fn passes(&mut self, row: &SheetRow, heads: &Heads) -> bool {
        if let Some(found) = total(row) {
            self.found.remarks.push((self.spot(row.number, None), TableRemark::TotalLine { found: found.clone() }));
            for (column, said, sum) in self.sums.differ(row, &heads.columns, &found) {
                let (at, title) = (column.0, column.1.title(self.expected.lang));
                let remark = TableRemark::TotalDiffers { title, said, sum };
                self.found.remarks.push((self.spot(row.number, Some(at)), remark));
            }
            return true;
        }
        if let Some(found) = signature(row) {
            self.found.remarks.push((self.spot(row.number, None), TableRemark::SignatureLine { found }));
            return true;
        }
        let first = row.cells.first().map_or("", |(_, cell)| cell.text.trim());
        if !EXAMPLES.iter().any(|mark| first.starts_with(mark)) {
            return false;
        }
        // what somebody wrote over the example is meant
        let example = form::example(self.of.kind).and_then(|line| json_lines(line).pop()?.1.ok());
        let rows = example.map_or_else(Vec::new, |json| self.of.rows(&self.of.fields(&json)));
        let columns = self.of.columns();
        let shipped = |text: &str| {
            rows.iter().flat_map(|row| row.iter().zip(&columns)).any(|(cell, column)| same_cell(cell, column, text))
        };
        let own = row.cells.iter().skip(1).find(|(_, cell)| !cell.text.trim().is_empty() && !shipped(cell.text.trim()));
        if let Some((column, cell)) = own {
            let fault = TableFault::ExampleEdited { mark: first.to_owned(), found: cell.text.trim().to_owned() };
            self.found.faults.push((self.spot(row.number, Some(*column)), fault));
        }
        true
    }

    /// Cells to the right of all heads: in a file of separated values a comma too many has moved the rest.
    fn beyond(&mut self, row: &SheetRow, heads: &Heads) {
        let in_heads = |number: u32| (heads.rows.0..=heads.rows.1).contains(&number);
        let over = self.sheet.rows.iter().filter(|row| in_heads(row.number)).flat_map(|row| &row.cells);
        let last = over.filter(|(_, cell)| !cell.text.trim().is_empty()).map(|(column, _)| *column).max();
        let beyond = row.cells.iter().filter(|(column, cell)| Some(*column) > last && !cell.text.trim().is_empty());
        for (column, cell) in beyond {
            let fault = TableFault::BeyondHeads { found: cell.text.trim().to_owned() };
            self.found.faults.push((self.spot(row.number, Some(*column)), fault));
        }
    }

    /// One more row of a record.
    fn gather(
        &mut self,
        record: &mut Gathered,
        row: &SheetRow,
        said: &[&(u16, FieldColumn)],
        fixed: &[(FieldColumn, String)],
    ) {
        for (at, column) in said {
            let Some(cell) = row.cell(*at) else { continue };
            let spot = Spot { sheet: self.at, row: row.number, column: Some(*at) };
            let path = column.path(record.rows);
            record.cells.insert(path.clone(), (spot, cell.text.trim().to_owned()));
            match cells::text_of(cell, column, self.expected.profile) {
                Ok((text, _)) if column.class.is_some() && form::wrong(column.shape(), &text).is_some() => {
                    let form = form::wrong(column.shape(), &text).unwrap_or(Form::Shares);
                    let fault = ReadingRule::OtherForm { at: path.clone(), form, found: text };
                    self.sums.add(*at, column, None);
                    record.spoiled.insert(path);
                    self.found.faults.push((spot, TableFault::Refused(fault.into())));
                }
                Ok((text, remark)) => {
                    self.sums.add(*at, column, Some(&text));
                    column.put(&mut record.fields, record.rows, text);
                    self.found.remarks.extend(remark.map(|remark| (spot, remark)));
                }
                Err(fault) => {
                    self.sums.add(*at, column, None);
                    record.spoiled.insert(path);
                    self.found.faults.push((spot, fault));
                }
            }
        }
        // what the profile says of every item, where the row has one
        for (column, text) in fixed.iter().filter(|(column, _)| column.list.is_some()) {
            let item = said.iter().any(|(_, other)| other.list == column.list);
            if item && !record.cells.contains_key(&column.path(record.rows)) {
                column.put(&mut record.fields, record.rows, text.clone());
            }
        }
        record.rows += 1;
    }

    fn about_heads(&mut self, heads: &Heads) {
        for (row, column, fault) in &heads.faults {
            self.found.faults.push((self.spot(*row, *column), fault.clone()));
        }
        let above = self.sheet.rows.iter().filter(|row| row.number < heads.rows.0).count();
        if above > 0 {
            self.found.remarks.push((self.spot(1, None), TableRemark::Above { rows: above }));
        }
        for (column, found) in &heads.passed {
            let remark = TableRemark::ColumnPassed { found: found.clone() };
            self.found.remarks.push((self.spot(heads.rows.0, Some(*column)), remark));
        }
        let held = |column: u16| heads.columns.iter().any(|(at, _)| *at == column);
        for merged in self.sheet.merged.iter().filter(|m| m.rows.0 > heads.rows.1 && held(m.columns.0)) {
            let fault = TableFault::Merged { found: heads::text_of(self.sheet, merged) };
            self.found.faults.push((self.spot(merged.rows.0, Some(merged.columns.0)), fault));
        }
    }

    /// A record's rows are all there: they become a request, or what is wrong with them is told.
    fn finish(&mut self, gathered: Option<Gathered>, heads: &Heads, fixed: &[(FieldColumn, String)]) {
        let Some(Gathered { spot, mut fields, cells, spoiled, .. }) = gathered else { return };
        for (column, text) in fixed.iter().filter(|(column, _)| column.list.is_none()) {
            if !cells.contains_key(&column.path(0)) {
                column.put(&mut fields, 0, text.clone());
            }
        }
        if let Some((title, said)) = self.imply(&mut fields) {
            self.found.remarks.push((spot, TableRemark::Implied { title, said }));
        }
        let own_id = fields.get("id").is_some_and(|id| !id.trim().is_empty());
        if !own_id {
            fields.insert("id".to_owned(), "to-be-made".to_owned());
        }
        let (change, fields) = split(fields);
        match self.of.request(&fields) {
            Ok(mut request) if spoiled.is_empty() => {
                if !own_id && let Some(id) = id_of(&request, self.of) {
                    request.id = id;
                }
                let id = request.id.to_string();
                match self.seen.insert(id.clone(), spot) {
                    None => {
                        self.found.records.push(RecordFound { spot, request, cells, own_id, change, edits: Vec::new() })
                    }
                    Some(before) if own_id => {
                        self.found.faults.push((spot, TableFault::IdTwice { id, row: before.row }));
                    }
                    Some(before) => self.twice(spot, before, &request, &cells),
                }
            }
            Ok(_) => self.lose(&cells),
            Err(wrong) => {
                self.lose(&cells);
                for (path, refusal) in wrong {
                    self.misread(path, refusal, spot, &cells, heads, &spoiled);
                }
            }
        }
    }

    /// What is wrong with one field of a record, by its cell; what follows from something else that is told is not.
    fn misread(
        &mut self,
        path: String,
        refusal: Refusal,
        spot: Spot,
        cells: &BTreeMap<String, (Spot, String)>,
        heads: &Heads,
        spoiled: &BTreeSet<String>,
    ) {
        let missing = refusal.code() == Code::MemberMissing;
        // what only the members together show to be missing
        let path = if missing && path.is_empty() { refusal.expected() } else { path };
        let bare = column_name(&path);
        if heads.missing.contains(&bare) || spoiled.iter().any(|at| at.starts_with(&path)) {
            return;
        }
        let cell = cells.iter().find(|(at, _)| **at == path).map(|(_, (spot, _))| *spot);
        let cell = cell.or_else(|| spot_in(cells, &refusal).filter(|_| path.is_empty()));
        let column = heads.columns.iter().find(|(_, column)| column.name == bare).map(|(at, _)| *at);
        let row = self.row_of(&path, cells, spot.row);
        let place = cell.unwrap_or(Spot { column, row, ..spot });
        let wanted = self.of.columns().into_iter().find(|column| missing && column.name == bare);
        let fault = match wanted.map(|column| (column.title(self.expected.lang), column)) {
            Some((title, _)) if column.is_some() => TableFault::Empty { title },
            Some((title, wanted)) => {
                let own = self.own_of(&wanted);
                TableFault::ColumnWanted { title, beside: self.beside(&bare), name: bare, own }
            }
            None => TableFault::Refused(refusal),
        };
        self.found.faults.push((place, fault));
    }

    /// The column of the items that may say a member, where one may.
    fn beside(&self, member: &str) -> Option<WordBeside> {
        let implied = form::implied(self.of.kind).filter(|implied| implied.member == member)?;
        let column = self.of.column_of(&format!("{}.{}", implied.list, implied.by))?;
        Some(WordBeside { title: column.title(self.expected.lang), word: implied.words.first()? })
    }

    /// What a list says in other words than in the member's own column: who is the head, by what he is to the head. Gives
    /// the title of the member, and what was read.
    fn imply(&self, fields: &mut Fields) -> Option<(String, String)> {
        let form::Implied { member, list, by, words, says, .. } = form::implied(self.of.kind)?;
        if fields.get(*member).is_some_and(|text| !text.trim().is_empty()) {
            return None;
        }
        let column = format!("{list}.{by}");
        let said = |path: &str, text: &str| column_name(path) == column && words.contains(&text.trim());
        let mut items = fields.iter().filter(|(path, text)| said(path, text)).map(|(path, _)| path);
        // where several are, nobody knows which
        let (Some(item), None) = (items.next(), items.next()) else { return None };
        let code = fields.get(&format!("{}.{says}", item.strip_suffix(&format!(".{by}"))?))?.clone();
        let title = self.of.column_of(member)?.title(self.expected.lang);
        fields.insert((*member).to_owned(), code.clone());
        Some((title, code))
    }

    /// The row in which a field would stand: that of another field of the same item.
    fn row_of(&self, path: &str, cells: &BTreeMap<String, (Spot, String)>, first: u32) -> u32 {
        let Some((item, _)) = path.rsplit_once('.') else { return first };
        let beside = cells.iter().find(|(at, _)| at.starts_with(&format!("{item}.")));
        beside.map_or(first, |(_, (spot, _))| spot.row)
    }

    fn lose(&mut self, cells: &BTreeMap<String, (Spot, String)>) {
        self.found.lost.extend(cells.values().map(|(_, text)| text.clone()).filter(|text| !text.is_empty()));
    }
}

/// What is said of a change of a record, and the record.
fn split(fields: Fields) -> (Fields, Fields) {
    let of_change = |path: &str| path.strip_prefix(CHANGE)?.strip_prefix('.').map(str::to_owned);
    let mut change = Fields::new();
    let mut own = Fields::new();
    for (path, text) in fields {
        match of_change(&path) {
            Some(path) => _ = change.insert(path, text),
            None => _ = own.insert(path, text),
        }
    }
    (change, own)
}

/// An id that the same content always has, in whatever file and row it stands. Private texts are no part of it: an id is
/// public, and a short text can be guessed from its hash.
fn id_of(request: &Request, of: &Description) -> Option<crate::unit::EntryId> {
    const DIGITS: usize = 24;
    let Ok(Json::Object(mut members)) = request.members() else { return None };
    members.remove("id");
    for member in of.asked().filter(|member| matches!(member.shape, Shape::Private)) {
        members.remove(member.name);
    }
    for member in of.asked() {
        let Shape::List(inner) = member.shape else { continue };
        let Some(Json::Array(items)) = members.get_mut(member.name) else { continue };
        let sealed =
            |name: &str| inner.iter().any(|m| m.name == name && matches!(m.shape, Shape::Private | Shape::PrivateDay));
        for item in items {
            if let Json::Object(item) = item {
                item.retain(|name, _| !sealed(name));
            }
        }
    }
    let hash = Hash::of(&[&Json::Object(members).to_bytes()]).to_string();
    format!("{}.{}", of.kind, hash.get(..DIGITS)?).parse().ok()
}
