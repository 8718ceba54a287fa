//! Payouts as they stand: what each household was credited, paid, and is still owed.

use super::{AccountKey, Chart};
use crate::{
    event::{Bindings, Instalment, PartRef, PayoutDeclared, Reason},
    log::Hash,
    scheme::{self, CheckedSheet},
    unit::{ContractId, Day, Fen, HouseholdId, Money, PayoutId, Period, Text},
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

/// An adopted payout sheet.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Adopted {
    /// The checked sheet; a snapshot keeps its text and checks it again.
    #[serde(with = "sheet_text")]
    pub sheet: Arc<CheckedSheet>,
    /// SHA-256 of its bytes.
    pub hash: Hash,
    /// From which day.
    pub on: Day,
    /// By which entry.
    pub index: u64,
    /// What its words mean in this ledger.
    pub bound: Bindings,
    /// Under which resolution.
    pub resolution: Text,
}

impl Adopted {
    /// A sheet by its text alone, for who checks what it says without the ledger that adopted it;
    /// `None` where the text is no sheet.
    pub fn of_text(text: &str) -> Option<Adopted> {
        let sheet = Arc::new(scheme::read(text).ok()?);
        let (on, resolution) = (Day::new(1900, 1, 1)?, "-".parse().ok()?);
        let hash = Hash::of(&[text.as_bytes()]);
        Some(Adopted { sheet, hash, on, index: 0, bound: Bindings::default(), resolution })
    }

    /// What reasons of this sheet credit to a household, by purpose, in fen; `None` where a reason is
    /// not of this sheet, or the chart leaves a purpose to the account.
    pub fn credits(&self, chart: &Chart, reasons: &[Reason]) -> Option<BTreeMap<String, i128>> {
        let mut sums = BTreeMap::new();
        for reason in reasons {
            let step = self.sheet.steps().iter().find(|s| s.line == reason.line && s.name == reason.step)?;
            let (_, tag) = step.moves(true)?;
            let place = chart.credited.get(tag.map(scheme::Tag::zh).unwrap_or_default())?;
            (!place.purpose.is_empty()).then_some(())?;
            *sums.entry(place.purpose.clone()).or_default() += i128::from(reason.amount.fen().0);
        }
        Some(sums)
    }

    /// What reasons of this sheet make a household owe, in fen; `None` where a reason is not of a step that asks.
    pub fn asks(&self, reasons: &[Reason]) -> Option<i128> {
        let mut sum = 0;
        for reason in reasons {
            let step = self.sheet.steps().iter().find(|s| s.line == reason.line && s.name == reason.step)?;
            step.asks()?;
            sum += i128::from(reason.amount.fen().0);
        }
        Some(sum)
    }

    /// The sheet's title in Chinese, else in English, else its id.
    pub fn title_zh(&self) -> &str {
        self.sheet.title_zh().or(self.sheet.title_en()).unwrap_or(self.sheet.id().as_str())
    }

    /// The sheet's title in English, else in Chinese, else its id.
    pub fn title_en(&self) -> &str {
        self.sheet.title_en().or(self.sheet.title_zh()).unwrap_or(self.sheet.id().as_str())
    }

    /// The words of the statement that begins on a line of the sheet (from 1), with the
    /// statements of the steps it names before it; each on one line.
    pub fn clause(&self, line: u32) -> String {
        let own = self.statement(line);
        let mut clause: Vec<String> = Vec::new();
        for step in self.sheet.steps().iter().filter(|s| s.line < line && stands_alone(&own, &s.name)) {
            let text = self.statement(step.line);
            if !clause.contains(&text) {
                clause.push(text);
            }
        }
        clause.push(own);
        clause.join("\n")
    }

    /// A line of the sheet and those that continue it, which are set in.
    fn statement(&self, line: u32) -> String {
        let from = usize::try_from(line.saturating_sub(1)).unwrap_or(usize::MAX);
        let mut lines = self.sheet.text().lines().skip(from);
        let first = lines.next().unwrap_or_default();
        let rest = lines.take_while(|l| l.starts_with([' ', '\t', '\u{3000}']) && !l.trim().is_empty());
        std::iter::once(first).chain(rest).map(str::trim).collect::<Vec<_>>().join(" ")
    }

