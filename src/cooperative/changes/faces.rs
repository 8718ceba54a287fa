//! What registers and contracts say of whom an instruction names, as one reads it: each place with what stands in it since
//! which day.

use super::compared::{Aspect, ChangedThing, Face, Faces, Stood};
use crate::{
    books::{Books, Contract, Dated, Household, Parcel, Resident},
    decide::rent_due,
    event::Holder,
    log::Json,
    statement::reports,
    unit::{AreaMu, ContractId, Day, Exact, Shares},
};
use std::collections::{BTreeMap, BTreeSet};

/// Parcels of a contract above which the rent of its instalments is not computed for a look.
const LARGE: usize = 3_000;

/// The codes that a fact names, whatever they are of.
pub(super) struct Named(BTreeSet<String>);

impl Named {
    /// Every text of a body, and every name of a member that is no word of the format.
    pub(super) fn of(body: &Json) -> Named {
        let mut named = Named(BTreeSet::new());
        named.take(body);
        named
    }

    fn take(&mut self, json: &Json) {
        match json {
            Json::Text(text) => _ = self.0.insert(text.clone()),
            Json::Array(items) => items.iter().for_each(|item| self.take(item)),
            Json::Object(members) => members.iter().for_each(|(name, value)| {
                self.0.insert(name.clone());
                self.take(value);
            }),
            Json::Bool(_) | Json::Integer(_) => {}
        }
    }

    /// Adds what goes with what is named: the persons of households, contracts under which parcels and houses are let, and
    /// what an entry that is taken back named itself.
    pub(super) fn beside(&mut self, books: &Books) {
        let registers = books.registers();
        let mut more: Vec<String> = Vec::new();
        for (code, parcel) in registers.parcels().iter().filter(|(code, _)| self.0.contains(code.as_str())) {
            more.push(code.to_string());
            more.extend(parcel.leased.iter().map(|(contract, _)| contract.to_string()));
        }
        for house in registers.houses().iter().filter(|(code, _)| self.has(code)).map(|(_, house)| house) {
            more.extend(house.let_under.iter().map(|(contract, _)| contract.to_string()));
        }
        let of_named = |holder: &Holder| self.0.contains(&holder.to_string());
        let persons = books.registers().persons().iter();
        more.extend(
            persons.filter(|(_, p)| p.household.latest().is_some_and(|h| self.has(h))).map(|(c, _)| c.to_string()),
        );
        let parcels = registers.parcels().iter().filter(|(_, p)| p.holder.latest().is_some_and(of_named));
        more.extend(parcels.map(|(code, _)| code.to_string()));
        let houses = registers.houses().iter().filter(|(_, h)| h.owner.latest().is_some_and(of_named));
        more.extend(houses.map(|(code, _)| code.to_string()));
        self.0.extend(more);
    }

    fn has(&self, code: &impl ToString) -> bool {
        self.0.contains(&code.to_string())
    }
}

/// What is read of all that is named.
pub(super) fn faces(books: &Books, named: &Named) -> Faces {
    let mut read = Reading { books, faces: Faces::new() };
    let registers = books.registers();
    for (code, household) in registers.households().iter().filter(|(code, _)| named.has(*code)) {
        read.household(code.as_str(), household);
    }
    for (code, person) in registers.persons().iter().filter(|(code, _)| named.has(*code)) {
        read.person(code.as_str(), person);
    }
    for (code, parcel) in registers.parcels().iter().filter(|(code, _)| named.has(*code)) {
        read.parcel(code.as_str(), parcel);
    }
    for (code, house) in registers.houses().iter().filter(|(code, _)| named.has(*code)) {
        let mut put = |field, face| read.put(ChangedThing::House, code.as_str(), field, "", face);
        put(Aspect::Owner, dated(&house.owner, text));
        put(Aspect::Floor, dated(&house.floor_m2, |area| Stood::Text(area.short())));
        put(Aspect::Condition, dated(&house.condition, maybe));
    }
    for (code, party) in registers.parties().iter().filter(|(code, _)| named.has(*code)) {
        read.put(ChangedThing::Party, code.as_str(), Aspect::Name, "", dated(&party.name, maybe));
        read.put(ChangedThing::Party, code.as_str(), Aspect::Role, "", dated(&party.role, text));
    }
    for (code, bank) in registers.banks().iter().filter(|(code, _)| named.has(*code)) {
        read.put(ChangedThing::Bank, code.as_str(), Aspect::Overdraft, "", dated(&bank.overdraft, text));
        read.put(ChangedThing::Bank, code.as_str(), Aspect::Owner, "", vec![(None, text(&bank.owner))]);
    }
    for (code, contract) in books.contracts().iter().filter(|(code, _)| named.has(*code)) {
        read.contract(code, contract);
    }
    for capital in registers.capital() {
        if capital.owner.changes().any(|(_, owner)| named.has(owner)) || named.has(&capital.contract) {
            let (code, item) = (capital.contract.to_string(), capital.key.clone());
            read.put(ChangedThing::Contract, &code, Aspect::Owner, &item, dated(&capital.owner, text));
            read.put(ChangedThing::Contract, &code, Aspect::Capital, &item, dated(&capital.amount, text));
        }
    }
    read.faces
}

