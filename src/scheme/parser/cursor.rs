//! A statement's tokens, read from left to right.

use super::{
    super::{
        diagnostic::{Code, Diagnostic, Findings},
        lexer::{Kind, Mark, Token},
        syntax::{Ident, RawName, RawUnit},
        tree::Span,
        words::{self, Clause, Declare, Lang, Word},
    },
    Roles, grown_together,
};

pub(super) struct Cursor<'a> {
    pub text: &'a str,
    tokens: &'a [Token],
    at: usize,
    pub findings: &'a mut Findings,
    pub roles: &'a mut Roles,
    pub nesting: u16,
    /// Which words there are: the number of the sheet's semantics, and where it stands.
    pub semantics: (u32, Option<Span>),
}

impl<'a> Cursor<'a> {
    pub(super) fn new(
        text: &'a str,
        tokens: &'a [Token],
        findings: &'a mut Findings,
        roles: &'a mut Roles,
    ) -> Cursor<'a> {
        Cursor { text, tokens, at: 0, findings, roles, nesting: 0, semantics: (1, None) }
    }

    pub(super) fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.at)
    }

    pub(super) fn peek_after(&self) -> Option<&'a Token> {
        self.tokens.get(self.at + 1)
    }

    /// What is not read yet.
    pub(super) fn rest(&self) -> Option<&'a [Token]> {
        self.tokens.get(self.at..)
    }

    /// What the sheet says between two bytes.
    pub(super) fn said(&self, from: usize, to: usize) -> &'a str {
        self.text.get(from..to).unwrap_or_default()
    }

    /// The statement stays as a remark, where it is alone on its lines.
    pub(super) fn left_out(&self, found: Diagnostic) -> Diagnostic {
        let alone = self.tokens.iter().all(|t| t.kind != Kind::Mark(Mark::Semicolon));
        match self.tokens.first().zip(self.tokens.last()).filter(|_| alone) {
            Some((first, last)) => found.left_out(self.text, first.span.start, last.span.end),
            None => found,
        }
    }

    pub(super) fn tokens(&self) -> &'a [Token] {
        self.tokens
    }

    pub(super) fn bump(&mut self) -> Option<&'a Token> {
        let token = self.peek()?;
        self.at += 1;
        Some(token)
    }

    /// Where the next token stands; at the end, just behind the last.
    pub(super) fn span(&self) -> Span {
        match (self.peek(), self.tokens.last()) {
            (Some(token), _) => token.span,
            (None, Some(last)) => Span {
                line: last.span.line,
                column: last.span.column + last.span.length,
                length: 1,
                start: last.span.end,
                end: last.span.end,
            },
            (None, None) => Span::default(),
        }
    }

    /// Where the last token stands that was read.
    pub(super) fn span_before(&self) -> Span {
        self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).map_or_else(|| self.span(), |token| token.span)
    }

    /// From a token's start to the end of the last token read.
    pub(super) fn span_from(&self, from: Span) -> Span {
        let last = self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).map_or(from, |t| t.span);
        join(from, last)
    }

    pub(super) fn is_mark(&self, mark: Mark) -> bool {
        self.peek().is_some_and(|t| t.kind == Kind::Mark(mark))
    }

    pub(super) fn take_mark(&mut self, mark: Mark) -> bool {
        let found = self.is_mark(mark);
        self.at += usize::from(found);
        found
    }

    pub(super) fn need_mark(&mut self, mark: Mark, spelled: &str) -> Option<()> {
        if self.take_mark(mark) { Some(()) } else { self.wanted(spelled, spelled) }
    }

    /// The next token's spelling, if it is a word.
    pub(super) fn word(&self) -> Option<&'a str> {
        match self.peek() {
            Some(Token { kind: Kind::Word(word), .. }) => Some(word),
            _ => None,
        }
    }

    /// The word of grammar that comes next.
    pub(super) fn clause(&self) -> Option<Clause> {
        self.word().and_then(words::clause)
    }

    pub(super) fn take_clause(&mut self, clause: Clause) -> bool {
        let found = self.clause() == Some(clause);
        if found {
            self.play(Word::Clause(clause));
        }
        found
    }

    pub(super) fn need_clause(&mut self, clause: Clause) -> Option<()> {
        if self.take_clause(clause) {
            return Some(());
        }
        let word = Word::Clause(clause);
        self.wanted(words::spelled(word, Lang::Zh), words::spelled(word, Lang::En))
    }

    pub(super) fn declare(&self) -> Option<Declare> {
        self.select(|w| match w {
            Word::Declare(d) if words::since(w) == 1 => Some(d),
            _ => None,
        })
    }

    pub(super) fn take_declare(&mut self, declare: Declare) -> bool {
        let found = self.word().is_some_and(|w| words::meanings(w).contains(&Word::Declare(declare)));
        if found {
            self.play(Word::Declare(declare));
        }
        found
    }

    pub(super) fn need_declare(&mut self, declare: Declare) -> Option<()> {
        if self.take_declare(declare) {
            return Some(());
        }
        let word = Word::Declare(declare);
        self.wanted(words::spelled(word, Lang::Zh), words::spelled(word, Lang::En))
    }

    /// What the next word means among the meanings a selector accepts.
    pub(super) fn select<T>(&self, select: impl Fn(Word) -> Option<T>) -> Option<T> {
        words::meaning(self.word()?, select)
    }

    /// `=` after the name of a value or step: two words in a row are a name with a blank, or a step
    /// that begins with a word the language does not have.
    pub(super) fn need_equal(&mut self) -> Option<()> {
        if self.take_mark(Mark::Equal) {
            return Some(());
        }
        if self.word().is_none() || self.clause().is_some_and(|c| c != Clause::Each) {
            return self.wanted("=", "=");
        }
        let span = self.span();
        let shown = self.said(span.start, span.end);
        let found = Diagnostic::new(
            Code::P01,
            span,
            format!("这里要写 =，现在是 {shown}；名称中间不空格，步骤开头写 每个、付、分、余、要求 或 下期"),
            format!(
                "= is needed here, not {shown}; a name is one word (base_rent), a step begins with each, pay, share, rest, require or carry"
            ),
        );
        let found = match self.one_word() {
            Some((from, to, name)) => found.write_for(from, to, name.clone(), name),
            None => found,
        };
        self.fail(found)
    }

    /// `base rent =`: the words up to `=` as one name.
    fn one_word(&self) -> Option<(usize, usize, String)> {
        let first = self.at.checked_sub(1)?;
        let words: Vec<&Token> =
            self.tokens.get(first..)?.iter().take_while(|t| matches!(t.kind, Kind::Word(_))).collect();
        let ends = matches!(self.tokens.get(first + words.len()), Some(Token { kind: Kind::Mark(Mark::Equal), .. }));
        let (from, to) = (words.first()?.span.start, words.last()?.span.end);
        let spelled: Option<Vec<&str>> = words.iter().map(|t| self.text.get(t.span.start..t.span.end)).collect();
        let spelled = spelled?;
        let known = spelled.iter().any(|word| words::is_reserved(word));
        (ends && words.len() > 1 && !known).then(|| (from, to, spelled.join("_")))
    }

    /// Reads the next token as that built-in word.
    pub(super) fn play(&mut self, word: Word) {
        if let Some(token) = self.bump() {
            self.roles.push((token.span.start, token.span.end, word));
        }
    }

    /// A name as it stands; reserved words are refused.
    pub(super) fn ident(&mut self) -> Option<Ident> {
        let Some(text) = self.word() else {
            return self.expected("名称", "a name");
        };
        if words::is_reserved(text) && !words::meanings(text).iter().any(|w| matches!(w, Word::Day(_))) {
            let span = self.span();
            return self.fail(Diagnostic::new(
                Code::P01,
                span,
                format!("这里要写名称，{text} 是有固定意思的词"),
                format!("a name is needed here; {text} is a word of the language"),
            ));
        }
        let span = self.span();
        self.bump();
        Some(Ident { text: text.to_owned(), span })
    }

    /// `名`, `T.名`, `T[key].名`.
    pub(super) fn name(&mut self) -> Option<RawName> {
        let first = self.ident()?;
        let from = first.span;
        let key = match self.peek() {
            Some(Token { kind: Kind::Key(key), span, .. }) => {
                self.bump();
                Some((key.clone(), *span))
            }
            _ => None,
        };
        if !self.take_mark(Mark::Dot) {
            // `户[H2]`: the row itself, as a place.
            if key.is_some() {
                let span = self.span_from(from);
                return Some(RawName { register: Some(first.clone()), key, name: first, span });
            }
            return Some(RawName { register: None, key: None, name: first, span: from });
        }
        let name = self.ident()?;
        Some(RawName { register: Some(first), key, name, span: self.span_from(from) })
    }

    /// `元/亩/年`, `%/天`, `1`.
    pub(super) fn unit(&mut self) -> Option<RawUnit> {
        let from = self.span();
        let mut parts = Vec::new();
        if matches!(self.peek(), Some(Token { kind: Kind::Number(n), .. }) if *n == crate::unit::Exact::whole(1)) {
            self.bump();
        } else {
            parts.push((self.unit_part()?, false));
        }
        while parts.len() < 16 {
            let under = self.is_mark(Mark::Slash);
            let next_is_word = matches!(self.peek_after(), Some(Token { kind: Kind::Word(_), .. }));
            if !(under || self.is_mark(Mark::Middle)) || !next_is_word {
                break;
            }
            self.bump();
            parts.push((self.unit_part()?, under));
        }
        Some(RawUnit { parts, span: self.span_from(from) })
    }

    fn unit_part(&mut self) -> Option<Ident> {
        let span = self.span();
        let Some(text) = self.word() else { return self.expected("单位", "a unit") };
        self.bump();
        Some(Ident { text: text.to_owned(), span })
    }

    pub(super) fn quoted(&mut self) -> Option<String> {
        match self.peek() {
            Some(Token { kind: Kind::Text(text), .. }) => {
                self.bump();
                Some(text.clone())
            }
            _ => {
                let bare = self.bare_text();
                let found = self.wrong_here("引号里的话", "a text in quotation marks");
                self.fail(match bare {
                    Some((from, to, said)) => found.write_for(from, to, said.clone(), said),
                    None => found,
                })
            }
        }
    }

    /// What stands without quotation marks up to the end of the line.
    fn bare_text(&self) -> Option<(usize, usize, String)> {
        let rest = self.tokens.get(self.at..)?;
        let same = rest.iter().take_while(|t| Some(t.span.line) == rest.first().map(|t| t.span.line));
        let to = same.last()?.span.end;
        let from = rest.first()?.span.start;
        let said = self.text.get(from..to)?;
        (!said.contains(['"', '“', '”', '＂'])).then(|| (from, to, format!("\"{said}\"")))
    }

    /// True after ；, with more to come; reports anything else that is left over.
    pub(super) fn statement_ends(&mut self) -> Option<bool> {
        if self.peek().is_none() {
            return Some(false);
        }
        if self.take_mark(Mark::Semicolon) {
            return Some(true);
        }
        match self.grouped() {
            Some(found) => self.fail(found),
            None => self.expected("行尾", "the end of the line"),
        }
    }

    /// `1,000`: figures in groups, as on paper.
    fn grouped(&self) -> Option<Diagnostic> {
        let written = |at: usize| match self.tokens.get(at)? {
            Token { kind: Kind::Number(_), span, .. } => Some((*span, self.text.get(span.start..span.end)?)),
            _ => None,
        };
        let (before, head) = written(self.at.checked_sub(1)?)?;
        let (after, tail) = written(self.at + 1)?;
        let fits = self.is_mark(Mark::Comma) && before.end == self.span().start && self.span().end == after.start;
        fits.then(|| {
            let whole = format!("{head}{tail}");
            Diagnostic::new(Code::P04, join(before, after), "数里不写分节号", "figures are written without commas")
                .write(whole.clone(), whole)
        })
    }

    /// Reports what should stand here.
    pub(super) fn expected<T>(&mut self, zh: &str, en: &str) -> Option<T> {
        let found = self.wrong_here(zh, en);
        self.fail(found)
    }

    /// Reports that these very words should stand here.
    fn wanted<T>(&mut self, zh: &str, en: &str) -> Option<T> {
        let found = self.wrong_here(zh, en);
        let at = self.before();
        // one mark in the place of another
        let mark = matches!(zh, "=" | "：") && [Mark::Equal, Mark::Colon].into_iter().any(|m| self.is_mark(m));
        // another word stands in its place, and what has to follow it behind
        let word = self.word().is_some_and(|word| !words::is_reserved(word))
            && zh.chars().all(super::super::lexer::in_name)
            && matches!(self.peek_after(), Some(Token { kind: Kind::Word(_), .. }));
        self.fail(match found.code == Code::P01 && found.write_en.is_none() {
            true if mark || word => found.write(zh, en),
            true => found.add(at, zh, en),
            false => found,
        })
    }

    /// The end of what was read.
    fn before(&self) -> usize {
        let read = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        read.map_or_else(|| self.span().start, |t| t.span.end)
    }

    /// Reports what may stand here, with one of them.
    pub(super) fn expected_one<T>(&mut self, zh: &str, en: &str, one: (&str, &str)) -> Option<T> {
        let found = self.wrong_here(zh, en);
        let found = if found.code != Code::P01 || found.write_en.is_some() {
            found
        } else if self.word().is_some_and(|word| !words::is_reserved(word)) {
            found.write(one.0, one.1)
        } else {
            found.add(self.before(), one.0, one.1)
        };
        self.fail(found)
    }

    fn wrong_here(&self, zh: &str, en: &str) -> Diagnostic {
        let span = self.span();
        match self.peek() {
            None => Diagnostic::new(
                Code::P01,
                span,
                format!("话没说完：这里还要写 {zh}"),
                format!("the line is unfinished: {en} is needed here"),
            ),
            Some(token) => {
                let shown = self.said(token.span.start, token.span.end);
                if token.kind == Kind::Mark(Mark::Slash) {
                    slash(span)
                } else {
                    let grown = self
                        .word()
                        .and_then(|w| grown_together(w, |_| false))
                        .map(|apart| (apart, span))
                        .or_else(|| self.grown_before());
                    match grown {
                        Some((apart, at)) => Diagnostic::new(
                            Code::P08,
                            at,
                            format!("是不是漏了空格：{apart}"),
                            format!("is a space missing: {apart}"),
                        )
                        .write(apart.clone(), apart),
                        None => Diagnostic::new(
                            Code::P01,
                            span,
                            format!("这里要写 {zh}，现在是 {shown}"),
                            format!("{en} is needed here, not {shown}"),
                        ),
                    }
                }
            }
        }
    }

    /// A verb grown together with the step's name: `付租金 = … 由 …`.
    fn grown_before(&self) -> Option<(String, Span)> {
        if !matches!(self.clause(), Some(Clause::From | Clause::Shortfall | Clause::To | Clause::Into | Clause::Else)) {
            return None;
        }
        let after_colon = self.tokens.iter().position(|t| t.kind == Kind::Mark(Mark::Colon)).map_or(0, |at| at + 1);
        let Token { kind: Kind::Word(word), span, .. } = self.tokens.get(after_colon)? else { return None };
        let verb =
            ["付", "分", "余", "要求"].into_iter().find(|verb| word.len() > verb.len() && word.starts_with(verb))?;
        Some((format!("{verb} {}", word.trim_start_matches(verb)), *span))
    }

    /// Refuses a list that grows beyond what a sheet needs.
    pub(super) fn few(&mut self, count: usize, most: usize) -> Option<()> {
        if count <= most {
            return Some(());
        }
        let span = self.span();
        self.fail(Diagnostic::new(
            Code::L04,
            span,
            format!("这里太多：最多 {most} 个"),
            format!("too many here: {most} at most"),
        ))
    }

    pub(super) fn fail<T>(&mut self, diagnostic: Diagnostic) -> Option<T> {
        self.findings.push(diagnostic);
        None
    }
}

/// A word or form that a later semantics brought.
pub(in crate::scheme) fn later(span: Span, said: &str, number: Option<Span>) -> Diagnostic {
    let found = Diagnostic::new(
        Code::H02,
        span,
        format!("{said} 是语义 2 的写法：题头要写 语义 = 2"),
        format!("{said} is of semantics 2: the header has to say semantics = 2"),
    );
    match number {
        Some(at) => found.write_for(at.start, at.end, "2", "2"),
        None => found,
    }
}

pub(super) fn slash(span: Span) -> Diagnostic {
    Diagnostic::new(Code::P09, span, "/ 只用在单位里；相除请写 ÷", "/ stands only inside units; to divide, write ÷")
        .write("÷", "÷")
}

/// From one token to a later one. Column and width are those on the first line, where a mistake is
/// marked; the bytes go to the end, also on a later line.
pub(in crate::scheme) fn join(from: Span, last: Span) -> Span {
    if last.end < from.end {
        return from;
    }
    let length = if last.line == from.line { last.column + last.length - from.column } else { from.length };
    Span { length, end: last.end, ..from }
}
