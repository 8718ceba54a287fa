//! A question: about what, what would be usual, what was seen.

use super::Sighting;
use crate::{
    finding::Finding,
    unit::{AssetId, BankId, ContractId, HouseholdId, Lang, ParcelId, PayoutId, PersonId, ProjectId, Say, SeriesId},
};
use std::fmt;

/// Something that only people can answer.
pub type Question = Finding<Regarding, Sighting>;

/// What a question is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Regarding {
    /// An entry.
    Entry(u64),
    /// A contract.
    Contract(ContractId),
    /// A household.
    Household(HouseholdId),
    /// A person.
    Person(PersonId),
    /// A parcel.
    Parcel(ParcelId),
    /// A household's line of a payout.
    Line(PayoutId, HouseholdId),
    /// Who has money of the collective, or waits for it.
    Holder(String),
    /// A series.
    Series(SeriesId),
    /// An account of the chart.
    Account(String),
    /// A bank account of the collective.
    Bank(BankId),
    /// A thing.
    Thing(AssetId),
    /// Works.
    Works(ProjectId),
    /// All land.
    Land,
    /// The whole register.
    Roll,
}

impl Say for Regarding {
    fn say(&self, lang: Lang) -> String {
        match self {
            Regarding::Entry(entry) => lang.pick(format!("第 {entry} 条"), format!("entry {entry}")),
            Regarding::Contract(id) => lang.pick(format!("合同 {id}"), format!("contract {id}")),
            Regarding::Household(id) => lang.pick(format!("农户 {id}"), format!("household {id}")),
            Regarding::Person(id) => lang.pick(format!("人员 {id}"), format!("person {id}")),
            Regarding::Parcel(id) => lang.pick(format!("地块 {id}"), format!("parcel {id}")),
            Regarding::Line(payout, id) => {
                lang.pick(format!("分配 {payout} 的 {id}"), format!("{id} in payout {payout}"))
            }
            Regarding::Holder(code) => code.clone(),
            Regarding::Series(id) => lang.pick(format!("数据表 {id}"), format!("series {id}")),
            Regarding::Account(code) => lang.pick(format!("科目 {code}"), format!("account {code}")),
            Regarding::Bank(id) => lang.pick(format!("银行账户 {id}"), format!("bank account {id}")),
            Regarding::Thing(id) => lang.pick(format!("资产 {id}"), format!("thing {id}")),
            Regarding::Works(id) => lang.pick(format!("工程 {id}"), format!("works {id}")),
            Regarding::Land => lang.pick("全部土地", "all land").to_owned(),
            Regarding::Roll => lang.pick("成员名册", "the roll of members").to_owned(),
        }
    }
}

impl fmt::Display for Regarding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.say(Lang::En))
    }
}
