//! Who is paid and who is there.

use super::{
    HouseholdSighting, Question, Regarding,
    gathered::{Gathered, Looked},
    holdings::total,
};
use crate::{
    books::{Books, Dated, Household, Payout},
    event::{
        Attached, Clearable, CountChange, Fact, FactKind, HeldBy, Holder, Loss, MemberChange, PayoutPaid, Regime,
        RegisterName, RowRevised,
    },
    unit::{ClassId, Day, Exact, Fen, HouseholdId, PersonId, Shares},
};
use std::{
    cell::LazyCell,
    collections::{BTreeMap, BTreeSet},
};

/// Days after which who was enrolled is no newcomer.
const NEW_DAYS: i64 = 366;
/// Days behind the ledger's first within which the first roll is entered.
const OPENED_DAYS: i64 = 31;
/// Days behind which a household is recorded so late that it may have been made up.
const BACK_DAYS: i64 = 92;
/// Days for which what who left had is kept.
const KEPT_DAYS: i64 = 5 * 366;
/// Days before a payment in which no other account is given.
const ACCOUNT_DAYS: i64 = 14;
/// Days after which a new member has the share that goes with that.
const SETTLED_DAYS: i64 = 60;

/// What people who go, or come with an organization, raise when it is recorded.
pub(super) fn look(gathered: &mut Gathered, looked: &Looked<'_>) {
    accounts(gathered, looked);
    if let Fact::HouseholdEnrolled(enrolled) = looked.fact()
        && looked.recorded.days_since(gathered.begun(looked.on)) > BACK_DAYS
    {
        gathered.backdated.insert(enrolled.household.clone(), looked.recorded);
    }
    if let Fact::MembersChanged(changed) = looked.fact()
        && let MemberChange::Count(count) = &changed.change
        && let Some(household) = looked.books.registers().households().get(&changed.household)
        && let Some((fewer, shares)) = left_behind(looked.books, household, count, looked.on)
    {
        let seen = HouseholdSighting::SharesLeftBehind { fewer, shares: shares.short() };
        gathered.note(looked, Regarding::Household(changed.household.clone()), seen);
    }
    if let Fact::OrganizationChanged(changed) = looked.fact()
        && let Some(roll) = changed.roll.filter(|_| changed.act.is_in())
    {
        gathered.came_with.extend(changed.codes.iter().map(|code| code.new.to_string()));
        let codes = changed.codes.iter().map(|code| code.new.to_string()).collect();
        gathered.rolls.push((looked.index, roll.count, codes));
    }
}

/// Whose account is known, and who is paid over the bank though none is.
fn accounts(gathered: &mut Gathered, looked: &Looked<'_>) {
    if let Fact::HouseholdEnrolled(enrolled) = looked.fact()
        && enrolled.account.is_some()
    {
        gathered.accounts.insert(enrolled.household.clone());
    }
    // who splits off is paid where the old household is, until another account is said
    if let Fact::HouseholdSplit(split) = looked.fact()
        && gathered.accounts.contains(&split.household)
    {
        gathered.accounts.insert(split.new_household.clone());
    }
    if let Fact::RegisterRevised(revised) = looked.fact()
        && let RowRevised::Household(household, revision) = &revised.row
    {
        if revision.restated().is_some_and(|said| said.set.account.is_some()) {
            gathered.accounts.insert(household.clone());
        }
        if revised.row.clear().contains(&Clearable::Account) {
            gathered.accounts.remove(household);
        }
    }
    if let Fact::PayoutPaid(paid) = looked.fact()
        && !paid.from.is_cash()
    {
        paid_out(gathered, looked, paid);
    }
}

/// Payees without an account, where most of those that are paid beside them have one.
fn paid_out(gathered: &mut Gathered, looked: &Looked<'_>, paid: &PayoutPaid) {
    let Attached::Lines(lines) = &looked.entry.event.attached else { return };
    let households = looked.books.registers().households();
    let payees: Vec<(&HouseholdId, bool)> = lines
        .iter()
        .filter_map(|(_, line)| line.to.household())
        .filter(|id| households.get(*id).is_some_and(|household| !household.is_village()))
        .map(|id| (id, gathered.accounts.contains(paid_to(looked.books, id))))
        .collect();
    let (all, of) = (payees.len(), payees.iter().filter(|(_, known)| *known).count());
    for (id, _) in payees.into_iter().filter(|(_, known)| !known && of * 2 > all) {
        let about = Regarding::Line(paid.payout.clone(), id.clone());
        let seen = HouseholdSighting::PayeeWithoutAccount { paid: looked.on, of, all };
        gathered.note(looked, about, seen);
    }
}

