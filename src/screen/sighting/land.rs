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
        /// From whom to whom, and how often the other had been paid.
        HolderPutRight { was: String, is: String, on: Day, payouts: usize } = (
            "分过钱的地块不更正承包户，换户走变更", "a holder who was paid is not put right: land passes from one to the other"
        ) seen (
            format!("{on} 由 {was} 更正为 {is}，此前 {was} 已分得 {payouts} 次"),
            format!("from {was} to {is} on {on}, after {payouts} payouts to {was}")
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
