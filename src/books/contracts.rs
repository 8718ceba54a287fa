//! Contracts as they stand, and the advances received under them.

use super::{AccountKey, Dated, Dues, Registers};
use crate::{
    event::{ContractSigned, DatedTerm, Direction, EndReason, EscalationKind, Holder, Instalment, PriceTerm},
    unit::{Day, DueNo, Exact, Fen, Money, PartyId, PayoutId, Period, Rounding, Text},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A contract.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Contract {
    /// As signed.
    pub signed: ContractSigned,
    /// The parties to whom it passed.
    pub parties: Dated<PartyId>,
    /// What is due that no payout passes on.
    pub dues: Dues,
    /// Its last day now.
    pub last_day: Option<Day>,
    /// Instalments with those added later.
    pub instalments: Vec<Instalment>,
    /// Instalments that fell away when it ended.
    pub fell_away: Vec<Instalment>,
    /// Its end, once that is recorded.
    pub ended: Option<Ended>,
    /// Rent received for later months.
    pub advances: Vec<Advance>,
    /// Operator's figures by calendar year.
    pub reports: BTreeMap<u32, OperatorReport>,
    /// Principal of its investment that came back.
    pub principal: Principal,
}

/// Principal that came back under a contract, and what of it went to its owners; by entry.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Principal {
    came: BTreeMap<u64, Fen>,
    passed: BTreeMap<u64, Fen>,
}

impl Principal {
    /// What came and has not gone to its owners.
    pub fn waiting(&self) -> Fen {
        let sum = |of: &BTreeMap<u64, Fen>| Fen::capped_total(of.values().copied());
        sum(&self.came).capped_minus(sum(&self.passed))
    }

    /// The first entry that brought what has not gone to its owners, and how much that is, by the end of a day; `day` says
    /// when an entry was.
    pub fn waiting_by(&self, on: Day, day: impl Fn(u64) -> Option<Day>) -> Option<(u64, Fen)> {
        let mut passed = Fen::capped_total(self.passed.values().copied());
        let mut waits: Option<(u64, Fen)> = None;
        for (entry, came) in self.came.iter().filter(|(entry, _)| day(**entry).is_some_and(|day| day <= on)) {
            let gone = passed.min(*came);
            passed = passed.capped_minus(gone);
            let left = came.capped_minus(gone);
            if left > Fen::ZERO {
                let (first, sum) = waits.unwrap_or((*entry, Fen::ZERO));
                waits = Some((first, sum.capped_plus(left)));
            }
        }
        waits
    }

    /// An entry brings some.
    pub(super) fn come(&mut self, entry: u64, amount: Fen) {
        self.came.insert(entry, amount);
    }

    /// An entry gives some to its owners.
    pub(super) fn passed_on(&mut self, entry: u64, amounts: impl Iterator<Item = Fen>) {
        self.passed.insert(entry, Fen::capped_total(amounts));
    }

    /// What an entry brought is taken back.
    pub(super) fn take_back(&mut self, entry: u64) {
        self.came.remove(&entry);
    }

    /// The last entry that gave of it to owners what would not be there without this one.
    pub(super) fn rests_on(&self, entry: u64) -> Option<u64> {
        let came = self.came.get(&entry)?;
        (*came > self.waiting()).then(|| self.passed.keys().next_back().copied()).flatten()
    }
}

/// That a contract ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// The entry that says it.
    pub entry: u64,
    /// Last day on which it ran.
    pub last_day: Day,
    /// What dues in whose days it ended were settled at.
    pub settled: BTreeMap<DueNo, Money>,
    /// Why.
    pub why: EndReason,
}

/// What an operator reported for a year.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct OperatorReport {
    /// Net value added, yuan per mu.
    pub net_per_mu: Option<Fen>,
    /// Operating revenue.
    pub revenue: Option<Money>,
}

