//! Asset cards beside the cost of assets in the books.

use super::{Asset, Books};
use crate::unit::{AssetId, Fen};

impl Books {
    /// The cost that stands under an asset's name, whatever for.
    pub fn cost_of(&self, asset: &str) -> Fen {
        let all = self.accounts.under(&self.chart.assets.cost).filter(|(key, _)| key.holder == asset);
        Fen::capped_total(all.map(|(_, turnover)| turnover.net()))
    }

    /// The cost that stands under no asset's name and for which there is no card yet.
    pub fn cost_without_card(&self) -> Fen {
        let carded = |holder: &str| self.registers.assets.contains_key(holder);
        let all = self.accounts.under(&self.chart.assets.cost).filter(|(key, _)| !carded(&key.holder));
        let stands = Fen::capped_total(all.map(|(_, turnover)| turnover.net()));
        let nameless = self.registers.assets.iter().filter(|(asset, _)| !self.has_cost(asset.as_str()));
        stands.capped_minus(Fen::capped_total(nameless.map(|(_, card)| card.cost.fen())))
    }

    /// True if a cost ever stood under an asset's name.
    fn has_cost(&self, asset: &str) -> bool {
        self.accounts.under(&self.chart.assets.cost).any(|(key, _)| key.holder == asset)
    }

    /// What each asset is depreciated by in a calendar year. A card without a cost in the books has none: it
    /// came before opening balances that never did.
    pub fn charges(&self, year: i32) -> impl Iterator<Item = ((&AssetId, &Asset), Fen)> {
        let compared = self.opening_on.is_some() || self.cost_without_card() >= Fen::ZERO;
        let cards = self.registers.assets.iter().filter(move |(asset, _)| compared || self.has_cost(asset.as_str()));
        cards.map(move |(asset, card)| ((asset, card), card.charge(year)))
    }
}
