//! Persons come into households, move between them, and go.

use super::{
    Refusal, behind, classes, earlier, free, known,
    refusal::{DayRule, HouseholdRule, LeavingRule, PersonRule, RevisionRule, ShareRule, ensure, too_large},
};
use crate::{
    books::{Books, RegisterRow, Resident, ShareClass},
    event::{
        Basis, Came, Gone, HeldBy, HouseholdEnrolled, Loss, MembersChanged, Person, PersonChange, Regime, Retained,
        RevisedPerson, Roster, Went,
    },
    unit::{ClassId, Day, HouseholdId, PersonId, Shares, Text},
};
use std::collections::{BTreeMap, BTreeSet};

type Checked = Result<(), Refusal>;

/// The household stands in the register with its persons.
pub(super) fn are_known(books: &Books, household: &HouseholdId) -> bool {
    books.registers().households().get(household).is_some_and(|h| h.is_of_persons())
}

/// Its members are a number, and no persons are known.
pub(super) fn are_counted(books: &Books, household: &HouseholdId) -> Checked {
    ensure(!are_known(books, household), || PersonRule::Known { household: household.clone() })
}

fn are_named(books: &Books, household: &HouseholdId) -> Checked {
    ensure(are_known(books, household), || PersonRule::CountedOnly { household: household.clone() })
}

/// The persons with whom a household is enrolled.
pub(super) fn enrolled(books: &Books, on: Day, h: &HouseholdEnrolled, named: &Roster) -> Checked {
    let persons: Vec<&Person> = named.persons.iter().collect();
    newcomers(books, &h.household, &persons, (on, None))?;
    let there = named.persons.iter().any(|person| person.person == named.head);
    ensure(there, || LeavingRule::Head { household: h.household.clone(), head: named.head.clone() })?;
    let members = named.persons.iter().any(|person| person.basis.is_member());
    ensure(members, || LeavingRule::NobodyLeft { household: h.household.clone() })?;
    given_to(books, &h.household, &persons, on)
}

/// The head lives in the household, on that day and since.
pub(super) fn leads(books: &Books, id: &HouseholdId, head: Option<&PersonId>, since: Day) -> Checked {
    let Some(head) = head else { return Ok(()) };
    let person = books.registers().persons().get(head);
    let lives = |day: Day| person.is_some_and(|person| person.is_there(day) && person.household_on(day) == Some(id));
    let next =
        books.registers().households().get(id).and_then(|known| known.head.after(since).next().map(|(day, _)| *day));
    let last = next.and_then(|next| next.plus_days(-1)).or(person.and_then(Resident::last_change)).unwrap_or(since);
    let fits = lives(since) && lives(last.max(since));
    ensure(fits, || LeavingRule::Head { household: id.clone(), head: head.clone() })
}

/// Persons who were in no household before. `voted`: a resolution that the entry names for all.
fn newcomers(
    books: &Books,
    household: &HouseholdId,
    persons: &[&Person],
    (on, voted): (Day, Option<&Text>),
) -> Checked {
    known::each_once(household, persons.iter().map(|person| person.person.clone()))?;
    for person in persons {
        let id = &person.person;
        if let Some(taken) = books.registers().persons().get(id) {
            let household = taken.household.latest().unwrap_or(household).clone();
            return Err(PersonRule::CodeTaken { person: id.clone(), household }.into());
        }
        ensure(id.first_household() == *household, || PersonRule::OtherCode {
            person: id.clone(),
            household: household.clone(),
        })?;
        ensure(person.since <= on, || PersonRule::SinceLater { person: id.clone(), most: on, since: person.since })?;
        let voted = !person.basis.is_voted() || person.resolution.is_some() || voted.is_some();
        ensure(voted, || PersonRule::voted_in(id, person.basis))?;
    }
    Ok(())
}

/// What lies on persons who come.
fn given_to(books: &Books, household: &HouseholdId, persons: &[&Person], on: Day) -> Checked {
    let mut given: BTreeMap<&ClassId, Shares> = BTreeMap::new();
    for person in persons {
        for (class, shares) in &person.shares {
            classes::of(books, class, *shares, (person.person.as_str(), HeldBy::Person))?;
            let guest = person.basis == Basis::Guest;
            ensure(!guest, || PersonRule::GuestsShares { person: person.person.clone(), class: class.clone() })?;
            let sum = given.entry(class).or_insert(Shares::ZERO);
            *sum = sum.plus(*shares).ok_or_else(|| too_large(class))?;
        }
    }
    let from = persons.iter().map(|person| person.since).min().unwrap_or(on);
    let members = persons.iter().filter(|person| person.basis.is_member()).count();
    let come = u32::try_from(members).unwrap_or(u32::MAX);
    given.into_iter().try_for_each(|(class, shares)| {
        classes::room(books, class, shares, from)?;
        classes::paid(books, class, shares, household)?;
        behind::given(books, household, class, shares, (from, come))
    })
}

