//! What is due under contracts, passed on by a payout or not, what of it is in arrears, and contracts that end soon.

use super::expected::{OWN_RENT, RentDue, RentFor, RentOf, cut_short, known_now, months, own_part, ran};
use crate::{
    books::{Books, Contract, DueHow, DueStands, OWN_LAND, Part, Payout, postings},
    event::{Direction, Instalment},
    page::{Cell, Heading, Table, TableRow},
    statement::{labels::Labels, tables::Tabular},
    unit::{ContractId, Day, DueNo, Exact, Fen, PartyId, PayoutId, Period, Rounding, Text},
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
    /// What was shared of it would be by what is known now of the registers, where that is something else. A due that was shared
    /// stands as it was: what is to be made up for is for the members to decide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restated: Option<Fen>,
    /// How it stands.
    pub state: DueState,
    /// Days since it was due while it is open.
    pub days_late: i64,
    /// Interest on what was late.
    pub late_interest: Fen,
}

impl DueRow {
    /// True for rent of what is the collective's own.
    pub fn is_own(&self) -> bool {
        matches!(self.part.as_str(), OWN_LAND | OWN_RENT)
    }
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
    fn of(gone: bool, open: Option<Fen>, (days_late, in_arrears): (i64, bool)) -> DueState {
        match open {
            _ if gone => DueState::FellAway,
            Some(Fen::ZERO) => DueState::Settled,
            _ if in_arrears => DueState::Arrears,
            _ if days_late > 0 => DueState::Late,
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

/// Every due and every instalment of every contract signed by the day, by due day.
pub fn dues(books: &Books, on: Day, rent_due: RentDue<'_>) -> Vec<DueRow> {
    let contracts = books.contracts().values().filter(|contract| contract.signed.signed <= on);
    let of = |contract: &Contract| {
        let instalments = instalments_of(books, contract, on, rent_due);
        dues_of(books, contract, on).into_iter().chain(instalments).collect::<Vec<_>>()
    };
    let mut rows: Vec<DueRow> = contracts.flat_map(of).collect();
    rows.sort_by(|a, b| (a.due, &a.contract, &a.no).cmp(&(b.due, &b.contract, &b.no)));
    rows
}

/// Those that are open behind their days of grace.
pub fn arrears(books: &Books, on: Day, rent_due: RentDue<'_>) -> Vec<DueRow> {
    dues(books, on, rent_due).into_iter().filter(|row| row.state == DueState::Arrears).collect()
}

/// The instalments of households' land and houses under a contract, those that fell away included: by what the sheet in
/// force says is due, as the registers stand; what a payout shared is not asked anew.
pub fn instalments_of(books: &Books, contract: &Contract, on: Day, rent_due: RentDue<'_>) -> Vec<DueRow> {
    let Some(part) = contract.rent_part() else { return Vec::new() };
    let asked = InstalmentsOf { books, contract, on, rent_due };
    let scheduled = |i: &'_ Instalment, gone| {
        let days = i.period()?;
        Some(Rent { part, code: Some(i.payout.clone()), due: i.due, days, gone, of: RentFor::Households })
    };
    let stand = contract.instalments.iter().filter_map(|i| scheduled(i, false));
    let mut all: Vec<Rent<'_>> = stand.chain(contract.fell_away.iter().filter_map(|i| scheduled(i, true))).collect();
    if all.is_empty() && !contract.signed.houses.is_empty() {
        let days = months(books, contract, on).into_iter();
        let of =
            |days: Period| Rent { part, code: None, due: days.first_day(), days, gone: false, of: RentFor::Households };
        all = days.map(of).collect();
    }
    if let Some(part) = own_part(books, contract) {
        let own: Vec<_> =
            all.iter().map(|rent| Rent { part, code: rent.code.clone(), of: RentFor::Collective, ..*rent }).collect();
        all.extend(own);
    }
    let fees = all.iter().filter(|rent| rent.of == RentFor::Households && asked.fee_came(rent));
    let of = RentFor::Fee;
    let fees: Vec<_> = fees.map(|rent| Rent { part: SERVICE_FEE, code: rent.code.clone(), of, ..*rent }).collect();
    all.extend(fees);
    all.iter().filter_map(|rent| asked.row(rent)).collect()
}

/// Rent of an instalment, or of other days.
struct Rent<'a> {
    part: &'a str,
    code: Option<PayoutId>,
    due: Day,
    days: Period,
    gone: bool,
    of: RentFor,
}

/// The part by which the fee on rent comes.
const SERVICE_FEE: &str = "service_fee";

impl Rent<'_> {
    fn is_paid_by(&self, part: &Part) -> bool {
        match &self.code {
            Some(code) => part.instalment.as_ref() == Some(code),
            None => part.instalment.is_none() && part.period == Some(self.days),
        }
    }
}

