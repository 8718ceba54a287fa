//! Who the organization deals with, as at a day: what each does, how many contracts run with it, and what is open between them.

use crate::{
    books::{AsOf, Books},
    event::PartyIs,
    page::{Cell, Heading, Table, TableRow},
    statement::{labels::Labels, tables::Tabular},
    unit::{Day, Fen, PartyId, Text},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartyRow {
    /// Its code.
    pub party: PartyId,
    /// What it is called, where somebody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// What it does.
    pub role: Text,
    /// What it is, where somebody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is: Option<PartyIs>,
    /// The officer whose kin it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kin_of: Option<Text>,
    /// How many contracts with it run on the day.
    pub contracts: u64,
    /// What it owes.
    pub owes: Fen,
    /// What is owed to it.
    pub owed: Fen,
}

/// Every party registered by a day, by code.
pub fn parties(books: &Books, on: Day) -> Vec<PartyRow> {
    let mut open: BTreeMap<&str, (Fen, Fen)> = BTreeMap::new();
    for (key, _, balance) in books.accounts().as_of(on, AsOf { day: on, closed: true }) {
        let (owes, owed) = open.entry(key.holder.as_str()).or_default();
        if balance > Fen::ZERO {
            *owes = owes.capped_plus(balance);
        } else {
            *owed = owed.capped_minus(balance);
        }
    }
    let mut running: BTreeMap<&PartyId, u64> = BTreeMap::new();
    for contract in books.contracts().values() {
        let there = contract.signed.signed <= on && contract.last_day.is_none_or(|last| on <= last);
        if there {
            *running.entry(contract.party_on(on)).or_default() += 1;
        }
    }
    let all = books.registers().parties().iter();
    all.filter_map(|(party, registered)| {
        let (owes, owed) = open.get(party.as_str()).copied().unwrap_or((Fen::ZERO, Fen::ZERO));
        Some(PartyRow {
            party: party.clone(),
            name: registered.name.as_at(on).cloned().flatten(),
            role: registered.role.as_at(on)?.clone(),
            is: registered.is,
            kin_of: registered.kin_of.clone(),
            contracts: running.get(party).copied().unwrap_or(0),
            owes,
            owed,
        })
    })
    .collect()
}

impl Tabular for Vec<PartyRow> {
    fn table(&self, labels: &Labels) -> Table {
        let left = |key| Heading::left(labels.text(key));
        let right = |key| Heading::right(labels.text(key));
        let row = |r: &PartyRow| {
            TableRow::plain(vec![
                Cell::words(r.party.as_str()),
                Cell::words(labels.word("party_roles", r.role.as_str())),
                r.is.map_or(Cell::Empty, |is| Cell::words(labels.word("party_is", is.word()))),
                r.kin_of.as_ref().map_or(Cell::Empty, |officer| Cell::words(officer.as_str())),
                Cell::Count(r.contracts),
                Cell::Yuan(r.owes),
                Cell::Yuan(r.owed),
            ])
        };
        Table {
            title: labels.text("partner.title").to_owned(),
            under: vec![labels.text("page.in_yuan").to_owned()],
            headings: vec![
                left("partner.party"),
                left("partner.role"),
                left("partner.is"),
                left("partner.kin_of"),
                right("partner.contracts"),
                right("partner.owes"),
                right("partner.owed"),
            ],
            rows: self.iter().map(row).collect(),
            ..Table::default()
        }
    }
}
