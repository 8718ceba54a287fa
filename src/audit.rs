//! Bytes become findings: signatures, chain, tree, batches, and every decision made again.
//!
//! The audit trusts nothing but the pin it is given. It opens no store and no index: lines come in
//! as chunks, blobs through a reader, and the report says what was proven, what was not, and up to
//! which entry. The same [`decide`](crate::decide::decide) that recorded an entry is asked again
//! just before it, on books that were rebuilt from nothing.
#![warn(clippy::wildcard_enum_match_arm)]

mod beside;
mod compare;
mod finding;
mod history;
mod line;
mod past;
mod pin;
mod place;
mod report;

pub use beside::{OneSide, SeenBeside, beside};
pub use finding::{
    BesideFault, DecisionFault, Ending, FileFault, Finding, FindingCode, HistoryFault, LineFault, TextFault, Wrong,
};
pub use history::{Mismatch, SignedHistory};
pub use line::{Checked, KeyRing, OneCore, Spread, check_lines, claimed_size};
pub use past::{Cleared, KnownBy, PastAudit, Unreadable};
pub use pin::PinFile;
pub use place::LedgerPlace;
pub use report::{Beside, Compared, Known, Looked, Pin, Proven, Remembered, Report, Unproven, Verdict};

use crate::{
    books::Books,
    decide::{self, Births, Instruction, Order},
    event::{Attached, BlobSource, Entry, Event, EventError, Fact, PayoutDeclared, PayoutLine, portions_head},
    log::{Chain, Frontier, Hash, VerifiedEntry},
    screen::Watch,
    unit::RecordedAt,
};
use std::collections::{BTreeMap, BTreeSet};

/// Most findings that are kept; more are only counted.
const MOST_FINDINGS: usize = 1_000;
/// Seconds by which clocks may differ.
pub const CLOCKS_DIFFER: i64 = 120;

/// Follows a ledger entry by entry and gathers findings.
#[derive(Debug, Default)]
pub struct Auditor {
    chain: Chain,
    frontier: Frontier,
    books: Option<Books>,
    findings: Vec<Finding>,
    notes: Vec<Finding>,
    counted: u64,
    payouts: u64,
    lines: u64,
    /// The first entry whose events cannot be followed; nothing behind it is proven.
    broken_at: Option<u64>,
    first_leaf: Option<Hash>,
    batch_end: u64,
    /// Roots at the sizes that something speaks of.
    heads: BTreeMap<u64, Hash>,
    wanted: BTreeSet<u64>,
    /// `(k, n)` of the last entry of such a size, where that is not the end of its batch.
    inside: BTreeMap<u64, (u32, u32)>,
    named: BTreeSet<Hash>,
    /// Seeds of portions: each hides the lines of one entry.
    seeds: BTreeSet<Hash>,
    /// The first entry of the batch after which every household's digest must be stated.
    to_be_stated: Option<u64>,
    /// Whole only where the audit began with entry 0.
    history: SignedHistory,
    /// What sealed figures say, where the private store is here.
    opened: Births,
    /// What screens gather on the way, where they ask at the end.
    watch: Option<Watch>,
    /// The latest time that the caller's clock allows.
    latest: Option<RecordedAt>,
    /// The first entry that is later, and how many follow it.
    ahead: Option<(u64, RecordedAt, u64)>,
}

impl Auditor {
    /// A new audit. `sizes` are those that the checkpoint and whoever remembers the ledger speak of,
    /// so that the roots there are kept on the way.
    pub fn new(sizes: impl IntoIterator<Item = u64>) -> Auditor {
        Auditor { wanted: sizes.into_iter().collect(), ..Auditor::default() }
    }

    /// An audit that goes on from books proven before, at the frontier they stand on.
    pub fn resume(books: Books, chain: Chain, sizes: impl IntoIterator<Item = u64>) -> Auditor {
        let frontier = chain.frontier().clone();
        Auditor { batch_end: frontier.size(), frontier, chain, books: Some(books), ..Auditor::new(sizes) }
    }

    /// An audit of what stands behind books and a history that are believed already. Opening a
    /// ledger judges by it what a crash left unsigned.
    pub fn behind(books: Books, chain: Chain, history: SignedHistory) -> Auditor {
        Auditor { history, ..Auditor::resume(books, chain, None) }
    }