struct InstalmentsOf<'a> {
    books: &'a Books,
    contract: &'a Contract,
    on: Day,
    rent_due: RentDue<'a>,
}

impl InstalmentsOf<'_> {
    /// True where a fee came for the rent.
    fn fee_came(&self, rent: &Rent<'_>) -> bool {
        let mut parts = self.books.parts_under(&self.contract.signed.contract);
        parts.any(|part| part.reference.part.as_str() == SERVICE_FEE && rent.is_paid_by(part) && part.on <= self.on)
    }

    /// What is due: by the registers as they are known on the day. What was shared stands as it was, unless its contract ended
    /// within its days, or only a part of it was.
    fn asked(&self, rent: &Rent<'_>, shared: Option<&Payout>, came: Fen) -> Option<Fen> {
        let Some(days) = ran(self.contract, rent.days).filter(|_| !rent.gone) else { return Some(Fen::ZERO) };
        if shared.is_none() && self.on < rent.due && came == Fen::ZERO {
            return None;
        }
        if self.stands(rent, shared) {
            return Some(came);
        }
        self.said(rent, shared, days).or(shared.filter(|_| rent.part != OWN_LAND).map(|_| came))
    }

    /// True for what was shared whole and is not asked again.
    fn stands(&self, rent: &Rent<'_>, shared: Option<&Payout>) -> bool {
        // a payout shares no rent of the collective's land
        let whole = shared.is_some_and(|payout| !payout.in_part) && rent.part != OWN_LAND;
        whole && !rent.gone && !cut_short(self.contract, rent.days)
    }

    /// What stands as it was shared, by what is known now of the registers of its record day; nothing where that is the same, or
    /// where no one sheet says it.
    fn restated(&self, rent: &Rent<'_>, shared: Option<&Payout>, came: Fen) -> Option<Fen> {
        let said = || self.said(rent, shared, rent.days);
        self.stands(rent, shared).then(said).flatten().filter(|said| *said != came)
    }

    /// What the sheets in force say is due of it for these days.
    fn said(&self, rent: &Rent<'_>, shared: Option<&Payout>, days: Period) -> Option<Fen> {
        let record_day = shared.map_or(self.on, |payout| payout.declared.record_day);
        let (contract, instalment) = (&self.contract.signed.contract, rent.code.as_ref());
        // the days of an instalment are the sheet's to cut
        let days = if instalment.is_some() { rent.days } else { days };
        (self.rent_due)(RentOf { contract, instalment, days, record_day, upto: self.on, of: rent.of }).0
    }

    fn row(&self, rent: &Rent<'_>) -> Option<DueRow> {
        let (books, contract, on) = (self.books, self.contract, self.on);
        let id = &contract.signed.contract;
        let own = |part: &&Part| rent.is_paid_by(part);
        let mine = |part: &&Part| own(part) && part.reference.part.as_str() == rent.part && part.on <= on;
        let parts: Vec<_> = books.parts_under(id).filter(mine).collect();
        let by = || books.parts_under(id).filter(own).find_map(|part| part.shared_by.clone());
        let code = rent.code.clone().or_else(by);
        let no: DueNo = code.as_ref().map_or_else(|| rent.due.to_string(), ToString::to_string).parse().ok()?;
        let came = Fen::capped_total(parts.iter().map(|part| part.amount.fen()));
        let deposit = contract.dues.moves().iter().filter(|m| m.no == no && m.how == DueHow::Deposit && m.on <= on);
        let from_deposit = Fen::capped_total(deposit.filter(|_| rent.of == RentFor::Households).map(|m| m.amount));
        let shared = code.as_ref().and_then(|code| books.payout(code)).filter(|payout| payout.on <= on);
        let asked = self.asked(rent, shared, came);
        let above = asked.map_or(Fen::ZERO, |asked| came.capped_minus(asked).max(Fen::ZERO));
        let restated = self.restated(rent, shared, came);
        let told = match rent.of {
            RentFor::Households => true,
            RentFor::Collective => asked.is_some_and(|asked| asked != Fen::ZERO) || came != Fen::ZERO,
            // a fee has a row where some of it is owed back
            RentFor::Fee => above > Fen::ZERO || restated.is_some_and(|restated| restated < came),
        };
        if !told {
            return None;
        }
        let open = asked.map(|asked| asked.capped_minus(came).max(Fen::ZERO));
        let late = contract.late_rent().filter(|_| rent.of != RentFor::Fee);
        let missing = open.map_or(came == Fen::ZERO, |open| open > Fen::ZERO) && !rent.gone;
        let days_late = if missing { on.days_since(rent.due).max(0) } else { 0 };
        let grace = late.as_ref().map_or(0, |late| i64::from(late.grace_days));
        let paid_on = || parts.iter().map(|part| (part.on, part.amount.fen())).collect();
        let late =
            late.zip(asked).and_then(|(late, asked)| books.late_interest(&late, (rent.due, asked), paid_on(), on));
        let (part_zh, part_en) = called(books, rent.part);
        Some(DueRow {
            contract: id.clone(),
            party: contract.party_on(rent.due).clone(),
            direction: contract.signed.direction,
            part: rent.part.parse().ok()?,
            part_zh,
            part_en,
            due: rent.due,
            first_day: rent.days.first_day(),
            last_day: rent.days.last_day(),
            asked,
            abated: asked.map_or(Fen::ZERO, |asked| let_off_of(asked, &contract.dues.abated_part(no.as_str()))),
            paid: came.capped_minus(from_deposit),
            from_deposit,
            written_off: Fen::ZERO,
            claimed: Fen::ZERO,
            open,
            to_give_back: above,
            restated,
            state: DueState::of(rent.gone, open, (days_late, days_late > grace)),
            days_late,
            late_interest: late.unwrap_or(Fen::ZERO),
            no,
        })
    }
}

