//! One ledger on a desk: instructions go through the whole core, with no store beneath.

use super::order::Order;
use coop_ledger::{
    books::{Books, CN_2023, Voucher},
    decide::{self, Decision, Instruction, ReadingRule, Refusal, Request},
    event::{
        Attached, BlobRef, BlobSource, Display, Entry, Event, Fact, HouseholdsStated, KeyAdmitted, LedgerOpened, Names,
    },
    log::{
        About, Act, Attestation, Chain, Draft, Hash, Head, Json, KeyKind, Origin, Role, SigningKey, Testimony,
        UnverifiedEntry, VerifierKey,
    },
    screen::Watch,
    unit::{Day, RecordedAt, Text},
};
use std::collections::{BTreeMap, HashMap};

/// Where an instruction stands in its ledger: index and leaf.
pub type Place = (u64, Hash);

/// A ledger in memory.
#[derive(Debug)]
pub struct Desk {
    origin: Origin,
    accountant: SigningKey,
    pub books: Books,
    pub chain: Chain,
    /// Every entry in order.
    pub entries: Vec<Entry>,
    blobs: Blobs,
    now: RecordedAt,
    /// Entries by the id of the instruction.
    pub places: BTreeMap<String, Place>,
}

#[derive(Debug, Default, Clone)]
struct Blobs(HashMap<Hash, Vec<u8>>);

impl BlobSource for Blobs {
    fn blob(&self, name: &Hash) -> Option<Vec<u8>> {
        self.0.get(name).cloned()
    }
}

/// What became of instructions that were not refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Recorded,
    Already,
}

fn text(text: &str) -> Text {
    text.parse().unwrap_or_else(|e| panic!("{e}"))
}

/// Eight in the morning of a day in China.
fn morning(day: Day) -> RecordedAt {
    let epoch = Day::new(1970, 1, 1).unwrap();
    RecordedAt::from_seconds(day.days_since(epoch) * 86_400).unwrap()
}

impl Desk {
    /// Opens the ledger of one book. Keys and origin are fixed by the book's name.
    pub fn open(book: &str, id: &str, on: &str, names: (&str, &str)) -> Desk {
        Desk::open_under(CN_2023, (book, id, on), names)
    }

    /// The same under a chart of its own.
    pub fn open_under(chart: &str, (book, id, on): (&str, &str, &str), names: (&str, &str)) -> Desk {
        let seed = |what: &str| Hash::of(&[book.as_bytes(), what.as_bytes()]).0;
        let accountant = SigningKey::from_seed(seed("accountant"));
        let ledger = SigningKey::from_seed(seed("ledger"));
        let tag = seed("tag");
        let name = format!("case-{}", book.to_lowercase());
        let origin = Origin::new("coop.example", &name, tag.first_chunk::<8>().unwrap()).unwrap();
        let on: Day = on.parse().unwrap();
        let public = accountant.public();
        let (kind, role) = (KeyKind::Person, Some(Role::Accountant));
        let possession = Testimony {
            about: About::own_key("K001", public, kind, role),
            act: Act::Possess,
            at: morning(on),
            origin: origin.clone(),
            say: None,
            seen: Head::empty(),
        };
        let opened = LedgerOpened {
            chart: BlobRef::of(chart.as_bytes()),
            currency: text("CNY"),
            display: Display { thousands: text(",") },
            keys: vec![KeyAdmitted {
                alg: text("ed25519"),
                kind,
                person: text("K001"),
                possession: Attestation::sign(possession, &accountant).unwrap(),
                public: Hash(*public.as_bytes()),
                role,
            }],
            names: Names { zh: text(names.0), en: text(names.1) },
            policy: None,
            recovery_threshold: 1,
            vkey: VerifierKey::ledger(&origin, ledger.public()),
            year_starts: text("01-01"),
            zone: text("+08:00"),
        };
        let attached = Attached::Document(chart.to_owned());
        let event = Event { attached, ..Event::plain(Fact::LedgerOpened(opened)) };
        let blobs = Blobs(event.blobs().unwrap().into_iter().map(|b| (Hash::of(&[&b]), b)).collect());
        let draft = Draft {
            about: Vec::new(),
            batch: (0, 1),
            body: event.body().unwrap(),
            effective_on: on,
            id: id.parse().unwrap(),
            index: 0,
            key: public.id(),
            kind: event.fact.kind().parse().unwrap(),
            origin: origin.clone(),
            prev: Hash::ZERO,
            recorded_at: morning(on),
        };
        let entry = through_bytes(draft, &accountant, &blobs);
        let mut chain = Chain::default();
        chain.check_verified(&entry.sealed).unwrap();
        let books = Books::open(&entry).unwrap();
        let places = BTreeMap::from([(id.to_owned(), (0, entry.sealed.leaf()))]);
        Desk { origin, accountant, books, chain, entries: vec![entry], blobs, now: morning(on), places }
    }

