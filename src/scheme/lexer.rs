//! Text → lines of tokens. Full-width punctuation reads as its ASCII twin.

use super::{
    diagnostic::{Code, Diagnostic, Findings},
    tree::Span,
};
use crate::unit::{Day, Exact, in_table};
use unicode_width::UnicodeWidthChar;

/// Most digits of a number in a sheet, before and behind its point together.
const DIGITS: usize = 40;

/// One token and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub kind: Kind,
    pub span: Span,
    /// No blank before it.
    pub glued: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    /// Han, Latin letters, digits, `_`; also `%`.
    Word(String),
    Number(Exact),
    /// After sentence 5: `D 00:00` is the day before.
    Date(Day),
    /// In quotation marks.
    Text(String),
    /// `[…]` after a word.
    Key(String),
    Mark(Mark),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    Plus,
    Minus,
    Times,
    Over,
    Slash,
    Middle,
    Less,
    AtMost,
    Equal,
    AtLeast,
    More,
    Unequal,
    Comma,
    List,
    Colon,
    Semicolon,
    Open,
    Close,
    Dot,
    Bar,
    SectionOpen,
    SectionClose,
    Other,
}

/// A physical line that says something.
#[derive(Debug)]
pub(crate) struct Line {
    pub indented: bool,
    pub number: u32,
    /// Bytes of the line without its end.
    pub start: usize,
    pub end: usize,
    pub tokens: Vec<Token>,
}

/// True for characters a name may consist of.
pub(crate) fn in_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || is_han(c)
}

pub(crate) fn is_han(c: char) -> bool {
    matches!(c as u32, 0x3005 | 0x3007 | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0x20000..=0x323AF)
}

/// Every line with tokens; reports characters outside the ledger's table, open quotation marks,
/// malformed numbers and days that do not exist.
pub(crate) fn lines(text: &str, findings: &mut Findings) -> Vec<Line> {
    let mut out = Vec::new();
    let mut start = 0;
    for (at, line) in text.split('\n').enumerate() {
        let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        let mut scan = Scan { text: line, at: 0, column: 1, number, start, findings };
        let tokens = scan.tokens();
        if !tokens.is_empty() {
            let indented = line.starts_with([' ', '\t', '\u{3000}']);
            out.push(Line { indented, number, start, end: start + line.len(), tokens });
        }
        start += line.len() + 1;
    }
    out
}

/// One line being read.
struct Scan<'a> {
    text: &'a str,
    at: usize,
    column: u32,
    number: u32,
    start: usize,
    findings: &'a mut Findings,
}

#[derive(Clone, Copy)]
struct Here {
    at: usize,
    column: u32,
}