/// What was let off of what is left of it, where a part of the whole was.
fn let_off_of(left: Fen, part: &Exact) -> Fen {
    let rest = &Exact::whole(1) - part;
    let off = (&left.yuan() * part).over(&rest);
    off.and_then(|off| off.to_fen(Rounding::HalfUp)).unwrap_or(Fen::ZERO)
}

/// What the chart calls a part, in both languages.
fn called(books: &Books, part: &str) -> (String, String) {
    let chart = books.chart();
    let receipt = chart.receipt.get(part).map(|rule| (&rule.zh, &rule.en));
    let rule = receipt.or_else(|| chart.payment.get(part).map(|rule| (&rule.zh, &rule.en)));
    rule.map_or_else(|| (part.to_owned(), part.to_owned()), |(zh, en)| (zh.clone(), en.clone()))
}

/// The dues of one contract that no payout passes on, by due day.
pub fn dues_of(books: &Books, contract: &Contract, on: Day) -> Vec<DueRow> {
    let row = |stands: &DueStands<'_>| DueRow {
        contract: contract.signed.contract.clone(),
        no: stands.due.no.clone(),
        party: stands.party.clone(),
        direction: contract.signed.direction,
        part: stands.due.part.clone(),
        part_zh: called(books, stands.due.part.as_str()).0,
        part_en: called(books, stands.due.part.as_str()).1,
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
        restated: None,
        state: DueState::of(stands.gone, stands.open(), (stands.days_late, stands.in_arrears)),
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

/// True where another contract goes on from it, or all its parcels and houses are let behind its last day already.
fn followed(books: &Books, contract: &Contract, last: Day) -> bool {
    let own = &contract.signed.contract;
    if books.contracts().values().any(|other| other.signed.renews.as_ref() == Some(own)) {
        return true;
    }
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
        let restated = self.iter().any(|row| row.restated.is_some());
        let row = |r: &DueRow| {
            let side = match r.direction {
                Direction::Out => "dues.to_receive",
                Direction::In => "dues.to_pay",
            };
            let known_now = restated.then(|| r.restated.map_or(Cell::Empty, Cell::Yuan));
            let cells = vec![
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
            ];
            TableRow::plain(cells.into_iter().chain(known_now).collect())
        };
        let (heading, under) = known_now(labels, restated);
        Table {
            title: labels.text("dues.title").to_owned(),
            under,
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
            ]
            .into_iter()
            .chain(heading)
            .collect(),
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
