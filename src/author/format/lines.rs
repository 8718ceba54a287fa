//! What the lines of a sheet are: sections, statements and their continuations, tables, comments.

use super::spacing::{Spelling, twins};
use crate::scheme::{
    Findings,
    lexer::{Kind, Line, Mark, Token, lines},
    words::{Clause, Header, Section, Word},
};
use std::collections::BTreeMap;

/// One line to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item {
    Blank,
    Comment(String),
    Section {
        section: Section,
        title: String,
        text: String,
        comment: Option<String>,
    },
    /// A statement (`first`) or what continues it on a line of its own.
    Piece {
        first: bool,
        line: u32,
        text: String,
        comment: Option<String>,
    },
    /// A table's head or one of its rows.
    Row {
        head: bool,
        line: u32,
        cells: Vec<String>,
        comment: Option<String>,
    },
}

/// What a line with tokens is, as the parser takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Section,
    Statement,
    Continuation,
    TableRow,
}

pub(super) fn items(text: &str, spelling: &Spelling<'_>) -> Vec<Item> {
    let tokens = lines(text, &mut Findings::default());
    let roles = roles(&tokens, spelling);
    let by_number: BTreeMap<u32, usize> = tokens.iter().enumerate().map(|(at, line)| (line.number, at)).collect();
    let mut sorter = Sorter { items: Vec::new(), section: None, parts: 0, sized: false, open: false };
    let whole = text.strip_suffix('\n').unwrap_or(text);
    for (at, source) in whole.split('\n').enumerate() {
        let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        match by_number.get(&number).and_then(|at| Some((*at, tokens.get(*at)?))) {
            None => sorter.without_tokens(source),
            Some((at, line)) => {
                let comment = comment(text, line);
                let goes_on = roles.get(at + 1) == Some(&Role::Continuation);
                match roles.get(at) {
                    Some(Role::Section) => sorter.section(line, comment, goes_on, spelling),
                    Some(Role::TableRow) => sorter.row(line, comment, text),
                    Some(Role::Continuation) => sorter.statement(&line.tokens, comment, goes_on, spelling),
                    _ => {
                        sorter.open = false;
                        sorter.statement(&line.tokens, comment, goes_on, spelling);
                    }
                }
            }
        }
    }
    while sorter.items.last() == Some(&Item::Blank) {
        sorter.items.pop();
    }
    sorter.items
}

/// The same reading of lines as the parser's.
fn roles(lines: &[Line], spelling: &Spelling<'_>) -> Vec<Role> {
    let bar = |tokens: &[Token]| tokens.iter().any(|t| t.kind == Kind::Mark(Mark::Bar));
    let (mut section, mut running, mut barred, mut in_table) = (None, false, false, false);
    let mut out = Vec::with_capacity(lines.len());
    for line in lines {
        let opens = matches!(line.tokens.first(), Some(t) if t.kind == Kind::Mark(Mark::SectionOpen));
        if opens && !line.indented {
            section = section_of(&line.tokens, spelling);
            let rest = after_section(&line.tokens);
            (running, barred, in_table) = (!rest.is_empty(), bar(rest), false);
            out.push(Role::Section);
            continue;
        }
        if line.indented && section == Some(Section::Example) && (barred || in_table) {
            in_table = true;
            (running, barred) = (false, false);
            out.push(Role::TableRow);
            continue;
        }
        if line.indented && running {
            barred |= bar(&line.tokens);
            out.push(Role::Continuation);
            continue;
        }
        (running, barred, in_table) = (true, bar(&line.tokens), false);
        out.push(Role::Statement);
    }
    out
}

fn section_of(tokens: &[Token], spelling: &Spelling<'_>) -> Option<Section> {
    match spelling.role(tokens.get(1)?) {
        Some(Word::Section(section)) => Some(section),
        _ => None,
    }
}

fn after_section(tokens: &[Token]) -> &[Token] {
    let close = tokens.iter().position(|t| t.kind == Kind::Mark(Mark::SectionClose));
    close.and_then(|at| tokens.get(at + 1..)).unwrap_or_default()
}

/// What follows the last token: a comment, if it is not blank.
fn comment(text: &str, line: &Line) -> Option<String> {
    let from = line.tokens.last().map_or(line.start, |t| t.span.end);
    let rest = text.get(from..line.end).unwrap_or_default();
    rest.find('#').and_then(|at| rest.get(at..)).map(plain)
}

