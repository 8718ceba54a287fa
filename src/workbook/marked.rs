//! A copy of what was read, with cells coloured and commented. What was text stays text and what was a number stays one;
//! a formula stays one only where it computes from cells of its own sheet alone.

use super::{
    list::{begun, sheet_name, words},
    template::{Checker, LISTS, shown_day},
};
use crate::{
    books::Books,
    form::FieldColumn,
    intake::{ABOUT, CellIs, Merged, Sheet, SheetCell, Spot},
    unit::Lang,
};
use rust_xlsxwriter::{Color, Format, FormatAlign, Formula, Note, Worksheet, XlsxError};
use std::collections::BTreeMap;
use unicode_width::UnicodeWidthStr;

/// A cell that is marked, and why.
#[derive(Debug, Clone)]
pub struct Mark {
    spot: Spot,
    said: String,
    wrong: bool,
}

impl Mark {
    /// Something to be put right.
    pub fn fault(spot: Spot, said: String) -> Mark {
        Mark { spot, said, wrong: true }
    }

    /// Something to be known.
    pub fn remark(spot: Spot, said: String) -> Mark {
        Mark { spot, said, wrong: false }
    }
}

/// Comments of one workbook: more than that nobody reads.
const COMMENTS: usize = 3_000;

/// Rows of a sheet, in every spreadsheet.
const ROWS: u32 = 1 << 20;

/// Merged cells that are kept: each of them is written, and a file may claim seventeen thousand million.
fn small(merged: &Merged) -> bool {
    const CELLS: u64 = 1_000;
    const COLUMNS: u16 = 1 << 14;
    let ((first, last), (left, right)) = (merged.rows, merged.columns);
    let sound = first >= 1 && first <= last && last <= ROWS && left <= right && right < COLUMNS;
    sound && u64::from(last - first + 1) * u64::from(right - left + 1) <= CELLS
}

/// What a template checks while it is filled in; its copy checks the same.
#[derive(Debug, Clone)]
pub struct Checks<'a> {
    /// Columns by sheet.
    pub columns: BTreeMap<usize, Vec<(u16, FieldColumn)>>,
    /// Whose codes are offered.
    pub books: &'a Books,
    /// In which language.
    pub lang: Lang,
}

/// The copy; with the checks of the template where it is one.
///
/// # Errors
/// Where a sheet has more rows than one may have.
pub fn marked(sheets: &[Sheet], marks: &[Mark], checks: Option<&Checks<'_>>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = begun()?;
    let mut checker = checks.map(|checks| Checker::of(Some(checks.books), checks.lang));
    let mut by_cell: BTreeMap<(usize, u32, u16), (bool, String)> = BTreeMap::new();
    for mark in marks.iter().filter(|mark| mark.spot.row <= ROWS) {
        // what concerns a row or a sheet is said in its first cell
        let at = (mark.spot.sheet, mark.spot.row.max(1), mark.spot.column.unwrap_or(0));
        let (wrong, said) = by_cell.entry(at).or_insert((false, String::new()));
        *wrong |= mark.wrong;
        if !said.is_empty() {
            said.push('\n');
        }
        said.push_str(&mark.said);
    }
    let mut comments = 0;
    // long lists are written anew
    let written = |sheet: &Sheet| checks.is_none() || sheet.name != LISTS;
    for (at, sheet) in sheets.iter().enumerate().filter(|(_, sheet)| written(sheet)) {
        let page = workbook.add_worksheet();
        page.set_name(sheet_name(&sheet.name))?;
        if sheet.hidden || sheet.name == ABOUT {
            page.set_hidden(true);
        }
        if let (Some(checker), Some(checks)) = (&mut checker, checks) {
            for (column, field) in checks.columns.get(&at).into_iter().flatten() {
                checker.put(page, *column, field)?;
            }
        }
        copy(page, sheet, at, &by_cell)?;
        for ((_, row, column), (wrong, said)) in by_cell.range((at, 0, 0)..(at + 1, 0, 0)) {
            comments += 1;
            if comments <= COMMENTS {
                let note = Note::new(words(said)).set_author("coop").add_author_prefix(false).set_width(320);
                page.insert_note(row - 1, *column, &note.set_background_color(colour(*wrong)))?;
            }
        }
    }
    if let Some(checker) = &checker {
        checker.write_lists(&mut workbook)?;
    }
    workbook.save_to_buffer()
}

