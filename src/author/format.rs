//! The layout of a draft: spacing, aligned tables, one statement a line, comments kept.
//!
//! It works on tokens and never on meaning, so the tree before and after is the same. A sheet
//! that was adopted is bytes that were signed: this is for drafts.

mod lines;
mod spacing;

use self::{
    lines::{Item, items},
    spacing::{Spelling, twins},
};
use super::translate;
use crate::scheme::{
    CheckedSheet, Code, Diagnostic, Worded, worded,
    words::{Lang, Section},
};
use unicode_width::UnicodeWidthStr;

/// Lays a sheet out. What the author broke over several lines stays broken there; statements
/// that share a line are set apart; blanks, tabs and signs that have a plain twin (`≤`, `“`) are
/// replaced by it. Formatting twice changes nothing more.
///
/// # Errors
/// The mistakes that keep the text from being read as statements. A draft that only fails the
/// checker is laid out all the same.
pub fn format(text: &str) -> Result<String, Vec<Diagnostic>> {
    let text = twins(text.trim_start_matches('\u{feff}')).replace("\r\n", "\n");
    let Worded { words, mistakes, whole } = worded(&text);
    let found: Vec<Diagnostic> = mistakes.into_iter().filter(|d| !whole || !has_twin(d)).collect();
    if !found.is_empty() {
        return Err(found);
    }
    let spelling = Spelling::of(&text, &words);
    Ok(written(&items(&text, &spelling)))
}

/// The sheet's text with its words in `lang`; as it stands where they are.
pub(super) fn in_words(sheet: &CheckedSheet, lang: Lang) -> String {
    if language(sheet) == lang { sheet.text().to_owned() } else { translate(sheet, lang) }
}

/// The same text with every statement on one line: what a formula says is then in one piece.
pub(super) fn joined(text: &str) -> String {
    let words = worded(text).words;
    let spelling = Spelling::of(text, &words);
    let mut whole: Vec<Item> = Vec::new();
    for item in items(text, &spelling) {
        match (item, whole.last_mut()) {
            (Item::Piece { first: false, text, .. }, Some(Item::Piece { text: last, .. })) => {
                last.push_str(spelling.between_lines(last));
                last.push_str(&text);
            }
            // comments inside a statement would come between its lines
            (Item::Comment(_) | Item::Blank, _) => {}
            (other, _) => whole.push(other),
        }
    }
    written(&whole)
}

/// The language most of a sheet's own words are in.
pub fn language(sheet: &CheckedSheet) -> Lang {
    Spelling::of(sheet.text(), sheet.roles()).lang
}

/// One statement of a sheet on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The section it stands in.
    pub section: Section,
    /// Title of the example it belongs to; empty elsewhere.
    pub example: String,
    /// Line of the sheet on which it begins, from 1.
    pub line: u32,
    /// Its text with canonical spacing; a table with its rows is one statement.
    pub text: String,
}

/// The statements of a sheet in order, each on one line, its words in `lang`.
pub fn statements(sheet: &CheckedSheet, lang: Lang) -> Vec<Statement> {
    let text = in_words(sheet, lang);
    let words = worded(&text).words;
    let spelling = Spelling::of(&text, &words);
    let mut out: Vec<Statement> = Vec::new();
    let (mut section, mut example) = (Section::Scheme, String::new());
    for item in items(&text, &spelling) {
        match item {
            Item::Section { section: next, title, .. } => {
                section = next;
                example = title;
            }
            Item::Piece { first: true, line, text, .. } => {
                out.push(Statement { section, example: example.clone(), line, text });
            }
            Item::Piece { first: false, text, .. } => {
                if let Some(last) = out.last_mut() {
                    last.text.push_str(spelling.between_lines(&last.text));
                    last.text.push_str(&text);
                }
            }
            Item::Row { head: true, line, cells, .. } => {
                out.push(Statement { section, example: example.clone(), line, text: cells.join(" | ") });
            }
            Item::Row { head: false, cells, .. } => {
                if let Some(last) = out.last_mut() {
                    last.text.push_str(" / ");
                    last.text.push_str(&cells.join(" | "));
                }
            }
            Item::Blank | Item::Comment(_) => {}
        }
    }
    out
}