fn text(value: &impl ToString) -> Stood {
    Stood::Text(value.to_string())
}

/// Shares without noughts behind them; none of a class is nothing.
fn shares(held: &Shares) -> Stood {
    let text = held.to_string();
    let short = text.trim_end_matches('0').trim_end_matches('.');
    if held.is_zero() { Stood::Nothing } else { Stood::Text(short.to_owned()) }
}

/// A price or another figure that is agreed, with four decimals as contracts have it; a fraction that has more as it is.
fn priced(value: &Exact) -> Stood {
    let Some(short) = value.decimal(4) else { return text(value) };
    let (whole, part) = short.split_once('.').unwrap_or((&short, ""));
    Stood::Text(format!("{whole}.{part:0<4}"))
}

fn maybe(value: &Option<impl ToString>) -> Stood {
    value.as_ref().map_or(Stood::Nothing, text)
}

/// What stood since which day.
fn dated<T>(of: &Dated<T>, said: impl Fn(&T) -> Stood) -> Face {
    let days: BTreeSet<Day> = of.changes().map(|(day, _)| *day).collect();
    days.into_iter().filter_map(|day| Some((Some(day), said(of.as_at(day)?)))).collect()
}

struct Reading<'a> {
    books: &'a Books,
    faces: Faces,
}