    /// What screens gather of its entries, followed once more from the first.
    pub fn watched(&self) -> Watch {
        let mut watch = Watch::default();
        let (first, rest) = self.entries.split_first().unwrap();
        let mut books = Books::open(first).unwrap();
        for entry in rest {
            watch.take(&books, entry);
            books.apply(entry).unwrap();
        }
        watch
    }

    /// Records instructions as one batch, with the households' digests behind a payout. Refused
    /// as a whole, and then nothing has changed.
    pub fn record(&mut self, recorded_on: &str, instructions: &[Json]) -> Result<Answer, Refusal> {
        if instructions.iter().all(|i| self.known(i).is_some()) {
            return instructions.iter().try_for_each(|i| self.same(i)).map(|()| Answer::Already);
        }
        let Ok(day) = recorded_on.parse::<Day>() else {
            let found = recorded_on.to_owned();
            return Err(ReadingRule::NoSuchDay { at: "recorded_on".to_owned(), found }.into());
        };
        let states = instructions.iter().any(|i| {
            i.member("kind").and_then(Json::text).is_some_and(|k| matches!(k, "payout.declare" | "payout.pay"))
        });
        let count = instructions.len() + usize::from(states);
        // a batch of one cannot fail half way
        let before = (count > 1).then(|| (self.books.clone(), self.chain.clone(), self.entries.len()));
        let now = self.now.max(morning(day));
        for (k, instruction) in instructions.iter().enumerate() {
            if let Err(refusal) = self.one(instruction, (k, count), now) {
                if let Some((books, chain, entries)) = before {
                    (self.books, self.chain) = (books, chain);
                    self.entries.truncate(entries);
                }
                return Err(refusal);
            }
        }
        if states {
            let stated = self.stated(instructions);
            self.one(&stated, (count - 1, count), now).unwrap_or_else(|e| panic!("{e}"));
        }
        let recorded = self.entries.iter().rev().take(count);
        self.places.extend(recorded.map(|e| (e.sealed.id().to_string(), (e.sealed.index(), e.sealed.leaf()))));
        self.now = now;
        Ok(Answer::Recorded)
    }

    /// Every blob that was recorded.
    pub fn blobs(&self) -> &(dyn BlobSource + Sync) {
        &self.blobs
    }

    /// The lines an entry posted.
    pub fn posted(&self, index: u64) -> Option<Voucher> {
        self.books.vouchers().get(index).map(|posted| posted.voucher())
    }

    fn known(&self, instruction: &Json) -> Option<&Entry> {
        let (index, _) = self.places.get(instruction.member("id")?.text()?)?;
        self.entries.get(usize::try_from(*index).ok()?)
    }

    /// The same id may only say what was recorded under it.
    fn same(&self, instruction: &Json) -> Result<(), Refusal> {
        let Some(stands) = self.known(instruction) else { return Ok(()) };
        if instruction.member("kind").and_then(Json::text) == Some("ledger.opened") {
            return Ok(());
        }
        let asked = self.sealed(instruction)?;
        match asked.differs_from(&Instruction::of(stands), &self.books) {
            Some(member) => {
                let (id, entry) = (stands.sealed.id().clone(), stands.sealed.index());
                Err(ReadingRule::IdUsed { id, entry, member }.into())
            }
            None => Ok(()),
        }
    }

