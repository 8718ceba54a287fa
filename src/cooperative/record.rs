//! From instructions to durable entries: all of them or none.

mod orders;
mod preview;

use super::{
    BlobReader, Cooperative, Jump, KeyTrouble, Sought, Trouble, clock, filing,
    follow::AllCores,
    matching::{Asked, Matching},
};
use crate::{
    audit::{Finding, KeyRing, LineFault, Mismatch, SignedHistory, check_lines},
    books::{Books, Voucher},
    decide::{self, Decision, Instruction, LedgerRule, Misfit, Opening, Order, ReadingRule, Refusal, Request},
    event::{Attached, BlobSource, Entry, Event, Fact, FactKind, HouseholdsStated, Private, YearStep, private_texts},
    log::{
        Batch, Chain, Draft, EntryError, Hash, KeyId, PublicKey, Sealed, SignedEntry, SigningKey, UnverifiedEntry,
        opens, sign_note,
    },
    store::{AppendError, Filed, keys},
    unit::{EntryId, Lang, RecordedAt, Words},
};
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::Arc,
};

/// What became of one instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answered {
    /// Recorded now.
    Now,
    /// Recorded before under the same id.
    Already,
    /// The same, but what opens its private texts is not here: whether they are the same nobody knows.
    NotCompared,
}

/// One instruction's entry.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// Position in the ledger.
    pub index: u64,
    /// The client's id.
    pub id: EntryId,
    /// Leaf hash.
    pub leaf: Hash,
    /// Now or before.
    pub outcome: Answered,
    /// The event.
    pub event: Event,
}

/// What an instruction would do.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The instruction.
    pub instruction: Instruction,
    /// The decision.
    pub decision: Decision,
    /// The lines it would post.
    pub voucher: Voucher,
}

/// Blobs of the batch that is being built, before those in the store.
struct Pending<'a> {
    fresh: &'a BTreeMap<Hash, Vec<u8>>,
    stored: BlobReader<'a>,
}

impl BlobSource for Pending<'_> {
    fn blob(&self, name: &Hash) -> Option<Vec<u8>> {
        self.fresh.get(name).cloned().or_else(|| self.stored.blob(name))
    }

    fn blob_upto(&self, name: &Hash, most: u64) -> Option<Vec<u8>> {
        // what was made a moment ago is as long as its entry says
        self.fresh.get(name).cloned().or_else(|| self.stored.blob_upto(name, most))
    }
}

impl Cooperative {
    /// Records instructions as one batch. An instruction whose id is recorded already with the
    /// same content is answered with the earlier entry. Nothing is written when any is refused.
    ///
    /// # Errors
    /// [`Trouble::Refused`] with what is refused and why, [`Trouble::Clock`] where the clock has jumped,
    /// [`Trouble::Key`] where this machine has not the ledger's key, [`Trouble::TextsMissing`] where other than so
    /// many texts are missing as an erasure says, [`Trouble::Append`] or [`Trouble::Device`] where the store does
    /// not take them, [`Trouble::Read`] or [`Trouble::Damaged`] where what they are compared with is not to be had.
    pub fn record(&mut self, requests: &[Request], signer: &SigningKey) -> Result<Vec<Recorded>, Trouble> {
        self.record_with(requests, signer, Vec::new())
    }

