//! 【示例】: figures in, figures expected.

use super::{
    super::{
        diagnostic::{Code, Diagnostic, Findings},
        lexer::{Kind, Mark, Token},
        syntax::{Ident, RawCell, RawExample, RawExpectation, RawKind, RawName, RawTable, RawTableRow},
        tree::{RunDay, Span},
        words::{Clause, Declare, Word},
    },
    Roles,
    cursor::{Cursor, join},
};
use crate::unit::Day;

pub(super) fn empty(title: String, after: Option<(String, Span)>, span: Span) -> RawExample {
    RawExample {
        title,
        after,
        span,
        period: None,
        record_day: None,
        tables: Vec::new(),
        given: Vec::new(),
        openings: Vec::new(),
        expectations: Vec::new(),
        broken: false,
    }
}

pub(super) fn statement(cursor: &mut Cursor<'_>, example: &mut RawExample) -> Option<()> {
    if cursor.tokens().iter().any(|t| t.kind == Kind::Mark(Mark::Bar)) {
        example.tables.push(table(cursor)?);
        cursor.few(example.tables.len(), MOST)?;
        return Some(());
    }
    let span = cursor.span();
    // Names may be spelled like these words; what follows tells them apart.
    let assigns =
        matches!(cursor.peek_after(), Some(Token { kind: Kind::Mark(Mark::Equal | Mark::Dot) | Kind::Key(_), .. }));
    match cursor.declare().filter(|_| !assigns) {
        Some(Declare::Period) => {
            cursor.take_declare(Declare::Period);
            cursor.whole_period()?;
            let first = day(cursor)?;
            cursor.upto_meant()?;
            cursor.need_declare(Declare::Upto)?;
            let last = day(cursor)?;
            let span = cursor.span_from(span);
            once(cursor, span, example.period.replace((first, last, span)).is_some())
        }
        Some(Declare::Given) => {
            cursor.take_declare(Declare::Given);
            let name = given_name(cursor)?;
            cursor.need_mark(Mark::Equal, "=")?;
            let value = cursor.expression()?;
            example.given.push((name, value, span));
            Some(())
        }
        Some(Declare::Expect) => {
            cursor.take_declare(Declare::Expect);
            expectation(cursor, example, span)
        }
        _ if cursor.select(|w| (w == Word::Day(RunDay::RecordDay)).then_some(())).is_some() => {
            cursor.play(Word::Day(RunDay::RecordDay));
            if let (
                Some(Token { kind: Kind::Mark(Mark::Equal), span, .. }),
                Some(Token { kind: Kind::Date(day), span: last, .. }),
            ) = (cursor.peek(), cursor.peek_after())
            {
                let (at, day) = (join(*span, *last), *day);
                return cursor.fail(
                    Diagnostic::new(
                        Code::P01,
                        at,
                        "记录日 后面直接写日期，不写 =",
                        "the day stands behind record_day without =",
                    )
                    .write(day.to_string(), day.to_string()),
                );
            }
            let day = day(cursor)?;
            let span = cursor.span_from(span);
            once(cursor, span, example.record_day.replace(day).is_some())
        }
        _ => {
            cursor.example_meant()?;
            let name = cursor.name()?;
            // `input x = 3`: a word that introduces nothing here
            if let (Some(Token { kind: Kind::Word(_), .. }), Some(Token { kind: Kind::Mark(Mark::Equal), .. })) =
                (cursor.peek(), cursor.peek_after())
            {
                let shown = name.written();
                let found = Diagnostic::new(
                    Code::P01,
                    name.span,
                    format!("示例里没有 {shown} 这样的行；输入和参数前面写 取"),
                    format!("there is no line {shown} in an example; before inputs and values stands given"),
                );
                return cursor.fail(found.write("取", "given"));
            }
            cursor.need_mark(Mark::Equal, "=")?;
            let value = cursor.expression()?;
            example.openings.push((name, value));
            Some(())
        }
    }
}