    /// English names of the sheet's own words.
    pub fn names_en(&self) -> impl Iterator<Item = (&str, &str)> {
        let names = self.sheet.names().iter().map(|(name, label)| (name.as_str(), label.as_str()));
        names.filter(|(name, _)| !name.is_ascii())
    }
}

/// True if the name stands in the text as a word of its own.
fn stands_alone(text: &str, name: &str) -> bool {
    let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    text.match_indices(name).any(|(at, _)| {
        let before = text.get(..at).and_then(|t| t.chars().next_back());
        let after = text.get(at + name.len()..).and_then(|t| t.chars().next());
        !name.is_empty() && !joins(before) && !joins(after)
    })
}

/// A part of a receipt or a claim that a payout may read or share.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Part {
    /// Which.
    pub reference: PartRef,
    /// How much.
    pub amount: Money,
    /// The sheet input that reads it.
    pub input: Option<String>,
    /// It is households' money, waiting to be shared.
    pub shared: bool,
    /// Where it waits.
    pub waits: AccountKey,
    /// Under which contract.
    pub contract: Option<ContractId>,
    /// For which instalment.
    pub instalment: Option<PayoutId>,
    /// For which days.
    pub period: Option<Period>,
    /// For which year.
    pub year: Option<u32>,
    /// The day it came.
    pub on: Day,
    /// Revenue it was computed from.
    pub revenue: Option<Money>,
    /// The payout that shared it.
    pub shared_by: Option<PayoutId>,
    /// What of it is owed back since, by entry; the amount is without it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub back: BTreeMap<u64, Fen>,
}

impl Part {
    /// At most so much of it is owed back, by an entry; what is.
    pub(super) fn give_back(&mut self, entry: u64, most: Fen) -> Fen {
        let taken = most.min(self.amount.fen());
        let left = Money::from_fen(self.amount.fen().capped_minus(taken));
        let Some(left) = left.filter(|_| taken > Fen::ZERO) else { return Fen::ZERO };
        self.amount = left;
        self.back.insert(entry, taken);
        taken
    }

    /// What an entry owed back of it is not.
    pub(super) fn take_back(&mut self, entry: u64) {
        if let Some(back) = self.back.remove(&entry) {
            self.amount = Money::from_fen(self.amount.fen().capped_plus(back)).unwrap_or(self.amount);
        }
    }

    /// True for what came by a part for an instalment, or for other days, under a contract.
    pub(super) fn is_of(&self, part: &str, contract: &ContractId, rent: &Instalment) -> bool {
        let own = self.contract.as_ref() == Some(contract) && self.reference.part.as_str() == part;
        let days = || self.instalment.is_none() && self.period.is_some() && self.period == rent.period();
        own && (self.instalment.as_ref() == Some(&rent.payout) || days())
    }

    /// True for what no payout has given households.
    pub(super) fn waits_yet(&self) -> bool {
        self.shared_by.is_none() || !self.shared
    }
}

/// A declared payout.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Payout {
    /// As declared.
    pub declared: PayoutDeclared,
    /// By which entry.
    pub index: u64,
    /// Effective day.
    pub on: Day,
    /// What each household has of it.
    pub lines: BTreeMap<HouseholdId, Owed>,
    /// Lines of the collective, total.
    pub collective: Fen,
    /// It gives a part of what is due: its lines name the step and no rows.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub in_part: bool,
    /// What each household owes by it, where it asks.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub asked: BTreeMap<HouseholdId, DebtLine>,
    /// What was paid or set off on each day, less what came back.
    pub settled: BTreeMap<Day, Fen>,
}

