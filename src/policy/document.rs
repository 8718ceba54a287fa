//! The policy document.

use super::{seats::Seat, selected::Selected};
use crate::unit::{Money, OfficeId as Office, Ratio, Text};
use serde::{Deserialize, Deserializer, de::Error as _};
use std::collections::{BTreeMap, BTreeSet};

/// Most bytes of a policy document: 256 KiB, some forty rows take 16.
const MOST: usize = 256 << 10;

/// A parsed policy document.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// The version of this form, 1.
    pub format: u32,
    /// `cn-2025`.
    pub name: Text,
    /// What is done about orders that no row meets.
    pub otherwise: Otherwise,
    /// How many days a proposal lives, from the day it was recorded.
    pub valid_days: u32,
    /// How many days before count with a payment to the same payee.
    pub sum_days: u32,
    /// How many days an office goes on after its last day.
    pub holdover_days: u32,
    /// How many days keys and offices of the recovery quorum wait.
    pub recovery_days: u32,
    /// Who acknowledges the minutes before a resolution carries anything.
    pub minutes: Vec<Seat>,
    /// PolicyDays of meetings and notices.
    pub days: PolicyDays,
    /// Whose office excludes which other, and for how long one is taken.
    pub offices: OfficeRules,
    /// Who decides, by its word.
    pub bodies: BTreeMap<String, DecidingBody>,
    /// What may be decided, by its word.
    pub subjects: BTreeMap<String, DecidedSubject>,
    /// The rows.
    pub needs: Vec<PolicyRow>,
    /// Who outside countersigns.
    #[serde(default)]
    pub witnesses: Option<Witnesses>,
}

/// What is done about orders that no row meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Otherwise {
    /// The table of roles decides, as without a policy.
    Role,
    /// One more person approves.
    Two,
    /// They are refused.
    Refuse,
}

/// PolicyDays of meetings and notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyDays {
    /// Between the call of a meeting and its day.
    pub call: u32,
    /// That a plan is shown before the meeting.
    pub plan: u32,
    /// That a result is shown before it is paid.
    pub result: u32,
    /// For the answer to an objection.
    pub answer: u32,
    /// For the full seats of an urgent order.
    pub ratify: u32,
}

/// Which offices go together, and for how many years one is taken.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct OfficeRules {
    /// Longest term, in years.
    pub years: u32,
    /// By office.
    #[serde(flatten)]
    pub rules: BTreeMap<Office, OfficeRule>,
}

/// What an office does not go with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OfficeRule {
    /// OfficeRules that the same person may not hold.
    pub not: BTreeSet<Office>,
    /// Nor their close kin, of those named in `not`.
    pub kin: bool,
    /// OfficeRules that close kin may not hold.
    pub kin_among: BTreeSet<Office>,
    /// Where it is written.
    pub source: String,
    /// `verified` or `unverified`.
    pub status: SourceStatus,
}

/// Whether the text named as source was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceStatus {
    /// It was.
    Verified,
    /// Practice, or a value to begin with.
    #[default]
    Unverified,
}

impl SourceStatus {
    /// True where the text was read.
    pub fn is_verified(self) -> bool {
        self == SourceStatus::Verified
    }
}

/// Who decides together.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecidingBody {
    /// `capable members`, or the offices whose holders sit in it.
    pub of: String,
    /// Fewest that it has.
    #[serde(default)]
    pub least: Option<u32>,
    /// Most that it has, as a rule.
    #[serde(default)]
    pub most: Option<u32>,
    /// An odd number, as a rule.
    #[serde(default)]
    pub odd: bool,
    /// Which part of all entitled must be there.
    #[serde(default)]
    pub quorum: Option<Ratio>,
    /// Which part of all entitled must say yes.
    #[serde(default)]
    pub yes: Option<Ratio>,
    /// More than which part of all entitled must say yes.
    #[serde(default)]
    pub more_than: Option<Ratio>,
    /// Subjects that it never decides.
    #[serde(default)]
    pub never: BTreeSet<String>,
    /// Where it is written.
    pub source: String,
    /// Whether that was read.
    pub status: SourceStatus,
}