/// A comment without blanks at its end or signs that the record does not hold.
fn plain(comment: &str) -> String {
    twins(comment.trim_end()).replace(['“', '”'], "\"")
}

struct Sorter {
    items: Vec<Item>,
    section: Option<Section>,
    /// Tokens of the statement so far.
    parts: usize,
    /// The statement is a value by size or by word, whose entries are set apart by ；.
    sized: bool,
    /// A statement has begun and not ended.
    open: bool,
}

impl Sorter {
    fn without_tokens(&mut self, source: &str) {
        let source = source.trim_matches([' ', '\t', '\r', '\u{3000}', '\u{a0}', '\u{feff}']);
        if source.starts_with('#') {
            self.items.push(Item::Comment(plain(source)));
        } else if !matches!(self.items.last(), None | Some(Item::Blank)) {
            self.items.push(Item::Blank);
        }
    }

    fn section(&mut self, line: &Line, comment: Option<String>, goes_on: bool, spelling: &Spelling<'_>) {
        let rest = after_section(&line.tokens);
        let head = line.tokens.get(..line.tokens.len() - rest.len()).unwrap_or_default();
        self.section = section_of(&line.tokens, spelling);
        self.open = false;
        let title = head.iter().find_map(|t| if let Kind::Text(text) = &t.kind { Some(text.clone()) } else { None });
        let (on_head, on_rest) = if rest.is_empty() { (comment, None) } else { (None, comment) };
        self.items.push(Item::Section {
            section: self.section.unwrap_or(Section::Scheme),
            title: title.unwrap_or_default(),
            text: spelling.line(head, false),
            comment: on_head,
        });
        self.statement(rest, on_rest, goes_on, spelling);
    }

    /// The tokens of one line, set apart at every ； that ends a statement.
    fn statement(&mut self, tokens: &[Token], comment: Option<String>, goes_on: bool, spelling: &Spelling<'_>) {
        let mut from = 0;
        let line = tokens.first().map_or(0, |t| t.span.line);
        let mut first = !self.open;
        let mut barred = false;
        for (at, token) in tokens.iter().enumerate() {
            if !self.open {
                (self.open, self.parts, self.sized) = (true, 0, false);
                first = true;
                barred = false;
            }
            if token.kind == Kind::Mark(Mark::Semicolon) && !barred {
                let last = at + 1 == tokens.len() && !goes_on;
                if last || !self.sized {
                    self.piece(tokens.get(from..at).unwrap_or_default(), first, line, None, spelling);
                    from = at + 1;
                    self.open = false;
                    continue;
                }
            }
            barred |= token.kind == Kind::Mark(Mark::Bar);
            self.parts += 1;
            self.sized |= self.section == Some(Section::Values)
                && self.parts == 2
                && spelling.role(token) == Some(Word::Clause(Clause::By));
        }
        self.piece(tokens.get(from..).unwrap_or_default(), first, line, None, spelling);
        match self.items.last_mut() {
            Some(
                Item::Piece { comment: place, .. }
                | Item::Row { comment: place, .. }
                | Item::Section { comment: place, .. },
            ) if comment.is_some() => *place = comment,
            _ => {}
        }
    }

    fn piece(&mut self, tokens: &[Token], first: bool, line: u32, comment: Option<String>, spelling: &Spelling<'_>) {
        if tokens.is_empty() {
            return;
        }
        let bar = |t: &Token| t.kind == Kind::Mark(Mark::Bar);
        let alone = !tokens.iter().any(|t| t.kind == Kind::Mark(Mark::Semicolon));
        if first && alone && self.section == Some(Section::Example) && tokens.iter().any(bar) {
            let cells = tokens.split(bar).map(|cell| spelling.line(cell, false)).collect();
            self.items.push(Item::Row { head: true, line, cells, comment });
            return;
        }
        let code = first && tokens.first().and_then(|t| spelling.role(t)) == Some(Word::Header(Header::Id));
        self.items.push(Item::Piece { first, line, text: spelling.line(tokens, code), comment });
    }

    /// A row's cells as they stand: keys may hold any sign.
    fn row(&mut self, line: &Line, comment: Option<String>, text: &str) {
        let cells = line.tokens.split(|t| t.kind == Kind::Mark(Mark::Bar)).map(|cell| {
            let ends = cell.first().zip(cell.last());
            ends.and_then(|(a, b)| text.get(a.span.start..b.span.end)).unwrap_or_default()
        });
        let cells = cells.map(twins);
        self.items.push(Item::Row { head: false, line: line.number, cells: cells.collect(), comment });
    }
}
