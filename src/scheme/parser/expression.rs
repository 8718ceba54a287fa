//! Expressions. Binding, loosest first: 若, 且 or 或, 非, comparison, 无则, + −, × ÷, 的.

use super::{
    super::{
        diagnostic::{Code, Diagnostic},
        lexer::{Kind, Mark, Token},
        syntax::{Ident, RawExpr, RawKind, RawOver},
        tree::{Operator, Relation, Span},
        words::{Clause, Declare, Function, Word, is_reserved, meanings, since},
    },
    cursor::{Cursor, later, slash},
};
use crate::unit::Exact;

/// Deepest nesting of brackets and of words that open another expression.
const DEEPEST: u16 = 64;
/// Highest tree: also bounds a sum of many terms.
const HIGHEST: u16 = 128;

impl Cursor<'_> {
    pub(super) fn expression(&mut self) -> Option<RawExpr> {
        self.deeper(|cursor| {
            let from = cursor.span();
            if !cursor.take_clause(Clause::If) {
                return cursor.condition();
            }
            let condition = cursor.condition()?;
            cursor.branch(Clause::Then)?;
            let then = cursor.expression()?;
            cursor.branch(Clause::Else)?;
            let otherwise = cursor.expression()?;
            let height = top(&[&condition, &then, &otherwise]);
            cursor.node(RawKind::If(Box::new(condition), Box::new(then), Box::new(otherwise)), from, height)
        })
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.nesting >= DEEPEST {
            return self.too_deep();
        }
        self.nesting += 1;
        let result = read(self);
        self.nesting -= 1;
        result
    }

    fn too_deep<T>(&mut self) -> Option<T> {
        let span = self.span();
        self.fail(Diagnostic::new(
            Code::L03,
            span,
            format!("算式嵌套太深（最多 {DEEPEST} 层）：先把一部分写成单独一步"),
            format!("the expression is nested too deep ({DEEPEST} levels at most): make part of it a step of its own"),
        ))
    }

    fn node(&mut self, kind: RawKind, from: Span, below: u16) -> Option<RawExpr> {
        if below >= HIGHEST {
            return self.too_deep();
        }
        Some(RawExpr { kind, span: self.span_from(from), height: below + 1 })
    }

    fn condition(&mut self) -> Option<RawExpr> {
        let from = self.span();
        let first = self.comparison()?;
        let joint = match self.clause() {
            Some(clause @ (Clause::And | Clause::Or)) => clause,
            _ => return Some(first),
        };
        let mut parts = vec![first];
        loop {
            match self.clause() {
                Some(clause) if clause == joint => {
                    self.take_clause(clause);
                    parts.push(self.comparison()?);
                }
                Some(Clause::And | Clause::Or) => {
                    let (span, read) = (self.span(), self.span_from(from));
                    let bracketed = format!("({})", self.said(read.start, read.end));
                    let found = Diagnostic::new(
                        Code::P06,
                        span,
                        "且 和 或 写在一起，说不清先后：请加括号",
                        "and mixed with or is unclear: add brackets",
                    );
                    return self.fail(found.write_for(read.start, read.end, bracketed.clone(), bracketed));
                }
                _ => break,
            }
        }
        let height = parts.iter().map(|p| p.height).max().unwrap_or(0);
        let kind = if joint == Clause::And { RawKind::All(parts) } else { RawKind::Any(parts) };
        self.node(kind, from, height)
    }

    fn comparison(&mut self) -> Option<RawExpr> {
        let from = self.span();
        if self.take_clause(Clause::Not) {
            let inner = self.deeper(Self::comparison)?;
            let height = inner.height;
            return self.node(RawKind::Not(Box::new(inner)), from, height);
        }
        let left = self.alternative()?;
        self.sign_in_words()?;
        let comparison = match self.peek() {
            Some(Token { kind: Kind::Mark(mark), .. }) => match mark {
                Mark::Less => Relation::Less,
                Mark::AtMost => Relation::AtMost,
                Mark::Equal => Relation::Equal,
                Mark::AtLeast => Relation::AtLeast,
                Mark::More => Relation::More,
                Mark::Unequal => Relation::Unequal,
                _ => return Some(left),
            },
            _ => return Some(left),
        };
        self.bump();
        self.sign_twice()?;
        let right = self.alternative()?;
        let height = top(&[&left, &right]);
        self.node(RawKind::Compare(comparison, Box::new(left), Box::new(right)), from, height)
    }

    fn alternative(&mut self) -> Option<RawExpr> {
        let from = self.span();
        let first = self.sum()?;
        if self.clause() != Some(Clause::Otherwise) || self.place_follows() {
            return Some(first);
        }
        self.take_clause(Clause::Otherwise);
        if self.clause() == Some(Clause::Stop) {
            let (number, at) = self.semantics;
            if let Some(said) = self.word().map(str::to_owned).filter(|_| number < 2) {
                return self.fail(later(self.span(), &said, at));
            }
            self.take_clause(Clause::Stop);
            return self.node(RawKind::Needed(Box::new(first)), from, 1);
        }
        let second = self.deeper(Self::alternative)?;
        let height = top(&[&first, &second]);
        self.node(RawKind::Otherwise(Box::new(first), Box::new(second)), from, height)
    }

    /// 无则 给 … and 无则 入 … belong to 分, not to the expression before them.
    fn place_follows(&self) -> bool {
        matches!(self.peek_after(), Some(Token { kind: Kind::Word(word), .. })
            if meanings(word).iter().any(|w| matches!(w, Word::Clause(Clause::To | Clause::Into))))
    }

    fn sum(&mut self) -> Option<RawExpr> {
        let from = self.span();
        let mut left = self.product()?;
        loop {
            let operator = if self.take_mark(Mark::Plus) {
                Operator::Plus
            } else if self.take_mark(Mark::Minus) {
                Operator::Minus
            } else {
                return Some(left);
            };
            let right = self.product()?;
            let height = top(&[&left, &right]);
            left = self.node(RawKind::Arithmetic(operator, Box::new(left), Box::new(right)), from, height)?;
        }
    }

    fn product(&mut self) -> Option<RawExpr> {
        let from = self.span();
        let mut left = self.percentage()?;
        loop {
            let operator = if self.take_mark(Mark::Times) {
                Operator::Times
            } else if self.take_mark(Mark::Over) {
                Operator::Over
            } else if self.is_mark(Mark::Slash) {
                let span = self.span();
                return self.fail(slash(span));
            } else {
                return Some(left);
            };
            let right = self.percentage()?;
            let height = top(&[&left, &right]);
            left = self.node(RawKind::Arithmetic(operator, Box::new(left), Box::new(right)), from, height)?;
        }
    }

    fn percentage(&mut self) -> Option<RawExpr> {
        let from = self.span();
        let first = self.atom()?;
        if !self.take_clause(Clause::Of) {
            return Some(first);
        }
        let base = self.deeper(Self::percentage)?;
        let height = top(&[&first, &base]);
        self.node(RawKind::Of(Box::new(first), Box::new(base)), from, height)
    }

    fn atom(&mut self) -> Option<RawExpr> {
        let from = self.span();
        match self.peek().map(|t| &t.kind) {
            Some(Kind::Number(_) | Kind::Date(_)) => self.literal(),
            Some(Kind::Mark(Mark::Minus)) if matches!(self.peek_after(), Some(Token { kind: Kind::Number(_), .. })) => {
                self.literal()
            }
            Some(Kind::Mark(Mark::Open)) => {
                self.bump();
                let inner = self.expression()?;
                self.need_mark(Mark::Close, ")")?;
                Some(RawExpr { span: self.span_from(from), ..inner })
            }
            Some(Kind::Word(word)) => {
                self.if_in_words()?;
                self.percent_in_words()?;
                if self.clause() == Some(Clause::If) {
                    return self.expression();
                }
                if matches!(self.clause(), Some(Clause::Yes | Clause::No)) {
                    return self.literal();
                }
                let opens = matches!(self.peek_after(), Some(Token { kind: Kind::Mark(Mark::Open), .. }));
                if opens && !is_reserved(word) {
                    return self.call();
                }
                let name = self.name()?;
                self.node(RawKind::Name(name), from, 0)
            }
            _ => self.expected("数、名称或括号", "a number, a name or a bracket"),
        }
    }

    /// A number with its unit, a day, 是 or 否.
    pub(super) fn literal(&mut self) -> Option<RawExpr> {
        let from = self.span();
        if self.take_clause(Clause::Yes) {
            return self.node(RawKind::YesNo(true), from, 0);
        }
        if self.take_clause(Clause::No) {
            return self.node(RawKind::YesNo(false), from, 0);
        }
        let negative = self.take_mark(Mark::Minus);
        match self.peek().map(|t| &t.kind) {
            Some(Kind::Number(number)) => {
                self.bump();
                let number = if negative { Exact::zero() - number.clone() } else { number.clone() };
                self.number(number, from)
            }
            Some(Kind::Date(day)) if !negative => {
                self.bump();
                self.node(RawKind::Date(*day), from, 0)
            }
            _ => {
                self.percent_in_words()?;
                self.expected("数或日期", "a number or a day")
            }
        }
    }

    fn number(&mut self, number: Exact, from: Span) -> Option<RawExpr> {
        let Some(word) = self.word() else {
            return self.node(RawKind::Number(number, None), from, 0);
        };
        if is_reserved(word) || self.declare().is_some_and(|d| !matches!(d, Declare::OneOf)) {
            return self.node(RawKind::Number(number, None), from, 0);
        }
        let mut number = number;
        let mut unit = self.unit()?;
        self.per(unit.span.start)?;
        // 万元 is a spelling of 10 000 元.
        if let Some((first, false)) = unit.parts.first_mut()
            && let Some(rest) = first.text.strip_prefix('万').filter(|rest| !rest.is_empty())
        {
            first.text = rest.to_owned();
            number = number * Exact::whole(10_000);
        }
        self.node(RawKind::Number(number, Some(unit)), from, 0)
    }

    /// The function that is called, if it is one in the sheet's semantics.
    #[allow(clippy::option_option, reason = "none is a value by size or word, and a later word is refused")]
    fn function(&mut self, from: Span) -> Option<Option<Function>> {
        let (number, at) = self.semantics;
        let function = self.select(|w| match w {
            Word::Function(f) if since(w) <= number => Some(f),
            _ => None,
        });
        // a name may be spelled so; followed by a register it can only be the word
        let coming = function.is_none() && self.select(|w| matches!(w, Word::Function(_)).then_some(())).is_some();
        if let (
            Some([Token { kind: Kind::Word(word), .. }, _, _, Token { kind: Kind::Mark(Mark::Colon), .. }, ..]),
            true,
        ) = (self.rest(), coming)
        {
            return self.fail(later(from, word, at));
        }
        Some(function)
    }

    fn call(&mut self) -> Option<RawExpr> {
        let from = self.span();
        let function = self.function(from)?;
        let name = match function {
            Some(function) => {
                self.play(Word::Function(function));
                None
            }
            None => Some(self.ident()?),
        };
        self.need_mark(Mark::Open, "(")?;
        let kind = match (function, name) {
            (
                Some(
                    function @ (Function::Sum
                    | Function::Count
                    | Function::Before
                    | Function::Highest
                    | Function::Lowest
                    | Function::LookUp
                    | Function::Latest),
                ),
                _,
            ) => {
                return self.over(function, from);
            }
            (Some(Function::Convert), _) => {
                let of = self.expression()?;
                self.need_mark(Mark::Comma, "，")?;
                let unit = self.unit()?;
                let height = of.height;
                self.need_mark(Mark::Close, ")")?;
                return self.node(RawKind::Convert(Box::new(of), unit), from, height);
            }
            (function, name) => {
                let mut arguments = vec![self.expression()?];
                while self.take_mark(Mark::Comma) {
                    arguments.push(self.expression()?);
                }
                self.need_mark(Mark::Close, ")")?;
                match (function, name) {
                    (Some(function), _) => RawKind::Call(function, arguments),
                    (None, Some(Ident { text, span })) => RawKind::Apply(Ident { text, span }, arguments),
                    (None, None) => return None,
                }
            }
        };
        let height = match &kind {
            RawKind::Call(_, arguments) | RawKind::Apply(_, arguments) => {
                arguments.iter().map(|a| a.height).max().unwrap_or(0)
            }
            _ => 0,
        };
        self.node(kind, from, height)
    }

    fn over(&mut self, function: Function, from: Span) -> Option<RawExpr> {
        let register = self.ident()?;
        let mut over = RawOver { register, value: None, only: None, by: None, keys: Vec::new() };
        let ordered = matches!(function, Function::Before | Function::Latest);
        // which register is meant the checker knows
        let alone =
            matches!(function, Function::Sum | Function::Highest | Function::Lowest) && self.is_mark(Mark::Close);
        if function != Function::Count && !alone {
            self.total_meant(over.register.span)?;
            self.need_mark(Mark::Colon, "：")?;
            over.value = Some(self.expression()?);
        }
        loop {
            self.where_meant()?;
            if self.take_clause(Clause::Where) {
                over.only = Some(self.expression()?);
            } else if function == Function::LookUp && over.keys.is_empty() && self.take_clause(Clause::By) {
                self.looked_for(&mut over.keys)?;
            } else if ordered && self.take_clause(Clause::By) {
                over.by = Some(self.expression()?);
            } else {
                break;
            }
        }
        if ordered && over.by.is_none() {
            return self.expected("按 次序", "by …");
        }
        if function == Function::LookUp && over.keys.is_empty() {
            return self.expected("按 列 = 要找的", "by column = what is looked for");
        }
        self.need_mark(Mark::Close, ")")?;
        let parts = [&over.value, &over.only, &over.by].into_iter().filter_map(|p| p.as_ref());
        let height = parts.chain(over.keys.iter().map(|(_, x)| x)).map(|p| p.height).max().unwrap_or(0);
        self.node(RawKind::Over(function, Box::new(over)), from, height)
    }

    /// `列 = 要找的，列 = 要找的`.
    fn looked_for(&mut self, keys: &mut Vec<(Ident, RawExpr)>) -> Option<()> {
        loop {
            let column = self.ident()?;
            self.need_mark(Mark::Equal, "=")?;
            keys.push((column, self.alternative()?));
            self.few(keys.len(), MOST_KEYS)?;
            if !self.take_mark(Mark::Comma) {
                return Some(());
            }
        }
    }
}

/// Most columns by which a row is looked up.
const MOST_KEYS: usize = 8;

fn top(parts: &[&RawExpr]) -> u16 {
    parts.iter().map(|p| p.height).max().unwrap_or(0)
}