/// How many of all entitled must say yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VotesNeeded {
    /// At least so many.
    pub least: u64,
    /// The part it comes from.
    pub part: Ratio,
}

impl DecidingBody {
    /// The offices of which it consists; none where all capable members are it.
    pub fn offices(&self) -> Option<BTreeSet<Office>> {
        self.of.split('|').map(|office| office.parse().ok()).collect()
    }

    /// How many of `entitled` must be there: the part of all, rounded up.
    pub fn quorum_of(&self, entitled: u64) -> Option<VotesNeeded> {
        self.quorum.and_then(|part| at_least(part, entitled))
    }

    /// How many of `entitled` must say yes about a subject: the stricter of what body and subject ask, each a part
    /// of all and not of those who came, rounded up.
    pub fn yes_of(&self, subject: &DecidedSubject, entitled: u64) -> Option<VotesNeeded> {
        let asked = [self.yes, subject.yes].into_iter().flatten().filter_map(|part| at_least(part, entitled));
        let more = self.more_than.and_then(|part| more_than(part, entitled));
        asked.chain(more).max_by_key(|votes| votes.least)
    }
}

/// ⌈ part × all ⌉.
fn at_least(part: Ratio, all: u64) -> Option<VotesNeeded> {
    let (over, under) = part.parts();
    Some(VotesNeeded { least: over.checked_mul(all)?.div_ceil(under), part })
}

/// ⌊ part × all ⌋ + 1.
fn more_than(part: Ratio, all: u64) -> Option<VotesNeeded> {
    let (over, under) = part.parts();
    Some(VotesNeeded { least: over.checked_mul(all)?.checked_div(under)?.checked_add(1)?, part })
}

/// Something that a body decides.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecidedSubject {
    /// Which bodies may.
    pub bodies: BTreeSet<String>,
    /// A plan is shown before the meeting.
    #[serde(default)]
    pub plan: bool,
    /// Another part of all entitled than the body's.
    #[serde(default)]
    pub yes: Option<Ratio>,
    /// Where it is written.
    pub source: String,
}

/// What is shown publicly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum NoticeSort {
    /// Before a meeting.
    Plan,
    /// A roll of members, shares or land.
    Roll,
    /// Of a payout, line by line.
    Result,
    /// Of a period.
    Accounts,
    /// Before it is signed, or after.
    Contract,
}

/// Who outside countersigns, as the ledger says; an auditor brings a list of his own.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Witnesses {
    /// Within how many days.
    pub days: u32,
    /// Lines of a C2SP `tlog-policy`.
    pub lines: Vec<String>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyRow {
    /// Its name, unique in the document.
    pub id: String,
    /// Kinds of entries, without version.
    pub order: BTreeSet<String>,
    /// What else must be so.
    pub select: Vec<Selector>,
    /// About something of the collective's, or not.
    pub collective: Option<bool>,
    /// About farm land, or not.
    pub farmland: Option<bool>,
    /// With nobody of this collective, or not.
    pub outsider: Option<bool>,
    /// For so many years or more.
    pub years_from: Option<u32>,
    /// From this amount.
    pub from: Option<Money>,
    /// Below this amount.
    pub below: Option<Money>,
    /// OfficeRules of whoever proposes.
    pub propose: BTreeSet<Office>,
    /// Whose words it needs.
    pub approve: Vec<Seat>,
    /// OfficeRules of whoever records the effect.
    pub execute: BTreeSet<Office>,
    /// Subjects, of which one must have been resolved.
    pub resolution: BTreeSet<String>,
    /// What the resolution must have shown.
    pub bind: BTreeSet<String>,
    /// What must have been shown before.
    pub notice: Option<NoticeSort>,
    /// What of the order it must have shown.
    pub bind_notice: BTreeSet<String>,
    /// Objections hold it.
    pub objections: bool,
    /// Sorts of evidence that stand behind it.
    pub evidence: BTreeSet<String>,
    /// OfficeRules whose objection stops it.
    pub veto: BTreeSet<Office>,
    /// One of chair, director and supervisor may do, for a while.
    pub urgent: bool,
    /// PolicyDays between proposal and effect.
    pub wait: u32,
    /// Where it is written.
    pub source: String,
    /// Whether that was read.
    pub status: SourceStatus,
}

