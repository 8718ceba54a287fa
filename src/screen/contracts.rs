//! What contracts leave open, let off, or change by much.

use super::{
    ContractSighting, MoneySighting, Question, Regarding,
    gathered::{Gathered, Looked},
    officers::officer_behind,
    parts::{Part, deposit_held},
};
use crate::{
    books::{Books, Contract, DueStands, Household, is_price, same_unit},
    event::{ContractAmended, ContractSigned, DatedTerm, Direction, Fact, Holder, PriceTerm, Worth},
    unit::{ContractId, Day, Exact, Fen, PartyId, Ratio},
};

/// Days after which what is late is asked about.
const LATE_DAYS: i64 = 90;
/// Days that rent may come ahead.
const AHEAD_DAYS: i64 = 366;
/// Days behind its first one within which a contract is signed, and behind that day within which it is recorded.
const SIGNED_DAYS: i64 = 31;
/// Days by which a contract runs on with nobody's vote.
const LONGER_DAYS: i64 = 366;
const YEAR: i64 = 365;
/// Days between the first days of leases that are compared.
const NEAR_DAYS: i64 = 3 * 366;
/// Days and mu of the collective's land that is let in public.
const TENDER_DAYS: i64 = 3 * 366;
const TENDER_MU: i128 = 30;
/// Years for which land is contracted at most (law, article 21).
const TERM_MONTHS: i32 = 360;
/// Years for which houses are let at most (civil code, article 705).
const HOUSE_MONTHS: i32 = 240;
/// Yuan a mu and year below which rent is nothing.
const TOKEN: i128 = 10;

/// What a contract, or its change, raises when it is recorded.
pub(super) fn look(gathered: &mut Gathered, looked: &Looked<'_>) {
    if let Fact::ContractSigned(signed) = looked.fact() {
        signed_on(gathered, looked, signed);
    }
    if let Fact::ContractAmended(amended) = looked.fact() {
        amended_on(gathered, looked, amended);
    }
}

fn signed_on(gathered: &mut Gathered, looked: &Looked<'_>, signed: &ContractSigned) {
    let about = || Regarding::Contract(signed.contract.clone());
    with_kin(gathered, looked, &signed.contract, &signed.party);
    if let Some(seen) = untendered(looked.books, signed) {
        gathered.note(looked, about(), seen);
    }
    if let Some(first_day) = signed.first_day.filter(|first| signed.signed.days_since(*first) > SIGNED_DAYS) {
        gathered.note(looked, about(), ContractSighting::SignedLate { signed: signed.signed, first_day });
    }
    let begun = gathered.begun(signed.signed);
    if looked.recorded.days_since(begun) > SIGNED_DAYS {
        let kind = looked.fact().name().to_owned();
        let (on, recorded) = (signed.signed, looked.recorded);
        gathered.note(looked, about(), MoneySighting::RecordedLate { kind, on, recorded, usual: SIGNED_DAYS });
    }
}

/// Much land of the collective's for years, of which neither a tender nor a resolution is named.
fn untendered(books: &Books, signed: &ContractSigned) -> Option<ContractSighting> {
    let (was, is) = signed.first_day.zip(signed.last_day)?;
    // a union, whose members are villages, lets on what they voted to put in
    let union = books.registers().households().values().next().is_some_and(Household::is_village);
    let voted = union || signed.tender.is_some() || signed.resolution.is_some();
    let long = signed.direction == Direction::Out && !voted && is.days_since(was) > TENDER_DAYS;
    let parcel = |code| books.registers().parcels().get(code).filter(|parcel| parcel.is_of_collective());
    let own: Vec<_> = signed.parcels.iter().filter(|_| long).filter_map(parcel).collect();
    let parcels: Exact = own.iter().filter_map(|parcel| Some(parcel.area.as_at(was)?.1.exact())).sum();
    let mu = signed.area_mu.filter(|_| long).map_or(parcels, |area| area.exact());
    let told = || mu.decimal(2).unwrap_or_else(|| mu.to_string());
    (mu >= Exact::whole(TENDER_MU)).then(|| ContractSighting::LeaseUntendered { was, is, mu: Some(told()) })
}

