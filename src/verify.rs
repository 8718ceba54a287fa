//! A household checks alone: one statement or one proof against the ledger's key, without the
//! ledger.
//!
//! What holds when nothing is found: the statement adds up; every amount in it stands in an entry
//! under the signed checkpoint; each payout line is one of the lines that make up the published
//! total; and the entries listed are all that the ledger has about the household up to the entry
//! that is named. What an audit must show: that others' lines, the registers and the payout sheets
//! are right. Whether a recorded fact is true, no record shows.
#![warn(clippy::wildcard_enum_match_arm)]

mod amounts;
mod carried;
mod finding;
mod holdings;
mod kinds;
mod land;
mod page;
mod proof;
mod recorded;
mod slip;
mod words;

pub use finding::{Carries, DoubtCode, Field, Finding, Objection, Passage, ProofFault, StatementFault, Unread};
pub use page::verify_page;
pub use proof::{EntryRead, LineRead, PortionShown, ProofRead, verify_proof};
pub use slip::{LineShown, OwnShown, SlipShown, verify_slip};

use crate::{
    books::{Adopted, Chart, zone_minutes},
    event::{HouseholdsStated, LedgerOpened, Reason},
    log::{
        Digest, Hash, Head, Json, UnverifiedEntry, VerifierKey, from_json, stated_line,
        sum::{SumHead, SumKind, SumLine, reasons_hash},
        verify_inclusion,
    },
    statement::{
        HouseholdStatement, LineKind, StatementLine, named,
        value::{Concern, PayoutProof, SchemeName},
        worded,
    },
    unit::{Day, Fen, Money, RecordedAt, SchemeId},
};
use carried::Carried;
use proof::{entry_proof, sum_proof};
use recorded::{Recorded, recorded};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What was shown about a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// What is wrong; nothing below counts while there is any.
    pub findings: Vec<Finding>,
    /// How many entries the signed checkpoint covers.
    pub size: u64,
    /// How many entries about the household were shown to be all of them; `None` where the ledger
    /// has not yet stated their number.
    pub items: Option<u64>,
    /// They are all among this many first entries of the ledger.
    pub upto: u64,
    /// Members, shares, areas, houses and capital are those that the entries give; false where some
    /// of them came from another household, or an entry is not carried.
    pub held: bool,
    /// Lines of payouts and payments shown to be inside their totals.
    pub lines: u64,
    /// What the statement says and no proof in it shows, since entries about others decide; where `held` is
    /// false, nothing of the holdings is shown anyway.
    pub told: BTreeSet<Unshown>,
}

/// What is told and not shown (`schemas/STATEMENT.md`, section 5).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unshown {
    /// On which days a lease runs: an amendment is about the contract alone.
    LeaseDays,
    /// A parcel or house stands in no lease, though a carried contract lets it on that day.
    NoLease {
        /// Its code.
        of: String,
        /// The contract.
        contract: String,
    },
    /// How land that came from another household or the collective is entrusted and let: entries of theirs say it.
    OthersLand {
        /// The parcel's code.
        of: String,
    },
    /// Since when capital earns: that is the day on which it was invested.
    Since,
    /// How much came over from another household when it was merged: that household's entries show it.
    Merged {
        /// The entry of the merger.
        entry: u64,
        /// The household that is no more.
        of: String,
        /// More is owed to the household, in yuan; less where negative.
        to: Fen,
        /// The household owes more.
        from: Fen,
    },
    /// That nothing more held until the day of the statement: the record that is shown reaches to this day.
    Until {
        /// When the ledger stated last how many entries there are.
        stated: Day,
    },
    /// When the last entry that was read was recorded: it may be about somebody else and is not shown.
    ReadUntil,
    /// How it came to be is not said: an earlier program wrote the statement.
    NoPast,
    /// What the other side of a contract is called: its registration is about nobody.
    Partners,
    /// How far the machine that wrote the page had audited.
    Machine,
}

/// Longest statement read, in bytes: a household's carried proofs have at most some hundred KiB.
pub const STATEMENT_MOST: usize = 64 << 20;