    /// The same audit by a clock: what is recorded later than it says, and a little, is found. Without
    /// one nothing is too late.
    pub fn by_clock(self, now: Option<RecordedAt>) -> Auditor {
        let latest = now.map(|now| RecordedAt::from_seconds(now.seconds() + CLOCKS_DIFFER).unwrap_or(now));
        Auditor { latest, ..self }
    }

    /// The same audit with what sealed figures say: lines that read them are computed again.
    pub fn opening(self, opened: Births) -> Auditor {
        Auditor { opened, ..self }
    }

    /// The same audit with the questions that a right record raises.
    pub fn asking(self) -> Auditor {
        Auditor { watch: Some(Watch::default()), ..self }
    }

    /// What was found so far.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The books as far as they were followed.
    pub fn books(&self) -> Option<&Books> {
        self.books.as_ref()
    }

    /// Adds a finding.
    pub fn find(&mut self, finding: Finding) {
        self.counted += 1;
        if self.findings.len() < MOST_FINDINGS {
            self.findings.push(finding);
        }
    }

    /// Adds a note: worth knowing, not wrong.
    pub fn note(&mut self, note: Finding) {
        if self.notes.len() < MOST_FINDINGS {
            self.notes.push(note);
        }
    }

    /// Takes the next line, already parsed and with its signature checked.
    pub fn take(&mut self, checked: Checked, blobs: &dyn BlobSource) {
        let place = self.frontier.size();
        self.frontier.push(checked.leaf);
        if self.wanted.contains(&self.frontier.size()) {
            self.heads.insert(self.frontier.size(), self.frontier.head().root);
        }
        self.first_leaf.get_or_insert(checked.leaf);
        let entry = match checked.entry {
            Ok(entry) => entry,
            Err(finding) => {
                self.find(finding);
                self.broken_at.get_or_insert(place);
                return;
            }
        };
        if self.broken_at.is_none() {
            if let Err(e) = self.chain.check_verified(&entry) {
                self.find(Finding::entry(place, LineFault::Chain(e)));
                self.broken_at.get_or_insert(place);
                return;
            }
            let ends = self.chain.at_batch_end();
            if !ends && self.wanted.contains(&(place + 1)) {
                self.inside.insert(place + 1, entry.batch());
            }
            if ends {
                self.batch_end = place + 1;
            }
            if self.latest.is_some_and(|latest| entry.recorded_at() > latest) {
                // no time is before that of the entry in front, so one finding stands for all
                self.ahead =
                    Some(self.ahead.map_or((place, entry.recorded_at(), 0), |(first, at, more)| (first, at, more + 1)));
            }
            self.follow(entry, blobs);
            if self.history.size() == place {
                self.history.push(checked.leaf, ends);
            }
        }
    }

    /// True where no entry kept it from following the rest.
    pub fn followed_all(&self) -> bool {
        self.broken_at.is_none()
    }

    /// Decides the entry again on the books before it, compares, and folds it in.
    fn follow(&mut self, sealed: VerifiedEntry, blobs: &dyn BlobSource) {
        let place = sealed.index();
        let entry = match Entry::read(sealed, blobs) {
            Ok(entry) => entry,
            Err(error) => {
                // it is found wrong here, and need not be hashed once more with those nobody names
                if let EventError::Blob(name, _) = &error {
                    self.named.insert(*name);
                }
                self.find(Finding::entry(place, LineFault::Unread(error)));
                self.broken_at = Some(place);
                return;
            }
        };
        let first = place - u64::from(entry.sealed.batch().0).min(place);
        if self.history.size() == place {
            if let Some(mismatch) = self.history.contradicts(&entry.event.fact, place, first) {
                self.find(Finding::entry(place, DecisionFault::Attested(mismatch)));
            }
            self.history.remember(&entry.event.fact);
        }
        self.named.extend(entry.event.fact.named_blobs());
        if let Attached::Portions(portions) = &entry.event.attached {
            self.named.extend(portions_head(entry.sealed.body()).map(|head| head.blob));
            if !self.seeds.insert(portions.seed()) {
                self.find(Finding::entry(place, DecisionFault::SeedAgain));
            }
        }
        if let Fact::PayoutDeclared(payout) = &entry.event.fact {
            self.declared(place, payout);
        }
        if let Some(finding) = self.unstated(&entry) {
            self.find(finding);
        }
        if let Fact::Informed(informed) = &entry.event.fact {
            self.note(Finding::entry(place, LineFault::Informed(informed.kind.clone())));
        }
        let Some(books) = &mut self.books else {
            match open(&entry) {
                Ok(books) => self.books = Some(books),
                Err(finding) => {
                    self.find(finding);
                    self.broken_at = Some(place);
                }
            }
            return;
        };
        let found = again(books, &entry, &self.opened);
        if let Some(watch) = &mut self.watch {
            watch.take(books, &entry);
        }
        let applied = books.apply(&entry);
        if let Some(finding) = found {
            self.find(finding);
        }
        if let Err(error) = applied {
            self.find(Finding::entry(place, DecisionFault::CannotFollow(error)));
            self.broken_at = Some(place);
        }
    }

