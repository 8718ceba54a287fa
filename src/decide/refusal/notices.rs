//! What is shown publicly before something takes effect, and what is objected to.

use super::{Code, Grounds, Rule, grounds};
use crate::unit::{Day, HouseholdId, Text, both};

/// A rule about notices and objections behind an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoticeRule {
    /// Nothing of the sort was shown.
    Missing { row: String, sort: String },
    /// Something else was shown.
    Other { row: String, sort: String },
    /// Not long enough.
    Short { row: String, first: Day, found: Day },
    /// An objection holds a line.
    HoldsLine { objection: Text, household: HouseholdId },
}

impl Rule for NoticeRule {
    fn grounds(&self) -> Grounds {
        match self {
            NoticeRule::Missing { row, sort } => {
                let row = both!("row {row}", "条款 {row}");
                grounds(Code::NoticeMissing, row, sort, both!("nothing shown", "没有公示"))
            }
            NoticeRule::Other { row, sort } => {
                let row = both!("row {row}", "条款 {row}");
                grounds(Code::NoticeShowsOther, row, sort, both!("something else shown", "公示的是别的"))
            }
            NoticeRule::Short { row, first, found } => {
                let row = both!("row {row}", "条款 {row}");
                grounds(Code::NoticeTooShort, row, both!("{first} or later", "{first} 或以后"), found)
            }
            NoticeRule::HoldsLine { objection, household } => {
                let expected = both!("an answer to the objection", "先答复异议");
                grounds(Code::ObjectionHoldsLine, household, expected, objection)
            }
        }
    }
}
