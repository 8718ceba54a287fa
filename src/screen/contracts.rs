//! What contracts leave open, let off, or change by much.

use super::{Question, Regarding, Sighting};
use crate::{
    books::{Books, Contract, Parcel, postings},
    event::{DatedTerm, Direction, Holder},
    unit::{AreaMu, ContractId, Day, Exact, Fen, Ratio},
};

/// The part by which interest on late rent of households comes.
const LATE_INTEREST: &str = "late_interest";

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
        above_late(books, id, contract, &mut seen);
        not_claimed(books, contract, on, &mut seen);
        if contract.signed.direction == Direction::Out {
            seen.extend(contract.signed.principal.map(|amount| Sighting::LoanGiven { amount: amount.fen() }));
        }
        all.extend(seen.into_iter().map(|asked| Question::new(Regarding::Contract(id.clone()), asked)));
    }
    cheap(books, on, all);
    beyond(books, on, all);
}

/// Interest on late rent beyond what the days make of the rent that came: of whole yuan, since both sides may round.
fn above_late(books: &Books, id: &ContractId, contract: &Contract, seen: &mut Vec<Sighting>) {
    let (Some(rent), late) = (contract.rent_part(), contract.late_rent()) else { return };
    for instalment in &contract.instalments {
        let of = |name: &str| {
            let own = books.parts_under(id).filter(|part| part.instalment.as_ref() == Some(&instalment.payout));
            own.filter(|part| part.reference.part.as_str() == name).map(|part| (part.on, part.amount.fen())).collect()
        };
        let (interest, came): (Vec<(Day, Fen)>, Vec<(Day, Fen)>) = (of(LATE_INTEREST), of(rent));
        let Some(last) = interest.iter().chain(&came).map(|(on, _)| *on).max() else { continue };
        let sum = |all: &[(Day, Fen)]| Fen::capped_total(all.iter().map(|(_, amount)| *amount));
        let (got, asked) = (sum(&interest), sum(&came));
        let most = late.as_ref().and_then(|late| books.late_interest(late, (instalment.due, asked), came, last));
        let most = most.unwrap_or(Fen::ZERO);
        if got > most.capped_plus(Fen(100)) {
            seen.push(Sighting::LateInterestAbove { no: instalment.payout.to_string(), came: got, most });
        }
    }
}

/// Collective land that is let on a day beyond what the register has of it; where the register has none, nobody knows.
fn beyond(books: &Books, on: Day, all: &mut Vec<Question>) {
    let parcels = || books.registers().parcels().values();
    let own = |parcel: &&Parcel| parcel.holder_on(on) == Some(&Holder::Collective);
    let mu = |parcel: &Parcel| parcel.area.as_at(on).map(|(_, mu)| *mu);
    let sum = |all: Vec<AreaMu>| all.into_iter().try_fold(AreaMu::ZERO, AreaMu::plus);
    let runs = |contract: &&Contract| {
        let out = contract.signed.direction == Direction::Out && contract.signed.parcels.is_empty();
        out && contract.period().is_some_and(|days| days.holds(on))
    };
    let by_area = || books.contracts().values().filter(runs).filter(|contract| contract.signed.area_mu.is_some());
    let let_out = parcels().filter(own).filter(|parcel| parcel.leased_under(on).is_some()).filter_map(mu);
    let held = sum(parcels().filter(own).filter_map(mu).collect());
    let areas = sum(by_area().filter_map(|contract| contract.signed.area_mu).chain(let_out).collect());
    let newest = by_area().max_by_key(|contract| (contract.signed.signed, &contract.signed.contract));
    let (Some(held), Some(areas), Some(newest)) = (held, areas, newest) else { return };
    if held != AreaMu::ZERO && held < areas {
        let asked = Sighting::LandLetBeyond { on, all: areas, held };
        all.push(Question::new(Regarding::Contract(newest.signed.contract.clone()), asked));
    }
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

/// Where income is booked when it falls due: dues of income whose day has passed, and that are neither paid nor a claim.
fn not_claimed(books: &Books, contract: &Contract, on: Day, seen: &mut Vec<Sighting>) {
    let income = |part: &str| {
        let rule = books.chart().receipt.get(part).filter(|rule| rule.later.is_some());
        rule.is_some() && contract.signed.direction == Direction::Out
    };
    for stands in contract.dues_on(books, on).iter().filter(|stands| !stands.gone && stands.due.due <= on) {
        // rent across years is income as its days pass
        let within = stands.due.days.last_day() <= stands.due.due.year_end();
        let open = stands.open().map(|open| open.capped_minus(stands.claimed)).filter(|open| *open > Fen::ZERO);
        let chosen = books.setting_on("income_at_due", stands.due.due) == "yes";
        let open = open.filter(|_| chosen && within && income(stands.due.part.as_str()));
        seen.extend(open.map(|open| Sighting::DueNotClaimed { no: stands.due.no.clone(), due: stands.due.due, open }));
    }
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