/// What a row looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selector {
    /// It says one of these.
    Is(Selected, BTreeSet<String>),
    /// It says none of these.
    IsNot(Selected, BTreeSet<String>),
}

/// A row as it is written; what selects stands beside what it needs.
#[derive(Deserialize)]
struct Written {
    id: String,
    order: BTreeSet<String>,
    #[serde(default)]
    collective: Option<bool>,
    #[serde(default)]
    farmland: Option<bool>,
    #[serde(default)]
    outsider: Option<bool>,
    #[serde(default)]
    years_from: Option<u32>,
    #[serde(default)]
    from: Option<Money>,
    #[serde(default)]
    below: Option<Money>,
    propose: BTreeSet<Office>,
    approve: Vec<Seat>,
    execute: BTreeSet<Office>,
    #[serde(default)]
    resolution: BTreeSet<String>,
    #[serde(default)]
    bind: BTreeSet<String>,
    #[serde(default)]
    notice: Option<NoticeSort>,
    #[serde(default)]
    bind_notice: BTreeSet<String>,
    #[serde(default)]
    objections: Option<Hold>,
    #[serde(default)]
    evidence: BTreeSet<String>,
    #[serde(default)]
    veto: BTreeSet<Office>,
    #[serde(default)]
    urgent: bool,
    #[serde(default)]
    wait: u32,
    source: String,
    status: SourceStatus,
    #[serde(flatten)]
    select: BTreeMap<String, BTreeSet<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Hold {
    Hold,
}

impl<'de> Deserialize<'de> for PolicyRow {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<PolicyRow, D::Error> {
        let w = Written::deserialize(from)?;
        let mut select = Vec::new();
        for (word, words) in w.select {
            let (name, not) = word.strip_suffix("_not").map_or((word.as_str(), false), |name| (name, true));
            let what = Selected::ALL.iter().find(|(known, _)| *known == name).map(|(_, what)| *what);
            let what = what.ok_or_else(|| D::Error::custom(format!("row `{}`: `{word}` selects nothing", w.id)))?;
            select.push(if not { Selector::IsNot(what, words) } else { Selector::Is(what, words) });
        }
        Ok(PolicyRow {
            id: w.id,
            order: w.order,
            select,
            collective: w.collective,
            farmland: w.farmland,
            outsider: w.outsider,
            years_from: w.years_from,
            from: w.from,
            below: w.below,
            propose: w.propose,
            approve: w.approve,
            execute: w.execute,
            resolution: w.resolution,
            bind: w.bind,
            notice: w.notice,
            bind_notice: w.bind_notice,
            objections: w.objections.is_some(),
            evidence: w.evidence,
            veto: w.veto,
            urgent: w.urgent,
            wait: w.wait,
            source: w.source,
            status: w.status,
        })
    }
}

/// Why a text is no policy document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// Not TOML of the expected shape.
    #[error("policy document: {0}")]
    Shape(String),
    /// Longer than a document may be; nothing of it was read.
    #[error("policy document: at most {MOST} bytes, found {0}")]
    Long(usize),
    /// Of another version of the form.
    #[error("policy document: format 1, found {0}")]
    Format(u32),
}

impl Policy {
    /// Reads a document. Whether it can be meant, [`super::check`] says.
    ///
    /// # Errors
    /// The text is longer than 256 KiB, not TOML of this shape, or of another format than 1.
    pub fn read(text: &str) -> Result<Policy, PolicyError> {
        if text.len() > MOST {
            return Err(PolicyError::Long(text.len()));
        }
        let policy: Policy = toml::from_str(text).map_err(|e| PolicyError::Shape(e.to_string()))?;
        if policy.format == 1 { Ok(policy) } else { Err(PolicyError::Format(policy.format)) }
    }
}
