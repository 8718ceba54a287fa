//! Land that changes: what is cut, passed on, measured and extended, and by how much.

use super::{Code, Grounds, Rule, grounds, none};
use crate::{
    event::{Holder, LandAct},
    unit::{AreaM2, ContractId, Day, ParcelId, Words, both},
};

/// A rule about land that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LandChangeRule {
    /// It is leased, and who holds it after all has to have entrusted it.
    HolderEntrusts { parcel: ParcelId, holder: Holder },
    /// The parcel was split, joined or taken.
    Ended { parcel: ParcelId, ended: Day },
    /// A survey that finds far more or less.
    Jump { parcel: ParcelId, was: AreaM2, is: AreaM2 },
    /// A member of a row that such land, or such a change of it, does not have so.
    Row { parcel: ParcelId, member: &'static str, wanted: String, said: String },
    /// More or fewer parcels or rows than such a change has.
    Count { act: LandAct, parcels: usize, into: usize },
    /// A row of another parcel.
    OtherCode { act: LandAct, parcel: ParcelId },
    /// Land would come or go.
    NotConserved { parcel: ParcelId, was: AreaM2, is: AreaM2 },
    /// It would pass to, or from, somebody who is no household here.
    NotSameCollective { parcel: ParcelId, holder: Option<Holder> },
    /// A lease goes on that would have no land, or no entrustment.
    StillLet { parcel: ParcelId, contract: ContractId },
    /// The land contract ends then already.
    ExtensionNotLater { parcel: ParcelId, was: Day, end: Day },
    /// Longer than the law extends.
    ExtensionTooLong { parcel: ParcelId, most: Day, end: Day },
}

impl Rule for LandChangeRule {
    fn grounds(&self) -> Grounds {
        match self {
            LandChangeRule::HolderEntrusts { parcel, holder } => {
                let expected =
                    both!("entrustment: the paper by which {holder} entrusts it", "entrustment：{holder} 的委托书编号");
                grounds(Code::NoEntrustment, parcel, expected, none())
            }
            LandChangeRule::Ended { parcel, ended } => {
                grounds(Code::ParcelEnded, parcel, both!("a parcel that is there", "还在的地块"), ended)
            }
            LandChangeRule::Jump { parcel, was, is } => {
                let expected = both!(
                    "at most a fifth more or less than {was} m², or a resolution",
                    "与 {was} 平方米相差不超过五分之一，或写明决议",
                );
                grounds(Code::AreaJump, parcel, expected, is)
            }
            LandChangeRule::Row { parcel, member, wanted, said } => {
                let expected = if wanted.is_empty() { none() } else { both!("{wanted}", "{wanted}") };
                let found = if said.is_empty() { none() } else { both!("{said}", "{said}") };
                grounds(Code::BadValue, both!("{parcel} {member}", "{parcel} {member}"), expected, found)
            }
            LandChangeRule::Count { act, parcels, into } => {
                let found = both!("{parcels} parcels, {into} rows", "{parcels} 个地块，{into} 行");
                grounds(Code::BadValue, act.word(), rows_of(*act), found)
            }
            LandChangeRule::OtherCode { act, parcel } => {
                let expected = both!("the code of one of the parcels", "所列地块之一的编号");
                grounds(Code::BadValue, act.word(), expected, parcel)
            }
            LandChangeRule::NotConserved { parcel, was, is } => {
                grounds(Code::AreaNotConserved, parcel, both!("{was} m²", "{was} 平方米"), is)
            }
            LandChangeRule::NotSameCollective { parcel, holder } => {
                let expected = both!("a household of this collective", "本社的户");
                let holder = holder.as_ref().map_or_else(String::new, ToString::to_string);
                grounds(Code::NotSameCollective, parcel, expected, holder)
            }
            LandChangeRule::StillLet { parcel, contract } => {
                let expected = both!("no lease that would have no such land", "没有因此落空的租约");
                grounds(Code::InUse, parcel, expected, contract)
            }
            LandChangeRule::ExtensionNotLater { parcel, was, end } => {
                grounds(Code::ExtensionNotLater, parcel, both!("a day after {was}", "{was} 之后的一天"), end)
            }
            LandChangeRule::ExtensionTooLong { parcel, most, end } => {
                grounds(Code::ExtensionTooLong, parcel, both!("no later than {most}", "不晚于 {most}"), end)
            }
        }
    }
}

/// How many parcels and rows a change of land has.
fn rows_of(act: LandAct) -> Words {
    match act {
        LandAct::Split => both!("one parcel, two rows or more", "一个地块，两行以上"),
        LandAct::Join => both!("two parcels or more, one row", "两个以上地块，一行"),
        LandAct::Exchange => both!("two parcels, a row for each", "两个地块，各一行"),
        LandAct::Transfer | LandAct::HandBack | LandAct::Allot => both!("a row for each parcel", "每个地块一行"),
        LandAct::Expropriate => both!("a row for what is left", "剩余的各一行"),
        LandAct::Extend => both!("no rows", "没有行"),
    }
}
