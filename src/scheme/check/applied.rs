//! Values by size or word, and names before brackets that are none.

use super::{
    super::{
        diagnostic::{Code, Diagnostic},
        parser::later,
        syntax::{Ident, RawExpr, RawKind, RawName},
        tree::{Expr, ExprKind, Span, Type, ValueKind},
        words::{Function, Lang, Word, distance, meaning, nearest, since, spelled},
    },
    Checker, Here, RunName, Typed, Used,
    name::bounds_of,
    unit::{en, zh},
};

impl Checker<'_> {
    /// The function that somebody meant, where no value has a name that is like it.
    fn meant_function(&self, text: &str) -> Option<Function> {
        // month_start
        let joined = text.replace('_', "");
        if let Some(function) = meaning(&joined, |w| match w {
            Word::Function(function) if since(w) <= self.semantics.0 => Some(function),
            _ => None,
        }) {
            return Some(function);
        }
        let near = |name: &str| distance(text, name) * 2 <= text.chars().count().max(name.chars().count());
        if self.poisoned.contains(text) || self.later.contains_key(text) || self.values.iter().any(|v| near(&v.name)) {
            return None;
        }
        let known = match text {
            "paid" | "付了" | "已出" => Some(Function::Spent),
            "total" | "总和" | "求和" => Some(Function::Sum),
            "number_of" | "数量" | "几行" => Some(Function::Count),
            "floor" | "取整" => Some(Function::RoundDown),
            "最大值" | "取大" | "maximum" | "greater" => Some(Function::Max),
            "最小值" | "取小" | "minimum" | "lesser" => Some(Function::Min),
            "年龄" | "岁数" | "周岁" | "years_between" => Some(Function::Age),
            "compound_interest" => Some(Function::Compound),
            _ => None,
        };
        let fits = |word| matches!(word, Word::Function(_)) && since(word) <= self.semantics.0;
        known.or_else(|| match nearest(text, fits) {
            Some(Word::Function(function)) => Some(function),
            _ => None,
        })
    }

    /// `年龄股(满年(…))`, `日工价(工种)`.
    pub(super) fn apply(&mut self, name: &Ident, raw: &[RawExpr], here: Here, span: Span) -> Option<Typed> {
        let Some(RunName::Value(at)) = self.run.get(&name.text).copied() else {
            if !self.poisoned.contains(&name.text) && self.is_known(&name.text, here) {
                return self.wrong(
                    name.span,
                    "括号前面要是函数或分档、分类的参数",
                    "before a bracket stands a function or a value with several figures",
                );
            }
            if let [RawExpr { kind: RawKind::Name(key), .. }] = raw
                && !self.is_known(&name.text, here)
            {
                let called = RawName { register: None, key: None, name: name.clone(), span };
                self.row_meant(&called, &name.text, &key.name.text, here)?;
            }
            if meaning(&name.text, |w| matches!(w, Word::Function(_)).then_some(())).is_some() {
                return self.fail(later(name.span, &name.text, self.semantics.1));
            }
            return match self.meant_function(&name.text) {
                Some(function) => {
                    let word = |lang| spelled(Word::Function(function), lang);
                    let (zh, en) = (word(Lang::Zh), word(Lang::En));
                    let found = Diagnostic::new(
                        Code::N01,
                        name.span,
                        format!("没有叫 {} 的函数，是不是 {zh}", name.text),
                        format!("no function is called {}; is it {en}?", name.text),
                    );
                    self.fail(found.write(zh, en))
                }
                None => self.unknown(name, here.row),
            };
        };
        self.used.insert(Used::Value(at));
        let [argument] = raw else {
            return self.wrong(span, "括号里只写一项", "one argument is needed");
        };
        let argument = self.expression(argument, here)?;
        let value = self.values.get(at.0)?.clone();
        let (low, top, kind) = match &value.kind {
            ValueKind::Dated(_) => {
                return self.fail(
                    Diagnostic::new(
                        Code::U10,
                        span,
                        format!("{} 只有一个值，不要括号", name.text),
                        format!("{} has one figure: no brackets", name.text),
                    )
                    .write(name.text.clone(), name.text.clone()),
                );
            }
            ValueKind::Tiered { by, tiers } => {
                let wanted = Type::Number(by.clone());
                if argument.expr.ty != wanted {
                    let (zh, en) = (
                        format!("{} 按 {by} 分档，现在是 {}", name.text, zh(&argument.expr.ty)),
                        format!("{} goes by {}, not {}", name.text, by.en(), en(&argument.expr.ty)),
                    );
                    let found = Diagnostic::new(Code::U10, argument.expr.span, zh, en);
                    let found = self.unit_behind(found, &argument.expr.ty, argument.expr.span, &wanted);
                    return self.fail(found);
                }
                let argument = self.present(argument, "分档的数", "the argument")?;
                let (low, top) = bounds_of(tiers.iter().flat_map(|t| t.value.dated()).map(|d| &d.value));
                (low, top, ExprKind::Tier(at, Box::new(argument)))
            }
            ValueKind::ByCategory { values, .. } => {
                let Type::Word(words) = &argument.expr.ty else {
                    return self.wrong(argument.expr.span, "这里要写一个 类 的列", "a column of words is needed here");
                };
                if let Some(word) = words.iter().find(|w| values.iter().all(|(known, _)| known != *w)) {
                    let (zh, en) =
                        (format!("{} 缺少 {word} 的值", name.text), format!("{} has no value for {word}", name.text));
                    let found = Diagnostic::new(Code::V04, name.span, zh, en);
                    return self.fail(match self.value_ends.get(&name.text) {
                        Some((at, figure)) => {
                            found.write_for(*at, *at, format!("；{word} = {figure}"), format!("; {word} = {figure}"))
                        }
                        None => found,
                    });
                }
                let argument = self.present(argument, "分类的词", "the word")?;
                let (low, top) = bounds_of(values.iter().flat_map(|(_, v)| v.dated()).map(|d| &d.value));
                (low, top, ExprKind::Category(at, Box::new(argument)))
            }
        };
        Some(Typed { low, missing: false, top, expr: Expr { kind, ty: value.ty, span } })
    }
}
