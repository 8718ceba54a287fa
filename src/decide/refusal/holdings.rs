//! Shares, capital and houses that pass, and what is held fast.

use super::{Code, Grounds, Rule, grounds, none};
use crate::{
    event::{Entitled, Fastened, HeldThing, Holder},
    unit::{ClassId, ContractId, Fen, HouseId, HouseholdId, PayoutId, PersonId, Shares, both},
};

/// A rule about what passes from one to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HoldingRule {
    /// It is frozen or pledged.
    HeldFast { holder: Entitled, thing: HeldThing, state: Fastened, free: String },
    /// It is held so already, or is free.
    HeldSo { holder: Entitled, thing: HeldThing },
    /// More shares than the holder has.
    MoreShares { holder: Entitled, class: ClassId, held: Shares, asked: Shares },
    /// More capital than the owner has.
    MoreCapital { holder: Entitled, contract: ContractId, held: Fen, asked: Fen },
    /// Nothing passes.
    Nothing { at: String },
    /// The house is another's.
    OwnedByAnother { house: HouseId, from: Entitled, owner: Option<Holder> },
    /// It passes inside the organization only.
    ToOutsider { at: String, to: Entitled },
    /// Capital and houses are households', not persons'.
    OfHouseholds { at: String, person: PersonId },
    /// More goes back to owners than came back.
    ReturnedMore { contract: ContractId, came: Fen, sum: Fen },
    /// An account is named, and no money comes in.
    NothingCameIn { at: String },
    /// A return of capital that is no longer there.
    NoCapital { contract: ContractId },
    /// What a payout credited is kept back.
    Withheld { payout: PayoutId, household: HouseholdId },
}

impl Rule for HoldingRule {
    fn grounds(&self) -> Grounds {
        match self {
            HoldingRule::HeldFast { holder, thing, state, free } => {
                let found = match state {
                    Fastened::Frozen => both!("frozen", "已冻结"),
                    Fastened::Pledged => both!("pledged", "已质押"),
                };
                let expected = both!("at most {free}, which is free", "至多 {free}，即未受限的部分");
                grounds(Code::HoldingFrozen, format!("{holder} {thing}"), expected, found)
            }
            HoldingRule::HeldSo { holder, thing } => grounds(
                Code::NothingChanges,
                format!("{holder} {thing}"),
                both!("something that is not so yet", "与现状不同的内容"),
                both!("it is so already", "已经如此"),
            ),
            HoldingRule::MoreShares { holder, class, held, asked } => {
                let held = held.short();
                let expected = both!("at most {held}", "最多 {held}");
                grounds(Code::MoreSharesThanHeld, format!("{holder} {class}"), expected, asked.short())
            }
            HoldingRule::MoreCapital { holder, contract, held, asked } => {
                let expected = both!("at most {held}", "最多 {held}");
                grounds(Code::MoreSharesThanHeld, format!("{holder} {contract}"), expected, asked)
            }
            HoldingRule::Nothing { at } => grounds(Code::BadValue, at, both!("a number above 0", "大于 0 的数"), "0"),
            HoldingRule::OwnedByAnother { house, from, owner } => {
                let owner = owner.as_ref().map_or_else(none, |owner| owner.to_string().into());
                grounds(Code::NotTheHolder, house, from, owner)
            }
            HoldingRule::ToOutsider { at, to } => {
                let expected = both!("a member of the organization", "本组织的成员");
                grounds(Code::TransferToOutsider, at, expected, to)
            }
            HoldingRule::OfHouseholds { at, person } => {
                grounds(Code::HolderKind, at, both!("a household or the collective", "农户或集体"), person)
            }
            HoldingRule::ReturnedMore { contract, came, sum } => {
                let expected = both!("at most {came}, which came back", "最多 {came}，即已收回的本金");
                grounds(Code::PaymentAboveWhatIsOwed, contract, expected, sum)
            }
            HoldingRule::NothingCameIn { at } => grounds(
                Code::BadValue,
                format!("{at} into"),
                both!("no account, for no money comes in", "不写账户，因为没有收款"),
                both!("an account", "写了账户"),
            ),
            HoldingRule::NoCapital { contract } => {
                grounds(Code::NoCapital, contract, both!("capital that is at work", "仍在项目中的本金"), none())
            }
            HoldingRule::Withheld { payout, household } => grounds(
                Code::HoldingFrozen,
                format!("{payout} {household}"),
                both!("a line that is not kept back", "没有被暂扣的款项"),
                both!("kept back, for a holding is held fast", "持有受限，款项暂扣"),
            ),
        }
    }
}
