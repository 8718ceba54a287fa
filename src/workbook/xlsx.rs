//! xlsx as a stream: its list of sheets, the texts that cells share, which numbers are shown as days, and the cells of
//! each sheet one after the other. Numbers stay the text that they are written as.

use super::{
    bounded::{Held, Limit, NotRead, Parts, within},
    xml::{Tag, Xml, attribute},
};
use crate::intake::{CellIs, Merged, Sheet, SheetCell, SheetRow, serial};
use quick_xml::events::BytesStart;
use std::{collections::BTreeMap, io::Read};

/// All sheets of a workbook.
pub(super) fn read(parts: &mut Parts<'_>) -> Result<Vec<Sheet>, NotRead> {
    let Named { sheets: named, from_1904 } = named(parts)?;
    let targets = targets(parts)?;
    let days = shown_as_days(parts)?;
    let texts = texts(parts)?;
    let mut held = parts.held;
    let mut sheets = Vec::new();
    for (name, hidden, id) in named {
        let Some(target) = targets.get(&id).cloned() else { continue };
        // charts and macro sheets have no cells
        if !target.contains("worksheets/") {
            continue;
        }
        let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
        let part = parts.part(&path)?.ok_or(NotRead::Without("xl/worksheets"))?;
        let look = Look { texts: &texts, days: &days, from_1904 };
        let sheet = Sheet { name, hidden, ..Sheet::default() };
        sheets.push(cells(Xml::new(part), &look, sheet, &mut held)?);
    }
    Ok(sheets)
}

struct Named {
    /// Name, hidden, relation.
    sheets: Vec<(String, bool, String)>,
    from_1904: bool,
}

fn named(parts: &mut Parts<'_>) -> Result<Named, NotRead> {
    let mut named = Named { sheets: Vec::new(), from_1904: false };
    let part = parts.part("xl/workbook.xml")?.ok_or(NotRead::Without("xl/workbook.xml"))?;
    Xml::new(part).each(&mut |tag| {
        match tag {
            Tag::Begins("sheet", tag) => {
                let get = |name| attribute(tag, name).unwrap_or_default();
                named.sheets.push((get("name"), get("state").to_lowercase().contains("hidden"), get("id")));
                within(Limit::Sheets, named.sheets.len() as u64)?;
            }
            Tag::Begins("workbookPr", tag) => {
                named.from_1904 = attribute(tag, "date1904").is_some_and(|said| said == "1" || said == "true");
            }
            _ => {}
        }
        Ok(true)
    })?;
    Ok(named)
}

/// Where each relation of the workbook leads.
fn targets(parts: &mut Parts<'_>) -> Result<BTreeMap<String, String>, NotRead> {
    let mut targets = BTreeMap::new();
    let Some(part) = parts.part("xl/_rels/workbook.xml.rels")? else { return Ok(targets) };
    Xml::new(part).each(&mut |tag| {
        if let Tag::Begins("Relationship", tag) = tag {
            targets.extend(attribute(tag, "Id").zip(attribute(tag, "Target")));
            within(Limit::Parts, targets.len() as u64)?;
        }
        Ok(true)
    })?;
    Ok(targets)
}

