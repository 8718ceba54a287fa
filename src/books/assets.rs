//! Asset cards beside the cost of assets in the books.

use super::{AccountKey, AsOf, Asset, Books, Turnover, WornClass, is_detail};
use crate::unit::{AssetId, Day, Fen, Money};
use std::collections::BTreeMap;

impl Books {
    fn costs(&self) -> impl Iterator<Item = (&AccountKey, Turnover)> {
        self.accounts.under_with_details(&self.chart.assets.cost)
    }

    /// The cost that stands under an asset's name, whatever for.
    pub fn cost_of(&self, asset: &str) -> Fen {
        let all = self.costs().filter(|(key, _)| key.holder == asset);
        Fen::capped_total(all.map(|(_, turnover)| turnover.net()))
    }

    /// The cost that stands under no asset's name and for which there is no card yet.
    pub fn cost_without_card(&self) -> Fen {
        let carded = |holder: &str| self.registers.assets.contains_key(holder);
        let all = self.costs().filter(|(key, _)| !carded(&key.holder));
        let stands = Fen::capped_total(all.map(|(_, turnover)| turnover.net()));
        let nameless = self.registers.assets.iter().filter(|(asset, _)| !self.has_cost(asset.as_str()));
        stands.capped_minus(Fen::capped_total(nameless.map(|(_, card)| card.cost.fen())))
    }

    /// True if a cost ever stood under an asset's name.
    fn has_cost(&self, asset: &str) -> bool {
        self.costs().any(|(key, _)| key.holder == asset)
    }

    /// What each asset is depreciated by in a calendar year.
    pub fn charges(&self, year: i32) -> impl Iterator<Item = ((&AssetId, &Asset), Fen)> {
        self.charges_through(Day::new(year, 12, 31).unwrap_or(Day::FIRST))
    }

    /// What each asset is depreciated by in a calendar year through the month that ends on a day, beyond what is charged: of a
    /// card's cost that which stands in the books then, under the asset's name or, where nothing ever stood under it, under no
    /// card's; never more than is left of it there, nor all together than is left in the account. So what was sold, or came by
    /// an entry that was reversed, is depreciated no further, and no card stops a year.
    pub fn charges_through(&self, end: Day) -> impl Iterator<Item = ((&AssetId, &Asset), Fen)> {
        self.charged(end).into_iter().map(|(card, charge, _)| (card, charge))
    }

    /// The same with what is still charged too much then, below zero: the next year puts it right.
    pub(super) fn charged(&self, end: Day) -> Vec<((&AssetId, &Asset), Fen, Fen)> {
        let stand: Vec<_> = self.accounts.as_of(end, AsOf { day: end, closed: false }).collect();
        let under = |account: &str| -> BTreeMap<&str, Fen> {
            let mut sums = BTreeMap::new();
            for (key, _, net) in stand.iter().filter(|(key, ..)| is_detail(&key.account, account)) {
                let sum: &mut Fen = sums.entry(key.holder.as_str()).or_default();
                *sum = sum.capped_plus(*net);
            }
            sums
        };
        let (costs, taken) = (under(&self.chart.assets.cost), under(&self.chart.assets.accumulated));
        let of = |sums: &BTreeMap<&str, Fen>, asset: &AssetId| sums.get(asset.as_str()).copied().unwrap_or_default();
        let cards = &self.registers.assets;
        let carries = self.carried_costs(&costs);
        // what was taken is below zero, and what is to be left of a thing is never charged
        let kept = |card: &Asset, cost: Fen| cost.capped_minus(card.worn_of(cost));
        let salvage = carries.iter().filter_map(|(asset, cost)| Some(kept(cards.get(*asset)?, *cost)));
        let mut left = Fen::capped_total(costs.values().chain(taken.values()).copied());
        left = left.capped_minus(Fen::capped_total(salvage)).max(Fen::ZERO);
        let mut charges = Vec::with_capacity(cards.len());
        // what left is charged through its month
        for (asset, card) in cards.iter().filter(|(_, card)| card.gone.is_none()) {
            let (due, most) = match card.class {
                WornClass::Fixed => {
                    let cost = carries.get(asset).copied().unwrap_or(Fen::ZERO);
                    let most = card.worn_of(cost).capped_plus(of(&taken, asset)).max(Fen::ZERO).min(left);
                    let carried = Asset { cost: Money::from_fen(cost).unwrap_or(Money::ZERO), ..card.clone() };
                    (carried.charge_through(end), most)
                }
                WornClass::Productive(..) | WornClass::Intangible | WornClass::Deferred => {
                    let accounts = self.accounts_of(card.class.class());
                    let places =
                        accounts.iter().flat_map(|of| [Some(of.cost), of.worn.filter(|worn| *worn != of.cost)]);
                    let stands = places.flatten().map(|account| of(&under(account), asset));
                    let most = Fen::capped_total(stands).capped_minus(kept(card, card.cost.fen()));
                    (card.charge_through(end), most.max(Fen::ZERO))
                }
            };
            let due = due.max(Fen::ZERO).capped_plus(card.behind);
            let charge = due.max(Fen::ZERO).min(most);
            if card.class == WornClass::Fixed {
                left = left.capped_minus(charge);
            }
            charges.push(((asset, card), charge, due.min(Fen::ZERO)));
        }
        charges
    }

    /// Of the cost on each card of a fixed asset that which stands in the books: under its name or, where nothing ever stood
    /// under it, under no card's.
    fn carried_costs(&self, costs: &BTreeMap<&str, Fen>) -> BTreeMap<&AssetId, Fen> {
        let cards = &self.registers.assets;
        let nameless = costs.iter().filter(|(holder, _)| !cards.contains_key(**holder));
        let mut nameless = Fen::capped_total(nameless.map(|(_, net)| *net));
        let mut carried = BTreeMap::new();
        for (asset, card) in cards.iter().filter(|(_, card)| card.gone.is_none() && card.class == WornClass::Fixed) {
            let named = self.has_cost(asset.as_str());
            let there = if named { costs.get(asset.as_str()).map_or(Fen::ZERO, |net| *net) } else { nameless };
            let cost = card.cost.fen().min(there).max(Fen::ZERO);
            if !named {
                nameless = nameless.capped_minus(cost);
            }
            carried.insert(asset, cost);
        }
        carried
    }

    /// Behind a charge through the month that ends on a day nothing is behind but what was charged too much.
    pub(super) fn catch_up(&mut self, end: Day, on: Day) {
        let behind: Vec<(AssetId, Fen, Fen)> =
            self.charged(end).into_iter().map(|((asset, _), charge, behind)| (asset.clone(), charge, behind)).collect();
        for (asset, charge, behind) in behind {
            if let Some(card) = self.registers.assets.get_mut(&asset) {
                card.behind = behind;
                card.through = Some(card.through.map_or(end, |through| through.max(end)));
                if charge != Fen::ZERO {
                    card.whereabouts.touch(on);
                }
            }
        }
    }
}
