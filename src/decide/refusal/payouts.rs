//! Payouts: what they share, once, and what of it is paid and comes back.

use super::{Code, Grounds, Rule, grounds, nothing};
use crate::{
    event::{EventError, PartRef},
    unit::{EntryId, Fen, HouseholdId, Money, PayoutId, Period, SchemeId, UnitError, Words, both},
};

/// A rule about payouts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PayoutRule {
    /// No such payout.
    Unknown { payout: PayoutId },
    /// The code of the payout is in use.
    Exists { payout: PayoutId },
    /// Nothing says for which days it is.
    NoDays { payout: PayoutId },
    /// A part that does not exist, or that this sheet does not share.
    NotShared { payout: PayoutId, part: PartRef },
    /// An id under which nothing is recorded.
    UnknownSource { payout: PayoutId, id: EntryId },
    /// A receipt of which this sheet shares nothing.
    NothingOfReceipt { payout: PayoutId, id: EntryId },
    /// A part of a receipt is shared already.
    PartShared { part: PartRef, by: PayoutId },
    /// A work sheet is paid already.
    WorkPaid { payout: PayoutId, by: PayoutId },
    /// Days that the scheme has shared already.
    DaysShared { payout: PayoutId, days: Period, by: PayoutId },
    /// Days for which the scheme has paid already.
    DaysPaid { payout: PayoutId, days: Period, by: PayoutId },
    /// Members were asked for the same days already.
    DaysAsked { payout: PayoutId, days: Period, by: PayoutId },
    /// Something is done with what members owe that is done with what they are owed.
    MembersOwe { payout: PayoutId },
    /// A year's result is distributed already.
    YearShared { year: u32, by: PayoutId },
    /// What the year left was distributed with a later one.
    SharedWithLater { year: u32, later: u32, by: PayoutId },
    /// Pay for labour that is not for the work of a sheet of that code and contract.
    NotForWork { payout: PayoutId, scheme: SchemeId },
    /// Pay for work at the collective itself that somebody else is to pay.
    OwnLabour { payout: PayoutId, scheme: SchemeId },
    /// A year's result goes to members before its reserve is taken.
    NoReserve { year: u32 },
    /// The reserve that the sheet names is not the one that was taken.
    OtherReserve { payout: PayoutId, said: Fen, taken: Fen },
    /// Nothing above the hurdle.
    NothingToShare { payout: PayoutId },
    /// A pool is stated and nothing came.
    NothingCame { payout: PayoutId, pool: Money },
    /// The stated pool, or the lines, are not what came.
    PoolDiffers { payout: PayoutId, pool: Fen, stated: Fen },
    /// Lines and residue are not the pool.
    LinesAndResidue { payout: PayoutId, pool: Fen, sum: Fen },
    /// What the lines post does not balance.
    Unbalanced { debit: Fen, credit: Fen },
    /// A line above what an amount can be.
    AmountTooLarge { at: String, amount: Fen },
    /// Lines that cannot stand under one sum.
    NoSum { payout: PayoutId, why: Box<EventError> },
    /// A name or key of the sheet that cannot be written.
    NotAText { scheme: SchemeId, why: UnitError },
    /// More than is open of a line.
    MoreThanOpen { payout: PayoutId, household: HouseholdId, open: Fen, amount: Fen },
    /// Nothing is open.
    NothingOpen { payout: PayoutId },
    /// What is open is of a household in which nobody is left.
    WaitsForHeirs { payout: PayoutId, household: HouseholdId },
    /// A household stands twice among the lines.
    HouseholdTwice { payout: PayoutId },
    /// More comes back than was paid.
    MoreThanPaid { payout: PayoutId, household: HouseholdId, paid: Fen, amount: Money },
}

/// A part of a receipt as it is told.
pub(super) fn part(part: &PartRef) -> Words {
    let (name, index) = (&part.part, part.index);
    both!("{name} of entry {index}", "第 {index} 条的 {name}")
}

/// Days and the payout that shared them.
fn shared(days: &Period, by: &PayoutId) -> Words {
    let (first, last) = (days.first_day(), days.last_day());
    both!("{first} to {last} by {by}", "{by} 已分 {first} 至 {last}")
}