    fn sealed(&self, instruction: &Json) -> Result<Instruction, Refusal> {
        let id = instruction.member("id").and_then(Json::text).unwrap_or_default();
        let mut drawn = 0_u8;
        let mut salt = || {
            drawn += 1;
            Hash::of(&[b"salt", id.as_bytes(), &[drawn]]).0
        };
        Ok(Request::read(instruction)?.seal(&mut salt)?.instruction)
    }

    fn decided(&self, instruction: &Json, now: RecordedAt) -> Result<(Instruction, Decision), Refusal> {
        let read = self.sealed(instruction)?;
        let decision = decide::decide(&self.books, &read, &self.accountant.public().id(), self.books.civil_day(now))?;
        Ok((read, decision))
    }

    fn one(&mut self, instruction: &Json, batch: (usize, usize), now: RecordedAt) -> Result<(), Refusal> {
        let (read, decision) = self.decided(instruction, now)?;
        self.blobs.0.extend(decision.event.blobs().unwrap().into_iter().map(|b| (Hash::of(&[&b]), b)));
        let draft = Draft {
            about: decision.about.iter().map(ToString::to_string).collect(),
            batch: (batch.0 as u32, batch.1 as u32),
            body: decision.event.body().unwrap_or_else(|e| panic!("{}: {e}", read.id)),
            effective_on: read.on,
            id: read.id.clone(),
            index: self.books.size(),
            key: self.accountant.public().id(),
            kind: decision.event.fact.kind().parse().unwrap(),
            origin: self.origin.clone(),
            prev: self.chain.last_leaf(),
            recorded_at: now,
        };
        let entry = through_bytes(draft, &self.accountant, &self.blobs);
        assert_eq!(entry.event, decision.event, "{}: what is read back is what was decided", read.id);
        // what an audit does: the instruction rebuilt from the entry is decided once more
        let recorded = self.books.civil_day(entry.sealed.recorded_at());
        let again = decide::decide(&self.books, &Instruction::of(&entry), &self.accountant.public().id(), recorded);
        let again = again.unwrap_or_else(|e| panic!("{}: decided again: {e}", read.id));
        assert_eq!((again.event, &again.about), (decision.event, &decision.about), "{}: decided again", read.id);
        self.chain.check_verified(&entry.sealed).unwrap_or_else(|e| panic!("{}: {e}", read.id));
        self.books.apply(&entry).unwrap_or_else(|e| panic!("{}: {e}", read.id));
        self.entries.push(entry);
        Ok(())
    }

    fn stated(&self, instructions: &[Json]) -> Json {
        let last = instructions.last();
        let member = |name: &str| last.and_then(|i| i.member(name)).and_then(Json::text).unwrap_or_default();
        let (count, root) = decide::state(&self.books);
        let said = HouseholdsStated { count, root, size: self.books.size() };
        Order::default()
            .with("id", format!("{}.stated", member("id")))
            .with("on", member("on"))
            .with("kind", "households.stated")
            .with("count", said.count)
            .with("root", said.root.to_string())
            .with("size", said.size)
            .json()
    }
}

/// Signs a draft and reads the entry back from its bytes and blobs.
fn through_bytes(draft: Draft, key: &SigningKey, blobs: &Blobs) -> Entry {
    let id = draft.id.clone();
    let signed = draft.sign(key).unwrap_or_else(|e| panic!("{id}: {e}"));
    let parsed = UnverifiedEntry::parse(signed.line()).unwrap_or_else(|e| panic!("{id}: {e}"));
    let verified = parsed.verify(&key.public()).unwrap_or_else(|e| panic!("{id}: {e}"));
    Entry::read(verified, blobs).unwrap_or_else(|e| panic!("{id}: {e}"))
}
