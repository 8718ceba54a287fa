//! What an example gives: inputs, values, what accounts and carried numbers open with.

use super::{
    super::{
        diagnostic::{Code, Diagnostic},
        measure::Unit,
        parser::join,
        syntax::{Ident, RawExample, RawExpr, RawName},
        tree::{Example, Literal, Type, ValueKind},
    },
    Checker, RunName,
    example::Known,
    remedy::sample,
};
use crate::unit::Exact;

impl Checker<'_> {
    pub(super) fn given(&mut self, example: &mut Example, name: &RawName, value: &RawExpr) {
        match self.run.get(&name.name.text).copied() {
            Some(RunName::Input(at)) => {
                let Some(input) = self.inputs.get(at.0).cloned() else { return };
                let day = match &name.key {
                    Some((key, span)) => match key.parse() {
                        Ok(day) => Some(day),
                        Err(_) => {
                            let (zh, en) = ("方括号里要写日期", "a day is needed in the brackets");
                            let found = Diagnostic::new(Code::E01, *span, zh, en);
                            self.findings.push(found.write(
                                format!("[{}]", example.period.first_day()),
                                format!("[{}]", example.period.first_day()),
                            ));
                            return;
                        }
                    },
                    None => None,
                };
                if input.daily != day.is_some() {
                    let day = if input.daily { format!("[{}]", example.period.first_day()) } else { String::new() };
                    let named = name.key.as_ref().map_or(name.span, |(_, key)| join(name.span, *key));
                    let (zh, en) = (format!("{}{day}", name.name.text), format!("{}{day}", name.name.text));
                    self.findings.push(
                        Diagnostic::new(
                            Code::E01,
                            name.span,
                            if input.daily {
                                "逐日的数要写明哪一天"
                            } else {
                                "只有逐日的数才写日期"
                            },
                            if input.daily { "a daily figure needs its day" } else { "only daily figures have a day" },
                        )
                        .write_for(named.start, named.end, zh, en),
                    );
                    return;
                }
                let Some(literal) = self.fitted(value, &input.ty) else { return };
                match day {
                    Some(day) if !example.daily.iter().any(|(i, d, _)| *i == at && *d == day) => {
                        example.daily.push((at, day, literal));
                    }
                    None if !example.inputs.iter().any(|(i, _)| *i == at) => example.inputs.push((at, literal)),
                    _ => self.again(&name.name, self.statement.start, value.span.end),
                }
            }
            Some(RunName::Value(at)) => {
                let Some(known) = self.values.get(at.0).cloned() else { return };
                if !matches!(known.kind, ValueKind::Dated(_)) {
                    self.report(
                        Code::E01,
                        name.span,
                        "分档、分类的参数不能在示例里改",
                        "a value with several figures cannot be replaced",
                    );
                    return;
                }
                let Some(literal) = self.fitted(value, &known.ty) else { return };
                if example.overrides.iter().any(|(v, _)| *v == at) {
                    self.again(&name.name, self.statement.start, value.span.end);
                    return;
                }
                example.overrides.push((at, literal));
            }
            Some(what) => {
                let found =
                    Diagnostic::new(Code::E01, name.span, "取 后面要写输入或参数", "given is for inputs and values");
                let kept = matches!(what, RunName::Account(_) | RunName::Carried(_));
                let text = name.name.text.clone();
                self.findings.push(match kept {
                    true => found.write_for(self.statement.start, name.span.end, text.clone(), text),
                    false => found,
                });
            }
            None => {
                let _: Option<()> = self.unknown(&name.name, None);
            }
        }
    }

    pub(super) fn opening(&mut self, example: &mut Example, name: &RawName, value: &RawExpr, known: &Known) {
        let key = name.key.as_ref().map(|(key, _)| key.clone());
        let register = match &name.register {
            Some(register) => match self.register_named(register) {
                Some(at) => Some(at),
                None => return,
            },
            None => None,
        };
        if let (Some(register), Some(key)) = (register, &key)
            && !known.get(&register).is_some_and(|keys| keys.contains(key))
        {
            self.report(Code::E04, name.span, format!("没有 {key} 这一行"), format!("there is no row {key}"));
            return;
        }
        match self.run.get(&name.name.text).copied() {
            Some(RunName::Account(at)) if self.accounts.get(at.0).is_some_and(|a| a.each == register) => {
                let yuan = Type::Number(Unit::yuan());
                let Some(Literal::Number(amount, _)) = self.fitted(value, &yuan) else { return };
                let fen = amount.clone() * Exact::whole(100);
                if amount.is_negative() || fen.floor().map(Exact::whole) != Some(fen.clone()) {
                    let (zh, en) = ("余额要是整分，不为负", "a balance is whole fen, not negative");
                    let found = Diagnostic::new(Code::E01, value.span, zh, en);
                    let near = fen.floor().map_or_else(Exact::zero, Exact::whole).max(Exact::zero());
                    let near = near.over(&Exact::whole(100)).and_then(|yuan| yuan.decimal(2));
                    self.findings.push(match near {
                        Some(near) => found.write(format!("{near} 元"), format!("{near} yuan")),
                        None => found,
                    });
                    return;
                }
                if example.openings.iter().any(|(a, k, _)| *a == at && *k == key) {
                    self.again(&name.name, name.span.start, value.span.end);
                    return;
                }
                example.openings.push((at, key, amount));
            }
            Some(RunName::Carried(at)) if self.carried.get(at.0).is_some_and(|c| c.each == register) => {
                let Some(ty) = self.carried.get(at.0).map(|c| c.ty.clone()) else { return };
                let Some(literal) = self.fitted(value, &ty) else { return };
                if example.carried.iter().any(|(c, k, _)| *c == at && *k == key) {
                    self.again(&name.name, name.span.start, value.span.end);
                    return;
                }
                example.carried.push((at, key, literal));
            }
            Some(what) => self.misplaced(name, what),
            None => {
                let _: Option<()> = self.unknown(&name.name, None);
            }
        }
    }

    /// Neither an account nor a carried number, or not one of that row.
    fn misplaced(&mut self, name: &RawName, what: RunName) {
        let found = Diagnostic::new(
            Code::E01,
            name.span,
            "这里要写账户或跨期的数；输入和参数前面要写 取",
            "accounts and carried numbers stand here; inputs and values need given",
        );
        let per_row = match what {
            RunName::Account(at) => self.accounts.get(at.0).and_then(|a| a.each),
            RunName::Carried(at) => self.carried.get(at.0).and_then(|c| c.each),
            _ => None,
        };
        let (text, written) = (name.name.text.clone(), name.written());
        let key = per_row.and_then(|at| self.row_of_example(at).map(|key| (self.register_name(at), key)));
        self.findings.push(match (what, key) {
            (RunName::Input(_) | RunName::Value(_), _) => {
                found.write(format!("取 {written}"), format!("given {written}"))
            }
            (RunName::Account(_) | RunName::Carried(_), Some((register, key))) => {
                found.write(format!("{register}[{key}].{text}"), format!("{register}[{key}].{text}"))
            }
            (RunName::Account(_) | RunName::Carried(_), None) if per_row.is_none() => found.write(text.clone(), text),
            _ => found,
        });
    }

    /// Every input has a figure; 逐日 and 可缺 ones may have none.
    pub(super) fn all_given(&mut self, example: &Example, raw: &RawExample) {
        for (index, input) in self.inputs.clone().iter().enumerate() {
            // what is given and was refused is not missing as well
            let named = raw.given.iter().map(|(name, ..)| name).chain(raw.openings.iter().map(|(name, _)| name));
            let unknown = |name: &Ident| !self.run.contains_key(&name.text);
            let tried = named.into_iter().any(|name| name.name.text == input.name || unknown(&name.name));
            let there = tried
                || (raw.broken && self.poisoned.contains(&input.name))
                || example.inputs.iter().any(|(at, _)| at.0 == index);
            if !there && !input.daily && !input.bounds.optional {
                let name = &input.name;
                let found = Diagnostic::new(
                    Code::E02,
                    example.span,
                    format!("示例没有给 {name}"),
                    format!("the example does not give {name}"),
                );
                let (zh, en) = sample(&input.ty);
                let (zh, en) = (format!("取 {name} = {zh}"), format!("given {name} = {en}"));
                self.findings.push(found.add_line(self.text, example.span.end, zh, en));
            }
        }
    }
}
