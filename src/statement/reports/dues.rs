//! What is due under contracts and passed on by no payout, what of it is in arrears, and contracts that end soon.

use crate::{
    books::{Books, Contract, DueStands, postings},
    event::Direction,
    page::{Cell, Heading, Table, TableRow},
    statement::{labels::Labels, tables::Tabular},
    unit::{ContractId, Day, DueNo, Fen, PartyId, Text},
};
use serde::{Deserialize, Serialize};

/// Days before its last one from which a contract is said to end soon.
const SOON: i64 = 90;

/// One due, as it stands at the end of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DueRow {
    /// The contract.
    pub contract: ContractId,
    /// Its number there.
    pub no: DueNo,
    /// The other side.
    pub party: PartyId,
    /// Which way the money goes.
    pub direction: Direction,
    /// By which part of the chart it comes or goes.
    pub part: Text,
    /// What the chart calls the part in Chinese.
    pub part_zh: String,
    /// The same in English.
    pub part_en: String,
    /// Due day.
    pub due: Day,
    /// First day it pays for.
    pub first_day: Day,
    /// Last day it pays for.
    pub last_day: Day,
    /// What is due; absent while it cannot be known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<Fen>,
    /// What of it was let off.
    pub abated: Fen,
    /// Received or paid.
    pub paid: Fen,
    /// Applied of a deposit.
    pub from_deposit: Fen,
    /// Written off.
    pub written_off: Fen,
    /// What of it stands as a claim.
    pub claimed: Fen,
    /// What is open; absent while it cannot be known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open: Option<Fen>,
    /// What came above it.
    pub to_give_back: Fen,
    /// How it stands.
    pub state: DueState,
    /// Days since it was due while it is open.
    pub days_late: i64,
    /// Interest on what was late.
    pub late_interest: Fen,
}

/// How a due stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DueState {
    /// Its day has not passed.
    Coming,
    /// Open behind its day, within the days of grace.
    Late,
    /// Open behind the days of grace.
    Arrears,
    /// Nothing of it is open.
    Settled,
    /// It fell away.
    FellAway,
}

impl DueState {
    fn of(stands: &DueStands<'_>) -> DueState {
        match stands.open() {
            _ if stands.gone => DueState::FellAway,
            Some(Fen::ZERO) => DueState::Settled,
            _ if stands.in_arrears => DueState::Arrears,
            _ if stands.days_late > 0 => DueState::Late,
            _ => DueState::Coming,
        }
    }

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            DueState::Coming => "dues.coming",
            DueState::Late => "dues.late",
            DueState::Arrears => "dues.arrears",
            DueState::Settled => "dues.settled",
            DueState::FellAway => "dues.fell_away",
        }
    }
}

/// Every due of every contract signed by the day, by due day.
pub fn dues(books: &Books, on: Day) -> Vec<DueRow> {
    let contracts = books.contracts().values().filter(|contract| contract.signed.signed <= on);
    let mut rows: Vec<DueRow> = contracts.flat_map(|contract| dues_of(books, contract, on)).collect();
    rows.sort_by(|a, b| (a.due, &a.contract, &a.no).cmp(&(b.due, &b.contract, &b.no)));
    rows
}

/// Those that are open behind their days of grace.
pub fn arrears(books: &Books, on: Day) -> Vec<DueRow> {
    dues(books, on).into_iter().filter(|row| row.state == DueState::Arrears).collect()
}

/// The dues of one contract, by due day.
pub fn dues_of(books: &Books, contract: &Contract, on: Day) -> Vec<DueRow> {
    let called = |part: &str| {
        let chart = books.chart();
        let receipt = chart.receipt.get(part).map(|rule| (&rule.zh, &rule.en));
        let rule = receipt.or_else(|| chart.payment.get(part).map(|rule| (&rule.zh, &rule.en)));
        rule.map_or_else(|| (part.to_owned(), part.to_owned()), |(zh, en)| (zh.clone(), en.clone()))
    };
    let row = |stands: &DueStands<'_>| DueRow {
        contract: contract.signed.contract.clone(),
        no: stands.due.no.clone(),
        party: stands.party.clone(),
        direction: contract.signed.direction,
        part: stands.due.part.clone(),
        part_zh: called(stands.due.part.as_str()).0,
        part_en: called(stands.due.part.as_str()).1,
        due: stands.due.due,
        first_day: stands.due.days.first_day(),
        last_day: stands.due.days.last_day(),
        asked: stands.asked,
        abated: stands.abated,
        paid: stands.paid,
        from_deposit: stands.from_deposit,
        written_off: stands.written_off,
        claimed: stands.claimed,
        open: stands.open(),
        to_give_back: stands.to_give_back(),
        state: DueState::of(stands),
        days_late: stands.days_late,
        late_interest: stands.late_interest,
    };
    contract.dues_on(books, on).iter().map(row).collect()
}

