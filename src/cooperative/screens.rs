//! Questions that only who has the private texts can raise: what opens is compared, and nothing of it is told but codes.

use crate::{
    books::Books,
    event::{Basis, Ownership, RegisterName},
    log::{Hash, opens},
    rules::full_years,
    screen::{HouseholdSighting, MoneySighting, Question, Regarding},
    unit::{BankId, Day, HouseholdId, PayoutId, PersonId},
};
use std::collections::{BTreeMap, BTreeSet};

/// Years that nobody has lived.
const OLDEST: i64 = 110;
/// Years from which somebody may be employed.
// SOURCE: 劳动法 (2018), article 15: nobody under sixteen is employed
const WORKS_FROM: i64 = 16;

/// Years by which who comes by birth may be older than newly born.
const BORN_YEARS: i64 = 3;

/// What a private text is compared for.
enum Compared {
    Bank(BankId),
    Account(HouseholdId),
    Birth(PersonId),
    Match(PersonId),
}

impl Compared {
    fn field(&self) -> &'static str {
        match self {
            Compared::Account(_) => "account",
            Compared::Bank(_) => "number",
            Compared::Birth(_) => "birth",
            Compared::Match(_) => "match",
        }
    }
}

/// The texts that are compared, by commitment, and what they say.
pub(super) struct PrivateScreens {
    wanted: BTreeMap<Hash, Compared>,
    accounts: BTreeMap<String, Vec<HouseholdId>>,
    banks: Vec<(BankId, String)>,
    births: Vec<(PersonId, String)>,
    matches: BTreeMap<String, Vec<PersonId>>,
}

