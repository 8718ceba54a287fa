//! A first sheet, asked for: each value that a meeting votes with what it is now, and what the new
//! figure is based on. A figure that the checker refuses is asked for again.

use super::Draft;
use crate::{
    author::{Answer, Changeable, NotBegun, begin},
    cli::error::Problem,
    scheme::{Type, words::Lang},
    statement::Labels,
    unit::{Day, Exact},
};

/// Questions to a person.
pub(super) struct Questions<'a> {
    pub draft: &'a Draft,
    pub labels: &'a Labels,
    /// What is typed on one line; `None` if the person went away.
    pub ask: &'a mut dyn FnMut(&str) -> Result<Option<String>, Problem>,
    pub tell: &'a dyn Fn(&str),
}

impl Questions<'_> {
    /// What was given, and an answer for every other value that is to change; `None` if the person
    /// went away.
    pub fn answers(&mut self, given: Vec<Answer>) -> Result<Option<Vec<Answer>>, Problem> {
        let draft = self.draft;
        let sheet = format!("{}-{}", draft.from.id, draft.from.version);
        (self.tell)(&self.labels.fill("ask.values", &[("sheet", &sheet)]));
        let mut answers = given;
        for value in &draft.values {
            if answers.iter().any(|a| a.name == value.name) {
                continue;
            }
            (self.tell)(&self.described(value));
            loop {
                let question = self.labels.fill("ask.figure", &[("now", &self.now(value))]);
                let Some(typed) = (self.ask)(&question)? else { return Ok(None) };
                if typed.is_empty() {
                    break;
                }
                let plain = plain(value, &typed);
                if !self.fits(value, &plain) {
                    continue;
                }
                let Some(answer) = self.completed(plain)? else { return Ok(None) };
                if self.fits(value, &answer) {
                    answers.push(answer);
                    break;
                }
            }
        }
        Ok(Some(answers))
    }

    /// True if a sheet can be begun with it; else says what is expected.
    fn fits(&self, value: &Changeable, answer: &Answer) -> bool {
        match begin(self.draft.from, self.draft.id.as_ref(), std::slice::from_ref(answer)) {
            Ok(_) => return true,
            Err(NotBegun::Mistakes(..)) => {
                (self.tell)(&self.labels.fill("ask.wrong", &[("expected", &expected(value, self.labels))]));
            }
            Err(_) => (self.tell)(self.labels.text("ask.unfit")),
        }
        false
    }

    /// From which day on, and on what basis.
    fn completed(&mut self, plain: Answer) -> Result<Option<Answer>, Problem> {
        let from = loop {
            let Some(since) = (self.ask)(self.labels.text("ask.since"))? else { return Ok(None) };
            match since.parse::<Day>() {
                Ok(day) => break Some(day),
                Err(_) if since.is_empty() => break None,
                Err(_) => (self.tell)(self.labels.text("ask.no_day")),
            }
        };
        let Some(new) = (self.ask)(&self.labels.fill("ask.basis", &[("now", &plain.basis)]))? else { return Ok(None) };
        let basis = if new.is_empty() { plain.basis.clone() } else { new };
        Ok(Some(Answer { from, basis, ..plain }))
    }

    /// Its name in both languages, and its range.
    fn described(&self, value: &Changeable) -> String {
        let name = match &value.label {
            Some(label) => format!("{} ({label})", value.name),
            None => value.name.clone(),
        };
        format!("\n{}", self.labels.fill("ask.value", &[("name", &name), ("expected", &expected(value, self.labels))]))
    }

    fn now(&self, value: &Changeable) -> String {
        let figures = value.figures.iter().map(|(figure, since)| match since {
            Some(day) => self.labels.fill("ask.dated", &[("figure", figure), ("day", &day.to_string())]),
            None => figure.clone(),
        });
        figures.collect::<Vec<_>>().join(self.labels.text("ask.between"))
    }
}

