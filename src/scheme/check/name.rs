//! What a name refers to (sentence 9), and what to say when it refers to nothing.

use super::{
    super::{
        diagnostic::{Code, Diagnostic},
        measure::{Base, Unit},
        parser::grown_together,
        syntax::{Ident, RawName},
        tree::{Bounds, Carried, Name, PieceColumn, RegisterAt, RowRef, Type, ValueKind, Way, way_up},
        words::{Word, distance, meaning},
    },
    Checker, Fact, Here, Low, RowName, RunName, Used,
    remedy::{sample, zero},
};
use crate::unit::Exact;

impl Checker<'_> {
    /// A name in an expression: what it is and what is known of it.
    pub(super) fn value_of(&mut self, raw: &RawName, here: Here) -> Option<(Name, Fact)> {
        match (&raw.register, &raw.key) {
            (None, _) => self.bare(&raw.name, here),
            (Some(register), Some((key, _))) => {
                if !here.example {
                    let found = Diagnostic::new(
                        Code::P01,
                        raw.span,
                        "写明某一行只用在示例里",
                        "naming one row is for examples",
                    );
                    let (register, name) = (&register.text, &raw.name.text);
                    return self.fail(found.write(format!("{register}.{name}"), format!("{register}.{name}")));
                }
                self.row_meant(raw, &register.text, key, here)?;
                let at = self.register_named(register)?;
                self.in_row(RowRef { register: at, way: Way::Key(key.clone()) }, &raw.name, here)
            }
            (Some(register), None) => {
                self.row_meant(raw, &raw.name.text, &register.text, here)?;
                let at = self.register_named(register)?;
                let way = self.way_to(at, here, raw)?;
                self.in_row(RowRef { register: at, way: Way::Up(way) }, &raw.name, here)
            }
        }
    }

    /// `租金[H1]`, `H1.租金`, `租金(H1)` in an example: the row has its register before it.
    pub(super) fn row_meant(&mut self, raw: &RawName, name: &str, key: &str, here: Here) -> Option<()> {
        let register =
            raw.register.as_ref().is_some_and(|r| matches!(self.run.get(&r.text), Some(RunName::Register(_))));
        let own = |at: &RegisterAt| self.rows.contains_key(&(*at, name.to_owned()));
        let whose = (0..self.registers.len()).map(RegisterAt).find(own).filter(|_| here.example && !register);
        let Some(owner) = whose.map(|at| self.register_name(at).to_owned()) else { return Some(()) };
        let write = format!("{owner}[{key}].{name}");
        let found = Diagnostic::new(
            Code::J01,
            raw.span,
            format!("示例里的一行写成 {owner}[行].{name}"),
            format!("a row of an example is written {owner}[row].{name}"),
        );
        self.fail(found.write(write.clone(), write))
    }

    /// True if a bare name means something here; says nothing.
    pub(super) fn is_known(&self, text: &str, here: Here) -> bool {
        here.row.is_some_and(|r| self.rows.contains_key(&(r, text.to_owned())) || self.piece_column(r, text).is_some())
            || self.run.contains_key(text)
            || self.poisoned.contains(text)
    }

    fn bare(&mut self, name: &Ident, here: Here) -> Option<(Name, Fact)> {
        if let Some(row) = here.row {
            let own = RowRef { register: row, way: Way::Up(Vec::new()) };
            if let Some(found) = self.own(own, name) {
                return Some(found);
            }
        }
        if let Some(day) = meaning(&name.text, |w| if let Word::Day(day) = w { Some(day) } else { None }) {
            self.roles.push((name.span.start, name.span.end, Word::Day(day)));
            return Some((Name::Day(day), plain(Type::Day)));
        }
        match self.run.get(&name.text).copied() {
            Some(RunName::Value(at)) => {
                self.used.insert(Used::Value(at));
                let value = self.values.get(at.0)?;
                let ValueKind::Dated(dated) = &value.kind else {
                    let fix = format!("{}(…)", name.text);
                    let found = Diagnostic::new(
                        Code::U10,
                        name.span,
                        format!("{} 是分档或分类的，要写 {fix}", name.text),
                        format!("{} has several values: write {fix}", name.text),
                    );
                    let argument = match &value.kind {
                        ValueKind::Tiered { by, .. } => {
                            let column = self.named_of_type(here, |ty| *ty == Type::Number(by.clone()));
                            Some(column.map_or_else(|| zero(by), |column| (column.clone(), column)))
                        }
                        ValueKind::ByCategory { by, values } => {
                            let all = |ty: &Type| matches!(ty, Type::Word(words) if words.iter().all(|w| values.iter().any(|(v, _)| v == w)));
                            let row = here.row.and_then(|at| self.registers.get(at.0));
                            let own =
                                row.and_then(|r| r.columns.iter().find(|c| c.name == *by)).map(|c| c.name.clone());
                            own.or_else(|| self.named_of_type(here, all)).map(|column| (column.clone(), column))
                        }
                        ValueKind::Dated(_) => None,
                    };
                    return self.fail(match argument {
                        Some((zh, en)) => found.write(format!("{}({zh})", name.text), format!("{}({en})", name.text)),
                        None => found,
                    });
                };
                let (low, top) = bounds_of(dated.iter().map(|d| &d.value));
                let ty = value.ty.clone();
                let at_start = here.row.is_some_and(|r| self.is_pieces(r));
                Some((Name::Value { value: at, at_start }, Fact { ty, low, missing: false, top }))
            }
            Some(RunName::Input(at)) => {
                self.used.insert(Used::Input(at));
                let input = self.inputs.get(at.0)?;
                if input.daily {
                    let (zero_zh, zero_en) = match &input.ty {
                        Type::Number(unit) => zero(unit),
                        other => sample(other),
                    };
                    let found = Diagnostic::new(
                        Code::U10,
                        name.span,
                        format!("{} 是逐日的，要用 取价 或 最近价", name.text),
                        format!("{} is daily: use price or recent", name.text),
                    )
                    .write(
                        format!("(取价({}，期末) 无则 {zero_zh})", name.text),
                        format!("(price({}, period_end) otherwise {zero_en})", name.text),
                    );
                    return self.fail(found);
                }
                let fact = figure(&input.ty, input.bounds);
                Some((Name::Input(at), fact))
            }
            Some(RunName::Carried(at)) => {
                self.used.insert(Used::Carried(at));
                let carried = self.carried.get(at.0)?.clone();
                match carried.each {
                    None => Some((Name::Carried(at, None), carried_fact(&carried))),
                    Some(register) if here.row == Some(register) => {
                        let row = RowRef { register, way: Way::Up(Vec::new()) };
                        Some((Name::Carried(at, Some(row)), carried_fact(&carried)))
                    }
                    Some(register) => self.elsewhere(name, register, here),
                }
            }
            Some(RunName::Step(at)) => {
                self.used.insert(Used::Step(at));
                let fact = self.facts.get(at.0)?.clone();
                Some((Name::StepRun(at), fact))
            }
            Some(RunName::Pot(_)) => {
                let fix = (format!("余额({})", name.text), format!("balance({})", name.text));
                self.fail(
                    Diagnostic::new(
                        Code::M07,
                        name.span,
                        format!("{} 是一个池，要看剩多少请写 {}", name.text, fix.0),
                        format!("{} is a pot; write {}", name.text, fix.1),
                    )
                    .write(fix.0, fix.1),
                )
            }
            Some(RunName::Account(_)) => {
                let fix = (format!("余额({})", name.text), format!("balance({})", name.text));
                self.fail(
                    Diagnostic::new(
                        Code::M07,
                        name.span,
                        format!("{} 是一个账户，要看有多少请写 {}", name.text, fix.0),
                        format!("{} is an account; write {}", name.text, fix.1),
                    )
                    .write(fix.0, fix.1),
                )
            }
            Some(RunName::Party(_)) => self.fail(
                Diagnostic::new(
                    Code::N01,
                    name.span,
                    format!("{} 是一方，不是数；要看付给它多少请写 已收({})", name.text, name.text),
                    format!(
                        "{} is a party, not a figure; for what it was paid write received({})",
                        name.text, name.text
                    ),
                )
                .write(format!("已收({})", name.text), format!("received({})", name.text)),
            ),
            Some(RunName::Register(_)) => self.fail(
                Diagnostic::new(
                    Code::N01,
                    name.span,
                    format!("{} 是登记，不是数；要数有几行请写 个数({})", name.text, name.text),
                    format!("{} is a register, not a figure; to count its rows write count({})", name.text, name.text),
                )
                .write(format!("个数({})", name.text), format!("count({})", name.text)),
            ),
            None => {
                let at = (0..self.registers.len())
                    .map(RegisterAt)
                    .find(|r| self.rows.contains_key(&(*r, name.text.clone())));
                match at {
                    Some(register) => self.elsewhere(name, register, here),
                    None => self.unknown(name, here.row),
                }
            }
        }
    }

    /// A name of a row other than the current.
    fn in_row(&mut self, row: RowRef, name: &Ident, here: Here) -> Option<(Name, Fact)> {
        let register = row.register;
        if let Some(found) = self.own(row.clone(), name) {
            return Some(found);
        }
        if let Some(RunName::Carried(at)) = self.run.get(&name.text).copied()
            && let Some(carried) = self.carried.get(at.0).cloned()
            && carried.each == Some(register)
        {
            self.used.insert(Used::Carried(at));
            return Some((Name::Carried(at, Some(row)), carried_fact(&carried)));
        }
        let _ = here;
        self.unknown(name, Some(register))
    }

    /// A column, piece column, cell or amount of a row.
    fn own(&mut self, row: RowRef, name: &Ident) -> Option<(Name, Fact)> {
        let register = row.register;
        if let Some(column) = self.piece_column(register, &name.text) {
            self.roles.push((name.span.start, name.span.end, Word::Piece(column)));
            return Some((Name::Piece(row, column), piece_fact(column)));
        }
        match self.rows.get(&(register, name.text.clone())).copied()? {
            RowName::Column(at) => {
                self.used.insert(Used::Column(register, at));
                let column = self.registers.get(register.0)?.columns.get(at.0)?;
                let fact = figure(&column.ty, column.bounds);
                Some((Name::Column(row, at), fact))
            }
            RowName::Step(at) => {
                self.used.insert(Used::Step(at));
                Some((Name::StepRow(row, at), self.facts.get(at.0)?.clone()))
            }
            RowName::Receiver(at) => {
                self.used.insert(Used::Step(at));
                Some((Name::StepReceiver(row, at), self.facts.get(at.0)?.clone()))
            }
        }
    }

    pub(super) fn is_pieces(&self, register: RegisterAt) -> bool {
        self.registers.get(register.0).is_some_and(|r| r.pieces.is_some())
    }

    pub(super) fn piece_column(&self, register: RegisterAt, text: &str) -> Option<PieceColumn> {
        if !self.is_pieces(register) {
            return None;
        }
        meaning(text, |w| if let Word::Piece(column) = w { Some(column) } else { None })
    }

    /// The way from the current row up to a register's.
    pub(super) fn way_to(&mut self, to: RegisterAt, here: Here, raw: &RawName) -> Option<Vec<RegisterAt>> {
        match here.row {
            Some(from) => match way_up(&self.registers, from, to) {
                Some(way) => Some(way),
                None => self.elsewhere(&Ident { text: raw.name.text.clone(), span: raw.span }, to, here),
            },
            None if here.example => {
                let (name, register) = (raw.name.text.clone(), self.register_name(to).to_owned());
                let found = Diagnostic::new(
                    Code::J01,
                    raw.span,
                    format!("{name} 在 {register} 里有许多行，这里要写明哪一行"),
                    format!("{name} has one value per {register}: say which row"),
                );
                let named = self.row_of_example(to).map(|key| format!("{register}[{key}].{name}"));
                self.fail(match named {
                    Some(named) => found.write(named.clone(), named),
                    None => found,
                })
            }
            None => self.elsewhere(&Ident { text: raw.name.text.clone(), span: raw.span }, to, here),
        }
    }

    /// A name that belongs to rows of another register: up, down or unrelated.
    pub(super) fn elsewhere<T>(&mut self, name: &Ident, register: RegisterAt, here: Here) -> Option<T> {
        let owner = self.register_name(register).to_owned();
        let text = &name.text;
        if let Some(row) = here.row {
            if way_up(&self.registers, row, register).is_some_and(|way| !way.is_empty()) {
                let fix = format!("{owner}.{text}");
                return self.fail(
                    Diagnostic::new(
                        Code::J02,
                        name.span,
                        format!("{text} 是 {owner} 的，请写 {fix}"),
                        format!("{text} belongs to {owner}; write {fix}"),
                    )
                    .write(fix.clone(), fix),
                );
            }
            if way_up(&self.registers, register, row).is_none() {
                let own = self.register_name(row).to_owned();
                let found = Diagnostic::new(
                    Code::J03,
                    name.span,
                    format!("{text} 是 {owner} 的，{owner} 和 {own} 不相属"),
                    format!("{text} belongs to {owner}, which is unrelated to {own}"),
                );
                let found = self.belonging(found, row, register);
                return self.fail(if found.write_en.is_some() { found } else { self.belonging(found, register, row) });
            }
        }
        let (zh, en) = (format!("合计({owner}: {text})"), format!("sum({owner}: {text})"));
        self.fail(
            Diagnostic::new(
                Code::J01,
                name.span,
                format!("{text} 在 {owner} 里有许多行，这里要写 {zh}"),
                format!("{text} has one value per {owner}; write {en}"),
            )
            .write(zh, en),
        )
    }

    pub(super) fn register_name(&self, at: RegisterAt) -> &str {
        self.registers.get(at.0).map_or("", |r| r.name.as_str())
    }

    /// True if a word cut at a word of grammar leaves a name there is, or was cut at a long one.
    pub(super) fn splits_into_known(&self, apart: &str) -> bool {
        let known = |part: &str| self.run.contains_key(part) || self.row_names.contains(part);
        let long = |part: &str| super::super::words::clause(part).is_some() && part.chars().count() > 1;
        apart.split_once(' ').is_some_and(|(head, tail)| known(head) || known(tail) || long(head) || long(tail))
    }

    /// Reports a name that means nothing; the nearest one there is is offered.
    pub(super) fn unknown<T>(&mut self, name: &Ident, row: Option<RegisterAt>) -> Option<T> {
        let text = &name.text;
        if self.poisoned.contains(text) {
            return None;
        }
        if let Some(line) = self.later.get(text) {
            let (zh, en) = if *line > name.span.line {
                (format!("{text} 到第 {line} 行才算出来"), format!("{text} is only computed on line {line}"))
            } else {
                (format!("{text} 在这里还没有或不能用"), format!("{text} cannot be used here"))
            };
            let (line, here) = (*line, self.statement.line);
            let found = Diagnostic::new(Code::N07, name.span, zh, en);
            // the step that computes it goes before this one, where it does not need this one itself
            let says = self.text.split('\n').nth(line.saturating_sub(1) as usize);
            let mut own = self.later.iter().filter(|(_, l)| **l == here).map(|(name, _)| name.as_str());
            let free = line > here && here > 0 && !own.any(|own| says.is_some_and(|says| says.contains(own)));
            return self.fail(if free { found.moved_up(self.text, line, here) } else { found });
        }
        let mut candidates: Vec<&str> = self.run.keys().map(String::as_str).collect();
        match row {
            Some(row) => candidates.extend(self.rows.keys().filter(|(r, _)| *r == row).map(|(_, n)| n.as_str())),
            None => candidates.extend(self.row_names.iter().map(String::as_str)),
        }
        let best = candidates
            .into_iter()
            .filter(|c| *c != text.as_str())
            .map(|c| (distance(text, c), c))
            .filter(|(d, c)| *d * 2 <= text.chars().count().max(c.chars().count()))
            .min()
            .map(|(_, c)| c.to_owned());
        let grown = grown_together(text, |_| true).filter(|apart| best.is_none() || self.splits_into_known(apart));
        if let Some(apart) = grown {
            return self.fail(
                Diagnostic::new(
                    Code::P08,
                    name.span,
                    format!("是不是漏了空格：{apart}"),
                    format!("is a space missing: {apart}"),
                )
                .write(apart.clone(), apart),
            );
        }
        let found = match best {
            Some(best) => Diagnostic::new(
                Code::N01,
                name.span,
                format!("没有叫 {text} 的东西，是不是 {best}"),
                format!("nothing is called {text}; is it {best}?"),
            )
            .write(best.clone(), best),
            None => Diagnostic::new(
                Code::N01,
                name.span,
                format!("没有叫 {text} 的东西"),
                format!("nothing is called {text}"),
            ),
        };
        self.fail(found)
    }
}

