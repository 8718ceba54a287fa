//! Who is paid and who is there.

use super::{Question, Regarding, Sighting};
use crate::{
    books::{Books, Household, Payout},
    event::{FactKind, HeldBy, Holder, Loss, RegisterName},
    unit::{ClassId, Day, Fen, HouseholdId, Shares},
};
use std::collections::BTreeMap;

/// Days after which who was enrolled is no newcomer.
const NEW_DAYS: i64 = 60;
/// Days before a payment in which no other account is given.
const ACCOUNT_DAYS: i64 = 14;

pub(super) fn ask(books: &Books, on: Day, all: &mut Vec<Question>) {
    for (payout, declared) in books.payouts().iter().filter(|(_, payout)| payout.on <= on) {
        for (id, owed) in declared.lines.iter().filter(|(_, owed)| owed.amount > Fen::ZERO) {
            let Some(household) = books.registers().households().get(id) else { continue };
            let about = || Regarding::Line(payout.clone(), id.clone());
            let day = declared.declared.record_day;
            if is_new(books, id, household, declared) && !has_land_or_house(books, id, day) {
                let asked = Sighting::GhostHousehold { enrolled: household.enrolled, amount: owed.amount };
                all.push(Question::new(about(), asked));
            }
            if household.members_at(day) == 0 && !household.is_village() && !has_anything(books, id, household, day) {
                let asked = Sighting::DeadPayee { record_day: day, amount: owed.amount };
                all.push(Question::new(about(), asked));
            }
            let changed = owed.paid_on.and_then(|paid| Some((account_changed(books, id, paid)?, paid)));
            if let Some((changed, paid)) = changed {
                all.push(Question::new(about(), Sighting::PayeeChangedBeforePay { changed, paid }));
            }
        }
    }
    persons(books, on, all);
    without_member(books, on, all);
}

/// Shares and capital of a household in which nobody is left, and which no other took in.
fn without_member(books: &Books, on: Day, all: &mut Vec<Question>) {
    let nobody = |household: &Household| household.members_at(on) == 0 && household.merged_into.is_none();
    for (id, household) in books.registers().active(on).filter(|(_, there)| nobody(there) && !there.is_village()) {
        let mut holds: BTreeMap<String, String> = BTreeMap::new();
        for (class, held) in &household.shares {
            let held = held.as_at(on).filter(|shares| !shares.is_zero());
            holds.extend(held.map(|shares| (class.to_string(), shares.short())));
        }
        let mut capital: BTreeMap<String, Fen> = BTreeMap::new();
        for row in books.registers().capital() {
            if row.owner.as_at(on).and_then(Holder::household) == Some(id) {
                let sum = capital.entry(row.contract.to_string()).or_default();
                *sum = sum.capped_plus(row.amount_at(on).fen());
            }
        }
        let capital = capital.into_iter().filter(|(_, amount)| *amount > Fen::ZERO);
        holds.extend(capital.map(|(contract, amount)| (contract, amount.to_string())));
        if !holds.is_empty() {
            let told: Vec<String> = holds.iter().map(|(thing, held)| format!("{thing} {held}")).collect();
            let asked = Sighting::HoldingWithoutMember { holds: told.join(", ") };
            all.push(Question::new(Regarding::Household(id.clone()), asked));
        }
    }
}

/// Enrolled shortly before, after the ledger was opened, and neither by a split nor with a vote.
fn is_new(books: &Books, id: &HouseholdId, household: &Household, payout: &Payout) -> bool {
    let row = books.rows().get(RegisterName::Household, id.as_str());
    let enrolled = row.is_some_and(|row| row.kind == FactKind::HouseholdEnrolled);
    let first = books.day_of(0).is_some_and(|opened| household.enrolled <= opened);
    let days = payout.declared.record_day.days_since(household.enrolled);
    let voted = books.registers().persons_of(id, payout.declared.record_day).any(|(_, person)| person.basis.is_voted());
    enrolled && !first && !voted && (0..=NEW_DAYS).contains(&days)
}

fn has_land_or_house(books: &Books, id: &HouseholdId, day: Day) -> bool {
    let registers = books.registers();
    let land = registers.parcels().values().any(|parcel| parcel.household_on(day) == Some(id));
    land || registers.houses().values().any(|house| house.owner.as_at(day).and_then(Holder::household) == Some(id))
}

fn has_anything(books: &Books, id: &HouseholdId, household: &Household, day: Day) -> bool {
    let capital = books.registers().capital().iter();
    let mut capital = capital.filter(|capital| capital.owner.as_at(day).and_then(Holder::household) == Some(id));
    // what a member is given as a member is nothing that a household without members has
    let classes = books.registers().classes();
    let of_households = |class: &ClassId| {
        classes.get(class).is_none_or(|class| class.held_by() == HeldBy::Household && !class.by_head())
    };
    let shares = household.holds(day).into_keys().any(|class| of_households(&class));
    let kept = household.retained.iter().any(|(from, _, _, until)| *from <= day && day <= *until);
    has_land_or_house(books, id, day) || shares || kept || capital.next().is_some()
}

/// When the account was changed last, if that was shortly before.
fn account_changed(books: &Books, id: &HouseholdId, paid: Day) -> Option<Day> {
    let row = books.rows().get(RegisterName::Household, id.as_str())?;
    let changed = row.sayings("account").iter().filter(|said| said.entry != row.brought.entry && said.on <= paid);
    changed.map(|said| said.on).max().filter(|changed| paid.days_since(*changed) <= ACCOUNT_DAYS)
}

fn persons(books: &Books, on: Day, all: &mut Vec<Question>) {
    let mut nameless = Vec::new();
    for (id, person) in books.registers().persons() {
        if let Some((left, why)) = person.left_by(on) {
            let lies = person.holds(on).into_values().filter(|shares| !shares.is_zero());
            if let Some(shares) = lies.reduce(|sum: Shares, more| sum.plus(more).unwrap_or(sum)) {
                let shares = shares.short();
                let died = why == Loss::Died;
                let asked = if died {
                    Sighting::DeadWithShares { died: left, shares }
                } else {
                    Sighting::LeftWithShares { left, why, shares }
                };
                all.push(Question::new(Regarding::Person(id.clone()), asked));
            }
        }
        if person.is_member(on) && person.identity.is_none() {
            nameless.push(id);
        }
    }
    if let Some(first) = nameless.first() {
        let asked = Sighting::MembersWithoutIdentity { count: nameless.len(), first: (*first).clone() };
        all.push(Question::new(Regarding::Roll, asked));
    }
}
