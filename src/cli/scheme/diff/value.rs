//! The comparison as JSON: amounts in yuan as text, `change` is after less before.

use super::{Found, Side};
use crate::{
    author::{Change, Comparison, Difference, Said},
    cooperative::{SheetsCompared, Tried},
    rules::{AsDemanded, Demanded},
    scheme::words::{Lang, Section, Word, spelled},
    unit::{Day, Fen},
};
use serde::Serialize;

/// Two sheets side by side.
#[derive(Serialize)]
pub(super) struct Value<'a> {
    before: Sheet<'a>,
    after: Sheet<'a>,
    changes: Vec<ChangeValue<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_tried: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tried: Option<TriedValue<'a>>,
}

#[derive(Serialize)]
struct Sheet<'a> {
    name: &'a str,
    scheme: &'a str,
}

#[derive(Serialize)]
struct ChangeValue<'a> {
    section: &'static str,
    name: &'a str,
    before: Option<SaidValue<'a>>,
    after: Option<SaidValue<'a>>,
}

#[derive(Serialize)]
struct SaidValue<'a> {
    line: u32,
    text: &'a str,
}

#[derive(Serialize)]
struct TriedValue<'a> {
    payout: &'a str,
    first_day: Day,
    last_day: Day,
    record_day: Day,
    known_at: u64,
    before_refused: Option<String>,
    after_refused: Option<String>,
    came_in_before: Vec<CameIn<'a>>,
    came_in_after: Vec<CameIn<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    before_assumed: Option<Assumed<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after_assumed: Option<Assumed<'a>>,
    gain: Group,
    lose: Group,
    same: usize,
    total_before: Option<String>,
    total_after: Option<String>,
    payees: Vec<Gets<'a>>,
    others: Vec<Gets<'a>>,
}

/// What came in for the sheet to share.
#[derive(Serialize)]
struct CameIn<'a> {
    input: &'a str,
    yuan: String,
}

/// The sheet refuses what came in; its figures are as if the demanded amounts had.
#[derive(Serialize)]
struct Assumed<'a> {
    refused: String,
    amounts: Vec<Amount<'a>>,
}

#[derive(Serialize)]
struct Amount<'a> {
    input: &'a str,
    came_in: String,
    demanded: String,
    change: String,
    at_least: bool,
}

#[derive(Serialize)]
struct Group {
    count: usize,
    yuan: String,
}

#[derive(Serialize)]
struct Gets<'a> {
    who: &'a str,
    before: Option<String>,
    after: Option<String>,
    change: Option<String>,
}

impl<'a> Value<'a> {
    pub fn of(a: &'a Side, b: &'a Side, found: &'a Found) -> Value<'a> {
        let sheet = |side: &'a Side| Sheet { name: &side.name, scheme: side.checked.id().as_str() };
        let (changes, not_tried, tried) = match found {
            Found::Text(changes, why) => (changes, Some(why.code.as_str()), None),
            Found::Both(compared) => (&compared.comparison.changes, None, Some(tried_value(compared))),
        };
        let said = |said: &'a Option<Said>| said.as_ref().map(|s| SaidValue { line: s.line, text: &s.text });
        let change = |c: &'a Change| ChangeValue {
            section: section(c.section),
            name: &c.name,
            before: said(&c.before),
            after: said(&c.after),
        };
        Value { before: sheet(a), after: sheet(b), changes: changes.iter().map(change).collect(), not_tried, tried }
    }
}

fn section(section: Section) -> &'static str {
    spelled(Word::Section(section), Lang::En)
}

fn gets(all: &[Difference]) -> Vec<Gets<'_>> {
    let shown = |fen: Option<Fen>| fen.map(|fen| fen.to_string());
    let mut found = Vec::with_capacity(all.len());
    for d in all {
        found.push(Gets { who: &d.who, before: shown(d.before), after: shown(d.after), change: shown(d.change()) });
    }
    found
}

fn came_in(tried: &Tried) -> Vec<CameIn<'_>> {
    tried.came_in().into_iter().map(|(input, fen)| CameIn { input, yuan: fen.to_string() }).collect()
}

fn assumed(assumed: &AsDemanded) -> Assumed<'_> {
    Assumed { refused: assumed.stop.to_string(), amounts: assumed.amounts.iter().map(amount).collect() }
}

fn amount(of: &Demanded) -> Amount<'_> {
    Amount {
        input: &of.input,
        came_in: of.came.to_string(),
        demanded: of.demanded.to_string(),
        change: of.change().to_string(),
        at_least: of.least,
    }
}

fn tried_value(compared: &SheetsCompared) -> TriedValue<'_> {
    let (tried, comparison): (&Tried, &Comparison) = (&compared.after, &compared.comparison);
    let totals = comparison.totals();
    TriedValue {
        payout: tried.payout.as_str(),
        first_day: tried.trial.period.first_day(),
        last_day: tried.trial.period.last_day(),
        record_day: tried.trial.record_day,
        known_at: tried.known_at,
        before_refused: comparison.before_refused.as_ref().map(ToString::to_string),
        after_refused: comparison.after_refused.as_ref().map(ToString::to_string),
        came_in_before: came_in(&compared.before),
        came_in_after: came_in(&compared.after),
        before_assumed: comparison.before_assumed.as_ref().map(assumed),
        after_assumed: comparison.after_assumed.as_ref().map(assumed),
        gain: Group { count: totals.gain.0, yuan: totals.gain.1.to_string() },
        lose: Group { count: totals.lose.0, yuan: totals.lose.1.to_string() },
        same: totals.same,
        total_before: totals.before.map(|fen| fen.to_string()),
        total_after: totals.after.map(|fen| fen.to_string()),
        payees: gets(&comparison.payees),
        others: gets(&comparison.others),
    }
}
