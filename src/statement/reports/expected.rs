//! Rent that is due by a contract's schedule, and rent for days that a contract without one names: received
//! or missing.

use crate::{
    books::{Books, Contract},
    page::{Cell, Heading, Table, TableRow},
    statement::{labels::Labels, tables::Tabular},
    unit::{ContractId, Day, Fen, PartyId, PayoutId, Period},
};
use serde::{Deserialize, Serialize};

/// Rent of an instalment, or of other days. What is due of it for the households, the payout sheet says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedReceipt {
    /// The contract.
    pub contract: ContractId,
    /// Who pays.
    pub party: PartyId,
    /// The instalment, by the payout that passes it on; absent where the contract has no schedule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instalment: Option<PayoutId>,
    /// First day it pays for.
    pub first_day: Day,
    /// Last day it pays for.
    pub last_day: Day,
    /// Due day; without a schedule the first day it pays for.
    pub due: Day,
    /// What is due for the households; absent where no one sheet in force says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rent_due: Option<Fen>,
    /// What of it came by the day of the report: no fee, no interest, nothing of the collective's.
    pub rent: Fen,
    /// All parts that came for it by then, fees and interest and the collective's own included.
    pub received: Fen,
    /// When the first of the rent came; absent while it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_on: Option<Day>,
    /// Days after the due day, up to the receipt; up to the day of the report while rent is open. 0 for what came
    /// without a schedule.
    pub days_late: i64,
}

/// Which rent is asked about.
#[derive(Debug, Clone, Copy)]
pub struct RentOf<'a> {
    /// Under which contract.
    pub contract: &'a ContractId,
    /// For which instalment, if for one.
    pub instalment: Option<&'a PayoutId>,
    /// For which days.
    pub days: Period,
    /// Registers as at the end of this day.
    pub record_day: Day,
    /// What came by the end of this day.
    pub upto: Day,
}

/// What is due for the households, and what of it came.
pub type RentDue<'a> = &'a dyn Fn(RentOf<'_>) -> (Option<Fen>, Fen);

/// Instalments due by a day, days that receipts pay for where a contract has no schedule, and days of a
/// let house for which nothing came; in order of due day and contract.
pub fn expected_receipts(books: &Books, on: Day, rent_due: RentDue<'_>) -> Vec<ExpectedReceipt> {
    let mut found = Vec::new();
    for (id, contract) in books.contracts() {
        let of = |instalment, days, due| Asked { books, id, contract, instalment, days, due, on }.told(rent_due);
        for instalment in contract.instalments.iter().filter(|i| i.due <= on) {
            let days = instalment.period().map(|days| of(Some(&instalment.payout), days, instalment.due));
            found.extend(days);
        }
        if contract.instalments.is_empty() {
            let paid = paid_for(books, id, on);
            let open = without_rent(contract, &paid, on);
            found.extend(paid.into_iter().chain(open).map(|days| of(None, days, days.first_day())));
        }
    }
    found.sort_by(|a, b| (a.due, &a.contract, &a.instalment).cmp(&(b.due, &b.contract, &b.instalment)));
    found
}

/// The days that receipts under a contract pay for, each once, in order.
fn paid_for(books: &Books, contract: &ContractId, on: Day) -> Vec<Period> {
    let mut days: Vec<Period> =
        books.parts_under(contract).filter(|part| part.on <= on).filter_map(|part| part.period).collect();
    days.sort_by_key(|days| (days.first_day(), days.last_day()));
    days.dedup();
    days
}

/// The days up to this one on which houses are let at a price and that no receipt pays for.
fn without_rent(contract: &Contract, paid: &[Period], on: Day) -> Vec<Period> {
    let let_at_a_price = !contract.signed.houses.is_empty() && contract.signed.terms.price.is_some();
    let Some(all) = contract.period().and_then(|days| days.ended_by(on)).filter(|_| let_at_a_price) else {
        return Vec::new();
    };
    let (mut open, mut from) = (Vec::new(), all.first_day());
    for days in paid {
        let before = days.first_day().plus_days(-1).and_then(|last| Period::new(from, last.min(all.last_day())));
        open.extend(before);
        from = days.last_day().plus_days(1).map_or(from, |next| next.max(from));
    }
    open.extend(Period::new(from, all.last_day()));
    open
}

/// One row to be told.
struct Asked<'a> {
    books: &'a Books,
    id: &'a ContractId,
    contract: &'a Contract,
    instalment: Option<&'a PayoutId>,
    days: Period,
    due: Day,
    on: Day,
}

