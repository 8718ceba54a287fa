//! As of which day a page tells the books, and as they were known at which entry: `?on=` and `?known=`.

use crate::{
    books::Books,
    form::{self, Shape},
    statement::Labels,
    unit::Day,
};

/// What was asked for, and what is wrong with it.
#[derive(Debug, Clone)]
pub struct When {
    /// At the end of this day.
    pub on: Day,
    /// From this day, where a page is of a time and not of its end.
    pub from: Option<Day>,
    /// As known just before this entry was recorded; `None` for all that is recorded.
    pub known: Option<u64>,
    /// As they were typed: the day, the entry, the first day.
    pub typed: [String; 3],
    /// What is wrong, by the name of its field. Where anything is, nothing is told of the books.
    pub wrong: Vec<(&'static str, String)>,
}

impl When {
    /// Reads what stands behind `?`, beside the newest books and the day that it is.
    pub fn of(query: &[(String, String)], newest: &Books, today: Day, labels: &Labels) -> When {
        let typed = [String::new(), String::new(), String::new()];
        let mut when = When { on: today, from: None, known: None, typed, wrong: Vec::new() };
        let [on, known, from] = &mut when.typed;
        for (name, typed) in [("on", on), ("known", known), ("from", from)] {
            let mut said: Vec<&str> = query.iter().filter(|(n, _)| n == name).map(|(_, value)| value.trim()).collect();
            said.dedup();
            *typed = said.first().map_or_else(String::new, |first| (*first).to_owned());
            if said.len() > 1 {
                when.wrong.push((name, labels.text("desk.when_twice").to_owned()));
            }
        }
        let [on, known, from] = when.typed.clone();
        when.on = when.day("on", &on, labels).unwrap_or(today);
        when.from = when.day("from", &from, labels);
        let first = begins(newest);
        if first.is_some_and(|first| when.on < first) {
            let first = first.map_or(String::new(), |first| first.to_string());
            when.wrong.push(("on", labels.fill("desk.before_books", &[("day", &first)])));
        }
        if when.from.is_some_and(|from| from > when.on) {
            when.wrong.push(("from", labels.fill("desk.from_after", &[("day", &when.on.to_string())])));
        }
        if !known.is_empty() {
            let size = newest.size();
            match form::tidy(Shape::Count, &known).parse::<u64>() {
                Ok(entry) if entry == size => {}
                Ok(entry) if (1..size).contains(&entry) => when.known = Some(entry),
                Ok(_) | Err(_) => {
                    when.wrong.push(("known", labels.fill("desk.no_such_known", &[("last", &size.to_string())])));
                }
            }
        }
        when
    }

    /// A day that was typed.
    fn day(&mut self, name: &'static str, typed: &str, labels: &Labels) -> Option<Day> {
        let day = form::tidy(Shape::Day, typed).parse::<Day>().ok();
        if day.is_none() && !typed.is_empty() {
            self.wrong.push((name, labels.text("desk.no_day").to_owned()));
        }
        day
    }

    /// What stands behind a path that leads to the same day and entry, `today` being left out.
    pub fn query(&self, today: Day) -> Vec<(&'static str, String)> {
        let on = (self.on != today).then(|| ("on", self.on.to_string()));
        on.into_iter().chain(self.known.map(|entry| ("known", entry.to_string()))).collect()
    }
}

/// The day before the books begin: opening balances are of that day.
fn begins(books: &Books) -> Option<Day> {
    let first = books.days().first().copied();
    first.into_iter().chain(books.accounts().first_day()).min()?.plus_days(-1)
}
