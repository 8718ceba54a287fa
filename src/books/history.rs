//! What happened to each household, kept while the books follow the journal: which entries, and
//! which amounts under its name. Reasons stay in the payouts' blobs.

use super::{AccountKey, Books, Chart, Class, NormalSide, Side, Voucher};
use crate::{
    event::{Attached, Entry, Fact, FactKind, ReceiptRecorded, portions_head},
    log::{Digest, Hash, sum::SumHead},
    unit::{ContractId, Day, Fen, HouseholdId, PayoutId},
};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Per household and per entry about any household.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct History {
    entries: BTreeMap<u64, Happened>,
    moves: BTreeMap<HouseholdId, Vec<Movement>>,
    /// Accounts in which households stand with what they are owed and what they owe.
    accounts: BTreeSet<String>,
    /// Accounts whose balances are told to the household under whose name they stand.
    told: BTreeSet<String>,
    places: Vec<(String, String)>,
    receipts: BTreeMap<(ContractId, PayoutId), Vec<Received>>,
    stated: Option<DigestsStated>,
}

/// An entry that concerns at least one household.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Happened {
    /// Effective day.
    pub on: Day,
    /// Its leaf in the journal.
    pub leaf: Hash,
    /// The payout it declares, pays, takes back or sets off against a debt.
    pub payout: Option<PayoutId>,
    /// The sum tree it carries: then a household's item is its line there, not the entry's leaf.
    pub lines: Option<Box<HappenedLines>>,
    /// The blob of its portions: then a household's item is its portion, not the entry's leaf.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub portions: Option<Box<Hash>>,
    /// Of which kind it is.
    pub kind: FactKind,
    /// How a kind of a later version is called.
    informed: Option<Box<str>>,
}

/// A household's amount under one account and purpose in one entry: credit less debit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Movement {
    /// The entry.
    pub entry: u64,
    /// Credit less debit.
    pub credit: Fen,
    place: u32,
}

/// Money that came for an instalment of a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// The entry.
    pub entry: u64,
    /// The day it came.
    pub on: Day,
    /// All parts together.
    pub amount: Fen,
}

/// All households' digests as last stated by the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DigestsStated {
    /// The entry that states them.
    pub entry: u64,
    /// It covers this many entries.
    pub size: u64,
    /// Root over the digests.
    pub root: Hash,
    /// In order of enrolment.
    pub digests: Arc<Vec<Digest>>,
}

/// Where the lines of an entry stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HappenedLines {
    /// Count, total and root, and the blob of the lines.
    pub head: SumHead,
    /// The blob of their reasons.
    pub reasons: Hash,
}

impl Happened {
    /// Kind of the entry as it stands there, `receipt.recorded/1`.
    pub fn kind(&self) -> &str {
        self.informed.as_deref().unwrap_or(self.kind.as_str())
    }
}

impl History {
    pub(super) fn of_chart(chart: &Chart) -> History {
        History { accounts: chart.household_accounts(), told: chart.told_accounts(), ..History::default() }
    }

    /// An entry that concerns a household.
    pub fn entry(&self, index: u64) -> Option<&Happened> {
        self.entries.get(&index)
    }

    /// What moved under a household's name, in order of entry.
    pub fn moves(&self, household: &HouseholdId) -> &[Movement] {
        self.moves.get(household).map(Vec::as_slice).unwrap_or_default()
    }

    /// Account and purpose of a move.
    pub fn place(&self, moved: &Movement) -> (&str, &str) {
        let place = self.places.get(moved.place as usize);
        place.map(|(account, purpose)| (account.as_str(), purpose.as_str())).unwrap_or_default()
    }

    /// Knows the accounts of households by a chart that has more of them.
    pub(super) fn follow(&mut self, chart: &Chart) {
        self.accounts = chart.household_accounts();
        self.told = chart.told_accounts();
    }

    /// What came for an instalment, in order of entry; what was reversed is gone.
    pub fn received(&self, contract: &ContractId, instalment: &PayoutId) -> &[Received] {
        let key = (contract.clone(), instalment.clone());
        self.receipts.get(&key).map(Vec::as_slice).unwrap_or_default()
    }

    /// The last statement of all households' digests.
    pub fn stated(&self) -> Option<&DigestsStated> {
        self.stated.as_ref()
    }

    /// True if a household may stand in this account with what it is owed or owes.
    pub fn is_household_account(&self, account: &str) -> bool {
        self.accounts.contains(account)
    }

    /// True if what stands here under a household's name is told to it.
    pub fn is_told_account(&self, account: &str) -> bool {
        self.told.contains(account)
    }

