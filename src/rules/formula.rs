//! What a formula gives in one row. No loop without bound, no clock, nothing rounded but by
//! 四舍五入 and 去尾 (sentences 1 to 6, 10, 19).

use super::{
    calendar,
    number::{BITS, Number},
    reading::{At, Memo, Reading},
    stop::{Got, Limited, Stop, Wanted},
    value::Value,
};
use crate::{
    scheme::{CalendarStep, Expr, ExprKind, Operator, Over, RegisterAt, Relation, Scope, ValueAt, ValueKind},
    unit::Day,
};
use std::{cmp::Ordering, collections::HashMap, rc::Rc};

/// Between what is looked for in one column and in the next: in no word of a sheet.
const BETWEEN: char = '\u{1f}';

/// Sentence 24: years of 复利.
const COMPOUND: i128 = 200;

impl Reading<'_> {
    /// The value of a formula read in the row `at`.
    pub(super) fn value(&self, expr: &Expr, at: At) -> Result<Value, Stop> {
        match &expr.kind {
            ExprKind::Literal(literal) => Ok(Value::from(literal)),
            ExprKind::Name { what, .. } => self.name(what, at)?.ok_or_else(|| self.missing(expr, at)),
            ExprKind::Arithmetic(operator, a, b) => self.arithmetic(expr, *operator, a, b, at),
            ExprKind::Of(p, x) => {
                let percent = |p: &Number, x: &Number| p.times(x).over(&Number::whole(100));
                self.pair(expr, p, x, at, percent)
            }
            ExprKind::Shift { day, by, step, back } => self.shift(expr, day, by, *step, *back, at),
            ExprKind::Otherwise(a, b) => match self.value(a, at)? {
                Value::Missing => self.value(b, at),
                value => Ok(value),
            },
            ExprKind::Needed(inner) => match self.value(inner, at)? {
                Value::Missing => Err(self.missing(inner, at)),
                value => Ok(value),
            },
            ExprKind::Compare(comparison, a, b) => self.compare(*comparison, a, b, at),
            ExprKind::All(list) => self.all(list, true, at),
            ExprKind::Any(list) => self.all(list, false, at),
            ExprKind::Not(inner) => Ok(Value::Truth(!self.truth(inner, at)?)),
            ExprKind::If(condition, yes, no) => {
                if self.truth(condition, at)? {
                    self.value(yes, at)
                } else {
                    self.value(no, at)
                }
            }
            ExprKind::Largest(list) => self.extreme(list, Ordering::Greater, at),
            ExprKind::Smallest(list) => self.extreme(list, Ordering::Less, at),
            ExprKind::Whole(x, s) => self.whole(x, s, at),
            ExprKind::Round(x, s) => self.rounded(x, s, true, at),
            ExprKind::RoundDown(x, s) => self.rounded(x, s, false, at),
            ExprKind::Compound(x, p, n) => self.compound(expr, x, p, n, at),
            ExprKind::Convert { of, factor } => {
                let number = self.number(of, at)?;
                number.map_or(Ok(Value::Missing), |n| self.limited(expr, n.times(&Number::from(factor))))
            }
            ExprKind::Days(a, b) => self.between(a, b, at, calendar::days),
            ExprKind::WholeYears(a, b) => self.between(a, b, at, calendar::whole_years),
            ExprKind::WholeMonths(a, b) => self.between(a, b, at, calendar::whole_months),
            ExprKind::Years(a, b, count) => {
                Ok(Value::Number(calendar::years(self.date(a, at)?, self.date(b, at)?, *count)))
            }
            ExprKind::LastOn(month, day, d) => {
                let found = calendar::last_on(*month, *day, self.date(d, at)?);
                found.map(Value::Day).ok_or_else(|| self.missing(expr, at))
            }
            ExprKind::MonthStart(day) => Ok(Value::Day(calendar::month_start(self.date(day, at)?))),
            ExprKind::MonthEnd(day) => Ok(Value::Day(calendar::month_end(self.date(day, at)?))),
            ExprKind::Price(input, day) => {
                let (series, day) = (self.series(input.index()), self.date(day, at)?);
                let found = series.binary_search_by_key(&day, |(d, _)| *d).ok().and_then(|i| series.get(i));
                Ok(found.map_or(Value::Missing, |(_, n)| Value::Number(n.clone())))
            }
            ExprKind::Recent(input, day, days) => self.recent(input.index(), day, days, at),
            ExprKind::Balance(place) => {
                let spot = self.spot(place, at).ok_or_else(|| self.missing(expr, at))?;
                Ok(Value::yuan(self.holdings.balance(spot)))
            }
            ExprKind::Received(place) => {
                let spot = self.spot(place, at).ok_or_else(|| self.missing(expr, at))?;
                Ok(Value::yuan(self.holdings.at(spot).received))
            }
            ExprKind::Spent(place) => {
                let spot = self.spot(place, at).ok_or_else(|| self.missing(expr, at))?;
                Ok(Value::yuan(self.holdings.at(spot).spent))
            }
            ExprKind::Next(which, row) => self.next(*which, row, at).ok_or_else(|| self.missing(expr, at)),
            ExprKind::Sum(over) => self.sum(over, at),
            ExprKind::Highest(over) => self.highest(over, Ordering::Greater, at),
            ExprKind::Lowest(over) => self.highest(over, Ordering::Less, at),
            ExprKind::Latest(over, key) => self.latest(over, key, at),
            ExprKind::LookUp { over, keys } => self.looked_up(over, keys, at),
            ExprKind::Count { register, scope, only } => self
                .once(std::ptr::from_ref(expr).addr(), scope, at, || self.count(*register, scope, only.as_deref(), at)),
            ExprKind::Before(over, key) => self.before(expr, over, key, at),
            ExprKind::Tier(value, x) => self.tier(expr, *value, x, at),
            ExprKind::Category(value, word) => self.category(expr, *value, word, at),
        }
    }

    /// A number, or `None` where it is missing.
    pub(super) fn number(&self, expr: &Expr, at: At) -> Result<Option<Number>, Stop> {
        match self.value(expr, at)? {
            Value::Number(number) => Ok(Some(number)),
            _ => Ok(None),
        }
    }

    /// A number that must not be missing (sentence 4).
    pub(super) fn needed(&self, expr: &Expr, at: At) -> Result<Number, Stop> {
        self.number(expr, at)?.ok_or_else(|| self.missing(expr, at))
    }

    /// A number that must be neither missing nor below zero.
    pub(super) fn not_negative(&self, expr: &Expr, at: At) -> Result<Number, Stop> {
        let number = self.needed(expr, at)?;
        if number.is_negative() {
            return Err(Stop::Negative {
                line: expr.span.line,
                row: self.told(at),
                what: self.written(expr),
                found: number.exact(),
            });
        }
        Ok(number)
    }

    pub(super) fn truth(&self, expr: &Expr, at: At) -> Result<bool, Stop> {
        match self.value(expr, at)? {
            Value::Truth(truth) => Ok(truth),
            _ => Err(self.missing(expr, at)),
        }
    }

    fn date(&self, expr: &Expr, at: At) -> Result<Day, Stop> {
        match self.value(expr, at)? {
            Value::Day(day) => Ok(day),
            _ => Err(self.missing(expr, at)),
        }
    }

    pub(super) fn missing(&self, expr: &Expr, at: At) -> Stop {
        Stop::Missing { line: expr.span.line, row: self.told(at), what: self.written(expr) }
    }

    fn limited(&self, expr: &Expr, number: Number) -> Result<Value, Stop> {
        self.within(expr, &number).map(|()| Value::Number(number))
    }

    fn within(&self, expr: &Expr, number: &Number) -> Result<(), Stop> {
        let bits = number.bits();
        if bits <= BITS {
            return Ok(());
        }
        Err(Stop::Limit {
            line: expr.span.line,
            what: Box::new(Limited::Bits { of: self.written(expr), most: BITS, found: bits }),
        })
    }

    /// Two numbers to one; missing where either is, or where the operation gives nothing.
    fn pair(
        &self,
        expr: &Expr,
        a: &Expr,
        b: &Expr,
        at: At,
        operation: impl Fn(&Number, &Number) -> Option<Number>,
    ) -> Result<Value, Stop> {
        let (Some(a), Some(b)) = (self.number(a, at)?, self.number(b, at)?) else { return Ok(Value::Missing) };
        operation(&a, &b).map_or(Ok(Value::Missing), |number| self.limited(expr, number))
    }

    /// Sentences 3 and 4.
    fn arithmetic(&self, expr: &Expr, operator: Operator, a: &Expr, b: &Expr, at: At) -> Result<Value, Stop> {
        self.pair(expr, a, b, at, |a, b| match operator {
            Operator::Plus => Some(a.plus(b)),
            Operator::Minus => Some(a.minus(b)),
            Operator::Times => Some(a.times(b)),
            Operator::Over => a.over(b),
        })
    }

    fn shift(&self, expr: &Expr, day: &Expr, by: &Expr, step: CalendarStep, back: bool, at: At) -> Result<Value, Stop> {
        let (Value::Day(day), Some(by)) = (self.value(day, at)?, self.number(by, at)?) else {
            return Ok(Value::Missing);
        };
        let bad = || Stop::BadInput {
            line: expr.span.line,
            name: self.written(expr),
            row: self.told(at),
            expected: Box::new(Wanted::Step),
            found: Box::new(Got::Moved(day, by.exact())),
        };
        let whole = by.as_whole().and_then(|n| i64::try_from(n).ok()).ok_or_else(bad)?;
        let n = if back { whole.checked_neg() } else { Some(whole) }.ok_or_else(bad)?;
        let months = |n: Option<i64>| n.and_then(|n| i32::try_from(n).ok()).and_then(|n| day.plus_months(n));
        match step {
            CalendarStep::Days => day.plus_days(n),
            CalendarStep::Months => months(Some(n)),
            CalendarStep::Years => months(n.checked_mul(12)),
        }
        .map(Value::Day)
        .ok_or_else(bad)
    }

    fn compare(&self, comparison: Relation, a: &Expr, b: &Expr, at: At) -> Result<Value, Stop> {
        let (left, right) = (self.value(a, at)?, self.value(b, at)?);
        let order = left.compare(&right).ok_or_else(|| self.missing(if left == Value::Missing { a } else { b }, at))?;
        Ok(Value::Truth(match comparison {
            Relation::Less => order == Ordering::Less,
            Relation::AtMost => order != Ordering::Greater,
            Relation::Equal => order == Ordering::Equal,
            Relation::AtLeast => order != Ordering::Less,
            Relation::More => order == Ordering::Greater,
            Relation::Unequal => order != Ordering::Equal,
        }))
    }

    /// 且 (`all` = true) and 或: read from the left until the answer is known.
    fn all(&self, list: &[Expr], all: bool, at: At) -> Result<Value, Stop> {
        for expr in list {
            if self.truth(expr, at)? != all {
                return Ok(Value::Truth(!all));
            }
        }
        Ok(Value::Truth(all))
    }

    fn extreme(&self, list: &[Expr], wanted: Ordering, at: At) -> Result<Value, Stop> {
        let mut best: Option<Value> = None;
        for expr in list {
            let value = self.value(expr, at)?;
            if value == Value::Missing {
                return Ok(Value::Missing);
            }
            let better = match &best {
                None => true,
                Some(best) => value.compare(best) == Some(wanted),
            };
            if better {
                best = Some(value);
            }
        }
        Ok(best.unwrap_or(Value::Missing))
    }

    /// Sentence 16. Below zero a rounding is refused.
    fn rounded(&self, x: &Expr, s: &Expr, half: bool, at: At) -> Result<Value, Stop> {
        if self.number(x, at)?.is_none() {
            return Ok(Value::Missing);
        }
        let (number, Some(step)) = (self.not_negative(x, at)?, self.number(s, at)?) else {
            return Ok(Value::Missing);
        };
        let Some(units) = number.over(&step) else { return Ok(Value::Missing) };
        let units = match (half, Number::fraction(1, 2)) {
            (true, Some(half)) => units.plus(&half),
            _ => units,
        };
        match units.floor() {
            Some(units) => self.limited(x, Number::whole(units).times(&step)),
            None => Err(self.too_long(x, &number)),
        }
    }

    /// 满: ⌊x/s⌋, missing for s = 0.
    fn whole(&self, x: &Expr, s: &Expr, at: At) -> Result<Value, Stop> {
        let (Some(number), Some(step)) = (self.number(x, at)?, self.number(s, at)?) else {
            return Ok(Value::Missing);
        };
        let Some(quotient) = number.over(&step) else { return Ok(Value::Missing) };
        let floor = quotient.floor().ok_or_else(|| self.too_long(x, &number))?;
        Ok(Value::Number(Number::whole(floor)))
    }

    fn too_long(&self, x: &Expr, number: &Number) -> Stop {
        Stop::Limit {
            line: x.span.line,
            what: Box::new(Limited::Digits { of: self.written(x), found: number.exact() }),
        }
    }

    fn compound(&self, expr: &Expr, x: &Expr, p: &Expr, n: &Expr, at: At) -> Result<Value, Stop> {
        let (Some(x), Some(p), Some(years)) = (self.number(x, at)?, self.number(p, at)?, self.number(n, at)?) else {
            return Ok(Value::Missing);
        };
        let n = years.as_whole().filter(|n| (0..=COMPOUND).contains(n)).ok_or_else(|| Stop::Limit {
            line: n.span.line,
            what: Box::new(Limited::Years { of: self.written(expr), most: COMPOUND, found: years.exact() }),
        })?;
        let part = p.over(&Number::whole(100)).unwrap_or(Number::ZERO);
        let factor = part.plus(&Number::whole(1));
        let mut value = x;
        for _ in 0..n {
            value = value.times(&factor);
        }
        self.limited(expr, value)
    }

    fn between(&self, a: &Expr, b: &Expr, at: At, count: fn(Day, Day) -> i64) -> Result<Value, Stop> {
        Ok(Value::Number(Number::whole(count(self.date(a, at)?, self.date(b, at)?).into())))
    }

    /// 最近价: the last figure of the n days up to and with the day.
    fn recent(&self, input: usize, day: &Expr, days: &Expr, at: At) -> Result<Value, Stop> {
        let (series, day, n) = (self.series(input), self.date(day, at)?, self.needed(days, at)?);
        let upto = series.partition_point(|(d, _)| *d <= day);
        let last = upto.checked_sub(1).and_then(|i| series.get(i));
        let near = |d: Day| Number::whole(day.days_since(d).into()) < n;
        Ok(last.filter(|(d, _)| near(*d)).map_or(Value::Missing, |(_, n)| Value::Number(n.clone())))
    }

    /// Calls `act` for each row of T in scope, in key order.
    pub(super) fn each(
        &self,
        register: RegisterAt,
        scope: &Scope,
        at: At,
        mut act: impl FnMut(At) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        let register = register.index();
        match (scope, at) {
            (Scope::Below(way), Some(at)) => {
                for &row in self.tables.below(register, way, at) {
                    act(Some((register, row)))?;
                }
            }
            _ => {
                for row in 0..self.tables.len(register) {
                    act(Some((register, row)))?;
                }
            }
        }
        Ok(())
    }

    /// Sentence 10.
    fn sum(&self, over: &Over, at: At) -> Result<Value, Stop> {
        self.once(std::ptr::from_ref(over).addr(), &over.scope, at, || {
            let mut total = Number::ZERO;
            self.each(over.register, &over.scope, at, |row| {
                if over.only.as_ref().map_or(Ok(true), |only| self.truth(only, row))? {
                    total = total.plus(&self.needed(&over.value, row)?);
                    self.within(&over.value, &total)?;
                }
                Ok(())
            })?;
            Ok(Value::Number(total))
        })
    }

    /// 最大 and 最小: the figure of a row that no other surpasses; missing without rows (semantics 2).
    fn highest(&self, over: &Over, wanted: Ordering, at: At) -> Result<Value, Stop> {
        self.once(std::ptr::from_ref(over).addr(), &over.scope, at, || {
            let mut best = Value::Missing;
            self.each(over.register, &over.scope, at, |row| {
                if over.only.as_ref().map_or(Ok(true), |only| self.truth(only, row))? {
                    let value = self.value(&over.value, row)?;
                    if value == Value::Missing {
                        return Err(self.missing(&over.value, row));
                    }
                    if best == Value::Missing || value.compare(&best) == Some(wanted) {
                        best = value;
                    }
                }
                Ok(())
            })?;
            Ok(best)
        })
    }

    /// 末次: the figure of the row with the greatest key, which must be the key of one row (semantics 2).
    fn latest(&self, over: &Over, key: &Expr, at: At) -> Result<Value, Stop> {
        self.once(std::ptr::from_ref(over).addr(), &over.scope, at, || {
            let mut last: Option<(Value, At, bool)> = None;
            self.each(over.register, &over.scope, at, |row| {
                if !over.only.as_ref().map_or(Ok(true), |only| self.truth(only, row))? {
                    return Ok(());
                }
                let place = self.value(key, row)?;
                if place == Value::Missing {
                    return Err(self.missing(key, row));
                }
                match last.as_mut().map(|(greatest, ..)| place.compare(greatest)) {
                    Some(Some(Ordering::Less)) => {}
                    Some(Some(Ordering::Equal)) => {
                        if let Some((_, of, twice)) = last.as_mut() {
                            (*of, *twice) = (row, true);
                        }
                    }
                    _ => last = Some((place, row, false)),
                }
                Ok(())
            })?;
            match last {
                None => Ok(Value::Missing),
                Some((place, row, true)) => Err(Stop::BadInput {
                    line: key.span.line,
                    name: self.written(key),
                    row: self.told(row),
                    expected: Box::new(Wanted::OwnPlace),
                    found: Box::new(Got::Text(place.shown())),
                }),
                Some((_, row, false)) => match self.value(&over.value, row)? {
                    Value::Missing => Err(self.missing(&over.value, row)),
                    value => Ok(value),
                },
            }
        })
    }

    /// 查表: the figure of the one row whose columns are what is looked for; missing without one (semantics 2).
    fn looked_up(&self, over: &Over, keys: &[(Expr, Expr)], at: At) -> Result<Value, Stop> {
        let index = self.index(over, keys)?;
        let wanted = self.joined(keys.iter().map(|(_, wanted)| wanted), at)?;
        let Some((row, twice)) = index.get(&wanted).copied() else { return Ok(Value::Missing) };
        let row = Some((over.register.index(), row));
        if let (true, Some((column, _))) = (twice, keys.first()) {
            return Err(Stop::BadInput {
                line: column.span.line,
                name: self.written(column),
                row: self.told(row),
                expected: Box::new(Wanted::OneFound),
                found: Box::new(Got::Text(wanted.trim_end_matches(BETWEEN).replace(BETWEEN, " "))),
            });
        }
        match self.value(&over.value, row)? {
            Value::Missing => Err(self.missing(&over.value, row)),
            value => Ok(value),
        }
    }

    /// The rows of a table by what its columns are; made once a step.
    fn index(&self, over: &Over, keys: &[(Expr, Expr)]) -> Result<Rc<HashMap<String, (usize, bool)>>, Stop> {
        let id = std::ptr::from_ref(over).addr();
        if let Some(Memo::Index(index)) = self.memo.borrow().get(&id) {
            return Ok(Rc::clone(index));
        }
        let mut index: HashMap<String, (usize, bool)> = HashMap::new();
        self.each(over.register, &over.scope, None, |row| {
            if over.only.as_ref().map_or(Ok(true), |only| self.truth(only, row))? {
                let columns = self.joined(keys.iter().map(|(column, _)| column), row)?;
                let at = row.map_or(0, |(_, at)| at);
                index.entry(columns).and_modify(|(_, twice)| *twice = true).or_insert((at, false));
            }
            Ok(())
        })?;
        let index = Rc::new(index);
        self.memo.borrow_mut().insert(id, Memo::Index(Rc::clone(&index)));
        Ok(index)
    }

    /// What these are in the row `at`, one behind the other: of one type in each place, so that equal is equal.
    fn joined<'e>(&self, all: impl Iterator<Item = &'e Expr>, at: At) -> Result<String, Stop> {
        let mut joined = String::new();
        for expr in all {
            let value = self.value(expr, at)?;
            if value == Value::Missing {
                return Err(self.missing(expr, at));
            }
            if let Value::Number(number) = &value {
                joined.push_str(&number.exact().to_string());
            } else {
                joined.push_str(&value.shown());
            }
            joined.push(BETWEEN);
        }
        Ok(joined)
    }

    fn count(&self, register: RegisterAt, scope: &Scope, only: Option<&Expr>, at: At) -> Result<Value, Stop> {
        let mut count = 0;
        self.each(register, scope, at, |row| {
            if only.map_or(Ok(true), |only| self.truth(only, row))? {
                count += 1;
            }
            Ok(())
        })?;
        Ok(Value::Number(Number::whole(count)))
    }

    /// A total over all rows, read within a row, is the same for every row of the step: made once.
    fn once(
        &self,
        id: usize,
        scope: &Scope,
        at: At,
        total: impl FnOnce() -> Result<Value, Stop>,
    ) -> Result<Value, Stop> {
        if at.is_none() || *scope != Scope::All {
            return total();
        }
        let known = match self.memo.borrow().get(&id) {
            Some(Memo::Total(value)) => Some(value.clone()),
            _ => None,
        };
        if let Some(value) = known {
            return Ok(value);
        }
        let value = total()?;
        self.memo.borrow_mut().insert(id, Memo::Total(value.clone()));
        Ok(value)
    }

    /// 此前: the total over rows with a smaller key; sorted once per step. Keys must differ.
    fn before(&self, expr: &Expr, over: &Over, key: &Expr, at: At) -> Result<Value, Stop> {
        let here = at.filter(|(register, _)| *register == over.register.index());
        let (register, row) = here.ok_or_else(|| self.missing(expr, at))?;
        let id = std::ptr::from_ref(over).addr();
        let known = match self.memo.borrow().get(&id) {
            Some(Memo::Running(values)) => values.get(row).cloned(),
            _ => None,
        };
        if let Some(value) = known {
            return Ok(value);
        }
        let values = self.running(over, key, register)?;
        let value = values.get(row).cloned().unwrap_or(Value::Missing);
        self.memo.borrow_mut().insert(id, Memo::Running(values));
        Ok(value)
    }

    fn running(&self, over: &Over, key: &Expr, register: usize) -> Result<Vec<Value>, Stop> {
        let mut rows = Vec::with_capacity(self.tables.len(register));
        for row in 0..self.tables.len(register) {
            let at = Some((register, row));
            let place = self.value(key, at)?;
            if place == Value::Missing {
                return Err(self.missing(key, at));
            }
            let counted = over.only.as_ref().map_or(Ok(true), |only| self.truth(only, at))?;
            rows.push((place, row, if counted { self.needed(&over.value, at)? } else { Number::ZERO }));
        }
        rows.sort_by(|a, b| a.0.compare(&b.0).unwrap_or(Ordering::Equal));
        let mut values = vec![Value::Missing; rows.len()];
        let mut total = Number::ZERO;
        let mut last: Option<&Value> = None;
        for (place, row, value) in &rows {
            if last == Some(place) {
                return Err(Stop::BadInput {
                    line: key.span.line,
                    name: self.written(key),
                    row: self.told(Some((register, *row))),
                    expected: Box::new(Wanted::OwnPlace),
                    found: Box::new(Got::Text(place.shown())),
                });
            }
            last = Some(place);
            if let Some(slot) = values.get_mut(*row) {
                *slot = Value::Number(total.clone());
            }
            total = total.plus(value);
            self.within(&over.value, &total)?;
        }
        Ok(values)
    }

    /// The first tier whose bound lies above the argument.
    fn tier(&self, expr: &Expr, value: ValueAt, x: &Expr, at: At) -> Result<Value, Stop> {
        let number = self.needed(x, at)?;
        let value = self.sheet.values().get(value.index());
        let Some((value, ValueKind::Tiered { tiers, .. })) = value.map(|v| (v, &v.kind)) else {
            return Err(self.missing(expr, at));
        };
        let found = tiers.iter().find(|t| t.below.as_ref().is_none_or(|below| number < Number::from(below)));
        found.map_or_else(|| Err(self.missing(expr, at)), |t| self.tabled(value, &t.value, at))
    }

    fn category(&self, expr: &Expr, value: ValueAt, word: &Expr, at: At) -> Result<Value, Stop> {
        let Value::Word(word) = self.value(word, at)? else { return Err(self.missing(expr, at)) };
        let value = self.sheet.values().get(value.index());
        let Some((value, ValueKind::ByCategory { values, .. })) = value.map(|v| (v, &v.kind)) else {
            return Err(self.missing(expr, at));
        };
        let found = values.iter().find(|(w, _)| **w == *word);
        found.map_or_else(|| Err(self.missing(expr, at)), |(_, figures)| self.tabled(value, figures, at))
    }
}