/// Who came into a household and who went.
pub(super) fn changed(books: &Books, on: Day, m: &MembersChanged, change: &PersonChange) -> Checked {
    let id = &m.household;
    are_named(books, id)?;
    earlier::enrolled(books, id, on)?;
    let some = !change.came.is_empty() || !change.went.is_empty();
    ensure(some, || HouseholdRule::NobodyChanges { household: id.clone() })?;
    let new: Vec<&Person> = m.change.new_persons().collect();
    newcomers(books, id, &new, (on, m.resolution.as_ref()))?;
    let mut moves = Vec::new();
    for came in &change.came {
        if let Came::From { from, person } = came {
            moved(books, person, (from, id), on)?;
            moves.push(person.clone());
        }
    }
    for went in &change.went {
        match &went.how {
            Gone::Moved(to) => moved(books, &went.person, (id, to), on)?,
            Gone::Lost { why, retained, shares } => {
                let voted = m.resolution.is_some();
                lost(books, id, went, (on, voted), (*why, retained, shares))?;
            }
        }
        moves.push(went.person.clone());
    }
    known::each_once(id, moves)?;
    lost_together(books, on, id, change)?;
    households_stay(books, on, m, change)?;
    given_to(books, id, &new, on)
}

/// An open class that gives each member one share follows the members of a household that holds it: whoever is lost takes
/// a share along where the entry does not say which, as far as there are more than members stay.
pub(super) fn followed(books: &Books, on: Day, id: &HouseholdId, change: &PersonChange) -> PersonChange {
    let mut followed = change.clone();
    let registers = books.registers();
    let Some(household) = registers.households().get(id) else { return followed };
    let is_member = |id: &PersonId| registers.persons().get(id).is_some_and(|person| person.basis.is_member());
    let went = change.went.iter().filter(|went| is_member(&went.person)).count();
    let came = change.came.iter().filter(|came| match came {
        Came::New(person) => person.basis.is_member(),
        Came::From { person, .. } => is_member(person),
    });
    let many = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let stay = household.members_at(on).saturating_add(many(came.count())).saturating_sub(many(went));
    let follows =
        |class: &&ShareClass| class.by_head() && class.regime == Regime::Open && class.held_by() == HeldBy::Household;
    for (class, _) in registers.classes().iter().filter(|(_, class)| follows(class)) {
        let said = |went: &Went| matches!(&went.how, Gone::Lost { shares, .. } if shares.contains_key(class));
        let held = registers.shares_from(id, class.as_str(), on);
        let Some(mut more) = held.minus(Shares::whole(stay)).filter(|_| !change.went.iter().any(said)) else {
            continue;
        };
        for went in followed.went.iter_mut().filter(|went| is_member(&went.person)) {
            let Gone::Lost { shares, .. } = &mut went.how else { continue };
            let own = more.min(Shares::whole(1));
            if !own.is_zero() {
                shares.insert(class.clone(), own);
            }
            more = more.minus(own).unwrap_or(Shares::ZERO);
        }
    }
    followed
}

/// Nobody of a household is taken away so that no member or no head is left in it.
fn households_stay(books: &Books, on: Day, m: &MembersChanged, change: &PersonChange) -> Checked {
    let gone: BTreeSet<&PersonId> = change.went.iter().map(|went| &went.person).collect();
    let came = change.came.iter().map(|came| match came {
        Came::New(person) => (&person.person, person.basis),
        Came::From { person, .. } => {
            (person, books.registers().persons().get(person).map_or(Basis::Guest, |stands| stands.basis))
        }
    });
    if !died_out(books, on, &m.household, change) {
        stays(books, &m.household, (on, change.head.as_ref()), &gone, &came.collect())?;
    }
    let mut others: BTreeMap<&HouseholdId, BTreeSet<&PersonId>> = BTreeMap::new();
    for came in &change.came {
        if let Came::From { from, person } = came {
            others.entry(from).or_default().insert(person);
        }
    }
    others.iter().try_for_each(|(from, gone)| stays(books, from, (on, None), gone, &BTreeMap::new()))
}