/// A statement out of the JSON that `coop statement --format json` writes.
///
/// # Errors
/// What they are instead; nothing longer than [`STATEMENT_MOST`] is read.
pub fn read_statement(bytes: &[u8]) -> Result<HouseholdStatement, Unread> {
    if bytes.len() > STATEMENT_MOST {
        return Err(Unread::Long(bytes.len()));
    }
    serde_json::from_slice(bytes).map_err(|e| Unread::Json(e.to_string()))
}

/// Checks a statement and every proof in it.
pub fn verify_statement(statement: &HouseholdStatement, vkey: &VerifierKey) -> Verified {
    let mut check = Check {
        statement,
        vkey,
        concerns: statement.concerns.iter().map(|c| (c.index, c)).collect(),
        head: Head { size: statement.upto.size, root: statement.upto.root },
        proven: BTreeMap::new(),
        findings: Vec::new(),
        lines: 0,
        sheets: statement.sheets.iter().filter_map(|text| Adopted::of_text(text)).map(|a| (a.hash, a)).collect(),
        used: BTreeSet::new(),
        chart: None,
        credited: BTreeMap::new(),
        asked: BTreeMap::new(),
        schemes: BTreeMap::new(),
        carried: Vec::new(),
        opening: None,
        told: BTreeSet::new(),
        newest: None,
        stated_by: 0,
        stated_at: None,
    };
    for flaw in statement.check() {
        check.find(Passage::Statement, StatementFault::Flaw(flaw));
    }
    if statement.ledger.origin != vkey.name() {
        check.differs(Passage::Origin, vkey.name(), &statement.ledger.origin);
    }
    if !statement.open.is_sorted_by(|a, b| a.purpose.as_str() < b.purpose.as_str()) {
        let found = statement.open.iter().map(|o| o.purpose.as_str()).collect::<Vec<_>>().join(", ");
        check.find(Passage::Part(Field::Open), StatementFault::OpenOrder(found));
    }
    check.opened();
    check.payouts();
    check.words();
    check.entries();
    let held = check.holdings();
    check.past();
    check.amounts();
    check.kinds();
    check.nothing_more();
    let items = check.completeness();
    if check.proven.is_empty() && items.is_none() {
        check.missing(Passage::Statement, Carries::Anything);
    }
    check.reached();
    Verified {
        held,
        size: statement.upto.size,
        items: items.filter(|_| check.findings.is_empty()),
        upto: statement.completeness.upto,
        lines: check.lines,
        told: check.told,
        findings: check.findings,
    }
}

/// A body without the members that bodies of every kind may have: they say nothing of money or holdings.
fn bare(body: &Json) -> Json {
    let mut bare = body.clone();
    if let Json::Object(members) = &mut bare {
        members.remove("note");
        members.remove("evidence");
    }
    bare
}

struct Check<'a> {
    statement: &'a HouseholdStatement,
    vkey: &'a VerifierKey,
    concerns: BTreeMap<u64, &'a Concern>,
    head: Head,
    /// What the entries under the checkpoint say of the household's money.
    proven: BTreeMap<u64, Recorded>,
    findings: Vec<Finding>,
    lines: u64,
    /// Sheets that the statement carries, by the hash of their text.
    sheets: BTreeMap<Hash, Adopted>,
    /// Those of them that a proven payout names.
    used: BTreeSet<Hash>,
    /// The chart of accounts that the ledger began with, where the statement carries it.
    chart: Option<Chart>,
    /// What each proven payout credited, by purpose.
    credited: BTreeMap<String, BTreeMap<String, i128>>,
    /// What each proven payout that asks makes the household owe.
    asked: BTreeMap<String, i128>,
    /// The sheet of each payout whose declaration was proven.
    schemes: BTreeMap<String, SchemeName>,
    /// Entries about the household that were proven.
    carried: Vec<Carried>,
    /// What the ledger's first entry says.
    opening: Option<LedgerOpened>,
    told: BTreeSet<Unshown>,
    /// The last entry that was proven, and when it was recorded.
    newest: Option<(u64, RecordedAt)>,
    /// The entry by which the ledger must have stated how many entries there are: the last of a batch with
    /// a payout of the household (`schemas/FORMAT.md`, section 13.3).
    stated_by: u64,
    /// When it did so last.
    stated_at: Option<RecordedAt>,
}