    /// The same, with what opens commitments that stand in a document of the first.
    fn record_with(
        &mut self,
        requests: &[Request],
        signer: &SigningKey,
        beside: Vec<Opening>,
    ) -> Result<Vec<Recorded>, Trouble> {
        let mut already: Vec<Option<Recorded>> = Vec::with_capacity(requests.len());
        let mut fresh: Vec<(usize, Instruction)> = Vec::new();
        let mut openings = Vec::new();
        let mut refused = Vec::new();
        let mut matching = Matching::default();
        for (number, request) in requests.iter().enumerate() {
            match self.read_request(request, &mut matching) {
                Ok(Read::Already(recorded)) => already.push(Some(*recorded)),
                Ok(Read::Fresh(instruction, opened)) => {
                    already.push(None);
                    openings.push(opened);
                    fresh.push((number, *instruction));
                }
                Err(Asked::Refused(refusal)) => {
                    already.push(None);
                    refused.push((number + 1, refusal));
                }
                Err(Asked::Trouble(trouble)) => return Err(trouble),
            }
        }
        if !refused.is_empty() {
            return Err(Trouble::Refused(refused));
        }
        if fresh.is_empty() {
            return Ok(already.into_iter().flatten().collect());
        }
        if let Some(first) = openings.first_mut() {
            first.extend(beside);
        }
        self.open_for(&mut fresh, &openings)?;
        // where this machine cannot write, nothing else about the instructions matters
        self.own_key()?;
        // many instructions may be refused in the middle; one alone is refused before the books
        // change, and a copy of large books costs more than everything else about it
        let before = (fresh.len() > 1).then(|| Arc::clone(&self.books));
        let recorded = match self
            .build(&fresh, signer)
            .and_then(|built| self.commit(built, signer.public(), &openings, matching.filed()?))
        {
            Ok(recorded) => recorded,
            Err(trouble) => {
                self.put_back(before);
                return Err(trouble);
            }
        };
        let mut recorded = recorded.into_iter();
        Ok(already.into_iter().filter_map(|a| a.or_else(|| recorded.next())).collect())
    }

    /// The books as they were at the end of the journal, after a batch that came to nothing. Where they cannot be
    /// had, this handle writes no more: books that are ahead of the journal decide nothing, and why the batch came to
    /// nothing is what is told.
    fn put_back(&mut self, before: Option<Arc<Books>>) {
        let size = self.chain.head().size;
        if let Some(before) = before {
            self.books = before;
        } else if self.books.size() != size {
            match self.followed(size) {
                Ok(followed) => self.books = Arc::new(followed.books),
                Err(_) => self.ledger_key = None,
            }
        }
    }

    /// Decides, signs and folds each instruction in turn.
    fn build(&mut self, fresh: &[(usize, Instruction)], signer: &SigningKey) -> Result<Built, Trouble> {
        let at = self.time()?;
        let states = fresh.iter().any(|(_, i)| states_households(i));
        let count = fresh.len() + usize::from(states);
        let count = u32::try_from(count).ok().filter(|n| *n <= Batch::MAX_LINES);
        let count = count
            .ok_or_else(|| Trouble::Refused(vec![(1, ReadingRule::TooMany { instructions: fresh.len() }.into())]))?;
        let key = signer.public().id();
        let mut built =
            Built { chain: self.chain.clone(), lines: Vec::new(), blobs: BTreeMap::new(), recorded: Vec::new() };
        for (k, (number, instruction)) in (0..count).zip(fresh) {
            let refused = |r: Refusal| Trouble::Refused(vec![(number + 1, r)]);
            let decision = decide::decide(&self.books, instruction, &key, self.books.civil_day(at)).map_err(refused)?;
            if matches!(decision.event.attached, Attached::Portions(_)) && instruction.seed == Hash::ZERO {
                return Err(Trouble::Bug("portions that nothing hides".to_owned()));
            }
            if !decision.event.fact.attestations().is_empty() {
                let history = self.history(&built)?;
                let said = history.contradicts(&decision.event.fact, self.books.size(), self.chain.head().size);
                if let Some(mismatch) = said {
                    let is = Words::new(mismatch.expected(Lang::En), mismatch.expected(Lang::Zh));
                    let said = Words::new(mismatch.found(Lang::En), mismatch.found(Lang::Zh));
                    let how = match mismatch {
                        Mismatch::Again(_) => Misfit::Again,
                        Mismatch::Possession(_) => Misfit::Possession,
                        Mismatch::Leaf { .. } => Misfit::Leaf,
                        Mismatch::Seen { .. } => Misfit::Seen,
                    };
                    return Err(refused(LedgerRule::NotItsHistory { how, is, said }.into()));
                }
            }
            let draft = draft(&self.books, &built.chain, &self.origin, instruction, &decision, key, (k, count), at)?;
            let signed = draft.sign(signer).map_err(|e| unsigned(number + 1, e))?;
            self.add(&mut built, instruction, &decision, signed)?;
        }
        if states {
            self.state(&mut built, signer, (count - 1, count), at)?;
        }
        Ok(built)
    }

