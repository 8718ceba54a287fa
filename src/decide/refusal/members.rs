//! What the members of an instruction must say, whatever the books say.

use super::{Code, Grounds, Rule, grounds, none, nothing};
use crate::unit::{AssetId, Day, Money, Quantity, Ratio, WorkerId, both};

/// A rule about a member of an instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MemberRule {
    /// A member is needed here.
    Missing { at: String, member: &'static str },
    /// A list, or a day beside others, that is needed here.
    Without { at: String, member: &'static str },
    /// A word that is none of those there are.
    NoneOf { at: String, known: String, found: String },
    /// An amount that is to be above zero.
    AmountZero { at: String, amount: Money },
    /// A kind that posts something, and nothing to post.
    NothingPosted { kind: String },
    /// Work of no days, hours or pieces.
    QuantityZero { worker: WorkerId, quantity: Quantity },
    /// A ratio above one that is to be a part of something.
    NotAPart { at: String, ratio: Ratio },
    /// An asset that lasts no month.
    NoLife { asset: AssetId, months: u32 },
    /// A first month that is not named by its first day.
    NotFirstOfMonth { asset: AssetId, day: Day },
    /// A year that the calendar here does not have.
    NoSuchYear { year: i64 },
    /// A member that is not taken: what it would say follows from something else, or has no place.
    NotTaken { at: String, taken: Option<String>, found: String },
    /// Two parts of the same name.
    PartTwice,
    /// A list that names one thing twice.
    ListedTwice { at: String, what: String },
}

impl Rule for MemberRule {
    fn grounds(&self) -> Grounds {
        match self {
            MemberRule::Missing { at, member } => grounds(Code::MemberMissing, at, member, nothing()),
            MemberRule::Without { at, member } => grounds(Code::MemberMissing, at, member, none()),
            MemberRule::NoneOf { at, known, found } => grounds(Code::BadValue, at, known, found),
            MemberRule::AmountZero { at, amount } => {
                grounds(Code::BadValue, at, both!("an amount above 0.00", "大于 0.00 的金额"), amount)
            }
            MemberRule::NothingPosted { kind } => {
                grounds(Code::BadValue, kind, both!("an amount above 0.00", "大于 0.00 的金额"), "0.00")
            }
            MemberRule::QuantityZero { worker, quantity } => {
                grounds(Code::BadValue, worker, both!("a quantity above 0", "大于 0 的数量"), quantity)
            }
            MemberRule::NotAPart { at, ratio } => {
                grounds(Code::BadValue, at, both!("a part between 0 and 1", "0 到 1 之间的比例"), ratio)
            }
            MemberRule::NoLife { asset, months } => {
                grounds(Code::BadValue, asset, both!("a life of at least one month", "至少一个月的年限"), months)
            }
            MemberRule::NotFirstOfMonth { asset, day } => {
                grounds(Code::BadValue, asset, both!("the first day of a month", "某月的第一天"), day)
            }
            MemberRule::NoSuchYear { year } => {
                grounds(Code::BadValue, "year", both!("1900 to 2199", "1900 到 2199"), year)
            }
            MemberRule::NotTaken { at, taken: Some(taken), found } => {
                grounds(Code::BadValue, at, both!("{taken}, or nothing", "{taken}，或不填"), found)
            }
            MemberRule::NotTaken { at, taken: None, found } => {
                grounds(Code::BadValue, at, both!("nothing: it takes none", "不填：这一项不用"), found)
            }
            MemberRule::PartTwice => grounds(
                Code::AlreadyRegistered,
                "parts",
                both!("each part once", "每种款项一次"),
                both!("one twice", "有一项重复"),
            ),
            MemberRule::ListedTwice { at, what } => {
                let found = both!("{what} twice", "{what} 写了两次");
                grounds(Code::AlreadyRegistered, at, both!("each of them once", "各写一次"), found)
            }
        }
    }
}
