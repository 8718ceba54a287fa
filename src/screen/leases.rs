//! Contracts beside what came under them: run out and still paid, late and never charged, more land than there is.

use super::{ContractSighting, LandSighting, Question, Regarding, gathered::Gathered, parts::Part};
use crate::{
    books::{Books, Contract},
    event::{Direction, Holder},
    unit::{ContractId, Day, Exact, Fen, PayoutId, Period},
};
use std::collections::{BTreeMap, BTreeSet};

/// Days behind its last one within which a contract's last money comes.
const EXPIRED_DAYS: i64 = 90;
/// Days within which interest comes behind what was late.
const INTEREST_DAYS: i64 = 90;
/// Days of a lease of which nothing may speak, and behind them within which they are paid.
const SPOKEN_DAYS: i64 = 366;
/// A yuan, within which two ways of rounding agree.
const YUAN: Fen = Fen(100);

pub(super) fn ask(gathered: &Gathered, books: &Books, on: Day, all: &mut Vec<Question>) {
    for (id, contract) in books.contracts().iter().filter(|(_, c)| c.signed.direction == Direction::Out) {
        let mut seen = Vec::new();
        seen.extend(expired(gathered, books, (id, contract), on));
        seen.extend(interest(gathered, books, (id, contract), on));
        late_rent(books, (id, contract), on, &mut seen);
        seen.extend(unspoken(books, (id, contract), on));
        seen.extend(let_free(gathered, books, (id, contract), on));
        all.extend(seen.into_iter().map(|seen| Question::new(Regarding::Contract(id.clone()), seen)));
    }
    more_than_held(books, on, all);
}

/// It ran out, nothing says that it ended, and money comes long after.
fn expired(
    gathered: &Gathered,
    books: &Books,
    (id, contract): (&ContractId, &Contract),
    on: Day,
) -> Option<ContractSighting> {
    let last_day = contract.last_day.filter(|_| contract.ended.is_none())?;
    let stands = |(entry, day, _): &&(u64, Day, Fen)| {
        books.corrected_by(*entry).is_none() && *day <= on && day.days_since(last_day) > EXPIRED_DAYS
    };
    let came = Fen::capped_total(gathered.came.get(id)?.iter().filter(stands).map(|(.., amount)| *amount));
    (came > Fen::ZERO).then_some(ContractSighting::ExpiredSilently { last_day, came })
}

/// What is owed on dues that came late, beside what came of it.
fn interest(
    gathered: &Gathered,
    books: &Books,
    (id, contract): (&ContractId, &Contract),
    on: Day,
) -> Option<ContractSighting> {
    contract.signed.late.as_ref()?;
    let fees = gathered.late_fees.get(id).into_iter().flatten();
    let fees = fees.filter(|(entry, _)| books.corrected_by(*entry).is_none());
    let came = Fen::capped_total(fees.map(|(_, amount)| *amount));
    let dues = contract.dues_on(books, on);
    let whole = Fen::capped_total(dues.iter().map(|stands| stands.late_interest));
    if whole.capped_plus(YUAN) < came {
        return Some(ContractSighting::InterestAbove { no: None, owed: whole, came });
    }
    // of what is closed for long; what is open still grows
    let closed = dues.iter().filter(|stands| !stands.gone && stands.open() == Some(Fen::ZERO)).filter(|stands| {
        let moves = contract.dues.moves().iter().filter(|moved| moved.no == stands.due.no);
        moves.map(|moved| moved.on).max().is_some_and(|last| on.days_since(last) > INTEREST_DAYS)
    });
    let owed = Fen::capped_total(closed.map(|stands| stands.late_interest));
    (came.capped_plus(YUAN) < owed).then_some(ContractSighting::InterestWaived { owed, came })
}

