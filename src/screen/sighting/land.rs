//! Land.

use crate::unit::{AreaMu, Day, HouseholdId};

sightings! {
    /// What is seen in land.
    LandSighting {
        /// From one area to another.
        AreaJump { was: AreaMu, is: AreaMu, on: Day } = (
            "变动不超过一成或半亩", "a change of a tenth or half a mu at most"
        ) seen (
            format!("{on} 由 {} 亩变为 {} 亩", was.short(), is.short()),
            format!("{} to {} mu on {on}", was.short(), is.short())
        );
        /// Who holds it.
        ParcelWithoutMember { household: HouseholdId } = (
            "承包户还有成员", "a member in the household that holds it"
        ) seen (format!("{household} 已无成员"), format!("{household} has none"));
        /// Of all.
        FlexibleLand { flexible: String, all: String } = (
            "机动地不超过全部耕地的 5%（法第六十七条）", "5 % of all land at most (law, article 67)"
        ) seen (format!("机动地 {flexible} 亩，全部 {all} 亩"), format!("{flexible} mu kept back of {all}"));
        /// On a day.
        LetMoreThanHeld { on: Day, let_out: String, held: String } = (
            "集体出租的地不超过集体持有的地", "no more land let than the collective holds"
        ) seen (
            format!("{on} 出租 {let_out} 亩，持有 {held} 亩"), format!("{let_out} mu let on {on}, {held} held")
        );
    }
}