    /// Counts a payout; lines that read sealed figures which do not open here are taken as they are shown.
    fn declared(&mut self, place: u64, payout: &PayoutDeclared) {
        self.payouts += 1;
        self.lines += payout.lines.count;
        if payout.opened.iter().any(|commitment| self.opened.get(commitment).is_none()) {
            self.note(Finding::entry(place, LineFault::TakenAsShown(payout.lines.count)));
        }
    }

    /// A batch with payouts, or with the close of a year, ends with the digests of all households as
    /// they are behind it.
    fn unstated(&mut self, entry: &Entry) -> Option<Finding> {
        let place = entry.sealed.index();
        let (k, n) = entry.sealed.batch();
        if k == 0 {
            self.to_be_stated = None;
        }
        if entry.event.fact.is_stated_after() {
            self.to_be_stated.get_or_insert(place);
        }
        let first = self.to_be_stated.filter(|_| k + 1 == n)?;
        let found = if let Fact::HouseholdsStated(stated) = &entry.event.fact {
            if stated.size == place {
                return None;
            }
            Ending::Stated(stated.size)
        } else {
            Ending::Kind(entry.event.fact.kind().to_owned())
        };
        Some(Finding::entry(first, DecisionFault::NotStated { entries: place, found }))
    }

    /// Compares with the checkpoint and the pin, and sums up; the books are those of
    /// [`Auditor::books`].
    pub fn finish(mut self, checkpoint: Option<&[u8]>, pin: &Pin) -> (Report, Option<Books>) {
        let head = self.frontier.head();
        if head.size == 0 {
            self.find(Finding::new(LedgerPlace::Journal, HistoryFault::Empty));
        }
        if self.broken_at.is_none() && !self.chain.at_batch_end() && head.size > 0 {
            let place = self.batch_end;
            self.find(Finding::entry(place, LineFault::HalfBatch(head.size - place)));
        }
        self.tell_ahead();
        let vkey = self.books.as_ref().map(|books| books.opened().vkey.clone());
        let signed = self.compare_checkpoint(checkpoint, head, vkey.as_ref());
        let pinned = self.compare_pin(pin, vkey.as_ref());
        let (compared, lost) = self.compare_remembered(&pin.remembered, vkey.as_ref());
        let vouched = self.vouched(pin, &compared);
        self.compare_others(&pin.remembered, vouched);
        self.compare_guard(&compared, signed);
        // what an audit saw is put in the place of no other memory that nobody could compare it with
        let readable = self.tell_lost(lost, &compared);
        let memory = self.to_remember(checkpoint.filter(|_| signed > 0 && readable), vouched, pin.now);
        let remembered = !pin.remembered.heads.is_empty() || pin.remembered.audits.iter().any(|a| self.is_of(a));
        let mut report = report::sum_up(report::Parts {
            head,
            books: self.books.as_ref(),
            findings: self.findings,
            notes: self.notes,
            counted: self.counted,
            payouts: self.payouts,
            lines: self.lines,
            broken_at: self.broken_at,
            first_leaf: self.first_leaf,
            signed,
            pinned,
            compared,
            remembered,
            memory,
        });
        // what a right record raises, at the end of the day on which its last entry was recorded
        if let (Some(watch), Some(books)) = (&self.watch, &self.books)
            && let Some(recorded) = books.recorded_at().filter(|_| report.verdict != Verdict::Fail)
        {
            report.asked(watch.questions(books, books.civil_day(recorded)));
        }
        (report, self.books)
    }

