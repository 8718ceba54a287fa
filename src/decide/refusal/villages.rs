//! What villages have in a union.

use super::{Code, Grounds, Rule, grounds, none};
use crate::unit::{AreaMu, BankId, HouseholdId, Words, both};

/// A rule about what villages put in and take out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VillageRule {
    /// More is taken out than is in.
    MoreThanPutIn { village: HouseholdId, in_it: String, wanted: String },
    /// Neither land nor money.
    Nothing { village: HouseholdId },
    /// Money that is taken out is owed, and comes into no account.
    PaidLater { village: HouseholdId, into: BankId },
    /// The ledger has households, and is no union.
    NoUnion { village: HouseholdId, first: HouseholdId },
    /// It would be a member of its own member.
    InItself { village: String, by: Words },
    /// Land that is stated of a village that leaves, and is not what it has in.
    OtherLand { village: HouseholdId, land: AreaMu, stated: AreaMu },
}

impl Rule for VillageRule {
    fn grounds(&self) -> Grounds {
        match self {
            VillageRule::MoreThanPutIn { village, in_it, wanted } => {
                grounds(Code::MoreThanPutIn, village, both!("at most {in_it}", "最多 {in_it}"), wanted)
            }
            VillageRule::Nothing { village } => {
                grounds(Code::MemberMissing, village, both!("land_mu or money", "land_mu 或 money"), none())
            }
            VillageRule::PaidLater { village, into } => {
                let expected = both!("no account; a payment pays it", "不写账户；另记一笔付款");
                grounds(Code::BadValue, village, expected, into)
            }
            VillageRule::NoUnion { village, first } => grounds(
                Code::NotAUnion,
                village,
                both!("a union's ledger", "联合社的账本"),
                both!("{first}, a household", "{first}，是农户"),
            ),
            VillageRule::InItself { village, by } => {
                let expected = both!("a member that is no union of this one", "不是本社所加入的联合社");
                grounds(Code::UnionInItself, village, expected, by.clone())
            }
            VillageRule::OtherLand { village, land, stated } => {
                grounds(Code::StatedFigureDiffers, village, land.short(), stated.short())
            }
        }
    }
}