/// Everybody in it has died, and nobody came: the household stays with what it has until heirs take it in, or what it has
/// passes to others.
fn died_out(books: &Books, on: Day, household: &HouseholdId, change: &PersonChange) -> bool {
    let died = |went: &Went| matches!(went.how, Gone::Lost { why: Loss::Died, .. });
    let gone = |id: &PersonId| change.went.iter().any(|went| went.person == *id);
    change.came.is_empty()
        && change.head.is_none()
        && change.went.iter().all(died)
        && books.registers().persons_of(household, on).all(|(id, _)| gone(id))
}

/// After who went and who came, the household has a member, and a head who lives there.
fn stays(
    books: &Books,
    household: &HouseholdId,
    (on, head): (Day, Option<&PersonId>),
    gone: &BTreeSet<&PersonId>,
    came: &BTreeMap<&PersonId, Basis>,
) -> Checked {
    let there = books.registers().persons_of(household, on).filter(|(id, _)| !gone.contains(id));
    let mut there: BTreeMap<&PersonId, Basis> = there.map(|(id, person)| (id, person.basis)).collect();
    there.extend(came);
    let some = there.values().any(|basis| basis.is_member());
    ensure(some, || LeavingRule::NobodyLeft { household: household.clone() })?;
    let stands = books.registers().households().get(household).and_then(|h| h.head.latest());
    match head.or(stands).filter(|head| !there.contains_key(head)) {
        Some(head) => Err(LeavingRule::Head { household: household.clone(), head: head.clone() }.into()),
        None => Ok(()),
    }
}

/// The person lives in the household on the day, and nothing later is recorded of him.
pub(super) fn lives<'a>(
    books: &'a Books,
    household: &HouseholdId,
    id: &PersonId,
    on: Day,
) -> Result<&'a Resident, Refusal> {
    let unknown = || LeavingRule::Unknown { household: household.clone(), person: id.clone() };
    let person = books.registers().persons().get(id).ok_or_else(unknown)?;
    if let Some((since, _)) = person.left {
        return Err(LeavingRule::Left { person: id.clone(), since }.into());
    }
    ensure(person.household.latest() == Some(household), unknown)?;
    match person.last_change().filter(|last| on < *last) {
        Some(last) => Err(DayRule::TooEarly { at: id.to_string(), least: last, day: on }.into()),
        None => Ok(person),
    }
}

/// A person goes over from one household into another.
fn moved(books: &Books, person: &PersonId, (from, to): (&HouseholdId, &HouseholdId), on: Day) -> Checked {
    for side in [from, to] {
        known::household(books, side)?;
        are_named(books, side)?;
        earlier::enrolled(books, side, on)?;
    }
    ensure(from != to, || HouseholdRule::Itself { household: from.clone() })?;
    lives(books, from, person, on).map(|_| ())
}

/// A person is a member no longer.
fn lost(
    books: &Books,
    household: &HouseholdId,
    went: &Went,
    (on, voted): (Day, bool),
    (why, retained, shares): (Loss, &[Retained], &BTreeMap<ClassId, Shares>),
) -> Checked {
    let id = &went.person;
    let person = lives(books, household, id, on)?;
    ensure(why.is_lawful(), || LeavingRule::NotLawful { person: id.clone(), why })?;
    ensure(why != Loss::Voluntary || voted, || PersonRule::voted_out(id, why))?;
    for (class, asked) in shares {
        let known = books.registers().classes().get(class);
        if known.is_some_and(|class| class.held_by() == HeldBy::Household) {
            classes::of(books, class, *asked, (household.as_str(), HeldBy::Household))?;
            free::parts_with(books, household, class, *asked, on)?;
            continue;
        }
        classes::of(books, class, *asked, (id.as_str(), HeldBy::Person))?;
        let held = person.shares_of(class.as_str(), on);
        ensure(*asked <= held, || LeavingRule::MoreThanLies {
            person: id.clone(),
            class: class.clone(),
            held,
            asked: *asked,
        })?;
    }
    let mut kept: BTreeMap<&ClassId, Shares> = BTreeMap::new();
    for row in retained {
        ensure(on <= row.until, || DayRule::TooEarly { at: "retained".to_owned(), least: on, day: row.until })?;
        let known = books.registers().classes().contains_key(&row.class);
        ensure(known, || ShareRule::UnknownClass { at: "retained".to_owned(), class: row.class.clone() })?;
        let sum = kept.entry(&row.class).or_insert(Shares::ZERO);
        *sum = sum.plus(row.shares).ok_or_else(|| too_large(&row.class))?;
        let most = shares.get(&row.class).copied().unwrap_or(Shares::ZERO);
        ensure(*sum <= most, || LeavingRule::MoreKeptThanLost {
            person: id.clone(),
            class: row.class.clone(),
            most,
            kept: *sum,
        })?;
    }
    Ok(())
}