fn plain(ty: Type) -> Fact {
    Fact { ty, low: Low::Any, missing: false, top: None }
}

fn figure(ty: &Type, bounds: Bounds) -> Fact {
    let low = match (bounds.positive, bounds.signed) {
        (true, _) => Low::Positive,
        (_, true) => Low::Any,
        _ => Low::NotNegative,
    };
    let percent = matches!(ty, Type::Number(unit) if unit.is_percent());
    let top = (percent && !bounds.above_hundred).then(|| Exact::whole(100));
    Fact { ty: ty.clone(), low, missing: bounds.optional, top }
}

fn carried_fact(carried: &Carried) -> Fact {
    let low = if carried.signed { Low::Any } else { Low::NotNegative };
    Fact { ty: carried.ty.clone(), low, missing: false, top: None }
}

fn piece_fact(column: PieceColumn) -> Fact {
    let (ty, low) = match column {
        PieceColumn::Start | PieceColumn::End => (Type::Day, Low::Any),
        PieceColumn::Completed => (Type::Number(Unit::one()), Low::NotNegative),
        PieceColumn::Ordinal => (Type::Number(Unit::one()), Low::Positive),
        PieceColumn::Portion => (Type::Number(Unit::of(Base::Year)), Low::Positive),
    };
    Fact { ty, low, missing: false, top: None }
}

/// Lowest and highest of some written values.
pub(super) fn bounds_of<'a>(values: impl Iterator<Item = &'a super::super::tree::Literal>) -> (Low, Option<Exact>) {
    let mut low = Low::Positive;
    let mut top: Option<Exact> = None;
    for value in values {
        let super::super::tree::Literal::Number(number, _) = value else { return (Low::Any, None) };
        low = low.min(sign(number));
        top = Some(match top {
            Some(top) if top > *number => top,
            _ => number.clone(),
        });
    }
    (low, top)
}

pub(super) fn sign(number: &Exact) -> Low {
    if number.is_negative() {
        Low::Any
    } else if number.is_zero() {
        Low::NotNegative
    } else {
        Low::Positive
    }
}