/// Interest on late rent beyond what the days make of the rent that came, or less long after: of whole yuan, since both
/// sides may round.
fn late_rent(books: &Books, (id, contract): (&ContractId, &Contract), on: Day, seen: &mut Vec<ContractSighting>) {
    if contract.instalments.is_empty() || contract.rent_part().is_none() {
        return;
    }
    let late = contract.late_rent();
    // of each instalment: interest, and what came of rent
    let mut by_instalment: BTreeMap<&PayoutId, (Vec<(Day, Fen)>, Vec<(Day, Fen)>)> = BTreeMap::new();
    for own in books.parts_under(id) {
        let part = Part::of(books, own.reference.part.as_str()).filter(|part| part.is_shared());
        if let Some((instalment, part)) = own.instalment.as_ref().zip(part) {
            let (interest, came) = by_instalment.entry(instalment).or_default();
            if part.is_late() { interest } else { came }.push((own.on, own.amount.fen()));
        }
    }
    let (mut owed, mut taken) = (Fen::ZERO, Fen::ZERO);
    for instalment in &contract.instalments {
        let Some((interest, came)) = by_instalment.get(&instalment.payout).cloned() else { continue };
        let Some(last) = interest.iter().chain(&came).map(|(on, _)| *on).max() else { continue };
        let sum = |all: &[(Day, Fen)]| Fen::capped_total(all.iter().map(|(_, amount)| *amount));
        let (got, asked) = (sum(&interest), sum(&came));
        let most = late.as_ref().and_then(|late| books.late_interest(late, (instalment.due, asked), came, last));
        let most = most.unwrap_or(Fen::ZERO);
        if got > most.capped_plus(YUAN) {
            let no = Some(instalment.payout.to_string());
            seen.push(ContractSighting::InterestAbove { no, owed: most, came: got });
        } else if got.capped_plus(YUAN) < most && on.days_since(last) > INTEREST_DAYS {
            (owed, taken) = (owed.capped_plus(most), taken.capped_plus(got));
        }
    }
    if owed > Fen::ZERO {
        seen.push(ContractSighting::InterestWaived { owed, came: taken });
    }
}

/// More than a year of days of a lease of households' land of which no instalment and no due speaks that is to be paid
/// within a year behind them, and of which no rent came.
fn unspoken(books: &Books, (id, contract): (&ContractId, &Contract), on: Day) -> Option<ContractSighting> {
    let signed = &contract.signed;
    let theirs = |code| books.registers().parcels().get(code).is_some_and(|parcel| !parcel.is_of_collective());
    let households = signed.belongs_to != Some(Holder::Collective) && signed.parcels.iter().any(theirs);
    let first = signed.first_day.filter(|_| households)?;
    let last = contract.ended.as_ref().map(|ended| ended.last_day).or(contract.last_day)?.min(on);
    let soon = |due: Day, days: &Period| due.days_since(days.last_day()) <= SPOKEN_DAYS;
    let instalments = contract.instalments.iter().filter_map(|i| i.period().filter(|days| soon(i.due, days)));
    let dues = contract.dues.all().iter().filter(|due| soon(due.due, &due.days)).map(|due| due.days);
    let came = books.parts_under(id).filter_map(|part| {
        let year = part.year.and_then(|year| i32::try_from(year).ok()).unwrap_or_else(|| part.on.year());
        part.period.or_else(|| Period::year(year))
    });
    let mut spoken: Vec<Period> = instalments.chain(dues).chain(came).collect();
    spoken.sort_by_key(|days| days.first_day());
    let (mut from, end) = (first, last.plus_days(1)?);
    let next = spoken.iter().map(|days| (days.first_day(), days.last_day().plus_days(1)));
    for (begins, behind) in next.chain([(end, None)]) {
        let begins = begins.min(end);
        if begins.days_since(from) > SPOKEN_DAYS {
            return Some(ContractSighting::LeaseWithoutRent { own: false, from, until: begins.plus_days(-1)? });
        }
        from = behind.map_or(from, |behind| behind.max(from));
    }
    None
}

/// The collective's land or houses, let for nothing that is agreed, of which nothing came, with nobody's vote and no tender.
fn let_free(
    gathered: &Gathered,
    books: &Books,
    (id, contract): (&ContractId, &Contract),
    on: Day,
) -> Option<ContractSighting> {
    let (signed, terms) = (&contract.signed, &contract.signed.terms);
    let parcels = books.registers().parcels();
    let ours = |code| parcels.get(code).is_some_and(|parcel| parcel.is_of_collective());
    let land = signed.parcels.iter().any(ours) || (signed.parcels.is_empty() && signed.area_mu.is_some());
    let houses = books.registers().houses();
    let house = signed
        .houses
        .iter()
        .any(|code| houses.get(code).is_some_and(|house| house.owner.latest() == Some(&Holder::Collective)));
    let voted = signed.tender.is_some() || signed.resolution.is_some();
    let priced = terms.price.is_some() || !terms.prices_by_year.is_empty() || !contract.dues.terms().is_empty();
    let shares = terms.revenue_share.is_some() || terms.return_rate.is_some() || terms.capital.is_some();
    let due = !contract.dues.all().is_empty() || !contract.instalments.is_empty();
    let first = signed.first_day.filter(|_| (land || house) && !(voted || priced || shares || due))?;
    let came = gathered.came.get(id).into_iter().flatten().any(|(entry, ..)| books.corrected_by(*entry).is_none());
    let came = came || books.parts_under(id).next().is_some();
    let until = contract.ended.as_ref().map(|ended| ended.last_day).or(contract.last_day).unwrap_or(on).min(on);
    let long = !came && on.days_since(first) > EXPIRED_DAYS;
    long.then_some(ContractSighting::LeaseWithoutRent { own: true, from: first, until })
}