    /// What attestations are compared with; read anew, since they are rare.
    fn history(&self, built: &Built) -> Result<SignedHistory, Trouble> {
        let reader = BlobReader::new(self.blobs.as_ref(), &self.origin);
        let mut history = SignedHistory::default();
        let mut add = |line: &[u8]| -> Result<(), Trouble> {
            let place = history.size();
            let entry = UnverifiedEntry::parse(line).map_err(|e| Trouble::line(place, e))?;
            let (k, n) = entry.batch();
            let kind = entry.kind().as_str();
            // what attestations speak of
            let read = [FactKind::LedgerOpened, FactKind::KeyAdmitted, FactKind::AttestationRecorded];
            if FactKind::of(kind).is_some_and(|kind| read.contains(&kind)) {
                let event = Event::read(kind, entry.body(), &reader);
                let event = event.map_err(|e| reader.blame(Trouble::event(place, e)))?;
                history.remember(&event.fact);
            }
            history.push(entry.leaf(), k + 1 == n);
            Ok(())
        };
        for chunk in self.journal.read(&self.origin, 0, self.chain.head().size)? {
            chunk?.lines.split_inclusive(|&b| b == b'\n').try_for_each(&mut add)?;
        }
        built.lines.split_inclusive(|&b| b == b'\n').try_for_each(&mut add)?;
        Ok(history)
    }

    fn add(
        &mut self,
        built: &mut Built,
        instruction: &Instruction,
        decision: &Decision,
        signed: SignedEntry,
    ) -> Result<(), Trouble> {
        for bytes in decision.event.blobs().map_err(Trouble::ours)? {
            built.blobs.insert(Hash::of(&[&bytes]), bytes);
        }
        built.lines.extend_from_slice(signed.line());
        let entry = Entry { sealed: signed.into_entry(), event: decision.event.clone() };
        built.chain.check_verified(&entry.sealed).map_err(|e| Trouble::Bug(e.to_string()))?;
        Arc::make_mut(&mut self.books).apply(&entry).map_err(Trouble::ours)?;
        built.recorded.push(Recorded {
            index: entry.sealed.index(),
            id: instruction.id.clone(),
            leaf: entry.sealed.leaf(),
            outcome: Answered::Now,
            event: entry.event,
        });
        Ok(())
    }

    /// Reads a signed line back as an entry.
    fn entry_of(
        &self,
        signed: &SignedEntry,
        key: &SigningKey,
        fresh: &BTreeMap<Hash, Vec<u8>>,
    ) -> Result<Entry, Trouble> {
        let verified =
            UnverifiedEntry::parse(signed.line()).and_then(|e| e.verify(&key.public())).map_err(Trouble::ours)?;
        let stored = BlobReader::new(self.blobs.as_ref(), &self.origin);
        Entry::read(verified, &Pending { fresh, stored }).map_err(Trouble::ours)
    }

    /// Puts the root over all households' digests behind a payout or a close.
    fn state(
        &mut self,
        built: &mut Built,
        signer: &SigningKey,
        batch: (u32, u32),
        at: RecordedAt,
    ) -> Result<(), Trouble> {
        let (count, root) = decide::state(&self.books);
        let fact = HouseholdsStated { count, root, size: self.books.size() };
        let last = built.recorded.last().map(|r| r.id.to_string()).unwrap_or_default();
        let id = id_behind(&self.books, &last)?;
        let today = self.books.civil_day(at);
        let instruction = Instruction {
            id,
            on: today,
            order: Order::Record(Fact::HouseholdsStated(fact), Attached::Nothing),
            note: None,
            evidence: Vec::new(),
            seed: Hash::ZERO,
        };
        let decision = decide::decide(&self.books, &instruction, &signer.public().id(), today)
            .map_err(|r| Trouble::Bug(r.to_string()))?;
        let key = signer.public().id();
        let draft = draft(&self.books, &built.chain, &self.origin, &instruction, &decision, key, batch, at)?;
        let signed = draft.sign(signer).map_err(Trouble::ours)?;
        self.add(built, &instruction, &decision, signed)?;
        // the caller asked for the payout, not for this line
        built.recorded.pop();
        Ok(())
    }

