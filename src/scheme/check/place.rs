//! Places that hold money, and pots along the steps (sentences 13 and 22).

use super::{
    super::{
        diagnostic::{Code, Diagnostic},
        measure::Unit,
        syntax::{Ident, RawName},
        tree::{Expr, ExprKind, Literal, Name, PlaceRef, Pot, PotAt, RegisterAt, RowRef, Span, Step, Way, way_up},
    },
    Checker, Here, PotState, RunName, Used,
};
use crate::unit::Exact;

/// What is done with a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// 给.
    Give,
    /// 入; a new name is born as a pot.
    Fill,
    /// 由.
    Take,
    /// Only asked about.
    Read,
}

impl Checker<'_> {
    /// A place inside 余额, 已收, 已付.
    pub(super) fn place_read(&mut self, raw: &RawName, here: Here) -> Option<PlaceRef> {
        self.place(raw, here, Use::Read)
    }

    pub(super) fn place(&mut self, raw: &RawName, here: Here, usage: Use) -> Option<PlaceRef> {
        match (&raw.register, &raw.key) {
            (None, _) => self.place_of(&raw.name, raw.span, here.row.map(own), here, usage),
            (Some(register), Some((key, _))) => {
                let at = self.register_named(register)?;
                let row = RowRef { register: at, way: Way::Key(key.clone()) };
                self.place_of(&raw.name, raw.span, Some(row), here, usage)
            }
            (Some(register), None) => {
                let at = self.register_named(register)?;
                let way = self.way_to(at, here, raw)?;
                let row = RowRef { register: at, way: Way::Up(way) };
                self.place_of(&raw.name, raw.span, Some(row), here, usage)
            }
        }
    }

    /// A place by its name, seen from a row.
    fn place_of(&mut self, name: &Ident, whole: Span, row: Option<RowRef>, here: Here, usage: Use) -> Option<PlaceRef> {
        match self.run.get(&name.text).copied() {
            Some(RunName::Party(at)) => {
                self.used.insert(Used::Party(at));
                if usage == Use::Fill {
                    let found = Diagnostic::new(
                        Code::M01,
                        name.span,
                        format!("{} 在单子以外：要写 给 {}", name.text, name.text),
                        format!("{} is outside the sheet: write to {}", name.text, name.text),
                    );
                    let from = self.word_before(name.span);
                    let (zh, en) = (format!("给 {}", name.text), format!("to {}", name.text));
                    return self.fail(found.write_for(from, name.span.end, zh, en));
                }
                Some(PlaceRef::Party(at))
            }
            Some(RunName::Account(at)) => {
                self.inside_only(name, usage)?;
                let each = self.accounts.get(at.0)?.each;
                let row = self.kept_in(name, whole, each, row, here)?;
                Some(PlaceRef::Account(at, row))
            }
            Some(RunName::Pot(at)) => {
                self.inside_only(name, usage)?;
                let each = self.pots.get(at.0)?.each;
                let row = self.kept_in(name, whole, each, row, here)?;
                self.follow(at, name, usage);
                Some(PlaceRef::Pot(at, row))
            }
            Some(RunName::Input(input)) if self.inputs.get(input.0).is_some_and(|i| i.held.is_some()) => {
                self.inside_only(name, usage)?;
                let at = self.inputs.get(input.0)?.held?;
                self.used.insert(Used::Input(input));
                self.follow(at, name, usage);
                Some(PlaceRef::Pot(at, None))
            }
            Some(RunName::Register(at)) => self.payee(name, at, row, here, usage),
            Some(_) => self.no_place(name, usage),
            None if usage == Use::Fill => self.new_pot(name, row),
            None => {
                if self.row_names.contains(&name.text) {
                    return self.no_place(name, usage);
                }
                self.unknown(name, here.row)
            }
        }
    }

    fn no_place<T>(&mut self, name: &Ident, usage: Use) -> Option<T> {
        let found = Diagnostic::new(
            Code::M01,
            name.span,
            format!("{} 不是能放钱的地方：只有各方、账户、池和收款的登记", name.text),
            format!("{} holds no money: only parties, accounts, pots and payees do", name.text),
        );
        let other = match usage {
            Use::Take => self.giver(),
            Use::Give => self.parties.first().map(|p| p.name.clone()),
            Use::Fill => Some(self.fresh("池", "pot").0),
            Use::Read => None,
        };
        self.fail(match other {
            Some(other) => found.write(other.clone(), other),
            None => found,
        })
    }

    /// Where the word before a name begins.
    fn word_before(&self, name: Span) -> usize {
        let before = self.slice(Span { start: 0, end: name.start, ..name }).trim_end();
        let blank = |c: char| c.is_whitespace() || matches!(c, '，' | ',' | '：' | ':');
        before
            .rfind(blank)
            .map_or(0, |at| at + before.get(at..).and_then(|b| b.chars().next()).map_or(1, char::len_utf8))
    }

    fn inside_only(&mut self, name: &Ident, usage: Use) -> Option<()> {
        if usage != Use::Give {
            return Some(());
        }
        let found = Diagnostic::new(
            Code::M01,
            name.span,
            format!("{} 在单子里面：要写 入 {}", name.text, name.text),
            format!("{} is inside the sheet: write into {}", name.text, name.text),
        );
        let from = self.word_before(name.span);
        self.fail(found.write_for(from, name.span.end, format!("入 {}", name.text), format!("into {}", name.text)))
    }

    fn payee(&mut self, name: &Ident, at: RegisterAt, row: Option<RowRef>, here: Here, usage: Use) -> Option<PlaceRef> {
        self.used.insert(Used::Register(at));
        let register = self.registers.get(at.0)?.clone();
        let text = name.text.clone();
        match usage {
            // from semantics 2 on a member may be asked: what it gives is a debt
            Use::Take if register.payee && self.semantics.0 >= 2 => {}
            Use::Take if register.payee || self.semantics.0 < 2 => {
                let found = Diagnostic::new(
                    Code::M08,
                    name.span,
                    format!("{text} 的行只收钱，不出钱；由 后面写各方、账户或池"),
                    format!(
                        "a row of {text} is paid and gives nothing: from stands before a party, an account or a pot"
                    ),
                );
                return self.fail(match self.giver() {
                    Some(giver) => found.write(giver.clone(), giver),
                    None => found,
                });
            }
            Use::Fill if register.payee => {
                let found = Diagnostic::new(
                    Code::M08,
                    name.span,
                    format!("{text} 在单子以外收款：要写 给 {text} 记作 什么"),
                    format!("{text} is paid outside the sheet: write to {text} as …"),
                );
                let from = self.word_before(name.span);
                let (zh, en) = if self.tagged { ("", "") } else { (" 记作 成员分红", " as dividend") };
                let (zh, en) = (format!("给 {text}{zh}"), format!("to {text}{en}"));
                return self.fail(found.write_for(from, name.span.end, zh, en));
            }
            _ if !register.payee => {
                let above = here.row.and_then(|row| self.payee_above(row));
                let found = Diagnostic::new(
                    Code::M08,
                    name.span,
                    format!("{text} 不是收款的登记表"),
                    format!("{text} is not a register that may be paid"),
                );
                return self.fail(match above {
                    Some(owner) => found.write(owner.clone(), owner),
                    None => {
                        // pieces are cut from rows, and these may be paid
                        let declared = match &register.pieces {
                            Some(pieces) => self.registers.get(pieces.of.0).map_or(register.span, |r| r.span),
                            None => register.span,
                        };
                        found.add(declared.end, "收款", "payee")
                    }
                });
            }
            _ => {}
        }
        match row {
            Some(RowRef { register, way: Way::Key(key) }) if register == at => {
                Some(PlaceRef::Payee(RowRef { register: at, way: Way::Key(key) }))
            }
            Some(RowRef { register, way: Way::Up(mut way) }) => match way_up(&self.registers, register, at) {
                Some(rest) => {
                    way.extend(rest);
                    Some(PlaceRef::Payee(RowRef { register: at, way: Way::Up(way) }))
                }
                None => {
                    let from = self.register_name(register).to_owned();
                    let found = Diagnostic::new(
                        Code::J03,
                        name.span,
                        format!("{from} 不属于 {}", name.text),
                        format!("{from} does not belong to {}", name.text),
                    );
                    let found = self.belonging(found, register, at);
                    self.fail(found)
                }
            },
            _ => {
                let _ = here;
                let text = &name.text;
                let found = Diagnostic::new(
                    Code::J01,
                    name.span,
                    format!("{text} 有许多行，这里要写 每个 {text}"),
                    format!("{text} has many rows: write each {text}"),
                );
                let found = match (self.sharing, usage) {
                    (true, Use::Give) => found.write(format!("每个 {text}"), format!("each {text}")),
                    (false, Use::Give) => self.per_row(found, Some(&name.text)),
                    _ => match self.row_of_example(at) {
                        Some(key) => found.write(format!("{text}[{key}]"), format!("{text}[{key}]")),
                        None => found,
                    },
                };
                self.fail(found)
            }
        }
    }

    /// The row whose account or pot is meant.
    fn kept_in(
        &mut self,
        name: &Ident,
        whole: Span,
        each: Option<RegisterAt>,
        row: Option<RowRef>,
        here: Here,
    ) -> Option<Option<RowRef>> {
        match (each, row) {
            (None, None) => Some(None),
            (None, Some(row)) => {
                // `户.公积金` for an account there is one of.
                if row.way != Way::Up(Vec::new()) {
                    let text = name.text.clone();
                    return self.fail(
                        Diagnostic::new(
                            Code::J03,
                            name.span,
                            format!("{text} 只有一个，不分行"),
                            format!("there is one {text}, not one per row"),
                        )
                        .write_for(whole.start, whole.end, text.clone(), text),
                    );
                }
                Some(None)
            }
            (Some(each), Some(row)) if row.register == each => Some(Some(row)),
            (Some(each), _) => {
                if here.row.is_none() && here.example {
                    let (text, register) = (name.text.clone(), self.register_name(each).to_owned());
                    let found = Diagnostic::new(
                        Code::J01,
                        name.span,
                        format!("{text} 每个 {register} 有一个，这里要写明哪一行"),
                        format!("there is one {text} per {register}: say which row"),
                    );
                    let named = self.row_of_example(each).map(|key| format!("{register}[{key}].{text}"));
                    return self.fail(match named {
                        Some(named) => found.write_for(whole.start, whole.end, named.clone(), named),
                        None => found,
                    });
                }
                self.kept_elsewhere(name, each, here)
            }
        }
    }

    /// An account or pot kept per row of another register than the step's.
    fn kept_elsewhere<T>(&mut self, name: &Ident, each: RegisterAt, here: Here) -> Option<T> {
        let (text, register) = (name.text.clone(), self.register_name(each).to_owned());
        let (zh, en) = (format!("{text} 每个 {register} 有一个"), format!("there is one {text} per {register}"));
        let Some(row) = here.row else {
            let found = Diagnostic::new(
                Code::J01,
                name.span,
                format!("{zh}，这一步要写 每个 {register}"),
                format!("{en}: this step needs each {register}"),
            );
            let found = self.per_row(found, Some(&register));
            return self.fail(found);
        };
        let own = self.register_name(row).to_owned();
        if way_up(&self.registers, row, each).is_some() {
            let fix = format!("{register}.{text}");
            let (zh, en) = (format!("{zh}，请写 {fix}"), format!("{en}; write {fix}"));
            return self.fail(Diagnostic::new(Code::J02, name.span, zh, en).write(fix.clone(), fix));
        }
        let (zh, en) = (format!("{zh}，这一步是 每个 {own}"), format!("{en}, and the step is each {own}"));
        self.fail(Diagnostic::new(Code::J03, name.span, zh, en))
    }

    /// The payee register that a row belongs to, by name.
    pub(super) fn payee_above(&self, row: RegisterAt) -> Option<String> {
        let payees = self.registers.iter().enumerate().filter(|(_, r)| r.payee);
        let mut above =
            payees.filter(|(at, _)| way_up(&self.registers, row, RegisterAt(*at)).is_some_and(|way| !way.is_empty()));
        above.next().map(|(_, r)| r.name.clone())
    }

    fn new_pot(&mut self, name: &Ident, row: Option<RowRef>) -> Option<PlaceRef> {
        let at = PotAt(self.pots.len());
        self.declare_run(name, RunName::Pot(at));
        let each = row.as_ref().map(|r| r.register);
        self.pots.push(Pot { name: name.text.clone(), each, held: None, span: name.span });
        self.states.push(PotState { open: true, filled: None });
        Some(PlaceRef::Pot(at, row))
    }

    /// A pot is filled, drawn from, or found empty.
    fn follow(&mut self, at: PotAt, name: &Ident, usage: Use) {
        let Some(state) = self.states.get_mut(at.0) else { return };
        match usage {
            Use::Fill => {
                state.open = true;
                state.filled = None;
            }
            Use::Take if !state.open => {
                let text = &name.text;
                let found = Diagnostic::new(
                    Code::M04,
                    name.span,
                    format!("池 {text} 到这里已经倒空，这一步永远分不到钱"),
                    format!("pot {text} is already empty here: this step can never pay"),
                );
                self.findings.push(found);
            }
            _ => {}
        }
    }

    pub(super) fn empty(&mut self, at: PotAt) {
        if let Some(state) = self.states.get_mut(at.0) {
            state.open = false;
            state.filled = None;
        }
    }

    /// The register a place is kept per row of.
    pub(super) fn kept_per(&self, place: &PlaceRef) -> Option<RegisterAt> {
        match place {
            PlaceRef::Party(_) => None,
            PlaceRef::Payee(row) => Some(row.register),
            PlaceRef::Account(at, _) => self.accounts.get(at.0).and_then(|a| a.each),
            PlaceRef::Pot(at, _) => self.pots.get(at.0).and_then(|p| p.each),
        }
    }

    /// True if every row of the step has a place of its own, or both are once per run.
    pub(super) fn one_to_one(&self, place: &PlaceRef, each: Option<RegisterAt>) -> bool {
        matches!(place, PlaceRef::Party(_)) || self.kept_per(place) == each
    }

    /// True if `place` always holds `amount` (the shapes that are always true).
    pub(super) fn suffices(&mut self, amount: &Expr, place: &PlaceRef, each: Option<RegisterAt>) -> bool {
        match place {
            PlaceRef::Party(_) | PlaceRef::Payee(_) => true,
            _ if !self.one_to_one(place, each) => false,
            _ => within(amount, place, self) || self.part_of_filling(amount, place),
        }
    }

    /// Percentages together below 100 % of the amount with which the pot was filled.
    fn part_of_filling(&mut self, amount: &Expr, place: &PlaceRef) -> bool {
        let (PlaceRef::Pot(at, _), ExprKind::Of(percent, base)) = (place, &amount.kind) else { return false };
        let Some(percent) = super::function::fixed_percent(self, percent) else { return false };
        let ExprKind::Name { what, .. } = &base.kind else { return false };
        let Some(state) = self.states.get_mut(at.0) else { return false };
        let Some((names, drawn)) = &mut state.filled else { return false };
        if !names.contains(what) || percent.is_negative() {
            return false;
        }
        *drawn = drawn.clone() + percent;
        *drawn < Exact::whole(100)
    }

    /// Remembers with which name a pot was first filled.
    pub(super) fn filled_with(&mut self, step: &Step, place: &PlaceRef, amount: &Expr, before: usize) {
        let PlaceRef::Pot(at, _) = place else { return };
        // Only the filling with which the pot is born counts.
        if at.0 < before {
            return;
        }
        let mut names: Vec<Name> = Vec::new();
        if let ExprKind::Name { what, .. } = &amount.kind {
            names.push(what.clone());
        }
        let at_step = super::super::tree::StepAt(self.steps.len());
        names.push(match step.each {
            None => Name::StepRun(at_step),
            Some(register) => Name::StepRow(own(register), at_step),
        });
        if let Some(state) = self.states.get_mut(at.0) {
            state.filled = Some((names, Exact::zero()));
        }
    }

    /// 要求 余额(P) = 0 元: the pot it empties (A3).
    pub(super) fn emptied_by(&self, condition: &Expr, each: Option<RegisterAt>) -> Option<PotAt> {
        match &condition.kind {
            ExprKind::All(parts) => parts.iter().find_map(|p| self.emptied_by(p, each)),
            ExprKind::Compare(super::super::tree::Relation::Equal, left, right) => {
                let pot = |expr: &Expr| match &expr.kind {
                    ExprKind::Balance(place @ PlaceRef::Pot(at, _)) if self.one_to_one(place, each) => Some(*at),
                    _ => None,
                };
                let zero = |expr: &Expr| matches!(&expr.kind, ExprKind::Literal(Literal::Number(n, _)) if n.is_zero());
                pot(left).filter(|_| zero(right)).or_else(|| pot(right).filter(|_| zero(left)))
            }
            _ => None,
        }
    }
}

