//! What a remedy needs to be typed as it stands: a place for what is left, a figure of a type, a
//! name that is free, the row of an example, an example that reads.

use super::{
    super::{
        diagnostic::Diagnostic,
        measure::Unit,
        tree::{ColumnAt, PartyKind, RegisterAt, Span, Tag, Type, way_up},
    },
    Checker, Here,
};
use crate::unit::Exact;

/// A remedy in Chinese and in English.
pub(super) type Both = (String, String);

impl Checker<'_> {
    /// A party to which money may go, the collective first, with its purpose.
    pub(super) fn somewhere(&self) -> Option<Both> {
        let ours = self.parties.iter().find(|p| p.kind == PartyKind::Collective);
        let party = ours.or_else(|| self.parties.first())?;
        let tag = if ours.is_some() { Tag::CollectiveIncome } else { Tag::Sundry };
        Some((format!("给 {} 记作 {}", party.name, tag.zh()), format!("to {} as {}", party.name, tag.en())))
    }

    /// A party from which money may come: not the collective, where there is another.
    pub(super) fn giver(&self) -> Option<String> {
        let other = self.parties.iter().find(|p| p.kind != PartyKind::Collective);
        other.or_else(|| self.parties.first()).map(|p| p.name.clone())
    }

    /// `每个 T：` before the verb of the step, or nothing.
    pub(super) fn per_row(&self, found: Diagnostic, register: Option<&str>) -> Diagnostic {
        let (zh, en) = register.map_or_else(Default::default, |r| (format!("每个 {r}："), format!("each {r}: ")));
        found.write_for(self.statement.start, self.verb.start, zh, en)
    }

    /// ` 属 R` behind the name of a register, where it may stand there.
    pub(super) fn belonging(&self, found: Diagnostic, below: RegisterAt, above: RegisterAt) -> Diagnostic {
        let Some(register) = self.registers.get(below.0) else { return found };
        let name = self.register_name(above).to_owned();
        let free = register.parents.is_empty() && register.pieces.is_none();
        if !free || above >= below || way_up(&self.registers, above, below).is_some() {
            return found;
        }
        found.add(register.span.end, format!("属 {name}"), format!("belongs {name}"))
    }

    /// A name that nothing has yet.
    pub(super) fn fresh(&self, zh: &str, en: &str) -> Both {
        let free = |name: &str| {
            let taken = |n: &str| self.run.contains_key(n) || self.row_names.contains(n) || self.later.contains_key(n);
            let numbered = (2..100).map(|n| format!("{name}{n}"));
            std::iter::once(name.to_owned()).chain(numbered).find(|n| !taken(n)).unwrap_or_else(|| name.to_owned())
        };
        (free(zh), free(en))
    }

    /// The unit behind a plain number where another unit is wanted.
    pub(super) fn unit_behind(&self, found: Diagnostic, number: &Type, span: Span, wanted: &Type) -> Diagnostic {
        let plain = matches!(number, Type::Number(unit) if unit.is_one())
            && self.slice(span).chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-'));
        match wanted {
            Type::Number(unit) if plain && !unit.is_one() => found.add(span.end, unit.to_string(), unit.en()),
            _ => found,
        }
    }

    /// The key of the first row that the example has of a register.
    pub(super) fn row_of_example(&self, register: RegisterAt) -> Option<&str> {
        self.example_rows.get(&register).map(String::as_str)
    }

    /// Names of that unit that an expression may use here: columns of the row, then inputs and values.
    pub(super) fn named_of_type(&self, here: Here, fits: impl Fn(&Type) -> bool) -> Option<String> {
        let row = here.row.and_then(|at| self.registers.get(at.0));
        let column = row.and_then(|r| r.columns.iter().find(|c| fits(&c.ty) && !c.bounds.optional));
        let input = || self.inputs.iter().find(|i| fits(&i.ty) && !i.daily && !i.bounds.optional);
        column.map(|c| c.name.clone()).or_else(|| input().map(|i| i.name.clone()))
    }

    /// An example with a figure for every input that the sheet reads; registers have no rows.
    pub(super) fn an_example(&self, title: &Both, expected: &Both) -> Both {
        let (mut zh, mut en) = (
            format!("【示例 \"{}\"】\n期 2025-01-01 至 2025-12-31\n", title.0),
            format!("[example \"{}\"]\nperiod 2025-01-01 upto 2025-12-31\n", title.1),
        );
        for input in self.inputs.iter().filter(|i| !i.daily && !i.bounds.optional) {
            let (figure_zh, figure_en) = sample(&input.ty);
            zh.push_str(&format!("取 {} = {figure_zh}\n", input.name));
            en.push_str(&format!("given {} = {figure_en}\n", input.name));
        }
        zh.push_str(&format!("期望 {}", expected.0));
        en.push_str(&format!("expect {}", expected.1));
        (zh, en)
    }

    /// A figure for a cell of that column.
    pub(super) fn cell_of(&self, register: RegisterAt, column: ColumnAt) -> Option<Both> {
        let column = self.registers.get(register.0)?.columns.get(column.0)?;
        Some(sample(&column.ty))
    }
}

/// `0`, or with its unit.
pub(super) fn zero(unit: &Unit) -> Both {
    if unit.is_one() { ("0".to_owned(), "0".to_owned()) } else { (format!("0 {unit}"), format!("0 {}", unit.en())) }
}

/// A figure of a type.
pub(super) fn sample(ty: &Type) -> Both {
    match ty {
        Type::Number(unit) if unit.is_one() => ("1".to_owned(), "1".to_owned()),
        Type::Number(unit) => (format!("1 {unit}"), format!("1 {}", unit.en())),
        Type::Day => ("2025-01-01".to_owned(), "2025-01-01".to_owned()),
        Type::YesNo => ("否".to_owned(), "no".to_owned()),
        Type::Word(words) => {
            let first = words.first().cloned().unwrap_or_default();
            (first.clone(), first)
        }
    }
}

/// A percentage as a sheet writes it, where it can be written.
pub(super) fn percent(number: &Exact) -> Option<String> {
    if number.is_negative() { None } else { number.decimal(12).map(|n| format!("{n} %")) }
}
