//! The days of a fact: in their order, beside the day of recording, and those that what it is about has.

use super::{Code, Grounds, Rule, grounds, ledger::entry, payouts::part};
use crate::event::PartRef;
use crate::unit::{ContractId, Day, PayoutId, Period, Text, Words, both};

/// A rule about days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DayRule {
    /// A day before what it follows from.
    TooEarly { at: String, least: Day, day: Day },
    /// A correction before the day of what it corrects.
    BeforeCorrected { entry: u64, least: Day, day: Day },
    /// A correction in another year than what it corrects, which is open.
    ReversedInOtherYear { entry: u64, year: Period, day: Day },
    /// A day that is not the one day it can be.
    OtherDay { at: String, due: Day, day: Day },
    /// Days that are not those that what it is about has.
    OtherDays { at: String, due: Period, days: Period },
    /// A year that is not the one that what it is about has.
    OtherYear { at: String, due: u32, year: u32 },
    /// A part of another instalment than the others.
    PartOfOtherInstalment { part: PartRef, due: PayoutId, found: PayoutId },
    /// A part of another year than the payout.
    PartOfOtherYear { part: PartRef, due: u32, year: u32 },
    /// A part for other days than the others.
    PartForOtherDays { part: PartRef, due: Period, days: Period },
    /// A part that came after the payout that is to share it.
    PartCameLater { payout: PayoutId, part: PartRef, least: Day, day: Day },
    /// Days that run across others for which the same came.
    Across { contract: ContractId, other: Period, days: Period },
    /// A year in which the contract did not run.
    NotUnderContract { claim: Text, begun: Day, end: Day, year: Period },
    /// A day beyond what may be recorded on this day.
    OutOfWindow { member: &'static str, first: Option<Day>, last: Option<Day>, day: Day },
    /// A year beyond what may be recorded on this day.
    YearOutOfWindow { member: &'static str, last: i32, year: u32 },
    /// A record day on which nobody can receive.
    NobodyReceives { on: Day },
    /// The year is closed.
    Closed { day: Day, open: Day },
}

/// Days as they are told.
pub(super) fn period(days: &Period) -> Words {
    let (first, last) = (days.first_day(), days.last_day());
    both!("{first} to {last}", "{first} 到 {last}")
}

impl Rule for DayRule {
    fn grounds(&self) -> Grounds {
        match self {
            DayRule::TooEarly { at, least, day } => {
                grounds(Code::DatesOutOfOrder, at, both!("{least} or later", "{least} 或以后"), day)
            }
            DayRule::BeforeCorrected { entry: index, least, day } => {
                grounds(Code::DatesOutOfOrder, entry(*index), both!("{least} or later", "{least} 或以后"), day)
            }
            DayRule::ReversedInOtherYear { entry: index, year, day } => {
                grounds(Code::DatesOutOfOrder, entry(*index), in_one_year(*year), day)
            }
            DayRule::OtherDay { at, due, day } => grounds(Code::DatesOutOfOrder, at, due, day),
            DayRule::OtherDays { at, due, days } => grounds(Code::DatesOutOfOrder, at, period(due), period(days)),
            DayRule::OtherYear { at, due, year } => grounds(Code::DatesOutOfOrder, at, due, year),
            DayRule::PartOfOtherInstalment { part: which, due, found } => {
                grounds(Code::DatesOutOfOrder, part(which), both!("instalment {due}", "{due} 这一期"), found)
            }
            DayRule::PartOfOtherYear { part: which, due, year } => {
                grounds(Code::DatesOutOfOrder, part(which), due, year)
            }
            DayRule::PartForOtherDays { part: which, due, days } => {
                grounds(Code::DatesOutOfOrder, part(which), period(due), period(days))
            }
            DayRule::PartCameLater { payout, part: which, least, day } => {
                let subject = both!("{payout} ", "{payout} ").with(part(which));
                grounds(Code::DatesOutOfOrder, subject, both!("{least} or later", "{least} 或以后"), day)
            }
            DayRule::Across { contract, other, days } => {
                let (first, last) = (other.first_day(), other.last_day());
                let expected = both!(
                    "days apart from {first} to {last}, or within them",
                    "与 {first} 至 {last} 不交叉的日子，或在其中"
                );
                grounds(Code::DatesOutOfOrder, format!("{contract} period"), expected, period(days))
            }
            DayRule::NotUnderContract { claim, begun, end, year } => {
                let expected = both!("a day from {begun} to {end}", "{begun} 到 {end} 之间的一天");
                grounds(Code::DatesOutOfOrder, claim, expected, period(year))
            }
            DayRule::OutOfWindow { member, first, last, day } => out_of_window(member, window(*first, *last), day),
            DayRule::YearOutOfWindow { member, last, year } => {
                grounds(Code::DateOutOfWindow, member, both!("1949 to {last}", "1949 到 {last}"), year)
            }
            DayRule::NobodyReceives { on } => grounds(
                Code::DateOutOfWindow,
                "record_day",
                both!("a day on which somebody can receive, as on {on}", "有人能分到钱的日子，如 {on}"),
                both!("nobody", "没有人"),
            ),
            DayRule::Closed { day, open } => {
                grounds(Code::PeriodClosed, day, both!("{open} or later", "{open} 或以后"), day)
            }
        }
    }
}

fn out_of_window(member: &str, window: Words, day: &Day) -> Grounds {
    grounds(Code::DateOutOfWindow, member, window, day)
}

/// A day of the year in which an entry is taken back.
fn in_one_year(year: Period) -> Words {
    let (first, last) = (year.first_day(), year.last_day());
    both!(
        "a day from {first} to {last}: the wrong entry and its reversal stand in one year",
        "{first} 到 {last} 之间的一天：错的一条和冲销记在同一年"
    )
}

fn window(first: Option<Day>, last: Option<Day>) -> Words {
    let said = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    match (first, said(first), said(last)) {
        (None, _, last) => both!("{last} or earlier", "{last} 或以前"),
        (Some(_), first, last) if last.is_empty() => both!("{first} or later", "{first} 或以后"),
        (Some(_), first, last) => both!("{first} to {last}", "{first} 到 {last}"),
    }
}
