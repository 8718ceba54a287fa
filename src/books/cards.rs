//! The cards of things: what is worn off by months, and what is counted.

use super::Dated;
use crate::{
    event::{AssetClass, AssetUse, AssetWhy},
    unit::{AssetId, Day, Exact, Fen, Money, Quantity, Ratio, Rounding, Text},
};
use serde::{Deserialize, Serialize};

/// What every card says beside its class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whereabouts {
    /// The day on which it came.
    pub came: Day,
    /// Where it stands.
    pub place: Dated<Option<Text>>,
    /// Who keeps it.
    pub keeper: Dated<Option<Text>>,
    /// The last day on which something was done to it.
    pub moved: Day,
}

impl Whereabouts {
    /// Of a thing that comes by an entry.
    pub fn new(on: Day) -> Whereabouts {
        let unsaid = || Dated::from(on, None);
        Whereabouts { came: on, place: unsaid(), keeper: unsaid(), moved: on }
    }

    /// The same, where it stands and with whom.
    pub fn at(on: Day, place: Option<&Text>, keeper: Option<&Text>) -> Whereabouts {
        let mut new = Whereabouts::new(on);
        new.say(on, place, keeper);
        new
    }

    /// It stands elsewhere, or somebody else keeps it.
    pub fn say(&mut self, on: Day, place: Option<&Text>, keeper: Option<&Text>) {
        if let Some(place) = place {
            self.place.change(on, Some(place.clone()));
        }
        if let Some(keeper) = keeper {
            self.keeper.change(on, Some(keeper.clone()));
        }
    }

    /// Something was done to it.
    pub fn touch(&mut self, on: Day) {
        self.moved = self.moved.max(on);
    }
}

/// Of what class a thing is that is worn off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum WornClass {
    /// A fixed asset.
    Fixed,
    /// A herd or an orchard: how many there are, of what.
    Productive(Dated<Quantity>, Text),
    /// A right.
    Intangible,
    /// An expense of several years.
    Deferred,
}

impl WornClass {
    /// The class as an entry says it.
    pub fn class(&self) -> AssetClass {
        match self {
            WornClass::Fixed => AssetClass::Fixed,
            WornClass::Productive(..) => AssetClass::Productive,
            WornClass::Intangible => AssetClass::Intangible,
            WornClass::Deferred => AssetClass::Deferred,
        }
    }
}

/// A thing that is worn off by months.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asset {
    /// Its class.
    pub class: WornClass,
    /// Cost.
    pub cost: Money,
    /// Part never depreciated.
    pub salvage: Ratio,
    /// Useful life in months.
    pub life_months: u32,
    /// Months used before `first_month`.
    pub used_months: u32,
    /// First day of the first month depreciated here.
    pub first_month: Day,
    /// What for.
    pub used_for: AssetUse,
    /// What years charged already were charged too little, for the next one to put right; too much is below zero.
    pub behind: Fen,
    /// What was charged before the months that are counted here, since its life, salvage or cost changed.
    pub done: Fen,
    /// Those months.
    pub done_months: u32,
    /// The last day through which it is charged, where something was charged within a year.
    pub through: Option<Day>,
    /// Where it is.
    pub whereabouts: Whereabouts,
    /// When and why it left.
    pub gone: Option<(Day, AssetWhy)>,
}

impl Asset {
    /// What of a cost is charged over the months.
    fn base(&self) -> Exact {
        let part = &Exact::whole(1) - &self.salvage.exact();
        &self.cost.fen().yuan() * &part
    }

    /// What of a cost is worn off when its life is over, half up to the fen.
    pub(super) fn worn_of(&self, cost: Fen) -> Fen {
        let part = &Exact::whole(1) - &self.salvage.exact();
        (&cost.yuan() * &part).to_fen(Rounding::HalfUp).unwrap_or(cost)
    }

