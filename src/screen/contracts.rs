//! What contracts leave open, let off, or change by much.

use super::{Question, Regarding, Sighting};
use crate::{
    books::{Books, Contract, postings},
    event::{DatedTerm, Direction, Holder},
    unit::{ContractId, Day, Exact, Fen, Ratio},
};

/// Days after which what is late is asked about.
const LATE_DAYS: i64 = 90;
/// Days that rent may come ahead.
const AHEAD_DAYS: i64 = 366;

pub(super) fn ask(books: &Books, on: Day, all: &mut Vec<Question>) {
    for (id, contract) in books.contracts().iter().filter(|(_, contract)| contract.signed.signed <= on) {
        let mut seen = Vec::new();
        overdue(books, contract, on, &mut seen);
        early(books, id, contract, &mut seen);
        seen.extend(contract.dues.let_off_unvoted().map(|no| Sighting::LetOffWithoutResolution { no: no.clone() }));
        seen.extend(price_jumps(contract.dues.terms()));
        seen.extend(deposit_left(books, id, contract, on));
        if contract.signed.direction == Direction::Out {
            seen.extend(contract.signed.principal.map(|amount| Sighting::LoanGiven { amount: amount.fen() }));
        }
        all.extend(seen.into_iter().map(|asked| Question::new(Regarding::Contract(id.clone()), asked)));
    }
    cheap(books, on, all);
}

fn overdue(books: &Books, contract: &Contract, on: Day, seen: &mut Vec<Sighting>) {
    let late = |due: Day| on.days_since(due) > LATE_DAYS;
    let out = contract.signed.direction == Direction::Out;
    for stands in contract.dues_on(books, on).iter().filter(|stands| out && !stands.gone && late(stands.due.due)) {
        let open = stands.open().filter(|open| *open > Fen::ZERO);
        seen.extend(open.map(|open| Sighting::RentOverdue {
            no: stands.due.no.to_string(),
            due: stands.due.due,
            open: Some(open),
        }));
    }
    let id = &contract.signed.contract;
    let missing =
        contract.instalments.iter().filter(|i| late(i.due) && books.history().received(id, &i.payout).is_empty());
    seen.extend(missing.map(|i| Sighting::RentOverdue { no: i.payout.to_string(), due: i.due, open: None }));
}

fn early(books: &Books, id: &ContractId, contract: &Contract, seen: &mut Vec<Sighting>) {
    for instalment in &contract.instalments {
        let came = books.history().received(id, &instalment.payout).iter().map(|received| received.on).min();
        let early = came.filter(|came| instalment.first_day.days_since(*came) > AHEAD_DAYS);
        seen.extend(early.map(|received| Sighting::EarlyRent {
            no: instalment.payout.to_string(),
            received,
            first_day: instalment.first_day,
        }));
    }
}

/// A term that is more than a fifth above or below what it was.
fn price_jumps(terms: &[DatedTerm]) -> Vec<Sighting> {
    let mut seen = Vec::new();
    for (n, term) in terms.iter().enumerate() {
        let earlier = terms.iter().take(n).filter(|other| other.name == term.name && other.from < term.from);
        let Some(before) = earlier.max_by_key(|other| other.from) else { continue };
        if differs_by_more_than(before.value, term.value, (1, 5)) {
            let told = |value: Ratio| format!("{value} {}", term.unit);
            let (was, is) = (told(before.value), told(term.value));
            seen.push(Sighting::PriceJump { name: term.name.clone(), was, is, from: term.from });
        }
    }
    seen
}

fn differs_by_more_than(was: Ratio, is: Ratio, (over, under): (i128, u64)) -> bool {
    let (was, is) = (was.exact(), is.exact());
    let moved = &is - &was;
    let moved = if moved.is_negative() { &was - &is } else { moved };
    moved > &was * &Exact::new(over, under)
}

fn deposit_left(books: &Books, id: &ContractId, contract: &Contract, on: Day) -> Option<Sighting> {
    let ended = contract.ended.as_ref().map(|ended| ended.last_day).or(contract.last_day)?;
    let amount = postings::deposit_held(books, id);
    (amount > Fen::ZERO && on.days_since(ended) > LATE_DAYS).then_some(Sighting::DepositLeft { amount, ended })
}

/// Yuan a mu and year of a lease of households' land, as it began.
fn price_a_mu(contract: &Contract) -> Option<Exact> {
    let signed = &contract.signed;
    if signed.parcels.is_empty() || signed.belongs_to == Some(Holder::Collective) {
        return None;
    }
    let agreed = signed.terms.price.as_ref().filter(|price| price.unit.as_str() == "yuan/mu/year");
    let dated = || signed.dated.iter().find(|term| matches!(term.unit.as_str(), "元/亩/年" | "yuan/mu/year"));
    agreed.map(|price| price.amount.exact()).or_else(|| dated().map(|term| term.value.exact()))
}

/// Less than 70 % of the middle price of at least three other leases that began within three years.
fn cheap(books: &Books, on: Day, all: &mut Vec<Question>) {
    let leases: Vec<(&ContractId, Day, Exact)> = books
        .contracts()
        .iter()
        .filter(|(_, contract)| contract.signed.signed <= on)
        .filter_map(|(id, contract)| Some((id, contract.signed.first_day?, price_a_mu(contract)?)))
        .collect();
    for (id, first_day, price) in &leases {
        let near = leases.iter().filter(|(other, day, _)| other != id && first_day.days_since(*day).abs() <= 3 * 366);
        let mut others: Vec<&Exact> = near.map(|(_, _, price)| price).collect();
        others.sort();
        let Some(middle) = others.get(others.len() / 2).filter(|_| others.len() >= 3) else { continue };
        if *price < *middle * &Exact::new(7, 10) {
            let told =
                |price: &Exact| price.decimal(2).map_or_else(|| price.to_string(), |text| format!("{text} 元/亩/年"));
            let asked = Sighting::CheapLease { price: told(price), middle: told(middle) };
            all.push(Question::new(Regarding::Contract((*id).clone()), asked));
        }
    }
}
