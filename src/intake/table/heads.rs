//! The heads of a list: which column holds which field, found by titles in either language, by machine names, or by a
//! profile.

use super::{TableFault, profile::Profile};
use crate::{
    form::{CHANGE, Description, FieldColumn},
    intake::sheet::{Merged, Sheet, SheetRow, letters},
    unit::{Lang, Say},
};
use std::collections::{BTreeMap, BTreeSet};

/// Rows in which heads are looked for.
const LOOKED_AT: usize = 30;

/// Where the fields of a list stand.
#[derive(Debug)]
pub(super) struct Heads {
    /// The first and the last row of the heads.
    pub rows: (u32, u32),
    /// Columns with the field below each.
    pub columns: Vec<(u16, FieldColumn)>,
    /// Columns that a profile passes over.
    pub passed: Vec<(u16, String)>,
    /// What is wrong, by row and column.
    pub faults: Vec<(u32, Option<u16>, TableFault)>,
    /// Names of fields that must be there and have no column.
    pub missing: Vec<String>,
}

/// What a head is compared by: without blanks and the star of what must be filled in.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '*' | '＊')).collect()
}

struct Known<'a> {
    columns: Vec<FieldColumn>,
    by_head: BTreeMap<String, usize>,
    by_name: BTreeMap<String, usize>,
    profile: Option<&'a Profile>,
}

impl Known<'_> {
    fn of<'a>(sheet: &Sheet, of: &Description, profile: Option<&'a Profile>) -> Known<'a> {
        let mut columns = [of.columns(), of.change_columns()].concat();
        // one class of shares has a column where a head or the profile names it
        let heads = sheet.rows.iter().take(LOOKED_AT).flat_map(|row| &row.cells).map(|(_, cell)| cell.text.trim());
        let said = profile.into_iter().flat_map(|profile| profile.columns.values()).map(String::as_str);
        for name in heads.chain(said).filter(|name| name.contains('.')) {
            if !columns.iter().any(|column| column.name == name) {
                columns.extend(of.column_named(name));
            }
        }
        let at = |name: &str| columns.iter().position(|column| column.name == name);
        let mut by_head = BTreeMap::new();
        for (n, column) in columns.iter().enumerate() {
            by_head.extend([Lang::Zh, Lang::En].map(|lang| (bare(&column.title(lang)), n)));
        }
        let said = profile.into_iter().flat_map(|profile| &profile.columns);
        by_head.extend(said.filter_map(|(head, name)| Some((bare(head), at(name)?))));
        let by_name = columns.iter().enumerate().map(|(n, column)| (column.name.clone(), n)).collect();
        Known { columns, by_head, by_name, profile }
    }

    fn field(&self, text: &str) -> Option<usize> {
        self.by_name.get(text.trim()).or_else(|| self.by_head.get(&bare(text))).copied()
    }

    /// The row of the titles, and that of the machine names right below it: those may be the heads themselves.
    fn rows<'s>(&self, sheet: &'s Sheet) -> Option<(&'s SheetRow, Option<&'s SheetRow>)> {
        let scored: Vec<(&SheetRow, (usize, usize))> =
            sheet.rows.iter().take(LOOKED_AT).map(|row| (row, self.score(row))).collect();
        let titles = match self.profile.and_then(|profile| profile.head_row) {
            Some(said) => scored.iter().find(|(row, _)| row.number == said),
            None => {
                let most = scored.iter().map(|(_, (heads, _))| *heads).max()?;
                let whole = |row: &SheetRow| row.cells.len() == most;
                scored.iter().find(|(row, (heads, _))| *heads == most && (most > 1 || (most == 1 && whole(row))))
            }
        }?
        .0;
        let near = titles.number..=titles.number + 1;
        let names = scored.iter().find(|(row, (_, names))| *names > 1 && near.contains(&row.number));
        Some((titles, names.map(|(row, _)| *row)))
    }

    fn passes(&self, text: &str) -> bool {
        self.profile.is_some_and(|profile| profile.ignore.iter().any(|head| bare(head) == bare(text)))
    }

    /// Cells of a row that are heads, and those that are machine names.
    fn score(&self, row: &SheetRow) -> (usize, usize) {
        let heads = row.cells.iter().filter(|(_, cell)| self.field(&cell.text).is_some() || self.passes(&cell.text));
        let names = row.cells.iter().filter(|(_, cell)| self.by_name.contains_key(cell.text.trim()));
        (heads.count(), names.count())
    }

    /// The title that is most like a head: by pairs of characters beside each other, for one character has no meaning of
    /// its own (序号 is no 账号). Of several the first.
    fn nearest(&self, found: &str, lang: Lang) -> Option<String> {
        let found = pairs(&bare(found));
        let mut nearest: Option<((usize, usize), String)> = None;
        // what is said of a change is nothing that a list of one's own has
        for column in self.columns.iter().filter(|column| !column.name.starts_with(CHANGE)) {
            let (title, own) = (column.title(lang), column.member.label.say(lang));
            for of_it in [pairs(&bare(&title)), pairs(&bare(&own))] {
                let shared = found.iter().filter(|pair| of_it.contains(*pair)).count();
                let likeness = (2 * shared, found.len() + of_it.len());
                let more = |(n, d): (usize, usize)| likeness.0 * d > n * likeness.1;
                // a third of both
                if 3 * likeness.0 >= likeness.1 && shared > 0 && nearest.as_ref().is_none_or(|(known, _)| more(*known))
                {
                    nearest = Some((likeness, title.clone()));
                }
            }
        }
        nearest.map(|(_, title)| title)
    }
}