/// Refuses what an example says a second time: which one is meant?
fn once(cursor: &mut Cursor<'_>, span: Span, repeated: bool) -> Option<()> {
    if !repeated {
        return Some(());
    }
    let found = Diagnostic::new(
        Code::E08,
        span,
        "示例里这一项写了两次，说不清哪一次算：留下一行",
        "the example says this twice, and which counts is unclear: leave one line",
    );
    let found = cursor.left_out(found);
    cursor.fail(found)
}

/// Most tables, and most expectations, of one example.
const MOST: usize = 200;

/// `小麦价[2026-06-01]` or a plain name.
fn given_name(cursor: &mut Cursor<'_>) -> Option<RawName> {
    let name = cursor.ident()?;
    let span = name.span;
    let key = match cursor.peek() {
        Some(Token { kind: Kind::Key(key), span, .. }) => {
            cursor.bump();
            Some((key.clone(), *span))
        }
        _ => None,
    };
    Some(RawName { register: None, key, name, span })
}

fn expectation(cursor: &mut Cursor<'_>, example: &mut RawExample, span: Span) -> Option<()> {
    cursor.few(example.expectations.len(), MOST)?;
    let refused = cursor.declare() == Some(Declare::Refused)
        && matches!(cursor.peek_after(), Some(Token { kind: Kind::Text(_), .. }));
    if refused {
        cursor.take_declare(Declare::Refused);
        let at = cursor.span();
        let text = cursor.quoted()?;
        example.expectations.push(RawExpectation::Refused(text, at));
        return Some(());
    }
    let _ = span;
    let condition = cursor.expression()?;
    match condition.kind {
        RawKind::All(parts) => example.expectations.extend(parts.into_iter().map(RawExpectation::Holds)),
        _ => example.expectations.push(RawExpectation::Holds(condition)),
    }
    Some(())
}

fn day(cursor: &mut Cursor<'_>) -> Option<Day> {
    match cursor.peek() {
        Some(Token { kind: Kind::Date(day), .. }) => {
            cursor.bump();
            Some(*day)
        }
        _ => cursor.expected("日期，如 2026-01-01", "a day such as 2026-01-01"),
    }
}

/// `户 | 人口股 | 农龄股`.
fn table(cursor: &mut Cursor<'_>) -> Option<RawTable> {
    let register = cursor.ident()?;
    let mut columns = Vec::new();
    while cursor.take_mark(Mark::Bar) {
        if cursor.peek().is_none() {
            break;
        }
        columns.push(column(cursor)?);
    }
    Some(RawTable { register, columns, rows: Vec::new() })
}

fn column(cursor: &mut Cursor<'_>) -> Option<Ident> {
    let span = cursor.span();
    let word = cursor.word();
    // A register's name may be a reserved spelling elsewhere; here only a word is needed.
    if let Some(text) = word.filter(|_| cursor.clause() != Some(Clause::Each)) {
        cursor.bump();
        return Some(Ident { text: text.to_owned(), span });
    }
    cursor.ident()
}

/// `H0001 | 3 股 | 12 股`.
pub(super) fn row(text: &str, tokens: &[Token], roles: &mut Roles) -> RawTableRow {
    let span = match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => join(first.span, last.span),
        _ => Span::default(),
    };
    let cells = tokens
        .split(|t| t.kind == Kind::Mark(Mark::Bar))
        .map(|cell| {
            let Some((first, last)) = cell.first().zip(cell.last()) else {
                return RawCell { text: String::new(), literal: None, span };
            };
            let at = join(first.span, last.span);
            let mut ignored = Findings::default();
            let mut found = Roles::new();
            let mut cursor = Cursor::new(text, cell, &mut ignored, &mut found);
            let literal = cursor.literal().filter(|_| cursor.peek().is_none());
            if literal.is_some() {
                roles.append(&mut found);
            }
            RawCell { text: text.get(at.start..at.end).unwrap_or_default().to_owned(), literal, span: at }
        })
        .collect();
    RawTableRow { cells, span }
}
