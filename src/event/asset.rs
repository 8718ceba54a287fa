//! Things of the collective: how they come, change, leave and are counted.
//!
//! What a card says hangs on what class the thing is of, so a card is one enum: stores have a quantity and no life, a
//! building has a life and no quantity. As it is written the members stand beside each other.

mod acquired;
mod card;
mod changed;
mod counted;
mod disposed;

pub use acquired::{AssetAcquired, AssetCame, PaidBy};
pub use card::{AssetCard, Heap, Wear};
pub use changed::{AssetChanged, AssetSet, Becomes, CostAdded, ToClass};
pub use counted::{AssetCounted, CountOf, Counted};
pub use disposed::{AssetDisposed, DisposalCosts, GotIn, Leaves, Proceeds};

use serde::{Deserialize, Serialize};

macro_rules! words {
    ($($(#[$doc:meta])* $type:ident { $($(#[$of:meta])* $variant:ident = $word:literal),* $(,)? })*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
            pub enum $type {
                $($(#[$of])* #[serde(rename = $word)] $variant),*
            }

            impl $type {
                /// All of them.
                pub const ALL: &[$type] = &[$($type::$variant),*];

                /// The word that stands in an entry.
                pub fn word(self) -> &'static str {
                    match self { $($type::$variant => $word),* }
                }
            }
        )*
    };
}

words! {
    /// What kind of thing it is, which says in which account it stands.
    AssetClass {
        /// 固定资产: buildings, machines.
        Fixed = "fixed",
        /// 库存物资: what lies in the store.
        Stores = "stores",
        /// 消耗性生物资产: animals and plants to be sold or used up.
        Consumable = "consumable",
        /// 生产性生物资产: animals and plants that yield.
        Productive = "productive",
        /// 公益性生物资产: woods that protect.
        PublicTrees = "public_trees",
        /// 无形资产: rights, programs.
        Intangible = "intangible",
        /// 长期待摊费用: expenses of several years.
        Deferred = "deferred",
    }
    /// How a thing came, where nothing was paid or owed for it.
    AssetHow {
        /// Paid for, or owed.
        Bought = "bought",
        /// A gift.
        Donated = "donated",
        /// Given by the state.
        Allocated = "allocated",
        /// Grown or made by the collective.
        Grown = "grown",
        /// There was more than the books said.
        Found = "found",
        /// It stands in the opening balances.
        Opening = "opening",
    }
    /// Why a thing leaves.
    AssetWhy {
        /// For money.
        Sold = "sold",
        /// Worn out.
        Scrapped = "scrapped",
        /// Not there any more, and nobody knows why.
        Lost = "lost",
        /// For nothing.
        Given = "given",
        /// Used up.
        Used = "used",
        /// An animal or a plant.
        Died = "died",
    }
}
