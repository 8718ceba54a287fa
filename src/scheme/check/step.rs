//! Steps, in order; a name exists from its step on (sentence 12).

use super::{
    super::{
        diagnostic::{Code, Diagnostic},
        measure::Unit,
        parser::MOST_STEPS,
        syntax::{Ident, RawBody, RawExpr, RawName, RawReceiver, RawRounding, RawSheet, RawShortage, RawStep},
        tree::{
            Action, Expr, PartyKind, Pay, PlaceRef, Receiver, RegisterAt, RoundingRule, ShareSource, Shortage, Span,
            Step, StepAt, Tag, Type,
        },
        words::{Clause, Lang, Word, meaning, nearest, spelled},
    },
    Checker, Fact, Here, Low, RowName, RunName,
    place::Use,
    unit::{en, zh},
};
use std::collections::HashSet;

impl Checker<'_> {
    pub(super) fn steps(&mut self, raw: &RawSheet) {
        for step in &raw.steps {
            if let Some(name) = named(&step.body) {
                self.later.insert(name.text.clone(), name.span.line);
            }
        }
        let mut carried = HashSet::new();
        for step in &raw.steps {
            if self.findings.is_full() {
                return;
            }
            let mut registers = Vec::new();
            for name in &step.each {
                registers.push(self.register_named(name));
            }
            if registers.is_empty() {
                self.step(step, None, &mut carried);
            }
            for (at, register) in registers.iter().enumerate() {
                match register {
                    Some(_) if registers.iter().take(at).any(|r| r == register) => {
                        if let Some(name) = step.each.get(at) {
                            self.twice(name);
                        }
                    }
                    Some(register) => self.step(step, Some(*register), &mut carried),
                    None => self.poison(step),
                }
            }
        }
    }

    fn poison(&mut self, step: &RawStep) {
        if let Some(name) = named(&step.body) {
            self.poisoned.insert(name.text.clone());
        }
        // Pots it would have filled.
        let filled: Vec<&RawReceiver> = match &step.body {
            RawBody::Pay { to, .. } | RawBody::Rest { to, .. } => vec![to],
            RawBody::Share { to, nobody, .. } => to.iter().chain(nobody).collect(),
            _ => Vec::new(),
        };
        for receiver in filled.into_iter().filter(|r| r.into) {
            self.poisoned.insert(receiver.name.name.text.clone());
        }
    }

    fn step(&mut self, raw: &RawStep, each: Option<RegisterAt>, carried: &mut HashSet<(usize, Option<RegisterAt>)>) {
        if self.steps.len() >= MOST_STEPS {
            self.report(
                Code::L02,
                raw.span,
                format!("步骤太多：最多 {MOST_STEPS} 步"),
                format!("too many steps: {MOST_STEPS} at most"),
            );
            return;
        }
        let before = self.pots.len();
        (self.statement, self.verb, self.sharing) = (raw.whole, raw.span, false);
        let Some((action, fact)) = self.body(raw, each, carried) else {
            self.poison(raw);
            return;
        };
        let name = named(&raw.body);
        let at = StepAt(self.steps.len());
        let step = Step {
            name: name.map(|n| n.text.clone()).unwrap_or_default(),
            line: raw.span.line,
            each,
            action,
            span: name.map_or(raw.span, |n| n.span),
        };
        if let Action::Pay(pay) = &step.action
            && pay.to.only.is_none()
            && pay.shortage.iter().all(|s| *s != Shortage::Scaled)
            && self.one_to_one(&pay.to.place, each)
        {
            self.filled_with(&step, &pay.to.place.clone(), &pay.amount.clone(), before);
        }
        if let (Some(name), true) = (name, !matches!(step.action, Action::Carry { .. })) {
            let named = match each {
                None => self.declare_run(name, RunName::Step(at)),
                Some(register) => self.declare_row(register, name, RowName::Step(at)),
            };
            if let (true, Action::Share(share)) = (named, &step.action) {
                let mut receivers: Vec<RegisterAt> =
                    share.to.iter().filter_map(|r| r.each.as_ref().map(|e| e.0)).collect();
                // what each member owes of a share
                if let ShareSource::Each { register, place: PlaceRef::Payee(_), .. } = &share.from {
                    receivers.push(*register);
                }
                receivers.dedup();
                for register in receivers {
                    if each != Some(register) && !self.rows.contains_key(&(register, name.text.clone())) {
                        self.declare_row(register, name, RowName::Receiver(at));
                    }
                }
            }
        }
        self.steps.push(step);
        self.facts.push(fact);
    }

    fn body(
        &mut self,
        raw: &RawStep,
        each: Option<RegisterAt>,
        carried: &mut HashSet<(usize, Option<RegisterAt>)>,
    ) -> Option<(Action, Fact)> {
        let here = Here { row: each, example: false };
        let money = Fact { ty: Type::Number(Unit::yuan()), low: Low::NotNegative, missing: false, top: None };
        match &raw.body {
            RawBody::Cell { unit, value, .. } => {
                let typed = self.expression(value, here)?;
                if let Some(unit) = unit {
                    let wanted = Type::Number(self.unit(unit)?);
                    if typed.expr.ty != wanted {
                        let found = self.not_declared(unit.span, &wanted, &typed.expr.ty);
                        return self.fail(match &typed.expr.ty {
                            Type::Number(unit) => found.write(unit.to_string(), unit.en()),
                            _ => found,
                        });
                    }
                }
                let fact = Fact { ty: typed.expr.ty.clone(), low: typed.low, missing: typed.missing, top: typed.top };
                Some((Action::Cell(typed.expr), fact))
            }
            RawBody::Pay { amount, from, shortage, to, rounding, .. } => {
                Some((self.pay(raw, each, amount, from, shortage, to, rounding.as_ref())?, money))
            }
            RawBody::Share { .. } => Some((self.share(raw, each)?, money)),
            RawBody::Rest { from, to, .. } => {
                let place = self.place(from, here, Use::Take);
                let to = self.receiver(to, here, false);
                let (place, to) = (place?, to?);
                self.takes_all(&place, from.span, each)?;
                if let PlaceRef::Pot(at, _) = &place {
                    self.empty(*at);
                }
                Some((Action::Rest { from: place, to }, money))
            }
            RawBody::Require { condition, text } => {
                let condition = self.condition(condition, here)?;
                if text.trim().is_empty() {
                    let found = Diagnostic::new(
                        Code::P01,
                        raw.span,
                        "否则 后面要写明为什么不能分",
                        "say after else why the run is refused",
                    );
                    let quoted = self.slice(raw.whole).rfind(['"', '“', '＂']).map(|_| raw.whole.end);
                    let from = self.slice(raw.whole).find("\"").map(|at| raw.whole.start + at);
                    return self.fail(match quoted.zip(from) {
                        Some((to, from)) => found.write_for(from, to, "\"不能分\"", "\"not to be paid\""),
                        None => found,
                    });
                }
                let empties = self.emptied_by(&condition, each);
                if let Some(at) = empties {
                    self.empty(at);
                }
                Some((Action::Require { condition, text: text.clone(), empties }, money))
            }
            RawBody::Carry { name, value } => {
                let typed = self.expression(value, here);
                let Some(RunName::Carried(at)) = self.run.get(&name.text).copied() else {
                    if self.run.contains_key(&name.text) {
                        return self.fail(Diagnostic::new(
                            Code::N01,
                            name.span,
                            format!("{} 不是跨期的数", name.text),
                            format!("{} is not a carried number", name.text),
                        ));
                    }
                    return self.unknown(name, each);
                };
                let declared = self.carried.get(at.0)?.clone();
                if declared.each != each {
                    let each = declared.each.map(|r| self.register_name(r).to_owned());
                    let found = Diagnostic::new(
                        Code::J03,
                        name.span,
                        format!("{} 的行数与这一步不一样", name.text),
                        format!("{} is not kept per row of this step", name.text),
                    );
                    let found = self.per_row(found, each.as_deref());
                    return self.fail(found);
                }
                if !carried.insert((at.0, each)) {
                    self.twice(name);
                    return None;
                }
                let typed = typed?;
                if typed.expr.ty != declared.ty {
                    let found = self.not_declared(value.span, &declared.ty, &typed.expr.ty);
                    let found = self.unit_behind(found, &typed.expr.ty, value.span, &declared.ty);
                    return self.fail(found);
                }
                let number = matches!(declared.ty, Type::Number(_)) && !declared.signed;
                let value = if number {
                    self.quantity(typed, "跨期的数", "the carried number")?
                } else {
                    self.present(typed, "跨期的数", "the carried number")?
                };
                Some((Action::Carry { carried: at, value }, money))
            }
        }
    }

    fn not_declared(&self, span: Span, wanted: &Type, found: &Type) -> Diagnostic {
        Diagnostic::new(
            Code::U14,
            span,
            format!("写明是 {}，算出来是 {}", zh(wanted), zh(found)),
            format!("declared as {}, but it comes to {}", en(wanted), en(found)),
        )
    }

    #[allow(clippy::too_many_arguments, reason = "each is one part of the line")]
    fn pay(
        &mut self,
        raw: &RawStep,
        each: Option<RegisterAt>,
        amount: &RawExpr,
        from: &RawName,
        shortage: &[RawShortage],
        to: &RawReceiver,
        rounding: Option<&RawRounding>,
    ) -> Option<Action> {
        let here = Here { row: each, example: false };
        let amount = self.amount(amount, here);
        let place = self.place(from, here, Use::Take);
        let shortage = self.shortages(shortage, here);
        let to = self.receiver(to, here, false);
        let rounding = match rounding {
            Some(rounding) => self.rounding(rounding),
            None => Some(self.rounding.clone()),
        };
        let (amount, place, shortage, to) = (amount?, place?, shortage?, to?);
        self.owed_to_a_party(&place, &[&to])?;
        self.answered(&amount, &place, &shortage, each, from.span, from.span.end);
        let _ = raw;
        Some(Action::Pay(Pay { amount, from: place, shortage, to, rounding: rounding? }))
    }

    /// A source that may not suffice needs an answer, and so does a fallback that may not.
    pub(super) fn answered(
        &mut self,
        amount: &Expr,
        place: &PlaceRef,
        shortage: &[Shortage],
        each: Option<RegisterAt>,
        span: Span,
        behind: usize,
    ) {
        // behind what is said already of a shortage
        let said = self.shortage_end.take().unwrap_or(behind);
        let last = match shortage.last() {
            None if self.suffices(amount, place, each) => return,
            None => Some(place.clone()),
            Some(Shortage::From(place)) => Some(place.clone()),
            Some(Shortage::Scaled | Shortage::Stop) => None,
        };
        if let Some(last) = last.filter(|p| !matches!(p, PlaceRef::Party(_) | PlaceRef::Payee(_))) {
            let name = self.place_name(&last);
            self.findings.push(
                Diagnostic::new(
                    Code::M02,
                    span,
                    format!("{name} 可能不够付；请写 不足 由 …、不足 减付 或 不足 停"),
                    format!("{name} may not suffice; say shortfall from …, shortfall scaled or shortfall stop"),
                )
                .add(said, "不足 停", "shortfall stop"),
            );
        }
    }

    pub(super) fn place_name(&self, place: &PlaceRef) -> String {
        match place {
            PlaceRef::Party(at) => self.parties.get(at.0).map(|p| p.name.clone()),
            PlaceRef::Payee(row) => Some(self.register_name(row.register).to_owned()),
            PlaceRef::Account(at, _) => self.accounts.get(at.0).map(|a| a.name.clone()),
            PlaceRef::Pot(at, _) => self.pots.get(at.0).map(|p| p.name.clone()),
        }
        .unwrap_or_default()
    }

    pub(super) fn shortages(&mut self, raw: &[RawShortage], here: Here) -> Option<Vec<Shortage>> {
        let mut all = Vec::new();
        self.shortage_end = match raw.last() {
            Some(RawShortage::From(name)) => Some(name.span.end),
            _ => None,
        };
        for (at, shortage) in raw.iter().enumerate() {
            all.push(match shortage {
                RawShortage::From(name) => Shortage::From(self.answering(name, here)?),
                RawShortage::Scaled => Shortage::Scaled,
                RawShortage::Stop => Shortage::Stop,
            });
            let ends = matches!(shortage, RawShortage::Scaled | RawShortage::Stop);
            if ends && at + 1 < raw.len() {
                let span = match raw.get(at + 1) {
                    Some(RawShortage::From(name)) => name.span,
                    _ => return Some(all),
                };
                return self.fail(Diagnostic::new(
                    Code::P01,
                    span,
                    "不足 减付 和 不足 停 要写在最后",
                    "shortfall scaled and shortfall stop come last",
                ));
            }
        }
        Some(all)
    }

    /// A place that is asked where another one does not suffice: no member is.
    fn answering(&mut self, name: &RawName, here: Here) -> Option<PlaceRef> {
        let place = self.place(name, here, Use::Take)?;
        if !matches!(place, PlaceRef::Payee(_)) {
            return Some(place);
        }
        let text = name.written();
        let found = Diagnostic::new(
            Code::M08,
            name.span,
            format!("不足的钱不能由 {text} 出：不足 后面写各方、账户或池"),
            format!(
                "{text} is not asked for what is missing: shortfall from stands before a party, an account or a pot"
            ),
        );
        self.fail(match self.giver() {
            Some(giver) => found.write(giver.clone(), giver),
            None => found,
        })
    }

    /// What members are asked for is owed to somebody outside, never put into a pot or paid on to a member.
    pub(super) fn owed_to_a_party(&mut self, from: &PlaceRef, to: &[&Receiver]) -> Option<()> {
        let PlaceRef::Payee(row) = from else { return Some(()) };
        let Some(other) = to.iter().find(|r| !matches!(r.place, PlaceRef::Party(_))) else { return Some(()) };
        let (register, span) = (self.register_name(row.register).to_owned(), other.span);
        let found = Diagnostic::new(
            Code::M08,
            span,
            format!("{register} 应交的钱是欠某一方的：要写 给 哪一方 记作 什么"),
            format!("what a {register} owes is owed to a party: write to whom and as what"),
        );
        let tagged = other.tag.is_some();
        self.fail(match self.somewhere().filter(|_| to.len() == 1) {
            Some((zh, en)) if !tagged => found.write(zh, en),
            Some(_) => {
                let party = self.parties.iter().find(|p| p.kind == PartyKind::Collective).or(self.parties.first());
                let party = party.map_or("", |p| p.name.as_str());
                found.write(format!("给 {party}"), format!("to {party}"))
            }
            None => found,
        })
    }

    /// 余 and a 分 without amount take all a place of their own holds.
    pub(super) fn takes_all(&mut self, place: &PlaceRef, span: Span, each: Option<RegisterAt>) -> Option<()> {
        let name = self.place_name(place);
        if matches!(place, PlaceRef::Party(_) | PlaceRef::Payee(_)) {
            let found = Diagnostic::new(
                Code::M06,
                span,
                format!("{name} 在单子以外，没有余额：要写付多少"),
                format!("{name} is outside the sheet: say how much"),
            );
            // `余 X 由` becomes `付 X = … 由`, a 分 says its amount behind its name
            let named = self.slice(Span { end: span.start, ..self.verb }).to_owned();
            let rest = super::super::words::clause(self.slice(self.verb)) == Some(Clause::Rest);
            let name = named.split_whitespace().nth(1);
            let behind = name.and_then(|name| Some((self.verb.start + named.find(name)? + name.len(), name)));
            return self.fail(match behind {
                Some((at, name)) if rest => {
                    found.write_for(self.verb.start, at, format!("付 {name} = 1 元"), format!("pay {name} = 1 yuan"))
                }
                Some((at, _)) => found.add(at, "= 1 元", "= 1 yuan"),
                None => found,
            });
        }
        if !self.one_to_one(place, each) {
            let kept = self.kept_per(place).map(|r| self.register_name(r).to_owned());
            let (zh, en) = match &kept {
                Some(register) => (
                    format!("{name} 每个 {register} 有一个，这一步要写 每个 {register}"),
                    format!("there is one {name} per {register}: this step needs each {register}"),
                ),
                None => (
                    format!("{name} 只有一个，不能每一行各倒空一次：去掉 每个"),
                    format!("there is one {name}: it cannot be emptied once per row; leave out each"),
                ),
            };
            let found = Diagnostic::new(Code::M06, span, zh, en);
            let found = match kept {
                Some(register) => self.per_row(found, Some(&register)),
                None => found,
            };
            return self.fail(found);
        }
        Some(())
    }

    /// Where money goes. `weighted`: of a 分, may be 每个 and has 按.
    pub(super) fn receiver(&mut self, raw: &RawReceiver, here: Here, weighted: bool) -> Option<Receiver> {
        let usage = if raw.into { Use::Fill } else { Use::Give };
        let mut inner = here;
        let mut each = None;
        self.tagged = raw.tag.is_some();
        let place = if raw.each {
            let register = raw.name.register.as_ref().unwrap_or(&raw.name.name);
            let at = self.register_named(register)?;
            let scope = if here.row == Some(at) { None } else { Some(self.scope(at, register, here)?) };
            let Some(scope) = scope else {
                let own = self.register_name(at).to_owned();
                let written = raw.name.written();
                let (zh, en) = if raw.into { ("入", "into") } else { ("给", "to") };
                return self.fail(
                    Diagnostic::new(
                        Code::J05,
                        register.span,
                        format!("这一步已经是 每个 {own}，不要再写 每个 {own}"),
                        format!("the step is already each {own}: do not write each {own} again"),
                    )
                    .write_for(
                        raw.span.start,
                        raw.span.end,
                        format!("{zh} {written}"),
                        format!("{en} {written}"),
                    ),
                );
            };
            inner = Here { row: Some(at), ..here };
            each = Some((at, scope));
            let name = RawName { register: None, key: None, name: raw.name.name.clone(), span: raw.name.span };
            self.place(&name, inner, usage)
        } else {
            self.place(&raw.name, here, usage)
        };
        if !weighted && (raw.each || raw.by.is_some()) {
            let found =
                Diagnostic::new(Code::M09, raw.span, "每个 … 按 … 只用在 分 里", "each … by … belongs to share");
            return self.fail(found.write_for(self.verb.start, self.verb.end, "分", "share"));
        }
        let weight = raw.by.as_ref().map(|by| {
            let typed = self.expression(by, inner)?;
            self.quantity(typed, "权数", "the weight")
        });
        let only = raw.only.as_ref().map(|only| self.condition(only, inner));
        let tag = if place.is_some() || raw.into { self.tag(raw, place.as_ref()) } else { None };
        let weight = match weight {
            Some(weight) => Some(weight?),
            None => None,
        };
        let only = match only {
            Some(only) => Some(only?),
            None => None,
        };
        Some(Receiver { each, place: place?, weight, only, tag: tag?, span: raw.span })
    }

    fn tag(&mut self, raw: &RawReceiver, place: Option<&PlaceRef>) -> Option<Option<Tag>> {
        let Some(word) = &raw.tag else {
            if raw.into {
                return Some(None);
            }
            let name = raw.name.written();
            let usual = match place {
                Some(PlaceRef::Party(at))
                    if self.parties.get(at.0).is_some_and(|p| p.kind == PartyKind::Collective) =>
                {
                    Tag::CollectiveIncome
                }
                Some(PlaceRef::Party(_)) => Tag::Sundry,
                _ => Tag::Dividend,
            };
            return self.fail(
                Diagnostic::new(
                    Code::G01,
                    raw.span,
                    format!("给 {name} 之后要写 记作 什么，账上才知道怎么记"),
                    format!("say \"as …\" after to {name}: the books need the purpose"),
                )
                .add(raw.whole.end, format!("记作 {}", usual.zh()), format!("as {}", usual.en())),
            );
        };
        let tag = meaning(&word.text, |w| if let Word::Tag(tag) = w { Some(tag) } else { None });
        let Some(tag) = tag else {
            let zh: Vec<&str> = Tag::all().map(Tag::zh).collect();
            let en: Vec<&str> = Tag::all().map(Tag::en).collect();
            let found = Diagnostic::new(
                Code::G02,
                word.span,
                format!("没有 {} 这个用途；有：{}", word.text, zh.join(" ")),
                format!("there is no purpose {}; there are {}", word.text, en.join(" ")),
            );
            // a part of one is that one: 收益, income
            let holds = |said: &str| word.text.chars().count() > 1 && said.contains(word.text.as_str());
            let part = Tag::all().find(|tag| holds(tag.zh()) || holds(tag.en())).map(Word::Tag);
            let near = part.or_else(|| nearest(&word.text, |w| matches!(w, Word::Tag(_))));
            let near = near.unwrap_or(Word::Tag(Tag::Sundry));
            return self.fail(found.write(spelled(near, Lang::Zh), spelled(near, Lang::En)));
        };
        self.roles.push((word.span.start, word.span.end, Word::Tag(tag)));
        if tag == Tag::CollectiveIncome && matches!(place, Some(PlaceRef::Payee(_))) {
            let name = raw.name.written();
            let found = Diagnostic::new(
                Code::G03,
                word.span,
                format!("集体收益 不能给 {name}：集体的钱不能记在户名下"),
                format!("collective_income cannot go to {name}: it is never a household's"),
            );
            return self.fail(found.write(Tag::Dividend.zh(), Tag::Dividend.en()));
        }
        Some(Some(tag))
    }

    pub(super) fn rounding_or(&mut self, raw: Option<&RawRounding>, default: RoundingRule) -> Option<RoundingRule> {
        match raw {
            Some(raw) => self.rounding(raw),
            None => Some(default),
        }
    }
}

/// The name a step gives; none for 要求.
pub(super) fn named(body: &RawBody) -> Option<&Ident> {
    match body {
        RawBody::Cell { name, .. }
        | RawBody::Pay { name, .. }
        | RawBody::Share { name, .. }
        | RawBody::Rest { name, .. }
        | RawBody::Carry { name, .. } => Some(name),
        RawBody::Require { .. } => None,
    }
}