    /// Months that are charged at the end of a day, with those used before.
    fn months(&self, at: Day) -> i64 {
        let since = i64::from(at.year() - self.first_month.year()) * 12 + i64::from(at.month())
            - i64::from(self.first_month.month());
        // the month of `at` counts once it is over
        let over = at.plus_days(1).is_none_or(|next| next.month() != at.month());
        (since + i64::from(over)).max(0) + i64::from(self.used_months)
    }

    /// Accumulated depreciation at the end of a day:
    /// cost × (1 − salvage) × min(months, life) / life, half up to the fen; where life, salvage or cost changed, what
    /// was charged before and the same of the rest.
    pub fn accumulated(&self, at: Day) -> Fen {
        let months = self.months(at).min(i64::from(self.life_months));
        let rest = &self.base() - &self.done.yuan();
        let part = &rest * &Exact::new(months.into(), u64::from(self.life_months.max(1)));
        let charged = part.to_fen(Rounding::HalfUp).unwrap_or_default();
        self.done.capped_plus(charged)
    }

    /// The last day before a year's charge, or the day through which it is charged since.
    fn charged_through(&self, year: i32) -> Day {
        let before = Day::new(year - 1, 12, 31).unwrap_or(Day::FIRST);
        self.through.map_or(before, |through| through.max(before))
    }

    /// What a calendar year's months through the one that ends on a day are worth, whatever was charged.
    pub(super) fn of_year_through(&self, end: Day) -> Fen {
        let before = Day::new(end.year() - 1, 12, 31).unwrap_or(Day::FIRST);
        self.accumulated(end).capped_minus(self.accumulated(before))
    }

    /// The charge of a calendar year by the months that are not charged yet.
    pub fn charge(&self, year: i32) -> Fen {
        self.charge_through(Day::new(year, 12, 31).unwrap_or(Day::FIRST))
    }

    /// The same through the month that ends on a day.
    pub fn charge_through(&self, end: Day) -> Fen {
        let charged = self.charged_through(end.year());
        if end < charged { Fen::ZERO } else { self.accumulated(end).capped_minus(self.accumulated(charged)) }
    }

    /// What is to be charged through the month of a day, nothing of which is charged yet; with what is behind.
    pub fn due(&self, day: Day) -> Fen {
        let charged = self.accumulated(self.charged_through(day.year()));
        self.accumulated(month_end(day)).capped_minus(charged).capped_plus(self.behind)
    }

    /// True where it is charged beyond the month of a day already.
    pub fn is_charged_beyond(&self, day: Day) -> bool {
        self.through.is_some_and(|through| month_end(day) < through)
    }

    /// A fixed asset that is new in the books.
    pub(super) fn fixed(cost: Money, used_for: AssetUse, life: (u32, Ratio), first_month: Day, came: Day) -> Asset {
        Asset {
            class: WornClass::Fixed,
            cost,
            salvage: life.1,
            life_months: life.0,
            used_months: 0,
            first_month,
            used_for,
            behind: Fen::ZERO,
            done: Fen::ZERO,
            done_months: 0,
            through: None,
            whereabouts: Whereabouts::new(came),
            gone: None,
        }
    }

    /// True for a herd of which some have left.
    pub fn is_divided(&self) -> bool {
        matches!(&self.class, WornClass::Productive(quantity, _) if quantity.count() > 1)
    }

    /// How many there are; nothing for a single thing.
    pub fn quantity(&self) -> Option<Quantity> {
        match &self.class {
            WornClass::Productive(quantity, _) => quantity.latest().copied(),
            WornClass::Fixed | WornClass::Intangible | WornClass::Deferred => None,
        }
    }

    /// Months of its life, from its beginning.
    pub fn whole_life(&self) -> u32 {
        self.life_months.saturating_add(self.done_months)
    }

    /// Months of its life that have passed before a day.
    pub fn months_before(&self, day: Day) -> u32 {
        let months = day.plus_days(-1).map_or(0, |before| self.months(before));
        u32::try_from(months).unwrap_or(u32::MAX).saturating_add(self.done_months)
    }

