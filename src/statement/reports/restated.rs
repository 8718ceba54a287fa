//! Declared payouts beside what they would have been with what is known now. The differences are proposed and never posted:
//! who decides about them are the members.

use crate::{
    page::{Cell, Heading, Table, TableRow},
    statement::{labels::Labels, tables::Tabular},
    unit::{Day, Exact, Fen, HouseholdId, PayoutId, Period},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A payout computed once more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayoutRestated {
    /// Its code.
    pub payout: PayoutId,
    /// When it was declared.
    pub on: Day,
    /// The days it is for.
    pub period: Period,
    /// Members owe by it.
    pub asks: bool,
    /// The year whose result it shares.
    pub year: Option<u32>,
    /// What each household, or village, has and would have.
    pub lines: BTreeMap<HouseholdId, RestatedLine>,
    /// Why it cannot be computed with what is known now.
    pub stopped: Option<String>,
}

/// One household's line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestatedLine {
    /// As declared.
    pub declared: Fen,
    /// As it would be.
    pub restated: Fen,
    /// The same before rounding, yuan.
    pub exact: Exact,
}

impl Default for RestatedLine {
    fn default() -> RestatedLine {
        RestatedLine { declared: Fen::ZERO, restated: Fen::ZERO, exact: Exact::zero() }
    }
}

/// One row of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RestatedRow {
    /// Which payout.
    pub payout: PayoutId,
    /// Whose line; absent where the payout cannot be computed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household: Option<HouseholdId>,
    /// As declared.
    pub declared: Fen,
    /// As it would have been.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restated: Option<Fen>,
    /// What would make up for it: above zero for the household.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difference: Option<Fen>,
    /// Why it cannot be computed with what is known now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<String>,
}

/// The lines that would be others; every line where `all` is said.
pub fn restated(payouts: &[PayoutRestated], all: bool) -> Vec<RestatedRow> {
    let mut rows = Vec::new();
    for payout in payouts {
        if let Some(why) = &payout.stopped {
            rows.push(RestatedRow {
                payout: payout.payout.clone(),
                household: None,
                declared: Fen::capped_total(payout.lines.values().map(|line| line.declared)),
                restated: None,
                difference: None,
                stopped: Some(why.clone()),
            });
            continue;
        }
        let told = payout.lines.iter().filter(|(_, line)| all || line.declared != line.restated);
        rows.extend(told.map(|(household, line)| RestatedRow {
            payout: payout.payout.clone(),
            household: Some(household.clone()),
            declared: line.declared,
            restated: Some(line.restated),
            difference: Some(match payout.asks {
                // who owes less has something to get
                true => line.declared.capped_minus(line.restated),
                false => line.restated.capped_minus(line.declared),
            }),
            stopped: None,
        }));
    }
    rows
}

impl Tabular for Vec<RestatedRow> {
    fn table(&self, labels: &Labels) -> Table {
        let yuan = |amount: Option<Fen>| amount.map_or(Cell::Empty, Cell::Yuan);
        let row = |r: &RestatedRow| {
            let who = r.household.as_ref().map(ToString::to_string).or_else(|| r.stopped.clone());
            TableRow::plain(vec![
                Cell::words(r.payout.as_str()),
                who.map_or(Cell::Empty, Cell::words),
                Cell::Yuan(r.declared),
                yuan(r.restated),
                yuan(r.difference),
            ])
        };
        let left = ["restated.payout", "restated.household"].map(|key| Heading::left(labels.text(key)));
        let right = ["restated.declared", "restated.restated", "restated.difference"];
        let headings = left.into_iter().chain(right.map(|key| Heading::right(labels.text(key)))).collect();
        Table {
            title: labels.text("restated.title").to_owned(),
            under: vec![labels.text("restated.under").to_owned()],
            headings,
            rows: self.iter().map(row).collect(),
            ..Table::default()
        }
    }
}
