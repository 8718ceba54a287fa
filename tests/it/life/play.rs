//! The case recorded: each fact on its day through the whole program, refusals offered behind the fact that they follow.

use super::{convert::Converter, folder};
use crate::{
    case::folder::{Fact, Folder},
    little::{accountant, founding},
};
use coop_ledger::{
    audit::{Pin, Report},
    books::Books,
    cooperative::{Clock, Cooperative, Trouble, audit_here, look_at_texts},
    decide::{Code, Refusal, Request},
    log::Json,
    unit::{Day, RecordedAt},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
};

/// A clock that stands on a day and goes on by a second whenever it is asked.
#[derive(Debug)]
struct Daily(AtomicI64);

impl Daily {
    /// Eight in the morning of a day in China, or just after what it last said.
    fn on(&self, day: &str) {
        let epoch = Day::new(1970, 1, 1).unwrap();
        let morning = day.parse::<Day>().unwrap().days_since(epoch) * 86_400;
        self.0.fetch_max(morning, Ordering::SeqCst);
    }
}

impl Clock for Daily {
    fn now(&self) -> RecordedAt {
        RecordedAt::from_seconds(self.0.fetch_add(1, Ordering::SeqCst)).unwrap()
    }

    fn earliest(&self) -> RecordedAt {
        "2024-01-01T00:00:00Z".parse().unwrap()
    }
}

/// One book's ledger.
pub struct Ledger {
    folder: tempfile::TempDir,
    clock: Arc<Daily>,
    pub cooperative: Cooperative,
}

impl Ledger {
    pub fn open(book: &str, on: &str) -> Ledger {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(Daily(AtomicI64::new(0)));
        clock.on(on);
        let (ledger, state) = (folder.path().join("ledger"), folder.path().join("state"));
        let founding = founding(book.bytes().next().unwrap());
        let cooperative = Cooperative::create(&ledger, &state, &founding, clock.clone()).unwrap();
        Ledger { folder, clock, cooperative }
    }

    /// An audit of its folder, private texts included.
    pub fn audited(&self) -> Report {
        self.audited_beside(&[])
    }

    /// The same beside other ledgers, where one of the two speaks of the other.
    pub fn audited_beside(&self, others: &[&Ledger]) -> Report {
        let (ledger, state) = (self.folder.path().join("ledger"), self.folder.path().join("state"));
        let mut audited = audit_here(&ledger, &state, Pin::default(), &mut |_, _| {}).unwrap();
        let looked = look_at_texts(&ledger, &state, self.cooperative.books()).unwrap();
        audited.report.looked_at_texts(looked);
        for other in others {
            let other = audit_here(&other.folder.path().join("ledger"), &state, Pin::default(), &mut |_, _| {});
            audited.look_beside(&other.unwrap());
        }
        audited.report
    }

    /// Records a fact's requests as one batch; the entries that they became.
    pub fn record(&mut self, on: &str, orders: &[Json]) -> Result<std::ops::Range<u64>, Refusal> {
        self.clock.on(on);
        self.cooperative.confirm_clock();
        let requests: Vec<Request> = orders.iter().map(Request::read).collect::<Result<_, _>>()?;
        let before = self.cooperative.head().size;
        match self.cooperative.record(&requests, &accountant()) {
            Ok(_) => Ok(before..self.cooperative.head().size),
            Err(Trouble::Refused(mut all)) => Err(all.remove(0).1),
            Err(other) => panic!("{orders:?}: {other}"),
        }
    }
}

/// The same instruction with the other ledger as it stands.
fn names(order: Json, other: &Cooperative) -> Json {
    let mut order: serde_json::Value = serde_json::from_slice(&order.to_bytes()).unwrap();
    let head = other.head();
    order["other"] =
        serde_json::json!({"origin": other.origin().to_string(), "root": head.root.to_string(), "size": head.size});
    Json::parse(order.to_string().as_bytes()).unwrap()
}

/// A fact that must be refused, as it was answered.
pub struct Offered {
    pub id: String,
    pub area: String,
    pub expected: String,
    /// What it was answered; nothing where it was recorded, or the reason why it could not be asked.
    pub answer: Result<Option<(Code, String)>, String>,
    pub unchanged: bool,
}

/// The case as it was recorded.
pub struct Played {
    pub folder: Folder,
    pub ledgers: BTreeMap<String, Ledger>,
    /// Entries of each recorded fact, with the book.
    pub told: BTreeMap<String, (String, std::ops::Range<u64>)>,
    /// Facts that could not be recorded, and why.
    pub untold: Vec<(Fact, String)>,
    pub offered: Vec<Offered>,
    /// The books right after a fact, for each fact at which something is asked.
    pub known: BTreeMap<String, BTreeMap<String, Arc<Books>>>,
    /// The books at the end of a day, for each day on which something is asked.
    pub at_end_of: BTreeMap<String, BTreeMap<String, Arc<Books>>>,
    pub converter: Converter,
}