fn amended_on(gathered: &mut Gathered, looked: &Looked<'_>, amended: &ContractAmended) {
    let Some(contract) = looked.books.contract(&amended.contract) else { return };
    if let Some(assigned) = &amended.assign {
        with_kin(gathered, looked, &amended.contract, &assigned.to);
    }
    let out = contract.signed.direction == Direction::Out && amended.resolution.is_none();
    let days = contract.last_day.zip(amended.last_day).filter(|(was, is)| out && is.days_since(*was) > LONGER_DAYS);
    if let Some((was, is)) = days {
        let about = Regarding::Contract(amended.contract.clone());
        gathered.note(looked, about, ContractSighting::LeaseUntendered { was, is, mu: None });
    }
}

fn with_kin(gathered: &mut Gathered, looked: &Looked<'_>, contract: &ContractId, party: &PartyId) {
    if let Some(officer) = officer_behind(looked.books, party.as_str()) {
        let seen = ContractSighting::PartyIsKin { party: party.to_string(), officer };
        gathered.note(looked, Regarding::Contract(contract.clone()), seen);
    }
}

pub(super) fn ask(books: &Books, on: Day, all: &mut Vec<Question>) {
    for (id, contract) in books.contracts().iter().filter(|(_, contract)| contract.signed.signed <= on) {
        let mut seen = Vec::new();
        let dues = contract.dues_on(books, on);
        overdue(books, contract, (&dues, on), &mut seen);
        early(books, id, contract, &mut seen);
        seen.extend(
            contract.dues.let_off_unvoted().map(|no| ContractSighting::LetOffWithoutResolution { no: no.clone() }),
        );
        seen.extend(price_jumps(contract.dues.terms()));
        seen.extend(jump_from_signed(contract));
        seen.extend(deposit_left(books, contract, on));
        seen.extend(token_rent(books, contract));
        seen.extend(long_term(contract));
        not_claimed(books, contract, (&dues, on), &mut seen);
        seen.extend(unreleased(books, contract));
        if contract.signed.direction == Direction::Out {
            seen.extend(contract.signed.principal.map(|amount| ContractSighting::LoanGiven { amount: amount.fen() }));
        }
        all.extend(seen.into_iter().map(|asked| Question::new(Regarding::Contract(id.clone()), asked)));
    }
    cheap(books, on, all);
}