    /// Its roots at every size, for who compares it with another ledger.
    pub fn take_history(&mut self) -> SignedHistory {
        std::mem::take(&mut self.history)
    }

    /// Blobs some entry names.
    pub fn named(&self) -> &BTreeSet<Hash> {
        &self.named
    }
}

/// Entry 0: signed by a key it admits, its keys sound, its chart readable.
fn open(entry: &Entry) -> Result<Books, Finding> {
    let place = entry.sealed.index();
    let books = Books::open(entry).map_err(|e| Finding::entry(place, DecisionFault::CannotOpen(e)))?;
    let about = entry.sealed.about();
    if !about.is_empty() {
        return Err(Finding::entry(place, DecisionFault::AboutSomebody(about.to_vec())));
    }
    let refused = |refusal| Finding::entry(place, DecisionFault::Refused(refusal));
    decide::threshold(books.opened()).map_err(refused)?;
    decide::kept_as(books.opened()).map_err(refused)?;
    decide::distinct(books.opened()).map_err(refused)?;
    for key in &books.opened().keys {
        decide::admissible(key, books.origin())
            .map_err(|refusal| Finding::entry(place, DecisionFault::KeyRefused(refusal)))?;
    }
    match books.keys().valid_at(&entry.sealed.key(), 0) {
        Some(_) => Ok(books),
        None => Err(Finding::entry(place, DecisionFault::KeyNotValid(entry.sealed.key()))),
    }
}

/// The decision made again: `None` where it gives the same event and concerns the same households.
fn again(books: &Books, entry: &Entry, opened: &Births) -> Option<Finding> {
    let place = entry.sealed.index();
    let mut order = Instruction::of(entry);
    if let Order::DeclarePayout(declare) = &mut order.order {
        declare.opened = opened.clone();
    }
    if let Some(before) = books.ids().entry_of(entry.sealed.id().as_str()) {
        let twice = DecisionFault::IdTwice { id: entry.sealed.id().clone(), before };
        return Some(Finding::entry(place, twice));
    }
    let recorded = books.civil_day(entry.sealed.recorded_at());
    match decide::decide(books, &order, &entry.sealed.key(), recorded) {
        Err(refusal) => Some(Finding::entry(place, DecisionFault::Refused(refusal))),
        Ok(decision) if decision.event != entry.event => Some(differs(place, &decision.event, &entry.event)),
        // whom it concerns cannot be derived from a body that is not known
        Ok(_) if matches!(entry.event.fact, Fact::Informed(_)) => None,
        Ok(decision) => {
            let about: Vec<String> = decision.about.iter().map(ToString::to_string).collect();
            (about != entry.sealed.about()).then(|| {
                let found = entry.sealed.about().to_vec();
                Finding::entry(place, DecisionFault::About { expected: about, found })
            })
        }
    }
}

/// Names the first line of a payout that differs, or the whole body of another event.
fn differs(entry: u64, again: &Event, recorded: &Event) -> Finding {
    if let (Attached::Lines(ours), Attached::Lines(theirs)) = (&again.attached, &recorded.attached) {
        let by_holder = |lines: &[(Hash, PayoutLine)]| {
            lines.iter().map(|(_, line)| (line.to.clone(), line.clone())).collect::<BTreeMap<_, _>>()
        };
        let (ours, theirs) = (by_holder(ours), by_holder(theirs));
        let holders: BTreeSet<_> = ours.keys().chain(theirs.keys()).collect();
        let first = holders.into_iter().find(|holder| ours.get(holder) != theirs.get(holder));
        if let Some(holder) = first {
            let [expected, found] = [&ours, &theirs].map(|lines| lines.get(holder).map(|line| line.amount));
            let place = LedgerPlace::Line { entry, of: holder.to_string() };
            return Finding::new(place, DecisionFault::Line { expected, found });
        }
    }
    let body = |event: &Event| event.body().map(|b| String::from_utf8_lossy(&b.to_bytes()).into_owned());
    let [expected, found] = [again, recorded].map(|event| body(event).unwrap_or_default());
    Finding::entry(entry, DecisionFault::Event { expected, found })
}