    /// The first day from which a change of a day counts: of its month, or by an older chart of its year, of which nothing
    /// is charged yet; a month that is charged stays as it is.
    pub fn open_from(&self, on: Day, prospective: bool) -> Option<Day> {
        let begins = Day::new(on.year(), if prospective { on.month() } else { 1 }, 1)?;
        let next = self.through.and_then(|through| through.plus_days(1));
        Some(next.map_or(begins, |next| next.max(begins)))
    }

    /// What is charged of it so far, where nothing was before the last day of some year but by other books.
    pub(super) fn charged_since(&self, before: Day) -> Fen {
        self.accumulated(self.through.unwrap_or(before)).capped_minus(self.behind)
    }

    /// Its life (from its beginning), salvage or cost is another from a month on: the rest is spread over the rest of its
    /// life, and what is charged stays as it is.
    pub fn spread_anew(&mut self, from: Day, life: Option<u32>, salvage: Option<Ratio>, cost: Option<Money>) {
        let floor = self.charged_through(from.year());
        let charged = self.accumulated(floor).capped_minus(self.behind);
        let life = life.unwrap_or(self.whole_life());
        if self.first_month < from || self.used_months > 0 {
            let before = from.plus_days(-1).unwrap_or(from);
            let passed = self.months_before(from);
            self.done = self.accumulated(before);
            self.done_months = passed;
            self.life_months = life.saturating_sub(passed).max(1);
            self.first_month = self.first_month.max(from);
            self.used_months = 0;
        } else {
            self.life_months = life.saturating_sub(self.done_months).max(1);
        }
        self.salvage = salvage.unwrap_or(self.salvage);
        self.cost = cost.unwrap_or(self.cost);
        self.behind = self.accumulated(floor).capped_minus(charged);
    }

    /// What leaves with some of a herd behind a charge through the month of the day: cost, and what is charged of it.
    pub(super) fn part(&mut self, on: Day, taken: Quantity, charge: Fen) -> Option<(Fen, Fen)> {
        let WornClass::Productive(quantity, _) = &self.class else { return None };
        let all = *quantity.latest()?;
        let left = all.minus(taken)?;
        let end = month_end(on);
        let before = self.accumulated(self.charged_through(on.year())).capped_minus(self.behind);
        let charged = before.capped_plus(charge);
        let cost = share(self.cost.fen(), taken, all)?;
        let worn = share(charged, taken, all)?;
        let done = share(self.done, taken, all)?;
        self.cost = Money::from_fen(self.cost.fen().capped_minus(cost))?;
        self.done = self.done.capped_minus(done);
        self.through = Some(end);
        self.behind = self.accumulated(end).capped_minus(charged.capped_minus(worn));
        if let WornClass::Productive(quantity, _) = &mut self.class {
            quantity.change(on, left);
        }
        Some((cost, worn))
    }
}

/// The last day of a month.
pub(super) fn month_end(day: Day) -> Day {
    let first = Day::new(day.year(), day.month(), 1);
    first.and_then(|first| first.plus_months(1)?.plus_days(-1)).unwrap_or(day)
}

/// The part of an amount that so many of all have, half up to the fen.
pub(super) fn share(amount: Fen, of: Quantity, all: Quantity) -> Option<Fen> {
    let part = of.exact().over(&all.exact())?;
    (&amount.yuan() * &part).to_fen(Rounding::HalfUp)
}

/// Of what class a thing is that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum HeapClass {
    /// In the store.
    Stores,
    /// To be sold or used up.
    Consumable,
    /// Woods that protect.
    PublicTrees,
}

impl HeapClass {
    /// The class as an entry says it.
    pub fn class(self) -> AssetClass {
        match self {
            HeapClass::Stores => AssetClass::Stores,
            HeapClass::Consumable => AssetClass::Consumable,
            HeapClass::PublicTrees => AssetClass::PublicTrees,
        }
    }
}

/// What came at one time, and is still there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeapLot {
    /// How many.
    pub quantity: Quantity,
    /// What they cost.
    pub cost: Fen,
}

