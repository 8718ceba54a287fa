//! A dishonest accountant with every key: entries are changed, and all that depends on them is
//! made anew, correctly: chain, signatures, digests, tree and checkpoint.

use crate::little::{Little, accountant, copy, ledger_key};
use coop_ledger::{
    audit::{Pin, Report},
    books::Books,
    cooperative::audit,
    decide::{self, Instruction},
    event::{Attached, BlobSource, Entry, Event, Fact, Holder, LedgerOpened, PayoutLine},
    log::{Chain, Draft, Frontier, Hash, SigningKey, UnverifiedEntry, sign_note},
    unit::{Fen, Money},
};
use std::{fs, path::PathBuf};

/// The one segment of a small ledger.
pub const JOURNAL: &str = "journal/000000000000.jsonl";

pub struct Forge {
    folder: tempfile::TempDir,
    lines: Vec<Vec<u8>>,
}

/// What a bent value was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bent {
    /// Nothing that a signer could put down.
    Unsigned,
    /// No event that this version reads.
    Unread,
    /// Told by a person: another instruction makes it.
    Told,
    /// Follows from the instruction and the books: no other value is right.
    Computed,
}

struct Blobs(PathBuf);

impl BlobSource for Blobs {
    fn blob(&self, name: &Hash) -> Option<Vec<u8>> {
        fs::read(self.0.join(name.to_string())).ok()
    }
}

impl Forge {
    pub fn of(little: &Little) -> Forge {
        Forge::at(&little.ledger())
    }

    /// A copy of a ledger's folder, to be bent.
    pub fn at(ledger: &std::path::Path) -> Forge {
        let folder = tempfile::tempdir().unwrap();
        copy(ledger, folder.path());
        let journal = fs::read(folder.path().join(JOURNAL)).unwrap();
        let lines = journal.split_inclusive(|&b| b == b'\n').map(<[u8]>::to_vec).collect();
        Forge { folder, lines }
    }

    /// A ledger of its first entry alone, with another zone in it; all else is as it should be.
    pub fn opened_in(&mut self, zone: &str) {
        self.opening(|opened| opened.zone = zone.parse().unwrap());
    }

    /// A ledger of its first entry alone, with something else in it, signed anew.
    pub fn opening(&mut self, change: impl FnOnce(&mut LedgerOpened)) {
        let blobs = Blobs(self.folder.path().join("blobs"));
        let parsed = UnverifiedEntry::parse(&self.lines[0]).unwrap();
        let mut event = Event::read(&parsed.kind().to_string(), parsed.body(), &blobs).unwrap();
        let Fact::LedgerOpened(opened) = &mut event.fact else { panic!("entry 0 opens the ledger") };
        change(opened);
        let signer = accountant();
        let draft = draft_like(&parsed, &event, &signer, parsed.prev());
        let signed = draft.sign(&signer).unwrap();
        let mut chain = Chain::default();
        let sealed = UnverifiedEntry::parse(signed.line()).unwrap().verify(&signer.public()).unwrap();
        chain.check_verified(&sealed).unwrap();
        let note = sign_note(parsed.origin(), chain.head(), &ledger_key());
        fs::write(self.folder.path().join(JOURNAL), signed.line()).unwrap();
        fs::write(self.folder.path().join("checkpoint"), note.0).unwrap();
        self.drop_orphans();
    }

    /// Signs every entry anew; `change` may alter the event and name the seed of another signer.
    pub fn rewrite(&mut self, mut change: impl FnMut(u64, &mut Event, &Books) -> Option<u8>) {
        let blobs = Blobs(self.folder.path().join("blobs"));
        let mut chain = Chain::default();
        let mut books: Option<Books> = None;
        let mut journal = Vec::new();
        for line in &self.lines {
            let parsed = UnverifiedEntry::parse(line).unwrap();
            let index = parsed.index();
            let mut event = Event::read(&parsed.kind().to_string(), parsed.body(), &blobs).unwrap();
            let mut signer = accountant();
            if let Some(books) = &books {
                if let Some(seed) = change(index, &mut event, books) {
                    signer = SigningKey::from_seed([seed; 32]);
                }
                refresh(&mut event, books);
            }
            for bytes in event.blobs().unwrap() {
                fs::write(blobs.0.join(Hash::of(&[&bytes]).to_string()), bytes).unwrap();
            }
            let draft = draft_like(&parsed, &event, &signer, chain.last_leaf());
            let signed = draft.sign(&signer).unwrap().line().to_vec();
            let sealed = UnverifiedEntry::parse(&signed).unwrap().verify(&signer.public()).unwrap();
            // a batch of two keys breaks the chain: then the forger goes on as well as possible
            if chain.check_verified(&sealed).is_err() {
                journal.extend_from_slice(&signed);
                break;
            }
            let entry = Entry { sealed, event };
            match &mut books {
                None => books = Some(Books::open(&entry).unwrap()),
                Some(books) => books.apply(&entry).unwrap(),
            }
            journal.extend_from_slice(&signed);
        }
        let origin = books.as_ref().and_then(Books::origin).unwrap();
        let note = sign_note(origin, chain.head(), &ledger_key());
        fs::write(self.folder.path().join(JOURNAL), journal).unwrap();
        fs::write(self.folder.path().join("checkpoint"), note.0).unwrap();
        self.drop_orphans();
    }

