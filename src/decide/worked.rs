//! Nobody works more days than there are.

use super::{
    Refusal,
    refusal::{ContractRule, DayRule, LeavingRule, ensure},
};
use crate::{
    books::{Books, WorkSheet},
    event::WorkRecorded,
    unit::{Day, Exact, Period, PersonId, Text, WorkerId},
};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

type Checked = Result<(), Refusal>;

/// How much of a day one unit of work is at least; `None` for what is not counted in time.
fn of_a_day(unit: Option<&Text>) -> Option<Exact> {
    match unit.map(Text::as_str) {
        None | Some("day") => Some(Exact::whole(1)),
        Some("hour") => Some(Exact::new(1, 24)),
        Some(_) => None,
    }
}

/// Who works is a person of a household and there on some of the days, or one of so many as a counted household ever had.
pub(super) fn is_somebody(books: &Books, w: &WorkRecorded, worker: &WorkerId) -> Checked {
    days_there(books, w, worker).map(|_| ())
}

/// The days of the sheet on which the worker is there, as far as it is known.
fn days_there(books: &Books, w: &WorkRecorded, worker: &WorkerId) -> Result<Option<Period>, Refusal> {
    let days = Period::new(w.first_day, w.last_day);
    let home = worker.household();
    let Some(household) = books.registers().households().get(&home) else { return Ok(days) };
    let unknown = || LeavingRule::NoWorker { household: home.clone(), worker: worker.clone() };
    let Ok(id) = worker.as_str().parse::<PersonId>() else { return Err(unknown().into()) };
    let Some(person) = books.registers().persons().get(&id) else {
        let named = household.is_of_persons();
        let number = worker.as_str().rsplit('-').next().and_then(|number| number.parse::<u32>().ok());
        let counted = number.is_some_and(|number| (1..=household.members_ever()).contains(&number));
        return if counted && !named { Ok(days) } else { Err(unknown().into()) };
    };
    if let Some((since, _)) = person.left_by(w.first_day) {
        return Err(LeavingRule::Left { person: id, since }.into());
    }
    let came = person.since;
    ensure(came <= w.last_day, || DayRule::TooEarly { at: id.to_string(), least: came, day: w.last_day })?;
    let last = person.left.and_then(|(left, _)| left.plus_days(-1)).map_or(w.last_day, |last| last.min(w.last_day));
    Ok(Period::new(w.first_day.max(came), last))
}

/// What one sheet says of a worker is no more than the days on which he is there.
fn while_there(books: &Books, w: &WorkRecorded, own: &Exact) -> Checked {
    let mut worked: BTreeMap<&WorkerId, Exact> = BTreeMap::new();
    for line in &w.lines {
        let sum = worked.entry(&line.worker).or_insert(Exact::zero());
        *sum = &*sum + &(&line.quantity.exact() * own);
    }
    for (worker, worked) in worked {
        let Some(days) = days_there(books, w, worker)? else { continue };
        let most = Exact::whole(days.days().into());
        ensure(worked <= most, || ContractRule::MoreDaysThanThere {
            worker: worker.clone(),
            days,
            worked: worked.clone(),
        })?;
    }
    Ok(())
}

/// Nobody works more days than there are: on one sheet, nor on all that overlap it together, whatever the
/// contract. Wherever one looks, what was worked inside some days is no more than those days.
pub(super) fn work(books: &Books, w: &WorkRecorded) -> Checked {
    let Some(days) = Period::new(w.first_day, w.last_day) else { return Ok(()) };
    let unit = |contract| books.contract(contract).and_then(|c| of_a_day(c.signed.terms.work_unit.as_ref()));
    let Some(own) = unit(&w.contract) else { return Ok(()) };
    while_there(books, w, &own)?;
    let mut worked: BTreeMap<&WorkerId, Vec<(Period, Exact)>> = BTreeMap::new();
    let mut take = |worker, days: Period, amount: Exact| {
        let all: &mut Vec<(Period, Exact)> = worked.entry(worker).or_default();
        match all.last_mut().filter(|(last, _)| *last == days) {
            Some((_, sum)) => *sum = &*sum + &amount,
            None => all.push((days, amount)),
        }
    };
    w.lines.iter().for_each(|line| take(&line.worker, days, &line.quantity.exact() * &own));
    let workers: BTreeSet<&WorkerId> = w.lines.iter().map(|line| &line.worker).collect();
    for sheet in chain(books, days) {
        let Some(unit) = unit(&sheet.contract) else { continue };
        for (worker, _, quantity) in sheet.lines.iter().filter(|(worker, _, _)| workers.contains(worker)) {
            take(worker, sheet.period, &quantity.exact() * &unit);
        }
    }
    worked.into_iter().try_for_each(|(worker, all)| no_more_than_there_are(worker, days, all))
}

/// The sheets recorded before that overlap these days, or one another in a row from there.
fn chain(books: &Books, days: Period) -> Vec<&WorkSheet> {
    let sheets = books.registers().sheets().values().map(|sheet| (sheet.period, Some(sheet)));
    let mut all: Vec<(Period, Option<&WorkSheet>)> = sheets.chain([(days, None)]).collect();
    all.sort_by_key(|(period, _)| period.first_day());
    let (mut run, mut last) = (Vec::new(), None);
    let mut ours = false;
    for (period, sheet) in all {
        if last.is_some_and(|last| last < period.first_day()) {
            if ours {
                break;
            }
            run.clear();
        }
        last = last.max(Some(period.last_day()));
        ours |= sheet.is_none();
        run.extend(sheet);
    }
    run
}