/// Of each style whether a number in it is shown as a day.
fn shown_as_days(parts: &mut Parts<'_>) -> Result<Vec<bool>, NotRead> {
    let mut custom: BTreeMap<u32, bool> = BTreeMap::new();
    let mut styles = Vec::new();
    let mut inside = false;
    let Some(part) = parts.part("xl/styles.xml")? else { return Ok(styles) };
    Xml::new(part).each(&mut |tag| {
        match tag {
            Tag::Begins("numFmt", tag) => {
                let number = attribute(tag, "numFmtId").and_then(|id| id.parse().ok());
                custom.extend(number.zip(attribute(tag, "formatCode").map(|code| of_days(&code))));
            }
            Tag::Begins("cellXfs", _) => inside = true,
            Tag::Ends("cellXfs") => inside = false,
            Tag::Begins("xf", tag) if inside => {
                let number: u32 = attribute(tag, "numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
                let built_in = matches!(number, 14..=22 | 27..=36 | 45..=47 | 50..=58);
                styles.push(custom.get(&number).copied().unwrap_or(built_in));
            }
            _ => {}
        }
        within(Limit::Texts, (styles.len() + custom.len()) as u64)?;
        Ok(true)
    })?;
    Ok(styles)
}

/// A format with a year, month or day in it, outside of quotes and brackets.
fn of_days(code: &str) -> bool {
    let mut open = None;
    let mut escaped = false;
    let mut seen = false;
    for c in code.chars() {
        match (open, c) {
            _ if escaped => escaped = false,
            (None, '\\') => escaped = true,
            (None, '"') => open = Some('"'),
            (None, '[') => open = Some(']'),
            (Some(end), c) if c == end => open = None,
            (None, 'y' | 'Y' | 'd' | 'D' | 'm' | 'M' | '年') => seen = true,
            _ => {}
        }
    }
    seen
}

/// The texts that cells share.
fn texts(parts: &mut Parts<'_>) -> Result<Vec<Box<str>>, NotRead> {
    let mut texts: Vec<Box<str>> = Vec::new();
    let mut bytes = 0;
    let Some(part) = parts.part("xl/sharedStrings.xml")? else { return Ok(texts) };
    let (mut text, mut inside, mut sounds) = (String::new(), false, false);
    Xml::new(part).each(&mut |tag| {
        match tag {
            Tag::Begins("si", _) => text.clear(),
            // how Han characters are read stands beside them
            Tag::Begins("rPh", _) => sounds = true,
            Tag::Ends("rPh") => sounds = false,
            Tag::Begins("t", _) => inside = !sounds,
            Tag::Ends("t") => inside = false,
            Tag::Text(more) if inside => {
                text.push_str(more);
                within(Limit::Token, text.len() as u64)?;
            }
            Tag::Ends("si") => {
                bytes += text.len() as u64;
                within(Limit::Text, bytes)?;
                texts.push(unescaped(&text).into());
                within(Limit::Texts, texts.len() as u64)?;
            }
            _ => {}
        }
        Ok(true)
    })?;
    Ok(texts)
}

/// What a cell may refer to.
struct Look<'a> {
    texts: &'a [Box<str>],
    days: &'a [bool],
    from_1904: bool,
}

/// The cell that is being read.
#[derive(Default)]
struct Open {
    column: u32,
    style: usize,
    kind: String,
    value: String,
    formula: Option<String>,
}

/// What the text of an element belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Into {
    #[default]
    Nothing,
    Value,
    Formula,
}

fn cells<R: Read>(mut xml: Xml<R>, look: &Look<'_>, sheet: Sheet, held: &mut Held) -> Result<Sheet, NotRead> {
    let mut reading = Reading {
        look,
        held,
        sheet,
        row: 0,
        next: 0,
        cells: Vec::new(),
        open: Open::default(),
        into: Into::Nothing,
        sounds: false,
    };
    xml.each(&mut |tag| {
        match tag {
            Tag::Begins(name, tag) => reading.begins(name, tag)?,
            Tag::Text(text) => reading.text(text)?,
            Tag::Ends("worksheet") => return Ok(false),
            Tag::Ends(name) => reading.ends(name)?,
            Tag::Over => return Err(NotRead::Part("</worksheet>".to_owned())),
        }
        Ok(true)
    })?;
    Ok(reading.sheet)
}

/// A sheet that is being read.
struct Reading<'a> {
    look: &'a Look<'a>,
    held: &'a mut Held,
    sheet: Sheet,
    /// This row's number, and the column that comes next.
    row: u32,
    next: u32,
    cells: Vec<(u16, SheetCell)>,
    open: Open,
    into: Into,
    /// Within how Han characters are read, which stands beside them.
    sounds: bool,
}