    /// Signs every entry anew; one of them is bent when all else about it is right: its event, then
    /// what is signed of it. What follows is made to follow.
    pub fn bend(&mut self, victim: u64, event_of: impl Fn(&mut Event), draft_of: impl Fn(&mut Draft)) -> Bent {
        let blobs = Blobs(self.folder.path().join("blobs"));
        let (mut chain, mut last, mut books, mut bent) = (Chain::default(), Hash::ZERO, None::<Books>, Bent::Unread);
        let (mut frontier, mut following, mut journal) = (Frontier::default(), true, Vec::new());
        let signer = accountant();
        for line in &self.lines {
            let parsed = UnverifiedEntry::parse(line).unwrap();
            let index = parsed.index();
            let mut event = Event::read(&parsed.kind().to_string(), parsed.body(), &blobs).unwrap();
            if let Some(books) = books.as_ref().filter(|_| following) {
                refresh(&mut event, books);
            }
            let said =
                |event: &Event| Instruction::of_event(parsed.id().clone(), parsed.effective_on(), event).members().ok();
            let right = said(&event);
            if index == victim {
                event_of(&mut event);
            }
            for bytes in event.blobs().unwrap() {
                fs::write(blobs.0.join(Hash::of(&[&bytes]).to_string()), bytes).unwrap();
            }
            let mut draft = draft_like(&parsed, &event, &signer, last);
            if index == victim {
                draft_of(&mut draft);
            }
            let Ok(signed) = draft.sign(&signer) else { return Bent::Unsigned };
            journal.extend_from_slice(signed.line());
            last = Hash::leaf(signed.line());
            frontier.push(last);
            let sealed = UnverifiedEntry::parse(signed.line()).unwrap().verify(&signer.public()).unwrap();
            following = following && chain.check_verified(&sealed).is_ok();
            let read = Entry::read(sealed, &blobs);
            if let (Ok(entry), true) = (&read, index == victim) {
                bent = if said(&entry.event) == right { Bent::Computed } else { Bent::Told };
            }
            following = following
                && read.is_ok_and(|entry| match &mut books {
                    None => Books::open(&entry).is_ok_and(|opened| books.insert(opened).size() == 1),
                    Some(books) => books.apply(&entry).is_ok(),
                });
        }
        let origin = UnverifiedEntry::parse(&self.lines[0]).unwrap().origin().clone();
        let note = sign_note(&origin, frontier.head(), &ledger_key());
        fs::write(self.folder.path().join(JOURNAL), journal).unwrap();
        fs::write(self.folder.path().join("checkpoint"), note.0).unwrap();
        self.drop_orphans();
        bent
    }

    /// The folder.
    pub fn ledger(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// One fen of the declared payout goes to another household; what is paid follows.
    pub fn move_a_fen(&mut self, from: &str, to: &str) {
        let shifted = |line: &mut PayoutLine| {
            let by = match &line.to {
                Holder::Household(h) if h.as_str() == from => -1,
                Holder::Household(h) if h.as_str() == to => 1,
                _ => 0,
            };
            line.amount = Money::from_fen(line.amount.fen().plus(Fen(by)).unwrap()).unwrap();
            if let Some(reason) = line.because.steps_mut().first_mut() {
                reason.amount = Money::from_fen(reason.amount.fen().plus(Fen(by)).unwrap()).unwrap();
            }
        };
        self.rewrite(|_, event, _| {
            // the bank returns what it was sent
            if let Attached::Lines(lines) = &mut event.attached {
                lines.iter_mut().for_each(|(_, line)| shifted(line));
            }
            None
        });
    }

    pub fn audit(&self) -> Report {
        audit(self.folder.path(), &Pin::default(), &mut |_, _| {}).unwrap().report
    }

    /// Removes blobs nobody names any more.
    fn drop_orphans(&self) {
        let journal = fs::read_to_string(self.folder.path().join(JOURNAL)).unwrap();
        for item in fs::read_dir(self.folder.path().join("blobs")).unwrap() {
            let path = item.unwrap().path();
            if !journal.contains(&*path.file_name().unwrap().to_string_lossy()) {
                fs::remove_file(path).unwrap();
            }
        }
    }
}

/// Digests, sums and roots that follow from the books before the entry.
fn refresh(event: &mut Event, books: &Books) {
    if let Attached::Lines(lines) = &mut event.attached {
        let mut plain: Vec<PayoutLine> = lines.iter().map(|(_, line)| line.clone()).collect();
        for line in &mut plain {
            line.before = line.to.household().map(|h| books.digest(h)).unwrap_or_default();
        }
        let placed = PayoutLine::place(plain).unwrap();
        match &mut event.fact {
            Fact::PayoutDeclared(p) => (p.lines, p.reasons) = (placed.head, placed.reasons),
            Fact::PayoutPaid(p) => (p.lines, p.reasons) = (placed.head, placed.reasons),
            Fact::PayoutReturned(p) => (p.lines, p.reasons) = (placed.head, placed.reasons),
            _ => {}
        }
        *lines = placed.lines;
    }
    if let Fact::HouseholdsStated(stated) = &mut event.fact {
        (stated.count, stated.root) = decide::state(books);
        stated.size = books.size();
    }
}

/// The entry again with another event, another author or behind another entry.
fn draft_like(parsed: &UnverifiedEntry, event: &Event, author: &SigningKey, prev: Hash) -> Draft {
    Draft {
        about: parsed.about().to_vec(),
        batch: parsed.batch(),
        body: event.body().unwrap(),
        effective_on: parsed.effective_on(),
        id: parsed.id().clone(),
        index: parsed.index(),
        key: author.public().id(),
        kind: parsed.kind().clone(),
        origin: parsed.origin().clone(),
        prev,
        recorded_at: parsed.recorded_at(),
    }
}
