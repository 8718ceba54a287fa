//! What was asked for and is not there, and what there is.

use crate::unit::{EntryId, HouseholdId, Lang, PayoutId, Say};

/// Something of which nothing is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sought {
    /// A household of which a statement is asked.
    Household(HouseholdId),
    /// A household, enrolled or not.
    Enrolled(HouseholdId),
    /// An entry, or the books up to it, between the first and the last that there is.
    Entry {
        /// The one asked for.
        index: u64,
        /// The first there is.
        first: u64,
        /// The last.
        last: u64,
    },
    /// An entry under an id, behind the last that there is.
    Recorded {
        /// The id asked for.
        id: EntryId,
        /// The last entry.
        last: u64,
    },
    /// A payout.
    Payout(PayoutId),
    /// A household's line of a payout, or of any.
    Line(Option<PayoutId>, Option<HouseholdId>),
    /// A household's portion of an entry.
    Portion {
        /// Whose.
        household: HouseholdId,
        /// Of which entry.
        entry: u64,
    },
    /// A checkpoint of so many entries: somebody has recorded more since.
    Checkpoint(u64),
    /// A sheet that was adopted, as it was asked for.
    Adopted(String),
    /// A sheet that comes with the program.
    Shipped(String),
    /// A key that is in force.
    KeyInForce(String),
    /// A key that is or was.
    Key(String),
    /// One of these.
    OneOf {
        /// What was asked for.
        asked: String,
        /// What there is.
        known: Vec<String>,
    },
}

impl Sought {
    /// What was asked for.
    pub fn what(&self, lang: Lang) -> String {
        match self {
            Sought::Household(household) | Sought::Enrolled(household) => household.to_string(),
            Sought::Entry { index, .. } => lang.pick(format!("第 {index} 条"), format!("entry {index}")),
            Sought::Recorded { id, .. } => lang.pick(format!("代号为 {id} 的记录"), format!("entry {id}")),
            Sought::Payout(payout) => payout.to_string(),
            Sought::Line(payout, household) => {
                let named = [payout.as_ref().map(ToString::to_string), household.as_ref().map(ToString::to_string)];
                named.into_iter().flatten().collect::<Vec<_>>().join(" ")
            }
            Sought::Portion { household, entry } => lang.pick(
                format!("第 {entry} 条里 {household} 的部分"),
                format!("portion of {household} in entry {entry}"),
            ),
            Sought::Checkpoint(size) => {
                lang.pick(format!("{size} 条的签名文件"), format!("checkpoint of {size} entries"))
            }
            Sought::Adopted(asked) | Sought::Shipped(asked) | Sought::KeyInForce(asked) | Sought::Key(asked) => {
                asked.clone()
            }
            Sought::OneOf { asked, .. } => asked.clone(),
        }
    }

    /// What it would have to be.
    pub fn expected(&self, lang: Lang) -> String {
        match self {
            Sought::Household(_) => lang.pick("已登记的农户", "a household in the register").to_owned(),
            Sought::Enrolled(_) => lang.pick("已登记的农户", "an enrolled household").to_owned(),
            Sought::Entry { first, last, .. } => lang.pick(format!("{first} 到 {last}"), format!("{first} to {last}")),
            Sought::Recorded { last, .. } => lang.pick(
                format!("记账时的代号，或 0 到 {last} 的序号"),
                format!("the id of an entry, or a number from 0 to {last}"),
            ),
            Sought::Payout(_) => lang.pick("已公布的批次", "a declared payout").to_owned(),
            Sought::Line(..) => lang.pick("有这一笔的已公布批次", "a declared payout with such a line").to_owned(),
            Sought::Portion { .. } => {
                lang.pick("列有该户部分的记录", "an entry with a portion of that household").to_owned()
            }
            Sought::Checkpoint(_) => lang
                .pick("没有人同时在写的账本；请再试一次", "a ledger that nobody writes to meanwhile; try again")
                .to_owned(),
            Sought::Adopted(_) => lang.pick("已通过的分配单", "an adopted sheet").to_owned(),
            Sought::Shipped(_) => lang.pick("分配单", "a payout sheet").to_owned(),
            Sought::KeyInForce(_) => lang.pick("有效的密钥", "a key in force").to_owned(),
            Sought::Key(_) => lang.pick("账本里的密钥", "a key of the ledger").to_owned(),
            Sought::OneOf { known, .. } => known.join(", "),
        }
    }
}

impl Say for Sought {
    fn say(&self, lang: Lang) -> String {
        let (what, expected) = (self.what(lang), self.expected(lang));
        lang.pick(format!("没有 {what}：应为 {expected}"), format!("{what}: expected {expected}, found nothing"))
    }
}
