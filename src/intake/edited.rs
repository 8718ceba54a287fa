//! A row of a filled template that was edited becomes requests of change; what none of them says is told by its cell.

use super::{CellEdit, RecordFound, Spot, TableFault, TableFound};
use crate::{
    decide::{Code, Refusal, Request},
    form::{self, Description, FieldColumn, Fields, Need, Out, RowChange, Shape, column_name},
    log::Hash,
    unit::{AreaM2, AreaMu, Day, Lang, Shares},
};
use std::collections::{BTreeMap, BTreeSet};

/// A record as the ledger has it.
#[derive(Debug, Clone)]
pub struct RecordedRow {
    /// By which entry.
    pub entry: u64,
    /// As the template had it when it was filled.
    pub then: Fields,
    /// As the register has it now.
    pub now: Fields,
    /// Fields whose private texts are not on this machine: nothing can be compared with them.
    pub sealed: BTreeSet<String>,
}

/// A request that an edited row became.
#[derive(Debug, Clone)]
pub struct Changed {
    /// What is asked.
    pub request: Request,
    /// Which cells say it.
    pub cells: Vec<CellEdit>,
}

/// What became of a row.
#[derive(Debug, Clone, Default)]
pub struct RowEdits {
    /// Requests of change; none where the row is as it was, or its change is recorded.
    pub changed: Vec<Changed>,
    /// What is wrong.
    pub faults: Vec<(Spot, TableFault)>,
}

/// Compares a row with what is recorded under its id. `on` is the day of changes that name none.
pub fn edited(
    found: &TableFound,
    record: &RecordFound,
    recorded: &RecordedRow,
    on: Option<Day>,
    lang: Lang,
) -> RowEdits {
    let mut edits = RowEdits::default();
    let of = found.kinds.get(&record.spot.sheet).copied();
    let (Some(of), Ok(members)) = (of, record.request.members()) else { return edits };
    let after = of.fields(&members);
    let mut row = Row { found, record, of, lang, before: &recorded.then, after: &after, left: BTreeMap::new() };
    let paths: BTreeSet<&String> = recorded.then.keys().chain(after.keys()).collect();
    for path in paths.into_iter().filter(|path| !recorded.sealed.contains(*path)) {
        let [was, is, now] = [&recorded.then, &after, &recorded.now].map(|fields| said(fields, path));
        // what the ledger computes need not be stated
        let computed = || of.column_of(path).is_some_and(|column| column.member.need == Need::Computed);
        if was == is || is == now || (is.is_empty() && computed()) {
            continue;
        }
        if now != was {
            let (title, was, now) = (row.title(path), row.shown(path, was), row.shown(path, now));
            edits.faults.push((found.cell(record, path), TableFault::Moved { title, was, now }));
            continue;
        }
        row.left.insert(path.clone(), (was.to_owned(), is.to_owned()));
    }
    for change in form::changes(of.kind) {
        let touched = |columns: &[&str]| row.left.keys().any(|path| columns.iter().any(|column| beneath(path, column)));
        if touched(change.when) {
            row.change(change, on, &mut edits);
        }
    }
    for (path, (was, now)) in &row.left {
        let by = form::elsewhere(of.kind, &column_name(path)).map(|by| by.kind);
        let (title, was, now) = (row.title(path), row.shown(path, was), row.shown(path, now));
        let fault = TableFault::NoChange { title, was, now, entry: recorded.entry, by };
        edits.faults.push((found.cell(record, path), fault));
    }
    edits
}

fn said<'a>(fields: &'a Fields, path: &str) -> &'a str {
    fields.get(path).map_or("", String::as_str)
}

/// A text as a person is shown it: an empty cell by a dash, an area without zeros behind it.
fn shown(column: Option<&FieldColumn>, text: &str) -> String {
    let short = match column.map(|column| column.member.shape) {
        Some(Shape::AreaMu) => text.parse::<AreaMu>().ok().map(AreaMu::short),
        Some(Shape::AreaM2) => text.parse::<AreaM2>().ok().map(AreaM2::short),
        _ => None,
    };
    short.unwrap_or_else(|| if text.is_empty() { "–".to_owned() } else { text.to_owned() })
}

