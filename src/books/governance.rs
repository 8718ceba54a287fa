//! Who holds which office, who is kin of whom, and the policy in force.

use super::{Keys, Meetings};
use crate::{
    event::{EntryRef, WhyLeft},
    log::{Act, Hash, KeyId, KeyKind},
    policy::{Policy, PolicyError},
    unit::{Day, Fen, HouseholdId, OfficeId, PersonId},
};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Persons, offices and policy of a ledger.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Governance {
    /// By code.
    pub(super) persons: BTreeMap<String, OfficePerson>,
    /// Both ways.
    pub(super) kin: BTreeSet<(String, String)>,
    /// In order of entry.
    pub(super) terms: Vec<OfficeTerm>,
    /// In order of entry.
    pub(super) policies: Vec<AdoptedPolicy>,
    /// By the entry that proposed.
    pub(super) proposals: BTreeMap<u64, Proposal>,
    /// What was paid while a policy was in force, in order of entry.
    pub(super) paid: Vec<PaidTo>,
    /// Meetings, resolutions, notices.
    pub(super) meetings: Meetings,
    /// The batch that brings a proposal into effect, while it is the last one.
    pub(super) running: Option<RunningEffect>,
    /// The same, read; made again from their texts, never kept.
    #[serde(skip, default)]
    read: Vec<Arc<Policy>>,
}

/// Somebody who may hold offices and keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficePerson {
    /// The household of a member.
    pub household: Option<HouseholdId>,
    /// The person of a household.
    pub is: Option<PersonId>,
}

/// A term in an office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeTerm {
    /// The office.
    pub office: OfficeId,
    /// Who holds it.
    pub person: String,
    /// Its first day.
    pub first_day: Day,
    /// Its last day; some days more where the policy lets offices go on.
    pub last_day: Day,
    /// The entry that says so; it counts behind its batch.
    pub entry: u64,
    /// The first entry at which it counts.
    pub from: u64,
    /// The last entry at which it counts, and why it ended.
    pub left: Option<(u64, WhyLeft)>,
}

/// A policy, from the batch behind its entry on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdoptedPolicy {
    /// The entry.
    pub entry: u64,
    /// The first entry at which it is in force.
    pub from: u64,
    /// The day of recording.
    pub recorded: Day,
    /// The document, word for word.
    pub document: String,
}

/// Money that went to somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaidTo {
    /// On which day that was recorded.
    pub recorded: Day,
    /// To whom.
    pub payee: String,
    /// How much.
    pub amount: Fen,
}

/// Orders that were proposed together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// The entry that proposed them.
    pub leaf: Hash,
    /// Who did.
    pub person: String,
    /// With which key.
    pub key: KeyId,
    /// On which day that was recorded.
    pub recorded: Day,
    /// The last day on which they may take effect.
    pub expires_on: Day,
    /// They cannot wait for all seats.
    pub urgent: bool,
    /// A line each.
    pub orders: Vec<Arc<str>>,
    /// What was said about them, in order of entry.
    pub words: Vec<SaidWord>,
    /// What became of them.
    pub state: ProposalState,
    /// The recovery quorum carried them.
    pub by_recovery: bool,
}

/// What became of a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProposalState {
    /// It waits.
    Open,
    /// By which entry it was withdrawn.
    Withdrawn(u64),
    /// By which entry it took effect, recorded on which day.
    InEffect(u64, Day),
}

/// Somebody's word about a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaidWord {
    /// Who.
    pub person: String,
    /// With which key.
    pub key: KeyId,
    /// Approve, object or withdraw.
    pub act: Act,
    /// The entry that holds it.
    pub entry: u64,
    /// The offices of the person there.
    pub offices: BTreeSet<OfficeId>,
}

/// A batch that brings a proposal into effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunningEffect {
    /// The entry that proposed.
    pub proposal: u64,
    /// The first order of the batch.
    pub first: u64,
    /// The last entry of the batch.
    pub last: u64,
}

impl Proposal {
    /// The last word of each person who spoke, whatever the order in which they did.
    pub fn last_words(&self) -> BTreeMap<&str, &SaidWord> {
        self.words.iter().map(|word| (word.person.as_str(), word)).collect()
    }
}

impl Governance {
    /// Meetings, resolutions, notices.
    pub fn meetings(&self) -> &Meetings {
        &self.meetings
    }

    /// Somebody acknowledges the minutes of what was decided at an entry.
    pub(super) fn acknowledge(&mut self, entry: u64, person: &str, offices: &BTreeSet<OfficeId>) {
        for item in self.meetings.decided.values_mut().filter(|item| item.entry == entry) {
            item.acknowledged.insert(person.to_owned(), offices.clone());
        }
    }

    /// What was paid to whom while a policy was in force, in order of entry.
    pub fn paid(&self) -> &[PaidTo] {
        &self.paid
    }

    /// Takes in what a payment gives to somebody, where a policy counts it.
    pub(super) fn pays(&mut self, at: u64, paid: impl IntoIterator<Item = PaidTo>) {
        if self.policy(at).is_some() {
            self.paid.extend(paid);
        }
    }

