//! The built-in functions and values by size or word.

use super::{
    super::{
        diagnostic::{Code, Diagnostic},
        measure::{Base, Unit},
        syntax::{RawExpr, RawKind},
        tree::{Expr, ExprKind, InputAt, Literal, Name, RunDay, Span, Type, ValueKind, YearCount},
        words::{Function, Lang, Word, meaning, spelled},
    },
    Checker, Here, Low, RunName, Typed, Used,
    expression::plain,
    unit::{en, forgotten, zh},
};
use crate::unit::Exact;

impl Checker<'_> {
    pub(super) fn call(&mut self, function: Function, raw: &[RawExpr], here: Here, span: Span) -> Option<Typed> {
        let fits = match function {
            Function::Max | Function::Min => raw.len() >= 2,
            Function::Whole
            | Function::Round
            | Function::RoundDown
            | Function::Days
            | Function::Age
            | Function::Months
            | Function::Price => raw.len() == 2,
            Function::Compound | Function::LastOn | Function::Recent => raw.len() == 3,
            Function::Years => (2..=3).contains(&raw.len()),
            Function::Balance
            | Function::Received
            | Function::Spent
            | Function::Next
            | Function::MonthStart
            | Function::MonthEnd => raw.len() == 1,
            Function::Sum
            | Function::Count
            | Function::Before
            | Function::Highest
            | Function::Lowest
            | Function::Latest
            | Function::LookUp
            | Function::Convert => false,
        };
        if !fits {
            let word = Word::Function(function);
            let how = super::super::words::all().find(|e| e.word == word).map_or("", |e| e.signature);
            let found = Diagnostic::new(
                Code::U10,
                span,
                format!("{} 里的项数不对，要写 {}", spelled(word, Lang::Zh), called(how)),
                format!("{} has the wrong number of arguments: {}", spelled(word, Lang::En), in_english(function, how)),
            );
            let found = self.filled_up(found, function, raw, here);
            return self.fail(found);
        }
        match function {
            Function::Max | Function::Min => self.extreme(function, raw, here, span),
            Function::Whole | Function::Round | Function::RoundDown => self.step_of(function, raw, here, span),
            Function::Compound => self.compound(raw, here, span),
            Function::Days | Function::Age | Function::Months => self.between(function, raw, here, span),
            Function::Years => self.years(raw, here, span),
            Function::LastOn => self.last_on(raw, here, span),
            Function::MonthStart | Function::MonthEnd => {
                let day = Box::new(self.day(raw.first()?, here)?);
                let start = function == Function::MonthStart;
                let kind = if start { ExprKind::MonthStart(day) } else { ExprKind::MonthEnd(day) };
                Some(plain(kind, Type::Day, span, false))
            }
            Function::Price | Function::Recent => self.price(function, raw, here, span),
            Function::Balance | Function::Received | Function::Spent => {
                let RawKind::Name(name) = &raw.first()?.kind else {
                    return self.wrong(
                        raw.first()?.span,
                        "这里要写一处放钱的地方",
                        "a place that holds money is needed here",
                    );
                };
                let place = self.place_read(name, here)?;
                let kind = match function {
                    Function::Balance => ExprKind::Balance(place),
                    Function::Received => ExprKind::Received(place),
                    _ => ExprKind::Spent(place),
                };
                Some(Typed { low: Low::NotNegative, ..plain(kind, Type::Number(Unit::yuan()), span, false) })
            }
            Function::Next => {
                let RawKind::Name(name) = &raw.first()?.kind else {
                    return self.wrong(raw.first()?.span, "这里要写一个跨期的数", "a carried number is needed here");
                };
                if !here.example {
                    return self.wrong(span, "下期值 只用在示例里", "next is for examples");
                }
                match self.value_of(name, here)? {
                    (Name::Carried(at, row), fact) => {
                        Some(Typed { low: fact.low, ..plain(ExprKind::Next(at, row), fact.ty, span, false) })
                    }
                    _ => self.wrong(raw.first()?.span, "这里要写一个跨期的数", "a carried number is needed here"),
                }
            }
            Function::Sum
            | Function::Count
            | Function::Before
            | Function::Highest
            | Function::Lowest
            | Function::Latest
            | Function::LookUp
            | Function::Convert => None,
        }
    }

    /// The call with as many arguments as it takes: those that are there, and usual ones.
    fn filled_up(&mut self, found: Diagnostic, function: Function, raw: &[RawExpr], here: Here) -> Diagnostic {
        let quiet = self.findings.count();
        let first = raw.first().and_then(|r| self.expression(r, here)).map(|t| t.expr.ty);
        self.findings.cut(quiet);
        let figure = |number: &str| match &first {
            Some(Type::Number(unit)) if !unit.is_one() => {
                (format!("{number} {unit}"), format!("{number} {}", unit.en()))
            }
            _ => (number.to_owned(), number.to_owned()),
        };
        let plain = |zh: &str, en: &str| (zh.to_owned(), en.to_owned());
        let usual = match function {
            Function::Max | Function::Min => match &first {
                Some(Type::Day) => vec![plain("期初", "period_start"), plain("期末", "period_end")],
                _ => vec![figure("0"), figure("0")],
            },
            Function::Whole => vec![figure("0"), figure("1")],
            Function::Round | Function::RoundDown => vec![figure("0"), figure("0.01")],
            Function::Compound => vec![plain("100 元", "100 yuan"), plain("5 %", "5 %"), plain("1", "1")],
            Function::Days | Function::Age | Function::Months => {
                vec![plain("期初", "period_start"), plain("期末", "period_end")]
            }
            Function::Years => {
                vec![plain("期初", "period_start"), plain("期末", "period_end"), plain("日365", "day365")]
            }
            Function::LastOn => vec![plain("12", "12"), plain("1", "1"), plain("期末", "period_end")],
            Function::Price => vec![plain("", ""), plain("期末", "period_end")],
            Function::Recent => vec![plain("", ""), plain("期末", "period_end"), plain("30 天", "30 day")],
            Function::Balance
            | Function::Received
            | Function::Spent
            | Function::Next
            | Function::MonthStart
            | Function::MonthEnd => vec![plain("期末", "period_end")],
            Function::Sum
            | Function::Count
            | Function::Before
            | Function::Highest
            | Function::Lowest
            | Function::Latest
            | Function::LookUp
            | Function::Convert => Vec::new(),
        };
        let own: Vec<String> = raw.iter().take(usual.len()).map(|r| self.slice(r.span).to_owned()).collect();
        if usual.is_empty() || own.is_empty() {
            return found;
        }
        let word = Word::Function(function);
        let all = |pick: fn(&(String, String)) -> &String, comma: &str| {
            let rest = usual.iter().skip(own.len()).map(|u| pick(u).clone());
            own.iter().cloned().chain(rest).collect::<Vec<_>>().join(comma)
        };
        let zh = format!("{}({})", spelled(word, Lang::Zh), all(|u| &u.0, "，"));
        let en = format!("{}({})", spelled(word, Lang::En), all(|u| &u.1, ", "));
        found.write(zh, en)
    }

    pub(super) fn wrong<T>(&mut self, span: Span, zh: &str, en: &str) -> Option<T> {
        self.fail(Diagnostic::new(Code::U10, span, zh, en))
    }

    fn all(&mut self, raw: &[RawExpr], here: Here) -> Option<Vec<Typed>> {
        let typed: Vec<Option<Typed>> = raw.iter().map(|r| self.expression(r, here)).collect();
        typed.into_iter().collect()
    }

    fn extreme(&mut self, function: Function, raw: &[RawExpr], here: Here, span: Span) -> Option<Typed> {
        let all = self.all(raw, here)?;
        let ty = all.first()?.expr.ty.clone();
        if let Some(other) = all.iter().find(|t| t.expr.ty != ty) {
            let (zh, en) = (
                format!("{} 和 {} 不能比大小", zh(&ty), zh(&other.expr.ty)),
                format!("cannot compare {} with {}", en(&ty), en(&other.expr.ty)),
            );
            let found = Diagnostic::new(Code::U09, other.expr.span, zh, en);
            let first = all.first().map(|t| t.expr.clone());
            let other = other.expr.clone();
            let found = match first {
                Some(first) => self.one_unit(found, &other, &first),
                None => found,
            };
            return self.fail(found);
        }
        if !matches!(ty, Type::Number(_) | Type::Day) {
            return self.wrong(span, "只有数和日期能比大小", "only numbers and days have a largest");
        }
        let lows = all.iter().map(|t| t.low);
        let max = function == Function::Max;
        let low = if max { lows.max() } else { lows.min() }.unwrap_or(Low::Any);
        let tops: Vec<Option<&Exact>> = all.iter().map(|t| t.top.as_ref()).collect();
        let top = if max {
            tops.into_iter().collect::<Option<Vec<_>>>().and_then(|t| t.into_iter().max().cloned())
        } else {
            tops.into_iter().flatten().min().cloned()
        };
        let missing = all.iter().any(|t| t.missing);
        let parts = all.into_iter().map(|t| t.expr).collect();
        let kind = if max { ExprKind::Largest(parts) } else { ExprKind::Smallest(parts) };
        Some(Typed { low, missing, top, expr: Expr { kind, ty, span } })
    }

    /// 满, 四舍五入, 去尾.
    fn step_of(&mut self, function: Function, raw: &[RawExpr], here: Here, span: Span) -> Option<Typed> {
        let mut all = self.all(raw, here)?.into_iter();
        let (x, s) = (all.next()?, all.next()?);
        if !matches!(x.expr.ty, Type::Number(_)) || x.expr.ty != s.expr.ty {
            let (hint_zh, hint_en) = forgotten(&x.expr.ty, &s.expr.ty);
            let (zh, en) = (
                format!("两项的单位要相同：{} 和 {}{hint_zh}", zh(&x.expr.ty), zh(&s.expr.ty)),
                format!("both need one unit: {} and {}{hint_en}", en(&x.expr.ty), en(&s.expr.ty)),
            );
            let found = Diagnostic::new(Code::U10, s.expr.span, zh, en);
            let found = self.one_unit(found, &s.expr, &x.expr);
            return self.fail(found);
        }
        let ty = x.expr.ty.clone();
        if function == Function::Whole {
            let (low, missing) = (x.low.min(Low::NotNegative), x.missing || s.missing || s.low != Low::Positive);
            return Some(Typed {
                low,
                missing,
                top: None,
                expr: Expr {
                    kind: ExprKind::Whole(Box::new(x.expr), Box::new(s.expr)),
                    ty: Type::Number(Unit::one()),
                    span,
                },
            });
        }
        if s.low != Low::Positive {
            let found = Diagnostic::new(Code::U10, s.expr.span, "舍入的单位要大于零", "the step must be above zero");
            let unit = s.expr.unit();
            let step = if unit.is_one() { Default::default() } else { (format!(" {unit}"), format!(" {}", unit.en())) };
            return self.fail(found.write(format!("0.01{}", step.0), format!("0.01{}", step.1)));
        }
        let (missing, top) = (x.missing, x.top.clone());
        let s = self.present(s, "舍入的单位", "the step")?;
        let x = self.quantity(Typed { missing: false, ..x }, "舍入的数", "what is rounded")?;
        let kind = if function == Function::Round {
            ExprKind::Round(Box::new(x), Box::new(s))
        } else {
            ExprKind::RoundDown(Box::new(x), Box::new(s))
        };
        let top = if function == Function::RoundDown { top } else { None };
        Some(Typed { low: Low::NotNegative, missing, top, expr: Expr { kind, ty, span } })
    }

    fn compound(&mut self, raw: &[RawExpr], here: Here, span: Span) -> Option<Typed> {
        let mut all = self.all(raw, here)?.into_iter();
        let (x, p, n) = (all.next()?, all.next()?, all.next()?);
        let (Type::Number(_), Type::Number(rate), Type::Number(times)) = (&x.expr.ty, &p.expr.ty, &n.expr.ty) else {
            return self.wrong(span, "复利 的三项都要是数", "compound needs three numbers");
        };
        let growth = rate.times(times);
        if !growth.is_percent() || !(times.is_one() || *times == Unit::of(Base::Year)) {
            let (zh, en) = (
                format!("复利 的第二项要是百分数，第三项是次数，现在是 {} 和 {}", zh(&p.expr.ty), zh(&n.expr.ty)),
                format!(
                    "compound needs a percentage and a number of times, not {} and {}",
                    en(&p.expr.ty),
                    en(&n.expr.ty)
                ),
            );
            return self.fail(Diagnostic::new(Code::U10, p.expr.span, zh, en));
        }
        let low = if p.low == Low::Any { Low::Any } else { x.low };
        let missing = x.missing || p.missing || n.missing;
        let ty = x.expr.ty.clone();
        let kind = ExprKind::Compound(Box::new(x.expr), Box::new(p.expr), Box::new(n.expr));
        Some(Typed { low, missing, top: None, expr: Expr { kind, ty, span } })
    }

    fn day(&mut self, raw: &RawExpr, here: Here) -> Option<Expr> {
        let typed = self.expression(raw, here)?;
        if typed.expr.ty != Type::Day {
            let (zh, en) = (
                format!("这里要写日期，现在是 {}", zh(&typed.expr.ty)),
                format!("a day is needed here, not {}", en(&typed.expr.ty)),
            );
            let found = Diagnostic::new(Code::U06, raw.span, zh, en);
            // a figure in the place of a day
            let figure = matches!(raw.kind, RawKind::Number(..));
            return self.fail(if figure { found.write("期末", "period_end") } else { found });
        }
        self.present(typed, "日期", "the day")
    }

    fn two_days(&mut self, raw: &[RawExpr], here: Here) -> Option<(Expr, Expr)> {
        let first = self.day(raw.first()?, here);
        let second = self.day(raw.get(1)?, here);
        first.zip(second)
    }

    fn between(&mut self, function: Function, raw: &[RawExpr], here: Here, span: Span) -> Option<Typed> {
        let (first, second) = self.two_days(raw, here)?;
        let whole_period = is_day(&first, RunDay::PeriodStart) && is_day(&second, RunDay::PeriodEnd);
        let (first, second) = (Box::new(first), Box::new(second));
        let (kind, base, low) = match function {
            Function::Days => {
                let low = if whole_period { Low::Positive } else { Low::NotNegative };
                (ExprKind::Days(first, second), Base::Day, low)
            }
            Function::Age => (ExprKind::WholeYears(first, second), Base::Year, Low::NotNegative),
            _ => (ExprKind::WholeMonths(first, second), Base::Month, Low::NotNegative),
        };
        Some(Typed { low, ..plain(kind, Type::Number(Unit::of(base)), span, false) })
    }

    fn years(&mut self, raw: &[RawExpr], here: Here, span: Span) -> Option<Typed> {
        let days = self.two_days(raw, here);
        let count = raw.get(2).and_then(|r| match &r.kind {
            RawKind::Name(name) if name.register.is_none() => {
                let count = meaning(&name.name.text, |w| if let Word::Count(c) = w { Some(c) } else { None });
                if let Some(count) = count {
                    self.roles.push((name.span.start, name.span.end, Word::Count(count)));
                }
                count
            }
            _ => None,
        });
        let Some(count) = count else {
            let at = raw.get(2).map_or(span, |r| r.span);
            let write = match raw {
                [a, b] => {
                    let (a, b) = (self.slice(a.span), self.slice(b.span));
                    (format!("年数({a}，{b}，日365)"), format!("years({a}, {b}, day365)"))
                }
                _ => ("日365".to_owned(), "day365".to_owned()),
            };
            return self.fail(
                Diagnostic::new(
                    Code::D03,
                    at,
                    "年数要写明算法：历年、周年、日365、日360 或 整月",
                    "years needs a day count: calendar, anniversary, day365, day360 or fullmonths",
                )
                .write(write.0, write.1),
            );
        };
        let (first, second) = days?;
        let low = if is_day(&first, RunDay::PeriodStart)
            && is_day(&second, RunDay::PeriodEnd)
            && count != YearCount::FullMonths
        {
            Low::Positive
        } else {
            Low::NotNegative
        };
        let kind = ExprKind::Years(Box::new(first), Box::new(second), count);
        Some(Typed { low, ..plain(kind, Type::Number(Unit::of(Base::Year)), span, false) })
    }

    fn last_on(&mut self, raw: &[RawExpr], here: Here, span: Span) -> Option<Typed> {
        let whole = |raw: Option<&RawExpr>, most: i128| match raw.map(|r| &r.kind) {
            Some(RawKind::Number(n, None)) => n
                .floor()
                .filter(|f| (1..=most).contains(f) && Exact::whole(*f) == *n)
                .and_then(|f| u32::try_from(f).ok()),
            _ => None,
        };
        let longest = |month: u32| match month {
            2 => 29,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        let month = whole(raw.first(), 12);
        let day = month.and_then(|m| whole(raw.get(1), longest(m)));
        let Some((month, day)) = month.zip(day) else {
            let found = Diagnostic::new(
                Code::U10,
                span,
                "上一个 要写哪月哪日，如 上一个(12，1，期末)",
                "laston needs a month and a day, such as laston(12, 1, period_end)",
            );
            return self.fail(found.write("上一个(12，1，期末)", "laston(12, 1, period_end)"));
        };
        let of = self.day(raw.get(2)?, here)?;
        Some(plain(ExprKind::LastOn(month, day, Box::new(of)), Type::Day, span, false))
    }

    fn series(&mut self, raw: &RawExpr) -> Option<(InputAt, Type)> {
        if let RawKind::Name(name) = &raw.kind
            && name.register.is_none()
            && let Some(RunName::Input(at)) = self.run.get(&name.name.text).copied()
            && let Some(input) = self.inputs.get(at.0)
            && input.daily
        {
            self.used.insert(Used::Input(at));
            return Some((at, input.ty.clone()));
        }
        let found = Diagnostic::new(Code::U10, raw.span, "这里要写一个逐日的输入", "a daily input is needed here");
        let daily = self.inputs.iter().find(|i| i.daily).map(|i| i.name.clone());
        self.fail(match daily {
            Some(daily) => found.write(daily.clone(), daily),
            None => found,
        })
    }

    fn price(&mut self, function: Function, raw: &[RawExpr], here: Here, span: Span) -> Option<Typed> {
        let series = self.series(raw.first()?);
        let day = self.day(raw.get(1)?, here);
        let kind = if function == Function::Price {
            let (series, day) = (series.as_ref()?.0, day?);
            ExprKind::Price(series, Box::new(day))
        } else {
            let within = self.expression(raw.get(2)?, here)?;
            if within.expr.ty != Type::Number(Unit::of(Base::Day)) {
                let found = Diagnostic::new(
                    Code::U10,
                    raw.get(2)?.span,
                    "第三项要是天数，如 30 天",
                    "the third argument is days, such as 30 day",
                );
                let found =
                    self.unit_behind(found, &within.expr.ty, within.expr.span, &Type::Number(Unit::of(Base::Day)));
                return self.fail(if found.write_en.is_some() { found } else { found.write("30 天", "30 day") });
            }
            let within = self.quantity(within, "天数", "the days")?;
            let (series, day) = (series.as_ref()?.0, day?);
            ExprKind::Recent(series, Box::new(day), Box::new(within))
        };
        let (at, ty) = series?;
        let bounds = self.inputs.get(at.0)?.bounds;
        let low = if bounds.positive {
            Low::Positive
        } else if bounds.signed {
            Low::Any
        } else {
            Low::NotNegative
        };
        Some(Typed { low, ..plain(kind, ty, span, true) })
    }

    pub(super) fn convert(&mut self, of: Typed, unit: Unit, span: Span) -> Option<Typed> {
        let Type::Number(from) = &of.expr.ty else {
            return self.wrong(of.expr.span, "换算 的第一项要是数", "convert needs a number");
        };
        let Some(factor) = from.convertible(&unit) else {
            let (zh, en) = (
                format!("{from} 和 {unit} 之间没有固定的换算"),
                format!("no fixed factor between {} and {}", from.en(), unit.en()),
            );
            return self.fail(Diagnostic::new(Code::U11, span, zh, en));
        };
        Some(Typed {
            low: of.low,
            missing: of.missing,
            top: None,
            expr: Expr { kind: ExprKind::Convert { of: Box::new(of.expr), factor }, ty: Type::Number(unit), span },
        })
    }
}

