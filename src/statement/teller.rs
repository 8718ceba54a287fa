//! From the books to a household's statement. What is told is what was recorded: amounts come
//! from the postings, reasons from the payout's own lines, and the list of entries is checked
//! against the household's running digest before anything is shown.

use super::{
    PayoutLines, capitals,
    value::{Completeness, Concern, HouseholdStatement, LedgerName, OpenByPurpose, StatementFormat, UpTo, years_of},
};
use crate::{
    books::{Books, Parcel},
    event::BlobSource,
    log::{Digest, Hash},
    unit::{Day, Fen, HouseholdId, Lang, Money, ParcelId, Say, Text},
};
use std::collections::{BTreeMap, HashMap};

mod holdings;
mod movements;

pub use holdings::{held, revised};
pub(super) use movements::scheme;
pub use movements::{named, worded};

/// Why a statement cannot be told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Untold {
    /// Nobody of that code.
    #[error("household {0} is not in the register")]
    Unknown(HouseholdId),
    /// A payout's lines are not there.
    #[error("blob {0} with the lines of entry {1} is missing")]
    BlobMissing(Hash, u64),
    /// A payout's lines are not those that were recorded.
    #[error("blob {0} with the lines of entry {1} is not the recorded one")]
    BlobWrong(Hash, u64),
    /// The entries found are not those the running digest was made from.
    #[error("the entries about {0} do not give its running digest")]
    Digest(HouseholdId),
    /// A sum left the range of amounts, or nothing was recorded yet.
    #[error("{0} cannot be told: {1}")]
    Figures(HouseholdId, &'static str),
}

impl Say for Untold {
    fn say(&self, lang: Lang) -> String {
        let zh = match self {
            Untold::Unknown(household) => format!("没有登记农户 {household}"),
            Untold::BlobMissing(blob, entry) => format!("没有第 {entry} 条各笔的文件 {blob}"),
            Untold::BlobWrong(blob, entry) => format!("第 {entry} 条各笔的文件 {blob} 不是记录的那一份"),
            Untold::Digest(household) => format!("与 {household} 有关的记录算不出它的累计指纹"),
            Untold::Figures(household, why) => format!("{household} 的对账单做不出来：{why}"),
        };
        lang.pick(zh, self.to_string())
    }
}

/// Tells statements from one state of the books; made once for any number of them.
#[derive(Debug)]
pub struct Teller<'a> {
    books: &'a Books,
    root: Hash,
    lines: PayoutLines<'a>,
    places: HashMap<&'a HouseholdId, usize>,
    parcels: HashMap<&'a HouseholdId, Vec<(&'a ParcelId, &'a Parcel)>>,
}

/// One statement. `root` is the root of the tree over the entries in the books.
///
/// # Errors
/// The household is not known, or the lines of a payout cannot be had.
pub fn household(
    books: &Books,
    root: Hash,
    blobs: &(dyn BlobSource + Sync),
    household: &HouseholdId,
    as_of: Day,
) -> Result<HouseholdStatement, Untold> {
    Teller::new(books, root, blobs).household(household, as_of)
}

