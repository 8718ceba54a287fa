//! A fact that changes over time, read as at a day.

use crate::unit::Day;
use serde::{Deserialize, Serialize};

/// Values with the day each holds from, in order of day and, on one day, of recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dated<T> {
    changes: Vec<(Day, T)>,
}

impl<T> Default for Dated<T> {
    fn default() -> Self {
        Dated { changes: Vec::new() }
    }
}

impl<T> Dated<T> {
    /// One value from a day on.
    pub fn from(day: Day, value: T) -> Dated<T> {
        Dated { changes: vec![(day, value)] }
    }

    /// Adds a change; a late fact takes its place by its effective day.
    pub fn change(&mut self, day: Day, value: T) {
        let at = self.changes.partition_point(|(d, _)| *d <= day);
        self.changes.insert(at, (day, value));
    }

    /// From a day on, everything is what `of` makes of it: the value of that day, `before` where
    /// there was none, and every later one.
    pub fn change_from(&mut self, day: Day, before: T, of: impl Fn(&T) -> T)
    where
        T: Clone,
    {
        let at = self.changes.partition_point(|(d, _)| *d <= day);
        for (_, later) in self.changes.iter_mut().skip(at) {
            *later = of(later);
        }
        let stood = at.checked_sub(1).and_then(|i| self.changes.get(i)).map(|(_, v)| v.clone()).unwrap_or(before);
        self.changes.insert(at, (day, of(&stood)));
    }

    /// What was said at this place, in order of day.
    pub fn at(&self, place: usize) -> Option<&T> {
        self.changes.get(place).map(|(_, value)| value)
    }

    /// What was said at this place was another value.
    pub fn put(&mut self, place: usize, value: T) {
        if let Some((_, said)) = self.changes.get_mut(place) {
            *said = value;
        }
    }

    /// The first value holds from another day on, one that no later value's day is before.
    pub fn begin(&mut self, day: Day) {
        if let Some((first, _)) = self.changes.first_mut() {
            *first = day;
        }
    }

    /// How many values were said.
    pub fn count(&self) -> usize {
        self.changes.len()
    }

    /// The value that holds at the end of the day.
    pub fn as_at(&self, day: Day) -> Option<&T> {
        let at = self.changes.partition_point(|(d, _)| *d <= day);
        at.checked_sub(1).and_then(|i| self.changes.get(i)).map(|(_, value)| value)
    }

    /// The last value there is.
    pub fn latest(&self) -> Option<&T> {
        self.changes.last().map(|(_, value)| value)
    }

    /// The value of a day, if there is one, and every later one that holds at the end of its day.
    pub fn since(&self, day: Day) -> impl Iterator<Item = &T> {
        let first = self.changes.partition_point(|(d, _)| *d <= day).saturating_sub(1);
        let next = self.changes.iter().skip(first + 1).map(|(next, _)| Some(*next)).chain([None]);
        let held = self.changes.iter().skip(first).zip(next).filter(|((own, _), next)| *next != Some(*own));
        held.map(|((_, value), _)| value)
    }

    /// The same with what was said otherwise on the same day.
    pub fn said_since(&self, day: Day) -> impl Iterator<Item = &T> {
        let at = self.changes.partition_point(|(d, _)| *d <= day);
        self.changes.iter().skip(at.saturating_sub(1)).map(|(_, value)| value)
    }

    /// Every change behind a day.
    pub fn after(&self, day: Day) -> impl Iterator<Item = &(Day, T)> {
        let at = self.changes.partition_point(|(d, _)| *d <= day);
        self.changes.iter().skip(at)
    }

    /// A day, and every later one on which something changed.
    pub fn days_from(&self, day: Day) -> impl Iterator<Item = Day> {
        let at = self.changes.partition_point(|(d, _)| *d <= day);
        std::iter::once(day).chain(self.changes.iter().skip(at).map(|(day, _)| *day))
    }

    /// The day of the first value.
    pub fn first_day(&self) -> Option<Day> {
        self.changes.first().map(|(day, _)| *day)
    }

    /// The last day on which a value such as this began to hold, or ceased to.
    pub fn last_touched(&self, such: impl Fn(&T) -> bool) -> Option<Day> {
        let (mut last, mut before) = (None, false);
        for (day, value) in &self.changes {
            let now = such(value);
            if now || before {
                last = Some(*day);
            }
            before = now;
        }
        last
    }

    /// Every value there ever was, in order of day.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.changes.iter().map(|(_, value)| value)
    }

    /// Every change there is.
    pub fn changes(&self) -> impl Iterator<Item = &(Day, T)> {
        self.changes.iter()
    }

    /// All changes up to the end of the day.
    pub fn until(&self, day: Day) -> impl Iterator<Item = &(Day, T)> {
        self.changes.iter().take_while(move |(d, _)| *d <= day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(d: u32) -> Day {
        Day::new(2025, 3, d).unwrap_or_else(|| panic!("march"))
    }

    #[test]
    fn a_late_fact_takes_its_place_by_its_effective_day() {
        let mut area = Dated::from(day(1), "old");
        area.change(day(20), "new");
        area.change(day(10), "late");
        assert_eq!(area.as_at(day(9)), Some(&"old"));
        assert_eq!(area.as_at(day(15)), Some(&"late"));
        assert_eq!(area.as_at(day(20)), Some(&"new"));
    }

    #[test]
    fn from_a_day_on_there_are_its_value_and_all_later_ones() {
        let mut shares = Dated::from(day(5), 8);
        shares.change(day(20), 3);
        assert_eq!(shares.since(day(10)).collect::<Vec<_>>(), [&8, &3]);
        assert_eq!(shares.since(day(20)).collect::<Vec<_>>(), [&3]);
        assert_eq!(shares.since(day(1)).collect::<Vec<_>>(), [&8, &3]);
        assert_eq!((shares.last_touched(|n| *n == 8), shares.last_touched(|n| *n == 9)), (Some(day(20)), None));
        // what was said otherwise on the same day held at no day's end
        shares.change(day(20), 9);
        assert_eq!(shares.since(day(10)).collect::<Vec<_>>(), [&8, &9]);
        assert_eq!(shares.said_since(day(10)).collect::<Vec<_>>(), [&8, &3, &9]);
    }

    #[test]
    fn before_the_first_change_there_is_nothing() {
        assert_eq!(Dated::from(day(5), 1).as_at(day(4)), None);
    }
}