fn is_day(expr: &Expr, day: RunDay) -> bool {
    matches!(&expr.kind, ExprKind::Name { what: Name::Day(found), .. } if *found == day)
}

/// A percentage that is the same in every run.
pub(super) fn fixed_percent(checker: &Checker<'_>, expr: &Expr) -> Option<Exact> {
    if !expr.unit().is_percent() {
        return None;
    }
    match &expr.kind {
        ExprKind::Literal(Literal::Number(number, _)) => Some(number.clone()),
        ExprKind::Name { what: Name::Value { value, .. }, .. } => match &checker.values.get(value.0)?.kind {
            ValueKind::Dated(dated) => match dated.as_slice() {
                [one] => match &one.value {
                    Literal::Number(number, _) => Some(number.clone()),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

/// How a function is called, from its signature: what stands behind the closing bracket is for people.
fn called(signature: &str) -> &str {
    signature.find(')').and_then(|end| signature.get(..=end)).unwrap_or(signature)
}

/// The same in English, its terms by letter.
fn in_english(function: Function, signature: &str) -> String {
    const TERMS: &[(&str, &str)] = &[
        ("，", ", "),
        ("甲", "a"),
        ("乙", "b"),
        ("…", "c"),
        ("制", "day365"),
        ("逐日数", "series"),
        ("跨期数", "number"),
        ("日期", "date"),
        ("30 天", "30 day"),
        ("月", "month"),
        ("日", "day"),
        ("处", "place"),
    ];
    let word = spelled(Word::Function(function), Lang::En);
    let terms = called(signature).split_once('(').map_or("…)", |(_, terms)| terms);
    format!("{word}({}", TERMS.iter().fold(terms.to_owned(), |said, (zh, en)| said.replace(zh, en)))
}