impl<'a> Teller<'a> {
    /// `root` is the root of the tree over the entries in the books.
    pub fn new(books: &'a Books, root: Hash, blobs: &'a (dyn BlobSource + Sync)) -> Teller<'a> {
        let mut parcels: HashMap<&HouseholdId, Vec<(&ParcelId, &Parcel)>> = HashMap::new();
        for (id, parcel) in books.registers().parcels() {
            for holder in parcel.households() {
                let held = parcels.entry(holder).or_default();
                if held.last().is_none_or(|(last, _)| *last != id) {
                    held.push((id, parcel));
                }
            }
        }
        let places = books.registers().order().iter().enumerate().map(|(i, h)| (h, i)).collect();
        Teller { books, root, lines: PayoutLines::new(blobs), places, parcels }
    }

    /// All that the books say about one household: holdings and amounts as at the end of a day,
    /// entries up to the last one. Proofs, and what the entries themselves say, are for the caller, who has the journal.
    ///
    /// # Errors
    /// The household is not known, or the lines of a payout cannot be had.
    pub fn household(&self, household: &HouseholdId, as_of: Day) -> Result<HouseholdStatement, Untold> {
        let books = self.books;
        let unknown = || Untold::Unknown(household.clone());
        let entered = books.registers().households().get(household).ok_or_else(unknown)?;
        let figures = |what| Untold::Figures(household.clone(), what);
        let concerns = self.concerns(household)?;
        let (lines, balances) = self.movements(household, as_of)?;
        let years = years_of(&lines).ok_or_else(|| figures("a sum by year is too large"))?;
        let recorded_at = books.recorded_at().ok_or_else(|| figures("nothing was recorded"))?;
        Ok(HouseholdStatement {
            format: StatementFormat::V1,
            ledger: ledger_name(books),
            household: household.clone(),
            group: entered.group_at(as_of).cloned(),
            as_of,
            upto: UpTo { recorded_at, root: self.root, size: books.size() },
            holdings: self.holdings(household, entered, as_of),
            revised: revised(books, concerns.iter().map(|concern| concern.index), as_of),
            past: None,
            lines,
            years,
            open: open(&balances).ok_or_else(|| figures("a sum by purpose is too large"))?,
            completeness: self.completeness(household, &concerns),
            concerns,
            opening: String::new(),
            chart: String::new(),
            extensions: Vec::new(),
            sheets: Vec::new(),
            proofs: Vec::new(),
            entries: Vec::new(),
        })
    }

    /// The payouts' lines that were read.
    pub fn lines(&self) -> &PayoutLines<'a> {
        &self.lines
    }

    /// The household's place in order of enrolment, from 0.
    pub fn place(&self, household: &HouseholdId) -> Option<u64> {
        self.places.get(household).map(|place| *place as u64)
    }

    /// Every entry about the household. What was found must give the digest that the books hold.
    fn concerns(&self, household: &HouseholdId) -> Result<Vec<Concern>, Untold> {
        let indices = self.books.concerns(household);
        let mut concerns = Vec::with_capacity(indices.len());
        let mut digest = Digest::default();
        for &index in indices {
            let lost = || Untold::Digest(household.clone());
            let happened = self.books.history().entry(index).ok_or_else(lost)?;
            let own = |blob: Hash| {
                let line = self.lines.of(&blob, household).ok_or(Untold::BlobMissing(blob, index))?;
                line.ok_or(Untold::BlobWrong(blob, index))
            };
            let item = match (&happened.lines, &happened.portions) {
                (Some(lines), _) => own(lines.head.blob)?.leaf().ok_or(Untold::BlobWrong(lines.head.blob, index))?,
                (None, Some(blob)) => own(**blob)?.portion_leaf().ok_or(Untold::BlobWrong(**blob, index))?,
                (None, None) => happened.leaf,
            };
            digest.absorb(index, item);
            concerns.push(Concern { index, kind: happened.kind().to_owned(), date: happened.on, item: Some(item) });
        }
        if digest != self.books.digest(household) {
            return Err(Untold::Digest(household.clone()));
        }
        Ok(concerns)
    }

    /// What the ledger last stated about the household; nothing if it was enrolled later.
    fn completeness(&self, household: &HouseholdId, concerns: &[Concern]) -> Completeness {
        let stated = self.books.history().stated();
        let own = stated.and_then(|s| Some((s, s.digests.get(*self.places.get(household)?)?)));
        let (items, digest, upto, root) = match own {
            Some((stated, own)) => (own.items, own.hash, stated.size, stated.root),
            None => (0, Hash::ZERO, 0, Hash::ZERO),
        };
        let later = concerns.iter().map(|c| c.index).filter(|&i| i >= upto);
        Completeness { items, digest, upto, root, not_yet_covered: later.collect(), proof: None }
    }
}

/// What stands open under each account and purpose: credit less debit.
type Balances = BTreeMap<(String, String), Fen>;

/// Open by purpose; claims and debts side by side.
fn open(balances: &Balances) -> Option<Vec<OpenByPurpose>> {
    let mut by_purpose: BTreeMap<&str, (Fen, Fen)> = BTreeMap::new();
    for ((_, purpose), balance) in balances {
        let (to, from) = by_purpose.entry(purpose).or_default();
        match balance.0 >= 0 {
            true => *to = to.plus(*balance)?,
            false => *from = from.plus(Fen(balance.0.checked_neg()?))?,
        }
    }
    let still = by_purpose.into_iter().filter(|(_, sides)| *sides != (Fen::ZERO, Fen::ZERO));
    still
        .map(|(purpose, (to, from))| {
            Some(OpenByPurpose {
                purpose: text(purpose)?,
                to_household: Money::from_fen(to)?,
                from_household: Money::from_fen(from)?,
            })
        })
        .collect()
}

/// The organization's names and the origin of its checkpoints.
pub(super) fn ledger_name(books: &Books) -> LedgerName {
    LedgerName {
        origin: books.origin().map(ToString::to_string).unwrap_or_default(),
        name_zh: books.opened().names.zh.clone(),
        name_en: books.opened().names.en.clone(),
    }
}

fn text(text: &str) -> Option<Text> {
    text.parse().ok()
}

fn in_words(amount: Fen) -> String {
    capitals::fen(Fen(amount.0.saturating_abs()))
}
