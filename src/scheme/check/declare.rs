//! Header and declarations.

use super::{
    super::{
        diagnostic::{Code, Diagnostic},
        measure::{Base, Unit},
        syntax::{Ident, Modifiers, RawExpr, RawKind, RawRegister, RawRounding, RawSheet},
        tree::{
            AccountAt, Bounds, Carried, CarriedAt, Column, ColumnAt, Input, InputAt, Literal, Party, PartyAt, Pieces,
            Pot, PotAt, Register, RegisterAt, RoundingRule, SheetAccount, Span, Type, ValueAt, way_up,
        },
    },
    Checker, Here, PotState, RowName, RunName, Used, remedy,
    unit::{en, zh},
};
use crate::unit::{Exact, SchemeId};
use std::collections::HashSet;

/// Most registers in one sheet.
const MOST_REGISTERS: usize = 64;

impl Checker<'_> {
    pub(super) fn header(&mut self, raw: &RawSheet) -> Option<SchemeId> {
        let span = if raw.header_span == Span::default() {
            Span { line: 1, column: 1, length: 1, ..Span::default() }
        } else {
            raw.header_span
        };
        for unit in &raw.header.units {
            if Base::named(&unit.text).is_none() && self.may_be_named(unit) {
                self.declared_units.push(unit.text.clone());
            }
        }
        match &raw.header.semantics {
            None if self.header_unread(raw) => {}
            None => {
                let found = Diagnostic::new(Code::H01, span, "题头缺 语义 = 1", "the header lacks semantics = 1");
                let found = self.header_line(found, raw, "语义 = 1", "semantics = 1");
                self.findings.push(found);
            }
            Some((number, at)) if ![1, 2].map(Exact::whole).contains(number) => self.findings.push(
                Diagnostic::new(Code::H02, *at, "只认识语义 1 和 2", "only semantics 1 and 2 are known")
                    .write("1", "1"),
            ),
            Some(_) => {}
        }
        if let Some(rounding) = raw.header.rounding.as_ref().and_then(|r| self.rounding(r)) {
            self.rounding = rounding;
        }
        let Some(id) = &raw.header.id else {
            if self.header_unread(raw) {
                return None;
            }
            let found = Diagnostic::new(Code::H01, span, "题头缺 编号", "the header lacks id");
            let found = self.header_line(found, raw, "编号 = land-rent", "id = land-rent");
            return self.fail(found);
        };
        match id.text.parse() {
            Ok(id) => Some(id),
            Err(_) => {
                let kept = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
                let near: String = id.text.chars().map(kept).take(40).collect();
                let near = near.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
                let near = if near.parse::<SchemeId>().is_ok() { near } else { "land-rent".to_owned() };
                self.fail(
                    Diagnostic::new(
                        Code::H01,
                        id.span,
                        "编号只用小写字母、数字和连字符，最多四十个",
                        "an id has small letters, digits and hyphens, 40 at most",
                    )
                    .write(near.clone(), near),
                )
            }
        }
    }

    /// True where what is missing may stand in what did not parse.
    fn header_unread(&self, raw: &RawSheet) -> bool {
        raw.header.broken || (raw.header_span == Span::default() && !self.findings.is_empty())
    }

    /// A line of the header, below its heading; where there is none, with the heading.
    fn header_line(&self, found: Diagnostic, raw: &RawSheet, zh: &str, en: &str) -> Diagnostic {
        if raw.header_span == Span::default() {
            return found.write_for(0, 0, format!("【方案】\n{zh}\n"), format!("[scheme]\n{en}\n"));
        }
        found.add_line(self.text, raw.header_span.end, zh, en)
    }

    pub(super) fn rounding(&mut self, raw: &RawRounding) -> Option<RoundingRule> {
        let step = self.literal(&raw.step)?;
        let fits = match &step {
            Literal::Number(step, unit) if unit.is_yuan() => {
                let fen = step.clone() * Exact::whole(100);
                !step.is_negative() && !step.is_zero() && fen.floor().map(Exact::whole) == Some(fen)
            }
            _ => false,
        };
        match step {
            Literal::Number(step, _) if fits => Some(RoundingRule { mode: raw.mode, step }),
            _ => self.fail(
                Diagnostic::new(
                    Code::M12,
                    raw.step.span,
                    "舍入的单位要是整分，如 0.01 元、1 元",
                    "the step must be whole fen, such as 0.01 yuan or 1 yuan",
                )
                .write("0.01 元", "0.01 yuan"),
            ),
        }
    }

    pub(super) fn declarations(&mut self, raw: &RawSheet) {
        for party in &raw.parties {
            let at = PartyAt(self.parties.len());
            self.declare_run(&party.name, RunName::Party(at));
            self.parties.push(Party { name: party.name.text.clone(), kind: party.kind, span: party.name.span });
        }
        self.coming = raw.registers.iter().map(|r| (r.name.text.clone(), r.name.span.line)).collect();
        for register in &raw.registers {
            if self.registers.len() >= MOST_REGISTERS {
                self.report(
                    Code::L04,
                    register.name.span,
                    format!("登记 太多：最多 {MOST_REGISTERS}"),
                    format!("too many registers: {MOST_REGISTERS} at most"),
                );
                break;
            }
            self.register(register);
        }
        for account in &raw.accounts {
            let each = self.each(account.each.as_ref());
            let at = AccountAt(self.accounts.len());
            self.declare_run(&account.name, RunName::Account(at));
            self.accounts.push(SheetAccount { name: account.name.text.clone(), each, span: account.name.span });
        }
        for carried in &raw.carried {
            let each = self.each(carried.each.as_ref());
            let ty = self.kind(&carried.ty);
            let Some((ty, first)) = ty.and_then(|ty| Some((ty.clone(), self.fitted(&carried.first, &ty)?))) else {
                self.poisoned.insert(carried.name.text.clone());
                continue;
            };
            let at = CarriedAt(self.carried.len());
            self.declare_run(&carried.name, RunName::Carried(at));
            self.carried.push(Carried {
                name: carried.name.text.clone(),
                each,
                ty,
                first,
                signed: carried.modifiers.signed,
                span: carried.name.span,
            });
        }
        for value in &raw.values {
            self.value_end(value);
            match self.value(value) {
                Some(checked) => {
                    let at = ValueAt(self.values.len());
                    self.declare_run(&value.name, RunName::Value(at));
                    self.values.push(checked);
                }
                None => {
                    self.poisoned.insert(value.name.text.clone());
                }
            }
        }
        for input in &raw.inputs {
            let Some(ty) = self.kind(&input.ty) else {
                self.poisoned.insert(input.name.text.clone());
                continue;
            };
            let at = InputAt(self.inputs.len());
            self.declare_run(&input.name, RunName::Input(at));
            let bounds = self.bounds(&input.modifiers, &ty, input.name.span);
            let held = input.modifiers.held.then(|| {
                if ty != Type::Number(Unit::yuan()) || bounds.signed || bounds.optional || input.modifiers.daily {
                    self.report(
                        Code::U15,
                        input.name.span,
                        format!("待分 的 {} 要是不为负的 元", input.name.text),
                        format!("{} is held: it must be yuan, not negative", input.name.text),
                    );
                }
                let pot = PotAt(self.pots.len());
                self.pots.push(Pot {
                    name: input.name.text.clone(),
                    each: None,
                    held: Some(at),
                    span: input.name.span,
                });
                self.states.push(PotState { open: true, filled: None });
                pot
            });
            self.inputs.push(Input {
                name: input.name.text.clone(),
                ty,
                bounds,
                daily: input.modifiers.daily,
                held,
                source: input.source.clone(),
                span: input.name.span,
            });
        }
    }

    fn bounds(&mut self, raw: &Modifiers, ty: &Type, span: Span) -> Bounds {
        let number = matches!(ty, Type::Number(_));
        let percent = matches!(ty, Type::Number(unit) if unit.has_percent());
        let wrong = if (raw.positive || raw.signed) && !number {
            Some(("必正、可负 只用于数", "positive and signed are for numbers"))
        } else if raw.positive && raw.signed {
            Some(("必正 和 可负 不能一起写", "positive and signed exclude each other"))
        } else if raw.above && !percent {
            Some(("可超 只用于百分数", "unbounded is for percentages"))
        } else {
            None
        };
        if let Some((zh, en)) = wrong {
            self.report(Code::P01, span, zh, en);
        }
        Bounds { positive: raw.positive, signed: raw.signed, optional: raw.optional, above_hundred: raw.above }
    }

    fn each(&mut self, name: Option<&Ident>) -> Option<RegisterAt> {
        self.register_named(name?)
    }

    /// A register by name.
    pub(super) fn register_named(&mut self, name: &Ident) -> Option<RegisterAt> {
        match self.run.get(&name.text) {
            Some(RunName::Register(at)) => {
                let at = *at;
                self.used.insert(Used::Register(at));
                Some(at)
            }
            Some(_) => self.fail(Diagnostic::new(
                Code::N01,
                name.span,
                format!("{} 不是登记", name.text),
                format!("{} is not a register", name.text),
            )),
            None => self.unknown(name, None),
        }
    }

    fn register(&mut self, raw: &RawRegister) {
        let at = RegisterAt(self.registers.len());
        let mut parents = Vec::new();
        for parent in raw.parents.iter().take(MOST_REGISTERS) {
            if let (false, Some(line)) = (self.run.contains_key(&parent.text), self.coming.get(&parent.text)) {
                let found = Diagnostic::new(
                    Code::J04,
                    parent.span,
                    format!("{} 要写在 {} 前面，也不能属于自己", parent.text, raw.name.text),
                    format!("{} must stand before {} and nothing belongs to itself", parent.text, raw.name.text),
                );
                let found = match parent.text == raw.name.text {
                    // all that it belongs to goes: what is meant nobody knows
                    true if raw.parents.len() == 1 => {
                        let name = raw.name.text.clone();
                        found.write_for(raw.name.span.start, parent.span.end, name.clone(), name)
                    }
                    true => found,
                    false => found.moved_up(self.text, *line, raw.name.span.line),
                };
                self.findings.push(found);
            } else if let Some(parent) = self.register_named(parent) {
                parents.push(parent);
            }
        }
        let mut pieces = None;
        if let Some((of, from, to)) = &raw.pieces {
            let Some(of_at) = self.register_named(of) else {
                self.poisoned.insert(raw.name.text.clone());
                return;
            };
            let from = self.day_column(of_at, from);
            let to = self.day_column(of_at, to);
            let Some((from, to)) = from.zip(to) else {
                self.poisoned.insert(raw.name.text.clone());
                return;
            };
            pieces = Some(Pieces { of: of_at, from, to });
            parents.push(of_at);
        }
        if self.two_ways(raw, &parents) {
            parents.truncate(1);
        }
        self.declare_run(&raw.name, RunName::Register(at));
        self.registers.push(Register {
            name: raw.name.text.clone(),
            payee: raw.payee,
            parents,
            columns: Vec::new(),
            pieces,
            span: raw.name.span,
        });
        for column in &raw.columns {
            let Some(ty) = self.kind(&column.ty) else {
                self.poisoned.insert(column.name.text.clone());
                continue;
            };
            if column.modifiers.daily || column.modifiers.held || column.modifiers.payee {
                self.report(
                    Code::P01,
                    column.name.span,
                    "逐日、待分 只用于输入，收款 写在登记名后面",
                    "daily and held are for inputs; payee stands after the register's name",
                );
            }
            let bounds = self.bounds(&column.modifiers, &ty, column.name.span);
            let count = self.registers.get(at.0).map_or(0, |r| r.columns.len());
            self.declare_row(at, &column.name, RowName::Column(ColumnAt(count)));
            if let Some(register) = self.registers.get_mut(at.0) {
                register.columns.push(Column { name: column.name.text.clone(), ty, bounds, span: column.name.span });
            }
        }
    }

    fn day_column(&mut self, register: RegisterAt, name: &Ident) -> Option<ColumnAt> {
        let found = self.registers.get(register.0).and_then(|r| {
            r.columns.iter().position(|c| c.name == name.text && c.ty == Type::Day && !c.bounds.optional)
        });
        match found {
            Some(at) => {
                self.used.insert(Used::Column(register, ColumnAt(at)));
                Some(ColumnAt(at))
            }
            None => {
                let register = self.registers.get(register.0);
                let other = register.and_then(|r| {
                    let days = r.columns.iter().filter(|c| c.ty == Type::Day && !c.bounds.optional);
                    days.map(|c| c.name.clone()).next()
                });
                let found = Diagnostic::new(
                    Code::D02,
                    name.span,
                    format!("逐段 的起止要是日期列（不能可缺），{} 不是", name.text),
                    format!("pieces run between date columns that are never missing; {} is not one", name.text),
                );
                self.fail(match other {
                    Some(other) => found.write(other.clone(), other),
                    None => found,
                })
            }
        }
    }

    /// A row may reach another register by one way only.
    fn two_ways(&mut self, raw: &RawRegister, parents: &[RegisterAt]) -> bool {
        let mut reached = HashSet::new();
        for &parent in parents {
            for above in (0..self.registers.len()).map(RegisterAt) {
                if way_up(&self.registers, parent, above).is_some() && !reached.insert(above) {
                    let name = self.registers.get(above.0).map_or("", |r| r.name.as_str()).to_owned();
                    let found = Diagnostic::new(
                        Code::J06,
                        raw.name.span,
                        format!("{} 有两条路走到 {name}，说不清是哪一个", raw.name.text),
                        format!("{} reaches {name} by two ways", raw.name.text),
                    );
                    // where one of them stands above another, that one leads there
                    let over =
                        |at: &RegisterAt| parents.iter().any(|p| p != at && way_up(&self.registers, *p, *at).is_some());
                    let named = parents.iter().map(|at| self.register_name(*at).to_owned());
                    let kept: Vec<String> =
                        named.zip(parents).filter(|(_, at)| !over(at)).map(|(name, _)| name).collect();
                    let ends = raw.parents.first().zip(raw.parents.last());
                    let found = match ends.filter(|_| !kept.is_empty() && kept.len() < parents.len()) {
                        Some((first, last)) => {
                            found.write_for(first.span.start, last.span.end, kept.join("，"), kept.join(", "))
                        }
                        None => found,
                    };
                    self.findings.push(found);
                    return true;
                }
            }
        }
        false
    }

    /// A literal as it stands.
    pub(super) fn literal(&mut self, raw: &RawExpr) -> Option<Literal> {
        Some(match &raw.kind {
            RawKind::Number(number, unit) => {
                let unit = match unit {
                    Some(unit) => self.unit(unit)?,
                    None => Unit::one(),
                };
                Literal::Number(number.clone(), unit)
            }
            RawKind::Date(day) => Literal::Day(*day),
            RawKind::YesNo(yes) => Literal::YesNo(*yes),
            _ => {
                let here = Here { row: None, example: true };
                let typed = self.expression(raw, here)?;
                match super::constant::fold(&typed.expr) {
                    Some(literal) => literal,
                    None => {
                        return self.fail(Diagnostic::new(
                            Code::P01,
                            raw.span,
                            "这里要写一个定数",
                            "a fixed figure is needed here",
                        ));
                    }
                }
            }
        })
    }

    /// A literal that must be of a type; words are read by it.
    pub(super) fn fitted(&mut self, raw: &RawExpr, ty: &Type) -> Option<Literal> {
        if let (RawKind::Name(name), Type::Word(words)) = (&raw.kind, ty)
            && name.register.is_none()
            && words.contains(&name.name.text)
        {
            return Some(Literal::Word(name.name.text.clone()));
        }
        let literal = self.literal(raw)?;
        let found = type_of(&literal);
        if found == *ty || matches!((&literal, ty), (Literal::Word(w), Type::Word(words)) if words.contains(w)) {
            return Some(literal);
        }
        let wrong = Diagnostic::new(
            Code::U14,
            raw.span,
            format!("这里要写 {}，现在是 {}", zh(ty), zh(&found)),
            format!("{} is needed here, not {}", en(ty), en(&found)),
        );
        let with_unit = self.unit_behind(wrong, &found, raw.span, ty);
        self.fail(if with_unit.write_en.is_some() {
            with_unit
        } else {
            let (zh, en) = remedy::sample(ty);
            with_unit.write(zh, en)
        })
    }

    pub(super) fn more_never_less(&mut self, raw: &RawSheet) -> Vec<(RegisterAt, String)> {
        let mut all = Vec::new();
        for name in &raw.header.more_never_less {
            let Some(register) = &name.register else {
                let text = &name.name.text;
                let owners: Vec<&Register> =
                    self.registers.iter().filter(|r| r.columns.iter().any(|c| c.name == *text)).collect();
                let found = Diagnostic::new(Code::P01, name.span, "要写成 登记.列", "write register.column");
                let found = match owners.as_slice() {
                    [one] => found.write(format!("{}.{text}", one.name), format!("{}.{text}", one.name)),
                    _ => found,
                };
                self.findings.push(found);
                continue;
            };
            let Some(register) = self.register_named(register) else { continue };
            match self.rows.get(&(register, name.name.text.clone())) {
                Some(RowName::Column(column)) => {
                    self.used.insert(Used::Column(register, *column));
                    all.push((register, name.name.text.clone()));
                }
                _ => {
                    let _: Option<()> = self.unknown(&name.name, Some(register));
                }
            }
        }
        all
    }
}

pub(super) fn type_of(literal: &Literal) -> Type {
    match literal {
        Literal::Number(_, unit) => Type::Number(unit.clone()),
        Literal::Day(_) => Type::Day,
        Literal::YesNo(_) => Type::YesNo,
        Literal::Word(word) => Type::Word(vec![word.clone()]),
    }
}