impl Reading<'_> {
    fn put(&mut self, thing: ChangedThing, code: &str, field: Aspect, item: &str, face: Face) {
        self.faces.insert((thing, code.to_owned(), field, item.to_owned()), face);
    }

    fn household(&mut self, code: &str, household: &Household) {
        let mut put = |field, item: &str, face| self.put(ChangedThing::Household, code, field, item, face);
        put(Aspect::Members, "", dated(&household.members, text));
        put(Aspect::Head, "", dated(&household.head, text));
        put(Aspect::Group, "", dated(&household.group, maybe));
        let stands = household.retired_from.map(|day| match &household.merged_into {
            Some(into) => (Some(day), Stood::Text(format!("→ {into}"))),
            None => (Some(day), Stood::Nothing),
        });
        let begins = (Some(household.enrolled), Stood::There);
        put(Aspect::Stands, "", [begins].into_iter().chain(stands).collect());
        for (class, held) in &household.shares {
            put(Aspect::Shares, class.as_str(), dated(held, shares));
        }
        if household.is_village() {
            put(Aspect::AreaMu, "", dated(&household.land_mu, |area| Stood::Text(area.short())));
            put(Aspect::PutIn, "", dated(&household.money, text));
        }
    }

    fn person(&mut self, code: &str, person: &Resident) {
        let mut lives = dated(&person.household, text);
        lives.extend(person.left.map(|(day, why)| (Some(day), Stood::Word("loss", why.word()))));
        lives.sort_by_key(|(day, _)| *day);
        self.put(ChangedThing::Person, code, Aspect::Household, "", lives);
        self.put(ChangedThing::Person, code, Aspect::Relation, "", dated(&person.relation, maybe));
        for (class, held) in &person.shares {
            self.put(ChangedThing::Person, code, Aspect::Shares, class.as_str(), dated(held, shares));
        }
    }

    fn parcel(&mut self, code: &str, parcel: &Parcel) {
        let mut put = |field, face| self.put(ChangedThing::Parcel, code, field, "", face);
        let mut holder = dated(&parcel.holder, text);
        holder.retain(|(day, _)| parcel.ended.is_none_or(|ended| *day < Some(ended)));
        holder.extend(parcel.ended.map(|day| (Some(day), Stood::Nothing)));
        put(Aspect::Holder, holder);
        put(Aspect::AreaMu, dated(&parcel.area, |(_, mu)| Stood::Text(mu.short())));
        put(Aspect::AreaM2, dated(&parcel.area, |(m2, _)| Stood::Text(m2.short())));
        put(Aspect::LandKind, dated(&parcel.kind, |kind| Stood::Word("land_kinds", kind.word())));
        put(Aspect::ContractEnd, dated(&parcel.contract_end, maybe));
        put(Aspect::Place, dated(&parcel.place, maybe));
        put(Aspect::Grade, dated(&parcel.grade, maybe));
    }

    fn contract(&mut self, code: &ContractId, contract: &Contract) {
        let last = contract.ended.as_ref().map(|ended| ended.last_day).or(contract.last_day);
        let why = contract.ended.as_ref().map(|ended| Stood::Word("past_whys", ended.why.as_str()));
        let mut put = |field, item: &str, face| self.put(ChangedThing::Contract, code.as_str(), field, item, face);
        put(Aspect::OtherSide, "", dated(&contract.parties, text));
        put(Aspect::LastDay, "", last.map(|day| (None, text(&day))).into_iter().collect());
        put(Aspect::Ended, "", why.map(|why| (None, why)).into_iter().collect());
        let signed = contract.signed.terms.price.as_ref();
        let mut terms: BTreeMap<String, Face> = BTreeMap::new();
        if let Some(price) = signed {
            terms.insert(format!("price {}", price.unit), vec![(None, priced(&price.amount.exact()))]);
        }
        for term in contract.dues.terms() {
            terms
                .entry(format!("{} {}", term.name, term.unit))
                .or_default()
                .push((Some(term.from), priced(&term.value.exact())));
        }
        for (item, mut face) in terms {
            face.sort_by_key(|(day, _)| *day);
            put(Aspect::Term, &item, face);
        }
        self.land(code, contract);
        self.rent(code, contract);
    }

    /// How much is let under a contract, since which day.
    fn land(&mut self, code: &ContractId, contract: &Contract) {
        let registers = self.books.registers();
        let all = registers.parcels().values();
        let of_it = |parcel: &Parcel| parcel.leased.iter().any(|(under, _)| under == code);
        let parcels: Vec<&Parcel> = all.filter(|parcel| of_it(parcel)).collect();
        if parcels.len() > LARGE {
            return;
        }
        let days = parcels.iter().flat_map(|parcel| {
            let runs = parcel.leased.iter().filter(|(under, _)| under == code).map(|(_, days)| *days);
            let ends = runs.clone().filter_map(|days| days.last_day().plus_days(1));
            runs.map(|days| days.first_day()).chain(ends).chain(parcel.area.changes().map(|(day, _)| *day))
        });
        let days: BTreeSet<Day> = days.collect();
        let on = |day: Day| {
            let there: Vec<_> = parcels.iter().filter(|parcel| parcel.leased_under(day) == Some(code)).collect();
            let mut areas = there.iter().filter_map(|parcel| parcel.area.as_at(day)).map(|(_, mu)| *mu);
            let area = areas.try_fold(AreaMu::ZERO, AreaMu::plus);
            match area {
                Some(area) if !there.is_empty() => Stood::Things(there.len(), area.short()),
                _ => Stood::Nothing,
            }
        };
        let face = days.into_iter().map(|day| (Some(day), on(day))).collect();
        self.put(ChangedThing::Contract, contract.signed.contract.as_str(), Aspect::Land, "", face);
    }

    /// What instalments and dues of a contract come to.
    fn rent(&mut self, code: &ContractId, contract: &Contract) {
        let books = self.books;
        let large = contract.signed.parcels.len() > LARGE;
        for instalment in &contract.instalments {
            let Some(days) = instalment.period() else { continue };
            let shared = books.payout(&instalment.payout).map(|payout| payout.declared.record_day);
            let record_day = shared.unwrap_or(instalment.due);
            let asked = || rent_due(books, code, Some(&instalment.payout), days, record_day, instalment.due).0;
            let stood = if large { None } else { asked() }.map_or(Stood::ToCome, |amount| text(&amount));
            let item = format!("{} ({})", instalment.payout, instalment.due);
            self.put(ChangedThing::Contract, code.as_str(), Aspect::Instalment, &item, vec![(None, stood)]);
        }
        let dues = contract.dues.all();
        let Some(far) = dues.iter().map(|due| due.due.max(due.days.last_day())).max() else { return };
        for due in reports::dues_of(books, contract, far) {
            let gone = due.state == reports::DueState::FellAway;
            let stood = due.asked.map_or(Stood::ToCome, |amount| text(&amount));
            let item = format!("{} ({})", due.no, due.due);
            let face = if gone { Face::new() } else { vec![(None, stood)] };
            self.put(ChangedThing::Contract, code.as_str(), Aspect::Due, &item, face);
        }
    }
}
