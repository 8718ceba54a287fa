//! 【参数】: what the meeting decided.

use super::{
    super::{
        diagnostic::{Code, Diagnostic},
        measure::Unit,
        parser::later,
        syntax::{RawExpr, RawFigures, RawKind, RawUnit, RawValue, RawValueKind},
        tree::{DatedValue, Figures, Literal, Span, Tier, Type, Value, ValueKind},
    },
    Checker,
    declare::type_of,
    unit::{en, zh},
};
use crate::unit::Exact;

impl Checker<'_> {
    /// Remembers where another figure of the value would stand.
    pub(super) fn value_end(&mut self, raw: &RawValue) {
        let last = raw.kind.last().and_then(|figures| figures.last());
        let Some((span, from)) = last.map(|(value, from)| (value.span, *from)) else { return };
        let rest = self.behind(span.end);
        let day = from.and_then(|day| rest.find(&day.to_string()).map(|at| at + 10));
        let figure = self.slice(span).to_owned();
        self.value_ends.insert(raw.name.text.clone(), (span.end + day.unwrap_or(0), figure));
    }

    pub(super) fn value(&mut self, raw: &RawValue) -> Option<Value> {
        self.parts(raw)?;
        let kind = match &raw.kind {
            RawValueKind::Dated(values) => ValueKind::Dated(self.dated(values)?),
            RawValueKind::Tiered(unit, tiers) => self.tiered(raw, unit, tiers)?,
            RawValueKind::ByCategory(by, values) => {
                let mut all: Vec<(String, Figures)> = Vec::new();
                for (word, figures) in values {
                    let figures = self.tabled(figures)?;
                    if all.iter().any(|(known, _)| *known == word.text) {
                        self.twice(word);
                    }
                    all.push((word.text.clone(), figures));
                }
                ValueKind::ByCategory { by: by.text.clone(), values: all }
            }
        };
        let literals: Vec<&DatedValue> = match &kind {
            ValueKind::Dated(all) => all.iter().collect(),
            ValueKind::Tiered { tiers, .. } => tiers.iter().flat_map(|t| t.value.dated()).collect(),
            ValueKind::ByCategory { values, .. } => values.iter().flat_map(|(_, v)| v.dated()).collect(),
        };
        let literals: Vec<&Literal> = literals.into_iter().map(|d| &d.value).collect();
        let ty = self.one_type(raw, &literals)?;
        let range = self.range(raw, &ty, &literals)?;
        Some(Value { name: raw.name.text.clone(), ty, kind, range, basis: raw.basis.clone(), span: raw.name.span })
    }

    /// The one type of all values.
    fn one_type(&mut self, raw: &RawValue, literals: &[&Literal]) -> Option<Type> {
        let ty = literals.first().map(|l| type_of(l))?;
        if let Some(other) = literals.iter().map(|l| type_of(l)).find(|other| *other != ty) {
            let found = Diagnostic::new(
                Code::U14,
                raw.name.span,
                format!("{} 的各个值要用一个单位：有 {} 也有 {}", raw.name.text, zh(&ty), zh(&other)),
                format!("all values of {} need one unit: there is {} and {}", raw.name.text, en(&ty), en(&other)),
            );
            let figures: Vec<&RawExpr> = raw.kind.figures().collect();
            let types = literals.iter().map(|l| type_of(l));
            let odd = figures.iter().zip(types).find(|(_, other)| *other != ty);
            let first = figures.first().map(|f| f.span);
            let found = match (odd, first, type_of_plain(&ty)) {
                // the first is the one without a unit
                (Some((_, other)), Some(first), true) => self.unit_behind(found, &ty, first, &other),
                (Some((figure, other)), _, _) => self.unit_behind(found, &other, figure.span, &ty),
                _ => found,
            };
            return self.fail(found);
        }
        Some(ty)
    }

    /// 限 … 至 …: none, or lowest and highest.
    #[allow(clippy::option_option, reason = "a range may be wrong, or none may be written")]
    fn range(&mut self, raw: &RawValue, ty: &Type, literals: &[&Literal]) -> Option<Option<(Exact, Exact)>> {
        let Some((low, high)) = &raw.range else { return Some(None) };
        let (low_at, high_at) = (low.span, high.span);
        let (low, high) = (self.fitted(low, ty)?, self.fitted(high, ty)?);
        let (Literal::Number(low, _), Literal::Number(high, _)) = (low, high) else {
            return self.fail(Diagnostic::new(Code::U17, low_at, "限 只用于数", "a range is for numbers"));
        };
        if low > high {
            let (low, high) = (self.slice(low_at).to_owned(), self.slice(high_at).to_owned());
            let found = Diagnostic::new(Code::U17, high_at, "限 的两头颠倒了", "the range is upside down");
            let found =
                found.write_for(low_at.start, high_at.end, format!("{high} 至 {low}"), format!("{high} upto {low}"));
            return self.fail(found);
        }
        let outside = literals.iter().any(|l| matches!(l, Literal::Number(n, _) if *n < low || *n > high));
        if outside {
            let found = self.widened(raw, ty, literals, (&low, low_at), (&high, high_at));
            self.findings.push(found);
        }
        Some(Some((low, high)))
    }

    /// A range that would hold every value.
    fn widened(
        &self,
        raw: &RawValue,
        ty: &Type,
        literals: &[&Literal],
        (low, low_at): (&Exact, Span),
        (high, high_at): (&Exact, Span),
    ) -> Diagnostic {
        let found = Diagnostic::new(
            Code::U17,
            raw.name.span,
            format!("{} 的值不在 限 的范围里", raw.name.text),
            format!("a value of {} lies outside its range", raw.name.text),
        );
        let numbers = || literals.iter().filter_map(|l| if let Literal::Number(n, _) = l { Some(n) } else { None });
        // a third is written as the next figure below, or above
        let fine = Exact::whole(10_000);
        let down = |n: &Exact| (n.clone() * fine.clone()).floor().and_then(|f| Exact::whole(f).over(&fine));
        let up = |n: &Exact| Some(Exact::zero() - down(&(Exact::zero() - n.clone()))?);
        let least = numbers().min().filter(|n| *n < low).and_then(|n| down(n)?.decimal(4));
        let most = numbers().max().filter(|n| *n > high).and_then(|n| up(n)?.decimal(4));
        let unit = if let Type::Number(unit) = ty { unit.clone() } else { Unit::one() };
        let with = |n: &str| {
            if unit.is_one() {
                (n.to_owned(), n.to_owned())
            } else {
                (format!("{n} {unit}"), format!("{n} {}", unit.en()))
            }
        };
        let kept = |span: Span| (self.slice(span).to_owned(), self.slice(span).to_owned());
        let (from, to) =
            (least.as_deref().map_or_else(|| kept(low_at), with), most.as_deref().map_or_else(|| kept(high_at), with));
        found.write_for(
            low_at.start,
            high_at.end,
            format!("{} 至 {}", from.0, to.0),
            format!("{} upto {}", from.1, to.1),
        )
    }

    /// `1 ÷ 3` is a figure from semantics 2 on.
    fn parts(&mut self, raw: &RawValue) -> Option<()> {
        let part = raw.kind.figures().find(|figure| matches!(figure.kind, RawKind::Arithmetic(..)));
        let tables: Vec<&RawFigures> = match &raw.kind {
            RawValueKind::Dated(_) => Vec::new(),
            RawValueKind::Tiered(_, tiers) => tiers.iter().map(|(_, figures)| figures).collect(),
            RawValueKind::ByCategory(_, values) => values.iter().map(|(_, figures)| figures).collect(),
        };
        // a table that changes on a day, too
        let changing = tables.into_iter().find(|figures| figures.len() > 1 || figures.iter().any(|(_, f)| f.is_some()));
        let part = part.or(changing.and_then(|figures| figures.last()).map(|(figure, _)| figure));
        let (Some(part), (1, at)) = (part, self.semantics) else { return Some(()) };
        let said = self.slice(part.span).to_owned();
        self.fail(later(part.span, &said, at))
    }

    /// What a tier or a word gives.
    fn tabled(&mut self, figures: &RawFigures) -> Option<Figures> {
        let figures = self.dated(figures)?;
        Figures::new(figures)
    }

    fn dated(&mut self, values: &RawFigures) -> Option<Vec<DatedValue>> {
        let mut all: Vec<DatedValue> = Vec::new();
        for (raw, from) in values {
            let value = self.literal(raw)?;
            if let Some(before) = all.last()
                && (from.is_none() || before.from >= *from)
            {
                let found = Diagnostic::new(
                    Code::V06,
                    raw.span,
                    "后面的值要写 自 哪一天，一个比一个晚",
                    "each further value needs since and a later day",
                );
                let later = match before.from {
                    Some(day) => day.plus_days(1),
                    None => crate::unit::Day::new(2027, 1, 1),
                };
                let rest = self.behind(raw.span.end);
                let written = from.and_then(|day| rest.find(&day.to_string()).map(|at| raw.span.end + at));
                self.findings.push(match (later, written) {
                    (Some(day), Some(at)) => found.write_for(at, at + 10, day.to_string(), day.to_string()),
                    (Some(day), None) => found.add(raw.span.end, format!("自 {day}"), format!("since {day}")),
                    (None, _) => found,
                });
            }
            all.push(DatedValue { from: *from, value, span: raw.span });
        }
        Some(all)
    }

    fn tiered(&mut self, raw: &RawValue, unit: &RawUnit, tiers: &[(Option<RawExpr>, RawFigures)]) -> Option<ValueKind> {
        let by = self.unit(unit)?;
        let mut all: Vec<Tier> = Vec::new();
        for (below, figures) in tiers {
            let below = match below {
                None => None,
                Some(raw) => match self.fitted(raw, &Type::Number(by.clone()))? {
                    Literal::Number(number, _) => Some(number),
                    _ => None,
                },
            };
            if all.last().is_some_and(|last| last.below.is_none() || (below.is_some() && last.below >= below)) {
                let at = figures.first().map_or(raw.name.span, |(figure, _)| figure.span);
                let found = Diagnostic::new(
                    Code::V05,
                    at,
                    format!("{} 的档没有从小到大，有的档永远到不了", raw.name.text),
                    format!("tiers of {} are not increasing: one can never be reached", raw.name.text),
                );
                let found = self.in_order(found, tiers);
                return self.fail(found);
            }
            all.push(Tier { below, value: self.tabled(figures)? });
        }
        if all.last().is_none_or(|last| last.below.is_some()) {
            let found = Diagnostic::new(
                Code::V07,
                raw.name.span,
                format!("{} 最后要写 其余 = …", raw.name.text),
                format!("{} must end with others = …", raw.name.text),
            );
            return self.fail(match self.value_ends.get(&raw.name.text) {
                Some((at, figure)) => {
                    found.write_for(*at, *at, format!("；其余 = {figure}"), format!("; others = {figure}"))
                }
                None => found,
            });
        }
        Some(ValueKind::Tiered { by, tiers: all })
    }
}