/// A thing that is counted: what of one code came adds up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeapCard {
    /// Its class.
    pub class: HeapClass,
    /// Of what, `袋`.
    pub unit: Text,
    /// How many there are.
    pub quantity: Dated<Quantity>,
    /// What is there, in order of coming; one lot where they are kept at their average.
    pub lots: Vec<HeapLot>,
    /// Where it is.
    pub whereabouts: Whereabouts,
}

impl HeapCard {
    /// How many there are.
    pub fn there(&self) -> Quantity {
        self.quantity.latest().copied().unwrap_or(Quantity::ZERO)
    }

    /// What they cost.
    pub fn cost(&self) -> Fen {
        Fen::capped_total(self.lots.iter().map(|lot| lot.cost))
    }

    /// So many more.
    pub fn add(&mut self, on: Day, lot: HeapLot) -> Option<()> {
        self.quantity.change(on, self.there().plus(lot.quantity)?);
        self.lots.push(lot);
        Some(())
    }

    /// So many fewer: what they cost, at the average of all, or at what came first; the last take what is left.
    pub fn take(&mut self, on: Day, taken: Quantity, first_in_first_out: bool) -> Option<Fen> {
        let all = self.there();
        let left = all.minus(taken)?;
        self.quantity.change(on, left);
        if first_in_first_out {
            return self.take_first(taken);
        }
        let cost = if left.is_zero() { self.cost() } else { share(self.cost(), taken, all)? };
        let rest = HeapLot { quantity: left, cost: self.cost().capped_minus(cost) };
        self.lots = if left.is_zero() { Vec::new() } else { vec![rest] };
        Some(cost)
    }

    fn take_first(&mut self, taken: Quantity) -> Option<Fen> {
        let (mut wanted, mut cost) = (taken, Fen::ZERO);
        while !wanted.is_zero() {
            let lot = self.lots.first_mut()?;
            match lot.quantity.minus(wanted).filter(|left| !left.is_zero()) {
                Some(left) => {
                    let part = share(lot.cost, wanted, lot.quantity)?;
                    (lot.quantity, lot.cost) = (left, lot.cost.capped_minus(part));
                    cost = cost.capped_plus(part);
                    wanted = Quantity::ZERO;
                }
                None => {
                    wanted = wanted.minus(lot.quantity)?;
                    cost = cost.capped_plus(lot.cost);
                    self.lots.remove(0);
                }
            }
        }
        Some(cost)
    }
}

/// A card, whatever its class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ThingCard {
    /// What is worn off.
    Worn(Asset),
    /// What is counted.
    Heap(HeapCard),
}

impl ThingCard {
    /// Its class.
    pub fn class(&self) -> AssetClass {
        match self {
            ThingCard::Worn(asset) => asset.class.class(),
            ThingCard::Heap(heap) => heap.class.class(),
        }
    }

    /// How many there are; nothing for a single thing.
    pub fn quantity(&self) -> Option<Quantity> {
        match self {
            ThingCard::Worn(asset) => asset.quantity(),
            ThingCard::Heap(heap) => Some(heap.there()),
        }
    }

    /// What stands of its cost.
    pub fn cost(&self) -> Fen {
        match self {
            ThingCard::Worn(asset) => asset.cost.fen(),
            ThingCard::Heap(heap) => heap.cost(),
        }
    }

    /// Where it is.
    pub fn whereabouts(&self) -> &Whereabouts {
        match self {
            ThingCard::Worn(asset) => &asset.whereabouts,
            ThingCard::Heap(heap) => &heap.whereabouts,
        }
    }

    /// The same, to be said anew.
    pub fn whereabouts_mut(&mut self) -> &mut Whereabouts {
        match self {
            ThingCard::Worn(asset) => &mut asset.whereabouts,
            ThingCard::Heap(heap) => &mut heap.whereabouts,
        }
    }
}

/// Cards by their codes as they were.
pub type CardsBefore = Vec<(AssetId, Option<ThingCard>)>;
