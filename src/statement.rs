//! Books become what a person reads: values first, then their renderings.
//!
//! A statement value ([`value`]) holds figures, never sentences; every word for a reader comes
//! from [`labels`], in Chinese and in English. A rendering takes the value and a [`Lang`] and
//! gives one text: nothing here reads a clock, a file or a setting, so the same value gives the
//! same bytes everywhere. This room must never import `rules`: a statement tells what was
//! recorded, it computes no payout.
#![warn(clippy::wildcard_enum_match_arm)]

pub mod capitals;
mod csv;
mod figures;
mod glance;
mod html;
pub mod labels;
pub mod layout;
mod parts;
mod past;
mod payout_lines;
mod phrases;
pub mod reports;
mod sentence;
pub mod slip;
mod tables;
mod teller;
mod text;
pub mod value;
mod web;

pub use crate::unit::Lang;
pub use glance::purpose_word;
pub use html::{HouseholdPage, Letter, PrintJob};
pub use labels::Labels;
pub use past::{OwnEntry, is_told, past};
pub use payout_lines::{FoundLine, PayoutLines};
pub use tables::{AsAt, Tabular};
pub use teller::{Teller, Untold, held, household, named, revised, worded};
pub use value::{
    BalanceSheet, Called, HouseholdStatement, IncomeAndDistribution, LineKind, PayoutSummary, StatementLine,
    TrialBalance,
};

use crate::log::VerifierKey;

/// How a statement may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// For a terminal: plain characters, columns aligned by display width.
    Text,
    /// One page on its own: nothing fetched, prints on A4; with a key it carries its data and checks itself.
    Html,
    /// The value itself; `schemas/statement.v1.schema.json` is its promise.
    Json,
    /// The money lines as a table for a spreadsheet: UTF-8 with a byte order mark.
    Csv,
}

impl Format {
    /// How names of its files end.
    pub fn ending(self) -> &'static str {
        match self {
            Format::Text => "txt",
            Format::Html => "html",
            Format::Json => "json",
            Format::Csv => "csv",
        }
    }
}

impl std::str::FromStr for Format {
    type Err = crate::unit::UnitError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "text" | "txt" => Ok(Format::Text),
            "html" => Ok(Format::Html),
            "json" => Ok(Format::Json),
            "csv" => Ok(Format::Csv),
            _ => Err(crate::unit::UnitError::new(crate::unit::Form::Output, text)),
        }
    }
}

/// Writes a household's statement. JSON holds the value and no words, so `lang` does not change it.
pub fn render(statement: &HouseholdStatement, format: Format, lang: Lang) -> String {
    render_for(statement, &Called::default(), None, format, lang)
}

/// The same for the household itself: what people read has names beside codes and says what they must know about the
/// machine that wrote it, a page carries its data and checks itself under the key. Data has no place for words.
pub fn render_for(
    statement: &HouseholdStatement,
    words: &Called,
    vkey: Option<&VerifierKey>,
    format: Format,
    lang: Lang,
) -> String {
    let labels = Labels::of(lang);
    match format {
        Format::Text => {
            let mark = words.doubt.map(|doubt| format!("{}\n", html::said(doubt, labels))).unwrap_or_default();
            mark + &text::household(statement, words, labels)
        }
        Format::Html => html::household(statement, words, vkey, labels),
        Format::Json => json(statement),
        Format::Csv => csv::household(statement, labels),
    }
}

/// The page that checks statements, proofs and digits wherever it is opened, with nothing but itself.
pub fn verifier_page(lang: Lang) -> String {
    html::verifier(lang)
}

/// How each amount of a statement was computed, for a terminal: its lines and nothing else.
pub fn explain(statement: &HouseholdStatement, lang: Lang) -> String {
    text::explained(statement, Labels::of(lang))
}

/// Writes a list or table: payout summaries, a trial balance, a statutory statement.
pub fn render_table<T: Tabular + serde::Serialize + ?Sized>(value: &T, format: Format, lang: Lang) -> String {
    let labels = Labels::of(lang);
    let mut table = value.table(labels);
    // a person is told that nothing is missing; a program sees it
    if table.rows.is_empty() && matches!(format, Format::Text | Format::Html) {
        table.notes.insert(0, labels.text("page.nothing").to_owned());
    }
    match format {
        Format::Text => table.text(),
        Format::Html => html::page(&table, lang),
        Format::Json => json(value),
        Format::Csv => table.csv(),
    }
}

fn json<T: serde::Serialize + ?Sized>(value: &T) -> String {
    // our own types have text keys and no maps of other kinds, so writing them cannot fail
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}