impl Checker<'_> {
    /// The tiers by rising bound, each figure with its own, where no two bounds are one and no figure has a day.
    fn in_order(&self, found: Diagnostic, tiers: &[(Option<RawExpr>, RawFigures)]) -> Diagnostic {
        let one = |(below, figures): &'_ (Option<RawExpr>, RawFigures)| -> Option<(Option<Exact>, Span, Span)> {
            let ([(figure, None)], at) = (figures.as_slice(), below.as_ref().map(|b| b.span)) else { return None };
            let bound = match below.as_ref().map(|below| &below.kind) {
                Some(RawKind::Number(number, _)) => Some(number.clone()),
                Some(_) => return None,
                None => None,
            };
            Some((bound, at.unwrap_or(figure.span), figure.span))
        };
        let Some(mut all) = tiers.iter().map(one).collect::<Option<Vec<_>>>() else { return found };
        let ends = all.first().zip(all.last()).map(|(first, last)| (first.1.start, last.2.end));
        all.sort_by(|a, b| (a.0.is_none(), &a.0).cmp(&(b.0.is_none(), &b.0)));
        let twice = all.windows(2).any(|pair| matches!(pair, [a, b] if a.0 == b.0));
        let open = tiers.first().is_some_and(|(below, _)| below.is_none());
        let Some((from, to)) = ends.filter(|_| !twice && !open) else { return found };
        let told = |under: &str, others: &str, between: &str| {
            let entry = |(bound, at, figure): &(Option<Exact>, Span, Span)| match bound {
                Some(_) => format!("{under} {} = {}", self.slice(*at), self.slice(*figure)),
                None => format!("{others} = {}", self.slice(*figure)),
            };
            let all = all.iter().map(entry).collect::<Vec<_>>().join(between);
            // the first word stands already
            all.strip_prefix(under).map_or_else(|| all.clone(), |rest| rest.trim_start().to_owned())
        };
        found.write_for(from, to, told("不满", "其余", "；"), told("under", "others", "; "))
    }
}

fn type_of_plain(ty: &Type) -> bool {
    matches!(ty, Type::Number(unit) if unit.is_one())
}