/// Who takes what a household is paid: itself, or who took it in.
fn paid_to<'a>(books: &'a Books, id: &'a HouseholdId) -> &'a HouseholdId {
    let mut to = id;
    while let Some(other) = books.registers().households().get(to).and_then(|there| there.merged_into.as_ref()) {
        to = other;
    }
    to
}

/// Shares that each member brought, as many as before though members are fewer.
fn left_behind(books: &Books, household: &Household, count: &CountChange, on: Day) -> Option<(u32, Shares)> {
    let fewer = count.fewer.filter(|fewer| *fewer > 0 && count.shares.is_empty() && count.retained.is_none())?;
    let members = Exact::whole(household.members_at(on).into());
    let by_member = |class: &ClassId, shares: Shares| {
        let open = books.registers().classes().get(class).is_some_and(|class| class.regime == Regime::Open);
        let each = shares.exact().over(&members);
        open && !shares.is_zero() && each.is_some_and(|each| each.floor().map(Exact::whole) == Some(each))
    };
    let held = household.shares.iter().filter_map(|(class, held)| Some((class, *held.as_at(on)?)));
    let shares = total(held.filter(|(class, shares)| by_member(class, *shares)).map(|(_, shares)| shares));
    (!shares.is_zero()).then_some((fewer, shares))
}

pub(super) fn ask(gathered: &Gathered, books: &Books, on: Day, all: &mut Vec<Question>) {
    for (payout, declared) in books.payouts().iter().filter(|(_, payout)| payout.on <= on) {
        let day = declared.declared.record_day;
        let there = LazyCell::new(|| OnDay::of(books, day));
        for (id, owed) in declared.lines.iter().filter(|(_, owed)| owed.amount > Fen::ZERO) {
            let Some(household) = books.registers().households().get(id) else { continue };
            let about = || Regarding::Line(payout.clone(), id.clone());
            let new = is_new(gathered, books, (id, household), declared);
            if new && !there.voted.contains(id) && !there.placed.contains(id) {
                let asked = HouseholdSighting::GhostHousehold { enrolled: household.enrolled, amount: owed.amount };
                all.push(Question::new(about(), asked));
            }
            if household.members_at(day) == 0
                && !household.is_village()
                && !has_anything(books, (id, household), &there, day)
            {
                let asked = HouseholdSighting::DeadPayee { record_day: day, amount: owed.amount };
                all.push(Question::new(about(), asked));
            }
            let changed = owed.paid_on.and_then(|paid| Some((account_changed(books, id, paid)?, paid)));
            if let Some((changed, paid)) = changed {
                all.push(Question::new(about(), HouseholdSighting::PayeeChangedBeforePay { changed, paid }));
            }
        }
    }
    persons(books, on, all);
    above_members(books, on, all);
    below_members(books, on, all);
    extinct(books, on, all);
    rolls(gathered, books, all);
    kept(books, all);
}

/// What is kept for who left, for longer than five years.
fn kept(books: &Books, all: &mut Vec<Question>) {
    for (id, household) in books.registers().households() {
        for (from, class, shares, until) in &household.retained {
            if until.days_since(*from) > KEPT_DAYS {
                let (class, shares) = (class.clone(), shares.short());
                let seen = HouseholdSighting::KeptForLong { class, shares, from: *from, until: *until };
                all.push(Question::new(Regarding::Household(id.clone()), seen));
            }
        }
    }
}

/// Members who have been there for a while, and fewer shares of an open class that gives each of them one, in a household
/// that holds some of it.
fn below_members(books: &Books, on: Day, all: &mut Vec<Question>) {
    let Some(before) = on.plus_days(-SETTLED_DAYS) else { return };
    for (id, household) in books.registers().active(on) {
        let members = household.members_at(on).min(household.members_at(before));
        let held = household.shares.iter().filter_map(|(class, held)| Some((class, *held.as_at(on)?)));
        let held = held.filter(|(class, _)| follows(books, class));
        for (class, shares) in held.filter(|(_, shares)| !shares.is_zero() && *shares < Shares::whole(members)) {
            let (class, shares) = (class.clone(), shares.short());
            let asked = HouseholdSighting::MemberWithoutShare { class, members, shares };
            all.push(Question::new(Regarding::Household(id.clone()), asked));
        }
    }
}

