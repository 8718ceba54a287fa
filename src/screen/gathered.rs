//! What screens gather of entries while a ledger is followed, where books keep only the sum.

use super::{Question, Regarding, Sighting};
use crate::{
    books::Books,
    event::{Entry, Fact},
    unit::{
        AssetId, BankId, ClassId, ContractId, Day, Fen, HouseholdId, Money, PartyId, ProjectId, Ratio, SeriesId,
        SeriesPeriod, Text,
    },
};
use std::collections::{BTreeMap, BTreeSet};

/// What was seen so far.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    /// The day on which the ledger was opened, by the clock.
    opened: Option<Day>,
    /// What an entry raises by itself; it is not asked where the entry was reversed.
    noted: Vec<(u64, Question)>,
    pub invoices: Drawn,
    pub things: Counts,
    pub series: Published,
    pub tenants: Tenants,
    /// Payments that name a contract.
    pub under_contract: BTreeSet<u64>,
    /// Payments with an invoice.
    pub with_invoice: BTreeSet<u64>,
    /// What was recorded as owed and not yet paid: entry, day, to whom, how much.
    pub owed: Vec<(u64, Day, String, Fen)>,
    /// What came under each contract as interest on what was late, by entry.
    pub late_fees: BTreeMap<ContractId, Vec<(u64, Fen)>>,
    /// What came under each contract, by entry and day.
    pub came: BTreeMap<ContractId, Vec<(u64, Day, Fen)>>,
    /// Advances that were settled without an invoice: entry, day, who had it, how much.
    pub settled: Vec<(u64, Day, String, Fen)>,
    /// Shares that were taken back: entry, day, class, price.
    pub redeemed: Vec<Redeemed>,
    /// Bank accounts of which a number is known, since the entry that said it first.
    pub numbers: BTreeMap<BankId, u64>,
    /// Households of which an account is known.
    pub accounts: BTreeSet<HouseholdId>,
    /// The day on which each household was recorded that was enrolled long before.
    pub backdated: BTreeMap<HouseholdId, Day>,
    /// Codes that what came with another organization has here.
    pub came_with: BTreeSet<String>,
    /// Organizations that were taken in: entry, how many households they gave, new codes.
    pub rolls: Vec<(u64, u64, Vec<String>)>,
}

impl Gathered {
    /// An entry raises something by itself.
    pub fn note(&mut self, looked: &Looked<'_>, about: Regarding, seen: impl Into<Sighting>) {
        self.noted.push((looked.index, Question::new(about, seen)));
    }

    /// The day on which an entry could be recorded first: its own, or that on which the ledger was opened.
    pub fn begun(&self, on: Day) -> Day {
        self.opened.map_or(on, |opened| opened.max(on))
    }

    /// Remembers when the ledger was opened, of books that hold nothing else yet.
    pub fn open(&mut self, books: &Books) {
        if self.opened.is_none() {
            self.opened = books.recorded_at().map(|recorded| books.civil_day(recorded));
        }
    }

    /// What entries that stand raised by themselves.
    pub fn noted(&self, books: &Books) -> impl Iterator<Item = Question> {
        let noted = self.noted.iter().filter(|(entry, _)| books.corrected_by(*entry).is_none());
        noted.map(|(_, question)| question.clone())
    }
}

/// Who rents.
#[derive(Debug, Default)]
pub(super) struct Tenants {
    /// Contracts that each party has or has had.
    pub had: BTreeMap<PartyId, BTreeSet<ContractId>>,
    /// Parties that pay, and whether all they have is households' land: until contracts or land may have changed.
    pub alone: BTreeMap<String, bool>,
}

/// What was drawn on so far.
#[derive(Debug, Default)]
pub(super) struct Drawn {
    /// The rate on the last invoice of a seller, and its number.
    pub rates: BTreeMap<Text, (Text, Option<Ratio>)>,
    /// Contracts under which money came with an invoice: gross by number, and the day.
    pub issued: Vec<(u64, ContractId, Day, Text, Fen)>,
}

/// What was counted, and ordered.
#[derive(Debug, Default)]
pub(super) struct Counts {
    /// The last count of each thing.
    pub last: BTreeMap<AssetId, Vec<(u64, Day)>>,
    /// Counts with something short: entry, day, keeper, what.
    pub short: Vec<(u64, Day, String, Vec<AssetId>)>,
    /// Of works: each order, and from whom.
    pub ordered: BTreeMap<ProjectId, Vec<(PartyId, Fen)>>,
    /// To whom works were paid or owed.
    pub paid: Vec<WorksPaid>,
}

impl Counts {
    /// True for a party from whom works of the project were ordered.
    pub fn ordered_from(&self, project: &ProjectId, to: &str) -> bool {
        self.ordered.get(project).into_iter().flatten().any(|(party, _)| party.as_str() == to)
    }
}

/// What was paid or owed to somebody for works.
#[derive(Debug)]
pub(super) struct WorksPaid {
    pub entry: u64,
    pub on: Day,
    pub project: ProjectId,
    pub to: String,
    pub amount: Fen,
}

/// What entries said of series.
#[derive(Debug, Default)]
pub(super) struct Published {
    /// The day on which an entry that says figures, or puts them right, was recorded.
    pub recorded: BTreeMap<u64, Day>,
    /// Under a contract: what households have in all, by entry, series and period.
    pub totals: Vec<(u64, ContractId, SeriesId, Option<SeriesPeriod>, Fen)>,
}

/// Shares that were taken back.
#[derive(Debug)]
pub(super) struct Redeemed {
    pub entry: u64,
    pub on: Day,
    pub class: ClassId,
    pub price: Money,
}

/// An entry that is looked at, with the books before it.
#[derive(Clone, Copy)]
pub(super) struct Looked<'a> {
    pub books: &'a Books,
    pub entry: &'a Entry,
    pub index: u64,
    /// Its day.
    pub on: Day,
    /// The day on which it was recorded.
    pub recorded: Day,
}

impl Looked<'_> {
    pub fn fact(&self) -> &Fact {
        &self.entry.event.fact
    }
}

/// Amounts with their days, of which those within a year are the most.
pub(super) struct WithinYear {
    /// In all.
    pub amount: Fen,
    /// How many.
    pub count: usize,
    /// The entry of the last of them.
    pub last: u64,
}

/// The days of a year.
const YEAR: i64 = 365;

/// Of amounts in order of day, the most that lies within a year of its last.
pub(super) fn most_within_year(all: &[(u64, Day, Fen)]) -> Option<WithinYear> {
    let mut sorted = all.to_vec();
    sorted.sort_by_key(|(entry, day, _)| (*day, *entry));
    let (mut first, mut sum, mut most): (usize, Fen, Option<WithinYear>) = (0, Fen::ZERO, None);
    for (at, (entry, day, amount)) in sorted.iter().enumerate() {
        sum = sum.capped_plus(*amount);
        while let Some((_, early, gone)) = sorted.get(first).filter(|(_, early, _)| day.days_since(*early) >= YEAR) {
            debug_assert!(early <= day);
            sum = sum.capped_minus(*gone);
            first += 1;
        }
        if most.as_ref().is_none_or(|most| most.amount < sum) {
            most = Some(WithinYear { amount: sum, count: at + 1 - first, last: *entry });
        }
    }
    most
}