/// Rent of several months received at once.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Advance {
    /// The receipt's entry.
    pub entry: u64,
    /// Number of its part, from 0.
    pub part: u32,
    /// The due that it pays.
    pub due: Option<DueNo>,
    /// What of it was income when it came.
    pub first: Fen,
    /// Where it waits.
    pub waits: AccountKey,
    /// Where it becomes income.
    pub income: AccountKey,
    /// All of it.
    pub amount: Money,
    /// The months it pays for.
    pub period: Period,
    /// Taken as income so far.
    pub earned: Fen,
}

impl Contract {
    /// The instalment a payout passes on: by its own code, or the code without a trailing `L`
    /// (interest on that instalment).
    pub fn instalment(&self, payout: &PayoutId) -> Option<&Instalment> {
        let code = payout.as_str();
        let bare = code.strip_suffix('L').unwrap_or(code);
        self.instalments
            .iter()
            .find(|i| i.payout.as_str() == code)
            .or_else(|| self.instalments.iter().find(|i| i.payout.as_str() == bare))
    }

    /// The instalment that goes by a payout's code, one that fell away included.
    pub fn instalment_ever(&self, code: &str) -> Option<&Instalment> {
        self.instalments.iter().chain(&self.fell_away).find(|i| i.payout.as_str() == code)
    }

