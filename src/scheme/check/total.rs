//! Totals over rows, and which rows they take.

use super::{
    super::{
        diagnostic::{Code, Diagnostic},
        measure::Unit,
        syntax::{Ident, RawExpr, RawKind, RawName, RawOver},
        tree::{Expr, ExprKind, Over, RegisterAt, Scope, Span, Type, way_up},
        words::Function,
    },
    Checker, Here, Low, Typed,
    expression::plain,
    unit::{en, zh},
};

impl Checker<'_> {
    /// Which rows of a register lie below the current row.
    pub(super) fn scope(&mut self, register: RegisterAt, name: &Ident, here: Here) -> Option<Scope> {
        let Some(row) = here.row else { return Some(Scope::All) };
        let (below, own) = (self.register_name(register).to_owned(), self.register_name(row).to_owned());
        if register == row {
            let found = Diagnostic::new(
                Code::J05,
                name.span,
                format!("在 每个 {own} 里不能再数 {below} 的各行：先单独写一步算好"),
                format!("rows of {below} cannot be gathered inside each {own}: compute it in a step of its own first"),
            );
            let found = self.step_before(found);
            return self.fail(found);
        }
        match way_up(&self.registers, register, row) {
            Some(way) => Some(Scope::Below(way)),
            // the other way about: to let it belong to its own rows would be refused as well
            None if way_up(&self.registers, row, register).is_some() => self.fail(
                Diagnostic::new(
                    Code::J03, name.span,
                    format!("{own} 的一行只属于 {below} 的一行，不是许多行：读它的列写 {below}.列名，付给它写 给 {below}"),
                    format!("a row of {own} belongs to one row of {below}, not many: write {below}.column to read it, to {below} to pay it"),
                ),
            ),
            None => {
                let found = Diagnostic::new(
                    Code::J03, name.span, format!("{below} 不属于 {own}"), format!("{below} does not belong to {own}"),
                );
                let found = self.belonging(found, register, row);
                self.fail(found)
            }
        }
    }

    /// The total that is looked at, in a step of its own before this one.
    fn step_before(&self, found: Diagnostic) -> Diagnostic {
        let Some(total) = self.total.filter(|_| self.statement != Span::default()) else { return found };
        let (name, text) = (self.fresh("全部", "total"), self.slice(total).to_owned());
        let before = self.statement.start;
        let (zh, en) = (format!("{} = {text}\n", name.0), format!("{} = {text}\n", name.1));
        found.write_for(before, before, zh, en).and(total.start, total.end, name.0, name.1).shown()
    }

    /// 合计, 个数, 此前.
    pub(super) fn over(&mut self, function: Function, raw: &RawOver, here: Here, span: Span) -> Option<Typed> {
        if raw.value.is_none() && function != Function::Count {
            return self.whose_figure(&raw.register, here);
        }
        let register = self.register_named(&raw.register)?;
        let scope = self.scope_of(function, (register, &raw.register), here, span)?;
        let inner = Here { row: Some(register), ..here };
        let value = raw.value.as_ref().map(|v| self.expression(v, inner));
        let only = raw.only.as_ref().map(|c| self.condition(c, inner));
        let by = raw.by.as_ref().map(|b| self.expression(b, inner));
        let only = match only {
            Some(only) => Some(only?),
            None => None,
        };
        let Some(value) = value else {
            let kind = ExprKind::Count { register, scope, only: only.map(Box::new) };
            return Some(Typed { low: Low::NotNegative, ..plain(kind, Type::Number(Unit::one()), span, false) });
        };
        let value = value?;
        if function == Function::LookUp {
            return self.looked_up(register, (value, only), &raw.keys, here, span);
        }
        if matches!(function, Function::Highest | Function::Lowest | Function::Latest) {
            return self.one_of_rows(function, (register, scope), value, only, by, span);
        }
        let Type::Number(_) = &value.expr.ty else {
            let (zh, en) = (
                format!("合计 的要是数，现在是 {}", zh(&value.expr.ty)),
                format!("a total needs numbers, not {}", en(&value.expr.ty)),
            );
            return self.fail(Diagnostic::new(Code::U10, value.expr.span, zh, en));
        };
        let (low, ty) = (value.low.min(Low::NotNegative), value.expr.ty.clone());
        let value = self.present(value, "合计的数", "what is added up")?;
        let over = Box::new(Over { register, scope, value, only });
        let kind = match by {
            None => ExprKind::Sum(over),
            Some(by) => {
                let by = by?;
                if !matches!(by.expr.ty, Type::Number(_) | Type::Day) {
                    return self.wrong(by.expr.span, "次序要是数或日期", "the order is a number or a day");
                }
                let by = self.present(by, "次序", "the order")?;
                ExprKind::Before(over, Box::new(by))
            }
        };
        Some(Typed { low, ..plain(kind, ty, span, false) })
    }

    /// Which rows a total, or what is like one, reads.
    fn scope_of(
        &mut self,
        function: Function,
        (register, named): (RegisterAt, &Ident),
        here: Here,
        span: Span,
    ) -> Option<Scope> {
        if function == Function::Before && here.row != Some(register) {
            let name = self.register_name(register).to_owned();
            let (zh, en) = (format!("此前 要用在 每个 {name} 里"), format!("before belongs inside each {name}"));
            return self.wrong(span, &zh, &en);
        }
        // a table of another axis: its rows need not belong to the current one
        if matches!(function, Function::Before | Function::LookUp) {
            return Some(Scope::All);
        }
        self.total = Some(span);
        let scope = self.scope(register, named, here);
        self.total = None;
        scope
    }

    /// `合计(面积)`: of which register?
    fn whose_figure(&mut self, figure: &Ident, here: Here) -> Option<Typed> {
        let own = |at: &RegisterAt| self.rows.contains_key(&(*at, figure.text.clone()));
        let all = || (0..self.registers.len()).map(RegisterAt);
        let below = |at: &RegisterAt| here.row.is_some_and(|row| way_up(&self.registers, *at, row).is_some());
        let whose = all().filter(own).find(below).or_else(|| all().find(own));
        let register = whose.map(|at| self.register_name(at).to_owned());
        let found = Diagnostic::new(
            Code::P01,
            figure.span,
            "合计 要写哪张登记：合计(登记：算式)",
            "a total says of which register: sum(register: figure)",
        );
        self.fail(match register {
            Some(register) => {
                found.write(format!("{register}：{}", figure.text), format!("{register}: {}", figure.text))
            }
            None => found,
        })
    }

    /// 查表: a figure of the one row of a table whose columns are what is looked for.
    fn looked_up(
        &mut self,
        register: RegisterAt,
        (value, only): (Typed, Option<Expr>),
        raw: &[(Ident, RawExpr)],
        here: Here,
        span: Span,
    ) -> Option<Typed> {
        let inner = Here { row: Some(register), ..here };
        let mut keys: Vec<(Expr, Expr)> = Vec::new();
        for (column, wanted) in raw {
            if !self.rows.contains_key(&(register, column.text.clone())) {
                return self.unknown(column, Some(register));
            }
            let name = RawName { register: None, key: None, name: column.clone(), span: column.span };
            let own = self.expression(&RawExpr { kind: RawKind::Name(name), span: column.span, height: 1 }, inner)?;
            let bare = match &wanted.kind {
                RawKind::Name(name) if name.register.is_none() && !self.is_known(&name.name.text, here) => {
                    Some(name.name.clone())
                }
                _ => None,
            };
            let wanted = match bare {
                Some(word) => self.word_or(&word, wanted, &own, here),
                None => self.expression(wanted, here),
            }?;
            if keys.iter().any(|(known, _)| known.kind == own.expr.kind) {
                self.twice(column);
                return None;
            }
            self.alike(&own, &wanted, column.span)?;
            let own = self.present(own, "列", "the column")?;
            keys.push((own, self.present(wanted, "要找的", "what is looked for")?));
        }
        let (low, top, ty) = (value.low, value.top.clone(), value.expr.ty.clone());
        let value = self.present(value, "那一行的数", "the figure of that row")?;
        self.looked_up.insert(register);
        let over = Box::new(Over { register, scope: Scope::All, value, only });
        Some(Typed { low, top, ..plain(ExprKind::LookUp { over, keys }, ty, span, true) })
    }

    /// 最大, 最小, 末次: the figure of one of the rows, missing where there are none.
    fn one_of_rows(
        &mut self,
        function: Function,
        (register, scope): (RegisterAt, Scope),
        value: Typed,
        only: Option<Expr>,
        by: Option<Option<Typed>>,
        span: Span,
    ) -> Option<Typed> {
        if !matches!(value.expr.ty, Type::Number(_) | Type::Day) {
            return self.wrong(value.expr.span, "这里要写数或日期", "a number or a day is needed here");
        }
        let (low, top, ty) = (value.low, value.top.clone(), value.expr.ty.clone());
        let value = self.present(value, "各行的数", "the figure of a row")?;
        let over = Box::new(Over { register, scope, value, only });
        let kind = match (function, by) {
            (Function::Highest, _) => ExprKind::Highest(over),
            (Function::Lowest, _) => ExprKind::Lowest(over),
            (_, by) => {
                let by = by??;
                if !matches!(by.expr.ty, Type::Number(_) | Type::Day) {
                    return self.wrong(by.expr.span, "次序要是数或日期", "the order is a number or a day");
                }
                ExprKind::Latest(over, Box::new(self.present(by, "次序", "the order")?))
            }
        };
        Some(Typed { low, top, ..plain(kind, ty, span, true) })
    }
}
