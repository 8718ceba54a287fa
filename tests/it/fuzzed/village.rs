//! A ledger in memory with fixed keys and salts, as far as the first batches of the little ledger
//! or the first files of the example village take it.

use coop_ledger::{
    audit::{Auditor, Finding, KeyRing, OneCore, Pin, check_lines},
    books::{Books, CN_2023},
    decide::{self, Instruction, Order, Refusal, Request},
    event::{
        Attached, BlobRef, BlobSource, Display, Entry, Event, Fact, HouseholdsStated, KeyAdmitted, LedgerOpened, Names,
        YearStep,
    },
    intake,
    log::{
        About, Act, Attestation, Chain, Draft, EntryError, Hash, Head, Json, KeyKind, Origin, Role, SigningKey,
        Testimony, UnverifiedEntry, VerifierKey, sign_note,
    },
    scheme,
    unit::{Day, EntryId, RecordedAt, Text},
};
use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

/// The repository, seen from the tests and from the fuzz targets.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    if here.join("fuzz_targets").is_dir() { here.join("..") } else { here.to_owned() }
}

pub fn accountant() -> SigningKey {
    SigningKey::from_seed([1; 32])
}

fn ledger_key() -> SigningKey {
    SigningKey::from_seed([2; 32])
}

pub fn origin() -> Origin {
    Origin::new("coop.example", "little", &[0x11; 8]).unwrap()
}

/// The key of the ledger that proofs and statements in the corpus come from.
pub fn vkey() -> VerifierKey {
    VerifierKey::ledger(&origin(), ledger_key().public())
}

#[derive(Debug, Clone, Default)]
pub struct Blobs(HashMap<Hash, Arc<Vec<u8>>>);

impl BlobSource for Blobs {
    fn blob(&self, name: &Hash) -> Option<Vec<u8>> {
        self.0.get(name).map(|b| b.to_vec())
    }
}

impl Blobs {
    pub fn files(&self) -> impl Iterator<Item = (Hash, Vec<u8>)> {
        self.0.iter().map(|(name, bytes)| (*name, bytes.to_vec()))
    }
}

#[derive(Debug, Clone)]
pub struct Village {
    pub books: Books,
    pub chain: Chain,
    pub blobs: Blobs,
    /// Every line so far.
    pub lines: Vec<u8>,
    entries: HashMap<u64, Arc<Entry>>,
    salts: u64,
}

fn text(text: &str) -> Text {
    text.parse().unwrap()
}

/// An instruction with the text of the sheet that it names: a file of the example village, or a
/// shipped one.
fn with_sheet(mut request: Json) -> Json {
    if let Json::Object(members) = &mut request {
        let mut found = None;
        if let Some(Json::Text(file)) = members.remove("sheet_file")
            && file.strip_prefix("sheets/").is_some_and(|name| !name.contains(['/', '\\', '\0']))
        {
            found = std::fs::read_to_string(root().join("examples/tianfu").join(file)).ok();
        } else if let (Some(Json::Text(id)), None) = (members.get("scheme"), members.get("sheet"))
            && members.get("kind").and_then(Json::text) == Some("scheme.adopt")
        {
            found = scheme::shipped::all().iter().find(|s| s.id == *id).map(|s| s.text.to_owned());
            members.remove("scheme");
        }
        if let Some(found) = found {
            members.insert("sheet".into(), Json::Array(found.lines().map(|l| Json::Text(l.to_owned())).collect()));
        }
    }
    request
}

type Bases = Mutex<BTreeMap<(bool, usize), Arc<Village>>>;

impl Village {
    /// The ledger that the first line asks for: `#base little N` or `#base tianfu N`; without it
    /// the whole little one.
    pub fn asked(text: &str) -> Village {
        static BASES: Bases = Mutex::new(BTreeMap::new());
        let mut words = text.lines().next().unwrap_or_default().split(' ');
        let (base, which, upto) = (words.next(), words.next(), words.next());
        let tianfu = (base, which) == (Some("#base"), Some("tianfu"));
        let upto = upto.filter(|_| base == Some("#base")).and_then(|n| n.parse().ok()).unwrap_or(99);
        let upto: usize = usize::min(upto, if tianfu { 12 } else { 99 });
        let mut bases = BASES.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let made = || Arc::new(if tianfu { Village::tianfu(upto) } else { Village::little(upto) });
        bases.entry((tianfu, upto)).or_insert_with(made).as_ref().clone()
    }

    fn little(upto: usize) -> Village {
        let all = std::fs::read_to_string(root().join("tests/ledgers/little.jsonl")).unwrap();
        let batches = all.split("\n\n").filter(|b| b.lines().any(|l| l.starts_with('{')));
        Village::of(batches.take(upto).map(str::to_owned))
    }