    /// Blobs, openings, then the lines with their note.
    fn commit(
        &mut self,
        built: Built,
        signer: PublicKey,
        openings: &[Vec<Opening>],
        beside: Option<Filed>,
    ) -> Result<Vec<Recorded>, Trouble> {
        let ledger_key = self.own_key()?;
        // nothing becomes durable that others would not verify
        let mut ring = KeyRing::of(std::iter::once(signer));
        for line in check_lines(self.chain.head().size, &built.lines, &mut ring, &AllCores) {
            line.entry?;
        }
        for bytes in built.blobs.values() {
            self.blobs.put(&self.origin, &mut bytes.as_slice()).map_err(Trouble::before_lines)?;
        }
        let mut filed = self.filed(&built, openings)?;
        filed.extend(beside);
        self.openings.put(&self.origin, &filed).map_err(Trouble::before_lines)?;
        self.remember_absent(&built, openings)?;
        self.begin_forgetting(&built)?;
        let head = built.chain.head();
        let seal = Sealed { head, note: sign_note(&self.origin, head, ledger_key) };
        let batch =
            Batch::new(self.chain.frontier(), built.lines, seal.clone()).map_err(|e| Trouble::Bug(e.to_string()))?;
        self.anchor.at_moment(&self.origin, self.clock.moment());
        let mut appended = self.journal.append(&self.origin, &batch);
        if matches!(appended, Err(AppendError::Unsure(_))) {
            // it may be there: the very same bytes settle it
            appended = self.journal.append(&self.origin, &batch);
        }
        appended?;
        self.chain = built.chain;
        self.sealed = Some(seal);
        Ok(built.recorded)
    }

    /// Each instruction's openings under the household its entry has to do with.
    fn filed(&self, built: &Built, openings: &[Vec<Opening>]) -> Result<Vec<Filed>, Trouble> {
        let mut filed = Vec::new();
        let lines = built.lines.split_inclusive(|&b| b == b'\n').zip(&built.recorded).zip(openings);
        for ((line, recorded), openings) in lines.filter(|(_, openings)| !openings.is_empty()) {
            let entry = UnverifiedEntry::parse(line).map_err(Trouble::ours)?;
            let owner = filing::owner(&self.books, &entry, &recorded.event.attached);
            let household = owner.map_or_else(|| filing::organization().map_err(Trouble::ours), Ok)?;
            filed.extend(openings.iter().map(|opening| Filed {
                household: household.clone(),
                commitment: opening.commitment,
                bytes: opening_bytes(opening),
            }));
        }
        Ok(filed)
    }

    /// Commitments that came as such, whose openings are kept elsewhere: nobody need look for them here.
    fn remember_absent(&self, built: &Built, openings: &[Vec<Opening>]) -> Result<(), Trouble> {
        let sealed: BTreeSet<Hash> = openings.iter().flatten().map(|opening| opening.commitment).collect();
        let mut elsewhere = BTreeSet::new();
        for line in built.lines.split_inclusive(|&b| b == b'\n') {
            let entry = UnverifiedEntry::parse(line).map_err(Trouble::ours)?;
            elsewhere.extend(private_texts(entry.kind().name(), entry.body()).map(|(_, commitment)| commitment));
        }
        elsewhere.retain(|commitment| !sealed.contains(commitment));
        // of an order that was proposed they came with the proposal
        let mut not_here = BTreeSet::new();
        for commitment in elsewhere {
            if self.openings.get(&self.origin, &commitment)?.is_none() {
                not_here.insert(commitment);
            }
        }
        let mut elsewhere = not_here;
        if elsewhere.is_empty() {
            return Ok(());
        }
        elsewhere.append(&mut self.openings.absent(&self.origin)?);
        self.openings.say_absent(&self.origin, &elsewhere).map_err(Trouble::before_lines)
    }

    pub(super) fn own_key(&self) -> Result<&SigningKey, Trouble> {
        self.ledger_key.as_ref().ok_or_else(|| Trouble::Key(KeyTrouble::LedgerKeyElsewhere))
    }

    /// What a person should look at before the next entry is recorded: a clock far behind the last
    /// entry or ahead of it.
    pub fn clock_jump(&self) -> Option<Jump> {
        self.jump_at(self.clock.now())
    }