/// An open class that gives each member one.
fn follows(books: &Books, class: &ClassId) -> bool {
    let known = books.registers().classes().get(class);
    known.is_some_and(|class| class.by_head() && class.regime == Regime::Open)
}

/// More shares of an open class that gives each member one than there are members, and kept for who left; of a household
/// whose members are counted it is asked when they become fewer.
fn above_members(books: &Books, on: Day, all: &mut Vec<Question>) {
    let named = |household: &Household| household.is_of_persons() && household.members_at(on) > 0;
    for (id, household) in books.registers().active(on).filter(|(_, household)| named(household)) {
        let members = Shares::whole(household.members_at(on));
        let held = household.shares.iter().filter_map(|(class, held)| Some((class, *held.as_at(on)?)));
        for (_, shares) in held.filter(|(class, shares)| follows(books, class) && members < *shares) {
            let fewer = household.members_ever().saturating_sub(household.members_at(on));
            let asked = HouseholdSighting::SharesLeftBehind { fewer, shares: shares.short() };
            all.push(Question::new(Regarding::Household(id.clone()), asked));
        }
    }
}

/// Shares and capital of a household in which nobody is left, and which no other took in; shares that are kept until a
/// day wait for it.
fn extinct(books: &Books, on: Day, all: &mut Vec<Question>) {
    let nobody = |household: &Household| household.members_at(on) == 0 && household.merged_into.is_none();
    let mut owned: BTreeMap<&HouseholdId, BTreeMap<String, Fen>> = BTreeMap::new();
    for row in books.registers().capital() {
        if let Some(owner) = row.owner.as_at(on).and_then(Holder::household) {
            let sum = owned.entry(owner).or_default().entry(row.contract.to_string()).or_default();
            *sum = sum.capped_plus(row.amount_at(on).fen());
        }
    }
    for (id, household) in books.registers().active(on).filter(|(_, there)| nobody(there) && !there.is_village()) {
        let mut holds: BTreeMap<String, String> = BTreeMap::new();
        let kept = household.retained.iter().any(|(from, _, _, until)| *from <= on && on <= *until);
        for (class, held) in household.shares.iter().filter(|_| !kept) {
            let held = held.as_at(on).filter(|shares| !shares.is_zero());
            holds.extend(held.map(|shares| (class.to_string(), shares.short())));
        }
        let capital = owned.remove(id).into_iter().flatten().filter(|(_, amount)| *amount > Fen::ZERO);
        holds.extend(capital.map(|(contract, amount)| (contract, amount.to_string())));
        if !holds.is_empty() {
            let told: Vec<String> = holds.iter().map(|(thing, held)| format!("{thing} {held}")).collect();
            let asked = HouseholdSighting::HoldingWithoutMember { holds: told.join(", ") };
            all.push(Question::new(Regarding::Household(id.clone()), asked));
        }
    }
}

/// Households that came with an organization, beside how many it gave.
fn rolls(gathered: &Gathered, books: &Books, all: &mut Vec<Question>) {
    for (entry, given, codes) in gathered.rolls.iter().filter(|(entry, ..)| books.corrected_by(*entry).is_none()) {
        let came = codes.iter().filter(|code| books.registers().households().contains_key(code.as_str())).count();
        let came = u64::try_from(came).unwrap_or(u64::MAX);
        if came != *given && !codes.is_empty() {
            let seen = HouseholdSighting::RollDiffers { given: *given, came };
            all.push(Question::new(Regarding::Entry(*entry), seen));
        }
    }
}

/// Enrolled shortly before, after the ledger was opened, or recorded shortly before as if it had long been there; and
/// not by a split.
fn is_new(gathered: &Gathered, books: &Books, (id, household): (&HouseholdId, &Household), payout: &Payout) -> bool {
    let row = books.rows().get(RegisterName::Household, id.as_str());
    let enrolled = row.is_some_and(|row| row.kind == FactKind::HouseholdEnrolled);
    let first = books.day_of(0).is_some_and(|opened| household.enrolled.days_since(opened) <= OPENED_DAYS);
    let days = payout.declared.record_day.days_since(household.enrolled);
    let came = gathered.came_with.contains(id.as_str());
    let recorded = gathered.backdated.get(id).map(|recorded| payout.on.days_since(*recorded));
    let late = recorded.is_some_and(|days| (0..=NEW_DAYS).contains(&days));
    enrolled && !came && (late || (!first && (0..=NEW_DAYS).contains(&days)))
}

