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
    /// Where it is written.
    edits: Vec<Edit>,
}

/// One change that a remedy asks for: the bytes that go, and what stands there then.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Edit {
    from: usize,
    to: usize,
    zh: String,
    en: String,
}

impl Diagnostic {
    pub(super) fn new(code: Code, span: Span, zh: impl Into<String>, en: impl Into<String>) -> Diagnostic {
        let (message_zh, message_en) = (zh.into(), en.into());
        Diagnostic { code, span, message_zh, message_en, write_zh: None, write_en: None, edits: Vec::new() }
    }

    /// What stands in the place of what is marked.
    pub(super) fn write(self, zh: impl Into<String>, en: impl Into<String>) -> Diagnostic {
        let (from, to) = (self.span.start, self.span.end);
        self.write_for(from, to, zh, en)
    }

    /// What stands in the place of these bytes.
    pub(super) fn write_for(
        mut self,
        from: usize,
        to: usize,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Diagnostic {
        let (zh, en) = (zh.into(), en.into());
        self.write_zh = Some(zh.clone());
        self.write_en = Some(en.clone());
        self.edits = vec![Edit { from, to, zh, en }];
        self
    }

    /// What is added at a byte, set off by a blank where it is not set off by itself.
    pub(super) fn add(self, at: usize, zh: impl Into<String>, en: impl Into<String>) -> Diagnostic {
        let (zh, en) = (zh.into(), en.into());
        let mut added = self.write_for(at, at, zh, en);
        if let Some(edit) = added.edits.last_mut() {
            edit.zh.insert(0, ' ');
            edit.en.insert(0, ' ');
        }
        added
    }

    /// A line that is added below the one in which the byte stands.
    pub(super) fn add_line(self, text: &str, byte: usize, zh: impl Into<String>, en: impl Into<String>) -> Diagnostic {
        let at = behind(text, byte).find('\n').map_or(text.len(), |end| byte + end);
        let mut added = self.write_for(at, at, zh, en);
        if let Some(edit) = added.edits.last_mut() {
            edit.zh.insert(0, '\n');
            edit.en.insert(0, '\n');
        }
        added
    }

    /// A statement that goes: it stays as a remark, where it has its lines for itself.
    pub(super) fn left_out(self, text: &str, from: usize, to: usize) -> Diagnostic {
        let Some(before) = text.get(..from).and_then(|before| before.rsplit('\n').next()) else { return self };
        let rest = behind(text, to);
        let rest = rest.split_once('\n').map_or(rest, |(first, _)| first).trim_start();
        let Some(said) = text.get(from..to).filter(|said| !said.is_empty()) else { return self };
        if !before.trim().is_empty() || !(rest.is_empty() || rest.starts_with('#')) {
            return self;
        }
        let remark = format!("# {}", said.replace('\n', "\n# "));
        self.write_for(from, to, remark.clone(), remark)
    }

    /// A statement that goes up, before another one.
    pub(super) fn moved_up(self, text: &str, line: u32, before: u32) -> Diagnostic {
        let starts: Vec<usize> =
            std::iter::once(0).chain(text.char_indices().filter(|(_, c)| *c == '\n').map(|(at, _)| at + 1)).collect();
        let start = |line: u32| starts.get(line.saturating_sub(1) as usize).copied();
        let (Some(from), Some(to)) = (start(line), start(before)) else { return self };
        // with the lines that go on with it
        let goes_on = |at: &&usize| behind(text, **at).starts_with([' ', '\t']);
        let more = starts.iter().skip(line as usize).take_while(goes_on).count();
        let end = start(line + 1 + u32::try_from(more).unwrap_or(0)).unwrap_or(text.len());
        let Some(said) = text.get(from..end).filter(|said| said.ends_with('\n')).filter(|_| to < from) else {
            return self;
        };
        let said = said.to_owned();
        self.write_for(to, to, said.clone(), said).and(from, end, "", "").shown()
    }

    /// The remedy without the blank lines around it.
    pub(super) fn shown(mut self) -> Diagnostic {
        for said in [&mut self.write_zh, &mut self.write_en].into_iter().flatten() {
            *said = said.trim().to_owned();
        }
        self
    }

    /// What is really written, where the remedy names what cannot be seen.
    pub(super) fn written(mut self, unseen: &str) -> Diagnostic {
        for edit in &mut self.edits {
            (edit.zh, edit.en) = (unseen.to_owned(), unseen.to_owned());
        }
        self
    }

    /// What else has to be written for the remedy to hold.
    pub(super) fn and(mut self, from: usize, to: usize, zh: impl Into<String>, en: impl Into<String>) -> Diagnostic {
        self.edits.push(Edit { from, to, zh: zh.into(), en: en.into() });
        self
    }

    /// The sheet with the remedy written where it belongs; `None` where no remedy is known.
    pub fn mended(&self, text: &str, lang: Lang) -> Option<String> {
        let mut edits: Vec<&Edit> = self.edits.iter().collect();
        edits.sort_by_key(|edit| (edit.from, edit.to));
        let (mut out, mut at) = (String::new(), 0);
        for edit in edits {
            out.push_str(text.get(at..edit.from)?);
            out.push_str(if lang == Lang::Zh { &edit.zh } else { &edit.en });
            at = edit.to;
        }
        out.push_str(text.get(at..)?);
        (!self.edits.is_empty()).then_some(out)
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

/// What stands behind a byte of the text.
pub(super) fn behind(text: &str, byte: usize) -> &str {
    text.get(byte..).unwrap_or_default()
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

    pub(super) fn count(&self) -> usize {
        self.found.len()
    }

    /// Forgets what was found since.
    pub(super) fn cut(&mut self, count: usize) {
        self.found.truncate(count);
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
