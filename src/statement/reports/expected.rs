//! Rent that is due by a contract's schedule, and rent for days that a contract without one names: received
//! or missing.

use crate::{
    books::{Books, Contract, House, OWN_LAND, Part},
    event::Holder,
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
    /// The part by which it comes, where that is the collective's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// First day it pays for.
    pub first_day: Day,
    /// Last day it pays for.
    pub last_day: Day,
    /// Due day; without a schedule the first day it pays for.
    pub due: Day,
    /// What is due for the households; absent where no one sheet in force says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rent_due: Option<Fen>,
    /// What was shared of it would be by what is known now of the registers, where that is something else. What was shared
    /// stands as it was: what is to be made up for is for the members to decide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restated: Option<Fen>,
    /// What of it came by the day of the report: no fee, no interest, nothing of the collective's.
    pub rent: Fen,
    /// All parts that came for it by then, fees and interest included; the collective's own too where no row beside it has it.
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
    /// What of it.
    pub of: RentFor,
}

/// For whom rent is, or the fee on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RentFor {
    /// Households.
    Households,
    /// The collective, of its own houses or land.
    Collective,
    /// The fee on rent.
    Fee,
}

/// The part by which rent of the collective's houses comes.
pub(super) const OWN_RENT: &str = "collective_house_rent";

/// The part by which rent of what is the collective's own comes beside households' of the same contract: of its houses, or of
/// its land.
pub(super) fn own_part(books: &Books, contract: &Contract) -> Option<&'static str> {
    if books.lets_both(contract) {
        return Some(OWN_LAND);
    }
    lets_own_house(books, contract).then_some(OWN_RENT)
}

/// What is due for the households, and what of it came.
pub type RentDue<'a> = &'a dyn Fn(RentOf<'_>) -> (Option<Fen>, Fen);

/// Instalments due by a day, days that receipts pay for where a contract has no schedule, and days of a
/// let house for which nothing came; in order of due day and contract.
pub fn expected_receipts(books: &Books, on: Day, rent_due: RentDue<'_>) -> Vec<ExpectedReceipt> {
    let mut found = Vec::new();
    for (id, contract) in books.contracts() {
        let all = asked(books, contract, on);
        found
            .extend(all.into_iter().map(|(instalment, days, due)| {
                Asked { books, id, contract, instalment, days, due, on }.told(rent_due)
            }));
    }
    sorted(found)
}

/// The same with a row beside it for the collective's own of it: rent of its houses, or of its land.
pub fn expected_rent(books: &Books, on: Day, rent_due: RentDue<'_>) -> Vec<ExpectedReceipt> {
    let mut found = expected_receipts(books, on, rent_due);
    for (id, contract) in books.contracts() {
        let Some(part) = own_part(books, contract) else { continue };
        let own = asked(books, contract, on).into_iter().map(|(instalment, days, due)| {
            Asked { books, id, contract, instalment, days, due, on }.told_own(part, rent_due)
        });
        for own in own.collect::<Vec<_>>() {
            // what stands in a row of its own stands in no other
            let same = |row: &&mut ExpectedReceipt| {
                (&row.contract, &row.instalment, row.first_day, row.last_day, row.part.is_none())
                    == (id, &own.instalment, own.first_day, own.last_day, true)
            };
            if let Some(row) = found.iter_mut().find(same) {
                row.received = row.received.capped_minus(own.received);
            }
            found.push(own);
        }
    }
    sorted(found)
}

/// True for a contract under which a house of the collective is let.
fn lets_own_house(books: &Books, contract: &Contract) -> bool {
    let own = |house: &House| house.owner.latest() == Some(&Holder::Collective);
    contract.signed.houses.iter().filter_map(|id| books.registers().houses().get(id)).any(own)
}

/// Instalments that are due by a day; of a contract without a schedule the days that receipts pay for, and those of a let
/// house for which nothing came.
fn asked<'a>(books: &Books, contract: &'a Contract, on: Day) -> Vec<(Option<&'a PayoutId>, Period, Day)> {
    if !contract.instalments.is_empty() {
        let due = contract.instalments.iter().filter(|i| i.due <= on);
        return due.filter_map(|i| Some((Some(&i.payout), i.period()?, i.due))).collect();
    }
    months(books, contract, on).into_iter().map(|days| (None, days, days.first_day())).collect()
}

/// Days of a contract without a schedule that are paid for, or that should be, by a day.
pub(super) fn months(books: &Books, contract: &Contract, on: Day) -> Vec<Period> {
    let paid = paid_for(books, &contract.signed.contract, on);
    let open = without_rent(contract, &paid, on);
    paid.into_iter().chain(open).collect()
}

/// True for rent whose days, or some of them, are behind the end of its contract; other rent that was shared stands as it was.
pub(super) fn cut_short(contract: &Contract, days: Period) -> bool {
    contract.ended.as_ref().is_some_and(|ended| ended.last_day < days.last_day())
}

/// Days of rent as far as its contract ran; none where it ended before.
pub(super) fn ran(contract: &Contract, days: Period) -> Option<Period> {
    contract.ended.as_ref().map_or(Some(days), |ended| days.ended_by(ended.last_day))
}

