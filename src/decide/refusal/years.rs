//! The year's end, step by step.

use super::{Code, Grounds, Rule, grounds};
use crate::{
    event::YearStep,
    unit::{Fen, Words, both},
};

/// A rule about the steps of a year's end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum YearRule {
    /// Another step of the year comes first.
    NotDone { year: u32, first: YearStep },
    /// The step was taken before.
    DoneBefore { year: u32, step: YearStep },
    /// The month is charged already, by itself or with one behind it.
    ChargedBefore { year: u32, month: u32, last: u32 },
    /// A month where the step is taken for a whole year.
    NotByMonths { year: u32 },
    /// Depreciation after the year was closed.
    ClosedBeforeDepreciation { year: u32 },
    /// An earlier year is not closed and carried.
    EarlierYear { year: i32, first: i32 },
    /// What the step would book is above what an amount can be.
    TooLarge { year: u32, amount: Fen },
}

/// A step as it is told.
fn step(step: YearStep) -> Words {
    match step {
        YearStep::Depreciation => both!("depreciation", "提折旧"),
        YearStep::Close => both!("close", "结账"),
        YearStep::Carry => both!("carry", "结转"),
        YearStep::Reserve => both!("reserve", "公积金"),
        YearStep::Distribution => both!("distribution", "分配结转"),
    }
}

impl Rule for YearRule {
    fn grounds(&self) -> Grounds {
        match self {
            YearRule::NotDone { year, first } => {
                grounds(Code::YearStepOutOfOrder, year, step(*first), both!("not done", "还没有做"))
            }
            YearRule::DoneBefore { year, step: taken } => {
                let expected = step(*taken).with(both!(" once", " 一次"));
                grounds(Code::YearStepOutOfOrder, year, expected, both!("done before", "以前做过"))
            }
            YearRule::ChargedBefore { year, month, last } => {
                let next = last + 1;
                let expected = match next {
                    ..=12 => both!("month {next} next", "接着做 {next} 月"),
                    _ => both!("nothing more of this year", "本年不用再做"),
                };
                let found = both!("month {month}, charged with month {last}", "{month} 月，已随 {last} 月一并计提");
                grounds(Code::YearStepOutOfOrder, year, expected, found)
            }
            YearRule::NotByMonths { year } => grounds(
                Code::BadValue,
                format!("{year} month"),
                both!(
                    "no month but for depreciation, where the setting depreciation is monthly",
                    "不写月份；只有设置 depreciation 为 monthly 时，计提折旧才按月做",
                ),
                both!("a month", "写了月份"),
            ),
            YearRule::ClosedBeforeDepreciation { year } => grounds(
                Code::YearStepOutOfOrder,
                year,
                both!("depreciation before the close once", "先提折旧再结账 一次"),
                both!("done before", "以前做过"),
            ),
            YearRule::EarlierYear { year, first } => grounds(
                Code::YearStepOutOfOrder,
                year,
                both!("close and carry of {first} first", "先做 {first} 年的结账和结转"),
                both!("not done", "还没有做"),
            ),
            YearRule::TooLarge { year, amount } => {
                grounds(Code::BadValue, year, both!("an amount the ledger can hold", "账本能记的金额"), amount)
            }
        }
    }
}