/// What lies on households on a day, gathered once where a payout is asked about.
struct OnDay<'a> {
    /// Who has land or a house.
    placed: BTreeSet<&'a HouseholdId>,
    /// Who has capital, whatever is left of it.
    capital: BTreeSet<&'a HouseholdId>,
    /// In whom somebody is whom a vote took in.
    voted: BTreeSet<&'a HouseholdId>,
}

impl<'a> OnDay<'a> {
    fn of(books: &'a Books, day: Day) -> OnDay<'a> {
        let registers = books.registers();
        let owner = |owner: &'a Dated<Holder>| owner.as_at(day).and_then(Holder::household);
        let land = registers.parcels().values().filter_map(|parcel| parcel.household_on(day));
        let houses = registers.houses().values().filter_map(|house| owner(&house.owner));
        let there = registers.persons().values().filter(|person| person.basis.is_voted() && person.is_there(day));
        OnDay {
            placed: land.chain(houses).collect(),
            capital: registers.capital().iter().filter_map(|capital| owner(&capital.owner)).collect(),
            voted: there.filter_map(|person| person.household_on(day)).collect(),
        }
    }
}

fn has_anything(books: &Books, (id, household): (&HouseholdId, &Household), there: &OnDay<'_>, day: Day) -> bool {
    // what a member is given as a member is nothing that a household without members has
    let classes = books.registers().classes();
    let of_households = |class: &ClassId| {
        classes.get(class).is_none_or(|class| class.held_by() == HeldBy::Household && !class.by_head())
    };
    let shares = household.holds(day).into_keys().any(|class| of_households(&class));
    let kept = household.retained.iter().any(|(from, _, _, until)| *from <= day && day <= *until);
    shares || kept || there.placed.contains(id) || there.capital.contains(id)
}

/// When the account was changed last, if that was shortly before.
fn account_changed(books: &Books, id: &HouseholdId, paid: Day) -> Option<Day> {
    let row = books.rows().get(RegisterName::Household, id.as_str())?;
    let changed = row.sayings("account").iter().filter(|said| said.entry != row.brought.entry && said.on <= paid);
    changed.map(|said| said.on).max().filter(|changed| paid.days_since(*changed) <= ACCOUNT_DAYS)
}

fn persons(books: &Books, on: Day, all: &mut Vec<Question>) {
    let mut nameless: BTreeMap<&HouseholdId, (Vec<&PersonId>, usize)> = BTreeMap::new();
    for (id, person) in books.registers().persons() {
        if let Some((left, why)) = person.left_by(on) {
            let lies = person.holds(on).into_values().filter(|shares| !shares.is_zero());
            if let Some(shares) = lies.reduce(|sum: Shares, more| sum.plus(more).unwrap_or(sum)) {
                let (died, shares) = (why == Loss::Died, shares.short());
                let asked = if died {
                    HouseholdSighting::DeadWithShares { died: left, shares }
                } else {
                    HouseholdSighting::LeftWithShares { left, why, shares }
                };
                all.push(Question::new(Regarding::Person(id.clone()), asked));
            }
        }
        let Some(home) = person.household_on(on).filter(|_| person.is_member(on)) else { continue };
        let (without, of) = nameless.entry(home).or_default();
        *of += 1;
        if person.identity.is_none() {
            without.push(id);
        }
    }
    identities(&nameless, all);
}

/// Who has no identity number: households of which nobody has one, where most have; the others in one question.
fn identities(roll: &BTreeMap<&HouseholdId, (Vec<&PersonId>, usize)>, all: &mut Vec<Question>) {
    let (households, known) = (roll.len(), roll.values().filter(|(without, of)| without.len() < *of).count());
    let mut rest: Vec<&PersonId> = Vec::new();
    for (home, (without, of)) in roll {
        if without.len() == *of && known * 2 > households {
            let seen = HouseholdSighting::HouseholdWithoutIdentity { count: *of, of: known, all: households };
            all.push(Question::new(Regarding::Household((*home).clone()), seen));
        } else {
            rest.extend(without);
        }
    }
    if let Some(first) = rest.iter().min() {
        let asked = HouseholdSighting::MembersWithoutIdentity { count: rest.len(), first: (**first).clone() };
        all.push(Question::new(Regarding::Roll, asked));
    }
}