/// One household's line: in one of four states in turn, money is credited, paid, returned and
/// paid again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Owed {
    /// Credited.
    pub amount: Fen,
    /// Paid or set off against a debt, less what came back.
    pub paid: Fen,
    /// The first day on which anything of it was paid.
    pub paid_on: Option<Day>,
    /// What of it was set off: no bank can bring it back.
    pub set_off: Fen,
    /// Where it stands in the books, with its amount, one per purpose.
    pub stands: Vec<(AccountKey, Fen)>,
    /// Leaf of the line in the sum tree.
    pub leaf: Hash,
}

/// One household's line of a payout that asks. What came of it since, the account says in which the debt stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DebtLine {
    /// What it owes by it.
    pub amount: Fen,
    /// Leaf of the line in the sum tree.
    pub leaf: Hash,
}

impl Owed {
    /// Still open.
    pub fn open(&self) -> Fen {
        self.amount.capped_minus(self.paid)
    }

    /// Splits an amount paid (or returned, if `back`) over the places where the line stands, in
    /// their order.
    pub fn split(&self, amount: Fen, back: bool) -> Vec<(AccountKey, Fen)> {
        // what is already paid fills the places from the front
        let mut skip = if back { self.paid.capped_minus(amount) } else { self.paid };
        let mut left = amount;
        let mut out = Vec::new();
        for (key, held) in &self.stands {
            let used = Fen(skip.0.min(held.0).max(0));
            skip = skip.capped_minus(used);
            let take = Fen(held.capped_minus(used).0.min(left.0).max(0));
            left = left.capped_minus(take);
            if take != Fen::ZERO {
                out.push((key.clone(), take));
            }
        }
        out
    }
}

impl Payout {
    /// Pays a household's line, sets it off, or takes it back (below 0).
    pub(super) fn settle(&mut self, household: &HouseholdId, amount: Fen, on: Day) {
        let Some(owed) = self.lines.get_mut(household) else { return };
        owed.paid = owed.paid.capped_plus(amount);
        if amount > Fen::ZERO {
            owed.paid_on = Some(owed.paid_on.map_or(on, |first| first.min(on)));
        }
        let sum = self.settled.entry(on).or_default();
        *sum = sum.capped_plus(amount);
    }

    /// What was open to households at the end of a day, by what is recorded now.
    pub fn open_on(&self, day: Day) -> Fen {
        let credited = Fen::capped_total(self.lines.values().map(|owed| owed.amount));
        let settled = Fen::capped_total(self.settled.range(..=day).map(|(_, amount)| *amount));
        credited.capped_minus(settled)
    }

    /// The leaf of a household's line, which it is owed or owes.
    pub fn leaf_of(&self, household: &HouseholdId) -> Option<Hash> {
        let owed = self.lines.get(household).map(|owed| owed.leaf);
        owed.or_else(|| self.asked.get(household).map(|asked| asked.leaf))
    }

    /// What a household's line says, which it is owed or owes.
    pub fn amount_of(&self, household: &HouseholdId) -> Option<Fen> {
        let owed = self.lines.get(household).map(|owed| owed.amount);
        owed.or_else(|| self.asked.get(household).map(|asked| asked.amount))
    }

    /// What is still open to one household; nothing where it has no line.
    pub fn open_to(&self, household: &HouseholdId) -> Fen {
        self.lines.get(household).map_or(Fen::ZERO, Owed::open)
    }

    /// What is still open to households.
    pub fn open(&self) -> Fen {
        Fen::capped_total(self.lines.values().map(Owed::open))
    }
}

/// A checked sheet as its text: nothing but the checker makes one.
mod sheet_text {
    use crate::scheme::{self, CheckedSheet};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};
    use std::sync::Arc;

    pub(super) fn serialize<S: Serializer>(sheet: &Arc<CheckedSheet>, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(sheet.text())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Arc<CheckedSheet>, D::Error> {
        let text = String::deserialize(d)?;
        scheme::read(&text).map(Arc::new).map_err(|found| {
            let first = found.first().map_or("", |mistake| &mistake.message_en);
            D::Error::custom(format!("a sheet that does not pass the checker: {first}"))
        })
    }
}
