//! A sheet as the meeting reads it: a table of steps, and the figures that are voted.

mod declared;
mod steps;

use super::format::{in_words, joined};
use crate::{
    page::Paper,
    scheme::{
        CheckedSheet, Purpose, Type, read,
        words::{Header, Lang, Word, spelled},
    },
};

/// The sheet as tables: its steps; the values with unit, day, range and basis; what is kept
/// between runs; the registers and inputs it reads; the parties. Lines are those of the sheet's
/// own text. Names stay as the sheet has them, with its label in the other language beside them
/// where it gives one; the language's own words are in `lang`.
pub fn show(sheet: &CheckedSheet, lang: Lang) -> Paper {
    // one statement a line, so that every formula can be cut out of the text in one piece
    let twin = read(&joined(&in_words(sheet, lang))).ok().filter(|twin| twin.steps().len() == sheet.steps().len());
    let view = View { original: sheet, sheet: twin.as_ref().unwrap_or(sheet), lang };
    let titles = [sheet.title_zh(), sheet.title_en()];
    let own = titles.into_iter().flatten();
    let title = match lang {
        Lang::Zh => own.clone().next(),
        Lang::En => own.clone().last(),
    };
    let title = title.unwrap_or(sheet.id().as_str()).to_owned();
    let mut under = vec![format!("{} {}", view.pick("编号", "id"), sheet.id())];
    under.extend(own.filter(|other| **other != title).map(str::to_owned));
    under.extend(sheet.basis().map(|basis| format!("{} {basis}", view.pick("依据", "based on"))));
    under.extend(sheet.supersedes().map(|old| format!("{} {old}", view.pick("取代", "supersedes"))));
    under.push(view.rounding(sheet.rounding()));
    under.extend(
        sheet
            .reading_day()
            .map(|day| format!("{} {}", view.pick("取值日", "values as at"), spelled(Word::Day(day), lang))),
    );
    if sheet.purpose() == Purpose::Estimate {
        under.push(spelled(Word::Header(Header::Estimate), lang).to_owned());
    }
    let tables = vec![
        steps::table(&view),
        declared::values(&view),
        declared::kept(&view),
        declared::registers(&view),
        declared::inputs(&view),
        declared::parties(&view),
    ];
    Paper { lang, title, under, tables }
}

/// A sheet being shown.
struct View<'a> {
    /// For lines and labels.
    original: &'a CheckedSheet,
    /// The same with its words in the reader's language, one statement a line.
    sheet: &'a CheckedSheet,
    lang: Lang,
}

impl<'a> View<'a> {
    fn pick(&self, zh: &'static str, en: &'static str) -> &'static str {
        if self.lang == Lang::Zh { zh } else { en }
    }

    fn word(&self, word: Word) -> &'static str {
        spelled(word, self.lang)
    }

    /// A name with its label.
    fn named(&self, name: &str) -> String {
        match self.original.label(name) {
            Some(label) if label != name => format!("{name}\n{label}"),
            _ => name.to_owned(),
        }
    }

    fn register(&self, at: crate::scheme::RegisterAt) -> &'a str {
        self.sheet.registers().get(at.index()).map_or("", |r| r.name.as_str())
    }

    fn unit(&self, unit: &crate::scheme::Unit) -> String {
        if self.lang == Lang::Zh { unit.to_string() } else { unit.en() }
    }

    fn ty(&self, ty: &Type) -> String {
        match ty {
            Type::Number(unit) => self.unit(unit),
            Type::Day => self.pick("日期", "a day").to_owned(),
            Type::YesNo => self.pick("是或否", "yes or no").to_owned(),
            Type::Word(list) => list.join(" / "),
        }
    }

    fn rounding(&self, rounding: &crate::scheme::RoundingRule) -> String {
        let step = rounding.step.decimal(2).unwrap_or_else(|| rounding.step.to_string());
        format!(
            "{} {} {step} {}",
            self.pick("舍入", "rounded"),
            self.word(Word::Mode(rounding.mode)),
            self.pick("元", "yuan")
        )
    }
}
