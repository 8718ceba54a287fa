//! Totals over rows, and which rows they take.

use super::{
    super::{
        diagnostic::{Code, Diagnostic},
        measure::Unit,
        syntax::{Ident, RawOver},
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
        let register = self.register_named(&raw.register)?;
        let scope = if function == Function::Before {
            if here.row != Some(register) {
                let name = self.register_name(register).to_owned();
                return self.wrong(
                    span,
                    &format!("此前 要用在 每个 {name} 里"),
                    &format!("before belongs inside each {name}"),
                );
            }
            Scope::All
        } else {
            self.total = Some(span);
            let scope = self.scope(register, &raw.register, here);
            self.total = None;
            scope?
        };
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