impl Asked<'_> {
    fn told(&self, rent_due: RentDue<'_>) -> ExpectedReceipt {
        let parts = || self.books.parts_under(self.id).filter(|part| part.on <= self.on);
        let named = |code| self.books.history().received(self.id, code).iter().filter(|r| r.on <= self.on);
        let whole =
            self.instalment.map(|code| named(code).map(|r| (r.on, r.amount)).collect::<Vec<_>>()).unwrap_or_default();
        // what names the days and no instalment
        let by_days = || parts().filter(|part| part.instalment.is_none() && part.period == Some(self.days));
        let came: Vec<(Day, Fen)> =
            whole.into_iter().chain(by_days().map(|part| (part.on, part.amount.fen()))).collect();
        let of_instalment =
            parts().filter(|part| part.instalment.is_some() && part.instalment.as_ref() == self.instalment);
        let shared = of_instalment.chain(by_days()).filter(|part| part.shared).map(|part| part.on).min();
        // as the registers stood when it came: what changed since does not reopen it
        let (record_day, upto) = (shared.unwrap_or(self.on), self.on);
        let asked = RentOf { contract: self.id, instalment: self.instalment, days: self.days, record_day, upto };
        let (due, rent) = rent_due(asked);
        let received_on = if due.is_some() { shared } else { came.iter().map(|(on, _)| *on).min() };
        let open = due.is_some_and(|due| rent < due);
        let late_until = received_on.filter(|_| !open).unwrap_or(self.on);
        let scheduled = self.instalment.is_some();
        ExpectedReceipt {
            contract: self.id.clone(),
            party: self.contract.party_on(self.due).clone(),
            instalment: self.instalment.cloned(),
            first_day: self.days.first_day(),
            last_day: self.days.last_day(),
            due: self.due,
            rent_due: due,
            rent,
            received: Fen::capped_total(came.iter().map(|(_, amount)| *amount)),
            received_on,
            days_late: if scheduled || received_on.is_none() { late_until.days_since(self.due).max(0) } else { 0 },
        }
    }
}

impl Tabular for Vec<ExpectedReceipt> {
    fn table(&self, labels: &Labels) -> Table {
        let left = |key| Heading::left(labels.text(key));
        let right = |key| Heading::right(labels.text(key));
        let missing = || Cell::words(labels.text("expected.missing"));
        let row = |r: &ExpectedReceipt| {
            TableRow::plain(vec![
                Cell::words(r.due.to_string()),
                Cell::words(r.contract.as_str()),
                Cell::words(r.party.as_str()),
                Cell::words(r.instalment.as_ref().map(PayoutId::as_str).unwrap_or_default()),
                Cell::words(format!("{} – {}", r.first_day, r.last_day)),
                r.rent_due.map_or_else(|| Cell::words(""), Cell::Yuan),
                Cell::Yuan(r.rent),
                Cell::Yuan(r.received.capped_minus(r.rent)),
                r.received_on.map_or_else(missing, |day| Cell::words(day.to_string())),
                Cell::Count(r.days_late.unsigned_abs()),
            ])
        };
        Table {
            title: labels.text("expected.title").to_owned(),
            under: vec![labels.text("page.in_yuan").to_owned()],
            headings: vec![
                left("expected.due"),
                left("expected.contract"),
                left("expected.party"),
                left("expected.instalment"),
                left("expected.days"),
                right("expected.rent_due"),
                right("expected.rent"),
                right("expected.other"),
                left("expected.received_on"),
                right("expected.days_late"),
            ],
            rows: self.iter().map(row).collect(),
            ..Table::default()
        }
    }
}