    fn jump_at(&self, now: RecordedAt) -> Option<Jump> {
        let then = self.anchor.moment(&self.origin);
        self.books.recorded_at().and_then(|last| clock::jump((now, self.clock.moment()), (last, then)))
    }

    /// max(clock, last entry), if the clock is plausible or somebody has said that it is right.
    fn time(&self) -> Result<RecordedAt, Trouble> {
        let now = self.clock.now();
        let Some(last) = self.books.recorded_at() else { return Ok(now) };
        let refused = |jump| Err(Trouble::Clock { now, last, jump });
        match self.jump_at(now) {
            Some(jump) if !self.clock_confirmed => refused(jump),
            // the last hours that have a day; nobody's word makes an entry out of them
            _ if now.day_at(self.books.zone_minutes()).is_none() => {
                refused(Jump::Ahead(now.seconds() - last.seconds()))
            }
            _ => Ok(now.max(last)),
        }
    }

    /// The instruction of a request; one whose id is recorded already is compared with what was recorded.
    fn read_request(&self, request: &Request, matching: &mut Matching) -> Result<Read, Asked> {
        if let Some(index) = self.books.ids().entry_of(request.id.as_str()) {
            return self.compare(request, index).map(|r| Read::Already(Box::new(r)));
        }
        let mut broken = None;
        let mut random = || {
            keys::random::<32>().unwrap_or_else(|cause| {
                broken = Some(cause);
                [0; 32]
            })
        };
        let request = self.matched(request, matching)?;
        let sealing = request.seal(&mut random).map_err(Asked::Refused)?;
        match broken {
            Some(cause) => Err(Asked::Trouble(cause.into())),
            None => Ok(Read::Fresh(Box::new(sealing.instruction), sealing.openings)),
        }
    }

    /// The earlier entry, if the request says nothing else than what was recorded.
    fn compare(&self, request: &Request, index: u64) -> Result<Recorded, Asked> {
        let entry = self.entry(index).map_err(Asked::Trouble)?;
        let before = Instruction::of(&entry);
        let body = entry.sealed.body();
        // in lists, one behind the other: both sides have them in the same order
        let mut all: BTreeMap<&str, VecDeque<Hash>> = BTreeMap::new();
        for (field, commitment) in private_texts(entry.sealed.kind().name(), body) {
            all.entry(field).or_default().push_back(commitment);
        }
        let mut outcome = Answered::Already;
        // private texts are compared through their openings
        let asked = request.clone().each_private(|field, said| {
            let Some(stood) = all.get_mut(field).and_then(VecDeque::pop_front) else { return said };
            match self.opens_to(field, &stood, &said) {
                Some(true) => Private::Sealed(stood),
                Some(false) => said,
                // nothing speaks against it, and nothing for it
                None => {
                    outcome = Answered::NotCompared;
                    Private::Sealed(stood)
                }
            }
        });
        let asked = asked.seal(&mut || [0; 32]).map_err(Asked::Refused)?.instruction;
        if let Some(name) = asked.differs_from(&before, &self.books) {
            let used = ReadingRule::IdUsed { id: entry.sealed.id().clone(), entry: index, member: name };
            return Err(Asked::Refused(used.into()));
        }
        Ok(Recorded { index, id: entry.sealed.id().clone(), leaf: entry.sealed.leaf(), outcome, event: entry.event })
    }

    /// Does what stands in an entry open to the text? `None` if its opening is gone or does not open.
    fn opens_to(&self, field: &str, commitment: &Hash, said: &Private) -> Option<bool> {
        let text = match said {
            // handed in as a commitment once more
            Private::Sealed(said) => return Some(said == commitment),
            Private::Text(text) => text,
        };
        let bytes = self.openings.get(&self.origin, commitment).ok()??;
        let (salt, value) = bytes.split_first_chunk::<32>()?;
        // what is filed there and opens nothing says nothing
        opens(commitment, field, salt, value).then(|| value == text.as_bytes())
    }