fn overdue(books: &Books, contract: &Contract, (dues, on): (&[DueStands<'_>], Day), seen: &mut Vec<ContractSighting>) {
    let late = |due: Day| on.days_since(due) > LATE_DAYS;
    let out = contract.signed.direction == Direction::Out;
    for stands in dues.iter().filter(|stands| out && !stands.gone && late(stands.due.due)) {
        let open = stands.open().filter(|open| *open > Fen::ZERO);
        seen.extend(open.map(|open| ContractSighting::RentOverdue {
            no: stands.due.no.to_string(),
            due: stands.due.due,
            open: Some(open),
        }));
    }
    let id = &contract.signed.contract;
    let missing =
        contract.instalments.iter().filter(|i| late(i.due) && books.history().received(id, &i.payout).is_empty());
    seen.extend(missing.map(|i| ContractSighting::RentOverdue { no: i.payout.to_string(), due: i.due, open: None }));
}

/// What came in advance and was earned by the end of the last year that is closed, where nobody took it as income.
fn unreleased(books: &Books, contract: &Contract) -> Option<ContractSighting> {
    let (year, _) = books.years().iter().rev().find(|(_, year)| year.net_income.is_some())?;
    let end = Day::new(i32::try_from(*year).ok()?, 12, 31)?;
    let amount = Fen::capped_total(contract.advances.iter().map(|advance| advance.due(end)));
    (amount > Fen::ZERO).then_some(ContractSighting::AdvanceUnreleased { year: *year, amount })
}

/// Where income is booked when it falls due: dues of income whose day has passed, and that are neither paid nor a claim.
fn not_claimed(
    books: &Books,
    contract: &Contract,
    (dues, on): (&[DueStands<'_>], Day),
    seen: &mut Vec<ContractSighting>,
) {
    let income = |part: &str| {
        let rule = books.chart().receipt.get(part).filter(|rule| rule.later.is_some());
        rule.is_some() && contract.signed.direction == Direction::Out
    };
    for stands in dues.iter().filter(|stands| !stands.gone && stands.due.due <= on) {
        // rent across years is income as its days pass
        let within = stands.due.days.last_day() <= stands.due.due.year_end();
        let open = stands.open().map(|open| open.capped_minus(stands.claimed)).filter(|open| *open > Fen::ZERO);
        let chosen = books.setting_on("income_at_due", stands.due.due) == "yes";
        let open = open.filter(|_| chosen && within && income(stands.due.part.as_str()));
        seen.extend(open.map(|open| ContractSighting::DueNotClaimed {
            no: stands.due.no.clone(),
            due: stands.due.due,
            open,
        }));
    }
}

fn early(books: &Books, id: &ContractId, contract: &Contract, seen: &mut Vec<ContractSighting>) {
    for instalment in &contract.instalments {
        let came = books.history().received(id, &instalment.payout).iter().map(|received| received.on).min();
        let early = came.filter(|came| instalment.first_day.days_since(*came) > AHEAD_DAYS);
        seen.extend(early.map(|received| ContractSighting::EarlyRent {
            no: instalment.payout.to_string(),
            received,
            first_day: instalment.first_day,
        }));
    }
}

/// A term that is more than a fifth above or below what it was.
fn price_jumps(terms: &[DatedTerm]) -> Vec<ContractSighting> {
    let mut seen = Vec::new();
    for (n, term) in terms.iter().enumerate() {
        // in one step, or in several within a year
        let earlier = || terms.iter().take(n).filter(|other| other.name == term.name && other.from < term.from);
        let within = |other: &&DatedTerm| term.from.days_since(other.from) < YEAR;
        let stood = earlier().filter(|other| !within(other)).max_by_key(|other| other.from);
        let last = earlier().max_by_key(|other| other.from);
        let jumped = |other: &&DatedTerm| differs_by_more_than(other.value, term.value, (1, 5));
        if let Some(before) = last.into_iter().chain(stood).chain(earlier().filter(within)).find(jumped) {
            let told = |value: Ratio| format!("{value} {}", term.unit);
            let (was, is) = (told(before.value), told(term.value));
            seen.push(ContractSighting::PriceJump { name: term.name.clone(), was, is, from: term.from });
        }
    }
    seen
}

/// The first price that an amendment says, beside the one that was signed with the contract.
fn jump_from_signed(contract: &Contract) -> Option<ContractSighting> {
    let signed = contract.signed.terms.price.as_ref()?;
    let of = |term: &&DatedTerm| is_price(&term.name) && same_unit(term.unit.as_str(), signed.unit.as_str());
    let term = contract.dues.terms().iter().filter(of).min_by_key(|term| term.from)?;
    differs(&signed.amount.exact(), &term.value.exact(), (1, 5)).then(|| {
        let (was, is) = (format!("{} {}", signed.amount, signed.unit), format!("{} {}", term.value, term.unit));
        ContractSighting::PriceJump { name: term.name.clone(), was, is, from: term.from }
    })
}

fn differs_by_more_than(was: Ratio, is: Ratio, by: (i128, u64)) -> bool {
    differs(&was.exact(), &is.exact(), by)
}

fn differs(was: &Exact, is: &Exact, (over, under): (i128, u64)) -> bool {
    let moved = is - was;
    let moved = if moved.is_negative() { was - is } else { moved };
    moved > was * &Exact::new(over, under)
}

fn deposit_left(books: &Books, contract: &Contract, on: Day) -> Option<ContractSighting> {
    let ended = contract.ended.as_ref().map(|ended| ended.last_day).or(contract.last_day)?;
    if on.days_since(ended) <= LATE_DAYS {
        return None;
    }
    let amount = deposit_held(books, contract.party().as_str());
    (amount > Fen::ZERO).then_some(ContractSighting::DepositLeft { amount, ended })
}

/// Land of anybody's that is let for less than 10 yuan a mu and year.
fn token_rent(books: &Books, contract: &Contract) -> Option<ContractSighting> {
    let signed = &contract.signed;
    let first = signed.first_day.filter(|_| signed.direction == Direction::Out)?;
    // as it began, and as amendments have it since
    let days = contract.dues.terms().iter().map(|term| term.from).filter(|from| *from > first);
    let prices = days.chain([first]).filter_map(|day| contract.price_on(PriceTerm::OF_LAND, day));
    let price = prices.min().or_else(|| by_mu(books, contract, first))?;
    let price = (price < Exact::whole(TOKEN)).then_some(price)?;
    Some(ContractSighting::TokenRent { price: price.decimal(2).unwrap_or_else(|| price.to_string()) })
}

/// The first due of a lease of land, of an agreed amount, for a mu and a year.
fn by_mu(books: &Books, contract: &Contract, first: Day) -> Option<Exact> {
    let own = |code| books.registers().parcels().get(code)?.area.as_at(first).map(|(_, mu)| mu.exact());
    let mu: Exact = contract.signed.parcels.iter().filter_map(own).sum();
    let mu = contract.signed.area_mu.map_or(mu, |area| area.exact());
    let is_rent = |part: &str| Part::of(books, part).is_some_and(Part::is_rent);
    let due = contract.dues.all().iter().find(|due| is_rent(due.part.as_str()))?;
    let Worth::Amount(amount) = &due.worth else { return None };
    let years = Exact::whole(due.days.days().into()).over(&Exact::whole(365))?;
    amount.fen().yuan().over(&(&mu * &years))
}

/// For more than thirty years; of houses alone that are let, for more than twenty.
fn long_term(contract: &Contract) -> Option<ContractSighting> {
    let signed = &contract.signed;
    let (first_day, last_day) = signed.first_day.zip(contract.last_day)?;
    let houses = !signed.houses.is_empty() && signed.parcels.is_empty() && signed.area_mu.is_none();
    let most = first_day.plus_months(if houses { HOUSE_MONTHS } else { TERM_MONTHS })?;
    (most <= last_day).then_some(ContractSighting::LongTerm { houses, first_day, last_day })
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
    let mut leases: Vec<(Day, &ContractId, Exact)> = books
        .contracts()
        .iter()
        .filter(|(_, contract)| contract.signed.signed <= on)
        .filter_map(|(id, contract)| Some((contract.signed.first_day?, id, price_a_mu(contract)?)))
        .collect();
    leases.sort_by_key(|(first_day, id, _)| (*first_day, *id));
    // the prices of those that began within three years of the one that is looked at, in order
    let mut near: Vec<(&Exact, &ContractId)> = Vec::new();
    let (mut come, mut gone) = (leases.iter().peekable(), leases.iter().peekable());
    let mut cheap: Vec<(&ContractId, ContractSighting)> = Vec::new();
    for (first_day, id, price) in &leases {
        while let Some((_, id, price)) = come.next_if(|(day, ..)| day.days_since(*first_day) <= NEAR_DAYS) {
            let place = near.partition_point(|other| *other < (price, *id));
            near.insert(place, (price, *id));
        }
        while let Some((_, id, price)) = gone.next_if(|(day, ..)| first_day.days_since(*day) > NEAR_DAYS) {
            let place = near.partition_point(|other| *other < (price, *id));
            near.remove(place);
        }
        let own = near.partition_point(|other| *other < (price, *id));
        let others = near.len().saturating_sub(1);
        let half = others / 2;
        let middle = near.get(if half < own { half } else { half + 1 }).filter(|_| others >= 3);
        let Some((middle, _)) = middle.filter(|(middle, _)| *price < *middle * &Exact::new(7, 10)) else { continue };
        let told = |price: &Exact| price.decimal(2).unwrap_or_else(|| price.to_string());
        cheap.push((*id, ContractSighting::CheapLease { price: told(price), middle: told(middle) }));
    }
    cheap.sort_by_key(|(id, _)| *id);
    all.extend(cheap.into_iter().map(|(id, asked)| Question::new(Regarding::Contract(id.clone()), asked)));
}