pub(super) fn own(register: RegisterAt) -> RowRef {
    RowRef { register, way: Way::Up(Vec::new()) }
}

/// True if an amount is never above the balance of a place.
fn within(amount: &Expr, place: &PlaceRef, checker: &Checker<'_>) -> bool {
    match &amount.kind {
        ExprKind::Balance(of) => of == place,
        ExprKind::Smallest(parts) => parts.iter().any(|p| within(p, place, checker)),
        ExprKind::Largest(parts) => parts.iter().all(|p| within(p, place, checker)),
        ExprKind::If(_, then, otherwise) => within(then, place, checker) && within(otherwise, place, checker),
        ExprKind::RoundDown(of, _) => within(of, place, checker),
        ExprKind::Of(percent, base) => at_most_all(percent, checker) && within(base, place, checker),
        ExprKind::Literal(Literal::Number(number, unit)) => number.is_zero() && *unit == Unit::yuan(),
        _ => false,
    }
}

/// True if a percentage is never above 100.
fn at_most_all(percent: &Expr, checker: &Checker<'_>) -> bool {
    let hundred = Exact::whole(100);
    if !percent.unit().is_percent() {
        return false;
    }
    match &percent.kind {
        ExprKind::Literal(Literal::Number(number, _)) => *number <= hundred,
        ExprKind::Name { what, .. } => match what {
            Name::Value { value, .. } => checker.values.get(value.0).is_some_and(|v| match &v.kind {
                super::super::tree::ValueKind::Dated(all) => {
                    all.iter().all(|d| matches!(&d.value, Literal::Number(n, _) if *n <= hundred))
                }
                _ => false,
            }),
            Name::Column(row, column) => checker
                .registers
                .get(row.register.0)
                .is_some_and(|r| r.columns.get(column.0).is_some_and(|c| !c.bounds.above_hundred)),
            Name::Input(input) => checker.inputs.get(input.0).is_some_and(|i| !i.bounds.above_hundred),
            _ => false,
        },
        _ => false,
    }
}
