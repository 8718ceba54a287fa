//! A first sheet of one's own, begun from one that ships: only the figures that a meeting votes
//! are asked for.

use super::{format, language, statements};
use crate::{
    scheme::{
        CheckedSheet, DatedValue, Diagnostic, Literal, Type, Value, ValueKind, read,
        shipped::Shipped,
        words::{Declare, Header, Lang, Section, Word, spelled},
    },
    unit::{Day, Exact, SchemeId},
};

/// A value that may be changed without touching a step. Values by size or by word are edited in
/// the sheet itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changeable {
    /// Its name.
    pub name: String,
    /// Its name in the other language, if the sheet gives one.
    pub label: Option<String>,
    /// Its type with unit.
    pub ty: Type,
    /// Lowest and highest allowed, in that unit.
    pub range: Option<(Exact, Exact)>,
    /// What it is now, as written, and from which day on.
    pub figures: Vec<(String, Option<Day>)>,
    /// Where it comes from.
    pub basis: Option<String>,
    /// Line of the sheet.
    pub line: u32,
}

/// What the meeting decided for one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The value's name.
    pub name: String,
    /// The figure with its unit, as a sheet writes it: `25 %`, `950 元/亩/年`.
    pub figure: String,
    /// From which day on; `None`: in the place of all that was said.
    pub from: Option<Day>,
    /// Where it comes from.
    pub basis: String,
}

/// Why no sheet was made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotBegun {
    /// No such value.
    #[error("{name}: expected one of {known}, found no such value")]
    UnknownValue {
        /// What was answered.
        name: String,
        /// What may be.
        known: String,
    },
    /// One value twice.
    #[error("{name}: expected one answer, found two")]
    Twice {
        /// Which.
        name: String,
    },
    /// A quotation mark, a line end or a sign of grammar in an answer.
    #[error("{name}: expected a figure and a basis on one line without quotation marks, found {found}")]
    Unfit {
        /// Which.
        name: String,
        /// What was given.
        found: String,
    },
    /// The sheet with these answers does not pass the checker; its text and the mistakes in it.
    #[error("{}", .1.first().map(|d| d.message_en.clone()).unwrap_or_default())]
    Mistakes(String, Vec<Diagnostic>),
}

/// The values of a sheet that a guided beginning asks for, in order.
pub fn changeable(sheet: &CheckedSheet) -> Vec<Changeable> {
    let one = |value: &Value| {
        let ValueKind::Dated(all) = &value.kind else { return None };
        Some(Changeable {
            name: value.name.clone(),
            label: sheet.label(&value.name).map(str::to_owned),
            ty: value.ty.clone(),
            range: value.range.clone(),
            figures: all.iter().map(|d| (written(&d.value, language(sheet)), d.from)).collect(),
            basis: value.basis.clone(),
            line: value.span.line,
        })
    };
    sheet.values().iter().filter_map(one).collect()
}

/// A new sheet from a shipped one: under an id of its own, else as what supersedes it. Examples
/// keep the figures they were worked out with, so they still show that the steps are right. A
/// remark behind a changed figure goes with it.
///
/// # Errors
/// See [`NotBegun`]; a figure with another unit or outside its range is among the mistakes.
pub fn begin(from: &Shipped, id: Option<&SchemeId>, answers: &[Answer]) -> Result<String, NotBegun> {
    let mistakes = |text: String| move |found: Vec<Diagnostic>| NotBegun::Mistakes(text, found);
    let text = format(from.text).map_err(mistakes(from.text.to_owned()))?;
    let sheet = read(&text).map_err(mistakes(text.clone()))?;
    let known = changeable(&sheet);
    for (at, answer) in answers.iter().enumerate() {
        if !known.iter().any(|k| k.name == answer.name) {
            let known = known.iter().map(|k| k.name.as_str()).collect::<Vec<_>>().join(", ");
            return Err(NotBegun::UnknownValue { name: answer.name.clone(), known });
        }
        if answers.iter().skip(at + 1).any(|other| other.name == answer.name) {
            return Err(NotBegun::Twice { name: answer.name.clone() });
        }
        let one_figure = !answer.figure.contains(['"', '\n', '=', '#', ';', '；']) && !answer.figure.trim().is_empty();
        if !one_figure || answer.basis.contains(['"', '\n']) {
            return Err(NotBegun::Unfit {
                name: answer.name.clone(),
                found: format!("{} {}", answer.figure, answer.basis),
            });
        }
    }
    let draft = Draft { sheet: &sheet, lang: language(&sheet), from };
    let new = draft.written(&text, id, answers);
    let new = format(&new).map_err(mistakes(new.clone()))?;
    match read(&new) {
        Ok(_) => Ok(new),
        Err(found) => Err(NotBegun::Mistakes(new, found)),
    }
}

struct Draft<'a> {
    sheet: &'a CheckedSheet,
    lang: Lang,
    from: &'a Shipped,
}

