//! 分: weights, percentages and what happens when nobody is there (sentences 15 and 17).

use super::{
    super::{
        diagnostic::{Code, Diagnostic},
        measure::{Base, Unit},
        syntax::{RawBody, RawSource, RawStep},
        tree::{
            Action, Expr, ExprKind, Literal, Mode, Name, Operator, PlaceRef, Receiver, RegisterAt, RoundingRule, Share,
            ShareSource, Span, Type, ValueKind,
        },
    },
    Checker, Here, Low, RunName,
    name::{bounds_of, sign},
    place::Use,
    remedy::{percent, sample},
    unit::{en, zh},
};
use crate::unit::{Day, Exact};
use std::collections::BTreeSet;

impl Checker<'_> {
    pub(super) fn share(&mut self, raw: &RawStep, each: Option<RegisterAt>) -> Option<Action> {
        let RawBody::Share { amount, from, shortage, to, nobody, rounding, .. } = &raw.body else { return None };
        let here = Here { row: each, example: false };
        let source = self.source(from, here);
        let shortage = self.shortages(shortage, here);
        let checked = match amount {
            Some(amount) => Some(self.amount(amount, here)?),
            None => None,
        };
        self.sharing = true;
        let receivers: Vec<Option<Receiver>> = to.iter().map(|r| self.receiver(r, here, true)).collect();
        let of_all = match &raw.body {
            RawBody::Share { name, .. } => name.span.end,
            _ => raw.span.end,
        };
        let nobody = match nobody {
            Some(raw) if raw.only.is_some() || raw.by.is_some() || raw.each => {
                let found = Diagnostic::new(
                    Code::M09,
                    raw.span,
                    "无则 后面只写一处，不写 每个、按、其中",
                    "after otherwise stands one place without each, by or where",
                );
                return self.fail(match self.somewhere() {
                    Some((zh, en)) => found.write_for(raw.whole.start, raw.whole.end, zh, en),
                    None => found,
                });
            }
            Some(raw) => {
                self.sharing = false;
                Some(self.receiver(raw, here, false)?)
            }
            None => None,
        };
        let behind = to.last().map_or(raw.whole.end, |r| r.whole.end);
        let default = RoundingRule { mode: Mode::LargestRemainder, step: Exact::new(1, 100) };
        let mode_span = rounding.as_ref().map_or(raw.span, |r| r.span);
        let rounding = self.rounding_or(rounding.as_ref(), default)?;
        let to: Vec<Receiver> = receivers.into_iter().collect::<Option<_>>()?;
        let (source, shortage) = (source?, shortage?);
        if rounding.mode == Mode::HalfUp {
            return self.fail(
                Diagnostic::new(
                    Code::M03,
                    mode_span,
                    "分 不能四舍五入：加起来会多出或少掉；请用 最大余数 或 去尾",
                    "a share cannot round half-up: the sum would miss the pool; use largest remainder or floor",
                )
                .write("最大余数 0.01 元", "largest_remainder 0.01 yuan"),
            );
        }
        let giver = match &source {
            ShareSource::One(place) | ShareSource::Each { place, .. } => place.clone(),
        };
        self.owed_to_a_party(&giver, &to.iter().chain(&nobody).collect::<Vec<_>>())?;
        match &source {
            ShareSource::One(place) => {
                self.weights(&to, raw.span, nobody.is_some(), behind)?;
                match &checked {
                    Some(amount) => self.answered(amount, place, &shortage, each, from.name.span, from.name.span.end),
                    None => {
                        self.takes_all(place, from.name.span, each)?;
                        if let (PlaceRef::Pot(at, _), true) = (place, rounding.mode == Mode::LargestRemainder) {
                            self.empty(*at);
                        }
                    }
                }
            }
            ShareSource::Each { register, .. } => {
                self.one_place_from_each(&to, *register, raw.span)?;
                if checked.is_none() {
                    let (rows, place) = (self.register_name(*register).to_owned(), from.name.name.text.clone());
                    let found = Diagnostic::new(
                        Code::M06,
                        from.name.span,
                        "由 每个 … 的 分 要写分多少",
                        "a share from each row must say how much",
                    );
                    let (zh, en) =
                        (format!("= 合计({rows}：余额({place}))"), format!("= sum({rows}: balance({place}))"));
                    return self.fail(found.add(of_all, zh, en));
                }
                if shortage.is_empty() && !matches!(giver, PlaceRef::Payee(_)) {
                    self.findings.push(
                        Diagnostic::new(
                            Code::M02,
                            from.name.span,
                            "各行的钱可能不够付；请写 不足 由 …、不足 减付 或 不足 停",
                            "the rows may not suffice; say shortfall from …, shortfall scaled or shortfall stop",
                        )
                        .add(
                            from.by.as_ref().map_or(from.name.span.end, |by| by.span.end),
                            "不足 停",
                            "shortfall stop",
                        ),
                    );
                }
            }
        }
        Some(Action::Share(Share { amount: checked, from: source, shortage, to, nobody, rounding }))
    }

    fn source(&mut self, raw: &RawSource, here: Here) -> Option<ShareSource> {
        let (true, Some(by)) = (raw.each, &raw.by) else {
            return Some(ShareSource::One(self.place(&raw.name, here, Use::Take)?));
        };
        // `由 每个 户`: each member owes its part
        let member = match self.run.get(&raw.name.name.text) {
            Some(RunName::Register(at)) if self.semantics.0 >= 2 => {
                let keeps = self.accounts.iter().any(|account| account.each == Some(*at));
                self.registers.get(at.0).filter(|r| r.payee || !keeps).map(|_| &raw.name.name)
            }
            _ => None,
        };
        let Some(register) = raw.name.register.as_ref().or(member) else {
            let found = Diagnostic::new(
                Code::M01,
                raw.name.span,
                "由 每个 后面要写 登记.账户",
                "from each needs register.account",
            );
            let kept = self.accounts.iter().filter_map(|a| a.each.map(|at| (at, a.name.clone())));
            let named = kept
                .clone()
                .find(|(at, name)| *name == raw.name.name.text || self.register_name(*at) == raw.name.name.text);
            let account = named.or_else(|| kept.clone().next());
            let account = account.map(|(at, name)| format!("{}.{name}", self.register_name(at)));
            return self.fail(match account {
                Some(account) => found.write(account.clone(), account),
                None => found,
            });
        };
        let at = self.register_named(register)?;
        let scope = self.scope(at, register, here)?;
        let inner = Here { row: Some(at), ..here };
        let name = super::super::syntax::RawName {
            register: None,
            key: None,
            name: raw.name.name.clone(),
            span: raw.name.span,
        };
        let place = self.place(&name, inner, Use::Take);
        let weight = self.expression(by, inner).and_then(|w| self.quantity(w, "权数", "the weight"));
        Some(ShareSource::Each { register: at, scope, place: place?, weight: weight? })
    }

    fn weights(&mut self, to: &[Receiver], span: Span, has_nobody: bool, behind: usize) -> Option<()> {
        if let Some(bare) = to.iter().find(|r| r.weight.is_none()) {
            let (span, text) = (bare.span, self.slice(bare.span).to_owned());
            let unit = to.iter().find_map(|r| r.weight.as_ref().map(Expr::unit));
            let one = Type::Number(unit.unwrap_or_else(|| Unit::of(Base::Share)));
            let (zh, en) = sample(&one);
            return self.fail(
                Diagnostic::new(Code::M09, span, format!("{text} 之后要写 按 什么分"), "say by what it is shared").add(
                    span.end,
                    format!("按 {zh}"),
                    format!("by {en}"),
                ),
            );
        }
        let weights: Vec<&Expr> = to.iter().filter_map(|r| r.weight.as_ref()).collect();
        let first: Type = weights.first()?.ty.clone();
        if let Some(other) = weights.iter().find(|w| w.ty != first) {
            let (zh, en, span) = (
                format!("权数的单位要相同：{} 和 {}", zh(&first), zh(&other.ty)),
                format!("weights need one unit: {} and {}", en(&first), en(&other.ty)),
                other.span,
            );
            return self.fail(Diagnostic::new(Code::U16, span, zh, en));
        }
        self.hundred(to, span)?;
        let someone = to
            .iter()
            .any(|r| r.each.is_none() && r.only.is_none() && r.weight.as_ref().is_some_and(|w| self.is_positive(w)));
        if !someone && !has_nobody {
            let found = Diagnostic::new(
                Code::M11,
                span,
                "权数合计可能是零；请写 无则 给 …",
                "the weights may add up to zero; say otherwise to …",
            );
            return self.fail(match self.somewhere() {
                Some((zh, en)) => found.add(behind, format!("无则 {zh}"), format!("otherwise {en}")),
                None => found,
            });
        }
        Some(())
    }

    /// Percentages that the sheet alone decides add up to 100 on every day.
    fn hundred(&mut self, to: &[Receiver], span: Span) -> Option<()> {
        let parts: Option<Vec<&Expr>> =
            to.iter().map(|r| r.weight.as_ref().filter(|w| r.each.is_none() && w.unit().is_percent())).collect();
        let Some(parts) = parts else { return Some(()) };
        let mut days = BTreeSet::from([None]);
        if parts.iter().any(|part| self.days_of(part, &mut days).is_none()) {
            return Some(());
        }
        for day in days {
            // one that says nothing yet refuses the run
            let on_day: Option<Vec<Exact>> = parts.iter().map(|part| self.figure_on(part, day)).collect();
            let Some(on_day) = on_day else { continue };
            let total: Exact = on_day.iter().cloned().sum();
            if total != Exact::whole(100) {
                let shown = total.decimal(6).unwrap_or_else(|| total.to_string());
                let (zh, en) = day.map_or_else(Default::default, |d| (format!("自 {d} 起"), format!("from {d} on ")));
                let found = Diagnostic::new(
                    Code::M10,
                    span,
                    format!("{zh}比例合计 {shown} %，不是 100 %"),
                    format!("{en}the percentages add up to {shown} %, not 100 %"),
                );
                let found = self.made_whole(found, &parts, &on_day, day);
                return self.fail(found);
            }
        }
        Some(())
    }

    /// What one of the parts has to be for all of them to make 100 %: the first one, from the last,
    /// that did not change on that day.
    fn made_whole(&self, found: Diagnostic, parts: &[&Expr], on_day: &[Exact], day: Option<Day>) -> Diagnostic {
        let total: Exact = on_day.iter().cloned().sum();
        for (part, now) in parts.iter().zip(on_day).rev() {
            let Some(needed) = percent(&(now.clone() + Exact::whole(100) - total.clone())) else { continue };
            match (&part.kind, day) {
                (ExprKind::Literal(_), None) => {
                    return found.write_for(part.span.start, part.span.end, needed.clone(), needed);
                }
                (ExprKind::Name { what: Name::Value { value, .. }, .. }, _) => {
                    let Some(value) = self.values.get(value.0) else { continue };
                    let ValueKind::Dated(dated) = &value.kind else { continue };
                    let (Some(last), Some((behind, _))) = (dated.last(), self.value_ends.get(&value.name)) else {
                        continue;
                    };
                    match day {
                        Some(day) if last.from < Some(day) => {
                            let (zh, en) = (format!("= {needed} 自 {day}"), format!("= {needed} since {day}"));
                            return found.add(*behind, zh, en);
                        }
                        None if dated.len() == 1 => {
                            return found.write_for(last.span.start, last.span.end, needed.clone(), needed);
                        }
                        _ => {}
                    }
                }
                _ => {}
            }
        }
        found
    }

    /// The days on which a figure that the sheet alone decides may change; `None` where it reads more.
    fn days_of(&self, expr: &Expr, days: &mut BTreeSet<Option<Day>>) -> Option<()> {
        match &expr.kind {
            ExprKind::Literal(Literal::Number(..)) => Some(()),
            ExprKind::Name { what: Name::Value { value, .. }, .. } => match &self.values.get(value.0)?.kind {
                ValueKind::Dated(dated) => {
                    days.extend(dated.iter().map(|d| d.from));
                    Some(())
                }
                _ => None,
            },
            ExprKind::Name { what: Name::StepRun(at), .. } => match &self.steps.get(at.0)?.action {
                Action::Cell(expr) => self.days_of(expr, days),
                _ => None,
            },
            ExprKind::Arithmetic(_, a, b) | ExprKind::Of(a, b) => {
                self.days_of(a, days)?;
                self.days_of(b, days)
            }
            ExprKind::Largest(parts) | ExprKind::Smallest(parts) => {
                parts.iter().try_for_each(|part| self.days_of(part, days))
            }
            _ => None,
        }
    }

    /// Such a figure on a day.
    fn figure_on(&self, expr: &Expr, day: Option<Day>) -> Option<Exact> {
        match &expr.kind {
            ExprKind::Literal(Literal::Number(number, _)) => Some(number.clone()),
            ExprKind::Name { what: Name::Value { value, .. }, .. } => match &self.values.get(value.0)?.kind {
                ValueKind::Dated(dated) => match &dated.iter().rev().find(|d| d.from <= day)?.value {
                    Literal::Number(number, _) => Some(number.clone()),
                    _ => None,
                },
                _ => None,
            },
            ExprKind::Name { what: Name::StepRun(at), .. } => match &self.steps.get(at.0)?.action {
                Action::Cell(expr) => self.figure_on(expr, day),
                _ => None,
            },
            ExprKind::Arithmetic(operator, a, b) => {
                let (a, b) = (self.figure_on(a, day)?, self.figure_on(b, day)?);
                match operator {
                    Operator::Plus => Some(a + b),
                    Operator::Minus => Some(a - b),
                    Operator::Times => Some(a * b),
                    Operator::Over => a.over(&b),
                }
            }
            ExprKind::Of(a, b) => Some(self.figure_on(a, day)? * self.figure_on(b, day)? * Exact::new(1, 100)),
            ExprKind::Largest(parts) => {
                parts.iter().map(|p| self.figure_on(p, day)).collect::<Option<Vec<_>>>()?.into_iter().max()
            }
            ExprKind::Smallest(parts) => {
                parts.iter().map(|p| self.figure_on(p, day)).collect::<Option<Vec<_>>>()?.into_iter().min()
            }
            _ => None,
        }
    }

    fn is_positive(&self, weight: &Expr) -> bool {
        match &weight.kind {
            ExprKind::Literal(Literal::Number(number, _)) => sign(number) == Low::Positive,
            ExprKind::Name { what, .. } => match what {
                Name::Value { value, .. } => match self.values.get(value.0).map(|v| &v.kind) {
                    Some(ValueKind::Dated(dated)) => bounds_of(dated.iter().map(|d| &d.value)).0 == Low::Positive,
                    _ => false,
                },
                Name::StepRun(at) | Name::StepRow(_, at) => {
                    self.facts.get(at.0).is_some_and(|fact| fact.low == Low::Positive)
                }
                Name::Column(row, at) => self
                    .registers
                    .get(row.register.0)
                    .and_then(|r| r.columns.get(at.0))
                    .is_some_and(|column| column.bounds.positive),
                Name::Input(at) => self.inputs.get(at.0).is_some_and(|input| input.bounds.positive),
                _ => false,
            },
            _ => false,
        }
    }

    fn one_place_from_each(&mut self, to: &[Receiver], register: RegisterAt, span: Span) -> Option<()> {
        let fits = match to {
            [one] => one.weight.is_none() && one.only.is_none() && one.each.as_ref().is_none_or(|e| e.0 == register),
            _ => false,
        };
        if fits {
            return Some(());
        }
        let name = self.register_name(register).to_owned();
        self.fail(Diagnostic::new(
            Code::M09,
            span,
            format!("由 每个 {name} 分出的钱只给一处，不写 按；可以写 给 每个 {name}.…"),
            format!("money shared from each {name} goes to one place without by; it may be each {name}.…"),
        ))
    }
}
