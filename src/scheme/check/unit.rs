//! Units as written → units.

use super::{
    super::{
        diagnostic::{Code, Diagnostic},
        measure::{BASES, Base, Unit},
        syntax::{RawType, RawUnit},
        tree::Type,
        words::Word,
    },
    Checker,
};

impl Checker<'_> {
    pub(super) fn unit(&mut self, raw: &RawUnit) -> Option<Unit> {
        let mut unit = Unit::one();
        for (part, under) in &raw.parts {
            let declared = self.declared_units.contains(&part.text);
            let base = match Base::named(&part.text) {
                Some(base) => base,
                None if declared => Base::Declared(part.text.clone()),
                None => {
                    let found =
                        match super::super::parser::grown_together(&part.text, |rest| Base::named(rest).is_some()) {
                            Some(apart) => Diagnostic::new(
                                Code::P08,
                                part.span,
                                format!("是不是漏了空格：{apart}"),
                                format!("is a space missing: {apart}"),
                            )
                            .write(apart.clone(), apart),
                            None if *under => Diagnostic::new(
                                Code::U01,
                                part.span,
                                format!("不认识的单位 {}；若要相除，请写 ÷", part.text),
                                format!("unknown unit {}; to divide, write ÷", part.text),
                            ),
                            None => Diagnostic::new(
                                Code::U01,
                                part.span,
                                format!("不认识的单位 {}；单位用 / 连，如 元/亩/年", part.text),
                                format!("unknown unit {}; units are joined by /, as in yuan/mu/year", part.text),
                            ),
                        };
                    return self.fail(found);
                }
            };
            if !declared
                && self.slice(part.span) == part.text
                && let Some(at) = BASES.iter().position(|(known, ..)| *known == base)
            {
                self.roles.push((part.span.start, part.span.end, Word::Unit(at)));
            }
            let factor = Unit::of(base);
            unit = if *under { unit.over(&factor) } else { unit.times(&factor) };
        }
        Some(unit)
    }

    pub(super) fn kind(&mut self, raw: &RawType) -> Option<Type> {
        Some(match raw {
            RawType::Date => Type::Day,
            RawType::YesNo => Type::YesNo,
            RawType::OneOf(words) => Type::Word(words.iter().map(|w| w.text.clone()).collect()),
            RawType::Unit(unit) => Type::Number(self.unit(unit)?),
        })
    }
}

/// What to add where one of two kinds is a plain number: most often a unit was forgotten.
pub(super) fn forgotten(one: &Type, other: &Type) -> (&'static str, &'static str) {
    let plain = |ty: &Type| matches!(ty, Type::Number(unit) if unit.is_one());
    let unit = |ty: &Type| matches!(ty, Type::Number(unit) if !unit.is_one());
    if (plain(one) && unit(other)) || (unit(one) && plain(other)) {
        ("；是不是有个数后面忘了写单位", "; is a unit missing after a number?")
    } else {
        ("", "")
    }
}

/// A type in words: its unit, 日期, 是否, 词.
pub(super) fn zh(ty: &Type) -> String {
    match ty {
        Type::Number(unit) if unit.is_one() => "没有单位的数".to_owned(),
        Type::Number(unit) => unit.to_string(),
        Type::Day => "日期".to_owned(),
        Type::YesNo => "是否".to_owned(),
        Type::Word(words) => format!("类({})", words.join("/")),
    }
}

/// The same in English.
pub(super) fn en(ty: &Type) -> String {
    match ty {
        Type::Number(unit) if unit.is_one() => "a plain number".to_owned(),
        Type::Number(unit) => unit.en(),
        Type::Day => "a day".to_owned(),
        Type::YesNo => "yes or no".to_owned(),
        Type::Word(words) => format!("oneof({})", words.join("/")),
    }
}