    /// Notes an entry; `concerned` are the households it is about or has lines for.
    pub(super) fn note(&mut self, entry: &Entry, voucher: &Voucher, concerned: &[HouseholdId]) {
        let index = entry.sealed.index();
        let fact = &entry.event.fact;
        if concerned.is_empty() {
            return;
        }
        let happened = Happened {
            on: entry.sealed.effective_on(),
            leaf: entry.sealed.leaf(),
            payout: fact.payout().cloned(),
            lines: fact
                .lines()
                .map(|lines| Box::new(HappenedLines { head: lines.head.clone(), reasons: lines.reasons.blob })),
            portions: matches!(entry.event.attached, Attached::Portions(_))
                .then(|| portions_head(entry.sealed.body()))
                .flatten()
                .map(|head| Box::new(head.blob)),
            kind: fact.of_kind(),
            informed: if let Fact::Informed(it) = fact { Some(it.kind.as_str().into()) } else { None },
        };
        self.entries.insert(index, happened);
        for line in voucher.lines() {
            let credit = match line.side {
                Side::Credit => line.amount,
                Side::Debit => line.amount.negated(),
            };
            self.post(index, &line.key, credit, concerned);
        }
    }

    fn post(&mut self, entry: u64, key: &AccountKey, credit: Fen, concerned: &[HouseholdId]) {
        if !self.told.contains(&key.account) {
            return;
        }
        // `concerned` is in order, so that a payout to a county's households costs a search each
        let Ok(at) = concerned.binary_search_by(|h| h.as_str().cmp(&key.holder)) else { return };
        let Some(household) = concerned.get(at) else { return };
        let place = self.place_of(key);
        let moves = self.moves.entry(household.clone()).or_default();
        let same = moves.iter_mut().rev().take_while(|m| m.entry == entry).find(|m| m.place == place);
        match same {
            Some(same) => same.credit = same.credit.capped_plus(credit),
            None => moves.push(Movement { entry, credit, place }),
        }
    }

    fn place_of(&mut self, key: &AccountKey) -> u32 {
        let known = self.places.iter().position(|(a, p)| *a == key.account && *p == key.purpose);
        let at = known.unwrap_or_else(|| {
            self.places.push((key.account.clone(), key.purpose.clone()));
            self.places.len() - 1
        });
        u32::try_from(at).unwrap_or(u32::MAX)
    }

    /// What came for an instalment.
    pub(super) fn receive(&mut self, entry: u64, on: Day, r: &ReceiptRecorded) {
        if let (Some(contract), Some(instalment)) = (&r.contract, &r.instalment) {
            let amount = Fen::capped_total(r.parts.iter().map(|p| p.amount.fen()));
            let all = self.receipts.entry((contract.clone(), instalment.clone())).or_default();
            all.push(Received { entry, on, amount });
        }
    }

    /// What an entry that is reversed had received is gone.
    pub(super) fn take_back(&mut self, entry: u64) {
        for all in self.receipts.values_mut() {
            all.retain(|received| received.entry != entry);
        }
    }

    pub(super) fn state(&mut self, stated: DigestsStated) {
        self.stated = Some(stated);
    }
}

impl Chart {
    /// True for 113 内部往来 and its like: only households stand in it, with claims and debts.
    pub fn is_members_account(&self, account: &str) -> bool {
        let both = self.accounts.get(account).is_some_and(|a| a.side == NormalSide::Both);
        both && self.household_accounts().contains(account)
    }

    /// Accounts whose balances under a household's name are told to it: those in which it stands, and
    /// what the collective owes it by a voucher of somebody's own hand: a loan, a levy.
    pub fn told_accounts(&self) -> BTreeSet<String> {
        let mut told = self.household_accounts();
        let owed = self.accounts.iter().filter(|(name, of)| of.class == Class::Liability && !self.owes(name));
        told.extend(owed.filter(|(name, _)| **name != self.fixed.grant).map(|(name, _)| name.clone()));
        told
    }

    /// Accounts in which a household stands: those a payout credits, under every setting.
    pub(super) fn household_accounts(&self) -> BTreeSet<String> {
        let named = self.credited.values().map(|place| place.account.as_str());
        named
            .flat_map(|named| match named.strip_prefix('@') {
                Some(setting) => self.settings.get(setting).cloned().unwrap_or_default(),
                None => vec![named.to_owned()],
            })
            .collect()
    }
}

impl Books {
    /// Every household's digest in order of enrolment.
    pub fn digests_in_order(&self) -> Vec<Digest> {
        self.registers.order.iter().map(|h| self.digest(h)).collect()
    }
}
