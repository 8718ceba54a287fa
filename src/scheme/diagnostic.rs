//! What is wrong with a sheet, where, and what to write instead; in Chinese and English.

mod code;

pub use code::Code;

use super::{tree::Span, words::Lang};
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr;

/// One mistake in a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind of mistake.
    pub code: Code,
    /// Where: line from 1, display column from 1 (a Han character is two wide), display width.
    pub span: Span,
    /// What is wrong, in Chinese.
    pub message_zh: String,
    /// The same in English.
    pub message_en: String,
    /// What to write instead, if that is known.
    pub write_zh: Option<String>,
    /// The same for an English sheet.
    pub write_en: Option<String>,
}

impl Diagnostic {
    pub(super) fn new(code: Code, span: Span, zh: impl Into<String>, en: impl Into<String>) -> Diagnostic {
        Diagnostic { code, span, message_zh: zh.into(), message_en: en.into(), write_zh: None, write_en: None }
    }

    pub(super) fn write(mut self, zh: impl Into<String>, en: impl Into<String>) -> Diagnostic {
        self.write_zh = Some(zh.into());
        self.write_en = Some(en.into());
        self
    }

    /// Line, from 1.
    pub fn line(&self) -> u32 {
        self.span.line
    }

    /// Display column, from 1.
    pub fn column(&self) -> u32 {
        self.span.column
    }

    /// The message in one language.
    pub fn message(&self, lang: Lang) -> &str {
        if lang == Lang::Zh { &self.message_zh } else { &self.message_en }
    }

    /// What to write instead, in one language.
    pub fn instead(&self, lang: Lang) -> Option<&str> {
        if lang == Lang::Zh { self.write_zh.as_deref() } else { self.write_en.as_deref() }
    }

    /// Message, place, the line with the spot marked, and what to write. `name` is what the
    /// reader calls the sheet; `text` is the sheet. Long lines are cut around the spot.
    pub fn render(&self, name: &str, text: &str, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        let mut out = String::new();
        let _ = writeln!(out, "{} {}  {}", if zh { "错误" } else { "error" }, self.code, self.message(lang));
        let _ = writeln!(out, "  {name}:{}:{}", self.span.line, self.span.column);
        if let Some(line) = text.split('\n').nth(self.span.line.saturating_sub(1) as usize) {
            let (line, before, marked) = excerpt(line, self.span);
            let number = self.span.line.to_string();
            let _ = writeln!(out, "{number} | {line}");
            let _ = writeln!(out, "{} | {}{}", " ".repeat(number.len()), " ".repeat(before), "^".repeat(marked));
        }
        if let Some(instead) = self.instead(lang) {
            let _ = writeln!(out, "  {}{instead}", if zh { "写成：" } else { "write: " });
        }
        out
    }
}

/// The line cut to some 100 columns around the spot, the columns before it and its width there.
fn excerpt(line: &str, span: Span) -> (String, usize, usize) {
    const WIDEST: usize = 110;
    let before = span.column.saturating_sub(1) as usize;
    let marked = (span.length.max(1) as usize).min(WIDEST);
    if line.width() <= WIDEST {
        return (line.to_owned(), before, marked);
    }
    let from = before.saturating_sub(40);
    let (mut at, mut cut, mut skipped) = (0, String::new(), 0);
    for c in line.chars() {
        let wide = unicode_width::UnicodeWidthChar::width(c).unwrap_or(0);
        if at < from {
            skipped += wide;
        } else if at < from + WIDEST {
            cut.push(c);
        } else {
            break;
        }
        at += wide;
    }
    (cut, before.saturating_sub(skipped), marked)
}

/// Mistakes found so far; stops taking more after a number nobody reads.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    found: Vec<Diagnostic>,
}

impl Findings {
    const MOST: usize = 50;

    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        // A register out of order makes everything below it look unrelated.
        let known = self.found.iter().any(|d| {
            (d.code == diagnostic.code && d.span == diagnostic.span)
                || (d.code == Code::J04 && diagnostic.code == Code::J03)
        });
        if self.found.len() < Self::MOST && !known {
            self.found.push(diagnostic);
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.found.len() >= Self::MOST
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// All, in order of their place.
    pub(super) fn sorted(mut self) -> Vec<Diagnostic> {
        self.found.sort_by_key(|d| (d.span.line, d.span.column, d.code));
        self.found
    }
}
