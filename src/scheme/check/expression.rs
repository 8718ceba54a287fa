//! Expressions: units (sentences 2, 3), missing values (4), signs.

use super::{
    super::{
        diagnostic::{Code, Diagnostic},
        measure::{Base, Unit},
        parser::join,
        syntax::{Ident, RawExpr, RawKind},
        tree::{CalendarStep, Expr, ExprKind, Literal, Operator, Relation, Span, Type},
        words::distance,
    },
    Checker, Here, Low, Typed,
    name::sign,
    remedy::{sample, zero},
    unit::{en, forgotten, zh},
};
use crate::unit::Exact;

impl Checker<'_> {
    pub(super) fn expression(&mut self, raw: &RawExpr, here: Here) -> Option<Typed> {
        if self.findings.is_full() {
            return None;
        }
        let span = raw.span;
        match &raw.kind {
            RawKind::Number(number, unit) => {
                let unit = match unit {
                    Some(unit) => self.unit(unit)?,
                    None => Unit::one(),
                };
                Some(Typed {
                    low: sign(number),
                    top: Some(number.clone()),
                    missing: false,
                    expr: Expr {
                        ty: Type::Number(unit.clone()),
                        kind: ExprKind::Literal(Literal::Number(number.clone(), unit)),
                        span,
                    },
                })
            }
            RawKind::Date(day) => Some(plain(ExprKind::Literal(Literal::Day(*day)), Type::Day, span, false)),
            RawKind::YesNo(yes) => Some(plain(ExprKind::Literal(Literal::YesNo(*yes)), Type::YesNo, span, false)),
            RawKind::Name(name) => {
                let (what, fact) = self.value_of(name, here)?;
                Some(Typed {
                    expr: Expr { kind: ExprKind::Name { what, written: name.written() }, ty: fact.ty, span },
                    low: fact.low,
                    missing: fact.missing,
                    top: fact.top,
                })
            }
            RawKind::Arithmetic(operator, left, right) => {
                let left = self.expression(left, here);
                let right = self.expression(right, here);
                self.arithmetic(*operator, left?, right?, span)
            }
            RawKind::Of(percent, base) => {
                let percent = self.expression(percent, here);
                let base = self.expression(base, here);
                self.percentage(percent?, base?, span)
            }
            RawKind::Otherwise(first, second) => {
                let first = self.expression(first, here);
                let second = self.expression(second, here);
                let (first, second) = (first?, second?);
                if first.expr.ty != second.expr.ty {
                    let found = Diagnostic::new(
                        Code::U13,
                        span,
                        format!("无则 两边要一样：前面是 {}，后面是 {}", zh(&first.expr.ty), zh(&second.expr.ty)),
                        format!(
                            "both sides of otherwise must agree: {} and {}",
                            en(&first.expr.ty),
                            en(&second.expr.ty)
                        ),
                    );
                    let found = self.one_unit(found, &first.expr, &second.expr);
                    return self.fail(found);
                }
                let ty = first.expr.ty.clone();
                Some(Typed {
                    low: first.low.min(second.low),
                    missing: second.missing,
                    top: larger(&first.top, &second.top),
                    expr: Expr { kind: ExprKind::Otherwise(Box::new(first.expr), Box::new(second.expr)), ty, span },
                })
            }
            RawKind::Needed(inner) => {
                let inner = self.expression(inner, here)?;
                let (low, top, ty) = (inner.low, inner.top, inner.expr.ty.clone());
                Some(Typed { low, top, ..plain(ExprKind::Needed(Box::new(inner.expr)), ty, span, false) })
            }
            RawKind::Compare(comparison, left, right) => self.compare(*comparison, left, right, here, span),
            RawKind::All(parts) | RawKind::Any(parts) => {
                let checked: Vec<Option<Expr>> = parts.iter().map(|p| self.condition(p, here)).collect();
                let checked: Vec<Expr> = checked.into_iter().collect::<Option<_>>()?;
                let kind =
                    if matches!(raw.kind, RawKind::All(_)) { ExprKind::All(checked) } else { ExprKind::Any(checked) };
                Some(plain(kind, Type::YesNo, span, false))
            }
            RawKind::Not(inner) => {
                let inner = self.condition(inner, here)?;
                Some(plain(ExprKind::Not(Box::new(inner)), Type::YesNo, span, false))
            }
            RawKind::If(condition, then, otherwise) => {
                let condition = self.condition(condition, here);
                let then = self.expression(then, here);
                let otherwise = self.expression(otherwise, here);
                let (condition, then, otherwise) = (condition?, then?, otherwise?);
                if then.expr.ty != otherwise.expr.ty {
                    let found = Diagnostic::new(
                        Code::U12,
                        span,
                        format!("若 的两边要一样：一边是 {}，一边是 {}", zh(&then.expr.ty), zh(&otherwise.expr.ty)),
                        format!("both results of if must agree: {} and {}", en(&then.expr.ty), en(&otherwise.expr.ty)),
                    );
                    let found = self.one_unit(found, &then.expr, &otherwise.expr);
                    return self.fail(found);
                }
                let ty = then.expr.ty.clone();
                Some(Typed {
                    low: then.low.min(otherwise.low),
                    missing: then.missing || otherwise.missing,
                    top: larger(&then.top, &otherwise.top),
                    expr: Expr {
                        kind: ExprKind::If(Box::new(condition), Box::new(then.expr), Box::new(otherwise.expr)),
                        ty,
                        span,
                    },
                })
            }
            RawKind::Call(function, arguments) => self.call(*function, arguments, here, span),
            RawKind::Apply(name, arguments) => self.apply(name, arguments, here, span),
            RawKind::Over(function, over) => self.over(*function, over, here, span),
            RawKind::Convert(of, unit) => {
                let of = self.expression(of, here)?;
                let unit = self.unit(unit)?;
                self.convert(of, unit, span)
            }
        }
    }

    /// The unit that one of two figures was written without.
    pub(super) fn one_unit(&self, found: Diagnostic, one: &Expr, other: &Expr) -> Diagnostic {
        let found = self.unit_behind(found, &one.ty, one.span, &other.ty);
        if found.write_en.is_some() { found } else { self.unit_behind(found, &other.ty, other.span, &one.ty) }
    }

    /// A yes or no that is never missing.
    pub(super) fn condition(&mut self, raw: &RawExpr, here: Here) -> Option<Expr> {
        let typed = self.expression(raw, here)?;
        if typed.expr.ty != Type::YesNo {
            let found = Diagnostic::new(
                Code::U05,
                raw.span,
                format!("这里要写条件，现在是 {}", zh(&typed.expr.ty)),
                format!("a condition is needed here, not {}", en(&typed.expr.ty)),
            );
            let text = self.slice(raw.span);
            return self.fail(match &typed.expr.ty {
                Type::Number(unit) => {
                    found.write(format!("{text} > {}", zero(unit).0), format!("{text} > {}", zero(unit).1))
                }
                _ => found,
            });
        }
        self.present(typed, "条件", "the condition")
    }

    /// Refuses what may be missing.
    pub(super) fn present(&mut self, typed: Typed, what_zh: &str, what_en: &str) -> Option<Expr> {
        if typed.missing {
            let text = self.slice(typed.expr.span).to_owned();
            // what follows 若 … 否则 … belongs to its last branch
            let text = if matches!(typed.expr.kind, ExprKind::If(..)) { format!("({text})") } else { text };
            let fallback = match &typed.expr.ty {
                // nobody knows which figure would be right
                _ if self.semantics.0 >= 2 => ("停".to_owned(), "stop".to_owned()),
                Type::Number(unit) => zero(unit),
                Type::Day => ("2199-12-31".to_owned(), "2199-12-31".to_owned()),
                other => sample(other),
            };
            return self.fail(
                Diagnostic::new(
                    Code::V01,
                    typed.expr.span,
                    format!("{what_zh}可能没有（除数可能是零，可缺的列、查表可能没有）；请写 无则"),
                    format!("{what_en} may be missing (a divisor may be zero, an optional column empty, a look-up without a row); add otherwise"),
                )
                .write(format!("{text} 无则 {}", fallback.0), format!("{text} otherwise {}", fallback.1)),
            );
        }
        Some(typed.expr)
    }

    /// A number never below zero and never missing.
    pub(super) fn quantity(&mut self, typed: Typed, what_zh: &str, what_en: &str) -> Option<Expr> {
        let Type::Number(unit) = &typed.expr.ty else {
            return self.fail(Diagnostic::new(
                Code::U14,
                typed.expr.span,
                format!("{what_zh}要是数，现在是 {}", zh(&typed.expr.ty)),
                format!("{what_en} must be a number, not {}", en(&typed.expr.ty)),
            ));
        };
        if typed.low == Low::Any {
            let text = self.slice(typed.expr.span).to_owned();
            let (zero_zh, zero_en) = zero(unit);
            return self.fail(
                Diagnostic::new(
                    Code::S01,
                    typed.expr.span,
                    format!("{what_zh}可能是负数；请写 较大(…, {zero_zh})"),
                    format!("{what_en} may be negative; write max(…, {zero_en})"),
                )
                .write(format!("较大({text}, {zero_zh})"), format!("max({text}, {zero_en})")),
            );
        }
        self.present(typed, what_zh, what_en)
    }

    /// An amount of money.
    pub(super) fn amount(&mut self, raw: &RawExpr, here: Here) -> Option<Expr> {
        let typed = self.expression(raw, here)?;
        if typed.expr.ty != Type::Number(Unit::yuan()) {
            let found = if let Type::Number(unit) = &typed.expr.ty
                && unit.is_percent()
            {
                let base = self.named_of_type(here, |ty| *ty == Type::Number(Unit::yuan()));
                self.percent_of(typed.expr.span, typed.expr.span, base)
            } else {
                let found = Diagnostic::new(
                    Code::U15,
                    typed.expr.span,
                    format!("付的金额要是 元，现在是 {}", zh(&typed.expr.ty)),
                    format!("the amount must be yuan, not {}", en(&typed.expr.ty)),
                );
                self.times_one(found, &typed.expr, &Unit::yuan())
            };
            return self.fail(found);
        }
        self.quantity(typed, "付的金额", "the amount")
    }

    /// A product with a percentage: the whole of it is marked, for that is what is to be written anew.
    fn without_base(&self, span: Span, base: Span) -> Diagnostic {
        let marked = if base.start < span.start { join(base, span) } else { join(span, base) };
        let base = self.slice(base);
        let base = if base.contains(' ') { format!("({base})") } else { base.to_owned() };
        self.percent_of(span, marked, Some(base))
    }

    fn percent_of(&self, span: Span, marked: Span, base: Option<String>) -> Diagnostic {
        let percent = self.slice(span).to_owned();
        let found = Diagnostic::new(
            Code::U08,
            marked,
            format!("百分数没有写基数：请写 “{percent} 的 某某”"),
            format!("a percentage needs a base: write \"{percent} of X\""),
        );
        match base {
            Some(base) => found.write(format!("{percent} 的 {base}"), format!("{percent} of {base}")),
            None => found,
        }
    }

    /// `× 1 年` behind an amount for each of something, `× 1 元/人` behind what is no amount.
    fn times_one(&self, found: Diagnostic, expr: &Expr, wanted: &Unit) -> Diagnostic {
        let Type::Number(unit) = &expr.ty else { return found };
        if unit.is_one() {
            return self.unit_behind(found, &expr.ty, expr.span, &Type::Number(wanted.clone()));
        }
        let left = wanted.over(unit);
        if unit.has_percent() || left.bases().count() > 3 {
            return found;
        }
        let text = self.slice(expr.span);
        let flat = !matches!(
            expr.kind,
            ExprKind::Arithmetic(Operator::Plus | Operator::Minus, ..) | ExprKind::If(..) | ExprKind::Otherwise(..)
        );
        let text = if flat || text.starts_with('(') { text.to_owned() } else { format!("({text})") };
        found.write(format!("{text} × 1 {left}"), format!("{text} × 1 {}", left.en()))
    }

    fn arithmetic(&mut self, operator: Operator, left: Typed, right: Typed, span: Span) -> Option<Typed> {
        if let (Type::Day, Operator::Plus | Operator::Minus, Type::Number(unit)) =
            (&left.expr.ty, operator, &right.expr.ty)
        {
            let step = calendar_step(unit);
            return self.shift(left, right, step, operator == Operator::Minus, span);
        }
        let (Type::Number(a), Type::Number(b)) = (left.expr.ty.clone(), right.expr.ty.clone()) else {
            let days = left.expr.ty == Type::Day && right.expr.ty == Type::Day;
            let found = if days {
                let (a, b) = (self.slice(left.expr.span).to_owned(), self.slice(right.expr.span).to_owned());
                Diagnostic::new(
                    Code::U02,
                    span,
                    "两个日期不能相加减；请写 天数(甲，乙)",
                    "days cannot be added or subtracted; write days(a, b)",
                )
                .write(format!("天数({b}，{a})"), format!("days({b}, {a})"))
            } else {
                Diagnostic::new(
                    Code::U02,
                    span,
                    format!("{} 和 {} 不能一起算", zh(&left.expr.ty), zh(&right.expr.ty)),
                    format!("cannot compute with {} and {}", en(&left.expr.ty), en(&right.expr.ty)),
                )
            };
            return self.fail(found);
        };
        let unit = match operator {
            Operator::Plus | Operator::Minus => {
                if a != b {
                    let (verb_zh, verb_en) =
                        if operator == Operator::Plus { ("加", "add") } else { ("减", "subtract") };
                    let found = Diagnostic::new(
                        Code::U07,
                        span,
                        format!("{} 不能{verb_zh} {}", zh(&left.expr.ty), zh(&right.expr.ty)),
                        match operator {
                            Operator::Plus => {
                                format!("cannot {verb_en} {} to {}", en(&right.expr.ty), en(&left.expr.ty))
                            }
                            _ => format!("cannot {verb_en} {} from {}", en(&right.expr.ty), en(&left.expr.ty)),
                        },
                    );
                    let found = self.one_unit(found, &left.expr, &right.expr);
                    return self.fail(found);
                }
                a
            }
            Operator::Times => {
                let found = if b.has_percent() {
                    Some(self.without_base(right.expr.span, left.expr.span))
                } else if a.has_percent() {
                    Some(self.without_base(left.expr.span, right.expr.span))
                } else {
                    None
                };
                if let Some(found) = found {
                    return self.fail(found);
                }
                a.times(&b)
            }
            Operator::Over => {
                if b.has_percent() {
                    return self.fail(Diagnostic::new(
                        Code::U04,
                        right.expr.span,
                        "不能除以百分数",
                        "nothing is divided by a percentage",
                    ));
                }
                a.over(&b)
            }
        };
        let low = match operator {
            Operator::Plus => {
                if left.low == Low::Any || right.low == Low::Any {
                    Low::Any
                } else {
                    left.low.max(right.low)
                }
            }
            Operator::Minus => match (&left.expr.kind, &right.top) {
                (ExprKind::Literal(Literal::Number(from, _)), Some(top)) if from > top => Low::Positive,
                (ExprKind::Literal(Literal::Number(from, _)), Some(top)) if from >= top => Low::NotNegative,
                _ => Low::Any,
            },
            Operator::Times | Operator::Over => left.low.min(right.low),
        };
        let top = match operator {
            Operator::Plus => left.top.as_ref().zip(right.top.as_ref()).map(|(a, b)| a + b),
            Operator::Minus if right.low != Low::Any => left.top.clone(),
            _ => None,
        };
        let by_zero = operator == Operator::Over && right.low != Low::Positive && !is_nonzero(&right.expr);
        Some(Typed {
            low,
            top,
            missing: left.missing || right.missing || by_zero,
            expr: Expr {
                kind: ExprKind::Arithmetic(operator, Box::new(left.expr), Box::new(right.expr)),
                ty: Type::Number(unit),
                span,
            },
        })
    }

    fn shift(&mut self, day: Typed, by: Typed, step: Option<CalendarStep>, back: bool, span: Span) -> Option<Typed> {
        let Some(step) = step else {
            let found = Diagnostic::new(
                Code::U02,
                by.expr.span,
                format!("日期只能加减 天、月、年，不能加减 {}", zh(&by.expr.ty)),
                format!("a day moves by day, month or year, not by {}", en(&by.expr.ty)),
            );
            let found = self.unit_behind(found, &by.expr.ty, by.expr.span, &Type::Number(Unit::of(Base::Day)));
            return self.fail(found);
        };
        Some(Typed {
            low: Low::Any,
            top: None,
            missing: day.missing || by.missing,
            expr: Expr {
                kind: ExprKind::Shift { day: Box::new(day.expr), by: Box::new(by.expr), step, back },
                ty: Type::Day,
                span,
            },
        })
    }

    /// A rate in % by which this is multiplied, and where it stands.
    fn rate_before(&self, at: Span) -> Option<(usize, &str)> {
        let before = self.text.get(..at.start)?.trim_end().strip_suffix('×')?.trim_end();
        let from = before
            .rfind(|c: char| c.is_whitespace() || "(（，,=×+-".contains(c))
            .map_or(0, |at| at + before.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
        let name = before.get(from..)?;
        let percent = |ty: &Type| matches!(ty, Type::Number(unit) if unit.exponent(&Base::Percent) == 1);
        let value = self.values.iter().any(|value| value.name == name && percent(&value.ty));
        let input = self.inputs.iter().any(|input| input.name == name && percent(&input.ty));
        (value || input).then_some((from, name))
    }

    fn percentage(&mut self, percent: Typed, base: Typed, span: Span) -> Option<Typed> {
        let (Type::Number(p), Type::Number(x)) = (percent.expr.ty.clone(), base.expr.ty.clone()) else {
            return self.fail(Diagnostic::new(
                Code::U03,
                span,
                "的 前面要是百分数，后面要是数",
                "of stands between a percentage and a number",
            ));
        };
        if p.exponent(&Base::Percent) != 1 {
            let times = format!("{} × {}", self.slice(percent.expr.span), self.slice(base.expr.span));
            let found = Diagnostic::new(
                Code::U03,
                span,
                format!("的 前面要是百分数，现在是 {}；相乘请写 ×", zh(&percent.expr.ty)),
                format!("of needs a percentage before it, not {}; to multiply, write ×", en(&percent.expr.ty)),
            );
            return self.fail(match self.rate_before(percent.expr.span) {
                // `日利率 × 天 的 本金`: the rate is what stands before
                Some((from, rate)) => {
                    let (days, of) = (self.slice(percent.expr.span), self.slice(base.expr.span));
                    let (zh, en) = (format!("{rate} 的 {of} × {days}"), format!("{rate} of {of} × {days}"));
                    found.write_for(from, span.end, zh, en)
                }
                None => found.write(times.clone(), times),
            });
        }
        let unit = p.over(&Unit::of(Base::Percent)).times(&x);
        let top = percent.top.as_ref().zip(base.top.as_ref()).map(|(p, x)| &(p * x) * &Exact::new(1, 100));
        Some(Typed {
            low: percent.low.min(base.low),
            top: top.filter(|_| percent.low != Low::Any && base.low != Low::Any),
            missing: percent.missing || base.missing,
            expr: Expr {
                kind: ExprKind::Of(Box::new(percent.expr), Box::new(base.expr)),
                ty: Type::Number(unit),
                span,
            },
        })
    }

    fn compare(
        &mut self,
        comparison: Relation,
        left: &RawExpr,
        right: &RawExpr,
        here: Here,
        span: Span,
    ) -> Option<Typed> {
        let unknown = |raw: &RawExpr, checker: &Self| match &raw.kind {
            RawKind::Name(name) if name.register.is_none() && !checker.is_known(&name.name.text, here) => {
                Some(name.name.clone())
            }
            _ => None,
        };
        // A word of a list is only known by what it is compared with.
        let (a, b) = match (unknown(left, self), unknown(right, self)) {
            (Some(word), None) => {
                let b = self.expression(right, here)?;
                (self.word_or(&word, left, &b, here)?, b)
            }
            (None, Some(word)) => {
                let a = self.expression(left, here)?;
                let b = self.word_or(&word, right, &a, here)?;
                (a, b)
            }
            _ => {
                let a = self.expression(left, here);
                let b = self.expression(right, here);
                (a?, b?)
            }
        };
        self.alike(&a, &b, span)?;
        let ordered = matches!(a.expr.ty, Type::Number(_) | Type::Day);
        if !ordered && !matches!(comparison, Relation::Equal | Relation::Unequal) {
            let found =
                Diagnostic::new(Code::U02, span, "这一类只能用 = 或 != 比", "these can only be compared with = or !=");
            let (left, right) = (self.slice(a.expr.span), self.slice(b.expr.span));
            let equal = format!("{left} = {right}");
            return self.fail(found.write(equal.clone(), equal));
        }
        let left = self.present(a, "比较的数", "what is compared");
        let right = self.present(b, "比较的数", "what is compared");
        let kind = ExprKind::Compare(comparison, Box::new(left?), Box::new(right?));
        Some(plain(kind, Type::YesNo, span, false))
    }

    /// Two sides that can be equal: of one type, words of lists that have one in common.
    pub(super) fn alike(&mut self, a: &Typed, b: &Typed, span: Span) -> Option<()> {
        let same = match (&a.expr.ty, &b.expr.ty) {
            (Type::Word(x), Type::Word(y)) => x.iter().any(|w| y.contains(w)),
            (x, y) => x == y,
        };
        if !same {
            let numbers = matches!((&a.expr.ty, &b.expr.ty), (Type::Number(_), Type::Number(_)));
            let (hint_zh, hint_en) = forgotten(&a.expr.ty, &b.expr.ty);
            let found = Diagnostic::new(
                if numbers { Code::U09 } else { Code::U02 },
                span,
                format!("{} 和 {} 不能比{hint_zh}", zh(&a.expr.ty), zh(&b.expr.ty)),
                format!("cannot compare {} with {}{hint_en}", en(&a.expr.ty), en(&b.expr.ty)),
            );
            let found = self.one_unit(found, &a.expr, &b.expr);
            return self.fail(found);
        }
        Some(())
    }

    pub(super) fn word_or(&mut self, word: &Ident, raw: &RawExpr, other: &Typed, here: Here) -> Option<Typed> {
        if let Type::Word(words) = &other.expr.ty
            && words.contains(&word.text)
        {
            let kind = ExprKind::Literal(Literal::Word(word.text.clone()));
            return Some(plain(kind, Type::Word(vec![word.text.clone()]), raw.span, false));
        }
        let Type::Word(words) = &other.expr.ty else { return self.expression(raw, here) };
        if self.later.contains_key(&word.text) || self.poisoned.contains(&word.text) {
            return self.expression(raw, here);
        }
        let all = words.join("/");
        let found = Diagnostic::new(
            Code::N01,
            word.span,
            format!("没有叫 {} 的词，有 {all}", word.text),
            format!("there is no word {}; there are {all}", word.text),
        );
        let near = words.iter().min_by_key(|w| distance(&word.text, w)).cloned();
        self.fail(match near {
            Some(near) => found.write(near.clone(), near),
            None => found,
        })
    }
}

pub(super) fn plain(kind: ExprKind, ty: Type, span: Span, missing: bool) -> Typed {
    Typed { expr: Expr { kind, ty, span }, low: Low::Any, missing, top: None }
}

fn calendar_step(unit: &Unit) -> Option<CalendarStep> {
    [(Base::Day, CalendarStep::Days), (Base::Month, CalendarStep::Months), (Base::Year, CalendarStep::Years)]
        .into_iter()
        .find(|(base, _)| *unit == Unit::of(base.clone()))
        .map(|(_, step)| step)
}

fn is_nonzero(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Literal(Literal::Number(number, _)) if !number.is_zero())
}

fn larger(a: &Option<Exact>, b: &Option<Exact>) -> Option<Exact> {
    let (a, b) = (a.as_ref()?, b.as_ref()?);
    Some(if a > b { a.clone() } else { b.clone() })
}
