//! What the entries add up to: accounts, registers, contracts, sheets in force, payouts, years.
//!
//! The books are the fold of the journal and nothing else. [`Books::apply`] is the one function
//! that changes them; live use, opening and audit all call it.
#![warn(clippy::wildcard_enum_match_arm)]

mod accounts;
mod apply;
mod asked;
mod asking;
mod assembly;
mod assets;
mod bearer;
mod cards;
mod chart;
mod contracts;
mod dated;
mod dues;
mod each_day;
mod governance;
mod handed;
mod heads;
mod history;
mod holdings;
mod ids;
mod invoices;
mod kept;
mod keys;
mod kinds;
mod meetings;
mod own_land;
mod owners;
mod parcels;
mod passing;
mod payouts;
mod persons;
pub mod postings;
mod registers;
mod restated;
mod reversal;
mod roll;
mod rows;
mod series;
mod settings;
mod stands;
mod texts;
mod things;
mod unfit;
mod vouchers;
mod works;
mod years;

pub use accounts::{AccountKey, Accounts, AsOf, Posting, Side, Turnover, Voucher};
pub use asking::Owes;
pub use assembly::{GivenAnswer, PassedResolution, RaisedObjection, ShownPlan};
pub use bearer::Bearer;
pub use cards::{Asset, CardsBefore, HeapCard, HeapClass, HeapLot, ThingCard, Whereabouts, WornClass};
pub use chart::{
    Account, CN_2023, Chart, ChartAdditions, ChartError, ChartExtension, ChartTable, ClaimRule, Class, DueEffect,
    HolderRule, NormalSide, PaymentRule, ReceiptRule, SubAccount, ThingAccounts, WearAccounts, is_detail,
};
pub use contracts::{
    Advance, Contract, Ended, LATE_INTEREST, OperatorReport, Principal, earned, is_price, lets_collective, same_unit,
    whole_months,
};
pub use dated::Dated;
pub use dues::{DueHow, DueMove, Dues, let_off};
pub use governance::{
    AdoptedPolicy, Governance, OfficePerson, OfficeTerm, PaidTo, Proposal, ProposalState, RunningEffect, SaidWord,
};
pub use handed::HandedOver;
pub use history::{DigestsStated, Happened, HappenedLines, History, Movement, Received};
pub use holdings::CapitalRun;
pub use ids::Ids;
pub use invoices::{DrawnInvoice, InvoiceSide, InvoiceUse, Invoices};
pub use keys::{Key, Keys};
pub use kinds::{must_post, posted_on, voucher};
pub use meetings::{DecidedItem, Meeting, Meetings, ShownNotice};
pub use own_land::OWN_LAND;
pub use owners::Owner;
pub use parcels::{LandRun, LandTurn, Parcel};
pub use passing::Passing;
pub use payouts::{Adopted, DebtLine, Owed, Part, Payout};
pub use persons::Resident;
pub use registers::{
    Bank, Capital, House, Household, Members, RegisteredParty, Registers, ShareClass, VillageLot, WorkSheet,
};
pub use reversal::{Instead, Nature, Undo};
pub use rows::{MemberValue, RegisterRow, RegisterRows, RevisedMember, RowRevision, Saying};
pub use series::{Series, SeriesLine, series_key};
pub use settings::{Chosen, KNOWN_SETTINGS, KnownSetting, known_setting};
pub use stands::DueStands;
pub use texts::{Lead, Texts, leads};
pub use things::{ClassAccounts, CountedThing, Parting};
pub use unfit::ApplyError;
pub use vouchers::{PostedLine, PostedLines, Vouchers};
pub use works::{Works, WorksStep};
pub use years::Year;

use holdings::free_key;