fn sorted(mut found: Vec<ExpectedReceipt>) -> Vec<ExpectedReceipt> {
    found.sort_by(|a, b| {
        (a.due, &a.contract, &a.instalment, &a.part).cmp(&(b.due, &b.contract, &b.instalment, &b.part))
    });
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

/// What is due of a row, what of it came, and what was shared of it would be now where that is something else.
struct Rent {
    due: Option<Fen>,
    came: Fen,
    restated: Option<Fen>,
}

/// The column for what was shared as it would be now, with what it means; nothing where no row has one.
pub(super) fn known_now(labels: &Labels, some: bool) -> (Option<Heading>, Vec<String>) {
    let heading = some.then(|| Heading::right(labels.text("restated.restated")));
    let under = ["page.in_yuan"].into_iter().chain(some.then_some("restated.under"));
    (heading, under.map(|key| labels.text(key).to_owned()).collect())
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
    /// What is due, with the registers as they are known on the day, or were for what was shared; and what came.
    fn due(&self, own: Option<&str>, rent_due: RentDue<'_>) -> Rent {
        let mine = |part: &&Part| match self.instalment {
            Some(code) => part.instalment.as_ref() == Some(code),
            None => part.instalment.is_none() && part.period == Some(self.days),
        };
        let by = self.books.parts_under(self.id).filter(mine).find_map(|part| part.shared_by.as_ref());
        let payout = by.or(self.instalment).and_then(|code| self.books.payout(code)).filter(|p| p.on <= self.on);
        let record_day = payout.map_or(self.on, |payout| payout.declared.record_day);
        let of = |days| RentOf {
            contract: self.id,
            instalment: self.instalment,
            days,
            record_day,
            upto: self.on,
            of: if own.is_some() { RentFor::Collective } else { RentFor::Households },
        };
        let (due, came) = rent_due(of(self.days));
        // what a payout shared is no rent of the collective's land
        if own == Some(OWN_LAND) {
            return Rent { due, came, restated: None };
        }
        if payout.is_some_and(|payout| !payout.in_part) && !cut_short(self.contract, self.days) {
            return Rent { due: due.map(|_| came), came, restated: due.filter(|due| *due != came) };
        }
        let due = match ran(self.contract, self.days) {
            Some(days) if days == self.days || self.instalment.is_some() => due,
            Some(days) => rent_due(of(days)).0,
            None => Some(Fen::ZERO),
        };
        Rent { due, came, restated: None }
    }

    /// The collective's own of it.
    fn told_own(&self, own: &'static str, rent_due: RentDue<'_>) -> ExpectedReceipt {
        let Rent { due, came, restated } = self.due(Some(own), rent_due);
        let mine = |part: &&Part| {
            let days = match self.instalment {
                Some(code) => part.instalment.as_ref() == Some(code),
                None => part.period == Some(self.days),
            };
            days && part.reference.part.as_str() == own && part.on <= self.on
        };
        let received_on = self.books.parts_under(self.id).filter(mine).map(|part| part.on).min();
        let open = due.is_some_and(|due| came < due);
        let late_until = received_on.filter(|_| !open).unwrap_or(self.on);
        let counted = self.instalment.is_some() || received_on.is_none();
        ExpectedReceipt {
            contract: self.id.clone(),
            party: self.contract.party_on(self.due).clone(),
            instalment: self.instalment.cloned(),
            part: Some(own.to_owned()),
            first_day: self.days.first_day(),
            last_day: self.days.last_day(),
            due: self.due,
            rent_due: due,
            restated,
            rent: came,
            received: came,
            received_on,
            days_late: if counted { late_until.days_since(self.due).max(0) } else { 0 },
        }
    }

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
        let Rent { due, came: rent, restated } = self.due(None, rent_due);
        let received_on = if due.is_some() { shared } else { came.iter().map(|(on, _)| *on).min() };
        let open = due.is_some_and(|due| rent < due);
        let late_until = received_on.filter(|_| !open).unwrap_or(self.on);
        let scheduled = self.instalment.is_some();
        ExpectedReceipt {
            contract: self.id.clone(),
            party: self.contract.party_on(self.due).clone(),
            instalment: self.instalment.cloned(),
            part: None,
            first_day: self.days.first_day(),
            last_day: self.days.last_day(),
            due: self.due,
            rent_due: due,
            restated,
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
        let restated = self.iter().any(|row| row.restated.is_some());
        let row = |r: &ExpectedReceipt| {
            let known_now = restated.then(|| r.restated.map_or(Cell::Empty, Cell::Yuan));
            let cells = vec![
                Cell::words(r.due.to_string()),
                Cell::words(r.contract.as_str()),
                Cell::words(r.party.as_str()),
                Cell::words(match (&r.part, &r.instalment) {
                    (Some(_), _) => labels.text("expected.collective"),
                    (None, Some(instalment)) => instalment.as_str(),
                    (None, None) => "",
                }),
                Cell::words(format!("{} – {}", r.first_day, r.last_day)),
                r.rent_due.map_or_else(|| Cell::words(""), Cell::Yuan),
                Cell::Yuan(r.rent),
                Cell::Yuan(r.received.capped_minus(r.rent)),
                r.received_on.map_or_else(missing, |day| Cell::words(day.to_string())),
                Cell::Count(r.days_late.unsigned_abs()),
            ];
            TableRow::plain(cells.into_iter().chain(known_now).collect())
        };
        let (heading, under) = known_now(labels, restated);
        Table {
            title: labels.text("expected.title").to_owned(),
            under,
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
            ]
            .into_iter()
            .chain(heading)
            .collect(),
            rows: self.iter().map(row).collect(),
            ..Table::default()
        }
    }
}