/// Wherever a span of days begins and ends around the new ones: what was worked inside it is no more than its days.
/// Beginnings are taken from the latest on, so that what lies inside only grows.
fn no_more_than_there_are(worker: &WorkerId, new: Period, mut all: Vec<(Period, Exact)>) -> Checked {
    all.sort_by_key(|(days, _)| Reverse(days.first_day()));
    let lasts: BTreeSet<Day> = all.iter().map(|(days, _)| days.last_day()).filter(|l| *l >= new.last_day()).collect();
    let lasts: Vec<Day> = lasts.into_iter().collect();
    let days_to = |last: &Day| Exact::whole(last.days_since(new.last_day()).into());
    let mut over = Running::of(lasts.len());
    for (at, last) in lasts.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| lasts.get(at)).map_or(Exact::zero(), days_to);
        over.add(at, &(&before - &days_to(last)));
    }
    let mut items = all.iter().peekable();
    while let Some((days, amount)) = items.next() {
        over.add(lasts.partition_point(|last| *last < days.last_day()), amount);
        let first = days.first_day();
        let more = items.peek().is_some_and(|(next, _)| next.first_day() == first);
        if more || first > new.first_day() {
            continue;
        }
        let there = Exact::whole(i128::from(new.last_day().days_since(first)) + 1);
        let Some((at, most)) = over.most().filter(|(_, most)| *most > there) else { continue };
        let Some(window) = lasts.get(at).and_then(|last| Period::new(first, *last)) else { continue };
        return Err(ContractRule::MoreDaysThanThere {
            worker: worker.clone(),
            days: window,
            worked: &most + &days_to(&window.last_day()),
        }
        .into());
    }
    Ok(())
}

/// Sums of amounts up to each place, as amounts are added; the largest of the sums is known at once. A tree of pairs:
/// what a part of the places adds, and the largest sum that begins with it.
struct Running {
    places: usize,
    nodes: Vec<(Exact, Exact)>,
}

impl Running {
    fn of(places: usize) -> Running {
        let places = places.next_power_of_two();
        Running { places, nodes: vec![(Exact::zero(), Exact::zero()); 2 * places] }
    }

    fn add(&mut self, place: usize, amount: &Exact) {
        let mut at = self.places + place;
        let Some(leaf) = self.nodes.get_mut(at) else { return };
        leaf.0 = &leaf.0 + amount;
        leaf.1 = leaf.0.clone();
        while at > 1 {
            at /= 2;
            let (Some(left), Some(right)) = (self.nodes.get(2 * at), self.nodes.get(2 * at + 1)) else { return };
            let sum = &left.0 + &right.0;
            let most = left.1.clone().max(&left.0 + &right.1);
            if let Some(node) = self.nodes.get_mut(at) {
                *node = (sum, most);
            }
        }
    }

    /// The largest sum and its place.
    fn most(&self) -> Option<(usize, Exact)> {
        let most = self.nodes.get(1)?.1.clone();
        let (mut at, mut before) = (1, Exact::zero());
        while at < self.places {
            let left = self.nodes.get(2 * at)?;
            let inside = &before + &left.1;
            if inside == most {
                at *= 2;
            } else {
                before = &before + &left.0;
                at = 2 * at + 1;
            }
        }
        Some((at - self.places, most))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: i64) -> Day {
        Day::new(2024, 1, 1).and_then(|day| day.plus_days(n)).unwrap_or_else(|| panic!("{n}"))
    }

    /// As the rule says it: every span that begins where something began and ends where something ended.
    fn naive(new: Period, all: &[(Period, Exact)]) -> bool {
        all.iter().all(|(first, _)| {
            all.iter().all(|(last, _)| {
                let span = Period::new(first.first_day(), last.last_day()).filter(|span| span.covers(new));
                span.is_none_or(|span| {
                    let inside = all.iter().filter(|(days, _)| span.covers(*days));
                    let worked = inside.fold(Exact::zero(), |sum, (_, amount)| &sum + amount);
                    worked <= Exact::whole(span.days().into())
                })
            })
        })
    }

    #[test]
    fn the_tree_says_what_the_rule_says() {
        let mut seed = 7_u64;
        let mut dice = |sides: i64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            i64::try_from(seed >> 33).unwrap_or_default() % sides
        };
        let worker: WorkerId = "H0001-1".parse().unwrap_or_else(|e| panic!("{e}"));
        let mut refused = 0;
        for _ in 0..3_000 {
            let mut all: Vec<(Period, Exact)> = Vec::new();
            for _ in 0..=dice(7) {
                let (first, length) = (dice(12), dice(5));
                let days = Period::new(day(first), day(first + length)).unwrap_or_else(|| panic!("in order"));
                all.push((days, Exact::new(i128::from(dice(2 * length + 4)), 2)));
            }
            let new = all[0].0;
            let said = no_more_than_there_are(&worker, new, all.clone());
            assert_eq!(said.is_ok(), naive(new, &all), "{new:?}: {all:?}");
            refused += u32::from(said.is_err());
        }
        assert!((300..2_700).contains(&refused), "{refused}");
    }
}