impl Check<'_> {
    fn find(&mut self, place: Passage, fault: impl Into<Objection>) {
        self.findings.push(Finding::new(place, fault));
    }

    /// What the statement says there is not what the record says.
    fn differs(&mut self, place: Passage, expected: impl ToString, found: impl ToString) {
        let (expected, found) = (expected.to_string(), found.to_string());
        self.find(place, StatementFault::Differs { expected, found });
    }

    fn missing(&mut self, place: Passage, carries: Carries) {
        self.find(place, ProofFault::Missing(carries));
    }

    /// Every sum-proof holds and says what the statement says.
    fn payouts(&mut self) {
        for proof in &self.statement.proofs {
            let place = Passage::ProofOf(proof.payout.to_string());
            match sum_proof(proof.text.as_bytes(), self.vkey, &place) {
                Ok((leaf, line, sum, entry, head)) => {
                    if self.proven.last_key_value().is_some_and(|(last, _)| *last >= entry.index()) {
                        self.find(place.clone(), ProofFault::LineOutOfOrder(entry.index()));
                    }
                    if self.placed(&entry, head, leaf, &place) {
                        let (k, n) = entry.batch();
                        let last = entry.index().saturating_sub(k.into()).saturating_add(u64::from(n) - 1);
                        self.stated_by = self.stated_by.max(last);
                        self.line(proof, &line, &sum, &entry);
                    }
                }
                Err(finding) => self.findings.push(finding),
            }
        }
    }

    /// Every entry carried is in the ledger and about the household, or has its portion.
    fn entries(&mut self) {
        for proof in &self.statement.entries {
            let place = Passage::ProofOfEntry(proof.entry);
            match Carried::read(proof.text.as_bytes(), self.vkey, &place, &self.statement.household) {
                Ok((carried, item, head)) => {
                    let index = carried.index();
                    if index != proof.entry {
                        self.find(place.clone(), ProofFault::OtherEntry { expected: proof.entry, found: index });
                    }
                    if self.carried.last().is_some_and(|last| last.index() >= index) {
                        self.find(place.clone(), ProofFault::EntryOutOfOrder(index));
                    }
                    if self.placed(&carried.entry, head, item, &place) {
                        if let Some(told) = self.chart.as_ref().map(recorded::ToldAccounts::of) {
                            self.proven.insert(index, recorded(&carried, &self.statement.household, &told));
                        }
                        self.carried.push(carried);
                    }
                }
                Err(finding) => self.findings.push(finding),
            }
        }
    }

    /// The proof is under the statement's own checkpoint, and its entry is listed as it is.
    fn placed(&mut self, entry: &UnverifiedEntry, head: Head, item: Hash, place: &Passage) -> bool {
        if head != self.head {
            self.find(place.clone(), ProofFault::OtherHead { expected: self.head, found: head });
            return false;
        }
        let index = entry.index();
        let Some(listed) = self.concerns.get(&index).copied() else {
            self.find(place.clone(), StatementFault::NotListed(index));
            return false;
        };
        let found = (&listed.kind, listed.date, listed.item);
        let expected = (&entry.kind().to_string(), entry.effective_on(), Some(item));
        if found != expected {
            let said = |(kind, day, item): (&String, Day, Option<Hash>)| {
                format!("{kind} {day} {}", item.map(|i| i.to_string()).unwrap_or_default())
            };
            self.differs(Passage::Entry(index), said(expected), said(found));
            return false;
        }
        self.met(entry);
        true
    }

    fn met(&mut self, entry: &UnverifiedEntry) {
        self.newest = self.newest.max(Some((entry.index(), entry.recorded_at())));
    }

    /// The time up to which the record was read, and the day of the statement, beside what is proven.
    fn reached(&mut self) {
        let upto = &self.statement.upto;
        match self.newest {
            Some((index, at)) if index + 1 == upto.size => {
                if at != upto.recorded_at {
                    self.differs(Passage::Part(Field::Upto), at, upto.recorded_at);
                }
            }
            Some((_, at)) if at > upto.recorded_at => {
                self.find(
                    Passage::Part(Field::Upto),
                    StatementFault::ReadEarlier { newest: at, found: upto.recorded_at },
                );
            }
            _ => drop(self.told.insert(Unshown::ReadUntil)),
        }
        let zone = self.opening.as_ref().and_then(|opened| zone_minutes(opened.zone.as_str()));
        let stated = self.stated_at.zip(zone).and_then(|(at, zone)| at.day_at(zone));
        self.told.extend(stated.filter(|day| *day < self.statement.as_of).map(|stated| Unshown::Until { stated }));
    }

    /// A payout's or a payment's line against the statement.
    fn line(&mut self, proof: &PayoutProof, line: &SumLine, sum: &SumHead, entry: &UnverifiedEntry) {
        let index = entry.index();
        let payout = proof.payout.as_str();
        let place = Passage::Line { entry: index, of: payout.to_owned() };
        if line.to != self.statement.household.as_str() {
            let expected = self.statement.household.clone();
            return self.find(place, ProofFault::OtherHousehold { expected, found: line.to.clone() });
        }
        if line.payout.as_str() != payout {
            self.differs(place.clone(), &line.payout, payout);
        }
        let given = reasons_hash(format!("{}\n", proof.because).as_bytes());
        if given != line.because {
            self.find(place.clone(), StatementFault::ReasonsHash { expected: line.because, found: given });
        }
        self.lines += 1;
        let credit = i128::from(line.amount.fen().0);
        let credit = match line.kind {
            SumKind::Declared | SumKind::Returned => credit,
            SumKind::Paid | SumKind::Asked => -credit,
        };
        self.proven.insert(index, Recorded::Total(credit));
        let told = self.statement.lines.iter().filter(|l| l.entry == index);
        for of in told.clone().filter(|l| l.payout.as_ref().map(|p| p.as_str()) != Some(payout)) {
            let found = of.payout.as_ref().map(ToString::to_string).unwrap_or_default();
            self.differs(place.clone(), payout, found);
        }
        let raised = match line.kind {
            SumKind::Declared => LineKind::Credited,
            SumKind::Asked => LineKind::Charged,
            SumKind::Paid | SumKind::Returned => return,
        };
        let credits: Vec<&StatementLine> = told.filter(|l| l.what == raised).collect();
        let member = |name: &str| entry.body().member(name).and_then(|s| s.text()).unwrap_or_default();
        let sheet = member("sheet").parse::<Hash>().ok();
        let adopted = sheet.as_ref().and_then(|hash| self.sheets.get(hash));
        let Some((adopted, id)) = adopted.zip(member("scheme").parse::<SchemeId>().ok()) else {
            return self.missing(place, Carries::Sheet(member("sheet").to_owned()));
        };
        self.schemes.extend(named(&id, adopted).map(|name| (payout.to_owned(), name)));
        self.used.extend(sheet);
        if line.kind == SumKind::Asked {
            let asked = words::asked(adopted, &proof.because);
            self.asked.extend(asked.map(|fen| (payout.to_owned(), fen)));
        } else if let Some(by_purpose) = self.credits(adopted, &proof.because) {
            self.credited.insert(payout.to_owned(), by_purpose);
        }
        let differs = |expected, found| Finding::new(place.clone(), StatementFault::Differs { expected, found });
        for credit in &credits {
            let (clause, names) = worded(adopted, &credit.reasons);
            if clause != credit.clause {
                self.findings.push(differs(clause, credit.clause.to_string()));
            }
            if names != credit.names_en {
                let said = |names: &BTreeMap<String, String>| names.values().cloned().collect::<Vec<_>>().join(", ");
                self.findings.push(differs(said(&names), said(&credit.names_en)));
            }
        }
        if credits.is_empty() {
            return;
        }
        // the hash says that these are the recorded ones
        let because = Json::parse(proof.because.as_bytes()).ok().and_then(|json| from_json::<Vec<Reason>>(&json).ok());
        let because = because.unwrap_or_default();
        let mut given: Vec<&Reason> = credits.iter().flat_map(|l| &l.reasons).collect();
        for reason in &because {
            match given.iter().position(|g| *g == reason) {
                Some(at) => drop(given.swap_remove(at)),
                None => self.find(place.clone(), StatementFault::ReasonMissing(reason.step.to_string())),
            }
        }
        if let Some(more) = given.first() {
            self.find(place.clone(), StatementFault::ReasonMore(more.step.to_string()));
        }
        // in the order in which the steps gave or asked them
        let moved = |credit: &&&StatementLine| {
            let mut steps = because.iter();
            !credit.reasons.iter().all(|reason| steps.any(|step| step == reason))
        };
        if let Some(credit) = credits.iter().find(moved).filter(|_| given.is_empty()) {
            self.find(place.clone(), StatementFault::ReasonMore(credit.purpose.to_string()));
        }
        for credit in credits {
            if (credit.payout_total, credit.payout_lines) != (Some(sum.total), Some(sum.count)) {
                let told = (credit.payout_lines.unwrap_or_default(), credit.payout_total.unwrap_or(Money::ZERO));
                let expected = (sum.count, sum.total);
                self.find(place.clone(), StatementFault::Total { expected, found: told });
            }
        }
    }

    /// The entries listed are all that the ledger stated. Their number, or `None` where it has
    /// stated nothing yet.
    fn completeness(&mut self) -> Option<u64> {
        let said = &self.statement.completeness;
        if said.upto < self.stated_by {
            self.find(Passage::Listed, StatementFault::StatedEarlier { by: self.stated_by, upto: said.upto });
            return None;
        }
        if said.upto == 0 {
            return None;
        }
        let mut digest = Digest::default();
        for concern in self.statement.concerns.iter().filter(|c| c.index < said.upto) {
            match concern.item {
                Some(item) => digest.absorb(concern.index, item),
                None => {
                    self.missing(Passage::Entry(concern.index), Carries::EntryHash);
                    return None;
                }
            }
        }
        if (digest.items, digest.hash) != (said.items, said.digest) {
            let (expected, found) = ((said.items, said.digest), (digest.items, digest.hash));
            self.find(Passage::Listed, StatementFault::OtherEntries { expected, found });
            return None;
        }
        match self.stated(&digest) {
            Ok(()) => Some(digest.items),
            Err(finding) => {
                self.findings.push(finding);
                None
            }
        }
    }

    /// The digest stands under a root in an entry under the checkpoint.
    fn stated(&mut self, digest: &Digest) -> Result<(), Finding> {
        let said = &self.statement.completeness;
        let wrong = |fault: ProofFault| Finding::new(Passage::Listed, fault);
        let proof = said.proof.as_ref().ok_or_else(|| wrong(ProofFault::Missing(Carries::Number)))?;
        let (entry, head) = entry_proof(proof.entry.as_bytes(), self.vkey, &Passage::Listed)?;
        if head != self.head {
            return Err(wrong(ProofFault::OtherRoot { expected: self.head.root, found: head.root }));
        }
        let kind = entry.kind().to_string();
        let body = from_json::<HouseholdsStated>(entry.body()).ok().filter(|_| kind == "households.stated/1");
        let body = body.ok_or_else(|| wrong(ProofFault::NotAStatement(kind)))?;
        if (body.size, body.root) != (said.upto, said.root) {
            let expected = Head { size: body.size, root: body.root };
            return Err(wrong(ProofFault::OtherStated { expected, found: Head { size: said.upto, root: said.root } }));
        }
        let leaf = Hash::leaf(&stated_line(&self.statement.household, digest));
        match verify_inclusion(leaf, proof.place, body.count, body.root, &proof.path) {
            true => {
                self.met(&entry);
                self.stated_at = Some(entry.recorded_at());
                Ok(())
            }
            false => {
                let fault = StatementFault::NotUnderRoot { root: body.root, place: proof.place };
                Err(Finding::new(Passage::Listed, fault))
            }
        }
    }
}