fn colour(wrong: bool) -> Color {
    if wrong { Color::RGB(0xFFC7CE) } else { Color::RGB(0xFFF2CC) }
}

fn copy(
    page: &mut Worksheet,
    sheet: &Sheet,
    at: usize,
    marks: &BTreeMap<(usize, u32, u16), (bool, String)>,
) -> Result<(), XlsxError> {
    let mut widths: BTreeMap<u16, usize> = BTreeMap::new();
    let mark = |row: u32, column: u16| marks.get(&(at, row, column)).map(|(wrong, _)| *wrong);
    // machine names below the titles are hidden in a template, and so in its copy
    let names = sheet.rows.iter().find(|row| row.number == 2 && row.text(0) == "id");
    for merged in sheet.merged.iter().filter(|merged| small(merged)) {
        let (first, last) = (merged.rows.0.saturating_sub(1), merged.rows.1.saturating_sub(1));
        let centred = Format::new().set_align(FormatAlign::Center);
        // one that lies over another cannot be kept, and nothing hangs on it
        let kept = page.merge_range(first, merged.columns.0, last, merged.columns.1, "", &centred);
        if kept.is_err() {
            continue;
        }
    }
    for row in sheet.rows.iter().filter(|row| row.number <= ROWS) {
        for (column, cell) in &row.cells {
            let format = match mark(row.number, *column) {
                Some(wrong) => Format::new().set_background_color(colour(wrong)),
                None => Format::new(),
            };
            put(page, row.number - 1, *column, cell, &format)?;
            let width = widths.entry(*column).or_insert(0);
            *width = (*width).max(cell.text.width().min(40));
        }
    }
    // a cell that is empty and should not be
    for ((_, row, column), (wrong, _)) in marks.range((at, 0, 0)..(at + 1, 0, 0)) {
        let there = sheet.rows.iter().find(|r| r.number == *row).is_some_and(|r| r.cell(*column).is_some());
        if !there {
            page.write_blank(row - 1, *column, &Format::new().set_background_color(colour(*wrong)))?;
        }
    }
    for (column, width) in widths {
        page.set_column_width(column, u32::try_from(width + 2).unwrap_or(8))?;
    }
    if names.is_some() {
        page.set_row_hidden(1)?.set_freeze_panes(2, 1)?;
    }
    Ok(())
}

fn put(page: &mut Worksheet, row: u32, column: u16, cell: &SheetCell, format: &Format) -> Result<(), XlsxError> {
    let text = format.clone().set_num_format("@");
    match &cell.is {
        // a number stays one even where digits are lost: what was wrong must be wrong in the copy as well
        CellIs::Number => match cell.text.parse::<f64>().ok().filter(|n| n.is_finite()) {
            Some(number) => page.write_number_with_format(row, column, number, format)?,
            None => page.write_string_with_format(row, column, words(&cell.text), &text)?,
        },
        CellIs::Day => match cell.text.parse().ok().and_then(shown_day) {
            Some(day) => {
                page.write_datetime_with_format(row, column, &day, &format.clone().set_num_format("yyyy-mm-dd"))?
            }
            None => page.write_string_with_format(row, column, words(&cell.text), &text)?,
        },
        CellIs::Formula(formula) if harmless(formula) => {
            let formula = Formula::new(format!("={formula}")).set_result(words(&cell.text));
            page.write_formula_with_format(row, column, formula, format)?
        }
        CellIs::Formula(formula) => page.write_string_with_format(row, column, words(&format!("={formula}")), &text)?,
        CellIs::Text | CellIs::Truth | CellIs::Error => {
            page.write_string_with_format(row, column, words(&cell.text), &text)?
        }
    };
    Ok(())
}

/// A formula over cells of its own sheet, with nothing that fetches or starts anything.
fn harmless(formula: &str) -> bool {
    const LONGEST: usize = 200;
    const WORDS: [&str; 4] = ["SUM", "ROUND", "IF", "AVERAGE"];
    let plain = formula.chars().all(|c| c.is_ascii_alphanumeric() || "$:+-*/(),. ".contains(c));
    let words = formula.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() > 1);
    plain && formula.len() <= LONGEST && !formula.is_empty() && words.into_iter().all(|word| WORDS.contains(&word))
}