/// The pairs of characters that stand beside each other in a text; a text of one character is that.
fn pairs(text: &str) -> BTreeSet<String> {
    let all: Vec<char> = text.to_lowercase().chars().collect();
    match all.as_slice() {
        [one] => BTreeSet::from([one.to_string()]),
        all => all.windows(2).map(|pair| pair.iter().collect()).collect(),
    }
}

/// The heads of a sheet; `None` where no row has any.
pub(super) fn find(sheet: &Sheet, of: &Description, profile: Option<&Profile>, lang: Lang) -> Option<Heads> {
    let known = Known::of(sheet, of, profile);
    let (titles, names) = known.rows(sheet)?;
    let last = names.map_or(titles.number, |row| row.number.max(titles.number));
    let mut heads = Heads {
        rows: (titles.number, last),
        columns: Vec::new(),
        passed: Vec::new(),
        faults: Vec::new(),
        missing: Vec::new(),
    };
    for merged in sheet.merged.iter().filter(|m| m.rows.0 <= last && m.rows.1 >= titles.number) {
        let found = text_of(sheet, merged);
        heads.faults.push((merged.rows.0, Some(merged.columns.0), TableFault::HeadMerged { found }));
    }
    let mut taken: BTreeMap<usize, u16> = BTreeMap::new();
    let mut all: Vec<u16> =
        titles.cells.iter().chain(names.into_iter().flat_map(|row| &row.cells)).map(|c| c.0).collect();
    all.sort_unstable();
    all.dedup();
    for column in all {
        let title = titles.text(column);
        let name = names.map(|row| row.text(column)).filter(|name| !name.is_empty());
        let field = name.and_then(|name| known.by_name.get(name).copied()).or_else(|| known.field(title));
        match field {
            _ if title.is_empty() && name.is_none() => {}
            Some(field) => match taken.get(&field) {
                Some(other) => {
                    let fault = TableFault::HeadTwice { title: title.to_owned(), other: letters(*other) };
                    heads.faults.push((titles.number, Some(column), fault));
                }
                None => {
                    taken.insert(field, column);
                    heads.columns.extend(known.columns.get(field).map(|field| (column, field.clone())));
                }
            },
            None if known.passes(title) => heads.passed.push((column, title.to_owned())),
            None => {
                let found = name.filter(|_| title.is_empty()).unwrap_or(title);
                let fault = TableFault::HeadUnknown { found: found.to_owned(), nearest: known.nearest(found, lang) };
                heads.faults.push((titles.number, Some(column), fault));
            }
        }
    }
    let fixed = |name: &str| profile.is_some_and(|profile| profile.fixed.contains_key(name));
    for (n, column) in known.columns.iter().enumerate() {
        if column.needed && column.name != "id" && !taken.contains_key(&n) && !fixed(&column.name) {
            heads.missing.push(column.name.clone());
            heads.faults.push((titles.number, None, TableFault::HeadMissing { title: column.title(lang) }));
        }
    }
    Some(heads)
}

/// What stands in cells that are shown as one.
pub(super) fn text_of(sheet: &Sheet, merged: &Merged) -> String {
    let row = sheet.rows.iter().find(|row| row.number == merged.rows.0);
    row.map_or(String::new(), |row| row.text(merged.columns.0).to_owned())
}