impl Scan<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        self.column += u32::try_from(c.width().unwrap_or(1)).unwrap_or(1);
        Some(c)
    }

    fn here(&self) -> Here {
        Here { at: self.at, column: self.column }
    }

    fn back_to(&mut self, here: Here) {
        self.at = here.at;
        self.column = here.column;
    }

    fn span(&self, from: Here) -> Span {
        Span {
            line: self.number,
            column: from.column,
            length: self.column.saturating_sub(from.column).max(1),
            start: self.start + from.at,
            end: self.start + self.at,
        }
    }

    fn since(&self, from: Here) -> &str {
        self.text.get(from.at..self.at).unwrap_or_default()
    }

    fn take_while(&mut self, holds: impl Fn(char) -> bool) -> String {
        let from = self.here();
        while self.peek().is_some_and(&holds) {
            self.next();
        }
        self.since(from).to_owned()
    }

    fn tokens(&mut self) -> Vec<Token> {
        self.report_characters();
        let mut tokens: Vec<Token> = Vec::new();
        let mut glued = false;
        while let Some(c) = self.peek() {
            if matches!(c, ' ' | '\t' | '\r' | '\u{3000}' | '\u{a0}' | '\u{feff}') {
                self.next();
                glued = false;
                continue;
            }
            if c == '#' {
                break;
            }
            let from = self.here();
            if let Some(kind) = self.token(c, from, &tokens, glued) {
                tokens.push(Token { kind, span: self.span(from), glued });
            }
            glued = true;
        }
        self.take_while(|_| true);
        tokens
    }

    fn token(&mut self, c: char, from: Here, before: &[Token], glued: bool) -> Option<Kind> {
        if c.is_ascii_digit() {
            return self.number(from);
        }
        if in_name(c) {
            return Some(Kind::Word(self.take_while(in_name)));
        }
        if matches!(c, '%' | '％') {
            self.next();
            return Some(Kind::Word("%".to_owned()));
        }
        if matches!(c, '"' | '“' | '”' | '＂') {
            return self.quoted(c, from);
        }
        // also behind a word, where no heading can stand: the layout writes it as the bracket of a key
        if matches!(c, '[' | '［' | '【') && glued && matches!(before.last(), Some(Token { kind: Kind::Word(_), .. }))
        {
            self.next();
            let key = self.take_while(|c| !matches!(c, ']' | '］' | '】'));
            if self.next().is_none() {
                let (span, end) = (self.span(from), self.start + self.at);
                let found = Diagnostic::new(Code::P02, span, "方括号没有合上", "the bracket is not closed");
                self.findings.push(found.write_for(end, end, "]", "]"));
            }
            return Some(Kind::Key(key.trim().to_owned()));
        }
        self.next();
        Some(Kind::Mark(self.mark(c)))
    }

    fn mark(&mut self, c: char) -> Mark {
        let equal = matches!(self.peek(), Some('=' | '＝'));
        if matches!(c, '<' | '＜') && matches!(self.peek(), Some('>' | '＞')) {
            self.next();
            return Mark::Unequal;
        }
        if equal && matches!(c, '<' | '＜' | '>' | '＞' | '!' | '！') {
            self.next();
        }
        let with_equal = |yes: Mark, no: Mark| if equal { yes } else { no };
        match c {
            '+' | '＋' => Mark::Plus,
            '-' | '－' | '−' | '–' => Mark::Minus,
            '×' | '*' | '＊' => Mark::Times,
            '÷' => Mark::Over,
            '/' | '／' => Mark::Slash,
            '·' => Mark::Middle,
            '<' | '＜' => with_equal(Mark::AtMost, Mark::Less),
            '>' | '＞' => with_equal(Mark::AtLeast, Mark::More),
            '!' | '！' => with_equal(Mark::Unequal, Mark::Other),
            '=' | '＝' => Mark::Equal,
            '≤' => Mark::AtMost,
            '≥' => Mark::AtLeast,
            '≠' => Mark::Unequal,
            ',' | '，' => Mark::Comma,
            '、' => Mark::List,
            ':' | '：' => Mark::Colon,
            ';' | '；' => Mark::Semicolon,
            '(' | '（' => Mark::Open,
            ')' | '）' => Mark::Close,
            '.' => Mark::Dot,
            '|' | '｜' => Mark::Bar,
            '【' | '[' | '［' => Mark::SectionOpen,
            '】' | ']' | '］' => Mark::SectionClose,
            _ => Mark::Other,
        }
    }

    fn quoted(&mut self, open: char, from: Here) -> Option<Kind> {
        self.next();
        let closes = |c: char| match open {
            '"' | '＂' => matches!(c, '"' | '＂'),
            _ => c == '”',
        };
        let text = self.take_while(|c| !closes(c));
        if self.next().is_none() {
            let (span, end) = (self.span(from), self.start + self.at);
            let close = if matches!(open, '"' | '＂') { "\"" } else { "”" };
            let found = Diagnostic::new(Code::P02, span, "引号没有合上", "the quotation mark is not closed");
            self.findings.push(found.write_for(end, end, close, close));
        }
        Some(Kind::Text(text))
    }

    fn number(&mut self, from: Here) -> Option<Kind> {
        if let Some(date) = self.date(from) {
            return date.map(Kind::Date);
        }
        if let Some(day) = self.other_day(from) {
            return Some(Kind::Date(day));
        }
        self.take_while(|c| c.is_ascii_digit());
        let dot = self.here();
        if self.peek() == Some('.') {
            self.next();
            if self.take_while(|c| c.is_ascii_digit()).is_empty() {
                self.back_to(dot);
            }
        }
        let text = self.since(from);
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        match text.parse::<Exact>().ok().filter(|_| digits <= DIGITS) {
            Some(number) => Some(Kind::Number(number)),
            None => {
                self.findings.push(Diagnostic::new(
                    Code::P04,
                    self.span(from),
                    "数太长：最多四十位",
                    "the number is too long: 40 digits at most",
                ));
                Some(Kind::Number(Exact::zero()))
            }
        }
    }

    /// `2026-11-23`, with `24:00` or `00:00` after it. Outer `None`: not shaped like a date.
    fn date(&mut self, from: Here) -> Option<Option<Day>> {
        let shape = self.rest().get(..10).is_some_and(|s| {
            s.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() })
        });
        if !shape || self.rest().as_bytes().get(10).is_some_and(u8::is_ascii_digit) {
            return None;
        }
        for _ in 0..10 {
            self.next();
        }
        let day = self.since(from).parse::<Day>().ok();
        let after = self.here();
        self.take_while(|c| c == ' ');
        let clock = self.take_while(|c| c.is_ascii_digit() || matches!(c, ':' | '：')).replace('：', ":");
        let day = match clock.as_str() {
            "24:00" => day,
            "00:00" => day.and_then(|d| d.plus_days(-1)),
            _ => {
                self.back_to(after);
                day
            }
        };
        if day.is_none() {
            let said = self.since(from).get(..10).and_then(near_day);
            let found = Diagnostic::new(
                Code::P05,
                self.span(from),
                "没有这一天（从 1900-01-01 到 2199-12-31）",
                "there is no such day (1900-01-01 to 2199-12-31)",
            );
            self.findings.push(match said {
                Some(day) => found.write(day.to_string(), day.to_string()),
                None => found,
            });
            return Some(Day::new(2000, 1, 1));
        }
        Some(day)
    }

    /// `2026/1/5`, `2026-1-5`, `2026.1.5`, `2026年1月5日`: a day as people write it.
    fn other_day(&mut self, from: Here) -> Option<Day> {
        let mut rest = self.rest();
        let mut parts = Vec::new();
        for (most, ends) in [(4, "/-.年"), (2, "/-.月"), (2, "日")] {
            let digits = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
            parts.push(rest.get(..digits).filter(|part| !part.is_empty())?);
            rest = rest.get(digits..)?;
            let end = rest.chars().next().filter(|c| ends.contains(*c));
            if parts.len() < 3 && end.is_none() {
                return None;
            }
            rest = rest.get(end.map_or(0, char::len_utf8)..)?;
        }
        let ends = !rest.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '/' | '.'));
        let written = parts.join("-");
        let year = parts.first()?.parse::<i32>().ok().filter(|year| (1900..2200).contains(year));
        let day = year.filter(|_| ends).and_then(|_| near_day(&written))?;
        let length = self.rest().len() - rest.len();
        while self.at < from.at + length {
            self.next()?;
        }
        let found =
            Diagnostic::new(Code::P01, self.span(from), "日期写成 2026-01-05 这样", "a day is written like 2026-01-05");
        self.findings.push(found.write(day.to_string(), day.to_string()));
        Some(day)
    }

    /// The record holds a fixed table of characters; a sheet outside it could not be adopted.
    fn report_characters(&mut self) {
        let whole = self.here();
        while let Some(c) = self.peek() {
            let from = self.here();
            self.next();
            if in_table(c) || self.findings.is_full() {
                continue;
            }
            let instead = match c {
                '−' => "-",
                '≤' => "<=",
                '≥' => ">=",
                '≠' => "!=",
                '\u{3000}' | '\u{a0}' | '\t' => "␣",
                '“' | '”' => "\"",
                _ => "",
            };
            let shown = if c.is_control() || c.width().unwrap_or(0) == 0 || c == '\u{3000}' {
                format!("U+{:04X}", c as u32)
            } else {
                c.to_string()
            };
            let found = Diagnostic::new(
                Code::P07,
                self.span(from),
                format!("不能用 {shown} 这个字符"),
                format!("the character {shown} is not allowed"),
            );
            self.findings.push(match instead {
                "" => found,
                "␣" => found.write("空格", "a space").written(" "),
                other => found.write(other, other),
            });
        }
        self.back_to(whole);
    }
}

/// The day that is nearest to what looks like one: of that month, else of that year.
fn near_day(text: &str) -> Option<Day> {
    let mut parts = text.split('-').map(|part| part.parse::<u32>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let year = i32::try_from(year.clamp(1900, 2199)).ok()?;
    let (month, day) = (month.clamp(1, 12), day.clamp(1, 31));
    (1..=day).rev().find_map(|day| Day::new(year, month, day))
}