/// Land that is let by area alone, beside the collective's parcels that no lease names; in a union beside what villages
/// put in. A village that has none of its own land in the register is asked where it is a fifth of all there is.
fn more_than_held(books: &Books, on: Day, all: &mut Vec<Question>) {
    let by_area = |contract: &Contract| {
        let area = contract.signed.area_mu.filter(|_| contract.signed.parcels.is_empty())?;
        let first = contract.signed.first_day?;
        let last = contract.ended.as_ref().map(|ended| ended.last_day).or(contract.last_day).unwrap_or(Day::LAST);
        Some((Period::new(first, last)?, area.exact()))
    };
    let out = books.contracts().values().filter(|contract| contract.signed.direction == Direction::Out);
    let let_out: Vec<(Period, Exact)> = out.filter_map(by_area).collect();
    let days: BTreeSet<Day> = let_out.iter().map(|(days, _)| days.first_day()).filter(|day| *day <= on).collect();
    if days.is_empty() {
        return;
    }
    let mut lets = Moved::none();
    for (days, area) in &let_out {
        lets.turn([days.first_day()], |_| area.clone());
        lets.turn(days.last_day().plus_days(1), |_| &Exact::zero() - area);
    }
    let (mut own, mut land) = held(books);
    for day in days {
        let (sum, held, land) = (lets.until(day), own.until(day), land.until(day));
        let bound = if held.is_zero() { land * &Exact::new(1, 5) } else { held.clone() };
        if bound < *sum {
            let told = |mu: &Exact| mu.decimal(2).unwrap_or_else(|| mu.to_string());
            let seen = LandSighting::LetMoreThanHeld { on: day, let_out: told(sum), held: told(held) };
            all.push(Question::new(Regarding::Land, seen));
            return;
        }
    }
}

/// Mu that come and go, by the day from which on they do: what stands on a day is added up once over all days.
struct Moved {
    moves: BTreeMap<Day, Exact>,
    stands: Exact,
}

impl Moved {
    fn none() -> Moved {
        Moved { moves: BTreeMap::new(), stands: Exact::zero() }
    }

    /// Something has as much from each of these days on as is said, until the next of them.
    fn turn(&mut self, days: impl IntoIterator<Item = Day>, has: impl Fn(Day) -> Exact) {
        let mut was = Exact::zero();
        for day in days {
            let is = has(day);
            if is != was {
                let moved = self.moves.entry(day).or_insert_with(Exact::zero);
                *moved = &*moved + &(&is - &was);
                was = is;
            }
        }
    }

    /// What stands at the end of a day, which no earlier one is asked behind.
    fn until(&mut self, day: Day) -> &Exact {
        while let Some(next) = self.moves.first_entry().filter(|next| *next.key() <= day) {
            self.stands = &self.stands + &next.remove();
        }
        &self.stands
    }
}

/// Land of the collective that no lease names, and all land of the register.
fn held(books: &Books) -> (Moved, Moved) {
    let (mut own, mut land) = (Moved::none(), Moved::none());
    for parcel in books.registers().parcels().values() {
        let lets = parcel.leased.iter().flat_map(|(_, days)| [Some(days.first_day()), days.last_day().plus_days(1)]);
        let turns = parcel.holder.days_from(Day::FIRST).chain(parcel.area.days_from(Day::FIRST));
        let turns: BTreeSet<Day> = turns.chain(lets.flatten()).chain(parcel.ended).collect();
        let mu = |day: Day| match parcel.area.as_at(day).filter(|_| parcel.is_there(day)) {
            Some((_, mu)) => mu.exact(),
            None => Exact::zero(),
        };
        let is_own = |day: Day| parcel.household_on(day).is_none() && parcel.leased_under(day).is_none();
        land.turn(turns.iter().copied(), mu);
        own.turn(turns, |day| if is_own(day) { mu(day) } else { Exact::zero() });
    }
    for village in books.registers().households().values() {
        for sum in [&mut own, &mut land] {
            sum.turn(village.land_mu.days_from(Day::FIRST), |day| village.land_at(day).exact());
        }
    }
    (own, land)
}
