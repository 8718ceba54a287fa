//! Rent of the collective's own land that one contract lets beside households': how much of an instalment it is, and that it is
//! never ahead of theirs.

use super::{Amounts, Came, Checked, Paid, before};
use crate::{
    books::{Books, Contract, OWN_LAND},
    decide::{
        earnings,
        refusal::{MoneyRule, ensure},
    },
    event::ReceiptRecorded,
    unit::{ContractId, Day, Fen, PayoutId, Period},
};

/// The part by which rent of households' land comes.
const LAND_RENT: &str = "land_rent";
/// The part by which rent of the collective's houses comes.
const OWN_RENT: &str = "collective_house_rent";
/// The part by which the fee on rent comes.
const SERVICE_FEE: &str = "service_fee";

/// Rent of the collective's land under such a contract is for an instalment, no more than that makes of its mu, and grows with
/// what came for the households.
pub(super) fn land(books: &Books, on: Day, r: &ReceiptRecorded, contract: Option<&Contract>) -> Checked {
    let own = r.parts.iter().filter(|part| part.part.as_str() == OWN_LAND);
    let amounts: Vec<Fen> = own.clone().map(|part| part.amount.fen()).collect();
    let Some((contract, first)) = contract.filter(|contract| books.lets_both(contract)).zip(own.clone().next()) else {
        return Ok(());
    };
    let code = r.instalment.as_ref().ok_or_else(|| MoneyRule::ForWhichDays { part: OWN_LAND.to_owned() })?;
    let paid = Paid::Instalment(code);
    let came = Came::of(books, on, r, contract, paid)?;
    if came.own_land().is_none() {
        return earnings::unpriced(books, contract, OWN_LAND, first.amount);
    }
    came.land_of_both(came_before(books, contract, paid, None).capped_plus(Fen::capped_total(amounts)))
}

/// What comes beside the rent of households.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BesideRent {
    /// Rent of the collective's own houses or land.
    Own,
    /// The fee on rent.
    Fee,
}

/// What is due of what comes beside households' rent, and what of it came by a day.
pub fn beside_rent(
    books: &Books,
    what: BesideRent,
    contract: &ContractId,
    (instalment, days): (Option<&PayoutId>, Period),
    (record_day, upto): (Day, Day),
) -> (Option<Fen>, Fen) {
    let Some(contract) = books.contract(contract) else { return (None, Fen::ZERO) };
    let paid = instalment.map_or(Paid::Days(days), Paid::Instalment);
    match what {
        BesideRent::Own if books.lets_both(contract) => land_due(books, contract, instalment, upto),
        BesideRent::Own => of_part(books, contract, (paid, OWN_RENT), (record_day, upto)),
        BesideRent::Fee => of_part(books, contract, (paid, SERVICE_FEE), (record_day, upto)),
    }
}

/// What the sheets in force say is due by a part, and what came by it.
fn of_part(
    books: &Books,
    contract: &Contract,
    (paid, name): (Paid<'_>, &str),
    (record_day, upto): (Day, Day),
) -> (Option<Fen>, Fen) {
    let Some(input) = books.chart().receipt.get(name).and_then(|rule| rule.input.as_deref()) else {
        return (None, Fen::ZERO);
    };
    let asked = Came { books, on: record_day, contract, paid, revenue: None, all: Amounts::new(), receipts: 0 };
    let came = before(books, contract, paid).filter(|part| part.reference.part.as_str() == name && part.on <= upto);
    let came = Fen::capped_total(came.map(|part| part.amount.fen()));
    (asked.one_due(input), came)
}

/// What is due of it for an instalment, and what came of that by a day.
pub(super) fn land_due(
    books: &Books,
    contract: &Contract,
    instalment: Option<&PayoutId>,
    upto: Day,
) -> (Option<Fen>, Fen) {
    let found = instalment.and_then(|code| Some((code, contract.instalment_ever(code.as_str())?)));
    let Some((code, instalment)) = found else { return (None, Fen::ZERO) };
    let came = came_before(books, contract, Paid::Instalment(code), Some(upto));
    (books.own_land_due(contract, instalment, contract.ended.as_ref().map(|ended| ended.last_day)), came)
}

/// What came of it for an instalment, by a day or at all.
fn came_before(books: &Books, contract: &Contract, paid: Paid<'_>, upto: Option<Day>) -> Fen {
    let came = before(books, contract, paid).filter(|part| part.reference.part.as_str() == OWN_LAND);
    Fen::capped_total(came.filter(|part| upto.is_none_or(|upto| part.on <= upto)).map(|part| part.amount.fen()))
}

impl Came<'_> {
    /// What is due of it.
    fn own_land(&self) -> Option<Fen> {
        let Paid::Instalment(code) = self.paid else { return None };
        let ended = self.contract.ended.as_ref().map(|ended| ended.last_day);
        self.books.own_land_due(self.contract, self.contract.instalment(code)?, ended)
    }

    /// So much of it is no more than is due, and no larger a part of that than came of what is due for the households.
    pub(super) fn land_of_both(&self, booked: Fen) -> Checked {
        let Some(whole) = self.own_land() else { return Ok(()) };
        if booked > whole {
            let at = format!("{} {OWN_LAND}", self.days());
            return Err(MoneyRule::MoreThanDue { at, due: whole, came: booked }.into());
        }
        let input = self.books.chart().receipt.get(LAND_RENT).and_then(|rule| rule.input.as_deref());
        let came = input.map_or(Fen::ZERO, |input| self.came(input));
        let need = input.and_then(|input| self.due_by(input).last().copied());
        let there = came.capped_plus(self.pays_last_rent());
        let most = match need.and_then(|need| there.min(need).yuan().over(&need.yuan())) {
            Some(part) => self.rounded_by_receipts(&(&whole.yuan() * &part)).min(whole),
            // no sheet can say: at least something came for the households
            None if there > Fen::ZERO => whole,
            None => Fen::ZERO,
        };
        ensure(booked <= most, || MoneyRule::HouseholdsFirst {
            at: format!("{} {OWN_LAND}", self.days()),
            most,
            theirs: came,
            booked,
        })
    }
}
