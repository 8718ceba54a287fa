//! 分: weights, percentages and what happens when nobody is there (sentences 15 and 17).

use super::{
    super::{
        diagnostic::{Code, Diagnostic},
        syntax::{RawBody, RawSource, RawStep},
        tree::{
            Action, DatedValue, Expr, ExprKind, Literal, Mode, Name, PlaceRef, Receiver, RegisterAt, RoundingRule,
            Share, ShareSource, Span, Type, ValueKind,
        },
    },
    Checker, Here, Low,
    name::{bounds_of, sign},
    place::Use,
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
        let receivers: Vec<Option<Receiver>> = to.iter().map(|r| self.receiver(r, here, true)).collect();
        let nobody = match nobody {
            Some(raw) if raw.only.is_some() || raw.by.is_some() || raw.each => {
                return self.fail(Diagnostic::new(
                    Code::M09,
                    raw.span,
                    "无则 后面只写一处，不写 每个、按、其中",
                    "after otherwise stands one place without each, by or where",
                ));
            }
            Some(raw) => Some(self.receiver(raw, here, false)?),
            None => None,
        };
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
        match &source {
            ShareSource::One(place) => {
                self.weights(&to, raw.span, nobody.is_some())?;
                match &checked {
                    Some(amount) => self.answered(amount, place, &shortage, each, from.name.span),
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
                    return self.fail(
                        Diagnostic::new(
                            Code::M06,
                            from.name.span,
                            "由 每个 … 的 分 要写分多少",
                            "a share from each row must say how much",
                        )
                        .write("分 … = …", "share … = …"),
                    );
                }
                if shortage.is_empty() {
                    self.findings.push(
                        Diagnostic::new(
                            Code::M02,
                            from.name.span,
                            "各行的钱可能不够付；请写 不足 由 …、不足 减付 或 不足 停",
                            "the rows may not suffice; say shortfall from …, shortfall scaled or shortfall stop",
                        )
                        .write("不足 停", "shortfall stop"),
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
        let Some(register) = &raw.name.register else {
            return self.fail(
                Diagnostic::new(
                    Code::M01,
                    raw.name.span,
                    "由 每个 后面要写 登记.账户",
                    "from each needs register.account",
                )
                .write("由 每个 成员.资本 按 …", "from each member.capital by …"),
            );
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

    fn weights(&mut self, to: &[Receiver], span: Span, has_nobody: bool) -> Option<()> {
        if let Some(bare) = to.iter().find(|r| r.weight.is_none()) {
            let (span, text) = (bare.span, self.slice(bare.span).to_owned());
            return self.fail(
                Diagnostic::new(Code::M09, span, format!("{text} 之后要写 按 什么分"), "say by what it is shared")
                    .write(format!("{text} 按 …"), "by …"),
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
            return self.fail(
                Diagnostic::new(
                    Code::M11,
                    span,
                    "权数合计可能是零；请写 无则 给 …",
                    "the weights may add up to zero; say otherwise to …",
                )
                .write("无则 给 … 记作 …", "otherwise to … as …"),
            );
        }
        Some(())
    }

    /// Percentages that stand in the sheet add up to 100 on every day.
    fn hundred(&mut self, to: &[Receiver], span: Span) -> Option<()> {
        let percents: Option<Vec<Vec<(Option<Day>, Exact)>>> =
            to.iter().map(|r| if r.each.is_some() { None } else { dated_percent(self, r.weight.as_ref()?) }).collect();
        let Some(percents) = percents else { return Some(()) };
        let days: BTreeSet<Option<Day>> = percents.iter().flatten().map(|(from, _)| *from).collect();
        for day in days {
            // the value of each on that day; one that says nothing yet refuses the run
            let on = |dated: &Vec<(Option<Day>, Exact)>| {
                dated.iter().rev().find(|(from, _)| *from <= day).map(|(_, p)| p.clone())
            };
            let Some(parts) = percents.iter().map(on).collect::<Option<Vec<Exact>>>() else { continue };
            let total: Exact = parts.into_iter().sum();
            if total != Exact::whole(100) {
                let shown = total.decimal(6).unwrap_or_else(|| total.to_string());
                let (zh, en) = day.map_or_else(Default::default, |d| (format!("自 {d} 起"), format!("from {d} on ")));
                return self.fail(Diagnostic::new(
                    Code::M10,
                    span,
                    format!("{zh}比例合计 {shown} %，不是 100 %"),
                    format!("{en}the percentages add up to {shown} %, not 100 %"),
                ));
            }
        }
        Some(())
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

/// A percentage of the sheet alone, with the day from which each of its values holds.
fn dated_percent(checker: &Checker<'_>, expr: &Expr) -> Option<Vec<(Option<Day>, Exact)>> {
    if !expr.unit().is_percent() {
        return None;
    }
    match &expr.kind {
        ExprKind::Literal(Literal::Number(number, _)) => Some(vec![(None, number.clone())]),
        ExprKind::Name { what: Name::Value { value, .. }, .. } => match &checker.values.get(value.0)?.kind {
            ValueKind::Dated(dated) => {
                let one = |d: &DatedValue| {
                    if let Literal::Number(number, _) = &d.value { Some((d.from, number.clone())) } else { None }
                };
                dated.iter().map(one).collect()
            }
            _ => None,
        },
        _ => None,
    }
}
