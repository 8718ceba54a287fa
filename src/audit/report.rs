//! The result of an audit: verdict first, then what was proven and what was not.

use super::{Cleared, Finding, FindingCode, KnownBy, PastAudit, Unreadable};
use crate::{
    books::{Books, Side},
    log::{Checkpoint, Hash, Head},
    screen::Question,
    unit::{Fen, RecordedAt},
};
use serde::Serialize;

/// What the auditor knew beforehand, from paper or from an earlier visit.
#[derive(Debug, Clone, Default)]
pub struct Pin {
    /// Which ledger.
    pub origin: Option<String>,
    /// Leaf hash of entry 0.
    pub first_leaf: Option<Hash>,
    /// The ledger's verifier key.
    pub vkey: Option<String>,
    /// Heads that were signed or seen before.
    pub remembered: Remembered,
    /// The auditor's clock: nothing can have been recorded later.
    pub now: Option<RecordedAt>,
}

/// What is remembered of a ledger, and what should be and cannot be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remembered {
    /// Heads of it.
    pub heads: Vec<Known>,
    /// What audits of this machine saw under its name.
    pub audits: Vec<PastAudit>,
    /// What audits of this machine saw and a person cleared.
    pub cleared: Vec<Cleared>,
    /// Memories that are there and cannot be read.
    pub unreadable: Vec<Unreadable>,
}

impl Remembered {
    /// The sizes at which the audit must remember the root.
    pub fn sizes(&self) -> impl Iterator<Item = u64> {
        let audited = self.audits.iter().map(|audit| audit.note.claimed_head().size);
        self.heads.iter().map(|known| known.head.size).chain(audited)
    }
}

/// A head that was signed or seen before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Size and root.
    pub head: Head,
    /// Who remembers it.
    pub by: KnownBy,
    /// The signed note it was read from. Whoever shows one that the ledger's key did not sign shows
    /// nothing about this ledger.
    pub note: Option<Checkpoint>,
}

/// A remembered head that the journal was compared with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// Who remembers it.
    pub by: KnownBy,
    /// Up to how many entries.
    pub size: u64,
}

/// The one word that comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// 通过
    Pass,
    /// 有提示
    PassWithNotes,
    /// 不通过
    Fail,
}

/// What holds for every entry up to the one named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proven {
    /// Entries whose bytes, chain, batch and signature are right.
    pub entries: u64,
    /// Of them: entries decided again with the same result.
    pub decided: u64,
    /// Payouts recomputed.
    pub payouts: u64,
    /// Lines recomputed.
    pub lines: u64,
    /// The ledger's key has signed up to here.
    pub signed: u64,
    /// Keys of people that signed, with role.
    pub keys: Vec<String>,
    /// Debits and credits are equal: the total of either.
    pub turnover: Fen,
}

/// What the record cannot prove.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unproven {
    /// No pin was given: another ledger could have been put in place of this one.
    NotPinned,
    /// Nobody here remembers this ledger: that it was cut or rewritten could not be seen.
    NotRemembered,
    /// Nobody outside has countersigned: the tail could have been cut before this copy was made.
    NotWitnessed,
    /// The openings were not looked at.
    OpeningsNotExamined,
    /// That what was recorded is true.
    TruthOfFacts,
    /// Something behind the first broken entry.
    BehindTheBreak,
}

/// What somebody saw who looked at the private texts.
#[derive(Debug, Clone, Default)]
pub struct Looked {
    /// Texts that are not here or do not open.
    pub found: Vec<Finding>,
    /// What those that open raise.
    pub questions: Vec<Question>,
}

/// Another ledger as it was seen beside this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Beside {
    /// Which ledger.
    pub origin: String,
    /// Number of its entries.
    pub size: u64,
    /// RFC 6962 root over them.
    pub root: String,
    /// Leaf hash of its entry 0, for comparison with paper.
    pub first_leaf: String,
    /// Its verifier key, for comparison with paper.
    pub vkey: String,
    /// Entries of this ledger that it says from its side, too.
    pub mirrored: Vec<u64>,
}

/// The result.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Version of this form.
    pub format: u32,
    /// Pass, pass with notes, or fail.
    pub verdict: Verdict,
    /// Which ledger.
    pub origin: String,
    /// Its names.
    pub name_zh: String,
    /// Its names.
    pub name_en: String,
    /// Number of entries.
    pub size: u64,
    /// RFC 6962 root over them.
    pub root: String,
    /// Leaf hash of entry 0, for the pin.
    pub first_leaf: String,
    /// The ledger's verifier key, for the pin.
    pub vkey: String,
    /// True if origin, entry 0 and key were pinned.
    pub pinned: bool,
    /// Remembered heads of which this history is a continuation.
    pub compared: Vec<Compared>,
    /// What was proven.
    pub proven: Proven,
    /// What was not.
    pub unproven: Vec<Unproven>,
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// How many findings there were in all.
    pub findings_counted: u64,
    /// What is worth knowing.
    pub notes: Vec<Finding>,
    /// What the record raises and only people can answer: nothing of it is wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Question>,
    /// Other ledgers that were looked at beside this one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<Beside>,
    /// Names in the folder that are no part of the record and were not looked at.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_examined: Vec<String>,
    /// First entry that could not be followed.
    pub broken_at: Option<u64>,
    /// What this machine may remember of the audit, if nothing was wrong.
    #[serde(skip)]
    pub memory: Option<PastAudit>,
}