    /// One entry by its index, verified again.
    ///
    /// # Errors
    /// [`Trouble::Absent`] where there is no such entry, [`Trouble::Damaged`] where the line is not that entry
    /// under a known key or its files are not what it says, [`Trouble::Read`] where the store cannot read them.
    pub fn entry(&self, index: u64) -> Result<Entry, Trouble> {
        let last = self.books.size().saturating_sub(1);
        let absent = || Trouble::from(Sought::Entry { index, first: 0, last });
        if index >= self.books.size() {
            return Err(absent());
        }
        let line = self.lines(index, index + 1)?.pop().ok_or_else(absent)?;
        let wrong = |e| Trouble::line(index, e);
        let parsed = UnverifiedEntry::parse(&line).map_err(wrong)?;
        if parsed.index() != index {
            return Err(Finding::entry(index, LineFault::OtherIndex { expected: index, found: parsed.index() }).into());
        }
        let key = self.books.keys().get(&parsed.key());
        let key = key.ok_or_else(|| Finding::entry(index, LineFault::KeyUnknown(parsed.key())))?;
        let verified = parsed.verify(&key.public).map_err(wrong)?;
        let reader = BlobReader::new(self.blobs.as_ref(), &self.origin);
        Entry::read(verified, &reader).map_err(|e| reader.blame(Trouble::event(index, e)))
    }
}

fn opening_bytes(opening: &Opening) -> Vec<u8> {
    let mut bytes = opening.salt.to_vec();
    bytes.extend_from_slice(&opening.value);
    bytes
}

enum Read {
    Fresh(Box<Instruction>, Vec<Opening>),
    Already(Box<Recorded>),
}

/// A batch that is not written yet.
pub(super) struct Built {
    chain: Chain,
    /// Its lines.
    pub lines: Vec<u8>,
    blobs: BTreeMap<Hash, Vec<u8>>,
    /// Their entries, but for the statement of the households at its end.
    pub recorded: Vec<Recorded>,
}

/// Payouts and the close of a year state every household's digest.
fn states_households(instruction: &Instruction) -> bool {
    match &instruction.order {
        Order::DeclarePayout(_) | Order::PayPayout(_) | Order::ReturnPayout(_) => true,
        Order::Record(Fact::YearStepped(y), _) => y.step == YearStep::Close,
        Order::Record(..) | Order::Revise(_) | Order::Correct(_) => false,
    }
}

/// A draft that cannot be signed: longer than a line, which is whoever's who asks for it, or a mistake of ours.
fn unsigned(number: usize, error: EntryError) -> Trouble {
    if let EntryError::Line(bytes) = error {
        return Trouble::Refused(vec![(number, ReadingRule::LineTooLong { bytes }.into())]);
    }
    Trouble::ours(error)
}

#[allow(clippy::too_many_arguments, reason = "each is one member of the entry")]
fn draft(
    books: &Books,
    chain: &Chain,
    origin: &crate::log::Origin,
    instruction: &Instruction,
    decision: &Decision,
    key: KeyId,
    batch: (u32, u32),
    at: RecordedAt,
) -> Result<Draft, Trouble> {
    Ok(Draft {
        about: decision.about.iter().map(ToString::to_string).collect(),
        batch,
        body: decision.event.body().map_err(Trouble::ours)?,
        effective_on: instruction.on,
        id: instruction.id.clone(),
        index: books.size(),
        key,
        kind: decision.event.fact.kind().parse().map_err(|e: crate::unit::UnitError| Trouble::Bug(e.to_string()))?,
        origin: origin.clone(),
        prev: chain.last_leaf(),
        recorded_at: at,
    })
}

/// An id that nobody has used, after the one of the instruction that an entry goes with: a client may have spelled
/// any of them before.
fn id_behind(books: &Books, id: &str) -> Result<EntryId, Trouble> {
    const LONGEST: usize = 64;
    let endings = std::iter::once(".stated".to_owned()).chain((2_u32..).map(|n| format!(".stated.{n}")));
    let ids = endings.map(|ending| {
        let stem: String = id.chars().take(LONGEST - ending.len()).collect();
        format!("{stem}{ending}")
    });
    let mut free = ids.filter(|id| books.ids().entry_of(id).is_none());
    let id = free.next().ok_or_else(|| Trouble::Bug("no id is free".to_owned()))?;
    id.parse().map_err(Trouble::ours)
}