impl Played {
    pub fn books(&self, book: &str) -> Arc<Books> {
        self.ledgers[book].cooperative.keep_books()
    }

    /// The books of the village right after this fact, or after the last one before it.
    pub fn known_at(&self, fact: &str) -> &Books {
        let (_, books) = self.known.range(..=fact.to_owned()).next_back().unwrap();
        &books["V"]
    }

    fn keep(&self) -> BTreeMap<String, Arc<Books>> {
        self.ledgers.iter().map(|(book, ledger)| (book.clone(), ledger.cooperative.keep_books())).collect()
    }

    fn of(folder: Folder) -> Played {
        let converter = Converter::new(&folder.facts);
        let asked = |tables: &[&str], column: &str| -> BTreeSet<String> {
            let rows = tables.iter().flat_map(|table| folder.table(table));
            rows.map(|row| row[column].clone()).collect()
        };
        let registers = ["persons", "households", "parcels", "houses", "capital"].map(|r| format!("register-{r}.csv"));
        let known_at = asked(&registers.each_ref().map(String::as_str), "known_at");
        let days = asked(&["dues.csv", "assets.csv", "household-balances.csv", "trial-balance.csv"], "on");
        let mut days = days.into_iter().peekable();
        let mut played = Played {
            folder,
            ledgers: BTreeMap::new(),
            told: BTreeMap::new(),
            untold: Vec::new(),
            offered: Vec::new(),
            known: BTreeMap::new(),
            at_end_of: BTreeMap::new(),
            converter,
        };
        for fact in played.folder.facts.clone() {
            while let Some(day) = days.next_if(|day| day.as_str() < fact.recorded_on()) {
                let books = played.keep();
                played.at_end_of.insert(day, books);
            }
            played.tell(&fact);
            played.offer(&fact.id, fact.recorded_on().to_owned());
            if known_at.contains(&fact.id) {
                let books = played.keep();
                played.known.insert(fact.id, books);
            }
        }
        for day in days {
            let books = played.keep();
            played.at_end_of.insert(day, books);
        }
        played
    }

    fn tell(&mut self, fact: &Fact) {
        if fact.kind == "book_opened" {
            self.ledgers.insert(fact.book.clone(), Ledger::open(&fact.book, &fact.on));
            return;
        }
        let others = &self.ledgers;
        let named = |order: Json| match fact.text("other").and_then(|other| others.get(other)) {
            Some(other) if fact.kind == "organization_changed" => names(order, &other.cooperative),
            _ => order,
        };
        let answer = self.converter.convert(fact).map(|orders| orders.into_iter().map(named).collect::<Vec<_>>());
        let answer = answer.and_then(|orders| {
            let ledger = self.ledgers.get_mut(&fact.book).unwrap();
            let said = ledger.record(fact.recorded_on(), &orders);
            said.map_err(|refusal| format!("{}: {refusal}", refusal.code().name()))
        });
        match answer {
            Ok(entries) => {
                self.converter.recorded(fact);
                self.told.insert(fact.id.clone(), (fact.book.clone(), entries));
            }
            Err(why) => self.untold.push((fact.clone(), why)),
        }
    }

    fn offer(&mut self, after: &str, told: String) {
        let due: Vec<_> = self.folder.refusals.iter().filter(|refused| refused.after == after).collect();
        for refused in due {
            let fact = &refused.fact;
            let heads = |ledgers: &BTreeMap<String, Ledger>| -> Vec<_> {
                ledgers.values().map(|ledger| ledger.cooperative.head()).collect()
            };
            let before = heads(&self.ledgers);
            let answer = self.converter.convert(fact).map(|orders| {
                let ledger = self.ledgers.get_mut(&fact.book).unwrap();
                // of a day that is still to come the clock knows nothing
                let day = if refused.code == "date_out_of_window" { told.as_str() } else { fact.recorded_on() };
                let said = ledger.record(day, &orders);
                said.err().map(|refusal| (refusal.code(), refusal.to_string()))
            });
            self.offered.push(Offered {
                id: fact.id.clone(),
                area: refused.area.clone(),
                expected: refused.code.clone(),
                answer,
                unchanged: before == heads(&self.ledgers),
            });
        }
    }
}

/// The case, recorded once for all tests.
pub fn played() -> MutexGuard<'static, Played> {
    static PLAYED: OnceLock<Mutex<Played>> = OnceLock::new();
    let played = PLAYED.get_or_init(|| Mutex::new(Played::of(Folder::read(folder()))));
    played.lock().unwrap_or_else(PoisonError::into_inner)
}