pub(super) struct Parts<'a> {
    pub head: Head,
    pub books: Option<&'a Books>,
    pub findings: Vec<Finding>,
    pub notes: Vec<Finding>,
    pub counted: u64,
    pub payouts: u64,
    pub lines: u64,
    pub broken_at: Option<u64>,
    pub first_leaf: Option<Hash>,
    pub signed: u64,
    pub pinned: bool,
    pub compared: Vec<Compared>,
    pub remembered: bool,
    pub memory: Option<PastAudit>,
}

pub(super) fn sum_up(parts: Parts<'_>) -> Report {
    let books = parts.books;
    let followed = parts.broken_at.unwrap_or(parts.head.size);
    let mut unproven = Vec::new();
    if !parts.pinned {
        unproven.push(Unproven::NotPinned);
    }
    if !parts.remembered {
        unproven.push(Unproven::NotRemembered);
    }
    unproven.extend([Unproven::NotWitnessed, Unproven::OpeningsNotExamined, Unproven::TruthOfFacts]);
    if parts.broken_at.is_some() {
        unproven.push(Unproven::BehindTheBreak);
    }
    // what the ledger's own key did not sign is nobody's record, whatever else was found or not
    let wrong = parts.counted > 0 || books.is_none() || parts.signed == 0;
    let verdict = match (wrong, parts.notes.is_empty()) {
        (true, _) => Verdict::Fail,
        (false, false) => Verdict::PassWithNotes,
        (false, true) => Verdict::Pass,
    };
    let keys = books.into_iter().flat_map(|b| b.keys().iter());
    let role = |key: &crate::books::Key| key.role.map_or_else(|| key.kind.to_string(), |r| r.to_string());
    Report {
        format: 1,
        verdict,
        origin: books.and_then(|b| b.origin()).map(ToString::to_string).unwrap_or_default(),
        name_zh: books.map(|b| b.opened().names.zh.to_string()).unwrap_or_default(),
        name_en: books.map(|b| b.opened().names.en.to_string()).unwrap_or_default(),
        size: parts.head.size,
        root: parts.head.root.to_string(),
        first_leaf: parts.first_leaf.map(|l| l.to_string()).unwrap_or_default(),
        vkey: books.map(|b| b.opened().vkey.to_string()).unwrap_or_default(),
        pinned: parts.pinned,
        compared: parts.compared,
        proven: Proven {
            entries: followed,
            decided: followed,
            payouts: parts.payouts,
            lines: parts.lines,
            signed: parts.signed,
            keys: keys.map(|(id, key)| format!("{} {} {id}", key.person, role(key))).collect(),
            turnover: books.map(turnover).unwrap_or_default(),
        },
        unproven,
        findings: parts.findings,
        findings_counted: parts.counted,
        notes: parts.notes,
        questions: Vec::new(),
        beside: Vec::new(),
        not_examined: Vec::new(),
        broken_at: parts.broken_at,
        memory: parts.memory.filter(|_| verdict != Verdict::Fail),
    }
}

fn turnover(books: &Books) -> Fen {
    let lines = books.vouchers().all().flat_map(|(_, posted)| posted.lines());
    Fen::capped_total(lines.filter(|line| line.side == Side::Debit).map(|line| line.amount))
}

impl Report {
    /// Adds what somebody found who looked at the private texts, which lie outside the record: what is
    /// missing there makes no record wrong. `None` where nobody could look.
    pub fn looked_at_texts(&mut self, looked: Option<Looked>) {
        let Some(Looked { found, questions }) = looked else { return };
        self.unproven.retain(|unproven| *unproven != Unproven::OpeningsNotExamined);
        self.not_examined.retain(|name| name != "private");
        if !found.is_empty() && self.verdict == Verdict::Pass {
            self.verdict = Verdict::PassWithNotes;
        }
        self.notes.extend(found);
        self.asked(questions);
    }

    /// Adds what screens ask; questions make no record wrong.
    pub fn asked(&mut self, questions: Vec<Question>) {
        if !questions.is_empty() && self.verdict == Verdict::Pass {
            self.verdict = Verdict::PassWithNotes;
        }
        self.questions.extend(questions);
        self.questions.sort_by_key(Question::code);
    }

    /// Exit code: 0 fine, 1 findings, 7 for loss and fork.
    pub fn exit_code(&self) -> u8 {
        let lost =
            |f: &Finding| matches!(f.code(), FindingCode::TailLost | FindingCode::Forked | FindingCode::OtherLedger);
        match self.verdict {
            Verdict::Pass | Verdict::PassWithNotes => 0,
            Verdict::Fail if self.findings.iter().any(lost) => 7,
            Verdict::Fail => 1,
        }
    }
}
