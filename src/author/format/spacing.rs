//! How tokens are spelled and where a blank stands between two of them.

use crate::scheme::{
    lexer::{Kind, Mark, Token},
    words::{Clause, Lang, Word},
};
use std::collections::HashMap;

/// Signs and blanks that the record does not hold, as the ones it does.
pub(super) fn twins(text: &str) -> String {
    let plain = text.chars().map(|c| match c {
        '\t' | '\u{a0}' | '\u{3000}' => ' ',
        '−' => '-',
        other => other,
    });
    plain.collect::<String>().replace('≤', "<=").replace('≥', ">=").replace('≠', "!=")
}

/// The spelling of one sheet: its text, its built-in words, and whose marks it uses.
pub(super) struct Spelling<'a> {
    text: &'a str,
    roles: HashMap<usize, Word>,
    pub(super) lang: Lang,
}

impl<'a> Spelling<'a> {
    pub(super) fn of(text: &'a str, roles: &[(usize, usize, Word)]) -> Spelling<'a> {
        let source = |(start, end, _): &(usize, usize, Word)| text.get(*start..*end).unwrap_or_default();
        let han = roles.iter().filter(|role| !source(role).is_ascii()).count();
        let lang = if han * 2 >= roles.len() { Lang::Zh } else { Lang::En };
        Spelling { text, roles: roles.iter().map(|(start, _, word)| (*start, *word)).collect(), lang }
    }

    pub(super) fn role(&self, token: &Token) -> Option<Word> {
        self.roles.get(&token.span.start).copied()
    }

    /// The token in its canonical form.
    pub(super) fn spell(&self, token: &Token) -> String {
        let source = self.text.get(token.span.start..token.span.end).unwrap_or_default();
        let zh = self.lang == Lang::Zh;
        match &token.kind {
            Kind::Text(text) if !text.contains('"') => format!("\"{}\"", twins(text)),
            Kind::Word(word) => word.clone(),
            Kind::Key(key) => format!("[{key}]"),
            Kind::Text(_) | Kind::Number(_) | Kind::Date(_) => source.to_owned(),
            Kind::Mark(mark) => match mark {
                Mark::Plus => "+",
                Mark::Minus => "-",
                Mark::Times => "×",
                Mark::Over => "÷",
                Mark::Slash => "/",
                Mark::Middle => "·",
                Mark::Less => "<",
                Mark::AtMost => "<=",
                Mark::Equal => "=",
                Mark::AtLeast => ">=",
                Mark::More => ">",
                Mark::Unequal => "!=",
                Mark::Comma => {
                    if zh {
                        "，"
                    } else {
                        ","
                    }
                }
                Mark::List => "、",
                Mark::Colon => {
                    if zh {
                        "："
                    } else {
                        ":"
                    }
                }
                Mark::Semicolon => {
                    if zh {
                        "；"
                    } else {
                        ";"
                    }
                }
                Mark::Open => "(",
                Mark::Close => ")",
                Mark::Dot => ".",
                Mark::Bar => "|",
                Mark::SectionOpen => {
                    if zh {
                        "【"
                    } else {
                        "["
                    }
                }
                Mark::SectionClose => {
                    if zh {
                        "】"
                    } else {
                        "]"
                    }
                }
                Mark::Other => source,
            }
            .to_owned(),
        }
    }

    /// Tokens of one line, spelled and spaced. `code`: they are glued as they stand, like the
    /// parts of a scheme's id.
    pub(super) fn line(&self, tokens: &[Token], code: bool) -> String {
        let mut out = String::new();
        for (at, token) in tokens.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|at| tokens.get(at));
            let blank = match before {
                None => false,
                Some(_) if code && at > 2 => !token.glued,
                Some(before) => self.blank(tokens.get(..at - 1).and_then(<[Token]>::last), before, token),
            };
            if blank {
                out.push(' ');
            }
            out.push_str(&self.spell(token));
        }
        out
    }

    /// What stands between the lines of one statement when they become one.
    pub(super) fn between_lines(&self, before: &str) -> &'static str {
        if before.ends_with(['，', '：', '；', '(']) { "" } else { " " }
    }

    fn blank(&self, earlier: Option<&Token>, before: &Token, next: &Token) -> bool {
        match (&before.kind, &next.kind) {
            (_, Kind::Key(_)) => false,
            (Kind::Mark(Mark::Dot | Mark::Open | Mark::Slash | Mark::Middle | Mark::List), _) => false,
            (Kind::Mark(Mark::SectionOpen), _) | (_, Kind::Mark(Mark::SectionClose)) => false,
            (_, Kind::Mark(Mark::Dot | Mark::Close | Mark::Slash | Mark::Middle | Mark::List)) => false,
            (_, Kind::Mark(Mark::Comma | Mark::Colon | Mark::Semicolon)) => false,
            (Kind::Mark(Mark::Comma | Mark::Colon | Mark::Semicolon), _) => self.lang == Lang::En,
            // -3 is a number, a - 3 a difference
            (Kind::Mark(Mark::Minus), Kind::Number(_)) => earlier.is_some_and(|t| self.ends_a_value(t)),
            (Kind::Word(_), Kind::Mark(Mark::Open)) => {
                matches!(self.role(before), Some(Word::Clause(_)))
            }
            _ => true,
        }
    }

    /// True if what ends here can stand left of a minus sign.
    fn ends_a_value(&self, token: &Token) -> bool {
        match &token.kind {
            Kind::Number(_) | Kind::Date(_) | Kind::Key(_) | Kind::Mark(Mark::Close) => true,
            Kind::Word(_) => match self.role(token) {
                None | Some(Word::Unit(_) | Word::Day(_) | Word::Piece(_)) => true,
                Some(Word::Clause(clause)) => matches!(clause, Clause::Yes | Clause::No),
                Some(_) => false,
            },
            _ => false,
        }
    }
}