    /// Every proposal there was, by its entry.
    pub fn proposals(&self) -> &BTreeMap<u64, Proposal> {
        &self.proposals
    }

    /// The proposal that an entry names, if its leaf is that one's.
    pub fn proposal(&self, named: &EntryRef) -> Option<&Proposal> {
        self.proposals.get(&named.index).filter(|proposal| proposal.leaf == named.leaf)
    }

    /// Within a batch that brings a proposal into effect: that proposal, and which of its orders stands at an entry,
    /// from 0; behind its orders comes what states the households.
    pub fn running(&self, at: u64) -> Option<(u64, &Proposal, usize)> {
        let running = self.running.filter(|running| (running.first..=running.last).contains(&at))?;
        let nth = usize::try_from(at.checked_sub(running.first)?).ok()?;
        self.proposals.get(&running.proposal).map(|proposal| (running.proposal, proposal, nth))
    }

    /// Who of the holders of recovery keys said yes to a proposal.
    pub fn recovering<'p>(proposal: &'p Proposal, keys: &Keys) -> BTreeSet<&'p str> {
        let words = proposal.last_words().into_iter();
        let of_recovery = |key: &KeyId| keys.get(key).is_some_and(|key| key.kind == KeyKind::Recovery);
        words.filter(|(_, word)| word.act == Act::Approve && of_recovery(&word.key)).map(|(person, _)| person).collect()
    }

    /// In a batch that the recovery quorum carries: the first day on which keys and offices of it count.
    pub(super) fn recovered(&self, at: u64, recorded: Day) -> Option<Day> {
        self.running(at).filter(|(_, proposal, _)| proposal.by_recovery)?;
        let days = self.policy(at).map_or(0, |policy| i64::from(policy.recovery_days));
        recorded.plus_days(days)
    }

    /// The offices of a person at an entry recorded on a day: those taken by an entry, and, of offices that nobody ever
    /// took by one, the roles of the person's keys.
    pub fn offices_of(&self, keys: &Keys, person: &str, at: u64, recorded: Day) -> BTreeSet<OfficeId> {
        let taken = self.sitting(at, recorded).filter(|term| term.person == person).map(|term| term.office.clone());
        let keys = keys.iter().filter(|(_, key)| key.person == person && key.counts_at(at));
        let roles = keys.filter_map(|(_, key)| key.role?.to_string().parse::<OfficeId>().ok());
        taken.chain(roles.filter(|office| !self.is_filled_by_entry(office, at))).collect()
    }

    /// The policy in force at an entry; `None` is today's behaviour without any.
    pub fn policy(&self, at: u64) -> Option<&Arc<Policy>> {
        let known = self.policies.iter().zip(&self.read).rev();
        known.filter(|(adopted, _)| adopted.from <= at).map(|(_, read)| read).next()
    }

    /// Every policy there was, in order.
    pub fn policies(&self) -> &[AdoptedPolicy] {
        &self.policies
    }

    /// Who may hold offices, by code.
    pub fn persons(&self) -> &BTreeMap<String, OfficePerson> {
        &self.persons
    }

    /// Every term there was, in order of entry.
    pub fn terms(&self) -> &[OfficeTerm] {
        &self.terms
    }

    /// True where both are close kin by what was declared.
    pub fn are_kin(&self, one: &str, other: &str) -> bool {
        self.kin.contains(&(one.to_owned(), other.to_owned()))
    }

    /// Those who were declared kin of somebody.
    pub fn kin_of<'a>(&'a self, person: &'a str) -> impl Iterator<Item = &'a str> {
        self.kin.iter().filter(move |(one, _)| one == person).map(|(_, other)| other.as_str())
    }

    /// True where somebody took the office by an entry before this one: from there on the roles of keys say nothing about it.
    pub fn is_filled_by_entry(&self, office: &OfficeId, at: u64) -> bool {
        self.terms.iter().any(|term| term.office == *office && term.from <= at)
    }

    /// The last day on which a term counts at an entry: some days more where the policy lets offices go on.
    pub fn goes_on_until(&self, term: &OfficeTerm, at: u64) -> Day {
        let over = self.policy(at).map_or(0, |policy| i64::from(policy.holdover_days));
        term.last_day.plus_days(over).unwrap_or(term.last_day)
    }

    /// The terms that count at an entry recorded on a day.
    pub fn sitting(&self, at: u64, recorded: Day) -> impl Iterator<Item = &OfficeTerm> {
        self.terms.iter().filter(move |term| {
            term.from <= at
                && term.left.is_none_or(|(until, _)| at <= until)
                && term.first_day <= recorded
                && recorded <= self.goes_on_until(term, at)
        })
    }

    /// Takes in a policy.
    pub(super) fn adopt(&mut self, adopted: AdoptedPolicy, policy: Policy) {
        self.policies.push(adopted);
        self.read.push(Arc::new(policy));
    }

    /// Reads the policies again, behind a snapshot.
    ///
    /// # Errors
    /// As [`Policy::read`].
    pub(super) fn restored(mut self) -> Result<Governance, PolicyError> {
        let read = self.policies.iter().map(|adopted| Policy::read(&adopted.document).map(Arc::new));
        self.read = read.collect::<Result<_, _>>()?;
        Ok(self)
    }
}