/// A contract whose last day is near.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpiringRow {
    /// The contract.
    pub contract: ContractId,
    /// The other side.
    pub party: PartyId,
    /// Its last day.
    pub last_day: Day,
    /// Days to it; below zero behind it.
    pub days_left: i64,
    /// What is open under it, dues that are to come included.
    pub open: Fen,
    /// What is held of the party as deposit.
    pub deposit: Fen,
}

/// Contracts that end within 90 days of a day, or should have ended by it: neither ended nor followed by another one
/// of the same land or houses.
pub fn expiring(books: &Books, on: Day) -> Vec<ExpiringRow> {
    let contracts = books.contracts().values().filter(|c| c.signed.signed <= on && c.ended.is_none());
    let row = |contract: &Contract| {
        let last_day = contract.last_day?;
        let days_left = last_day.days_since(on);
        if days_left > SOON || followed(books, contract, last_day) {
            return None;
        }
        let open = contract.dues_on(books, on).iter().filter_map(DueStands::open).collect::<Vec<_>>();
        Some(ExpiringRow {
            contract: contract.signed.contract.clone(),
            party: contract.party_on(on).clone(),
            last_day,
            days_left,
            open: Fen::capped_total(open),
            deposit: postings::deposit_held(books, &contract.signed.contract),
        })
    };
    let mut rows: Vec<ExpiringRow> = contracts.filter_map(row).collect();
    rows.sort_by(|a, b| (a.last_day, &a.contract).cmp(&(b.last_day, &b.contract)));
    rows
}

/// True where all its parcels and houses are let behind its last day already.
fn followed(books: &Books, contract: &Contract, last: Day) -> bool {
    let own = &contract.signed.contract;
    let parcels = books.registers().parcels().values().map(|parcel| &parcel.leased);
    let houses = books.registers().houses().values().map(|house| &house.let_under);
    let mut under = parcels.chain(houses).filter(|all| all.iter().any(|(of, _)| of == own)).peekable();
    under.peek().is_some() && under.all(|all| all.iter().any(|(of, days)| of != own && last < days.last_day()))
}

impl Tabular for Vec<DueRow> {
    fn table(&self, labels: &Labels) -> Table {
        let left = |key| Heading::left(labels.text(key));
        let right = |key| Heading::right(labels.text(key));
        let yuan = |amount: Fen| if amount == Fen::ZERO { Cell::Empty } else { Cell::Yuan(amount) };
        let row = |r: &DueRow| {
            let side = match r.direction {
                Direction::Out => "dues.to_receive",
                Direction::In => "dues.to_pay",
            };
            TableRow::plain(vec![
                Cell::words(r.due.to_string()),
                Cell::words(r.contract.as_str()),
                Cell::words(r.no.as_str()),
                Cell::words(r.party.as_str()),
                Cell::words(labels.text(side)),
                Cell::words(labels.pick(r.part_zh.as_str(), r.part_en.as_str())),
                Cell::words(format!("{} – {}", r.first_day, r.last_day)),
                r.asked.map_or(Cell::Empty, Cell::Yuan),
                yuan(r.paid),
                yuan(r.from_deposit.capped_plus(r.written_off)),
                r.open.map_or(Cell::Empty, Cell::Yuan),
                yuan(r.to_give_back),
                Cell::words(labels.text(r.state.label())),
                Cell::Count(r.days_late.unsigned_abs()),
                yuan(r.late_interest),
            ])
        };
        Table {
            title: labels.text("dues.title").to_owned(),
            under: vec![labels.text("page.in_yuan").to_owned()],
            headings: vec![
                left("expected.due"),
                left("expected.contract"),
                left("dues.no"),
                left("dues.party"),
                left("dues.side"),
                left("dues.part"),
                left("expected.days"),
                right("dues.asked"),
                right("dues.paid"),
                right("dues.otherwise"),
                right("dues.open"),
                right("dues.to_give_back"),
                left("dues.state"),
                right("expected.days_late"),
                right("dues.late_interest"),
            ],
            rows: self.iter().map(row).collect(),
            ..Table::default()
        }
    }
}

impl Tabular for Vec<ExpiringRow> {
    fn table(&self, labels: &Labels) -> Table {
        let row = |r: &ExpiringRow| {
            TableRow::plain(vec![
                Cell::words(r.last_day.to_string()),
                Cell::words(r.contract.as_str()),
                Cell::words(r.party.as_str()),
                Cell::words(r.days_left.to_string()),
                Cell::Yuan(r.open),
                Cell::Yuan(r.deposit),
            ])
        };
        Table {
            title: labels.text("dues.expiring_title").to_owned(),
            under: vec![labels.text("page.in_yuan").to_owned()],
            headings: vec![
                Heading::left(labels.text("register.last_day")),
                Heading::left(labels.text("expected.contract")),
                Heading::left(labels.text("dues.party")),
                Heading::right(labels.text("dues.days_left")),
                Heading::right(labels.text("dues.open")),
                Heading::right(labels.text("dues.deposit")),
            ],
            rows: self.iter().map(row).collect(),
            ..Table::default()
        }
    }
}