use crate::{
    event::{Instalment, LedgerOpened, PartRef, PayoutDeclared, ReceiptRecorded},
    log::{Digest, Hash, Origin},
    unit::{
        ContractId, Day, Exact, Fen, HouseholdId, Money, PayoutId, Period, ProjectId, Ratio, RecordedAt, SchemeId,
        SeriesId, Text,
    },
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

/// The books of one ledger at one head. Nothing outside this room changes them, or can make any but by folding
/// entries and by reading what was kept of that.
///
/// ```compile_fail,E0616
/// fn none_of_it_happened(books: &mut coop_ledger::books::Books) {
///     books.size = 0;
/// }
/// ```
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Books {
    /// Entry 0.
    opened: LedgerOpened,
    /// Which ledger, which epoch.
    origin: Option<Origin>,
    /// The chart document it names; a snapshot leaves it to the blob.
    #[serde(skip, default)]
    chart: Arc<Chart>,
    /// What was added to it since, in order.
    extensions: Vec<ChartExtension>,
    /// Number of entries folded in.
    size: u64,
    /// Time of the last entry.
    recorded_at: Option<RecordedAt>,
    /// Choices made, in order of recording.
    settings: BTreeMap<String, Vec<Chosen>>,
    /// Keys.
    keys: Keys,
    /// Client ids and the entries they named.
    ids: Ids,
    /// Leaf and lines of each entry that can be named by a correction.
    vouchers: Vouchers,
    /// Vouchers whose lines somebody wrote by hand.
    by_hand: std::collections::BTreeSet<u64>,
    /// Reversed entries and what reversed them.
    corrected: BTreeMap<u64, u64>,
    /// Registers.
    registers: Registers,
    /// Their rows by the entries that say what they are.
    rows: RegisterRows,
    /// Contracts.
    contracts: BTreeMap<ContractId, Contract>,
    /// Objections by number.
    objections: BTreeMap<String, RaisedObjection>,
    /// Plans by name.
    plans: BTreeMap<String, ShownPlan>,
    /// Resolutions by reference.
    resolutions: BTreeMap<String, PassedResolution>,
    /// Works by project.
    works: BTreeMap<ProjectId, Works>,
    /// Accounts.
    accounts: Accounts,
    /// Parts of receipts and claims that payouts read or share.
    parts: BTreeMap<PartRef, Part>,
    /// The same by contract, in order of entry; made again from them, never kept.
    #[serde(skip, default)]
    under: BTreeMap<ContractId, Vec<PartRef>>,
    /// Invoices that entries drew on.
    invoices: Invoices,
    /// Adopted sheets by id and version.
    schemes: BTreeMap<(SchemeId, u32), Adopted>,
    /// Series of numbers from outside.
    series: BTreeMap<SeriesId, Series>,
    /// Money in the accounts of payout sheets, by name and row key; they are the cooperative's.
    kept: BTreeMap<String, BTreeMap<String, Fen>>,
    /// Carried numbers, by scheme, name and row key.
    carried: BTreeMap<SchemeId, BTreeMap<String, BTreeMap<String, Exact>>>,
    /// Payouts.
    payouts: BTreeMap<PayoutId, Payout>,
    /// Years.
    years: BTreeMap<u32, Year>,
    /// Running digest of each household.
    digests: BTreeMap<HouseholdId, Digest>,
    /// Entries that concern each household.
    concerns: BTreeMap<HouseholdId, Vec<u64>>,
    /// What happened in those entries.
    history: History,
    /// The last statement of all households' digests: entry index, size it covers, root.
    stated: Option<(u64, u64, Hash)>,
    /// Households whose openings were erased, by entry.
    erased: BTreeMap<HouseholdId, u64>,
    /// Which entries carry private texts.
    texts: Texts,
    /// Entries that have their own way of being put right: payouts, steps of the year's end.
    fixed: BTreeMap<u64, Instead>,
    /// What entries folded that a reversal must take back, beside what is found by their index.
    undo: BTreeMap<u64, Undo>,
    /// The day of the opening balances.
    opening_on: Option<Day>,
    /// The last day of an organization that was taken in by another.
    over: Option<Day>,
    /// What went over to other organizations and came from them.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    handed_over: Vec<HandedOver>,
    /// Persons, offices and policy.
    governance: Governance,
    /// Effective day of each entry, from entry 0.
    #[serde(with = "kept::days")]
    days: Vec<Day>,
}

impl Books {
    /// What was added to the chart since the ledger was opened, in order.
    pub fn extensions(&self) -> &[ChartExtension] {
        &self.extensions
    }

    /// Takes in what an entry adds to the chart.
    fn extend(&mut self, entry: u64, document: &str) -> Result<(), ChartError> {
        let chart = self.chart.extended(&ChartAdditions::read(document)?)?;
        self.history.follow(&chart);
        self.chart = Arc::new(chart);
        self.extensions.push(ChartExtension { entry, document: document.to_owned() });
        Ok(())
    }

    /// Books that were kept as a snapshot, with the chart document that their first entry names.
    ///
    /// # Errors
    /// As [`Chart::read`].
    pub fn restored(mut self, chart: &str) -> Result<Books, ChartError> {
        let mut read = Chart::read(chart)?;
        for more in &self.extensions {
            read = read.extended(&ChartAdditions::read(&more.document)?)?;
        }
        self.chart = Arc::new(read);
        self.governance = self.governance.restored().map_err(|e| ChartError::Shape(e.to_string()))?;
        for (reference, part) in &self.parts {
            if let Some(contract) = &part.contract {
                self.under.entry(contract.clone()).or_default().push(reference.clone());
            }
        }
        Ok(self)
    }

    /// Takes in a part of a receipt or claim.
    fn take_part(&mut self, part: Part) {
        let reference = part.reference.clone();
        let new = self.parts.insert(reference.clone(), part).is_none();
        let contract = self.parts.get(&reference).and_then(|part| part.contract.clone());
        if let Some(contract) = contract.filter(|_| new) {
            self.under.entry(contract).or_default().push(reference);
        }
    }

    /// The parts that an entry brought, in order of their names; what was reversed is not there.
    pub fn parts_of_entry(&self, index: u64) -> impl Iterator<Item = &Part> {
        let first = PartRef { index, part: Text::least() };
        self.parts.range(first..).take_while(move |(reference, _)| reference.index == index).map(|(_, part)| part)
    }

    /// The parts that came under a contract, in order of entry; what was reversed is not there.
    pub fn parts_under<'a>(&'a self, contract: &ContractId) -> impl Iterator<Item = &'a Part> {
        self.under.get(contract).into_iter().flatten().filter_map(|reference| self.parts.get(reference))
    }

    /// What came by a part for an instalment or for other days: what waits yet, or what households have of it.
    pub fn rent_came(&self, contract: &ContractId, rent: &Instalment, (part, shared): (&str, bool)) -> Fen {
        let came = self.parts_under(contract).filter(|came| came.is_of(part, contract, rent));
        Fen::capped_total(came.filter(|came| came.waits_yet() != shared).map(|came| came.amount.fen()))
    }

    /// The instalment of a code, or the days of a contract without a schedule that a payout of that code shared, or that begin
    /// on that day.
    pub fn rent_of(&self, contract: &Contract, code: &str) -> Option<Instalment> {
        if let Some(instalment) = contract.instalment_ever(code) {
            return Some(instalment.clone());
        }
        let named = |part: &&Part| match &part.shared_by {
            Some(by) => by.as_str() == code,
            None => part.period.is_some_and(|days| days.first_day().to_string() == code),
        };
        let own = self.parts_under(&contract.signed.contract).filter(|part| part.instalment.is_none());
        let days = own.filter(|_| contract.instalments.is_empty()).find(named)?.period?;
        let (first_day, last_day) = (days.first_day(), days.last_day());
        let (part_of_year, payout) = (Ratio::new(1, 1)?, code.parse().ok()?);
        Some(Instalment { due: first_day, first_day, last_day, lease_year: 1, part_of_year, payout })
    }

    /// The payout by which the days of another were shared first, where what that one shares is rent that came late.
    pub fn goes_on_from(&self, payout: &Payout) -> Option<&PayoutId> {
        let declared = &payout.declared;
        let rent = self.contract(declared.contract.as_ref()?)?.rent_part()?;
        let of_rent = |p: &PayoutDeclared| p.sources.iter().any(|source| source.part.as_str() == rent);
        let first = |p: &&Payout| {
            let same = p.declared.contract == declared.contract && p.declared.scheme == declared.scheme;
            p.index < payout.index && same && p.declared.period == declared.period && of_rent(&p.declared)
        };
        let earlier = self.payouts.values().filter(first).min_by_key(|p| p.index);
        earlier.filter(|_| of_rent(declared)).map(|p| &p.declared.payout)
    }

    /// The days of a year for which a return is claimed through a day of it, from behind those that were claimed before;
    /// none where all of them were.
    pub fn return_days(&self, contract: &ContractId, claim: &Text, year: Period, last: Day) -> Option<Period> {
        let own = |part: &&Part| {
            part.reference.part == *claim
                && part.year.and_then(|y| i32::try_from(y).ok()) == Some(year.first_day().year())
        };
        let claimed = self.parts_under(contract).filter(own).map(|part| part.period.unwrap_or(year).last_day()).max();
        let first = claimed.map_or(Some(year.first_day()), |before| before.plus_days(1))?;
        Period::new(first, last)
    }

    /// An adopted sheet.
    pub fn adopted(&self, scheme: &SchemeId, version: u32) -> Option<&Adopted> {
        self.schemes.get(&(scheme.clone(), version))
    }

    /// The newest version of a scheme that holds on a day.
    pub fn in_force(&self, scheme: &SchemeId, on: Day) -> Option<(u32, &Adopted)> {
        self.versions(scheme).rfind(|(_, adopted)| adopted.on <= on)
    }

    /// Its versions, from the first.
    pub fn versions(&self, scheme: &SchemeId) -> impl DoubleEndedIterator<Item = (u32, &Adopted)> {
        let range = (scheme.clone(), 0)..=(scheme.clone(), u32::MAX);
        self.schemes.range(range).map(|((_, version), adopted)| (*version, adopted))
    }

    /// The named parts that exist.
    pub fn parts_of<'a>(&'a self, sources: &'a [PartRef]) -> impl Iterator<Item = &'a Part> {
        sources.iter().filter_map(|s| self.parts.get(s))
    }

    /// What of a part stands in the account where it waits: all of a receipt, of a claim what is
    /// not the collective's; without what of it is owed back since.
    pub fn waiting(&self, part: &Part) -> Fen {
        let lines = self.vouchers.lines(part.reference.index);
        let waiting = lines.filter(|l| l.side == Side::Credit && **l.key == part.waits);
        let back = Fen::capped_total(part.back.values().copied());
        Fen::capped_total(waiting.map(|l| l.amount)).capped_minus(back)
    }

    /// The days a receipt pays for.
    pub fn period_of(&self, receipt: &ReceiptRecorded) -> Option<Period> {
        let instalment = || {
            let contract = self.contracts.get(receipt.contract.as_ref()?)?;
            contract.instalment(receipt.instalment.as_ref()?)?.period()
        };
        receipt.period.or_else(instalment)
    }

    /// Net income of a closed year.
    pub fn net_income(&self, year: u32) -> Option<Fen> {
        self.years.get(&year).and_then(|y| y.net_income)
    }

    /// The first day that is not in a closed year.
    pub fn open_from(&self) -> Option<Day> {
        let last = self.years.iter().filter(|(_, y)| y.net_income.is_some()).map(|(y, _)| *y).max()?;
        Day::new(i32::try_from(last).ok()?.checked_add(1)?, 1, 1)
    }

    /// Effective day of an entry.
    pub fn day_of(&self, index: u64) -> Option<Day> {
        self.days.get(usize::try_from(index).ok()?).copied()
    }

    /// The civil day of a time where the ledger is; at the ends of the calendar, its last day.
    pub fn civil_day(&self, at: RecordedAt) -> Day {
        at.day_at(self.zone_minutes()).or_else(|| at.day_at(0)).unwrap_or(Day::FIRST)
    }

    /// The ledger's fixed offset in minutes east of UTC, from `+08:00`.
    pub fn zone_minutes(&self) -> i32 {
        zone_minutes(self.opened.zone.as_str()).unwrap_or_default()
    }

    /// The household's line digest before the next entry.
    pub fn digest(&self, household: &HouseholdId) -> Digest {
        self.digests.get(household).copied().unwrap_or_default()
    }

    /// Size and last time, for logs and stamps.
    pub fn position(&self) -> (u64, Option<RecordedAt>) {
        (self.size, self.recorded_at)
    }

    /// Cash in hand.
    pub fn cash(&self) -> Fen {
        self.accounts.balance_of(&self.chart.fixed.cash)
    }

    /// Sum of a class of money parts, for reports.
    pub fn credited_total(&self, payout: &PayoutId) -> Money {
        self.payouts.get(payout).map(|p| p.declared.lines.total).unwrap_or(Money::ZERO)
    }
}

/// Reads `+08:00`.
pub fn zone_minutes(text: &str) -> Option<i32> {
    let (sign, rest) = match text.as_bytes().first()? {
        b'+' => (1, text.get(1..)?),
        b'-' => (-1, text.get(1..)?),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    let digits = |t: &str| t.len() == 2 && t.bytes().all(|b| b.is_ascii_digit());
    let number = |t: &str| digits(t).then(|| t.parse::<i32>().ok()).flatten();
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

#[cfg(test)]
mod tests {
    use super::zone_minutes;

    #[test]
    fn a_zone_is_a_sign_and_two_pairs_of_digits() {
        assert_eq!(["+08:00", "-03:30", "+00:00"].map(zone_minutes), [Some(480), Some(-210), Some(0)]);
        for text in ["", "08:00", "+8:00", "++1:00", "+24:00", "+08:60", "+08:00 ", "+０8:00", "+99:99"] {
            assert_eq!(zone_minutes(text), None, "{text}");
        }
    }
}