/// True if a path is of this column, or of a field of the list of that name.
fn beneath(path: &str, column: &str) -> bool {
    path.strip_prefix(column).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// A row that is being compared.
struct Row<'a> {
    found: &'a TableFound,
    record: &'a RecordFound,
    of: &'static Description,
    lang: Lang,
    before: &'a Fields,
    after: &'a Fields,
    /// Edits that no change has said yet, by path.
    left: BTreeMap<String, (String, String)>,
}

impl Row<'_> {
    fn title(&self, path: &str) -> String {
        let columns = || self.of.column_of(path).or_else(|| self.asked(path));
        columns().map_or_else(|| path.to_owned(), |column| column.title(self.lang))
    }

    fn shown(&self, path: &str, text: &str) -> String {
        shown(self.of.column_of(path).as_ref(), text)
    }

    /// The column of what a change says of itself.
    fn asked(&self, path: &str) -> Option<FieldColumn> {
        let named = column_name(path);
        self.of.change_columns().into_iter().find(|column| column.name == named)
    }

    /// One kind of change, if the edits are of it.
    fn change(&mut self, change: &RowChange, on: Option<Day>, edits: &mut RowEdits) {
        let Some(by) = form::of(change.by) else { return };
        let Some((requests, unsaid)) = self.members(change) else { return };
        let says = |path: &&String| {
            let within = |columns: &[&str]| columns.iter().any(|column| beneath(path, column));
            within(change.says) && !within(&unsaid)
        };
        let said: Vec<String> = self.left.keys().filter(says).cloned().collect();
        let mut cells = Vec::new();
        for path in &said {
            let Some((was, is)) = self.left.remove(path) else { continue };
            let (spot, title) = (self.found.cell(self.record, path), self.title(path));
            cells.push(CellEdit { spot, title, was: self.shown(path, &was), is: self.shown(path, &is) });
        }
        for mut fields in requests {
            self.say(change, on, &mut fields, edits);
            change.reasoned(&mut fields, self.record.request.id.as_str());
            fields.insert("id".to_owned(), self.id(by, &fields, &cells));
            match by.request(&fields) {
                Ok(request) => edits.changed.push(Changed { request, cells: cells.clone() }),
                Err(wrong) => wrong.into_iter().for_each(|(path, refusal)| {
                    let row = cells.first().map_or(self.record.spot, |cell| cell.spot);
                    edits.faults.extend(self.misread(&path, refusal, row));
                }),
            }
        }
    }

    /// What is wrong with a member of a change, by its cell. A day that is missing was told already.
    fn misread(&self, path: &str, refusal: Refusal, row: Spot) -> Option<(Spot, TableFault)> {
        let empty = refusal.code() == Code::MemberMissing;
        if empty && path == "on" {
            return None;
        }
        let asked = self.asked(&format!("{}.{path}", form::CHANGE));
        let spot = asked.as_ref().map_or(row, |column| self.found.cell(self.record, &column.name));
        Some(match asked.filter(|_| empty) {
            Some(column) => (spot, TableFault::ChangeEmpty { title: column.title(self.lang) }),
            None => (spot, TableFault::Refused(refusal)),
        })
    }

    /// Day and reasons, out of their own columns.
    fn say(&self, change: &RowChange, on: Option<Day>, fields: &mut Fields, edits: &mut RowEdits) {
        let said = &self.record.change;
        let of_it = |path: &str| change.asks.iter().any(|name| beneath(path, name));
        fields.extend(said.iter().filter(|(path, _)| of_it(path)).map(|(path, text)| (path.clone(), text.clone())));
        let day = said.get("on").filter(|day| !day.trim().is_empty()).cloned();
        match day.or_else(|| on.map(|day| day.to_string())) {
            Some(day) => _ = fields.insert("on".to_owned(), day),
            None => {
                let path = format!("{}.on", form::CHANGE);
                let fault = TableFault::ChangeEmpty { title: self.title(&path) };
                edits.faults.push((self.found.cell(self.record, &path), fault));
            }
        }
        for name in change.needs.iter().filter(|name| said.get(**name).is_none_or(|text| text.trim().is_empty())) {
            let path = format!("{}.{name}", form::CHANGE);
            let fault = TableFault::ChangeEmpty { title: self.title(&path) };
            edits.faults.push((self.found.cell(self.record, &path), fault));
        }
    }

    /// The members that come out of the row, for each request that the edits become, and the columns that they cannot
    /// say; none where the edits are no such change.
    fn members(&self, change: &RowChange) -> Option<(Vec<Fields>, Vec<&'static str>)> {
        let (mut all, mut unsaid) = (Fields::new(), Vec::new());
        let (mut class_in, mut more_in, mut each) = (None, None, None);
        for (name, out) in change.members {
            match out {
                Out::EachClass(column) => (class_in, each) = (Some(*name), Some(self.moved(column)?)),
                Out::EachMore(_) => more_in = Some(*name),
                Out::Row(_)
                | Out::Edited(_)
                | Out::More(_)
                | Out::Fewer(_)
                | Out::Moved(..)
                | Out::Added(_)
                | Out::Appended(_)
                | Out::Word(_)
                | Out::Set(_)
                | Out::Emptied(_) => match self.out(name, *out) {
                    Ok(said) => all.extend(said),
                    Err(column) => unsaid.push(column),
                },
            }
        }
        let says = |column: &&str| self.left.keys().any(|path| beneath(path, column)) && !unsaid.contains(column);
        change.when.iter().find(|column| says(column))?;
        let Some((each, class_in, more_in)) = each.zip(class_in).zip(more_in).map(|((e, c), m)| (e, c, m)) else {
            return Some((vec![all], unsaid));
        };
        let one = |(class, more): (String, String)| {
            let mut fields = all.clone();
            fields.extend([(class_in.to_owned(), class), (more_in.to_owned(), more)]);
            fields
        };
        Some((each.into_iter().map(one).collect(), unsaid))
    }

    /// What one member says, perhaps nothing; or the column that it cannot say.
    fn out(&self, name: &str, out: Out) -> Result<Fields, &'static str> {
        let one = |text: &str| Fields::from([(name.to_owned(), text.to_owned())]);
        let figure = |fields: &Fields, column: &str| said(fields, column).parse::<u32>().ok();
        let more = |column| Some((figure(self.before, column)?, figure(self.after, column)?));
        match out {
            Out::Row(column) => Ok(one(said(self.after, column))),
            Out::Edited(column) if !self.left.contains_key(column) => Ok(Fields::new()),
            // that there is none any more no change says
            Out::Edited(column) if said(self.after, column).is_empty() => Err(column),
            Out::Edited(column) => Ok(one(said(self.after, column))),
            Out::More(column) | Out::Fewer(column) => {
                let (was, is) = more(column).ok_or(column)?;
                let by = if matches!(out, Out::More(_)) { is.checked_sub(was) } else { was.checked_sub(is) };
                Ok(by.filter(|by| *by > 0).map_or_else(Fields::new, |by| one(&by.to_string())))
            }
            Out::Moved(column, figure) => {
                if !self.left.contains_key(column) {
                    return Ok(Fields::new());
                }
                let grows = more(figure).is_some_and(|(was, is)| is > was);
                let moved = if grows { self.moved(column) } else { self.turned().moved(column) };
                let pairs = moved.ok_or(column)?.into_iter().map(|(class, shares)| format!("{class}={shares}"));
                Ok(one(&pairs.collect::<Vec<_>>().join(" ")))
            }
            Out::Added(column) => {
                let [was, is] = [self.before, self.after].map(|fields| codes(said(fields, column)));
                if !was.is_subset(&is) {
                    return Err(column);
                }
                let added: Vec<&str> = is.difference(&was).copied().collect();
                Ok(if added.is_empty() { Fields::new() } else { one(&added.join(" ")) })
            }
            Out::Word(word) => Ok(one(word)),
            Out::Set(column) => Ok(match said(self.after, column) {
                is if is.is_empty() || !self.left.contains_key(column) => Fields::new(),
                is => one(is),
            }),
            Out::Emptied(columns) => {
                let gone = |column: &&&str| self.left.contains_key(**column) && said(self.after, column).is_empty();
                let gone: Vec<&str> = columns.iter().filter(gone).copied().collect();
                Ok(if gone.is_empty() { Fields::new() } else { one(&gone.join(" ")) })
            }
            Out::Appended(list) => self.appended(name, list).ok_or(list),
            Out::EachClass(_) | Out::EachMore(_) => Ok(Fields::new()),
        }
    }

    /// Items behind those that stood in a list; none where one of those was edited.
    fn appended(&self, name: &str, list: &str) -> Option<Fields> {
        let dot = format!("{list}.");
        let position = |path: &str| path.strip_prefix(&dot)?.split_once('.')?.0.parse::<usize>().ok();
        let many = self.before.keys().filter_map(|path| position(path)).max().map_or(0, |last| last + 1);
        if self.left.keys().filter_map(|path| position(path)).any(|at| at < many) {
            return None;
        }
        let behind = self.after.iter().filter_map(|(path, text)| {
            let at = position(path).filter(|at| *at >= many)?;
            let (_, inner) = path.strip_prefix(&dot)?.split_once('.')?;
            Some((format!("{name}.{}.{inner}", at - many), text.clone()))
        });
        Some(behind.collect())
    }

    /// The row with what it was and what it is exchanged.
    fn turned(&self) -> Row<'_> {
        Row { before: self.after, after: self.before, left: BTreeMap::new(), ..*self }
    }

    /// Classes of which there are more shares, and how many; none where there are fewer of one.
    fn moved(&self, column: &str) -> Option<Vec<(String, String)>> {
        let [was, is] = [self.before, self.after].map(|fields| shares(said(fields, column)));
        let (was, is) = (was?, is?);
        let mut moved = Vec::new();
        for class in was.keys().chain(is.keys()).collect::<BTreeSet<_>>() {
            let [was, is] = [&was, &is].map(|held| held.get(class).copied().unwrap_or(Shares::ZERO));
            let more = is.minus(was)?;
            if !more.is_zero() {
                moved.push(((*class).to_owned(), more.to_string()));
            }
        }
        (!moved.is_empty()).then_some(moved)
    }

    /// An id that the same change of the same record always has. What stood there is part of it: the next child is
    /// another one.
    fn id(&self, by: &Description, fields: &Fields, cells: &[CellEdit]) -> String {
        const DIGITS: usize = 24;
        let mut hashed = self.record.request.id.to_string();
        for (path, text) in fields {
            hashed.push_str(&format!("\n{path}={text}"));
        }
        for cell in cells {
            hashed.push_str(&format!("\n{}\n{}", cell.was, cell.is));
        }
        let hash = Hash::of(&[hashed.as_bytes()]).to_string();
        format!("{}.{}", by.kind, hash.get(..DIGITS).unwrap_or(&hash))
    }
}

fn codes(text: &str) -> BTreeSet<&str> {
    text.split_whitespace().collect()
}

/// Shares by class, as a field has them.
fn shares(text: &str) -> Option<BTreeMap<String, Shares>> {
    let pair = |pair: &str| {
        let (class, shares) = pair.split_once('=')?;
        Some((class.to_owned(), shares.parse().ok()?))
    };
    text.split_whitespace().map(pair).collect()
}