/// A quotation mark that is written in its plain form anyway.
fn has_twin(found: &Diagnostic) -> bool {
    found.code == Code::P07 && found.write_en.is_some()
}

fn written(items: &[Item]) -> String {
    let mut out = String::new();
    let mut at = 0;
    while let Some(item) = items.get(at) {
        if blank_before(items, at) && !out.is_empty() {
            out.push('\n');
        }
        match item {
            Item::Blank => {}
            Item::Comment(text) => {
                let inside = items.iter().skip(at).find(|i| !matches!(i, Item::Comment(_) | Item::Blank));
                let inside = matches!(inside, Some(Item::Piece { first: false, .. } | Item::Row { head: false, .. }));
                line(&mut out, inside, text, None);
            }
            Item::Section { text, comment, .. } => line(&mut out, false, text, comment.as_deref()),
            Item::Piece { first, text, comment, .. } => line(&mut out, !first, text, comment.as_deref()),
            Item::Row { .. } => {
                let within = items.get(at + 1..).unwrap_or_default().iter().take_while(|i| in_table(i));
                let last = within.enumerate().filter(|(_, i)| matches!(i, Item::Row { .. })).last();
                let count = 1 + last.map_or(0, |(after, _)| after + 1);
                table(&mut out, items.get(at..at + count).unwrap_or_default());
                at += count - 1;
            }
        }
        at += 1;
    }
    out
}

/// Rows, and what stands between them.
fn in_table(item: &Item) -> bool {
    matches!(item, Item::Row { head: false, .. } | Item::Blank | Item::Comment(_))
}

/// One blank line where the author left some, and before every section with its comment; none
/// at the beginning of the sheet or of a section.
fn blank_before(items: &[Item], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| items.get(at));
    if matches!(items.get(at), Some(Item::Blank)) || matches!(before, Some(Item::Section { .. })) {
        return false;
    }
    let mut back = items.get(..at).unwrap_or_default().iter().rev();
    let left = matches!(before, Some(Item::Blank));
    let after_section = matches!(back.find(|i| !matches!(i, Item::Blank)), Some(Item::Section { .. }));
    if left {
        return !after_section;
    }
    if matches!(before, Some(Item::Comment(_))) {
        return false;
    }
    let next = items.iter().skip(at).find(|i| !matches!(i, Item::Comment(_)));
    matches!(next, Some(Item::Section { .. }))
}

fn line(out: &mut String, indented: bool, text: &str, comment: Option<&str>) {
    if indented {
        out.push_str("  ");
    }
    out.push_str(text);
    if let Some(comment) = comment {
        out.push_str("  ");
        out.push_str(comment);
    }
    out.push('\n');
}

/// A table's head and rows with their bars one below the other.
fn table(out: &mut String, rows: &[Item]) {
    let mut widths: Vec<usize> = Vec::new();
    let set_in = |head: bool| if head { 0 } else { 2 };
    for row in rows {
        let Item::Row { head, cells, .. } = row else { continue };
        for (at, cell) in cells.iter().enumerate() {
            let width = cell.width() + if at == 0 { set_in(*head) } else { 0 };
            match widths.get_mut(at) {
                Some(widest) => *widest = (*widest).max(width),
                None => widths.push(width),
            }
        }
    }
    for row in rows {
        let Item::Row { head, cells, comment, .. } = row else {
            match row {
                Item::Comment(text) => line(out, true, text, None),
                _ => out.push('\n'),
            }
            continue;
        };
        let mut text = String::new();
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                text.push_str(if cell.is_empty() && at + 1 == cells.len() { " |" } else { " | " });
            }
            text.push_str(cell);
            if at + 1 < cells.len() {
                let wanted =
                    widths.get(at).copied().unwrap_or(0).saturating_sub(if at == 0 { set_in(*head) } else { 0 });
                text.push_str(&" ".repeat(wanted.saturating_sub(cell.width())));
            }
        }
        line(out, !head, text.trim_end(), comment.as_deref());
    }
}
