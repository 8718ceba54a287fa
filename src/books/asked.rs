//! What may be asked of the books. Only [`Books::apply`] changes them.

use super::{
    Accounts, Adopted, Books, Chart, Chosen, Contract, Governance, History, Ids, Instead, Keys, Part, PassedResolution,
    Payout, RaisedObjection, Registers, Series, ShownPlan, Texts, Undo, Vouchers, Works, Year,
};
use crate::{
    event::{LedgerOpened, PartRef},
    log::{Digest, Hash, Origin},
    unit::{ContractId, Day, Exact, Fen, HouseholdId, PayoutId, ProjectId, RecordedAt, SchemeId, SeriesId},
};
use std::collections::{BTreeMap, BTreeSet};

impl Books {
    /// Entry 0.
    pub fn opened(&self) -> &LedgerOpened {
        &self.opened
    }

    /// Which ledger, which epoch.
    pub fn origin(&self) -> Option<&Origin> {
        self.origin.as_ref()
    }

    /// The chart document that entry 0 names.
    pub fn chart(&self) -> &Chart {
        &self.chart
    }

    /// Number of entries folded in.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Time of the last entry.
    pub fn recorded_at(&self) -> Option<RecordedAt> {
        self.recorded_at
    }

    /// Choices made, in order of recording; [`Books::setting`] knows the defaults too.
    pub fn settings(&self) -> &BTreeMap<String, Vec<Chosen>> {
        &self.settings
    }

    /// Vouchers whose lines somebody wrote by hand; those that were reversed are among them.
    pub fn by_hand(&self) -> &BTreeSet<u64> {
        &self.by_hand
    }

    /// Persons, offices and policy.
    pub fn governance(&self) -> &Governance {
        &self.governance
    }

    /// Keys.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// Client ids and the entries they named.
    pub fn ids(&self) -> &Ids {
        &self.ids
    }

    /// Leaf and lines of each entry that can be named by a correction.
    pub fn vouchers(&self) -> &Vouchers {
        &self.vouchers
    }

    /// Reversed entries and what reversed them.
    pub fn corrected(&self) -> &BTreeMap<u64, u64> {
        &self.corrected
    }

    /// The entry that reversed this one.
    pub fn corrected_by(&self, entry: u64) -> Option<u64> {
        self.corrected.get(&entry).copied()
    }

    /// Registers.
    pub fn registers(&self) -> &Registers {
        &self.registers
    }

    /// Contracts.
    pub fn contracts(&self) -> &BTreeMap<ContractId, Contract> {
        &self.contracts
    }

    /// A contract.
    pub fn contract(&self, contract: &ContractId) -> Option<&Contract> {
        self.contracts.get(contract)
    }

    /// Objections by number.
    pub fn objections(&self) -> &BTreeMap<String, RaisedObjection> {
        &self.objections
    }

    /// Plans by name.
    pub fn plans(&self) -> &BTreeMap<String, ShownPlan> {
        &self.plans
    }

    /// Resolutions by reference.
    pub fn resolutions(&self) -> &BTreeMap<String, PassedResolution> {
        &self.resolutions
    }

    /// Works by project.
    pub fn works(&self) -> &BTreeMap<ProjectId, Works> {
        &self.works
    }

    /// Accounts.
    pub fn accounts(&self) -> &Accounts {
        &self.accounts
    }

    /// Parts of receipts and claims that payouts read or share.
    pub fn parts(&self) -> &BTreeMap<PartRef, Part> {
        &self.parts
    }

    /// Adopted sheets by id and version.
    pub fn schemes(&self) -> &BTreeMap<(SchemeId, u32), Adopted> {
        &self.schemes
    }

    /// Series of numbers from outside.
    pub fn series(&self) -> &BTreeMap<SeriesId, Series> {
        &self.series
    }

    /// Money in the accounts of payout sheets, by name and row key; they are the cooperative's.
    pub fn kept(&self) -> &BTreeMap<String, BTreeMap<String, Fen>> {
        &self.kept
    }

    /// Carried numbers, by scheme, name and row key.
    pub fn carried(&self) -> &BTreeMap<SchemeId, BTreeMap<String, BTreeMap<String, Exact>>> {
        &self.carried
    }

    /// Payouts.
    pub fn payouts(&self) -> &BTreeMap<PayoutId, Payout> {
        &self.payouts
    }

    /// A payout.
    pub fn payout(&self, payout: &PayoutId) -> Option<&Payout> {
        self.payouts.get(payout)
    }

    /// Years of which anything is known.
    pub fn years(&self) -> &BTreeMap<u32, Year> {
        &self.years
    }

    /// What is known of a year.
    pub fn year(&self, year: u32) -> Option<&Year> {
        self.years.get(&year)
    }

    /// Running digest of each household that an entry concerned.
    pub fn digests(&self) -> &BTreeMap<HouseholdId, Digest> {
        &self.digests
    }

    /// The entries that concern a household, in order.
    pub fn concerns(&self, household: &HouseholdId) -> &[u64] {
        self.concerns.get(household).map(Vec::as_slice).unwrap_or_default()
    }

    /// What happened in those entries.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// The last statement of all households' digests: entry, size it covers, root.
    pub fn stated(&self) -> Option<(u64, u64, Hash)> {
        self.stated
    }

    /// Households whose openings were erased, by entry.
    pub fn erased(&self) -> &BTreeMap<HouseholdId, u64> {
        &self.erased
    }

    /// Which entries carry private texts.
    pub fn texts(&self) -> &Texts {
        &self.texts
    }

    /// What puts an entry right that is not reversed: payouts, steps of the year's end.
    pub fn fixed(&self, entry: u64) -> Option<&Instead> {
        self.fixed.get(&entry)
    }

    /// What entries folded that a reversal must take back, beside what is found by their index.
    pub fn undo(&self) -> &BTreeMap<u64, Undo> {
        &self.undo
    }

    /// The day of the opening balances.
    pub fn opening_on(&self) -> Option<Day> {
        self.opening_on
    }

    /// The last day of the organization, where it was taken in by another.
    pub fn over(&self) -> Option<Day> {
        self.over
    }

    /// Effective day of each entry, from entry 0.
    pub fn days(&self) -> &[Day] {
        &self.days
    }
}
