//! One case from its first fact to the last that the product has a kind for.

use super::{
    convert::Converter,
    desk::{Answer, Desk},
    folder::{Fact, Folder},
};
use coop_ledger::{
    books::Books,
    log::{Head, Json},
};
use std::collections::BTreeMap;

/// The last day of recording that is replayed.
pub const LAST_DAY: &str = "2025-12-31";

impl Offered {
    /// What is wrong with the answer, if anything.
    pub fn wrong(&self) -> Option<String> {
        let Offered { id, expected, code, said, unchanged } = self;
        match code {
            None => Some(format!("{id}: expected {expected}, but it was recorded")),
            Some(code) if code != expected => Some(format!("{id}: expected {expected}, answered {said}")),
            Some(_) if !unchanged => Some(format!("{id}: refused, but something changed")),
            Some(_) => None,
        }
    }
}

/// A replayed case.
#[derive(Debug)]
pub struct Replay {
    pub folder: Folder,
    /// Ledgers by book.
    pub desks: BTreeMap<String, Desk>,
    /// The books as they were known at each year's end, by day and name.
    pub year_ends: BTreeMap<String, BTreeMap<String, Books>>,
    /// What each recorded fact became, in order.
    pub recorded: Vec<(Fact, Vec<Json>)>,
    /// What each refused fact was answered with, by its id.
    pub refused: Vec<Offered>,
}

/// A fact that must be refused, as it was answered.
#[derive(Debug)]
pub struct Offered {
    pub id: String,
    pub expected: String,
    /// The code of the refusal, or nothing if it was accepted.
    pub code: Option<&'static str>,
    /// The refusal as an accountant would see it.
    pub said: String,
    /// Nothing changed in any ledger.
    pub unchanged: bool,
}

impl Replay {
    pub fn of(folder: Folder) -> Replay {
        let mut converter = Converter::new(&folder.facts);
        let mut replay = Replay {
            folder,
            desks: BTreeMap::new(),
            year_ends: BTreeMap::new(),
            recorded: Vec::new(),
            refused: Vec::new(),
        };
        let facts: Vec<Fact> =
            replay.folder.facts.iter().take_while(|f| f.recorded_on() <= LAST_DAY).cloned().collect();
        let year = |fact: &Fact| fact.recorded_on().get(..4).unwrap_or_default().to_owned();
        for (n, fact) in facts.iter().enumerate() {
            replay.record(&mut converter, fact);
            replay.offer(&converter, &fact.id);
            if facts.get(n + 1).is_none_or(|next| year(next) != year(fact)) {
                replay.at_the_end_of(year(fact));
            }
        }
        replay
    }

    /// Keeps the books as they are known when a year's last fact is recorded.
    fn at_the_end_of(&mut self, year: String) {
        let books = self.desks.iter().map(|(book, desk)| (book.clone(), desk.books.clone()));
        self.year_ends.insert(format!("{year}-12-31"), books.collect());
    }

    fn record(&mut self, converter: &mut Converter, fact: &Fact) {
        if fact.kind == "book_opened" {
            let names = (fact.need("name_zh"), fact.need("name_en"));
            self.desks.insert(fact.book.clone(), Desk::open(&fact.book, &fact.id, &fact.on, names));
            return;
        }
        let desk = self.desks.get_mut(&fact.book).unwrap_or_else(|| panic!("book {} is not open", fact.book));
        let orders = converter.convert(fact);
        let orders = orders.unwrap_or_else(|| panic!("{}: no instruction for {}", fact.id, fact.kind));
        let answer = desk.record(fact.recorded_on(), &orders).unwrap_or_else(|refusal| {
            let orders: Vec<String> =
                orders.iter().map(|o| String::from_utf8_lossy(&o.to_bytes()).into_owned()).collect();
            panic!("{} {}: {refusal}\n{}", fact.id, fact.kind, orders.join("\n"))
        });
        assert_eq!(answer, Answer::Recorded, "{}", fact.id);
        converter.recorded(fact);
        self.recorded.push((fact.clone(), orders));
    }

    /// Offers the facts that must be refused right after this one.
    fn offer(&mut self, converter: &Converter, after: &str) {
        for refused in self.folder.refusals.iter().filter(|r| r.after == after) {
            let fact = &refused.fact;
            let before = state(&self.desks);
            let orders = converter.convert(fact);
            let orders = orders.unwrap_or_else(|| panic!("{}: no instruction for {}", fact.id, fact.kind));
            let desk = self.desks.get_mut(&fact.book).unwrap_or_else(|| panic!("book {} is not open", fact.book));
            let answer = desk.record(fact.recorded_on(), &orders);
            self.refused.push(Offered {
                id: fact.id.clone(),
                expected: refused.code.clone(),
                code: answer.as_ref().err().map(|r| r.code().name()),
                said: answer.err().map(|r| r.to_string()).unwrap_or_default(),
                unchanged: before == state(&self.desks),
            });
        }
    }

    /// Offers every recorded fact a second time.
    pub fn again(&mut self) -> Vec<(String, String)> {
        let mut wrong = Vec::new();
        for (fact, orders) in &self.recorded {
            let Some(desk) = self.desks.get_mut(&fact.book) else { continue };
            match desk.record(fact.recorded_on(), orders) {
                Ok(Answer::Already) => {}
                Ok(Answer::Recorded) => wrong.push((fact.id.clone(), "recorded twice".to_owned())),
                Err(refusal) => wrong.push((fact.id.clone(), refusal.to_string())),
            }
        }
        wrong
    }
}

/// All that a refused fact must leave as it was: the journal's head, and every part of the books
/// that an entry can change, written out.
pub fn state(desks: &BTreeMap<String, Desk>) -> Vec<(Head, u64, coop_ledger::log::Hash)> {
    let one = |desk: &Desk| {
        let books = &desk.books;
        let written = format!(
            "{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}",
            books.accounts(),
            books.payouts(),
            books.parts(),
            books.registers(),
            books.contracts(),
            books.works(),
            books.years(),
            books.digests(),
            books.corrected(),
            books.settings()
        );
        (desk.chain.head(), books.size(), coop_ledger::log::Hash::of(&[written.as_bytes()]))
    };
    desks.values().map(one).collect()
}
