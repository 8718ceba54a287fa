//! A table as a workbook: figures are numbers, words are text whatever they begin with.

use crate::{
    page::{Align, Cell, RowKind, Table, visible},
    unit::Fen,
};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use unicode_width::UnicodeWidthStr;

/// Characters of a cell, as a spreadsheet holds them.
pub(super) const LONGEST_TEXT: usize = 32_000;
/// A column is not made wider, in digits.
const WIDEST: usize = 48;

/// The workbook of one table.
///
/// # Errors
/// Where the table has more rows or columns than a sheet.
pub fn list(table: &Table) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = begun()?;
    let sheet = workbook.add_worksheet();
    sheet.set_name(sheet_name(&table.title))?;
    let title = Format::new().set_bold().set_font_size(14);
    let mut row = 0;
    for (n, line) in std::iter::once(&table.title).chain(&table.under).filter(|line| !line.is_empty()).enumerate() {
        let format = if n == 0 { title.clone() } else { Format::new() };
        sheet.write_string_with_format(row, 0, words(line), &format)?;
        row += 1;
    }
    let head = Format::new().set_bold().set_border_bottom(FormatBorder::Medium).set_text_wrap();
    for (column, heading) in (0..).zip(&table.headings) {
        let side = if heading.align == Align::Right { FormatAlign::Right } else { FormatAlign::Left };
        sheet.write_string_with_format(row, column, words(&heading.title), &head.clone().set_align(side))?;
        sheet.set_column_width(column, u32::try_from(width(table, usize::from(column))).unwrap_or(u32::MAX))?;
    }
    row += 1;
    sheet.set_freeze_panes(row, 0)?;
    for line in &table.rows {
        let plain = match line.kind {
            RowKind::Plain => Format::new(),
            RowKind::Total => Format::new().set_bold().set_border_top(FormatBorder::Thin),
        };
        for (column, cell) in (0..).zip(&line.cells) {
            let indent = if column == 0 { line.indent.min(15) } else { 0 };
            write(sheet, row, column, cell, &plain.clone().set_indent(indent))?;
        }
        row += 1;
    }
    for note in &table.notes {
        row += 1;
        sheet.write_string(row, 0, words(note))?;
    }
    workbook.save_to_buffer()
}

fn write(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell, plain: &Format) -> Result<(), XlsxError> {
    let text = Format::new().set_num_format("@").merge(plain);
    match cell {
        Cell::Words(text_of) => sheet.write_string_with_format(row, column, words(text_of), &text)?,
        Cell::Lines(lines) => {
            sheet.write_string_with_format(row, column, words(&lines.join("\n")), &text.set_text_wrap())?
        }
        Cell::Yuan(Fen(fen)) => {
            let format = plain.clone().set_num_format("#,##0.00");
            figure(sheet, row, column, &Fen(*fen).to_string(), &format)?
        }
        Cell::Count(n) => figure(sheet, row, column, &n.to_string(), &plain.clone().set_num_format("#,##0"))?,
        Cell::Empty => sheet.write_blank(row, column, plain)?,
    };
    Ok(())
}

/// A figure as a number, where a spreadsheet can hold all of its digits; else as text.
pub(super) fn figure<'a>(
    sheet: &'a mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    format: &Format,
) -> Result<&'a mut Worksheet, XlsxError> {
    const DIGITS: usize = 15;
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    match text.parse::<f64>().ok().filter(|n| n.is_finite() && digits <= DIGITS) {
        Some(number) => sheet.write_number_with_format(row, column, number, format),
        None => sheet.write_string_with_format(row, column, words(text), format),
    }
}

/// An empty workbook that says of no clock when it was made: the same books give the same bytes.
pub(super) fn begun() -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    let properties = DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    workbook.set_properties(&properties.set_author("coop"));
    Ok(workbook)
}

/// A text as a cell holds it: nothing that turns the direction of writing, and not longer than it may be.
pub(super) fn words(text: &str) -> String {
    visible(text, true).chars().take(LONGEST_TEXT).collect()
}

/// A name that a sheet may have.
pub(super) fn sheet_name(text: &str) -> String {
    const LONGEST: usize = 31;
    let bare: String = text.chars().filter(|c| !"[]:*?/\\'".contains(*c) && !c.is_control()).take(LONGEST).collect();
    if bare.trim().is_empty() { "1".to_owned() } else { bare.trim().to_owned() }
}

fn width(table: &Table, column: usize) -> usize {
    let heading = table.headings.get(column).map_or(0, |heading| heading.title.width());
    let cells = table.rows.iter().filter_map(|row| row.cells.get(column));
    let longest = cells.flat_map(|cell| cell.shown().into_iter().map(|line| line.width()).max()).max();
    (longest.unwrap_or(0).max(heading) + 2).clamp(8, WIDEST)
}