impl PrivateScreens {
    /// Of the households that are there and the persons who live; `texts` say where each commitment stands.
    pub(super) fn of(books: &Books, texts: &BTreeMap<Hash, Vec<(u64, &'static str)>>) -> PrivateScreens {
        let mut newest: BTreeMap<u64, HouseholdId> = BTreeMap::new();
        for (id, household) in books.registers().households() {
            let last = books.rows().said_last(RegisterName::Household, id.as_str(), "account");
            if household.merged_into.is_none() {
                newest.extend(last.map(|entry| (entry, id.clone())));
            }
        }
        let banks = books.registers().banks().keys();
        let numbers =
            banks.filter_map(|id| Some((books.rows().said_last(RegisterName::Bank, id.as_str(), "number")?, id)));
        let numbers: BTreeMap<u64, &BankId> = numbers.collect();
        let mut wanted = BTreeMap::new();
        for (commitment, places) in texts {
            let number = places.iter().find(|(_, field)| *field == "number");
            let bank = number.and_then(|(entry, _)| numbers.get(entry));
            wanted.extend(bank.map(|id| (*commitment, Compared::Bank((*id).clone()))));
            let account = places.iter().find(|(_, field)| *field == "account");
            let household = account.and_then(|(entry, _)| newest.get(entry));
            wanted.extend(household.map(|id| (*commitment, Compared::Account(id.clone()))));
        }
        for (id, person) in books.registers().persons().iter().filter(|(_, person)| person.left.is_none()) {
            wanted.insert(person.birth, Compared::Birth(id.clone()));
            wanted.extend(person.matching.map(|matching| (matching, Compared::Match(id.clone()))));
        }
        let (accounts, matches) = (BTreeMap::new(), BTreeMap::new());
        PrivateScreens { wanted, accounts, banks: Vec::new(), births: Vec::new(), matches }
    }

    /// Takes note of a text that was kept.
    pub(super) fn take(&mut self, commitment: &Hash, plain: Option<&[u8]>) {
        let Some(compared) = self.wanted.get(commitment) else { return };
        let opened = plain.and_then(|plain| plain.split_first_chunk::<32>());
        let opened = opened.filter(|(salt, value)| opens(commitment, compared.field(), salt, value));
        let Some(text) = opened.and_then(|(_, value)| String::from_utf8(value.to_vec()).ok()) else { return };
        match compared {
            Compared::Account(id) => self.accounts.entry(number(&text)).or_default().push(id.clone()),
            Compared::Bank(id) => self.banks.push((id.clone(), number(&text))),
            Compared::Birth(id) => self.births.push((id.clone(), text)),
            Compared::Match(id) => self.matches.entry(text).or_default().push(id.clone()),
        }
    }

    /// What they raise.
    pub(super) fn ask(self, books: &Books) -> Vec<Question> {
        let mut all = Vec::new();
        // texts open in the order of their commitments, which are drawn; who is named first is named by code
        for households in self.accounts.values().filter(|all| all.len() > 1) {
            let mut households: Vec<&HouseholdId> = households.iter().collect();
            households.sort();
            let [first, rest @ ..] = households.as_slice() else { continue };
            let others = rest.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            all.push(Question::new(Regarding::Household((*first).clone()), HouseholdSighting::AccountTwice { others }));
        }
        self.banks_and_others(books, &mut all);
        for persons in self.matches.values() {
            let mut persons: Vec<&PersonId> = persons.iter().collect();
            persons.sort();
            if let [first, second, ..] = persons.as_slice() {
                let asked = HouseholdSighting::IdentityTwice { other: (*second).clone() };
                all.push(Question::new(Regarding::Person((*first).clone()), asked));
            }
        }
        let working = if self.births.is_empty() { BTreeMap::new() } else { working(books) };
        let today = books.recorded_at().map(|at| books.civil_day(at));
        for (person, born) in self.births {
            let born: Option<Day> = born.parse().ok();
            let years = born.zip(today).map(|(born, today)| i64::from(today.year() - born.year()));
            all.extend(born.and_then(|born| young(&working, &person, born)));
            all.extend(born.and_then(|born| born_long_before(books, &person, born)));
            if let Some(years) = years.filter(|years| *years > OLDEST) {
                all.push(Question::new(Regarding::Person(person), HouseholdSighting::TooOld { years }));
            }
        }
        all
    }

    /// Accounts of the collective's that are a household's, or have the number of another in the register; and households
    /// that were given the number of somebody's account there.
    fn banks_and_others(&self, books: &Books, all: &mut Vec<Question>) {
        let banks = books.registers().banks();
        let is_own = |id: &BankId| banks.get(id).is_some_and(|bank| bank.ownership == Ownership::Collective);
        let told = |id: &BankId| banks.get(id).map_or_else(|| id.to_string(), |bank| format!("{id} ({})", bank.owner));
        let changed = |household: &HouseholdId| {
            let row = books.rows().get(RegisterName::Household, household.as_str());
            row.is_some_and(|row| row.sayings("account").len() > 1)
        };
        let mut by_number: BTreeMap<&str, Vec<&BankId>> = BTreeMap::new();
        for (bank, number) in &self.banks {
            by_number.entry(number).or_default().push(bank);
        }
        for (bank, number) in &self.banks {
            let households = self.accounts.get(number).into_iter().flatten();
            if !is_own(bank) {
                for household in households.filter(|household| changed(household)) {
                    let seen = HouseholdSighting::AccountTwice { others: told(bank) };
                    all.push(Question::new(Regarding::Household(household.clone()), seen));
                }
                continue;
            }
            let same = by_number.get(number.as_str()).into_iter().flatten().copied().filter(|other| *other != bank);
            // of two of the collective's the later one is asked about
            let same = same.filter(|other| !is_own(other) || *other < bank).map(told);
            for household in households.map(ToString::to_string).chain(same) {
                let seen = MoneySighting::AccountOfHousehold { household };
                all.push(Question::new(Regarding::Bank(bank.clone()), seen));
            }
        }
    }
}

/// Who came by birth and was no child any more.
fn born_long_before(books: &Books, person: &PersonId, born: Day) -> Option<Question> {
    let there = books.registers().persons().get(person).filter(|there| there.basis == Basis::Born)?;
    let years = full_years(born, there.since);
    let asked = HouseholdSighting::BornLongBefore { years };
    (years >= BORN_YEARS).then(|| Question::new(Regarding::Person(person.clone()), asked))
}

/// The number of an account, however it is typed: in fours, with full-width digits.
fn number(text: &str) -> String {
    let plain = text.chars().map(|c| match c {
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c),
        _ => c,
    });
    let signs: String = plain.filter(|c| c.is_alphanumeric()).collect();
    if signs.is_empty() { text.to_owned() } else { signs.to_uppercase() }
}

/// The sheets on which each worker stands, with their first days.
fn working(books: &Books) -> BTreeMap<&str, Vec<(Day, &PayoutId)>> {
    let mut working: BTreeMap<&str, Vec<(Day, &PayoutId)>> = BTreeMap::new();
    for (id, sheet) in books.registers().sheets() {
        let workers: BTreeSet<&str> = sheet.lines.iter().map(|(worker, ..)| worker.as_str()).collect();
        for worker in workers {
            working.entry(worker).or_default().push((sheet.period.first_day(), id));
        }
    }
    working
}

/// The first sheet on which somebody works who is too young.
fn young(working: &BTreeMap<&str, Vec<(Day, &PayoutId)>>, person: &PersonId, born: Day) -> Option<Question> {
    let sheets = working.get(person.as_str()).into_iter().flatten();
    let young = sheets.filter_map(|(day, id)| {
        let years = full_years(born, *day);
        (years < WORKS_FROM).then_some((*day, id, years))
    });
    let (first_day, sheet, years) = young.min_by_key(|(day, ..)| *day)?;
    let asked = HouseholdSighting::YoungWorker { sheet: sheet.to_string(), first_day, years };
    Some(Question::new(Regarding::Person(person.clone()), asked))
}
