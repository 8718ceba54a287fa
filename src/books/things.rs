//! What becomes of cards when things come, change, leave and are counted. Posting, folding and deciding ask the same.

use super::{
    AccountKey, Asset, Books, HeapCard, HeapClass, HeapLot, ThingAccounts, ThingCard, Whereabouts, WornClass,
    cards::{month_end, share},
    is_detail,
};
use crate::{
    event::{
        AssetAcquired, AssetCard, AssetChanged, AssetClass, AssetCounted, AssetWhy, Becomes, CountOf, Counted, Wear,
    },
    unit::{AssetId, Day, Fen, Money, Quantity},
};

/// What leaves with a thing, or with some of it.
#[derive(Debug)]
pub struct Parting {
    /// What is still to be charged, through the month.
    pub charge: Fen,
    /// What leaves of the cost.
    pub cost: Fen,
    /// What leaves of what was written off, with the charge.
    pub worn: Fen,
    /// The card behind it.
    pub after: ThingCard,
}

impl Parting {
    /// What it is worth in the books.
    pub fn net(&self) -> Fen {
        self.cost.capped_minus(self.worn)
    }
}

/// The accounts of a class of things.
#[derive(Debug, Clone, Copy)]
pub struct ClassAccounts<'a> {
    /// Where the cost stands.
    pub cost: &'a str,
    /// Where what is written off stands; the same account where it is written off directly.
    pub worn: Option<&'a str>,
    /// For what it is written off.
    pub purpose: &'a str,
}

impl ThingAccounts {
    /// Where a class that is counted stands.
    pub fn of_heap(&self, class: HeapClass) -> &str {
        match class {
            HeapClass::Stores => &self.stores,
            HeapClass::Consumable => &self.consumable,
            HeapClass::PublicTrees => &self.public_trees,
        }
    }
}

impl Books {
    /// The card of a thing, whatever its class.
    pub fn card(&self, asset: &AssetId) -> Option<ThingCard> {
        let worn = self.registers.assets.get(asset).cloned().map(ThingCard::Worn);
        worn.or_else(|| self.registers.heaps.get(asset).cloned().map(ThingCard::Heap))
    }

    pub(super) fn put_cards(&mut self, cards: Vec<(AssetId, ThingCard)>, on: Day) {
        for (asset, mut card) in cards {
            card.whereabouts_mut().touch(on);
            self.registers.put_card(&asset, Some(card));
        }
    }