impl Draft<'_> {
    /// The laid-out text with the statements replaced that the answers change.
    fn written(&self, text: &str, id: Option<&SchemeId>, answers: &[Answer]) -> String {
        let word = |word: Word| spelled(word, self.lang);
        let all = statements(self.sheet, self.lang);
        let head = |key: Header| {
            let key = word(Word::Header(key));
            let starts = move |text: &str| text.split(' ').next() == Some(key);
            all.iter().find(|s| s.section == Section::Scheme && starts(&s.text)).map(|s| s.line)
        };
        // what stands in the place of the statement that begins on a line
        let mut instead: Vec<(u32, String)> = Vec::new();
        let mut behind: Vec<(u32, String)> = Vec::new();
        let own = word(Word::Header(Header::Id));
        let supersedes =
            format!("{} = \"{}@{}\"", word(Word::Header(Header::Supersedes)), self.from.id, self.from.version);
        if let (Some(id), Some(line)) = (id, head(Header::Id)) {
            instead.push((line, format!("{own} = {id}")));
            instead.extend(head(Header::Supersedes).map(|line| (line, String::new())));
        } else if let Some(line) = head(Header::Supersedes) {
            instead.push((line, supersedes));
        } else if let Some(line) = head(Header::Id) {
            behind.push((line, supersedes));
        }
        for answer in answers {
            let Some(value) = self.sheet.values().iter().find(|v| v.name == answer.name) else { continue };
            instead.push((value.span.line, self.value(value, answer)));
            for example in self.sheet.examples() {
                let pinned = self.pinned(value, answer, example);
                let begins = all.iter().find(|s| s.section == Section::Example && s.line > example.span.line);
                if let (Some(pinned), Some(first)) = (pinned, begins) {
                    behind.push((first.line, pinned));
                }
            }
        }
        let mut out = String::new();
        let mut replaced = false;
        for (at, line) in text.lines().enumerate() {
            let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
            let continues = line.starts_with(' ');
            if let Some((_, new)) = instead.iter().find(|(l, _)| *l == number) {
                replaced = true;
                out.push_str(new);
                out.push_str(if new.is_empty() { "" } else { "\n" });
            } else if !(replaced && continues) {
                replaced = false;
                out.push_str(line);
                out.push('\n');
            }
            for (_, new) in behind.iter().filter(|(l, _)| *l == number) {
                out.push_str(new);
                out.push('\n');
            }
        }
        out
    }

    /// The value's statement with the answer in it.
    fn value(&self, value: &Value, answer: &Answer) -> String {
        let word = |word: Declare| spelled(Word::Declare(word), self.lang);
        let mut said = value.name.clone();
        let old: &[DatedValue] = if let ValueKind::Dated(all) = &value.kind { all } else { &[] };
        let kept = old.iter().filter(|d| answer.from.is_some_and(|from| d.from.is_none_or(|day| day < from)));
        let mut entries: Vec<(String, Option<Day>)> = kept.map(|d| (written(&d.value, self.lang), d.from)).collect();
        entries.push((answer.figure.trim().to_owned(), answer.from));
        for (figure, from) in entries {
            said.push_str(&format!(" = {figure}"));
            if let Some(day) = from {
                said.push_str(&format!(" {} {day}", word(Declare::Since)));
            }
        }
        if let (Some((low, high)), Type::Number(unit)) = (&value.range, &value.ty) {
            let figure = |exact: &Exact| written(&Literal::Number(exact.clone(), unit.clone()), self.lang);
            said.push_str(&format!(
                " {} {} {} {}",
                word(Declare::Between),
                figure(low),
                word(Declare::Upto),
                figure(high)
            ));
        }
        said.push_str(&format!(" {} \"{}\"", word(Declare::Basis), answer.basis));
        said
    }

    /// `取 名 = 旧数` for an example that was worked out with the old figure.
    fn pinned(&self, value: &Value, answer: &Answer, example: &crate::scheme::Example) -> Option<String> {
        let given = example
            .overrides
            .iter()
            .any(|(at, _)| self.sheet.values().get(at.index()).is_some_and(|v| v.name == value.name));
        let touched = answer.from.is_none_or(|from| from <= example.period.last_day().max(example.record_day));
        if given || !touched {
            return None;
        }
        let day = match self.sheet.reading_day() {
            None | Some(crate::scheme::RunDay::PeriodStart) => example.period.first_day(),
            Some(crate::scheme::RunDay::PeriodEnd) => example.period.last_day(),
            Some(crate::scheme::RunDay::RecordDay) => example.record_day,
        };
        let ValueKind::Dated(all) = &value.kind else { return None };
        let old = all.iter().rev().find(|d| d.from.is_none_or(|from| from <= day))?;
        let given = spelled(Word::Declare(Declare::Given), self.lang);
        Some(format!("{given} {} = {}", value.name, written(&old.value, self.lang)))
    }
}

/// A literal as a sheet writes it.
fn written(literal: &Literal, lang: Lang) -> String {
    use crate::scheme::words::Clause;
    match literal {
        Literal::Number(exact, unit) => {
            let number = exact.decimal(12).unwrap_or_else(|| exact.to_string());
            match (unit.is_one(), lang) {
                (true, _) => number,
                (false, Lang::Zh) => format!("{number} {unit}"),
                (false, Lang::En) => format!("{number} {}", unit.en()),
            }
        }
        Literal::Day(day) => day.to_string(),
        Literal::YesNo(yes) => spelled(Word::Clause(if *yes { Clause::Yes } else { Clause::No }), lang).to_owned(),
        Literal::Word(word) => word.clone(),
    }
}