    /// The part by which the rent of its instalments or months comes: that of land, or that of houses; none where it is
    /// about both, or about something else, or where no more than a share of revenue comes.
    pub fn rent_part(&self) -> Option<&'static str> {
        let shares = self.signed.terms.revenue_share.is_some() && self.signed.terms.price.is_none();
        match (self.signed.parcels.is_empty(), self.signed.houses.is_empty()) {
            (false, true) => Some(LAND_RENT),
            (true, false) if !shares => Some(HOUSE_RENT),
            _ => None,
        }
    }

    /// The price that is agreed in this unit on a day: as it was signed, or as a dated term has it since a day. Where it
    /// rises by lease years, the one of the first year that makes it so on the first day of the term.
    pub fn price_on(&self, unit: &str, day: Day) -> Option<Exact> {
        let latest = self.prices(unit).filter(|term| term.from <= day).max_by_key(|term| term.from);
        match latest {
            Some(term) => term.value.exact().over(&self.risen(self.lease_year_on(term.from))),
            None => self.signed_price(unit),
        }
    }

    /// The price that was signed in this unit.
    fn signed_price(&self, unit: &str) -> Option<Exact> {
        let signed = self.signed.terms.price.as_ref().filter(|price| price.unit.as_str() == unit);
        signed.map(|price| price.amount.exact())
    }

    /// Dated terms that are prices in this unit.
    fn prices<'a>(&'a self, unit: &'a str) -> impl Iterator<Item = &'a DatedTerm> {
        self.dues.terms().iter().filter(move |term| is_price(&term.name) && same_unit(term.unit.as_str(), unit))
    }

    /// True where the price in this unit changes behind the first of some days.
    pub fn price_changes(&self, unit: &str, days: Period) -> bool {
        let first = days.first_day();
        self.prices(unit).any(|term| first < term.from && term.from <= days.last_day())
    }

    /// The one price that makes what the prices of some days make together, as far as the contract runs: those by the year
    /// count by days, those by the month by whole months, and within a month by its days.
    pub fn price_over(&self, unit: &str, days: Period) -> Option<Exact> {
        self.mean(unit, days, |day| self.price_on(unit, day))
    }

    /// The same with what they rose to by then.
    pub fn risen_price_over(&self, unit: &str, days: Period) -> Option<Exact> {
        let risen = |day| Some(&self.price_on(unit, day)? * &self.risen(self.lease_year_on(day)));
        self.mean(unit, days, risen)
    }

    /// How much more rent an instalment is than by the price of its first day all along: prices that changed within it
    /// count by days, each rounded to the fen where it rises by lease years, as such prices are agreed.
    pub fn price_within(&self, unit: &str, instalment: &Instalment) -> Option<Exact> {
        let days = instalment.period().filter(|days| self.price_changes(unit, *days))?;
        let risen = self.risen(instalment.lease_year);
        let price = |day| {
            let price = &self.price_on(unit, day)? * &risen;
            if self.signed.terms.escalation.is_none() {
                Some(price)
            } else {
                Some(price.to_fen(Rounding::HalfUp)?.yuan())
            }
        };
        self.mean(unit, days, price)?.over(&price(days.first_day())?)
    }

    fn mean(&self, unit: &str, days: Period, price: impl Fn(Day) -> Option<Exact>) -> Option<Exact> {
        let own = self.period().and_then(|own| own.common(days)).unwrap_or(days);
        if unit == PriceTerm::OF_HOUSES {
            let months = i32::try_from(whole_months(own)).ok()?;
            let month = |n: i32| {
                let last = own.first_day().plus_months(n + 1)?.plus_days(-1)?;
                self.by_days(unit, Period::new(own.first_day().plus_months(n)?, last)?, &price)
            };
            if months > 0 {
                let sum: Exact = (0..months).map(month).collect::<Option<Vec<Exact>>>()?.into_iter().sum();
                return sum.over(&Exact::whole(months.into()));
            }
        }
        self.by_days(unit, own, &price)
    }

    fn by_days(&self, unit: &str, days: Period, price: &impl Fn(Day) -> Option<Exact>) -> Option<Exact> {
        let inside =
            self.prices(unit).map(|term| term.from).filter(|from| days.first_day() < *from && days.holds(*from));
        let rise = self.signed.terms.escalation.as_ref();
        let years = (1..).map_while(|n| rise?.lease_year_1_from.plus_months(12 * n));
        let years = years.take_while(|from| *from <= days.last_day()).filter(|from| days.first_day() < *from);
        let mut firsts: Vec<Day> = std::iter::once(days.first_day()).chain(inside).chain(years).collect();
        firsts.sort();
        firsts.dedup();
        let mut sum = Exact::zero();
        for (at, first) in firsts.iter().enumerate() {
            let last = firsts.get(at + 1).and_then(|next| next.plus_days(-1)).unwrap_or(days.last_day());
            let held = Period::new(*first, last).map_or(0, Period::days);
            sum = &sum + &(&price(*first)? * &Exact::whole(held.into()));
        }
        sum.over(&Exact::whole(days.days().into()))
    }

    /// What the price of the first lease year is multiplied by in another.
    pub fn risen(&self, lease_year: u32) -> Exact {
        let Some(rise) = &self.signed.terms.escalation else { return Exact::whole(1) };
        let years = lease_year.saturating_sub(1).min(MOST_YEARS);
        let rate = rise.rate.exact();
        match rise.kind {
            EscalationKind::Compound => {
                let year = &Exact::whole(1) + &rate;
                (0..years).fold(Exact::whole(1), |risen, _| &risen * &year)
            }
            EscalationKind::OriginalBase => &Exact::whole(1) + &(&rate * &Exact::whole(years.into())),
        }
    }

    /// The lease year of a day: that of its instalment, else as the years follow each other; 1 where nothing rises.
    pub fn lease_year_on(&self, day: Day) -> u32 {
        let Some(rise) = &self.signed.terms.escalation else { return 1 };
        let holds = |i: &&Instalment| i.first_day <= day && day <= i.last_day;
        if let Some(instalment) = self.instalments.iter().chain(&self.fell_away).find(holds) {
            return instalment.lease_year;
        }
        let (mut year, mut months) = (1, 12);
        while rise.lease_year_1_from.plus_months(months).is_some_and(|first| first <= day) {
            year += 1;
            months += 12;
        }
        year
    }

    /// The days of the contract, if both ends are known.
    pub fn period(&self) -> Option<Period> {
        Period::new(self.signed.first_day?, self.last_day?)
    }
}

/// True for a contract that lets, or would let, what is the collective's own.
pub fn lets_collective(registers: &Registers, c: &ContractSigned) -> bool {
    let parcel = |id| registers.parcels().get(id).is_some_and(|parcel| parcel.is_of_collective());
    let house = |id| registers.houses().get(id).is_some_and(|house| house.owner.latest() == Some(&Holder::Collective));
    let own = c.area_mu.is_some() || !c.assets.is_empty() || c.parcels.iter().any(parcel) || c.houses.iter().any(house);
    c.direction == Direction::Out && own
}

