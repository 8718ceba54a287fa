//! Things of the collective: their cards, and how many there are.

use super::{Code, Grounds, Rule, grounds, nothing};
use crate::{
    event::AssetClass,
    unit::{AssetId, Day, Fen, Quantity, Text, Words, both},
};

/// A rule about things and their cards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AssetRule {
    /// It has no card.
    Unknown { asset: AssetId },
    /// It left on a day.
    Ended { asset: AssetId, on: Day },
    /// More than there is.
    AboveStock { asset: AssetId, most: Quantity, asked: Quantity },
    /// So many of a thing that is one.
    NotCounted { asset: AssetId, quantity: Quantity },
    /// None of it.
    NoneOfIt { asset: AssetId, quantity: Quantity },
    /// Another figure than the books have.
    CountDiffers { at: String, book: String, stated: Quantity },
    /// Only animals and plants that are to be used up become others.
    ClassChange { asset: AssetId, class: AssetClass },
    /// What a thing of its class has not.
    NotOfClass { asset: AssetId, class: AssetClass, member: &'static str },
    /// More came of a thing of another class or unit.
    OtherHeap { asset: AssetId, class: AssetClass, unit: Text },
    /// A life that has passed already.
    LifePassed { asset: AssetId, passed: u32, months: u32 },
    /// The card says it so already.
    NothingChanges { asset: AssetId },
    /// It is charged through a later month already.
    ChargedThrough { asset: AssetId, through: Day, day: Day },
    /// An earlier year of it is not charged.
    NotCharged { asset: AssetId, year: i32 },
    /// More tax than was got.
    TaxAboveProceeds { asset: AssetId, proceeds: Fen, tax: Fen },
    /// An account that does not bear what is used up.
    NotBorne { asset: AssetId, known: String, account: Text },
    /// Not settled when the year is closed.
    Pending { year: u32, key: String, open: Fen },
}

/// A class as it is told.
fn class(class: AssetClass) -> Words {
    match class {
        AssetClass::Fixed => both!("a fixed asset", "固定资产"),
        AssetClass::Stores => both!("stores", "库存物资"),
        AssetClass::Consumable => both!("consumable biological assets", "消耗性生物资产"),
        AssetClass::Productive => both!("productive biological assets", "生产性生物资产"),
        AssetClass::PublicTrees => both!("public-benefit biological assets", "公益性生物资产"),
        AssetClass::Intangible => both!("an intangible asset", "无形资产"),
        AssetClass::Deferred => both!("a deferred expense", "长期待摊费用"),
    }
}

impl Rule for AssetRule {
    fn grounds(&self) -> Grounds {
        match self {
            AssetRule::Unknown { asset } => {
                grounds(Code::UnknownReference, asset, both!("a thing that has a card", "有卡片的资产"), nothing())
            }
            AssetRule::Ended { asset, on } => {
                let found = both!("gone on {on}", "{on} 已减少");
                grounds(Code::AssetEnded, asset, both!("a thing that is there", "还在的资产"), found)
            }
            AssetRule::AboveStock { asset, most, asked } => {
                let expected = both!("at most {most}", "最多 {most}");
                grounds(Code::QuantityAboveStock, asset, expected, asked)
            }
            AssetRule::NotCounted { asset, quantity } => {
                let expected = both!("no quantity: it is one thing", "不写数量：它是单件");
                grounds(Code::QuantityAboveStock, asset, expected, quantity)
            }
            AssetRule::NoneOfIt { asset, quantity } => {
                grounds(Code::BadValue, asset, both!("a quantity above 0", "大于 0 的数量"), quantity)
            }
            AssetRule::CountDiffers { at, book, stated } => grounds(Code::StatedFigureDiffers, at, book, stated),
            AssetRule::ClassChange { asset, class: of } => {
                let expected = both!("consumable biological assets", "消耗性生物资产");
                grounds(Code::ClassChange, asset, expected, class(*of))
            }
            AssetRule::NotOfClass { asset, class: of, member } => {
                let expected = class(*of).with(both!(": nothing of the kind", "：没有这一项"));
                grounds(Code::BadValue, asset, expected, *member)
            }
            AssetRule::OtherHeap { asset, class: of, unit } => {
                let expected = class(*of).with(both!(", counted by {unit}", "，单位 {unit}"));
                grounds(Code::AlreadyRegistered, asset, expected, both!("another card", "另一种卡片"))
            }
            AssetRule::LifePassed { asset, passed, months } => {
                let expected = both!("more than {passed} months", "多于 {passed} 个月");
                grounds(Code::BadValue, asset, expected, months)
            }
            AssetRule::NothingChanges { asset } => {
                let expected = both!("something that is otherwise", "与现在不同的内容");
                grounds(Code::NothingChanges, asset, expected, both!("the same", "相同"))
            }
            AssetRule::ChargedThrough { asset, through, day } => {
                let expected =
                    both!("a day in {through} or later: it is charged through it", "{through} 或以后：已提折旧到此");
                grounds(Code::DatesOutOfOrder, asset, expected, day)
            }
            AssetRule::NotCharged { asset, year } => {
                let expected = both!("depreciation of {year} first", "先提 {year} 年的折旧");
                grounds(Code::YearStepOutOfOrder, asset, expected, both!("not done", "还没有做"))
            }
            AssetRule::TaxAboveProceeds { asset, proceeds, tax } => {
                grounds(Code::BadValue, asset, both!("less than {proceeds}", "少于 {proceeds}"), tax)
            }
            AssetRule::NotBorne { asset, known, account } => grounds(Code::BadValue, asset, known, account),
            AssetRule::Pending { year, key, open } => {
                grounds(Code::PendingLossesOpen, year, both!("{key} settled", "{key} 已处理完"), open)
            }
        }
    }
}