impl Rule for PayoutRule {
    fn grounds(&self) -> Grounds {
        match self {
            PayoutRule::Unknown { payout } => {
                grounds(Code::UnknownReference, payout, both!("a declared payout", "已公布的批次"), payout)
            }
            PayoutRule::Exists { payout } => {
                grounds(Code::PayoutExists, payout, both!("a new code", "新代码"), both!("one in use", "已用过"))
            }
            PayoutRule::NoDays { payout } => {
                grounds(Code::MemberMissing, payout, both!("period or year", "时间或年份"), nothing())
            }
            PayoutRule::NotShared { payout, part: which } => {
                let expected = both!("a part the sheet shares", "分配单要分的款项");
                grounds(Code::UnknownReference, payout, expected, part(which))
            }
            PayoutRule::UnknownSource { payout, id } => {
                grounds(Code::UnknownReference, payout, both!("a recorded id", "记过的代号"), id)
            }
            PayoutRule::NothingOfReceipt { payout, id } => {
                let expected = both!("a receipt the sheet shares", "分配单要分的收款");
                grounds(Code::UnknownReference, payout, expected, id)
            }
            PayoutRule::PartShared { part: which, by } => {
                let expected = both!("a part not yet shared", "还没有分的款项");
                grounds(Code::IncomeDistributedTwice, part(which), expected, by)
            }
            PayoutRule::WorkPaid { payout, by } => {
                let expected = both!("a work sheet not yet paid out", "还没有付的工票");
                grounds(Code::IncomeDistributedTwice, payout, expected, by)
            }
            PayoutRule::DaysShared { payout, days, by } => {
                let expected = both!("days that this scheme has not shared yet", "这个方案还没有分过的天");
                grounds(Code::IncomeDistributedTwice, payout, expected, shared(days, by))
            }
            PayoutRule::DaysPaid { payout, days, by } => {
                let expected = both!("days that this scheme has not paid for yet", "这个方案还没有付过的天");
                grounds(Code::IncomeDistributedTwice, payout, expected, shared(days, by))
            }
            PayoutRule::DaysAsked { payout, days, by } => {
                let expected = both!("days that this scheme has not asked for yet", "这个方案还没有要过的天");
                let (first, last) = (days.first_day(), days.last_day());
                let found = both!("{first} to {last} by {by}", "{by} 已收 {first} 至 {last}");
                grounds(Code::AskedTwice, payout, expected, found)
            }
            PayoutRule::MembersOwe { payout } => grounds(
                Code::MembersOwe,
                payout,
                both!("a payout that households are owed", "农户应得的分配"),
                both!("one that households owe", "农户应交的一批"),
            ),
            PayoutRule::YearShared { year, by } => {
                let expected = both!("a result not yet distributed", "还没有分的收益");
                grounds(Code::IncomeDistributedTwice, year, expected, by)
            }
            PayoutRule::SharedWithLater { year, later, by } => {
                let expected = both!(
                    "what {year} left to be shared with {later}, which counts it",
                    "{year} 年剩下的随 {later} 年一起分，那一年已把它算在内",
                );
                grounds(Code::IncomeDistributedTwice, year, expected, by)
            }
            PayoutRule::NotForWork { payout, scheme } => {
                let expected = both!(
                    "a work sheet of that code and contract, whose lines are paid",
                    "同一编号、同一合同的工票，按它的各行付",
                );
                grounds(Code::UnknownReference, payout, expected, scheme)
            }
            PayoutRule::OwnLabour { payout, scheme } => {
                let expected = both!(
                    "a sheet by which the collective pays (from collective): it employs itself",
                    "由集体付的分配单（由 集体）：用工的是集体自己",
                );
                grounds(Code::UnknownReference, payout, expected, scheme)
            }
            PayoutRule::NoReserve { year } => grounds(
                Code::DistributionBeforeReserve,
                year,
                both!("losses, reserve, then members", "先亏损，再公积金，后成员"),
                both!("no reserve yet", "还没有提公积金"),
            ),
            PayoutRule::OtherReserve { payout, said, taken } => {
                grounds(Code::DistributionBeforeReserve, payout, said, taken)
            }
            PayoutRule::NothingToShare { payout } => {
                grounds(Code::HurdleNotReached, payout, both!("something to share", "有可分的"), "0.00")
            }
            PayoutRule::NothingCame { payout, pool } => {
                grounds(Code::HurdleNotReached, payout, both!("0.00 to share", "可分的是 0.00"), pool)
            }
            PayoutRule::PoolDiffers { payout, pool, stated } => {
                grounds(Code::RentCreditedDiffersFromReceived, payout, pool, stated)
            }
            PayoutRule::LinesAndResidue { payout, pool, sum } => grounds(Code::LinesDoNotAddUp, payout, pool, sum),
            PayoutRule::Unbalanced { debit, credit } => grounds(Code::LinesDoNotAddUp, "voucher", debit, credit),
            PayoutRule::AmountTooLarge { at, amount } => {
                grounds(Code::LinesDoNotAddUp, at, both!("an amount the ledger can hold", "账本能记的金额"), amount)
            }
            PayoutRule::NoSum { payout, why } => grounds(
                Code::LinesDoNotAddUp,
                payout,
                both!("lines under one sum", "同一合计下的各笔"),
                Words::of(why.as_ref()),
            ),
            PayoutRule::NotAText { scheme, why } => grounds(Code::BadValue, scheme, why.expected, &why.found),
            PayoutRule::MoreThanOpen { payout, household, open, amount } => {
                let expected = both!("at most {open}", "最多 {open}");
                grounds(Code::PaymentAboveWhatIsOwed, format!("{payout} {household}"), expected, amount)
            }
            PayoutRule::NothingOpen { payout } => grounds(
                Code::PaymentAboveWhatIsOwed,
                payout,
                both!("open lines", "未付的款项"),
                both!("nothing open", "没有未付的"),
            ),
            PayoutRule::WaitsForHeirs { payout, household } => grounds(
                Code::PaymentAboveWhatIsOwed,
                both!("{payout} {household}", "{payout} {household}"),
                both!("somebody who is left, or the line named for the heirs", "户内还有人，或指明这一笔付给继承人"),
                both!("nobody is left there", "户内已无在世的人"),
            ),
            PayoutRule::HouseholdTwice { payout } => grounds(
                Code::PaymentAboveWhatIsOwed,
                payout,
                both!("each household once", "每户一次"),
                both!("one twice", "有一项重复"),
            ),
            PayoutRule::MoreThanPaid { payout, household, paid, amount } => {
                let expected = both!("at most {paid} that was paid", "最多为已付的 {paid}");
                grounds(Code::PaymentAboveWhatIsOwed, format!("{payout} {household}"), expected, amount)
            }
        }
    }
}
