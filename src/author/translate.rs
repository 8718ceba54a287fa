//! A sheet word for word in the other language: the words of the language are replaced, names,
//! comments, texts and layout stay.

use crate::scheme::{
    CheckedSheet,
    words::{Lang, spelled},
};

/// The sheet's text with the language's own words in `lang`, in English with ASCII punctuation.
/// Reading it gives the same tree.
pub fn translate(sheet: &CheckedSheet, lang: Lang) -> String {
    let text = sheet.text();
    let mut roles = sheet.roles().to_vec();
    roles.sort_by_key(|(start, ..)| *start);
    roles.dedup_by_key(|(start, ..)| *start);
    let mut out = Writer { text: String::with_capacity(text.len()), lang, quoted: None, comment: false };
    let mut at = 0;
    for (start, end, word) in roles {
        let before = text.get(at..start).unwrap_or_default();
        out.copy(before);
        let spelling = spelled(word, lang);
        // Han words may follow a number or % without a blank; Latin ones would grow together.
        let grown = out.text.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
        if grown && spelling.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            out.text.push(' ');
        }
        out.text.push_str(spelling);
        at = end;
    }
    out.copy(text.get(at..).unwrap_or_default());
    out.text
}

struct Writer {
    text: String,
    lang: Lang,
    /// The mark that closes the quotation being copied.
    quoted: Option<char>,
    comment: bool,
}

impl Writer {
    fn copy(&mut self, piece: &str) {
        let mut rest = piece.chars().peekable();
        while let Some(c) = rest.next() {
            if c == '\n' {
                self.comment = false;
                self.quoted = None;
            }
            let inside = self.comment || self.quoted.is_some();
            if self.quoted == Some(c) {
                self.quoted = None;
            } else if !inside {
                match c {
                    '#' => self.comment = true,
                    '"' => self.quoted = Some('"'),
                    '＂' => self.quoted = Some('＂'),
                    '“' | '”' => self.quoted = Some('”'),
                    _ => {}
                }
            }
            if inside || self.lang == Lang::Zh {
                self.text.push(c);
                continue;
            }
            let ascii = match c {
                '，' => ',',
                '：' => ':',
                '；' => ';',
                '（' => '(',
                '）' => ')',
                '【' => '[',
                '】' => ']',
                other => other,
            };
            self.text.push(ascii);
            let airy = matches!(c, '，' | '：' | '；' | '】');
            if airy && !matches!(rest.peek(), Some(' ' | '\n')) && !self.text.ends_with('\n') {
                self.text.push(' ');
            }
        }
    }
}
