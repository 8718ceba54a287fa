//! What screens see: a variant each with its figures, by subject, and beside it what would be usual and what was seen.

/// An enum of sightings: each variant names its code by its own name, and says what is usual and what was seen, in
/// Chinese and in English.
macro_rules! sightings {
    ($(#[$of:meta])* $sightings:ident {
        $($(#[$doc:meta])* $variant:ident { $($field:ident: $type:ty),* $(,)? } =
            ($usual_zh:expr, $usual_en:expr) seen ($seen_zh:expr, $seen_en:expr);)*
    }) => {
        $(#[$of])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum $sightings { $($(#[$doc])* $variant { $($field: $type),* }),* }

        impl $sightings {
            pub(super) fn code(&self) -> $crate::screen::code::ScreenCode {
                match self { $($sightings::$variant { .. } => $crate::screen::code::ScreenCode::$variant),* }
            }

            pub(super) fn said(&self, lang: $crate::unit::Lang) -> $crate::finding::Contrast {
                match self {
                    $($sightings::$variant { $($field),* } => $crate::finding::said(
                        lang.pick(($usual_zh).to_string(), ($usual_en).to_string()),
                        lang.pick(($seen_zh).to_string(), ($seen_en).to_string()),
                    )),*
                }
            }
        }
    };
}

mod assets;
mod contracts;
mod holdings;
mod households;
mod land;
mod money;
mod organizations;
mod series;

pub use assets::AssetSighting;
pub(super) use assets::named;
pub use contracts::ContractSighting;
pub use holdings::HoldingSighting;
pub use households::HouseholdSighting;
pub use land::LandSighting;
pub use money::MoneySighting;
pub use organizations::OrganizationSighting;
pub use series::SeriesSighting;

use super::code::ScreenCode;
use crate::finding::of_subjects;

/// What was seen, with its figures, by subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sighting {
    /// In money that moved, or should have.
    Money(MoneySighting),
    /// In contracts.
    Contract(ContractSighting),
    /// In land.
    Land(LandSighting),
    /// In shares.
    Holding(HoldingSighting),
    /// In things and works.
    Asset(AssetSighting),
    /// In households and persons.
    Household(HouseholdSighting),
    /// In figures from outside.
    Series(SeriesSighting),
    /// In what goes over between organizations.
    Organization(OrganizationSighting),
}

of_subjects!(Sighting: ScreenCode {
    Money(MoneySighting),
    Contract(ContractSighting),
    Land(LandSighting),
    Holding(HoldingSighting),
    Asset(AssetSighting),
    Household(HouseholdSighting),
    Series(SeriesSighting),
    Organization(OrganizationSighting),
});