    fn tianfu(upto: usize) -> Village {
        let folder = root().join("examples/tianfu");
        let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()).collect();
        files.retain(|f| f.extension().is_some_and(|e| e == "jsonl"));
        files.sort();
        Village::of(files.into_iter().take(upto).map(|f| std::fs::read_to_string(f).unwrap()))
    }

    fn of(batches: impl Iterator<Item = String>) -> Village {
        let mut village = Village::opened();
        for batch in batches {
            for (number, read) in intake::json_lines(&batch) {
                let json = read.unwrap_or_else(|e| panic!("line {number}: {e}"));
                village.record(&json).unwrap_or_else(|e| panic!("line {number}: {e:?}"));
            }
        }
        village
    }

    /// Entry 0 alone.
    pub fn opened() -> Village {
        let at = RecordedAt::from_seconds(1_704_067_200).unwrap();
        let origin = origin();
        let admitted = |person: &str, role: Option<Role>, seed: u8| {
            let key = SigningKey::from_seed([seed; 32]);
            let kind = if role.is_some() { KeyKind::Person } else { KeyKind::Recovery };
            let about = About::own_key(person, key.public(), kind, role);
            let testimony =
                Testimony { about, act: Act::Possess, at, origin: origin.clone(), say: None, seen: Head::empty() };
            KeyAdmitted {
                alg: text("ed25519"),
                kind,
                person: text(person),
                possession: Attestation::sign(testimony, &key).unwrap(),
                public: Hash(*key.public().as_bytes()),
                role,
            }
        };
        let opened = LedgerOpened {
            chart: BlobRef::of(CN_2023.as_bytes()),
            currency: text("CNY"),
            display: Display { thousands: text(",") },
            keys: vec![
                admitted("K01", Some(Role::Accountant), 1),
                admitted("K02", Some(Role::Chair), 3),
                admitted("K03", None, 4),
            ],
            names: Names { zh: text("小村"), en: text("Little village") },
            policy: None,
            recovery_threshold: 1,
            vkey: vkey(),
            year_starts: text("01-01"),
            zone: text("+08:00"),
        };
        let event =
            Event { attached: Attached::Document(CN_2023.to_owned()), ..Event::plain(Fact::LedgerOpened(opened)) };
        let blobs = Blobs(event.blobs().unwrap().into_iter().map(|b| (Hash::of(&[&b]), Arc::new(b))).collect());
        let draft = Draft {
            about: Vec::new(),
            batch: (0, 1),
            body: event.body().unwrap(),
            effective_on: "2024-01-01".parse().unwrap(),
            id: "open".parse().unwrap(),
            index: 0,
            key: accountant().public().id(),
            kind: event.fact.kind().parse().unwrap(),
            origin,
            prev: Hash::ZERO,
            recorded_at: at,
        };
        let line = draft.sign(&accountant()).unwrap().line().to_vec();
        let sealed = UnverifiedEntry::parse(&line).unwrap().verify(&accountant().public()).unwrap();
        let mut chain = Chain::default();
        chain.check_verified(&sealed).unwrap();
        let entry = Entry { sealed, event };
        let books = Books::open(&entry).unwrap();
        Village { books, chain, blobs, lines: line, entries: HashMap::from([(0, Arc::new(entry))]), salts: 0 }
    }

    /// The instruction as the ledger reads it.
    pub fn read(&mut self, request: &Json) -> Result<Instruction, Refusal> {
        let salts = &mut self.salts;
        let mut salt = || {
            *salts += 1;
            Hash::of(&[b"salt", &salts.to_be_bytes()]).0
        };
        Ok(Request::read(&with_sheet(request.clone()))?.seal(&mut salt)?.instruction)
    }

    /// Decides, previews, signs, audits and folds one instruction; behind a payout and a close
    /// the households' digests.
    pub fn record(&mut self, request: &Json) -> Result<(), Refusal> {
        let instruction = self.read(request)?;
        if let Some(index) = self.books.ids().entry_of(instruction.id.as_str()) {
            let before = Instruction::of(&self.entries[&index]);
            let _ = instruction.differs_from(&before, &self.books);
            return Ok(());
        }
        let states = match &instruction.order {
            Order::DeclarePayout(_) | Order::PayPayout(_) | Order::ReturnPayout(_) => true,
            Order::Record(Fact::YearStepped(y), _) => y.step == YearStep::Close,
            _ => false,
        };
        let at = self.clock(instruction.on);
        if !states {
            return self.take(&instruction, (0, 1), at);
        }
        let mut before = self.clone();
        let first = self.lines.len();
        self.take(&instruction, (0, 2), at)?;
        if self.books.size() == before.books.size() {
            return Ok(());
        }
        let (count, root) = decide::state(&self.books);
        let fact = Fact::HouseholdsStated(HouseholdsStated { count, root, size: self.books.size() });
        let free = (self.books.size()..).map(|n| format!("s-{n}").parse().unwrap());
        let id = free.into_iter().find(|id| self.books.ids().entry_of(EntryId::as_str(id)).is_none()).unwrap();
        let order = Order::Record(fact, Attached::Nothing);
        let stated = Instruction { id, on: instruction.on, order, note: None, evidence: Vec::new(), seed: Hash::ZERO };
        self.take(&stated, (1, 2), at).expect("the digests of a payout can be stated");
        before.blobs = self.blobs.clone();
        let found = before.audited(&self.lines[first..]);
        assert!(found.is_empty(), "what is recorded passes the audit: {found:?}");
        Ok(())
    }

    fn take(&mut self, instruction: &Instruction, batch: (u32, u32), at: RecordedAt) -> Result<(), Refusal> {
        let signer = accountant().public().id();
        let decision = match decide::decide(&self.books, instruction, &signer, self.books.civil_day(at)) {
            Ok(decision) => decision,
            Err(refusal) => {
                self.forged(instruction);
                return Err(refusal);
            }
        };
        let voucher = decide::preview_lines(&self.books, instruction, &decision).expect("what is decided can be shown");
        assert!(voucher.is_balanced(), "debits equal credits");
        let about: Vec<String> = decision.about.iter().map(ToString::to_string).collect();
        for bytes in decision.event.blobs().unwrap() {
            self.blobs.0.insert(Hash::of(&[&bytes]), Arc::new(bytes));
        }
        let Some(line) = self.signed(instruction, &decision.event, about, (batch, at)) else { return Ok(()) };
        let sealed = UnverifiedEntry::parse(&line).unwrap().verify(&accountant().public()).unwrap();
        let entry = Entry::read(sealed, &self.blobs).expect("what is decided can be read again");
        assert_eq!(entry.event, decision.event, "what is read back is what was decided");
        if batch.1 == 1 {
            let found = self.audited(&line);
            assert!(found.is_empty(), "what is recorded passes the audit: {found:?}");
        }
        self.chain.check_verified(&entry.sealed).unwrap();
        self.books.apply(&entry).expect("what is decided can be folded");
        self.lines.extend_from_slice(&line);
        self.entries.insert(entry.sealed.index(), Arc::new(entry));
        Ok(())
    }

    /// What the rules refuse is signed all the same: the audit finds it, and goes on living.
    fn forged(&self, instruction: &Instruction) {
        let Order::Record(fact, attached) = &instruction.order else { return };
        if matches!(fact, Fact::PayoutDeclared(_) | Fact::PayoutPaid(_) | Fact::PayoutReturned(_)) {
            return;
        }
        let mut event = Event { attached: attached.clone(), ..Event::plain(fact.clone()) };
        (event.note, event.evidence) = (instruction.note, instruction.evidence.clone());
        let mut other = self.clone();
        for bytes in event.blobs().unwrap() {
            other.blobs.0.insert(Hash::of(&[&bytes]), Arc::new(bytes));
        }
        let alone = ((0, 1), self.clock(instruction.on));
        if let Some(line) = self.signed(instruction, &event, Vec::new(), alone) {
            assert!(!other.audited(&line).is_empty(), "what is refused is a finding: {fact:?}");
        }
    }

    /// `None` where it is too long for a line or is no canonical JSON, which is a refusal elsewhere.
    fn signed(
        &self,
        instruction: &Instruction,
        event: &Event,
        about: Vec<String>,
        (batch, recorded_at): ((u32, u32), RecordedAt),
    ) -> Option<Vec<u8>> {
        let draft = Draft {
            about,
            batch,
            body: event.body().ok()?,
            effective_on: instruction.on,
            id: instruction.id.clone(),
            index: self.books.size(),
            key: accountant().public().id(),
            kind: event.fact.kind().parse().unwrap(),
            origin: origin(),
            prev: self.chain.last_leaf(),
            recorded_at,
        };
        match draft.sign(&accountant()) {
            Ok(signed) => Some(signed.line().to_vec()),
            Err(e) => {
                assert!(matches!(e, EntryError::Line(_)), "what is decided can be signed: {e}");
                None
            }
        }
    }

    /// An hour behind the last entry, or the morning of the instruction's day where that is not far.
    fn clock(&self, on: Day) -> RecordedAt {
        let last = self.books.recorded_at().unwrap().seconds();
        let morning = on.days_since(Day::new(1970, 1, 1).unwrap()) * 86_400;
        let near = (last..last + 400 * 86_400).contains(&morning);
        RecordedAt::from_seconds(if near { morning + 3_600 } else { last + 3_600 }).unwrap()
    }

    /// What an audit that stands on these books says of the next lines.
    fn audited(&self, lines: &[u8]) -> Vec<Finding> {
        let mut ring = KeyRing::of([accountant().public()].into_iter());
        let mut auditor = Auditor::resume(self.books.clone(), self.chain.clone(), None);
        for checked in check_lines(self.books.size(), lines, &mut ring, &OneCore) {
            auditor.take(checked, &self.blobs);
        }
        let mut frontier = self.chain.frontier().clone();
        lines.split_inclusive(|b| *b == b'\n').for_each(|line| frontier.push(Hash::leaf(line)));
        let note = sign_note(&origin(), frontier.head(), &ledger_key());
        auditor.finish(Some(&note.0), &Pin::default()).0.findings
    }

    /// The checkpoint over all lines.
    pub fn checkpoint(&self) -> Vec<u8> {
        sign_note(&origin(), self.chain.head(), &ledger_key()).0
    }
}
