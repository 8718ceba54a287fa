//! What a contract lets: which parcels and houses lie under it on a day, what went and when, and by what.

use crate::{
    books::{Books, LandTurn, Parcel},
    event::Holder,
    page::{Cell, Heading, Table, TableRow},
    statement::{labels::Labels, tables::Tabular},
    unit::{AreaMu, ContractId, Day, Period, Text},
};
use serde::{Deserialize, Serialize};

/// Days over which a parcel or house lies under a contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeasedRow {
    /// Under which contract.
    pub contract: ContractId,
    /// The parcel or house.
    pub code: String,
    /// Who holds it on the day, or held it last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household: Option<Holder>,
    /// Registered area of a parcel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area_mu: Option<AreaMu>,
    /// First day.
    pub first_day: Day,
    /// Last day.
    pub last_day: Day,
    /// True where it lies under the contract on the day.
    pub now: bool,
    /// What happened to it as land while it was let, or ended that, by the day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub turns: Vec<LeasedTurn>,
}

/// Something that happened to a parcel that is let.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeasedTurn {
    /// From which day on.
    pub on: Day,
    /// What was done, as the entry says it.
    pub act: Text,
    /// The entry.
    pub entry: u64,
}

/// Parcels and houses under contracts that were signed by the day: those that lie under them then first.
pub fn leased(books: &Books, on: Day) -> Vec<LeasedRow> {
    let signed = |contract: &ContractId| books.contract(contract).is_some_and(|c| c.signed.signed <= on);
    let parcels = books.registers().parcels().iter().flat_map(|(id, parcel)| {
        let runs = parcel.leased.iter().filter(|(contract, _)| signed(contract));
        runs.map(move |(contract, days)| of_parcel(contract, id.as_str(), parcel, *days, on))
    });
    let houses = books.registers().houses().iter().flat_map(|(id, house)| {
        let runs = house.let_under.iter().filter(|(contract, _)| signed(contract));
        runs.map(move |(contract, days)| LeasedRow {
            contract: contract.clone(),
            code: id.to_string(),
            household: house.owner.as_at(last_of(*days, on)).cloned(),
            area_mu: None,
            first_day: days.first_day(),
            last_day: days.last_day(),
            now: days.holds(on),
            turns: Vec::new(),
        })
    });
    let mut all: Vec<LeasedRow> = parcels.chain(houses).collect();
    all.sort_by(|a, b| (&a.contract, !a.now, &a.code, a.first_day).cmp(&(&b.contract, !b.now, &b.code, b.first_day)));
    all
}

/// The day on which something that is let is told: the day that is asked for, or the last one on which it was let.
fn last_of(days: Period, on: Day) -> Day {
    on.max(days.first_day()).min(days.last_day())
}

fn of_parcel(contract: &ContractId, code: &str, parcel: &Parcel, days: Period, on: Day) -> LeasedRow {
    let last = last_of(days, on);
    let behind = days.last_day().plus_days(1).unwrap_or(days.last_day());
    let while_let = |turn: &&LandTurn| turn.on <= on && days.first_day() < turn.on && turn.on <= behind;
    let turn =
        |turn: &LandTurn| Some(LeasedTurn { on: turn.on, act: turn.act.word().parse().ok()?, entry: turn.entry });
    LeasedRow {
        contract: contract.clone(),
        code: code.to_owned(),
        household: parcel.holder.as_at(last).cloned(),
        area_mu: parcel.area.as_at(last).map(|(_, mu)| *mu),
        first_day: days.first_day(),
        last_day: days.last_day(),
        now: days.holds(on) && parcel.is_there(on),
        turns: parcel.turns.iter().filter(while_let).filter_map(turn).collect(),
    }
}

impl Tabular for Vec<LeasedRow> {
    fn table(&self, labels: &Labels) -> Table {
        let left = |key| Heading::left(labels.text(key));
        let row = |r: &LeasedRow| {
            let turn = |turn: &LeasedTurn| format!("{} {}", turn.on, labels.word("past_acts", turn.act.as_str()));
            let turns: Vec<String> = r.turns.iter().map(turn).collect();
            TableRow::plain(vec![
                Cell::words(r.contract.as_str()),
                Cell::words(&r.code),
                r.household.as_ref().map_or(Cell::Empty, |holder| match holder {
                    Holder::Collective => Cell::words(labels.text("paying.collective")),
                    Holder::Household(_) | Holder::Outside(_) => Cell::words(holder.to_string()),
                }),
                r.area_mu.as_ref().map_or(Cell::Empty, |mu| Cell::words(mu.short())),
                Cell::words(r.first_day.to_string()),
                Cell::words(r.last_day.to_string()),
                Cell::words(labels.text(if r.now { "leased.now" } else { "leased.not_now" })),
                Cell::words(turns.join("; ")),
            ])
        };
        Table {
            title: labels.text("leased.title").to_owned(),
            headings: vec![
                left("leased.contract"),
                left("leased.code"),
                left("leased.household"),
                Heading::right(labels.text("leased.mu")),
                left("leased.first_day"),
                left("leased.last_day"),
                left("leased.stands"),
                left("leased.turns"),
            ],
            rows: self.iter().map(row).collect(),
            ..Table::default()
        }
    }
}
