//! ods as a stream: tables of `content.xml`, row by row. What is repeated because it is empty costs nothing; what is
//! repeated and is not empty is counted before it is held.

use super::{
    bounded::{Held, Limit, NotRead, Parts, within},
    xlsx::number,
    xml::{Tag, Xml, attribute},
};
use crate::intake::{CellIs, Merged, Sheet, SheetCell, SheetRow};
use quick_xml::events::BytesStart;

/// All sheets of a workbook.
pub(super) fn read(parts: &mut Parts<'_>) -> Result<Vec<Sheet>, NotRead> {
    let mut reading = Reading { held: parts.held, ..Reading::default() };
    let part = parts.part("content.xml")?.ok_or(NotRead::Without("content.xml"))?;
    Xml::new(part).each(&mut |tag| {
        match tag {
            Tag::Begins(name, tag) => reading.begins(name, tag)?,
            Tag::Text(text) => reading.text(text)?,
            Tag::Ends("spreadsheet") => return Ok(false),
            Tag::Ends(name) => reading.ends(name)?,
            Tag::Over => return Err(NotRead::Part("</office:spreadsheet>".to_owned())),
        }
        Ok(true)
    })?;
    Ok(reading.sheets)
}

/// What is read so far.
#[derive(Default)]
struct Reading {
    sheets: Vec<Sheet>,
    held: Held,
    /// Rows before this one, and how often it stands there.
    row: u32,
    times: u32,
    /// Columns before this cell.
    column: u32,
    cells: Vec<(u16, SheetCell)>,
    open: Option<Open>,
    /// Within how many comments: they are no text of a cell.
    remarks: u32,
}

/// The cell that is being read.
#[derive(Default)]
struct Open {
    times: u32,
    kind: String,
    value: Option<String>,
    formula: Option<String>,
    text: String,
    lines: u32,
}

/// A number of an attribute; one where there is none.
fn many(tag: &BytesStart<'_>, name: &str) -> u32 {
    attribute(tag, name).and_then(|n| n.parse().ok()).unwrap_or(1)
}

impl Reading {
    fn begins(&mut self, name: &str, tag: &BytesStart<'_>) -> Result<(), NotRead> {
        match name {
            "table" => {
                within(Limit::Sheets, self.sheets.len() as u64 + 1)?;
                let name = attribute(tag, "name").unwrap_or_else(|| (self.sheets.len() + 1).to_string());
                self.sheets.push(Sheet { hidden: name.starts_with('_'), name, ..Sheet::default() });
                (self.row, self.column) = (0, 0);
            }
            "table-row" => (self.times, self.column) = (many(tag, "number-rows-repeated"), 0),
            "table-cell" | "covered-table-cell" => self.cell(tag)?,
            "annotation" => self.remarks += 1,
            "p" if self.remarks == 0 => {
                if let Some(open) = &mut self.open {
                    if open.lines > 0 {
                        open.text.push('\n');
                    }
                    open.lines += 1;
                }
            }
            // several blanks are an element of their own
            "s" => {
                let blanks = many(tag, "c");
                within(Limit::Token, u64::from(blanks))?;
                self.text(&" ".repeat(usize::try_from(blanks).unwrap_or(0)))?;
            }
            _ => {}
        }
        Ok(())
    }

    fn cell(&mut self, tag: &BytesStart<'_>) -> Result<(), NotRead> {
        let (wide, high) = (many(tag, "number-columns-spanned"), many(tag, "number-rows-spanned"));
        if let Some(sheet) = self.sheets.last_mut().filter(|_| wide > 1 || high > 1) {
            let column = |n: u32| u16::try_from(n).unwrap_or(u16::MAX);
            let (first, high, wide) = (self.row.saturating_add(1), high.max(1) - 1, wide.max(1) - 1);
            sheet.merged.push(Merged {
                rows: (first, first.saturating_add(high)),
                columns: (column(self.column), column(self.column.saturating_add(wide))),
            });
            within(Limit::Merged, sheet.merged.len() as u64)?;
        }
        let kind = attribute(tag, "value-type");
        let value = match kind.as_deref() {
            Some("date") => "date-value",
            Some("string") => "string-value",
            Some("boolean") => "boolean-value",
            _ => "value",
        };
        self.open = Some(Open {
            times: many(tag, "number-columns-repeated"),
            value: attribute(tag, value),
            formula: attribute(tag, "formula").map(|f| f.trim_start_matches("of:=").to_owned()),
            kind: kind.unwrap_or_else(|| "string".to_owned()),
            ..Open::default()
        });
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), NotRead> {
        let Some(open) = self.open.as_mut().filter(|open| open.lines > 0) else { return Ok(()) };
        if self.remarks == 0 {
            open.text.push_str(text);
            within(Limit::Token, open.text.len() as u64)?;
        }
        Ok(())
    }

    fn ends(&mut self, name: &str) -> Result<(), NotRead> {
        match name {
            "annotation" => self.remarks = self.remarks.saturating_sub(1),
            "table-cell" | "covered-table-cell" => {
                let Some(open) = self.open.take() else { return Ok(()) };
                let times = open.times;
                if let Some(cell) = read_cell(open) {
                    for n in 0..times {
                        let column = self.column.saturating_add(n);
                        within(Limit::Columns, u64::from(column))?;
                        self.held.one(cell.text.len())?;
                        self.cells.push((u16::try_from(column).unwrap_or(u16::MAX), cell.clone()));
                    }
                }
                self.column = self.column.saturating_add(times);
            }
            "table-row" => self.row()?,
            _ => {}
        }
        Ok(())
    }

    fn row(&mut self) -> Result<(), NotRead> {
        let cells = std::mem::take(&mut self.cells);
        if let Some(sheet) = self.sheets.last_mut().filter(|_| !cells.is_empty()) {
            for n in 0..self.times {
                within(Limit::Rows, sheet.rows.len() as u64 + 1)?;
                if n > 0 {
                    cells.iter().try_for_each(|(_, cell)| self.held.one(cell.text.len()))?;
                }
                let number = self.row.saturating_add(n).saturating_add(1);
                sheet.rows.push(SheetRow { number, cells: cells.clone() });
            }
        }
        self.row = self.row.saturating_add(self.times);
        Ok(())
    }
}

fn read_cell(open: Open) -> Option<SheetCell> {
    let Open { kind, value, formula, text, .. } = open;
    let (text, is) = match (kind.as_str(), value) {
        ("float" | "currency" | "percentage", Some(value)) => (number(&value), CellIs::Number),
        ("date", Some(value)) => (value.strip_suffix("T00:00:00").unwrap_or(&value).to_owned(), CellIs::Day),
        ("boolean", Some(value)) => (value.to_uppercase(), CellIs::Truth),
        ("string", Some(value)) => (value, CellIs::Text),
        _ => (text, CellIs::Text),
    };
    if text.trim().is_empty() && formula.is_none() {
        return None;
    }
    Some(SheetCell { text, is: formula.map_or(is, |formula| CellIs::Formula(formula.into())) })
}