/// What all who are lost take of a household's shares it has.
fn lost_together(books: &Books, on: Day, id: &HouseholdId, change: &PersonChange) -> Checked {
    let mut all: BTreeMap<&ClassId, Shares> = BTreeMap::new();
    for went in &change.went {
        let Gone::Lost { shares, .. } = &went.how else { continue };
        for (class, more) in shares {
            let sum = all.entry(class).or_insert(Shares::ZERO);
            *sum = sum.plus(*more).ok_or_else(|| too_large(class))?;
        }
    }
    let of_households = |class: &ClassId| {
        books.registers().classes().get(class).is_some_and(|class| class.held_by() == HeldBy::Household)
    };
    let mut own = all.into_iter().filter(|(class, _)| of_households(class));
    own.try_for_each(|(class, shares)| free::parts_with(books, id, class, shares, on))
}

/// What the roll asks of other days and grounds of a person, as if he had always come so.
pub(super) fn put_right(books: &Books, id: &PersonId, set: &RevisedPerson, row: &RegisterRow) -> Checked {
    let Some(person) = books.registers().persons().get(id) else { return Ok(()) };
    if let Some(since) = set.since {
        let most = person.next_change().and_then(|day| day.plus_days(-1)).unwrap_or(row.brought.on);
        let most = most.min(row.brought.on);
        ensure(since <= most, || PersonRule::SinceLater { person: id.clone(), most, since })?;
    }
    let Some(basis) = set.basis.filter(|basis| !basis.is_member() && person.basis.is_member()) else { return Ok(()) };
    let lies = person.shares.iter().find(|(_, held)| held.values().any(|shares| !shares.is_zero()));
    if let (Basis::Guest, Some((class, _))) = (basis, lies) {
        return Err(PersonRule::GuestsShares { person: id.clone(), class: class.clone() }.into());
    }
    still_has_members(books, person, id)
}

/// Each household in which the person is, or was, has a member without him.
fn still_has_members(books: &Books, person: &Resident, id: &PersonId) -> Checked {
    for home in person.household.values() {
        let merged = books.registers().households().get(home).is_some_and(|h| h.merged_into.is_some());
        let latest = person.household.latest() == Some(home) && person.left.is_none();
        let others = || books.registers().persons().iter().filter(|(other, _)| *other != id);
        let member =
            || others().any(|(_, p)| p.basis.is_member() && p.left.is_none() && p.household.latest() == Some(home));
        ensure(merged || !latest || member(), || LeavingRule::NobodyLeft { household: home.clone() })?;
    }
    Ok(())
}

/// The person came, and nothing more is recorded of him: he may never have been there.
pub(super) fn never_there(books: &Books, id: &PersonId) -> Checked {
    let Some(person) = books.registers().persons().get(id) else { return Ok(()) };
    let used = |by: String| -> Checked { Err(RevisionRule::InUse { code: id.to_string(), by }.into()) };
    let home = person.household.latest();
    let led = home.filter(|home| {
        books.registers().households().get(*home).is_some_and(|h| h.head.values().any(|head| head == id))
    });
    if let Some(home) = led {
        return used(home.to_string());
    }
    if let (Some((left, _)), Some(home)) = (person.left, home) {
        return used(format!("{home} {left}"));
    }
    if let Some(day) = person.next_change() {
        return used(day.to_string());
    }
    still_has_members(books, person, id)
}

/// These persons of a household become one of their own, under a head among them; a member stays behind.
pub(super) fn split(
    books: &Books,
    on: Day,
    (old, new): (&HouseholdId, &HouseholdId),
    (head, persons): (&PersonId, &[PersonId]),
) -> Checked {
    are_named(books, old)?;
    known::each_once(old, persons)?;
    for id in persons {
        lives(books, old, id, on)?;
    }
    ensure(persons.contains(head), || LeavingRule::Head { household: new.clone(), head: head.clone() })?;
    let basis = |id: &PersonId| books.registers().persons().get(id).is_some_and(|person| person.basis.is_member());
    ensure(persons.iter().any(basis), || LeavingRule::NobodyLeft { household: new.clone() })?;
    stays(books, old, (on, None), &persons.iter().collect(), &BTreeMap::new())
}