impl Reading<'_> {
    fn begins(&mut self, name: &str, tag: &BytesStart<'_>) -> Result<(), NotRead> {
        match name {
            "row" => {
                let said = attribute(tag, "r").and_then(|r| r.parse().ok());
                let number = said.unwrap_or(self.row.saturating_add(1));
                if number <= self.row {
                    return Err(NotRead::Part(format!("row {number} behind row {}", self.row)));
                }
                (self.row, self.next) = (number, 0);
            }
            "c" => {
                let column = attribute(tag, "r").and_then(|at| column_of(&at)).unwrap_or(self.next);
                if column < self.next {
                    return Err(NotRead::Part(format!("columns of row {} out of order", self.row)));
                }
                self.next = column.saturating_add(1);
                let style = attribute(tag, "s").and_then(|s| s.parse().ok()).unwrap_or(0);
                let kind = attribute(tag, "t").unwrap_or_else(|| "n".to_owned());
                self.open = Open { column, style, kind, ..Open::default() };
            }
            "v" => self.into = Into::Value,
            "t" if !self.sounds => self.into = Into::Value,
            "f" => {
                self.open.formula = Some(String::new());
                self.into = Into::Formula;
            }
            "rPh" => self.sounds = true,
            "mergeCell" => {
                self.sheet.merged.extend(attribute(tag, "ref").and_then(|range| merged(&range)));
                within(Limit::Merged, self.sheet.merged.len() as u64)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), NotRead> {
        let to = match self.into {
            Into::Nothing => return Ok(()),
            Into::Value => &mut self.open.value,
            Into::Formula => self.open.formula.get_or_insert_default(),
        };
        to.push_str(text);
        within(Limit::Token, to.len() as u64)
    }

    fn ends(&mut self, name: &str) -> Result<(), NotRead> {
        match name {
            "v" | "t" | "f" => self.into = Into::Nothing,
            "rPh" => self.sounds = false,
            "c" => {
                if let Some(cell) = cell(&mut self.open, self.look)? {
                    within(Limit::Columns, u64::from(self.open.column))?;
                    self.held.one(cell.text.len())?;
                    self.cells.push((u16::try_from(self.open.column).unwrap_or(u16::MAX), cell));
                }
            }
            "row" if !self.cells.is_empty() => {
                within(Limit::Rows, self.sheet.rows.len() as u64 + 1)?;
                self.cells.shrink_to_fit();
                let cells = std::mem::take(&mut self.cells);
                self.sheet.rows.push(SheetRow { number: self.row, cells });
            }
            _ => {}
        }
        Ok(())
    }
}

fn cell(open: &mut Open, look: &Look<'_>) -> Result<Option<SheetCell>, NotRead> {
    let value = std::mem::take(&mut open.value);
    let (text, is) = match open.kind.as_str() {
        "s" => {
            let at = value.trim().parse::<usize>().ok();
            let text = at.and_then(|at| look.texts.get(at));
            let text = text.ok_or_else(|| NotRead::Part(format!("text {value}")))?;
            (text.to_string(), CellIs::Text)
        }
        "str" | "inlineStr" => (unescaped(&value), CellIs::Text),
        "b" => ((if value.trim() == "1" { "TRUE" } else { "FALSE" }).to_owned(), CellIs::Truth),
        "e" => (value, CellIs::Error),
        "d" => (value.strip_suffix("T00:00:00").unwrap_or(&value).to_owned(), CellIs::Day),
        _ if look.days.get(open.style).copied().unwrap_or(false) => match day(value.trim(), look.from_1904) {
            Some(day) => (day, CellIs::Day),
            None => (number(value.trim()), CellIs::Number),
        },
        _ => (number(value.trim()), CellIs::Number),
    };
    let formula = open.formula.take();
    if text.trim().is_empty() && formula.is_none() {
        return Ok(None);
    }
    Ok(Some(SheetCell { text, is: formula.map_or(is, |formula| CellIs::Formula(formula.into())) }))
}

/// A number as people write it: spreadsheets write 1.1 as 1.1000000000000001. One with an exponent stays as it is.
pub(super) fn number(text: &str) -> String {
    let plain = text.len() > 15 && text.contains('.') && !text.contains(['e', 'E']);
    let shortest = text.parse::<f64>().ok().filter(|n| plain && n.is_finite());
    shortest.map_or_else(|| text.to_owned(), |n| n.to_string())
}

/// The day of a number that is shown as one, with its time where it has any.
fn day(text: &str, from_1904: bool) -> Option<String> {
    const BETWEEN: i64 = 1462;
    let (days, time) = text.split_once('.').map_or((text, ""), |(days, time)| (days, time.trim_end_matches('0')));
    let days = days.parse::<i64>().ok()? + if from_1904 { BETWEEN } else { 0 };
    let day = serial(&days.to_string())?;
    Some(if time.is_empty() { day.to_string() } else { format!("{day} .{time}") })
}

/// `AB12` → 27.
fn column_of(at: &str) -> Option<u32> {
    let letters = at.bytes().take_while(u8::is_ascii_alphabetic);
    let numbers: Vec<u32> = letters.map(|b| u32::from(b.to_ascii_uppercase() - b'A') + 1).collect();
    if numbers.is_empty() || numbers.len() > 3 {
        return None;
    }
    Some(numbers.iter().fold(0, |sum, n| sum * 26 + n) - 1)
}

/// `A1:C2`.
fn merged(range: &str) -> Option<Merged> {
    let (first, last) = range.split_once(':')?;
    let row = |at: &str| at.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse::<u32>().ok();
    let column = |at: &str| column_of(at).map(|column| u16::try_from(column).unwrap_or(u16::MAX));
    Some(Merged { rows: (row(first)?, row(last)?), columns: (column(first)?, column(last)?) })
}

/// `_x000D_`: how a spreadsheet writes a character that XML has no place for.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let code = from.get(2..6).filter(|_| from.get(6..7) == Some("_"));
        match code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32) {
            Some(c) => {
                out.push(c);
                rest = from.get(7..).unwrap_or("");
            }
            None => {
                out.push_str("_x");
                rest = from.get(2..).unwrap_or("");
            }
        }
    }
    out.push_str(rest);
    out
}