/// What was typed, with the unit and the basis that stand there.
fn plain(value: &Changeable, typed: &str) -> Answer {
    let bare = typed.chars().all(|c| c.is_ascii_digit() || c == '.');
    // the sheets that ship are written in Chinese
    let figure = match unit(value, Lang::Zh) {
        Some(unit) if bare => format!("{typed} {unit}"),
        _ => typed.to_owned(),
    };
    Answer { name: value.name.clone(), figure, from: None, basis: value.basis.clone().unwrap_or_default() }
}

/// What may be written, in the reader's language.
pub(super) fn expected(value: &Changeable, labels: &Labels) -> String {
    let unit = unit(value, labels.lang());
    let figure = |exact: &Exact| {
        let number = exact.decimal(12).unwrap_or_else(|| exact.to_string());
        unit.as_ref().map_or(number.clone(), |unit| format!("{number} {unit}"))
    };
    match (&value.range, &unit) {
        (Some((low, high)), _) => labels.fill("ask.range", &[("low", &figure(low)), ("high", &figure(high))]),
        (None, Some(unit)) => labels.fill("ask.unit", &[("unit", unit)]),
        (None, None) => labels.text("ask.like").to_owned(),
    }
}

/// The unit a figure is written in, where it has one.
fn unit(value: &Changeable, lang: Lang) -> Option<String> {
    match &value.ty {
        Type::Number(unit) if unit.is_one() => None,
        Type::Number(unit) => Some(if lang == Lang::Zh { unit.to_string() } else { unit.en() }),
        Type::Day | Type::YesNo | Type::Word(_) => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a broken claim stops its test")]
mod tests {
    use super::{super::Draft, *};
    use crate::{
        author::changeable,
        scheme::{read, shipped},
    };

    /// What comes of typing these lines, and what was said meanwhile.
    fn typed(lines: &[&str]) -> (Option<Vec<Answer>>, Vec<String>) {
        let from = shipped::by_id("distribution", 2).unwrap();
        let draft = Draft { from, id: None, values: changeable(&read(from.text).unwrap()) };
        let said = std::cell::RefCell::new(Vec::new());
        let mut lines = lines.iter();
        let mut ask = |question: &str| {
            said.borrow_mut().push(question.to_owned());
            Ok(lines.next().map(|line| (*line).to_owned()))
        };
        let tell = |text: &str| said.borrow_mut().push(text.to_owned());
        let mut questions = Questions { draft: &draft, labels: Labels::of(Lang::En), ask: &mut ask, tell: &tell };
        let answers = questions.answers(Vec::new()).unwrap();
        (answers, said.into_inner())
    }

    #[test]
    fn enter_keeps_a_value_and_a_bare_figure_takes_the_unit_and_the_basis_that_stand_there() {
        let (answers, said) = typed(&["", "20000", "2026-01-01", "resolution 7", "60 %", "", "", ""]);
        let day = "2026-01-01".parse().ok();
        let answers = answers.unwrap();
        let flat = |a: &Answer| [&a.name, &a.figure, &a.basis].map(String::clone);
        assert_eq!(flat(&answers[0]), ["留底", "20000 元", "resolution 7"]);
        assert_eq!(flat(&answers[1]), ["人口占", "60 %", "示例值：分红里按人口股分的比例"]);
        assert_eq!((answers[0].from, answers[1].from), (day, None));
        assert_eq!(answers.len(), 2);
        assert!(said.iter().any(|s| s.contains("reserve rate") && s.contains("0 % to 100 %")), "{said:?}");
    }

    #[test]
    fn a_figure_out_of_range_and_a_day_that_is_none_are_asked_for_again() {
        let (answers, said) = typed(&["200", "40", "soon", "", "", "", "", ""]);
        assert_eq!(answers.unwrap()[0].figure, "40 %");
        assert!(said.iter().any(|s| s.trim() == "that is no day"), "{said:?}");
        assert_eq!(said.iter().filter(|s| s.starts_with("  figure [35 %]")).count(), 2, "{said:?}");
    }

    #[test]
    fn who_goes_away_leaves_no_answers() {
        assert_eq!(typed(&["40"]).0, None);
    }
}