/// More lease years than a contract has.
const MOST_YEARS: u32 = 200;

/// Parts of the chart document by which rent of households' land and houses comes.
const LAND_RENT: &str = "land_rent";
const HOUSE_RENT: &str = "house_rent";
/// The part by which interest on late rent of households comes.
pub const LATE_INTEREST: &str = "late_interest";

/// Units of prices as terms of a signed contract have them, and as dated terms may.
const PRICES: [(&str, &str); 2] = [(PriceTerm::OF_LAND, "元/亩/年"), (PriceTerm::OF_HOUSES, "元/平方米/月")];

/// True for two words of one unit.
pub fn same_unit(one: &str, other: &str) -> bool {
    let named = |unit: &str| PRICES.iter().find(|(en, zh)| *en == unit || *zh == unit).map(|(en, _)| *en);
    one == other || (named(one).is_some() && named(one) == named(other))
}

/// True for the name of a term that is the contract's price.
pub fn is_price(name: &Text) -> bool {
    matches!(name.as_str(), "price" | "租价")
}

/// Whole months from the first to the last day of a period (the first day's number decides).
pub fn whole_months(period: Period) -> u32 {
    let Some(after) = period.last_day().plus_days(1) else { return 0 };
    let mut months = 0;
    while period.first_day().plus_months(months + 1).is_some_and(|d| d <= after) {
        months += 1;
    }
    months.unsigned_abs()
}

/// What is earned of an amount that pays for a period, up to the end of a day: amount × months
/// over / all months, half up to the fen.
pub fn earned(amount: Money, period: Period, upto: Day) -> Fen {
    let all = whole_months(period);
    if all == 0 || upto >= period.last_day() {
        return amount.fen();
    }
    let over = Period::new(period.first_day(), upto).map_or(0, whole_months);
    let part = &amount.fen().yuan() * &Exact::new(over.into(), all.into());
    part.to_fen(Rounding::HalfUp).unwrap_or_default()
}

impl Advance {
    /// So much of it is given back, and the rest is income by a day.
    pub(super) fn cut(&mut self, amount: Fen, last: Day) {
        self.amount = Money::from_fen(self.amount.fen().capped_minus(amount)).unwrap_or(Money::ZERO);
        self.period = self.period.ended_by(last).unwrap_or(self.period);
    }

    /// What may be taken as income on a day beyond what was; never less than nothing: what a receipt
    /// took for the rest of its year stays taken.
    pub fn due(&self, on: Day) -> Fen {
        earned(self.amount, self.period, on).capped_minus(self.earned).max(Fen::ZERO)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(first: &str, last: &str) -> Period {
        let read = |t: &str| t.parse().unwrap_or_else(|e| panic!("{e}"));
        Period::new(read(first), read(last)).unwrap_or_else(|| panic!("order"))
    }

    #[test]
    fn three_years_of_rent_give_half_a_years_income_in_the_first() {
        let amount: Money = "90000.00".parse().unwrap_or(Money::ZERO);
        let lease = days("2024-07-01", "2027-06-30");
        assert_eq!(whole_months(lease), 36);
        let end = Day::new(2024, 12, 31).unwrap_or(lease.last_day());
        assert_eq!(earned(amount, lease, end), Fen(1_500_000));
    }

    #[test]
    fn a_month_that_is_not_over_is_not_earned() {
        let amount: Money = "1200.00".parse().unwrap_or(Money::ZERO);
        let lease = days("2024-01-15", "2025-01-14");
        let day = Day::new(2024, 2, 13).unwrap_or(lease.last_day());
        assert_eq!(earned(amount, lease, day), Fen::ZERO);
        assert_eq!(earned(amount, lease, day.plus_days(1).unwrap_or(day)), Fen(10_000));
    }
}
