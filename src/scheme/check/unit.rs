//! Units as written → units.

use super::{
    super::{
        diagnostic::{Code, Diagnostic},
        measure::{BASES, Base, Unit},
        syntax::{RawType, RawUnit},
        tree::Type,
        words::{Word, distance},
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
                    // 元每亩
                    let joined = part.text.replace('每', "/");
                    let known = joined.contains('/') && joined.split('/').all(|one| Base::named(one).is_some());
                    let here = found.code == Code::U01;
                    return self.fail(match known {
                        true => found.write(joined.clone(), joined),
                        false if here => self.meant(found, &part.text, *under),
                        false => found,
                    });
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

    /// The unit that was meant: another spelling, a slip of the pen, or one that the sheet has to name as its own.
    fn meant(&self, found: Diagnostic, text: &str, under: bool) -> Diagnostic {
        let close = |name: &str| text.chars().count() > 2 && distance(text, name) == 1;
        let slip = || BASES.iter().find(|(_, zh, en)| close(zh) || close(en)).map(|(base, ..)| base.clone());
        if let Some(base) = other_spelling(text).or_else(slip) {
            return found.write(base.zh(), base.en());
        }
        // what is divided by may be a name
        if under && (self.run.contains_key(text) || self.row_names.contains(text)) {
            return found;
        }
        match (self.units_end, self.semantics.1) {
            (Some(end), _) => found.write_for(end, end, format!("，{text}"), format!(", {text}")),
            (None, Some(number)) => {
                found.add_line(self.text, number.end, format!("计量 = {text}"), format!("units = {text}"))
            }
            (None, None) => found,
        }
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

/// Units as people write them who have not read the page of words.
fn other_spelling(text: &str) -> Option<Base> {
    Some(match text.to_lowercase().as_str() {
        "块" | "圆" | "人民币" | "rmb" | "cny" => Base::Yuan,
        "mus" => Base::Mu,
        "平米" | "㎡" | "m²" | "sqm" => Base::SquareMetre,
        "ha" | "hectares" => Base::Hectare,
        "千克" | "kgs" | "kilogram" | "kilograms" => Base::Kilogram,
        "市斤" | "jins" => Base::Jin,
        "t" | "ton" | "tons" | "tonnes" => Base::Tonne,
        "日" | "days" => Base::Day,
        "个月" | "months" => Base::Month,
        "岁" | "周岁" | "周年" | "years" => Base::Year,
        "share" | "股份" => Base::Share,
        "口" | "口人" | "persons" | "people" => Base::Person,
        "家" | "households" => Base::Household,
        "工" | "个工" | "workdays" => Base::Workday,
        "时" | "hours" => Base::Hour,
        "个" | "pieces" => Base::Piece,
        "time" => Base::Time,
        "heads" => Base::Head,
        "％" | "percent" => Base::Percent,
        _ => return None,
    })
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
