//! Land and buildings: who holds them, for how long they may be leased out, how large they are.

use super::{Code, Grounds, Rule, grounds, none};
use crate::{
    event::Holder,
    unit::{AreaM2, AreaMu, AssetId, ContractId, Day, HouseId, ParcelId, Period, both},
};

/// A rule about parcels, houses and buildings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LandRule {
    /// No such parcel.
    UnknownParcel { at: String, parcel: ParcelId },
    /// No such house.
    UnknownHouse { at: String, house: HouseId },
    /// A house that is not let under this contract.
    OtherContract { house: HouseId, contract: ContractId },
    /// A house that comes back on a day on which it was not let.
    BackOutside { house: HouseId, days: Period, day: Day },
    /// Mu and square metres that do not belong together.
    OtherArea { parcel: ParcelId, area_m2: AreaM2, found: AreaMu },
    /// The parcel is another's.
    HeldByAnother { parcel: ParcelId, by: Holder, holder: Option<Holder> },
    /// Beyond the household's land contract.
    BeyondLandContract { parcel: ParcelId, end: Day, last: Day },
    /// Nobody entrusted the parcel for that day.
    NotEntrusted { parcel: ParcelId, on: Day },
    /// Land that is let or entrusted would be another's, who entrusted nothing.
    NotEntrustedBy { parcel: ParcelId, holder: Holder },
    /// Beyond the entrustment.
    BeyondEntrustment { parcel: ParcelId, end: Day, last: Day },
    /// Another contract has the parcel or house over the same days.
    LeasedTwice { what: String, other: ContractId },
    /// The parcel is in this contract already.
    LeasedAlready { parcel: ParcelId, contract: ContractId },
    /// More than the registered area.
    AreaAbove { parcel: ParcelId, registered: AreaMu, said: AreaMu },
    /// Less than the registered area.
    AreaBelow { parcel: ParcelId, registered: AreaMu, said: AreaMu },
    /// A building is already in the books.
    HandedOverTwice { asset: AssetId },
}

impl Rule for LandRule {
    fn grounds(&self) -> Grounds {
        match self {
            LandRule::UnknownParcel { at, parcel } => {
                grounds(Code::UnknownReference, at, both!("a registered parcel", "已登记的地块"), parcel)
            }
            LandRule::UnknownHouse { at, house } => {
                grounds(Code::UnknownReference, at, both!("a registered house", "已登记的房屋"), house)
            }
            LandRule::OtherContract { house, contract } => {
                grounds(Code::UnknownReference, house, both!("a house of the contract", "合同里的房屋"), contract)
            }
            LandRule::BackOutside { house, days, day } => {
                let (first, last) = (days.first_day(), days.last_day());
                let expected = both!("a day from {first} to {last}", "{first} 到 {last} 之间的一天");
                grounds(Code::DatesOutOfOrder, house, expected, day)
            }
            LandRule::OtherArea { parcel, area_m2, found } => {
                let mu = area_m2.to_mu().short();
                let expected = both!("{mu} mu for {area_m2} m²", "{area_m2} 平方米折合 {mu} 亩");
                grounds(Code::MuDoesNotMatchM2, parcel, expected, found.short())
            }
            LandRule::HeldByAnother { parcel, by, holder } => {
                let holder = holder.as_ref().map(ToString::to_string).unwrap_or_default();
                grounds(Code::NotTheHolder, parcel, by.to_string(), holder)
            }
            LandRule::BeyondLandContract { parcel, end, last } => {
                grounds(Code::LeaseBeyondLandContract, parcel, end, last)
            }
            LandRule::NotEntrustedBy { parcel, holder } => not_entrusted_by(parcel, holder),
            LandRule::NotEntrusted { parcel, on } => {
                grounds(Code::NoEntrustment, parcel, both!("an entrustment on {on}", "{on} 有委托"), none())
            }
            LandRule::BeyondEntrustment { parcel, end, last } => {
                grounds(Code::LeaseBeyondEntrustment, parcel, end, last)
            }
            LandRule::LeasedTwice { what, other } => {
                let expected = both!("no other contract over these days", "这些天没有别的合同");
                grounds(Code::LeasedTwice, what, expected, other)
            }
            LandRule::LeasedAlready { parcel, contract } => {
                let expected = both!(
                    "further parcels: those of the contract are in it already",
                    "新增的地块：合同里已有的不再写",
                );
                grounds(Code::LeasedTwice, parcel, expected, contract)
            }
            LandRule::AreaAbove { parcel, registered, said } => {
                grounds(Code::AreaAboveRegister, parcel, registered.short(), said.short())
            }
            LandRule::AreaBelow { parcel, registered, said } => {
                grounds(Code::AreaBelowRegister, parcel, registered.short(), said.short())
            }
            LandRule::HandedOverTwice { asset } => {
                let expected = both!("a building not yet in the books", "还没有入账的房屋");
                grounds(Code::HandedOverTwice, asset, expected, asset)
            }
        }
    }
}

fn not_entrusted_by(parcel: &ParcelId, holder: &Holder) -> Grounds {
    let expected =
        both!("a parcel that is not let or entrusted, or a resolution", "没有出租、没有委托的地块，或写明决议");
    grounds(Code::NoEntrustment, parcel, expected, holder.to_string())
}