    /// The accounts of a class; nothing where the chart does not know it.
    pub fn accounts_of(&self, class: AssetClass) -> Option<ClassAccounts<'_>> {
        let fixed = &self.chart.assets;
        let things = self.chart.things.as_ref();
        let heap = |class| Some(ClassAccounts { cost: things?.of_heap(class), worn: None, purpose: "" });
        let worn = match class {
            AssetClass::Fixed => {
                let (cost, worn) = (fixed.cost.as_str(), Some(fixed.accumulated.as_str()));
                return Some(ClassAccounts { cost, worn, purpose: &fixed.purpose });
            }
            AssetClass::Stores => return heap(HeapClass::Stores),
            AssetClass::Consumable => return heap(HeapClass::Consumable),
            AssetClass::PublicTrees => return heap(HeapClass::PublicTrees),
            AssetClass::Productive => &things?.productive,
            AssetClass::Intangible => &things?.intangible,
            AssetClass::Deferred => &things?.deferred,
        };
        Some(ClassAccounts { cost: &worn.cost, worn: Some(&worn.accumulated), purpose: &worn.purpose })
    }

    /// True where the chart says that what came first leaves first.
    fn first_in_first_out(&self) -> bool {
        self.setting("stores_cost") == "fifo"
    }

    /// The first month that is charged of a thing that comes on a day.
    pub fn first_month(&self, class: AssetClass, on: Day) -> Day {
        let same = match class {
            AssetClass::Intangible => self.setting("intangible_starts") == "same",
            AssetClass::Deferred => self.setting("deferred_starts") == "same",
            AssetClass::Fixed
            | AssetClass::Productive
            | AssetClass::Stores
            | AssetClass::Consumable
            | AssetClass::PublicTrees => false,
        };
        let first = Day::new(on.year(), on.month(), 1).unwrap_or(on);
        if same { first } else { first.plus_months(1).unwrap_or(first) }
    }

    /// A new card of what is worn off.
    fn worn(&self, class: WornClass, cost: Money, wear: &Wear, whereabouts: Whereabouts) -> Asset {
        let (of, came) = (class.class(), whereabouts.came);
        let mut card = Asset {
            class,
            cost,
            salvage: wear.salvage,
            life_months: wear.life_months,
            used_months: wear.used_months.unwrap_or(0),
            first_month: wear.first_month.unwrap_or_else(|| self.first_month(of, came)),
            used_for: wear.used_for,
            behind: Fen::ZERO,
            done: Fen::ZERO,
            done_months: 0,
            through: None,
            whereabouts,
            gone: None,
        };
        // a year that is charged already waits for the next one
        let charged = u32::try_from(came.year()).ok().and_then(|year| self.year(year)).is_some_and(|y| y.depreciated);
        if charged {
            card.behind = card.charge(came.year());
            card.through = Some(came.year_end());
        }
        card
    }

    /// Takes a thing in; true where it was added to what there is.
    pub(super) fn take_in(&mut self, a: &AssetAcquired, on: Day) -> Option<bool> {
        let at = Whereabouts::at(on, a.place.as_ref(), a.keeper.as_ref());
        let class = match &a.card {
            AssetCard::Fixed(wear) => return self.take_in_worn(a, WornClass::Fixed, wear, at),
            AssetCard::Intangible(wear) => return self.take_in_worn(a, WornClass::Intangible, wear, at),
            AssetCard::Deferred(wear) => return self.take_in_worn(a, WornClass::Deferred, wear, at),
            AssetCard::Productive(wear, heap) => {
                let class = WornClass::Productive(super::Dated::from(on, heap.quantity), heap.unit.clone());
                return self.take_in_worn(a, class, wear, at);
            }
            AssetCard::Stores(_) => HeapClass::Stores,
            AssetCard::Consumable(_) => HeapClass::Consumable,
            AssetCard::PublicTrees(_) => HeapClass::PublicTrees,
        };
        let heap = a.card.heap()?;
        let lot = HeapLot { quantity: heap.quantity, cost: a.cost.fen() };
        match self.registers.heaps.get_mut(&a.asset) {
            Some(there) => {
                there.add(on, lot)?;
                there.whereabouts.say(on, a.place.as_ref(), a.keeper.as_ref());
                there.whereabouts.touch(on);
                Some(true)
            }
            None => {
                let quantity = super::Dated::from(on, heap.quantity);
                let new = HeapCard { class, unit: heap.unit.clone(), quantity, lots: vec![lot], whereabouts: at };
                self.registers.heaps.insert(a.asset.clone(), new);
                Some(false)
            }
        }
    }

    fn take_in_worn(&mut self, a: &AssetAcquired, class: WornClass, wear: &Wear, at: Whereabouts) -> Option<bool> {
        let card = self.worn(class, a.cost, wear, at);
        self.registers.assets.insert(a.asset.clone(), card);
        Some(false)
    }

    /// What leaves with a thing on a day, or with so many of it; nothing where it cannot.
    pub fn parting(&self, asset: &AssetId, taken: Option<Quantity>, why: AssetWhy, on: Day) -> Option<Parting> {
        match self.card(asset)? {
            ThingCard::Heap(mut heap) => {
                let all = heap.there();
                let cost = heap.take(on, taken.unwrap_or(all), self.first_in_first_out())?;
                Some(Parting { charge: Fen::ZERO, cost, worn: Fen::ZERO, after: ThingCard::Heap(heap) })
            }
            ThingCard::Worn(mut card) => {
                let (all_cost, all_worn) = self.worth(asset, &card);
                let net = all_cost.capped_minus(all_worn).max(Fen::ZERO);
                let charge = card.due(on).max(Fen::ZERO).min(net);
                let some = taken.filter(|taken| card.quantity().is_some_and(|all| *taken < all));
                let (cost, worn) = match some {
                    Some(taken) => card.part(on, taken, charge)?,
                    None => (all_cost, all_worn.capped_plus(charge)),
                };
                if some.is_none() {
                    card.gone = Some((on, why));
                }
                Some(Parting { charge, cost, worn, after: ThingCard::Worn(card) })
            }
        }
    }

    /// What stands of a thing that is worn off: its cost, and what was written off of it.
    fn worth(&self, asset: &AssetId, card: &Asset) -> (Fen, Fen) {
        let class = card.class.class();
        let Some(of) = self.accounts_of(class) else { return (Fen::ZERO, Fen::ZERO) };
        let own = |account: &str| self.stands_under(account, asset.as_str());
        if of.worn == Some(of.cost) {
            let cost = card.cost.fen();
            return (cost, cost.capped_minus(own(of.cost)));
        }
        let cost = if self.ever_under(of.cost, asset.as_str()) { own(of.cost) } else { card.cost.fen() };
        let worn = of.worn.map_or(Fen::ZERO, |account| own(account).negated());
        let by_months = self.charged_of(card);
        // what the opening balances wrote off under no name
        let nameless = of.worn.map_or(Fen::ZERO, |account| self.nameless(account).negated().max(Fen::ZERO));
        let more = by_months.capped_minus(worn).max(Fen::ZERO).min(nameless);
        (cost, worn.capped_plus(more).min(cost))
    }

    /// What a card says is charged of a thing so far.
    pub fn charged_of(&self, card: &Asset) -> Fen {
        card.charged_since(last_year_end(self.last_charged()))
    }

    /// The last year that was charged, or the one before the books begin.
    fn last_charged(&self) -> i32 {
        let charged = self.years.iter().filter(|(_, year)| year.depreciated).map(|(year, _)| *year).max();
        let opening = self.opening_on.or_else(|| self.days.first().copied()).unwrap_or(Day::FIRST);
        charged.and_then(|year| i32::try_from(year).ok()).unwrap_or(opening.year() - 1)
    }

    /// What stands under a thing's name in an account.
    pub fn stands_under(&self, account: &str, asset: &str) -> Fen {
        let all = self.accounts.under_with_details(account).filter(|(key, _)| key.holder == asset);
        Fen::capped_total(all.map(|(_, turnover)| turnover.net()))
    }

    fn ever_under(&self, account: &str, asset: &str) -> bool {
        self.accounts.under_with_details(account).any(|(key, _)| key.holder == asset)
    }

    fn nameless(&self, account: &str) -> Fen {
        let all = self.accounts.under_with_details(account);
        let nobodys = all.filter(|(key, _)| !self.registers.has_card(&key.holder));
        Fen::capped_total(nobodys.map(|(_, turnover)| turnover.net()))
    }

    /// The keys of an account out of which an amount of a thing is taken: what stands under its name first, then what
    /// stands under none; what is left under its name.
    pub(super) fn out_of(&self, account: &str, asset: &AssetId, amount: Fen) -> Vec<(AccountKey, Fen)> {
        let mut left = amount;
        let mut taken = Vec::new();
        let own = self.accounts.under_with_details(account).filter(|(key, _)| key.holder == asset.as_str());
        let nobodys =
            self.accounts.under_with_details(account).filter(|(key, _)| !self.registers.has_card(&key.holder));
        for (key, turnover) in own.chain(nobodys) {
            let part = turnover.net().absolute().min(left);
            if part > Fen::ZERO && is_detail(&key.account, account) {
                taken.push((key.clone(), part));
                left = left.capped_minus(part);
            }
        }
        if left > Fen::ZERO {
            taken.push((AccountKey::new(account, asset.as_str(), ""), left));
        }
        taken
    }

    /// The cards behind a change.
    pub(super) fn changed_cards(&self, c: &AssetChanged, on: Day) -> Option<Vec<(AssetId, ThingCard)>> {
        let mut card = self.card(&c.asset)?;
        let mut after = Vec::new();
        if let Some(set) = &c.set {
            card.whereabouts_mut().say(on, set.place.as_ref(), set.keeper.as_ref());
            if let ThingCard::Worn(worn) = &mut card {
                worn.used_for = set.used_for.unwrap_or(worn.used_for);
                if set.life_months.is_some() || set.salvage.is_some() {
                    let from = worn.open_from(on, self.chart.assets.prospective)?;
                    worn.spread_anew(from, set.life_months, set.salvage, None);
                }
            }
        }
        if let Some(added) = &c.add_cost {
            match &mut card {
                ThingCard::Worn(worn) => {
                    let cost = Money::from_fen(worn.cost.fen().capped_plus(added.amount.fen()))?;
                    worn.spread_anew(month_end(on).plus_days(1)?, None, None, Some(cost));
                }
                ThingCard::Heap(heap) => {
                    // what is fed is one heap from then on
                    let all = HeapLot { quantity: heap.there(), cost: heap.cost().capped_plus(added.amount.fen()) };
                    heap.lots = vec![all];
                }
            }
        }
        if let Some(to) = &c.to_class {
            let ThingCard::Heap(heap) = &mut card else { return None };
            let cost = heap.take(on, to.quantity, self.first_in_first_out())?;
            let whereabouts = Whereabouts { came: on, ..heap.whereabouts.clone() };
            let unit = heap.unit.clone();
            let lot = HeapLot { quantity: to.quantity, cost };
            let quantity = super::Dated::from(on, to.quantity);
            let new = match &to.becomes {
                Becomes::Productive(wear) => {
                    let class = WornClass::Productive(quantity, unit);
                    ThingCard::Worn(self.worn(class, Money::from_fen(cost)?, wear, whereabouts))
                }
                Becomes::PublicTrees => match self.registers.heaps.get(&to.asset).cloned() {
                    Some(mut there) => {
                        there.add(on, lot)?;
                        ThingCard::Heap(there)
                    }
                    None => {
                        let class = HeapClass::PublicTrees;
                        ThingCard::Heap(HeapCard { class, unit, quantity, lots: vec![lot], whereabouts })
                    }
                },
            };
            after.push((to.asset.clone(), new));
        }
        after.push((c.asset.clone(), card));
        Some(after)
    }

    /// What leaves, or comes, by a line of a count: nothing where the books are right, or it is money.
    pub fn by_count(&self, line: &Counted, on: Day) -> Option<(AssetId, CountedThing)> {
        let CountOf::Asset(asset) = &line.of else { return None };
        if let Some(missing) = line.book.minus(line.counted) {
            if missing.is_zero() {
                return None;
            }
            let some = (!line.counted.is_zero()).then_some(missing);
            return Some((asset.clone(), CountedThing::Missing(self.parting(asset, some, AssetWhy::Lost, on)?)));
        }
        let more = line.counted.minus(line.book)?;
        let ThingCard::Heap(mut heap) = self.card(asset)? else { return None };
        let cost = share(heap.cost(), more, heap.there())?;
        heap.add(on, HeapLot { quantity: more, cost })?;
        Some((asset.clone(), CountedThing::More(cost, ThingCard::Heap(heap))))
    }

    /// The cards behind a count.
    pub(super) fn counted_cards(&self, c: &AssetCounted, on: Day) -> Option<Vec<(AssetId, ThingCard)>> {
        let all = c.lines.iter().filter_map(|line| {
            Some(match self.by_count(line, on)? {
                (asset, CountedThing::Missing(parting)) => (asset, parting.after),
                (asset, CountedThing::More(_, card)) => (asset, card),
            })
        });
        Some(all.collect())
    }
}

/// What a line of a count brings out.
#[derive(Debug)]
pub enum CountedThing {
    /// Some are missing.
    Missing(Parting),
    /// There are more: what they cost, and the card behind it.
    More(Fen, ThingCard),
}

fn last_year_end(year: i32) -> Day {
    Day::new(year, 12, 31).unwrap_or(Day::FIRST)
}
